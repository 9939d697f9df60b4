//! Undo and redo of the edits of a draft before it is saved. Saved edits belong to the history of the workspace.

use voluptas_app::cases::edit::CaseForm;
use voluptas_core::domain::case::Step;

/// Seconds between two keys of one text that are undone together.
const TOGETHER: f64 = 1.0;
/// Maximum number of states that are kept.
const MOST: usize = 200;

/// The states of a draft.
#[derive(Debug)]
pub(super) struct Edits {
    /// Base of the draft. A save or a change of others replaces it; undo does not go back beyond that.
    base: CaseForm,
    past: Vec<CaseForm>,
    future: Vec<CaseForm>,
    present: CaseForm,
    at: f64,
}

impl Edits {
    pub(super) fn new(base: &CaseForm, draft: &CaseForm) -> Self {
        Self { base: base.clone(), past: Vec::new(), future: Vec::new(), present: draft.clone(), at: f64::MIN }
    }

    /// Takes note of a base and a draft that did not come from an edit.
    pub(super) fn follow(&mut self, base: &CaseForm, draft: &CaseForm) {
        if self.base != *base {
            *self = Self::new(base, draft);
        }
    }

    /// Takes note of an edit at a time of the window.
    pub(super) fn edited(&mut self, draft: &CaseForm, now: f64) {
        if self.present == *draft {
            return;
        }
        // A text that Esc took back is a step of its own: undo brings back what was typed.
        let is_back = self.past.last() == Some(draft);
        let goes_on = now - self.at < TOGETHER && !self.past.is_empty() && !is_back && !is_rearranged(&self.present, draft);
        let before = std::mem::replace(&mut self.present, draft.clone());
        if !goes_on {
            self.past.push(before);
            if self.past.len() > MOST {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.at = now;
    }

    /// The draft before the last edit, if there is one.
    pub(super) fn undo(&mut self) -> Option<CaseForm> {
        let before = self.past.pop()?;
        self.future.push(std::mem::replace(&mut self.present, before.clone()));
        self.at = f64::MIN;
        Some(before)
    }

    /// The draft after the edit that was undone last, if there is one.
    pub(super) fn redo(&mut self) -> Option<CaseForm> {
        let after = self.future.pop()?;
        self.past.push(std::mem::replace(&mut self.present, after.clone()));
        self.at = f64::MIN;
        Some(after)
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// True when the last edit added, removed or moved steps: the undo of the text field with the keyboard knows nothing of that.
    pub(super) fn last_rearranged(&self) -> bool {
        self.past.last().is_some_and(|before| is_rearranged(before, &self.present))
    }
}

/// True when steps were added, removed, moved or nested, or changed between classic and Gherkin.
fn is_rearranged(before: &CaseForm, after: &CaseForm) -> bool {
    fn shape(steps: &[Step], depth: usize, found: &mut Vec<usize>) {
        for step in steps {
            found.push(depth);
            shape(&step.steps, depth + 1, found);
        }
    }
    let shapes = [before, after].map(|form| {
        let mut found = Vec::new();
        shape(&form.content.steps, 0, &mut found);
        found
    });
    if shapes[0] != shapes[1] || before.content.steps_type != after.content.steps_type {
        return true;
    }
    let differing = before.content.steps.iter().zip(&after.content.steps).filter(|(a, b)| a != b).count();
    differing > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(title: &str, steps: &[&str]) -> CaseForm {
        let mut form = CaseForm::default();
        form.content.title = title.to_owned();
        form.content.steps = steps.iter().map(|action| Step { action: (*action).to_owned(), ..Step::default() }).collect();
        form
    }

    #[test]
    fn keys_of_one_text_go_together_and_steps_do_not() {
        let base = form("", &["a", "b"]);
        let mut edits = Edits::new(&base, &base);
        edits.edited(&form("P", &["a", "b"]), 10.0);
        edits.edited(&form("Pa", &["a", "b"]), 10.2);
        edits.edited(&form("Pa", &["b", "a"]), 10.3);
        assert!(edits.last_rearranged());
        edits.edited(&form("Pay", &["b", "a"]), 20.0);
        assert!(!edits.last_rearranged());
        assert_eq!(edits.undo(), Some(form("Pa", &["b", "a"])));
        assert_eq!(edits.undo(), Some(form("Pa", &["a", "b"])));
        assert_eq!(edits.redo(), Some(form("Pa", &["b", "a"])));
        assert_eq!([edits.undo(), edits.undo(), edits.undo()], [Some(form("Pa", &["a", "b"])), Some(base.clone()), None]);
        edits.edited(&form("X", &["a", "b"]), 30.0);
        assert_eq!(edits.redo(), None, "an edit ends redo");
    }

    #[test]
    fn a_save_begins_anew() {
        let base = form("", &[]);
        let mut edits = Edits::new(&base, &base);
        edits.edited(&form("a", &[]), 1.0);
        edits.follow(&base, &form("a", &[]));
        assert!(edits.can_undo(), "the same base keeps them");
        edits.follow(&form("a", &[]), &form("a", &[]));
        assert!(!edits.can_undo() && !edits.can_redo());
    }
}
