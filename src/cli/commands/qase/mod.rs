//! `qase`: everything that talks to Qase.

mod check;
mod list;

use crate::cli::args::{QaseArgs, QaseCommand};
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::resolve::Context;

pub(super) fn run(args: QaseArgs, context: &Context) -> Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    let connection = &args.connection;
    match args.command {
        QaseCommand::Check => check::run(connection, context),
        QaseCommand::Projects => list::projects(connection, context),
        QaseCommand::Suites => list::suites(connection, context),
        QaseCommand::Runs => list::runs(connection, context),
        _ => Ok(Exit::Failed),
    }
}
