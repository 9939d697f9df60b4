//! `voluptas-cli`: the command line. The process begins and ends here; everything else is in the library.

use std::process::ExitCode;
use voluptas_settings::Environment;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    voluptas_cli::main(std::env::args_os(), Environment::from_process())
}
