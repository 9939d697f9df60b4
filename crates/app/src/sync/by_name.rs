//! Mapping by names: functions by FuncID, cases by the number that people see, files of mappings and of results.

use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::case_code::NamedCase;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::project::{RemoteProject, account_name};
use voluptas_core::domain::suite::Suite;
use voluptas_formats::{MappingRow as FileRow, ResultsFile, Target};
use voluptas_ingest as ingest;
use voluptas_store::{self as store, Result, Store, Tx};
use voluptas_sync::mapping::{self, MappingRow};

/// A project of the workspace, with its counterpart in Qase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedProject {
    /// The project in the workspace.
    pub project: ProjectId,
    /// The project in Qase; `None` for a project that was never imported or exported.
    pub remote: Option<RemoteProject>,
}

/// The suite that a person names by its number: the one with this id in Qase, otherwise one without a link that has this number here.
pub fn suite(tx: &Tx<'_>, place: &LinkedProject, number: i64) -> Result<Option<Suite>> {
    let links = place.remote.as_ref().map(|remote| tx.remotes().suites(remote.id)).transpose()?.unwrap_or_default();
    let linked = links.iter().find(|suite| suite.qase_id == number).and_then(|suite| suite.suite_id);
    let Some(id) = linked else {
        let own = tx.suites().by_number(place.project, number)?;
        return Ok(own.filter(|suite| !links.iter().any(|linked| linked.suite_id == Some(suite.id))));
    };
    Ok(Some(tx.suites().get(id)?).filter(|suite| suite.deleted_ms.is_none()))
}

/// Finds the project with this code: first the project of the account, then the project of the only account that has the code,
/// then the local project.
pub fn place(tx: &Tx<'_>, account: &str, code: &str) -> Result<Option<LinkedProject>> {
    let of_code: Vec<RemoteProject> =
        tx.remotes().projects()?.into_iter().filter(|p| p.code.eq_ignore_ascii_case(code)).collect();
    let remote = match of_code.iter().find(|p| account_name(&p.base_url) == account_name(account)) {
        Some(found) => Some(found.clone()),
        None if of_code.len() == 1 => of_code.into_iter().next(),
        None => None,
    };
    if let Some(remote) = remote {
        return Ok(Some(LinkedProject { project: remote.project_id, remote: Some(remote) }));
    }
    Ok(tx.projects().by_code(code)?.map(|p| LinkedProject { project: p.id, remote: None }))
}

/// Functions and cases of a place by the names that people use.
#[derive(Debug, Clone, Default)]
pub struct Names {
    functions: HashMap<String, FunctionId>,
    by_qase_id: HashMap<i64, CaseId>,
    by_number: HashMap<i64, CaseId>,
    /// Cases that Qase does not have, by their numbers.
    unsent: HashMap<i64, CaseId>,
    /// Cases that Qase has, by their numbers here.
    former: HashMap<i64, CaseId>,
}

impl Names {
    /// Reads the names.
    pub fn read(tx: &Tx<'_>, place: &LinkedProject) -> Result<Self> {
        let functions = tx.functions().all()?.into_iter().map(|f| (f.content.func_id, f.id)).collect();
        let lines = tx.cases().lines(place.project)?;
        let alive: HashSet<CaseId> = lines.iter().map(|c| c.id).collect();
        let links = match &place.remote {
            Some(remote) => tx.remotes().links(remote.id)?,
            None => Vec::new(),
        };
        let linked: HashSet<CaseId> = links.iter().map(|l| l.link.case_id).collect();
        let qase_ids: HashSet<i64> = links.iter().map(|l| l.link.qase_id).collect();
        let by_qase_id =
            links.into_iter().filter(|l| alive.contains(&l.link.case_id)).map(|l| (l.link.qase_id, l.link.case_id)).collect();
        // A number that is the Qase id of a case means that case, and a linked case is known by its Qase id alone.
        let unsent = lines.iter().filter(|c| !linked.contains(&c.id)).map(|c| (c.number, c.id)).collect();
        let by_number =
            lines.iter().filter(|c| !linked.contains(&c.id) && !qase_ids.contains(&c.number)).map(|c| (c.number, c.id)).collect();
        let former = lines.iter().filter(|c| linked.contains(&c.id)).map(|c| (c.number, c.id)).collect();
        Ok(Self { functions, by_qase_id, by_number, unsent, former })
    }

    /// Names that were read before: functions by FuncID, and linked cases by their id in Qase.
    #[must_use]
    pub fn new(functions: HashMap<String, FunctionId>, by_qase_id: HashMap<i64, CaseId>) -> Self {
        Self { functions, by_qase_id, by_number: HashMap::new(), unsent: HashMap::new(), former: HashMap::new() }
    }

    /// The function of this FuncID.
    pub fn function(&self, func_id: &str) -> Option<FunctionId> {
        self.functions.get(func_id.trim()).copied()
    }

    /// The case that a person names by its code.
    pub fn named(&self, name: NamedCase) -> Option<CaseId> {
        match name {
            NamedCase::Numbered(number) => self.case(number),
            NamedCase::Unsent(number) => self.unsent.get(&number).copied().or_else(|| self.sent(name).map(|(case, _)| case)),
        }
    }

