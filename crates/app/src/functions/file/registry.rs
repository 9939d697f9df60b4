//! The registry as an import finds it.

use std::collections::HashMap;

use voluptas_core::base::fold::fold;
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::{Person, RaciRole};
use voluptas_core::domain::relation::{Relation, RelationKind};
use voluptas_formats::FunctionsFile;
use voluptas_store::{Result, Tx};

/// Functions, people and relations before an import. The default is a workspace without any.
#[derive(Default)]
pub(super) struct Registry {
    /// All functions by FuncID. Those in the trash are here, too: a FuncID is unique among all functions, and a row that names a
    /// deleted one restores it.
    pub functions: HashMap<String, Function>,
    pub func_ids: HashMap<FunctionId, String>,
    /// All people; true for those in the trash.
    pub people: Vec<(Person, bool)>,
    /// Names of the living ones.
    names: HashMap<PersonId, String>,
    /// Relations by the FuncIDs of their ends; empty for a file without relations.
    pub relations: HashMap<(String, String, RelationKind), Relation>,
}

impl Registry {
    /// Reads what an import of the file needs to know.
    pub fn read(tx: &Tx<'_>, file: &FunctionsFile) -> Result<Self> {
        let functions: HashMap<String, Function> =
            tx.functions().many("TRUE", &[])?.into_iter().map(|f| (f.content.func_id.clone(), f)).collect();
        let func_ids: HashMap<FunctionId, String> = functions.iter().map(|(func_id, f)| (f.id, func_id.clone())).collect();
        let mut relations = HashMap::new();
        if !file.relations.is_empty() {
            for relation in tx.relations().everything()? {
                if let (Some(source), Some(target)) = (func_ids.get(&relation.source), func_ids.get(&relation.target)) {
                    relations.insert((source.clone(), target.clone(), relation.kind), relation);
                }
            }
        }
        let people = tx.people().everyone()?;
        let names = people.iter().filter(|(_, is_deleted)| !is_deleted).map(|(p, _)| (p.id, p.name.clone())).collect();
        Ok(Self { functions, func_ids, people, names, relations })
    }

    /// The FuncID of the parent of a function.
    pub fn parent(&self, function: &Function) -> Option<&str> {
        function.parent_id.and_then(|id| self.func_ids.get(&id)).map(String::as_str)
    }

    /// People by folded name. Of people with the same name, the store takes the living one, then the oldest.
    pub fn by_name(&self) -> HashMap<String, &(Person, bool)> {
        let mut known = HashMap::new();
        for person in &self.people {
            known.entry(fold(&person.0.name)).or_insert(person);
        }
        known
    }

    /// People of a function who are in the trash: their roles come back with them.
    pub fn hidden_people_of(&self, function: &Function) -> Vec<(RaciRole, PersonId)> {
        function.people.iter().filter(|(_, id)| !self.names.contains_key(id)).copied().collect()
    }

    /// Names of the living people of a function with their roles.
    pub fn people_of(&self, function: &Function) -> Vec<(RaciRole, String)> {
        function.people.iter().filter_map(|(role, id)| Some((*role, self.names.get(id)?.clone()))).collect()
    }
}
