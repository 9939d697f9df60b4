//! Decides the fate of every row of a file of functions. Writes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Serialize, Serializer};
use serde_json::json;
use smol_str::SmolStr;

use super::merge::{self, Clears};
use super::registry::{KnownFunction, Registry};
use super::{Counts, ImportOptions};
use crate::files::import::{Fate, FieldChange, LEFT_OUT, Merge, Policy};
use voluptas_core::base::fold::fold;
use voluptas_core::base::unique_values::{ValueChange, possible};
use voluptas_core::domain::Message;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::{Person, RaciRole};
use voluptas_core::domain::relation::RelationKind;
use voluptas_formats::{FunctionRow, FunctionsFile, PersonRow, RelationRow, RowHead};
use voluptas_store::{Result, Store};

/// Status of a new function whose row names none.
const NEW_STATUS: &str = "Approved";

/// The plan for one function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedFunction {
    /// Line of the row in the file.
    pub line: u64,
    #[serde(serialize_with = "text")]
    pub func_id: SmolStr,
    /// Title in the file.
    pub title: Box<str>,
    /// FuncID of the parent in the file; of a new function, the one below which it comes.
    #[serde(serialize_with = "optional_text")]
    pub parent: Option<SmolStr>,
    #[serde(flatten)]
    pub fate: Fate,
    /// The function comes back from the trash.
    pub is_restored: bool,
    /// Fields that differ, whether taken or not.
    pub changes: Vec<FieldChange>,
    #[serde(skip)]
    pub(super) write: Option<FunctionWrite>,
}

fn text<S: Serializer>(text: &SmolStr, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(text)
}

fn optional_text<S: Serializer>(text: &Option<SmolStr>, to: S) -> std::result::Result<S::Ok, S::Error> {
    text.as_deref().serialize(to)
}

/// The write for one function. Does not contain the content of a new function, which is in the file, so that a plan of thousands
/// of them stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FunctionWrite {
    /// The content and the people of the row, below [`PlannedFunction::parent`].
    Create {
        /// The alias of the row is not taken by another function.
        has_alias: bool,
    },
    Change(Box<FunctionChange>),
}

/// The change of a function. People are names, parents are FuncIDs; the root is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FunctionChange {
    pub id: FunctionId,
    pub restores: bool,
    /// `None` if the content stays.
    pub content: Option<ChangedContent>,
    /// `None` if the parent stays.
    pub parent: Option<Option<String>>,
    /// The alias of the function goes to another one of the import.
    pub hands_on_alias: bool,
}

/// The content of a new function.
pub(super) fn new_content(mut content: FunctionContent, has_alias: bool) -> FunctionContent {
    content.alias = content.alias.filter(|_| has_alias);
    content.status.get_or_insert_with(|| NEW_STATUS.to_owned());
    content
}

/// Content of a function with the names of its people, and those of its people who are in the trash and keep their roles.
pub(super) type ChangedContent = (FunctionContent, Vec<(RaciRole, String)>, Vec<(RaciRole, PersonId)>);

/// The plan for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedPerson {
    /// Row of the sheet of people; 0 for a person whom only functions name.
    pub line: u64,
    pub name: String,
    #[serde(flatten)]
    pub fate: Fate,
    /// Details that differ, whether taken or not.
    pub changes: Vec<FieldChange>,
    /// Details to be stored; `None` for a person who gets none.
    #[serde(skip)]
    pub(super) details: Option<Person>,
    /// The address of the person goes to another one of the import.
    #[serde(skip)]
    pub(super) hands_on_email: bool,
}

/// The plan for one relation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlannedRelation {
    /// Row of the sheet of relations.
    pub line: u64,
    /// FuncID of the function that the relation starts from.
    pub source: String,
    /// FuncID of the function that the relation points to.
    pub target: String,
    /// Meaning.
    pub kind: RelationKind,
    #[serde(flatten)]
    pub fate: Fate,
    /// Properties that differ, whether taken or not.
    pub changes: Vec<FieldChange>,
    #[serde(skip)]
    pub(super) write: Option<RelationWrite>,
}

/// A relation to be stored between the functions of the plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RelationWrite {
    /// Row id; 0 for a new one.
    pub id: i64,
    pub directed: bool,
    pub weight: f64,
    pub meta: serde_json::Value,
    pub is_active: bool,
}

