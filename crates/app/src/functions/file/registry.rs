//! The registry as an import finds it.

use std::collections::HashMap;

use smol_str::SmolStr;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::function::{Function, FunctionContent};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::{Person, RaciRole};
use voluptas_core::domain::relation::{Relation, RelationKind};
use voluptas_formats::{FunctionRow, FunctionRows, FunctionsFile, RowHead, RowView};
use voluptas_store::{Result, Tx};

/// Functions, people and relations before an import. The default is a workspace without any.
#[derive(Default)]
pub(super) struct Registry {
    /// All functions by row id, as rows without people and parents. Those in the trash are here, too: a FuncID is unique among all
    /// functions, and a row that names a deleted one restores it.
    rows: FunctionRows,
    /// The functions in the same order.
    functions: Vec<KnownFunction>,
    /// Places of the functions by FuncID.
    places: HashMap<SmolStr, usize>,
    /// People of all functions, sorted.
    roles: Vec<(FunctionId, RaciRole, PersonId)>,
    /// All people; true for those in the trash.
    pub people: Vec<(Person, bool)>,
    /// Names of the living ones.
    names: HashMap<PersonId, String>,
    /// Relations by the FuncIDs of their ends; empty for a file without relations.
    pub relations: HashMap<(String, String, RelationKind), Relation>,
}

/// A function of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KnownFunction {
    /// Place in the registry.
    at: usize,
    pub id: FunctionId,
    parent: Option<FunctionId>,
    /// It is in the trash.
    pub is_deleted: bool,
}

impl Registry {
    /// Reads the part of the registry that an import of this file depends on.
    pub fn read(tx: &Tx<'_>, file: &FunctionsFile) -> Result<Self> {
        let mut registry = Self::default();
        tx.functions().each(|f| registry.push(f))?;
        registry.rows.shrink();
        registry.roles = tx.functions().everyone()?;
        if !file.relations.is_empty() {
            for relation in tx.relations().everything()? {
                if let (Some(source), Some(target)) = (registry.func_id(relation.source), registry.func_id(relation.target)) {
                    registry.relations.insert((source.to_owned(), target.to_owned(), relation.kind), relation);
                }
            }
        }
        registry.people = tx.people().everyone()?;
        let living = registry.people.iter().filter(|(_, is_deleted)| !is_deleted);
        registry.names = living.map(|(p, _)| (p.id, p.name.clone())).collect();
        Ok(registry)
    }

    fn push(&mut self, function: Function) {
        let at = self.functions.len();
        let Function { id, parent_id: parent, content, deleted_ms, .. } = function;
        self.functions.push(KnownFunction { at, id, parent, is_deleted: deleted_ms.is_some() });
        self.places.insert(SmolStr::from(content.func_id.as_str()), at);
        self.rows.push(FunctionRow { content, ..FunctionRow::default() });
    }

    /// All functions by row id.
    pub fn functions(&self) -> &[KnownFunction] {
        &self.functions
    }

    /// The function of a FuncID, living or in the trash.
    pub fn function(&self, func_id: &str) -> Option<KnownFunction> {
        self.places.get(func_id).map(|at| self.functions[*at])
    }

    /// FuncID, alias, type and flags of a function.
    pub fn head(&self, function: KnownFunction) -> &RowHead {
        &self.rows.heads()[function.at]
    }

    /// The content of a function.
    pub fn content(&self, function: KnownFunction) -> FunctionContent {
        self.rows.get(function.at).unwrap_or_default().content
    }

    /// True when a row of the file says nothing that the registry does not say of its function.
    pub fn says_all_of(&self, function: KnownFunction, head: &RowHead, row: &RowView<'_>) -> bool {
        let is_same_content = || self.rows.look(function.at).is_some_and(|known| known.has_content_of(row));
        let is_same_alias = || head.alias.is_none() || head.alias == self.head(function).alias;
        // A row without people leaves those who are there.
        let has_same_people = || {
            row.people.is_empty() || {
                let known: Vec<(RaciRole, &str)> = self.names_of(function).collect();
                known.len() == row.people.len()
                    && row.people.iter().all(|person| known.contains(person))
                    && known.iter().all(|person| row.people.contains(person))
            }
        };
        is_same_alias() && is_same_content() && has_same_people()
    }

    /// The FuncID of the parent of a function.
    pub fn parent(&self, function: KnownFunction) -> Option<&str> {
        self.func_id(function.parent?)
    }

    fn func_id(&self, id: FunctionId) -> Option<&str> {
        let at = self.functions.binary_search_by_key(&id, |function| function.id).ok()?;
        Some(&self.rows.heads()[at].func_id)
    }

    /// People by folded name. Of people with the same name, the store takes the living one, then the oldest.
    pub fn by_name(&self) -> HashMap<String, &(Person, bool)> {
        let mut known = HashMap::new();
        for person in &self.people {
            known.entry(fold(&person.0.name)).or_insert(person);
        }
        known
    }

    fn roles_of(&self, function: KnownFunction) -> &[(FunctionId, RaciRole, PersonId)] {
        let start = self.roles.partition_point(|(id, ..)| *id < function.id);
        let end = start + self.roles[start..].partition_point(|(id, ..)| *id == function.id);
        &self.roles[start..end]
    }

    fn names_of(&self, function: KnownFunction) -> impl Iterator<Item = (RaciRole, &str)> {
        self.roles_of(function).iter().filter_map(|(_, role, id)| Some((*role, self.names.get(id)?.as_str())))
    }

    /// People of a function who are in the trash: their roles come back with them.
    pub fn hidden_people_of(&self, function: KnownFunction) -> Vec<(RaciRole, PersonId)> {
        let hidden = self.roles_of(function).iter().filter(|(.., id)| !self.names.contains_key(id));
        hidden.map(|(_, role, id)| (*role, *id)).collect()
    }

    /// Names of the living people of a function with their roles.
    pub fn people_of(&self, function: KnownFunction) -> Vec<(RaciRole, String)> {
        self.names_of(function).map(|(role, name)| (role, name.to_owned())).collect()
    }
}
