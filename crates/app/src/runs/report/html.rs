//! The report as one HTML page that needs no network.
//!
//! Order of the file: the page with style and summary, the rows of the list, the script, then the details of the tests in compressed
//! pieces, those of cases without a result last, then attachments. The rows and the pieces go through temporary files, because the
//! summary stands before them. All data are JSON or base64 in elements that are not executed; the script makes texts of them and
//! nothing else. A content security policy with the hashes of style and script allows nothing besides.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustc_hash::FxHashMap;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::files::EmbeddedFiles;
use super::model::{Gate, Group, Head, Test};
use super::options::Options;
use super::outcome::{Error, ReportCounts};
use super::pack::{Compressor, Packer};
use super::read::{Groups, Source, brief, cut};
use super::temporary::Temporary;
use crate::runs;
use askama::filters::Escaper as _;
use strum::IntoEnumIterator as _;
use voluptas_core::base::html::Escaped;
use voluptas_core::domain::outcome::{Difference, is_bad};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::test_name::{self, TestName};
use voluptas_i18n::{Lang, MONTHS, Tr};
use voluptas_store::Tx;
use voluptas_store::blobs::Blobs;

const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/report/page.html"));
/// The parts share their names, and nothing else of the page sees them.
const SCRIPT: &str = concat!(
    "(() => {\n'use strict';\n",
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/report/state.js")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/report/list.js")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/report/details.js")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/report/page.js")),
    "})();\n"
);
const STYLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/report/report.css"));

/// Tests in a full compressed piece.
const PIECE: usize = 100;
/// Bytes of texts that end a piece before it is full.
const PIECE_BYTES: usize = 4 << 20;
/// Failures and untested cases in the table for browsers without scripts.
const PLAIN_ROWS: usize = 500;
/// Facets of the tree: the suites, labels by their names, and the categories of failures.
const FACETS: [&str; 5] = ["suite", "severity", "owner", "feature", "category"];

/// Texts of the page, which the script knows by what follows `report-`.
const TEXTS: &[&str] = &[
    "report-all",
    "report-all-tests",
    "report-attachments",
    "report-attempt",
    "report-attempts-left-out",
    "report-author",
    "report-back",
    "report-broken-off",
    "report-build",
    "report-by-category",
    "report-by-none",
    "report-by-message",
    "report-by-suite",
    "report-by-slowest",
    "report-case",
    "report-category-product-defect",
    "report-category-test-defect",
    "report-clear",
    "report-close",
    "report-copied",
    "report-copy",
    "report-copy-link",
    "report-damaged",
    "report-description",
    "report-download",
    "report-duration",
    "report-durations",
    "report-empty",
    "report-environment",
    "report-milestone",
    "report-configurations",
    "report-tags",
    "report-expected",
    "report-data",
    "report-facet-category",
    "report-facet-feature",
    "report-facet-owner",
    "report-facet-severity",
    "report-facet-suite",
    "report-failing",
    "report-fields",
    "report-flaky",
    "report-flaky-one",
    "report-file-missing",
    "report-full-name",
    "report-from-run",
    "report-gone",
    "report-group",
    "report-help",
    "report-history",
    "report-key-copy",
    "report-key-escape",
    "report-key-group",
    "report-key-help",
    "report-key-next",
    "report-key-open",
    "report-key-search",
    "report-labels",
    "report-language",
    "report-last-runs",
    "report-links",
    "report-loading",
    "report-message",
    "report-messages",
    "report-next",
    "report-no-message",
    "report-no-results",
    "report-none-chosen",
    "report-not-embedded",
    "report-offline",
    "report-old-browser",
    "report-parameters",
    "report-passed-share",
    "report-points",
    "report-previous",
    "report-result",
    "report-retried",
    "report-results",
    "report-run-errors",
    "report-search",
    "report-search-hint",
    "report-search-note",
    "report-set-up",
    "report-share-note",
    "report-show-all",
    "report-share-of",
    "report-similar",
    "report-stack-trace",
    "report-start",
    "report-state-active",
    "report-status",
    "report-steps",
    "report-tear-down",
    "report-test",
    "report-tests-shown",
    "report-theme",
    "report-theme-dark",
    "report-theme-light",
    "report-theme-system",
    "report-too-long",
    "report-unknown-status",
    "report-untested-note",
    "report-without",
    "report-worker",
    "report-written",
    "report-status-blocked",
    "report-status-broken",
    "report-status-failed",
    "report-status-in-progress",
    "report-status-invalid",
    "report-status-passed",
    "report-status-skipped",
    "report-status-untested",
    "report-muted",
    "report-muted-many",
    "report-muted-forever",
    "report-muted-owner",
    "report-muted-reason",
    "report-muted-until",
    "report-new-failure",
    "report-new-failures",
    "report-unusable-categories",
    "report-all-values",
    "report-also-failed",
    "report-gate-broken",
    "report-gate-met",
    "report-gate-unreadable",
    "report-gone-listed",
    "report-gone-note",
    "report-key-down",
    "report-key-up",
    "report-pass-rate",
    "report-runs",
    "report-tab-environment",
    "report-tab-history",
    "report-tab-results",
    "report-tab-suites",
    "gui-status-blocked",
    "gui-status-broken",
    "gui-status-failed",
    "gui-status-in-progress",
    "gui-status-invalid",
    "gui-status-passed",
    "gui-status-skipped",
    "gui-status-untested",
];

