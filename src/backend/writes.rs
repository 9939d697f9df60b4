//! Writes whose outcome the window follows: the wanted change and its outcome. After a failed write, the typed input is shown
//! again.

use std::sync::Arc;

use crate::model::case_grid::CaseEdit;
use crate::model::wanted::{CaseWanted, SuiteWanted};
use crate::user_error::UserError;
use voluptas_app::cases;
use voluptas_app::cases::duplicates::Merged;
use voluptas_app::cases::suite::SuiteForm;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::ResultId;
use voluptas_store::history::Operation;
use voluptas_store::milestones::MilestoneContent;

/// The end of the creation of a case.
#[derive(Debug)]
pub struct CaseMade {
    /// The wanted case.
    pub wanted: CaseWanted,
    /// The outcome.
    pub end: Result<cases::edit::CreateOutcome, UserError>,
    /// The suite is in the trash.
    pub is_suite_gone: bool,
    /// It is a copy of another one, whose title it has with a suffix.
    pub is_copy: bool,
}

/// The end of an edit of a suite.
#[derive(Debug)]
pub struct SuiteEnd {
    /// The wanted suite.
    pub wanted: SuiteWanted,
    pub outcome: Result<SuiteOutcome, UserError>,
}

/// Outcome of an edit of a suite.
#[derive(Debug)]
pub enum SuiteOutcome {
    /// Stored, with the operation that undo takes back.
    Stored(Option<Operation>),
    /// The stored values are the same already.
    Nothing,
    /// Nothing was written: others changed one of the fields meanwhile, to this.
    Meanwhile(SuiteForm),
    /// Nothing was written: the suite or its parent is in the trash.
    Gone,
}

/// The end of an edit of a milestone.
#[derive(Debug)]
pub enum MilestoneEnd {
    /// Stored, with the news.
    Stored(Message),
    /// Nothing was written: somebody else changed the milestone to this value, or deleted it.
    Overtaken(Option<MilestoneContent>),
}

/// The end of an edit of cells.
#[derive(Debug)]
pub struct ChangeEnd {
    pub edit: Arc<CaseEdit>,
    /// The outcome, or the failure.
    pub outcome: Result<ChangeOutcome, UserError>,
}

/// Outcome of an edit of cells.
#[derive(Debug)]
pub enum ChangeOutcome {
    /// Number of changed cases, and the operation that undo takes back.
    Done(usize, Option<Operation>),
    /// Nothing was written: somebody else changed one of these fields.
    Meanwhile,
    /// Nothing was written: a case is in the trash by now.
    Gone,
}

/// The end of a merge of cases, and the operation that undo takes back.
pub type MergeEnd = Result<(Merged, Option<Operation>), UserError>;

/// The end of a save of a case, and the operation that undo takes back.
#[derive(Debug)]
pub struct CaseSave {
    /// The outcome.
    pub saved: cases::edit::Saved,
    /// The operation.
    pub made: Option<Operation>,
}

/// The end of a write of a shared step: the created one, and the operation that undo takes back.
pub type SharedSaved = (Option<cases::edit::SharedSteps>, Option<Operation>);

/// The end of storing a result: the result, and the operation of a new status, which undo takes back.
pub type ResultEnd = Result<(ResultId, Option<i64>), UserError>;
