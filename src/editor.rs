//! Editing of something that is stored: a draft, its validation and its save.
//!
//! [`Editor`] holds the draft of one thing beside the stored value and compares them field by field:
//!
//! - [`Editor::follow`] shows a thing. When the stored value changed meanwhile, fields that nobody is editing take it over; fields
//!   with an unsaved edit keep the edit and are listed by [`Editor::conflicts`].
//! - [`Editor::commit`] gives the action that saves every changed field without a problem. A field with a problem stays a draft of
//!   its thing, also while another thing is shown, until it is corrected.
//! - [`Editor::revert`] brings the stored value of a field back.
//!
//! The editor draws nothing and writes nothing: a form draws the fields of [`Editor::draft`] and pushes the actions.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use super::action::Action;
use voluptas_core::domain::Message;

/// A part of the edited value that is compared, checked and reverted on its own.
#[derive(Debug)]
pub struct Field<T> {
    /// Name for [`Editor::revert`], [`Editor::problem`] and [`Editor::conflicts`].
    pub name: &'static str,
    /// True when both values hold the same in this field.
    pub same: fn(&T, &T) -> bool,
    /// Copies the field of the second value into the first.
    pub copy: fn(&mut T, &T),
    /// The reason why the field cannot be saved.
    pub problem: fn(&T) -> Option<Message>,
}

/// A value that an [`Editor`] edits.
pub trait Editable: Clone + Debug + 'static {
    /// Identifies the stored item.
    type Key: Copy + Eq + Hash + Debug;
    /// All parts of the value. A part in no field is neither saved nor taken over.
    const FIELDS: &'static [Field<Self>];

    /// The action that saves the value.
    fn save(key: Self::Key, value: &Self) -> Action;
}

/// The item that is being edited.
#[derive(Debug)]
struct Open<T: Editable> {
    key: T::Key,
    /// Version of the stored item, such as its time of change.
    version: i64,
    /// The stored value as last seen; after a commit, the value given to be saved.
    stored: T,
    draft: T,
    conflicts: Vec<&'static str>,
    /// A save failed. The draft stays as it is until the next commit.
    refused: bool,
}

/// The draft of one item at a time; see the module's description.
#[derive(Debug)]
pub struct Editor<T: Editable> {
    open: Option<Open<T>>,
    /// Drafts with fields that could not be saved.
    unsaved: HashMap<T::Key, T>,
}

impl<T: Editable> Default for Editor<T> {
    fn default() -> Self {
        Self { open: None, unsaved: HashMap::new() }
    }
}

impl<T: Editable> Editor<T> {
    /// Shows a thing. Gives the action that saves the thing shown before, if another one is shown from now on. `stored` is called
    /// only when the thing or its version is new.
    pub fn follow(&mut self, key: T::Key, version: i64, stored: impl FnOnce() -> T) -> Option<Action> {
        if let Some(open) = self.open.as_mut().filter(|open| open.key == key) {
            if !open.refused && open.version != version {
                open.refresh(version, stored());
            }
            return None;
        }
        let save = self.leave();
        let stored = stored();
        let mut draft = stored.clone();
        if let Some(unsaved) = self.unsaved.get(&key) {
            for field in T::FIELDS.iter().filter(|f| (f.problem)(unsaved).is_some()) {
                (field.copy)(&mut draft, unsaved);
            }
        }
        self.open = Some(Open { key, version, stored, draft, conflicts: Vec::new(), refused: false });
        save
    }

    /// The draft of the shown item.
    pub fn draft(&self) -> Option<&T> {
        self.open.as_ref().map(|open| &open.draft)
    }

    /// The draft, to be edited.
    pub fn draft_mut(&mut self) -> Option<&mut T> {
        self.open.as_mut().map(|open| &mut open.draft)
    }

    /// The reason why a field of the draft cannot be saved.
    pub fn problem(&self, field: &str) -> Option<Message> {
        let draft = self.draft()?;
        T::FIELDS.iter().find(|f| f.name == field).and_then(|f| (f.problem)(draft))
    }

    /// True while a field differs from the stored value.
    pub fn is_dirty(&self) -> bool {
        self.open.as_ref().is_some_and(|open| T::FIELDS.iter().any(|f| !(f.same)(&open.draft, &open.stored)))
    }

    /// Fields with an unsaved edit whose stored value was changed elsewhere since. A commit overwrites them.
    pub fn conflicts(&self) -> &[&'static str] {
        self.open.as_ref().map_or(&[], |open| &open.conflicts)
    }

    /// Brings the stored value of a field back.
    pub fn revert(&mut self, field: &str) {
        if let Some(open) = &mut self.open
            && let Some(f) = T::FIELDS.iter().find(|f| f.name == field)
        {
            (f.copy)(&mut open.draft, &open.stored);
            open.conflicts.retain(|name| *name != field);
        }
    }

