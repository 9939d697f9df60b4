//! Import of the function registry from a table, and its export into one.
//!
//! An import merges: a filled cell replaces the value of the registry, a blank cell leaves it. A file removes a flag only when at
//! least one of its rows has that flag; otherwise the file may lack the column.

use crate::base::fold::fold;
use crate::domain::Message;
use crate::domain::function::{Function, FunctionContent, FunctionType};
use crate::domain::ids::{FunctionId, PersonId};
use crate::domain::person::{Person, RaciRole};
use crate::domain::relation::Relation;
use crate::domain::tree::in_tree_order;
use crate::formats::{FunctionRow, FunctionsFile, PersonRow, RelationRow};
use crate::jobs::{Report, Reportable};
use crate::store::{Op, Result, Store, Tx};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The effect of one row of the file on the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowEffect {
    /// A function is created.
    New,
    /// A function is changed, or brought back from the trash.
    Changed,
    /// The function is already as the row says.
    Unchanged,
}

/// The effect of an import of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct RegistryImport {
    /// Functions created.
    pub created: usize,
    /// Functions changed, or restored from the trash.
    pub updated: usize,
    /// Functions that were equal to the file already.
    pub unchanged: usize,
    /// People created.
    pub people_created: usize,
    /// People whose details a sheet changes.
    pub people_updated: usize,
    /// Relations created.
    pub relations_created: usize,
    /// Relations changed.
    pub relations_updated: usize,
    /// Warnings for a person.
    pub warnings: Vec<Message>,
    /// The effect of each row, in the order of the file.
    #[serde(skip)]
    pub effects: Vec<RowEffect>,
    /// Names of the people made.
    #[serde(skip)]
    pub people: Vec<String>,
}

impl RegistryImport {
    /// True when the import writes anything.
    #[must_use]
    pub fn is_change(&self) -> bool {
        let people = self.people_created + self.people_updated;
        self.created + self.updated + people + self.relations_created + self.relations_updated > 0
    }
}

impl Reportable for RegistryImport {
    fn report(&self) -> Report {
        let report = Report::default()
            .count("created", self.created)
            .count("updated", self.updated)
            .count("unchanged", self.unchanged)
            .count("people_created", self.people_created)
            .count("relations_created", self.relations_created)
            .count("relations_updated", self.relations_updated);
        Report { warnings: self.warnings.clone(), ..report }
    }
}

/// Imports a table into the registry, in one write that can be undone. Blocks.
///
/// # Errors
/// An error of the store; nothing is written then.
pub fn import(store: &Store, file: &FunctionsFile) -> Result<RegistryImport> {
    let plan = preview(store, file)?;
    if !plan.is_change() {
        return Ok(plan);
    }
    let label = Message::new("history-import-functions").with("file", &file.report.file).count("count", file.rows.len());
    store.write(Op::edit("import_functions").labelled(label), |tx| Import::new(tx, file)?.apply(true)).map(|w| w.value)
}

/// The effect that [`import`] would have. Blocks.
pub fn preview(store: &Store, file: &FunctionsFile) -> Result<RegistryImport> {
    store.read(|tx| Import::new(tx, file)?.apply(false))
}

/// Person of a preview whom the import would create.
const NOBODY: PersonId = PersonId(-1);

struct Import<'t> {
    tx: &'t Tx<'t>,
    file: &'t FunctionsFile,
    known: HashMap<String, Function>,
    ids: HashMap<String, FunctionId>,
    /// Parent and type of each function that exists, as far as the import got.
    places: HashMap<FunctionId, (Option<FunctionId>, FunctionType)>,
    /// Functions in the trash that the import has not brought back.
    in_trash: HashSet<FunctionId>,
    aliases: HashMap<String, String>,
    /// People by folded name.
    people: HashMap<String, PersonId>,
    names: HashMap<PersonId, String>,
    clears_crit: bool,
    clears_focus: bool,
}

