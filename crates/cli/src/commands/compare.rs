//! `compare`: one run against another, for people and for CI.

use super::status_word::status_word;
use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{ComparedAnswer, ComparedObject};
use crate::output::Align::{Cut, Left, Right};
use crate::resolve::Context;
use crate::result_args::CompareArgs;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use voluptas_app::runs;
use voluptas_app::runs::compare::{Listed, Row, RunComparison};
use voluptas_app::runs::label_parts::PartError;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::percent;
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::test_name::TestName;
use voluptas_i18n::Tr;

/// Tests that are printed of each difference.
const SHOWN: usize = 20;

pub(super) fn run(args: &CompareArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.project)?;
    let parts = args.parts().ok_or_else(|| CliError::usage(Message::new("cli-error-two-runs")))?;
    let [(older, label_older), (newer, label_newer)] = parts;
    let listed = if args.unchanged { Listed::All } else { Listed::Changed };
    let mut compared = runs::compare::parts_by_number(&store, project.id, parts, listed).map_err(|error| match error {
        PartError::Store(error) => error.into(),
        PartError::NoLabel { .. } => CliError::nothing(error.message()),
    })?;
    // Of slower and faster tests the first ones are printed: the largest change comes first, and equal ones stay by title.
    let change = |row: &Row| row.pace().map_or(0, |(before, after)| before.abs_diff(after));
    compared.rows.sort_by_key(|row| (row.difference, Reverse(change(row))));
    let codes = store.read(|tx| target::case_codes(tx, shown(&compared).filter_map(|row| row.case)))?;
    let [rate_before, rate_after] = compared.pass_rates();
    let answer = ComparedAnswer {
        project: project.code,
        older,
        newer,
        label_older: label_older.map(label_text),
        label_newer: label_newer.map(label_text),
        pass_rate_before: rate_before.map(percent::tenths),
        pass_rate_after: rate_after.map(percent::tenths),
        pass_rate_change: rate_before.zip(rate_after).map(|(was, is)| percent::change(was, is)),
        muted_new_failures: compared.muted(Difference::NewFailure),
        counts: compared.counts.iter().map(|(difference, count)| (difference.as_str(), *count)).collect(),
        tests: compared.rows.iter().map(ComparedObject::new).collect(),
    };
    // Otherwise the changes drown among the tests that the smaller run did not have.
    let hides_one_sided = !args.one_sided && compared.is_mostly_one_sided();
    context.printer.answer(&answer, |out| {
        let tr = out.tr();
        if compared.counts.is_empty() {
            out.say(&Message::new("cli-compare-nothing"));
        }
        out.say(&rates(&compared, tr));
        let table = |rows: &[&Row]| {
            let titles = ["cli-col-title", "cli-col-before", "cli-col-after", "cli-col-duration"].map(|key| tr.text(key));
            let columns: Vec<_> = titles.iter().map(|title| title.as_ref()).zip([Cut, Left, Left, Right]).collect();
            let names: Vec<TestName> = rows.iter().take(SHOWN).map(|row| name(row, &codes)).collect();
            let names = target::distinct_names(names.iter());
            let shown: Vec<_> = rows.iter().zip(names).map(|(row, name)| cells(row, name, tr)).collect();
            out.table(&columns, &shown);
            if rows.len() > SHOWN {
                out.say(&Message::new("cli-compare-more").count("count", rows.len() - SHOWN));
            }
        };
        for difference in compared.counts.keys() {
            let count = compared.count(*difference);
            let muted = compared.muted(*difference);
            let name = tr.text(&format!("difference-{}", difference.as_str().replace('_', "-")));
            let key = if *difference == Difference::NewFailure { "report-muted-apart" } else { "compare-muted" };
            let apart =
                if muted == 0 { String::new() } else { format!(" ({})", tr.message(&Message::new(key).count("n", muted))) };
            out.heading(&format!("{name}: {count}{apart}"));
            if *difference == Difference::Unchanged && !args.unchanged {
                continue;
            }
            if hides_one_sided && difference.is_one_sided() {
                continue;
            }
            let rows: Vec<_> = compared.rows.iter().filter(|row| row.is_counted_as(*difference)).collect();
            if !rows.is_empty() {
                table(&rows);
            }
            let apart: Vec<_> = compared.rows.iter().filter(|row| row.difference == *difference && row.is_apart()).collect();
            if !apart.is_empty() {
                out.heading(&format!("{}: {}", tr.text("difference-new-failure-muted"), apart.len()));
                table(&apart);
            }
        }
        if hides_one_sided {
            let said = Message::new("cli-compare-one-sided").count("n", compared.one_sided());
            out.say(&said.count("total", compared.total()).with("option", "--one-sided"));
        }
    });
    Ok(Exit::Done)
}

fn label_text(label: &ResultLabel) -> String {
    format!("{}={}", label.name, label.value)
}

/// Both pass rates, with the change where both are known. A run without an executed test has none.
fn rates(compared: &RunComparison, tr: Tr) -> Message {
    let shown = |rate: Option<f64>| rate.map_or_else(|| "—".to_owned(), |rate| tr.rate(rate));
    let [older, newer] = compared.pass_rates();
    let (before, after) = (shown(older), shown(newer));
    match (older, newer) {
        (Some(was), Some(is)) => {
            let said = Message::new("cli-compare-rates-change").with("older", before).with("newer", after);
            said.with("change", tr.rate_change(was, is))
        }
        _ => Message::new("cli-compare-rates").with("older", before).with("newer", after),
    }
}

/// The rows that are printed, and those that would be without [`RunComparison::is_mostly_one_sided`].
fn shown(compared: &RunComparison) -> impl Iterator<Item = &Row> {
    let of = |difference: Difference, is_apart: bool| {
        let is_own = move |row: &&Row| row.difference == difference && row.is_apart() == is_apart;
        compared.rows.iter().filter(is_own).take(SHOWN)
    };
    compared.counts.keys().flat_map(move |difference| of(*difference, false).chain(of(*difference, true)))
}

fn name(row: &Row, codes: &BTreeMap<CaseId, String>) -> TestName {
    TestName {
        title: row.title.clone(),
        values: row.values.clone(),
        case: row.case.and_then(|case| codes.get(&case).cloned()),
        full_name: row.full_name.clone(),
        suite: Vec::new(),
    }
}

fn cells(row: &Row, name: String, tr: Tr) -> Vec<String> {
    let word = |status: Option<&ResultStatus>| status.map_or_else(String::new, |status| status_word(status, tr));
    let duration = match row.pace() {
        Some((before, after)) => tr.pace(before, after),
        None => row.duration_after_ms.or(row.duration_before_ms).map_or_else(String::new, |ms| tr.duration(ms)),
    };
    vec![name, word(row.status_before()), word(row.status_after()), duration]
}
