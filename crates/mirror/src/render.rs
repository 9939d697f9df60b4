//! The summary as a document for people: Markdown for a CI job's page, HTML in one file. Texts of both projects are escaped.

use super::plan::{Decision, Plan, PlannedResult};
use super::report::Summary;
use askama::Template;
use std::borrow::Cow;
use voluptas_core::base::html::render;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::Tr;

/// Maximum number of rows of a Markdown table: pages of CI jobs have little room.
const ROWS_MARKDOWN: usize = 200;
/// Maximum number of rows of an HTML table.
const ROWS_HTML: usize = 5000;

/// A part of the document.
enum Block {
    Heading(String),
    Text(String),
    List(Vec<String>),
    /// `more` says how many rows are not shown.
    Table {
        head: Vec<String>,
        rows: Vec<Vec<String>>,
        more: Option<String>,
    },
}

/// The counts with their names, in the order of the report. Most counts of zero are left out.
pub fn numbers(summary: &Summary) -> Vec<(Message, usize)> {
    let (c, preview) = (&summary.counts, summary.is_preview);
    let all = [
        ("mirror-count-read", c.read, true),
        ("mirror-count-late", c.late, false),
        (if preview { "mirror-count-to-mirror" } else { "mirror-count-mirrored" }, c.mirrored, true),
        ("mirror-count-already", c.already, true),
        ("mirror-count-no-case", c.skipped_no_case, false),
        ("mirror-count-no-key", c.skipped_no_key, false),
        ("mirror-count-duplicate", c.skipped_duplicate, false),
        ("mirror-count-edited", c.skipped_edited, false),
        ("mirror-count-made", c.skipped_mirrored, false),
        ("mirror-count-not-final", c.skipped_not_final, false),
        ("mirror-count-undecided", c.skipped_undecided, false),
        ("mirror-count-no-counterpart", c.skipped_no_counterpart, false),
        ("mirror-count-doubtful", c.skipped_doubtful, false),
        ("mirror-count-by-choice", c.skipped_by_choice, false),
        ("mirror-count-failed", c.failed, true),
        (if preview { "mirror-count-cases-to-create" } else { "mirror-count-cases-created" }, c.cases_created, true),
        ("mirror-count-cases-reused", c.cases_reused, true),
        ("mirror-count-cases-failed", c.cases_failed, false),
        ("mirror-count-files-copied", c.files_copied, false),
        ("mirror-count-files-failed", c.files_failed, false),
    ];
    all.into_iter().filter(|(_, n, always)| *always || *n > 0).map(|(key, n, _)| (Message::new(key), n)).collect()
}

/// Markdown in the language of `tr`: the counts, warnings, failures, created cases, and the results that were not posted.
pub fn markdown(summary: &Summary, tr: Tr) -> String {
    let mut out = format!("# {}\n", plain(&title(summary, tr)));
    for block in blocks(summary, tr, ROWS_MARKDOWN, false) {
        out.push('\n');
        match block {
            Block::Heading(text) => add(&mut out, &format!("## {}", plain(&text))),
            Block::Text(text) => add(&mut out, &plain(&text)),
            Block::List(items) => items.iter().for_each(|i| add(&mut out, &format!("- {}", plain(i)))),
            Block::Table { head, rows, more } => {
                let line = |cells: &[String]| format!("| {} |", cells.iter().map(|c| plain(c)).collect::<Vec<_>>().join(" | "));
                add(&mut out, &format!("{}\n|{}", line(&head), " --- |".repeat(head.len())));
                rows.iter().for_each(|row| add(&mut out, &line(row)));
                if let Some(more) = more {
                    add(&mut out, &format!("\n{}", plain(&more)));
                }
            }
        }
    }
    out
}

/// The report as a page.
#[derive(Template)]
#[template(path = "mirror_report.html")]
struct Page {
    lang: Cow<'static, str>,
    title: String,
    parts: Vec<Block>,
}