impl<'t> Import<'t> {
    fn new(tx: &'t Tx<'t>, file: &'t FunctionsFile) -> Result<Self> {
        // Includes functions in the trash: a FuncID is unique among all functions, and a row that names a deleted one restores
        // it.
        let known: HashMap<_, _> =
            tx.functions().many("TRUE", &[])?.into_iter().map(|f| (f.content.func_id.clone(), f)).collect();
        let people = tx.people().all()?;
        Ok(Self {
            tx,
            file,
            ids: known.iter().map(|(id, f)| (id.clone(), f.id)).collect(),
            places: known.values().map(|f| (f.id, (f.parent_id, f.content.kind))).collect(),
            in_trash: known.values().filter(|f| f.deleted_ms.is_some()).map(|f| f.id).collect(),
            aliases: known.values().filter_map(|f| Some((f.content.alias.clone()?, f.content.func_id.clone()))).collect(),
            known,
            names: people.iter().map(|p| (p.id, p.name.clone())).collect(),
            people: people.into_iter().map(|p| (fold(&p.name), p.id)).collect(),
            clears_crit: file.rows.iter().any(|r| r.content.is_crit),
            clears_focus: file.rows.iter().any(|r| r.content.is_focus),
        })
    }

    fn apply(mut self, write: bool) -> Result<RegistryImport> {
        let mut done = RegistryImport { effects: vec![RowEffect::Unchanged; self.file.rows.len()], ..RegistryImport::default() };
        for name in self.file.people() {
            if !self.people.contains_key(&fold(name)) {
                done.people_created += 1;
                done.people.push(name.to_owned());
                let id = if write { self.tx.people().ensure(name)? } else { NOBODY };
                self.people.insert(fold(name), id);
            }
        }
        self.details(write, &mut done)?;
        for at in self.parents_first() {
            let effect = self.row(&self.file.rows[at], write, &mut done)?;
            done.effects[at] = effect;
            match effect {
                RowEffect::New => done.created += 1,
                RowEffect::Changed => done.updated += 1,
                RowEffect::Unchanged => done.unchanged += 1,
            }
        }
        self.relations(write, &mut done)?;
        Ok(done)
    }

    /// Creates the people of a sheet and fills in their details; a blank cell leaves what is there.
    fn details(&mut self, write: bool, done: &mut RegistryImport) -> Result<()> {
        if self.file.persons.is_empty() {
            return Ok(());
        }
        let everyone = self.tx.people().everyone()?;
        // Of people with the same name, the store takes the living one, then the oldest.
        let mut known: HashMap<String, &(Person, bool)> = HashMap::new();
        for person in &everyone {
            known.entry(fold(&person.0.name)).or_insert(person);
        }
        let owners: HashMap<&str, PersonId> =
            everyone.iter().filter_map(|(person, _)| Some((person.email.as_deref()?, person.id))).collect();
        let mut made: HashSet<String> = done.people.iter().map(|name| fold(name)).collect();
        let mut claimed = HashSet::new();
        for row in &self.file.persons {
            let old = known.get(&fold(&row.name)).copied();
            if old.is_none_or(|(_, is_deleted)| *is_deleted) && made.insert(fold(&row.name)) {
                done.people_created += 1;
                done.people.push(row.name.clone());
            }
            let taken = row.email.as_deref().is_some_and(|email| {
                let is_owned = owners.get(email).is_some_and(|owner| old.is_none_or(|(old, _)| old.id != *owner));
                !claimed.insert(email) || is_owned
            });
            if taken {
                let email = row.email.as_deref().unwrap_or_default();
                done.warnings.push(Message::new("app-warning-email-taken").with("name", &row.name).with("email", email));
            }
            let text = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
            let email = row.email.clone().filter(|_| !taken);
            let changed = |base: &Person| Person {
                position: text(&row.position, &base.position),
                email: text(&email, &base.email),
                zoho_id: text(&row.zoho_id, &base.zoho_id),
                github: text(&row.github, &base.github),
                is_active: row.is_active.unwrap_or(base.is_active),
                ..base.clone()
            };
            // A person who is made by this import is not changed by it, too.
            if let (Some((old, false)), false) = (old, made.contains(&fold(&row.name))) {
                done.people_updated += usize::from(changed(old) != *old);
            }
            if write {
                let id = self.tx.people().ensure(&row.name)?;
                self.people.insert(fold(&row.name), id);
                let base = self.tx.people().get(id)?;
                let new = changed(&base);
                if new != base {
                    self.tx.people().update(&new)?;
                }
            }
        }
        Ok(())
    }

