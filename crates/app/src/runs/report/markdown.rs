//! The report as Markdown that fits a comment of a pull request: totals, failing tests, groups of failures, cases
//! without a result, slowest tests.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt::Write as _;
use std::io::Write;

use super::model::{Group, Head, Muted, Test};
use super::outcome::{Error, ReportCounts};
use super::read::{Groups, PRODUCT_DEFECT, Source, TEST_DEFECT};
use voluptas_core::domain::Message;
use voluptas_core::domain::failure_group::first_line;
use voluptas_core::domain::outcome::{Difference, is_bad};
use voluptas_core::domain::test_name::{self, TestName};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::Tx;

/// Rows of each table. With [`LONGEST`], a report stays below the 65,536 characters that a comment may have.
const ROWS: usize = 20;
/// Longest text of a cell, in characters.
const LONGEST: usize = 200;
/// Statuses in the order of the table.
const ORDER: [&str; 8] = ["passed", "failed", "broken", "blocked", "skipped", "invalid", "in_progress", "untested"];

/// Links of a failing test that its row names.
const LINKS: usize = 5;

/// Failing tests of one kind: the first ones, and the number of the rest.
#[derive(Debug, Default)]
struct Failing {
    /// Name, and first line of the message with the names of links such as defects; each text no longer than a cell shows.
    rows: Vec<(TestName, String)>,
    more: usize,
}

impl Failing {
    fn add(&mut self, test: &Test, most: usize) {
        if self.rows.len() < most {
            let first = first_line(test.last.message.as_deref().unwrap_or_default());
            let links = test.last.links.iter().map(|link| if link.name.is_empty() { &link.url } else { &link.name });
            let parts = std::iter::once(short(first)).chain(links.take(LINKS).map(|name| short(name.clone())));
            let message = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            self.rows.push((short_name(test), message));
        } else {
            self.more += 1;
        }
    }

    fn write(&self, title: &str, tr: Tr, line: &mut impl FnMut(&str)) {
        if self.rows.is_empty() {
            return;
        }
        line(&format!("### {}\n", tr.text(title)));
        line(&format!("| {} | {} |\n|---|---|", tr.text("report-test"), tr.text("report-message")));
        for ((_, message), name) in self.rows.iter().zip(names(self.rows.iter().map(|(name, _)| name))) {
            line(&format!("| {name} | {} |", cell(message)));
        }
        if self.more > 0 {
            line(&format!("\n{}", tr.message(&Message::new("report-more").count("count", self.more))));
        }
        line("");
    }
}

/// The rows that the tests give. Muted tests stand in their own list alone.
#[derive(Debug, Default)]
struct Rows {
    /// New failures; all failing tests where no run was before.
    failing: Failing,
    /// Tests that failed in the run before as well.
    still_failing: Failing,
    /// Other failing tests: those that the earlier run does not have or did not execute.
    other_failing: Failing,
    /// Name, status and mute of muted tests.
    muted: Vec<(TestName, String, Muted)>,
    more_muted: usize,
    /// Case and title of each item without a result.
    untested: Vec<(String, String)>,
    more_untested: usize,
    /// Number of tests by category.
    categories: BTreeMap<String, usize>,
    slowest: BinaryHeap<Reverse<(i64, TestName)>>,
}

