//! `run`: the runs of a project, a new one by hand, the end of one.

use super::{gate, target};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{OwnRunAnswer, OwnRunObject, OwnRunsAnswer, ShardsObject};
use crate::output::Align::{Cut, Left, Right};
use crate::output::Printer;
use crate::resolve::Context;
use crate::run_args::{CaseSelectionArgs, RunAddCases, RunArgs, RunClose, RunCommand, RunCreate, RunList};
use voluptas_app::cases::filter::{CaseFilter, saved_with_legacy};
use voluptas_app::results::ingest::RunKey;
use voluptas_app::runs::manual as manual_run;
use voluptas_app::runs::manual::RunForm;
use voluptas_app::runs::manual::select::{Selection, select};
use voluptas_app::runs::rules::NewNames;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::gate::{BrokenRule, Rules};
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::{Run, RunContent, RunState};
use voluptas_core::domain::run_error::{RunError, RunErrorKind};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate;
use voluptas_formats::Severity;
use voluptas_store::page::Slice;
use voluptas_store::{Error, Store};

pub(super) fn run(args: &RunArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    match &args.command {
        RunCommand::List(args) => list(args, context),
        RunCommand::Create(args) => create(args, context),
        RunCommand::AddCases(args) => add_cases(args, context),
        RunCommand::Close(args) => close(args, context),
    }
}

fn list(args: &RunList, context: &Context) -> Result<Exit, CliError> {
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.project)?;
    // Runs that are not shown are few, or the list is long anyway.
    let most = if args.open { usize::MAX } else { args.limit as usize };
    let mut runs = store.read(|tx| tx.runs().newest(project.id, most))?;
    runs.retain(|run| !args.open || run.state == RunState::Active);
    runs.truncate(args.limit as usize);
    let starts: Vec<Option<Millis>> = runs.iter().map(|run| run.start_ms).collect();
    let answer = OwnRunsAnswer { runs: objects(&store, &project, runs)?, project: project.code };
    context.printer.answer(&answer, |out| table(out, &answer.runs, &starts));
    Ok(if answer.runs.is_empty() { Exit::Nothing } else { Exit::Done })
}

fn create(args: &RunCreate, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let cases = selected(&args.cases, &store, &project, context)?;
    let form = form(args, &store, &project, cases)?;
    let made = manual_run::create(&store, project.id, &form).map_err(refused)?;
    answer(context, &store, &project, made.id, "cli-run-created")
}

/// The selected cases of a project: at least one.
fn selected(args: &CaseSelectionArgs, store: &Store, project: &Project, context: &Context) -> Result<Vec<CaseId>, CliError> {
    let selection = Selection {
        suites: args.suite.clone(),
        functions: args.function.clone(),
        cases: args.case.clone(),
        failed_last: args.failed,
        filters: filters(&args.filter, context, store, project)?,
    };
    // A suite, function or case that is not there.
    let cases = select(store, project.id, &selection).map_err(|error| match error {
        Error::Invalid(invalid) => CliError::nothing(invalid.message),
        other => other.into(),
    })?;
    if cases.is_empty() { Err(CliError::nothing(Message::new("manual-run-no-cases"))) } else { Ok(cases) }
}

fn add_cases(args: &RunAddCases, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let run = target::run(&store, &project, Some(args.run))?;
    let cases = selected(&args.cases, &store, &project, context)?;
    manual_run::add_cases(&store, run.id, &cases).map_err(|error| match error {
        Error::Invalid(invalid) if invalid.message.key == "manual-run-has-all-cases" => CliError::nothing(invalid.message),
        Error::Invalid(invalid) => CliError::new(Exit::Failed, invalid.message),
        other => other.into(),
    })?;
    answer(context, &store, &project, run.id, "cli-run-cases-added")
}

/// The saved filters of these names.
fn filters(names: &[String], context: &Context, store: &Store, project: &Project) -> Result<Vec<CaseFilter>, CliError> {
    let all = saved_with_legacy(store, project.id, &context.settings.window)?;
    let named = |name: &String| {
        let found = all.iter().find(|saved| saved.name == name.trim()).map(|saved| saved.filter.clone());
        found.ok_or_else(|| {
            let known = all.iter().map(|saved| saved.name.as_str()).collect::<Vec<_>>().join(", ");
            let key = if known.is_empty() { "cli-error-no-filters" } else { "cli-error-no-filter" };
            CliError::nothing(Message::new(key).with("name", name).with("known", known))
        })
    };
    names.iter().map(named).collect()
}

