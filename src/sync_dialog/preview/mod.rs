//! A plan of an import or export as rows that are filtered, sorted, checked and decided. This file holds the model; `table`, `diff`
//! and `guard` draw it, `values` turns values of fields into texts.

mod diff;
pub mod guard;
pub mod table;
pub mod values;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::TabContext;
use super::rich;
use crate::model::words;
use values::{Suites, differing_steps, field_name};
use voluptas_core::base::fold::{fold, natural_key};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::message::Arg;
use voluptas_sync::merge::FieldConflict;
use voluptas_sync::plan::{CaseStep, Class, StepKey};
use voluptas_sync::{Choice, Decisions, Direction, Plan};
use voluptas_ui::widgets::TableState;

/// The classes in the order of the filters.
pub const CLASSES: [Class; 6] = [Class::New, Class::Changed, Class::Conflict, Class::Removed, Class::Skipped, Class::Unchanged];

/// One case of a plan as the table shows it.
#[derive(Debug, Clone)]
pub struct Row {
    /// `SHOP-42`, or a FuncID for a case that is not in Qase yet.
    pub id: String,
    /// The innermost suite.
    pub suite: String,
    /// The fields that differ.
    pub differs: String,
    folded: String,
}

/// The decision on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowDecision {
    /// Left out by its check box.
    LeftOut,
    /// Fields wait for a decision.
    Open,
    /// Creates the case.
    Create,
    /// Takes Qase's values.
    Theirs,
    /// Takes the workspace's values.
    Mine,
    /// Takes some fields from each side.
    ByField,
    /// Removes the link.
    Unlink,
    /// Removes the link and moves the case of the workspace to the trash.
    Trash,
    /// Changes nothing.
    Nothing,
}

/// The numbers of a plan under the decisions made so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanCounts {
    /// Cases to be created.
    pub created: usize,
    /// Cases to be changed.
    pub updated: usize,
    /// Cases to be unlinked.
    pub removed: usize,
    /// Unlinked cases that go to the trash.
    pub trashed: usize,
    /// Cases whose check box a person cleared.
    pub left_out: usize,
    /// Cases with unresolved fields.
    pub open: usize,
    /// Results to be sent.
    pub results: usize,
}

impl PlanCounts {
    /// Number of changes.
    pub fn changes(self) -> usize {
        self.created + self.updated + self.removed
    }
}

/// A number in the sentence below the preview. It links to the rows that it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Cases to be created.
    Created,
    /// Cases to be changed.
    Updated,
    /// Cases to be unlinked.
    Removed,
    /// Unlinked cases that go to the trash.
    Trashed,
    /// Cases whose check box a person cleared.
    LeftOut,
    /// Cases with unresolved fields.
    Open,
    /// Results to be sent.
    Results,
}

impl Count {
    const ALL: [Self; 7] = [Self::Created, Self::Updated, Self::Removed, Self::Trashed, Self::LeftOut, Self::Open, Self::Results];

    /// The count of a link in a sentence.
    pub fn of_link(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Key of the name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Created => "sync-dialog-count-created",
            Self::Updated => "sync-dialog-count-updated",
            Self::Removed => "sync-dialog-count-unlinked",
            Self::Trashed => "sync-dialog-count-trashed",
            Self::LeftOut => "sync-dialog-count-left-out",
            Self::Open => "sync-dialog-count-open",
            Self::Results => "sync-dialog-count-results",
        }
    }

    /// The number that a tally has of this count.
    pub fn of(self, tally: PlanCounts) -> usize {
        match self {
            Self::Created => tally.created,
            Self::Updated => tally.updated,
            Self::Removed => tally.removed,
            Self::Trashed => tally.trashed,
            Self::LeftOut => tally.left_out,
            Self::Open => tally.open,
            Self::Results => tally.results,
        }
    }

    /// The number as an argument of a sentence, marked as a link to the rows.
    pub fn argument(self, cx: &TabContext<'_>, tally: PlanCounts) -> Arg {
        let number = cx.tr.number(self.of(tally));
        let marked = if matches!(self, Self::Trashed | Self::Open) { rich::alert(number) } else { rich::strong(number) };
        rich::link(marked, self as u8)
    }
}

