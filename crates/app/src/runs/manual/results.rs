//! Stores the input of a person who executes a run.

use super::target::Target;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::result::{ResultContent, ResultLink, ResultStep};
use voluptas_core::domain::run::RunState;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::{Op, Result, Store, Tx, Written};

/// A result as the writer last read or wrote it. A write changes the fields that the writer changed since, and keeps fields that
/// somebody else changed.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownResult {
    /// The result.
    pub id: ResultId,
    /// Content of the result when it was read or written last.
    pub content: ResultContent,
}

/// Stores the present content of a result whose status stays: its comment, steps, files, links and duration. Creates the result, in
/// progress, when none is `known`. Undo takes statuses back, not letters: it passes over this write unless a step got another status,
/// and the words that came with that status are a write of their own.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a new result, or another status of a step, of a run that takes none any more.
pub fn keep(store: &Store, target: &Target, known: Option<&KnownResult>, content: &ResultContent) -> Result<ResultId> {
    let writer = Writer { store, target, only_unchanged: false };
    writer.keep(known, content)?.ok_or_else(unmet)
}

/// Gives a result its status, as an edit that undo takes back, and gives the operation of that edit. The status "in progress" takes an
/// earlier one back. Creates the result when none is `known`. Words and statuses of steps that are not stored yet go before it, by
/// [`keep`], so that undo takes the status alone.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a run that takes no results any more.
pub fn write_status(
    store: &Store,
    target: &Target,
    known: Option<&KnownResult>,
    content: &ResultContent,
) -> Result<Written<ResultId>> {
    let writer = Writer { store, target, only_unchanged: false };
    writer.write_status(known, content)?.ok_or_else(unmet)
}

/// Does what [`keep`] does, or [`write_status`] where `sets_status`, unless somebody else gave the item a result or another
/// status since `known` was read: then writes nothing and returns `None`. Of two simultaneous verdicts, also on two servers, one
/// is stored.
///
/// # Errors
/// Those of [`keep`] and [`write_status`].
pub fn replace(
    store: &Store,
    target: &Target,
    known: Option<&KnownResult>,
    content: &ResultContent,
    sets_status: bool,
) -> Result<Option<ResultId>> {
    let writer = Writer { store, target, only_unchanged: true };
    if !sets_status {
        return writer.keep(known, content);
    }
    Ok(writer.write_status(known, content)?.map(|written| written.value))
}

/// The error of a write without a condition that was refused by one.
fn unmet() -> voluptas_store::Error {
    voluptas_store::Error::Corrupt("a write without a condition was refused".to_owned())
}

/// Writes of one item. Each returns `None` when it requires an unchanged item and somebody else has changed it.
struct Writer<'a> {
    store: &'a Store,
    target: &'a Target,
    /// Writes only over the state that the writer knows.
    only_unchanged: bool,
}

