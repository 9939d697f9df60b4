//! Edits of several functions at once: each one a single named write, so that undo takes it back as a whole.

use std::collections::{BTreeMap, HashMap};

use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::{FunctionContent, FunctionLine};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::validate::{self, ALIAS_MAX, FUNCTION_TITLE_MAX};
use voluptas_store::{Op, Result, Store, Tx};

/// A field of a function that holds a word of a dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum WordField {
    Maturity,
    /// Automation status.
    Automation,
    Segment,
    Status,
}

impl WordField {
    /// Name of its dictionary.
    #[must_use]
    pub fn dictionary(self) -> &'static str {
        match self {
            Self::Maturity => "maturity",
            Self::Automation => "automation_status",
            Self::Segment => "segment",
            Self::Status => "status",
        }
    }

    /// Value of this field in a function.
    #[must_use]
    pub fn of(self, content: &FunctionContent) -> Option<&str> {
        match self {
            Self::Maturity => content.maturity.as_deref(),
            Self::Automation => content.automation_status.as_deref(),
            Self::Segment => content.segment.as_deref(),
            Self::Status => content.status.as_deref(),
        }
    }

    /// Value of this field in a line.
    #[must_use]
    pub fn of_line(self, line: &FunctionLine) -> Option<&str> {
        match self {
            Self::Maturity => line.words.maturity.as_deref(),
            Self::Automation => line.words.automation_status.as_deref(),
            Self::Segment => line.words.segment.as_deref(),
            Self::Status => line.words.status.as_deref(),
        }
    }

    fn put(self, content: &mut FunctionContent, word: Option<String>) {
        *match self {
            Self::Maturity => &mut content.maturity,
            Self::Automation => &mut content.automation_status,
            Self::Segment => &mut content.segment,
            Self::Status => &mut content.status,
        } = word;
    }
}

/// A change of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionChange {
    /// On the critical list, or not.
    Critical(bool),
    /// On the focus list, or not.
    Focus(bool),
    /// Person in a role; `None` clears it.
    Person(RaciRole, Option<String>),
    /// A word of a dictionary.
    Word(WordField, Option<String>),
    /// One more tag.
    AddTag(String),
    /// One tag less.
    RemoveTag(String),
    Title(String),
    /// Alias; `None` clears it.
    Alias(Option<String>),
    /// All tags.
    Tags(Vec<String>),
}

/// Changes one field of several functions; returns the number of functions that were not so already.
pub fn change_functions(store: &Store, ids: &[FunctionId], change: &FunctionChange) -> Result<usize> {
    let label = Message::new("history-change-functions").count("count", ids.len());
    store
        .write(Op::edit("change_functions").labelled(label), |tx| {
            let person = match change {
                FunctionChange::Person(_, Some(name)) => Some(tx.people().ensure(name)?),
                _ => None,
            };
            let mut changed = 0;
            for id in ids {
                let before = tx.functions().get(*id)?;
                let (mut content, mut people) = (before.content.clone(), before.people.clone());
                apply(change, person, &mut content, &mut people);
                if content != before.content || people != before.people {
                    tx.functions().update(*id, &content, &people)?;
                    changed += 1;
                }
            }
            Ok(changed)
        })
        .map(|w| w.value)
}

fn apply(
    change: &FunctionChange,
    person: Option<PersonId>,
    content: &mut FunctionContent,
    people: &mut Vec<(RaciRole, PersonId)>,
) {
    match change {
        FunctionChange::Critical(on) => content.is_crit = *on,
        FunctionChange::Focus(on) => content.is_focus = *on,
        FunctionChange::Person(role, _) => {
            people.retain(|(r, _)| r != role);
            people.extend(person.map(|id| (*role, id)));
            people.sort_unstable();
        }
        FunctionChange::Word(field, word) => field.put(content, word.clone()),
        FunctionChange::AddTag(tag) => {
            let tag = tag.trim();
            if !tag.is_empty() && !content.tags.iter().any(|t| t == tag) {
                content.tags.push(tag.to_owned());
            }
        }
        FunctionChange::RemoveTag(tag) => content.tags.retain(|t| t != tag),
        FunctionChange::Title(title) => title.trim().clone_into(&mut content.title),
        FunctionChange::Alias(alias) => content.alias.clone_from(alias),
        FunctionChange::Tags(tags) => content.tags.clone_from(tags),
    }
}

