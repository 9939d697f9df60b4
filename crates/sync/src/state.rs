//! Comparable states of a case and of a suite, the same for the workspace and for Qase.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::field::{self, CaseField};
use voluptas_core::domain::suite::SuiteContent;

/// Suite that holds a case or a suite, in terms that both sides understand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum SuiteRef {
    /// In no suite.
    #[default]
    Root,
    /// In the suite with this id in Qase.
    Remote(i64),
    /// In a suite that only the workspace has, by its row id.
    Local(i64),
}

impl SuiteRef {
    /// The place for the Qase id of a suite.
    #[must_use]
    pub fn remote(id: Option<i64>) -> Self {
        id.map_or(Self::Root, Self::Remote)
    }

    /// Qase id of the suite, if it has one.
    #[must_use]
    pub fn qase_id(self) -> Option<i64> {
        match self {
            Self::Remote(id) => Some(id),
            Self::Root | Self::Local(_) => None,
        }
    }
}

/// A case with its place. The comparison works on this type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseState {
    pub content: CaseContent,
    /// Suite that holds the case.
    pub place: SuiteRef,
}

/// True when steps are the same. A shared step is the same by its hash: its texts are kept once, and a case holds a copy at most.
fn same_steps(a: &[Step], b: &[Step]) -> bool {
    let same = |(a, b): (&Step, &Step)| {
        let is_shared = a.shared.is_some();
        let same_text = || (&a.action, &a.data, &a.expected) == (&b.action, &b.data, &b.expected);
        let same_rest = || a.attachments == b.attachments && same_steps(&a.steps, &b.steps);
        a.shared == b.shared && (is_shared || (same_text() && same_rest()))
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

fn forget_names(steps: &mut [Step]) {
    for step in steps {
        step.shared = step.shared.take().map(|_| String::new());
        forget_names(&mut step.steps);
    }
}

impl CaseState {
    /// True when one field is the same in both states.
    pub fn same(&self, field: CaseField, other: &Self) -> bool {
        match field {
            CaseField::Suite => self.place == other.place,
            CaseField::Steps => same_steps(&self.content.steps, &other.content.steps),
            _ => field::same(field, &self.content, &other.content),
        }
    }

    /// True when both say the same, whatever the hashes of their shared steps: each of two exports may have created a shared step of its own.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let (one, other) = (self.clone().without_names(), other.clone().without_names());
        CaseField::of_qase().all(|field| one.same(field, &other))
    }

    /// The state without the hashes of shared steps.
    pub(crate) fn without_names(mut self) -> Self {
        forget_names(&mut self.content.steps);
        self
    }

    /// Takes one field over from another state.
    pub fn take(&mut self, field: CaseField, from: &Self) {
        if field == CaseField::Suite {
            self.place = from.place;
        } else {
            field::copy(field, &from.content, &mut self.content);
        }
    }

    /// One field as JSON, for a preview.
    pub fn value(&self, field: CaseField) -> Value {
        if field == CaseField::Suite {
            return serde_json::to_value(self.place).unwrap_or(Value::Null);
        }
        field::value_of(&self.content, field)
    }

    /// True when a field is blank: no text, no items, or the option for "not set".
    pub fn is_blank(&self, field: CaseField) -> bool {
        let c = &self.content;
        let blank = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
        match field {
            CaseField::Title => c.title.is_empty(),
            CaseField::Description => blank(&c.description),
            CaseField::Preconditions => blank(&c.preconditions),
            CaseField::Postconditions => blank(&c.postconditions),
            CaseField::Severity => matches!(c.severity.as_str(), "" | "undefined"),
            CaseField::Priority => matches!(c.priority.as_str(), "" | "undefined"),
            CaseField::Kind => matches!(c.kind.as_str(), "" | "other"),
            CaseField::Layer => matches!(c.layer.as_str(), "" | "unknown"),
            CaseField::Behavior => matches!(c.behavior.as_str(), "" | "undefined"),
            CaseField::Automation => matches!(c.automation.as_str(), "" | "is-not-automated"),
            CaseField::Status => c.status.is_empty(),
            CaseField::IsFlaky => !c.is_flaky,
            CaseField::Steps => c.steps.is_empty(),
            CaseField::Tags => c.tags.is_empty(),
            CaseField::Parameters => c.parameters.is_empty(),
            CaseField::CustomFields => c.custom_fields.is_empty(),
            CaseField::Attachments => c.attachments.is_empty(),
            CaseField::ExpectedResult => blank(&c.expected_result),
            CaseField::Links => c.links.is_empty(),
            CaseField::Suite => self.place == SuiteRef::Root,
        }
    }
}

/// A suite with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SuiteState {
    pub content: SuiteContent,
    /// Parent suite.
    pub place: SuiteRef,
}

/// A field of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum SuiteField {
    Title,
    Description,
    Preconditions,
    /// The parent suite.
    Parent,
}

impl SuiteField {
    /// True when the field is the same in both.
    #[must_use]
    pub fn same(self, a: &SuiteState, b: &SuiteState) -> bool {
        match self {
            Self::Title => a.content.title == b.content.title,
            Self::Description => a.content.description == b.content.description,
            Self::Preconditions => a.content.preconditions == b.content.preconditions,
            Self::Parent => a.place == b.place,
        }
    }

    pub(crate) fn take(self, to: &mut SuiteState, from: &SuiteState) {
        match self {
            Self::Title => to.content.title.clone_from(&from.content.title),
            Self::Description => to.content.description.clone_from(&from.content.description),
            Self::Preconditions => to.content.preconditions.clone_from(&from.content.preconditions),
            Self::Parent => to.place = from.place,
        }
    }

    pub(crate) fn is_blank(self, s: &SuiteState) -> bool {
        match self {
            Self::Title => s.content.title.is_empty(),
            Self::Description => s.content.description.is_none(),
            Self::Preconditions => s.content.preconditions.is_none(),
            Self::Parent => s.place == SuiteRef::Root,
        }
    }
}
