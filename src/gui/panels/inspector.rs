//! The inspector: what is chosen, editable in place. A field is kept when the keyboard leaves it or a choice is made.

use eframe::egui::{Align, Frame, Id, Key, Layout, Margin, Panel, ScrollArea, Sense, Ui, vec2};

use super::{case, left};
use crate::domain::function::FunctionContent;
use crate::domain::ids::{CaseId, FunctionId};
use crate::domain::person::RaciRole;
use crate::gui::action::{Action, Actions, FunctionAction, Nav};
use crate::gui::model::registry::FunctionRow;
use crate::gui::model::rollup::look_of;
use crate::gui::model::words;
use crate::gui::state::{Subject, UiState};
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{
    Button, Look, TextField, Tone, check_box, chip, combo, empty_state, icon_button, paint, status_icon, text,
};

/// Id of the title's field, so that F2 finds it.
#[must_use]
pub fn title_id() -> Id {
    Id::unique("inspector-title")
}

/// One past result.
const BLOCK: eframe::egui::Vec2 = vec2(11.0, 16.0);

/// What is being edited: a copy that becomes the function when it is kept.
#[derive(Debug, Default)]
pub struct Editor {
    id: Option<FunctionId>,
    seen: i64,
    content: FunctionContent,
    title: String,
    description: String,
    people: Vec<(RaciRole, String)>,
    dirty: bool,
}

impl Editor {
    /// Takes the function over when another one was chosen, or when it changed elsewhere while nothing is being edited.
    fn follow(&mut self, row: &FunctionRow, view: &View<'_>) {
        let same = self.id == Some(row.function.id);
        if same && (self.dirty || self.seen == row.function.updated_ms) {
            return;
        }
        self.id = Some(row.function.id);
        self.seen = row.function.updated_ms;
        self.content = row.function.content.clone();
        self.title = self.content.title.clone();
        self.description = self.content.description.clone().unwrap_or_default();
        self.people = row
            .function
            .people
            .iter()
            .filter_map(|(role, id)| {
                let person = view.registry.people.iter().find(|p| p.id == *id)?;
                Some((*role, person.name.clone()))
            })
            .collect();
        self.dirty = false;
    }

    fn person(&self, role: RaciRole) -> &str {
        self.people.iter().find(|(r, _)| *r == role).map_or("", |(_, name)| name.as_str())
    }

    fn set_person(&mut self, role: RaciRole, name: Option<&str>) {
        self.people.retain(|(r, _)| *r != role);
        if let Some(name) = name {
            self.people.push((role, name.to_owned()));
        }
    }

    fn keep(&mut self, out: &mut Actions) {
        let Some(id) = self.id else { return };
        if self.title.trim().is_empty() {
            return;
        }
        self.content.title = self.title.trim().to_owned();
        let description = self.description.trim();
        self.content.description = (!description.is_empty()).then(|| description.to_owned());
        self.dirty = false;
        let (content, people) = (Box::new(self.content.clone()), self.people.clone());
        out.push(Action::Function(FunctionAction::Save { id, content, people }));
    }

    /// A save failed: what was typed stays to be corrected.
    pub fn reopen(&mut self) {
        self.dirty = true;
    }

    /// Forgets what was edited: after undo the stored value counts.
    pub fn forget(&mut self) {
        self.id = None;
        self.dirty = false;
    }
}

/// Draws the panel.
pub fn panel(ui: &mut Ui, state: &mut UiState, editor: &mut Editor, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let shown = Panel::right("inspector")
        .resizable(true)
        .default_size(state.kept.inspector_width)
        .size_range(260.0..=560.0)
        .frame(Frame::new().fill(p.panel))
        .show(ui, |ui| {
            let scroll = ScrollArea::vertical().id_salt("inspector-scroll").auto_shrink(false);
            scroll.show(ui, |ui| {
                Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space::S;
                    match state.subject {
                        Subject::Case(id) => case_subject(ui, id, view, out),
                        Subject::Functions => functions(ui, state, editor, view, out),
                    }
                });
            });
        });
    state.kept.inspector_width = shown.response.rect.width();
}

