//! `completions`: the script with which a shell completes our arguments.

use crate::args::CompletionsArgs;
use crate::exit::Exit;
use crate::help;
use crate::resolve::Context;

pub(super) fn run(args: &CompletionsArgs, context: &Context) -> Exit {
    let mut command = help::command(context.printer.tr());
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "voluptas-cli", &mut script);
    context.printer.raw(&script);
    Exit::Done
}
