//! `qase`: everything that talks to Qase.

mod check;
mod list;
mod map;
mod repair;
mod sync;

use crate::args::{QaseArgs, QaseCommand};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::resolve::Context;

pub(super) fn run(args: QaseArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let connection = &args.connection;
    match args.command {
        QaseCommand::Check => check::run(connection, context),
        QaseCommand::Projects => list::projects(connection, context),
        QaseCommand::Suites => list::suites(connection, context),
        QaseCommand::Runs => list::runs(connection, context),
        QaseCommand::Import(args) => sync::import(args, connection, context),
        QaseCommand::Map(args) => map::run(args, connection, context),
        QaseCommand::Repair(args) => repair::run(&args, connection, context),
        QaseCommand::Export(args) => sync::export(&args, connection, context),
    }
}
