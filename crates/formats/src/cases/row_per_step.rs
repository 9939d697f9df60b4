//! Tables with a row for each step: finds the rows that belong to the case of an earlier row.
//!
//! Such a row has no title, or repeats title and id of the case above it. Its cells are one step, whatever line ends they have.

use crate::columns::Columns;
use crate::row::Row;
use voluptas_core::base::fold::fold;

use super::numbered;

/// Columns that a row of a further step leaves blank or repeats.
pub(super) const OF_A_CASE: [&str; 7] =
    ["description", "preconditions", "postconditions", "severity", "priority", "tags", "automation"];
/// Those of them that a row of a suite may have.
pub(super) const OF_A_SUITE: [&str; 2] = ["description", "preconditions"];
/// Columns of a step.
pub(super) const OF_A_STEP: [&str; 3] = ["steps", "data", "expected"];
/// Parts of the names of columns that hold one step in each row: TestRail, Zephyr Scale, Azure Test Plans.
const ONE_STEP: [&str; 4] = ["steps (step)", "(step-by-step) - step", "(steps) - step", "step action"];

/// The rows of a table that belong to cases of earlier rows.
#[derive(Default)]
pub(super) struct RowPerStep {
    /// For each row, the row that begins its case; `None` for a row that stands for itself.
    pub first: Vec<Option<usize>>,
    /// True when a row is one step.
    pub is_one: bool,
}

/// Cells of a row that decide to which case the row belongs.
struct CaseCells<'r> {
    title: &'r str,
    id: &'r str,
    suite: [&'r str; 2],
    steps: [&'r str; 3],
}

impl<'r> CaseCells<'r> {
    fn of(columns: &Columns, row: &'r Row) -> Self {
        Self {
            title: columns.get(row, "title"),
            id: columns.get(row, "id"),
            suite: ["hierarchy", "suite"].map(|column| columns.get(row, column)),
            steps: OF_A_STEP.map(|column| columns.filled(row, column)),
        }
    }

    fn has_steps(&self) -> bool {
        self.steps.iter().any(|cell| !cell.is_empty())
    }

    fn has_suite(&self) -> bool {
        self.suite.iter().any(|cell| !cell.is_empty())
    }

    /// True when the row names no suite, or the suite of the first row.
    fn is_in_suite_of(&self, first: &Self) -> bool {
        !self.has_suite() || self.suite == first.suite
    }

    /// True for a cell with several numbered steps: the row is a whole case.
    fn is_list(&self) -> bool {
        numbered::is_numbered(self.steps[0]) && numbered::read(self.steps[0]).len() > 1
    }
}

impl RowPerStep {
    /// Reads all rows of a table that was written neither by this program nor by Qase.
    pub fn of(columns: &Columns, rows: &[Row]) -> Self {
        let all: Vec<CaseCells<'_>> = rows.iter().map(|row| CaseCells::of(columns, row)).collect();
        let mut first: Vec<Option<usize>> = vec![None; rows.len()];
        // Rows that repeat the title of the case above, and whether one of them has another step.
        let (mut repeats, mut has_other_step): (Vec<usize>, bool) = (Vec::new(), false);
        let mut begun: Option<usize> = None;
        for (at, cells) in all.iter().enumerate() {
            let belongs = begun.filter(|begin| {
                let head = &all[*begin];
                let is_same_id = !cells.id.is_empty() && cells.id == head.id;
                let repeats_fields = is_same_id
                    || OF_A_CASE.iter().all(|column| {
                        let cell = columns.get(&rows[at], column);
                        cell.is_empty() || cell == columns.get(&rows[*begin], column)
                    });
                let is_of_case = (cells.id.is_empty() || is_same_id) && cells.is_in_suite_of(head) && repeats_fields;
                let has_other = || {
                    !cells.has_suite()
                        && OF_A_CASE.iter().all(|column| columns.get(&rows[at], column).is_empty())
                        && columns.others.iter().any(|(place, _)| !rows[at].at(*place).is_empty())
                };
                match cells.title.is_empty() {
                    true => is_of_case && (cells.has_steps() || is_same_id || has_other()),
                    false => {
                        cells.title == head.title
                            && is_of_case
                            && cells.has_steps()
                            && head.has_steps()
                            && !cells.is_list()
                            && !head.is_list()
                    }
                }
            });
            match belongs {
                Some(begin) => {
                    first[at] = Some(begin);
                    if !cells.title.is_empty() {
                        repeats.push(at);
                        has_other_step |= cells.steps != all[begin].steps;
                    }
                }
                // The steps below a row without a title could belong to any case.
                None => begun = Some(at).filter(|_| !cells.title.is_empty()),
            }
        }
        if !has_other_step {
            // Equal rows are a case that the table has twice.
            repeats.iter().for_each(|at| first[*at] = None);
        }
        let by_name = fold(columns.name("steps"));
        let is_numbered = rows.iter().any(|row| !columns.get(row, "step_number").is_empty());
        let has_further = first.iter().zip(&all).any(|(first, cells)| first.is_some() && cells.has_steps());
        let is_one = has_further || is_numbered || ONE_STEP.iter().any(|name| by_name.contains(name));
        Self { first, is_one }
    }
}
