//! Resolves the arguments to paths, settings, language, output and workspace.

use super::args::{ConnectionArgs, Global};
use super::errors::CliError;
use super::files::Scratch;
use super::output::Printer;
use super::traces::{self, Traces};
use std::cell::{Cell, OnceCell};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use voluptas_app::Workspace;
use voluptas_app::qase::connector::Connector;
use voluptas_app::workspace::open::locate;
use voluptas_core::base::{Secret, SystemClock};
use voluptas_core::domain::Message;
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::JobRunner;
use voluptas_server::SetParentSpan;
use voluptas_settings::{
    Account, Credentials, Environment, JsonLog, LoadedSettings, LogGuard, LogOptions, Paths, QaseFlags, Settings, SettingsFile,
    SpanLayer,
};
use voluptas_store::{Author, Location, Source, Store};

/// The context that every command gets.
#[derive(Debug)]
pub(super) struct Context {
    /// Output of the command.
    pub printer: Printer,
    /// Paths of the program's files.
    pub paths: Paths,
    /// The settings file's values.
    pub settings: Settings,
    /// The process environment.
    pub environment: Environment,
    /// Number of `-v` flags.
    pub verbose: u8,
    /// The terminal cannot move its cursor.
    pub is_dumb: bool,
    warnings: Vec<Message>,
    /// The workspace was named by a flag, and its folder has all files of the program: a command that fails creates nothing in
    /// that folder.
    named: bool,
    /// A flag of this command names the workspace, as a file or as the address of a database.
    pub is_workspace_given: bool,
    /// Number of attempts to reach a database.
    attempts: Cell<u32>,
    jobs: OnceCell<JobRunner>,
    log: OnceCell<LogGuard>,
    traces: OnceCell<Traces>,
}

impl Context {
    /// Reads the settings. An error comes with the printer that can print it.
    pub fn new(global: &Global, environment: Environment) -> Result<Self, (Box<CliError>, Printer)> {
        let first = global.lang.unwrap_or_else(Lang::from_system);
        let printer = |lang| Printer::new(Tr::new(lang), global.json, global.quiet, &environment);
        let paths = match Paths::resolve(&environment, global.workspace.as_deref()) {
            Ok(paths) => paths,
            Err(e) => return Err((Box::new(e.into()), printer(first))),
        };
        let LoadedSettings { settings, warnings, .. } = SettingsFile::load(&paths.settings_file);
        let lang = global.lang.or_else(|| settings.general.lang.code().and_then(Lang::parse)).unwrap_or(first);
        let named = global.workspace.is_some() && paths.database.is_none() && environment.get("VOLUPTAS_HOME").is_none();
        Ok(Self {
            printer: printer(lang),
            paths,
            settings,
            verbose: global.verbose,
            is_dumb: environment.get("TERM") == Some("dumb"),
            named,
            is_workspace_given: global.workspace.is_some(),
            environment,
            warnings,
            attempts: Cell::new(1),
            jobs: OnceCell::new(),
            log: OnceCell::new(),
            traces: OnceCell::new(),
        })
    }

    /// Starts the log in the usual folder and prints the warnings about the settings. `at_least` is the console's verbosity
    /// without flags: a command prints its own progress, so the console mostly has only warnings.
    pub fn start_log(&self, folder: &Path, at_least: u8) {
        self.start_log_of(folder, at_least, None, None);
    }

    /// Like [`Self::start_log`], for a server: with JSON lines, and with traces where the variables name a collector.
    pub fn start_server_log(&self, folder: &Path, json: Option<JsonLog>) {
        let spans = match Traces::begin(&self.environment) {
            Ok(traces) => traces.map(|traces| self.traces.get_or_init(|| traces).layer()),
            Err(reason) => {
                self.printer.warn(&Message::new("settings-warning-no-traces").with("reason", reason));
                None
            }
        };
        self.start_log_of(folder, 1, json, spans);
    }

    /// Gives the spans of requests the parents that their headers name; `None` where no collector gets them.
    pub fn set_parent_span(&self) -> Option<SetParentSpan> {
        self.traces.get().map(|_| traces::set_parent as SetParentSpan)
    }