impl PlannedRelation {
    /// The reason for which the row cannot be imported, unless a person left it out.
    pub fn fault(&self) -> Option<&Message> {
        match &self.fate {
            Fate::Skipped { reason } if reason.key != LEFT_OUT => Some(reason),
            _ => None,
        }
    }
}

/// The plan of an import: the fate of every row, in the order of the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunctionsPlan {
    pub options: ImportOptions,
    pub counts: Counts,
    /// Functions of the file that could be read.
    pub functions: Vec<PlannedFunction>,
    /// People of the sheet in its order, then those whom only functions name.
    pub people: Vec<PlannedPerson>,
    /// Relations of the sheet.
    pub relations: Vec<PlannedRelation>,
    /// Remarks on values that cannot be taken.
    pub warnings: Vec<Message>,
    /// Places of the functions, parents before children.
    #[serde(skip)]
    pub(super) order: Vec<usize>,
}

impl FunctionsPlan {
    /// True when the import changes nothing.
    pub fn is_empty(&self) -> bool {
        self.counts.written() == 0
    }
}

/// Plans the import of a file. Without a store, the workspace does not exist yet. Blocks.
pub fn plan(store: Option<&Store>, file: &FunctionsFile, options: &ImportOptions) -> Result<FunctionsPlan> {
    let registry = store.map_or(Ok(Registry::default()), |store| store.read(|tx| Registry::read(tx, file)))?;
    Ok(plan_in(&registry, file, options))
}

pub(super) fn plan_in(registry: &Registry, file: &FunctionsFile, options: &ImportOptions) -> FunctionsPlan {
    let taken = || (0..).zip(file.rows.heads()).filter(|(at, _)| !options.left_out.contains(at)).map(|(_, row)| row);
    let known = || registry.functions().iter().map(|function| (registry.head(*function), *function));
    let mut planner = Planner {
        registry,
        file,
        options,
        rows: (0..).zip(file.rows.heads()).map(|(at, row)| (id_of(row), at)).collect(),
        places: known().map(|(f, known)| (id_of(f), Place { parent: registry.parent(known), kind: f.kind })).collect(),
        in_trash: known().filter(|(_, known)| known.is_deleted).map(|(f, _)| id_of(f)).collect(),
        aliases: known().filter_map(|(f, _)| Some((f.alias.as_deref()?, id_of(f)))).collect(),
        clears: Clears { crit: taken().any(|r| r.is_crit), focus: taken().any(|r| r.is_focus) },
        children: HashMap::new(),
        new_aliases: HashMap::new(),
        named: BTreeMap::new(),
        met: HashSet::new(),
        counts: Counts::default(),
        warnings: Vec::new(),
    };
    for parent in planner.places.values().filter_map(|place| place.parent) {
        *planner.children.entry(parent).or_default() += 1;
    }
    planner.decide_aliases();
    let order = parents_first(file.rows.heads(), &planner.rows);
    let mut functions: Vec<PlannedFunction> = Vec::with_capacity(order.len());
    for at in &order {
        functions.push(planner.function(*at, &file.rows.heads()[*at]));
    }
    put_at(&mut functions, order.clone());
    let people = planner.people();
    let relations = planner.relations();
    let Planner { counts, warnings, .. } = planner;
    FunctionsPlan { options: options.clone(), counts, functions, people, relations, warnings, order }
}

fn id_of(row: &RowHead) -> &str {
    &row.func_id
}

/// The place of a function in the tree, as far as the plan got.
struct Place<'p> {
    parent: Option<&'p str>,
    kind: FunctionType,
}

struct Planner<'p> {
    registry: &'p Registry,
    file: &'p FunctionsFile,
    options: &'p ImportOptions,
    /// Places of the rows by FuncID.
    rows: HashMap<&'p str, usize>,
    places: HashMap<&'p str, Place<'p>>,
    /// Functions in the trash that the import has not brought back.
    in_trash: HashSet<&'p str>,
    /// FuncIDs of the functions with an alias, as they were before the import.
    aliases: HashMap<&'p str, &'p str>,
    /// FuncIDs of the functions that get another alias.
    new_aliases: HashMap<&'p str, &'p str>,
    /// Number of functions below a function.
    children: HashMap<&'p str, usize>,
    clears: Clears,
    /// Names in written functions, by their folded form.
    named: BTreeMap<String, String>,
    /// These names as they are written.
    met: HashSet<String>,
    counts: Counts,
    warnings: Vec<Message>,
}

