//! Cases as rows of a grid: every column that people sort and filter by, without steps and long texts.
//!
//! A project is read with a fixed number of queries. Words that repeat from row to row (slugs, tags, names) are shared.

use super::cases::Cases;
use super::db::dialect::IDS;
use super::db::{Param, Row};
use super::{Result, Tx};
use crate::p;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use voluptas_core::base::Millis;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::ids::{CaseId, FieldId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::status::ResultStatus;

/// A case as a row of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSummary {
    /// Row id.
    pub id: CaseId,
    /// Number in the project.
    pub number: i64,
    /// Code for people.
    pub code: CaseCode,
    /// Suite of the case; `None` at the root.
    pub suite_id: Option<SuiteId>,
    /// Position among the cases of the suite.
    pub position: i64,
    /// Further suites that are not in the trash, with the position among their cases; by id.
    pub further: Vec<(SuiteId, i64)>,
    pub title: Arc<str>,
    /// Slug of the severity.
    pub severity: Arc<str>,
    /// Slug of the priority.
    pub priority: Arc<str>,
    /// Slug of the type.
    pub kind: Arc<str>,
    /// Slug of the layer.
    pub layer: Arc<str>,
    /// Slug of the behavior.
    pub behavior: Arc<str>,
    /// Slug of the automation.
    pub automation: Arc<str>,
    /// Slug of the status.
    pub status: Arc<str>,
    /// Marked as flaky, by a person or in Qase.
    pub is_flaky: bool,
    /// A test of the case is flaky by its results; see [`voluptas_core::domain::outcome::HistorySummary::is_flaky`].
    pub is_flaky_in_runs: bool,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
    /// State of the review, and true if the content is not the approved one.
    pub review: Option<(ReviewState, bool)>,
    /// Author of the last recorded change; `None` if unknown.
    pub changed_by: Option<Arc<str>>,
    /// People who created or edited the case by hand in an operation that changed no other case.
    pub edited_by: Vec<Arc<str>>,
    /// People responsible for testing the functions that the case covers, by name.
    pub testers: Vec<Arc<str>>,
    /// Tags by title.
    pub tags: Vec<Arc<str>>,
    /// Values of custom fields.
    pub fields: Vec<(FieldId, Arc<str>)>,
    /// Living functions that the case covers.
    pub functions: Vec<FunctionId>,
    /// Row id of the milestone.
    pub milestone: Option<i64>,
    /// Status and time of the last result.
    pub last: Option<(ResultStatus, Millis)>,
}

impl CaseSummary {
    /// Value of a custom field.
    pub fn field(&self, id: FieldId) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == id).map(|(_, value)| &**value)
    }
}

/// Words that repeat, each kept once.
#[derive(Debug, Default)]
struct Words(RefCell<HashSet<Arc<str>>>);

impl Words {
    fn share(&self, word: String) -> Arc<str> {
        let mut words = self.0.borrow_mut();
        if let Some(known) = words.get(word.as_str()) {
            return Arc::clone(known);
        }
        let word: Arc<str> = word.into();
        words.insert(Arc::clone(&word));
        word
    }
}

impl Cases<'_> {
    /// The living cases of a project, in the order of suites' ids and positions.
    pub fn summaries(&self, project: ProjectId) -> Result<Vec<CaseSummary>> {
        let mut rows = summaries(self.tx(), "c.project_id = ?1 AND c.deleted_ms IS NULL", p![project])?;
        let flaky = self.tx().test_history().flaky_cases(project)?;
        if !flaky.is_empty() {
            rows.iter_mut().for_each(|row| row.is_flaky_in_runs = flaky.contains(&row.id));
        }
        Ok(rows)
    }

    /// The living cases among the given ones, without a look at the history of their tests.
    pub fn summaries_of(&self, ids: &[CaseId]) -> Result<Vec<CaseSummary>> {
        summaries(self.tx(), &format!("c.id IN {IDS} AND c.deleted_ms IS NULL"), &[Param::json(ids)])
    }
}

