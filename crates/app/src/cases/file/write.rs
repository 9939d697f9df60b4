//! Writes a planned import.

use super::paths::{PathKey, TitleComparison, paths};
use super::plan::{ImportPlan, PlannedSuite, Write, plan_in};
use super::shared::rename;
use super::{Counts, ImportOptions};
use crate::files::import::CHUNK;
use crate::project;
use std::collections::HashMap;
use std::sync::mpsc;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::suite::NewSuite;
use voluptas_formats::Severity;
use voluptas_formats::cases::{CasesFile, SuiteName, shown_path};
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::{Error, Op, Result, Store, Tx};

/// Name of the operation of an import.
pub const IMPORT: &str = "import_case_file";

/// Argument of the label of an import that created a project: its code. Undo keeps the project, because the trash holds the items
/// that the import created in it, and redo brings them back.
pub const NEW_PROJECT: &str = "new_project";

/// The project into which a file is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A project of the workspace.
    Existing(Project),
    /// A project that the import creates.
    New {
        /// Code of the project.
        code: String,
        /// Title of the project.
        title: String,
    },
}

impl Target {
    /// A project that has its code as its title.
    #[must_use]
    pub fn of_code(code: String) -> Self {
        Self::New { title: code.clone(), code }
    }

    /// The project, unless it is new.
    pub fn project(&self) -> Option<&Project> {
        match self {
            Self::Existing(project) => Some(project),
            Self::New { .. } => None,
        }
    }
}

/// An import that was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Applied {
    pub counts: Counts,
    /// Remarks on the file as a whole.
    pub warnings: Vec<Message>,
    /// Created and changed cases, in the order of the file.
    #[serde(skip)]
    pub cases: Vec<CaseId>,
    /// Number of cases and suites that a person left out.
    #[serde(skip)]
    pub left_out: usize,
    /// Number of rows that could not be imported: the reader or the plan says why.
    #[serde(skip)]
    pub skipped: usize,
    /// True when the project was created.
    pub created_project: bool,
    /// The operation; `None` when nothing was written.
    #[serde(skip)]
    pub operation: Option<i64>,
}

impl Applied {
    /// The counts and remarks of a plan, of which nothing is written yet.
    fn of(file: &CasesFile, plan: &ImportPlan) -> Self {
        let (counts, warnings) = (plan.counts, plan.warnings.clone());
        let rows = plan.rows.iter().filter(|row| row.fate.is_left_out()).count();
        let left_out = rows + plan.suite_changes.iter().filter(|suite| suite.is_left_out).count();
        let skipped = counts.skipped.saturating_sub(rows) + file.report.count(Severity::Error);
        Self { counts, warnings, cases: Vec::new(), left_out, skipped, created_project: false, operation: None }
    }
}

/// Writes the import that `shown` plans, as one operation. Returns `None` and writes nothing when the plan has changed since,
/// because cases or suites changed or somebody created the new project. Blocks.
pub fn apply(store: &Store, target: &Target, file: &CasesFile, shown: &ImportPlan) -> Result<Option<Applied>> {
    apply_with(store, target, file, shown, &mut |_| true)
}

/// Writes as [`apply`] does, and calls `step` with the number of written rows every [`CHUNK`] rows. Nothing is written once it gives
/// false. Blocks.
///
/// # Errors
/// [`Error::Aborted`] when `step` gave false, otherwise an error of the store; nothing is written then.
pub fn apply_with(
    store: &Store,
    target: &Target,
    file: &CasesFile,
    shown: &ImportPlan,
    step: &mut dyn FnMut(usize) -> bool,
) -> Result<Option<Applied>> {
    // Nothing to write: no project comes into being for it.
    if shown.is_empty() {
        return Ok(Some(Applied::of(file, shown)));
    }
    let written =
        store.write(Op::edit(IMPORT).labelled(label(target, file, shown)), |tx| write_shown(tx, target, file, shown, step))?;
    Ok(written.value.map(|applied| Applied { operation: written.operation, ..applied }))
}

/// Writes as [`apply`] does, inside the transaction of the caller, which is an operation named [`IMPORT`].
pub fn apply_in(tx: &Tx<'_>, target: &Target, file: &CasesFile, shown: &ImportPlan) -> Result<Option<Applied>> {
    if shown.is_empty() {
        return Ok(Some(Applied::of(file, shown)));
    }
    let applied = write_shown(tx, target, file, shown, &mut |_| true)?;
    if applied.is_some() {
        tx.relabel(&label(target, file, shown))?;
    }
    Ok(applied)
}

