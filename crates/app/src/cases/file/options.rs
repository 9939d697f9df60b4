//! Choices of a person about an import.

use crate::files::import::Policy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use voluptas_core::domain::case::CaseContent;

/// Property by which a row of a file finds the case that it means.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum MatchBy {
    /// The number, in a file that the same project wrote, then the id in another tool, otherwise title and suite.
    #[default]
    Auto,
    /// The number, whichever program wrote the file, then the id in another tool. A row without a known one is found by title and suite.
    Id,
    /// The title: a case of the same suite, otherwise the only one of that title elsewhere.
    Title,
    /// The functions: among the cases that cover all functions of the row, the one with its title, otherwise the only one. A row
    /// without a known function is found by title and suite.
    Function,
}

/// Options of an import. The default imports every row by the smart policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportOptions {
    /// Policy for values that differ.
    pub policy: Policy,
    /// Property by which a row finds its case.
    pub match_by: MatchBy,
    /// True when no suite is created: new cases of suites that the project lacks are skipped.
    pub skips_new_suites: bool,
    /// Suites are nested as the slashes in their titles say: `Cart/Prices` is the suite “Prices” in “Cart”. Otherwise such a title is that
    /// of one suite.
    pub splits_suites: bool,
    /// Tag that every imported case gets; blank for none.
    pub tag: String,
    /// Places of the rows of the file that a person leaves out.
    pub left_out: BTreeSet<usize>,
    /// Places of the suites of the file whose texts a person leaves out.
    pub left_out_suites: BTreeSet<usize>,
}

impl ImportOptions {
    /// Takes all rows and suites again that a person left out.
    pub fn take_all(&mut self) {
        self.left_out.clear();
        self.left_out_suites.clear();
    }

    /// A normalised content with the tag of the import.
    pub(super) fn tagged<'c>(&self, content: &'c CaseContent) -> Cow<'c, CaseContent> {
        if self.tag.trim().is_empty() {
            return Cow::Borrowed(content);
        }
        let mut tagged = content.clone();
        tagged.tags.push(self.tag.clone());
        tagged.normalise();
        Cow::Owned(tagged)
    }
}

impl From<Policy> for ImportOptions {
    fn from(policy: Policy) -> Self {
        Self { policy, ..Self::default() }
    }
}
