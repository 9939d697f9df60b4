//! The log: `logs/voluptas.log` with everything, and the console at the requested level.
//!
//! File: `2026-11-20 06:33:02 [DEBUG   ] qase::transport:88 - message field=value`, 10 MB each, five old ones kept.
//! Console: `06:33:02 [INFO    ] message field=value` on standard error. Times are local.
//! A server also writes JSON lines when asked ([`JsonLog`]), with times in UTC. All pass the redaction.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tracing::{Event, Level, Subscriber};
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry};

use super::{Environment, Redactor, SettingsError};
use voluptas_core::base::{Clock as _, SystemClock};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;

/// Size at which the log file is rotated.
const FILE_BYTES: usize = 10 * 1024 * 1024;
/// Number of old files that are kept.
const FILES: usize = 5;

/// Destination of JSON lines, one for each event: time in UTC, level, target, file, line, message and fields, and the request that it
/// belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonLog {
    /// Standard output.
    Stdout,
    /// A file that is rotated.
    File {
        path: PathBuf,
        /// Size at which it is rotated.
        bytes: usize,
        /// Number of old files that are kept.
        files: usize,
    },
}

impl JsonLog {
    /// The destination that `text` names: `-` is standard output. `VOLUPTAS_LOG_MAX_BYTES` and `VOLUPTAS_LOG_BACKUP_COUNT` change the rotation.
    #[must_use]
    pub fn new(text: &str, env: &Environment) -> Self {
        if text == "-" {
            return Self::Stdout;
        }
        let number = |name| env.get(name).and_then(|text| text.parse().ok());
        let bytes = number("VOLUPTAS_LOG_MAX_BYTES").filter(|bytes| *bytes > 0).unwrap_or(FILE_BYTES);
        Self::File { path: PathBuf::from(text), bytes, files: number("VOLUPTAS_LOG_BACKUP_COUNT").unwrap_or(FILES) }
    }
}

/// Options of the log: destination and levels.
#[derive(Debug, Clone)]
pub struct LogOptions {
    /// Folder of `voluptas.log`; `None` writes no file.
    pub folder: Option<PathBuf>,
    /// The least important level that the console shows; [`LevelFilter::OFF`] keeps it silent.
    pub console: LevelFilter,
    /// A file that must exist before the log file is written. Lines are held back until then, and dropped if the process ends
    /// first.
    pub begins_with: Option<PathBuf>,
    /// Levels of the file by target (`VOLUPTAS_LOG=voluptas_qase=trace`). Replaces the default: DEBUG for this program, WARN for
    /// others.
    pub filter: Option<String>,
    /// JSON lines besides.
    pub json: Option<JsonLog>,
}

impl LogOptions {
    /// The file in `folder`, the console at `console`, and the filter of `VOLUPTAS_LOG`.
    #[must_use]
    pub fn new(folder: &Path, console: LevelFilter, env: &Environment) -> Self {
        let filter = env.get("VOLUPTAS_LOG").map(str::to_owned);
        Self { folder: Some(folder.to_path_buf()), console, begins_with: None, filter, json: None }
    }

    /// The console's level: ERROR when `quiet`, otherwise INFO, DEBUG or TRACE by `verbose`.
    pub fn verbosity(quiet: bool, verbose: u8) -> LevelFilter {
        match (quiet, verbose) {
            (true, _) => LevelFilter::ERROR,
            (false, 0) => LevelFilter::INFO,
            (false, 1) => LevelFilter::DEBUG,
            (false, _) => LevelFilter::TRACE,
        }
    }
}

/// Keeps the log's thread alive; dropping the guard writes the lines that still wait. Held until the end of `main`.
#[derive(Debug)]
pub struct LogGuard {
    _workers: Vec<WorkerGuard>,
    /// The reason for a missing log file or a missing log; `None` when all is well.
    pub warning: Option<Message>,
}

/// A layer that passes spans to a collector of traces.
pub type SpanLayer = Box<dyn tracing_subscriber::Layer<Registry> + Send + Sync>;

/// Starts the log of this process. Never fails: without a log file the console remains, and the guard has the reason.
pub fn init(options: &LogOptions) -> LogGuard {
    init_with_spans(options, None)
}