/// A plan with the person's decisions and the state of its table.
#[derive(Debug)]
pub struct Preview {
    plan: Arc<Plan>,
    decisions: Decisions,
    /// Qase ids of cases that were removed in Qase and go to the trash here.
    trash: BTreeSet<i64>,
    rows: Vec<Row>,
    counts: [usize; CLASSES.len()],
    /// The class that is shown; none shows all.
    pub(super) filter: Option<Class>,
    /// The number whose rows are shown instead of a class.
    pub(super) counted: Option<Count>,
    search: String,
    view: Vec<u32>,
    tally: PlanCounts,
    // Checks by index as of the last rebuild, because the table owns its state while it is drawn.
    checked: Vec<bool>,
    /// The table's own state. Keys are places in the plan.
    pub(super) table: TableState,
    pub(super) suites: Suites,
    pub(super) search_text: String,
    /// The results are shown instead of the cases.
    pub(super) on_results: bool,
    pub(super) results_table: TableState,
    /// The places of the shown results.
    pub(super) results_view: Vec<u32>,
}

impl Preview {
    /// Makes rows of a plan. Everything is checked; conflicts are shown first when there are some.
    pub(super) fn new(cx: &TabContext<'_>, plan: Arc<Plan>, decisions: Decisions) -> Self {
        let rows: Vec<Row> = plan.cases.iter().map(|step| row(cx, &plan, step)).collect();
        let counts = CLASSES.map(|class| plan.cases.iter().filter(|s| s.class == class).count());
        let mut preview = Self {
            suites: Suites::of(&plan),
            decisions,
            trash: BTreeSet::new(),
            filter: None,
            counted: None,
            search: String::new(),
            search_text: String::new(),
            on_results: false,
            results_table: TableState::default(),
            results_view: Vec::new(),
            view: Vec::new(),
            tally: PlanCounts::default(),
            checked: Vec::new(),
            table: TableState::default(),
            plan,
            rows,
            counts,
        };
        preview.filter = [Class::Conflict, Class::New, Class::Changed].into_iter().find(|c| preview.count(Some(*c)) > 0);
        preview.on_results = preview.filter.is_none() && preview.plan.results.as_ref().is_some_and(|r| !r.steps.is_empty());
        preview.table.checked = (0..preview.rows.len() as i64).collect();
        preview.rebuild();
        preview
    }

    /// Takes over the person's choices from an earlier plan of the same cases. Another policy changes the plan, not the choices.
    pub(super) fn carry(mut self, before: Option<&Self>) -> Self {
        let Some(before) =
            before.filter(|b| b.plan.cases.iter().map(CaseStep::key).eq(self.plan.cases.iter().map(CaseStep::key)))
        else {
            return self;
        };
        self.table.checked.clone_from(&before.table.checked);
        self.table.cursor = before.table.cursor;
        self.filter = before.filter.filter(|c| self.count(Some(*c)) > 0);
        self.counted = before.counted;
        self.on_results = before.on_results;
        self.trash.clone_from(&before.trash);
        self.search.clone_from(&before.search);
        self.search_text.clone_from(&before.search_text);
        self.rebuild();
        self
    }

