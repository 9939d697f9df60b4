//! Layer 1: the values of the product and their rules.
//!
//! What lives here: plain data with its invariants, pure functions over it. What must not: I/O, a clock of the system,
//! SQL, HTTP, texts for people (a [`message::Message`] names a text, the `i18n` layer has it).

pub mod message;

pub use message::Message;
