//! The save of a draft, which the bar, the keys and the questions above a case push.

use eframe::egui::Ui;

use super::form;
use super::session::{Problem, Reveal, Session};
use crate::action::{Action, Actions, CaseAction};
use voluptas_core::domain::ids::CaseId;

/// Pushes the save of a draft, if there is anything to save. A tag that is still in its field belongs to it.
pub(super) fn save(ui: &Ui, id: CaseId, session: &mut Session, force: bool, out: &mut Actions) {
    form::commit_tag(ui, id, session);
    if let Some((base, form)) = session.begin_save(force) {
        out.push(Action::Case(CaseAction::Save { id, base: Box::new(base), form: Box::new(form), force }));
    } else if session.reveal == Some(Reveal::Top) && session.problem() == Some(Problem::Conflict) {
        // The choice may stand in view already: scrolling to it alone says nothing.
        out.push(Action::Case(CaseAction::Refused(Problem::Conflict.key())));
    }
}