    /// Creates and changes the relations of a sheet, after the functions: none is removed. A relation of a function that neither the
    /// file nor the registry has is named.
    fn relations(&mut self, write: bool, done: &mut RegistryImport) -> Result<()> {
        if self.file.relations.is_empty() {
            return Ok(());
        }
        let mut known: HashMap<_, Relation> =
            self.tx.relations().everything()?.into_iter().map(|r| ((r.source, r.target, r.kind), r)).collect();
        let mut seen = HashSet::new();
        for row in &self.file.relations {
            if !seen.insert((&row.source, &row.target, row.kind)) {
                let m = Message::new("app-warning-relation-twice").with("file", &self.file.report.file).with("line", row.line);
                done.warnings.push(m.with("source", &row.source).with("target", &row.target));
                continue;
            }
            let ends = (self.living(&row.source), self.living(&row.target));
            let (Some(source), Some(target)) = ends else {
                let missing = if ends.0.is_none() { &row.source } else { &row.target };
                let m = Message::new("app-warning-relation-dangling").with("file", &self.file.report.file);
                done.warnings.push(m.with("line", row.line).with("func", missing));
                continue;
            };
            let old = known.get(&(source, target, row.kind));
            let mut meta = old.map_or_else(|| json!({"origin": "import"}), |old| old.meta.clone());
            if let Some(notes) = &row.notes {
                meta["notes"] = json!(notes);
            }
            let id = old.map_or(0, |old| old.id);
            // A blank cell leaves what is stored.
            let directed = row.directed.or(old.map(|old| old.directed)).unwrap_or(true);
            let weight = row.weight.or(old.map(|old| old.weight)).unwrap_or(1.0);
            let is_active = row.is_active.or(old.map(|old| old.is_active)).unwrap_or(true);
            let new = Relation { id, source, target, kind: row.kind, directed, weight, meta, is_active };
            match old {
                Some(old) if *old == new => continue,
                Some(_) => done.relations_updated += 1,
                None => done.relations_created += 1,
            }
            if write {
                self.tx.relations().put(&new)?;
            }
            known.insert((source, target, row.kind), new);
        }
        Ok(())
    }

    /// Indexes of the rows, parents before children: in a file, a parent may be below its children.
    fn parents_first(&self) -> Vec<usize> {
        let by_id: HashMap<&str, &FunctionRow> = self.file.rows.iter().map(|r| (r.content.func_id.as_str(), r)).collect();
        let mut depths: HashMap<&str, usize> = HashMap::new();
        for row in &self.file.rows {
            let (mut above, mut path, mut at) = (0, Vec::new(), Some(row));
            while let Some(row) = at {
                let id = row.content.func_id.as_str();
                if let Some(known) = depths.get(id) {
                    above = known + 1;
                    break;
                }
                // In a circle, the walk ends where it began.
                depths.insert(id, 0);
                path.push(id);
                at = row.parent.as_deref().and_then(|p| by_id.get(p)).copied();
            }
            for (below, id) in path.into_iter().rev().enumerate() {
                depths.insert(id, above + below);
            }
        }
        let mut places: Vec<usize> = (0..self.file.rows.len()).collect();
        places.sort_by_key(|at| depths.get(self.file.rows[*at].content.func_id.as_str()).copied());
        places
    }

