//! The open workspace.

use super::lists::Lists;
use voluptas_app::Workspace;
use voluptas_demo::DemoSession;
use voluptas_settings::{QaseFlags, QaseSection};

/// An open workspace.
#[derive(Debug)]
pub struct OpenedWorkspace {
    pub workspace: Workspace,
    /// The demo's server, which lives as long as its workspace is open.
    pub(super) demo: Option<DemoSession>,
    /// The lists of the workspace, which are read since it was opened.
    pub(super) lists: Lists,
}

impl OpenedWorkspace {
    /// True when it is the demo.
    pub fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// The demo that is open.
    pub fn demo(&self) -> Option<&DemoSession> {
        self.demo.as_ref()
    }
}

/// Settings put aside while the demo is open: its server has an address and a token of its own.
#[derive(Debug)]
pub(super) struct SettingsBeforeDemo {
    pub(super) qase: QaseSection,
    pub(super) flags: QaseFlags,
}
