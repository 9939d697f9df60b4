//! `man`: manual pages with the texts of the help, one per command. For packages; the help does not list it.

use crate::args::ManArgs;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::help;
use crate::resolve::Context;
use clap::Command;
use clap_mangen::Man;
use std::path::Path;
use voluptas_core::domain::Message;

pub(super) fn run(args: &ManArgs, context: &Context) -> Result<Exit, CliError> {
    let mut command = help::command(context.printer.tr());
    // Help and version are flags of their own here; building fills in the names of subcommands.
    command.build();
    let Some(dir) = &args.dir else {
        context.printer.raw(&page(&command, Path::new("-"))?);
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(dir).map_err(|e| CliError::file(dir, &e))?;
    let written = pages(&command, dir)?;
    context.printer.note(&Message::new("cli-man-saved").with("path", dir.display()).count("count", written));
    Ok(Exit::Done)
}

/// Writes the pages of a command and of everything below it; returns their number.
fn pages(command: &Command, dir: &Path) -> Result<usize, CliError> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = dir.join(format!("{name}.1"));
    let bytes = page(command, &path)?;
    voluptas_core::base::fs::write_named(&path, &bytes).map_err(|e| CliError::unwritable(&path, &e))?;
    let below = command.get_subcommands().filter(|c| !c.is_hide_set());
    below.map(|sub| pages(sub, dir)).try_fold(1, |sum, n| Ok(sum + n?))
}

fn page(command: &Command, path: &Path) -> Result<Vec<u8>, CliError> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let man = Man::new(command.clone().name(name));
    let mut bytes = Vec::new();
    man.render(&mut bytes).map_err(|e| CliError::file(path, &e))?;
    Ok(bytes)
}
