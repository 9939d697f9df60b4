//! Opening and making workspaces, and the demo.

use std::path::PathBuf;

use super::event::Event;
use super::lists::Lists;
use super::opened::{OpenedWorkspace, SettingsBeforeDemo};
use super::state::Backend;
use crate::user_error::UserError;
use crate::view::Connection;
use voluptas_app::Workspace;
use voluptas_app::qase::connector::Connector;
use voluptas_app::workspace::open::locate;
use voluptas_demo::{self as demo, DemoSession, Place};
use voluptas_settings::{Account, PerAccount, QaseFlags, QaseSection, StoreKind, crash};
use voluptas_store::{Author, Location, Source, Store};

impl Backend {
    /// Looks for the report of a crash, which is offered once.
    pub fn look_for_crashes(&self) {
        let folder = self.paths.log_dir.clone();
        self.in_background(move || Event::Crashed(crash::unasked(&folder)));
    }

    /// Opens a workspace file in the background, or makes it, and begins to read its lists.
    pub fn open_workspace(&mut self, path: PathBuf) {
        self.open_location(Location::File(path));
    }

    /// Opens the workspace on a server whose address the program was started with.
    pub fn open_database(&mut self) {
        match locate(&self.paths, &self.environment, 1) {
            Ok(location) => self.open_location(location),
            Err(error) => {
                let failed = UserError::of(&error);
                self.in_background(move || Event::Opened(Err(failed)));
            }
        }
    }

    fn open_location(&mut self, location: Location) {
        let path = location.local().to_path_buf();
        self.opening = Some(location.title());
        let (runner, clock) = (self.runner.clone(), self.clock.clone());
        let (tr, next) = (self.tr(), self.opens + 1);
        let qase = self.aside.as_ref().map_or(&self.settings.qase, |aside| &aside.qase);
        let project = self.settings.projects.get(&path).or(qase.project.as_ref()).cloned();
        self.in_background(move || {
            let opened = Workspace::open_location(&location, runner.clone(), clock).map(|workspace| {
                let lists = Lists::begin(&workspace.store, &runner, next, tr, project);
                Box::new(OpenedWorkspace { workspace, demo: None, lists })
            });
            Event::Opened(opened.map_err(|e| UserError::of(&e)))
        });
    }

    /// Opens the demo in the background: makes its files in the language in force where they are not there, and starts its server.
    pub fn open_demo(&mut self) {
        let folder = self.paths.data_dir.join("demo");
        self.open_demo_at(Place::from(folder.as_path()));
    }

    /// Opens the demo of the workspace that the program was started with.
    pub fn open_demo_here(&mut self) {
        match locate(&self.paths, &self.environment, 1) {
            Ok(location) => self.open_demo_at(Place::of(location, None)),
            Err(error) => {
                let failed = UserError::of(&error);
                self.in_background(move || Event::Opened(Err(failed)));
            }
        }
    }

    fn open_demo_at(&mut self, place: Place) {
        self.opening = Some(place.workspace.title());
        let (runner, clock) = (self.runner.clone(), self.clock.clone());
        let (tr, next) = (self.tr(), self.opens + 1);
        self.in_background(move || {
            let opened = demo::open_in_use(place, tr.lang(), &runner, clock).map(|demo| {
                let workspace = demo.workspace.clone();
                let lists = Lists::begin(&workspace.store, &runner, next, tr, Some(demo::PROJECT.to_owned()));
                Box::new(OpenedWorkspace { workspace, demo: Some(demo), lists })
            });
            Event::Opened(opened.map_err(UserError::from))
        });
    }

