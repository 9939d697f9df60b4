//! The table of steps: cells that are edited in place, the keys that walk and change them, dragging, shared steps, Gherkin.

use eframe::egui::{
    self, CornerRadius, CursorIcon, Event, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Rect, RectAlign, Role, Sense,
    Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::gherkin;
use super::inline::InlineText;
use super::lines::{self, Line, StepCell};
use super::session::Session;
use crate::app::case_edit::{FormField, SharedSteps};
use crate::domain::case::{Step, StepsType};
use crate::domain::field::CaseField;
use crate::domain::ids::CaseId;
use crate::gui::theme::{Palette, Type, font_size, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, PickRow, Picker, icon_button, paint, reading, text};

/// Width of the column with the numbers.
const NUMBER: f32 = 40.0;
/// Room for the buttons at the end of a row.
const END: f32 = 28.0;
/// Narrower tables put the data below the action.
const WIDE: f32 = 560.0;

const NEW_LINE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);

/// The id of a cell.
#[must_use]
pub fn cell_id(case: CaseId, key: u64, cell: StepCell) -> Id {
    Id::unique(("case-step", case.0, key, cell))
}

/// Something that a row asked for.
enum Ask {
    Add(usize),
    Remove(usize),
    Detach(usize),
    Place(usize, usize),
}

/// Draws the steps of a case. `templates` opens the list of templates.
pub fn show(ui: &mut Ui, case: CaseId, session: &mut Session, templates: bool, view: &View<'_>) {
    let now = ui.input(|i| i.time);
    head(ui, case, session, templates, view, now);
    if session.draft.content.steps_type == StepsType::Gherkin {
        gherkin_text(ui, case, session, view, now);
        return;
    }
    if keys(ui, case, session) {
        session.touch_steps(now);
    }
    let p = Palette::of(ui);
    let changed = session.is_changed(FormField::Of(CaseField::Steps));
    let top = ui.cursor().min;
    Frame::new()
        .stroke(Stroke::new(size::LINE, p.line))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(1))
        .show(ui, |ui| table(ui, case, session, view, now));
    if changed {
        let rect = Rect::from_min_max(top, pos2(top.x, ui.min_rect().bottom()));
        super::inline::changed_bar(ui, rect);
    }
}

/// True when the steps of a template can be appended.
pub(super) fn offers_templates(session: &Session) -> bool {
    session.draft.content.steps_type == StepsType::Classic && !session.sheet.templates.is_empty()
}

fn head(ui: &mut Ui, case: CaseId, session: &mut Session, templates: bool, view: &View<'_>, now: f64) {
    ui.horizontal(|ui| {
        ui.set_min_height(size::CONTROL);
        let count = session.lines.lines.iter().filter(|l| !l.is_blank()).count();
        let is_classic = session.draft.content.steps_type == StepsType::Classic;
        let number = is_classic.then(|| view.tr.number(count as i64));
        text::section(ui, &view.text("gui-case-steps"), number.as_deref());
        reading::from_right(ui, |ui| {
            if is_classic && !session.sheet.shared.is_empty() {
                insert_shared(ui, session, view, now);
            }
            if offers_templates(session) {
                insert_template(ui, session, templates, view, now);
            }
            let names = [view.text("writing-steps-classic"), view.text("writing-steps-gherkin")];
            let label = view.text("writing-steps-notation");
            let chosen = usize::from(!is_classic);
            if let Some(i) = crate::gui::widgets::combo(ui, &label, "", Some(chosen), &names, 120.0) {
                session.set_notation(if i == 0 { StepsType::Classic } else { StepsType::Gherkin }, now);
                if i == 1 {
                    ui.memory_mut(|m| m.request_focus(gherkin_id(case)));
                }
            }
        });
    });
}

