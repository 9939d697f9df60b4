//! Writes a planned import.

use std::collections::{HashMap, HashSet};

use super::plan::{FunctionWrite, FunctionsPlan, new_content, plan_in};
use super::registry::Registry;
use super::{Counts, ImportOptions, remarks};
use crate::files::import::{CHUNK, Fate};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::FunctionContent;
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::{Person, RaciRole};
use voluptas_core::domain::relation::Relation;
use voluptas_formats::{FunctionsFile, Severity};
use voluptas_store::functions::NewFunction;
use voluptas_store::{Error, Op, Result, Store, Tx};

/// Name of the operation of an import.
const IMPORT: &str = "import_functions";

/// An import that was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Applied {
    pub counts: Counts,
    /// Remarks on values and relations that were not taken.
    pub warnings: Vec<Message>,
    /// Created and changed functions, in the order in which they were written.
    #[serde(skip)]
    pub functions: Vec<FunctionId>,
    /// Number of functions that a person left out.
    #[serde(skip)]
    pub left_out: usize,
    /// Number of rows that could not be imported: the reader or the plan says why.
    #[serde(skip)]
    pub skipped: usize,
    /// The operation; `None` when nothing was written.
    #[serde(skip)]
    pub operation: Option<i64>,
}

impl Applied {
    /// The counts and remarks of a plan, of which nothing is written yet.
    #[must_use]
    pub fn of(file: &FunctionsFile, plan: &FunctionsPlan) -> Self {
        let left_out = plan.functions.iter().filter(|row| row.fate.is_left_out()).count();
        let skipped = plan.counts.skipped.saturating_sub(left_out) + file.report.count(Severity::Error);
        Self { counts: plan.counts, warnings: remarks(plan), functions: Vec::new(), left_out, skipped, operation: None }
    }
}

/// Writes the import that `shown` plans, as one operation. Returns `None` when the plan is no longer the same, because the registry
/// changed since; nothing is written then. Blocks.
pub fn apply(store: &Store, file: &FunctionsFile, shown: &FunctionsPlan) -> Result<Option<Applied>> {
    apply_with(store, file, shown, &mut |_| true)
}

/// Writes as [`apply`] does, and calls `step` with the number of written functions every [`CHUNK`] rows. Nothing is written once it
/// gives false. Blocks.
///
/// # Errors
/// [`Error::Aborted`] when `step` gave false, otherwise an error of the store; nothing is written then.
pub fn apply_with(
    store: &Store,
    file: &FunctionsFile,
    shown: &FunctionsPlan,
    step: &mut dyn FnMut(usize) -> bool,
) -> Result<Option<Applied>> {
    if shown.is_empty() {
        return Ok(Some(Applied::of(file, shown)));
    }
    let written = store.write(Op::edit(IMPORT).labelled(label(file, shown)), |tx| {
        let plan = plan_in(&Registry::read(tx, file)?, file, &shown.options);
        if plan != *shown {
            return Ok(None);
        }
        let functions = write(tx, file, &plan, step)?;
        Ok(Some(Applied { functions, ..Applied::of(file, &plan) }))
    })?;
    Ok(written.value.map(|applied| Applied { operation: written.operation, ..applied }))
}

/// Plans and writes an import in one transaction: others who change the registry all the time cannot make it fail, and wait while it is
/// planned. Nothing else of the program uses the workspace meanwhile ([`Store::write_import`]). Blocks.
pub fn import_at_once(store: &Store, file: &FunctionsFile, options: &ImportOptions) -> Result<(FunctionsPlan, Applied)> {
    let written = store.write_import(Op::edit(IMPORT), |tx| {
        let plan = plan_in(&Registry::read(tx, file)?, file, options);
        let mut functions = Vec::new();
        if !plan.is_empty() {
            functions = write(tx, file, &plan, &mut |_| true)?;
            tx.relabel(&label(file, &plan))?;
        }
        let applied = Applied { functions, ..Applied::of(file, &plan) };
        Ok((plan, applied))
    })?;
    let (plan, applied) = written.value;
    Ok((plan, Applied { operation: written.operation, ..applied }))
}

/// The words of an import in the history.
fn label(file: &FunctionsFile, plan: &FunctionsPlan) -> Message {
    let counts = &plan.counts;
    let (key, count) = match counts.created + counts.updated {
        0 => ("history-import-people", counts.written()),
        functions => ("history-import-functions", functions),
    };
    Message::new(key).with("file", &file.report.file).count("count", count)
}