fn form(args: &RunCreate, store: &Store, project: &Project, cases: Vec<CaseId>) -> Result<RunForm, CliError> {
    let missing = |key: &str, name: &str| CliError::new(Exit::Nothing, Message::new(key).with("name", name));
    let (environment, milestones, people) = store.read(|tx| {
        let environment = args.environment.as_deref().map(|slug| tx.environments().by_slug(project.id, slug));
        let milestones =
            if args.milestone.is_some() { tx.milestones().list(project.id, None, Slice::ALL)?.rows } else { Vec::new() };
        let people = if args.assign.is_empty() { Vec::new() } else { tx.people().all()? };
        Ok((environment.transpose()?.flatten(), milestones, people))
    })?;
    if let (Some(slug), None) = (&args.environment, &environment) {
        return Err(CliError::new(Exit::Nothing, Message::new("cli-error-no-environment").with("slug", slug)));
    }
    let milestone = args.milestone.as_deref().map(|title| {
        let found = milestones.iter().find(|milestone| milestone.content.title == title.trim());
        found.map(|milestone| milestone.id).ok_or_else(|| missing("cli-error-no-milestone", title))
    });
    let person = |name: &String| {
        let found = people.iter().find(|person| person.is_active && person.name == name.trim());
        found.map(|person| person.id).ok_or_else(|| missing("cli-error-no-person", name))
    };
    args.tag.iter().try_for_each(|tag| validate::tag(tag)).map_err(|invalid| CliError::usage(invalid.message))?;
    Ok(RunForm {
        content: RunContent {
            title: args.title.clone(),
            description: args.description.clone(),
            environment_id: environment.map(|environment| environment.id),
            milestone_id: milestone.transpose()?,
            tags: args.tag.clone(),
            ..RunContent::default()
        },
        cases,
        people: args.assign.iter().map(person).collect::<Result<_, _>>()?,
        named_people: Vec::new(),
        new: NewNames::default(),
    })
}

fn close(args: &RunClose, context: &Context) -> Result<Exit, CliError> {
    // A wrong rule is said before anything is written.
    drop(gate::rules(&args.gate, None)?);
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let run = match &args.run_key {
        Some(key) => of_key(&store, &project, key)?,
        None => target::run(&store, &project, args.run)?.id,
    };
    // The rules of a file are meant for runs of tools.
    let is_judged = args.gate.has_flags() || store.read(|tx| tx.shards().count(run))?.is_some();
    let rules = if is_judged { gate::rules(&args.gate, Some(&store))? } else { Rules::default() };
    // Of several processes at once, one ends it.
    manual_run::close(&store, run).map_err(|error| match error {
        Error::Invalid(invalid) => CliError::new(Exit::Failed, invalid.message),
        other => other.into(),
    })?;
    say_missing_shards(context, &store, run)?;
    let gate_broken = gate::judge(&rules, &store, run)?;
    gate::say(&context.printer, gate_broken.as_deref().unwrap_or_default());
    let is_met = gate_broken.as_ref().is_none_or(Vec::is_empty);
    say_done(context, &store, &project, (run, gate_broken), "cli-run-closed")?;
    Ok(if is_met { Exit::Done } else { Exit::Gate })
}

/// Warns of a run that is ended before all of its shards came.
fn say_missing_shards(context: &Context, store: &Store, run: RunId) -> Result<(), CliError> {
    let errors = store.read(|tx| tx.run_errors().of_run(run))?;
    let missing = errors.iter().filter(|error| matches!(error.kind, RunErrorKind::Shards { .. }));
    missing.filter_map(RunError::own_message).for_each(|message| context.printer.remark(Severity::Warning, &message));
    Ok(())
}

/// The run with a key.
fn of_key(store: &Store, project: &Project, key: &RunKey) -> Result<RunId, CliError> {
    let found = store.read(|tx| tx.shards().by_key(project.id, key.as_str()))?;
    found.ok_or_else(|| CliError::nothing(Message::new("cli-error-no-run-key").with("key", key.as_str())))
}

/// Prints the outcome of a change of a run.
fn answer(context: &Context, store: &Store, project: &Project, run: RunId, key: &str) -> Result<Exit, CliError> {
    say_done(context, store, project, (run, None), key)?;
    Ok(Exit::Done)
}

