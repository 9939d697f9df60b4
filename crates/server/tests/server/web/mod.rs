//! The pages of the server, part by part.

mod accounts;
mod attacks;
mod browser;
mod case_import;
mod cases;
mod chromium;
mod editing;
mod live;
mod web_runs;