fn insert_shared(ui: &mut Ui, session: &mut Session, view: &View<'_>, now: f64) {
    let name = view.text("writing-insert-shared");
    let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
    let button = Button::quiet(&name).icon(icons::ADD).show(ui);
    let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width: 320.0 };
    let shared = &session.sheet.shared;
    let picked = picker.below(ui, &button, RectAlign::BOTTOM_END, None, shared.len(), |i| PickRow {
        icon: None,
        text: shared[i].title.clone(),
        note: view.count("writing-used-in", shared[i].used as u64),
    });
    if let Some(shared) = picked.and_then(|i| session.sheet.shared.get(i)) {
        let line = Line {
            action: shared.title.clone(),
            shared: Some(shared.hash.clone()),
            inside: shared.steps.clone(),
            ..Line::default()
        };
        session.lines.insert(session.lines.lines.len(), line);
        session.touch_steps(now);
    }
}

/// Button and list that append the steps of a template. `opens` opens the list.
fn insert_template(ui: &mut Ui, session: &mut Session, opens: bool, view: &View<'_>, now: f64) {
    let name = view.text("templates-insert");
    let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
    let button = Button::quiet(&name).icon(icons::TEMPLATE).show(ui);
    if opens {
        button.scroll_to_me(None);
        egui::Popup::open_id(ui.ctx(), egui::Popup::default_response_id(&button));
    }
    let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width: 320.0 };
    let templates = &session.sheet.templates;
    let picked = picker.below(ui, &button, RectAlign::BOTTOM_END, None, templates.len(), |i| PickRow {
        icon: None,
        text: templates[i].title.clone(),
        note: view.count("templates-steps", templates[i].content.steps().len() as u64),
    });
    if let Some(template) = picked.and_then(|i| session.sheet.templates.get(i)) {
        session.lines.append(template.content.steps());
        session.touch_steps(now);
    }
}

/// Hears the keys of the cell that has the keyboard. Returns true when steps changed.
fn keys(ui: &Ui, case: CaseId, session: &mut Session) -> bool {
    let Some(focused) = ui.memory(egui::Memory::focused) else { return false };
    let lines = &mut session.lines;
    let at = lines.lines.iter().enumerate().find_map(|(i, line)| {
        let cell = StepCell::ALL.into_iter().find(|cell| cell_id(case, line.key, *cell) == focused)?;
        Some((i, cell))
    });
    let Some((i, cell)) = at else { return false };
    let focus = |key: u64, cell: StepCell| ui.memory_mut(|m| m.request_focus(cell_id(case, key, cell)));
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let key = lines.lines[i].key;
    if pressed(Modifiers::COMMAND, Key::Enter) {
        let new = lines.add_after(Some(i));
        focus(new, StepCell::Action);
        return true;
    }
    // The text field hears Shift+Enter itself.
    let enter = !ui.input(|input| input.modifiers.shift) && pressed(Modifiers::NONE, Key::Enter);
    if enter {
        match cell {
            StepCell::Action => focus(key, StepCell::Data),
            StepCell::Data => focus(key, StepCell::Expected),
            StepCell::Expected => {
                let next = lines.lines.iter().skip(i + 1).find(|l| l.shared.is_none()).map(|l| l.key);
                let next = next.unwrap_or_else(|| lines.add_after(Some(i)));
                focus(next, StepCell::Action);
            }
        }
        return false;
    }
    for (arrow, down) in [(Key::ArrowUp, false), (Key::ArrowDown, true)] {
        if pressed(Modifiers::ALT, arrow) {
            return lines.shift(i, down);
        }
    }
    for (bracket, deeper) in [(Key::CloseBracket, true), (Key::OpenBracket, false)] {
        if pressed(Modifiers::COMMAND, bracket) {
            return lines.nest_line(i, deeper);
        }
    }
    if lines.lines[i].is_blank() && pressed(Modifiers::NONE, Key::Backspace) {
        let above = lines.lines[..i].iter().rev().find(|l| l.shared.is_none()).map(|l| (l.key, StepCell::Expected));
        let below = lines.lines.get(i + 1).filter(|l| l.shared.is_none()).map(|l| (l.key, StepCell::Action));
        lines.remove(i);
        if let Some((key, cell)) = above.or(below) {
            focus(key, cell);
        }
        return true;
    }
    if cell == StepCell::Action
        && let Some(steps) = ui.input_mut(take_pasted)
        && let Some(last) = lines.paste(i, steps)
    {
        focus(last, StepCell::Action);
        return true;
    }
    false
}

