//! The keys that lists, trees and the entry of results hear without a modifier: one table for the handling and for the help.
//!
//! Commands have their shortcuts in the window.

use egui::Key;

use voluptas_core::domain::status_class::StatusClass;

/// The keys that restore the version that is shown.
pub const RESTORE_KEYS: &str = "Ctrl+Enter";

/// A line of the help: keys as people write them, the keys that are heard, and the key of the text.
#[derive(Debug, Clone, Copy)]
pub struct KeyLine {
    /// The keys as the help writes them: `PgUp PgDn`.
    pub shown: &'static str,
    pub keys: &'static [Key],
    /// Key of the text.
    pub what: &'static str,
}

const fn line(shown: &'static str, keys: &'static [Key], what: &'static str) -> KeyLine {
    KeyLine { shown, keys, what }
}

/// The keys of lists and trees.
pub const LISTS: &[KeyLine] = &[
    line("↑ ↓ ← →", &[Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight], "gui-keys-tree"),
    line("PgUp PgDn", &[Key::PageUp, Key::PageDown], "window-keys-pages"),
    line("Home End", &[Key::Home, Key::End], "gui-keys-ends"),
    line("A–Z", &[], "gui-keys-letters"),
    line("Shift+↑ ↓", &[Key::ArrowUp, Key::ArrowDown], "gui-keys-range"),
    line("Ctrl+↑ ↓", &[Key::ArrowUp, Key::ArrowDown], "window-keys-cursor"),
    line("Ctrl+A", &[Key::A], "window-keys-all"),
    line("Enter", &[Key::Enter], "gui-keys-open"),
    line("J K", &[Key::J, Key::K], "gui-keys-results"),
    line("Space", &[Key::Space], "gui-keys-check"),
    line("Esc", &[Key::Escape], "window-keys-clear"),
    line("Del", &[Key::Delete], "gui-keys-delete"),
    line("Shift+F10  Menu", &[Key::F10, Key::Menu], "window-keys-menu"),
];

/// The keys of grids, beside those of lists.
pub const GRID: &[KeyLine] = &[
    line("Home End", &[Key::Home, Key::End], "cases-keys-row"),
    line("Ctrl+Home Ctrl+End", &[Key::Home, Key::End], "cases-keys-ends"),
    line("Shift+← → ↑ ↓", &[Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown], "cases-keys-range"),
    line("F2", &[Key::F2], "cases-keys-edit"),
    line("A–Z  Backspace", &[Key::Backspace], "cases-keys-type"),
    line("Enter", &[Key::Enter], "cases-keys-enter"),
    line("Ctrl+Enter", &[Key::Enter], "cases-keys-open"),
    line("Tab  Shift+Tab", &[Key::Tab], "cases-keys-tab"),
    line("Esc", &[Key::Escape], "cases-keys-escape"),
    line("Ctrl+C  Ctrl+V", &[], "cases-keys-clipboard"),
    line("Ctrl+D", &[Key::D], "cases-keys-fill"),
];

/// A way to go in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To the next row.
    Down,
    /// To the row before.
    Up,
    /// One page on.
    PageDown,
    /// One page back.
    PageUp,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// The keys that go through a list.
pub const MOVES: [(Key, Move); 6] = [
    (Key::ArrowDown, Move::Down),
    (Key::ArrowUp, Move::Up),
    (Key::PageDown, Move::PageDown),
    (Key::PageUp, Move::PageUp),
    (Key::Home, Move::First),
    (Key::End, Move::Last),
];

impl Move {
    /// The row it leads to from row `at`, in pages of `page` rows. `last` is the last row.
    #[must_use]
    pub fn to(self, at: Option<usize>, page: usize, last: usize) -> usize {
        match (self, at) {
            (Self::Last, _) => last,
            (Self::First, _) | (_, None) => 0,
            (Self::Down, Some(at)) => (at + 1).min(last),
            (Self::Up, Some(at)) => at.saturating_sub(1),
            (Self::PageDown, Some(at)) => (at + page).min(last),
            (Self::PageUp, Some(at)) => at.saturating_sub(page),
        }
    }
}

/// A key in the entry of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultKey {
    /// Sets the status of the row.
    Status(StatusClass),
    /// Takes the status back.
    Clear,
    /// Goes to the next row.
    Next,
}

