//! VoluptAS: of everything our product does, what is tested, by which cases, and what did the last run say?
//!
//! One package, layers that point one way (a test in `tests/repo` enforces it). A layer uses the ones above it in this list:
//!
//! | layer | folder | what lives there |
//! |---|---|---|
//! | 0 | [`base`] | time, secrets, text folding, atomic files, typed ids |
//! | 1 | [`domain`] | functions, cases, suites, runs, results, messages: values and their rules, no I/O |
//! | 2 | [`store`] | the workspace file: one SQLite database, named writes, migrations |
//! | 2 | [`qase`] | a typed client of Qase's API, with the one place for limits, retries, cache and log |
//! | 2 | [`formats`] | files of others: CSV in and out |
//! | 2 | [`i18n`] | Russian and English texts |
//! | 2 | [`settings`] | the settings file, credentials, paths, the log |
//! | 3 | [`sync`] | collect, diff, plan, apply, verify between the store and Qase |
//! | 3 | [`mirror`] | results of one project's run onto the right cases of another, exactly once, without local state |
//! | 3 | [`ingest`] | results of others: the case of each result, batches |
//! | 3 | [`jobs`] | long work off the caller's thread: progress, cancel, outcome |
//! | 4 | [`app`] | the use cases that window and command line share |
//! | 5 | [`server`] | the store as a Qase-compatible server |
//! | 5 | [`demo`] | the fictional shop and the walk through the whole loop, for window and command line |
//! | 6 | `gui`, [`cli`] | what a person sees; neither knows the other |

pub mod app;
pub mod base;
pub mod cli;
pub mod demo;
pub mod domain;
pub mod formats;
#[cfg(feature = "gui")]
pub mod gui;
pub mod i18n;
pub mod ingest;
pub mod jobs;
pub mod mirror;
pub mod qase;
pub mod server;
pub mod settings;
pub mod store;
pub mod sync;
