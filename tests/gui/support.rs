//! Harnesses with the program's own look, so that a missing glyph or a control without a name fails the test.

use std::path::Path;
use std::sync::Arc;

use crate::shared::wait::wait_for;
use eframe::egui::accesskit::Role;
use eframe::egui::{Theme, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tempfile::TempDir;
use voluptas::base::FixedClock;
use voluptas::domain::case::Case;
use voluptas::domain::ids::{CaseId, SuiteId};
use voluptas::gui::backend::Start;
use voluptas::gui::shell::Shell;
use voluptas::gui::theme;
use voluptas::jobs::JobRunner;
use voluptas::settings::{LangChoice, Paths, SettingsFile, Theme as ThemeChoice};
use voluptas::store::Store;

/// Friday, 20 November 2026, noon.
pub const NOW: i64 = 1_795_176_000_000;

/// A window of that size with one root closure and a state.
pub fn harness<'a, S>(size: [f32; 2], dark: bool, app: impl FnMut(&mut Ui, &mut S) + 'a, state: S) -> Harness<'a, S> {
    Harness::builder()
        .with_size(size)
        .with_theme(if dark { Theme::Dark } else { Theme::Light })
        .with_context_setup(theme::install)
        .build_ui_state(app, state)
}

/// The main window with a folder of its own.
pub struct Desk {
    /// The window.
    pub h: Harness<'static, Shell>,
    /// Everything it writes.
    pub home: TempDir,
}

/// Settings that a desk starts with.
pub struct Setup {
    /// English or Russian.
    pub lang: LangChoice,
    /// Dark or light.
    pub dark: bool,
    /// The shop is in the workspace.
    pub shop: bool,
    /// A workspace is open at all.
    pub open: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { lang: LangChoice::En, dark: false, shop: true, open: true }
    }
}

impl Desk {
    /// The shop, in English and light.
    pub fn new() -> Self {
        Self::with(Setup::default())
    }

    /// Opens a window with these settings.
    pub fn with(setup: Setup) -> Self {
        let home = tempfile::tempdir().expect("temporary folder");
        if setup.shop {
            crate::shop::fill(&workspace(&Paths::in_folder(home.path()).workspace));
        }
        let mut loaded = SettingsFile::load(&Paths::in_folder(home.path()).settings_file);
        loaded.settings.general.lang = setup.lang;
        loaded.settings.general.theme = if setup.dark { ThemeChoice::Dark } else { ThemeChoice::Light };
        loaded.file.save(&loaded.settings).expect("settings");
        let mut desk = Self { h: window(home.path(), setup.open), home };
        desk.settle();
        desk
    }

    /// Closes the window and opens it again on the same folder.
    pub fn restart(mut self) -> Self {
        self.h.state_mut().keep(None);
        let open = self.h.state().backend.workspace().is_some();
        drop(self.h);
        let mut desk = Self { h: window(self.home.path(), open), home: self.home };
        desk.settle();
        desk
    }

    /// Opens the window on a folder whose window was lost.
    pub fn reopened(home: TempDir) -> Self {
        let mut desk = Self { h: window(home.path(), true), home };
        desk.settle();
        desk
    }

    /// Steps until nothing is on its way.
    #[track_caller]
    pub fn settle(&mut self) {
        wait_for("the window to come to rest", || {
            if self.h.state().backend.is_busy() {
                self.step_briefly();
                return None;
            }
            // Asked after each step: an answer that comes between the last step and the question would not be drawn.
            let rests = (0..5).all(|_| {
                self.h.step();
                !self.h.state().backend.is_busy()
            });
            rests.then_some(())
        });
    }

    /// Steps with a clock that hardly moves: a machine that is slow to answer must not use up the seconds that a toast stays.
    fn step_briefly(&mut self) {
        let now = self.h.ctx.input(|i| i.time);
        self.h.input_mut().time = Some(now + 0.001);
        self.h.step();
        self.h.input_mut().time = None;
    }

    /// Steps until something holds.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&Harness<'static, Shell>) -> bool) {
        wait_for(what, || {
            self.h.step();
            holds(&self.h).then_some(())
        });
        self.settle();
    }
}

/// A workspace file, made where it is not there.
pub fn workspace(path: &Path) -> Store {
    let runner = JobRunner::new(Arc::new(FixedClock::at(NOW))).expect("runner");
    voluptas::app::Workspace::open_at(path, runner, Arc::new(FixedClock::at(NOW))).expect("workspace").store
}

fn window(home: &Path, open: bool) -> Harness<'static, Shell> {
    let start = Start::in_folder(home, Arc::new(FixedClock::at(NOW))).expect("runner");
    let workspace = start.paths.workspace.clone();
    let shell = Shell::new(start, open.then_some(workspace));
    Harness::builder().with_size([1440.0, 900.0]).with_context_setup(theme::install).build_ui_state(
        |ui, shell: &mut Shell| {
            shell.apply_look(ui.ctx());
            shell.ui(ui);
        },
        shell,
    )
}

/// The store of the open workspace.
pub fn store(desk: &Desk) -> Store {
    desk.h.state().backend.workspace().expect("workspace").store.clone()
}

/// A case of the shown project by its title.
pub fn case_id(desk: &Desk, title: &str) -> CaseId {
    let cases = desk.h.state().backend.cases().expect("cases");
    cases.rows.iter().find(|r| &*r.title == title).expect("the case").id
}

/// A suite of the shown project by its title.
pub fn suite_id(desk: &Desk, title: &str) -> SuiteId {
    let cases = desk.h.state().backend.cases().expect("cases");
    cases.suites().iter().find(|s| &*s.title == title).expect("the suite").id
}

/// A case as it is stored.
pub fn stored(desk: &Desk, id: CaseId) -> Case {
    store(desk).read(|tx| tx.cases().get(id)).expect("the case")
}

/// True when a toast has these words.
pub fn is_said(h: &Harness<'static, Shell>, words: &str) -> bool {
    h.query_all_by_role(Role::Status).any(|toast| toast.accesskit_node().label().is_some_and(|label| label.contains(words)))
}