    /// Gives the action that saves the changed fields; `None` when there is nothing to save.
    pub fn commit(&mut self) -> Option<Action> {
        let open = self.open.as_mut()?;
        let (mut value, mut changed, mut is_valid) = (open.stored.clone(), false, true);
        for field in T::FIELDS {
            if (field.problem)(&open.draft).is_some() {
                is_valid = false;
            } else if !(field.same)(&open.draft, &value) {
                (field.copy)(&mut value, &open.draft);
                changed = true;
            }
        }
        if is_valid {
            self.unsaved.remove(&open.key);
        } else {
            self.unsaved.insert(open.key, open.draft.clone());
        }
        open.refused = false;
        open.conflicts.clear();
        if !changed {
            return None;
        }
        open.stored = value;
        Some(T::save(open.key, &open.stored))
    }

    /// Returns the action that saves the item, because it is not shown any more.
    pub fn leave(&mut self) -> Option<Action> {
        let save = self.commit();
        self.open = None;
        save
    }

    /// Keeps the draft after a failed save, so that it can be corrected.
    pub fn reopen(&mut self) {
        if let Some(open) = &mut self.open {
            open.refused = true;
        }
    }

    /// Drops every draft: after undo the stored value counts.
    pub fn forget(&mut self) {
        self.open = None;
        self.unsaved.clear();
    }
}

impl<T: Editable> Open<T> {
    /// Takes over a new stored value, except for fields with an unsaved edit.
    fn refresh(&mut self, version: i64, stored: T) {
        for field in T::FIELDS {
            let is_edited = !(field.same)(&self.draft, &self.stored);
            if !is_edited {
                (field.copy)(&mut self.draft, &stored);
            }
            let is_conflict = is_edited && !(field.same)(&self.stored, &stored) && !(field.same)(&self.draft, &stored);
            if is_conflict && !self.conflicts.contains(&field.name) {
                self.conflicts.push(field.name);
            }
        }
        self.version = version;
        self.stored = stored;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Note {
        title: String,
        text: String,
    }

    impl Editable for Note {
        type Key = u32;
        const FIELDS: &'static [Field<Self>] = &[
            Field {
                name: "title",
                same: |a, b| a.title == b.title,
                copy: |to, from| to.title.clone_from(&from.title),
                problem: |n| n.title.is_empty().then(|| Message::new("gui-title-needed")),
            },
            Field {
                name: "text",
                same: |a, b| a.text == b.text,
                copy: |to, from| to.text.clone_from(&from.text),
                problem: |_| None,
            },
        ];

        fn save(key: u32, value: &Self) -> Action {
            Action::Copy(format!("{key}: {} / {}", value.title, value.text))
        }
    }

    fn note(title: &str, text: &str) -> Note {
        Note { title: title.into(), text: text.into() }
    }

    fn saved(action: Option<Action>) -> Option<String> {
        action.map(|action| match action {
            Action::Copy(text) => text,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn saves_changed_fields_once_and_keeps_those_with_a_problem_as_a_draft() {
        let mut editor = Editor::<Note>::default();
        assert!(editor.follow(1, 10, || note("Cart", "a")).is_none());
        assert!(editor.commit().is_none() && !editor.is_dirty());
        *editor.draft_mut().expect("draft") = note("", "b");
        assert!(editor.is_dirty() && editor.problem("title").is_some() && editor.problem("text").is_none());
        assert_eq!(saved(editor.follow(2, 10, || note("Pay", ""))).as_deref(), Some("1: Cart / b"));
        assert!(editor.follow(1, 11, || note("Cart", "b")).is_none());
        assert_eq!(editor.draft(), Some(&note("", "b")), "the blank title waits for its correction");
        editor.draft_mut().expect("draft").title = "Basket".into();
        assert_eq!(saved(editor.commit()).as_deref(), Some("1: Basket / b"));
        assert!(editor.commit().is_none(), "it is saved once");
        assert!(editor.follow(2, 10, || note("Pay", "")).is_none());
        editor.follow(1, 12, || note("Basket", "b"));
        assert_eq!(editor.draft(), Some(&note("Basket", "b")));
    }

    #[test]
    fn a_change_elsewhere_is_taken_over_but_for_edited_fields() {
        let mut editor = Editor::<Note>::default();
        editor.follow(1, 10, || note("Cart", "a"));
        editor.draft_mut().expect("draft").title = "Basket".into();
        editor.follow(1, 10, || panic!("the version is known"));
        editor.follow(1, 11, || note("Cart", "z"));
        assert_eq!((editor.draft(), editor.conflicts().len()), (Some(&note("Basket", "z")), 0));
        editor.follow(1, 12, || note("Trolley", "z"));
        assert_eq!((editor.draft(), editor.conflicts()), (Some(&note("Basket", "z")), &["title"][..]));
        editor.revert("title");
        assert_eq!((editor.draft(), editor.conflicts().len()), (Some(&note("Trolley", "z")), 0));
    }

    #[test]
    fn a_refused_save_keeps_the_draft_and_undo_drops_it() {
        let mut editor = Editor::<Note>::default();
        editor.follow(1, 10, || note("Cart", "a"));
        editor.draft_mut().expect("draft").text = "b".into();
        assert!(editor.commit().is_some());
        editor.reopen();
        editor.follow(1, 11, || note("Cart", "a"));
        assert_eq!(editor.draft(), Some(&note("Cart", "b")));
        editor.forget();
        editor.follow(1, 11, || note("Cart", "a"));
        assert_eq!(editor.draft(), Some(&note("Cart", "a")));
    }
}
