//! The function registry.

use super::db::{Param, Row, dialect::SearchKind};
use super::entity::Entity;
use super::{Aggregate, Error, Result, Tx, order};
use crate::{p, row};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::{Function, FunctionContent, FunctionType};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::validate::{self, Invalid};

/// The registry, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Functions<'t>(pub(super) &'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The function registry.
    pub fn functions(&self) -> Functions<'_> {
        Functions(self)
    }
}

const COLUMNS: &str = "f.id, f.parent_id, f.position, f.func_id, f.alias, f.title, f.kind, f.description, f.module, f.epic, f.feature, \
     f.stories, f.segment, f.tags, f.aliases, f.is_crit, f.is_focus, f.test_cases_noted, f.automation_status, f.documentation_links, \
     f.maturity, f.status, f.container, f.database_name, f.subsystems, f.external_services, f.roles, f.custom_fields, f.created_ms, \
     f.updated_ms, f.deleted_ms";

/// Columns of the content that may change.
const CONTENT: [&str; 25] = [
    "alias",
    "title",
    "title_fold",
    "kind",
    "description",
    "module",
    "epic",
    "feature",
    "stories",
    "segment",
    "tags",
    "aliases",
    "is_crit",
    "is_focus",
    "test_cases_noted",
    "automation_status",
    "documentation_links",
    "maturity",
    "status",
    "container",
    "database_name",
    "subsystems",
    "external_services",
    "roles",
    "custom_fields",
];

/// A list as JSON text. Most lists of a function are blank.
fn list(values: &[String]) -> Param<'static> {
    if values.is_empty() { "[]".into() } else { Param::json(values) }
}

/// Values of [`CONTENT`].
fn columns<'c>(c: &'c FunctionContent, title_fold: Cow<'c, str>) -> [Param<'c>; CONTENT.len()] {
    [
        (&c.alias).into(),
        c.title.trim().into(),
        Param::Text(title_fold),
        c.kind.as_str().into(),
        (&c.description).into(),
        (&c.module).into(),
        (&c.epic).into(),
        (&c.feature).into(),
        list(&c.stories),
        (&c.segment).into(),
        list(&c.tags),
        list(&c.aliases),
        c.is_crit.into(),
        c.is_focus.into(),
        list(&c.test_cases_noted),
        (&c.automation_status).into(),
        list(&c.documentation_links),
        (&c.maturity).into(),
        (&c.status).into(),
        (&c.container).into(),
        (&c.database).into(),
        list(&c.subsystems),
        list(&c.external_services),
        list(&c.roles),
        if c.custom_fields.is_empty() { "{}".into() } else { Param::json(&c.custom_fields) },
    ]
}

/// Creates a function: FuncID, folded FuncID, parent, time and position, then [`CONTENT`].
static CREATE: LazyLock<String> = LazyLock::new(|| {
    let values: Vec<String> = (6..6 + CONTENT.len()).map(|n| format!("?{n}")).collect();
    format!(
        "INSERT INTO functions (func_id, func_id_fold, parent_id, created_ms, updated_ms, position, {}) VALUES (?1, ?2, ?3, ?4, ?4, \
         ?5, {})",
        CONTENT.join(", "),
        values.join(", ")
    )
});

/// The position behind the last function below a parent.
static END: LazyLock<String> = LazyLock::new(|| order::next_position("functions", "", ("parent_id", "?1")));

/// Changes a function: id and time, then [`CONTENT`].
static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let set: Vec<String> = CONTENT.iter().zip(3..).map(|(column, n)| format!("{column} = ?{n}")).collect();
    format!("UPDATE functions SET updated_ms = ?2, {} WHERE id = ?1", set.join(", "))
});

/// A function to be created.
#[derive(Debug, Clone, Copy)]
pub struct NewFunction<'c> {
    /// `None` for the root.
    pub parent: Option<FunctionId>,
    pub content: &'c FunctionContent,
    pub people: &'c [(RaciRole, PersonId)],
}

pub(super) fn kind_of(word: &str) -> Result<FunctionType> {
    word.parse().map_err(|_| Error::Corrupt(format!("unknown type of a function: {word}")))
}