/// The data that the script reads first.
#[derive(Serialize)]
struct PageHead<'a> {
    lang: &'static str,
    piece: usize,
    /// Rows of the list: tests, and items without a result.
    rows: usize,
    /// Number of the first test of each piece; `None` where each piece but the last one is full.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts: Option<Vec<usize>>,
    run: &'a Head,
    groups: Vec<Group>,
    statuses: Vec<ResultStatus>,
    differences: Vec<&'static str>,
    facets: Vec<Facet>,
    /// Outcome of the quality gate in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<GateWords>,
    /// Messages of the errors of the run by language, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_errors: Option<BTreeMap<&'static str, Vec<String>>>,
    texts: BTreeMap<&'static str, BTreeMap<String, String>>,
}

#[derive(Serialize)]
struct GateWords {
    met: Option<bool>,
    /// Broken rules, or the reason why the rules cannot be read, by language.
    lines: BTreeMap<&'static str, Vec<String>>,
}

#[derive(Serialize)]
struct Facet {
    name: &'static str,
    paths: Vec<Vec<String>>,
}

/// Values in the order of their first occurrence.
#[derive(Debug)]
struct Numbered<T>(FxHashMap<T, usize>);

impl<T: std::hash::Hash + Eq + Clone> Numbered<T> {
    fn new() -> Self {
        Self(FxHashMap::default())
    }

    fn of(&mut self, value: &T) -> usize {
        if let Some(place) = self.0.get(value) {
            return *place;
        }
        let place = self.0.len();
        self.0.insert(value.clone(), place);
        place
    }

    fn finish(self) -> Vec<T> {
        let mut all: Vec<(usize, T)> = self.0.into_iter().map(|(value, place)| (place, value)).collect();
        all.sort_by_key(|(place, _)| *place);
        all.into_iter().map(|(_, value)| value).collect()
    }
}

/// Title, full name, status, duration, flags (1 flaky, 2 retried, 4 muted), difference, group, then a place in each facet, and the values of
/// parameters, and the code of the case. -1 stands for none.
#[derive(Serialize)]
struct Row<'a>(&'a str, &'a str, usize, i64, u8, i64, i64, [usize; FACETS.len()], &'a str, &'a str);

/// The parts of the page that grow with each test. Its thread makes them while another one reads the tests.
struct Writer {
    rows: Packer<BufWriter<Temporary>>,
    pieces: Pieces,
    count: usize,
    groups: Groups,
    statuses: Numbered<ResultStatus>,
    facets: [Numbered<Vec<String>>; FACETS.len()],
    differences: Vec<&'static str>,
    chosen: EmbeddedFiles,
    files: usize,
    /// Failures and untested cases for the table without scripts.
    plain: Vec<Failure>,
}

