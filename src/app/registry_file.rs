//! The function registry from a table of a file into the workspace, and back.
//!
//! Reading a file never deletes: functions that are there are updated with what the file says, blank cells say nothing,
//! new ones are made. The FuncID is the key.

use crate::domain::function::{Function, FunctionContent};
use crate::domain::ids::{FunctionId, PersonId};
use crate::domain::person::RaciRole;
use crate::formats::{FunctionRow, FunctionsFile};
use crate::jobs::{Report, Reportable};
use crate::store::{Op, Result, Store, Tx};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What an import of the registry did.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct RegistryImport {
    /// Functions made.
    pub created: usize,
    /// Functions changed.
    pub updated: usize,
    /// Functions that were already as the file says.
    pub unchanged: usize,
    /// People made.
    pub people_created: usize,
}

impl Reportable for RegistryImport {
    fn report(&self) -> Report {
        Report::default()
            .count("created", self.created)
            .count("updated", self.updated)
            .count("unchanged", self.unchanged)
            .count("people_created", self.people_created)
    }
}

/// Takes the rows of a file over, in one write that undo can take back. Blocks.
///
/// # Errors
/// As the store says; nothing is then changed.
pub fn import(store: &Store, file: &FunctionsFile) -> Result<RegistryImport> {
    store.write(Op::edit("import_registry"), |tx| Importer::new(tx)?.run(&file.rows)).map(|w| w.value)
}

/// Every living function as rows of a file, parents before children. Blocks.
///
/// # Errors
/// As the store says.
pub fn export(store: &Store) -> Result<Vec<FunctionRow>> {
    store.read(|tx| {
        let functions = tx.functions().all()?;
        let names: HashMap<PersonId, String> = tx.people().all()?.into_iter().map(|p| (p.id, p.name)).collect();
        let ids: HashMap<FunctionId, &str> = functions.iter().map(|f| (f.id, f.content.func_id.as_str())).collect();
        let row = |f: &Function| FunctionRow {
            line: 0,
            content: f.content.clone(),
            parent: f.parent_id.and_then(|p| ids.get(&p)).map(|id| (*id).to_owned()),
            people: f.people.iter().filter_map(|(role, id)| Some((*role, names.get(id)?.clone()))).collect(),
        };
        Ok(in_tree_order(&functions).into_iter().map(row).collect())
    })
}

/// Depth first from the roots; what hangs in a circle or below the trash comes last.
fn in_tree_order(functions: &[Function]) -> Vec<&Function> {
    let known: BTreeSet<FunctionId> = functions.iter().map(|f| f.id).collect();
    let mut children: BTreeMap<Option<FunctionId>, Vec<&Function>> = BTreeMap::new();
    for f in functions {
        children.entry(f.parent_id.filter(|p| known.contains(p))).or_default().push(f);
    }
    let mut out = Vec::with_capacity(functions.len());
    let mut open: Vec<&Function> = children.remove(&None).unwrap_or_default().into_iter().rev().collect();
    while let Some(f) = open.pop() {
        out.push(f);
        open.extend(children.remove(&Some(f.id)).unwrap_or_default().into_iter().rev());
    }
    out.extend(children.into_values().flatten());
    out
}

struct Importer<'t> {
    tx: &'t Tx<'t>,
    known: HashMap<String, Function>,
    people: usize,
}

impl<'t> Importer<'t> {
    fn new(tx: &'t Tx<'t>) -> Result<Self> {
        let known = tx.functions().all()?.into_iter().map(|f| (f.content.func_id.clone(), f)).collect();
        Ok(Self { tx, known, people: tx.people().all()?.len() })
    }

