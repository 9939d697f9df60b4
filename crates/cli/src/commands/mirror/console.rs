//! The output of a mirror while it works: lines on standard error, and errors in a log file.

use crate::output::Printer;
use crate::resolve::Context;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use voluptas_core::base::{Clock as _, SystemClock, clock};
use voluptas_core::domain::Message;
use voluptas_i18n::{Lang, Tr};
use voluptas_mirror::Watch;
use voluptas_settings::Redactor;

/// Number of items from which a stage reports its progress.
const LONG: u64 = 1000;

/// Prints lines on standard error, unless they are switched off.
pub(super) struct Console {
    printer: Printer,
    /// Each result and case gets a line of its own.
    verbose: bool,
    log: Mutex<Option<PathBuf>>,
    /// Fifths of a long stage that were reported.
    told: AtomicU64,
}

impl Console {
    /// `log` is created with the first error.
    pub fn new(context: &Context, log: PathBuf) -> Self {
        Self {
            printer: context.printer.clone(),
            verbose: context.verbose > 0,
            log: Mutex::new(Some(log)),
            told: AtomicU64::new(0),
        }
    }

    fn line(&self, word: &str, message: &Message) {
        if !self.printer.is_quiet() {
            self.printer.stderr(&format!("[{word}] {}", self.printer.sentence(message)));
        }
    }

    /// One line in the file: `2026-01-15 10:20:30,123 - ERROR - post_result - message`, in English, times in UTC.
    pub fn log(&self, function: &str, message: &Message) {
        let now = SystemClock.now();
        let text = Redactor::global().redact(&Tr::new(Lang::En).message(message));
        let text = text.replace(['\r', '\n'], " ");
        let line = format!("{},{:03} - ERROR - {function} - {text}\n", clock::to_plain(now), now.rem_euclid(1000));
        let Ok(mut log) = self.log.lock() else { return };
        let Some(path) = log.as_ref() else { return };
        let written = OpenOptions::new().create(true).append(true).open(path).and_then(|mut f| f.write_all(line.as_bytes()));
        if let Err(error) = written {
            let message = Message::new("cli-warning-log-file").with("path", path.display()).with("reason", error);
            self.line("WARN", &message);
            // Reported once; the errors themselves are on standard error as well.
            *log = None;
        }
    }
}

impl Watch for Console {
    fn info(&self, message: &Message) {
        self.line("INFO", message);
    }

    fn item(&self, message: &Message) {
        if self.verbose {
            self.line("INFO", message);
        }
    }

    fn progress(&self, stage: &'static str, done: u64, total: u64) {
        if stage == "mirror-stage-settle" {
            return self.line("INFO", &Message::new(stage));
        }
        if total < LONG {
            return;
        }
        let fifth = done * 5 / total;
        if self.told.swap(fifth, Ordering::Relaxed) != fifth && fifth > 0 {
            let stage = self.printer.tr().text(stage).into_owned();
            self.line(
                "INFO",
                &Message::new("cli-mirror-progress").with("stage", stage).count("done", done).count("total", total),
            );
        }
    }

    fn warn(&self, message: &Message) {
        self.line("WARN", message);
    }

    fn error(&self, function: &'static str, message: &Message) {
        self.line("ERROR", message);
        self.log(function, message);
    }
}
