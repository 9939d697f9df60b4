//! The ends of background work, as the window takes them.

use std::path::PathBuf;
use std::sync::Arc;

use super::opened::OpenedWorkspace;
use super::resolver::{ConnectionCheck, TokenLookup};
use super::writes::{CaseMade, CaseSave, ChangeEnd, MergeEnd, MilestoneEnd, ResultEnd, SharedSaved, SuiteEnd};
use crate::action::{SharedWrite, VersionOf};
use crate::model::result_work::ResultWork;
use crate::user_error::UserError;
use voluptas_app::cases::duplicates::MergePlan;
use voluptas_app::cases::file::Applied;
use voluptas_app::cases::review::{ReviewDoubts, ReviewOutcome, SeenCase};
use voluptas_app::functions;
use voluptas_app::results::links::LinkOutcome;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::review::ReviewState;
use voluptas_store::history::{Direction, Operation, Step};
use voluptas_store::mutes::MutedTest;
use voluptas_store::undo::FieldLeft;

/// The end of background work.
#[derive(Debug)]
pub enum Event {
    /// A workspace was opened, or not.
    Opened(Result<Box<OpenedWorkspace>, UserError>),
    /// A job that writes is done: the text to show, or why not.
    Wrote(Result<Option<Message>, UserError>),
    /// The file at this path was written: the text to show, or why not.
    Exported(PathBuf, Result<Option<Message>, UserError>),
    /// An edit is done: the text to show and the operation that undo takes back, or why not.
    Edited(Result<(Option<Message>, Option<Operation>), UserError>),
    /// An edit of cells has ended.
    CasesChanged(Box<ChangeEnd>),
    /// A function was saved, or not.
    Saved(Result<(), UserError>),
    /// Undo or redo is done; `None` when there was nothing to do.
    Stepped(Direction, Result<Option<Step>, UserError>),
    /// Outcome of undoing an edit of the history, or without one of restoring a version: the fields that were not changed back.
    /// `None` if that was not possible any more.
    TookBack(Option<Box<Operation>>, Result<Option<Vec<FieldLeft>>, UserError>),
    /// An earlier version was read.
    Version(VersionOf, Millis, Result<Option<serde_json::Value>, UserError>),
    /// A save of a case has ended.
    CaseSaved(CaseId, Result<Box<CaseSave>, UserError>),
    /// Cases that are to be approved, with the doubts about them. Nothing was written.
    ReviewAsked(Vec<SeenCase>, ReviewDoubts),
    /// A review was set, or not.
    Reviewed(Option<ReviewState>, Result<(ReviewOutcome, Option<Operation>), UserError>),
    /// Outcome of storing a shared step: the write, the created step, and the operation that undo takes back.
    SharedSaved(Box<(SharedWrite, Result<SharedSaved, UserError>)>),
    /// A milestone was stored, with the text to show, or not.
    MilestoneSaved(Result<MilestoneEnd, UserError>),
    /// Mutes that have ended, for the first time, and the time at which the next one ends.
    MutesEnded(Vec<MutedTest>, Option<Millis>),
    /// A case was created, or not.
    CaseCreated(Box<CaseMade>),
    /// A suite was stored, or not.
    SuiteStored(Box<SuiteEnd>),
    /// A merge of duplicates has ended.
    CasesMerged(Box<(Arc<MergePlan>, MergeEnd)>),
    /// A run was created, with the text to show, or not.
    RunCreated(Result<(RunId, Message), UserError>),
    /// Tests were given cases, or not, with the operation that undo takes back.
    CasesOfTests(Result<(LinkOutcome, Option<Operation>), UserError>),
    /// A result of a run by hand was stored, with the operation of its status, or not.
    ResultStored(Box<(ResultWork, ResultEnd)>),
    /// A function was made.
    Created(Result<i64, UserError>),
    /// The connection was tried.
    Checked(Box<ConnectionCheck>),
    /// The tokens and the connection of an account were looked up.
    TokenFound(Box<TokenLookup>),
    /// The settings were written.
    SettingsSaved(Result<(), UserError>),
    /// An import of functions has ended.
    ImportedFunctions(Box<Result<functions::file::Applied, UserError>>),
    /// An import of cases has ended.
    ImportedCases(Box<Result<Applied, UserError>>),
    /// A crash report about which the person was not asked yet.
    Crashed(Option<PathBuf>),
}

impl Event {
    /// True for an edit that was not stored.
    pub fn is_failed_edit(&self) -> bool {
        match self {
            Self::Edited(end) => end.is_err(),
            Self::Saved(end) => end.is_err(),
            Self::Created(end) => end.is_err(),
            Self::Stepped(_, end) => end.is_err(),
            Self::TookBack(_, end) => end.is_err(),
            Self::CaseSaved(_, end) => end.is_err(),
            Self::Reviewed(_, end) => end.is_err(),
            Self::SharedSaved(end) => end.1.is_err(),
            Self::MilestoneSaved(end) => end.is_err(),
            Self::CaseCreated(made) => made.end.is_err(),
            Self::SuiteStored(end) => end.outcome.is_err(),
            Self::CasesMerged(end) => end.1.is_err(),
            Self::RunCreated(end) => end.is_err(),
            Self::CasesOfTests(end) => end.is_err(),
            Self::CasesChanged(end) => end.outcome.is_err(),
            Self::ResultStored(end) => end.1.is_err(),
            _ => false,
        }
    }
}
