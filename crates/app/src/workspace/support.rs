//! The support file: a zip with everything that helps to understand a problem, and with nothing of what is tested.
//!
//! Version and system, harmless settings, the result of `doctor`, row counts, the last lines of the log and the crash reports.
//! Values go in by name: a setting or a field of the log that is not listed here stays out, so that a new one cannot leak.
//! Titles of the workspace are searched for in what is left and replaced.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use voluptas_core::base::{clock, version};
use voluptas_settings::scrub::{scrub, without_quotes};
use voluptas_settings::{Paths, QaseSection, Settings, crash};
use voluptas_store::doctor::{Finding, WorkspaceStatistics, examine, statistics};

/// Largest number of log lines.
const LINES: usize = 2000;
/// Number of bytes at the end of the log that are read.
const LOG_BYTES: u64 = 1024 * 1024;
/// Largest number of crash reports; the newest are taken.
const REPORTS: usize = 10;
/// Fewest characters of a title that is searched for: shorter ones are parts of ordinary words.
const TITLE: usize = 4;
/// Fields of the log whose numbers and short words are kept.
const FIELDS: [&str; 25] = [
    "age_ms",
    "all",
    "area",
    "attempt",
    "attempts",
    "cache",
    "count",
    "duration_ms",
    "elapsed_ms",
    "freed",
    "id",
    "items",
    "job",
    "key",
    "lang",
    "method",
    "ms",
    "n",
    "number",
    "of_address",
    "operation",
    "passes",
    "state",
    "status",
    "wait",
];

/// One file inside the support file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name in the zip.
    pub name: String,
    /// Content.
    pub text: String,
}

/// Collects the content of the support file.
pub fn collect(paths: &Paths, settings: &Settings, now: i64) -> Vec<Part> {
    let counted = if paths.database.is_some() { Err(voluptas_store::Error::NotAFile) } else { statistics(&paths.workspace) };
    let titles: Vec<&str> = counted
        .as_ref()
        .map(|c| c.titles.iter().map(String::as_str).filter(|t| t.chars().count() >= TITLE).collect())
        .unwrap_or_default();
    let findings = if paths.database.is_some() { None } else { examine(&paths.workspace).ok() };
    let is_known = knows_titles(&counted);
    let part = |name: &str, text: String| Part { name: name.to_owned(), text };
    let mut parts = vec![
        part("about.txt", format!("voluptas {}\n{}\n{}\n", version::full(), crash::system(), clock::to_iso(now))),
        part("settings.txt", settings_text(settings, paths.portable)),
        part("workspace.txt", workspace_text(counted.as_ref().ok(), findings.as_deref())),
        part("log.txt", if is_known { log_text(&paths.log_file(), &titles) } else { UNSCRUBBED.to_owned() }),
    ];
    let reports = crash::all(&paths.log_dir);
    for report in reports.iter().rev().take(REPORTS) {
        let name = report.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let text = match fs::read_to_string(report) {
            Ok(text) if is_known => scrub_titles(&text, &titles),
            Ok(_) => UNSCRUBBED.to_owned(),
            Err(error) => format!("not readable: {}\n", error.kind()),
        };
        parts.push(Part { name, text });
    }
    parts
}

/// Stands for a text whose titles cannot be removed.
const UNSCRUBBED: &str = "left out: the titles of the workspace could not be read, so they cannot be removed from this text\n";

/// True when all titles of the workspace are known, so that they can be removed from texts. A missing workspace has none.
fn knows_titles(statistics: &voluptas_store::Result<WorkspaceStatistics>) -> bool {
    match statistics {
        Ok(statistics) => statistics.unread.is_empty(),
        Err(error) => matches!(error, voluptas_store::Error::NotFound { .. }),
    }
}

