//! View models: plain data that panels draw, made off the UI thread from what the workspace holds. Pure; no I/O, no drawing.

pub mod cases;
pub mod history;
mod places;
pub mod registry;
pub mod rollup;
pub mod runs;
pub mod words;

pub use cases::{CaseRow, CasesModel};
pub use registry::{FunctionRow, QuickFilter, RegistryModel, Totals};
pub use runs::{Past, RunResults, RunsModel};