    fn start_log_of(&self, folder: &Path, at_least: u8, json: Option<JsonLog>, spans: Option<SpanLayer>) {
        let console = match (self.printer.is_quiet(), self.verbose) {
            (true, _) => tracing_subscriber::filter::LevelFilter::ERROR,
            (false, 0) if at_least == 0 => tracing_subscriber::filter::LevelFilter::WARN,
            (false, v) => LogOptions::verbosity(false, v.max(1) - 1),
        };
        let begins_with = (self.named && folder == self.paths.log_dir).then(|| self.paths.workspace.clone());
        let options = LogOptions { begins_with, json, ..LogOptions::new(folder, console, &self.environment) };
        let guard = voluptas_settings::log::init_with_spans(&options, spans);
        for warning in self.warnings.iter().chain(&guard.warning) {
            self.printer.warn(warning);
        }
        self.log.set(guard).ok();
    }

    /// The runner of jobs, started when first needed.
    pub fn jobs(&self) -> Result<&JobRunner, CliError> {
        if self.jobs.get().is_none() {
            let runner = JobRunner::new(Arc::new(SystemClock)).map_err(|e| CliError::no_threads(&e))?;
            self.jobs.set(runner).ok();
        }
        self.jobs.get().ok_or_else(|| CliError::new(super::Exit::Failed, Message::new("job-error-panicked")))
    }

    /// True when a flag names the workspace.
    pub fn is_workspace_named(&self) -> bool {
        self.named || self.paths.database.is_some()
    }

    /// Place of the workspace.
    pub fn location(&self) -> Result<Location, CliError> {
        Ok(locate(&self.paths, &self.environment, self.attempts.get())?)
    }

    /// Tries to reach a database this number of times, two seconds apart, from now on.
    pub fn wait_for_database(&self, attempts: u32) {
        self.attempts.set(attempts);
    }

    /// The workspace, created when it is missing. The folder of a workspace that a flag names must exist.
    pub fn workspace(&self) -> Result<Workspace, CliError> {
        self.workspace_with_folder(false)
    }

    /// [`Context::workspace`]. `creates` is the permission to create a project, which includes the folder of a workspace that a flag
    /// names.
    pub fn workspace_with_folder(&self, creates: bool) -> Result<Workspace, CliError> {
        let location = self.location()?;
        let folder = match &location {
            Location::File(path) => path.parent().filter(|folder| self.named && !creates && !folder.exists()),
            Location::Server { .. } => None,
        };
        if let Some(folder) = folder {
            return Err(CliError::no_folder(folder));
        }
        let opened = Workspace::open_location(&location, self.jobs()?.clone(), Arc::new(SystemClock));
        opened.map(|w| self.hand_over(w)).map_err(|e| CliError::workspace(&location, e))
    }

    /// The workspace in the hands of whoever typed the command.
    fn hand_over(&self, mut workspace: Workspace) -> Workspace {
        let who = self.settings.general.author_name(&self.environment);
        workspace.store = workspace.store.by(Author::new(Source::Cli, who));
        workspace
    }

    /// The workspace for a command with a dry run: the dry run creates a missing workspace in a temporary folder.
    pub fn workspace_to(&self, dry_run: bool) -> Result<(Workspace, Option<Scratch>), CliError> {
        self.workspace_to_with_folder(dry_run, false)
    }

    /// [`Context::workspace_to`] with the permission of [`Context::workspace_with_folder`].
    pub fn workspace_to_with_folder(&self, dry_run: bool, creates: bool) -> Result<(Workspace, Option<Scratch>), CliError> {
        if dry_run && !self.has_workspace()? {
            let scratch = Scratch::make("voluptas-dry-run")?;
            let workspace = Workspace::open(&scratch.path().join(Paths::DEFAULT_WORKSPACE), self.jobs()?.clone())?;
            return Ok((self.hand_over(workspace), Some(scratch)));
        }
        Ok((self.workspace_with_folder(creates)?, None))
    }

    /// The workspace; a missing file is an error, because there is nothing to read.
    pub fn existing_workspace(&self) -> Result<Workspace, CliError> {
        if !self.has_workspace()? {
            return Err(self.no_workspace());
        }
        self.workspace()
    }

