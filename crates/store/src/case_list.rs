//! Pages of cases, and the parts of a case that only the API shows (milestone, ids of tags).

use super::cases::Cases;
use super::db::dialect::IDS;
use super::db::{Counted, Param, Query};
use super::entity::Entity;
use super::error::Result;
use super::page::{IN_LIST, Page, Slice, Where};
use super::{Aggregate, Tx, fields};
use crate::{p, row};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::{Case, CaseContent};
use voluptas_core::domain::custom_field::CustomField;
use voluptas_core::domain::ids::{CaseId, FieldId, ProjectId, SuiteId};

/// Filter of a page of cases. A `None` member does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFilter {
    /// Part of the title, in any letter case.
    pub search: Option<String>,
    /// Suite that directly contains the cases.
    pub suite: Option<SuiteId>,
    /// Row id of a milestone.
    pub milestone_id: Option<i64>,
    /// Any of these slugs, by column: severity, priority, kind, behavior, automation, status.
    pub slugs: Vec<(CaseColumn, Vec<String>)>,
    /// Tags, of which a case needs every one.
    pub tags: Vec<String>,
    /// Kind of a system that has an issue to which the case is attached.
    pub issue_kind: Option<String>,
    /// Any of these issues to which the case is attached; an empty list does not filter.
    pub issues: Vec<String>,
}

/// A column of slugs by which cases can be filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "lowercase")]
pub enum CaseColumn {
    Severity,
    Priority,
    /// Type.
    Kind,
    Layer,
    Behavior,
    Automation,
    Status,
}

impl CaseColumn {
    /// The slug of a case in this column.
    #[must_use]
    pub fn of(self, content: &CaseContent) -> &str {
        match self {
            Self::Severity => &content.severity,
            Self::Priority => &content.priority,
            Self::Kind => &content.kind,
            Self::Layer => &content.layer,
            Self::Behavior => &content.behavior,
            Self::Automation => &content.automation,
            Self::Status => &content.status,
        }
    }
}

/// Things that cases name, as the API shows them.
#[derive(Debug, Default)]
pub struct AroundCases {
    /// Numbers of the home suites of the cases.
    pub suites: BTreeMap<SuiteId, i64>,
    /// Ids of the tags of the cases by title.
    pub tags: BTreeMap<String, i64>,
    /// Numbers of the milestones of the cases; cases without one are left out.
    pub milestones: BTreeMap<CaseId, i64>,
    /// Authors of the first recorded changes of the cases.
    pub authors: BTreeMap<CaseId, String>,
    /// Every custom field, by id.
    pub fields: Vec<CustomField>,
}

/// Query of the id and number of the cases with a title in a suite.
pub(crate) const IN_SUITE_BY_TITLE: &str = "SELECT id, number FROM cases \
     WHERE project_id = ?1 AND title_fold = ?2 AND suite_id IS NOT DISTINCT FROM ?3 AND deleted_ms IS NULL";
/// Query of the id and number of the cases with a title.
pub(crate) const BY_TITLE: &str = "SELECT id, number FROM cases WHERE project_id = ?1 AND title_fold = ?2 AND deleted_ms IS NULL";

/// Query of the cases with a value of a custom field. The index has the beginnings of values. An equals sign between the whole ones would make
/// SQLite put the parameter in the place of the column everywhere, and pass the index by.
pub(crate) const BY_FIELD: &str = "SELECT v.case_id FROM case_field_values v JOIN cases c ON c.id = v.case_id \
     WHERE v.field_id = ?1 AND substr(v.value, 1, 500) = substr(?2, 1, 500) AND v.value IS NOT DISTINCT FROM ?2 \
     AND c.project_id = ?3 AND c.deleted_ms IS NULL LIMIT 2";

/// The first recorded operation of a case `c`.
const FIRST_OPERATION: &str =
    "(SELECT h.operation_id FROM changes h WHERE h.entity = 'case' AND h.entity_id = c.id ORDER BY h.id LIMIT 1)";

