//! The pages of the server, part by part.

mod accounts;
mod attacks;
mod attention;
mod browser;
mod case_import;
mod cases;
mod chromium;
mod editing;
mod execution;
mod forms;
mod functions;
mod live;
mod members;
mod web_runs;
mod weight;

pub use browser::{Browser, Page};