/// A line of the table for browsers without scripts.
struct Failure {
    status: ResultStatus,
    name: TestName,
    /// Beginning of the message.
    message: String,
    /// Reason of the mute of a muted test.
    mute: Option<String>,
}

/// Writes the page.
pub(super) fn write(
    tx: &Tx<'_>,
    source: &Source,
    options: &Options,
    blobs: &Blobs,
    out: &mut dyn Write,
) -> Result<ReportCounts, Error> {
    let writer = Writer::new(options.attachment_bytes)?;
    std::thread::scope(|scope| {
        // Reading takes as long as writing: no piece needs to wait in memory.
        let (send, waiting) = mpsc::sync_channel(0);
        let (send_back, written) = mpsc::channel();
        let writing = scope.spawn(move || writer.take(waiting, send_back));
        let read = read(tx, source, send, &written);
        // When the thread failed, the reading was broken off, and only the thread knows why.
        let writer = writing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        read?;
        writer.finish(&source.head, options.lang, blobs, out)
    })
}

/// Hands the tests of a run over in pieces. Those that were written are freed here, by the thread that made them: memory that another
/// thread frees is found again slowly.
fn read(tx: &Tx<'_>, source: &Source, pieces: SyncSender<Vec<Test>>, written: &Receiver<Vec<Test>>) -> Result<(), Error> {
    let hand_over = |piece| {
        written.try_iter().for_each(drop);
        pieces.send(piece).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe).into())
    };
    let (mut piece, mut bytes) = (Vec::with_capacity(PIECE), 0);
    let mut add = |test: Test| {
        bytes += test.text_bytes();
        piece.push(test);
        if piece.len() < PIECE && bytes < PIECE_BYTES {
            return Ok(());
        }
        bytes = 0;
        hand_over(std::mem::replace(&mut piece, Vec::with_capacity(PIECE)))
    };
    source.each(tx, &mut add)?;
    source.each_untested(tx, &mut add)?;
    if piece.is_empty() { Ok(()) } else { hand_over(piece) }
}

/// The details of the tests in compressed pieces, in a temporary file.
struct Pieces {
    file: BufWriter<Temporary>,
    /// A piece before it is compressed.
    text: Vec<u8>,
    press: Compressor,
    /// Number of the first test of each piece.
    starts: Vec<usize>,
    /// Tests in all pieces.
    tests: usize,
}

impl Pieces {
    fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(Temporary::new()?),
            text: Vec::new(),
            press: Compressor::default(),
            starts: Vec::new(),
            tests: 0,
        })
    }

    fn add(&mut self, piece: &[Test]) -> Result<(), Error> {
        self.text.clear();
        serde_json::to_writer(&mut self.text, piece)?;
        write!(self.file, "<script type=\"text/plain\" id=\"p-{}\">", self.starts.len())?;
        self.press.write_all(&self.text)?;
        self.press.finish_into(&mut self.file)?;
        writeln!(self.file, "</script>")?;
        self.starts.push(self.tests);
        self.tests += piece.len();
        Ok(())
    }

    /// The starts, unless the script can work them out.
    fn irregular_starts(&mut self) -> Option<Vec<usize>> {
        let starts = std::mem::take(&mut self.starts);
        let is_regular = starts.iter().enumerate().all(|(at, start)| *start == at * PIECE);
        (!is_regular).then_some(starts)
    }
}

impl Writer {
    fn new(attachment_bytes: u64) -> Result<Self, Error> {
        let mut rows = Packer::new(BufWriter::new(Temporary::new()?));
        rows.write_all(b"[")?;
        Ok(Self {
            rows,
            pieces: Pieces::new()?,
            count: 0,
            groups: Groups::default(),
            statuses: Numbered::new(),
            facets: std::array::from_fn(|_| Numbered::new()),
            differences: Difference::iter().map(Difference::as_str).collect(),
            chosen: EmbeddedFiles::new(attachment_bytes),
            files: 0,
            plain: Vec::new(),
        })
    }