/// HTML in the language of `tr`, in one file without scripts, with the parts of [`markdown`] and every result.
pub fn html(summary: &Summary, tr: Tr) -> String {
    let parts = blocks(summary, tr, ROWS_HTML, true);
    render(&Page { lang: tr.text("mirror-report-language"), title: title(summary, tr), parts })
}

fn title(summary: &Summary, tr: Tr) -> String {
    let (from, to) = (&summary.plan.source.project, &summary.plan.target.project);
    tr.message(&Message::new("mirror-report-title").with("source", from).with("target", to))
}

fn blocks(summary: &Summary, tr: Tr, most: usize, all_results: bool) -> Vec<Block> {
    let word = |key: &str| tr.text(key).into_owned();
    let mut blocks = Vec::new();
    let plan = &summary.plan;
    let to = summary.target_run.map_or_else(|| word("mirror-report-new-run"), |id| id.to_string());
    let from = plan.source.run.map(|id| id.to_string()).unwrap_or_default();
    let runs = Message::new("mirror-report-runs").with("from", from).with("title", &plan.source.run_title).with("to", to);
    blocks.push(Block::Text(tr.message(&runs)));
    if summary.is_preview {
        blocks.push(Block::Text(word("mirror-report-preview")));
    }
    if let Some(error) = &summary.stopped {
        let reason = tr.message(&error.message());
        blocks.push(Block::Text(tr.message(&Message::new("mirror-report-stopped").with("reason", reason))));
    }
    let left: Vec<String> = summary.left().iter().map(|m| tr.message(m)).collect();
    if summary.is_complete() {
        let key = if summary.is_preview { "mirror-report-would-be-complete" } else { "mirror-report-complete" };
        blocks.push(Block::Text(word(key)));
    } else if !left.is_empty() {
        blocks.push(Block::Text(word("mirror-report-incomplete")));
        blocks.push(Block::List(left));
    }
    let counts = numbers(summary).into_iter().map(|(name, n)| vec![tr.message(&name), n.to_string()]).collect();
    blocks.push(Block::Table {
        head: vec![word("mirror-report-outcome"), word("mirror-report-count")],
        rows: counts,
        more: None,
    });
    let left = summary.left();
    let others: Vec<String> = summary.warnings.iter().filter(|w| !left.contains(w)).map(|w| tr.message(w)).collect();
    if !others.is_empty() {
        blocks.push(Block::Heading(word("mirror-report-warnings")));
        blocks.push(Block::List(others));
    }
    let head = |keys: &[&str]| keys.iter().map(|k| word(k)).collect::<Vec<_>>();
    let key_of = |key: &Option<String>| key.clone().unwrap_or_default();
    let mut table = |title: &str, columns: &[&str], mut rows: Vec<Vec<String>>, total: usize| {
        if rows.is_empty() {
            return;
        }
        rows.truncate(most);
        blocks.push(Block::Heading(word(title)));
        let more = Message::new("mirror-report-more").count("count", total - rows.len());
        let more = (total > rows.len()).then(|| tr.message(&more));
        blocks.push(Block::Table { head: head(columns), rows, more });
    };
    let failures = summary.failures.iter().take(most);
    let rows = failures.map(|f| vec![f.case.to_string(), key_of(&f.key), tr.message(&f.message)]).collect();
    let columns = ["mirror-report-case", "mirror-report-key", "mirror-report-why"];
    table("mirror-report-failures", &columns, rows, summary.failures.len());
    let created = summary.created.iter().take(most);
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let rows = created.map(|c| vec![id(c.id), key_of(&c.key), c.title.clone()]).collect();
    let columns = ["mirror-report-case", "mirror-report-key", "mirror-report-name"];
    table("mirror-report-created", &columns, rows, summary.created.len());
    let told = |d: &Decision| match d {
        Decision::Post { .. } => all_results,
        Decision::Skip { reason } => all_results || !reason.is_there(),
    };
    let results: Vec<_> = plan.results.iter().filter(|r| told(&r.decision)).collect();
    let row = result_row(plan, tr);
    let rows = results.iter().take(most).map(|r| row(r)).collect();
    table("mirror-report-results", &RESULT_COLUMNS, rows, results.len());
    blocks
}