    /// The workspace for a command that only reads: a file that cannot be written is opened read-only.
    pub fn workspace_to_read(&self) -> Result<Workspace, CliError> {
        use voluptas_store::Error;
        if !self.has_workspace()? {
            return Err(self.no_workspace());
        }
        let location = self.location()?;
        let opened = match Workspace::open_location(&location, self.jobs()?.clone(), Arc::new(SystemClock)) {
            Err(Error::Engine(_) | Error::Busy | Error::Io { .. } | Error::ReadOnly) => {
                Workspace::open_read_only(&location, self.jobs()?.clone())
            }
            opened => opened,
        };
        opened.map_err(|e| CliError::workspace(&location, e))
    }

    /// A workspace that an argument names, for a command that only reads it. The workspace must be there.
    pub fn store_to_read(&self, location: &Location) -> Result<Store, CliError> {
        use voluptas_store::Error;
        let failed = |e| CliError::workspace(location, e);
        if !Store::exists(location).map_err(failed)? {
            return Err(Self::missing(location));
        }
        let clock = || -> Arc<SystemClock> { Arc::new(SystemClock) };
        let opened = match Store::open_at(location, clock()) {
            Err(Error::Engine(_) | Error::Busy | Error::Io { .. } | Error::ReadOnly) => Store::open_read_only(location, clock()),
            opened => opened,
        };
        opened.map_err(failed)
    }

    /// True when there is a workspace, or something in its place.
    pub fn has_workspace(&self) -> Result<bool, CliError> {
        let location = self.location()?;
        Store::exists(&location).map_err(|e| CliError::workspace(&location, e))
    }

    /// The error for a missing workspace file, or for a folder or a pipe in its place.
    pub fn no_workspace(&self) -> CliError {
        let location = match self.location() {
            Ok(location) => location,
            Err(stop) => return stop,
        };
        let stop = Self::missing(&location);
        match &location {
            Location::File(path) if path.exists() => stop,
            _ => stop.remedy(Message::new("cli-remedy-no-workspace")),
        }
    }

    fn missing(location: &Location) -> CliError {
        if let Location::File(path) = location
            && path.exists()
        {
            return CliError::workspace(location, voluptas_store::Error::NotAWorkspace);
        }
        let key = match location {
            Location::File(_) => "cli-error-no-workspace",
            Location::Server { .. } => "cli-error-no-workspace-schema",
        };
        CliError::new(super::Exit::Failed, Message::new(key).with("path", location))
    }

    /// The connection to Qase by flags, environment and settings. Reads the token of `--token-file` from a file or standard input; a
    /// token in a flag would show in the process list.
    pub fn connector(&self, args: &ConnectionArgs) -> Result<Connector, CliError> {
        let flags = QaseFlags {
            token: args.token_file.as_deref().map(token).transpose()?,
            base_url: args.base_url.clone(),
            project: args.project.clone(),
            run_id: None,
            requests_per_minute: args.requests_per_minute,
            timeout_s: args.timeout,
        };
        let credentials = Credentials::new(Account::Primary, flags.token.clone(), &self.environment, &self.paths);
        let flag = args.base_url.as_ref().map(|_| "--base-url");
        Connector::resolve(&self.settings, &credentials, &self.environment, &self.paths, &flags)
            .map_err(|e| CliError::of_settings(e, Account::Primary, flag))
    }

    /// The connection to the second account; `None` without a token for it.
    pub fn second_account(&self) -> Result<Option<Connector>, CliError> {
        let credentials = Credentials::new(Account::MirrorTarget, None, &self.environment, &self.paths);
        if credentials.token_status().in_force.is_none() {
            return Ok(None);
        }
        Ok(Some(Connector::resolve(&self.settings, &credentials, &self.environment, &self.paths, &QaseFlags::default())?))
    }
}

/// The token in the first line of the file; `-` is standard input.
pub(super) fn token(path: &Path) -> Result<Secret, CliError> {
    let token = Secret::new(first_line(path)?);
    if token.is_empty() {
        return Err(voluptas_settings::SettingsError::BadToken.into());
    }
    voluptas_settings::Redactor::global().hide(&token);
    Ok(token)
}

/// The first line of the file; `-` is standard input.
pub(super) fn first_line(path: &Path) -> Result<String, CliError> {
    let read = || {
        let mut text = String::new();
        if path == Path::new("-") {
            std::io::stdin().lock().take(16 * 1024).read_to_string(&mut text)?;
        } else {
            std::fs::File::open(path)?.take(16 * 1024).read_to_string(&mut text)?;
        }
        Ok(text)
    };
    let text = read().map_err(|e| CliError::file(path, &e))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
