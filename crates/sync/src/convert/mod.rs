//! Converts between Qase's wire types and the values of the domain. Pure.
//!
//! Numbers that mean different things in different accounts become slugs and titles through [`Fields`]. A value that is not
//! understood stays as it is if possible, with a note. Nothing here fails.

mod fields;
mod read;
mod write;

pub use fields::{CustomFieldInfo, EnumField, Fields};
pub use read::{case, payload, shared_step, suite};
pub use write::{
    ExcludedValues, case_write, inexpressible, inexpressible_there, same_texts, sendable, shared_names, shared_steps,
    suite_write, with_trace,
};

#[cfg(test)]
mod tests;