/// Outcome of [`change_cells`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellsChanged {
    /// Number of functions that changed.
    pub functions: usize,
    /// Places of the changes that were refused.
    pub refused: Vec<usize>,
}

/// Changes fields of functions, each to a value of its own, as one edit. Blank titles, taken aliases, and words and people that
/// the workspace does not have are refused one by one; the other changes are stored.
pub fn change_cells(store: &Store, cells: &[(FunctionId, FunctionChange)]) -> Result<CellsChanged> {
    let mut by_function: BTreeMap<FunctionId, Vec<usize>> = BTreeMap::new();
    for (place, (id, _)) in cells.iter().enumerate() {
        by_function.entry(*id).or_default().push(place);
    }
    let label = Message::new("history-change-functions").count("count", by_function.len());
    store
        .write(Op::edit("change_functions").labelled(label), |tx| {
            let people = tx.people().all()?.into_iter().map(|p| (fold(&p.name), p.id)).collect();
            let mut known = RegistryWords { people, words: HashMap::new() };
            let mut done = CellsChanged::default();
            for (id, places) in &by_function {
                let before = tx.functions().get(*id)?;
                let (mut content, mut people) = (before.content.clone(), before.people.clone());
                for place in places {
                    let change = &cells[*place].1;
                    if known.accepts(tx, *id, change)? {
                        apply(change, known.person(change), &mut content, &mut people);
                    } else {
                        done.refused.push(*place);
                    }
                }
                if content != before.content || people != before.people {
                    tx.functions().update(*id, &content, &people)?;
                    done.functions += 1;
                }
            }
            done.refused.sort_unstable();
            Ok(done)
        })
        .map(|w| w.value)
}

/// People and words of the workspace, for [`change_cells`].
struct RegistryWords {
    /// Ids by folded names.
    people: HashMap<String, PersonId>,
    /// Words of the dictionaries that were read.
    words: HashMap<&'static str, Vec<String>>,
}

impl RegistryWords {
    fn person(&self, change: &FunctionChange) -> Option<PersonId> {
        match change {
            FunctionChange::Person(_, Some(name)) => self.people.get(&fold(name)).copied(),
            _ => None,
        }
    }

    /// True when the change can be stored in the function.
    fn accepts(&mut self, tx: &Tx<'_>, id: FunctionId, change: &FunctionChange) -> Result<bool> {
        Ok(match change {
            FunctionChange::Title(title) => validate::title("title", title, FUNCTION_TITLE_MAX).is_ok(),
            FunctionChange::Alias(Some(alias)) => {
                validate::title("alias", alias, ALIAS_MAX).is_ok() && !tx.functions().is_alias_taken(alias, id)?
            }
            FunctionChange::Person(_, Some(_)) => self.person(change).is_some(),
            FunctionChange::Word(field, Some(word)) => {
                let kind = field.dictionary();
                if !self.words.contains_key(kind) {
                    self.words.insert(kind, tx.dictionary(kind)?);
                }
                self.words.get(kind).is_some_and(|words| words.contains(word))
            }
            _ => true,
        })
    }
}

/// Puts functions under another one, or to the root, as its last; returns the number of functions.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] when one of the functions may not lie under that parent; nothing is moved then.
pub fn move_functions(store: &Store, ids: &[FunctionId], parent: Option<FunctionId>) -> Result<usize> {
    let label = Message::new("history-move-functions").count("count", ids.len());
    store
        .write(Op::edit("move_functions").labelled(label), |tx| {
            for id in ids {
                tx.functions().move_to(*id, parent)?;
            }
            Ok(ids.len())
        })
        .map(|w| w.value)
}

/// Moves functions under a parent, before one of its children or to the end. Returns the number of functions that changed place.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] when the parent may not contain one of the functions; nothing is moved then.
pub fn place_functions(
    store: &Store,
    ids: &[FunctionId],
    parent: Option<FunctionId>,
    before: Option<FunctionId>,
) -> Result<usize> {
    let label = Message::new("history-move-functions").count("count", ids.len());
    store.write(Op::edit("place_functions").labelled(label), |tx| tx.functions().place(ids, parent, before)).map(|w| w.value)
}
