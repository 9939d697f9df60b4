//! Generators and helpers for tests and benchmarks: workspaces of both engines, waiting for events, skipping in sight, data of any size.
//!
//! Worlds and servers of one test binary do not belong here; they are in the support file of that binary. The program `testkit` writes
//! the data of [`bench_data`] and [`bench_files`].
#![allow(
    clippy::missing_panics_doc,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    reason = "helpers of tests end a test by a panic"
)]

pub mod bench_data;
pub mod bench_files;
pub mod chromium;
pub mod engine;
pub mod fixture;
pub mod load;
pub mod paint;
#[cfg(unix)]
pub mod postgres;
pub mod skip;
pub mod wait;

use std::path::PathBuf;

/// Path of the program `voluptas-cli`.
#[track_caller]
pub fn program() -> PathBuf {
    built("voluptas-cli")
}

/// Path of a program of the workspace, built beside the calling test.
///
/// # Panics
/// Without the program: `cargo test` of the workspace builds it, a test of one package needs `cargo build --bins` before.
#[track_caller]
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of the test");
    let folder = test.parent().and_then(std::path::Path::parent).expect("the folder of the programs");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "{} is missing: run `cargo build --bins`", program.display());
    program
}
