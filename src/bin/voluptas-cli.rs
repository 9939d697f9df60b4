//! `voluptas-cli`: the command line. Here the process begins and ends; all else is in the library.

use std::process::ExitCode;
use voluptas::settings::Environment;

fn main() -> ExitCode {
    voluptas::cli::main(std::env::args_os(), Environment::from_process())
}