/// The conditions of a filter.
fn conditions<'f>(project: ProjectId, filter: &'f CaseFilter) -> Where<'f> {
    let mut w = Where::new("project_id = ? AND deleted_ms IS NULL", vec![project.into()]);
    if let Some(suite) = filter.suite {
        w.and("suite_id = ?", vec![suite.into()]);
    }
    if let Some(milestone) = filter.milestone_id {
        w.and("milestone_id = ?", vec![milestone.into()]);
    }
    for (column, slugs) in &filter.slugs {
        let column: &'static str = column.into();
        w.any_of(column, slugs);
    }
    and_tags(&mut w, &filter.tags);
    if let Some(kind) = &filter.issue_kind {
        w.and("id IN (SELECT case_id FROM case_issues WHERE kind = ?)", vec![kind.into()]);
    }
    if !filter.issues.is_empty() {
        let marks = vec!["?"; filter.issues.len()].join(", ");
        let condition = format!("id IN (SELECT case_id FROM case_issues WHERE issue IN ({marks}))");
        w.and(&condition, filter.issues.iter().map(Into::into).collect());
    }
    and_title(&mut w, filter.search.as_deref(), &[]);
    w
}

/// Only cases with every one of these tags. One condition for all of them: PostgreSQL plans joins of hundreds of conditions for hours.
pub(super) fn and_tags<'f>(w: &mut Where<'f>, tags: &'f [String]) {
    let tags: BTreeSet<&String> = tags.iter().collect();
    if tags.is_empty() {
        return;
    }
    let condition = format!(
        "id IN (SELECT t.case_id FROM case_tags t JOIN tags g ON g.id = t.tag_id WHERE g.title IN ({}) \
         GROUP BY t.case_id HAVING count(DISTINCT g.title) = {})",
        vec!["?"; tags.len()].join(", "),
        tags.len()
    );
    w.and(&condition, tags.into_iter().map(Into::into).collect());
}

/// Only cases with this part of the title, in any letter case, and those that the same text names by a code.
pub(super) fn and_title(w: &mut Where<'_>, part: Option<&str>, named: &[CaseId]) {
    let Some(part) = part.map(fold).filter(|part| !part.is_empty()) else { return };
    let pattern = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let mut params: Vec<Param<'_>> = vec![format!("%{pattern}%").into()];
    params.extend(named.iter().map(|id| Param::from(id.0)));
    w.and(&format!("(title_fold LIKE ? ESCAPE '\\'{})", " OR id = ?".repeat(named.len())), params);
}

