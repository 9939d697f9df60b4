//! Every colour, size, spacing and type size of the window, by name.
//!
//! Panels and widgets use these names and no literal values, so that a look is changed here alone. Contrast of text on each
//! surface is at least 4.5 to 1 (a test computes it).

use egui::{self, Color32};

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The colours of one theme.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// True when this is the dark theme.
    pub dark: bool,
    /// Behind everything: the area around cards.
    pub app: Color32,
    /// Panels, cards, fields, dialogs.
    pub panel: Color32,
    /// Sunken (light) or raised (dark): the trough of a segmented control, code blocks, chips.
    pub sunken: Color32,
    /// One-pixel lines between items.
    pub line: Color32,
    /// Borders of controls.
    pub line_strong: Color32,
    /// Main text.
    pub text: Color32,
    /// Labels, secondary columns.
    pub text_secondary: Color32,
    /// Hints, ids, times.
    pub text_faint: Color32,
    /// Accent: the primary button, the active tab, focus.
    pub accent: Color32,
    /// Selected rows.
    pub accent_tint: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Passed; success.
    pub passed: Color32,
    /// Failed; danger.
    pub failed: Color32,
    /// Broken; warning.
    pub broken: Color32,
    pub blocked: Color32,
    pub skipped: Color32,
    pub invalid: Color32,
    pub in_progress: Color32,
    /// Never run.
    pub untested: Color32,
    /// Dims the window behind a dialog.
    pub backdrop: Color32,
    /// Soft shadow of popups and dialogs.
    pub shadow: Color32,
}

/// The light theme.
pub static LIGHT: Palette = Palette {
    dark: false,
    app: rgb(0xF6_F7_F9),
    panel: rgb(0xFF_FF_FF),
    sunken: rgb(0xED_EF_F3),
    line: rgb(0xDF_E3_EA),
    line_strong: rgb(0xC6_CC_D7),
    text: rgb(0x1A_1E_26),
    text_secondary: rgb(0x4E_57_66),
    text_faint: rgb(0x63_6C_7B),
    accent: rgb(0x34_54_D1),
    accent_tint: rgb(0xE8_EC_FD),
    on_accent: rgb(0xFF_FF_FF),
    passed: rgb(0x0B_7A_4B),
    failed: rgb(0xC2_2B_30),
    broken: rgb(0xA6_4B_00),
    blocked: rgb(0x7D_5A_00),
    skipped: rgb(0x5A_63_72),
    invalid: rgb(0x7A_3D_B8),
    in_progress: rgb(0x1A_62_B0),
    untested: rgb(0x63_6C_7B),
    backdrop: Color32::from_black_alpha(90),
    shadow: Color32::from_black_alpha(28),
};

/// The dark theme.
pub static DARK: Palette = Palette {
    dark: true,
    app: rgb(0x14_16_1B),
    panel: rgb(0x1B_1E_25),
    sunken: rgb(0x23_27_31),
    line: rgb(0x2C_31_3C),
    line_strong: rgb(0x3B_42_50),
    text: rgb(0xE7_EA_F0),
    text_secondary: rgb(0xA9_B1_BF),
    text_faint: rgb(0x85_8E_9D),
    accent: rgb(0x8A_A2_FF),
    accent_tint: rgb(0x26_2E_4D),
    on_accent: rgb(0x0F_12_20),
    passed: rgb(0x4C_C3_8A),
    failed: rgb(0xFF_7A_7A),
    broken: rgb(0xFF_A3_57),
    blocked: rgb(0xE2_B8_4A),
    skipped: rgb(0x9A_A4_B4),
    invalid: rgb(0xC6_A0_FF),
    in_progress: rgb(0x73_B4_FF),
    untested: rgb(0x85_8E_9D),
    backdrop: Color32::from_black_alpha(150),
    shadow: Color32::from_black_alpha(110),
};

