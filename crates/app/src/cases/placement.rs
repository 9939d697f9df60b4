//! The place of cases and suites in the tree of suites, and the whole content of a case: each edit is one named write, so that undo
//! takes it back as a whole.

use voluptas_core::domain::Message;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_store::{Op, Result, Store};

/// Replaces the content of a case.
pub fn save_case(store: &Store, id: CaseId, content: &CaseContent) -> Result<()> {
    let mut content = content.clone();
    content.normalise();
    let label = Message::new("history-edit-case").with("title", &content.title);
    store.write(Op::edit("edit_case").labelled(label), |tx| tx.cases().update(id, &content)).map(drop)
}

/// Puts a case into a suite, or to the root.
pub fn move_case(store: &Store, id: CaseId, suite: Option<SuiteId>) -> Result<()> {
    store.write(Op::edit("move_case"), |tx| tx.cases().move_to(id, suite)).map(drop)
}

/// Moves suites and cases into a suite, or to the root. Returns the number of moved items.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a suite that would be inside itself; nothing is moved then.
pub fn move_into_suite(store: &Store, suites: &[SuiteId], cases: &[CaseId], target: Option<SuiteId>) -> Result<usize> {
    let name = if suites.is_empty() { "history-move-cases" } else { "history-move-suites" };
    let count = suites.len() + cases.len();
    store
        .write(Op::edit("move_into_suite").labelled(Message::new(name).count("count", count)), |tx| {
            tx.suites().need_living(target)?;
            for id in suites {
                tx.suites().move_to(*id, target)?;
            }
            for id in cases {
                tx.cases().move_to(*id, target)?;
            }
            Ok(count)
        })
        .map(|w| w.value)
}

/// Moves suites into a suite or to the root, before one of its suites or to the end. Returns the number of suites that changed
/// place.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a suite that would be inside itself; nothing is moved then.
pub fn place_suites(store: &Store, ids: &[SuiteId], parent: Option<SuiteId>, before: Option<SuiteId>) -> Result<usize> {
    let label = Message::new("history-move-suites").count("count", ids.len());
    let written = store.write(Op::edit("place_suites").labelled(label), |tx| {
        tx.suites().need_living(parent)?;
        // Somebody may have moved one of them to the trash while it was dragged.
        ids.iter().try_for_each(|id| tx.suites().need_living(Some(*id)))?;
        tx.suites().place(ids, parent, before)
    });
    written.map(|w| w.value)
}

/// Moves cases into a suite or to the root, before one of its cases or to the end. Returns the number of cases that changed
/// place.
///
/// # Errors
/// An error of the store; nothing is moved then.
pub fn place_cases(store: &Store, ids: &[CaseId], suite: Option<SuiteId>, before: Option<CaseId>) -> Result<usize> {
    let label = Message::new("history-move-cases").count("count", ids.len());
    let written = store.write(Op::edit("place_cases").labelled(label), |tx| {
        tx.suites().need_living(suite)?;
        tx.cases().place(ids, suite, before)
    });
    written.map(|w| w.value)
}

/// Key of the words for [`link_into_suite`]: links within one suite are only arranged.
pub fn link_label(links: &[(CaseId, Option<SuiteId>)], suite: SuiteId) -> &'static str {
    if links.iter().all(|(_, from)| *from == Some(suite)) { "history-move-cases" } else { "history-show-in-suite" }
}

/// Shows cases in a further suite, before one of the cases that it shows or after the last one; returns the number of those that
/// changed place there. Links in `from` are removed: they move. A case stays in its home suite.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a suite of another project; nothing is changed then.
pub fn link_into_suite(
    store: &Store,
    links: &[(CaseId, Option<SuiteId>)],
    suite: SuiteId,
    before: Option<CaseId>,
) -> Result<usize> {
    let cases: Vec<CaseId> = links.iter().map(|(case, _)| *case).collect();
    let label = Message::new(link_label(links, suite)).count("count", cases.len());
    store
        .write(Op::edit("link_into_suite").labelled(label), |tx| {
            for (case, from) in links {
                if let Some(from) = from.filter(|from| *from != suite) {
                    tx.cases().remove_from_suite(*case, from)?;
                }
            }
            tx.cases().link_into(&cases, suite, before)
        })
        .map(|w| w.value)
}

/// No longer shows cases in further suites; returns the number of links that were removed.
pub fn remove_from_suites(store: &Store, links: &[(CaseId, SuiteId)]) -> Result<usize> {
    let label = Message::new("history-remove-from-suite").count("count", links.len());
    store
        .write(Op::edit("remove_from_suites").labelled(label), |tx| {
            let mut gone = 0;
            for (case, suite) in links {
                gone += usize::from(tx.cases().remove_from_suite(*case, *suite)?);
            }
            Ok(gone)
        })
        .map(|w| w.value)
}