    fn run(mut self, rows: &[FunctionRow]) -> Result<RegistryImport> {
        let mut done = RegistryImport::default();
        for row in parents_first(rows) {
            let parent = row.parent.as_ref().and_then(|p| self.known.get(p)).map(|f| f.id);
            let people = self.people_of(row)?;
            match self.known.get(&row.content.func_id).cloned() {
                None => {
                    let mut content = row.content.clone();
                    // What a file brings has been agreed on somewhere; what is made by hand begins as a draft.
                    content.status.get_or_insert_with(|| "Approved".into());
                    let id = self.tx.functions().create(parent, &content, &people)?;
                    self.known.insert(content.func_id.clone(), self.tx.functions().get(id)?);
                    done.created += 1;
                }
                Some(old) => {
                    let content = filled(&old.content, &row.content);
                    let people = if people.is_empty() { old.people.clone() } else { people };
                    let moved = parent.is_some() && parent != old.parent_id;
                    if content == old.content && people == old.people && !moved {
                        done.unchanged += 1;
                        continue;
                    }
                    self.tx.functions().update(old.id, &content, &people)?;
                    if moved {
                        self.tx.functions().move_to(old.id, parent)?;
                    }
                    done.updated += 1;
                }
            }
        }
        done.people_created = self.tx.people().all()?.len().saturating_sub(self.people);
        Ok(done)
    }

    fn people_of(&self, row: &FunctionRow) -> Result<Vec<(RaciRole, PersonId)>> {
        let mut people = Vec::with_capacity(row.people.len());
        for (role, name) in &row.people {
            people.push((*role, self.tx.people().ensure(name)?));
        }
        people.sort_unstable();
        people.dedup();
        Ok(people)
    }
}

/// The rows so that a parent comes before its children; rows in a circle keep their order.
fn parents_first(rows: &[FunctionRow]) -> Vec<&FunctionRow> {
    let mut children: HashMap<Option<&str>, Vec<&FunctionRow>> = HashMap::new();
    let ids: BTreeSet<&str> = rows.iter().map(|r| r.content.func_id.as_str()).collect();
    for row in rows {
        children.entry(row.parent.as_deref().filter(|p| ids.contains(p))).or_default().push(row);
    }
    let mut out: Vec<&FunctionRow> = Vec::with_capacity(rows.len());
    let mut next = children.remove(&None).unwrap_or_default();
    while !next.is_empty() {
        out.extend(&next);
        next = next.iter().flat_map(|r| children.remove(&Some(r.content.func_id.as_str())).unwrap_or_default()).collect();
    }
    let placed: BTreeSet<&str> = out.iter().map(|r| r.content.func_id.as_str()).collect();
    out.extend(rows.iter().filter(|r| !placed.contains(r.content.func_id.as_str())));
    out
}

/// `old` with everything that `new` says; what is blank there says nothing. The two flags are always said.
fn filled(old: &FunctionContent, new: &FunctionContent) -> FunctionContent {
    fn text(old: &Option<String>, new: &Option<String>) -> Option<String> {
        new.clone().or_else(|| old.clone())
    }
    fn list(old: &[String], new: &[String]) -> Vec<String> {
        if new.is_empty() { old.to_vec() } else { new.to_vec() }
    }
    let mut custom_fields = old.custom_fields.clone();
    custom_fields.extend(new.custom_fields.clone());
    FunctionContent {
        func_id: old.func_id.clone(),
        alias: text(&old.alias, &new.alias),
        title: new.title.clone(),
        kind: new.kind,
        description: text(&old.description, &new.description),
        module: text(&old.module, &new.module),
        epic: text(&old.epic, &new.epic),
        feature: text(&old.feature, &new.feature),
        stories: list(&old.stories, &new.stories),
        segment: text(&old.segment, &new.segment),
        tags: list(&old.tags, &new.tags),
        aliases: list(&old.aliases, &new.aliases),
        is_crit: new.is_crit,
        is_focus: new.is_focus,
        test_cases_noted: list(&old.test_cases_noted, &new.test_cases_noted),
        automation_status: text(&old.automation_status, &new.automation_status),
        documentation_links: list(&old.documentation_links, &new.documentation_links),
        maturity: text(&old.maturity, &new.maturity),
        status: text(&old.status, &new.status),
        container: text(&old.container, &new.container),
        database: text(&old.database, &new.database),
        subsystems: list(&old.subsystems, &new.subsystems),
        external_services: list(&old.external_services, &new.external_services),
        roles: list(&old.roles, &new.roles),
        custom_fields,
    }
}
