//! Cases with the rows below them: steps, tags, values of custom fields.

use super::case_columns::{COLUMNS, case};
use super::db::{Param, Query, Row};
use super::{Result, Tx};
use crate::{p, row};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::domain::case::{Case, CaseContent, Step};
use voluptas_core::domain::ids::{CaseId, FieldId, SuiteId};

/// The cases that match a condition on `cases c`, by number, with steps, tags, custom values and further suites: five queries, which
/// are read together, whatever the number of cases.
pub(super) fn read(tx: &Tx<'_>, condition: &str, params: &[Param<'_>]) -> Result<Vec<Case>> {
    let (mut found, mut steps, mut suites, mut tags, mut values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let of_cases = format!("SELECT {COLUMNS} FROM cases c WHERE {condition} ORDER BY c.number");
    let of_steps = format!(
        "SELECT s.case_id, s.id, s.parent_id, s.action, s.expected, s.data, s.shared, s.attachments \
         FROM case_steps s JOIN cases c ON c.id = s.case_id WHERE {condition} ORDER BY s.case_id, s.position, s.id"
    );
    let of_suites =
        format!("SELECT l.case_id, l.suite_id, l.position FROM case_suites l JOIN cases c ON c.id = l.case_id WHERE {condition}");
    let of_tags = format!(
        "SELECT t.case_id, g.title FROM case_tags t JOIN tags g ON g.id = t.tag_id JOIN cases c ON c.id = t.case_id \
         WHERE {condition} ORDER BY g.title"
    );
    let of_values = format!(
        "SELECT v.case_id, v.field_id, f.title, v.value FROM case_field_values v JOIN custom_fields f ON f.id = v.field_id \
         JOIN cases c ON c.id = v.case_id WHERE {condition}"
    );
    tx.read_together(vec![
        Query::new(of_cases, params, |r| case(r).map(|case| found.push(case))),
        Query::new(of_steps, params, |r| FlatStep::read(r).map(|step| steps.push(step))),
        Query::new(of_suites, params, |r| {
            suites.push((r.int(0)?, SuiteId(r.int(1)?), r.int(2)?));
            Ok(())
        }),
        Query::new(of_tags, params, |r| {
            tags.push((r.int(0)?, r.text(1)?));
            Ok(())
        }),
        Query::new(of_values, params, |r| {
            values.push((r.int(0)?, r.int(1)?, r.text(2)?, r.text(3)?));
            Ok(())
        }),
    ])?;
    let places: FxHashMap<i64, usize> = found.iter().enumerate().map(|(i, c): (usize, &Case)| (c.id.0, i)).collect();
    let place = |id: i64| places.get(&id).copied();
    for of_case in steps.chunk_by_mut(|a, b| a.case == b.case) {
        if let Some(i) = of_case.first().and_then(|step| place(step.case)) {
            found[i].content.steps = nest(of_case);
        }
    }
    for (id, suite, position) in suites {
        place(id).map(|i| found[i].further_suites.insert(suite, position));
    }
    for (id, tag) in tags {
        if let Some(i) = place(id) {
            found[i].content.tags.push(tag);
        }
    }
    // Older programs let two fields have one title. The first of them is the one that a write by title reaches.
    values.sort_by_key(|(_, field, ..)| Reverse(*field));
    for (id, _, title, value) in values {
        place(id).map(|i| found[i].content.custom_fields.insert(title, value));
    }
    Ok(found)
}

/// A step as stored, before its nested steps are attached.
struct FlatStep {
    case: i64,
    id: i64,
    parent: Option<i64>,
    step: Step,
}

impl FlatStep {
    fn read(r: &Row<'_>) -> Result<Self> {
        let step = Step {
            action: r.text(3)?,
            expected: r.opt_text(4)?,
            data: r.opt_text(5)?,
            shared: r.opt_text(6)?,
            attachments: r.opt_json(7)?,
            steps: Vec::new(),
        };
        Ok(Self { case: r.int(0)?, id: r.int(1)?, parent: r.opt_int(2)?, step })
    }
}

/// Puts every step under its parent, keeping the order of siblings.
fn nest(flat: &mut [FlatStep]) -> Vec<Step> {
    let mut children: HashMap<Option<i64>, Vec<(i64, Step)>> = HashMap::new();
    for f in flat {
        children.entry(f.parent).or_default().push((f.id, std::mem::take(&mut f.step)));
    }
    fn take(parent: Option<i64>, children: &mut HashMap<Option<i64>, Vec<(i64, Step)>>) -> Vec<Step> {
        let mine = children.remove(&parent).unwrap_or_default();
        mine.into_iter()
            .map(|(id, mut step)| {
                step.steps = take(Some(id), children);
                step
            })
            .collect()
    }
    take(None, &mut children)
}

/// Writes the rows below cases: a fixed number of statements for each level of steps, whatever the number of cases.
pub(super) fn write(tx: &Tx<'_>, cases: &[(CaseId, &CaseContent)]) -> Result<()> {
    write_steps(tx, cases.iter().map(|(id, content)| (*id, content.steps.as_slice())))?;
    write_tags(tx, cases.iter().flat_map(|(id, content)| content.tags.iter().map(|tag| (*id, tag))))?;
    write_values(tx, cases.iter().map(|(id, content)| (*id, content.custom_fields.iter().map(|(t, v)| (t.as_str(), v.as_str())))))
}

fn write_steps<'c>(tx: &Tx<'_>, of_cases: impl Iterator<Item = (CaseId, &'c [Step])>) -> Result<()> {
    let each = |case, parent, steps: &'c [Step]| (0_i64..).zip(steps).map(move |(position, step)| (case, parent, position, step));
    let mut level: Vec<(CaseId, Option<i64>, i64, &Step)> = of_cases.flat_map(|(case, steps)| each(case, None, steps)).collect();
    while !level.is_empty() {
        let rows = level.iter().map(|(case, parent, position, step)| {
            let attachments = (!step.attachments.is_empty()).then(|| Param::json(&step.attachments));
            row![*case, *parent, *position, &step.action, &step.expected, &step.data, &step.shared, attachments]
        });
        let ids = tx.insert_many(
            "INSERT INTO case_steps (case_id, parent_id, position, action, expected, data, shared, attachments) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            rows,
        )?;
        let below = level.iter().zip(ids).flat_map(|((case, _, _, step), id)| each(*case, Some(id), &step.steps));
        level = below.collect();
    }
    Ok(())
}

/// Writes tags that the cases do not have yet.
fn write_tags<'c>(tx: &Tx<'_>, tags: impl Iterator<Item = (CaseId, &'c String)>) -> Result<()> {
    let mut known: HashMap<&str, i64> = HashMap::new();
    let mut rows = BTreeSet::new();
    for (case, title) in tags {
        let tag = match known.get(title.as_str()) {
            Some(&id) => id,
            None => *known.entry(title).or_insert(tx.fields().ensure_tag(title)?),
        };
        rows.insert((case, tag));
    }
    tx.execute_many("INSERT INTO case_tags (case_id, tag_id) VALUES (?1, ?2)", rows.iter().map(|(case, tag)| row![*case, *tag]))
}

/// Writes the values of custom fields of cases that have none. Of several titles of one field the last counts.
fn write_values<'c, V: Iterator<Item = (&'c str, &'c str)>>(tx: &Tx<'_>, cases: impl Iterator<Item = (CaseId, V)>) -> Result<()> {
    let mut known: HashMap<&str, FieldId> = HashMap::new();
    let mut rows = BTreeMap::new();
    for (case, values) in cases {
        for (title, value) in values.filter(|(_, v)| !v.is_empty()) {
            let field = match known.get(title) {
                Some(&id) => id,
                None => *known.entry(title).or_insert(tx.fields().ensure_for_cases(title)?),
            };
            rows.insert((case, field), value);
        }
    }
    tx.execute_many(
        "INSERT INTO case_field_values (case_id, field_id, value) VALUES (?1, ?2, ?3)",
        rows.iter().map(|((case, field), value)| row![*case, *field, *value]),
    )
}