impl<'p> Planner<'p> {
    /// Decides which functions get the alias that their row names: one may give up its alias for another row.
    fn decide_aliases(&mut self) {
        let (registry, options, file) = (self.registry, self.options, self.file);
        let taken = || (0..).zip(file.rows.heads()).filter(|(at, _)| !options.left_out.contains(at)).map(|(_, row)| row);
        let change = |row: &'p RowHead| {
            let has = registry.function(id_of(row)).and_then(|old| registry.head(old).alias.as_deref());
            let is_taken = has.is_none() || options.policy == Policy::Theirs;
            let change = ValueChange { has, wants: row.alias.as_deref().filter(|_| is_taken) };
            (change.has.is_some() || change.wants.is_some()).then_some((row, change))
        };
        let (rows, changes): (Vec<&RowHead>, Vec<ValueChange<'p>>) = taken().filter_map(change).unzip();
        let others = registry.functions().iter().map(|f| registry.head(*f)).filter(|f| !self.is_taken(id_of(f)));
        let held = others.filter_map(|f| f.alias.as_deref()).collect();
        let are_possible = possible(&changes, &held);
        let rows = rows.into_iter().zip(&changes).zip(are_possible);
        for ((row, change), _) in rows.filter(|((_, change), is_possible)| *is_possible && change.is_change()) {
            self.new_aliases.extend(change.wants.map(|alias| (alias, id_of(row))));
        }
    }

    /// True for the FuncID of a row that is not left out.
    fn is_taken(&self, func_id: &str) -> bool {
        self.rows.get(func_id).is_some_and(|at| !self.options.left_out.contains(at))
    }

    /// The other function that has an alias or gets it in this import.
    fn owner_of_alias(&self, alias: &str, func_id: &str) -> Option<&str> {
        let owner = self.new_aliases.get(alias).or_else(|| self.aliases.get(alias)).copied();
        owner.filter(|owner| *owner != func_id)
    }

    /// Puts a function into the tree.
    fn put(&mut self, func_id: &'p str, place: Place<'p>) {
        if let Some(parent) = place.parent {
            *self.children.entry(parent).or_default() += 1;
        }
        let before = self.places.insert(func_id, place).and_then(|place| place.parent);
        if let Some(count) = before.and_then(|parent| self.children.get_mut(parent)) {
            *count -= 1;
        }
    }

    fn function(&mut self, at: usize, head: &'p RowHead) -> PlannedFunction {
        let file = self.file;
        let look = file.rows.look(at);
        let mut planned = PlannedFunction {
            line: head.line,
            func_id: head.func_id.clone(),
            title: look.as_ref().map_or("", |look| look.title).into(),
            parent: head.parent.clone(),
            fate: Fate::Unchanged,
            is_restored: false,
            changes: Vec::new(),
            write: None,
        };
        if self.options.left_out.contains(&at) {
            self.counts.skipped += 1;
            planned.fate = self.left_out(head.line);
            return planned;
        }
        let alias = head.alias.as_deref();
        let other = alias.and_then(|alias| Some((alias, self.owner_of_alias(alias, &planned.func_id)?.to_owned())));
        if let Some((alias, other)) = &other {
            let warning = Message::new("app-warning-alias-taken")
                .with("line", head.line)
                .with("func", &planned.func_id)
                .with("other", other);
            self.warnings.push(warning.with("alias", alias));
        }
        let has_alias = other.is_none();
        match self.registry.function(&head.func_id) {
            None => {
                self.create(head, has_alias, &mut planned);
                look.into_iter().flat_map(|look| look.people).for_each(|(_, name)| self.meet(name));
            }
            Some(old) => {
                let is_same = has_alias && look.is_some_and(|look| self.registry.says_all_of(old, head, &look));
                let row = (!is_same).then(|| {
                    let mut row = file.rows.get(at).unwrap_or_default();
                    row.content.alias = row.content.alias.filter(|_| has_alias);
                    row
                });
                self.change(old, head, row, &mut planned);
            }
        }
        if let Some(FunctionWrite::Change(change)) = &planned.write
            && let Some((_, people, _)) = &change.content
        {
            people.iter().for_each(|(_, name)| self.meet(name));
        }
        planned
    }

