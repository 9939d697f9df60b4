//! The steps of a case: the table with its head, shared steps and templates that are inserted, Gherkin.
//!
//! [`table`] draws and edits steps of a case or of a shared step, [`keys`] hears the keys of its cells, [`shared`] draws shared steps.

mod handle;
mod keys;
mod row;
mod row_parts;
mod shared;
pub mod table;

use eframe::egui::{self, CornerRadius, Frame, Id, Margin, Rect, RectAlign, Stroke, Ui, pos2};

use super::inline::InlineText;
use super::session::Session;
use super::{EditorCommand, gherkin};
use crate::action::{Action, Actions, CaseAction, SharedAction};
use crate::model::step_lines::{Line, StepCell};
use crate::view::View;
use crate::views::previews::{Previews, view_of};
use row::{StepOwner, StepRequest, cell_id};
use table::StepTable;
use voluptas_app::cases::edit::{FormField, SharedSteps};
use voluptas_core::domain::case::{Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::CaseId;
use voluptas_ui::theme::{Palette, Type, icons, radius, size};
use voluptas_ui::widgets::{Button, PickRow, Picker, reading, text};

/// Draws the steps of a case. `asked` is the request of a command.
pub fn show(
    ui: &mut Ui,
    case: CaseId,
    session: &mut Session,
    asked: Option<EditorCommand>,
    previews: &Previews,
    view: &View<'_>,
    out: &mut Actions,
) {
    let now = ui.input(|i| i.time);
    head(ui, case, session, asked, view, out);
    if session.draft.content.steps_type == StepsType::Gherkin {
        gherkin_text(ui, case, session, view, now);
        return;
    }
    let p = Palette::of(ui);
    let changed = session.is_changed(FormField::Of(CaseField::Steps));
    let top = ui.cursor().min;
    let picture = |file: &voluptas_core::domain::case::AttachmentRef| previews.get(file);
    let frame = Frame::new()
        .stroke(Stroke::new(size::LINE, p.line))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(1));
    let done = frame.show(ui, |ui| {
        let shared = &session.sheet.shared;
        let parameters = Some(&session.draft.content.parameters[..]);
        StepTable { owner: StepOwner::Case(case), lines: &mut session.lines, shared, parameters, picture: &picture }
            .show(ui, view)
    });
    let mut done = done.inner;
    if changed {
        let rect = Rect::from_min_max(top, pos2(top.x, ui.min_rect().bottom()));
        super::inline::changed_bar(ui, rect);
    }
    if done.edited {
        session.touch_steps(now);
    }
    session.cursor = done.focused;
    session.rows = std::mem::take(&mut done.rows);
    session.step = done.focused.or(session.step);
    if let Some(ask) = asked.and_then(|asked| of_command(ui, case, session, asked)) {
        done.asks.push(ask);
    }
    for ask in done.asks {
        out.push(match ask {
            StepRequest::AttachFile(step) => Action::Case(CaseAction::AskAttachToStep(case, step)),
            StepRequest::PasteScreenshot(step) => Action::Case(CaseAction::PasteToStep(case, step)),
            StepRequest::View(file) => view_of(&file, previews.files()),
            StepRequest::OpenShared(hash) => Action::Shared(SharedAction::Open(session.sheet.project, Some(hash))),
            StepRequest::MakeShared => {
                Action::Shared(SharedAction::AskFromSteps(session.sheet.project, case, Box::new(session.lines.clone())))
            }
        });
    }
}

/// The request of a command about the step that had the keyboard last. Without such a step the first one gets the keyboard.
fn of_command(ui: &Ui, case: CaseId, session: &mut Session, asked: EditorCommand) -> Option<StepRequest> {
    let step = session.step.filter(|key| session.lines.lines.iter().any(|line| line.key == *key));
    match (asked, step) {
        (EditorCommand::MakeShared, step) => {
            if session.lines.selected.is_empty() {
                session.lines.selected.extend(step);
            }
            Some(StepRequest::MakeShared)
        }
        (EditorCommand::AttachToStep, Some(step)) => Some(StepRequest::AttachFile(step)),
        (EditorCommand::PasteToStep, Some(step)) => Some(StepRequest::PasteScreenshot(step)),
        (EditorCommand::AttachToStep | EditorCommand::PasteToStep, None) => {
            focus_first_step(ui, case, session);
            None
        }
        (
            EditorCommand::Comment
            | EditorCommand::Template
            | EditorCommand::InsertShared
            | EditorCommand::LinkFunction
            | EditorCommand::SaveTemplate(_),
            _,
        ) => None,
    }
}