    /// Checks only the steps of `keep`, and moves only the cases of `trash` to the trash.
    pub(super) fn with_choices(mut self, keep: &BTreeSet<StepKey>, trash: &BTreeSet<i64>) -> Self {
        let steps = self.plan.cases.iter().enumerate();
        self.table.checked = steps.filter(|(_, s)| keep.contains(&s.key())).map(|(i, _)| i as i64).collect();
        self.trash.clone_from(trash);
        self.rebuild();
        self
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The person's decisions.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// The numbers of the plan.
    pub(super) fn tally(&self) -> PlanCounts {
        self.tally
    }

    /// Number of cases of a class, or of all cases.
    pub(super) fn count(&self, class: Option<Class>) -> usize {
        match class {
            None => self.rows.len(),
            Some(class) => CLASSES.iter().position(|c| *c == class).map_or(0, |i| self.counts[i]),
        }
    }

    /// Indices of the shown cases, in their order.
    pub(super) fn view(&self) -> &[u32] {
        &self.view
    }

    /// The row at an index of the plan.
    pub(super) fn row(&self, place: usize) -> &Row {
        &self.rows[place]
    }

    /// The step at an index of the plan.
    pub(super) fn step(&self, place: usize) -> &CaseStep {
        &self.plan.cases[place]
    }

    /// Keys of the checked steps.
    pub(super) fn kept(&self) -> BTreeSet<StepKey> {
        self.plan.cases.iter().enumerate().filter(|(i, _)| self.is_checked(*i)).map(|(_, s)| s.key()).collect()
    }

    pub(super) fn is_checked(&self, place: usize) -> bool {
        self.checked.get(place).copied().unwrap_or(false)
    }

    /// Shows the cases of a class, or all.
    pub(super) fn show(&mut self, class: Option<Class>) {
        self.filter = class;
        self.counted = None;
        self.on_results = false;
        self.rebuild();
    }

    /// Shows the results, all of them.
    pub(super) fn show_results(&mut self) {
        self.counted = None;
        self.on_results = true;
        self.rebuild();
    }

    /// Shows exactly the rows that a number counts. Clears the search, which would hide some of them.
    pub(super) fn show_count(&mut self, count: Count) {
        self.filter = None;
        self.counted = Some(count);
        self.on_results = count == Count::Results;
        self.search.clear();
        self.search_text.clear();
        self.rebuild();
    }

    /// Shows only cases whose id, title or suite contains every word.
    pub(super) fn search(&mut self, text: &str) {
        let folded = fold(text);
        if folded != self.search {
            self.search = folded;
            self.rebuild();
        }
    }

    /// Rebuilds view and numbers. Called when filter, order, checks or decisions change, not in every pass.
    pub(super) fn rebuild(&mut self) {
        self.checked = (0..self.rows.len() as i64).map(|key| self.table.checked.contains(&key)).collect();
        let words: Vec<&str> = self.search.split_whitespace().collect();
        let (rows, plan, filter) = (&self.rows, &self.plan, self.filter);
        // Results have their own table.
        let counted = self.counted.filter(|c| *c != Count::Results);
        let shown = |i: usize| {
            filter.is_none_or(|c| plan.cases[i].class == c)
                && counted.is_none_or(|c| self.is_counted(i, self.decided(i), c))
                && words.iter().all(|w| rows[i].folded.contains(w))
        };
        self.view = (0..self.rows.len()).filter(|&i| shown(i)).map(|i| i as u32).collect();
        if let Some((column, down)) = self.table.sort {
            self.sort(column, down);
        }
        let mut tally = PlanCounts::default();
        for i in 0..self.rows.len() {
            let decided = self.decided(i);
            let n = |count| usize::from(self.is_counted(i, decided, count));
            tally.created += n(Count::Created);
            tally.updated += n(Count::Updated);
            tally.removed += n(Count::Removed);
            tally.trashed += n(Count::Trashed);
            tally.left_out += n(Count::LeftOut);
            tally.open += n(Count::Open);
        }
        let to_send = self.results_to_send();
        tally.results = to_send.len();
        let results = self.plan.results.as_ref().map_or(0, |r| r.steps.len());
        self.results_view = if self.counted == Some(Count::Results) { to_send } else { (0..results).map(|i| i as u32).collect() };
        self.tally = tally;
        let first = self.view.first().map(|&i| i64::from(i));
        let cursor_shown = self.table.cursor.is_some_and(|k| self.view.iter().any(|&i| i64::from(i) == k));
        if !cursor_shown {
            self.table.cursor = first;
        }
    }

    /// True for a row that a number of the tally counts.
    fn is_counted(&self, place: usize, decided: RowDecision, count: Count) -> bool {
        let step = &self.plan.cases[place];
        match count {
            _ if decided == RowDecision::LeftOut => count == Count::LeftOut,
            Count::Created => step.class == Class::New,
            Count::Updated => matches!(step.class, Class::Changed | Class::Conflict) && self.writes(step),
            Count::Removed => step.class == Class::Removed,
            Count::Trashed => decided == RowDecision::Trash,
            Count::Open => decided == RowDecision::Open,
            Count::LeftOut | Count::Results => false,
        }
    }

    /// Indices of the new results, without those of cases that are not checked.
    fn results_to_send(&self) -> Vec<u32> {
        let Some(results) = &self.plan.results else { return Vec::new() };
        let cases = self.plan.cases.iter().enumerate().filter(|(i, _)| !self.is_checked(*i));
        let left: BTreeSet<_> = cases.filter_map(|(_, s)| s.case_id).collect();
        let to_send = results.steps.iter().enumerate().filter(|(_, r)| r.class == Class::New && !left.contains(&r.case_id));
        to_send.map(|(i, _)| i as u32).collect()
    }

    fn sort(&mut self, column: usize, down: bool) {
        let (rows, cases) = (&self.rows, &self.plan.cases);
        match column {
            0 => self.view.sort_by_key(|&i| cases[i as usize].qase_id.unwrap_or(i64::MAX)),
            1 => self.view.sort_by_cached_key(|&i| natural_key(&cases[i as usize].title)),
            2 => self.view.sort_by_cached_key(|&i| natural_key(&rows[i as usize].suite)),
            3 => self.view.sort_by(|&a, &b| rows[a as usize].differs.cmp(&rows[b as usize].differs)),
            _ => {
                let mut keyed: Vec<(RowDecision, u32)> = self.view.iter().map(|&i| (self.decided(i as usize), i)).collect();
                keyed.sort();
                self.view = keyed.into_iter().map(|(_, i)| i).collect();
            }
        }
        if down {
            self.view.reverse();
        }
    }

    /// The side that a person chose for a field.
    pub(super) fn choice(&self, step: &CaseStep, field: CaseField) -> Option<Choice> {
        self.decisions.get(&step.qase_id?)?.get(&field).copied()
    }

    /// The side that overwrites the other by default: Qase's in an import, the workspace's in an export.
    pub(super) fn source(&self) -> Choice {
        if self.plan.direction == Direction::Import { Choice::Theirs } else { Choice::Mine }
    }

    /// True when at least one field of the target is written.
    fn writes(&self, step: &CaseStep) -> bool {
        let source = self.source();
        step.rebase && step.conflicts.is_empty() && step.changes.is_empty()
            || step.changes.iter().any(|c| self.choice(step, c.field).is_none_or(|choice| choice == source))
            || step.conflicts.iter().any(|c| self.choice(step, c.field) == Some(source))
    }

    /// The decision on the row at an index.
    pub(super) fn decided(&self, place: usize) -> RowDecision {
        let step = &self.plan.cases[place];
        if matches!(step.class, Class::Unchanged | Class::Skipped) {
            return RowDecision::Nothing;
        }
        if !self.is_checked(place) {
            return RowDecision::LeftOut;
        }
        match step.class {
            Class::New => return RowDecision::Create,
            Class::Removed if step.qase_id.is_some_and(|id| self.trash.contains(&id)) => return RowDecision::Trash,
            Class::Removed => return RowDecision::Unlink,
            _ => {}
        }
        let (mut mine, mut theirs) = (0, 0);
        let mut count = |choice: Choice| match choice {
            Choice::Mine => mine += 1,
            Choice::Theirs => theirs += 1,
            Choice::Skip => {}
        };
        let mut open = false;
        for c in &step.conflicts {
            match self.choice(step, c.field) {
                Some(choice) if choice != Choice::Skip => count(choice),
                _ => open = true,
            }
        }
        for c in &step.changes {
            count(self.choice(step, c.field).unwrap_or_else(|| self.source()));
        }
        match (open, mine, theirs) {
            (true, ..) => RowDecision::Open,
            (_, 0, 0) => RowDecision::Nothing,
            (_, 0, _) => RowDecision::Theirs,
            (_, _, 0) => RowDecision::Mine,
            _ => RowDecision::ByField,
        }
    }

    /// Qase ids of the cases that go to the trash here.
    pub(super) fn to_trash(&self) -> BTreeSet<i64> {
        self.trash.clone()
    }

    /// Moves cases that were removed in Qase to the trash, or keeps them.
    pub(super) fn set_trash(&mut self, places: impl IntoIterator<Item = usize>, trash: bool) {
        for place in places {
            let step = &self.plan.cases[place];
            let Some(id) = step.qase_id.filter(|_| step.class == Class::Removed) else { continue };
            if trash {
                self.trash.insert(id);
            } else {
                self.trash.remove(&id);
            }
        }
        self.rebuild();
    }

    /// Does the same for all shown cases.
    pub(super) fn set_trash_shown(&mut self, trash: bool) {
        let shown: Vec<usize> = self.view.iter().map(|&i| i as usize).collect();
        self.set_trash(shown, trash);
    }

    /// Takes a side for one field. The same side again clears the decision.
    pub(super) fn decide(&mut self, place: usize, field: CaseField, choice: Choice) {
        let Some(id) = self.plan.cases[place].qase_id else { return };
        let fields = self.decisions.entry(id).or_default();
        if fields.get(&field) == Some(&choice) {
            fields.remove(&field);
        } else {
            fields.insert(field, choice);
        }
        if fields.is_empty() {
            self.decisions.remove(&id);
        }
        self.rebuild();
    }

    /// Takes a side for every field of a case.
    pub(super) fn decide_case(&mut self, place: usize, choice: Choice) {
        self.decide_places([place], choice);
    }

    /// Takes a side for every conflict of the plan.
    pub(super) fn decide_all(&mut self, choice: Choice) {
        let places: Vec<usize> = (0..self.rows.len()).filter(|&i| self.plan.cases[i].class == Class::Conflict).collect();
        self.decide_places(places, choice);
    }

    fn decide_places(&mut self, places: impl IntoIterator<Item = usize>, choice: Choice) {
        for place in places {
            let step = &self.plan.cases[place];
            let Some(id) = step.qase_id else { continue };
            let fields = step.conflicts.iter().map(|c: &FieldConflict| c.field).chain(step.changes.iter().map(|c| c.field));
            let decided = self.decisions.entry(id).or_default();
            decided.extend(fields.map(|f| (f, choice)));
        }
        self.rebuild();
    }
}

fn row(cx: &TabContext<'_>, plan: &Plan, step: &CaseStep) -> Row {
    let id = match step.qase_id {
        Some(id) => format!("{}-{id}", plan.project_code),
        None => step.func_ids.first().cloned().unwrap_or_default(),
    };
    let suite = step.path.last().cloned().unwrap_or_default();
    let mut fields: Vec<String> = Vec::new();
    for c in &step.conflicts {
        fields.push(field_words(cx, c.field, &c.local, &c.remote));
    }
    for c in &step.changes {
        fields.push(field_words(cx, c.field, &c.from, &c.to));
    }
    // The column of decisions says what happens to the case here.
    let gone = step.class == Class::Removed && plan.direction == Direction::Import;
    let differs = match (&step.note, fields.is_empty()) {
        _ if gone => cx.t("sync-dialog-link-removed").into_owned(),
        (Some(note), _) => cx.tr.message(note),
        (None, false) => words::lower_first(&fields.join(", ")),
        (None, true) => String::new(),
    };
    let folded = fold(&format!("{id} {} {}", step.title, step.path.join(" ")));
    Row { id, suite, differs, folded }
}

fn field_words(cx: &TabContext<'_>, field: CaseField, a: &serde_json::Value, b: &serde_json::Value) -> String {
    let name = if field == CaseField::Steps { differing_steps(cx, a, b) } else { field_name(cx, field) };
    words::lower_first(&name)
}
