//! Import of the function registry from a table, and its export into one.
//!
//! An import merges: a filled cell replaces the value of the registry, a blank cell leaves it. A file removes a flag only when at
//! least one of its rows has that flag; otherwise the file may lack the column.

use crate::base::fold::fold;
use crate::domain::Message;
use crate::domain::function::{Function, FunctionContent};
use crate::domain::ids::{FunctionId, PersonId};
use crate::domain::person::{Person, RaciRole};
use crate::domain::relation::Relation;
use crate::domain::tree::in_tree_order;
use crate::formats::{FunctionRow, FunctionsFile, PersonRow, RelationRow};
use crate::jobs::{Report, Reportable};
use crate::store::{Op, Result, Store, Tx};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};

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
    let relations = plan.relations_created + plan.relations_updated;
    if plan.created + plan.updated + plan.people_created + plan.people_updated + relations == 0 {
        return Ok(plan);
    }
    let label = Message::new("history-import-functions").with("file", &file.report.file).count("count", file.rows.len());
    store.write(Op::edit("import_functions").labelled(label), |tx| Import::new(tx, file)?.apply(true)).map(|w| w.value)
}

/// The effect that [`import`] would have. Blocks.
pub fn preview(store: &Store, file: &FunctionsFile) -> Result<RegistryImport> {
    store.read(|tx| Import::new(tx, file)?.apply(false))
}

struct Import<'t> {
    tx: &'t Tx<'t>,
    file: &'t FunctionsFile,
    known: HashMap<String, Function>,
    ids: HashMap<String, FunctionId>,
    aliases: HashMap<String, String>,
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
            aliases: known.values().filter_map(|f| Some((f.content.alias.clone()?, f.content.func_id.clone()))).collect(),
            known,
            names: people.iter().map(|p| (p.id, p.name.clone())).collect(),
            people: people.into_iter().map(|p| (p.name, p.id)).collect(),
            clears_crit: file.rows.iter().any(|r| r.content.is_crit),
            clears_focus: file.rows.iter().any(|r| r.content.is_focus),
        })
    }

    fn apply(mut self, write: bool) -> Result<RegistryImport> {
        let mut done = RegistryImport { effects: vec![RowEffect::Unchanged; self.file.rows.len()], ..RegistryImport::default() };
        for name in self.file.people() {
            if !self.people.contains_key(name) {
                done.people_created += 1;
                done.people.push(name.to_owned());
                if write {
                    let id = self.tx.people().ensure(name)?;
                    self.people.insert(name.to_owned(), id);
                }
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
        let known = self.tx.people().all()?;
        for row in &self.file.persons {
            let old = known.iter().find(|p| fold(&p.name) == fold(&row.name));
            if old.is_none() && !done.people.iter().any(|name| fold(name) == fold(&row.name)) {
                done.people_created += 1;
                done.people.push(row.name.clone());
            }
            let text = |new: &Option<String>, old: Option<&Option<String>>| new.clone().or_else(|| old.cloned().flatten());
            let taken = row.email.as_ref().is_some_and(|email| {
                known.iter().any(|p| p.email.as_deref() == Some(email) && old.is_none_or(|o| o.id != p.id))
                    || self.file.persons.iter().take_while(|p| p.line < row.line).any(|p| p.email.as_deref() == Some(email))
            });
            if taken {
                let email = row.email.as_deref().unwrap_or_default();
                done.warnings.push(Message::new("app-warning-email-taken").with("name", &row.name).with("email", email));
            }
            let email = row.email.clone().filter(|_| !taken);
            let changed = |base: &Person| Person {
                position: text(&row.position, Some(&base.position)),
                email: text(&email, Some(&base.email)),
                zoho_id: text(&row.zoho_id, Some(&base.zoho_id)),
                github: text(&row.github, Some(&base.github)),
                is_active: row.is_active,
                ..base.clone()
            };
            if let Some(old) = old {
                done.people_updated += usize::from(changed(old) != *old);
            }
            if write {
                let id = self.tx.people().ensure(&row.name)?;
                self.people.insert(row.name.clone(), id);
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
            let ends = (self.ids.get(&row.source).copied(), self.ids.get(&row.target).copied());
            let (Some(source), Some(target)) = ends else {
                let missing = if ends.0.is_none() { &row.source } else { &row.target };
                let m = Message::new("app-warning-relation-dangling").with("file", &self.file.report.file);
                done.warnings.push(m.with("line", row.line).with("func", missing));
                continue;
            };
            // In a preview, all functions to be created share one id: nothing of them is known yet.
            let is_new = source.0 < 0 || target.0 < 0;
            let old = known.get(&(source, target, row.kind)).filter(|_| !is_new);
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
        let parent = row.parent.as_ref().and_then(|p| self.ids.get(p).copied());
        let mut content = row.content.clone();
        if let Some(other) = content.alias.as_ref().and_then(|a| self.aliases.get(a)).filter(|o| *o != func_id) {
            let alias = content.alias.take().unwrap_or_default();
            done.warnings
                .push(Message::new("app-warning-alias-taken").with("alias", alias).with("func", func_id).with("other", other));
        }
        let Some(old) = self.known.get(func_id) else {
            content.status.get_or_insert_with(|| "Approved".to_owned());
            if write {
                let id = self.tx.functions().create(parent, &content, &self.ids_of(&row.people))?;
                self.ids.insert(func_id.clone(), id);
            } else {
                // A preview needs to know only that the parent is another one: no row has a negative id.
                self.ids.insert(func_id.clone(), FunctionId(-1));
            }
            if let Some(alias) = content.alias {
                self.aliases.insert(alias, func_id.clone());
            }
            return Ok(RowEffect::New);
        };
        let merged = self.merged(&old.content, &content);
        let people = self.merged_people(old, row);
        let moved = parent.filter(|p| old.parent_id != Some(*p));
        let revived = old.deleted_ms.is_some();
        let names = |people: &[(RaciRole, String)]| people.iter().cloned().collect::<std::collections::BTreeSet<_>>();
        let old_people: Vec<_> = old.people.iter().filter_map(|(r, id)| Some((*r, self.names.get(id)?.clone()))).collect();
        let same = merged == old.content && names(&people) == names(&old_people);
        if same && moved.is_none() && !revived {
            return Ok(RowEffect::Unchanged);
        }
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

    fn ids_of(&self, people: &[(RaciRole, String)]) -> Vec<(RaciRole, PersonId)> {
        people.iter().filter_map(|(role, name)| Some((*role, *self.people.get(name)?))).collect()
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
        is_active: p.is_active,
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
}
