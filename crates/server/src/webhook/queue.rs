//! Deliveries on disk: one file each, named after its run, so that a second delivery meets the first and a restart loses none.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use voluptas_core::base::Millis;
use voluptas_core::base::fs::{Access, write_atomic};
use voluptas_core::domain::Message;

/// Finished deliveries that are kept.
const KEPT: usize = 500;

/// State of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The run is to be mirrored at the time of [`Delivery::next_ms`].
    Waiting,
    /// All results are in the target.
    Done,
    /// All attempts are used up, and the target still lacks results.
    Failed,
}

/// The report that a run was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Code of the project.
    pub project: String,
    /// Id of the run.
    pub run: i64,
    /// Time of the event, as the sender wrote it.
    pub event: String,
    /// Time of receipt.
    pub received_ms: Millis,
    /// State of the delivery.
    pub state: State,
    /// Number of attempts.
    pub attempts: u32,
    /// Time of the next attempt.
    pub next_ms: Millis,
    /// Outcome of the last attempt for each target project.
    pub outcomes: Vec<PairOutcome>,
}

/// Outcome of one pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairOutcome {
    /// Code of the target project.
    pub target_project: String,
    /// Id of the target run, when there is one.
    pub target_run: Option<i64>,
    /// Results that were posted.
    pub mirrored: usize,
    /// Results that the target had before.
    pub already: usize,
    /// Results that could not be posted.
    pub failed: usize,
    /// Reason why the mirror stopped; `None` when it ran to its end.
    pub error: Option<Message>,
    /// Messages about results that are still to be mirrored or could not be; empty when everything is in the target.
    #[serde(default)]
    pub left: Vec<Message>,
}

impl PairOutcome {
    /// True when everything is in the target.
    pub fn is_complete(&self) -> bool {
        self.error.is_none() && self.failed == 0 && self.left.is_empty()
    }
}

type Key = (String, i64);

/// All deliveries; those in memory are those on disk.
#[derive(Debug)]
pub(super) struct Queue {
    folder: PathBuf,
    all: Mutex<BTreeMap<Key, Delivery>>,
}

fn key(delivery: &Delivery) -> Key {
    (delivery.project.clone(), delivery.run)
}

