//! The use cases that the window and the command line share.
//!
//! Contains an open workspace with its runner, clock and connection settings, and functions that do one thing a user wants, in
//! terms of the layers below. Contains no text for people, no widgets, no flags and no HTTP handlers.
//!
//! The modules import in one direction: `workspace` <- `qase`, `files`, `project` <- `functions`, `cases` <- `runs`, `results`, `history` <- `overview`,
//! `sync`, `mirror`, `integrations`.

pub mod cases;
pub mod files;
pub mod functions;
pub mod history;
pub mod integrations;
pub mod mirror;
pub mod overview;
pub mod project;
pub mod qase;
pub mod results;
pub mod runs;
pub mod sync;
pub mod workspace;

pub use workspace::open::Workspace;
