//! The cases of a run that have no result in it, as the list of the run shows them.

use voluptas_app::runs::manual::sheet::Item;
use voluptas_core::base::fold::FoldedTexts;
use voluptas_core::domain::combination::values;
use voluptas_core::domain::ids::CaseId;
use voluptas_ui::memo::next_number;

/// A case without a result, with one combination of its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntestedCase {
    pub case: CaseId,
    /// Title of the case.
    pub title: String,
    /// Values of the parameters; blank for a case without.
    pub values: String,
}

/// The cases of one run without a result, in the order of execution.
#[derive(Debug, Clone)]
pub struct UntestedCases {
    /// The cases.
    pub all: Vec<UntestedCase>,
    /// Tells these cases from those that were read before.
    pub revision: u64,
    /// Folded titles and values, in the order of the cases.
    texts: FoldedTexts,
}

impl UntestedCases {
    /// Keeps the items of a run that have no result.
    #[must_use]
    pub fn new(items: Vec<Item>) -> Self {
        let mut texts = FoldedTexts::default();
        let untested = items.into_iter().filter(|item| item.current.is_none());
        let all: Vec<UntestedCase> = untested
            .map(|item| {
                let values = values(&item.target.params, &item.title);
                texts.push(&[&item.title, &values]);
                UntestedCase { case: item.target.case, values, title: item.title }
            })
            .collect();
        Self { all, revision: next_number(), texts }
    }

    /// Folded titles and values, in the order of the cases.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter()
    }
}
