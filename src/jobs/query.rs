//! Background reads of a view: the newest question wins, the last answer stays until a newer one is there.

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
    /// Asks: `work` runs on a background thread, where it may block. An older question that is still running is forgotten.
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
            let answer = work();
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if number == shared.asked {
                shared.answered = Some((number, answer));
                shared.running = false;
                drop(shared);
                wake();
            }
        });
    }

    /// Takes over an answer that has come; gives whether there was a new one. Call it once a frame.
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
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The last answer, to be changed in place (an edit that is shown before it is stored).
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut()
    }

    /// Forgets the answer.
    pub fn clear(&mut self) {
        self.value = None;
    }

    /// True when no answer is on its way and none waits to be taken over: [`Query::get`] is then the answer to the last question.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.shared.try_lock().is_ok_and(|s| !s.running && s.answered.is_none())
    }

    /// Whether an answer is on its way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.shared.try_lock().is_ok_and(|s| s.running)
    }
}