    /// Notes the name of a person of a written function.
    fn meet(&mut self, name: &str) {
        if !self.met.contains(name) {
            self.met.insert(name.to_owned());
            self.named.entry(fold(name)).or_insert_with(|| name.to_owned());
        }
    }

    fn create(&mut self, row: &'p RowHead, has_alias: bool, planned: &mut PlannedFunction) {
        let parent = self.parent_of(row);
        self.put(id_of(row), Place { parent, kind: row.kind });
        self.counts.created += 1;
        planned.fate = Fate::New;
        if parent.is_none() {
            planned.parent = None;
        }
        planned.write = Some(FunctionWrite::Create { has_alias });
    }

    /// Plans the change of a function to its row. The row is `None` if it changes at most the parent.
    fn change(&mut self, old: KnownFunction, head: &'p RowHead, row: Option<FunctionRow>, planned: &mut PlannedFunction) {
        let registry = self.registry;
        let parent = self.parent_of(head);
        let mut decided = Merge::by(self.options.policy);
        let merged = row.map(|row| {
            let content = merge::content(&mut decided, &registry.content(old), &row.content, self.clears);
            let mut of_people = Merge::by(self.options.policy);
            let people = merge::people(&mut of_people, &registry.people_of(old), &row.people);
            let is_replaced = |role: RaciRole| of_people.changes.iter().any(|c| c.is_taken && c.field == role.as_str());
            let hidden = registry.hidden_people_of(old).into_iter().filter(|(role, _)| !is_replaced(*role)).collect();
            decided.changes.append(&mut of_people.changes);
            (content, people, hidden)
        });
        let is_same = !decided.changes.iter().any(|change| change.is_taken);
        let old_alias = registry.head(old).alias.as_deref();
        let (kind, alias) = match &merged {
            Some((content, ..)) => (content.kind, content.alias.as_deref()),
            None => (registry.head(old).kind, old_alias),
        };
        let old_parent = registry.parent(old);
        let parent = parent.filter(|parent| {
            if old_parent == Some(*parent) {
                return false;
            }
            let is_taken = old_parent.is_none() || self.options.policy == Policy::Theirs;
            if is_taken && !self.may_move(head, kind, parent, old_parent.is_none()) {
                return false;
            }
            decided.decide("parent", old_parent.unwrap_or_default().to_owned(), (*parent).to_owned(), old_parent.is_none())
        });
        planned.is_restored = old.is_deleted;
        planned.changes = decided.changes;
        self.counts.kept += planned.changes.iter().filter(|change| !change.is_taken).count();
        if is_same && parent.is_none() && !planned.is_restored {
            self.counts.unchanged += 1;
            return;
        }
        planned.fate = if planned.is_restored { Fate::New } else { Fate::Changed };
        let count = if planned.is_restored { &mut self.counts.created } else { &mut self.counts.updated };
        *count += 1;
        self.in_trash.remove(id_of(head));
        // A parent that stays in the trash would hide it. One that comes back with a later row is there in the end.
        let is_below = |parent: &str| self.is_living(parent) || self.is_taken(parent);
        let is_orphan = planned.is_restored && parent.is_none() && old_parent.is_some_and(|parent| !is_below(parent));
        if is_orphan {
            let (field, before, after) = ("parent".to_owned(), old_parent.unwrap_or_default().to_owned(), String::new());
            planned.changes.push(FieldChange { field, before, after, is_taken: true });
        }
        let old_parent = old_parent.filter(|_| !is_orphan);
        let place = Place { parent: parent.or(old_parent), kind };
        planned.parent = place.parent.map(SmolStr::from);
        let parent = if is_orphan { Some(None) } else { parent.map(|parent| Some(parent.to_owned())) };
        self.put(id_of(head), place);
        let given_up = old_alias.filter(|given_up| alias != Some(*given_up));
        let hands_on_alias = given_up.is_some_and(|alias| self.owner_of_alias(alias, &planned.func_id).is_some());
        let content = merged.filter(|_| !is_same);
        let (id, restores) = (old.id, planned.is_restored);
        planned.write = Some(FunctionWrite::Change(Box::new(FunctionChange { id, restores, content, parent, hands_on_alias })));
    }