/// Writes the report in a language.
pub(super) fn write(tx: &Tx<'_>, source: &Source, lang: Lang, out: &mut dyn Write) -> Result<ReportCounts, Error> {
    let (mut groups, mut written, mut rows) = (Groups::default(), ReportCounts::default(), Rows::default());
    let is_first = source.head.before.is_none();
    let is_one_of = |test: &Test, all: &[Difference]| all.iter().any(|d| test.difference == Some(d.as_str()));
    source.each(tx, &mut |test| {
        groups.add(&test);
        written.tests += 1;
        if let Some(category) = &test.category {
            *rows.categories.entry(category.clone()).or_default() += 1;
        }
        if let Some(mute) = &test.muted {
            if rows.muted.len() < ROWS {
                rows.muted.push((short_name(&test), test.last.status.slug().to_owned(), mute.clone()));
            } else {
                rows.more_muted += 1;
            }
        } else if is_bad(&test.last.status) {
            if is_first || is_one_of(&test, &[Difference::NewFailure]) {
                rows.failing.add(&test, ROWS);
            } else if is_one_of(&test, &[Difference::StillFailing, Difference::MessageChanged]) {
                rows.still_failing.add(&test, ROWS);
            } else {
                rows.other_failing.add(&test, ROWS / 2);
            }
        }
        if let Some(took) = test.last.duration_ms.filter(|took| *took > 0) {
            rows.slowest.push(Reverse((took, short_name(&test))));
            if rows.slowest.len() > ROWS / 2 {
                rows.slowest.pop();
            }
        }
        Ok(())
    })?;
    source.each_untested(tx, &mut |test| {
        if rows.untested.len() < ROWS {
            rows.untested.push((test.case.clone().unwrap_or_default(), short(test.title_with_values())));
        } else {
            rows.more_untested += 1;
        }
        Ok(())
    })?;
    let text = text(&source.head, groups.finish(), rows, Tr::new(lang));
    out.write_all(text.as_bytes())?;
    Ok(written)
}