/// Writes the plan of a file. Returns the created and changed functions.
fn write(
    tx: &Tx<'_>,
    file: &FunctionsFile,
    plan: &FunctionsPlan,
    step: &mut dyn FnMut(usize) -> bool,
) -> Result<Vec<FunctionId>> {
    let mut step = |done: usize| if step(done) { Ok(()) } else { Err(Error::Aborted) };
    step(0)?;
    let people = write_people(tx, plan, &mut step)?;
    for planned in &plan.functions {
        if let Some(FunctionWrite::Change(change)) = &planned.write
            && change.hands_on_alias
        {
            tx.functions().give_up_alias(change.id)?;
        }
    }
    let ids_of = |names: &[(RaciRole, String)]| -> Vec<(RaciRole, PersonId)> {
        names.iter().filter_map(|(role, name)| Some((*role, *people.get(&fold(name))?))).collect()
    };
    let mut functions = Functions { tx, ids: HashMap::new(), waiting: Vec::new(), written: Vec::new() };
    for (done, at) in plan.order.iter().enumerate() {
        if done % CHUNK == CHUNK - 1 {
            step(done)?;
        }
        let planned = &plan.functions[*at];
        match &planned.write {
            None => {}
            Some(FunctionWrite::Create { has_alias }) => {
                let row = file.rows.get(*at).unwrap_or_default();
                let parent = planned.parent.as_deref().map(|parent| functions.id_of(parent)).transpose()?;
                let (func_id, people) = (planned.func_id.as_str(), ids_of(&row.people));
                functions.create(NewFunctionRow { func_id, parent, content: new_content(row.content, *has_alias), people })?;
            }
            Some(FunctionWrite::Change(change)) => {
                // Siblings stand in the order of the plan.
                functions.write_waiting()?;
                functions.written.push(change.id);
                if change.restores {
                    tx.functions().set_deleted(change.id, false)?;
                }
                if let Some((content, people, hidden)) = &change.content {
                    let people = [ids_of(people), hidden.clone()].concat();
                    tx.functions().update(change.id, content, &people)?;
                }
                if let Some(parent) = &change.parent {
                    let parent = parent.as_deref().map(|parent| functions.id_of(parent)).transpose()?;
                    tx.functions().move_as_given(change.id, parent)?;
                }
            }
        }
    }
    functions.write_waiting()?;
    for planned in &plan.relations {
        let Some(new) = &planned.write else { continue };
        let (source, target) = (functions.id_of(&planned.source)?, functions.id_of(&planned.target)?);
        tx.relations().put(&Relation {
            id: new.id,
            source,
            target,
            kind: planned.kind,
            directed: new.directed,
            weight: new.weight,
            meta: new.meta.clone(),
            is_active: new.is_active,
        })?;
    }
    Ok(functions.written)
}

/// Creates and changes the people of a plan. Returns the living people by folded name.
fn write_people(
    tx: &Tx<'_>,
    plan: &FunctionsPlan,
    step: &mut dyn FnMut(usize) -> Result<()>,
) -> Result<HashMap<String, PersonId>> {
    let mut people: HashMap<String, PersonId> = HashMap::new();
    let (mut in_trash, mut everyone) = (HashSet::new(), HashMap::new());
    for (person, is_deleted) in tx.people().everyone()? {
        everyone.entry(fold(&person.name)).or_insert(person.id);
        if is_deleted {
            in_trash.insert(fold(&person.name));
        } else {
            people.entry(fold(&person.name)).or_insert(person.id);
        }
    }
    for planned in plan.people.iter().filter(|planned| planned.hands_on_email) {
        if let Some(id) = everyone.get(&fold(&planned.name)) {
            let person = tx.people().get(*id)?;
            tx.people().update(&Person { email: None, ..person })?;
        }
    }
    let written = plan.people.iter().filter(|p| matches!(p.fate, Fate::New | Fate::Changed));
    for (done, planned) in written.enumerate() {
        if done % CHUNK == CHUNK - 1 {
            step(0)?;
        }
        let folded = fold(&planned.name);
        let id = match people.get(&folded) {
            Some(id) => *id,
            None if in_trash.contains(&folded) => tx.people().ensure(&planned.name)?,
            // To look for a name would cost a walk over all people.
            None => tx.people().create(&planned.name)?,
        };
        people.insert(folded, id);
        let Some(details) = &planned.details else { continue };
        let base = tx.people().get(id)?;
        let new = Person { id, name: base.name.clone(), notes: base.notes.clone(), ..details.clone() };
        if new != base {
            tx.people().update(&new)?;
        }
    }
    Ok(people)
}

/// Number of new functions that are created together.
const TOGETHER: usize = 1000;

/// A function to be created.
struct NewFunctionRow<'p> {
    func_id: &'p str,
    parent: Option<FunctionId>,
    content: FunctionContent,
    people: Vec<(RaciRole, PersonId)>,
}

/// The functions of an import while they are written.
struct Functions<'t, 'p> {
    tx: &'t Tx<'t>,
    /// Ids by FuncID, as far as they are known.
    ids: HashMap<&'p str, FunctionId>,
    waiting: Vec<NewFunctionRow<'p>>,
    /// Created and changed functions.
    written: Vec<FunctionId>,
}

impl<'p> Functions<'_, 'p> {
    fn create(&mut self, function: NewFunctionRow<'p>) -> Result<()> {
        self.waiting.push(function);
        if self.waiting.len() < TOGETHER { Ok(()) } else { self.write_waiting() }
    }

    fn write_waiting(&mut self) -> Result<()> {
        let new: Vec<NewFunction<'_>> =
            self.waiting.iter().map(|f| NewFunction { parent: f.parent, content: &f.content, people: &f.people }).collect();
        if new.is_empty() {
            return Ok(());
        }
        let ids = self.tx.functions().create_many(&new)?;
        self.ids.extend(self.waiting.iter().zip(&ids).map(|(function, id)| (function.func_id, *id)));
        self.waiting.clear();
        self.written.extend(ids);
        Ok(())
    }

    /// The id of a function that was there before or that the import creates.
    fn id_of(&mut self, func_id: &'p str) -> Result<FunctionId> {
        if let Some(id) = self.ids.get(func_id) {
            return Ok(*id);
        }
        // A parent may wait with its children, which come after it.
        if self.waiting.iter().any(|function| function.func_id == func_id) {
            self.write_waiting()?;
            if let Some(id) = self.ids.get(func_id) {
                return Ok(*id);
            }
        }
        let found = self.tx.functions().by_func_id(func_id)?;
        let id = found.ok_or_else(|| Error::not_found("function", func_id.to_owned()))?.id;
        self.ids.insert(func_id, id);
        Ok(id)
    }
}