fn summaries(tx: &Tx<'_>, condition: &str, params: &[Param<'_>]) -> Result<Vec<CaseSummary>> {
    let words = Words::default();
    let share = |r: &Row<'_>, at: usize| share(&words, r, at);
    let sql = format!(
        "SELECT c.id, c.number, c.suite_id, c.position, c.title, c.severity, c.priority, c.kind, c.layer, c.behavior, c.automation, \
         c.status, c.is_flaky, c.created_ms, c.updated_ms, l.status, l.latest_ms, c.review, c.review_ms, c.milestone_id, c.project_id FROM cases c \
         LEFT JOIN case_last_results l ON l.case_id = c.id WHERE {condition} ORDER BY c.suite_id NULLS FIRST, c.position, c.number"
    );
    let codes = tx.codes_where(condition, params)?;
    let mut rows = tx.all(&sql, params, |r| {
        let (id, number) = (CaseId(r.int(0)?), r.int(1)?);
        let last = match (r.opt_text(15)?, r.opt_int(16)?) {
            (Some(status), Some(at)) => Some((ResultStatus::parse(&status), at)),
            _ => None,
        };
        Ok(CaseSummary {
            id,
            number,
            code: codes.of(id, ProjectId(r.int(20)?), number),
            suite_id: r.opt_int(2)?.map(SuiteId),
            position: r.int(3)?,
            further: Vec::new(),
            title: r.text(4)?.into(),
            severity: share(r, 5)?,
            priority: share(r, 6)?,
            kind: share(r, 7)?,
            layer: share(r, 8)?,
            behavior: share(r, 9)?,
            automation: share(r, 10)?,
            status: share(r, 11)?,
            is_flaky: r.bool(12)?,
            is_flaky_in_runs: false,
            created_ms: r.int(13)?,
            updated_ms: r.int(14)?,
            review: match (r.opt_text(17)?.and_then(|word| word.parse().ok()), r.opt_int(18)?) {
                (Some(state), at) => {
                    Some((state, state == ReviewState::Approved && at.is_some_and(|at| r.int(14).is_ok_and(|u| u > at))))
                }
                _ => None,
            },
            changed_by: None,
            edited_by: Vec::new(),
            testers: Vec::new(),
            tags: Vec::new(),
            fields: Vec::new(),
            functions: Vec::new(),
            milestone: r.opt_int(19)?,
            last,
        })
    })?;
    let outdated: Vec<CaseId> =
        rows.iter().filter(|row| row.review.is_some_and(|(_, is_outdated)| is_outdated)).map(|row| row.id).collect();
    let standing = tx.reviews().standing(&outdated)?;
    if !standing.is_empty() {
        for row in rows.iter_mut().filter(|row| standing.contains(&row.id)) {
            row.review = row.review.map(|(state, _)| (state, false));
        }
    }
    let places: HashMap<i64, usize> = rows.iter().enumerate().map(|(i, row)| (row.id.0, i)).collect();
    let sql = format!(
        "SELECT t.case_id, g.title FROM cases c JOIN case_tags t ON t.case_id = c.id JOIN tags g ON g.id = t.tag_id \
         WHERE {condition} ORDER BY g.title"
    );
    tx.each(&sql, params, |r| {
        if let Some(&at) = places.get(&r.int(0)?) {
            rows[at].tags.push(share(r, 1)?);
        }
        Ok(())
    })?;
    let sql = format!(
        "SELECT v.case_id, v.field_id, v.value FROM cases c JOIN case_field_values v ON v.case_id = c.id WHERE {condition} \
         ORDER BY v.field_id"
    );
    tx.each(&sql, params, |r| {
        if let Some(&at) = places.get(&r.int(0)?) {
            rows[at].fields.push((FieldId(r.int(1)?), share(r, 2)?));
        }
        Ok(())
    })?;
    let sql = format!(
        "SELECT m.case_id, m.function_id FROM cases c JOIN function_cases m ON m.case_id = c.id \
         JOIN functions f ON f.id = m.function_id AND f.deleted_ms IS NULL WHERE {condition} ORDER BY m.function_id"
    );
    tx.each(&sql, params, |r| {
        if let Some(&at) = places.get(&r.int(0)?) {
            rows[at].functions.push(FunctionId(r.int(1)?));
        }
        Ok(())
    })?;
    let sql = format!(
        "SELECT DISTINCT m.case_id, p.name FROM cases c JOIN function_cases m ON m.case_id = c.id \
         JOIN functions f ON f.id = m.function_id AND f.deleted_ms IS NULL \
         JOIN function_people r ON r.function_id = f.id AND r.role = 'qa' JOIN people p ON p.id = r.person_id \
         WHERE {condition} ORDER BY p.name"
    );
    tx.each(&sql, params, |r| {
        if let Some(&at) = places.get(&r.int(0)?) {
            rows[at].testers.push(share(r, 1)?);
        }
        Ok(())
    })?;
    let sql = format!(
        "SELECT l.case_id, l.suite_id, l.position FROM cases c JOIN case_suites l ON l.case_id = c.id \
         JOIN suites s ON s.id = l.suite_id AND s.deleted_ms IS NULL WHERE {condition} ORDER BY l.suite_id"
    );
    tx.each(&sql, params, |r| {
        if let Some(&at) = places.get(&r.int(0)?) {
            rows[at].further.push((SuiteId(r.int(1)?), r.int(2)?));
        }
        Ok(())
    })?;
    authors(tx, &mut rows, &places, &words, condition, params)?;
    for (case, last) in tx.rollup().due()? {
        if let Some(&at) = places.get(&case.0) {
            rows[at].last = Some((last.status, last.latest_ms));
        }
    }
    Ok(rows)
}