/// Takes a pasted text that stands for several steps out of the events.
fn take_pasted(input: &mut egui::InputState) -> Option<Vec<lines::Pasted>> {
    let at = input.events.iter().position(|e| matches!(e, Event::Paste(text) if lines::pasted(text).is_some()))?;
    match input.events.remove(at) {
        Event::Paste(text) => lines::pasted(&text),
        _ => None,
    }
}

/// Left edge and width of the columns.
struct Columns {
    cells: [(f32, f32); 3],
}

impl Columns {
    fn of(width: f32) -> Self {
        let room = width - NUMBER - END;
        let (action, data) = if width < WIDE { (room * 0.46, room * 0.16) } else { (room * 0.42, room * 0.2) };
        let (action, data) = (action.floor(), data.floor());
        let cells = [(NUMBER, action), (NUMBER + action, data), (NUMBER + action + data, room - action - data)];
        Self { cells }
    }
}

fn table(ui: &mut Ui, case: CaseId, session: &mut Session, view: &View<'_>, now: f64) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width();
    let columns = Columns::of(width);
    let names = [view.text("writing-action"), view.text("writing-data"), view.text("window-case-expected")];
    header(ui, &columns, &names.each_ref().map(|n| &**n));
    let numbers = session.lines.numbers();
    let focused = ui.memory(egui::Memory::focused);
    let (mut ask, mut edited) = (None, false);
    // The row with the keyboard has more widgets than the others. In a scope of their own the rows do not change the ids of what
    // follows, which would lose the keyboard when Tab leads to it.
    ui.vertical(|ui| {
        for (i, number) in numbers.iter().enumerate() {
            paint::hline(ui);
            let line = &session.lines.lines[i];
            if let Some(hash) = line.shared.clone() {
                let shared = session.sheet.shared.iter().find(|s| s.hash == hash);
                shared_row(ui, (number, i), line, shared, &columns, view, &mut ask);
                continue;
            }
            let has_focus = StepCell::ALL.iter().any(|cell| Some(cell_id(case, line.key, *cell)) == focused);
            edited |= row(ui, case, session, i, number, &columns, &names.each_ref().map(|n| &**n), has_focus, view, &mut ask);
        }
        paint::hline(ui);
    });
    let add = view.text("writing-add-step");
    ui.horizontal(|ui| {
        ui.set_min_height(size::GRID_ROW);
        ui.add_space(space::M);
        if Button::quiet(&add).icon(icons::ADD).small().show(ui).clicked() {
            ask = Some(Ask::Add(session.lines.lines.len()));
        }
    });
    match ask {
        Some(Ask::Add(i)) => {
            let key = session.lines.add_after(i.checked_sub(1).filter(|_| i < session.lines.lines.len()));
            ui.memory_mut(|m| m.request_focus(cell_id(case, key, StepCell::Action)));
            edited = true;
        }
        Some(Ask::Remove(i)) => {
            session.lines.remove(i);
            edited = true;
        }
        Some(Ask::Detach(i)) => {
            let hash = session.lines.lines[i].shared.clone();
            let steps: Vec<Step> =
                session.sheet.shared.iter().find(|s| Some(&s.hash) == hash.as_ref()).map(|s| s.steps.clone()).unwrap_or_default();
            session.lines.detach(i, &steps);
            edited = true;
        }
        Some(Ask::Place(from, to)) => {
            session.lines.place(from, to);
            edited = true;
        }
        None => {}
    }
    if edited {
        session.touch_steps(now);
    }
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

#[allow(clippy::too_many_arguments, reason = "the parts of one row")]
fn row(
    ui: &mut Ui,
    case: CaseId,
    session: &mut Session,
    i: usize,
    number: &str,
    columns: &Columns,
    names: &[&str; 3],
    has_focus: bool,
    view: &View<'_>,
    ask: &mut Option<Ask>,
) -> bool {
    let p = Palette::of(ui);
    let count = session.lines.lines.len();
    let line = &mut session.lines.lines[i];
    let (key, indent) = (line.key, line.depth.min(4) as f32 * space::L);
    let mut edited = false;
    let hints = [view.text("writing-hint-action"), view.text("writing-data"), view.text("window-case-expected")];
    let top = ui.cursor().min;
    let background = ui.painter().add(egui::Shape::Noop);
    let width = ui.available_width();
    let cells = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(NUMBER);
        for (n, cell) in StepCell::ALL.into_iter().enumerate() {
            let mut width = columns.cells[n].1;
            if cell == StepCell::Action {
                ui.add_space(indent);
                width -= indent;
            }
            let value = match cell {
                StepCell::Action => &mut line.action,
                StepCell::Data => &mut line.data,
                StepCell::Expected => &mut line.expected,
            };
            let name = view.tr.fmt("writing-cell", &[("field", names[n].into()), ("number", number.into())]);
            // Hints of other rows would be noise.
            let hint = if has_focus { &*hints[n] } else { "" };
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.add_space(space::XXS);
                let ty = if cell == StepCell::Data { Type::Mono } else { Type::Body };
                let field = InlineText::new(value, cell_id(case, key, cell), &name).hint(hint).ty(ty).new_line(Some(NEW_LINE));
                let response = field.show(ui, width - space::XXS);
                ui.add_space(space::XXS);
                edited |= response.changed();
                if response.gained_focus() {
                    response.scroll_to_me(None);
                }
            });
        }
    });
    let rect = Rect::from_min_max(top, pos2(top.x + width, cells.response.rect.bottom()));
    if has_focus {
        ui.painter().set(background, egui::Shape::rect_filled(rect, 0.0, p.sunken.gamma_multiply(0.5)));
        let bar = Rect::from_min_size(rect.min, vec2(size::MARK, rect.height()));
        ui.painter().rect_filled(bar, 0.0, p.accent);
    }
    handle(ui, case, i, key, number, rect, indent, count, view, ask);
    if ui.rect_contains_pointer(rect) || has_focus {
        let at = Rect::from_min_size(pos2(rect.right() - END, rect.top() + 5.0), vec2(END, size::CONTROL_SMALL));
        let name = view.tr.fmt("writing-remove-step", &[("number", number.into())]);
        // Not a stop of Tab, which goes on to the next step.
        let response = ui.interact(at, Id::unique(("case-step-remove", case.0, key)), Sense::CLICK);
        paint::icon(ui.painter(), at, icons::CLOSE, size::ICON, if response.hovered() { p.text } else { p.text_faint });
        paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &name));
        if response.on_hover_text(&name).clicked() {
            *ask = Some(Ask::Remove(i));
        }
    }
    for file in &session.lines.lines[i].attachments {
        ui.horizontal(|ui| {
            ui.add_space(NUMBER + indent + space::S);
            text::icon(ui, icons::ATTACHMENT, p.accent);
            text::line(ui, &file.filename, Type::Label, p.accent);
        });
    }
    if has_focus {
        key_hints(ui, indent, view);
    }
    edited
}

