//! The item in front: preconditions, steps with their outcomes, comment, defects, files, and the past results of the case.

use eframe::egui::{self, Align, CornerRadius, Frame, Id, Layout, Margin, Rect, ScrollArea, Ui, vec2};

use super::bar::key_cap;
use super::execution::{Execution, Field};
use super::session::is_final;
use super::steps;
use crate::action::{Action, Actions, Nav, RunAction};
use crate::model::rollup::class_of;
use crate::model::run_rows::RunRows;
use crate::model::words;
use crate::state::MiddleTab;
use crate::view::View;
use crate::views::case::covered;
use crate::views::run::facts;
use crate::views::{missing, previews};
use voluptas_app::runs::manual::results::{ISSUE, defect_link};
use voluptas_app::runs::manual::sheet::{CaseSheet, RunSheet};
use voluptas_core::domain::case::StepsType;
use voluptas_core::domain::defect::DefectSummary;
use voluptas_core::domain::ids::PersonId;
use voluptas_core::domain::result::ResultLink;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::marks::{MarkSize, strip};
use voluptas_ui::widgets::{
    Button, StatusClass, TextField, Tone, chip, empty_state, icon_button, markdown, reading, status_icon, text,
};

/// Width of the field for a defect.
const DEFECT: f32 = 320.0;

/// Id of the comment.
pub(super) fn comment_id() -> Id {
    Id::unique("execution-comment")
}

/// Id of the field for a defect.
pub(super) fn defect_id() -> Id {
    Id::unique("execution-defect")
}

/// Draws the item in front.
pub(super) fn show(ui: &mut Ui, state: &mut Execution, sheet: &RunSheet, now: f64, view: &View<'_>, out: &mut Actions) {
    let Some(target) = state.current.clone() else {
        empty_state(ui, icons::RUN, &view.text("manual-run-choose"), "", None);
        return;
    };
    let case = state.case.get().cloned().filter(|case| case.target == target);
    let (Some(case), true) = (case, state.sessions.contains_key(&target)) else {
        return missing(ui, state.case.failure(), view);
    };
    ui.set_height(ui.available_height());
    ScrollArea::vertical().id_salt(("execution", target.case.0)).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 0, right: space::S as i8, top: 0, bottom: space::L as i8 }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            title(ui, state, &case, sheet, now, view, out);
            before(ui, &case, view);
            steps::show(ui, state, &case, now, view, out);
            comment(ui, state, now, view);
            defects(ui, state, &case, now, view);
            files(ui, state, &case, now, view, out);
            let is_new = state.session().is_some_and(|(_, session)| session.is_new_attempt());
            past(ui, &case, is_new, view, out);
            covered(ui, target.case, view, out);
        });
    });
}

fn title(ui: &mut Ui, state: &mut Execution, case: &CaseSheet, sheet: &RunSheet, now: f64, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let content = &case.content;
    let mut toggles = false;
    let head = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let code = view.cases.get(case.target.case).map_or_else(String::new, |row| row.code.to_string());
        if text::link(ui, &code).on_hover_text(view.text("manual-run-open-case")).clicked() {
            out.nav(Nav::Tab(MiddleTab::Case(case.target.case.0)));
        }
        if let Some((icon, _)) = words::priority_icon(p, &content.priority) {
            let tone = if content.priority == "high" { Tone::Bad } else { Tone::Neutral };
            chip(ui, tone, Some(icon), &words::value_name(view.tr, &content.priority));
        }
        let params: Vec<String> = case.target.params.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        if !params.is_empty() {
            chip(ui, Tone::Info, None, &params.join(", "));
        }
        if case.attempts > 1 {
            let words = view.tr.fmt("manual-run-attempt", &[("n", (case.attempts as i64).into())]);
            chip(ui, Tone::Neutral, None, &words);
        }
        let Some((_, session)) = state.session() else { return };
        let (is_timed, spent) = (session.is_timed(), session.spent_ms(now));
        let is_done = is_final(&session.content().status);
        reading::from_right(ui, |ui| {
            if !is_done {
                let (icon, key) = if is_timed { (icons::PAUSE, "manual-run-pause") } else { (icons::PLAY, "manual-run-resume") };
                toggles = icon_button(ui, icon, &view.text(key)).clicked();
            }
            let colour = if is_timed { p.accent } else { p.text_secondary };
            text::line(ui, &clock(spent), Type::Mono, colour).on_hover_text(view.text("manual-run-timer"));
            text::icon(ui, icons::TIMER, colour);
        });
    });
    if std::mem::take(&mut state.reveals_timer) {
        into_view(ui, head.response.rect);
    }
    if toggles {
        state.act(voluptas_ui::keys::RunKey::Timer, now);
    }
    let item = state.item_of(sheet);
    if let Some(path) = item.and_then(|item| item.suite).map(|suite| view.cases.suite_path(suite)).filter(|path| !path.is_empty())
    {
        text::line(ui, &path, Type::Label, p.text_secondary);
    }
    text::paragraph(ui, &content.title, Type::Title, p.text);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        assignee(ui, case, item.and_then(|item| item.assignee), sheet, view, out);
    });
}