fn function(row: &Row<'_>) -> Result<Function> {
    Ok(Function {
        id: FunctionId(row.int(0)?),
        parent_id: row.opt_int(1)?.map(FunctionId),
        position: row.int(2)?,
        content: FunctionContent {
            func_id: row.text(3)?,
            alias: row.opt_text(4)?,
            title: row.text(5)?,
            kind: kind_of(row.str(6)?)?,
            description: row.opt_text(7)?,
            module: row.opt_text(8)?,
            epic: row.opt_text(9)?,
            feature: row.opt_text(10)?,
            stories: row.json(11)?,
            segment: row.opt_text(12)?,
            tags: row.json(13)?,
            aliases: row.json(14)?,
            is_crit: row.bool(15)?,
            is_focus: row.bool(16)?,
            test_cases_noted: row.json(17)?,
            automation_status: row.opt_text(18)?,
            documentation_links: row.json(19)?,
            maturity: row.opt_text(20)?,
            status: row.opt_text(21)?,
            container: row.opt_text(22)?,
            database: row.opt_text(23)?,
            subsystems: row.json(24)?,
            external_services: row.json(25)?,
            roles: row.json(26)?,
            custom_fields: row.json(27)?,
        },
        people: Vec::new(),
        created_ms: row.int(28)?,
        updated_ms: row.int(29)?,
        deleted_ms: row.opt_int(30)?,
    })
}

