//! The command line in the chosen language: puts the texts of `cli.ftl` into every command and argument.
//!
//! Keys are made from names: `cli-command-qase-import` for a command; for an argument `cli-arg-qase-import-suite`, or
//! `cli-arg-suite` when it means the same everywhere.

use super::args::Cli;
use clap::{Arg, Command, CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use voluptas_i18n::{Lang, Tr};

/// Parses the arguments, with help and errors in the language of `tr`.
pub(super) fn parse(words: &[OsString], tr: Tr) -> Result<Cli, clap::Error> {
    let mut command = command(tr);
    let matches = command.try_get_matches_from_mut(words)?;
    Cli::from_arg_matches(&matches).map_err(|e| e.format(&mut command))
}

/// `help ingest` as `ingest --help`: people know the one form from git, the other from everywhere.
pub(super) fn as_flag(mut words: Vec<OsString>) -> Vec<OsString> {
    let takes_value = |word: &str| matches!(word, "--lang" | "--workspace");
    let mut place = 1;
    while let Some(word) = words.get(place).and_then(|word| word.to_str()) {
        if word == "help" {
            words.remove(place);
            words.push("--help".into());
            break;
        }
        if !word.starts_with('-') {
            break;
        }
        place += if takes_value(word) { 2 } else { 1 };
    }
    words
}

/// The command line with its texts.
pub(super) fn command(tr: Tr) -> Command {
    let usage = tr.text("cli-heading-usage");
    let template = format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}");
    translate(Cli::command(), tr, &template, "").after_help(format!("\n{}", tr.text("cli-after-help")))
}

fn translate(command: Command, tr: Tr, template: &str, path: &str) -> Command {
    let about = if path.is_empty() { tr.text("cli-about") } else { tr.text(&format!("cli-command-{}", &path[1..])) };
    let path = path.to_owned();
    let mut command = command
        .about(about.into_owned())
        .long_about(None)
        .help_template(template.to_owned())
        .subcommand_help_heading(tr.text("cli-heading-commands").into_owned())
        .subcommand_value_name(tr.text("cli-value-command").into_owned());
    let mut place = 0;
    command = command.mut_args(|arg| {
        place += 1;
        // Otherwise positional arguments are listed by name.
        let arg = if arg.is_positional() { arg.display_order(place) } else { arg };
        argument(arg, tr, &path)
    });
    command.mut_subcommands(|sub| {
        let path = format!("{path}-{}", sub.get_name());
        translate(sub, tr, template, &path)
    })
}

fn argument(arg: Arg, tr: Tr, path: &str) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let own = format!("cli-arg{path}-{id}");
    let key = if tr.has(&own) { own } else { format!("cli-arg-{id}") };
    let heading = if arg.is_positional() {
        "cli-heading-arguments"
    } else if arg.is_global_set() {
        "cli-heading-everywhere"
    } else {
        "cli-heading-options"
    };
    let hidden = arg.is_hide_set();
    let takes_values = arg.get_action().takes_values();
    let arg = arg.help_heading(tr.text(heading).into_owned()).long_help(None);
    let arg = if takes_values { arg.hide_possible_values(true).hide_default_value(true) } else { arg };
    let names: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(|name| value_name(name, tr)).collect();
    let arg = if takes_values && !names.is_empty() { arg.value_names(names) } else { arg };
    // Hidden arguments are for tests of clients and need no text.
    if hidden { arg } else { arg.help(tr.text(&key).into_owned()) }
}

/// The name of a value in the language of `tr`; words that a person types as they are, such as `ru|en`, stay.
fn value_name(name: &str, tr: Tr) -> String {
    let words: Vec<String> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_ascii_lowercase).collect();
    let key = format!("cli-value-{}", words.join("-"));
    if tr.has(&key) { tr.text(&key).into_owned() } else { name.to_owned() }
}

/// Longest line of a usage, in characters.
const USAGE_WIDTH: usize = 100;

/// A help text with the parser's own words in the language of `tr`, and with its usage in lines that fit: the parser wraps all other
/// lines alone.
pub(super) fn translated(help: &str, tr: Tr) -> String {
    let help = help.replacen("[OPTIONS]", &format!("[{}]", tr.text("cli-value-options")), 1);
    let begin = format!("{}: ", tr.text("cli-heading-usage"));
    let Some(usage) = help.lines().find(|line| line.starts_with(&begin) && line.chars().count() > USAGE_WIDTH) else {
        return help;
    };
    help.replacen(usage, &wrapped(usage, begin.chars().count()), 1)
}