/// Prints the outcome of a change of a run, which may break rules of a quality gate.
fn say_done(
    context: &Context,
    store: &Store,
    project: &Project,
    (run, gate_broken): (RunId, Option<Vec<BrokenRule>>),
    key: &str,
) -> Result<(), CliError> {
    let run = store.read(|tx| tx.runs().get(run))?;
    let Some(object) = objects(store, project, vec![run])?.pop() else { return Ok(()) };
    let answer = OwnRunAnswer { project: project.code.clone(), run: object, gate_broken };
    context.printer.summary(&answer, |out| {
        let said = Message::new(key).with("number", answer.run.number).with("title", &answer.run.title);
        out.say(&said.count("total", answer.run.results.total));
    });
    Ok(())
}

/// A run that cannot be made as it was asked for.
fn refused(error: Error) -> CliError {
    match error {
        Error::Invalid(invalid) => CliError::invalid(invalid),
        other => other.into(),
    }
}

fn objects(store: &Store, project: &Project, runs: Vec<Run>) -> Result<Vec<OwnRunObject>, CliError> {
    let ids: Vec<RunId> = runs.iter().map(|run| run.id).collect();
    let (mut stats, shards, environments, milestones) = store.read(|tx| {
        let environments = tx.environments().list(project.id, None, None, Slice::ALL)?.rows;
        let milestones = tx.milestones().list(project.id, None, Slice::ALL)?.rows;
        Ok((tx.runs().stats(&ids)?, tx.shards().counts(&ids)?, environments, milestones))
    })?;
    let environment = |id: i64| environments.iter().find(|e| e.id == id).map(|e| e.content.title.clone());
    let milestone = |id: i64| milestones.iter().find(|m| m.id == id).map(|m| m.content.title.clone());
    let object = |run: Run| {
        let stats = stats.remove(&run.id).unwrap_or_default();
        let content = &run.content;
        let titles = (content.environment_id.and_then(environment), content.milestone_id.and_then(milestone));
        OwnRunObject {
            shards: shards.get(&run.id).copied().map(ShardsObject::new),
            ..OwnRunObject::new(&run, &stats, titles.0, titles.1)
        }
    };
    Ok(runs.into_iter().map(object).collect())
}

/// Prints the runs. `starts` are the moments at which they began.
fn table(out: &Printer, runs: &[OwnRunObject], starts: &[Option<Millis>]) {
    let tr = out.tr();
    let has_milestones = runs.iter().any(|run| run.milestone.is_some());
    let milestone = has_milestones.then_some("milestone");
    let texts = ["number", "title", "state", "start", "environment"].into_iter().chain(milestone);
    let numbers = ["total", "passed", "failed", "broken", "blocked", "skipped", "untested", "others"];
    // Errors outside of tests are rare; a column of zeros would take their room.
    let has_errors = runs.iter().any(|run| run.run_errors > 0);
    let errors = has_errors.then_some("run-errors");
    let align = |word: &str| match word {
        "number" => Right,
        "title" | "milestone" | "environment" => Cut,
        _ => Left,
    };
    let heads = texts.map(|word| (word, align(word))).chain(numbers.into_iter().chain(errors).map(|word| (word, Right)));
    let titles: Vec<_> = heads.map(|(word, align)| (tr.text(&format!("cli-col-{word}")), align)).collect();
    let columns: Vec<_> = titles.iter().map(|(title, align)| (title.as_ref(), *align)).collect();
    let cells = |(run, start): (&OwnRunObject, &Option<Millis>)| {
        let c = &run.results;
        let state = tr.text(&format!("cli-run-{}", run.state)).into_owned();
        let state = match run.shards {
            Some(ShardsObject { received, expected: Some(expected) }) if run.state == RunState::Active.as_str() => tr.message(
                &Message::new("cli-run-shards").with("state", state).with("received", received).with("expected", expected),
            ),
            _ => state,
        };
        let start = start.map(|at| tr.date_time(at)).unwrap_or_default();
        let environment = run.environment.clone().unwrap_or_default();
        let mut cells = vec![run.number.to_string(), run.title.clone(), state, start, environment];
        if has_milestones {
            cells.push(run.milestone.clone().unwrap_or_default());
        }
        let (blocked, untested) = (c.of(&ResultStatus::Blocked), c.of(&ResultStatus::Untested));
        // The row adds up: invalid tests, those in progress and those with a status of the workspace's own are the others.
        let others = c.other.values().sum::<i64>() - blocked - untested;
        let numbers = [c.total, c.passed, c.failed, c.broken, blocked, c.skipped, untested, others];
        cells.extend(numbers.map(|n| n.to_string()));
        if has_errors {
            cells.push(run.run_errors.to_string());
        }
        cells
    };
    out.table(&columns, &runs.iter().zip(starts).map(cells).collect::<Vec<_>>());
}
