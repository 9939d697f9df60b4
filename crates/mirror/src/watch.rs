//! Receiver of a mirror's progress.

use voluptas_core::domain::Message;

/// Receiver of a mirror's messages. Called from the task that mirrors: it must not block for long.
pub trait Watch: Send + Sync {
    /// A success.
    fn info(&self, message: &Message);
    /// A success with one result or one case, called for each of them.
    fn item(&self, message: &Message) {
        self.info(message);
    }
    /// A warning for a person.
    fn warn(&self, message: &Message);
    /// A failure in the function of this name.
    fn error(&self, function: &'static str, message: &Message);
    /// Reports that `done` of `total` items of a stage are done. The stage is the key of a text.
    fn progress(&self, stage: &'static str, done: u64, total: u64) {
        let (_, _, _) = (stage, done, total);
    }
}

/// Ignores all messages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Watch for Silent {
    fn info(&self, _: &Message) {}
    fn warn(&self, _: &Message) {}
    fn error(&self, _: &'static str, _: &Message) {}
}
