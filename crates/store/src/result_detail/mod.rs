//! The part of a result that is read for a single result alone: steps, labels, description. One compact value per row.
//!
//! Texts that repeat are ids of `texts`; times are differences to the start of the result.

mod detail;
mod first_form;
mod step_row;

use super::error::Result;
use super::texts::Texts;
use super::{Tx, packed};
pub(super) use detail::{Detail, LabelValue};
use rustc_hash::FxHashSet;
use step_row::{FileRow, StepRow};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::result::{ResultContent, ResultLabel, ResultStep};

/// Number of the form of [`Detail`]. See [`first_form`] for the one before.
const FORM: u8 = 2;

/// The value of a result; `None` for one that has nothing of it, as most results by hand.
pub(super) fn encode(tx: &Tx<'_>, c: &ResultContent) -> Result<Option<Vec<u8>>> {
    if c.steps.is_empty() && c.labels.is_empty() && c.description.is_none() && c.unknown_status.is_none() {
        return Ok(None);
    }
    let base = c.start_ms.unwrap_or(0);
    let label = |l: &ResultLabel| Ok((tx.intern(&l.name)?, label_value(tx, &l.value)?));
    let detail = Detail {
        steps: c.steps.iter().map(|s| step_row(tx, s, base)).collect::<Result<_>>()?,
        labels: c.labels.iter().map(label).collect::<Result<_>>()?,
        description: c.description.clone(),
        unknown_status: c.unknown_status.clone(),
    };
    packed::pack_as(FORM, &detail).map(Some)
}

fn label_value(tx: &Tx<'_>, value: &str) -> Result<LabelValue> {
    match tx.known_text(value) {
        Some(id) => Ok(LabelValue::Kept(id)),
        None if value.len() <= LONGEST_HERE => Ok(LabelValue::Here(value.to_owned())),
        None => tx.intern(value).map(LabelValue::Kept),
    }
}

/// Longest value of a label that may stand in the result itself.
const LONGEST_HERE: usize = 64;

/// Adds the texts of a result that are kept once. Values of labels are kept when a transaction meets them a second time.
pub(super) fn texts_of<'c>(tx: &Tx<'_>, c: &'c ResultContent, found: &mut Vec<&'c str>) {
    fn of_steps<'c>(steps: &'c [ResultStep], found: &mut Vec<&'c str>) {
        for s in steps {
            found.push(&s.action);
            found.extend(s.expected.as_deref());
            found.extend(s.attachments.iter().map(|a| a.mime.as_str()));
            of_steps(&s.steps, found);
        }
    }
    of_steps(&c.steps, found);
    found.extend(c.labels.iter().map(|label| label.name.as_str()));
    let values = c.labels.iter().map(|label| label.value.as_str());
    found.extend(values.filter(|value| value.len() > LONGEST_HERE || tx.meet_text(value)));
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
    const NAME: &str = "steps of a result";
    match packed::unpack_as(FORM, Some(bytes), NAME) {
        Err(_) if bytes.first() != Some(&FORM) => packed::unpack::<first_form::Detail>(Some(bytes), NAME).map(Detail::from),
        read => read,
    }
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
        found.extend(self.labels.iter().flat_map(|(name, value)| [Some(*name), value.id()]).flatten());
    }

    /// Bytes that the texts take in a result, each as often as it is used.
    pub(super) fn kept_bytes(&self, texts: &Texts) -> usize {
        fn of_steps(steps: &[StepRow], texts: &Texts) -> usize {
            let of_step =
                |s: &StepRow| texts.length(s.action) + s.expected.map_or(0, |id| texts.length(id)) + of_steps(&s.steps, texts);
            steps.iter().map(of_step).sum()
        }
        let value = |value: &LabelValue| value.id().map_or(0, |id| texts.length(id));
        of_steps(&self.steps, texts) + self.labels.iter().map(|(name, kept)| texts.length(*name) + value(kept)).sum::<usize>()
    }

    /// Ids of the names of the labels, with the values.
    pub(super) fn into_labels(self) -> Vec<(i64, LabelValue)> {
        self.labels
    }

    /// Fills a result, whose start is known, from the value.
    ///
    /// # Errors
    /// [`super::Error::Corrupt`] when a text is missing.
    pub(super) fn fill(self, texts: &Texts, c: &mut ResultContent) -> Result<()> {
        let base = c.start_ms.unwrap_or(0);
        c.steps = self.steps.into_iter().map(|s| step(s, texts, base)).collect::<Result<_>>()?;
        let label = |(name, value)| {
            let value = match value {
                LabelValue::Kept(id) => texts.get(id)?,
                LabelValue::Here(text) => text,
            };
            Ok(ResultLabel { name: texts.get(name)?, value })
        };
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
