//! egui's own style from the tokens, for its own drawing: menus, tooltips, scroll bars, text fields, tables.

use egui::{
    self, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Visuals, style::ScrollStyle, style::Selection,
    style::WidgetVisuals, vec2,
};

use super::fonts::Type;
use super::tokens::{Palette, radius, size, space};

/// The whole style of one theme.
pub fn style(p: &Palette) -> Style {
    let mut style = Style { visuals: visuals(p), ..Style::default() };
    style.text_styles = [
        (TextStyle::Body, Type::Body.font()),
        (TextStyle::Button, Type::Medium.font()),
        (TextStyle::Heading, Type::Title.font()),
        (TextStyle::Monospace, Type::Mono.font()),
        (TextStyle::Small, Type::Label.font()),
    ]
    .into();
    let s = &mut style.spacing;
    s.item_spacing = vec2(space::S, space::S);
    s.button_padding = vec2(space::M, space::XS);
    s.interact_size = vec2(size::CONTROL, size::CONTROL);
    s.menu_margin = Margin::same(space::XS as i8);
    s.window_margin = Margin::same(space::L as i8);
    s.icon_width = size::CHECK;
    s.icon_width_inner = size::CHECK - space::XS;
    s.tooltip_width = size::READING;
    s.combo_height = 320.0;
    s.menu_spacing = 0.0;
    s.scroll = ScrollStyle {
        floating: true,
        bar_width: space::S,
        floating_width: space::XS,
        floating_allocated_width: 0.0,
        bar_inner_margin: space::XXS,
        bar_outer_margin: space::XXS,
        handle_min_length: space::XL,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.0,
        active_handle_opacity: 0.35,
        interact_handle_opacity: 0.6,
        foreground_color: true,
        ..ScrollStyle::floating()
    };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.animation_time = 0.1;
    style
}

fn visuals(p: &Palette) -> Visuals {
    let base = if p.dark { Visuals::dark() } else { Visuals::light() };
    let corner = CornerRadius::same(radius::CONTROL);
    let widget = |fill, stroke, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(size::LINE, stroke),
        corner_radius: corner,
        fg_stroke: Stroke::new(size::LINE, text),
        expansion: 0.0,
    };
    Visuals {
        widgets: egui::style::Widgets {
            noninteractive: widget(p.panel, p.line, p.text),
            inactive: widget(p.panel, p.line_strong, p.text),
            hovered: widget(p.hover(), p.text_faint, p.text),
            active: widget(p.pressed(), p.accent, p.text),
            open: widget(p.hover(), p.line_strong, p.text),
        },
        selection: Selection { bg_fill: p.text_selection(), stroke: Stroke::new(size::LINE, p.accent) },
        hyperlink_color: p.accent,
        faint_bg_color: p.app,
        extreme_bg_color: p.panel,
        text_edit_bg_color: Some(p.panel),
        code_bg_color: p.sunken,
        warn_fg_color: p.broken,
        error_fg_color: p.failed,
        weak_text_color: Some(p.text_faint),
        window_corner_radius: CornerRadius::same(radius::DIALOG),
        window_fill: p.panel,
        window_stroke: Stroke::new(size::LINE, if p.dark { p.line_strong } else { p.line }),
        window_shadow: Shadow { offset: [0, 12], blur: 40, spread: 0, color: p.shadow },
        menu_corner_radius: CornerRadius::same(radius::CARD),
        popup_shadow: Shadow { offset: [0, 6], blur: 20, spread: 0, color: p.shadow },
        panel_fill: p.panel,
        button_frame: true,
        striped: false,
        indent_has_left_vline: false,
        text_cursor: egui::style::TextCursorStyle { stroke: Stroke::new(size::MARK, p.accent), ..base.text_cursor.clone() },
        disabled_alpha: 0.45,
        ..base
    }
}