/// Rewrites the rows below a case that differ between two contents.
pub(super) fn replace(tx: &Tx<'_>, id: CaseId, before: &CaseContent, after: &CaseContent) -> Result<()> {
    if before.steps != after.steps {
        tx.execute("DELETE FROM case_steps WHERE case_id = ?1", p![id])?;
        write_steps(tx, std::iter::once((id, after.steps.as_slice())))?;
    }
    if before.tags != after.tags {
        for gone in before.tags.iter().filter(|tag| !after.tags.contains(tag)) {
            let sql = "DELETE FROM case_tags WHERE case_id = ?1 AND tag_id = (SELECT g.id FROM tags g WHERE g.title = ?2)";
            tx.execute(sql, p![id, gone])?;
        }
        write_tags(tx, after.tags.iter().filter(|tag| !before.tags.contains(tag)).map(|tag| (id, tag)))?;
    }
    if before.custom_fields != after.custom_fields {
        // Only what differs: older programs let two fields have one title, and a content names one of them.
        let (old, new) = (&before.custom_fields, &after.custom_fields);
        let changed = || new.iter().filter(|(title, value)| old.get(*title) != Some(value));
        for title in old.keys().filter(|title| !new.contains_key(*title)).chain(changed().map(|(title, _)| title)) {
            let sql = "DELETE FROM case_field_values WHERE case_id = ?1 AND field_id = ?2";
            tx.execute(sql, p![id, tx.fields().ensure_for_cases(title)?])?;
        }
        write_values(tx, std::iter::once((id, changed().map(|(title, value)| (title.as_str(), value.as_str())))))?;
    }
    Ok(())
}