    /// Takes pieces until their sender is dropped, and gives each back.
    fn take(mut self, pieces: Receiver<Vec<Test>>, written: Sender<Vec<Test>>) -> Result<Self, Error> {
        for piece in pieces {
            piece.iter().try_for_each(|test| self.add(test))?;
            self.pieces.add(&piece)?;
            // The reader may have ended.
            written.send(piece).ok();
        }
        self.rows.write_all(b"]")?;
        Ok(self)
    }

    fn add(&mut self, test: &Test) -> Result<(), Error> {
        let place = |n: Option<usize>| n.and_then(|n| i64::try_from(n).ok()).unwrap_or(-1);
        let group = self.groups.add(test);
        let is_plain = is_bad(&test.last.status) || test.last.status == ResultStatus::Untested;
        if is_plain && self.plain.len() < PLAIN_ROWS {
            let message = brief(test.last.message.as_deref().unwrap_or_default());
            let mute = test.muted.as_ref().map(|mute| mute.reason.clone());
            self.plain.push(Failure { status: test.last.status.clone(), name: test.name(), message, mute });
        }
        let facets = self.facets_of(test);
        let values = test.values();
        let row = Row(
            &test.title,
            test.full_name.as_deref().filter(|name| *name != test.title).unwrap_or_default(),
            self.statuses.of(&test.last.status),
            test.last.duration_ms.unwrap_or(-1),
            u8::from(test.flaky) | u8::from(!test.attempts.is_empty()) << 1 | u8::from(test.muted.is_some()) << 2,
            place(test.difference.and_then(|d| self.differences.iter().position(|known| *known == d))),
            place(group),
            facets,
            &values,
            test.case.as_deref().unwrap_or_default(),
        );
        if self.count > 0 {
            self.rows.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut self.rows, &row)?;
        self.count += 1;
        self.files += self.chosen.add(test);
        Ok(())
    }

    fn facets_of(&mut self, test: &Test) -> [usize; FACETS.len()] {
        let labels = |names: &[&str]| -> Vec<String> {
            let label = |name: &&str| test.last.labels.iter().find(|l| l.name == **name).map(|l| l.value.clone());
            names.iter().filter_map(label).filter(|value| !value.is_empty()).map(|value| cut(&value)).collect()
        };
        let category = test.category.iter().cloned().collect();
        let paths = [
            test.suite.iter().map(|suite| cut(suite)).collect(),
            labels(&["severity"]),
            labels(&["owner"]),
            labels(&["epic", "feature", "story"]),
            category,
        ];
        let mut found = [0; FACETS.len()];
        for ((place, facet), path) in found.iter_mut().zip(&mut self.facets).zip(&paths) {
            *place = facet.of(path);
        }
        found
    }