/// Operations that are no edits of a case by hand: an import of a file of one case, and a place among the siblings.
const NO_EDITS: &str = "'import_case_file', 'import_functions', 'place_cases'";

/// Puts the authors of recorded changes into each row: of the last one, and of edits by hand.
fn authors(
    tx: &Tx<'_>,
    rows: &mut [CaseSummary],
    places: &HashMap<i64, usize>,
    words: &Words,
    condition: &str,
    params: &[Param<'_>],
) -> Result<()> {
    let mut latest: HashMap<i64, i64> = HashMap::new();
    // The case of each operation; `None` for several cases.
    let mut case_of: HashMap<i64, Option<i64>> = HashMap::new();
    let sql = format!(
        "SELECT h.entity_id, h.operation_id FROM cases c JOIN changes h ON h.entity = 'case' AND h.entity_id = c.id \
         WHERE {condition}"
    );
    tx.each(&sql, params, |r| {
        let (case, operation) = (r.int(0)?, r.int(1)?);
        let last = latest.entry(case).or_insert(operation);
        *last = operation.max(*last);
        let only = case_of.entry(operation).or_insert(Some(case));
        *only = only.filter(|other| *other == case);
        Ok(())
    })?;
    let operations: HashSet<i64> = latest.values().copied().collect();
    let mut names: HashMap<i64, Arc<str>> = HashMap::new();
    tx.each(&format!("SELECT id, who FROM operations WHERE id IN {IDS}"), &[Param::json(&operations)], |r| {
        if let Some(who) = r.opt_text(1)? {
            names.insert(r.int(0)?, words.share(who));
        }
        Ok(())
    })?;
    for (case, operation) in latest {
        if let Some(&at) = places.get(&case) {
            rows[at].changed_by = names.get(&operation).cloned();
        }
    }
    // Cases that are not among the rows count too: an edit of a shown case and of one in the trash is an edit of several.
    let single: Vec<i64> = case_of.iter().filter(|(_, only)| only.is_some()).map(|(operation, _)| *operation).collect();
    let sql = format!(
        "SELECT o.id, o.who FROM operations o WHERE o.id IN {IDS} AND o.who IS NOT NULL AND o.source IN ('window', 'cli') \
         AND o.name NOT IN ({NO_EDITS}) AND (SELECT min(h.entity_id) = max(h.entity_id) FROM changes h \
         WHERE h.operation_id = o.id AND h.entity = 'case')"
    );
    tx.each(&sql, &[Param::json(&single)], |r| {
        let case = case_of.get(&r.int(0)?).copied().flatten();
        if let Some(&at) = case.and_then(|case| places.get(&case)) {
            let who = share(words, r, 1)?;
            if !rows[at].edited_by.contains(&who) {
                rows[at].edited_by.push(who);
            }
        }
        Ok(())
    })
}

fn share(words: &Words, row: &Row<'_>, at: usize) -> Result<Arc<str>> {
    Ok(words.share(row.text(at)?))
}