/// Breaks a line before words and behind the bars between choices; further lines are indented.
fn wrapped(line: &str, indent: usize) -> String {
    let (mut out, mut width) = (String::new(), 0);
    for part in line.split_inclusive([' ', '|']) {
        let length = part.chars().count();
        if width + part.trim_end().chars().count() > USAGE_WIDTH {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            width = indent;
        }
        out.push_str(part);
        width += length;
    }
    out
}

/// The language that the arguments request, found before they are parsed.
pub(super) fn language_of(words: &[OsString]) -> Option<Lang> {
    let mut words = words.iter().filter_map(|w| w.to_str());
    while let Some(word) = words.next() {
        if word == "--lang" {
            return words.next().and_then(Lang::parse);
        }
        if let Some(lang) = word.strip_prefix("--lang=") {
            return Lang::parse(lang);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    fn each(command: &Command, path: &str, f: &mut impl FnMut(&Command, &str)) {
        f(command, path);
        for sub in command.get_subcommands() {
            each(sub, &format!("{path} {}", sub.get_name()), f);
        }
    }

    #[test]
    fn the_definition_is_sound() {
        command(Tr::new(Lang::En)).debug_assert();
    }

    #[test]
    fn every_command_and_argument_has_a_text_in_both_languages() {
        for lang in Lang::ALL {
            let tr = Tr::new(lang);
            each(&command(tr), "", &mut |c, path| {
                let about = c.get_about().map(ToString::to_string).unwrap_or_default();
                assert!(!about.is_empty() && !about.starts_with("cli-"), "{lang}: {path}: {about}");
                for arg in c.get_arguments().filter(|a| !a.is_hide_set()) {
                    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(!help.is_empty() && !help.starts_with("cli-"), "{lang}: {path} {}: {help}", arg.get_id());
                }
            });
        }
    }

    #[test]
    fn global_flags_stand_before_and_after_the_command() {
        let tr = Tr::new(Lang::En);
        for text in ["voluptas-cli --json --lang ru doctor", "voluptas-cli doctor --json --lang ru"] {
            let cli = parse(&words(text), tr).expect(text);
            assert!(cli.global.json && cli.global.lang == Some(Lang::Ru), "{text}");
        }
        let cli = parse(&words("voluptas-cli qase import --project SHOP --base-url http://127.0.0.1:1/v1"), tr).expect("parses");
        let super::super::args::Command::Qase(qase) = cli.command else { panic!("qase") };
        assert_eq!(qase.connection.project.as_deref(), Some("SHOP"));
        assert!(qase.connection.base_url.is_some());
    }

    #[test]
    fn the_language_is_found_before_parsing() {
        assert_eq!(language_of(&words("x --lang ru y")), Some(Lang::Ru));
        assert_eq!(language_of(&words("x y --lang=en-GB")), Some(Lang::En));
        assert_eq!(language_of(&words("x y")), None);
    }

    #[test]
    fn help_before_a_command_is_its_flag() {
        for (given, expected) in [
            ("c help", "c --help"),
            ("c help qase import", "c qase import --help"),
            ("c --lang ru help ingest", "c --lang ru ingest --help"),
            ("c --json doctor help", "c --json doctor help"),
            ("c doctor", "c doctor"),
        ] {
            assert_eq!(as_flag(words(given)), words(expected), "{given}");
        }
    }

    #[test]
    fn results_take_a_file_or_none() {
        let tr = Tr::new(Lang::En);
        let of = |text: &str| {
            let cli = parse(&words(text), tr).map_err(|e| e.kind())?;
            let super::super::args::Command::Qase(q) = cli.command else { panic!("qase") };
            let super::super::args::QaseCommand::Export(e) = q.command else { panic!("export") };
            Ok::<_, clap::error::ErrorKind>((e.func, e.results))
        };
        assert_eq!(of("c qase export --func a b --results"), Ok((vec!["a".into(), "b".into()], Some(None))));
        assert_eq!(of("c qase export --all --results f.csv"), Ok((vec![], Some(Some("f.csv".into())))));
        assert!(of("c qase export --all --func a").is_err());
        assert!(of("c qase export --all --run 3").is_err());
        assert!(of("c qase export").is_err());
    }
}