/// True when the steps of a template can be appended.
pub(super) fn offers_templates(session: &Session) -> bool {
    session.draft.content.steps_type == StepsType::Classic && !session.sheet.templates.is_empty()
}

/// True when a shared step can be appended.
pub(super) fn offers_shared(session: &Session) -> bool {
    session.draft.content.steps_type == StepsType::Classic && session.sheet.shared.iter().any(|shared| !shared.is_deleted)
}

fn head(ui: &mut Ui, case: CaseId, session: &mut Session, asked: Option<EditorCommand>, view: &View<'_>, out: &mut Actions) {
    let now = ui.input(|i| i.time);
    ui.horizontal(|ui| {
        ui.set_min_height(size::CONTROL);
        let count = session.lines.lines.iter().filter(|l| !l.is_blank()).count();
        let is_classic = session.draft.content.steps_type == StepsType::Classic;
        let number = is_classic.then(|| view.tr.number(count as i64));
        text::section(ui, &view.text("gui-case-steps"), number.as_deref());
        reading::from_right(ui, |ui| {
            if is_classic {
                insert_shared(ui, session, asked == Some(EditorCommand::InsertShared), view, out);
            }
            if offers_templates(session) {
                insert_template(ui, session, asked == Some(EditorCommand::Template), view, now);
            }
            let names = [view.text("writing-steps-classic"), view.text("writing-steps-gherkin")];
            let label = view.text("writing-steps-notation");
            let chosen = usize::from(!is_classic);
            if let Some(i) = voluptas_ui::widgets::combo(ui, &label, "", Some(chosen), &names, 120.0) {
                session.set_notation(if i == 0 { StepsType::Classic } else { StepsType::Gherkin }, now);
                if i == 1 {
                    // The Enter that picked it is no line of the text, which is drawn later in this pass.
                    ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
                    ui.memory_mut(|m| m.request_focus(gherkin_id(case)));
                }
            }
        });
    });
}

/// Button and list that append a shared step. `opens` opens the list. Without shared steps the button leads to where they are created.
fn insert_shared(ui: &mut Ui, session: &mut Session, opens: bool, view: &View<'_>, out: &mut Actions) {
    let name = view.text("writing-insert-shared");
    let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
    let button = Button::quiet(&name).icon(icons::ADD).show(ui);
    let shared: Vec<&SharedSteps> = session.sheet.shared.iter().filter(|shared| !shared.is_deleted).collect();
    if shared.is_empty() {
        if button.clicked() {
            out.push(Action::Shared(SharedAction::Open(session.sheet.project, None)));
        }
        return;
    }
    if opens {
        open_list(&button);
    }
    let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width: 320.0 };
    let picked = picker.below(ui, &button, RectAlign::BOTTOM_END, None, shared.len(), |i| PickRow {
        icon: None,
        text: shared[i].title.clone(),
        note: view.count("writing-used-in", shared[i].used as u64),
    });
    if let Some(shared) = picked.and_then(|i| shared.get(i)) {
        let line = Line {
            action: shared.title.clone(),
            shared: Some(shared.hash.clone()),
            inside: shared.steps.clone(),
            ..Line::default()
        };
        session.lines.insert(session.lines.lines.len(), line);
        session.touch_steps(ui.input(|i| i.time));
    }
}

/// Brings a button into view and opens its list.
pub(super) fn open_list(button: &egui::Response) {
    button.scroll_to_me(None);
    egui::Popup::open_id(&button.ctx, egui::Popup::default_response_id(button));
}

/// Button and list that append the steps of a template. `opens` opens the list.
fn insert_template(ui: &mut Ui, session: &mut Session, opens: bool, view: &View<'_>, now: f64) {
    let name = view.text("templates-insert");
    let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
    let button = Button::quiet(&name).icon(icons::TEMPLATE).show(ui);
    if opens {
        open_list(&button);
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

/// Moves the focus to the first step; adds a step if there is none.
pub fn focus_first_step(ui: &Ui, case: CaseId, session: &mut Session) {
    let first = session.lines.lines.iter().find(|l| l.shared.is_none()).map(|l| l.key);
    let key = first.unwrap_or_else(|| session.lines.add_after(None));
    ui.memory_mut(|m| m.request_focus(cell_id(StepOwner::Case(case), key, StepCell::Action)));
}