/// The keys that enter results.
pub const RESULTS: [(ResultKey, KeyLine); 7] = [
    (ResultKey::Status(StatusClass::Passed), line("P", &[Key::P], "window-keys-passed")),
    (ResultKey::Status(StatusClass::Failed), line("F", &[Key::F], "window-keys-failed")),
    (ResultKey::Status(StatusClass::Blocked), line("B", &[Key::B], "window-keys-blocked")),
    (ResultKey::Status(StatusClass::Skipped), line("S", &[Key::S], "window-keys-skipped")),
    (ResultKey::Status(StatusClass::Invalid), line("I", &[Key::I], "window-keys-invalid")),
    (ResultKey::Next, line("N", &[Key::N], "window-keys-next")),
    (ResultKey::Clear, line("Backspace  Del", &[Key::Backspace, Key::Delete], "window-keys-no-status")),
];

/// A key in the execution of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKey {
    /// Gives the case a status.
    Status(StatusClass),
    /// Gives the step at the cursor a status.
    Step(StatusClass),
    /// Takes the status of the case back.
    Clear,
    /// Goes to the next case without a status.
    Next,
    /// Goes to the next step.
    StepDown,
    /// Goes to the step before.
    StepUp,
    /// Goes to the next case.
    CaseDown,
    /// Goes to the case before.
    CaseUp,
    /// Goes into the comment of the case.
    Comment,
    /// Goes into the comment of the step.
    StepComment,
    /// Links a defect.
    Defect,
    /// Stops or starts the timer.
    Timer,
    /// Begins another attempt.
    Again,
}

impl RunKey {
    /// True for a key that is heard with Shift.
    #[must_use]
    pub fn has_shift(self) -> bool {
        matches!(self, Self::Step(_) | Self::StepComment)
    }
}

/// The keys that execute a run.
pub const EXECUTION: &[(RunKey, KeyLine)] = &[
    (RunKey::Status(StatusClass::Passed), line("P", &[Key::P], "window-keys-passed")),
    (RunKey::Status(StatusClass::Failed), line("F", &[Key::F], "window-keys-failed")),
    (RunKey::Status(StatusClass::Blocked), line("B", &[Key::B], "window-keys-blocked")),
    (RunKey::Status(StatusClass::Skipped), line("S", &[Key::S], "window-keys-skipped")),
    (RunKey::Status(StatusClass::Invalid), line("I", &[Key::I], "window-keys-invalid")),
    (RunKey::Clear, line("Backspace  Del", &[Key::Backspace, Key::Delete], "window-keys-no-status")),
    (RunKey::Next, line("N", &[Key::N], "manual-run-key-next")),
    (RunKey::CaseDown, line("↓  PgDn", &[Key::PageDown], "manual-run-key-case-down")),
    (RunKey::CaseUp, line("↑  PgUp", &[Key::PageUp], "manual-run-key-case-up")),
    (RunKey::StepDown, line("J", &[Key::J], "manual-run-key-step-down")),
    (RunKey::StepUp, line("K  1–9", &[Key::K], "manual-run-key-step-up")),
    (RunKey::Step(StatusClass::Passed), line("Shift+P", &[Key::P], "manual-run-key-step-passed")),
    (RunKey::Step(StatusClass::Failed), line("Shift+F", &[Key::F], "manual-run-key-step-failed")),
    (RunKey::Step(StatusClass::Blocked), line("Shift+B", &[Key::B], "manual-run-key-step-blocked")),
    (RunKey::Step(StatusClass::Skipped), line("Shift+S", &[Key::S], "manual-run-key-step-skipped")),
    (RunKey::StepComment, line("Shift+C", &[Key::C], "manual-run-key-step-comment")),
    (RunKey::Comment, line("C", &[Key::C], "manual-run-key-comment")),
    (RunKey::Defect, line("D", &[Key::D], "manual-run-key-defect")),
    (RunKey::Timer, line("T", &[Key::T], "manual-run-key-timer")),
    (RunKey::Again, line("R", &[Key::R], "manual-run-key-again")),
];

/// The key that pastes a screenshot, which the system reports as a picture.
pub const PASTE: KeyLine = line("Ctrl+V", &[], "manual-run-key-paste");

/// True when a key that moves the cursor was pressed: from then on the cursor is shown, until the mouse is used.
pub(crate) fn moved(ui: &egui::Ui) -> bool {
    let keys = [Key::ArrowDown, Key::ArrowUp, Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::End, Key::PageUp, Key::PageDown];
    ui.input(|i| keys.iter().any(|k| i.key_pressed(*k)))
}
