//! Duplicate cases: found by title, similar title and steps, and merged into one of them.
//!
//! [`find()`] reads the titles and steps of a project and groups cases that may be duplicates ([`DuplicateGroup`]); it writes nothing.
//! [`plan_merge`] tells what a merge of some of them would do, and [`merge()`] does exactly that in one write, so that undo takes it
//! back as a whole. A case that changed after the plan is not merged and is named in [`Merged`].

mod find;
mod keys;
mod merge;
mod similar;

pub use find::{Candidate, DuplicateCase, DuplicateGroup, Duplicates, Found, Reason, find, find_in_background, groups};
pub use keys::{StepsKey, title_key};
pub use merge::{FilledField, KeptField, MergeCase, MergeField, MergePlan, Merged, merge, plan_merge};
