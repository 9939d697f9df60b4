//! Muting of tests: their failures are known and count apart, until a date.

use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::combination::values;
use voluptas_core::domain::ids::{CaseId, ProjectId, TestId};
use voluptas_core::domain::mute::{Mute, MuteContent};
use voluptas_core::domain::test_name::{self, TestName, path_of};
use voluptas_core::domain::validate::Invalid;
use voluptas_store::mutes::MutedTest;
use voluptas_store::{Op, Result, Slice, Store};

/// Mutes tests. Mutes that they have are replaced. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank reason, and for an end in the past.
pub fn mute(store: &Store, tests: &[TestId], content: &MuteContent) -> Result<usize> {
    mute_replacing(store, tests, content).map(|_| tests.len())
}

/// [`mute`] that returns the replaced mutes which held until then.
pub fn mute_replacing(store: &Store, tests: &[TestId], content: &MuteContent) -> Result<Vec<Mute>> {
    let written = store.write(Op::edit("mute_tests").labelled(label(store, "history-mute-tests", tests)?), |tx| {
        if content.until_ms.is_some_and(|until| until <= tx.now()) {
            return Err(Invalid::new("until", Message::new("mute-error-past")).into());
        }
        let replaced = tests.iter().map(|test| tx.mutes().set(*test, content)).collect::<Result<Vec<_>>>()?;
        Ok(replaced.into_iter().flatten().filter(|mute| mute.holds(tx.now())).collect())
    })?;
    Ok(written.value)
}

/// The text of the history: the title of one test, or the number of several.
fn label(store: &Store, key: &'static str, tests: &[TestId]) -> Result<Message> {
    let title = match tests {
        [test] => store.read(|tx| tx.known_tests().many(&[*test]))?.remove(test).map(|test| test.title),
        _ => None,
    };
    Ok(Message::new(key).count("count", tests.len()).with("title", title.unwrap_or_default()))
}

/// Milestones of a project that are not completed and have a day: title and day, the nearest first. Blocks.
pub fn releases(store: &Store, project: ProjectId) -> Result<Vec<(String, Millis)>> {
    let all = store.read(|tx| tx.milestones().list(project, None, Slice::ALL))?.rows;
    let open = all.into_iter().map(|m| m.content).filter(|content| !content.is_completed);
    let mut found: Vec<(String, Millis)> = open.filter_map(|content| Some((content.title, content.due_ms?))).collect();
    found.sort_by_key(|(_, at)| *at);
    Ok(found)
}

/// A mute of the list, with the words that distinguish its test from other tests with the same title.
#[derive(Debug, Clone)]
pub struct ListedMute {
    /// The mute with the title of its test.
    pub muted: MutedTest,
    /// Label that distinguishes the test from other tests of the list with its name ([`test_name::labels`]); blank for a unique
    /// name.
    pub label: String,
    /// Values of the parameters of its newest result; see [`voluptas_core::domain::combination::values`].
    pub values: String,
}

/// The mutes of a project, those that hold now before the ended ones, as [`voluptas_store::mutes::Mutes::list`] orders them. Blocks.
pub fn list(store: &Store, project: ProjectId) -> Result<Vec<ListedMute>> {
    store.read(|tx| {
        let all = tx.mutes().list(project)?;
        let tests: Vec<TestId> = all.iter().map(|muted| muted.mute.test).collect();
        let (known, params) = (tx.known_tests().many(&tests)?, tx.results().params_of_tests(&tests)?);
        let cases: Vec<CaseId> = known.values().filter_map(|test| test.case).collect();
        let codes = tx.case_codes(&cases)?;
        let name = |muted: &MutedTest| {
            let test = known.get(&muted.mute.test);
            TestName {
                title: muted.title.clone(),
                values: params.get(&muted.mute.test).map(|params| values(params, &muted.title)).unwrap_or_default(),
                case: test.and_then(|test| codes.get(&test.case?)).map(ToString::to_string),
                full_name: test.and_then(|test| path_of(test.full_name.as_deref()?, &muted.title)),
                suite: Vec::new(),
            }
        };
        let names: Vec<TestName> = all.iter().map(name).collect();
        let labels = test_name::labels(&names);
        let listed = |((muted, name), label): ((_, TestName), _)| ListedMute { muted, label, values: name.values };
        Ok(all.into_iter().zip(names).zip(labels).map(listed).collect())
    })
}

/// Ends the mutes of tests. Returns the number of tests that were muted. Blocks.
pub fn unmute(store: &Store, tests: &[TestId]) -> Result<usize> {
    let written = store.write(Op::edit("unmute_tests").labelled(label(store, "history-unmute-tests", tests)?), |tx| {
        let mut n = 0;
        for test in tests {
            n += usize::from(tx.mutes().remove(*test)?);
        }
        Ok(n)
    });
    written.map(|w| w.value)
}

/// Time at which the next mute of the workspace ends; `None` where no mute in force has an end. Blocks.
pub fn next_end(store: &Store) -> Result<Option<Millis>> {
    store.read(|tx| {
        let mut next = None;
        for project in tx.projects().all()? {
            let ends = tx.mutes().in_force(project.id)?.into_values().filter_map(|mute| mute.content.until_ms);
            next = ends.chain(next).min();
        }
        Ok(next)
    })
}

/// Mutes that have ended and were not announced yet; marks them as announced. Blocks.
pub fn take_ended(store: &Store) -> Result<Vec<MutedTest>> {
    let ended = store.read(|tx| tx.mutes().ended())?;
    if ended.is_empty() {
        return Ok(ended);
    }
    let tests: Vec<TestId> = ended.iter().map(|ended| ended.mute.test).collect();
    store.write(Op::bulk("tell_mutes"), |tx| tx.mutes().told(&tests))?;
    Ok(ended)
}
