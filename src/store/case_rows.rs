//! The rows below a case: steps, tags, values of custom fields.

use super::db::Param;
use super::{Result, Tx, case_suites};
use crate::domain::case::{AttachmentRef, Case, CaseContent, Step};
use crate::domain::ids::{CaseId, FieldId};
use crate::p;
use std::collections::HashMap;

/// Reads steps, tags, custom values and further suites into `cases`, which are the rows of `cases c` that match `condition`:
/// four queries, whatever the number of cases.
pub(super) fn load(tx: &Tx<'_>, cases: &mut [Case], condition: &str, params: &[Param<'_>]) -> Result<()> {
    if cases.is_empty() {
        return Ok(());
    }
    let places: HashMap<i64, usize> = cases.iter().enumerate().map(|(i, c)| (c.id.0, i)).collect();
    load_steps(tx, cases, &places, condition, params)?;
    case_suites::load(tx, cases, &places, condition, params)?;
    tx.each(
        &format!(
            "SELECT t.case_id, g.title FROM case_tags t JOIN tags g ON g.id = t.tag_id JOIN cases c ON c.id = t.case_id \
             WHERE {condition} ORDER BY g.title"
        ),
        params,
        |r| {
            if let Some(&i) = places.get(&r.int(0)?) {
                cases[i].content.tags.push(r.text(1)?);
            }
            Ok(())
        },
    )?;
    tx.each(
        &format!(
            "SELECT v.case_id, f.title, v.value FROM case_field_values v JOIN custom_fields f ON f.id = v.field_id \
             JOIN cases c ON c.id = v.case_id WHERE {condition}"
        ),
        params,
        |r| {
            if let Some(&i) = places.get(&r.int(0)?) {
                cases[i].content.custom_fields.insert(r.text(1)?, r.text(2)?);
            }
            Ok(())
        },
    )
}

/// A step as stored, before its nested steps are attached.
struct FlatStep {
    id: i64,
    parent: Option<i64>,
    step: Step,
}

fn load_steps(
    tx: &Tx<'_>,
    cases: &mut [Case],
    places: &HashMap<i64, usize>,
    condition: &str,
    params: &[Param<'_>],
) -> Result<()> {
    let mut flat: HashMap<usize, Vec<FlatStep>> = HashMap::new();
    tx.each(
        &format!(
            "SELECT s.case_id, s.id, s.parent_id, s.action, s.expected, s.data, s.shared, s.attachments \
             FROM case_steps s JOIN cases c ON c.id = s.case_id WHERE {condition} ORDER BY s.case_id, s.position, s.id"
        ),
        params,
        |r| {
            let Some(&i) = places.get(&r.int(0)?) else { return Ok(()) };
            let attachments: Vec<AttachmentRef> = r.opt_json(7)?;
            let step = Step {
                action: r.text(3)?,
                expected: r.opt_text(4)?,
                data: r.opt_text(5)?,
                shared: r.opt_text(6)?,
                attachments,
                steps: Vec::new(),
            };
            flat.entry(i).or_default().push(FlatStep { id: r.int(1)?, parent: r.opt_int(2)?, step });
            Ok(())
        },
    )?;
    for (i, steps) in flat {
        cases[i].content.steps = nest(steps);
    }
    Ok(())
}

/// Puts every step under its parent, keeping the order of siblings.
fn nest(flat: Vec<FlatStep>) -> Vec<Step> {
    let mut children: HashMap<Option<i64>, Vec<(i64, Step)>> = HashMap::new();
    for f in flat {
        children.entry(f.parent).or_default().push((f.id, f.step));
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

/// Writes the rows below new cases. Caches the ids of tags and fields, which repeat from case to case.
pub(super) struct Writer<'t> {
    tx: &'t Tx<'t>,
    tags: HashMap<String, i64>,
    fields: HashMap<String, FieldId>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(tx: &'t Tx<'t>) -> Self {
        Self { tx, tags: HashMap::new(), fields: HashMap::new() }
    }

    pub(super) fn write(&mut self, id: CaseId, content: &CaseContent) -> Result<()> {
        self.steps(id, None, &content.steps)?;
        self.tags(id, content.tags.iter())?;
        self.values(id, content)
    }

    fn steps(&self, case: CaseId, parent: Option<i64>, steps: &[Step]) -> Result<()> {
        for (position, step) in (0_i64..).zip(steps) {
            let attachments = (!step.attachments.is_empty()).then(|| Param::json(&step.attachments));
            let id = self.tx.insert(
                "INSERT INTO case_steps (case_id, parent_id, position, action, expected, data, shared, attachments) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                p![case, parent, position, &step.action, &step.expected, &step.data, &step.shared, attachments],
            )?;
            self.steps(case, Some(id), &step.steps)?;
        }
        Ok(())
    }

    fn tags<'c>(&mut self, case: CaseId, titles: impl Iterator<Item = &'c String>) -> Result<()> {
        for title in titles {
            let tag = match self.tags.get(title) {
                Some(&id) => id,
                None => {
                    let id = self.tx.fields().ensure_tag(title)?;
                    self.tags.insert(title.clone(), id);
                    id
                }
            };
            self.tx.execute(
                "INSERT INTO case_tags (case_id, tag_id) VALUES (?1, ?2) ON CONFLICT (case_id, tag_id) DO NOTHING",
                p![case, tag],
            )?;
        }
        Ok(())
    }

    fn values(&mut self, case: CaseId, content: &CaseContent) -> Result<()> {
        for (title, value) in content.custom_fields.iter().filter(|(_, v)| !v.is_empty()) {
            let field = match self.fields.get(title) {
                Some(&id) => id,
                None => {
                    let id = self.tx.fields().ensure_for_cases(title)?;
                    self.fields.insert(title.clone(), id);
                    id
                }
            };
            self.tx.execute(
                "INSERT INTO case_field_values (case_id, field_id, value) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (case_id, field_id) DO UPDATE SET value = excluded.value",
                p![case, field, value],
            )?;
        }
        Ok(())
    }
}

/// Rewrites the rows below a case that differ between two contents.
pub(super) fn replace(tx: &Tx<'_>, id: CaseId, before: &CaseContent, after: &CaseContent) -> Result<()> {
    let mut writer = Writer::new(tx);
    if before.steps != after.steps {
        tx.execute("DELETE FROM case_steps WHERE case_id = ?1", p![id])?;
        writer.steps(id, None, &after.steps)?;
    }
    if before.tags != after.tags {
        for gone in before.tags.iter().filter(|tag| !after.tags.contains(tag)) {
            let sql = "DELETE FROM case_tags WHERE case_id = ?1 AND tag_id = (SELECT g.id FROM tags g WHERE g.title = ?2)";
            tx.execute(sql, p![id, gone])?;
        }
        writer.tags(id, after.tags.iter().filter(|tag| !before.tags.contains(tag)))?;
    }
    if before.custom_fields != after.custom_fields {
        tx.execute("DELETE FROM case_field_values WHERE case_id = ?1", p![id])?;
        writer.values(id, after)?;
    }
    Ok(())
}