/// [`init`], with a layer for spans.
pub fn init_with_spans(options: &LogOptions, spans: Option<SpanLayer>) -> LogGuard {
    let begun = |folder| match &options.begins_with {
        Some(anchor) if !anchor.exists() => Ok(held_back(folder, anchor)),
        _ => open(folder, FILE_BYTES),
    };
    let (file, mut warning) = match options.folder.as_deref().map(begun).transpose() {
        Ok(file) => (file, None),
        Err(error) => (None, Some(error.message())),
    };
    let (file, worker) = file.unzip();
    let (json, json_worker) = match options.json.as_ref().map(json_lines).transpose() {
        Ok(json) => json.unzip(),
        Err(error) => {
            warning = warning.or_else(|| Some(error.message()));
            (None, None)
        }
    };
    let quiet = options.console.min(LevelFilter::WARN);
    // Single requests go to the file; the console shows them with -v.
    let requests = if options.console > LevelFilter::INFO { options.console } else { quiet };
    let console = Targets::new().with_target("voluptas", options.console).with_target("voluptas::qase", requests);
    let console = console.with_target("voluptas_server::requests", requests).with_default(quiet);
    let subscriber = Registry::default()
        .with(spans)
        .with(file.map(|file| layer(Redactor::global().guard(file), Lines::File).with_filter(file_filter(options))))
        .with(layer(Redactor::global().guard(io::stderr), Lines::Console).with_filter(console))
        .with(json.map(|json| json_layer(Redactor::global().guard(json)).with_filter(json_filter(options))));
    if subscriber.try_init().is_err() {
        warning = warning.or_else(|| Some(Message::new("settings-warning-log-twice")));
    }
    LogGuard { _workers: worker.into_iter().chain(json_worker).collect(), warning }
}

fn layer<S, W>(writer: W, lines: Lines) -> impl tracing_subscriber::Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> tracing_subscriber::fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt::layer().with_ansi(false).event_format(lines).with_writer(writer)
}

fn json_layer<S, W>(writer: W) -> impl tracing_subscriber::Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> tracing_subscriber::fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false);
    layer.with_file(true).with_line_number(true).with_writer(writer)
}

/// Filter of the JSON lines: that of the options, otherwise `INFO` of this program and `WARN` of its libraries.
fn json_filter(options: &LogOptions) -> Targets {
    let ours = || Targets::new().with_target("voluptas", Level::INFO).with_default(Level::WARN);
    options.filter.as_deref().and_then(|f| f.parse().ok()).unwrap_or_else(ours)
}

fn json_lines(to: &JsonLog) -> Result<(NonBlocking, WorkerGuard), SettingsError> {
    match to {
        JsonLog::Stdout => Ok(writer().finish(io::stdout())),
        JsonLog::File { path, bytes, files } => Ok(writer().finish(rotating_at(path, *bytes, *files)?)),
    }
}

fn file_filter(options: &LogOptions) -> Targets {
    let ours = || Targets::new().with_target("voluptas", Level::DEBUG).with_default(Level::WARN);
    options.filter.as_deref().and_then(|f| f.parse().ok()).unwrap_or_else(ours)
}

fn open(folder: &Path, limit: usize) -> Result<(NonBlocking, WorkerGuard), SettingsError> {
    Ok(writer().finish(rotating(folder, limit)?))
}

fn rotating(folder: &Path, limit: usize) -> Result<FileRotate<AppendCount>, SettingsError> {
    rotating_at(&folder.join("voluptas.log"), limit, FILES)
}

fn rotating_at(path: &Path, limit: usize, files: usize) -> Result<FileRotate<AppendCount>, SettingsError> {
    let failed = |e: &io::Error| SettingsError::write(path, e);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| failed(&e))?;
    }
    // The rotating writer cannot report that its file may not be opened, so this is tried before.
    let mut options = fs::OpenOptions::new();
    options.read(true).create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map_err(|e| failed(&e))?;
    Ok(FileRotate::new(path, AppendCount::new(files), ContentLimit::BytesSurpassed(limit), Compression::None, Some(options)))
}

fn held_back(folder: &Path, anchor: &Path) -> (NonBlocking, WorkerGuard) {
    let file = HeldBack { folder: folder.to_path_buf(), anchor: anchor.to_path_buf(), held: Vec::new(), state: Begin::Waits };
    writer().finish(file)
}