impl Writer<'_> {
    fn keep(&self, known: Option<&KnownResult>, content: &ResultContent) -> Result<Option<ResultId>> {
        let base = steps_of(known);
        if same_statuses(base, &content.steps) {
            return self.keep_words(known, content, false);
        }
        let words = ResultContent { steps: with_statuses_of(base, &content.steps), ..content.clone() };
        let Some(kept) = self.kept_words(known, &words)? else { return Ok(None) };
        let written = self.store.write(Op::edit("set_step"), |tx| {
            need_active(tx, self.target.run)?;
            self.put(tx, kept.as_ref().or(known), content, false)
        });
        written.map(|w| w.value)
    }

    fn write_status(&self, known: Option<&KnownResult>, content: &ResultContent) -> Result<Option<Written<ResultId>>> {
        self.store.read(|tx| need_active(tx, self.target.run))?;
        let before = ResultContent { status: ResultStatus::InProgress, ..content.clone() };
        let kept = if same_statuses(steps_of(known), &content.steps) {
            match self.kept_words(known, &before)? {
                Some(kept) => kept,
                None => return Ok(None),
            }
        } else {
            match self.keep(known, &before)? {
                Some(id) => Some(KnownResult { id, content: ResultContent { status: status_of(known), ..before } }),
                None => return Ok(None),
            }
        };
        let label = Message::new("history-set-result").with("title", &content.title).with("status", content.status.slug());
        let written = self.store.write(Op::edit("set_result").labelled(label), |tx| {
            need_active(tx, self.target.run)?;
            let mut content = content.clone();
            content.end_ms = (content.status != ResultStatus::InProgress).then(|| tx.now());
            self.put(tx, kept.as_ref().or(known), &content, true)
        })?;
        let Written { value, changed, operation } = written;
        Ok(value.map(|value| Written { value, changed, operation }))
    }

    fn keep_words(&self, known: Option<&KnownResult>, content: &ResultContent, needs_active: bool) -> Result<Option<ResultId>> {
        let written = self.store.write(Op::bulk("keep_result"), |tx| {
            if needs_active {
                need_active(tx, self.target.run)?;
            }
            self.put(tx, known, content, false)
        });
        written.map(|w| w.value)
    }

    /// Stores what was typed or attached, before the edit that comes with it, in a run that takes that edit. The inner `None`: there was
    /// nothing of the kind.
    fn kept_words(&self, known: Option<&KnownResult>, content: &ResultContent) -> Result<Option<Option<KnownResult>>> {
        let none = ResultContent::default();
        let base = known.map_or(&none, |known| &known.content);
        let comment = |of: &ResultContent| of.comment.clone().filter(|text| !text.trim().is_empty());
        let is_same = comment(base) == comment(content)
            && base.attachments == content.attachments
            && base.links == content.links
            && same_words(&base.steps, &content.steps);
        if is_same {
            return Ok(Some(None));
        }
        let id = self.keep_words(known, content, true)?;
        let content = ResultContent { status: status_of(known), ..content.clone() };
        Ok(id.map(|id| Some(KnownResult { id, content })))
    }

    /// Writes the content over the stored one, or as a new result.
    fn put(
        &self,
        tx: &Tx<'_>,
        known: Option<&KnownResult>,
        content: &ResultContent,
        sets_status: bool,
    ) -> Result<Option<ResultId>> {
        if self.only_unchanged && !self.is_unchanged(tx, known)? {
            return Ok(None);
        }
        put(tx, self.target, known, content, sets_status).map(Some)
    }

    /// True when the item has the result that the writer knows, with its status, or still none.
    fn is_unchanged(&self, tx: &Tx<'_>, known: Option<&KnownResult>) -> Result<bool> {
        let results = tx.runs().current_results_of(self.target.run, self.target.case)?;
        let current = results.into_iter().find(|result| result.params == self.target.params);
        Ok(match (known, current) {
            (None, None) => true,
            (Some(known), Some(current)) => known.id == current.id && known.content.status == current.status,
            _ => false,
        })
    }
}

/// The status that stands there after words were kept, which change none.
fn status_of(known: Option<&KnownResult>) -> ResultStatus {
    known.map_or(ResultStatus::InProgress, |known| known.content.status.clone())
}

fn steps_of(known: Option<&KnownResult>) -> &[ResultStep] {
    known.map_or(&[], |known| &known.content.steps)
}

/// The steps, with the statuses of the steps in `others` at the same places; untested where `others` has no step.
fn with_statuses_of(others: &[ResultStep], steps: &[ResultStep]) -> Vec<ResultStep> {
    let one = |(at, step): (usize, &ResultStep)| {
        let other = others.get(at);
        ResultStep {
            status: other.map_or(ResultStatus::Untested, |other| other.status.clone()),
            steps: with_statuses_of(other.map_or(&[], |other| &other.steps), &step.steps),
            ..step.clone()
        }
    };
    steps.iter().enumerate().map(one).collect()
}

/// True when both lists have the same comments and files at each step. A missing step has none.
fn same_words(a: &[ResultStep], b: &[ResultStep]) -> bool {
    let blank = ResultStep::default();
    (0..a.len().max(b.len())).all(|at| {
        let [a, b] = [a, b].map(|side| side.get(at).unwrap_or(&blank));
        a.comment == b.comment && a.attachments == b.attachments && same_words(&a.steps, &b.steps)
    })
}

/// True when both lists give each step the same status. A missing step counts as untested.
fn same_statuses(a: &[ResultStep], b: &[ResultStep]) -> bool {
    (0..a.len().max(b.len())).all(|at| {
        let status = |side: &[ResultStep]| side.get(at).map_or(ResultStatus::Untested, |step| step.status.clone());
        let inner = |side| <[ResultStep]>::get(side, at).map_or(&[][..], |step| step.steps.as_slice());
        status(a) == status(b) && same_statuses(inner(a), inner(b))
    })
}

/// The steps without statuses.
fn untested(steps: &[ResultStep]) -> Vec<ResultStep> {
    let blank = |step: &ResultStep| ResultStep { status: ResultStatus::Untested, steps: untested(&step.steps), ..step.clone() };
    steps.iter().map(blank).collect()
}

fn need_active(tx: &Tx<'_>, run: RunId) -> Result<()> {
    match tx.runs().get(run)?.state {
        RunState::Active => Ok(()),
        RunState::Complete | RunState::Aborted => Err(Invalid::new("run", Message::new("manual-run-is-closed")).into()),
    }
}

