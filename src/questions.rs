//! Questions before a deletion and before a change of many functions. They name the items and count their contents.

use super::action::{Action, Confirm, ListAction, RunAction};
use super::model::cases::CaseKey;
use super::model::runs::RunRow;
use super::model::{CasesModel, RegistryModel, history, words};
use super::selection::Selected;
use voluptas_app::functions::bulk::{FunctionChange, WordField};
use voluptas_core::domain::ids::FunctionId;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::TreeData;

/// Titles that a question names before it counts the rest.
const NAMED: usize = 5;
/// Functions that are changed without a question at most.
const UNASKED: usize = 100;

/// Numbers of functions, suites and cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Numbers {
    functions: usize,
    suites: usize,
    cases: usize,
}

impl Numbers {
    fn add(&mut self, key: CaseKey) {
        match key {
            CaseKey::Suite(_) => self.suites += 1,
            CaseKey::Case(_) => self.cases += 1,
            // The case stays where its home is.
            CaseKey::Link(..) => {}
        }
    }

    /// `2 suites and 3 cases`, each part by `word`, which is given the kind and the number. Empty for nothing.
    fn words(self, tr: Tr, word: impl Fn(&'static str, i64) -> String) -> String {
        let kinds = [("functions", self.functions), ("suites", self.suites), ("cases", self.cases)];
        let parts: Vec<String> =
            kinds.into_iter().filter(|(_, n)| *n > 0).map(|(kind, n)| word(kind, i64::try_from(n).unwrap_or(i64::MAX))).collect();
        match &*parts {
            [rest @ .., before, last] => {
                let both = tr.fmt("lists-trash-and", &[("before", before.as_str().into()), ("last", last.as_str().into())]);
                rest.iter().map(|part| format!("{part}, ")).chain([both]).collect()
            }
            [only] => only.clone(),
            [] => String::new(),
        }
    }

    /// After a verb: in Russian the accusative.
    fn as_object(self, tr: Tr) -> String {
        self.words(tr, |kind, n| tr.fmt("lists-trash-number", &[("kind", kind.into()), ("n", n.into())]))
    }

    /// In a list.
    fn counted(self, tr: Tr) -> String {
        self.words(tr, |kind, n| {
            let key = match kind {
                "functions" => "gui-count-functions",
                "suites" => "gui-count-suites",
                _ => "gui-count-cases",
            };
            tr.fmt(key, &[("n", n.into())])
        })
    }
}

/// Question before items go to the trash; `None` when none of them exists. The title has the number of selected items by kind,
/// the text their name and the number of items inside.
pub fn move_to_trash(tr: Tr, registry: &RegistryModel, cases: &CasesModel, things: &Selected) -> Option<Confirm> {
    let mut names = Vec::new();
    let (mut chosen, mut inside) = (Numbers::default(), Numbers::default());
    let name = |kind: &str, code: &str, title: &str| {
        let title = tr.fmt("lists-quoted", &[("title", title.into())]);
        tr.fmt("lists-trash-name", &[("kind", kind.into()), ("code", code.into()), ("title", title.into())])
    };
    for id in topmost(&registry.tree, things.functions.iter().map(|id| id.0)) {
        if let Some(row) = registry.get(FunctionId(id)) {
            names.push(name("function", &row.function.func_id, row.title()));
            chosen.functions += 1;
            inside.functions += below(&registry.tree, id).len();
        }
    }
    let keys = things.suites.iter().map(|id| CaseKey::Suite(*id).key()).chain(things.cases.iter().map(|id| id.0));
    for key in topmost(&cases.tree, keys) {
        let Some(item) = cases.tree.get(key) else { continue };
        let kind = CaseKey::from_key(key);
        chosen.add(kind);
        names.push(match kind.case().and_then(|id| cases.get(id)) {
            Some(row) => name("case", &row.code, &item.title),
            None => name("suite", "", &item.title),
        });
        below(&cases.tree, key).for_each(|at| inside.add(CaseKey::from_key(cases.tree.key(at))));
    }
    if names.is_empty() {
        return None;
    }
    let mut text = list(tr, &names);
    if inside != Numbers::default() {
        // Below a list it is no line of it.
        text.push_str(if names.len() > 1 { "\n\n" } else { "\n" });
        text.push_str(&tr.fmt("lists-trash-inside-of", &[("what", inside.counted(tr).into())]));
    }
    let kept = Selected {
        functions: things.functions.iter().copied().filter(|id| registry.get(*id).is_some()).collect(),
        ..things.clone()
    };
    Some(Confirm {
        is_destructive: true,
        title: tr.fmt("lists-trash-ask", &[("what", chosen.as_object(tr).into())]),
        text,
        button: tr.text("gui-delete-button").into_owned(),
        then: Box::new(Action::List(ListAction::Trash(kept))),
    })
}

/// Asks before one field of many functions is changed; `None` for so few that undo alone is a way back.
pub fn change_functions(tr: Tr, registry: &RegistryModel, ids: &[FunctionId], change: &FunctionChange) -> Option<Confirm> {
    if ids.len() <= UNASKED {
        return None;
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let names: Vec<String> =
        ids.iter().filter_map(|id| registry.get(*id)).map(|row| row.title().to_owned()).take(NAMED).collect();
    let mut text = change_words(tr, change);
    for name in &names {
        text.push('\n');
        text.push_str(&tr.fmt("lists-quoted", &[("title", name.as_str().into())]));
    }
    text.push('\n');
    text.push_str(&tr.fmt("lists-trash-more", &[("n", count(ids.len() - names.len()).into())]));
    Some(Confirm {
        is_destructive: false,
        title: tr.fmt("lists-change-ask", &[("n", count(ids.len()).into())]),
        text,
        button: tr.text("lists-change-button").into_owned(),
        then: Box::new(Action::List(ListAction::ChangeNow(ids.to_vec(), change.clone()))),
    })
}

/// The change of a field, in words.
fn change_words(tr: Tr, change: &FunctionChange) -> String {
    let mark = |key: &str, on: bool| {
        let way = if on { "lists-change-mark" } else { "lists-change-unmark" };
        tr.fmt(way, &[("field", tr.text(key).into_owned().into())])
    };
    let value = |field: String, value: &str| tr.fmt("lists-change-value", &[("field", field.into()), ("value", value.into())]);
    let field = |key: &str| tr.text(key).into_owned();
    match change {
        FunctionChange::Critical(on) => mark("gui-critical", *on),
        FunctionChange::Focus(on) => mark("gui-focus", *on),
        FunctionChange::Person(role, name) => {
            let nobody = tr.text("gui-nobody");
            value(history::role_name(tr, *role), name.as_deref().unwrap_or(&nobody))
        }
        FunctionChange::Word(word, now) => {
            let key = match word {
                WordField::Maturity => "gui-field-maturity",
                WordField::Automation => "gui-field-automation",
                WordField::Segment => "gui-field-segment",
                WordField::Status => "gui-field-status",
            };
            value(field(key), &now.as_deref().map_or("—".into(), |now| words::value_name(tr, now)))
        }
        FunctionChange::AddTag(tag) => tr.fmt("lists-change-add-tag", &[("tag", tag.as_str().into())]),
        FunctionChange::RemoveTag(tag) => tr.fmt("lists-tag-remove", &[("tag", tag.as_str().into())]),
        FunctionChange::Title(title) => value(field("gui-field-title"), title),
        FunctionChange::Alias(alias) => value(field("lists-column-alias"), alias.as_deref().unwrap_or("—")),
        FunctionChange::Tags(tags) => value(field("lists-tags"), &tags.join(", ")),
    }
}

/// Asks before runs go to the trash; `None` when there are none.
pub fn move_runs_to_trash(tr: Tr, runs: &[&RunRow]) -> Option<Confirm> {
    let name = |row: &&RunRow| {
        let title = tr.fmt("lists-quoted", &[("title", row.run.content.title.as_str().into())]);
        format!("#{} {title}", row.run.number)
    };
    if runs.is_empty() {
        return None;
    }
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut text = list(tr, &runs.iter().map(name).collect::<Vec<_>>());
    let tests: u64 = runs.iter().map(|row| row.total()).sum();
    text.push('\n');
    text.push_str(&tr.fmt("run-trash-note", &[("tests", count(tests).into())]));
    Some(Confirm {
        is_destructive: true,
        title: tr.fmt("run-trash-ask", &[("n", count(runs.len() as u64).into())]),
        text,
        button: tr.text("gui-delete-button").into_owned(),
        then: Box::new(Action::Run(RunAction::Trash(runs.iter().map(|row| row.run.id).collect()))),
    })
}

/// Names the items that will be moved: one in the sentence, several in lines of their own, of which only the first ones are
/// listed.
fn list(tr: Tr, names: &[String]) -> String {
    if let [only] = names {
        return tr.fmt("lists-trash-one", &[("title", only.as_str().into())]);
    }
    let mut text = tr.text("lists-trash-several").into_owned();
    // A line for one more would take the room of its name.
    let shown = if names.len() == NAMED + 1 { names.len() } else { NAMED };
    for name in names.iter().take(shown) {
        text.push('\n');
        text.push_str(name);
    }
    if names.len() > shown {
        text.push('\n');
        text.push_str(&tr.fmt("lists-trash-more", &[("n", i64::try_from(names.len() - shown).unwrap_or(i64::MAX).into())]));
    }
    text
}

/// The keys without those below another one, in tree order.
pub fn topmost(tree: &TreeData, keys: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut places: Vec<usize> = keys.filter_map(|k| tree.index(k)).collect();
    places.sort_unstable();
    let mut end = 0;
    places.retain(|&i| {
        let outside = i >= end;
        if outside {
            end = tree.subtree(i).end;
        }
        outside
    });
    places.into_iter().map(|i| tree.key(i)).collect()
}

/// Places of the lines below a line.
fn below(tree: &TreeData, key: i64) -> std::ops::Range<usize> {
    tree.index(key).map_or(0..0, |i| tree.subtree(i).start + 1..tree.subtree(i).end)
}