fn functions(ui: &mut Ui, state: &mut UiState, editor: &mut Editor, view: &View<'_>, out: &mut Actions) {
    let ids: Vec<FunctionId> = state.functions.selected.iter().map(|k| FunctionId(*k)).collect();
    match (&*ids, ids.first().and_then(|id| view.registry.get(*id))) {
        ([_], Some(row)) => {
            editor.follow(row, view);
            function(ui, editor, row, view, out);
        }
        ([_, _, ..], _) => several(ui, &ids, view, out),
        _ => {
            empty_state(ui, icons::MODULE, &view.text("gui-inspector-empty"), &view.text("gui-inspector-empty-more"), None);
        }
    }
}

fn several(ui: &mut Ui, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) {
    text::title(ui, &view.count("gui-count-chosen", ids.len() as u64));
    let rows: Vec<_> = ids.iter().filter_map(|id| view.registry.get(*id)).collect();
    let covered = rows.iter().filter(|r| !r.covers.is_empty()).count();
    text::key_value_row(ui, &view.text("gui-card-covered"), &view.tr.number(covered as i64));
    let critical = rows.iter().filter(|r| r.function.content.is_crit).count();
    text::key_value_row(ui, &view.text("gui-quick-critical"), &view.tr.number(critical as i64));
    ui.add_space(space::S);
    let delete = view.text("gui-cmd-delete-functions");
    if Button::danger(&delete).icon(icons::DELETE).show(ui).clicked() {
        out.push(left::confirm_delete(view, ids));
    }
}

fn function(ui: &mut Ui, editor: &mut Editor, row: &FunctionRow, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let func_id = row.function.content.func_id.clone();
    ui.horizontal(|ui| {
        text::icon(ui, words::type_icon(row.function.content.kind), p.text);
        text::line_within(ui, &func_id, Type::Mono, p.text_secondary, ui.available_width() - size::CONTROL * 2.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let more = icon_button(ui, icons::MORE, &view.text("gui-more"));
            eframe::egui::Popup::menu(&more).show(|ui| left::function_menu(ui, row.function.id, view, out));
            if icon_button(ui, icons::COPY, &view.text("gui-cmd-copy-func-id")).clicked() {
                out.push(Action::Copy(func_id.clone()));
            }
        });
    });
    text::paragraph(ui, row.title(), Type::Title, p.text);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS + space::XXS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        let c = &row.function.content;
        if c.is_crit {
            chip(ui, Tone::Bad, Some(icons::CRITICAL), &view.text("gui-critical"));
        }
        if c.is_focus {
            chip(ui, Tone::Warning, Some(icons::FOCUS), &view.text("gui-focus"));
        }
        chip(ui, Tone::Neutral, None, &words::type_name(view.tr, c.kind));
        for word in [&c.segment, &c.status].into_iter().flatten() {
            chip(ui, Tone::Neutral, None, &words::value_name(view.tr, word));
        }
    });
    let path = view.registry.path(row.function.id);
    if !path.is_empty() {
        text::line(ui, &path.join(" › "), Type::Label, p.text_faint);
    }
    ui.add_space(space::XS);
    let mut done = fields(ui, editor, view);
    done |= editor.dirty && ui.input(|i| i.key_pressed(Key::Enter) && i.modifiers.command);
    if done {
        editor.keep(out);
    }
    covers(ui, row, view, out);
    last_results(ui, view);
    history(ui, view);
}

/// The editable fields; `true` when something is to be kept.
fn fields(ui: &mut Ui, editor: &mut Editor, view: &View<'_>) -> bool {
    let mut done = false;
    let half = ((ui.available_width() - space::S) / 2.0).floor();
    let problem = editor.title.trim().is_empty().then(|| view.text("gui-title-needed"));
    let label = view.text("gui-field-title");
    let field = TextField::new(&mut editor.title).label(&label).error(problem.as_deref()).id(title_id());
    let title = field.show(ui);
    editor.dirty |= title.changed();
    done |= title.lost_focus() && editor.dirty;
    ui.horizontal_top(|ui| {
        for (role, key) in [(RaciRole::Qa, "gui-field-qa"), (RaciRole::Dev, "gui-field-dev")] {
            let names: Vec<&str> = view.registry.people.iter().filter(|p| p.is_active).map(|p| p.name.as_str()).collect();
            done |= person(ui, editor, role, &view.text(key), &names, half, view);
        }
    });
    ui.horizontal_top(|ui| {
        let c = &mut editor.content;
        done |= word(ui, &mut c.maturity, "maturity", &view.text("gui-field-maturity"), half, view);
        done |= word(ui, &mut c.automation_status, "automation_status", &view.text("gui-field-automation"), half, view);
    });
    ui.horizontal_top(|ui| {
        let c = &mut editor.content;
        done |= word(ui, &mut c.segment, "segment", &view.text("gui-field-segment"), half, view);
        done |= word(ui, &mut c.status, "status", &view.text("gui-field-status"), half, view);
    });
    let label = view.text("gui-field-description");
    let description = TextField::new(&mut editor.description).label(&label).rows(3).show(ui);
    editor.dirty |= description.changed();
    done |= description.lost_focus() && editor.dirty;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        done |= check_box(ui, &mut editor.content.is_crit, &view.text("gui-critical")).changed();
        done |= check_box(ui, &mut editor.content.is_focus, &view.text("gui-focus")).changed();
    });
    done
}

