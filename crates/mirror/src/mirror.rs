//! A mirror from one project to another: its clients, its options and its limits with Qase.

use crate::options::Options;
use crate::watch::{Silent, Watch};
use std::sync::Arc;
use std::time::Duration;
use voluptas_qase::Client;

/// Waits for work that Qase does some time after its answer.
#[derive(Debug, Clone, Copy)]
pub struct RetryLimits {
    /// Attempts to send a write whose answer was lost. Applies only when looking for lost writes is switched off, as in a
    /// simulation.
    pub attempts: u32,
    /// Pause before the first look for results that are not listed yet; it doubles from look to look.
    pub pause: Duration,
    /// Maximum number of looks until all results are listed: those of the source run, and those that were posted.
    pub looks: u32,
}

impl Default for RetryLimits {
    fn default() -> Self {
        Self { attempts: 6, pause: Duration::from_millis(500), looks: 7 }
    }
}

/// A mirror from one project to another. Both clients may be the same.
#[derive(Clone)]
pub struct Mirror {
    /// Reads the source project; never writes.
    pub source: Client,
    /// Reads and writes the target project.
    pub target: Client,
    pub options: Options,
    /// Receiver of the progress.
    pub watch: Arc<dyn Watch>,
    /// Waits for Qase.
    pub limits: RetryLimits,
}

impl std::fmt::Debug for Mirror {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mirror").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Mirror {
    /// Waits before the next look, twice as long each time.
    pub(crate) async fn pause(&self, look: u32) {
        tokio::time::sleep(self.limits.pause.saturating_mul(1 << look.min(5))).await;
    }

    /// A mirror without progress reports.
    #[must_use]
    pub fn new(source: Client, target: Client, options: Options) -> Self {
        Self { source, target, options, watch: Arc::new(Silent), limits: RetryLimits::default() }
    }
}