impl Tx<'_> {
    /// A page of the living cases of a project with all that belongs to them, by number: a fixed number of queries.
    pub fn case_page(&self, project: ProjectId, filter: &CaseFilter, slice: Slice) -> Result<Page<Case>> {
        let Page { total, filtered, rows } = self.case_page_ids(project, filter, slice)?;
        Ok(Page { total, filtered, rows: self.cases().by_ids(&rows)? })
    }

    /// The ids of such a page.
    pub fn case_page_ids(&self, project: ProjectId, filter: &CaseFilter, slice: Slice) -> Result<Page<CaseId>> {
        let total = self.kept_count(
            Counted::Contents,
            "SELECT count(*) FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL",
            p![project],
        )?;
        let w = conditions(project, filter);
        let filtered = self.kept_count(Counted::Contents, &format!("SELECT count(*) FROM cases {}", w.sql()), w.params())?;
        let w = w.page("number", slice);
        let ids = self.all(&format!("SELECT id FROM cases {}", w.sql()), w.params(), |r| Ok(CaseId(r.int(0)?)))?;
        Ok(Page { total, filtered, rows: ids })
    }

    /// At most `limit` living cases of a project with a number above `after`: id and number, sorted by number. The cost depends
    /// only on `limit`.
    pub fn cases_after(&self, project: ProjectId, filter: &CaseFilter, after: i64, limit: usize) -> Result<Vec<(CaseId, i64)>> {
        let mut w = conditions(project, filter);
        w.and("number > ?", vec![after.into()]);
        let w = w.page("number", Slice { limit: i64::try_from(limit).unwrap_or(i64::MAX), offset: 0 });
        self.all(&format!("SELECT id, number FROM cases {}", w.sql()), w.params(), |r| Ok((CaseId(r.int(0)?), r.int(1)?)))
    }

    /// Project, number and title of the living cases among the given ones.
    pub fn named_cases(&self, ids: &[CaseId]) -> Result<BTreeMap<CaseId, (ProjectId, i64, String)>> {
        let sql = format!("SELECT id, project_id, number, title FROM cases WHERE id IN {IDS} AND deleted_ms IS NULL");
        let mut found = BTreeMap::new();
        self.each(&sql, &[Param::json(ids)], |r| {
            found.insert(CaseId(r.int(0)?), (ProjectId(r.int(1)?), r.int(2)?, r.text(3)?));
            Ok(())
        })?;
        Ok(found)
    }

    /// Row ids of the living cases of a project by their numbers, without missing ones.
    pub fn case_ids(&self, project: ProjectId, numbers: &[i64]) -> Result<BTreeMap<i64, CaseId>> {
        let mut found = BTreeMap::new();
        let mut asked = numbers.to_vec();
        let memory = self.memory();
        if let Some(memory) = memory {
            let memory = memory.borrow();
            found.extend(numbers.iter().filter_map(|number| Some((*number, memory.case(project, *number)?))));
            asked.retain(|number| !found.contains_key(number));
        }
        let sql = "SELECT id FROM cases WHERE project_id = ?1 AND number = ?2 AND deleted_ms IS NULL";
        self.each_of(sql, asked.iter().map(|number| row![project, *number]), |i, r| {
            let case = CaseId(r.int(0)?);
            found.insert(asked[i], case);
            if let Some(memory) = memory {
                memory.borrow_mut().keep_case(project, asked[i], case);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Numbers of cases by their row ids, also of those in the trash.
    pub fn case_numbers(&self, ids: &[CaseId]) -> Result<BTreeMap<CaseId, i64>> {
        let mut found = BTreeMap::new();
        let sql = "SELECT number FROM cases WHERE id = ?1";
        self.each_of(sql, ids.iter().map(|id| row![*id]), |i, r| {
            found.insert(ids[i], r.int(0)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The deleted case with this number in the project.
    pub fn deleted_case(&self, project: ProjectId, number: i64) -> Result<Option<CaseId>> {
        self.opt(
            "SELECT id FROM cases WHERE project_id = ?1 AND number = ?2 AND deleted_ms IS NOT NULL",
            p![project, number],
            |r| Ok(CaseId(r.int(0)?)),
        )
    }

    /// The title of a case.
    ///
    /// # Errors
    /// [`super::Error::NotFound`].
    pub fn case_title(&self, id: CaseId) -> Result<String> {
        let title = self.opt("SELECT title FROM cases WHERE id = ?1", p![id], |r| r.text(0))?;
        title.ok_or_else(|| super::Error::not_found("case", id))
    }

    /// Titles of cases, without missing ones.
    pub fn case_titles(&self, ids: &[CaseId]) -> Result<BTreeMap<CaseId, String>> {
        let mut found = BTreeMap::new();
        let sql = "SELECT title FROM cases WHERE id = ?1";
        self.each_of(sql, ids.iter().map(|id| row![*id]), |i, r| {
            found.insert(ids[i], r.text(0)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first living case with this title in a suite; `None` means the root.
    pub fn case_by_title(&self, project: ProjectId, suite: Option<SuiteId>, title: &str) -> Result<Option<CaseId>> {
        let found = self.all(IN_SUITE_BY_TITLE, p![project, fold(title), suite], |r| Ok((CaseId(r.int(0)?), r.int(1)?)))?;
        // Compared here: for the first by number, SQLite would walk through the numbers of all cases instead of finding the title.
        Ok(found.into_iter().min_by_key(|(_, number)| *number).map(|(case, _)| case))
    }

    /// Tags with the number of living cases of a project that have them, by title.
    pub fn tag_counts(&self, project: ProjectId) -> Result<Vec<(String, i64)>> {
        self.all(
            "SELECT g.title, count(*) FROM case_tags t JOIN tags g ON g.id = t.tag_id JOIN cases c ON c.id = t.case_id \
             WHERE c.project_id = ?1 AND c.deleted_ms IS NULL GROUP BY g.title ORDER BY g.title",
            p![project],
            |r| Ok((r.text(0)?, r.int(1)?)),
        )
    }

    /// True when a project has a case, which may be in the trash.
    pub fn has_cases(&self, project: ProjectId) -> Result<bool> {
        Ok(self.opt("SELECT 1 FROM cases WHERE project_id = ?1 LIMIT 1", p![project], |_| Ok(()))?.is_some())
    }

    /// The living cases of a project with this title, without regard to case: id and number, by number.
    pub fn cases_titled(&self, project: ProjectId, title: &str) -> Result<Vec<(CaseId, i64)>> {
        // Sorted here, see `case_by_title`.
        let mut found = self.all(BY_TITLE, p![project, fold(title.trim())], |r| Ok((CaseId(r.int(0)?), r.int(1)?)))?;
        found.sort_unstable_by_key(|(_, number)| *number);
        Ok(found)
    }

    /// True when two living cases of a project have one title.
    pub fn has_equal_titles(&self, project: ProjectId) -> Result<bool> {
        let twice = self.opt(
            "SELECT 1 FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL GROUP BY title_fold HAVING count(*) > 1 LIMIT 1",
            p![project],
            |r| r.int(0),
        )?;
        Ok(twice.is_some())
    }

    /// Severity of each living case of a project.
    pub fn case_severities(&self, project: ProjectId) -> Result<FxHashMap<CaseId, String>> {
        let mut found = FxHashMap::default();
        self.each("SELECT id, severity FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL", p![project], |r| {
            found.insert(CaseId(r.int(0)?), r.text(1)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The living case of a project with this value of a custom field, if it is the only one.
    pub fn case_by_field(&self, project: ProjectId, field: FieldId, value: &str) -> Result<Option<CaseId>> {
        let found = self.all(BY_FIELD, p![field, value, project], |r| Ok(CaseId(r.int(0)?)))?;
        Ok(if let [only] = found[..] { Some(only) } else { None })
    }

    /// Ids of tags by title.
    pub fn tag_ids<'a>(&self, titles: impl IntoIterator<Item = &'a str>) -> Result<BTreeMap<String, i64>> {
        let titles: Vec<&str> = titles.into_iter().collect();
        let mut found = BTreeMap::new();
        for part in titles.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("title", part.iter().copied());
            self.each(&format!("SELECT title, id FROM tags {}", w.sql()), w.params(), |r| {
                found.insert(r.text(0)?, r.int(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Things that the API shows of cases besides the cases: five queries, which are read together.
    pub fn around_cases(&self, cases: &[Case]) -> Result<AroundCases> {
        let (ids, mut found) = ([Param::json(&cases.iter().map(|c| c.id).collect::<Vec<_>>())], AroundCases::default());
        let of_suites = format!(
            "SELECT s.id, s.number FROM suites s WHERE s.deleted_ms IS NULL AND s.id IN (SELECT c.suite_id FROM cases c WHERE c.id IN {IDS})"
        );
        let of_tags =
            format!("SELECT g.title, g.id FROM tags g WHERE g.id IN (SELECT t.tag_id FROM case_tags t WHERE t.case_id IN {IDS})");
        let of_milestones =
            format!("SELECT c.id, m.number FROM cases c JOIN milestones m ON m.id = c.milestone_id WHERE c.id IN {IDS}");
        let of_authors = format!(
            "SELECT c.id, o.who FROM cases c JOIN operations o ON o.id = {FIRST_OPERATION} WHERE o.who IS NOT NULL AND c.id IN {IDS}"
        );
        self.read_together(vec![
            Query::new(of_suites, &ids, |r| {
                found.suites.insert(SuiteId(r.int(0)?), r.int(1)?);
                Ok(())
            }),
            Query::new(of_tags, &ids, |r| {
                found.tags.insert(r.text(0)?, r.int(1)?);
                Ok(())
            }),
            Query::new(of_milestones, &ids, |r| {
                found.milestones.insert(CaseId(r.int(0)?), r.int(1)?);
                Ok(())
            }),
            Query::new(of_authors, &ids, |r| {
                found.authors.insert(CaseId(r.int(0)?), r.text(1)?);
                Ok(())
            }),
            Query::new(fields::ALL, &[], |r| fields::field(r).map(|field| found.fields.push(field))),
        ])?;
        Ok(found)
    }
}

impl Cases<'_> {
    /// Puts a case into a milestone (row id), or takes it out.
    pub fn set_milestone(&self, id: CaseId, milestone: Option<i64>) -> Result<()> {
        let before = self.tx().opt("SELECT milestone_id FROM cases WHERE id = ?1", p![id], |r| r.opt_int(0))?.flatten();
        self.tx().execute("UPDATE cases SET milestone_id = ?2 WHERE id = ?1", p![id, milestone])?;
        self.tx().record_field(Entity::Case, id.0, "milestone_id", &before.into(), &milestone.into())?;
        self.tx().touch(Aggregate::Cases);
        Ok(())
    }

    /// Sets the given times of creation and last change of an imported case.
    pub fn set_times(&self, id: CaseId, created: Option<Millis>, updated: Option<Millis>) -> Result<()> {
        self.tx().execute(
            "UPDATE cases SET created_ms = coalesce(?2, created_ms), updated_ms = coalesce(?3, updated_ms) WHERE id = ?1",
            p![id, created, updated],
        )?;
        Ok(())
    }

    /// The slugs that cases use in a column, sorted.
    pub fn slugs_in_use(&self, column: CaseColumn) -> Result<Vec<String>> {
        let column: &'static str = column.into();
        self.tx().all(&format!("SELECT DISTINCT {column} FROM cases ORDER BY {column}"), &[], |r| r.text(0))
    }
}