    /// The case that a person names as `new-3` although Qase has it meanwhile, and its id in Qase.
    pub fn sent(&self, name: NamedCase) -> Option<(CaseId, i64)> {
        let NamedCase::Unsent(number) = name else { return None };
        let case = *self.former.get(&number)?;
        self.by_qase_id.iter().find(|(_, of)| **of == case).map(|(id, _)| (case, *id))
    }

    /// The case with this id in Qase; otherwise the case without a link that has this local number.
    pub fn case(&self, number: i64) -> Option<CaseId> {
        self.by_qase_id.get(&number).or_else(|| self.by_number.get(&number)).copied()
    }
}

/// The functions whose cases a whole export sends: those that have a case or are of a type that can have one, by FuncID.
pub fn exportable(tx: &Tx<'_>) -> Result<Vec<FunctionId>> {
    let covered: HashSet<FunctionId> = tx.mappings().all()?.into_iter().map(|m| m.function_id).collect();
    let functions = tx.functions().all()?.into_iter();
    Ok(functions.filter(|f| f.content.kind.is_testable() || covered.contains(&f.id)).map(|f| f.id).collect())
}

/// A planned import of mappings: the rows of a file, compared with the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MappingPlan {
    /// New mappings.
    pub new: Vec<(FunctionId, CaseId, Origin)>,
    /// Number of rows whose mapping exists.
    pub unchanged: usize,
    /// Rows with an unknown function or case: line and name.
    pub unknown: Vec<(u64, String)>,
}

/// Compares the rows of a file with the existing mappings. Rows of other projects count as unknown. Pure.
pub fn compare(names: &Names, mut mapped: BTreeSet<(FunctionId, CaseId)>, code: &str, rows: &[FileRow]) -> MappingPlan {
    let mut plan = MappingPlan::default();
    for row in rows {
        let project = row.project.as_deref().unwrap_or(code);
        let case = names.case(row.qase_id).filter(|_| project.eq_ignore_ascii_case(code));
        match (names.function(&row.func_id), case) {
            (Some(function), Some(case)) if mapped.insert((function, case)) => {
                plan.new.push((function, case, row.origin.unwrap_or(Origin::Csv)));
            }
            (Some(_), Some(_)) => plan.unchanged += 1,
            (None, _) => plan.unknown.push((row.line, row.func_id.clone())),
            (_, None) => plan.unknown.push((row.line, format!("{project}-{}", row.qase_id))),
        }
    }
    plan
}

/// Plans the import of a file of mappings. [`edit::link`](crate::functions::edit::link) executes [`MappingPlan::new`]. Blocks.
pub fn plan_import(store: &Store, place: &LinkedProject, code: &str, rows: &[FileRow]) -> Result<MappingPlan> {
    store.read(|tx| {
        let mapped = tx.mappings().all()?.into_iter().map(|m| (m.function_id, m.case_id)).collect();
        Ok(compare(&Names::read(tx, place)?, mapped, code, rows))
    })
}

/// The mappings of a project as rows of a file. Blocks.
pub fn export(tx: &Tx<'_>, place: &LinkedProject, code: &str) -> Result<Vec<FileRow>> {
    Ok(file_rows(mapping::rows(tx, place.remote.as_ref())?, code))
}

/// Mappings as rows of a file, without those whose case has no id in Qase.
pub fn file_rows(rows: impl IntoIterator<Item = MappingRow>, code: &str) -> Vec<FileRow> {
    let row = |r: MappingRow| {
        Some(FileRow {
            line: 0,
            func_id: r.func_id,
            title: r.function_title,
            project: Some(code.to_owned()),
            qase_id: r.qase_id?,
            qase_title: r.qase_title.unwrap_or(r.case_title),
            origin: Some(r.origin),
        })
    };
    rows.into_iter().filter_map(row).collect()
}

/// Numbers of rows of an imported file of results.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileImported {
    /// Rows that became results.
    pub created: usize,
    /// Rows with an unknown function or case: line and name.
    pub unknown: Vec<(u64, String)>,
}

/// Stores the results of a file as a run of the project. The same file gives the same run. `written` is the modification time of
/// the file, `None` for standard input; a file that was written again gives a new run even if its content is the same. A row that
/// names a function is a result of each of its cases. Without a known function or case no run is stored. The run has the title that its
/// run in Qase gets, without one the name of the file.
pub fn keep_results(
    store: &Store,
    place: &LinkedProject,
    file: &ResultsFile,
    title: Option<&str>,
    written: Option<Millis>,
) -> Result<(Option<RunId>, FileImported)> {
    let (entries, taken) = store.read(|tx| {
        let names = Names::read(tx, place)?;
        let found = ingest::entries_of(&file.rows, |target| match target {
            Target::Function(func_id) => {
                Ok::<_, store::Error>(names.function(func_id).map(|f| tx.mappings().cases_of(f)).transpose()?.unwrap_or_default())
            }
            Target::Case { number, .. } => Ok(names.case(*number).into_iter().collect()),
        })?;
        let taken = FileImported { created: found.taken, unknown: found.unknown };
        Ok((found.entries, taken))
    })?;
    if entries.is_empty() {
        return Ok((None, taken));
    }
    let run = ingest::store_file(store, place.project, (&file.report.file, title), "csv", &entries, written)?;
    Ok((Some(run), taken))
}
