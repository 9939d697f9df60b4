//! Links to the oldest of several objects that were created for one row.
//!
//! Exports of copies of one workspace have no common lease. At the same moment each of them may find that Qase lacks a case, and create it.
//! Afterwards each reads the list again and links its row to the object with the lowest id, so all copies agree without a word between
//! them. Nothing is removed: the others are reported as duplicates, and `qase repair` merges them.

use super::doubles::OwnObjects;
use super::error::Result;
use super::qase_copy;
use super::session::Session;
use super::snapshot::Remote;
use std::collections::BTreeMap;
use voluptas_core::domain::project::RemoteProject;
use voluptas_store::Op;

/// Links that move, by the id in Qase that they move from.
#[derive(Debug, Default, PartialEq, Eq)]
struct Moves {
    suites: BTreeMap<i64, i64>,
    cases: BTreeMap<i64, i64>,
}

/// The links that an older object of the same row and the same content takes over. Two that differ are left to a person.
fn moves(remote: &Remote, linked: &OwnObjects) -> Moves {
    let mut moves = Moves::default();
    // Ascending: the first one that fits is the oldest.
    let is_certain = |id: &i64| !remote.unclear_suites.contains(id);
    for (older, now) in
        remote.double_suites.iter().filter(|(older, now)| is_certain(older) && older < now && linked.suites.contains_key(now))
    {
        let is_same = remote.suites.get(older).zip(remote.suites.get(now)).is_some_and(|(a, b)| a.state == b.state);
        if is_same {
            moves.suites.entry(*now).or_insert(*older);
        }
    }
    // What is older than the linked one is no copy of it.
    for (older, now) in remote.double_cases.iter().filter(|(older, now)| older < now && linked.cases.contains_key(now)) {
        let is_same = |a: &super::snapshot::RemoteCase, b: &super::snapshot::RemoteCase| {
            a.unreadable.is_empty() && b.unreadable.is_empty() && a.state.is_alike(&b.state)
        };
        if remote.cases.get(older).zip(remote.cases.get(now)).is_some_and(|(a, b)| is_same(a, b)) {
            moves.cases.entry(*now).or_insert(*older);
        }
    }
    moves
}

/// Moves links to the oldest of the duplicates in `remote`, which [`Remote::set_doubles_aside`] has found. Returns true if any has moved;
/// `remote` and `linked` follow.
pub(crate) async fn link(session: &Session, of: &RemoteProject, remote: &mut Remote, linked: &mut OwnObjects) -> Result<bool> {
    let moves = moves(remote, linked);
    if moves == Moves::default() {
        return Ok(false);
    }
    for (from, to) in &moves.suites {
        linked.suites.remove(from).map(|row| linked.suites.insert(*to, row));
    }
    for (from, to) in &moves.cases {
        if let Some(row) = linked.cases.remove(from) {
            linked.cases.insert(*to, row);
            linked.former.insert(*from, row);
        }
    }
    remote.set_doubles_aside(session.client.write_lifetime(), linked);
    let suites: Vec<_> = moves.suites.iter().filter_map(|(from, to)| Some((*from, remote.suites.get(to)?.clone()))).collect();
    let cases: Vec<_> = moves.cases.iter().filter_map(|(from, to)| Some((*from, remote.cases.get(to)?.clone()))).collect();
    let (of, code) = (of.id, of.code.clone());
    session
        .blocking(move |store| {
            let write = store.write(Op::bulk("sync_link_to_oldest"), |tx| {
                for (from, suite) in &suites {
                    qase_copy::store_suite(tx, of, suite)?;
                    tx.remotes().move_suite_link(of, *from, suite.qase_id)?;
                }
                for (from, case) in &cases {
                    qase_copy::store_case(tx, of, &code, case)?;
                    tx.remotes().move_link(of, *from, case.qase_id)?;
                }
                Ok(())
            });
            write.map(drop)
        })
        .await?;
    Ok(true)
}