/// Lines that wait for the disk at most; further ones are dropped. The room for them is taken at once: the usual 128,000 are 4 MB of each
/// process.
const WAITING: usize = 16_384;

fn writer() -> NonBlockingBuilder {
    NonBlockingBuilder::default().thread_name("log").buffered_lines_limit(WAITING)
}

/// A log file that begins when another file exists. A command that fails before it has made its workspace leaves no folder
/// behind.
struct HeldBack {
    folder: PathBuf,
    anchor: PathBuf,
    held: Vec<u8>,
    state: Begin,
}

enum Begin {
    Waits,
    Writes(FileRotate<AppendCount>),
    /// The log file cannot be opened; the console remains.
    Failed,
}

impl HeldBack {
    /// Bytes that are held back at most; later lines are dropped.
    const HELD_MAX: usize = 256 * 1024;

    fn begin(&mut self) -> io::Result<()> {
        if !matches!(self.state, Begin::Waits) || !self.anchor.exists() {
            return Ok(());
        }
        self.state = match rotating(&self.folder, FILE_BYTES) {
            Ok(mut file) => {
                file.write_all(&std::mem::take(&mut self.held))?;
                Begin::Writes(file)
            }
            Err(_) => Begin::Failed,
        };
        Ok(())
    }
}

impl io::Write for HeldBack {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin()?;
        match &mut self.state {
            Begin::Writes(file) => return file.write(bytes),
            Begin::Waits if self.held.len() + bytes.len() <= Self::HELD_MAX => self.held.extend_from_slice(bytes),
            Begin::Waits | Begin::Failed => {}
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.begin()?;
        match &mut self.state {
            Begin::Writes(file) => file.flush(),
            Begin::Waits | Begin::Failed => Ok(()),
        }
    }
}

/// Format of a log line.
#[derive(Debug, Clone, Copy)]
enum Lines {
    File,
    Console,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, ctx: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let meta = event.metadata();
        let now = Timestamp::from_millisecond(SystemClock.now()).unwrap_or_default().to_zoned(TimeZone::system());
        let level = meta.level().as_str();
        match self {
            Self::File => {
                let module = meta.module_path().unwrap_or(meta.target());
                let module = module.strip_prefix("voluptas_").or_else(|| module.strip_prefix("voluptas::")).unwrap_or(module);
                let line = meta.line().unwrap_or(0);
                write!(out, "{} [{level:<8}] {module}:{line} - ", now.strftime("%Y-%m-%d %H:%M:%S"))?;
            }
            Self::Console => write!(out, "{} [{level:<8}] ", now.strftime("%H:%M:%S"))?,
        }
        ctx.format_fields(out.by_ref(), event)?;
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::base::Secret;