    fn left_out(&self, line: u64) -> Fate {
        Fate::Skipped { reason: Message::new(LEFT_OUT).with("file", &self.file.report.file).with("line", line) }
    }

    /// True for a function that is there after the import.
    fn is_living(&self, func_id: &str) -> bool {
        self.places.contains_key(func_id) && !self.in_trash.contains(func_id)
    }

    /// The parent that a row names. If it does not exist, a new function goes to the root, and an existing one stays, with a
    /// warning.
    fn parent_of(&mut self, row: &'p RowHead) -> Option<&'p str> {
        let parent = row.parent.as_deref()?;
        if self.is_living(parent) {
            return Some(parent);
        }
        let is_left_out = self.rows.get(parent).is_some_and(|at| self.options.left_out.contains(at));
        let key = if is_left_out { "app-warning-parent-left-out" } else { "app-warning-parent-absent" };
        let warning = Message::new(key).with("file", &self.file.report.file).with("line", row.line);
        self.warnings.push(warning.with("func", id_of(row)).with("parent", parent));
        None
    }

    /// True when a function can be moved under `parent`. Warns otherwise, and the function stays in its place. A function at the
    /// root may move below any function, as a new one may. A function that has a parent may move only below a type that allows
    /// it.
    fn may_move(&mut self, row: &RowHead, kind: FunctionType, parent: &str, is_at_root: bool) -> bool {
        let holds = |above: &Place| above.kind.allowed_children().contains(&kind);
        let has_children = self.children.get(id_of(row)).is_some_and(|count| *count > 0);
        let mut above = std::iter::successors(Some(parent), |at| self.places.get(*at).and_then(|place| place.parent));
        // Without functions below it there is nothing to walk through.
        let steps = if has_children { self.places.len() + 1 } else { 1 };
        let key = if !is_at_root && !self.places.get(parent).is_some_and(holds) {
            "app-warning-parent-kind"
        } else if above.by_ref().take(steps).any(|at| at == id_of(row)) {
            "app-warning-parent-circle"
        } else {
            return true;
        };
        let message = Message::new(key).with("file", &self.file.report.file).with("line", row.line);
        self.warnings.push(message.with("func", id_of(row)).with("parent", parent));
        false
    }

    /// The people of the sheet, then those whom only written functions name.
    fn people(&mut self) -> Vec<PlannedPerson> {
        let known = self.registry.by_name();
        let (new_emails, refused) = self.decide_emails(&known);
        let mut planned = Vec::new();
        for (at, row) in self.file.persons.iter().enumerate() {
            let old = known.get(&fold(&row.name)).copied();
            if self.options.left_out_people.contains(&at) {
                let (line, name, fate) = (row.line, row.name.clone(), self.left_out(row.line));
                planned.push(PlannedPerson { line, name, fate, changes: Vec::new(), details: None, hands_on_email: false });
                continue;
            }
            let email = row.email.as_deref().filter(|email| {
                if !refused.contains(&at) {
                    return true;
                }
                let warning = Message::new("app-warning-email-taken").with("name", &row.name).with("email", email);
                self.warnings.push(warning);
                false
            });
            let mut person = self.person(row, email, old);
            let given_up = old.and_then(|(old, _)| old.email.as_deref());
            let new = person.details.as_ref().and_then(|details| details.email.as_deref());
            person.hands_on_email = given_up.is_some_and(|email| new != Some(email) && new_emails.contains(email));
            planned.push(person);
        }
        let in_sheet: HashSet<String> = planned.iter().filter(|p| p.details.is_some()).map(|p| fold(&p.name)).collect();
        for (folded, name) in &self.named {
            if !in_sheet.contains(folded) && known.get(folded).is_none_or(|(_, is_deleted)| *is_deleted) {
                self.counts.people_created += 1;
                let (line, fate) = (0, Fate::New);
                let (name, changes) = (name.clone(), Vec::new());
                planned.push(PlannedPerson { line, name, fate, changes, details: None, hands_on_email: false });
            }
        }
        planned
    }

    /// Addresses that a person of the sheet gets, and the places of the rows whose address another person has or gets. One may give up
    /// its address for another row.
    fn decide_emails(&self, known: &HashMap<String, &'p (Person, bool)>) -> (HashSet<&'p str>, HashSet<usize>) {
        let file = self.file;
        let taken: Vec<(usize, &PersonRow)> =
            file.persons.iter().enumerate().filter(|(at, _)| !self.options.left_out_people.contains(at)).collect();
        let mut rows = HashSet::new();
        let change = |(_, row): &(usize, &'p PersonRow)| {
            let old = known.get(&fold(&row.name)).copied();
            // Of two rows of a person, the first one may give up the address.
            let has = old.filter(|(person, _)| rows.insert(person.id)).and_then(|(person, _)| person.email.as_deref());
            let is_taken = has.is_none() || self.options.policy == Policy::Theirs;
            ValueChange { has, wants: row.email.as_deref().filter(|_| is_taken) }
        };
        let changes: Vec<ValueChange<'p>> = taken.iter().map(change).collect();
        let others = self.registry.people.iter().filter(|(person, _)| !rows.contains(&person.id));
        let held = others.filter_map(|(person, _)| person.email.as_deref()).collect();
        let are_possible = possible(&changes, &held);
        let (mut new, mut refused) = (HashSet::new(), HashSet::new());
        for (((at, _), change), is_possible) in taken.iter().zip(&changes).zip(are_possible) {
            match change.wants.filter(|_| change.is_change()) {
                Some(email) if is_possible => _ = new.insert(email),
                Some(_) => _ = refused.insert(*at),
                None => {}
            }
        }
        (new, refused)
    }

    /// A person of the sheet. A blank cell changes nothing.
    fn person(&mut self, row: &PersonRow, email: Option<&str>, old: Option<&(Person, bool)>) -> PlannedPerson {
        let is_new = old.is_none_or(|(_, is_deleted)| *is_deleted);
        // A new person has nothing that could stay.
        let policy = if old.is_none() { Policy::Theirs } else { self.options.policy };
        let mut merge = Merge::by(policy);
        let mut details = old.map_or_else(|| new_person(&row.name), |(person, _)| person.clone());
        let email = email.map(str::to_owned);
        for (field, here, file) in [
            ("position", &mut details.position, &row.position),
            ("email", &mut details.email, &email),
            ("zoho_id", &mut details.zoho_id, &row.zoho_id),
            ("github", &mut details.github, &row.github),
        ] {
            merge.text(field, here, file.as_ref());
        }
        if let Some(is_active) = row.is_active.filter(|is_active| *is_active != details.is_active) {
            let word = |flag: bool| if flag { "true" } else { "false" }.to_owned();
            if merge.decide("active", word(details.is_active), word(is_active), false) {
                details.is_active = is_active;
            }
        }
        let is_changed = merge.changes.iter().any(|change| change.is_taken);
        self.counts.kept += merge.changes.iter().filter(|change| !change.is_taken).count();
        let fate = match (is_new, is_changed) {
            (true, _) => Fate::New,
            (false, true) => Fate::Changed,
            (false, false) => Fate::Unchanged,
        };
        self.counts.people_created += usize::from(fate == Fate::New);
        self.counts.people_updated += usize::from(fate == Fate::Changed);
        let changes = if old.is_none() { Vec::new() } else { merge.changes };
        PlannedPerson { line: row.line, name: row.name.clone(), fate, changes, details: Some(details), hands_on_email: false }
    }

    /// The relations of the sheet, after the functions. A relation of a function that neither the file nor the registry has is named.
    fn relations(&mut self) -> Vec<PlannedRelation> {
        let mut seen = HashSet::new();
        let mut planned = Vec::new();
        for (at, row) in self.file.relations.iter().enumerate() {
            let key = (row.source.clone(), row.target.clone(), row.kind);
            let fault = |key| Message::new(key).with("file", &self.file.report.file).with("line", row.line);
            let missing = [&row.source, &row.target].into_iter().find(|func_id| !self.is_living(func_id));
            let refused = if self.options.left_out_relations.contains(&at) {
                Some(self.left_out(row.line))
            } else if !seen.insert(key.clone()) {
                let reason = fault("app-warning-relation-twice").with("source", &row.source).with("target", &row.target);
                Some(Fate::Skipped { reason })
            } else {
                let dangling = |func_id| fault("app-warning-relation-dangling").with("func", func_id);
                missing.map(|func_id| Fate::Skipped { reason: dangling(func_id) })
            };
            let mut relation = PlannedRelation {
                line: row.line,
                source: row.source.clone(),
                target: row.target.clone(),
                kind: row.kind,
                fate: Fate::Unchanged,
                changes: Vec::new(),
                write: None,
            };
            match refused {
                Some(fate) => relation.fate = fate,
                None => self.relation(row, &key, &mut relation),
            }
            planned.push(relation);
        }
        planned
    }

    fn relation(&mut self, row: &RelationRow, key: &(String, String, RelationKind), planned: &mut PlannedRelation) {
        let Some(old) = self.registry.relations.get(key) else {
            let mut meta = json!({"origin": "import"});
            if let Some(notes) = &row.notes {
                meta["notes"] = json!(notes);
            }
            self.counts.relations_created += 1;
            planned.fate = Fate::New;
            planned.write = Some(RelationWrite {
                id: 0,
                directed: row.directed.unwrap_or(true),
                weight: row.weight.unwrap_or(1.0),
                meta,
                is_active: row.is_active.unwrap_or(true),
            });
            return;
        };
        let mut merge = Merge::by(self.options.policy);
        let mut new = RelationWrite {
            id: old.id,
            directed: old.directed,
            weight: old.weight,
            meta: old.meta.clone(),
            is_active: old.is_active,
        };
        // A blank cell leaves what is stored.
        if let Some(weight) = row.weight.filter(|weight| *weight != old.weight)
            && merge.decide("weight", old.weight.to_string(), weight.to_string(), false)
        {
            new.weight = weight;
        }
        for (field, here, file) in [("directed", &mut new.directed, row.directed), ("active", &mut new.is_active, row.is_active)]
        {
            let word = |flag: bool| if flag { "true" } else { "false" }.to_owned();
            if let Some(file) = file.filter(|file| file != here)
                && merge.decide(field, word(*here), word(file), false)
            {
                *here = file;
            }
        }
        let mut notes = old.meta.get("notes").and_then(serde_json::Value::as_str).map(str::to_owned);
        merge.text("notes", &mut notes, row.notes.as_ref());
        if let Some(notes) = notes {
            new.meta["notes"] = json!(notes);
        }
        self.counts.kept += merge.changes.iter().filter(|change| !change.is_taken).count();
        if merge.changes.iter().any(|change| change.is_taken) {
            self.counts.relations_updated += 1;
            planned.fate = Fate::Changed;
            planned.write = Some(new);
        }
        planned.changes = merge.changes;
    }
}

/// A person as the store creates one.
fn new_person(name: &str) -> Person {
    Person {
        id: PersonId(0),
        name: name.trim().to_owned(),
        position: None,
        email: None,
        zoho_id: None,
        github: None,
        is_active: true,
        notes: None,
    }
}

/// Moves each element to its place, without a second list of them.
fn put_at<T>(elements: &mut [T], mut places: Vec<usize>) {
    for at in 0..places.len() {
        while places[at] != at {
            let to = places[at];
            elements.swap(at, to);
            places.swap(at, to);
        }
    }
}

/// Places of the rows, parents before children: in a file, a parent may be below its children.
fn parents_first(rows: &[RowHead], places: &HashMap<&str, usize>) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; rows.len()];
    let mut path = Vec::new();
    for row in 0..rows.len() {
        let (mut above, mut at) = (0, Some(row));
        while let Some(row) = at {
            if let Some(known) = depths[row] {
                above = known + 1;
                break;
            }
            // In a circle, the walk ends where it began.
            depths[row] = Some(0);
            path.push(row);
            at = rows[row].parent.as_deref().and_then(|parent| places.get(parent)).copied();
        }
        for (below, row) in path.drain(..).rev().enumerate() {
            depths[row] = Some(above + below);
        }
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| depths[*at]);
    order
}
