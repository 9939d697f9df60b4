//! The bars above the form: place and code of the case, the state of the draft, Save; below them the obstacles to a save.

use eframe::egui::{self, Frame, Margin, Ui};

use super::save::save;
use super::session::{Reveal, Session};
use super::{conflicts, other_drafts_bar};
use crate::action::{Action, Actions, CaseAction, ListAction, Nav};
use crate::ui_command::UiCommand;
use crate::view::View;
use crate::views::lists::menus;
use voluptas_app::overview::lists::AbsentCase;
use voluptas_core::domain::ids::{CaseId, Thing};
use voluptas_core::domain::template::TemplateContent;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{BannerEvent, Button, Tone, banner, icon_button, menu, paint, reading, text};

/// Width that the state of the draft leaves to the place of the case, in points.
const PLACE: f32 = 150.0;
/// Least width of a reason why the draft is not saved; a narrower bar has the sign alone.
const STATE: f32 = 90.0;

/// Draws the bar at the top.
pub fn head(ui: &mut Ui, id: CaseId, session: &mut Session, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    Frame::new().inner_margin(Margin::symmetric(space::L as i8, space::XS as i8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(size::CONTROL + space::XS);
            ui.spacing_mut().item_spacing.x = space::S;
            reading::from_right(ui, |ui| {
                let dirty = session.is_dirty();
                let label = view.text("writing-save");
                // A draft that cannot be saved has the button too: it leads to the reason.
                let ready = dirty && !session.is_saving() && !session.sheet.is_deleted;
                if Button::primary(&label).shortcut("Ctrl+S").enabled(ready).show(ui).clicked() {
                    save(ui, id, session, false, out);
                }
                if Button::quiet(&view.text("writing-versions")).icon(icons::HISTORY).show(ui).clicked() {
                    out.push(Action::Case(CaseAction::Versions(id, None)));
                }
                let discard = view.text("writing-discard");
                let has_room = ui.available_width() - size::CONTROL >= draft_room(ui, &discard);
                more(ui, id, session, (!has_room && dirty).then_some(&*discard), view, out);
                // At the end: what comes and goes must not push another button under the pointer.
                let can_discard = !session.is_saving();
                if dirty && has_room && Button::quiet(&discard).enabled(can_discard).show(ui).clicked() {
                    session.discard();
                }
                draft_state(ui, session, view);
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    text::icon(ui, icons::SUITE, p.text_secondary);
                    let suite = session.stored().suite;
                    let path =
                        suite.and_then(|s| session.sheet.suites.iter().find(|(id, _)| *id == s)).map(|(_, path)| path.as_str());
                    let absent = view.absent.and_then(|absent| absent.get(&id));
                    let code = match (view.cases.get(id), absent) {
                        (Some(row), _) => row.code.as_str(),
                        (None, Some(AbsentCase::There { code, .. })) => code,
                        (None, _) => "",
                    };
                    // The code of the case is the last to be cut.
                    let code_width = paint::galley(ui, code, Type::Mono, p.text).size().x;
                    let room = (ui.available_width() - code_width - space::XL).max(24.0);
                    let root = view.text("writing-no-suite");
                    text::line_within(ui, path.unwrap_or(&root), Type::Body, p.text_secondary, room);
                    text::line(ui, "›", Type::Body, p.text_faint);
                    text::mono(ui, code);
                });
            });
        });
    });
}

/// Width that the place of the case, the sign of a kept draft and the button that discards the draft need.
fn draft_room(ui: &Ui, discard: &str) -> f32 {
    let discard = paint::galley(ui, discard, Type::Medium, Palette::of(ui).text).size().x;
    PLACE + size::ICON + discard + space::XL * 2.0
}

/// The menu with the rarely used commands. `discard` names the command that discards the draft, where the bar has no room for it.
fn more(ui: &mut Ui, id: CaseId, session: &mut Session, discard: Option<&str>, view: &View<'_>, out: &mut Actions) {
    let button = icon_button(ui, icons::MORE, &view.text("writing-more"));
    egui::Popup::menu(&button).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = menus::WIDTH;
        if !session.sheet.is_deleted {
            menus::open_case_menu(ui, id, view, out);
            menu::divider(ui, width);
        }
        for command in [UiCommand::SaveTemplate, UiCommand::SaveStepsTemplate] {
            let template = template_of(session, command == UiCommand::SaveStepsTemplate);
            ui.add_enabled_ui(template.is_some(), |ui| {
                if menu::line(ui, command.icon(), &view.text(&command.label_key()), None, width).clicked() {
                    template.into_iter().for_each(|action| out.push(action));
                }
            });
        }
        let Some(discard) = discard else { return };
        menu::divider(ui, width);
        ui.add_enabled_ui(!session.is_saving(), |ui| {
            if menu::line(ui, icons::UNDO, discard, None, width).clicked() {
                session.discard();
            }
        });
    });
}

/// The action that saves the draft as a template, or its steps alone. `None` without a title, and without the steps.
pub(super) fn template_of(session: &Session, steps_alone: bool) -> Option<Action> {
    let content = &session.draft.content;
    let title = content.title.trim();
    if title.is_empty() || steps_alone && content.steps.is_empty() {
        return None;
    }
    let template = if steps_alone {
        TemplateContent::Steps(content.steps.clone())
    } else {
        TemplateContent::Case(Box::new(content.clone()))
    };
    Some(Action::Case(CaseAction::SaveTemplate(title.to_owned(), Box::new(template))))
}