/// `03:42`, or `1:03:42` from an hour on.
fn clock(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// The person who executes the case; another one can be selected.
fn assignee(ui: &mut Ui, case: &CaseSheet, assigned: Option<PersonId>, sheet: &RunSheet, view: &View<'_>, out: &mut Actions) {
    let nobody = view.text("manual-run-unassigned");
    let mut people: Vec<Option<PersonId>> = vec![None];
    people.extend(sheet.team.iter().copied().map(Some));
    if assigned.is_some() && !people.contains(&assigned) {
        people.push(assigned);
    }
    let names: Vec<&str> =
        people.iter().map(|id| id.and_then(|id| sheet.people.get(&id)).map_or(&*nobody, String::as_str)).collect();
    let chosen = people.iter().position(|id| *id == assigned);
    text::label(ui, &view.text("manual-run-assignee"));
    let width = ui.available_width().min(200.0);
    if let Some(at) = voluptas_ui::widgets::combo(ui, &view.text("manual-run-assignee"), "", chosen, &names, width)
        && people[at] != assigned
    {
        out.push(Action::Run(RunAction::Assign(case.target.run, vec![case.target.case], people[at])));
    }
}

/// Preconditions, description, and the steps of a case that has them as one text.
fn before(ui: &mut Ui, case: &CaseSheet, view: &View<'_>) {
    let content = &case.content;
    for (key, words) in [("gui-case-preconditions", &content.preconditions), ("gui-case-description", &content.description)] {
        if let Some(words) = words {
            text::label(ui, &view.text(key));
            markdown::show(ui, Id::unique(("execution", key, case.target.case.0)), words);
        }
    }
    if content.steps_type == StepsType::Gherkin {
        for step in &content.steps {
            let p = Palette::of(ui);
            let frame = Frame::new().fill(p.sunken).corner_radius(CornerRadius::same(radius::CONTROL));
            frame.inner_margin(Margin::same(space::M as i8)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                text::paragraph(ui, &step.action, Type::Mono, p.text);
            });
        }
    }
    if let Some(words) = &content.expected_result {
        text::label(ui, &view.text("gui-case-expected-result"));
        markdown::show(ui, Id::unique(("execution", "expected", case.target.case.0)), words);
    }
}

fn comment(ui: &mut Ui, state: &mut Execution, now: f64, view: &View<'_>) {
    let mut links = false;
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        text::strong(ui, &view.text("manual-run-comment"));
        reading::from_right(ui, |ui| {
            key_cap(ui, "D");
            links = Button::quiet(&view.text("manual-run-link-defect")).icon(icons::DEFECT).small().show(ui).clicked();
        });
    });
    if links {
        state.act(voluptas_ui::keys::RunKey::Defect, now);
    }
    let is_asked = state.wants == Some(Field::Comment);
    let Some(session) = state.session_mut() else { return };
    let (name, hint) = (view.text("manual-run-comment"), view.text("manual-run-comment-hint"));
    let width = ui.available_width();
    let field = TextField::new(&mut session.comment).id(comment_id()).name(&name).hint(&hint).rows(3).width(width);
    let field = field.show(ui);
    if field.changed() {
        session.touch(now);
    }
    if is_asked {
        into_view(ui, field.rect);
    }
}

