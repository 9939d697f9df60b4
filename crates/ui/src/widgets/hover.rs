//! Tooltips of rows, and of texts and signs within rows. They stand above the row or beside it: below, they would cover the next row,
//! which could be neither read nor pressed.

use egui::{Label, RectAlign, Response, Role, Tooltip, Ui, WidgetText};

/// Places of a tooltip above a row, and last the one below, for a row without room above.
const ABOVE: [RectAlign; 4] = [RectAlign::TOP_END, RectAlign::RIGHT_START, RectAlign::LEFT_START, RectAlign::BOTTOM_START];
/// Places of a tooltip beside a row, where its own side has no room.
const ASIDE: [RectAlign; 4] = [RectAlign::LEFT, RectAlign::TOP_START, RectAlign::TOP_END, RectAlign::BOTTOM_START];

/// Tooltips that leave the row below free.
pub trait RowHint {
    /// Shows a text above the widget on hover.
    fn hint_above(&self, words: impl Into<WidgetText>);
    /// Shows a text above the pointer on hover: for a widget as wide as the window.
    fn hint_above_pointer(&self, words: impl Into<WidgetText>);
    /// Shows a text at the right edge of the widget on hover: for a row of a narrow panel.
    fn hint_aside(&self, words: impl Into<WidgetText>);
    /// Shows beside a widget that is not enabled what it waits for: below, the text would cover the next one.
    fn hint_why(&self, words: impl Into<WidgetText>);
    /// Shows contents above the widget on hover.
    fn hint_above_ui(&self, add: impl FnOnce(&mut Ui));
}

impl RowHint for Response {
    fn hint_above(&self, words: impl Into<WidgetText>) {
        let words = told(self, words);
        above(Tooltip::for_enabled(self)).show(|ui| label(ui, words));
    }

    fn hint_above_pointer(&self, words: impl Into<WidgetText>) {
        let words = told(self, words);
        above(Tooltip::for_enabled(self).at_pointer()).show(|ui| label(ui, words));
    }

    fn hint_aside(&self, words: impl Into<WidgetText>) {
        let words = told(self, words);
        let mut tooltip = Tooltip::for_enabled(self);
        tooltip.popup = tooltip.popup.align(RectAlign::RIGHT).align_alternatives(&ASIDE);
        tooltip.show(|ui| label(ui, words));
    }

    fn hint_why(&self, words: impl Into<WidgetText>) {
        let words = told(self, words);
        let mut tooltip = Tooltip::for_disabled(self);
        tooltip.popup = tooltip.popup.align(RectAlign::RIGHT).align_alternatives(&ASIDE);
        tooltip.show(|ui| label(ui, words));
    }

    fn hint_above_ui(&self, add: impl FnOnce(&mut Ui)) {
        above(Tooltip::for_enabled(self)).show(add);
    }
}

/// Puts a tooltip above its widget.
pub fn above(mut tooltip: Tooltip<'_>) -> Tooltip<'_> {
    tooltip.popup = tooltip.popup.align(RectAlign::TOP_START).align_alternatives(&ABOVE);
    tooltip
}

fn label(ui: &mut Ui, words: WidgetText) {
    // Without it, a tooltip whose text changes would become narrower from pass to pass.
    ui.set_max_width(ui.spacing().tooltip_width);
    ui.add(Label::new(words));
}

/// Gives the text to screen readers, as egui does with its own tooltips.
fn told(response: &Response, words: impl Into<WidgetText>) -> WidgetText {
    let words = words.into();
    if response.ctx.has_accesskit_node(response.id) {
        response.ctx.accesskit_node_builder(response.id, |node| {
            if node.description().is_none() {
                node.set_description(words.text());
            }
            if node.role() != Role::Label && node.labelled_by().is_empty() && node.label().is_none_or(str::is_empty) {
                node.set_label(words.text());
            }
        });
    }
    words
}