    fn row(&mut self, row: &FunctionRow, write: bool, done: &mut RegistryImport) -> Result<RowEffect> {
        let func_id = &row.content.func_id;
        let parent = row.parent.as_ref().and_then(|p| self.living(p));
        let mut content = row.content.clone();
        if let Some(other) = content.alias.as_ref().and_then(|a| self.aliases.get(a)).filter(|o| *o != func_id) {
            let alias = content.alias.take().unwrap_or_default();
            done.warnings
                .push(Message::new("app-warning-alias-taken").with("alias", alias).with("func", func_id).with("other", other));
        }
        let Some(old) = self.known.get(func_id) else {
            content.status.get_or_insert_with(|| "Approved".to_owned());
            // A preview tells new functions apart by ids that no row has.
            let id = if write {
                self.tx.functions().create(parent, &content, &self.ids_of(&row.people))?
            } else {
                FunctionId(-1 - i64::try_from(self.ids.len()).unwrap_or(i64::MAX - 1))
            };
            self.ids.insert(func_id.clone(), id);
            self.places.insert(id, (parent, content.kind));
            if let Some(alias) = content.alias {
                self.aliases.insert(alias, func_id.clone());
            }
            return Ok(RowEffect::New);
        };
        let merged = self.merged(&old.content, &content);
        let people = self.merged_people(old, row);
        let moved = parent.filter(|p| old.parent_id != Some(*p));
        let moved = moved.filter(|parent| self.may_move(old.id, merged.kind, *parent, row, &mut done.warnings));
        let revived = old.deleted_ms.is_some();
        let names =
            |people: &[(RaciRole, String)]| people.iter().map(|(role, name)| (*role, fold(name))).collect::<BTreeSet<_>>();
        let old_people: Vec<_> = old.people.iter().filter_map(|(r, id)| Some((*r, self.names.get(id)?.clone()))).collect();
        let same = merged == old.content && names(&people) == names(&old_people);
        if same && moved.is_none() && !revived {
            return Ok(RowEffect::Unchanged);
        }
        self.in_trash.remove(&old.id);
        self.places.insert(old.id, (moved.or(old.parent_id), merged.kind));
        if write {
            let id = old.id;
            if revived {
                self.tx.functions().set_deleted(id, false)?;
            }
            if !same {
                self.tx.functions().update(id, &merged, &self.ids_of(&people))?;
            }
            if let Some(parent) = moved {
                self.tx.functions().move_to(id, Some(parent))?;
            }
        }
        Ok(RowEffect::Changed)
    }

    /// The function of a FuncID, unless it stays in the trash.
    fn living(&self, func_id: &str) -> Option<FunctionId> {
        self.ids.get(func_id).copied().filter(|id| !self.in_trash.contains(id))
    }

    /// True when a function can be put under another one. Warns otherwise: the function stays where it is.
    fn may_move(
        &self,
        id: FunctionId,
        kind: FunctionType,
        parent: FunctionId,
        row: &FunctionRow,
        warnings: &mut Vec<Message>,
    ) -> bool {
        let place = |id: &FunctionId| self.places.get(id);
        let holds = place(&parent).is_some_and(|(_, above)| above.allowed_children().contains(&kind));
        let above = std::iter::successors(Some(parent), |at| place(at).and_then(|(above, _)| *above));
        let key = if !holds {
            "app-warning-parent-kind"
        } else if above.take(self.places.len() + 1).any(|at| at == id) {
            "app-warning-parent-circle"
        } else {
            return true;
        };
        let message = Message::new(key).with("file", &self.file.report.file).with("line", row.line);
        let parent = row.parent.as_deref().unwrap_or_default();
        warnings.push(message.with("func", &row.content.func_id).with("parent", parent));
        false
    }

    fn ids_of(&self, people: &[(RaciRole, String)]) -> Vec<(RaciRole, PersonId)> {
        people.iter().filter_map(|(role, name)| Some((*role, *self.people.get(&fold(name))?))).collect()
    }

    fn merged_people(&self, old: &Function, row: &FunctionRow) -> Vec<(RaciRole, String)> {
        let mut people = row.people.clone();
        for (role, id) in &old.people {
            let named = row.people.iter().any(|(r, _)| r == role);
            if let (false, Some(name)) = (named, self.names.get(id)) {
                people.push((*role, name.clone()));
            }
        }
        people
    }