fn person(ui: &mut Ui, editor: &mut Editor, role: RaciRole, label: &str, names: &[&str], width: f32, view: &View<'_>) -> bool {
    let none = view.text("gui-nobody");
    let mut options = vec![&*none];
    options.extend(names);
    let current = editor.person(role);
    let chosen = if current.is_empty() { Some(0) } else { options.iter().skip(1).position(|n| *n == current).map(|i| i + 1) };
    let picked = labelled_combo(ui, label, current, chosen, &options, width);
    let Some(i) = picked else { return false };
    editor.set_person(role, (i > 0).then(|| options[i]));
    true
}

fn word(ui: &mut Ui, value: &mut Option<String>, dictionary: &str, label: &str, width: f32, view: &View<'_>) -> bool {
    let mut words: Vec<&str> = view.registry.dictionaries.get(dictionary).into_iter().flatten().map(String::as_str).collect();
    let current = value.as_deref().unwrap_or_default();
    if !current.is_empty() && !words.contains(&current) {
        words.insert(0, current);
    }
    let mut shown = vec!["—".into()];
    shown.extend(words.iter().map(|w| words::value_name(view.tr, w)));
    let chosen = words.iter().position(|w| *w == current).map_or(Some(0), |i| Some(i + 1));
    let picked = labelled_combo(ui, label, current, chosen, &shown, width);
    let Some(i) = picked else { return false };
    *value = (i > 0).then(|| words[i - 1].to_owned());
    true
}

fn labelled_combo(
    ui: &mut Ui,
    label: &str,
    placeholder: &str,
    chosen: Option<usize>,
    options: &[impl AsRef<str>],
    width: f32,
) -> Option<usize> {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        text::label(ui, label);
        combo(ui, label, placeholder, chosen, options, width)
    })
    .inner
}

fn covers(ui: &mut Ui, row: &FunctionRow, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        text::strong(ui, &view.text("gui-inspector-cases"));
        text::mono(ui, &view.tr.number(row.covers.len() as i64));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if text::link(ui, &view.text("gui-link")).clicked() {
                out.push(Action::Function(FunctionAction::AskLink(row.function.id)));
            }
        });
    });
    if row.covers.is_empty() {
        text::paragraph(ui, &view.text("gui-inspector-no-cases"), Type::Body, p.text_secondary);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for cover in &row.covers {
        let Some(case) = view.cases.get(cover.case) else { continue };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW + space::XXS), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, p.hover());
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
        let look = look_of(cover.status.as_ref());
        let icon = eframe::egui::Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), icon, look.icon(), size::ICON, look.colour(p));
        let left =
            paint::put_right(ui.painter(), rect.right_center(), paint::galley(ui, &case.code, Type::Mono, p.text_secondary));
        let x = icon.right() + space::S;
        let title = paint::elided(ui, &case.title, Type::Body, p.text, left - x - space::S);
        paint::put_left(ui.painter(), eframe::egui::pos2(x, rect.center().y), title);
        paint::focus_ring(ui, &response, rect);
        paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Link, true, &case.title));
        let word = words::status_name(view.tr, cover.status.as_ref());
        let response = response.on_hover_text(format!("{} · {word}", case.title));
        if response.clicked() {
            out.nav(Nav::OpenCase(cover.case));
        }
        response.context_menu(|ui| {
            if super::menu::line(ui, icons::UNLINK, &view.text("gui-unlink"), None, 200.0).clicked() {
                out.push(Action::Function(FunctionAction::Unlink(row.function.id, cover.case)));
                ui.close();
            }
        });
    }
}

