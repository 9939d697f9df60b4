//! The result of a synchronisation, in lines for a person.

use super::output::Printer;
use super::sync_items::{Listed, ListedCase, NotSynced, field_name, text};
use super::terminal;
use voluptas_app::sync::job::Done;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Arg;
use voluptas_sync::plan::Class;
use voluptas_sync::{Counts, Direction};

/// Number of items that are listed one by one.
const NAMED: usize = 20;

/// Prints the result.
pub(super) fn lines(out: &Printer, done: &Done, listed: &Listed<'_>) {
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
    named(out, listed, plan.direction);
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

/// Lists the cases that wait for a person or were left alone, and in a dry run also those that would change.
fn named(out: &Printer, listed: &Listed<'_>, direction: Direction) {
    let shown = listed.cases.iter().take(NAMED);
    let width = shown.clone().filter_map(|case| Some(case.code.as_ref()?.len())).max().unwrap_or(1);
    for case in shown {
        let code = case.code.as_deref().unwrap_or("-");
        let mark = out.tr().text(mark(case));
        let line = format!("  {mark}  {code:<width$}  {}", terminal::cell(&case.step.title));
        let open = case.step.conflicts.iter().map(|conflict| field_name(out.tr(), conflict.field));
        let more = case.reason.as_ref().map_or_else(|| open.collect::<Vec<_>>().join(", "), |reason| text(out.tr(), reason));
        out.line(&if more.is_empty() { line } else { format!("{line}: {}", terminal::cell(&more)) });
    }
    if listed.cases.len() > NAMED {
        out.say(&Message::new("cli-sync-more").count("count", listed.cases.len() - NAMED));
    }
    for (entity, reason, count) in &listed.others {
        let key = if entity == "suite" { "cli-sync-left-suites" } else { "cli-sync-left-results" };
        out.say(&Message::new(key).count("count", *count).with("reason", text(out.tr(), reason)));
    }
    if let Some(remedy) = listed.cases.iter().find_map(|case| case.remedy(direction)) {
        out.say(&remedy);
    }
}

fn mark(case: &ListedCase<'_>) -> &'static str {
    match (case.not_synced, case.step.class) {
        (Some(NotSynced::Failed), _) => "cli-sync-mark-failed",
        (Some(NotSynced::Skipped), _) => "cli-sync-mark-skipped",
        (None, Class::New) => "cli-sync-mark-new",
        (None, Class::Changed) => "cli-sync-mark-changed",
        (None, Class::Removed) => "cli-sync-mark-removed",
        (None, _) => "cli-sync-mark-conflict",
    }
}
