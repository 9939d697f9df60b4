//! Text fields with label, icon, hint, error, password show/hide, several lines.

use egui::{
    self, CornerRadius, Frame, Id, Key, Layout, Margin, Modifiers, Response, RichText, Stroke, StrokeKind, TextEdit, Ui, pos2,
    vec2,
};

use super::{button, paint, text};
use crate::theme::{Icon, Palette, Type, font_size, icons, radius, size, space};

/// Height of a label with the space below it.
const LABEL: f32 = 18.0;

/// Names of the two states of a password's eye.
#[derive(Debug, Clone, Copy)]
pub struct RevealLabels<'a> {
    /// Name of the button that shows the text.
    pub show: &'a str,
    /// Name of the button that hides it.
    pub hide: &'a str,
}

/// A text field. Its accessible name is the label, then the name, then the hint.
#[must_use = "a field does nothing until it is shown"]
pub struct TextField<'a> {
    value: &'a mut String,
    id: Option<Id>,
    label: Option<&'a str>,
    name: Option<&'a str>,
    hint: &'a str,
    icon: Option<Icon>,
    error: Option<&'a str>,
    note: Option<&'a str>,
    eye: Option<RevealLabels<'a>>,
    rows: usize,
    width: Option<f32>,
    mono: bool,
    trailing: Option<&'a str>,
    enabled: bool,
    clear: Option<&'a str>,
    menu: Option<&'a str>,
    menu_icon: Icon,
    raised: bool,
}

impl<'a> TextField<'a> {
    /// A field that edits `value`.
    pub fn new(value: &'a mut String) -> Self {
        Self {
            value,
            id: None,
            label: None,
            name: None,
            hint: "",
            icon: None,
            error: None,
            note: None,
            eye: None,
            rows: 1,
            width: None,
            mono: false,
            trailing: None,
            enabled: true,
            clear: None,
            menu: None,
            menu_icon: icons::DOWN,
            raised: false,
        }
    }

    /// A fixed id, so that a command can put the keyboard here.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// A visible label above the field.
    pub fn label(mut self, label: &'a str) -> Self {
        self.label = Some(label);
        self
    }

    /// The accessible name, for a field without a visible label.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// A hint, shown while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// An icon inside, left.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An error of the value: red border and the sentence below.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// A remark below the field.
    pub fn note(mut self, note: &'a str) -> Self {
        self.note = Some(note);
        self
    }

    /// Hides the text behind dots, with an eye that shows it. The text is hidden again when the field was not drawn in the last
    /// pass: its dialog or tab was closed meanwhile.
    pub fn password(mut self, eye: RevealLabels<'a>) -> Self {
        self.eye = Some(eye);
        self
    }

    /// Several lines.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// Width in points; the available width when not given.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Monospace, for ids and codes.
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Dim text inside, right: a shortcut, a unit.
    pub fn trailing(mut self, text: &'a str) -> Self {
        self.trailing = Some(text);
        self
    }

    /// Allows or forbids editing.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Shows a button that empties the field while it has text; the argument is the button's name.
    pub fn clearable(mut self, name: &'a str) -> Self {
        self.clear = Some(name);
        self
    }

    /// On the app background instead of a panel.
    pub fn raised(mut self) -> Self {
        self.raised = true;
        self
    }

    /// Draws the field. The response is that of the text; `changed()` is true after an edit.
    pub fn show(self, ui: &mut Ui) -> Response {
        self.show_all(ui).0
    }

    /// The icon of the button of [`Self::show_with_menu`].
    pub fn menu_icon(mut self, icon: Icon) -> Self {
        self.menu_icon = icon;
        self
    }

    /// Draws it with a button of that name at its end, which opens something to choose from. Gives the text's response and the
    /// button's.
    pub fn show_with_menu(mut self, ui: &mut Ui, name: &'a str) -> (Response, Response) {
        self.menu = Some(name);
        let (text, menu) = self.show_all(ui);
        let menu = menu.unwrap_or_else(|| text.clone());
        (text, menu)
    }

