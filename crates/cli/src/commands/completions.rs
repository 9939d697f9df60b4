//! `completions`: the script with which a shell completes our arguments.

use crate::args::CompletionsArgs;
use crate::exit::Exit;
use crate::help;
use crate::json::CompletionsAnswer;
use crate::resolve::Context;

pub(super) fn run(args: &CompletionsArgs, context: &Context) -> Exit {
    let mut command = help::command(context.printer.tr());
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "voluptas-cli", &mut script);
    if context.printer.is_json() {
        let script = String::from_utf8_lossy(&script).into_owned();
        context.printer.answer(&CompletionsAnswer { shell: args.shell.to_string(), script }, |_| {});
    } else {
        context.printer.raw(&script);
    }
    Exit::Done
}
