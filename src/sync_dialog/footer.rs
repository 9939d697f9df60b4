//! The footer: a sentence about the next step, quiet buttons, Back, and the one primary button. Also the row of steps.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Rect, Ui, vec2};

use super::context::TabContext;
use super::preview::Count;
use super::rich;
use voluptas_ui::theme::size;
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{Button, dialog, paint, progress};

/// The primary button of a footer.
pub struct Primary<'a> {
    /// Text of the button.
    pub text: &'a str,
    /// True when the button can be pressed.
    pub enabled: bool,
}

/// The pressed part of a footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FooterAction {
    /// The primary button, or Ctrl+Enter.
    Primary,
    /// The button Back.
    Back,
    /// The quiet button.
    Quiet,
    /// A number of the sentence.
    Count(Count),
}

/// Draws the footer.
pub fn footer(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    salt: &str,
    sentence: &str,
    quiet: Option<&str>,
    back: Option<&str>,
    primary: Option<Primary<'_>>,
) -> Option<FooterAction> {
    let (mut pressed, mut counted) = (None, None);
    let tr = cx.tr;
    dialog::footer(
        ui,
        salt,
        |ui| {
            let name = |number: u8| Count::of_link(number).map(|count| tr.text(count.key()).into_owned()).unwrap_or_default();
            counted = rich::line(ui, sentence, name).and_then(Count::of_link);
        },
        |ui| {
            if let Some(primary) = &primary {
                let keys = cx.t("sync-dialog-keys-apply");
                let shown = Button::primary(primary.text).shortcut(&keys).enabled(primary.enabled).show(ui);
                if shown.clicked() || (primary.enabled && cx.apply) {
                    pressed = Some(FooterAction::Primary);
                }
            }
            if let Some(back) = back
                && Button::secondary(back).show(ui).clicked()
            {
                pressed = Some(FooterAction::Back);
            }
            if let Some(quiet) = quiet
                && Button::quiet(quiet).show(ui).clicked()
            {
                pressed = Some(FooterAction::Quiet);
            }
        },
    );
    pressed.or(counted.map(FooterAction::Count))
}

/// The step of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Step {
    /// The person chooses the options.
    #[default]
    Choose,
    /// The plan is shown.
    Preview,
    /// The plan is being applied.
    Apply,
    /// The outcome is shown.
    Summary,
}

/// Draws the row above the body: the steps at the left, the contents of `right` at the right. Returns true if Choose was pressed.
pub fn steps(ui: &mut Ui, cx: &TabContext<'_>, salt: &str, at: Step, right: impl FnOnce(&mut Ui)) -> bool {
    let names = ["sync-dialog-step-choose", "sync-dialog-step-preview", "sync-dialog-step-apply", "sync-dialog-step-summary"]
        .map(|k| cx.t(k));
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let mut picked = None;
    let (top, bottom) = if dialog::is_low(ui.ctx()) { (6, 4) } else { (14, 10) };
    Panel::top(("sync-steps", salt))
        .frame(Frame::new().inner_margin(Margin { left: 20, right: 20, top, bottom }))
        .show_separator_line(false)
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                reading::row(ui, |ui| {
                    ui.set_min_height(size::CONTROL);
                    let start = ui.max_rect().min;
                    // The right end comes first, so that the steps know how much room is left.
                    let rest = reading::from_right(ui, |ui| {
                        right(ui);
                        ui.available_width()
                    });
                    let at_left = Rect::from_min_size(start, vec2(rest.inner, size::CONTROL));
                    picked = paint::inside(ui, at_left, Layout::left_to_right(Align::Center), |ui| {
                        progress::stepper(ui, at as usize, &names, rest.inner)
                    });
                })
            });
        });
    // A running or finished job cannot be taken back: the only way back is from the preview to Choose.
    picked == Some(0) && at == Step::Preview
}
