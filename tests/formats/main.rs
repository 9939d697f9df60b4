//! Files of others, read and written: the samples with the numbers that each must give, and round trips.

mod functions;
mod round_trip;

use voluptas::formats::{FunctionsFile, read_functions};

/// Reads a sample.
fn sample(name: &str) -> FunctionsFile {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/samples").join(name);
    read_functions(name, &std::fs::read(path).expect("sample")).expect("functions")
}
