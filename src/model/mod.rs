//! View models: plain data that panels draw, made off the UI thread from the contents of the workspace. No I/O, no drawing.

pub mod case_grid;
pub mod cases;
pub mod history;
pub mod middle_tab;
mod places;
pub mod registry;
pub mod registry_edit;
pub mod result_work;
pub mod rollup;
pub mod run_lines;
pub mod run_pair;
pub mod run_part;
mod run_row;
pub mod run_rows;
pub mod run_tree;
pub mod runs;
pub mod step_lines;
pub mod subject;
pub mod sync_tab;
pub mod test_names;
pub mod untested_cases;
pub mod wanted;
pub mod white_space;
pub mod window_selection;
pub mod words;

pub use cases::{CaseRow, CasesModel};
pub use registry::{FunctionRow, QuickFilter, RegistryModel, Totals};
pub use runs::{ResultHistoryEntry, RunResults, RunsModel};
