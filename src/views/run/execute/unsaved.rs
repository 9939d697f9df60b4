//! The words of a write that failed for good: the run was closed or deleted meanwhile. The person can copy them.

use super::session::flatten;
use crate::model::result_work::ResultWork;
use crate::model::words;
use crate::user_error::UserError;
use voluptas_i18n::Tr;

/// Failures that no later write of the same result overcomes: a closed run, and a run or case that is gone.
const FINAL: [&str; 3] = ["manual-run-is-closed", "store-error-not-found", "store-error-missing-parent"];

/// True for a failure after which the typed input cannot be stored any more.
pub(super) fn is_final(error: &UserError) -> bool {
    FINAL.contains(&error.message.key.as_ref())
}

/// The content of a failed write by lines: status, comment, steps, defects and files that the stored result does not have. `None`
/// when nothing of it is a person's.
pub(super) fn words_of(work: &ResultWork, tr: Tr) -> Option<String> {
    let (new, old) = (&work.content, work.known.as_ref().map(|known| &known.content));
    let mut lines = Vec::new();
    if work.sets_status {
        lines.push(format!("{}: {}", tr.text("gui-field-status"), words::status_name(tr, Some(&new.status))));
    }
    if let Some(comment) = new.comment.as_ref().filter(|_| old.is_none_or(|old| old.comment != new.comment)) {
        lines.push(format!("{}: {comment}", tr.text("manual-run-comment")));
    }
    let (mut steps, mut known) = (Vec::new(), Vec::new());
    flatten(&new.steps, 0, &mut steps);
    flatten(old.map_or(&[], |old| old.steps.as_slice()), 0, &mut known);
    for (at, (_, step)) in steps.iter().enumerate() {
        let was = known.get(at).map(|(_, step)| *step);
        let is_new = was.map_or(step.comment.is_some() || step.status.is_executed(), |was| {
            was.comment != step.comment || was.status != step.status || was.attachments != step.attachments
        });
        if is_new {
            let name = tr.fmt("manual-run-step", &[("n", i64::try_from(at + 1).unwrap_or(i64::MAX).into())]);
            let words = [Some(words::status_name(tr, Some(&step.status)).into_owned()), step.comment.clone()];
            lines.push(format!("{name}: {}", words.into_iter().flatten().collect::<Vec<_>>().join(". ")));
        }
    }
    for link in new.links.iter().filter(|link| old.is_none_or(|old| !old.links.contains(link))) {
        lines.push(format!("{}: {}", tr.text("manual-run-defect"), if link.url.is_empty() { &link.name } else { &link.url }));
    }
    for file in new.attachments.iter().filter(|file| old.is_none_or(|old| !old.attachments.contains(file))) {
        lines.push(format!("{}: {}", tr.text("gui-case-attachments"), file.filename));
    }
    (!lines.is_empty()).then(|| format!("{}\n{}", new.title, lines.join("\n")))
}