/// The number of a row, by which it is dragged.
#[allow(clippy::too_many_arguments, reason = "the parts of one row")]
fn handle(
    ui: &Ui,
    case: CaseId,
    i: usize,
    key: u64,
    number: &str,
    rect: Rect,
    indent: f32,
    count: usize,
    view: &View<'_>,
    ask: &mut Option<Ask>,
) {
    let p = Palette::of(ui);
    let at = Rect::from_min_size(rect.min, vec2(NUMBER + indent, rect.height()));
    let id = Id::unique(("case-step-handle", case.0, key));
    let response = ui.interact(at, id, Sense::DRAG);
    let colour = if response.hovered() || response.dragged() { p.accent } else { p.text_faint };
    let galley = paint::galley(ui, number, Type::Mono, colour);
    paint::put_right(ui.painter(), pos2(at.right() - space::S, rect.top() + size::CONTROL / 2.0 + space::XXS), galley);
    let name = view.tr.fmt("writing-move-step", &[("number", number.into())]);
    paint::describe(&response, || WidgetInfo::labeled(Role::Image, true, &name));
    if response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::Grab);
    }
    if response.drag_started() {
        egui::DragAndDrop::set_payload(ui.ctx(), DraggedStep { case, from: i });
    }
    let Some(dragged) = egui::DragAndDrop::payload::<DraggedStep>(ui.ctx()).filter(|d| d.case == case) else { return };
    let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
    let is_last = i + 1 == count;
    let inside = rect.y_range().contains(pointer.y) || (is_last && pointer.y > rect.bottom());
    if !inside {
        return;
    }
    let below = pointer.y > rect.center().y;
    let (to, y) = if below { (i + 1, rect.bottom()) } else { (i, rect.top()) };
    ui.painter().hline(rect.x_range(), y, Stroke::new(size::MARK, p.accent));
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    if ui.input(|input| input.pointer.any_released()) {
        egui::DragAndDrop::clear_payload(ui.ctx());
        *ask = Some(Ask::Place(dragged.from, to));
    }
}

