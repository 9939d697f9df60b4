//! `voluptas-cli`: the command line. The process begins and ends here; everything else is in the library.

use std::process::ExitCode;
use voluptas::settings::Environment;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    voluptas::cli::main(std::env::args_os(), Environment::from_process())
}
