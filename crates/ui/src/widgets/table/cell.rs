//! Cells in the forms that tables use.

use egui::{Role, Sense, Ui, WidgetInfo};

use crate::theme::{Palette, Type};
use crate::widgets::{RowHint as _, paint, text};

/// The main text of a row.
pub fn strong(ui: &mut Ui, words: &str) {
    let colour = Palette::of(ui).text;
    text::line(ui, words, Type::Medium, colour);
}

/// Secondary text; an em dash when empty.
pub fn plain(ui: &mut Ui, words: &str) {
    let p = Palette::of(ui);
    if words.is_empty() {
        text::line(ui, "—", Type::Body, p.text_faint);
    } else {
        text::line(ui, words, Type::Body, p.text_secondary);
    }
}

/// Secondary text in a short form, with the whole on hover.
pub fn short(ui: &mut Ui, short: &str, whole: &str) {
    let p = Palette::of(ui);
    if short.is_empty() {
        return plain(ui, "");
    }
    text::line(ui, short, Type::Body, p.text_secondary).hint_above(whole);
}

/// An id whose end tells most; its beginning gives way where the column is narrow.
pub fn id(ui: &mut Ui, words: &str) {
    let p = Palette::of(ui);
    let galley = paint::elided_front(ui, words, Type::Mono, p.text_secondary, ui.available_width());
    let whole = galley.text() == words;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    paint::put_left(ui.painter(), rect.left_center(), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, words));
    if !whole {
        response.hint_above(words);
    }
}

/// A number or a code.
pub fn mono(ui: &mut Ui, words: &str) {
    let colour = Palette::of(ui).text_secondary;
    text::line(ui, words, Type::Mono, colour);
}

/// A number that counts.
pub fn number(ui: &mut Ui, words: &str) {
    let colour = Palette::of(ui).text;
    text::line(ui, words, Type::Mono, colour);
}
