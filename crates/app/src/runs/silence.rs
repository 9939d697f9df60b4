//! Workers of a run in progress from which no result comes any more.

use voluptas_core::base::Millis;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_store::run_flow::Worker;
use voluptas_store::{Result, Tx};

/// Shortest pause that is worth a word.
const SHORTEST: Millis = 2 * 60_000;
/// A worker may pause so many times longer than it does between two results on average.
const LONGER: Millis = 5;
/// Number of latest results that are read. A worker that gave none of them counts as finished.
const LOOKED_AT: u32 = 2000;

/// The silent workers of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// One worker, while others go on: its name.
    Worker(String),
    /// Several workers, while others go on.
    Workers(usize),
    /// All of them.
    All,
}

/// The silence of a run in progress, and since when.
///
/// A run of which every test has a result is not silent but done; `to_come` is the number of those that have none.
pub fn of(tx: &Tx<'_>, run: &Run, to_come: u64) -> Result<Option<(Silence, Millis)>> {
    if run.state != RunState::Active || !run.is_automated() || to_come == 0 {
        return Ok(None);
    }
    Ok(silence(&tx.workers(run.id, LOOKED_AT)?, tx.now()))
}

fn is_silent(worker: &Worker, now: Millis) -> bool {
    let usual = (worker.last_ms - worker.first_ms) / (worker.results - 1).max(1);
    now.saturating_sub(worker.last_ms) > SHORTEST.max(usual.saturating_mul(LONGER))
}

fn silence(workers: &[Worker], now: Millis) -> Option<(Silence, Millis)> {
    // Results without a name tell of a silence only where no result has one.
    let has_names = workers.iter().any(|worker| !worker.name.is_empty());
    let workers: Vec<&Worker> = workers.iter().filter(|worker| !has_names || !worker.name.is_empty()).collect();
    let silent: Vec<&Worker> = workers.iter().copied().filter(|worker| is_silent(worker, now)).collect();
    let last = silent.iter().map(|worker| worker.last_ms).max()?;
    let what = match silent.as_slice() {
        all if all.len() == workers.len() => Silence::All,
        [one] => Silence::Worker(one.name.clone()),
        several => Silence::Workers(several.len()),
    };
    Some((what, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Millis = 60_000;

    fn worker(name: &str, first: Millis, last: Millis, results: i64) -> Worker {
        Worker { name: name.to_owned(), first_ms: first * MINUTE, last_ms: last * MINUTE, results }
    }

    #[test]
    fn a_worker_is_silent_when_it_pauses_much_longer_than_usual() {
        let found = |workers: &[Worker], now: Millis| silence(workers, now * MINUTE);
        let quick = worker("gw0", 0, 10, 101);
        assert_eq!(found(&[], 100), None);
        assert_eq!(found(&[quick.clone(), worker("gw1", 0, 9, 91)], 11), None, "two minutes are not exceeded");
        let with_silent = [quick.clone(), worker("gw1", 0, 5, 51)];
        assert_eq!(found(&with_silent, 10), Some((Silence::Worker("gw1".to_owned()), 5 * MINUTE)));
        assert_eq!(found(&with_silent, 13), Some((Silence::All, 10 * MINUTE)), "since the last result of any");
        let nameless = worker("", 0, 2, 3);
        assert_eq!(found(std::slice::from_ref(&nameless), 9), Some((Silence::All, 2 * MINUTE)));
        assert_eq!(found(&[nameless, quick.clone()], 11), None, "beside named workers it may be a person");
        let slow = worker("slow", 0, 5, 2);
        assert_eq!(found(&[quick.clone(), slow], 11), None, "five minutes a test are usual for it");
        let two = [quick, worker("gw1", 0, 5, 51), worker("gw2", 0, 4, 41)];
        assert_eq!(found(&two, 10), Some((Silence::Workers(2), 5 * MINUTE)));
    }
}
