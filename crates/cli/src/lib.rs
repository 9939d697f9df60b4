//! The command line.
//!
//! Contains the arguments ([`args`]), their combination with environment and settings ([`resolve`]), one file per command
//! ([`commands`]), the documented JSON ([`json`]), and the only place that prints ([`output`]). Code that the window needs as
//! well belongs in `app`.
//!
//! The answer of a command goes to standard output, everything else (progress, warnings, errors) to standard error.

pub mod args;
mod case_args;
mod commands;
mod day_args;
mod errors;
mod exit;
mod files;
mod help;
mod integration_args;
mod interrupt;
pub mod json;
mod likely;
mod milestone_args;
pub mod mirror_args;
mod oidc_args;
mod output;
mod progress;
#[cfg(test)]
mod reference;
mod resolve;
pub mod result_args;
mod rows;
mod rules_args;
mod run_args;
mod secret_args;
mod sync_items;
mod sync_text;
pub mod table_args;
mod terminal;
mod traces;
mod usage;
pub mod user_args;
mod workspace_args;

pub use exit::Exit;

use std::ffi::OsString;
use std::process::ExitCode;
use voluptas_i18n::{Lang, Tr};
use voluptas_settings::{Environment, crash};

/// Runs the command line: the whole of `voluptas-cli`'s `main`.
pub fn main(words: impl IntoIterator<Item = OsString>, environment: Environment) -> ExitCode {
    let words = help::as_flag(words.into_iter().collect());
    // Help and usage errors are printed before the arguments are parsed, so the language is found separately.
    let lang = help::language_of(&words).unwrap_or_else(Lang::from_system);
    let parsed = match help::parse(&words, Tr::new(lang)) {
        Ok(parsed) => parsed,
        Err(error) => return usage::answer(&error, &words, Tr::new(lang)).code(),
    };
    let context = match resolve::Context::new(&parsed.global, environment) {
        Ok(context) => context,
        Err((failure, printer)) => return printer.finish(printer.failure(&failure)).code(),
    };
    let tr = context.printer.tr();
    let say = move |path: &std::path::Path| tr.fmt("program-crash-saved", &[("path", path.display().to_string().into())]);
    crash::install("voluptas-cli", &context.paths.log_dir, Box::new(say));
    crash::panic_if_asked(&context.environment);
    interrupt::watch(&context.printer);
    let exit = match commands::run(parsed.command, &context) {
        Ok(exit) => exit,
        Err(failure) => context.printer.failure(&failure),
    };
    context.printer.finish(exit).code()
}