    fn finish(mut self, head: &Head, lang: Lang, blobs: &Blobs, out: &mut dyn Write) -> Result<ReportCounts, Error> {
        let facet = |(name, paths): (&'static str, Numbered<Vec<String>>)| Facet { name, paths: paths.finish() };
        let page_head = PageHead {
            lang: code(lang),
            piece: PIECE,
            rows: self.count,
            starts: self.pieces.irregular_starts(),
            run: head,
            groups: self.groups.finish(),
            statuses: self.statuses.finish(),
            differences: self.differences,
            facets: FACETS.into_iter().zip(self.facets).map(facet).collect(),
            gate: head.gate.as_ref().map(gate_words),
            run_errors: (!head.run_errors.is_empty()).then(|| [Lang::En, Lang::Ru].map(|lang| error_words(head, lang)).into()),
            texts: [Lang::En, Lang::Ru].map(|lang| (code(lang), texts(lang))).into(),
        };
        let (script, style) = (unix(SCRIPT), unix(STYLE));
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src blob:; base-uri 'none'; form-action 'none'",
            hash(&script),
            hash(&style)
        );
        let title = html(&format!("{} · {}", head.title, head.project_title));
        let data = json(&page_head)?;
        let plain = plain(head, &self.plain, Tr::new(lang));
        let (mut rows, mut pieces, mut chosen, mut files) = (Some(self.rows), Some(self.pieces.file), Some(self.chosen), 0);
        for (at, part) in unix(PAGE).split("{{").enumerate() {
            let (name, rest) = if at == 0 { ("", part) } else { part.split_once("}}").unwrap_or(("", part)) };
            match name {
                "lang" => out.write_all(code(lang).as_bytes())?,
                "policy" => out.write_all(policy.as_bytes())?,
                "title" => out.write_all(title.as_bytes())?,
                "style" => out.write_all(style.as_bytes())?,
                "script" => out.write_all(script.as_bytes())?,
                "head" => out.write_all(data.as_bytes())?,
                "plain" => out.write_all(plain.as_bytes())?,
                "rows" => rows.take().map_or(Ok(()), |rows| copy(rows.finish()?, out))?,
                "pieces" => pieces.take().map_or(Ok(()), |pieces| copy(pieces, out))?,
                "files" => files = chosen.take().map_or(Ok(0), |chosen| chosen.write(blobs, out))?,
                _ => {}
            }
            out.write_all(rest.as_bytes())?;
        }
        let files_listed = self.files.saturating_sub(files);
        Ok(ReportCounts { tests: head.total, files, files_listed, ..ReportCounts::default() })
    }
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Ru => "ru",
    }
}

/// Copies a temporary file from its beginning.
fn copy(file: BufWriter<Temporary>, out: &mut dyn Write) -> io::Result<()> {
    let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut file, out)?;
    Ok(())
}

/// A text with the line ends that a browser hashes, also where Git checked the file out with others.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// A value as JSON that may stand in an element: `<` occurs within strings alone.
fn json(value: &impl Serialize) -> Result<String, Error> {
    Ok(serde_json::to_string(value)?.replace('<', "\\u003c"))
}

/// A text as text of an element.
fn html(text: &str) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    Escaped.write_escaped_str(&mut out, text).ok();
    out
}

/// The texts of a language by what follows `report-`, the words of the differences, and units of time with `#` for the number.
fn texts(lang: Lang) -> BTreeMap<String, String> {
    let tr = Tr::new(lang);
    let own = TEXTS.iter().chain(&MONTHS).map(|key| (key.trim_start_matches("report-").to_owned(), tr.text(key).into_owned()));
    let difference = |d: Difference| {
        let name = format!("difference-{}", d.as_str().replace('_', "-"));
        let text = tr.text(&name).into_owned();
        (name, text)
    };
    let unit = |name: &str| (format!("unit-{name}"), tr.fmt(&format!("common-unit-{name}"), &[("n", "#".into())]));
    own.chain(Difference::iter().map(difference)).chain(["ms", "s", "min", "h", "d"].map(unit)).collect()
}

fn gate_words(gate: &Gate) -> GateWords {
    let lines = |lang: Lang| {
        let tr = Tr::new(lang);
        let status = |status: &ResultStatus| word(status.slug(), tr);
        let broken = gate.broken.iter().map(|rule| runs::gate::words(tr, rule, runs::gate::measure(tr, &rule.found), status));
        (code(lang), broken.chain(gate.error.clone()).collect())
    };
    GateWords { met: gate.met, lines: [Lang::En, Lang::Ru].map(lines).into() }
}

fn error_words(head: &Head, lang: Lang) -> (&'static str, Vec<String>) {
    (code(lang), head.run_errors.iter().map(|error| error.message_in(Tr::new(lang))).collect())
}

