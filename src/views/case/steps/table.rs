//! The table of steps: cells that are edited in place, handles by which steps are selected and dragged, the menu of a step, its files.
//!
//! [`StepTable`] changes the lines that it is given and reports what it cannot do itself as [`StepRequest`]s. The editor of a case and the
//! dialog of shared steps draw it.

use eframe::egui::{
    self, Id, Key, KeyboardShortcut, Modifiers, Popup, Pos2, Rect, Response, Role, Sense, TextureHandle, Ui, WidgetInfo, pos2,
    vec2,
};

use super::handle::handle;
use super::row::{Columns, END, NUMBER, RowAt, RowRequest, cell_id};
use super::row_parts::{key_hints, selection_bar, small_picture, step_menu};
use super::{keys, shared};
use crate::model::step_lines::{StepCell, StepLines};
use crate::view::View;
use crate::views::case::inline::InlineText;
use voluptas_app::cases::edit::SharedSteps;
use voluptas_core::domain::case::{AttachmentRef, Parameter, Step};
use voluptas_core::domain::combination::undefined;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, icon_button, paint, row_menu, text};

pub use super::row::{StepOwner, StepRequest};

const NEW_LINE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);

/// The end of a pass.
#[derive(Debug, Default)]
pub struct TableResponse {
    /// Steps changed.
    pub edited: bool,
    /// Requests to the owner.
    pub asks: Vec<StepRequest>,
    /// Key of the line whose cell has the keyboard.
    pub focused: Option<u64>,
    /// The parts of rows in view, by the keys of their lines, without shared steps.
    pub rows: Vec<(u64, Rect)>,
}

/// A table of steps, to be drawn for one pass.
pub struct StepTable<'a> {
    /// The owner of the steps.
    pub owner: StepOwner,
    /// The steps.
    pub lines: &'a mut StepLines,
    /// The shared steps that lines may name.
    pub shared: &'a [SharedSteps],
    /// Parameters of the case, of which the texts of steps may ask for values; `None` for a shared step, which many cases use.
    pub parameters: Option<&'a [Parameter]>,
    /// The picture of a file; `None` for another kind of file, or one that is not decoded yet.
    pub picture: &'a dyn Fn(&AttachmentRef) -> Option<TextureHandle>,
}

