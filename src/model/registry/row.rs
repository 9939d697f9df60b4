//! One function as the tree and the grid show it, and the filters of functions.

use std::sync::Arc;

use smallvec::SmallVec;

use voluptas_app::functions::coverage::Coverage;
use voluptas_core::domain::function::FunctionLine;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::widgets::StatusClass;

/// A case that covers a function, with its last result.
#[derive(Debug, Clone)]
pub struct CoveringCase {
    pub case: CaseId,
    /// Status of the last result.
    pub status: Option<ResultStatus>,
}

/// One function as the tree and the grid show it.
#[derive(Debug, Clone)]
pub struct FunctionRow {
    /// The function itself, shared by the models before and after new results.
    pub function: Arc<FunctionLine>,
    /// 0 for a root.
    pub depth: u16,
    /// The topmost function above it; itself for a root.
    pub root: FunctionId,
    /// Name of the responsible tester, or empty.
    pub qa: Arc<str>,
    /// Name of the responsible developer, or empty.
    pub dev: Arc<str>,
    /// The function's own cases, with their last results.
    pub covers: SmallVec<[CoveringCase; 1]>,
    /// The worst of its own last results.
    pub look: StatusClass,
    /// Coverage of it and all below it.
    pub coverage: Coverage,
}

impl FunctionRow {
    /// True for a function that should have cases and has none.
    pub fn is_uncovered(&self) -> bool {
        self.function.kind.is_testable() && self.covers.is_empty()
    }

    /// True for a function that a quick filter shows. The numbers of [`Totals`](super::Totals) count by this.
    pub fn is_in(&self, quick: QuickFilter) -> bool {
        let c = &self.function;
        let testable = c.kind.is_testable();
        match quick {
            QuickFilter::All => true,
            QuickFilter::Critical => c.is_crit,
            QuickFilter::Focus => c.is_focus,
            QuickFilter::Uncovered => self.is_uncovered(),
            QuickFilter::Covered => testable && !self.covers.is_empty(),
            QuickFilter::CriticalUncovered => c.is_crit && self.is_uncovered(),
            QuickFilter::Automated => {
                testable && matches!(c.words.automation_status.as_deref(), Some("Automated" | "Partially Automated"))
            }
            QuickFilter::Failing => !self.covers.is_empty() && matches!(self.look, StatusClass::Failed | StatusClass::Broken),
            QuickFilter::Result(look) => !self.covers.is_empty() && self.look == look,
            QuickFilter::CoveredIn(root) => self.root == root && !self.covers.is_empty(),
            // The rolled-up coverage counts in the same way: a module or an epic with a case of its own counts as testable.
            QuickFilter::TestableIn(root) => self.root == root && (testable || !self.covers.is_empty()),
        }
    }

    /// The title without a registry prefix such as `[Feature]:` or `Service:`, which the icon says already.
    pub fn title(&self) -> &str {
        self.function.plain_title()
    }
}

/// The quick filters above the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuickFilter {
    /// Everything.
    #[default]
    All,
    /// On the critical list.
    Critical,
    /// In focus.
    Focus,
    /// Testable and without a case.
    Uncovered,
    /// Testable and with a case.
    Covered,
    /// Critical, testable and without a case.
    CriticalUncovered,
    /// Testable and automated, at least in part.
    Automated,
    /// The worst last result failed or is broken.
    Failing,
    /// The worst last result is this one.
    Result(StatusClass),
    /// Functions with a case, in the branch of this root.
    CoveredIn(FunctionId),
    /// Testable functions in the branch of this root.
    TestableIn(FunctionId),
}

impl QuickFilter {
    /// The filters that are always shown, in their order. The others are shown while they are on.
    pub const ALL: [Self; 4] = [Self::All, Self::Critical, Self::Focus, Self::Uncovered];
}
