//! A row of the table of steps: its place, its columns, and what it asks of the table and of the owner of the steps.

use eframe::egui::{Id, Modifiers};

use crate::model::step_lines::StepCell;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::CaseId;

/// Width of the column with the handles and the numbers.
pub(super) const NUMBER: f32 = 52.0;

/// Room for the buttons at the end of a row.
pub(super) const END: f32 = 56.0;

/// Narrower tables put the data below the action.
const WIDE: f32 = 560.0;

/// The owner of the steps that a table edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepOwner {
    Case(CaseId),
    /// The shared step of the open dialog. It holds no shared steps, and no files are attached to it.
    Shared,
}

/// The id of a cell.
pub fn cell_id(owner: StepOwner, key: u64, cell: StepCell) -> Id {
    Id::unique(("case-step", owner, key, cell))
}

/// A request that the owner of a table has to do. Steps are named by the keys of their lines.
#[derive(Debug, Clone, PartialEq)]
pub enum StepRequest {
    /// Ask for a file to attach to a step.
    AttachFile(u64),
    /// Attach the picture of the clipboard to a step.
    PasteScreenshot(u64),
    /// Show a file of a step.
    View(AttachmentRef),
    /// Make a shared step of the selected steps.
    MakeShared,
    /// Show a shared step.
    OpenShared(String),
}

/// A change of the lines that a row asked for. It is done after all rows were drawn.
pub(super) enum RowRequest {
    Add(usize),
    Remove(usize),
    RemoveSelected,
    Detach(usize),
    Place(usize, usize),
    Shift(usize, bool),
    Nest(usize, bool),
    Select(usize, Modifiers),
    SelectNone,
    Fold(u64),
    RemoveFile(usize, usize),
    Owner(StepRequest),
}

/// Left edge and width of the columns.
pub(super) struct Columns {
    pub cells: [(f32, f32); 3],
}

impl Columns {
    pub(super) fn of(width: f32) -> Self {
        let room = width - NUMBER - END;
        let (action, data) = if width < WIDE { (room * 0.46, room * 0.16) } else { (room * 0.42, room * 0.2) };
        let (action, data) = (action.floor(), data.floor());
        let cells = [(NUMBER, action), (NUMBER + action, data), (NUMBER + action + data, room - action - data)];
        Self { cells }
    }
}

/// The row that is being drawn.
pub(super) struct RowAt<'a> {
    pub owner: StepOwner,
    pub i: usize,
    pub key: u64,
    pub number: &'a str,
    /// Number of rows.
    pub count: usize,
    pub indent: f32,
    pub selected: bool,
    /// Number of selected steps.
    pub selected_count: usize,
    /// The steps of a shared step are hidden.
    pub folded: bool,
}
