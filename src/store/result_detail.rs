//! The part of a result that is read for a single result alone: steps, labels, description. One compact value per row.
//!
//! Texts that repeat are ids of `texts`; times are
//! differences to the start of the result.

use super::error::Result;
use super::texts::Texts;
use super::{Tx, packed};
use crate::base::Millis;
use crate::domain::case::AttachmentRef;
use crate::domain::result::{ResultContent, ResultLabel, ResultStep, StepPart};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Detail {
    steps: Vec<StepRow>,
    labels: Vec<(i64, i64)>,
    description: Option<String>,
    unknown_status: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StepRow {
    action: i64,
    part: StepPart,
    expected: Option<i64>,
    data: Option<String>,
    status: packed::Status,
    comment: Option<String>,
    /// After the start of the result.
    start: Option<i64>,
    took: Option<i64>,
    /// After the sum of start and duration: nearly always 0.
    end: Option<i64>,
    files: Vec<FileRow>,
    steps: Vec<StepRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct FileRow {
    hash: Option<String>,
    filename: String,
    mime: i64,
    size: i64,
    url: Option<String>,
}

/// The value of a result; `None` for one that has nothing of it, as most results by hand.
pub(super) fn encode(tx: &Tx<'_>, c: &ResultContent) -> Result<Option<Vec<u8>>> {
    if c.steps.is_empty() && c.labels.is_empty() && c.description.is_none() && c.unknown_status.is_none() {
        return Ok(None);
    }
    let base = c.start_ms.unwrap_or(0);
    let label = |l: &ResultLabel| Ok((tx.intern(&l.name)?, tx.intern(&l.value)?));
    let detail = Detail {
        steps: c.steps.iter().map(|s| step_row(tx, s, base)).collect::<Result<_>>()?,
        labels: c.labels.iter().map(label).collect::<Result<_>>()?,
        description: c.description.clone(),
        unknown_status: c.unknown_status.clone(),
    };
    packed::pack(&detail).map(Some)
}

/// Adds the texts of a result that are kept once.
pub(super) fn texts_of<'c>(c: &'c ResultContent, found: &mut Vec<&'c str>) {
    fn of_steps<'c>(steps: &'c [ResultStep], found: &mut Vec<&'c str>) {
        for s in steps {
            found.push(&s.action);
            found.extend(s.expected.as_deref());
            found.extend(s.attachments.iter().map(|a| a.mime.as_str()));
            of_steps(&s.steps, found);
        }
    }
    of_steps(&c.steps, found);
    found.extend(c.labels.iter().flat_map(|label| [label.name.as_str(), label.value.as_str()]));
}

fn step_row(tx: &Tx<'_>, s: &ResultStep, base: Millis) -> Result<StepRow> {
    let expected_end = s.start_ms.unwrap_or(base).saturating_add(s.duration_ms.unwrap_or(0));
    Ok(StepRow {
        action: tx.intern(&s.action)?,
        part: s.part,
        expected: s.expected.as_deref().map(|text| tx.intern(text)).transpose()?,
        data: s.data.clone(),
        status: packed::Status::new(&s.status, false),
        comment: s.comment.clone(),
        start: s.start_ms.map(|at| at.wrapping_sub(base)),
        took: s.duration_ms,
        end: s.end_ms.map(|at| at.wrapping_sub(expected_end)),
        files: s.attachments.iter().map(|a| file_row(tx, a)).collect::<Result<_>>()?,
        steps: s.steps.iter().map(|s| step_row(tx, s, base)).collect::<Result<_>>()?,
    })
}

fn file_row(tx: &Tx<'_>, a: &AttachmentRef) -> Result<FileRow> {
    Ok(FileRow {
        hash: a.hash.clone(),
        filename: a.filename.clone(),
        mime: tx.intern(&a.mime)?,
        size: a.size,
        url: a.url.clone(),
    })
}

/// Reads a value of [`encode`].
///
/// # Errors
/// [`super::Error::Corrupt`] for a value of another form.
pub(super) fn decode(bytes: &[u8]) -> Result<Detail> {
    packed::unpack(Some(bytes), "steps of a result")
}

impl Detail {
    /// Adds the ids of the texts that are used.
    pub(super) fn texts(&self, found: &mut FxHashSet<i64>) {
        fn of_steps(steps: &[StepRow], found: &mut FxHashSet<i64>) {
            for s in steps {
                found.insert(s.action);
                found.extend(s.expected);
                found.extend(s.files.iter().map(|f| f.mime));
                of_steps(&s.steps, found);
            }
        }
        of_steps(&self.steps, found);
        found.extend(self.labels.iter().flat_map(|(name, value)| [*name, *value]));
    }

    /// Ids of the names and values of the labels.
    pub(super) fn into_labels(self) -> Vec<(i64, i64)> {
        self.labels
    }

    /// Fills a result, whose start is known, from the value.
    ///
    /// # Errors
    /// [`super::Error::Corrupt`] when a text is missing.
    pub(super) fn fill(self, texts: &Texts, c: &mut ResultContent) -> Result<()> {
        let base = c.start_ms.unwrap_or(0);
        c.steps = self.steps.into_iter().map(|s| step(s, texts, base)).collect::<Result<_>>()?;
        let label = |(name, value)| Ok(ResultLabel { name: texts.get(name)?, value: texts.get(value)? });
        c.labels = self.labels.into_iter().map(label).collect::<Result<_>>()?;
        c.description = self.description;
        c.unknown_status = self.unknown_status;
        Ok(())
    }
}

fn step(s: StepRow, texts: &Texts, base: Millis) -> Result<ResultStep> {
    let start_ms = s.start.map(|after| base.wrapping_add(after));
    let expected_end = start_ms.unwrap_or(base).saturating_add(s.took.unwrap_or(0));
    Ok(ResultStep {
        action: texts.get(s.action)?,
        part: s.part,
        expected: s.expected.map(|id| texts.get(id)).transpose()?,
        data: s.data,
        status: s.status.open().0,
        comment: s.comment,
        start_ms,
        end_ms: s.end.map(|after| expected_end.wrapping_add(after)),
        duration_ms: s.took,
        attachments: s.files.into_iter().map(|f| file(f, texts)).collect::<Result<_>>()?,
        steps: s.steps.into_iter().map(|s| step(s, texts, base)).collect::<Result<_>>()?,
    })
}

fn file(f: FileRow, texts: &Texts) -> Result<AttachmentRef> {
    Ok(AttachmentRef { hash: f.hash, filename: f.filename, mime: texts.get(f.mime)?, size: f.size, url: f.url })
}