/// The step that is being dragged.
#[derive(Debug, Clone, Copy)]
struct DraggedStep {
    case: CaseId,
    from: usize,
}

fn key_hints(ui: &mut Ui, indent: f32, view: &View<'_>) {
    let p = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XXS);
        ui.add_space(NUMBER + indent);
        for (keys, what) in [
            ("Ctrl+Enter", "writing-keys-new"),
            ("Enter", "writing-keys-next"),
            ("Alt+↑ ↓", "writing-keys-move"),
            ("Ctrl+]", "writing-keys-nest"),
            ("Ctrl+V", "writing-keys-paste"),
        ] {
            let galley = paint::galley(ui, keys, Type::Mono, p.text_secondary);
            let (rect, _) = ui.allocate_exact_size(galley.size() + vec2(space::S, space::XS), Sense::hover());
            ui.painter().rect_stroke(
                rect,
                CornerRadius::same(radius::SMALL),
                Stroke::new(size::LINE, p.line_strong),
                egui::StrokeKind::Inside,
            );
            paint::put_centre(ui.painter(), rect, galley);
            text::line(ui, &view.text(what), Type::Label, p.text_secondary);
            ui.add_space(space::XS);
        }
    });
    ui.add_space(space::XS);
}

fn shared_row(
    ui: &mut Ui,
    (number, i): (&str, usize),
    line: &Line,
    shared: Option<&SharedSteps>,
    columns: &Columns,
    view: &View<'_>,
    ask: &mut Option<Ask>,
) {
    let p = Palette::of(ui);
    let title = shared.map_or(line.action.as_str(), |s| s.title.as_str());
    let note = match shared {
        Some(shared) => view.count("writing-shared-used", shared.used as u64),
        None => view.text("writing-shared-gone").into_owned(),
    };
    Frame::new().fill(p.sunken.gamma_multiply(0.6)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.set_min_height(size::GRID_ROW);
            ui.spacing_mut().item_spacing.x = space::S;
            let (rect, _) = ui.allocate_exact_size(vec2(NUMBER - space::S, size::GRID_ROW), Sense::hover());
            paint::put_right(ui.painter(), rect.right_center(), paint::galley(ui, number, Type::Mono, p.text_faint));
            text::icon(ui, icons::LINK, p.accent);
            text::strong(ui, title);
            text::line(ui, &note, Type::Label, p.text_secondary);
            reading::from_right(ui, |ui| {
                let remove = view.tr.fmt("writing-remove-step", &[("number", number.into())]);
                if icon_button(ui, icons::CLOSE, &remove).clicked() {
                    *ask = Some(Ask::Remove(i));
                }
                if text::link(ui, &view.text("writing-detach")).clicked() {
                    *ask = Some(Ask::Detach(i));
                }
            });
        });
        let steps = shared.map_or(line.inside.as_slice(), |s| s.steps.as_slice());
        for (n, step) in steps.iter().enumerate() {
            inner_step(ui, &format!("{number}.{}", n + 1), step, columns);
        }
        ui.add_space(space::XS);
    });
}