fn draft_state(ui: &mut Ui, session: &Session, view: &View<'_>) {
    let p = Palette::of(ui);
    // The place of the case keeps some room.
    let room = ui.available_width() - PLACE;
    if let Some(reason) = session.unkept.as_ref().filter(|_| !session.is_saving()) {
        let words = view.text("writing-draft-unkept");
        let response = text::line_within(ui, &words, Type::Label, p.failed, room.max(STATE));
        response.on_hover_text(view.tr.fmt("writing-draft-unkept-more", &[("reason", reason.clone().into())]));
        text::named_icon(ui, icons::WARNING, p.failed, &words);
    } else if session.is_saving() {
        text::line_within(ui, &view.text("writing-saving"), Type::Label, p.text_secondary, room);
    } else if session.is_dirty()
        && let Some(problem) = session.problem()
    {
        let words = view.text(problem.key());
        let room = room - size::ICON - space::S;
        // Half a reason says less than its start: the whole one is a press of Save away, and on hover.
        let needed = paint::galley(ui, &words, Type::Label, p.failed).size().x;
        let short = view.text("writing-draft-unsaved");
        let shown = if needed <= room { &words } else { &short };
        if room >= STATE.min(needed) {
            text::line_within(ui, shown, Type::Label, p.failed, room).on_hover_text(&*words);
            if needed <= room {
                text::icon(ui, icons::WARNING, p.failed);
            } else {
                text::named_icon(ui, icons::WARNING, p.failed, &words);
            }
        } else {
            text::named_icon(ui, icons::WARNING, p.failed, &words);
        }
    } else if session.is_dirty() {
        let (key, at) = match session.kept_ms {
            Some(at) if !session.is_waiting() => ("writing-draft-kept", Some(at)),
            _ => ("writing-draft-unsaved", None),
        };
        let ago = at.map(|at| view.tr.ago(view.now, at)).unwrap_or_default();
        let words = view.tr.fmt(key, &[("ago", ago.into())]);
        let whole = paint::galley(ui, &words, Type::Label, p.text_secondary).size().x + size::ICON + space::S;
        if at.is_some() && whole > room {
            // The sign alone: half of a sentence says less.
            text::named_icon(ui, icons::CONNECTED, p.passed, &words);
            return;
        }
        let response = text::line_within(ui, &words, Type::Label, p.text_secondary, room.max(STATE));
        if let Some(at) = at {
            response.on_hover_text(view.tr.date_time(at));
            text::icon(ui, icons::CONNECTED, p.passed);
        }
    }
}

/// Draws the bars that need a decision: a restored draft, a taken title, a failed save, a change elsewhere.
pub fn warnings(ui: &mut Ui, id: CaseId, session: &mut Session, view: &View<'_>, out: &mut Actions) {
    if session.reveal.take_if(|reveal| *reveal == Reveal::Top).is_some() {
        ui.scroll_to_cursor(Some(egui::Align::Min));
    }
    if session.sheet.is_deleted {
        let restore = view.text("lists-restore");
        if banner(ui, Tone::Warning, &view.text("writing-in-trash"), Some(&restore), None) == Some(BannerEvent::Action) {
            out.push(Action::List(ListAction::Restore(vec![Thing::Case(id)])));
        }
    }
    if session.restored_ms.is_some() {
        // The bar above says since when they are kept.
        let words = view.text("writing-draft-restored");
        let (discard, close) = (view.text("writing-discard"), view.text("gui-close"));
        match banner(ui, Tone::Info, &words, Some(&discard), Some(&close)) {
            Some(BannerEvent::Action) => session.discard(),
            Some(BannerEvent::Close) => session.restored_ms = None,
            None => {}
        }
    }
    // A case in the trash is only read.
    if !session.sheet.is_deleted {
        other_drafts_bar::ask(ui, session, view);
    }
    if session.has_discarded() {
        let (words, back, close) = (view.text("writing-discarded"), view.text("writing-bring-back"), view.text("gui-close"));
        match banner(ui, Tone::Info, &words, Some(&back), Some(&close)) {
            Some(BannerEvent::Action) => session.restore_discarded(ui.input(|i| i.time)),
            Some(BannerEvent::Close) => session.forget_discarded(),
            None => {}
        }
    }
    if let Some(other) = session.namesake {
        let code = view.cases.get(other.case).map_or_else(|| other.number.to_string(), |row| row.code.to_string());
        let words = view.tr.fmt("writing-title-taken-by", &[("code", code.into())]);
        if banner(ui, Tone::Bad, &words, Some(&view.text("writing-open-other")), None) == Some(BannerEvent::Action) {
            out.nav(Nav::OpenCase(other.case));
        }
        if other.may_force {
            ui.horizontal(|ui| {
                text::line(ui, &view.text("writing-doubles-there"), Type::Label, Palette::of(ui).text_secondary);
                if Button::secondary(&view.text("writing-save-anyway")).small().show(ui).clicked() {
                    save(ui, id, session, true, out);
                }
            });
        }
    }
    if let Some(error) = &session.failure {
        banner(ui, Tone::Bad, &error.text(view.tr), None, None);
    }
    conflicts::ask(ui, session, view);
}
