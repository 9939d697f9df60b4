//! The system's file dialogs, behind a trait: tests answer for the person, and a system without file dialogs can be distinguished
//! from a person who pressed Cancel.
//!
//! On Linux a file dialog comes from a desktop portal or from `zenity`. Where both are missing, `rfd` answers as if the person
//! had cancelled, so [`SystemPicker`] then looks for them itself.

use std::fmt;
use std::path::PathBuf;

/// A question for a file.
#[derive(Debug, Clone, Default)]
pub struct FileRequest {
    /// Title of the dialog; the system has one of its own.
    pub title: Option<String>,
    /// The file is to be written, so it may be new.
    pub save: bool,
    /// A folder is asked for.
    pub folder_itself: bool,
    /// Suggested name of a file to write.
    pub name: Option<String>,
    /// Folder to begin in.
    pub folder: Option<PathBuf>,
    /// Kinds of files: the name of the kind and its endings.
    pub kinds: Vec<(&'static str, &'static [&'static str])>,
}

impl FileRequest {
    /// A file to read.
    #[must_use]
    pub fn open(kind: &'static str, endings: &'static [&'static str]) -> Self {
        Self { kinds: vec![(kind, endings)], ..Self::default() }
    }

    /// A file to write.
    #[must_use]
    pub fn save(name: impl Into<String>, kind: &'static str, endings: &'static [&'static str]) -> Self {
        Self { save: true, name: Some(name.into()), kinds: vec![(kind, endings)], ..Self::default() }
    }
}

/// The answer of a file dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// The person selected this file.
    File(PathBuf),
    /// The person closed the dialog.
    Cancelled,
    /// The system has no file dialog: the path has to be typed.
    Unavailable,
}

/// Asks a person for a file. Blocks as long as the person takes: not for the UI thread.
pub trait FilePicker: fmt::Debug + Send + Sync {
    /// Asks for a file.
    fn pick(&self, request: FileRequest) -> Picked;
}

/// The file dialogs of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemPicker;

impl FilePicker for SystemPicker {
    fn pick(&self, request: FileRequest) -> Picked {
        let mut dialog = rfd::FileDialog::new();
        if let Some(title) = request.title {
            dialog = dialog.set_title(title);
        }
        if let Some(name) = request.name {
            dialog = dialog.set_file_name(name);
        }
        if let Some(folder) = request.folder {
            dialog = dialog.set_directory(folder);
        }
        for (kind, endings) in request.kinds {
            dialog = dialog.add_filter(kind, endings);
        }
        let picked = match (request.folder_itself, request.save) {
            (true, _) => dialog.pick_folder(),
            (false, true) => dialog.save_file(),
            (false, false) => dialog.pick_file(),
        };
        match picked {
            Some(path) => Picked::File(path),
            None if is_available() => Picked::Cancelled,
            None => Picked::Unavailable,
        }
    }
}

/// True where the system can show a file dialog.
#[cfg(all(unix, not(target_os = "macos")))]
fn is_available() -> bool {
    use std::process::{Command, Stdio};
    let portal = || -> zbus::Result<u32> {
        let bus = zbus::blocking::Connection::session()?;
        let chooser = zbus::blocking::Proxy::new(
            &bus,
            "org.freedesktop.portal.Desktop",
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.FileChooser",
        )?;
        chooser.get_property("version")
    };
    let zenity =
        || Command::new("zenity").arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    zenity().is_ok() || portal().is_ok()
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn is_available() -> bool {
    true
}
