//! One file per verb. A command reads its arguments, calls a use case of `app` or below, and prints the answer; it decides
//! nothing else.

mod audit;
mod cases;
mod compare;
mod completions;
mod demo;
mod doctor;
mod functions;
mod gate;
mod health;
mod ingest;
mod licences;
mod limits;
mod man;
mod milestone;
mod mirror;
mod mute;
mod oidc;
mod projects;
mod qase;
mod report;
mod retention;
mod run;
mod secrets;
mod serve;
mod status_word;
mod target;
mod testrail;
mod tokens;
mod tracker;
mod trend;
mod users;
mod webhooks;
mod workspace;

use super::args::Command;
use super::errors::CliError;
use super::exit::Exit;
use super::resolve::Context;
use voluptas_core::domain::outcome::FlakyRule;
use voluptas_store::test_history::WorstBy;

/// Runs the command.
pub(super) fn run(command: Command, context: &Context) -> Result<Exit, CliError> {
    // Scripts of the shell request its completions, so this command writes no log and reads no settings.
    if let Command::Completions(args) = &command {
        return Ok(completions::run(args, context));
    }
    if let Command::Man(args) = &command {
        return man::run(args, context);
    }
    match command {
        Command::Audit(args) => audit::run(&args, context),
        Command::Cases(args) => cases::run(args, context),
        Command::Demo(args) => demo::run(&args, context),
        Command::Doctor(args) => doctor::run(&args, context),
        Command::Functions(args) => functions::run(args, context),
        Command::Ingest(args) => ingest::run(&args, context),
        Command::Compare(args) => compare::run(&args, context),
        Command::Trend(args) => trend::run(&args, context),
        Command::Failing(args) => trend::worst(WorstBy::Failing, FlakyRule::default(), &args, context),
        Command::Flaky(args) => trend::worst(WorstBy::Flaky, args.rule, &args.list, context),
        Command::Slowest(args) => trend::worst(WorstBy::Slow, FlakyRule::default(), &args, context),
        Command::Mute(args) => mute::mute(&args, context),
        Command::Unmute(args) => mute::unmute(&args, context),
        Command::Report(args) => report::run(&args, context),
        Command::Run(args) => run::run(&args, context),
        Command::Milestone(args) => milestone::run(&args, context),
        Command::Gate(args) => gate::run(&args, context),
        Command::Mirror(args) => mirror::run(&args, context),
        Command::Projects(args) => projects::run(&args, context),
        Command::Qase(args) => qase::run(args, context),
        Command::Limits(args) => limits::run(&args, context),
        Command::Retention(args) => retention::run(&args, context),
        Command::Secrets(args) => secrets::run(&args, context),
        Command::Serve(args) => serve::run(&args, context),
        Command::Testrail(args) => testrail::run(&args, context),
        Command::Tracker(args) => tracker::run(&args, context),
        Command::Tokens(args) => tokens::run(&args, context),
        Command::Users(args) => users::run(&args, context),
        Command::Webhooks(args) => webhooks::run(&args, context),
        Command::Workspace(args) => workspace::run(&args, context),
        Command::Licences => Ok(licences::run(context)),
        Command::Completions(_) | Command::Man(_) => Ok(Exit::Done),
    }
}