fn put(
    tx: &Tx<'_>,
    target: &Target,
    known: Option<&KnownResult>,
    content: &ResultContent,
    sets_status: bool,
) -> Result<ResultId> {
    let mut content = content.clone();
    // Undo of the creation moves a result to the trash: what was typed since begins a new one.
    let stored = known.and_then(|known| Some((known, tx.results().get(known.id).ok()?.content)));
    match &stored {
        Some((known, stored)) => merge(&mut content, &known.content, stored, sets_status),
        None => need_active(tx, target.run)?,
    }
    content.case_id = Some(target.case);
    content.params.clone_from(&target.params);
    content.comment = content.comment.filter(|text| !text.trim().is_empty());
    content.is_defect = content.links.iter().any(|link| link.kind == ISSUE);
    if content.author.is_none() {
        content.author = tx.author().and_then(|author| author.who.clone());
    }
    match stored {
        Some((known, _)) => tx.results().update(known.id, &content).map(|()| known.id),
        // The creation is recorded without values: a status of a step is a change after it, which undo can take back alone.
        None if !sets_status && !same_statuses(&[], &content.steps) => {
            let blank = ResultContent { steps: untested(&content.steps), ..content.clone() };
            let id = tx.results().add(target.run, &blank)?.id;
            tx.results().update(id, &content).map(|()| id)
        }
        None => tx.results().add(target.run, &content).map(|stored| stored.id),
    }
}

/// Puts what another program stored meanwhile into the content of a writer: fields that the writer left as they were, and the
/// status, which only a write that sets it changes.
fn merge(content: &mut ResultContent, base: &ResultContent, stored: &ResultContent, sets_status: bool) {
    content.external_id.clone_from(&stored.external_id);
    if !sets_status {
        content.status.clone_from(&stored.status);
        content.end_ms = stored.end_ms;
    }
    content.comment = both_texts(base.comment.as_deref(), content.comment.as_deref(), stored.comment.as_deref());
    merge_steps(&mut content.steps, &base.steps, &stored.steps);
    content.attachments = both_lists(&base.attachments, &content.attachments, &stored.attachments);
    content.links = both_lists(&base.links, &content.links, &stored.links);
}

/// Merges the stored steps into the steps of a writer, step by step. If the steps of the case have changed, the writer's steps
/// win.
fn merge_steps(steps: &mut Vec<ResultStep>, base: &[ResultStep], stored: &[ResultStep]) {
    if steps == base {
        *steps = stored.to_vec();
        return;
    }
    if steps.len() != stored.len() || base.len() != stored.len() {
        return;
    }
    for ((step, base), stored) in steps.iter_mut().zip(base).zip(stored) {
        if step.status == base.status {
            step.status.clone_from(&stored.status);
            step.duration_ms = stored.duration_ms;
        }
        step.comment = both_texts(base.comment.as_deref(), step.comment.as_deref(), stored.comment.as_deref());
        step.attachments = both_lists(&base.attachments, &step.attachments, &stored.attachments);
        merge_steps(&mut step.steps, &base.steps, &stored.steps);
    }
}

/// A text that two windows wrote at once, from the text that both began with: neither loses a word. The words of the writer follow those
/// that were stored meanwhile, except where these only added to the writer's own.
fn both_texts(base: Option<&str>, mine: Option<&str>, stored: Option<&str>) -> Option<String> {
    let [base, mine, stored] = [base, mine, stored].map(|text| text.unwrap_or_default());
    let both = if mine == base || mine == stored {
        stored.to_owned()
    } else if stored == base || stored.is_empty() {
        mine.to_owned()
    } else if let (false, Some(before)) = (base.is_empty(), stored.strip_suffix(base)) {
        format!("{before}{mine}")
    } else if let (false, Some(behind)) = (base.is_empty(), stored.strip_prefix(base)) {
        format!("{mine}{behind}")
    } else if mine.is_empty() || stored.contains(mine) {
        stored.to_owned()
    } else {
        format!("{stored}\n\n{mine}")
    };
    Some(both).filter(|text| !text.is_empty())
}

/// Merges a list that two windows changed: the stored list, without the items that the writer removed and with those that the
/// writer added.
fn both_lists<T: PartialEq + Clone>(base: &[T], mine: &[T], stored: &[T]) -> Vec<T> {
    let kept = stored.iter().filter(|one| mine.contains(one) || !base.contains(one));
    let added = mine.iter().filter(|one| !base.contains(one) && !stored.contains(one));
    kept.chain(added).cloned().collect()
}

/// Kind of a link to a defect.
pub const ISSUE: &str = "issue";

/// The link to a defect that a person typed: the address of a page, or the key of an issue. `None` for a blank text.
pub fn defect_link(text: &str) -> Option<ResultLink> {
    let text = text.trim();
    let is_page = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    let name = if is_page { text.trim_end_matches('/').rsplit('/').next().unwrap_or(text) } else { text };
    let url = if is_page { text } else { "" };
    (!text.is_empty()).then(|| ResultLink { kind: ISSUE.to_owned(), name: name.to_owned(), url: url.to_owned() })
}
