//! The values of the product and their rules.
//!
//! Contains plain data with its invariants, and pure functions over it. Contains no I/O, no system clock, no SQL, no HTTP and no
//! texts for people: a [`message::Message`] names a text, and the `i18n` layer has the text.

pub mod case;
pub mod case_code;
pub mod combination;
pub mod custom_field;
pub mod defect;
pub mod failure_category;
pub mod failure_group;
pub mod field;
pub mod function;
pub mod gate;
pub mod identity;
pub mod ids;
pub mod issue;
pub mod mapping;
pub mod message;
pub mod mute;
pub mod outcome;
pub mod percent;
pub mod person;
pub mod project;
pub mod relation;
pub mod result;
pub mod review;
pub mod rules;
pub mod run;
pub mod run_error;
pub mod status;
pub mod status_class;
pub mod suite;
pub mod template;
pub mod test_name;
pub mod trace;
pub mod tree;
pub mod user;
pub mod validate;

pub use message::Message;
