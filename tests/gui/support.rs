//! Harnesses with the program's own look, so that a missing glyph or a control without a name fails the test.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use eframe::egui::accesskit::Role;
use eframe::egui::{Context, Event, Key, Modifiers, Theme, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tempfile::TempDir;
use testkit::wait::wait_for;
use voluptas::action::{Action, Nav};
use voluptas::backend::{FilePicker, FileRequest, Picked, Start};
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::edit::CreateOutcome;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_i18n::Lang;
use voluptas_jobs::JobRunner;
use voluptas_settings::{LangChoice, Paths, SettingsFile, Theme as ThemeChoice};
use voluptas_store::Store;

/// Friday, 20 November 2026, noon.
pub const NOW: i64 = 1_795_176_000_000;

/// A window of that size with one root closure and a state.
pub fn harness<'a, S>(size: [f32; 2], dark: bool, app: impl FnMut(&mut Ui, &mut S) + 'a, state: S) -> Harness<'a, S> {
    Harness::builder()
        .with_size(size)
        .with_theme(if dark { Theme::Dark } else { Theme::Light })
        .with_context_setup(voluptas_ui::prepare)
        .build_ui_state(app, state)
}

/// Creates a case as the last one of a suite or of the root, also with a title that another case has.
pub fn create_case(store: &Store, project: ProjectId, suite: Option<SuiteId>, title: &str) -> CaseId {
    match voluptas_app::cases::edit::create(store, project, suite, title, None, true).expect("created") {
        CreateOutcome::Case(id) => id,
        CreateOutcome::TitleTaken(other) => panic!("{title} is the title of {other:?}"),
    }
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
    /// The time of the window.
    pub clock: FixedClock,
}

