//! Answers of the parser of the command line: help, version, and usage errors in the project's own sentences.

use super::day_args::DAY;
use super::errors::CliError;
use super::exit::Exit;
use super::help;
use super::json;
use super::likely::Place;
use super::output::Printer;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::num::{ParseFloatError, ParseIntError};
use voluptas_core::base::version;
use voluptas_core::domain::Message;
use voluptas_i18n::Tr;

/// Prints help and version as answers, everything else as a usage error.
pub(super) fn answer(error: &clap::Error, words: &[OsString], tr: Tr) -> Exit {
    let json = words.iter().any(|w| w == "--json");
    let printer = Printer::early(tr, json);
    let exit = match error.kind() {
        ErrorKind::DisplayVersion if json => {
            let answer = json::VersionAnswer {
                name: "voluptas-cli",
                version: version::NUMBER,
                commit: version::commit(),
                date: version::date(),
            };
            printer.answer(&answer, |_| {});
            Exit::Done
        }
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            printer.raw(help::translated(&error.render().to_string(), tr).as_bytes());
            Exit::Done
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !json => {
            printer.stderr(&help::translated(&error.render().to_string(), tr));
            Exit::Usage
        }
        _ => {
            let plain: Vec<&str> = words.iter().skip(1).filter_map(|word| word.to_str()).collect();
            // Words behind an unknown command are no commands.
            let unknown = match error.get(ContextKind::InvalidSubcommand) {
                Some(ContextValue::String(name)) => Some(name.as_str()),
                _ => None,
            };
            let place = Place::of(plain.iter().copied().take_while(|word| Some(*word) != unknown));
            printer.failure(&CliError::usage(sentence(error, &plain, &place)).remedy(help_hint(&place)))
        }
    };
    printer.finish(exit)
}

fn help_hint(place: &Place) -> Message {
    let path = std::iter::once("voluptas-cli").chain(place.path().iter().map(String::as_str)).chain(["--help"]);
    Message::new("cli-usage-help").with("command", path.collect::<Vec<_>>().join(" "))
}

/// Message for a command that the group, or the program, does not have.
fn unknown_command(name: &str, next: Option<&str>, place: &Place) -> Message {
    let like = place.commands(name, next);
    let called = place.path().iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(" ");
    if like.is_empty() && !place.path().is_empty() {
        let group = place.path().join(" ");
        return Message::new("cli-usage-command-of")
            .with("name", called)
            .with("group", group)
            .with("names", place.below().join(", "));
    }
    Message::new("cli-usage-command").with("name", called).with("like", or_none(like.join(", ")))
}

fn or_none(words: String) -> String {
    if words.is_empty() { "none".to_owned() } else { words }
}

/// True for numbers in the form of a date, such as those of the 30th of February.
fn looks_like_day(value: &str) -> bool {
    let parts: Vec<&str> = value.trim().split(['T', ' ']).next().unwrap_or_default().split('-').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn sentence(error: &clap::Error, words: &[&str], place: &Place) -> Message {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(", "),
        Some(ContextValue::StyledStr(s)) => s.to_string(),
        Some(ContextValue::StyledStrs(s)) => s.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument if !arg.starts_with('-') => {
            let like = or_none(place.options_for(&arg).join(", "));
            Message::new("cli-usage-superfluous").with("arg", arg).with("like", like)
        }
        ErrorKind::UnknownArgument => {
            let like = or_none(place.options(&arg).join(", "));
            Message::new("cli-usage-unknown").with("arg", arg).with("like", like)
        }
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            let next = words.iter().skip_while(|word| **word != name).nth(1).copied();
            unknown_command(&name, next, place)
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("cli-usage-no-command").with("names", context(ContextKind::ValidSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            let valid = context(ContextKind::ValidValue);
            let source = std::error::Error::source(error);
            let is_number = source.is_some_and(|e| e.is::<ParseIntError>() || e.is::<ParseFloatError>());
            let reason = source.filter(|_| !is_number).map(ToString::to_string).unwrap_or_default();
            // "7000 is not in 0..=6000", in English alone.
            let reason = reason.rsplit_once(" is not in ").map_or(reason.clone(), |(_, range)| range.replace("..=", "–"));
            let valid = if valid.is_empty() { reason } else { valid };
            let key = match (value.is_empty(), valid.is_empty()) {
                (false, _) if valid == DAY && looks_like_day(&value) => "cli-usage-day",
                (false, _) if valid == DAY => "cli-usage-date",
                (true, true) => "cli-usage-no-value",
                (true, false) => "cli-usage-no-value-of",
                (false, _) if is_number => "cli-usage-number",
                (false, _) => "cli-usage-value",
            };
            Message::new(key).with("arg", arg).with("value", value).with("valid", valid)
        }
        ErrorKind::MissingRequiredArgument => {
            // The marks of arguments that may be given several times.
            let args: Vec<&str> = arg.split(", ").map(|arg| arg.trim_end_matches("...")).collect();
            Message::new("cli-usage-missing").with("arg", args.join(", "))
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other == arg => Message::new("cli-usage-twice").with("arg", arg),
            other => Message::new("cli-usage-conflict").with("arg", arg).with("other", other),
        },
        ErrorKind::TooManyValues => {
            Message::new("cli-usage-too-many").with("arg", arg).with("value", context(ContextKind::InvalidValue))
        }
        ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            let number = |kind| match error.get(kind) {
                Some(ContextValue::Number(number)) => i64::try_from(*number).unwrap_or(0),
                _ => 0,
            };
            let wanted = number(ContextKind::ExpectedNumValues).max(number(ContextKind::MinValues));
            let given = number(ContextKind::ActualNumValues);
            Message::new("cli-usage-count").with("arg", arg).count("wanted", wanted).count("given", given)
        }
        ErrorKind::NoEquals => Message::new("cli-usage-equals").with("arg", arg),
        ErrorKind::InvalidUtf8 => Message::new("cli-usage-utf8"),
        _ => {
            let text = error.render().to_string();
            let line = text.lines().next().unwrap_or_default();
            Message::new("cli-usage-other").with("text", line.strip_prefix("error: ").unwrap_or(line))
        }
    }
}
