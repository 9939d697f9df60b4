//! Text that is edited where it is shown: it looks like text until the pointer or the keyboard comes to it.

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align, CornerRadius, Frame, Galley, Id, Key, KeyboardShortcut, Layout, Margin, Rect, Response, RichText, Shape, Stroke,
    StrokeKind, TextBuffer, TextEdit, Ui, pos2, vec2,
};
use std::sync::Arc;

use voluptas_ui::theme::{Palette, Type, radius, size, space};
use voluptas_ui::widgets::paint;

/// Makes the laid-out text of a field with colours of its own: text and width.
pub type Colours<'a> = &'a dyn Fn(&str, f32) -> LayoutJob;

/// A text field that grows with its text.
#[must_use = "a field does nothing until it is shown"]
pub struct InlineText<'a> {
    value: &'a mut String,
    id: Id,
    name: &'a str,
    hint: &'a str,
    ty: Type,
    rows: usize,
    boxed: bool,
    /// The value differs from the saved one; `None` for a field that does not know it.
    changed: Option<bool>,
    wrong: bool,
    new_line: Option<KeyboardShortcut>,
    colours: Option<Colours<'a>>,
    stays: bool,
}

impl<'a> InlineText<'a> {
    /// A field with that accessible name.
    pub fn new(value: &'a mut String, id: Id, name: &'a str) -> Self {
        let new_line = Some(KeyboardShortcut::new(eframe::egui::Modifiers::NONE, eframe::egui::Key::Enter));
        Self {
            value,
            id,
            name,
            hint: "",
            ty: Type::Body,
            rows: 1,
            boxed: false,
            changed: None,
            wrong: false,
            new_line,
            colours: None,
            stays: false,
        }
    }

    /// Shown while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// The type of the text.
    pub fn ty(mut self, ty: Type) -> Self {
        self.ty = ty;
        self
    }

    /// Has a border also without the pointer, and at least so many lines.
    pub fn boxed(mut self, rows: usize) -> Self {
        (self.boxed, self.rows) = (true, rows.max(1));
        self
    }

    /// Marks a value that is not saved.
    pub fn changed(mut self, changed: bool) -> Self {
        self.changed = Some(changed);
        self
    }

    /// Marks a value that cannot be saved.
    pub fn wrong(mut self, wrong: bool) -> Self {
        self.wrong = wrong;
        self
    }

    /// The keys that begin a new line; `None` for a text of one line.
    pub fn new_line(mut self, keys: Option<KeyboardShortcut>) -> Self {
        self.new_line = keys;
        self
    }

    /// Keeps the typed text when Esc ends the edit, for a text that could not be restored otherwise.
    pub fn stays(mut self) -> Self {
        self.stays = true;
        self
    }

    /// Lays the text out in colours.
    pub fn colours(mut self, colours: Colours<'a>) -> Self {
        self.colours = Some(colours);
        self
    }

    /// Draws the text; `changed()` is true after an edit. Esc ends the edit and restores the text from before it, or the one that
    /// was saved since.
    pub fn show(self, ui: &mut Ui, width: f32) -> Response {
        let p = Palette::of(ui);
        let pad = vec2(space::S, if self.ty == Type::Title { space::XS } else { space::XS + 1.0 });
        let background = ui.painter().add(Shape::Noop);
        let at = ui.cursor().min;
        // A title stands in line with the labels below it; its border lies outside.
        let out = if self.ty == Type::Title { pad.x } else { 0.0 };
        let left = at.x + pad.x - out;
        let inner = Rect::from_min_size(
            pos2(left, at.y + pad.y),
            vec2((width - (pad.x - out) * 2.0).max(1.0), size::CONTROL - pad.y * 2.0),
        );
        let hint = RichText::new(self.hint).color(p.text_faint).font(self.ty.font());
        let colours = self.colours;
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
            let job = match colours {
                Some(colours) => colours(text.as_str(), width),
                None => LayoutJob::default(),
            };
            ui.painter().layout_job(job)
        };
        note_text(ui, self.id, self.value, self.changed);
        let mut edit = TextEdit::multiline(self.value)
            .id(self.id)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .desired_rows(self.rows)
            .desired_width(inner.width())
            .font(self.ty.font())
            .text_color(if self.ty == Type::Mono { p.text_secondary } else { p.text })
            .hint_text(hint)
            .return_key(self.new_line);
        if colours.is_some() {
            edit = edit.layouter(&mut layouter);
        }
        let mut response = paint::inside(ui, inner, Layout::top_down(Align::Min), |ui| {
            // As high as its text, not as a button.
            ui.spacing_mut().interact_size.y = 0.0;
            ui.add(edit)
        });
        if take_back(ui, &response, self.value, self.stays) {
            response.mark_changed();
        }
        let rect = Rect::from_min_max(at, pos2(at.x + width, (response.rect.bottom() + pad.y).max(at.y + size::CONTROL)));
        ui.allocate_rect(rect, eframe::egui::Sense::hover());
        let rect = rect.expand2(vec2(out, 0.0));
        let hovered = ui.rect_contains_pointer(rect);
        let stroke = if self.wrong {
            Stroke::new(size::LINE, p.failed)
        } else if response.has_focus() {
            Stroke::new(size::LINE + 0.5, p.accent)
        } else if hovered || self.boxed {
            Stroke::new(size::LINE, if hovered { p.line_strong } else { p.line })
        } else {
            Stroke::NONE
        };
        let fill = if response.has_focus() { p.panel } else { eframe::egui::Color32::TRANSPARENT };
        let shape =
            eframe::egui::epaint::RectShape::new(rect, CornerRadius::same(radius::CONTROL), fill, stroke, StrokeKind::Inside);
        ui.painter().set(background, shape);
        if self.changed == Some(true) {
            changed_bar(ui, rect);
        }
        response.accessible_name(self.name)
    }
}

/// Keeps the text of the field with the keyboard: that of before the edit, and the saved one as long as the field holds it.
fn note_text(ui: &Ui, field: Id, text: &str, is_changed: Option<bool>) {
    let id = field.with("before");
    if ui.memory(|m| m.has_focus(field)) {
        let known = ui.data(|d| d.get_temp::<Arc<str>>(id));
        if known.is_none_or(|known| is_changed == Some(false) && *known != *text) {
            ui.data_mut(|d| d.insert_temp::<Arc<str>>(id, text.into()));
        }
    }
}

/// Brings the kept text back where Esc ended the edit; true when that changed the text.
fn take_back(ui: &Ui, field: &Response, text: &mut String, stays: bool) -> bool {
    let id = field.id.with("before");
    if field.has_focus() {
        return false;
    }
    // egui takes the keyboard from the field before the field is drawn.
    let is_ended = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape));
    let Some(before) = ui.data_mut(|d| d.remove_temp::<Arc<str>>(id)).filter(|_| is_ended && !stays) else { return false };
    let is_other = *before != **text;
    if is_other {
        before.as_ref().clone_into(text);
    }
    is_other
}

/// The bar at the left of a value that is not saved.
pub fn changed_bar(ui: &Ui, rect: Rect) {
    let at =
        Rect::from_min_max(pos2(rect.left() - space::XS - size::MARK, rect.top()), pos2(rect.left() - space::XS, rect.bottom()));
    ui.painter().rect_filled(at, CornerRadius::same(1), Palette::of(ui).accent);
}
