//! Who hears what a mirror does while it does it.

use crate::domain::Message;

/// Hears what happens. Called from the task that mirrors: it must not block for long.
pub trait Watch: Send + Sync {
    /// Something that went as it should.
    fn info(&self, message: &Message);
    /// One result or one case went as it should: as often as there are items.
    fn item(&self, message: &Message) {
        self.info(message);
    }
    /// Something a person should look at.
    fn warn(&self, message: &Message);
    /// Something that failed, in the function of this name.
    fn error(&self, function: &'static str, message: &Message);
    /// `done` of `total` things of a stage are done; the stage is the key of a text.
    fn progress(&self, stage: &'static str, done: u64, total: u64) {
        let (_, _, _) = (stage, done, total);
    }
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Watch for Silent {
    fn info(&self, _: &Message) {}
    fn warn(&self, _: &Message) {}
    fn error(&self, _: &'static str, _: &Message) {}
}
