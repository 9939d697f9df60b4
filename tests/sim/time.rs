//! Virtual time: the clock of every program in a world follows the paused clock of its tokio runtime.

use tokio::time::Instant;
use voluptas_core::base::{Clock, Millis};

/// 2026-11-20T06:00:00Z: the moment at which every world begins.
pub const BEGIN: Millis = 1_795_154_400_000;

/// A clock that shows the virtual time of the runtime it was made in.
#[derive(Debug, Clone, Copy)]
pub struct SimClock(Instant);

impl SimClock {
    /// A clock that shows [`BEGIN`] now. Must be called inside a runtime with paused time.
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SimClock {
    fn now(&self) -> Millis {
        let elapsed = Instant::now().saturating_duration_since(self.0);
        BEGIN + i64::try_from(elapsed.as_millis()).unwrap_or(0)
    }
}

/// The time of day of a moment, for the lines of a history.
pub fn shown(at: Millis) -> String {
    let seconds = (at - BEGIN) / 1000;
    format!("+{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, (at - BEGIN) % 1000)
}