/// Scrolls to a field that gets the keyboard.
fn into_view(ui: &Ui, field: Rect) {
    ui.scroll_to_rect(field.expand(space::M), None);
}

/// Linked defects, and the field for another one.
fn defects(ui: &mut Ui, state: &mut Execution, case: &CaseSheet, now: f64, view: &View<'_>) {
    let issue_url = case.issue_url.as_deref();
    let Some((_, session)) = state.session() else { return };
    let p = Palette::of(ui);
    let links = session.content().links.clone();
    let mut removed = None;
    if links.iter().any(|link| link.kind == ISSUE) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            for (at, link) in links.iter().enumerate().filter(|(_, link)| link.kind == ISSUE) {
                text::icon(ui, icons::DEFECT, p.failed);
                facts::defect(ui, link, issue_url, &case.defects, view);
                let name = view.tr.fmt("manual-run-remove-defect", &[("name", link.name.clone().into())]);
                if icon_button(ui, icons::CLOSE, &name).clicked() {
                    removed = Some(at);
                }
                ui.add_space(space::S);
            }
        });
    }
    let mut added = earlier_defects(ui, case, &links, view);
    let is_asked = state.wants == Some(Field::Defect);
    if let Some(words) = &mut state.defect {
        let (name, hint) = (view.text("manual-run-defect"), view.text("manual-run-defect-hint"));
        let mut closes = false;
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 120.0).clamp(120.0, DEFECT);
            let field = TextField::new(words).id(defect_id()).name(&name).hint(&hint).width(width).show(ui);
            if is_asked {
                into_view(ui, field.rect);
            }
            let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            closes = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Escape));
            if Button::secondary(&view.text("manual-run-add")).show(ui).clicked() || enter {
                added = defect_link(words);
                closes = true;
            }
        });
        if closes {
            state.defect = None;
            state.wants = Some(Field::List);
        }
    }
    let Some(session) = state.session_mut() else { return };
    if let Some(at) = removed {
        session.change(now, |content| drop(content.links.remove(at)));
    }
    if let Some(link) = added {
        session.change(now, |content| content.links.push(link));
    }
}

/// Draws the defects of earlier results of the case that are not among `links` yet. Returns the one that is linked again.
fn earlier_defects(ui: &mut Ui, case: &CaseSheet, links: &[ResultLink], view: &View<'_>) -> Option<ResultLink> {
    let own = case.current.as_ref().map(|current| current.id);
    let earlier = || case.past.iter().filter(|past| Some(past.line.id) != own);
    let mut unnamed: Vec<&DefectSummary> = Vec::new();
    for defect in earlier().flat_map(|past| &past.unnamed_defects) {
        if !unnamed.contains(&defect) {
            unnamed.push(defect);
        }
    }
    let mut found: Vec<&ResultLink> = Vec::new();
    for link in earlier().flat_map(|past| &past.defects) {
        let is_same = |other: &ResultLink| other.name == link.name && other.url == link.url;
        if !links.iter().any(is_same) && !found.iter().any(|other| is_same(other)) {
            found.push(link);
        }
    }
    if found.is_empty() && unnamed.is_empty() {
        return None;
    }
    let mut again = None;
    text::label(ui, &view.text("manual-run-earlier-defects"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        for link in found {
            text::icon(ui, icons::DEFECT, Palette::of(ui).text_secondary);
            facts::defect(ui, link, case.issue_url.as_deref(), &case.defects, view);
            let name = view.tr.fmt("manual-run-defect-again", &[("name", link.name.clone().into())]);
            if icon_button(ui, icons::ADD, &name).clicked() {
                again = Some(link.clone());
            }
            ui.add_space(space::S);
        }
        // A defect without an issue has nothing to be linked by.
        for defect in unnamed {
            text::icon(ui, icons::DEFECT, Palette::of(ui).text_secondary);
            facts::title_and_status(ui, defect, "", view);
            ui.add_space(space::S);
        }
    });
    again
}

