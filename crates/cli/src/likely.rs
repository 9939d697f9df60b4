//! Likely meanings of a word that the parser of the command line does not know: commands, options, and options for a loose value.

use super::args::Cli;
use clap::{Arg, Command, CommandFactory as _};

/// Fewest letters of a word that may be the beginning of another one.
const BEGINNING: usize = 3;

/// The place of a call among the commands.
pub(super) struct Place {
    root: Command,
    path: Vec<String>,
}

impl Place {
    /// The command that the words reach.
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let root = Cli::command();
        let mut path = Vec::new();
        let mut at = &root;
        for word in words {
            if let Some(below) = at.find_subcommand(word) {
                at = below;
                path.push(word.to_owned());
            }
        }
        Self { path, root }
    }

    /// The words of the command, without the name of the program.
    pub(super) fn path(&self) -> &[String] {
        &self.path
    }

    fn command(&self) -> &Command {
        self.path.iter().fold(&self.root, |at, word| at.find_subcommand(word).unwrap_or(at))
    }

    /// Names of the commands below this one.
    pub(super) fn below(&self) -> Vec<&str> {
        names(self.command()).collect()
    }

    /// Full names of commands that a person may mean by a name that this command does not have below it. `next` is the word after
    /// the name. Below the root, verbs such as `list` belong to groups; below a group, those of other groups are not meant.
    pub(super) fn commands(&self, name: &str, next: Option<&str>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for command in visible(self.command()).filter(|command| is_like(name, command.get_name())) {
            let called: Vec<&str> = self.path.iter().map(String::as_str).chain([command.get_name()]).collect();
            let next = next.and_then(|next| command.find_subcommand(next)).map(Command::get_name);
            found.push(called.into_iter().chain(next).collect::<Vec<_>>().join(" "));
        }
        if self.path.is_empty() {
            let named = |group: &Command| names(group).any(|below| below == name);
            found.extend(visible(&self.root).filter(|group| named(group)).map(|group| format!("{} {name}", group.get_name())));
        } else {
            found.extend(names(&self.root).filter(|command| *command == name).map(str::to_owned));
        }
        found
    }

    /// Options of the command that may be meant by an unknown one.
    pub(super) fn options(&self, unknown: &str) -> Vec<String> {
        let wanted = unknown.trim_start_matches('-').split('=').next().unwrap_or_default().to_lowercase();
        let all: Vec<&str> = self.command().get_arguments().filter(|arg| !arg.is_hide_set()).filter_map(Arg::get_long).collect();
        let of = |fits: &dyn Fn(&str) -> bool| all.iter().filter(|long| fits(long)).map(|long| format!("--{long}")).collect();
        let close: Vec<String> = of(&|long| is_like(&wanted, long));
        if !close.is_empty() {
            return close;
        }
        let begins = |a: &str, b: &str| b.len() >= BEGINNING && a.starts_with(b);
        let begun: Vec<String> = of(&|long| begins(long, &wanted) || begins(&wanted, long));
        if !begun.is_empty() {
            return begun;
        }
        of(&|long| wanted.len() >= BEGINNING && long.split('-').any(|part| part == wanted))
    }

    /// Options of the command for a value that stands alone, with the value: `--run 3` for a number, `--out r.html` for a file.
    pub(super) fn options_for(&self, value: &str) -> Vec<String> {
        let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let is_file =
            value.contains(['/', '\\']) || value.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && !end.is_empty());
        let is_code =
            (2..=10).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let fits = |arg: &&Arg| {
            let takes = |name: &str| arg.get_value_names().unwrap_or_default().iter().any(|known| known == name);
            let is_of_run = arg.get_long().is_some_and(|long| long == "run" || long == "runs" || long.ends_with("-run-id"));
            match () {
                () if is_number => is_of_run,
                () if is_file => takes("FILE"),
                () if is_code => takes("CODE"),
                () => false,
            }
        };
        let own = self.command().get_arguments().filter(|arg| !arg.is_global_set() && !arg.is_hide_set());
        let with_value = |arg: &Arg| {
            let names = arg.get_value_names().unwrap_or_default();
            // One of several values: which of them is not known.
            let values = match names {
                [_, _, ..] => names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" "),
                _ => value.to_owned(),
            };
            arg.get_long().map(|long| format!("--{long} {values}"))
        };
        own.filter(fits).filter_map(with_value).collect()
    }
}

fn visible(of: &Command) -> impl Iterator<Item = &Command> {
    of.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help")
}

fn names(of: &Command) -> impl Iterator<Item = &str> {
    visible(of).map(Command::get_name)
}

/// True for words of which one is the other with a slip of the hand: in a quarter of the letters at most, and at least one.
fn is_like(given: &str, known: &str) -> bool {
    let length = given.chars().count().max(known.chars().count());
    given != known && distance(given, known) <= (length / 4).max(1) && length > 2
}

/// Number of letters to add, leave out, replace or exchange with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_like_the_word_and_another_word_is_not() {
        for (given, known) in [("runs", "run"), ("prject", "project"), ("fromat", "format"), ("fucntions", "functions")] {
            assert!(is_like(given, known), "{given}");
        }
        for (given, known) in [("source", "force"), ("source", "workspace"), ("file", "fail-on"), ("run", "run")] {
            assert!(!is_like(given, known), "{given}");
        }
        assert_eq!((distance("", "ab"), distance("ab", "ba"), distance("kitten", "sitting")), (2, 1, 3));
    }
}
