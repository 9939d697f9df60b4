//! Muted tests: their failures are known, and count apart until the mute ends.

use super::ids::TestId;
use super::validate::Invalid;
use crate::base::Millis;
use crate::domain::Message;
use serde::{Deserialize, Serialize};

/// Longest reason and owner, in characters.
const LONGEST: usize = 1000;

/// The content of a mute.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MuteContent {
    /// The reason. Never blank.
    pub reason: String,
    /// Person who looks after it.
    pub owner: Option<String>,
    /// First moment at which the mute no longer holds; `None` for a mute without end.
    pub until_ms: Option<Millis>,
}

impl MuteContent {
    /// Last moment at which the mute holds: its day is the one that a person entered.
    pub fn last_ms(&self) -> Option<Millis> {
        self.until_ms.map(|until| until.saturating_sub(1))
    }

    /// The content without outer blanks.
    ///
    /// # Errors
    /// [`Invalid`] for a blank or too long reason.
    pub fn checked(&self) -> Result<Self, Invalid> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Invalid::new("reason", Message::new("mute-error-no-reason")));
        }
        let cut = |text: &str| text.replace('\0', "").chars().take(LONGEST).collect::<String>();
        let owner = self.owner.as_deref().map(str::trim).filter(|owner| !owner.is_empty()).map(cut);
        Ok(Self { reason: cut(reason), owner, until_ms: self.until_ms })
    }
}

/// A muted test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    pub test: TestId,
    /// Reason, owner and end.
    pub content: MuteContent,
    /// Time of the muting.
    pub created_ms: Millis,
}

impl Mute {
    /// True while the mute holds.
    pub fn holds(&self, now: Millis) -> bool {
        self.content.until_ms.is_none_or(|until| now < until)
    }
}