impl StepTable<'_> {
    /// Draws the table.
    pub fn show(mut self, ui: &mut Ui, view: &View<'_>) -> TableResponse {
        let heard = keys::hear(ui, self.owner, self.lines);
        ui.spacing_mut().item_spacing.y = 0.0;
        let columns = Columns::of(ui.available_width());
        let names = [view.text("writing-action"), view.text("writing-data"), view.text("window-case-expected")];
        let names = names.each_ref().map(|n| &**n);
        let mut ask = Vec::new();
        let selected = self.lines.lines.iter().filter(|line| self.lines.selected.contains(&line.key)).count();
        if selected > 0 {
            selection_bar(ui, self.owner, selected, view, &mut ask);
        } else {
            header(ui, &columns, &names);
        }
        ask.extend(heard.picture.map(|key| RowRequest::Owner(StepRequest::PasteScreenshot(key))));
        let numbers = self.lines.numbers();
        let now_focused = ui.memory(egui::Memory::focused);
        let mut done = TableResponse { edited: heard.edited, ..TableResponse::default() };
        // The row with the keyboard has more widgets than the others. In a scope of their own the rows do not change the ids of what
        // follows, which would lose the keyboard when Tab leads to it.
        ui.vertical(|ui| {
            for (i, number) in numbers.iter().enumerate() {
                paint::hline(ui);
                let line = &self.lines.lines[i];
                let at = RowAt {
                    owner: self.owner,
                    i,
                    key: line.key,
                    number,
                    count: numbers.len(),
                    indent: line.depth.min(4) as f32 * space::L,
                    selected: self.lines.selected.contains(&line.key),
                    selected_count: selected,
                    folded: self.lines.folded.contains(&line.key),
                };
                if let Some(hash) = &line.shared {
                    let found = self.shared.iter().find(|s| s.hash == *hash);
                    shared::row(ui, &at, line, found, &columns, view, &mut ask);
                    continue;
                }
                let has_focus = StepCell::ALL.iter().any(|cell| Some(cell_id(self.owner, at.key, *cell)) == now_focused);
                if has_focus {
                    done.focused = Some(at.key);
                }
                let menu = heard.menu == Some(at.key);
                let (key, top) = (at.key, ui.cursor().top());
                done.edited |= self.row(ui, &at, &columns, &names, (has_focus, menu), view, &mut ask);
                let seen = Rect::from_x_y_ranges(ui.max_rect().x_range(), top..=ui.cursor().top()).intersect(ui.clip_rect());
                if seen.is_positive() {
                    done.rows.push((key, seen));
                }
            }
            paint::hline(ui);
        });
        let add = view.text("writing-add-step");
        ui.horizontal(|ui| {
            ui.set_min_height(size::GRID_ROW);
            ui.add_space(space::M);
            if Button::quiet(&add).icon(icons::ADD).small().show(ui).clicked() {
                ask.push(RowRequest::Add(self.lines.lines.len()));
            }
        });
        for ask in ask {
            self.answer(ui, ask, &mut done);
        }
        done
    }

    fn answer(&mut self, ui: &Ui, ask: RowRequest, done: &mut TableResponse) {
        let lines = &mut *self.lines;
        done.edited |= match ask {
            RowRequest::Add(i) => {
                let key = lines.add_after(i.checked_sub(1).filter(|_| i < lines.lines.len()));
                ui.memory_mut(|m| m.request_focus(cell_id(self.owner, key, StepCell::Action)));
                true
            }
            RowRequest::Remove(i) => {
                lines.remove(i);
                true
            }
            RowRequest::RemoveSelected => {
                lines.remove_selected();
                true
            }
            RowRequest::Detach(i) => {
                let hash = lines.lines[i].shared.clone();
                let known = self.shared.iter().find(|s| Some(&s.hash) == hash.as_ref());
                let steps: Vec<Step> = known.map(|s| s.steps.clone()).unwrap_or_default();
                lines.detach(i, &steps);
                true
            }
            RowRequest::Place(from, to) => {
                lines.drop_at(from, to);
                true
            }
            RowRequest::Shift(i, down) => lines.shift(i, down),
            RowRequest::Nest(i, deeper) => lines.nest_line(i, deeper),
            RowRequest::Select(i, modifiers) => {
                lines.select(i, modifiers.command, modifiers.shift);
                false
            }
            RowRequest::SelectNone => {
                lines.select_none();
                false
            }
            RowRequest::Fold(key) => {
                if !lines.folded.remove(&key) {
                    lines.folded.insert(key);
                }
                false
            }
            RowRequest::RemoveFile(i, file) => {
                lines.lines[i].attachments.remove(file);
                true
            }
            RowRequest::Owner(ask) => {
                done.asks.push(ask);
                false
            }
        };
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one row")]
    fn row(
        &mut self,
        ui: &mut Ui,
        at: &RowAt<'_>,
        columns: &Columns,
        names: &[&str; 3],
        (has_focus, opens_menu): (bool, bool),
        view: &View<'_>,
        ask: &mut Vec<RowRequest>,
    ) -> bool {
        let p = Palette::of(ui);
        let line = &mut self.lines.lines[at.i];
        let mut edited = false;
        let hints = [view.text("writing-hint-action"), view.text("writing-data"), view.text("window-case-expected")];
        let top = ui.cursor().min;
        let background = ui.painter().add(egui::Shape::Noop);
        let width = ui.available_width();
        let mut menu_at: Option<Pos2> = None;
        let cells = ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(NUMBER);
            for (n, cell) in StepCell::ALL.into_iter().enumerate() {
                let mut width = columns.cells[n].1;
                if cell == StepCell::Action {
                    ui.add_space(at.indent);
                    width -= at.indent;
                }
                let value = match cell {
                    StepCell::Action => &mut line.action,
                    StepCell::Data => &mut line.data,
                    StepCell::Expected => &mut line.expected,
                };
                let name = view.tr.fmt("writing-cell", &[("field", names[n].into()), ("number", at.number.into())]);
                // Hints of other rows would be noise.
                let hint = if has_focus { &*hints[n] } else { "" };
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.add_space(space::XXS);
                    let ty = if cell == StepCell::Data { Type::Mono } else { Type::Body };
                    let id = cell_id(at.owner, at.key, cell);
                    let field = InlineText::new(value, id, &name).hint(hint).ty(ty).new_line(Some(NEW_LINE));
                    let response = field.show(ui, width - space::XXS);
                    ui.add_space(space::XXS);
                    edited |= response.changed();
                    if response.secondary_clicked() {
                        menu_at = response.interact_pointer_pos();
                    }
                    if response.gained_focus() {
                        response.scroll_to_me(None);
                    }
                });
            }
        });
        let rect = Rect::from_min_max(top, pos2(top.x + width, cells.response.rect.bottom()));
        if has_focus || at.selected {
            let fill = if at.selected { p.accent_tint } else { p.sunken.gamma_multiply(0.5) };
            ui.painter().set(background, egui::Shape::rect_filled(rect, 0.0, fill));
            let bar = Rect::from_min_size(rect.min, vec2(size::MARK, rect.height()));
            ui.painter().rect_filled(bar, 0.0, p.accent);
        }
        let grip = handle(ui, at, rect, opens_menu, view, ask);
        // Before the menu hears the click that closes it.
        let is_open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&grip));
        // The menu stands at the handle, and gives the keyboard back to the action.
        row_menu::show(&grip, cell_id(at.owner, at.key, StepCell::Action), opens_menu, |ui| step_menu(ui, at, view, ask));
        if ui.rect_contains_pointer(rect) || has_focus || is_open {
            let side = size::CONTROL_SMALL;
            let place = |n: f32| {
                Rect::from_min_size(pos2(rect.right() - END + space::XXS + n * side, rect.top() + 5.0), vec2(side, side))
            };
            let more = view.tr.fmt("writing-step-menu", &[("number", at.number.into())]);
            let response = quiet_button(ui, place(0.0), ("case-step-more", at.owner, at.key), icons::MORE, &more);
            if response.clicked() && !is_open {
                menu_at = Some(response.rect.left_bottom());
            }
            let name = view.tr.fmt("writing-remove-step", &[("number", at.number.into())]);
            if quiet_button(ui, place(1.0), ("case-step-remove", at.owner, at.key), icons::CLOSE, &name).clicked() {
                ask.push(RowRequest::Remove(at.i));
            }
        }
        if let Some(place) = menu_at {
            row_menu::open_at(&grip, place);
        }
        self.files(ui, at, view, ask);
        self.undefined(ui, at, view);
        if has_focus {
            key_hints(ui, at, view);
        }
        edited
    }

    /// Warns of values that a step asks for and that the case has not.
    fn undefined(&self, ui: &mut Ui, at: &RowAt<'_>, view: &View<'_>) {
        let line = &self.lines.lines[at.i];
        let texts = [&line.action, &line.data, &line.expected].map(String::as_str);
        let missing = self.parameters.map(|parameters| undefined(parameters, texts)).unwrap_or_default();
        if missing.is_empty() {
            return;
        }
        let p = Palette::of(ui);
        let names: Vec<String> = missing.iter().map(|name| format!("${{{name}}}")).collect();
        let words = view.tr.fmt("writing-undefined-step", &[("names", names.join(", ").into())]);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            ui.add_space(NUMBER + at.indent + space::S);
            text::icon(ui, icons::WARNING, p.broken);
            text::line_within(ui, &words, Type::Label, p.broken, ui.available_width() - space::S);
        });
    }

    /// The files of a step, each to be shown or removed; pictures are shown small.
    fn files(&self, ui: &mut Ui, at: &RowAt<'_>, view: &View<'_>, ask: &mut Vec<RowRequest>) {
        let p = Palette::of(ui);
        for (n, file) in self.lines.lines[at.i].attachments.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                ui.add_space(NUMBER + at.indent + space::S);
                match (self.picture)(file) {
                    Some(texture) => small_picture(ui, &texture, &file.filename),
                    None => drop(text::icon(ui, icons::ATTACHMENT, p.accent)),
                }
                let room = ui.available_width() - size::CONTROL - space::S;
                let link = ui.scope(|ui| {
                    ui.set_max_width(room.max(size::CONTROL));
                    text::link(ui, &file.filename)
                });
                if link.inner.on_hover_text(view.text("viewer-view")).clicked() {
                    ask.push(RowRequest::Owner(StepRequest::View(file.clone())));
                }
                let name = view.tr.fmt("files-detach", &[("name", file.filename.as_str().into())]);
                if icon_button(ui, icons::CLOSE, &name).clicked() {
                    ask.push(RowRequest::RemoveFile(at.i, n));
                }
            });
        }
        if !self.lines.lines[at.i].attachments.is_empty() {
            ui.add_space(space::XS);
        }
    }
}

/// A button of a row. It is no stop of Tab, which goes on to the next step; the menu has the same commands.
fn quiet_button(ui: &Ui, rect: Rect, id: impl std::hash::Hash + std::fmt::Debug, icon: Icon, name: &str) -> Response {
    let p = Palette::of(ui);
    let response = ui.interact(rect, Id::unique(id), Sense::CLICK);
    paint::icon(ui.painter(), rect, icon, size::ICON, if response.hovered() { p.text } else { p.text_faint });
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name)
}

fn header(ui: &mut Ui, columns: &Columns, names: &[&str; 3]) {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
    let number = paint::galley(ui, "#", Type::Label, p.text_secondary);
    paint::put_right(ui.painter(), pos2(rect.left() + NUMBER - space::S, rect.center().y), number);
    for ((x, width), name) in columns.cells.iter().zip(names) {
        let galley = paint::elided(ui, name, Type::Label, p.text_secondary, width - space::S);
        paint::put_left(ui.painter(), pos2(rect.left() + x + space::S, rect.center().y), galley);
    }
}