    /// Shows the workspace that was opened.
    ///
    /// # Errors
    /// The workspace could not be opened; the one before stays open.
    pub fn take_opened(&mut self, opened: Result<Box<OpenedWorkspace>, UserError>) -> Result<(), UserError> {
        self.opening = None;
        let mut opened = opened?;
        let file = match opened.workspace.store.location() {
            Location::File(path) => Some(path.clone()),
            Location::Server { .. } => None,
        };
        self.leave_demo();
        self.opens += 1;
        opened.workspace.store = opened.workspace.store.by(self.author());
        self.enter_demo(&opened);
        self.follow_others(&opened.workspace.store);
        self.opened = Some(*opened);
        // A workspace on a server is opened by its address, which a script or a shortcut keeps.
        let is_demo = self.is_demo();
        let was_demo = std::mem::replace(&mut self.settings.demo, is_demo);
        let file = file.filter(|_| !is_demo);
        if let Some(path) = &file {
            self.settings.remember_workspace(path);
        }
        if file.is_some() || was_demo != is_demo {
            self.save_settings();
        }
        self.connection = Connection::NoToken;
        self.connectors = PerAccount::default();
        self.look_for_tokens();
        Ok(())
    }

    /// Looks for writes of other programs to the workspace, until it is closed: once a second for a file, after each commit for a
    /// workspace on a server.
    fn follow_others(&self, store: &Store) {
        let (runner, wake) = (self.runner.handle().clone(), self.runner.waker());
        let mut ear = match store.change_listener() {
            Ok(ear) => ear,
            Err(error) => return tracing::warn!(%error, "writes of others are not shown"),
        };
        let store = store.downgrade();
        self.runner.handle().spawn(async move {
            loop {
                let Some(store) = store.upgrade() else { break };
                let look = runner.spawn_blocking(move || store.look_for_others()).await;
                match look {
                    Ok(Ok(true)) => wake(),
                    Ok(Ok(false)) => {}
                    // The file is busy or gone; what a person does next tells it.
                    Ok(Err(error)) => tracing::debug!(%error, "no look at the writes of others"),
                    Err(_) => break,
                }
                ear.wait().await;
            }
        });
    }

    /// Name of the person who uses the window; blank when it is not known.
    pub fn author_name(&self) -> &str {
        self.settings.general.author_name(&self.environment).unwrap_or_default()
    }

    /// The author of writes of this window.
    fn author(&self) -> Author {
        Author::new(Source::Window, self.settings.general.author_name(&self.environment))
    }

    /// Writes under the name of the settings from now on.
    pub fn take_author(&mut self) {
        let author = self.author();
        if let Some(opened) = &mut self.opened {
            opened.workspace.store = opened.workspace.store.by(author);
            self.steps.invalidate();
        }
    }

    fn enter_demo(&mut self, opened: &OpenedWorkspace) {
        let Some(demo) = opened.demo() else { return };
        let flags = QaseFlags {
            base_url: Some(demo.base_url.clone()),
            project: Some(demo::PROJECT.to_owned()),
            requests_per_minute: Some(6000),
            ..QaseFlags::default()
        };
        let qase = QaseSection {
            base_url: demo.base_url.clone(),
            project: Some(demo::PROJECT.to_owned()),
            run_id: None,
            requests_per_minute: 6000,
            credential_store: Some(StoreKind::Session),
            ..self.settings.qase.clone()
        };
        self.aside = Some(SettingsBeforeDemo {
            qase: std::mem::replace(&mut self.settings.qase, qase),
            flags: std::mem::replace(&mut self.flags, flags),
        });
        if let Err(error) = self.credentials[Account::Primary].save(StoreKind::Session, &demo.token) {
            tracing::error!(%error, "the demo's token was not taken");
        }
    }

    fn leave_demo(&mut self) {
        if let Some(aside) = self.aside.take() {
            self.settings.qase = aside.qase;
            self.flags = aside.flags;
            if let Err(error) = self.credentials[Account::Primary].forget(StoreKind::Session) {
                tracing::error!(%error, "the demo's token was not forgotten");
            }
        }
    }

    /// The connection of an account, once it was looked up.
    pub fn connector(&self, account: Account) -> Option<&Connector> {
        self.connectors[account].as_ref()
    }

    /// The demo that is open.
    pub fn demo(&self) -> Option<&DemoSession> {
        self.opened.as_ref().and_then(OpenedWorkspace::demo)
    }
}
