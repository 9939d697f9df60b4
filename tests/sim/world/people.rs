//! Actions of people, in Qase and in workspaces. Every action picks its object by its own random numbers, so that it keeps its
//! meaning when others are removed from a history.

use super::{Sim, desk, hands};
use crate::rng::Rng;
pub use desk::Desk;

/// An action of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonAction {
    QaseNewCase,
    QaseEdit,
    QaseClear,
    QaseDelete,
    QaseRestore,
    QaseMove,
    QaseCopyTitle,
    QaseSwap,
    QaseNewSuite,
    QaseRenameSuite,
    QaseMoveSuite,
    QaseDeleteSuite,
    QaseRestoreSuite,
    QaseRemoveOption,
    QaseForbidFields,
    QaseTraceRemoved,
    CiRun,
    CiResults,
    CiFinish,
    RunRename,
    RunClose,
    RunDelete,
    DeskNewCase(usize),
    DeskEdit(usize),
    DeskClear(usize),
    DeskDelete(usize),
    DeskMove(usize),
    DeskNewSuite(usize),
    DeskRenameSuite(usize),
    DeskMoveSuite(usize),
    DeskNewFunction(usize),
}

impl PersonAction {
    /// Performs the action and adds a line to the history that begins with `head`.
    pub fn perform(self, sim: &mut Sim, desks: &[Desk], rng: &mut Rng, head: &str) {
        sim.settle();
        let said = match self {
            Self::QaseNewCase => hands::new_case(sim, rng),
            Self::QaseEdit => hands::edit(sim, rng),
            Self::QaseClear => hands::clear(sim, rng),
            Self::QaseDelete => hands::delete(sim, desks, rng),
            Self::QaseRestore => hands::restore(sim, rng),
            Self::QaseMove => hands::move_case(sim, rng),
            Self::QaseCopyTitle => hands::copy_title(sim, rng),
            Self::QaseSwap => hands::swap(sim, desks, rng),
            Self::QaseNewSuite => hands::new_suite(sim, rng),
            Self::QaseRenameSuite => hands::rename_suite(sim, rng),
            Self::QaseMoveSuite => hands::move_suite(sim, rng),
            Self::QaseDeleteSuite => hands::delete_suite(sim, desks, rng),
            Self::QaseRestoreSuite => hands::restore_suite(sim, rng),
            Self::QaseRemoveOption => hands::remove_option(sim, rng),
            Self::QaseForbidFields => hands::forbid_fields(sim, rng),
            Self::QaseTraceRemoved => hands::remove_trace(sim, rng),
            Self::CiRun => hands::ci_run(sim, rng),
            Self::CiResults => hands::ci_results(sim, rng),
            Self::CiFinish => hands::ci_finish(sim, rng),
            Self::RunRename => hands::rename_run(sim, rng),
            Self::RunClose => hands::close_run(sim, rng),
            Self::RunDelete => hands::delete_run(sim, rng),
            Self::DeskNewCase(n) => desks.get(n).map(|d| d.new_case(sim, rng)),
            Self::DeskEdit(n) => desks.get(n).and_then(|d| d.edit(sim, rng)),
            Self::DeskClear(n) => desks.get(n).and_then(|d| d.clear(sim, rng)),
            Self::DeskDelete(n) => desks.get(n).and_then(|d| d.delete(sim, rng)),
            Self::DeskMove(n) => desks.get(n).and_then(|d| d.move_case(sim, rng)),
            Self::DeskNewSuite(n) => desks.get(n).map(|d| d.new_suite(sim, rng)),
            Self::DeskRenameSuite(n) => desks.get(n).and_then(|d| d.rename_suite(sim, rng)),
            Self::DeskNewFunction(n) => desks.get(n).map(|d| d.new_function(sim)),
            Self::DeskMoveSuite(n) => desks.get(n).and_then(|d| d.move_suite(sim, rng)),
        };
        hands::note_unrecognisable(sim, desks);
        if let Some(said) = said {
            sim.note(&format!("{head}{said}"));
        }
    }
}
