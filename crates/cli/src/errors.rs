//! The reason for a command's end, in the form in which it is printed and turned into an exit code.

use super::exit::Exit;
use std::path::Path;
use voluptas_app::results::files::SkippedFiles;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::validate::Invalid;
use voluptas_jobs::{Busy, Failure, FailureKind, JobError, Report};
use voluptas_settings::{Account, SettingsError};
use voluptas_store::Location;

/// The reason for a command's end, with its exit code.
#[derive(Debug)]
pub(super) struct CliError {
    /// Exit code of the process.
    pub exit: Exit,
    /// Stable word for scripts: `auth`, `network`, `usage`, `nothing`, `cancelled`, `failed`.
    pub kind: &'static str,
    /// The failure, with the name of the thing that failed.
    pub message: Message,
    /// The action that solves the problem; `None` if there is none.
    pub remedy: Option<Message>,
    /// Work done before the end.
    pub report: Option<Report>,
    /// Files of which nothing was taken.
    pub skipped: Option<Box<SkippedFiles>>,
}

impl CliError {
    /// A reason with an exit code and a sentence.
    pub fn new(exit: Exit, message: Message) -> Self {
        let kind = match exit {
            Exit::Usage => "usage",
            Exit::Nothing => "nothing",
            Exit::Auth => "auth",
            Exit::Interrupted => "cancelled",
            _ => "failed",
        };
        Self { exit, kind, message, remedy: None, report: None, skipped: None }
    }

    /// Arguments or files that make no sense.
    pub fn usage(message: Message) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A value that cannot be stored. Names the title: the sentence of its rule names no field.
    pub fn invalid(invalid: Invalid) -> Self {
        let Invalid { field, message } = invalid;
        let is_named = field == "title" && ["invalid-blank", "invalid-nul", "invalid-too-long"].contains(&message.key.as_str());
        Self::usage(if is_named { Message { key: format!("cli-error-title-{}", message.key), ..message } } else { message })
    }

    /// Nothing matched.
    pub fn nothing(message: Message) -> Self {
        Self::new(Exit::Nothing, message)
    }

    /// The workspace has nothing of this project.
    pub fn not_imported(code: &str) -> Self {
        Self::nothing(Message::new("cli-error-not-imported").with("code", code)).remedy(Message::new("cli-remedy-import-first"))
    }

    /// Adds the action that solves the problem.
    pub fn remedy(mut self, remedy: Message) -> Self {
        self.remedy = Some(remedy);
        self
    }

    /// A file that cannot be read or written.
    pub fn file(path: &Path, error: &std::io::Error) -> Self {
        let kind = voluptas_settings::error::io_kind(error);
        let message = Message::new("cli-error-file").with("path", path.display()).with("kind", kind).with("reason", error);
        Self::new(Exit::Failed, message)
    }

    /// A file that cannot be written; names the folder when the folder is missing.
    pub fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        match folder.filter(|f| error.kind() == std::io::ErrorKind::NotFound && !f.exists()) {
            Some(folder) => Self::no_folder(folder),
            None => Self::file(path, error),
        }
    }

    /// The system refused to start the threads of the jobs.
    pub fn no_threads(error: &std::io::Error) -> Self {
        Self::new(Exit::Failed, Message::new("cli-error-no-threads").with("reason", error))
    }

    /// A folder that a file is to be written to does not exist.
    pub fn no_folder(folder: &Path) -> Self {
        Self::new(Exit::Failed, Message::new("cli-error-no-folder").with("path", folder.display()))
    }

    /// An error of the settings; a bad address is named as the flag that it came from.
    pub fn of_settings(error: SettingsError, account: Account, flag: Option<&'static str>) -> Self {
        match (error, flag) {
            (SettingsError::BadValue { name, value, expected }, Some(flag)) if name == account.base_url_key() => {
                SettingsError::BadValue { name: flag.to_owned(), value, expected }.into()
            }
            (error, _) => error.into(),
        }
    }

    /// A workspace that cannot be opened.
    pub fn workspace(location: &Location, error: voluptas_store::Error) -> Self {
        match (error, location) {
            (voluptas_store::Error::NotAWorkspace, Location::File(path)) => {
                Self::new(Exit::Failed, Message::new("cli-error-not-a-workspace").with("path", path.display()))
            }
            (voluptas_store::Error::NotAWorkspace, Location::Server { server, .. }) => {
                Self::new(Exit::Failed, Message::new("cli-error-not-a-workspace-schema").with("address", server))
                    .remedy(Message::new("cli-remedy-schema"))
            }
            (error, _) => error.into(),
        }
    }

    /// Standard output that cannot be written.
    pub fn output(error: &std::io::Error) -> Self {
        let kind = voluptas_settings::error::io_kind(error);
        Self::new(Exit::Failed, Message::new("cli-error-output").with("kind", kind).with("reason", error))
    }
}