/// Files of the result: pictures in place, the others by name.
fn files(ui: &mut Ui, state: &mut Execution, case: &CaseSheet, now: f64, view: &View<'_>, out: &mut Actions) {
    let Some((_, session)) = state.session() else { return };
    let files = session.content().attachments.clone();
    if !case.content.attachments.is_empty() {
        text::section(ui, &view.text("manual-run-case-files"), Some(&view.tr.number(case.content.attachments.len() as i64)));
        previews::names(ui, &case.content.attachments, view, out);
    }
    let mut removed = None;
    text::section(ui, &view.text("gui-case-attachments"), Some(&view.tr.number(files.len() as i64)));
    if !files.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, space::S);
            for (at, file) in files.iter().enumerate() {
                ui.allocate_ui_with_layout(previews::TILE, Layout::top_down(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    if let Some(texture) = state.previews.get(file) {
                        previews::picture(ui, (file, state.previews.files()), &texture, view, out);
                    }
                    ui.horizontal(|ui| {
                        ui.set_max_width(previews::TILE.x);
                        let response = ui.scope(|ui| {
                            ui.set_max_width(previews::TILE.x - size::CONTROL);
                            text::link(ui, &file.filename)
                        });
                        if response.inner.on_hover_text(view.text("viewer-view")).clicked() {
                            out.push(previews::view_of(file, state.previews.files()));
                        }
                        let name = view.tr.fmt("files-detach", &[("name", file.filename.as_str().into())]);
                        if icon_button(ui, icons::CLOSE, &name).clicked() {
                            removed = Some(at);
                        }
                    });
                });
            }
        });
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        if Button::quiet(&view.text("files-attach-file")).icon(icons::ATTACHMENT).small().show(ui).clicked() {
            out.push(Action::Run(RunAction::AskAttach(None)));
        }
        if Button::quiet(&view.text("files-paste-screenshot")).icon(icons::PICTURE).small().show(ui).clicked() {
            out.push(Action::Run(RunAction::PasteScreenshot(None)));
        }
    });
    if let (Some(at), Some(session)) = (removed, state.session_mut()) {
        session.change(now, |content| drop(content.attachments.remove(at)));
    }
}

/// The last results of the case as a strip, the newest at the right, with the words of the last one. The attempt before a new one is
/// among them.
fn past(ui: &mut Ui, case: &CaseSheet, is_new_attempt: bool, view: &View<'_>, out: &mut Actions) {
    let own = case.current.as_ref().filter(|_| !is_new_attempt).map(|current| current.id);
    let past: Vec<_> = case.past.iter().filter(|past| Some(past.line.id) != own).collect();
    if past.is_empty() {
        return;
    }
    let p = Palette::of(ui);
    ui.add_space(space::XS);
    text::section(ui, &view.text("manual-run-past"), Some(&view.tr.number(past.len() as i64)));
    let shown: Vec<_> = past.iter().rev().collect();
    let looks: Vec<StatusClass> = shown.iter().map(|past| class_of(Some(&past.line.status))).collect();
    let words_of = |at: usize| {
        let past = shown[at];
        // Results of the case with other values of its parameters are among them.
        let values = if past.line.values.is_empty() { String::new() } else { format!("{} · ", past.line.values) };
        let status = words::status_name(view.tr, Some(&past.line.status));
        format!("{status} · {values}#{} · {}", past.number, view.tr.date_time(past.line.at_ms))
    };
    if let Some(at) = strip(ui, MarkSize::LARGE, &looks, &view.text("manual-run-past"), words_of) {
        out.nav(Nav::RunRows(shown[at].run, RunRows::Test(shown[at].line.test)));
    }
    for past in past.iter().filter(|past| past.comment.is_some()).take(3) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let look = class_of(Some(&past.line.status));
            status_icon(ui, look, &words::status_name(view.tr, Some(&past.line.status)));
            text::mono(ui, &format!("#{}", past.number));
            if !past.line.values.is_empty() {
                text::line_within(ui, &past.line.values, Type::Label, p.text, ui.available_width() * 0.4);
            }
            if let Some(author) = &past.author {
                text::line(ui, author, Type::Label, p.text_secondary);
            }
            text::line(ui, &view.tr.ago(view.now, past.line.at_ms), Type::Label, p.text_faint);
        });
        text::paragraph(ui, past.comment.as_deref().unwrap_or_default(), Type::Body, p.text_secondary);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_timer_shows_hours_only_when_there_are_some() {
        assert_eq!(super::clock(222_000), "03:42");
        assert_eq!(super::clock(4_328_900), "1:12:08");
    }
}
