//! Opening and making workspaces, and the demo.

use std::path::PathBuf;

use super::{Backend, Event, Trouble};
use crate::app::Workspace;
use crate::gui::view::Connection;

/// An open workspace.
#[derive(Debug)]
pub struct Opened {
    /// The workspace.
    pub workspace: Workspace,
}

impl Opened {
    /// Whether it is the demo, whose server must live as long as it is open.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        false
    }
}

impl Backend {
    /// Opens a workspace file in the background, or makes it.
    pub fn open_workspace(&mut self, path: PathBuf) {
        self.opening = Some(path.clone());
        let (runner, clock) = (self.runner.clone(), self.clock.clone());
        self.in_background(move || {
            let opened = Workspace::open_at(&path, runner, clock).map(|workspace| Box::new(Opened { workspace }));
            Event::Opened(opened.map_err(|e| Trouble::of(&e)))
        });
    }

    /// Takes over what was opened.
    pub fn take_opened(&mut self, opened: Result<Box<Opened>, Trouble>) -> Result<(), Trouble> {
        self.opening = None;
        let opened = opened?;
        let path = opened.workspace.store.path().to_path_buf();
        self.registry.clear();
        self.cases.clear();
        self.case.clear();
        self.history.clear();
        self.opened = Some(*opened);
        self.refresh();
        if !self.is_demo() {
            self.settings.remember_workspace(&path);
            self.save_settings();
        }
        self.connection = Connection::NoToken;
        self.look_for_token();
        Ok(())
    }
}

impl Backend {
    /// Opens the demo.
    pub fn open_demo(&mut self) {}
}
