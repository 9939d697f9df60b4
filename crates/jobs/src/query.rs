//! Background reads of a view: the newest question wins, and the last answer stays until a newer one arrives.

use super::runner::JobRunner;
use std::sync::{Arc, Mutex, PoisonError};

/// The answer to one question that a view asks again and again as things change.
#[derive(Debug)]
pub struct Query<T> {
    shared: Arc<Mutex<Shared<T>>>,
    value: Option<T>,
}

#[derive(Debug)]
struct Shared<T> {
    asked: u64,
    answered: Option<(u64, T)>,
    running: bool,
}

impl<T> Default for Query<T> {
    fn default() -> Self {
        Self { shared: Arc::new(Mutex::new(Shared { asked: 0, answered: None, running: false })), value: None }
    }
}

impl<T: Send + 'static> Query<T> {
    /// Starts `work` on a background thread, where it may block. If an older question is still running, its answer is dropped.
    pub fn ask(&self, runner: &JobRunner, work: impl FnOnce() -> T + Send + 'static) {
        let number = {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.asked += 1;
            shared.running = true;
            shared.asked
        };
        let shared = Arc::clone(&self.shared);
        let wake = runner.waker();
        runner.block_in_background(move || {
            // A panic is in the log and has its report; here it means that no answer comes.
            let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok();
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if number == shared.asked {
                shared.answered = answer.map(|answer| (number, answer));
                shared.running = false;
                drop(shared);
                wake();
            }
        });
    }

    /// Takes over an answer that has arrived; returns true for a new answer. Call it once a frame.
    pub fn poll(&mut self) -> bool {
        let Ok(mut shared) = self.shared.try_lock() else { return false };
        match shared.answered.take() {
            Some((_, answer)) => {
                drop(shared);
                self.value = Some(answer);
                true
            }
            None => false,
        }
    }

    /// The last answer.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The last answer, to be changed in place (an edit that is shown before it is stored).
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut()
    }

    /// Takes the last answer out.
    pub fn take(&mut self) -> Option<T> {
        self.value.take()
    }

    /// Forgets the answer.
    pub fn clear(&mut self) {
        self.value = None;
    }

    /// True while an answer is awaited or waits for [`Query::poll`].
    pub fn is_running(&self) -> bool {
        // The lock is held for a moment only, by the thread that brings the answer.
        self.shared.try_lock().map_or(true, |s| s.running || s.answered.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_as_on_its_way_until_it_was_taken_over() {
        let mut query = Query::<u32>::default();
        assert!(!query.is_running());
        query.shared.lock().unwrap().answered = Some((1, 7));
        assert!(query.is_running(), "there, and not taken over");
        assert!(query.poll());
        assert_eq!((query.get(), query.is_running()), (Some(&7), false));
        let held = query.shared.clone();
        let _lock = held.lock().unwrap();
        assert!(query.is_running(), "being brought");
    }
    #[test]
    fn a_question_whose_work_panics_is_over() {
        let runner = JobRunner::new(std::sync::Arc::new(voluptas_core::base::SystemClock)).unwrap();
        let mut query = Query::<u32>::default();
        query.ask(&runner, || panic!("on purpose"));
        while query.is_running() {
            std::thread::yield_now();
        }
        assert!(!query.poll());
    }
}