impl From<Failure> for CliError {
    fn from(f: Failure) -> Self {
        let kind = match f.kind {
            FailureKind::Auth => "auth",
            FailureKind::Network => "network",
            FailureKind::Usage => "usage",
            FailureKind::Missing => "nothing",
            FailureKind::Incomplete | FailureKind::Other => "failed",
        };
        let remedy = f.remedy.map(|remedy| match remedy.key.as_str() {
            // The window names its settings; here there are variables and flags.
            "settings-remedy-no-token" => Message::new("cli-remedy-no-token"),
            "settings-remedy-no-second-token" => Message::new("cli-remedy-no-second-token"),
            _ => remedy,
        });
        Self { exit: f.kind.into(), kind, message: f.message, remedy, report: None, skipped: None }
    }
}

impl From<JobError> for CliError {
    fn from(e: JobError) -> Self {
        match e {
            JobError::Failed(failure) => failure.into(),
            JobError::Cancelled(report) => {
                let mut stop =
                    Self::new(Exit::Interrupted, Message::new("cli-stopped")).remedy(Message::new("cli-stopped-remedy"));
                stop.report = Some(report);
                stop
            }
        }
    }
}

impl From<Busy> for CliError {
    fn from(busy: Busy) -> Self {
        Self::new(Exit::Failed, busy.running)
    }
}

impl From<SettingsError> for CliError {
    fn from(e: SettingsError) -> Self {
        let exit = match e {
            SettingsError::NoToken { .. } | SettingsError::BadToken => Exit::Auth,
            SettingsError::BadValue { .. } | SettingsError::OutOfRange { .. } | SettingsError::EnvLine { .. } => Exit::Usage,
            _ => Exit::Failed,
        };
        let remedy = match e {
            SettingsError::NoToken { account: Account::Primary } => Some(Message::new("cli-remedy-no-token")),
            SettingsError::NoToken { account: Account::MirrorTarget } => Some(Message::new("cli-remedy-no-second-token")),
            _ => e.remedy(),
        };
        Self { remedy, ..Self::new(exit, e.message()) }
    }
}

impl From<voluptas_store::Error> for CliError {
    fn from(e: voluptas_store::Error) -> Self {
        let exit = match e {
            voluptas_store::Error::Invalid(_) | voluptas_store::Error::Address(_) => Exit::Usage,
            voluptas_store::Error::NotFound { .. } => Exit::Nothing,
            _ => Exit::Failed,
        };
        Self { remedy: e.remedy(), ..Self::new(exit, e.message()) }
    }
}

impl From<voluptas_demo::Error> for CliError {
    fn from(e: voluptas_demo::Error) -> Self {
        match e {
            voluptas_demo::Error::Store(e) => e.into(),
            e @ (voluptas_demo::Error::InUse(_) | voluptas_demo::Error::NoServer { .. }) => {
                Self { remedy: e.remedy(), ..Self::usage(e.message()) }
            }
        }
    }
}

impl From<voluptas_formats::FormatError> for CliError {
    fn from(e: voluptas_formats::FormatError) -> Self {
        let remedy = match e {
            voluptas_formats::FormatError::OpenQuote { .. } => Some(Message::new("cli-remedy-open-quote")),
            _ => e.remedy(),
        };
        Self { remedy, ..Self::new(Exit::Failed, e.message()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_i18n::{Lang, Tr};

    #[test]
    fn missing_threads_are_named_without_a_file() {
        let stop = CliError::no_threads(&std::io::Error::from(std::io::ErrorKind::WouldBlock));
        let text = Tr::new(Lang::En).message(&stop.message);
        assert!(text.starts_with("The system did not start the threads"), "{text}");
        assert!(!text.contains("tokio"), "{text}");
    }
}
