//! Codes of cases in lists; see [`voluptas_core::domain::case_code`].

use super::db::dialect::IDS;
use super::db::{Param, Row};
use super::{Result, Tx};
use crate::p;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use voluptas_core::domain::case_code::{CaseCode, NamedCase};
use voluptas_core::domain::ids::{CaseId, ProjectId};

/// A project, as its cases are named.
#[derive(Debug)]
struct Place {
    code: String,
    /// True for a project of a Qase account.
    is_in_qase: bool,
}

/// Parts of the codes of some cases.
#[derive(Debug)]
pub struct CaseCodes {
    projects: FxHashMap<ProjectId, Place>,
    /// Cases that Qase has.
    in_qase: FxHashMap<CaseId, CaseCode>,
}

impl CaseCodes {
    /// The code of one of the cases, with its number in its project.
    pub fn of(&self, case: CaseId, project: ProjectId, number: i64) -> CaseCode {
        if let Some(code) = self.in_qase.get(&case) {
            return code.clone();
        }
        match self.projects.get(&project) {
            Some(Place { code, is_in_qase: true }) => CaseCode::unsent(code, number),
            place => CaseCode::numbered(place.map_or("", |place| &place.code), number),
        }
    }
}

impl Tx<'_> {
    /// Parts of the codes of the cases of a project.
    pub fn codes_in(&self, project: ProjectId) -> Result<CaseCodes> {
        self.codes_where("c.project_id = ?1", p![project])
    }

    /// Codes of cases by their row ids, also of those in the trash.
    pub fn case_codes(&self, ids: &[CaseId]) -> Result<BTreeMap<CaseId, CaseCode>> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let ids: &[Param<'_>] = &[Param::json(ids)];
        let codes = self.codes_where(&format!("c.id IN {IDS}"), ids)?;
        let sql = format!("SELECT id, project_id, number FROM cases WHERE id IN {IDS}");
        let found = self.all(&sql, ids, |r| Ok((CaseId(r.int(0)?), ProjectId(r.int(1)?), r.int(2)?)))?;
        Ok(found.into_iter().map(|(id, project, number)| (id, codes.of(id, project, number))).collect())
    }

    /// Parts of the codes of the cases that match a condition on `cases c`.
    pub(super) fn codes_where(&self, condition: &str, params: &[Param<'_>]) -> Result<CaseCodes> {
        let sql = "SELECT p.id, p.code, EXISTS (SELECT 1 FROM qase_projects q WHERE q.project_id = p.id) FROM projects p";
        let project = |r: &Row<'_>| Ok((ProjectId(r.int(0)?), Place { code: r.text(1)?, is_in_qase: r.bool(2)? }));
        let projects: FxHashMap<ProjectId, Place> = self.all(sql, &[], project)?.into_iter().collect();
        let mut codes = CaseCodes { projects, in_qase: FxHashMap::default() };
        if !codes.projects.values().any(|place| place.is_in_qase) {
            return Ok(codes);
        }
        let sql = "SELECT id, code FROM qase_projects";
        let remotes: FxHashMap<i64, String> = self.all(sql, &[], |r| Ok((r.int(0)?, r.text(1)?)))?.into_iter().collect();
        // A case that is gone in Qase has no id there that a person could look up.
        let sql = "SELECT qase_project_id, qase_id FROM qase_cases WHERE removed_ms IS NOT NULL";
        let gone: FxHashSet<(i64, i64)> = self.all(sql, &[], |r| Ok((r.int(0)?, r.int(1)?)))?.into_iter().collect();
        // Of several projects in Qase that have the case the first one counts, as in `Remotes::cases_with`.
        let sql = format!(
            "SELECT l.case_id, l.qase_project_id, l.qase_id FROM cases c JOIN case_links l ON l.case_id = c.id WHERE {condition} \
             ORDER BY l.qase_project_id DESC"
        );
        self.each(&sql, params, |r| {
            let (remote, id) = (r.int(1)?, r.int(2)?);
            if let Some(code) = remotes.get(&remote).filter(|_| !gone.contains(&(remote, id))) {
                codes.in_qase.insert(CaseId(r.int(0)?), CaseCode::numbered(code, id));
            }
            Ok(())
        })?;
        Ok(codes)
    }

    /// Codes of a project in Qase.
    pub fn codes_in_qase(&self, project: ProjectId) -> Result<Vec<String>> {
        self.all("SELECT code FROM qase_projects WHERE project_id = ?1", p![project], |r| r.text(0))
    }

    /// Parses the code of a case of a project; `None` for other text and for a code of another project.
    pub fn read_code(&self, project: ProjectId, text: &str) -> Result<Option<NamedCase>> {
        let sql = "SELECT code FROM projects WHERE id = ?1 UNION SELECT code FROM qase_projects WHERE project_id = ?1";
        let codes = self.all(sql, p![project], |r| r.text(0))?;
        Ok(NamedCase::read(text, |code| codes.iter().any(|known| known.eq_ignore_ascii_case(code))))
    }

    /// The living case of a project that is named by its code. In a project of an account `42` is the case with this id in Qase alone, and
    /// `new-42` the case with this number here, also once Qase has it.
    pub fn named_case(&self, project: ProjectId, name: NamedCase) -> Result<Option<CaseId>> {
        let found = match name {
            NamedCase::Numbered(number) => self.remotes().cases_with(project, &[number])?,
            NamedCase::Unsent(number) => self.case_ids(project, &[number])?,
        };
        let Some(case) = found.into_values().next() else { return Ok(None) };
        let is_meant = match name {
            NamedCase::Numbered(_) => true,
            // Outside of Qase no case has such a code.
            NamedCase::Unsent(_) => !self.codes_in_qase(project)?.is_empty(),
        };
        Ok(is_meant.then_some(case))
    }
}