impl Default for Setup {
    fn default() -> Self {
        Self { lang: LangChoice::En, dark: false, shop: true, open: true, clock: FixedClock::at(NOW) }
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
        let start = Start::in_folder(home.path(), Arc::new(setup.clock)).expect("runner");
        let mut desk = Self { h: window_of(start, setup.open), home };
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

    /// Closes the window, and opens it on the same folder in this language.
    pub fn started_in(mut self, lang: Lang) -> Self {
        self.h.state_mut().keep(None);
        drop(self.h);
        let start = Start { lang: Some(lang), ..start(self.home.path()) };
        let mut desk = Self { h: window_of(start, true), home: self.home };
        desk.settle();
        desk
    }

    /// A second window of the same person on the same workspace. Its own folder stays empty.
    pub fn another(&self) -> Self {
        let home = tempfile::tempdir().expect("temporary folder");
        let mut desk = Self { h: window(self.home.path(), true), home };
        desk.settle();
        desk
    }

    /// Steps until nothing is on its way.
    #[track_caller]
    pub fn settle(&mut self) {
        let wakeups = Wakeups::of(&self.h.ctx);
        wait_for("the window to come to rest", || {
            if self.h.state().backend.is_busy() {
                self.step_briefly();
                // A frame without an answer shows nothing new. Some work ends without one, so the wait is short.
                if self.h.state().backend.is_busy() {
                    wakeups.wait(Duration::from_millis(20));
                }
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

/// Signal of other threads that ask for a frame, because they have an answer.
#[derive(Clone, Default)]
struct Wakeups(Arc<(Mutex<bool>, Condvar)>);

impl Wakeups {
    fn of(ctx: &Context) -> Self {
        let wakeups = Self::default();
        let (shared, window) = (Arc::clone(&wakeups.0), std::thread::current().id());
        ctx.set_request_repaint_callback(move |_| {
            if std::thread::current().id() != window {
                *shared.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
                shared.1.notify_one();
            }
        });
        wakeups
    }

    /// Blocks until an answer came since the last call, at most for this time.
    fn wait(&self, limit: Duration) {
        let came = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut came, _) = self.0.1.wait_timeout_while(came, limit, |came| !*came).unwrap_or_else(PoisonError::into_inner);
        *came = false;
    }
}

/// A workspace file, made where it is not there.
pub fn workspace(path: &Path) -> Store {
    workspace_at(path, NOW)
}

/// A workspace file whose writes have this time.
pub fn workspace_at(path: &Path, now: i64) -> Store {
    let runner = JobRunner::new(Arc::new(FixedClock::at(now))).expect("runner");
    voluptas_app::Workspace::open_at(path, runner, Arc::new(FixedClock::at(now))).expect("workspace").store
}

fn start(home: &Path) -> Start {
    Start::in_folder(home, Arc::new(FixedClock::at(NOW))).expect("runner")
}

fn window(home: &Path, open: bool) -> Harness<'static, Shell> {
    window_of(start(home), open)
}

fn window_of(start: Start, open: bool) -> Harness<'static, Shell> {
    let workspace = start.paths.workspace.clone();
    let shell = Shell::new(start, open.then_some(workspace));
    Harness::builder().with_size([1440.0, 900.0]).with_context_setup(voluptas_ui::prepare).build_ui_state(
        |ui, shell: &mut Shell| {
            shell.apply_look(ui.ctx());
            shell.ui(ui);
        },
        shell,
    )
}

/// The store of the open workspace.
pub fn store(desk: &Desk) -> Store {
    store_of(&desk.h)
}

/// The store of the workspace that a window has open.
pub fn store_of(h: &Harness<'static, Shell>) -> Store {
    h.state().backend.workspace().expect("workspace").store.clone()
}

/// Does one thing, as if a panel had asked for it.
pub fn act(desk: &mut Desk, action: Action) {
    desk.h.state_mut().act(action);
    desk.settle();
}

/// Gives a command of the menus.
pub fn command(desk: &mut Desk, command: UiCommand) {
    act(desk, Action::Command(command));
}

/// Presses a key with modifiers.
pub fn press(desk: &mut Desk, modifiers: Modifiers, key: Key) {
    desk.h.key_press_modifiers(modifiers, key);
    desk.settle();
}

/// Presses a key alone.
pub fn press_key(desk: &mut Desk, key: Key) {
    press(desk, Modifiers::NONE, key);
}

/// Types a text where the keyboard is.
pub fn type_text(desk: &mut Desk, text: &str) {
    desk.h.event(Event::Text(text.into()));
    desk.settle();
}

/// Clicks the only widget of that role and name.
pub fn click(desk: &mut Desk, role: Role, name: &str) {
    desk.h.get_by_role_and_label(role, name).click();
    desk.settle();
}

/// Gives the keyboard to a field of several lines.
pub fn focus_text(desk: &mut Desk, field: &str) {
    desk.h.get_by_role_and_label(Role::MultilineTextInput, field).focus();
    desk.settle();
}

/// Selects the cases with these titles in the grid.
pub fn select(desk: &mut Desk, titles: &[&str]) {
    let ids: Vec<i64> = titles.iter().map(|title| case_id(desk, title).0).collect();
    let state = &mut desk.h.state_mut().state;
    state.selection.cases.select_all(ids.clone());
    state.cases_selected(ids);
    desk.settle();
}

/// Opens the tab of the case with that title.
pub fn open_case(desk: &mut Desk, title: &str) -> CaseId {
    let id = case_id(desk, title);
    act(desk, Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    id
}

/// True when a cell of the grid of cases shows the text.
pub fn shows(h: &Harness<'static, Shell>, text: &str) -> bool {
    h.query_by_role_and_label(Role::Table, "Cases").is_some_and(|grid| {
        let grid = grid.rect();
        h.query_all_by_value(text).any(|n| grid.contains(n.rect().center()))
    })
}

/// A file chooser that always answers with one file.
#[derive(Debug)]
pub struct Answers(pub PathBuf);

impl FilePicker for Answers {
    fn pick(&self, _: FileRequest) -> Picked {
        Picked::File(self.0.clone())
    }
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