    #[test]
    fn lines_have_their_form_and_no_secret() {
        let dir = tempfile::tempdir().expect("folder");
        let (file, worker) = open(dir.path(), FILE_BYTES).expect("open");
        let redactor = Redactor::default();
        redactor.hide(&Secret::new("tok-987654"));
        let subscriber = Registry::default().with(layer(redactor.guard(file), Lines::File));
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(status = 401, path = "/case/SHOP", "answer to tok-987654");
        });
        drop(worker);
        let text = fs::read_to_string(dir.path().join("voluptas.log")).expect("log");
        let (time, rest) = text.split_at(19);
        assert!(voluptas_core::base::clock::parse(&time.replace(' ', "T")).is_some(), "{time}");
        assert!(rest.starts_with(" [INFO    ] settings::log::tests:"), "{rest}");
        assert!(rest.ends_with(" - answer to *** status=401 path=\"/case/SHOP\"\n"), "{rest}");
    }

    #[test]
    fn json_lines_have_time_place_and_request_and_no_secret() {
        let dir = tempfile::tempdir().expect("folder");
        let env = Environment::of([("VOLUPTAS_LOG_MAX_BYTES", "200"), ("VOLUPTAS_LOG_BACKUP_COUNT", "2")]);
        let path = dir.path().join("logs/requests.log");
        let to = JsonLog::new(path.to_str().expect("path"), &env);
        assert_eq!(to, JsonLog::File { path: path.clone(), bytes: 200, files: 2 });
        assert_eq!(JsonLog::new("-", &env), JsonLog::Stdout);
        let (file, worker) = json_lines(&to).expect("open");
        let redactor = Redactor::default();
        redactor.hide(&Secret::new("tok-987654"));
        let subscriber = Registry::default().with(json_layer(redactor.guard(file)));
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", request_id = "r-1");
            span.in_scope(|| tracing::error!(status = 500, path = "/v1/tok-987654", "broken"));
            (0..20).for_each(|n| tracing::info!(n, "a further line"));
        });
        drop(worker);
        let read = |name: &str| fs::read_to_string(dir.path().join("logs").join(name)).unwrap_or_default();
        assert!(!read("requests.log.2").is_empty() && read("requests.log.3").is_empty(), "two old files are kept");
        let all = ["requests.log.2", "requests.log.1", "requests.log"].map(read).concat();
        let lines: Vec<serde_json::Value> = all.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert!(lines.iter().all(|line| line["filename"].is_string() && line["line_number"].is_u64() && line["level"] == "INFO"));
        assert!(lines[0]["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')), "{}", lines[0]);
    }

    #[test]
    fn a_json_line_names_its_request() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("requests.log");
        let (file, worker) = json_lines(&JsonLog::File { path: path.clone(), bytes: FILE_BYTES, files: 1 }).expect("open");
        let redactor = Redactor::default();
        redactor.hide(&Secret::new("tok-987654"));
        let subscriber = Registry::default().with(json_layer(redactor.guard(file)));
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", request_id = "r-1");
            span.in_scope(|| tracing::error!(status = 500, path = "/v1/tok-987654", "broken"));
        });
        drop(worker);
        let line: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).expect("log")).expect("JSON");
        assert_eq!((line["span"]["request_id"].as_str(), line["path"].as_str()), (Some("r-1"), Some("/v1/***")), "{line}");
        assert_eq!((line["status"].as_u64(), line["message"].as_str()), (Some(500), Some("broken")));
    }

    #[test]
    fn a_folder_that_cannot_be_is_said() {
        let dir = tempfile::tempdir().expect("folder");
        let file = dir.path().join("file");
        fs::write(&file, "").expect("write");
        assert!(matches!(open(&file.join("logs"), FILE_BYTES), Err(SettingsError::Write { .. })));
    }

    #[test]
    fn a_log_that_is_held_back_begins_with_its_file() {
        let dir = tempfile::tempdir().expect("folder");
        let (logs, anchor) = (dir.path().join("logs"), dir.path().join("w.voluptas"));
        for exists in [false, true] {
            let (file, worker) = held_back(&logs, &anchor);
            let subscriber = Registry::default().with(layer(file, Lines::File));
            tracing::subscriber::with_default(subscriber, || {
                tracing::info!("before");
                if exists {
                    fs::write(&anchor, "").expect("file");
                    tracing::info!("after");
                }
            });
            drop(worker);
            assert_eq!(logs.exists(), exists);
        }
        let text = fs::read_to_string(logs.join("voluptas.log")).expect("log");
        assert!(text.lines().count() == 2 && text.contains("before") && text.ends_with("after\n"), "{text}");
    }

    #[test]
    fn old_files_are_put_away_and_five_are_kept() {
        let dir = tempfile::tempdir().expect("folder");
        for _ in 0..2 {
            // The second round finds a file that is already there.
            let (file, worker) = open(dir.path(), 200).expect("open");
            let subscriber = Registry::default().with(layer(file, Lines::File));
            tracing::subscriber::with_default(subscriber, || {
                for n in 0..20 {
                    tracing::info!(n, "a line that is about eighty bytes long with its time and its place");
                }
            });
            drop(worker);
        }
        let mut names: Vec<_> =
            fs::read_dir(dir.path()).expect("list").flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let expected = ["", ".1", ".2", ".3", ".4", ".5"].map(|n| format!("voluptas.log{n}"));
        assert_eq!(names, expected);
        let oldest = fs::read_to_string(dir.path().join("voluptas.log.5")).expect("old log");
        assert!(oldest.lines().all(|l| l.contains("[INFO    ]")), "whole lines: {oldest}");
    }

    #[test]
    fn verbosity_of_flags() {
        assert_eq!(LogOptions::verbosity(true, 2), LevelFilter::ERROR);
        assert_eq!(LogOptions::verbosity(false, 0), LevelFilter::INFO);
        assert_eq!(LogOptions::verbosity(false, 1), LevelFilter::DEBUG);
    }
}