fn text(head: &Head, mut groups: Vec<Group>, rows: Rows, tr: Tr) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!("## {} · {} #{}\n", cell(&head.title), cell(&head.project), head.run));
    // A run by hand has all its cases, executed or not.
    let untested = usize::try_from(head.untested).unwrap_or(0);
    let mut counts = head.statuses.clone();
    if untested > 0 {
        *counts.entry("untested".to_owned()).or_default() += untested;
    }
    let total = head.total + untested;
    let known = ORDER.iter().map(|s| (*s).to_owned());
    let others = counts.keys().filter(|s| !ORDER.contains(&s.as_str())).cloned();
    let statuses: Vec<(String, usize)> = known.chain(others).filter_map(|s| counts.get(&s).map(|count| (s, *count))).collect();
    let titles: Vec<String> = statuses.iter().map(|(s, _)| status(s, tr)).collect();
    if head.total == 0 {
        line(&format!("{}\n", tr.text("report-no-results")));
    }
    if total > 0 {
        line(&format!("| {} | {} | {} |", tr.text("report-total"), titles.join(" | "), tr.text("report-flaky")));
        line(&format!("|---:|{}---:|", "---:|".repeat(statuses.len())));
        let numbers: Vec<String> = statuses.iter().map(|(_, count)| tr.number(*count)).collect();
        line(&format!("| {} | {} | {} |\n", tr.number(total), numbers.join(" | "), tr.number(head.flaky)));
    }
    run_errors(head, tr, &mut line);
    let mut facts: Vec<String> = head
        .environment
        .iter()
        .chain(&head.milestone)
        .chain(&head.configurations)
        .chain(&head.tags)
        .map(|one| cell(one))
        .collect();
    if let Some(start) = head.start_ms {
        facts.push(tr.date_time(start));
    }
    if let Some((start, end)) = head.start_ms.zip(head.end_ms) {
        facts.push(tr.duration(end.saturating_sub(start)));
    }
    if !facts.is_empty() {
        line(&format!("{}\n", facts.join(" · ")));
    }
    if let Some(before) = &head.before {
        let count = |d: Difference| before.differences.get(d.as_str()).copied().unwrap_or(0);
        let parts = [Difference::NewFailure, Difference::Fixed, Difference::StillFailing, Difference::MessageChanged].map(|d| {
            let apart = if d == Difference::NewFailure { before.muted_new_failures } else { 0 };
            let name = tr.text(&format!("difference-{}", d.as_str().replace('_', "-")));
            let muted = match apart {
                0 => String::new(),
                n => format!(" ({})", tr.message(&Message::new("report-muted-apart").count("n", n))),
            };
            format!("{name}: {}{muted}", tr.number(count(d) - apart))
        });
        let title = tr.message(&Message::new("report-compared-with").with("run", before.run));
        line(&format!("{title}: {}\n", parts.join(", ")));
    }
    let title = if head.before.is_some() { "report-new-failures" } else { "report-failing" };
    rows.failing.write(title, tr, &mut line);
    rows.still_failing.write("difference-still-failing", tr, &mut line);
    rows.other_failing.write("report-other-failing", tr, &mut line);
    groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.title.cmp(&b.title)));
    if !groups.is_empty() {
        line(&format!("### {}\n", tr.text("report-failure-groups")));
        line(&format!(
            "| {} | {} | {} |\n|---:|---|---|",
            tr.text("report-tests"),
            tr.text("report-status"),
            tr.text("report-message")
        ));
        for group in groups.iter().take(ROWS) {
            let similar = match group.similar {
                0 => String::new(),
                n => format!(" ({})", tr.message(&Message::new("run-group-similar").count("n", n))),
            };
            let (count, status) = (tr.number(group.count), status(group.status.slug(), tr));
            line(&format!("| {count} | {status} | {}{similar} |", cell(&group.title)));
        }
        if groups.len() > ROWS {
            line(&format!("\n{}", tr.message(&Message::new("report-more").count("count", groups.len() - ROWS))));
        }
        line("");
    }
    if head.has_categories && !rows.categories.is_empty() {
        line(&format!("### {}\n", tr.text("report-categories")));
        line(&format!("| {} | {} |\n|---:|---|", tr.text("report-tests"), tr.text("report-category")));
        let mut all: Vec<(&String, &usize)> = rows.categories.iter().collect();
        all.sort_by_key(|(_, count)| Reverse(**count));
        for (name, count) in all.iter().take(ROWS) {
            line(&format!("| {} | {} |", tr.number(**count), category(name, tr)));
        }
        line("");
    }
    if !rows.muted.is_empty() {
        line(&format!("### {}: {}\n", tr.text("report-muted-tests"), tr.number(rows.muted.len() + rows.more_muted)));
        let columns =
            ["test", "status", "muted-reason", "muted-owner", "muted-until"].map(|key| tr.text(&format!("report-{key}")));
        line(&format!("| {} |\n|---|---|---|---|---|", columns.join(" | ")));
        for ((_, word, mute), name) in rows.muted.iter().zip(names(rows.muted.iter().map(|(name, ..)| name))) {
            let until = mute
                .until_ms
                .map_or_else(|| tr.text("report-muted-forever").into_owned(), |until| tr.date(until.saturating_sub(1)));
            let owner = mute.owner.as_deref().unwrap_or_default();
            line(&format!("| {name} | {} | {} | {} | {until} |", status(word, tr), cell(&mute.reason), cell(owner)));
        }
        if rows.more_muted > 0 {
            line(&format!("\n{}", tr.message(&Message::new("report-more").count("count", rows.more_muted))));
        }
        line("");
    }
    if !rows.untested.is_empty() {
        let count = tr.number(rows.untested.len() + rows.more_untested);
        line(&format!("### {}: {count}\n", tr.text("report-status-untested")));
        line(&format!("| {} | {} |\n|---|---|", tr.text("report-case"), tr.text("report-test")));
        for (case, title) in &rows.untested {
            line(&format!("| {} | {} |", cell(case), cell(title)));
        }
        if rows.more_untested > 0 {
            line(&format!("\n{}", tr.message(&Message::new("report-more").count("count", rows.more_untested))));
        }
        line("");
    }
    let slowest = rows.slowest.into_sorted_vec();
    if !slowest.is_empty() {
        let mut table = String::new();
        for (Reverse((took, _)), name) in slowest.iter().zip(names(slowest.iter().map(|Reverse((_, name))| name))) {
            writeln!(table, "| {} | {name} |", tr.duration(*took)).ok();
        }
        line(&format!("<details><summary>{}</summary>\n", tr.text("report-slowest")));
        line(&format!("| {} | {} |\n|---:|---|\n{table}\n</details>\n", tr.text("report-duration"), tr.text("report-test")));
    }
    out
}

