//! Layer 1: the values of the product and their rules.
//!
//! What lives here: plain data with its invariants, pure functions over it. What must not: I/O, a clock of the system,
//! SQL, HTTP, texts for people (a [`message::Message`] names a text, the `i18n` layer has it).

pub mod case;
pub mod custom_field;
pub mod field;
pub mod function;
pub mod ids;
pub mod mapping;
pub mod message;
pub mod person;
pub mod project;
pub mod relation;
pub mod result;
pub mod run;
pub mod status;
pub mod suite;
pub mod trace;
pub mod user;
pub mod validate;

pub use message::Message;
