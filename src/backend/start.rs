//! The parts that the window starts with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use voluptas_core::base::Clock;
use voluptas_i18n::Lang;
use voluptas_jobs::JobRunner;
use voluptas_settings::{Credentials, Environment, LoadedSettings, NoKeychain, Paths, PerAccount, QaseFlags, SettingsFile};

/// The parts that the program starts with.
#[derive(Debug)]
pub struct Start {
    /// Paths of files and folders.
    pub paths: Paths,
    /// The process environment.
    pub environment: Environment,
    /// Flags that concern Qase.
    pub flags: QaseFlags,
    /// Stores of the tokens.
    pub credentials: PerAccount<Credentials>,
    /// The settings.
    pub loaded: LoadedSettings,
    /// Language of this start alone; `None` for that of the settings. It is not stored.
    pub lang: Option<Lang>,
    /// Jobs and background reads.
    pub runner: JobRunner,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Workspace to open when none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The first page.
    Nothing,
    /// The demo, which was open last.
    Demo,
    /// A workspace file.
    Workspace(PathBuf),
}

impl Start {
    /// The workspace that was open last, otherwise that of the command line.
    pub fn last_opened(&self) -> Opening {
        if self.loaded.settings.demo {
            return Opening::Demo;
        }
        let last = self.loaded.settings.recent.first().filter(|path| path.is_file());
        let file = last.or(Some(&self.paths.workspace)).filter(|path| path.is_file());
        file.map_or(Opening::Nothing, |path| Opening::Workspace(path.clone()))
    }

    /// A start on the files of one folder, without environment, flags and keychain, as tests need it.
    pub fn in_folder(home: &Path, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let (paths, environment) = (Paths::in_folder(home), Environment::of(Vec::<(String, String)>::new()));
        Ok(Self {
            credentials: PerAccount::of(|account| {
                Credentials::with_keychain(account, None, &environment, &paths, Arc::new(NoKeychain))
            }),
            loaded: SettingsFile::load(&paths.settings_file),
            lang: None,
            environment,
            flags: QaseFlags::default(),
            runner: JobRunner::new(clock.clone())?,
            clock,
            paths,
        })
    }
}