/// A step inside a shared step, to be read only.
fn inner_step(ui: &mut Ui, number: &str, step: &Step, columns: &Columns) {
    let p = Palette::of(ui);
    let number = paint::galley(ui, number, Type::Mono, p.text_faint);
    let indent = number.size().x + space::S;
    let texts = [Some(&step.action), step.data.as_ref(), step.expected.as_ref()];
    let cells = texts.into_iter().zip(columns.cells).enumerate().filter_map(|(k, (text, (x, width)))| {
        let (from, ty) = if k == 0 { (indent, Type::Body) } else { (0.0, if k == 1 { Type::Mono } else { Type::Body }) };
        let room = width - space::S * 2.0 - from;
        // Monospace lines are lower than those of the text beside them.
        let down = if k == 1 { space::XXS } else { 0.0 };
        Some((vec2(x + space::S + from, down), paint::wrapped(ui, text?, ty, p.text_secondary, room)))
    });
    let cells: Vec<_> = cells.collect();
    let height = cells.iter().map(|(_, galley)| galley.size().y).fold(font_size::BODY_LINE, f32::max);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height + space::XS), Sense::hover());
    let first = pos2(rect.left() + NUMBER + space::S, rect.top() + font_size::BODY_LINE / 2.0);
    paint::put_left(ui.painter(), first, number);
    for (offset, galley) in cells {
        ui.painter().galley(rect.min + offset, galley, p.text_secondary);
    }
    paint::describe(&response, || {
        let words = match &step.expected {
            Some(expected) => format!("{} → {expected}", step.action),
            None => step.action.clone(),
        };
        WidgetInfo::labeled(egui::Role::Label, true, words)
    });
}

fn gherkin_id(case: CaseId) -> Id {
    Id::unique(("case-gherkin", case.0))
}

fn gherkin_text(ui: &mut Ui, case: CaseId, session: &mut Session, view: &View<'_>, now: f64) {
    let p = Palette::of(ui);
    let changed = session.is_changed(FormField::Of(CaseField::Steps));
    let mut script = session.draft.content.steps.iter().map(|s| s.action.as_str()).collect::<Vec<_>>().join("\n");
    let (name, hint) = (view.text("writing-steps-gherkin"), view.text("writing-hint-gherkin"));
    let font = Type::Mono.font();
    let colours = |words: &str, width: f32| gherkin::layout(words, width, &font, p.text, p.accent, p.text_faint);
    let field = InlineText::new(&mut script, gherkin_id(case), &name).hint(&hint).ty(Type::Mono).boxed(8).changed(changed);
    let width = ui.available_width();
    if field.colours(&colours).show(ui, width).changed() {
        let steps = &mut session.draft.content.steps;
        let attachments = steps.iter_mut().flat_map(|s| std::mem::take(&mut s.attachments)).collect();
        *steps = if script.is_empty() { Vec::new() } else { vec![Step { action: script, attachments, ..Step::default() }] };
        session.touch(now);
    }
}