impl Functions<'_> {
    /// True when a function has this FuncID, in the trash or not.
    pub fn has_func_id(&self, func_id: &str) -> Result<bool> {
        Ok(self.0.count("SELECT count(*) FROM functions WHERE func_id = ?1", p![func_id])? > 0)
    }

    /// A living function with all functions below it. Empty for a function in the trash.
    pub fn subtree(&self, id: FunctionId) -> Result<Vec<FunctionId>> {
        self.0.all(
            "WITH RECURSIVE below(id) AS (SELECT id FROM functions WHERE id = ?1 AND deleted_ms IS NULL \
             UNION SELECT f.id FROM functions f JOIN below b ON f.parent_id = b.id WHERE f.deleted_ms IS NULL) \
             SELECT id FROM below",
            p![id],
            |r| Ok(FunctionId(r.int(0)?)),
        )
    }

    /// The functions that match a condition on `functions f`, in the order of their siblings.
    pub fn many(&self, condition: &str, params: &[Param<'_>]) -> Result<Vec<Function>> {
        let mut functions = self.0.all(
            &format!("SELECT {COLUMNS} FROM functions f WHERE {condition} ORDER BY f.position, f.id"),
            params,
            function,
        )?;
        let places: HashMap<i64, usize> = functions.iter().enumerate().map(|(i, f)| (f.id.0, i)).collect();
        self.0.each(
            &format!(
                "SELECT fp.function_id, fp.role, fp.person_id FROM function_people fp JOIN functions f ON f.id = fp.function_id \
                 WHERE {condition} ORDER BY fp.person_id"
            ),
            params,
            |r| {
                if let (Some(&i), Some(role)) = (places.get(&r.int(0)?), RaciRole::parse(&r.text(1)?)) {
                    functions[i].people.push((role, PersonId(r.int(2)?)));
                }
                Ok(())
            },
        )?;
        for f in &mut functions {
            f.people.sort_unstable();
        }
        Ok(functions)
    }

    /// Calls `f` for every function, also those in the trash, by row id and without people ([`Self::everyone`]).
    pub fn each(&self, mut f: impl FnMut(Function)) -> Result<()> {
        self.0.each(&format!("SELECT {COLUMNS} FROM functions f ORDER BY f.id"), &[], |r| {
            f(function(r)?);
            Ok(())
        })
    }

    /// People of all functions, sorted.
    pub fn everyone(&self) -> Result<Vec<(FunctionId, RaciRole, PersonId)>> {
        let mut people = Vec::new();
        self.0.each("SELECT function_id, role, person_id FROM function_people", &[], |r| {
            if let Some(role) = RaciRole::parse(r.str(1)?) {
                people.push((FunctionId(r.int(0)?), role, PersonId(r.int(2)?)));
            }
            Ok(())
        })?;
        people.sort_unstable();
        Ok(people)
    }

    /// Every living function.
    pub fn all(&self) -> Result<Vec<Function>> {
        self.many("f.deleted_ms IS NULL", &[])
    }

    /// The living functions behind a row id, by row id, at most `limit`.
    pub fn after(&self, id: FunctionId, limit: usize) -> Result<Vec<Function>> {
        let condition = "f.id IN (SELECT n.id FROM functions n WHERE n.deleted_ms IS NULL AND n.id > ?1 ORDER BY n.id LIMIT ?2)";
        let mut found = self.many(condition, p![id, i64::try_from(limit).unwrap_or(i64::MAX)])?;
        found.sort_by_key(|function| function.id);
        Ok(found)
    }

    /// FuncIDs of functions by row id, without missing ones.
    pub fn func_ids(&self, ids: &[FunctionId]) -> Result<HashMap<FunctionId, String>> {
        let mut found = HashMap::new();
        self.0.each_of("SELECT func_id FROM functions WHERE id = ?1", ids.iter().map(|id| row![*id]), |i, r| {
            found.insert(ids[i], r.text(0)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The parent of each living function that has one.
    pub fn parents(&self) -> Result<HashMap<FunctionId, FunctionId>> {
        let sql = "SELECT id, parent_id FROM functions WHERE deleted_ms IS NULL AND parent_id IS NOT NULL";
        Ok(self.0.all(sql, &[], |r| Ok((FunctionId(r.int(0)?), FunctionId(r.int(1)?))))?.into_iter().collect())
    }

    /// One function, also from the trash.
    pub fn get(&self, id: FunctionId) -> Result<Function> {
        self.many("f.id = ?1", p![id])?.pop().ok_or_else(|| Error::not_found("function", id))
    }

    /// A living function by its FuncID, exactly as written.
    pub fn by_func_id(&self, func_id: &str) -> Result<Option<Function>> {
        Ok(self.many("f.func_id = ?1 AND f.deleted_ms IS NULL", p![func_id.trim()])?.pop())
    }

    /// True when another function has this alias, also one in the trash.
    pub fn is_alias_taken(&self, alias: &str, except: FunctionId) -> Result<bool> {
        Ok(self.0.count("SELECT count(*) FROM functions WHERE alias = ?1 AND id <> ?2", p![alias, except])? > 0)
    }

    /// Creates a function as the last of its siblings.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Duplicate`] for a FuncID or alias that is taken, [`Error::MissingParent`].
    pub fn create(
        &self,
        parent: Option<FunctionId>,
        content: &FunctionContent,
        people: &[(RaciRole, PersonId)],
    ) -> Result<FunctionId> {
        let ids = self.create_many(&[NewFunction { parent, content, people }])?;
        ids.first().copied().ok_or_else(|| Error::Corrupt("a new function has no id".into()))
    }

    /// Creates functions, each as the last of its siblings, with few statements for all of them. Returns the ids in their order.
    ///
    /// # Errors
    /// Those of [`Self::create`].
    pub fn create_many(&self, new: &[NewFunction<'_>]) -> Result<Vec<FunctionId>> {
        new.iter().try_for_each(|function| validate::function(function.content))?;
        let mut ends = self.ends(new.iter().map(|function| function.parent).collect())?;
        let positions: Vec<i64> = new
            .iter()
            .map(|function| {
                let end = ends.entry(function.parent).or_default();
                *end += 1;
                *end - 1
            })
            .collect();
        // A FuncID and a title are words of the search, too.
        let folded: Vec<(String, String)> =
            new.iter().map(|function| (fold(&function.content.func_id), fold(&function.content.title))).collect();
        let now = self.0.now();
        let ids = self.0.insert_many(
            &CREATE,
            new.iter().zip(&positions).zip(&folded).map(|((function, position), (func_id, title))| {
                let own = row![function.content.func_id.trim(), func_id, function.parent, now, *position];
                let values: Vec<Param<'_>> = own.into_iter().chain(columns(function.content, title.as_str().into())).collect();
                values
            }),
        )?;
        let people = ids.iter().zip(new).flat_map(|(id, function)| function.people.iter().map(move |person| (*id, person)));
        self.insert_people(people.map(|(id, person)| (FunctionId(id), person)))?;
        for ((id, function), (func_id, title)) in ids.iter().zip(new).zip(folded) {
            let alias = function.content.alias.as_deref().map(fold).unwrap_or_default();
            self.0.search().put_new(SearchKind::Function, *id, [func_id, title, alias].join(" "))?;
        }
        self.0.record_all_new(Entity::Function, ids.iter().copied())?;
        self.0.touch(Aggregate::Functions);
        Ok(ids.into_iter().map(FunctionId).collect())
    }

    /// The position behind the last function below each of these parents.
    fn ends(&self, parents: BTreeSet<Option<FunctionId>>) -> Result<BTreeMap<Option<FunctionId>, i64>> {
        let parents: Vec<Option<FunctionId>> = parents.into_iter().collect();
        let mut ends = BTreeMap::new();
        self.0.each_of(&END, parents.iter().map(|parent| row![*parent]), |i, r| {
            ends.insert(parents[i], r.int(0)?);
            Ok(())
        })?;
        Ok(ends)
    }

    /// Replaces the content and the people of a function. The FuncID of an existing function does not change.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`], [`Error::Duplicate`] for an alias that is taken.
    pub fn update(&self, id: FunctionId, content: &FunctionContent, people: &[(RaciRole, PersonId)]) -> Result<()> {
        validate::function(content)?;
        let before = self.get(id)?;
        if before.content.func_id != content.func_id {
            return Err(Invalid { field: "func_id", message: Message::new("invalid-func-id-fixed") }.into());
        }
        self.set(id, content, people)?;
        self.record(id, &before)
    }

    fn set(&self, id: FunctionId, c: &FunctionContent, people: &[(RaciRole, PersonId)]) -> Result<()> {
        let values: Vec<Param<'_>> = row![id, self.0.now()].into_iter().chain(columns(c, fold(&c.title).into())).collect();
        self.0.execute(&UPDATE, &values)?;
        self.0.execute("DELETE FROM function_people WHERE function_id = ?1", p![id])?;
        self.insert_people(people.iter().map(|person| (id, person)))?;
        self.index(id, c)?;
        self.0.touch(Aggregate::Functions);
        Ok(())
    }

    fn insert_people<'p>(&self, people: impl Iterator<Item = (FunctionId, &'p (RaciRole, PersonId))>) -> Result<()> {
        self.0.execute_many(
            "INSERT INTO function_people (function_id, role, person_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            people.map(|(id, (role, person))| row![id, role.as_str(), *person]),
        )
    }

    fn index(&self, id: FunctionId, c: &FunctionContent) -> Result<()> {
        self.index_words(id, [c.func_id.as_str(), c.title.as_str(), c.alias.as_deref().unwrap_or_default()])
    }

    fn index_words(&self, id: FunctionId, words: [&str; 3]) -> Result<()> {
        self.0.search().put(SearchKind::Function, id.0, words.map(fold).join(" "))
    }

    /// Rebuilds the search index of every function.
    pub(super) fn index_all(&self) -> Result<()> {
        self.index_after(0, i64::MAX).map(drop)
    }

    /// Rebuilds the search index of the next functions behind an id; returns their number and the last of them.
    pub(super) fn index_after(&self, after: i64, limit: i64) -> Result<(usize, i64)> {
        let sql = "SELECT id, func_id, title, alias FROM functions WHERE deleted_ms IS NULL AND id > ?1 ORDER BY id LIMIT ?2";
        let (mut count, mut last) = (0, after);
        self.0.each(sql, p![after, limit], |r| {
            (count, last) = (count + 1, r.int(0)?);
            self.index_words(FunctionId(last), [r.str(1)?, r.str(2)?, r.opt_str(3)?.unwrap_or_default()])
        })?;
        Ok((count, last))
    }

    /// Moves a function to the end of another function's children or of the root.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a parent within the function itself or of a type that cannot contain it, [`Error::NotFound`].
    pub fn move_to(&self, id: FunctionId, parent: Option<FunctionId>) -> Result<()> {
        let before = self.get(id)?;
        if let Some(parent) = parent {
            self.check_kind(&before, parent)?;
        }
        self.move_from(&before, parent)
    }

    /// Moves a function as [`Self::move_to`] does, also below a parent whose type usually does not contain it, as [`Self::create`] does.
    pub fn move_as_given(&self, id: FunctionId, parent: Option<FunctionId>) -> Result<()> {
        self.move_from(&self.get(id)?, parent)
    }

    fn move_from(&self, before: &Function, parent: Option<FunctionId>) -> Result<()> {
        let id = before.id;
        if let Some(parent) = parent {
            self.check_circle(id, parent)?;
        }
        let position = self.0.count(&END, p![parent])?;
        self.0.execute(
            "UPDATE functions SET parent_id = ?2, position = ?3, updated_ms = ?4 WHERE id = ?1",
            p![id, parent, position, self.0.now()],
        )?;
        self.0.touch(Aggregate::Functions);
        self.record(id, before)
    }

    /// Takes its alias from a function, so that another one can get it in the same write.
    pub fn give_up_alias(&self, id: FunctionId) -> Result<()> {
        let before = self.get(id)?;
        self.0.execute("UPDATE functions SET alias = NULL WHERE id = ?1", p![id])?;
        self.record(id, &before)
    }

    /// Moves functions under a parent, before one of its children or to the end. Returns the number of functions that moved.
    pub fn place(&self, ids: &[FunctionId], parent: Option<FunctionId>, before: Option<FunctionId>) -> Result<usize> {
        let siblings = self.0.all(
            "SELECT id, position FROM functions WHERE parent_id IS NOT DISTINCT FROM ?1 AND deleted_ms IS NULL \
             ORDER BY position, id",
            p![parent],
            |r| Ok((r.int(0)?, r.int(1)?)),
        )?;
        let moved: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let count = order::place(&siblings, &moved, before.map(|b| b.0), |id, position| {
            let before = self.get(FunctionId(id))?;
            if before.parent_id == parent && before.position == position {
                return Ok(false);
            }
            if let Some(parent) = parent.filter(|p| before.parent_id != Some(*p)) {
                self.check_kind(&before, parent)?;
                self.check_circle(before.id, parent)?;
            }
            self.0.execute("UPDATE functions SET parent_id = ?2, position = ?3 WHERE id = ?1", p![id, parent, position])?;
            self.record(FunctionId(id), &before)?;
            Ok(true)
        })?;
        self.0.touch(Aggregate::Functions);
        Ok(count)
    }

    fn check_kind(&self, moved: &Function, parent: FunctionId) -> Result<()> {
        let target = self.get(parent)?;
        if !target.content.kind.allowed_children().contains(&moved.content.kind) {
            let message = Message::new("invalid-function-place")
                .with("kind", moved.content.kind.as_str())
                .with("parent", target.content.kind.as_str());
            return Err(Invalid { field: "parent_id", message }.into());
        }
        Ok(())
    }

    /// Refuses a parent within the function itself. Without functions below it there is nothing to walk through.
    fn check_circle(&self, id: FunctionId, parent: FunctionId) -> Result<()> {
        let has_children = || self.0.opt("SELECT id FROM functions WHERE parent_id = ?1 LIMIT 1", p![id], |r| r.int(0));
        let within = || self.0.is_in_the_way(Entity::Function, id.0, "parent_id", &serde_json::json!(parent.0));
        if id == parent || (has_children()?.is_some() && within()?) {
            return Err(Invalid { field: "parent_id", message: Message::new("invalid-tree-cycle") }.into());
        }
        Ok(())
    }

    /// Moves a function to the trash or restores it.
    pub fn set_deleted(&self, id: FunctionId, deleted: bool) -> Result<()> {
        self.0.set_deleted_at(Entity::Function, id.0, deleted.then_some(self.0.now()))
    }

    /// Number of living functions by type.
    pub fn counts(&self) -> Result<Vec<(FunctionType, i64)>> {
        self.0.all("SELECT kind, count(*) FROM functions WHERE deleted_ms IS NULL GROUP BY kind ORDER BY kind", &[], |r| {
            Ok((kind_of(r.str(0)?)?, r.int(1)?))
        })
    }

    /// Restores content, people and place of a function from a recorded state.
    pub(super) fn restore(&self, state: &Function) -> Result<()> {
        let before = self.get(state.id)?;
        self.set(state.id, &state.content, &state.people)?;
        self.0.execute(
            // A parent that was purged since is the root.
            "UPDATE functions SET parent_id = (SELECT p.id FROM functions p WHERE p.id = ?2), position = ?3 WHERE id = ?1",
            p![state.id, state.parent_id, state.position],
        )?;
        self.record(state.id, &before)
    }

    fn record(&self, id: FunctionId, before: &Function) -> Result<()> {
        self.0.record_change(Entity::Function, id.0, before, &self.get(id)?)
    }
}
