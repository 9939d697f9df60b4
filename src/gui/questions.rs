//! Questions before a deletion: they name the things and count their contents.

use super::action::{Action, Confirm, ListAction, RunAction};
use super::model::cases::CaseKey;
use super::model::runs::RunRow;
use super::model::{CasesModel, RegistryModel};
use super::selection::Selected;
use super::widgets::TreeData;
use crate::i18n::Tr;

/// Titles that a question names before it counts the rest.
const NAMED: usize = 5;

/// Asks before things go to the trash; `None` when nothing of them is there.
#[must_use]
pub fn move_to_trash(tr: Tr, registry: &RegistryModel, cases: &CasesModel, things: &Selected) -> Option<Confirm> {
    let mut names = Vec::new();
    let mut inside = 0;
    for id in topmost(&registry.tree, things.functions.iter().map(|id| id.0)) {
        if let Some(row) = registry.get(crate::domain::ids::FunctionId(id)) {
            names.push(tr.fmt("lists-quoted", &[("title", row.title().into())]));
            inside += below(&registry.tree, id);
        }
    }
    let keys = things.suites.iter().map(|id| CaseKey::Suite(*id).key()).chain(things.cases.iter().map(|id| id.0));
    for key in topmost(&cases.tree, keys) {
        if let Some(item) = cases.tree.get(key) {
            names.push(tr.fmt("lists-quoted", &[("title", (&*item.title).into())]));
            inside += below(&cases.tree, key);
        }
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let text = match (&*names, inside) {
        ([], _) => return None,
        ([only], 0) => tr.fmt("lists-trash-one", &[("title", only.as_str().into())]),
        ([only], n) => tr.fmt("lists-trash-one-inside", &[("title", only.as_str().into()), ("n", count(n).into())]),
        (several, n) => {
            let mut text = tr.fmt("lists-trash-several", &[("inside", count(n).into())]);
            for name in several.iter().take(NAMED) {
                text.push('\n');
                text.push_str(name);
            }
            if several.len() > NAMED {
                text.push('\n');
                text.push_str(&tr.fmt("lists-trash-more", &[("n", count(several.len() - NAMED).into())]));
            }
            text
        }
    };
    let kept = Selected {
        functions: things.functions.iter().copied().filter(|id| registry.get(*id).is_some()).collect(),
        ..things.clone()
    };
    Some(Confirm {
        is_destructive: true,
        title: tr.fmt("lists-trash-title", &[("n", count(names.len()).into())]),
        text,
        button: tr.text("gui-delete-button").into_owned(),
        then: Box::new(Action::List(ListAction::Trash(kept))),
    })
}

/// Asks before runs go to the trash; `None` when there are none.
#[must_use]
pub fn move_runs_to_trash(tr: Tr, runs: &[&RunRow]) -> Option<Confirm> {
    let name = |row: &&RunRow| {
        let title = tr.fmt("lists-quoted", &[("title", row.run.content.title.as_str().into())]);
        format!("#{} {title}", row.run.number)
    };
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut text = match runs {
        [] => return None,
        [only] => tr.fmt("lists-trash-one", &[("title", name(only).into())]),
        several => {
            let mut text = tr.fmt("lists-trash-several", &[("inside", 0_i64.into())]);
            for row in several.iter().take(NAMED) {
                text.push('\n');
                text.push_str(&name(row));
            }
            if several.len() > NAMED {
                text.push('\n');
                text.push_str(&tr.fmt("lists-trash-more", &[("n", count((several.len() - NAMED) as u64).into())]));
            }
            text
        }
    };
    let tests: u64 = runs.iter().map(|row| row.total()).sum();
    text.push('\n');
    text.push_str(&tr.fmt("run-trash-note", &[("tests", count(tests).into())]));
    Some(Confirm {
        is_destructive: true,
        title: tr.fmt("lists-trash-title", &[("n", count(runs.len() as u64).into())]),
        text,
        button: tr.text("gui-delete-button").into_owned(),
        then: Box::new(Action::Run(RunAction::Trash(runs.iter().map(|row| row.run.id).collect()))),
    })
}

/// The keys without those that lie below another one, in tree order.
#[must_use]
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

fn below(tree: &TreeData, key: i64) -> usize {
    tree.index(key).map_or(0, |i| tree.subtree(i).len() - 1)
}
