//! Ids of a file that are numbers of cases of the project.

use crate::cases::file::options::MatchBy;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::domain::Message;
use voluptas_core::domain::case_code::{CaseCode, NamedCase};
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::project::Project;
use voluptas_formats::cases::{CaseFormat, CasesFile};
use voluptas_store::{Result, Tx};

/// Highest number that a case takes from a file. Numbers of later cases follow the highest one, and must not run out.
const NUMBER_MAX: i64 = 1_000_000_000_000;

/// A case as an id of the file names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Number {
    /// Code in small letters, where the project has several in Qase: each of them has a case 7.
    code: Option<String>,
    pub name: NamedCase,
}

/// Meaning of the ids in a file.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Code of the project whose numbers the file has; `None` where its ids are no numbers.
    pub code: Option<String>,
    /// That code, and the others of the project.
    codes: Option<Vec<String>>,
    /// Codes of the project in Qase in small letters, if there are several.
    several: Vec<String>,
    /// True if the numbers mean cases of this project.
    pub count: bool,
    /// Other projects whose cases have the same codes.
    elsewhere: BTreeSet<String>,
    /// True where the ids look like codes of cases, and are those of another tool or project: the file is a table that need not be the
    /// program's own.
    pub are_of_others: bool,
}

impl Numbers {
    /// Reads the codes. A table of this program has no project but in its ids: a project has the code of this workspace and one for each
    /// project of Qase, and two projects may have one code in two accounts. Where the ids fit several projects they count by a person's
    /// choice alone.
    pub(super) fn read(tx: &Tx<'_>, project: Option<&Project>, file: &CasesFile, match_by: MatchBy) -> Result<Self> {
        let mut of_file: Vec<String> = file.codes.iter().cloned().collect();
        if of_file.is_empty() {
            of_file.extend(file.project.clone());
        }
        let is_table = matches!(file.format, CaseFormat::Csv | CaseFormat::Xlsx);
        let is_guess = is_table && file.codes.is_empty() && file.project.is_some();
        let Some(project) = project else {
            let code = of_file.first().cloned();
            let codes = code.is_some().then_some(of_file);
            return Ok(Self { codes, code, are_of_others: is_guess, ..Self::default() });
        };
        let remotes = tx.remotes().projects()?;
        let in_qase: Vec<String> = remotes.iter().filter(|r| r.project_id == project.id).map(|r| r.code.clone()).collect();
        let own = std::iter::once(&project.code).chain(&in_qase);
        let own: Vec<String> = own.cloned().collect();
        if of_file.is_empty() && match_by != MatchBy::Id {
            return Ok(Self::default());
        }
        let has = |codes: &[String], code: &str| codes.iter().any(|known| known.eq_ignore_ascii_case(code));
        let is_own = of_file.iter().all(|code| has(&own, code));
        let mut elsewhere = BTreeSet::new();
        if is_own && is_table && !of_file.is_empty() {
            for other in tx.projects().all()?.into_iter().filter(|other| other.id != project.id) {
                let there = remotes.iter().filter(|r| r.project_id == other.id).map(|r| r.code.as_str());
                if std::iter::once(other.code.as_str()).chain(there).any(|code| has(&of_file, code)) {
                    elsewhere.insert(other.code);
                }
            }
        }
        let mut several: Vec<String> = in_qase.iter().map(|code| code.to_lowercase()).collect();
        several.sort_unstable();
        several.dedup();
        if several.len() == 1 {
            several.clear();
        }
        let code = of_file.first().unwrap_or(&project.code).clone();
        let count = is_own && (elsewhere.is_empty() || match_by == MatchBy::Id);
        let codes = Some(if is_own { own } else { of_file });
        Ok(Self { code: Some(code), codes, several, count, elsewhere, are_of_others: is_guess && !is_own })
    }

    /// True where ids are read at all.
    pub(super) fn are_read(&self) -> bool {
        self.codes.is_some()
    }

    /// The case of an id such as `12`, `SHOP-12` or `SHOP-new-3`; `None` for the id of another project.
    pub(super) fn of(&self, id: &str) -> Option<Number> {
        let codes = self.codes.as_ref()?;
        let name = NamedCase::read(id, |code| codes.iter().any(|known| known.eq_ignore_ascii_case(code)))?;
        let code = NamedCase::of_any_project(id.trim()).and_then(|(code, _)| self.one_of_several(code));
        Some(Number { code, name }).filter(|number| number.name.number() <= NUMBER_MAX)
    }

    fn one_of_several(&self, code: &str) -> Option<String> {
        Some(code.to_lowercase()).filter(|code| self.several.contains(code))
    }

    /// The cases of the project by their numbers. A number of two cases means neither of them.
    pub(super) fn cases(&self, codes: &BTreeMap<CaseId, CaseCode>) -> HashMap<Number, CaseId> {
        let mut found: HashMap<Number, Option<CaseId>> = HashMap::new();
        for (case, code) in codes {
            let Some(name) = code.named() else { continue };
            let of = NamedCase::of_any_project(code.as_str()).and_then(|(code, _)| self.one_of_several(code));
            let mut keys = vec![Number { code: None, name }];
            keys.extend(of.map(|code| Number { code: Some(code), name }));
            for key in keys {
                found.entry(key).and_modify(|known| *known = None).or_insert(Some(*case));
            }
        }
        found.into_iter().filter_map(|(number, case)| Some((number, case?))).collect()
    }

    /// Says that the ids fit cases of other projects, too.
    pub(super) fn warning(&self) -> Option<Message> {
        if self.elsewhere.is_empty() {
            return None;
        }
        let key = if self.count { "app-warning-case-ids-shared" } else { "app-warning-case-ids-shared-unused" };
        let others: Vec<&str> = self.elsewhere.iter().map(String::as_str).collect();
        Some(Message::new(key).with("code", self.code.clone().unwrap_or_default()).with("projects", others.join(", ")))
    }
}
