//! The tabs of the middle: which are open, which one is a preview, and the ways between them.
//!
//! A click in a list opens a preview tab, which the next preview replaces. A double click, Enter or an edit keeps it.
//! The fixed tabs (overview, registry, cases) stand first and are never closed.

use super::state::{MiddleTab, UiState};
use voluptas_core::domain::ids::CaseId;

impl MiddleTab {
    /// The case that a tab edits, or whose versions it shows.
    #[must_use]
    pub fn case(self) -> Option<CaseId> {
        match self {
            Self::Case(id) | Self::Versions(id) => Some(CaseId(id)),
            _ => None,
        }
    }
}

impl UiState {
    /// The tab in front.
    pub fn tab(&self) -> MiddleTab {
        self.kept.tabs.get(self.kept.tab).copied().unwrap_or_default()
    }

    /// Opens a tab that stays, or brings it to the front.
    pub fn open_tab(&mut self, tab: MiddleTab) {
        if !self.show_tab(tab) {
            self.kept.tabs.push(tab);
            self.kept.tab = self.kept.tabs.len() - 1;
        }
        self.keep_tab(tab);
    }

    /// Opens a tab that the next preview replaces. A tab that is open already only comes to the front.
    pub fn preview_tab(&mut self, tab: MiddleTab) {
        if self.show_tab(tab) {
            return;
        }
        let place = self.kept.preview.and_then(|old| self.kept.tabs.iter().position(|t| *t == old));
        let at = match place {
            Some(at) => {
                self.kept.tabs[at] = tab;
                at
            }
            None => {
                self.kept.tabs.push(tab);
                self.kept.tabs.len() - 1
            }
        };
        self.kept.tab = at;
        self.kept.preview = Some(tab);
    }

    /// Turns a preview into a tab that stays.
    pub fn keep_tab(&mut self, tab: MiddleTab) {
        if self.kept.preview == Some(tab) {
            self.kept.preview = None;
        }
    }

    /// Puts a tab in the place of the one in front. A tab that is open already comes to the front, and the other one goes.
    pub fn replace_tab(&mut self, tab: MiddleTab) {
        let old = self.tab();
        if old == tab || old.is_fixed() {
            return self.open_tab(tab);
        }
        self.keep_tab(old);
        if self.kept.tabs.contains(&tab) {
            self.kept.tabs.retain(|t| *t != old);
            self.show_tab(tab);
        } else {
            self.kept.tabs[self.kept.tab] = tab;
        }
    }

    /// Brings an open tab to the front; false when it is not open.
    fn show_tab(&mut self, tab: MiddleTab) -> bool {
        let at = self.kept.tabs.iter().position(|t| *t == tab);
        self.kept.tab = at.unwrap_or(self.kept.tab);
        at.is_some()
    }

    /// Closes a tab; the fixed ones stay.
    pub fn close_tab(&mut self, at: usize) {
        let Some(tab) = self.kept.tabs.get(at).copied().filter(|t| !t.is_fixed()) else { return };
        self.kept.tabs.remove(at);
        self.keep_tab(tab);
        if self.kept.tab >= at {
            self.kept.tab = self.kept.tab.saturating_sub(1);
        }
    }

    /// Closes every tab but the fixed ones and `kept`, which comes to the front.
    pub fn close_other_tabs(&mut self, kept: Option<MiddleTab>) {
        let front = kept.unwrap_or_else(|| self.tab());
        self.kept.tabs.retain(|t| t.is_fixed() || Some(*t) == kept);
        if self.kept.preview != kept {
            self.kept.preview = None;
        }
        self.kept.tab = self.kept.tabs.iter().position(|t| *t == front).unwrap_or_else(|| self.kept.tabs.len() - 1);
    }

    /// The tab after the one in front, or before it; from the last one on to the first.
    pub fn next_tab(&self, forward: bool) -> MiddleTab {
        let n = self.kept.tabs.len().max(1);
        let step = if forward { 1 } else { n - 1 };
        self.kept.tabs.get((self.kept.tab + step) % n).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Persisted;
    use super::*;

    use MiddleTab::{Case, Cases, Overview, Registry, Run};

    fn state() -> UiState {
        UiState::restore(Persisted::default(), "shop")
    }

    #[test]
    fn fixed_tabs_do_not_close() {
        let mut state = state();
        state.open_tab(Case(7));
        state.close_tab(0);
        state.close_tab(3);
        assert_eq!(state.kept.tabs, [Overview, Registry, Cases]);
        assert_eq!(state.kept.tab, 2);
    }

    #[test]
    fn a_preview_is_replaced_until_it_is_kept() {
        let mut state = state();
        state.preview_tab(Run(1));
        state.preview_tab(Run(2));
        assert_eq!((state.kept.tabs.len(), state.tab()), (4, Run(2)));
        state.open_tab(Run(2));
        state.preview_tab(Case(5));
        assert_eq!(state.kept.tabs[3..], [Run(2), Case(5)]);
        // One that is open comes to the front and replaces nothing.
        state.preview_tab(Run(2));
        assert_eq!((state.kept.tabs.len(), state.tab(), state.kept.preview), (5, Run(2), Some(Case(5))));
        state.close_tab(4);
        assert_eq!(state.kept.preview, None);
    }

    #[test]
    fn walks_round_and_closes_the_others() {
        let mut state = state();
        for n in 1..=3 {
            state.open_tab(Case(n));
        }
        assert_eq!((state.next_tab(true), state.next_tab(false)), (Overview, Case(2)));
        state.close_other_tabs(Some(Case(2)));
        assert_eq!((state.tab(), state.kept.tabs.len()), (Case(2), 4));
        state.close_other_tabs(None);
        assert_eq!((state.tab(), state.kept.tabs.len()), (Cases, 3));
    }
}