impl Palette {
    /// The palette in force where `ui` draws.
    pub fn of(ui: &egui::Ui) -> &'static Self {
        Self::for_dark(ui.visuals().dark_mode)
    }

    /// The palette of the context's current theme.
    pub fn of_ctx(ctx: &egui::Context) -> &'static Self {
        Self::for_dark(ctx.global_style().visuals.dark_mode)
    }

    /// The palette of the dark or the light theme.
    pub fn for_dark(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }

    /// Background of a row or a quiet button under the pointer.
    pub fn hover(&self) -> Color32 {
        if self.dark { mix(self.panel, self.text, 0.06) } else { mix(self.panel, self.text, 0.045) }
    }

    /// Outline of a box or a circle that is not checked. In the dark theme the lines of fields are too faint for it.
    pub fn control_line(&self) -> Color32 {
        if self.dark { self.text_faint } else { self.line_strong }
    }

    /// Background of a quiet button while it is pressed.
    pub fn pressed(&self) -> Color32 {
        mix(self.panel, self.text, 0.1)
    }

    /// A quiet background of the given colour: chips, banners.
    pub fn tint(&self, colour: Color32) -> Color32 {
        mix(self.panel, colour, if self.dark { 0.16 } else { 0.11 })
    }

    /// Background of words that a newer text has.
    pub fn inserted(&self) -> Color32 {
        if self.dark { rgb(0x22_50_3F) } else { rgb(0xC9_E5_D9) }
    }

    /// Background of words that a newer text has no more.
    pub fn deleted(&self) -> Color32 {
        if self.dark { rgb(0x57_33_3A) } else { rgb(0xF3_CF_D1) }
    }

    /// Background of selected text in a field.
    pub fn text_selection(&self) -> Color32 {
        mix(self.panel, self.accent, if self.dark { 0.45 } else { 0.28 })
    }
}

/// `a` with `share` (0..=1) of `b` in it.
pub fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    let part = |x: u8, y: u8| (f32::from(x) + (f32::from(y) - f32::from(x)) * share).round() as u8;
    Color32::from_rgb(part(a.r(), b.r()), part(a.g(), b.g()), part(a.b(), b.b()))
}

/// Distances in points; all multiples of 4, but for the half step inside tight groups.
pub mod space {
    /// Half a step: between an icon and its count.
    pub const XXS: f32 = 2.0;
    /// One step.
    pub const XS: f32 = 4.0;
    /// Two steps: between controls.
    pub const S: f32 = 8.0;
    /// Three steps: inside panels and cards.
    pub const M: f32 = 12.0;
    /// Four steps: between groups, around views.
    pub const L: f32 = 16.0;
    /// Six steps.
    pub const XL: f32 = 24.0;
    /// Ten steps: around an element that is alone on a page.
    pub const XXL: f32 = 40.0;
}

/// Sizes in points.
pub mod size {
    /// Height of buttons, fields, combo boxes.
    pub const CONTROL: f32 = 28.0;
    /// Height of controls inside rows and chips beside titles.
    pub const CONTROL_SMALL: f32 = 22.0;
    /// A row of a tree.
    pub const TREE_ROW: f32 = 26.0;
    /// Height of a line of licences.
    pub const LICENCE_LINE: f32 = 16.0;
    /// A row of a grid.
    pub const GRID_ROW: f32 = 30.0;
    /// The header of a grid.
    pub const GRID_HEADER: f32 = 30.0;
    pub const MENU_BAR: f32 = 36.0;
    /// A strip of tabs.
    pub const TABS: f32 = 36.0;
    pub const STATUS_BAR: f32 = 26.0;
    /// Indent of one tree level.
    pub const TREE_INDENT: f32 = 16.0;
    /// Side of a check box.
    pub const CHECK: f32 = 14.0;
    /// Icons in rows and buttons.
    pub const ICON: f32 = 16.0;
    /// Icons of a dialog's title.
    pub const ICON_TITLE: f32 = 20.0;
    /// The icon of an empty state.
    pub const ICON_EMPTY: f32 = 36.0;
    /// Diameter of a coverage dot.
    pub const DOT: f32 = 8.0;
    /// Height of a chip.
    pub const CHIP: f32 = 20.0;
    /// Diameter of a stepper's number.
    pub const STEP: f32 = 20.0;
    /// Height of a progress bar.
    pub const PROGRESS: f32 = 4.0;
    /// Height of a number card.
    pub const CARD: f32 = 104.0;
    /// Width of the left panel at the first start.
    pub const LEFT_PANEL: f32 = 312.0;
    /// The least width of the middle beside the inspector.
    pub const MIDDLE: f32 = 360.0;
    /// Narrower windows have no room for the inspector beside the middle: it lies over it.
    pub const NARROW: f32 = 1100.0;
    /// The least width of the tab of a run or a comparison beside the inspector, which says little more than the tab.
    pub const RUN: f32 = 1100.0;
    /// Narrower windows have no room for the left panel beside the middle: it lies over it.
    pub const TIGHT: f32 = 640.0;
    /// Least width that an inspector with nothing to show leaves to the middle.
    pub const ROOMY: f32 = 720.0;
    /// Width of the inspector at the first start.
    pub const INSPECTOR: f32 = 328.0;
    /// Height of the activity panel at the first start.
    pub const ACTIVITY: f32 = 200.0;
    /// Width of a toast.
    pub const TOAST: f32 = 340.0;
    /// Width of a column of text that is read (empty states, first-start page).
    pub const READING: f32 = 420.0;
    /// Thickness of a line.
    pub const LINE: f32 = 1.0;
    /// Thickness of the mark of the active tab and of a selected tree row.
    pub const MARK: f32 = 2.0;
}