/// The table of failures for browsers without scripts.
fn plain(head: &Head, failures: &[Failure], tr: Tr) -> String {
    let mut out = format!("<h1>{} #{}</h1>\n<ul>", html(&head.title), head.run);
    for (status, count) in &head.statuses {
        out.push_str(&format!("<li>{}: {count}</li>", html(&word(status, tr))));
    }
    if head.total == 0 {
        out.push_str(&format!("<li>{}</li>", html(&tr.text("report-no-results"))));
    }
    if head.untested > 0 {
        out.push_str(&format!("<li>{}: {}</li>", html(&tr.text("report-status-untested")), head.untested));
    }
    for error in head.run_errors.iter().take(PLAIN_ROWS) {
        let message = brief(&error.message_in(tr));
        out.push_str(&format!("<li>{}: {}: {}</li>", html(&tr.text("report-run-errors")), html(error.place()), html(&message)));
    }
    let columns = ["report-status", "report-test", "report-message"].map(|key| html(&tr.text(key)));
    out.push_str(&format!("</ul>\n<table><thead><tr><th>{}</th></tr></thead><tbody>\n", columns.join("</th><th>")));
    let labels = test_name::labels_of_some(failures.iter().map(|failure| &failure.name));
    for (failure, label) in failures.iter().zip(labels) {
        let status = match &failure.mute {
            Some(reason) => format!("{} ({}: {reason})", word(failure.status.slug(), tr), tr.text("report-muted")),
            None => word(failure.status.slug(), tr),
        };
        let cells = [status.as_str(), &failure.name.with_dots(&label), &failure.message].map(html);
        out.push_str(&format!("<tr><td>{}</td></tr>\n", cells.join("</td><td>")));
    }
    out.push_str("</tbody></table>");
    out
}

fn word(status: &str, tr: Tr) -> String {
    let key = format!("report-status-{}", status.replace('_', "-"));
    if tr.has(&key) { tr.text(&key).into_owned() } else { status.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_in_an_element_cannot_end_it() {
        let hostile = "</script><!--<script>\u{0}\u{2028}\u{202e}\"'&";
        let text = json(&[hostile]).expect("JSON");
        assert!(!text.contains('<'));
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).expect("JSON"), [hostile]);
        assert_eq!(html("</noscript>\0"), "&lt;/noscript&gt;\u{fffd}");
    }

    #[test]
    fn style_and_script_do_not_end_their_elements() {
        for text in [SCRIPT, STYLE] {
            assert!(!text.to_lowercase().contains("</s") && !text.contains("<!--"), "an element would end");
        }
        for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch("] {
            assert!(!SCRIPT.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_script_declares_each_name_once() {
        let keywords = ["const ", "let ", "async function ", "function "];
        let declared = SCRIPT.lines().filter_map(|line| keywords.iter().find_map(|keyword| line.strip_prefix(keyword)));
        let names = declared
            .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
            .filter(|name| !name.is_empty());
        let mut seen = std::collections::BTreeSet::new();
        let twice: Vec<&str> = names.filter(|name| !seen.insert(*name)).collect();
        assert!(seen.len() > 50 && twice.is_empty(), "a browser would refuse the whole script: {twice:?}");
    }

    #[test]
    fn the_script_has_the_texts_that_it_asks_for() {
        let known = texts(Lang::En);
        let is_own = |at: usize| !SCRIPT[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.');
        let calls = SCRIPT.match_indices("t('").filter(|(at, _)| is_own(*at));
        let asked = calls.filter_map(|(at, call)| SCRIPT[at + call.len()..].split_once('\'')).map(|(key, _)| key);
        let missing: Vec<&str> = asked.filter(|key| !key.ends_with('-') && !known.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        for lang in [Lang::En, Lang::Ru] {
            // A missing text is its key.
            let is_missing = |text: &str| text.is_empty() || text.starts_with("report-") || text.starts_with("difference-");
            let empty: Vec<String> = texts(lang).into_iter().filter(|(_, v)| is_missing(v)).map(|(key, _)| key).collect();
            assert!(empty.is_empty(), "{empty:?}");
        }
    }
}
