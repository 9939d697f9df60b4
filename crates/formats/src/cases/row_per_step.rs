//! Tables with a row for each step: finds the rows that belong to the case of an earlier row.
//!
//! Such a row has no title, or repeats title and id of the case above it. A row of that title with another
//! description, priority or other field of [`OF_A_CASE`] is a case of its own. Its cells are one step, whatever line ends they have.

use crate::columns::Columns;
use crate::row::Row;
use voluptas_core::base::fold::fold;

use super::numbered;
use super::other_tables;

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
    /// Key of the issue or id, and number of the issue in the file.
    ids: [&'r str; 2],
    suite: [&'r str; 2],
    steps: [&'r str; 3],
}

impl<'r> CaseCells<'r> {
    fn of(columns: &Columns, ids: [Option<usize>; 2], row: &'r Row) -> Self {
        Self {
            title: columns.get(row, "title"),
            ids: ids.map(|place| place.map_or("", |place| row.at(place))),
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

    /// True when the row has no other id than the first one.
    fn has_no_other_id(&self, first: &Self) -> bool {
        self.ids.iter().zip(first.ids).all(|(id, of_first)| id.is_empty() || *id == of_first)
    }

    /// True when the row has the id of the first one.
    fn has_id_of(&self, first: &Self) -> bool {
        self.has_no_other_id(first) && self.ids.iter().any(|id| !id.is_empty())
    }

    /// True when the row says nothing of a suite, or what the first row says.
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
        let ids = other_tables::ids(columns);
        let all: Vec<CaseCells<'_>> = rows.iter().map(|row| CaseCells::of(columns, ids, row)).collect();
        let mut first: Vec<Option<usize>> = vec![None; rows.len()];
        // Rows with a step that repeat the title of the case above, and whether one of them has another step.
        let (mut repeats, mut has_other_step): (Vec<usize>, bool) = (Vec::new(), false);
        let mut begun: Option<usize> = None;
        let kinds = other_tables::kinds(columns);
        for (at, cells) in all.iter().enumerate() {
            let kind = kinds.map_or("", |place| rows[at].at(place));
            let is_step_of = |begin: usize| is_step_row(columns, kind, &rows[at], cells, &all[begin]);
            let is_step = begun.is_some_and(is_step_of);
            let belongs = begun.filter(|begin| {
                if is_step {
                    return true;
                }
                let (head, head_row) = (&all[*begin], &rows[*begin]);
                let is_same_id = cells.has_id_of(head);
                let repeats_fields = is_same_id
                    || OF_A_CASE.iter().all(|column| {
                        let cell = columns.get(&rows[at], column);
                        cell.is_empty() || cell == columns.get(head_row, column)
                    });
                let is_of_case = cells.has_no_other_id(head) && cells.is_in_suite_of(head) && repeats_fields;
                let has_other = || {
                    !cells.has_suite()
                        && OF_A_CASE.iter().all(|column| columns.get(&rows[at], column).is_empty())
                        && columns.others.iter().any(|(place, _)| !rows[at].at(*place).is_empty())
                };
                match cells.title.is_empty() {
                    true => is_of_case && (cells.has_steps() || is_same_id || has_other()),
                    false => {
                        let has_more = || cells.has_steps() && head.has_steps();
                        cells.title == head.title
                            && is_of_case
                            && !cells.is_list()
                            && !head.is_list()
                            && (has_more() || (is_same_id && has_other_cells(columns, &rows[at], head_row)))
                    }
                }
            });
            match belongs {
                Some(begin) => {
                    first[at] = Some(begin);
                    // A row without a step has another value beside the id of its case.
                    if !cells.title.is_empty() && !is_step && cells.has_steps() {
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

/// True for a row of a kind that is a step of the case above: without a title, or shared steps with their number in the case and without
/// fields of a case, as Azure Test Plans writes them. Any other row with a title is a case, whatever its kind says.
fn is_step_row(columns: &Columns, kind: &str, row: &Row, cells: &CaseCells<'_>, head: &CaseCells<'_>) -> bool {
    if !other_tables::is_step(kind) {
        return false;
    }
    let has_number = !columns.get(row, "step_number").is_empty();
    if cells.title.is_empty() {
        return cells.has_steps() || has_number;
    }
    let has_field = OF_A_CASE.iter().chain(&["status"]).any(|column| !columns.get(row, column).is_empty());
    has_number && other_tables::is_shared(kind) && !has_field && cells.is_in_suite_of(head)
}

/// True when unknown columns of a row have other values than in the first row of its case.
fn has_other_cells(columns: &Columns, row: &Row, first: &Row) -> bool {
    columns.others.iter().any(|(place, _)| !row.at(*place).is_empty() && row.at(*place) != first.at(*place))
}
