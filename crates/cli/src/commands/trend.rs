//! `trend`, `failing`, `flaky` and `slowest`: figures of the finished runs of a project.

use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{ModuleObject, RunPointObject, TestLineObject, TrendAnswer, WorstAnswer};
use crate::output::Align::{Cut, Left, Right};
use crate::resolve::Context;
use crate::result_args::{ScopeArgs, TrendArgs, WorstArgs};
use voluptas_app::overview;
use voluptas_app::overview::dashboard::{Range, Scope, TestLine};
use voluptas_core::domain::Message;
use voluptas_core::domain::outcome::FlakyRule;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::test_name::TestName;
use voluptas_i18n::Tr;
use voluptas_store::Store;
use voluptas_store::runs::FinishedFilter;
use voluptas_store::test_history::WorstBy;
use voluptas_store::test_modules::Module;

/// Runs of the scope of a command.
fn scope(store: &Store, project: &Project, args: &ScopeArgs) -> Result<Scope, CliError> {
    let environment = match args.environment.as_deref() {
        None => None,
        Some(slug) => {
            let found = store.read(|tx| tx.environments().by_slug(project.id, slug))?;
            Some(
                found
                    .ok_or_else(|| CliError::new(Exit::Nothing, Message::new("cli-error-no-environment").with("slug", slug)))?
                    .id,
            )
        }
    };
    if let Some(title) = &args.run_name {
        let named = FinishedFilter { series_of: Some(title.clone()), ..FinishedFilter::default() };
        if store.read(|tx| tx.runs().finished(project.id, &named, 1))?.is_empty() {
            let message = Message::new("cli-error-no-run-named").with("code", &project.code).with("title", title);
            return Err(CliError::nothing(message));
        }
    }
    let range = args.days.map_or(Range::Runs(args.runs), Range::Days);
    Ok(Scope { title: args.run_name.clone(), environment, label: args.label.clone(), range, ..Scope::default() })
}

pub(super) fn run(args: &TrendArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.scope.project)?;
    let scope = scope(&store, &project, &args.scope)?;
    let (trend, modules) = store.read(|tx| {
        let trend = overview::dashboard::trend::of(tx, project.id, &scope)?;
        let modules = overview::dashboard::modules::of_trend(tx, project.id, &trend)?;
        Ok((trend, modules))
    })?;
    let title_of = |id: Option<i64>| id.and_then(|id| trend.environments.get(&id)).cloned();
    let answer = TrendAnswer {
        project: project.code.clone(),
        runs: trend.runs.iter().map(|run| RunPointObject::new(run, title_of(run.environment))).collect(),
        modules: modules.iter().map(ModuleObject::new).collect(),
    };
    context.printer.answer(&answer, |out| {
        let tr = out.tr();
        let heads = [
            "number", "title", "date", "rate", "passed", "failed", "broken", "blocked", "skipped", "untested", "others",
            "duration",
        ];
        let titles = heads.map(|word| tr.text(&format!("cli-col-{word}")));
        let aligned = [Right, Cut, Left, Right, Right, Right, Right, Right, Right, Right, Right, Right];
        let columns: Vec<_> = titles.iter().map(|title| title.as_ref()).zip(aligned).collect();
        let rows: Vec<_> = trend
            .runs
            .iter()
            .map(|run| {
                let c = &run.counts;
                let mut cells = vec![run.number.to_string(), run.title.clone(), tr.date(run.at_ms), rate(c.pass_rate(), tr)];
                cells.extend([c.passed, c.failed, c.broken, c.blocked, c.skipped, c.untested, c.other].map(|n| n.to_string()));
                cells.push(run.duration_ms.map(|ms| tr.duration(ms)).unwrap_or_default());
                cells
            })
            .collect();
        out.table(&columns, &rows);
        if modules.is_empty() {
            return;
        }
        out.heading(&tr.text("dashboard-modules"));
        let titles = ["module", "rate", "passed", "failed", "broken", "blocked", "skipped", "others"]
            .map(|word| tr.text(&format!("cli-col-{word}")));
        let columns: Vec<_> =
            titles.iter().map(|title| title.as_ref()).zip([Cut, Right, Right, Right, Right, Right, Right, Right]).collect();
        let rows: Vec<_> = modules
            .iter()
            .map(|line| {
                let c = &line.last;
                let title =
                    if line.module == Module::None { tr.text("dashboard-no-module").into_owned() } else { line.title.clone() };
                let mut cells = vec![title, rate(c.pass_rate(), tr)];
                cells.extend([c.passed, c.failed, c.broken, c.blocked, c.skipped, c.other].map(|n| n.to_string()));
                cells
            })
            .collect();
        out.table(&columns, &rows);
    });
    Ok(Exit::Done)
}

fn rate(percent: Option<f64>, tr: Tr) -> String {
    percent.map(|percent| tr.rate(percent)).unwrap_or_default()
}

/// The tests that fail most, are flaky or take longest.
pub(super) fn worst(by: WorstBy, rule: FlakyRule, args: &WorstArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.scope.project)?;
    let scope = Scope { rule, ..scope(&store, &project, &args.scope)? };
    let (trend, lines, codes) = store.read(|tx| {
        let trend = overview::dashboard::trend::of(tx, project.id, &scope)?;
        let lines = overview::dashboard::worst::of(tx, project.id, &scope, &trend, by, args.limit)?;
        let codes = target::case_codes(tx, lines.iter().filter_map(|line| line.case))?;
        Ok((trend, lines, codes))
    })?;
    let title_of = |id: Option<i64>| id.and_then(|id| trend.environments.get(&id)).cloned();
    let answer = WorstAnswer {
        project: project.code.clone(),
        tests: lines.iter().map(|line| TestLineObject::new(line, title_of(line.environment))).collect(),
    };
    context.printer.answer(&answer, |out| {
        let tr = out.tr();
        let (word, none) = match by {
            WorstBy::Failing => ("cli-col-failures", "cli-worst-none-failing"),
            WorstBy::Flaky => ("cli-col-flaky", "cli-worst-none-flaky"),
            WorstBy::Slow => ("cli-col-duration", "cli-worst-none-slowest"),
        };
        if lines.is_empty() {
            out.say(&Message::new(none));
            return;
        }
        let titles = ["cli-col-title", "cli-col-environment", "cli-col-outcomes", word].map(|key| tr.text(key));
        let columns: Vec<_> = titles.iter().map(|title| title.as_ref()).zip([Cut, Cut, Right, Right]).collect();
        let figure = |line: &TestLine| match by {
            WorstBy::Failing => line.record.bad.to_string(),
            WorstBy::Flaky => tr.percent(u64::try_from(line.record.flaky_rate).unwrap_or(0), 1000),
            WorstBy::Slow => line.record.mean_ms.map(|ms| tr.duration(ms)).unwrap_or_default(),
        };
        let name = |line: &TestLine| TestName {
            title: line.title.clone(),
            values: line.values.clone(),
            case: line.case.and_then(|case| codes.get(&case).cloned()),
            full_name: line.full_name.clone(),
            suite: Vec::new(),
        };
        let names: Vec<TestName> = lines.iter().map(name).collect();
        let cells = |(line, name): (&TestLine, String)| {
            vec![name, title_of(line.environment).unwrap_or_default(), line.record.runs.to_string(), figure(line)]
        };
        out.table(&columns, &lines.iter().zip(target::distinct_names(names.iter())).map(cells).collect::<Vec<_>>());
    });
    Ok(Exit::Done)
}
