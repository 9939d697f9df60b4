//! Rows of a run that a link from another view leads to.

use super::has_failed;
use super::tab::{RunTab, part_of};
use crate::model::RunResults;
use crate::model::run_lines::{RunFilter, result_of_key};
use crate::model::run_rows::RunRows;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::result::ResultLabel;
use voluptas_ui::widgets::Selection;

impl RunTab {
    /// Shows these rows of a run once it is in front; with `label` those of this part of it.
    pub fn show(&mut self, run: RunId, rows: RunRows, label: Option<ResultLabel>) {
        self.begin(run);
        self.filter = RunFilter { label, ..RunFilter::default() };
        self.selection = Selection::default();
        (self.asked, self.shows_results) = (None, true);
        match rows {
            RunRows::All => {}
            RunRows::Class(look) => self.filter.look = Some(look),
            RunRows::Difference(difference) => self.filter.difference = Some(difference),
            RunRows::Only(only) => self.filter.only = Some(only),
            RunRows::Test(test) => self.asked = Some(test),
            RunRows::Result(result) => self.choose(result),
        }
    }

    fn choose(&mut self, result: ResultId) {
        self.selection.select(result.0);
        self.table.reveal_cursor();
    }

    /// Label of the part of the run in front that is shown.
    pub fn label(&self) -> Option<&ResultLabel> {
        self.filter.label.as_ref()
    }

    /// The chosen result of a run, if it failed.
    pub fn failed_result(&self, run: RunId) -> Option<ResultId> {
        let results = self.results.get().filter(|results| results.run == run)?;
        let line = results.get(result_of_key(self.selection.cursor()?)?)?;
        has_failed(&line.status).then_some(line.id)
    }

    /// Chooses the result of the test that was asked for, once the results are there. A part that does not have it gives way to all of
    /// the run.
    pub(super) fn choose_asked(&mut self) {
        let Some(results) = self.results.get().filter(|results| Some(results.run) == self.run) else { return };
        let Some(part) = part_of(&self.filter, &self.parts) else { return };
        let Some(test) = self.asked.take() else { return };
        let of_test = |results: &RunResults| results.last_attempts().find(|line| line.test == test).map(|line| line.id);
        if let Some(result) = of_test(results) {
            if part.is_some_and(|part| !part.contains(&result)) {
                self.filter.label = None;
            }
            self.choose(result);
        }
    }
}
