//! The commands in `docs/commands.md`, written from their definition. `VOLUPTAS_WRITE_DOCS=1 cargo test -p voluptas-cli --lib reference`
//! renews them; without the variable the test compares.

use clap::{Arg, Command};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use voluptas_i18n::{Lang, Tr};

const BEGIN: &str = "<!-- commands -->\n";
const END: &str = "<!-- end of the commands -->\n";

/// The page that explains a command, by the beginning of its name.
const PAGES: &[(&str, &str)] = &[
    ("functions import", "files.md#functions"),
    ("cases import", "files.md"),
    ("cases export", "files.md"),
    ("ingest", "results.md"),
    ("mirror", "mirror.md"),
    ("serve", "deploy.md"),
    ("users", "users.md"),
    ("tokens", "users.md"),
    ("audit", "users.md"),
    ("retention", "deploy.md#retention"),
    ("limits", "deploy.md#limits"),
    ("workspace", "storage.md"),
    ("secrets", "storage.md"),
];

/// `<` would begin a tag of HTML, `|` a cell and `*` emphasis.
fn plain(text: &str) -> String {
    text.trim().replace('\n', " ").replace('<', "\\<").replace('|', "\\|").replace('*', "\\*")
}

fn flag(arg: &Arg) -> String {
    // clap writes the short form, the long form and the value; of an argument without a flag the value alone.
    format!("- `{}`: {}\n", arg.to_string().trim(), plain(&arg.get_help().map(ToString::to_string).unwrap_or_default()))
}

/// The commands below one, each with its usage, what it does and its own flags, in the order of the help.
fn commands(parent: &Command, path: &str, out: &mut String) {
    for command in parent.get_subcommands().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
        let path = if path.is_empty() { command.get_name().to_owned() } else { format!("{path} {}", command.get_name()) };
        let about = plain(&command.get_about().map(ToString::to_string).unwrap_or_default());
        let level = if path.contains(' ') { "####" } else { "###" };
        let page = PAGES.iter().find(|(name, _)| *name == path).map(|(_, page)| format!(" See [{page}]({page})."));
        write!(out, "{level} {path}\n\n{about}.{}\n\n", page.unwrap_or_default()).expect("text");
        if command.has_subcommands() {
            commands(command, &path, out);
            continue;
        }
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").split_whitespace().collect::<Vec<_>>().join(" ");
        write!(out, "    {usage}\n\n").expect("text");
        let own = command.get_arguments().filter(|a| !a.is_hide_set() && !a.is_global_set());
        let own: Vec<&Arg> = own.filter(|a| a.get_id() != "help" && a.get_id() != "version").collect();
        own.iter().for_each(|arg| out.push_str(&flag(arg)));
        if !own.is_empty() {
            out.push('\n');
        }
    }
}

#[test]
fn the_page_of_the_commands_is_up_to_date() {
    let mut command = super::help::command(Tr::new(Lang::En));
    command.build();
    let mut text = String::new();
    commands(&command, "", &mut text);

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commands.md");
    let written = fs::read_to_string(&path).expect("docs/commands.md").replace("\r\n", "\n");
    let (head, rest) = written.split_once(BEGIN).expect("the beginning of the commands");
    let (_, tail) = rest.split_once(END).expect("the end of the commands");
    let page = format!("{head}{BEGIN}\n{text}{END}{tail}");
    if std::env::var_os("VOLUPTAS_WRITE_DOCS").is_some() {
        fs::write(&path, &page).expect("docs/commands.md");
    } else {
        let renew = "VOLUPTAS_WRITE_DOCS=1 cargo test -p voluptas-cli --lib reference";
        assert!(written == page, "docs/commands.md is old: {renew} renews it");
    }
}