/// Columns of the table of results: their keys.
pub const RESULT_COLUMNS: [&str; 6] = [
    "mirror-report-result",
    "mirror-report-case",
    "mirror-report-key",
    "mirror-report-name",
    "mirror-report-status",
    "mirror-report-why",
];

/// A row of the table of results, by [`RESULT_COLUMNS`].
pub fn result_row<'p>(plan: &'p Plan, tr: Tr) -> impl Fn(&PlannedResult) -> Vec<String> + 'p {
    let length = hash_length(plan);
    move |r| {
        let code = plan.source_code(r).unwrap_or_default();
        let key = r.key.clone().unwrap_or_default();
        vec![r.hash.chars().take(length).collect(), code, key, r.title.clone(), r.status.clone(), plan.reason(tr, r)]
    }
}

/// The number of characters by which the hashes of the results differ, twelve at least.
fn hash_length(plan: &Plan) -> usize {
    let mut hashes: Vec<&str> = plan.results.iter().map(|r| r.hash.as_str()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let common = |pair: &[&str]| pair[0].chars().zip(pair[1].chars()).take_while(|(a, b)| a == b).count() + 1;
    hashes.windows(2).map(common).max().unwrap_or(0).max(12)
}

/// A line.
fn add(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// Escapes a text for Markdown, in one line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::plan::{NewCase, Plan, PlannedResult, ProjectRun, Reason};
    use super::*;
    use std::sync::Arc;
    use voluptas_i18n::Lang;

    fn summary() -> Summary {
        let end = |project: &str| ProjectRun {
            base_url: "https://api.example/v1".into(),
            project: project.into(),
            field: Some(1),
            run: Some(7),
            run_title: "<b>Nightly</b> | *x*".into(),
        };
        let hostile = "<script>alert(1)</script>\n| a\0\u{202e}\"'";
        let plan = Plan {
            source: end("AUTO"),
            target: ProjectRun { run: None, ..end("SHOP") },
            match_by: super::super::MatchBy::Key,
            new_cases: vec![NewCase { source_case: 3, key: Some(hostile.into()), title: hostile.into() }],
            results: vec![PlannedResult {
                hash: "abc".into(),
                case: 3,
                key: Some(hostile.into()),
                title: hostile.into(),
                status: "passed".into(),
                decision: Decision::Skip { reason: Reason::NoKey },
                about: Vec::new(),
            }],
            late: 3,
            untraced: 0,
            without_files: 0,
            doubtful: Vec::new(),
            warnings: vec![Message::new("mirror-warning-file").with("file", hostile).with("reason", "\"&'")],
        };
        Summary::of_plan(&Arc::new(plan))
    }

    #[test]
    fn what_came_from_outside_stays_text() {
        for lang in Lang::ALL {
            let (page, text) = (html(&summary(), Tr::new(lang)), markdown(&summary(), Tr::new(lang)));
            assert!(!page.contains("<script") && !page.contains("<b>Nightly") && page.contains("&lt;script&gt;"), "{page}");
            assert!(!page.contains("http://") && !page.contains("src="), "self-contained");
            assert!(!page.contains('\0') && page.contains("<td dir=\"auto\">&lt;script&gt;"), "{page}");
            assert!(!text.contains("<script") && text.contains("&lt;script&gt;"), "{text}");
            for line in text.lines().filter(|l| l.starts_with('|')) {
                assert!(line.ends_with('|'), "a row is broken: {line}");
            }
            assert!(text.contains("AUTO") && page.contains(&format!("<html lang=\"{}\"", tr_code(lang))));
            assert!(!text.contains("mirror-") && !page.contains("mirror-"), "a text is missing: {text}");
        }
    }

    fn tr_code(lang: Lang) -> &'static str {
        if lang == Lang::Ru { "ru" } else { "en" }
    }
}
