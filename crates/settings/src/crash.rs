//! Crash reports: a panic leaves a file in the log folder, `crash-20261120-063302.txt`.
//!
//! [`install`] sets the panic hook of window and command line. A report has version, system, place, message and backtrace; it goes
//! through [`scrub`](super::scrub), and quoted parts of the message are dropped, because they may be titles of the workspace.
//! [`unasked`] finds the reports that nobody was asked about yet. Reports are never deleted.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::scrub::{scrub, without_quotes};
use super::{Environment, Redactor};
use voluptas_core::base::fs::{Access, write_atomic};
use voluptas_core::base::{Clock as _, SystemClock, clock, version};

/// Largest number of reports of one process: a panic that repeats in every job must not fill the disk.
const MOST: u32 = 5;
/// Name of the file that remembers the newest report that was asked about.
const ASKED: &str = ".crash-asked";

/// Builds the sentence that names the report, for a person.
pub type ReportSentence = Box<dyn Fn(&Path) -> String + Send + Sync>;

/// Installs a panic hook that writes a report into `folder`, and the sentence of `say` to standard error.
pub fn install(program: &'static str, folder: &Path, say: ReportSentence) {
    let folder = folder.to_path_buf();
    std::panic::set_hook(Box::new(move |info| {
        let text = report(program, info, &Backtrace::force_capture());
        // The first lines are those of the default hook; a failure of standard error cannot be reported.
        let mut shown: String = text.lines().skip(3).take(2).flat_map(|l| [l, "\n"]).collect();
        if let Ok(path) = write(&folder, &text) {
            shown.push_str(&say(&path));
            shown.push('\n');
        }
        io::stderr().lock().write_all(shown.as_bytes()).ok();
    }));
}

/// Operating system and processor: `linux x86_64, Debian GNU/Linux 12 (bookworm)`.
pub fn system() -> String {
    let mut system = platform();
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if let Some(name) = release.lines().find_map(|l| l.strip_prefix("PRETTY_NAME=")) {
        system.push_str(", ");
        system.push_str(name.trim_matches('"'));
    }
    system
}

/// Kind of system and processor, without reading the disk: `linux x86_64`.
pub fn platform() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

fn report(program: &str, info: &PanicHookInfo<'_>, backtrace: &Backtrace) -> String {
    let payload = info.payload();
    let message = match (payload.downcast_ref::<&'static str>(), payload.downcast_ref::<String>()) {
        // A text of the source, without values.
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => without_quotes(&Redactor::global().redact(text)),
        (None, None) => String::new(),
    };
    let thread = std::thread::current();
    let mut text = format!("{program} {}\n{}\n{}\n", version::full(), system(), clock::to_iso(SystemClock.now()));
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    writeln!(text, "thread {} panicked at {place}:", thread.name().unwrap_or("without a name")).ok();
    let message = scrub(&message.replace('\n', " "));
    writeln!(text, "{message}\n\n{}", super::scrub::without_home(&Redactor::global().redact(&backtrace.to_string()))).ok();
    text
}

fn write(folder: &Path, text: &str) -> io::Result<PathBuf> {
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    if WRITTEN.fetch_add(1, Ordering::Relaxed) >= MOST {
        return Err(io::ErrorKind::QuotaExceeded.into());
    }
    let time: String = clock::to_plain(SystemClock.now()).chars().filter(|c| *c != '-' && *c != ':').collect();
    let time = time.replace(' ', "-");
    // An underscore sorts behind the dot: the later report of a second is the newer one.
    let name = |n: u32| if n == 0 { format!("crash-{time}.txt") } else { format!("crash-{time}_{n}.txt") };
    let path = (0..=MOST).map(|n| folder.join(name(n))).find(|p| !p.exists()).ok_or(io::ErrorKind::AlreadyExists)?;
    write_atomic(&path, text.as_bytes(), Access::OwnerOnly)?;
    Ok(path)
}

/// The reports of a folder, the oldest first.
pub fn all(folder: &Path) -> Vec<PathBuf> {
    let is_report = |name: &str| name.starts_with("crash-") && name.ends_with(".txt");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| file_name(p).is_some_and(is_report)).collect();
    found.sort();
    found
}

fn file_name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// The newest report that no person was asked about. It counts as asked about from now on, with all earlier ones.
pub fn unasked(folder: &Path) -> Option<PathBuf> {
    let newest = all(folder).pop()?;
    let name = file_name(&newest)?;
    let mark = folder.join(ASKED);
    if fs::read_to_string(&mark).is_ok_and(|asked| asked.trim() >= name) {
        return None;
    }
    // A mark that cannot be written only means that the question comes again.
    write_atomic(&mark, name.as_bytes(), Access::OwnerOnly).ok();
    Some(newest)
}

/// Panics where a test asks for it by `VOLUPTAS_TEST_PANIC`; does nothing in a release build.
pub fn panic_if_asked(environment: &Environment) {
    if cfg!(debug_assertions)
        && let Some(text) = environment.get("VOLUPTAS_TEST_PANIC")
    {
        let text = text.to_owned();
        std::panic::panic_any(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_asked_about_once() {
        let dir = tempfile::tempdir().expect("folder");
        assert_eq!(unasked(dir.path()), None);
        let one = write(dir.path(), "one").expect("report");
        assert_eq!(unasked(dir.path()), Some(one.clone()));
        assert_eq!(unasked(dir.path()), None);
        let two = write(dir.path(), "two").expect("report");
        assert!(one != two && unasked(dir.path()) == all(dir.path()).last().cloned());
        assert_eq!((unasked(dir.path()), all(dir.path()).len()), (None, 2), "none is deleted");
    }
}