    fn merged(&self, old: &FunctionContent, new: &FunctionContent) -> FunctionContent {
        let text = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        let list = |new: &Vec<String>, old: &Vec<String>| if new.is_empty() { old.clone() } else { new.clone() };
        let mut custom_fields: BTreeMap<String, String> = old.custom_fields.clone();
        custom_fields.extend(new.custom_fields.iter().map(|(k, v)| (k.clone(), v.clone())));
        FunctionContent {
            func_id: old.func_id.clone(),
            alias: text(&new.alias, &old.alias),
            title: new.title.clone(),
            kind: new.kind,
            description: text(&new.description, &old.description),
            module: text(&new.module, &old.module),
            epic: text(&new.epic, &old.epic),
            feature: text(&new.feature, &old.feature),
            stories: list(&new.stories, &old.stories),
            segment: text(&new.segment, &old.segment),
            tags: list(&new.tags, &old.tags),
            aliases: list(&new.aliases, &old.aliases),
            is_crit: new.is_crit || (old.is_crit && !self.clears_crit),
            is_focus: new.is_focus || (old.is_focus && !self.clears_focus),
            test_cases_noted: list(&new.test_cases_noted, &old.test_cases_noted),
            automation_status: text(&new.automation_status, &old.automation_status),
            documentation_links: list(&new.documentation_links, &old.documentation_links),
            maturity: text(&new.maturity, &old.maturity),
            status: text(&new.status, &old.status),
            container: text(&new.container, &old.container),
            database: text(&new.database, &old.database),
            subsystems: list(&new.subsystems, &old.subsystems),
            external_services: list(&new.external_services, &old.external_services),
            roles: list(&new.roles, &old.roles),
            custom_fields,
        }
    }
}

/// The people of the registry as rows of a sheet, by name. Blocks.
pub fn export_people(store: &Store) -> Result<Vec<PersonRow>> {
    let row = |p: Person| PersonRow {
        line: 0,
        name: p.name,
        position: p.position,
        email: p.email,
        zoho_id: p.zoho_id,
        github: p.github,
        is_active: Some(p.is_active),
    };
    Ok(store.read(|tx| tx.people().all())?.into_iter().map(row).collect())
}

/// The relations as rows of a workbook, by the FuncIDs of their functions. Blocks.
pub fn export_relations(store: &Store) -> Result<Vec<RelationRow>> {
    store.read(|tx| {
        let func_ids: HashMap<FunctionId, String> =
            tx.functions().all()?.into_iter().map(|f| (f.id, f.content.func_id)).collect();
        let row = |r: Relation| {
            Some(RelationRow {
                line: 0,
                source: func_ids.get(&r.source)?.clone(),
                target: func_ids.get(&r.target)?.clone(),
                kind: r.kind,
                weight: Some(r.weight),
                directed: Some(r.directed),
                is_active: Some(r.is_active),
                notes: r.meta.get("notes").and_then(serde_json::Value::as_str).map(str::to_owned),
            })
        };
        let mut rows: Vec<RelationRow> = tx.relations().all()?.into_iter().filter_map(row).collect();
        rows.sort_by(|a, b| (&a.source, &a.target).cmp(&(&b.source, &b.target)));
        Ok(rows)
    })
}