impl Queue {
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let mut all = BTreeMap::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            match serde_json::from_slice::<Delivery>(&std::fs::read(&path)?) {
                Ok(delivery) => drop(all.insert(key(&delivery), delivery)),
                Err(error) => tracing::warn!(path = %path.display(), %error, "a delivery cannot be read and is left alone"),
            }
        }
        Ok(Self { folder, all: Mutex::new(all) })
    }

    fn path(&self, (project, run): &Key) -> PathBuf {
        self.folder.join(format!("{project}-{run}.json"))
    }

    fn write(&self, delivery: &Delivery) -> io::Result<()> {
        let bytes = serde_json::to_vec_pretty(delivery).map_err(io::Error::other)?;
        write_atomic(&self.path(&key(delivery)), &bytes, Access::Default)
    }

    /// Adds a delivery. False when it is known already and nothing is to be done.
    ///
    /// A run may be completed again while its delivery waits or is worked on. The new delivery then replaces the old one and is
    /// due at once, because the mirror under way may have read the run before. A failed delivery that is sent again starts anew.
    /// One that waits after an incomplete attempt becomes due at once.
    pub fn add(&self, delivery: Delivery) -> io::Result<bool> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let mut delivery = delivery;
        if let Some(known) = all.get(&key(&delivery)).filter(|k| k.event == delivery.event) {
            match known.state {
                State::Failed => {}
                State::Waiting if known.attempts > 0 => delivery = Delivery { next_ms: delivery.next_ms, ..known.clone() },
                State::Waiting | State::Done => return Ok(false),
            }
        }
        self.write(&delivery)?;
        all.insert(key(&delivery), delivery);
        Ok(true)
    }

    /// The delivery that is to be done next.
    pub fn next(&self) -> Option<Delivery> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.values().filter(|d| d.state == State::Waiting).min_by_key(|d| (d.next_ms, d.received_ms)).cloned()
    }

    /// Stores the outcome of an attempt. When the run was completed again meanwhile, the newer delivery stays waiting: it may
    /// have results that the attempt did not see.
    pub fn update(&self, mut delivery: Delivery) -> io::Result<()> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(newer) = all.get(&key(&delivery)).filter(|d| d.state == State::Waiting && d.event != delivery.event) {
            delivery = Delivery { outcomes: delivery.outcomes, ..newer.clone() };
        }
        self.write(&delivery)?;
        all.insert(key(&delivery), delivery);
        let mut finished: Vec<(Millis, Key)> =
            all.iter().filter(|(_, d)| d.state != State::Waiting).map(|(k, d)| (d.received_ms, k.clone())).collect();
        finished.sort();
        let old = finished.len().saturating_sub(KEPT);
        for (_, old) in finished.into_iter().take(old) {
            std::fs::remove_file(self.path(&old))?;
            all.remove(&old);
        }
        Ok(())
    }

    /// All deliveries, newest first.
    pub fn all(&self) -> Vec<Delivery> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<Delivery> = all.values().cloned().collect();
        all.sort_by_key(|d| std::cmp::Reverse((d.received_ms, d.run)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(run: i64, event: &str) -> Delivery {
        Delivery {
            project: "AUTO".into(),
            run,
            event: event.into(),
            received_ms: run,
            state: State::Waiting,
            attempts: 0,
            next_ms: 0,
            outcomes: Vec::new(),
        }
    }

    #[test]
    fn a_delivery_is_taken_once_and_survives_a_restart() {
        let dir = tempfile::tempdir().expect("folder");
        let queue = Queue::open(dir.path().join("q")).expect("queue");
        assert!(queue.add(delivery(1, "a")).expect("added"));
        assert!(!queue.add(delivery(1, "a")).expect("known"));
        assert!(queue.add(delivery(2, "a")).expect("added"));
        queue.update(Delivery { state: State::Done, ..delivery(1, "a") }).expect("done");
        std::fs::write(dir.path().join("q/broken.json"), "{").expect("written");
        let queue = Queue::open(dir.path().join("q")).expect("queue");
        assert!(!queue.add(delivery(1, "a")).expect("done already"));
        assert_eq!(queue.next().map(|d| d.run), Some(2));
        // Completed once more, at another time: mirroring it again is harmless.
        assert!(queue.add(delivery(1, "b")).expect("again"));
        assert_eq!(queue.all().iter().map(|d| d.run).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn a_run_that_is_completed_again_while_it_is_worked_on_waits_once_more() {
        let dir = tempfile::tempdir().expect("folder");
        let queue = Queue::open(dir.path().to_owned()).expect("queue");
        // Tried before, so that it would be due late.
        queue.update(Delivery { attempts: 2, next_ms: 9_000, ..delivery(1, "a") }).expect("kept");
        let worked_on = queue.next().expect("due");
        assert!(queue.add(Delivery { next_ms: 5, ..delivery(1, "b") }).expect("queued"));
        for _ in 0..2 {
            let waits = queue.next().expect("it waits");
            assert_eq!((waits.event.as_str(), waits.attempts, waits.next_ms), ("b", 0, 5));
            queue.update(Delivery { state: State::Done, attempts: 3, ..worked_on.clone() }).expect("done");
        }
        // The files have the same state.
        let queue = Queue::open(dir.path().to_owned()).expect("queue");
        let waits = queue.next().expect("it waits");
        queue.update(Delivery { state: State::Done, attempts: 1, ..waits }).expect("done");
        assert!(queue.next().is_none());
        assert!(!queue.add(delivery(1, "b")).expect("known"));
    }

    #[test]
    fn what_was_given_up_begins_anew_when_it_is_sent_again() {
        let dir = tempfile::tempdir().expect("folder");
        let queue = Queue::open(dir.path().to_owned()).expect("queue");
        queue.add(delivery(1, "a")).expect("added");
        queue.update(Delivery { state: State::Failed, attempts: 5, ..delivery(1, "a") }).expect("given up");
        assert!(queue.next().is_none());
        assert!(queue.add(delivery(1, "a")).expect("queued"));
        assert_eq!(queue.next().map(|d| (d.event, d.attempts)), Some(("a".to_owned(), 0)));
    }

    #[test]
    fn what_waits_for_late_results_is_due_at_once_when_it_is_sent_again() {
        let dir = tempfile::tempdir().expect("folder");
        let queue = Queue::open(dir.path().to_owned()).expect("queue");
        queue.add(delivery(1, "a")).expect("added");
        assert!(!queue.add(delivery(1, "a")).expect("known"), "it is due already");
        queue.update(Delivery { attempts: 3, next_ms: 9_000, ..delivery(1, "a") }).expect("tried");
        assert!(queue.add(Delivery { next_ms: 5, ..delivery(1, "a") }).expect("queued"));
        assert_eq!(queue.next().map(|d| (d.attempts, d.next_ms)), Some((3, 5)));
    }

    #[test]
    fn old_ones_are_forgotten() {
        let dir = tempfile::tempdir().expect("folder");
        let queue = Queue::open(dir.path().to_owned()).expect("queue");
        for run in 0..i64::try_from(KEPT).expect("small") + 5 {
            queue.update(Delivery { state: State::Done, ..delivery(run, "a") }).expect("done");
        }
        assert_eq!(queue.all().len(), KEPT);
        assert_eq!(std::fs::read_dir(dir.path()).expect("list").count(), KEPT);
    }
}
