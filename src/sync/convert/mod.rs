//! Between Qase's wire types and the values of the domain, both ways. Pure.
//!
//! Numbers that mean different things in different accounts become slugs and titles through [`Fields`]; what cannot be
//! understood becomes a note beside the value and is kept as it came where that is possible. Nothing here fails.

mod fields;
mod read;
mod write;

pub use fields::{CustomFieldInfo, EnumField, Fields};
pub use read::{case, payload, suite};
pub use write::{Apart, case_write, inexpressible, inexpressible_there, sendable, suite_write, with_trace};

#[cfg(test)]
mod tests;