/// The registry as rows of a table: parents and people by name, in the order of the tree. Blocks.
pub fn export(store: &Store) -> Result<Vec<FunctionRow>> {
    store.read(|tx| {
        let functions = in_tree_order(tx.functions().all()?, |f| f.id, |f| f.parent_id);
        let func_ids: HashMap<FunctionId, String> = functions.iter().map(|(_, f)| (f.id, f.content.func_id.clone())).collect();
        let names: HashMap<PersonId, String> = tx.people().all()?.into_iter().map(|p| (p.id, p.name)).collect();
        Ok(functions
            .into_iter()
            .map(|(_, f)| FunctionRow {
                line: 0,
                parent: f.parent_id.and_then(|p| func_ids.get(&p).cloned()),
                people: f.people.iter().filter_map(|(r, id)| Some((*r, names.get(id)?.clone()))).collect(),
                content: f.content,
            })
            .collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::edit;
    use crate::base::FixedClock;
    use crate::domain::relation::RelationKind;
    use crate::formats::{WriteOptions, read_functions, write_functions, write_registry};
    use crate::store::history::Direction;
    use std::sync::Arc;

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        (dir, store)
    }

    fn read(text: &str) -> FunctionsFile {
        read_functions("f.csv", text.as_bytes()).expect("reads")
    }

    const FILE: &str = "FuncID,Title,Type,Parent,Crit,Responsible (QA),Tags\n\
                        shop.cart,Cart,Feature,shop.buy,1,Ann,money\n\
                        shop,Shop,Module,,,,\n\
                        shop.buy,Buying,Epic,shop,,,\n";

    #[test]
    fn the_second_time_nothing_changes() {
        let (_dir, store) = store();
        assert_eq!(preview(&store, &read(FILE)).expect("preview").created, 3);
        let done = import(&store, &read(FILE)).expect("import");
        assert_eq!((done.created, done.people_created), (3, 1));
        let again = import(&store, &read(FILE)).expect("import");
        assert_eq!((again.unchanged, again.people_created), (3, 0), "{again:?}");

        let bytes = write_functions(&export(&store).expect("export"), WriteOptions::default());
        let (_dir2, other) = self::store();
        import(&other, &read_functions("back.csv", &bytes).expect("reads")).expect("import");
        assert_eq!(export(&other).expect("export"), export(&store).expect("export"));
    }

    #[test]
    fn relations_go_through_a_workbook_and_are_taken_back() {
        let (_dir, store) = store();
        import(&store, &read(FILE)).expect("import");
        let relation = |source: &str, target: &str, kind: RelationKind, weight: f64| RelationRow {
            line: 0,
            source: source.into(),
            target: target.into(),
            kind,
            weight: Some(weight),
            directed: Some(false),
            is_active: Some(weight < 1.0),
            notes: (weight < 1.0).then(|| "by hand".into()),
        };
        let relations = [
            relation("shop.buy", "shop.cart", RelationKind::ServiceDependency, 0.5),
            relation("shop.cart", "shop.buy", RelationKind::Functional, 1.0),
        ];
        let bytes = |weight: f64| {
            let mut all = relations.to_vec();
            all[0].weight = Some(weight);
            write_registry(&export(&store).expect("export"), &[], &all).expect("bytes")
        };
        let file = |bytes: &[u8]| read_functions("f.xlsx", bytes).expect("reads");
        let counts = |done: &RegistryImport| (done.relations_created, done.relations_updated, done.updated);
        assert_eq!(counts(&preview(&store, &file(&bytes(0.5))).expect("preview")), (2, 0, 0));
        assert_eq!(counts(&import(&store, &file(&bytes(0.5))).expect("import")), (2, 0, 0));
        assert_eq!(export_relations(&store).expect("relations"), relations);
        assert_eq!(counts(&import(&store, &file(&bytes(0.5))).expect("import")), (0, 0, 0), "the second time nothing changes");
        assert_eq!(counts(&import(&store, &file(&bytes(0.25))).expect("import")), (0, 1, 0));
        assert_eq!(export_relations(&store).expect("relations")[0].weight, Some(0.25));
        // A blank cell leaves the stored value, and the first row of a relation counts.
        let mut silent = file(&bytes(0.25));
        for row in &mut silent.relations {
            (row.weight, row.directed, row.is_active) = (None, None, None);
        }
        let mut again = silent.relations[0].clone();
        again.weight = Some(7.0);
        silent.relations.push(again);
        let done = import(&store, &silent).expect("import");
        assert_eq!((counts(&done), done.warnings.len()), ((0, 0, 0), 1));
        edit::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(export_relations(&store).expect("relations"), relations);
        edit::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(export_relations(&store).expect("relations"), []);
        edit::step_history(&store, Direction::Redo).expect("redone");
        assert_eq!(export_relations(&store).expect("relations"), relations);

        // Another workspace gets functions and relations from one file.
        let written = write_registry(&export(&store).expect("export"), &[], &relations).expect("bytes");
        let (_dir2, other) = self::store();
        assert_eq!(preview(&other, &file(&written)).expect("preview").relations_created, 2);
        import(&other, &file(&written)).expect("import");
        assert_eq!(export_relations(&other).expect("relations"), relations);
    }

    #[test]
    fn a_preview_counts_a_move_below_a_parent_of_the_same_file() {
        let (_dir, store) = store();
        import(&store, &read(FILE)).expect("import");
        let file = read("FuncID,Title,Type,Parent\nshop.pay,Paying,Epic,shop\nshop.cart,Cart,Feature,shop.pay\n");
        let told = preview(&store, &file).expect("preview");
        let done = import(&store, &file).expect("import");
        assert_eq!((told.created, told.updated, told.unchanged), (1, 1, 0));
        assert_eq!((done.created, done.updated, done.unchanged), (1, 1, 0));
    }

    #[test]
    fn blanks_leave_what_is_there() {
        let (_dir, store) = store();
        import(&store, &read(FILE)).expect("import");
        let done = import(&store, &read("FuncID,Title,Type\nshop.cart,The cart,Feature\n")).expect("import");
        assert_eq!(done.updated, 1);
        let rows = export(&store).expect("export");
        let cart = rows.iter().find(|r| r.content.func_id == "shop.cart").expect("cart");
        assert_eq!(cart.content.title, "The cart");
        assert!(cart.content.is_crit && cart.parent.is_some() && !cart.people.is_empty() && !cart.content.tags.is_empty());
    }

    #[test]
    fn the_trash_gives_back_and_an_alias_stays_with_its_owner() {
        let (_dir, store) = store();
        import(&store, &read("FuncID,Title,Type,Alias\na,A,Feature,x\n")).expect("import");
        let id = store.read(|tx| tx.functions().by_func_id("a")).expect("read").expect("a").id;
        store.write(Op::edit("delete"), |tx| tx.functions().set_deleted(id, true)).expect("delete");
        let done = import(&store, &read("FuncID,Title,Type,Alias\na,A,Feature,x\nb,B,Feature,x\n")).expect("import");
        assert_eq!((done.updated, done.created), (1, 1));
        assert_eq!(done.warnings.len(), 0, "the reader itself leaves the second alias out");
        let done = import(&store, &read("FuncID,Title,Type,Alias\nc,C,Feature,x\n")).expect("import");
        assert_eq!(done.warnings.len(), 1);
        assert!(store.read(|tx| tx.functions().by_func_id("a")).expect("read").is_some());
    }

    /// A workbook as it is read back.
    fn workbook(functions: &[FunctionRow], people: &[PersonRow], relations: &[RelationRow]) -> FunctionsFile {
        let bytes = write_registry(functions, people, relations).expect("bytes");
        read_functions("f.xlsx", &bytes).expect("reads")
    }

    /// The effect of an import, the same in the preview and in the result.
    fn both(store: &Store, file: &FunctionsFile) -> RegistryImport {
        let told = preview(store, file).expect("preview");
        let done = import(store, file).expect("import");
        assert_eq!(told, done);
        done
    }

    #[test]
    fn a_blank_cell_leaves_whether_a_person_is_active() {
        let (_dir, store) = store();
        let person = |name: &str, is_active, position: Option<&str>| PersonRow {
            name: name.into(),
            is_active,
            position: position.map(str::to_owned),
            ..PersonRow::default()
        };
        let rows = read(FILE).rows;
        let people = [person("Vera", Some(false), None), person("Oleg", None, None), person("Ann", None, Some("Lead"))];
        let done = both(&store, &workbook(&rows, &people, &[]));
        assert_eq!((done.people_created, done.people_updated), (3, 0));
        let active = || -> Vec<(String, bool)> {
            let people = store.read(|tx| tx.people().all()).expect("people");
            people.into_iter().map(|p| (p.name, p.is_active)).collect()
        };
        let expected = [("Ann".to_owned(), true), ("Oleg".to_owned(), true), ("Vera".to_owned(), false)];
        assert_eq!(active(), expected);
        let done = both(&store, &workbook(&rows, &[person("vera", None, Some("QA"))], &[]));
        assert_eq!((done.people_created, done.people_updated), (0, 1), "a change of details alone is written");
        assert_eq!(active(), expected);
        assert!(!both(&store, &workbook(&rows, &[person("VERA", None, None)], &[])).is_change());
        assert_eq!(both(&store, &workbook(&rows, &[person("Vera", Some(true), None)], &[])).people_updated, 1);
    }

    #[test]
    fn people_are_the_same_in_any_letter_case() {
        let (_dir, store) = store();
        import(&store, &read(FILE)).expect("import");
        let done = both(&store, &read(&FILE.replace("Ann", "ANN")));
        assert_eq!((done.people_created, done.unchanged), (0, 3));
        let done = both(&store, &read("FuncID,Title,Type,QA,Dev\nx,X,Feature,Bob,BOB\n"));
        assert_eq!((done.people_created, done.created), (1, 1));
    }

    #[test]
    fn an_address_of_a_person_in_the_trash_stays_theirs() {
        let (_dir, store) = store();
        let person = |name: &str| PersonRow { name: name.into(), email: Some("a@shop.test".into()), ..PersonRow::default() };
        import(&store, &workbook(&[], &[person("Ann")], &[])).expect("import");
        edit::step_history(&store, Direction::Undo).expect("undone");
        let done = both(&store, &workbook(&[], &[person("Bob")], &[]));
        assert_eq!((done.people_created, done.warnings.len()), (1, 1));
        assert_eq!(both(&store, &workbook(&[], &[person("Ann")], &[])).people_created, 1, "Ann comes back with her address");
    }

    #[test]
    fn a_preview_counts_the_relations_of_new_functions() {
        let (_dir, store) = store();
        import(&store, &read("FuncID,Title,Type\nold,Old,Feature\n")).expect("import");
        let relation = |source: &str, target: &str, weight| RelationRow {
            line: 0,
            source: source.into(),
            target: target.into(),
            kind: RelationKind::Functional,
            weight: Some(weight),
            directed: None,
            is_active: None,
            notes: None,
        };
        let rows = read("FuncID,Title,Type\na,A,Feature\nb,B,Feature\nold,Old,Feature\n").rows;
        let all = [relation("a", "b", 1.0), relation("b", "a", 1.0), relation("a", "old", 1.0), relation("old", "b", 1.0)];
        let twice = [&all[..], &[relation("a", "b", 2.0), relation("a", "gone", 1.0)]].concat();
        let done = both(&store, &workbook(&rows, &[], &twice));
        assert_eq!((done.created, done.relations_created, done.relations_updated, done.warnings.len()), (2, 4, 0, 2));
        assert_eq!(both(&store, &workbook(&rows, &[], &[relation("a", "b", 3.0)])).relations_updated, 1);
        // A function in the trash is not there, unless the file brings it back.
        let id = store.read(|tx| tx.functions().by_func_id("old")).expect("read").expect("old").id;
        store.write(Op::edit("delete"), |tx| tx.functions().set_deleted(id, true)).expect("delete");
        let done = both(&store, &workbook(&rows[..2], &[], &[relation("b", "old", 1.0)]));
        assert_eq!((done.relations_created, done.warnings.len()), (0, 1));
        let done = both(&store, &workbook(&rows, &[], &[relation("b", "old", 1.0)]));
        assert_eq!((done.updated, done.relations_created), (1, 1));
    }

    #[test]
    fn a_function_that_cannot_be_moved_stays_and_is_named() {
        let (_dir, store) = store();
        import(&store, &read(FILE)).expect("import");
        let file = read("FuncID,Title,Type,Parent\nshop.buy,Buying now,Epic,shop.cart\nshop.new,New,Feature,shop.buy\n");
        let done = both(&store, &file);
        assert_eq!((done.created, done.updated), (1, 1));
        assert_eq!(done.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-parent-kind"]);
        let rows = export(&store).expect("export");
        assert_eq!(rows.iter().find(|r| r.content.func_id == "shop.buy").and_then(|r| r.parent.clone()).as_deref(), Some("shop"));
        // Both parents fit by their types, and each lies below the other.
        let (_dir, store) = self::store();
        import(&store, &read("FuncID,Title,Type,Parent\na,A,Feature,\nb,B,Module,a\n")).expect("import");
        let done = both(&store, &read("FuncID,Title,Type,Parent\na,A,Epic,b\n"));
        assert_eq!(done.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-parent-circle"]);
    }
}