    fn show_all(self, ui: &mut Ui) -> (Response, Option<Response>) {
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let enabled = self.enabled;
        // The height is told beforehand, so that a row of controls can centre the field.
        let label = if self.label.is_some() { LABEL } else { 0.0 };
        ui.allocate_ui(vec2(width, label + self.box_height()), |ui| {
            ui.add_enabled_ui(enabled, |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    self.draw(ui, width)
                })
                .inner
            })
            .inner
        })
        .inner
    }

    fn box_height(&self) -> f32 {
        if self.rows > 1 { self.rows as f32 * font_size::BODY_LINE + space::M } else { size::CONTROL }
    }

    fn draw(self, ui: &mut Ui, width: f32) -> (Response, Option<Response>) {
        let p = Palette::of(ui);
        let label_id = self.label.map(|l| text::label(ui, l).id);
        let height = self.box_height();
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), egui::Sense::hover());
        let background = ui.painter().add(egui::Shape::Noop);
        let mut inner = rect.shrink2(vec2(space::S, 0.0));
        let icon_at = |x: f32| egui::Rect::from_center_size(pos2(x, rect.center().y), vec2(size::ICON, size::ICON));
        if let Some(icon) = self.icon {
            paint::icon(ui.painter(), icon_at(inner.left() + size::ICON / 2.0), icon, size::ICON, p.text_faint);
            inner.min.x += size::ICON + space::XS + space::XXS;
        }
        if let Some(trailing) = self.trailing {
            let galley = paint::galley(ui, trailing, Type::Mono, p.text_faint);
            inner.max.x = paint::put_right(ui.painter(), inner.right_center(), galley) - space::S;
        }
        let row = Layout::left_to_right(egui::Align::Center);
        let salt = self.id.unwrap_or_else(|| ui.next_auto_id());
        let eye_id = salt.with("shown");
        let mut shown = self.eye.is_some() && is_shown(ui, eye_id);
        if let Some(eye) = self.eye {
            let (icon, name) = if shown { (icons::HIDE, eye.hide) } else { (icons::SHOW, eye.show) };
            let at = icon_at(inner.right() - size::ICON / 2.0).expand(space::XS);
            let response = paint::inside(ui, at, row, |ui| button::icon_button(ui, icon, name));
            if response.clicked() {
                shown = !shown;
            }
            let pass = ui.ctx().cumulative_pass_nr();
            ui.data_mut(|d| d.insert_temp(eye_id, (shown, pass)));
            inner.max.x -= size::ICON + space::S;
        }
        let menu = self.menu.map(|name| {
            let at = icon_at(inner.right() - size::ICON / 2.0).expand(space::XS);
            inner.max.x -= size::ICON + space::S;
            (name, at)
        });
        let mut cleared = false;
        if let Some(name) = self.clear
            && !self.value.is_empty()
        {
            let at = icon_at(inner.right() - size::ICON / 2.0).expand(space::XS);
            cleared = paint::inside(ui, at, row, |ui| button::icon_button(ui, icons::CLOSE, name)).clicked();
            inner.max.x -= size::ICON + space::XS;
        }
        if cleared {
            self.value.clear();
        }
        let ty = if self.mono { Type::Mono } else { Type::Body };
        let hint = RichText::new(self.hint).color(p.text_faint).font(ty.font());
        let edit = if self.rows > 1 {
            inner = inner.shrink2(vec2(0.0, space::XS + space::XXS));
            TextEdit::multiline(self.value).desired_rows(self.rows)
        } else {
            TextEdit::singleline(self.value).align(egui::Align2::LEFT_CENTER).min_size(vec2(0.0, height))
        };
        let mut edit = edit
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .hint_text(hint)
            .font(ty.font())
            .text_color(p.text)
            .password(self.eye.is_some() && !shown)
            .desired_width(inner.width());
        // The button that empties the field comes with the first letter; the text must keep its id, or it would lose the
        // keyboard.
        edit = edit.id(self.id.unwrap_or_else(|| salt.with("text")));
        let rows = self.rows;
        let mut response = paint::inside(ui, inner, Layout::top_down(egui::Align::Min), |ui| {
            ui.set_clip_rect(ui.clip_rect().intersect(rect));
            if rows > 1 {
                let scroll = egui::ScrollArea::vertical().id_salt(salt.with("scroll")).max_height(inner.height());
                scroll.show(ui, |ui| ui.add(edit)).inner
            } else {
                ui.add(edit)
            }
        });
        // Drawn after the text, so that Tab comes to it from there.
        let menu = menu.map(|(name, at)| paint::inside(ui, at, row, |ui| button::icon_button(ui, self.menu_icon, name)));
        response = match (label_id, self.name) {
            (Some(label), _) => response.labelled_by(label),
            (None, Some(name)) => response.accessible_name(name),
            (None, None) => response.accessible_name(self.hint),
        };
        if cleared {
            response.mark_changed();
            response.request_focus();
        }
        let hovered = ui.rect_contains_pointer(rect);
        let (border, thickness) = if self.error.is_some() {
            (p.failed, size::LINE)
        } else if response.has_focus() {
            (p.accent, size::LINE + 0.5)
        } else if hovered {
            (p.text_faint, size::LINE)
        } else {
            (p.line_strong, size::LINE)
        };
        let shape = egui::epaint::RectShape::new(
            rect,
            CornerRadius::same(radius::CONTROL),
            p.panel,
            Stroke::new(thickness, border),
            StrokeKind::Inside,
        );
        ui.painter().set(background, shape);
        if let Some(error) = self.error {
            text::paragraph(ui, error, Type::Label, p.failed);
        } else if let Some(note) = self.note.filter(|n| !n.is_empty()) {
            text::paragraph(ui, note, Type::Label, p.text_faint);
        }
        (response, menu)
    }
}

/// Gives a field the keyboard and selects all of its text, so that typing replaces it. To be called after the field was drawn.
pub fn select_all(ctx: &egui::Context, id: Id, text: &str) {
    select_part(ctx, id, 0..text.chars().count());
}

/// Gives a field the keyboard and selects these characters of its text. To be called after the field was drawn.
pub fn select_part(ctx: &egui::Context, id: Id, part: std::ops::Range<usize>) {
    let mut state = egui::text_edit::TextEditState::load(ctx, id).unwrap_or_default();
    let [begin, end] = [part.start, part.end].map(egui::text::CCursor::new);
    state.cursor.set_char_range(Some(egui::text::CCursorRange::two(begin, end)));
    state.store(ctx, id);
    ctx.memory_mut(|m| m.request_focus(id));
}

/// True while the text of a password field is shown. A field that was not drawn in the last pass starts hidden.
fn is_shown(ui: &Ui, eye: Id) -> bool {
    let last = ui.data(|d| d.get_temp::<(bool, u64)>(eye));
    last.is_some_and(|(shown, pass)| shown && pass + 1 >= ui.ctx().cumulative_pass_nr())
}

/// Keys of a field that searches the list below it: Esc empties the field, Down and Enter give the list the keyboard.
pub fn search_keys(ui: &Ui, field: &Response, words: &mut String, list: Id) {
    if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape)) {
        words.clear();
    }
    let down = field.has_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowDown));
    if down || (field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))) {
        ui.memory_mut(|m| m.request_focus(list));
    }
}