/// The latest results of the function's cases: a block each, the older the paler, the newest at the right.
fn last_results(ui: &mut Ui, view: &View<'_>) {
    if view.trend.is_empty() {
        return;
    }
    ui.add_space(space::M);
    ui.horizontal(|ui| {
        text::strong(ui, &view.text("gui-inspector-results"));
        text::mono(ui, &view.tr.number(view.trend.len() as i64));
    });
    ui.add_space(space::XS);
    let p = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XXS + 1.0, space::XXS);
        for (i, past) in view.trend.iter().enumerate() {
            let (rect, response) = ui.allocate_exact_size(BLOCK, Sense::hover());
            let age = (i + 1) as f32 / view.trend.len() as f32;
            let colour = past.look.colour(p).gamma_multiply(0.45 + 0.55 * age);
            ui.painter().rect_filled(rect, eframe::egui::CornerRadius::same(2), colour);
            if !matches!(past.look, Look::Passed) {
                // Not by colour alone: what did not pass carries its icon.
                paint::icon(ui.painter(), rect, past.look.icon(), BLOCK.x - 1.0, p.panel);
            }
            let word = words::look_name(view.tr, past.look);
            let what = format!("{word} · {}\n{}", past.title, view.tr.ago(view.now, past.at));
            paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Image, true, &what));
            response.on_hover_text(what);
        }
    });
}

fn history(ui: &mut Ui, view: &View<'_>) {
    let p = Palette::of(ui);
    if view.history.is_empty() {
        return;
    }
    ui.add_space(space::M);
    text::strong(ui, &view.text("gui-inspector-history"));
    for (operation, _) in view.history.iter().take(8) {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
        let icon = eframe::egui::Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), icon, icons::EDIT, size::CHECK, p.text_faint);
        let ago = paint::galley(ui, &view.tr.ago(view.now, operation.at_ms), Type::Label, p.text_faint);
        let left = paint::put_right(ui.painter(), rect.right_center(), ago);
        let words = operation_words(view, operation);
        let x = icon.right() + space::S;
        let galley = paint::elided(ui, &words, Type::Label, p.text_secondary, left - x - space::S);
        paint::put_left(ui.painter(), eframe::egui::pos2(x, rect.center().y), galley);
        response.on_hover_text(format!("{words}\n{}", view.tr.date_time(operation.at_ms)));
    }
}

/// What an operation was, as words.
#[must_use]
pub fn operation_words(view: &View<'_>, operation: &crate::store::history::Operation) -> String {
    let what = match &operation.label {
        Some(label) if view.tr.has(&label.key) => view.tr.message(label),
        _ => {
            let key = format!("gui-op-{}", operation.name.replace('_', "-"));
            if view.tr.has(&key) { view.text(&key).into_owned() } else { operation.name.replace('_', " ") }
        }
    };
    match &operation.who {
        Some(who) => format!("{who}: {what}"),
        None => what,
    }
}

fn case_subject(ui: &mut Ui, id: CaseId, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let Some(row) = view.cases.get(id) else {
        empty_state(ui, icons::CASE, &view.text("gui-case-gone"), "", None);
        return;
    };
    ui.horizontal(|ui| {
        let look = look_of(row.status.as_ref());
        status_icon(ui, look, &words::status_name(view.tr, row.status.as_ref()));
        text::mono(ui, &row.code);
    });
    text::paragraph(ui, &row.title, Type::Title, p.text);
    if let Some(suite) = row.suite.and_then(|s| view.cases.suite(s)) {
        chip(ui, Tone::Neutral, Some(icons::SUITE), suite);
    }
    if let Some(case) = view.case.filter(|c| c.id == id) {
        let c = &case.content;
        ui.spacing_mut().item_spacing.y = 0.0;
        for (key, value) in [
            ("gui-case-priority", &c.priority),
            ("gui-case-severity", &c.severity),
            ("gui-case-automation", &c.automation),
            ("gui-case-type", &c.kind),
        ] {
            text::key_word_row(ui, &view.text(key), &words::value_name(view.tr, value));
        }
        let steps = view.tr.number(c.steps.len() as i64);
        text::key_value_row(ui, &view.text("gui-case-steps"), &steps);
    }
    case::covered(ui, id, view, out);
    ui.add_space(space::M);
    let open = view.text("gui-case-open");
    if Button::secondary(&open).icon(icons::CASE).show(ui).clicked() {
        out.nav(Nav::OpenCase(id));
    }
    history(ui, view);
}
