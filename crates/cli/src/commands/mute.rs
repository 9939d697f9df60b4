//! `mute` and `unmute`: tests whose failures are known.

use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{MutedAnswer, ReplacedMute};
use crate::resolve::Context;
use crate::result_args::{MuteArgs, UnmuteArgs};
use crate::terminal;
use std::collections::BTreeMap;
use voluptas_app::results;
use voluptas_core::domain::Message;
use voluptas_core::domain::combination;
use voluptas_core::domain::ids::TestId;
use voluptas_core::domain::mute::{Mute, MuteContent};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::test_name::TestName;
use voluptas_store::known_tests::KnownTest;
use voluptas_store::{Error, Store, Tx};

pub(super) fn mute(args: &MuteArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let tests = named(&store, &project, &args.test, args.all)?;
    let owner = args.owner.clone().or_else(|| store.author().who.clone());
    let content = MuteContent { reason: args.reason.clone(), owner, until_ms: args.until };
    content.checked().map_err(|invalid| CliError::usage(invalid.message))?;
    let replaced = results::mutes::mute_replacing(&store, &ids(&tests), &content).map_err(|error| match error {
        Error::Invalid(invalid) => CliError::usage(invalid.message),
        other => other.into(),
    })?;
    answer(context, &store, project, tests, replaced, "run-muted-tests")
}

pub(super) fn unmute(args: &UnmuteArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let tests = named(&store, &project, &args.test, args.all)?;
    results::mutes::unmute(&store, &ids(&tests))?;
    answer(context, &store, project, tests, Vec::new(), "run-unmuted-tests")
}

fn ids(tests: &[KnownTest]) -> Vec<TestId> {
    tests.iter().map(|test| test.id).collect()
}

/// Tests of one name that an error tells apart.
const SHOWN: usize = 20;

/// The tests with these names. Every name must have one, and no more of them than one unless `all` are meant.
fn named(store: &Store, project: &Project, names: &[String], all: bool) -> Result<Vec<KnownTest>, CliError> {
    let mut found: Vec<KnownTest> = Vec::new();
    for name in names {
        let tests = store.read(|tx| matching(tx, project, name))?;
        if tests.is_empty() {
            return Err(CliError::nothing(Message::new("cli-error-no-test").with("name", name).with("code", &project.code)));
        }
        if tests.len() > 1 && !all {
            let shown = tests.get(..SHOWN).unwrap_or(&tests);
            let mut lines: Vec<String> = store.read(|tx| shown.iter().map(|test| described(tx, project, test)).collect())?;
            if tests.len() > SHOWN {
                lines.push("…".to_owned());
            }
            let said = Message::new("cli-error-several-tests").with("name", name).count("n", tests.len());
            return Err(CliError::usage(said.with("tests", lines.join("\n"))));
        }
        found.extend(tests);
    }
    found.sort_by_key(|test| test.id);
    found.dedup_by_key(|test| test.id);
    Ok(found)
}

/// The tests with a title, full name or key, and those of the case with that code.
fn matching(tx: &Tx<'_>, project: &Project, name: &str) -> Result<Vec<KnownTest>, Error> {
    // A bare number may be the name of a test.
    let named = if name.contains('-') { tx.read_code(project.id, name)? } else { None };
    let case = named.map(|named| tx.named_case(project.id, named)).transpose()?.flatten();
    tx.known_tests().named(project.id, name, case)
}

/// A name that `--test` takes for this test alone (case code, full name, otherwise key), and what else is known of the test.
fn described(tx: &Tx<'_>, project: &Project, test: &KnownTest) -> Result<String, Error> {
    let case = target::case_codes(tx, test.case)?.into_values().next();
    let mut name = None;
    for one in case.iter().chain(&test.full_name) {
        if name.is_none() && matching(tx, project, one)?.len() == 1 {
            name = Some(one.clone());
        }
    }
    let name = name.map_or_else(|| tx.known_tests().key(test.id), Ok)?;
    let params = tx.results().params_of_tests(&[test.id])?;
    let values = params.get(&test.id).map(|params| combination::values(params, &test.title));
    let known = case.into_iter().chain(test.full_name.clone().or_else(|| Some(test.title.clone()))).chain(values);
    let known: Vec<String> = known.filter(|text| !text.is_empty() && *text != name).collect();
    let line = if known.is_empty() { name } else { format!("{name} — {}", known.join(", ")) };
    Ok(terminal::cell(&line).into())
}

/// Says which tests were muted or unmuted, and which mutes were replaced.
fn answer(
    context: &Context,
    store: &Store,
    project: Project,
    tests: Vec<KnownTest>,
    replaced: Vec<Mute>,
    key: &str,
) -> Result<Exit, CliError> {
    let names = store.read(|tx| names(tx, &tests))?;
    let names = target::distinct_names(names.iter());
    let replaced: BTreeMap<TestId, MuteContent> = replaced.into_iter().map(|mute| (mute.test, mute.content)).collect();
    let (before, new): (Vec<_>, Vec<_>) = tests.iter().zip(&names).partition(|(test, _)| replaced.contains_key(&test.id));
    let object = |test: &KnownTest| Some(ReplacedMute::new(&test.title, replaced.get(&test.id)?));
    let answer = MutedAnswer {
        project: project.code,
        tests: tests.iter().map(|test| test.title.clone()).collect(),
        replaced: tests.iter().filter_map(object).collect(),
    };
    context.printer.summary(&answer, |out| {
        if !new.is_empty() {
            out.say(&Message::new(key).count("count", new.len()));
            new.iter().for_each(|(_, name)| out.heading(&terminal::cell(name)));
        }
        for (test, name) in &before {
            let Some(content) = replaced.get(&test.id) else { continue };
            let end = content.last_ms().map(|at| Message::new("cli-mute-end").with("date", out.tr().date(at)));
            let end = out.tr().message(&end.unwrap_or_else(|| Message::new("cli-mute-no-end")));
            let said = Message::new("cli-mute-replaced").with("test", name).with("reason", &content.reason);
            out.say(&said.with("end", end));
        }
    });
    Ok(Exit::Done)
}

/// The names of tests, with case codes and values.
fn names(tx: &Tx<'_>, tests: &[KnownTest]) -> Result<Vec<TestName>, Error> {
    let codes = target::case_codes(tx, tests.iter().filter_map(|test| test.case))?;
    let params = tx.results().params_of_tests(&ids(tests))?;
    let name = |test: &KnownTest| TestName {
        title: test.title.clone(),
        values: params.get(&test.id).map(|params| combination::values(params, &test.title)).unwrap_or_default(),
        case: test.case.and_then(|case| codes.get(&case).cloned()),
        full_name: test.full_name.clone(),
        suite: Vec::new(),
    };
    Ok(tests.iter().map(name).collect())
}
