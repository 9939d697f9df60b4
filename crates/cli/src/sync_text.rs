//! The result of a synchronisation, in lines for a person.

use super::output::Printer;
use super::terminal;
use voluptas_app::sync::job::Done;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Arg;
use voluptas_sync::Counts;
use voluptas_sync::plan::{CaseStep, Class};

/// Number of items that are listed one by one.
const NAMED: usize = 20;

/// Prints the result.
pub(super) fn lines(out: &Printer, done: &Done) {
    let plan = &done.plan;
    let would = done.summary.is_none();
    let (suites, cases, results) = done
        .summary
        .as_ref()
        .map_or((plan.totals.suites, plan.totals.cases, plan.totals.results), |s| (s.suites, s.cases, s.results));
    if would {
        out.heading(&out.tr().text("cli-sync-would"));
    }
    for (key, counts) in [("cli-sync-suites", suites), ("cli-sync-cases", cases), ("cli-sync-results", results)] {
        if counts.total() > 0 {
            out.line(&format!("{}: {}", out.tr().text(key), counted(out, counts)));
        }
    }
    if let Some(summary) = &done.summary {
        if summary.functions_created + summary.mappings_created > 0 {
            out.say(
                &Message::new("cli-sync-functions")
                    .count("functions", summary.functions_created)
                    .count("mappings", summary.mappings_created),
            );
        }
        if let Some(run) = &summary.run {
            let key = if run.created { "cli-sync-run-new" } else { "cli-sync-run" };
            out.say(&Message::new(key).with("id", run.id).with("title", &run.title));
        }
    }
    for drift in done.summary.as_ref().map_or(&plan.drift, |s| &s.drift) {
        out.say(drift);
    }
    named(out, &plan.cases, would);
    let open = suites.conflicts + cases.conflicts + results.conflicts;
    let is_whole = plan.left_out() == 0 && plan.drift.is_empty() && open == 0;
    let was_in_step = done.summary.as_ref().is_some_and(|s| s.changes() == 0 && s.is_complete());
    if is_whole && (was_in_step || (would && plan.is_empty())) {
        out.say(&Message::new("cli-sync-in-step"));
    }
}

fn counted(out: &Printer, c: Counts) -> String {
    let parts = [
        ("cli-sync-created", c.created),
        ("cli-sync-updated", c.updated),
        ("cli-sync-unchanged", c.unchanged),
        ("cli-sync-removed", c.removed),
        ("cli-sync-conflicts", c.conflicts),
        ("cli-sync-skipped", c.skipped),
        ("cli-sync-failed", c.failed),
    ];
    let shown = parts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| out.tr().fmt(key, &[("n", Arg::Number(i64::try_from(*n).unwrap_or(i64::MAX)))]));
    shown.collect::<Vec<_>>().join(", ")
}

/// Lists the conflicts, and in a dry run also the cases that would change.
fn named(out: &Printer, cases: &[CaseStep], would: bool) {
    let shown: Vec<&CaseStep> = cases
        .iter()
        .filter(|c| c.class == Class::Conflict || (would && matches!(c.class, Class::New | Class::Changed | Class::Removed)))
        .collect();
    for case in shown.iter().take(NAMED) {
        let mark = out.tr().text(match case.class {
            Class::New => "cli-sync-mark-new",
            Class::Changed => "cli-sync-mark-changed",
            Class::Removed => "cli-sync-mark-removed",
            _ => "cli-sync-mark-conflict",
        });
        let id = case.qase_id.map_or_else(|| "-".to_owned(), |id| id.to_string());
        out.line(&format!("  {mark}  {id:>6}  {}", terminal::cell(&case.title)));
    }
    if shown.len() > NAMED {
        out.say(&Message::new("cli-sync-more").count("count", shown.len() - NAMED));
    }
}