/// Writes the errors of the run that belong to none of its tests.
fn run_errors(head: &Head, tr: Tr, line: &mut impl FnMut(&str)) {
    if head.run_errors.is_empty() {
        return;
    }
    line(&format!("### {}: {}\n", tr.text("report-run-errors"), tr.number(head.run_errors.len())));
    line(&format!("| {} | {} |\n|---|---|", tr.text("report-run-error-place"), tr.text("report-message")));
    for error in head.run_errors.iter().take(ROWS) {
        line(&format!("| {} | {} |", cell(error.place()), cell(&first_line(&error.message_in(tr)))));
    }
    if head.run_errors.len() > ROWS {
        line(&format!("\n{}", tr.message(&Message::new("report-more").count("count", head.run_errors.len() - ROWS))));
    }
    line("");
}

/// The name of a category.
fn category(name: &str, tr: Tr) -> String {
    match name {
        PRODUCT_DEFECT => tr.text("report-category-product-defect").into_owned(),
        TEST_DEFECT => tr.text("report-category-test-defect").into_owned(),
        name => cell(name),
    }
}

/// The word of a status; a status of the workspace's own as it is.
fn status(slug: &str, tr: Tr) -> String {
    let key = format!("report-status-{}", slug.replace('_', "-"));
    if tr.has(&key) { tr.text(&key).into_owned() } else { cell(slug) }
}

/// The names of the tests of a table as cells. A label is never cut off with the end of a long title.
fn names<'n>(tests: impl Iterator<Item = &'n TestName> + Clone) -> Vec<String> {
    let labels = test_name::labels_of_some(tests.clone());
    let cells = tests.zip(labels).map(|(test, label)| {
        if label.is_empty() {
            return cell(&test.with_dots(""));
        }
        let room = LONGEST.saturating_sub(label.chars().count());
        format!("{} · {}", cell_of(&test.with_dots(""), room), cell(&label))
    });
    cells.collect()
}

/// Cuts a text to the length that [`cell`] shows, because the rows of a report stay in memory until its end.
fn short(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST + 1) {
        text.truncate(end);
        text.shrink_to_fit();
    }
    text
}

/// The name of a test with its texts cut off.
fn short_name(test: &Test) -> TestName {
    let TestName { title, values, case, full_name, suite } = test.name();
    TestName {
        title: short(title),
        values: short(values),
        case,
        full_name: full_name.map(short),
        suite: suite.into_iter().map(short).collect(),
    }
}

/// A text of a table, in which nothing is markup, a mention or a reference.
fn cell(text: &str) -> String {
    cell_of(text, LONGEST)
}

/// A cell of at most so many characters.
fn cell_of(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        if at == longest {
            out.push('…');
            break;
        }
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("@\u{200b}"),
            '#' => out.push_str("#\u{200b}"),
            // An address would become a link.
            ':' => out.push_str(":\u{200b}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => out.extend(['\\', c]),
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() || is_direction(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// True for characters that change the writing direction of the following text, also beyond the cell.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_any_text() {
        assert_eq!(cell("a|b\n<img> `x`"), "a\\|b &lt;img&gt; \\`x\\`");
        assert_eq!(cell("@team #1"), "@\u{200b}team #\u{200b}1");
        assert_eq!(cell("a\u{202e}b\0"), "a\u{fffd}b\u{fffd}");
        assert_eq!(cell(&"x".repeat(999)).chars().count(), LONGEST + 1);
    }
}