/// Corner radii in points.
pub mod radius {
    /// Small: check boxes, bars.
    pub const SMALL: u8 = 4;
    /// Buttons, fields.
    pub const CONTROL: u8 = 6;
    /// Cards, tables.
    pub const CARD: u8 = 8;
    pub const DIALOG: u8 = 10;
}

/// Type sizes in points.
pub mod font_size {
    /// Text.
    pub const BODY: f32 = 13.0;
    /// Labels, table headers, chips.
    pub const LABEL: f32 = 11.5;
    /// Ids, counts, times, code.
    pub const MONO: f32 = 11.5;
    /// Titles of a view or an inspector.
    pub const TITLE: f32 = 18.0;
    /// Titles of a dialog.
    pub const SUBTITLE: f32 = 15.0;
    /// The one number of a card.
    pub const NUMBER: f32 = 22.0;
    /// The name on the first-start page.
    pub const DISPLAY: f32 = 28.0;
    /// Line height of body text.
    pub const BODY_LINE: f32 = 18.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(c: Color32) -> f32 {
        let part = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(c.r()) + 0.7152 * part(c.g()) + 0.0722 * part(c.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_is_readable_on_every_surface() {
        for p in [&LIGHT, &DARK] {
            for surface in [p.app, p.panel, p.sunken, p.accent_tint, p.hover()] {
                for (name, text) in [("text", p.text), ("secondary", p.text_secondary)] {
                    let ratio = contrast(text, surface);
                    assert!(ratio >= 4.5, "{name} on {surface:?} (dark: {}): {ratio}", p.dark);
                }
            }
            for surface in [p.app, p.panel] {
                for text in [
                    p.text_faint,
                    p.accent,
                    p.passed,
                    p.failed,
                    p.broken,
                    p.blocked,
                    p.skipped,
                    p.invalid,
                    p.in_progress,
                    p.untested,
                ] {
                    let ratio = contrast(text, surface);
                    assert!(ratio >= 4.5, "{text:?} on {surface:?} (dark: {}): {ratio}", p.dark);
                }
            }
            assert!(contrast(p.on_accent, p.accent) >= 4.5);
        }
    }

    /// The rules of a style sheet that begin with this selector.
    fn block<'c>(css: &'c str, selector: &str) -> &'c str {
        let from = css.find(selector).unwrap_or_else(|| panic!("no {selector}"));
        css.get(from..).and_then(|rest| rest.split('}').next()).unwrap_or_default()
    }

    fn colour_of(block: &str, name: &str) -> Option<Color32> {
        let hex = block.split(&format!("--{name}: #")).nth(1)?.split(|c: char| !c.is_ascii_hexdigit()).next()?;
        let long: String = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
        u32::from_str_radix(&long, 16).ok().map(rgb)
    }

    #[test]
    fn pages_and_reports_have_the_colours_of_the_window() {
        for sheet in ["web/style/base.css", "report/report.css"] {
            let path = format!("{}/../../assets/{sheet}", env!("CARGO_MANIFEST_DIR"));
            let css = std::fs::read_to_string(&path).expect("style sheet").replace('"', "");
            for (p, selectors) in
                [(&LIGHT, vec![":root {"]), (&DARK, vec![":root:not([data-theme=light]) {", ":root[data-theme=dark] {"])]
            {
                for selector in selectors {
                    let rules = block(&css, selector);
                    for (name, colour) in [
                        ("app", p.app),
                        ("panel", p.panel),
                        ("sunken", p.sunken),
                        ("line", p.line),
                        ("line-strong", p.line_strong),
                        ("text", p.text),
                        ("secondary", p.text_secondary),
                        ("faint", p.text_faint),
                        ("accent", p.accent),
                        ("tint", p.accent_tint),
                        ("on-accent", p.on_accent),
                        ("passed", p.passed),
                        ("failed", p.failed),
                        ("broken", p.broken),
                        ("blocked", p.blocked),
                        ("skipped", p.skipped),
                        ("invalid", p.invalid),
                        ("in-progress", p.in_progress),
                        ("untested", p.untested),
                    ] {
                        assert_eq!(colour_of(rules, name), Some(colour), "{sheet} {selector} --{name}");
                    }
                }
            }
        }
    }
}
