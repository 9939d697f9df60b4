//! Runs: executed by hand, compared, judged and reported.

pub mod compare;
pub mod context;
pub mod edit;
pub mod errors;
pub mod gate;
pub mod groups;
pub mod label_parts;
pub mod manual;
mod own_texts;
pub mod report;
pub mod retention;
pub mod rules;
pub mod silence;
pub mod timeline;