/// Plans again and writes where the plan is still the shown one.
fn write_shown(
    tx: &Tx<'_>,
    target: &Target,
    file: &CasesFile,
    shown: &ImportPlan,
    step: &mut dyn FnMut(usize) -> bool,
) -> Result<Option<Applied>> {
    let mut plan = plan_in(tx, target.project(), file, &shown.options)?;
    // A new project is not there when a plan is made; its code is only shown.
    plan.project.clone_from(&shown.project);
    if plan != *shown {
        return Ok(None);
    }
    write_to(tx, target, file, &plan, step)
}

/// Plans and writes an import in one transaction. Other writers wait while the import is planned, so their changes cannot make it
/// fail. Returns `None` when somebody created the new project; nothing is written then. Nothing else of the program uses the
/// workspace meanwhile ([`Store::write_import`]). Blocks.
pub fn import_at_once(
    store: &Store,
    target: &Target,
    file: &CasesFile,
    options: &ImportOptions,
) -> Result<Option<(ImportPlan, Applied)>> {
    let written = store.write_import(Op::edit(IMPORT), |tx| {
        let plan = plan_in(tx, target.project(), file, options)?;
        if plan.is_empty() {
            let applied = Applied::of(file, &plan);
            return Ok(Some((plan, applied)));
        }
        let applied = write_to(tx, target, file, &plan, &mut |_| true)?;
        if applied.is_some() {
            tx.relabel(&label(target, file, &plan))?;
        }
        Ok(applied.map(|applied| (plan, applied)))
    })?;
    Ok(written.value.map(|(plan, applied)| (plan, Applied { operation: written.operation, ..applied })))
}

/// The words of an import in the history.
fn label(target: &Target, file: &CasesFile, plan: &ImportPlan) -> Message {
    let counts = &plan.counts;
    let (key, count) = match counts.created + counts.updated {
        0 => ("history-import-suites", counts.suites_created + counts.suites_updated),
        cases => ("history-import-cases", cases),
    };
    let label = Message::new(key).with("file", &file.report.file).count("count", count);
    match target {
        Target::New { code, .. } => label.with(NEW_PROJECT, code),
        Target::Existing(_) => label,
    }
}

/// Writes a plan into its project, and creates the project if it is new. `None` if another program has created it since.
fn write_to(
    tx: &Tx<'_>,
    target: &Target,
    file: &CasesFile,
    plan: &ImportPlan,
    step: &mut dyn FnMut(usize) -> bool,
) -> Result<Option<Applied>> {
    let (project, created_project) = match target {
        Target::Existing(project) => (project.id, false),
        Target::New { code, .. } if tx.projects().by_code(code)?.is_some() => return Ok(None),
        Target::New { code, title } => (tx.projects().create(code, title, None)?.id, true),
    };
    let cases = write(tx, project, file, plan, step)?;
    Ok(Some(Applied { cases, created_project, ..Applied::of(file, plan) }))
}

