//! `qase projects`, `qase suites`, `qase runs`.

use crate::args::ConnectionArgs;
use crate::commands::status_word::status_word;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{ProjectRow, ProjectsAnswer, RunRow, RunsAnswer, SuiteRow, SuitesAnswer};
use crate::output::Align::{Cut, Left, Right};
use crate::output::Printer;
use crate::progress::follow;
use crate::resolve::Context;
use std::collections::BTreeMap;
use voluptas_app::qase::lists::list_job;
use voluptas_core::domain::Message;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_qase::RunFilter;
use voluptas_qase::model::Suite;

pub(super) fn projects(args: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
    let connector = context.connector(args)?;
    let base_url = connector.config.base_url.value.clone();
    let mut found = follow(context, list_job(context.jobs()?, connector, None, |c| async move { c.list_projects().await }))?.0;
    found.sort_by_key(|p| p.code.clone());
    let rows = found.into_iter().map(|p| ProjectRow {
        code: p.code,
        title: p.title,
        cases: p.counts.cases,
        suites: p.counts.suites,
        runs: p.counts.runs.total,
        active_runs: p.counts.runs.active,
    });
    let answer = ProjectsAnswer { base_url, projects: rows.collect() };
    context.printer.answer(&answer, |out| {
        let cells = answer
            .projects
            .iter()
            .map(|p| vec![p.code.clone(), p.title.clone(), p.suites.to_string(), p.cases.to_string(), p.runs.to_string()]);
        let columns = [
            ("cli-col-code", Left),
            ("cli-col-title", Cut),
            ("cli-col-suites", Right),
            ("cli-col-cases", Right),
            ("cli-col-runs", Right),
        ];
        listed(out, &columns, cells.collect());
    });
    Ok(matched(answer.projects.len()))
}

pub(super) fn suites(args: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
    let connector = context.connector(args)?;
    let project = connector.project()?;
    let code = project.clone();
    let found = follow(context, list_job(context.jobs()?, connector, None, |c| async move { c.list_suites(&code).await }))?.0;
    let answer = SuitesAnswer { project, suites: tree(&found) };
    context.printer.answer(&answer, |out| {
        let cells = answer
            .suites
            .iter()
            .map(|s| vec![s.id.to_string(), format!("{}{}", "  ".repeat(s.depth), s.title), s.cases.to_string()]);
        listed(out, &[("cli-col-id", Right), ("cli-col-title", Cut), ("cli-col-cases", Right)], cells.collect());
    });
    Ok(matched(answer.suites.len()))
}

/// Sorts parents before children, siblings in their order. A suite with a missing parent is at the root.
fn tree(suites: &[Suite]) -> Vec<SuiteRow> {
    let known: std::collections::BTreeSet<i64> = suites.iter().map(|s| s.id).collect();
    let mut children: BTreeMap<Option<i64>, Vec<&Suite>> = BTreeMap::new();
    for suite in suites {
        children.entry(suite.parent_id.filter(|p| known.contains(p) && *p != suite.id)).or_default().push(suite);
    }
    for siblings in children.values_mut() {
        siblings.sort_by_key(|s| (s.position, s.id));
    }
    let mut rows = Vec::with_capacity(suites.len());
    let mut todo: Vec<(&Suite, usize)> = children.remove(&None).unwrap_or_default().into_iter().rev().map(|s| (s, 0)).collect();
    while let Some((suite, depth)) = todo.pop() {
        rows.push(SuiteRow {
            id: suite.id,
            parent_id: suite.parent_id,
            title: suite.title.clone(),
            depth,
            cases: suite.cases_count,
        });
        todo.extend(children.remove(&Some(suite.id)).unwrap_or_default().into_iter().rev().map(|s| (s, depth + 1)));
    }
    rows
}

pub(super) fn runs(args: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
    let connector = context.connector(args)?;
    let project = connector.project()?;
    let code = project.clone();
    let read = list_job(context.jobs()?, connector, None, |c| async move { c.list_runs(&code, &RunFilter::default()).await });
    let mut found = follow(context, read)?.0;
    found.sort_by_key(|r| std::cmp::Reverse(r.id));
    let count = |r: &voluptas_qase::model::Run, slug: &str| r.stats.statuses.get(slug).copied().unwrap_or(0);
    let rows = found.iter().map(|r| RunRow {
        id: r.id,
        title: r.title.clone(),
        open: r.is_open(),
        status: r.status_text.to_lowercase(),
        started_at: r.start_time.clone(),
        total: r.stats.total,
        passed: count(r, "passed"),
        failed: count(r, "failed"),
    });
    let answer = RunsAnswer { project, runs: rows.collect() };
    context.printer.answer(&answer, |out| {
        let cells = answer.runs.iter().map(|r| {
            vec![
                r.id.to_string(),
                r.title.clone(),
                state(r, out.tr()),
                r.total.to_string(),
                r.passed.to_string(),
                r.failed.to_string(),
            ]
        });
        let columns = [
            ("cli-col-id", Right),
            ("cli-col-title", Cut),
            ("cli-col-status", Left),
            ("cli-col-total", Right),
            ("cli-col-passed", Right),
            ("cli-col-failed", Right),
        ];
        listed(out, &columns, cells.collect());
    });
    Ok(matched(answer.runs.len()))
}

/// The state of a run in the words of `run list`; one that Qase alone has in Qase's words.
fn state(run: &RunRow, tr: Tr) -> String {
    let status = run.status.trim().replace(' ', "_");
    match status.as_str() {
        _ if run.open => tr.text("cli-run-active").into_owned(),
        "complete" | "completed" => tr.text("cli-run-complete").into_owned(),
        "abort" | "aborted" => tr.text("cli-run-aborted").into_owned(),
        _ => status_word(&ResultStatus::parse(&status), tr),
    }
}

/// A table with translated columns, or a sentence that there is nothing.
fn listed(out: &Printer, columns: &[(&str, crate::output::Align)], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        out.say(&Message::new("cli-list-empty"));
        return;
    }
    let titles: Vec<_> = columns.iter().map(|(key, align)| (out.tr().text(key), *align)).collect();
    let columns: Vec<_> = titles.iter().map(|(title, align)| (title.as_ref(), *align)).collect();
    out.table(&columns, &rows);
}

fn matched(count: usize) -> Exit {
    if count == 0 { Exit::Nothing } else { Exit::Done }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_i18n::Lang;

    #[test]
    fn a_run_has_the_words_of_the_list_of_runs() {
        let run = |status: &str, open: bool| RunRow {
            id: 1,
            title: "Nightly".into(),
            open,
            status: status.into(),
            started_at: None,
            total: 0,
            passed: 0,
            failed: 0,
        };
        let words = |lang: Lang| {
            let all = [("in_progress", true), ("active", true), ("passed", false), ("aborted", false), ("new", false)];
            all.map(|(status, open)| state(&run(status, open), Tr::new(lang)))
        };
        assert_eq!(words(Lang::En), ["in progress", "in progress", "passed", "aborted", "new"]);
        assert_eq!(words(Lang::Ru), ["идёт", "идёт", "пройден", "прерван", "new"]);
    }
}
