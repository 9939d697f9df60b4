//! A thread that executes the writes of which a server gets many at once.
//!
//! If each request executed its own write, the lock would pass from one sleeping thread to the next: each of them must be woken, on a processor that
//! has not seen the pages of the file. One thread goes from write to write instead. With two processors it stores a seventh more results in a
//! second.

use super::group::Group;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// An executed write. Its sender gets the answer at the end of the group.
pub(super) struct Executed {
    /// `None` for a write that failed: its sender need not wait.
    pub(super) group: Option<Arc<Group>>,
    pub(super) tell: Box<dyn FnOnce() + Send>,
}

type Write = Box<dyn FnOnce() -> Executed + Send>;

enum Message {
    Write(Write),
    GroupEnded,
}

/// Sends writes to the thread. The thread ends with the last queue.
#[derive(Debug, Clone)]
pub(super) struct WriteQueue(Sender<Message>);

impl WriteQueue {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn start() -> std::io::Result<Self> {
        let (sender, receiver) = channel();
        std::thread::Builder::new().name("writes".into()).spawn(move || execute_all(&receiver))?;
        Ok(Self(sender))
    }

    /// Passes a write to the thread. The write must not panic. Returns false if the thread does not exist any more.
    pub(super) fn execute(&self, write: impl FnOnce() -> Executed + Send + 'static) -> bool {
        self.0.send(Message::Write(Box::new(write))).is_ok()
    }

    /// Says that a group has ended, which may have been the work of another thread.
    pub(super) fn group_ended(&self) {
        // Without the thread nobody waits.
        self.0.send(Message::GroupEnded).ok();
    }
}

fn execute_all(messages: &Receiver<Message>) {
    let mut waiting: Vec<Executed> = Vec::new();
    for message in messages {
        if let Message::Write(write) = message {
            waiting.push(write());
        }
        let is_open = |executed: &Executed| executed.group.as_ref().is_some_and(|group| !group.has_ended());
        let (open, ended): (Vec<Executed>, Vec<Executed>) = waiting.drain(..).partition(is_open);
        waiting = open;
        ended.into_iter().for_each(|executed| (executed.tell)());
    }
}