fn write(
    tx: &Tx<'_>,
    project: ProjectId,
    file: &CasesFile,
    plan: &ImportPlan,
    step: &mut dyn FnMut(usize) -> bool,
) -> Result<Vec<CaseId>> {
    let mut step = |done: usize| if step(done) { Ok(()) } else { Err(Error::Aborted) };
    step(0)?;
    let suites = Suites::write(tx, project, &plan.suites, plan.comparison)?;
    let mut shared = HashMap::new();
    for step in file.shared_steps.iter().filter(|s| plan.shared.contains(&s.hash)) {
        shared.insert(step.hash.clone(), tx.shared_steps().create(project, &step.title, &step.steps)?);
    }
    // Cases are created together, which costs less than one by one.
    let new = plan.rows.iter().zip(&file.rows).filter_map(|(row, of_file)| match &row.write {
        Some(Write::Create { number, content, .. }) => Some((&row.suite, *number, content, &of_file.content)),
        _ => None,
    });
    let new: Vec<_> = new.collect();
    if let Some(highest) = new.iter().filter_map(|(_, number, ..)| *number).max() {
        // Cases without a number get later ones, in whichever part they are.
        tx.reserve_number(project, "case", highest)?;
    }
    let prepared = |(suite, number, content, of_file): &(&Vec<SuiteName>, Option<i64>, &Option<CaseContent>, &CaseContent)| {
        let mut content = CaseContent::clone(content.as_ref().unwrap_or(of_file));
        // A blank one goes again.
        content.tags.push(plan.options.tag.clone());
        content.normalise();
        rename(&mut content.steps, &shared);
        Ok(NewCase { suite_id: suites.id(suite)?, number: *number, content })
    };
    let mut created = Vec::with_capacity(new.len());
    // A part is prepared while the one before is written.
    std::thread::scope(|scope| {
        let (give, parts) = mpsc::sync_channel(1);
        scope.spawn(|| {
            let give = give;
            for part in new.chunks(CHUNK) {
                if give.send(part.iter().map(prepared).collect::<Result<Vec<_>>>()).is_err() {
                    break;
                }
            }
        });
        for part in parts {
            created.extend(tx.cases().create_many(project, &part?)?);
            step(created.len())?;
        }
        Ok::<(), Error>(())
    })?;
    let total = created.len();
    let mut created = created.into_iter();
    let mut milestones = Milestones::read(tx, project)?;
    let (mut cases, mut places) = (Vec::new(), Vec::new());
    for row in &plan.rows {
        if cases.len() % CHUNK == CHUNK - 1 {
            step(total.max(cases.len()))?;
        }
        match &row.write {
            None => {}
            Some(Write::Create { functions, further, milestone, .. }) => {
                let id = created.next().ok_or_else(|| Error::Corrupt("a new case has no id".into()))?;
                link(tx, id, functions)?;
                if let Some(title) = milestone {
                    tx.cases().set_milestone(id, Some(milestones.id(title)?))?;
                }
                places.push((id, further));
                cases.push(id);
            }
            Some(Write::Change { id, content, suite, functions, further, milestone }) => {
                if let Some(content) = content {
                    let mut content = content.clone();
                    rename(&mut content.steps, &shared);
                    tx.cases().update(*id, &content)?;
                }
                if let Some(path) = suite {
                    tx.cases().move_to(*id, suites.id(path)?)?;
                }
                if let Some(title) = milestone {
                    tx.cases().set_milestone(*id, Some(milestones.id(title)?))?;
                }
                link(tx, *id, functions)?;
                places.push((*id, further));
                cases.push(*id);
            }
        }
    }
    // After the cases that have their home there.
    for (id, further) in places {
        for path in further {
            if let Some(suite) = suites.id(path)? {
                tx.cases().add_to_suite(id, suite)?;
            }
        }
    }
    Ok(cases)
}

fn link(tx: &Tx<'_>, case: CaseId, functions: &[FunctionId]) -> Result<()> {
    for function in functions {
        tx.mappings().link(*function, case, Origin::Csv)?;
    }
    Ok(())
}

/// Milestones of the project by title.
struct Milestones<'t> {
    tx: &'t Tx<'t>,
    project: ProjectId,
    ids: HashMap<String, i64>,
}

impl<'t> Milestones<'t> {
    fn read(tx: &'t Tx<'t>, project: ProjectId) -> Result<Self> {
        let mut ids = HashMap::new();
        for milestone in project::milestones::names(tx, project)? {
            // Of equal titles the first one of the list counts: an open one, the next that is due.
            ids.entry(milestone.title.trim().to_owned()).or_insert(milestone.id);
        }
        Ok(Self { tx, project, ids })
    }

    /// The milestone with a title; a new one when there is none.
    fn id(&mut self, title: &str) -> Result<i64> {
        if let Some(id) = self.ids.get(title) {
            return Ok(*id);
        }
        let content = MilestoneContent { title: title.to_owned(), ..MilestoneContent::default() };
        let id = self.tx.milestones().create(self.project, &content)?.id;
        self.ids.insert(title.to_owned(), id);
        Ok(id)
    }
}

/// Suites by the titles of their path.
struct Suites {
    ids: HashMap<PathKey, SuiteId>,
    comparison: TitleComparison,
}

impl Suites {
    fn write(tx: &Tx<'_>, project: ProjectId, planned: &[PlannedSuite], comparison: TitleComparison) -> Result<Self> {
        let mut suites = Self { ids: HashMap::new(), comparison };
        let known = tx.suites().of_project(project)?;
        let paths = paths(&known);
        for suite in &known {
            if let Some(path) = paths.get(&suite.id) {
                suites.ids.entry(comparison.key(path)).or_insert(suite.id);
            }
        }
        for suite in planned {
            if let Some(id) = suite.id {
                tx.suites().update(id, &suite.content)?;
                continue;
            }
            let parent_id = suites.id(&suite.path[..suite.path.len() - 1])?;
            let id = tx.suites().create(project, &NewSuite { parent_id, number: None, content: suite.content.clone() })?;
            suites.ids.insert(comparison.key(&suite.path), id);
        }
        Ok(suites)
    }

    /// The suite of a path; `None` for the root.
    fn id(&self, path: &[SuiteName]) -> Result<Option<SuiteId>> {
        if path.is_empty() {
            return Ok(None);
        }
        let found = self.ids.get(&self.comparison.key(path)).copied();
        found.map(Some).ok_or_else(|| Error::not_found("suite", shown_path(path)))
    }
}
