//! Files of others, read and written: the samples with the numbers that each must give, and round trips.

mod case_columns;
mod cases;
mod cpp_formats;
mod cypress_runs;
mod feature_languages;
mod foreign_cases;
mod foreign_tools;
mod functions;
mod k6_runs;
mod mutated;
mod new_formats_a;
mod new_formats_b;
mod new_formats_c;
mod new_formats_d;
mod plain_tables;
mod round_trip;
mod rust_tests;
mod sheets;
mod tables_of_tools;
mod testrail_runs;
mod tool_results;
mod true_files;
mod verdicts;
mod web_formats;

use voluptas_formats::cases::{SuiteName, shown_path};
use voluptas_formats::{FunctionsFile, read_functions};

/// The bytes of a sample.
fn read_sample(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples").join(name);
    std::fs::read(path).expect("sample")
}

/// Reads a sample.
fn sample(name: &str) -> FunctionsFile {
    read_functions(name, &read_sample(name)).expect("functions")
}

/// A path of suites as `A/B`.
fn joined(path: &[SuiteName]) -> String {
    shown_path(path).replace(" / ", "/")
}