/// The parts as a zip. Its entries have no times, so that the same parts give the same bytes.
///
/// # Errors
/// The archive cannot be built; in practice there is no memory left.
pub fn zip(parts: &[Part]) -> io::Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for part in parts {
        zip.start_file(part.name.as_str(), options)?;
        zip.write_all(part.text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Settings that reveal nothing about the tested product or its place.
fn settings_text(settings: &Settings, is_portable: bool) -> String {
    let (general, qase) = (&settings.general, &settings.qase);
    let own = |url: &str| if url == QaseSection::BASE_URL { "api.qase.io" } else { "another" };
    let mut text = String::new();
    writeln!(text, "lang {:?}\ntheme {:?}\nzoom {}", general.lang, general.theme, general.zoom).ok();
    writeln!(text, "server {}\nproject {}", own(&qase.base_url), if qase.project.is_some() { "set" } else { "none" }).ok();
    writeln!(text, "requests_per_minute {}\ntimeout_s {}", qase.requests_per_minute, qase.timeout_s).ok();
    writeln!(text, "cache_minutes {}\nlate_write_s {}", qase.cache_minutes, qase.late_write_s).ok();
    writeln!(text, "credential_store {:?}", qase.credential_store).ok();
    writeln!(text, "second_account {}", settings.second.base_url.as_deref().map_or("none", own)).ok();
    writeln!(text, "recent_workspaces {}\nportable {is_portable}", settings.recent.len()).ok();
    text
}

/// Schema, row counts and findings. The sentences of the findings name files and tables; their counts are enough.
fn workspace_text(statistics: Option<&WorkspaceStatistics>, findings: Option<&[Finding]>) -> String {
    let mut text = String::new();
    match statistics {
        Some(statistics) => {
            writeln!(text, "schema {}", statistics.schema).ok();
            for (table, rows) in &statistics.tables {
                writeln!(text, "rows {table} {rows}").ok();
            }
        }
        None => text.push_str("no readable workspace\n"),
    }
    if statistics.is_some() && findings.is_none() {
        text.push_str("the checks could not be run\n");
    }
    for finding in findings.unwrap_or_default() {
        writeln!(text, "check {} {:?} {}", finding.check, finding.severity, finding.count).ok();
    }
    text
}

fn log_text(path: &Path, titles: &[&str]) -> String {
    let tail = || {
        let mut file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LOG_BYTES)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        io::Result::Ok(bytes)
    };
    let bytes = tail().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    // A line without a time is the rest of a value, or of a line that was cut.
    let lines: Vec<&str> = text.lines().filter(|l| is_begun(l)).collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    last.iter().map(|line| log_line(line, titles) + "\n").collect()
}

/// True for `2026-11-20 06:33:02 [LEVEL   ] place - words`.
fn is_begun(line: &str) -> bool {
    line.get(..19).is_some_and(|t| clock::parse(&t.replace(' ', "T")).is_some()) && line.contains(" - ")
}

/// A line of the log with its words, the listed fields, and errors without quoted parts and titles.
fn log_line(line: &str, titles: &[&str]) -> String {
    let (words, mut fields) = match next_field(line) {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    let mut out = scrub(&without_quotes(words));
    while let Some((name, rest)) = fields.trim_start().split_once('=') {
        let end = next_field(rest).unwrap_or(rest.len());
        let (value, next) = rest.split_at(end);
        let plain = value.trim_matches('"');
        let is_plain =
            plain.len() <= 64 && plain.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        let is_method = ["GET", "POST", "PATCH", "PUT", "DELETE"].contains(&value);
        let shown = match name {
            "error" => scrub_titles(&without_quotes(value), titles),
            "path" => api_path(plain),
            name if FIELDS.contains(&name) && (is_plain || is_method) => scrub(plain),
            _ => "…".to_owned(),
        };
        write!(out, " {name}={shown}").ok();
        // The text after an unlisted value may be its own text: a title can look like a field.
        if shown == "…" {
            break;
        }
        fields = next;
    }
    out
}

/// A path of the API without codes of projects and names of files: `/case/…/12`.
fn api_path(path: &str) -> String {
    let is_word =
        |part: &str| part.len() <= 20 && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !path.starts_with('/') || path.contains(' ') {
        return "…".to_owned();
    }
    path.split('/').map(|part| if is_word(part) { part } else { "…" }).collect::<Vec<_>>().join("/")
}

/// Place of the blank before the next ` name=`.
fn next_field(text: &str) -> Option<usize> {
    text.match_indices('=').find_map(|(at, _)| {
        let start = text[..at].rfind(' ')?;
        let name = &text[start + 1..at];
        (!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).then_some(start)
    })
}

/// The text without secrets and without titles, also where one stands as a part of a word.
fn scrub_titles(text: &str, titles: &[&str]) -> String {
    let text = scrub(text);
    titles.iter().filter(|t| text.contains(**t)).fold(text.clone(), |text, title| text.replace(title, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_log_keep_what_is_listed() {
        let of = |line: &str| log_line(line, &["Pay by card"]);
        assert_eq!(
            of("2026-11-20 06:33:02 [DEBUG   ] qase::transport:88 - answered status=200 path=/case/SHOP title=x"),
            "2026-11-20 06:33:02 [DEBUG   ] qase::transport:88 - answered status=200 path=/case/… title=…"
        );
        assert_eq!(of("t - no error=case Pay by card of \"SHOP\" is odd n=5"), "t - no error=case … of … is odd n=5");
        assert_eq!(
            of("t - request path=\"/case/SHOP/12\" status=200 cache=\"bypass\" duration_ms=1"),
            "t - request path=/case/…/12 status=200 cache=bypass duration_ms=1"
        );
        assert_eq!(of("t - x path=/a/b c status=200"), "t - x path=…");
        assert_eq!(of("t - words only"), "t - words only");
        assert_eq!(of("t - action action=Create { title: \"a id=secret b\" }"), "t - action action=…");
        assert_eq!(of("t - x id=5 n=Отчёт"), "t - x id=5 n=…");
    }

    #[test]
    fn unread_titles_keep_log_and_crash_reports_out() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("w.voluptas");
        assert!(knows_titles(&statistics(&path)), "a missing workspace has no titles");
        fs::write(&path, "no database").expect("written");
        assert!(!knows_titles(&statistics(&path)));
        let counted = |unread| Ok(WorkspaceStatistics { schema: 1, tables: Vec::new(), titles: Vec::new(), unread });
        assert!(knows_titles(&counted(Vec::new())));
        assert!(!knows_titles(&counted(vec!["cases"])));
    }

    #[test]
    fn a_zip_is_the_same_each_time() {
        let parts = [Part { name: "a.txt".to_owned(), text: "text".repeat(99) }];
        let bytes = zip(&parts).expect("zip");
        assert_eq!(bytes, zip(&parts).expect("zip"));
        assert!(bytes.starts_with(b"PK") && bytes.len() < 300);
    }
}
