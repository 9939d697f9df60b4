//! Copies the results of a run to the matching cases of another project, exactly once and without local state.
//!
//! Contains the options ([`options`]), the readers of both sides (`collect`), a decision for every result ([`plan`], pure), the
//! code that carries it out (`apply`), and the outcome ([`report`], `render`). No SQL, no HTTP, no files other than the spool, no
//! printing.
//!
//! Results are posted once, even from a computer with an empty disk every time:
//! - each result is posted with a key made of its source and its target, by which the server drops repeats;
//! - that key cannot be read back, so the comment ends with a line that Markdown does not show and that names the source
//!   result; the contents of the target run are read first, and only the difference is posted;
//! - a created case, suite or run has such a hidden line in its description as well. A run is searched by this line first, so
//!   that a new title on either side changes nothing. Two cases with the same key and the same line are duplicates from one
//!   write;
//! - a creation whose answer was lost is looked for as long as it may still arrive, and is never sent again by the same mirror.
//!
//! Limits of the API: cases and runs have no idempotency key. Right before a mirror creates them, it checks whether somebody else
//! has created them meanwhile, so only two mirrors that work at the same moment can create a case or a run twice. The younger run
//! is then left empty; the next mirror recognises the duplicate cases, uses the older ones and reports both.

pub mod answer;
mod apply;
mod collect;
pub mod error;
mod index;
mod marker;
mod mirror;
mod names;
pub mod options;
pub mod pair;
pub mod plan;
mod render;
pub mod report;
mod spool;
mod watch;

use std::sync::Arc;

pub use answer::Answer;
pub use collect::can_hold_keys;
pub use error::{Error, Result};
pub use marker::Origin;
pub use mirror::{Mirror, RetryLimits};
pub use options::{Include, MatchBy, OnDuplicate, Options, SourceRun, TargetRun};
pub use pair::Pair;
pub use plan::{Decision, Plan, PlannedResult, PostTarget, Reason};
pub use render::{RESULT_COLUMNS, html, markdown, numbers, result_row};
pub use report::{Counts, Summary};
pub use watch::{Silent, Watch};

use futures::future::BoxFuture;
use voluptas_qase::model::Run;

/// True when a mirror created this run, by the trace in its description.
pub fn is_mirror(run: &Run) -> bool {
    marker::is_mirror(run.description.as_deref())
}

/// A plan with the data to carry it out.
#[derive(Debug)]
pub struct Prepared {
    pub plan: Arc<Plan>,
    pub(crate) collected: Arc<collect::Collected>,
}

impl Prepared {
    /// Plans again with other options, such as a decision on untraced results. Reads nothing.
    pub fn again(&self, options: &Options) -> Result<Self> {
        let plan = plan::plan(options, &self.collected)?;
        Ok(Self { plan: Arc::new(plan), collected: Arc::clone(&self.collected) })
    }

    /// The title of a case of the source.
    pub fn title_of(&self, case: i64) -> Option<&str> {
        self.collected.source_cases.get(case).map(|c| &*c.title)
    }

    /// True when the target run exists and takes results.
    pub fn is_target_open(&self) -> bool {
        matches!(&self.collected.target_run, collect::Target::There(run) if run.is_open)
    }

    /// The title of a case of the target.
    pub fn target_title_of(&self, case: i64) -> Option<&str> {
        self.collected.target_cases.get(case).map(|c| &*c.title)
    }
}

impl Mirror {
    /// Reads both sides and makes the plan. Writes nothing.
    pub fn prepare(&self) -> BoxFuture<'_, Result<Prepared>> {
        Box::pin(async move {
            self.options.check()?;
            let collected = collect::collect(self).await?;
            let plan = plan::plan(&self.options, &collected)?;
            for warning in &plan.warnings {
                self.watch.warn(warning);
            }
            Ok(Prepared { plan: Arc::new(plan), collected: Arc::new(collected) })
        })
    }

    // Boxed: the crates that await it would otherwise compile all of it once more.
    /// Carries out the plan. An error that stopped the work is in the summary.
    pub fn apply<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Summary> {
        Box::pin(async move { apply::apply(self, &prepared.plan, &prepared.collected).await })
    }

    /// The summary of a plan that is not carried out.
    pub fn preview(&self, prepared: &Prepared) -> Summary {
        Summary::of_plan(&prepared.plan)
    }
}
