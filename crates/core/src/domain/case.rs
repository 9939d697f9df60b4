//! A test case: the instructions for one check.
//!
//! [`CaseContent`] is the part of a case that the two sides of a synchronisation compare, field by field; [`Case`] adds what
//! only this workspace knows of it.

use super::ids::{CaseId, ProjectId, SuiteId};
use super::review::Review;
use crate::base::Millis;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Notation of the steps of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepsType {
    /// Action, data, expected result.
    #[default]
    Classic,
    /// Given, When, Then: one text.
    Gherkin,
}

impl StepsType {
    /// The word that is stored and that Qase's API uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Gherkin => "gherkin",
        }
    }

    /// Reads [`StepsType::as_str`]'s words; anything else is classic, as in Qase.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.eq_ignore_ascii_case("gherkin") { Self::Gherkin } else { Self::Classic }
    }
}

/// A reference to a file of a case, a step or a result, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AttachmentRef {
    /// The hash by which Qase's API (and ours) knows the file. Qase does not show it on reading a case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The name that a person gave it.
    pub filename: String,
    /// Media type.
    pub mime: String,
    /// Length in bytes.
    pub size: i64,
    /// Download address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl AttachmentRef {
    /// True for a file that a test tool named and that was not there: the reference has a name and a type, and no bytes.
    pub fn is_missing(&self) -> bool {
        self.hash.is_none() && self.url.as_deref().is_none_or(|url| url.trim().is_empty())
    }
}

/// One step of a case; steps may hold steps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// Action to perform; for Gherkin, the whole text. Markdown, kept byte for byte.
    pub action: String,
    /// Expected result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Test data to enter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Hash of the shared step that stands here; the other fields are then its text as last seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<String>,
    /// Files of the step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentRef>,
    /// Nested steps, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// A named list of values for which the case is executed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ParameterItem {
    /// Name of the parameter.
    pub title: String,
    /// Values of the parameter, in order.
    pub values: Vec<String>,
}

/// Parameters of a case. A group is executed value by value together (its items have equally many values).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Parameter {
    /// One parameter.
    Single {
        /// UUID of the shared parameter, when it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shared_id: Option<String>,
        /// Name and values.
        item: ParameterItem,
    },
    /// Parameters that vary together.
    Group {
        /// UUID of the shared parameter, when it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shared_id: Option<String>,
        /// Names and values.
        items: Vec<ParameterItem>,
    },
}

impl Parameter {
    /// Name and values of each parameter: one, or those that vary together.
    pub fn items(&self) -> &[ParameterItem] {
        match self {
            Self::Single { item, .. } => std::slice::from_ref(item),
            Self::Group { items, .. } => items,
        }
    }
}

/// The content of a case: the unit that import, export and the three-way comparison work on.
///
/// Blank optional texts are `None`, so that Qase's `null` and `""` are the same thing. Enumerations are kept as slugs:
/// a Qase workspace may add options of its own, and numbers mean different things in different accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseContent {
    /// At most 255 characters, never blank.
    pub title: String,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preconditions: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postconditions: Option<String>,
    /// Expected result of the whole case, beside those of its steps. Markdown. Qase has no such field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_result: Option<String>,
    /// Slug: undefined, blocker, critical, major, normal, minor, trivial, or the workspace's own.
    pub severity: String,
    /// Slug: undefined, high, medium, low.
    pub priority: String,
    /// Slug: other, functional, smoke, regression, ...
    pub kind: String,
    /// Slug: unknown, e2e, api, unit.
    pub layer: String,
    /// Slug: undefined, positive, negative, destructive.
    pub behavior: String,
    /// Slug: is-not-automated, to-be-automated, automated.
    pub automation: String,
    /// Slug: actual, draft, deprecated.
    pub status: String,
    /// Known to pass and fail without a change.
    pub is_flaky: bool,
    /// Notation of [`CaseContent::steps`].
    pub steps_type: StepsType,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Titles of tags, sorted and without repeats ([`CaseContent::normalise`]).
    pub tags: Vec<String>,
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
    /// Values of custom fields by the field's title, blank values left out.
    pub custom_fields: BTreeMap<String, String>,
    /// Files of the case.
    pub attachments: Vec<AttachmentRef>,
    /// Pages about the case, in order. Qase has no such field.
    #[serde(deserialize_with = "null_is_empty", skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<CaseLink>,
}

/// Reads null as an empty list: the history records a list that is left out as null.
fn null_is_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// A page about a case: a requirement, a defect, a design.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseLink {
    /// Address, `http` or `https`, without blanks.
    pub url: String,
    /// Text to show; empty shows the address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
}

impl CaseLink {
    /// The text to show.
    pub fn name(&self) -> &str {
        if self.title.is_empty() { &self.url } else { &self.title }
    }

    /// Parses `address title`, as [`CaseLink::line`] writes it. `None` for blank text.
    pub fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        let (url, title) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        (!url.is_empty()).then(|| Self { url: url.to_owned(), title: title.trim().to_owned() })
    }

    /// The link on one line: its address and, behind a blank, its title.
    pub fn line(&self) -> String {
        if self.title.is_empty() { self.url.clone() } else { format!("{} {}", self.url, self.title) }
    }

    /// The links with those of `more` whose address is not among them.
    pub fn joined(links: &[Self], more: &[Self]) -> Vec<Self> {
        let mut all = links.to_vec();
        all.extend(more.iter().filter(|link| links.iter().all(|known| known.url != link.url)).cloned());
        all
    }

    /// True when the address leads to a page: `http` or `https`, a host, no blanks or control characters.
    pub fn is_page(&self) -> bool {
        let Some((scheme, rest)) = self.url.split_once("://") else { return false };
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let has_host = rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        is_web && has_host && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
    }
}

impl Default for CaseContent {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: None,
            preconditions: None,
            postconditions: None,
            expected_result: None,
            severity: "normal".into(),
            priority: "undefined".into(),
            kind: "other".into(),
            layer: "unknown".into(),
            behavior: "undefined".into(),
            automation: "is-not-automated".into(),
            status: "actual".into(),
            is_flaky: false,
            steps_type: StepsType::Classic,
            steps: Vec::new(),
            tags: Vec::new(),
            parameters: Vec::new(),
            custom_fields: BTreeMap::new(),
            attachments: Vec::new(),
            links: Vec::new(),
        }
    }
}

impl CaseContent {
    /// Brings the content into its one form: blank texts are none, tags sorted without repeats, blank custom values and links
    /// dropped.
    pub fn normalise(&mut self) {
        self.title = self.title.trim().to_owned();
        for text in [&mut self.description, &mut self.preconditions, &mut self.postconditions, &mut self.expected_result] {
            blank_to_none(text);
        }
        for tag in &mut self.tags {
            *tag = tag.trim().to_owned();
        }
        self.tags.retain(|t| !t.is_empty());
        self.tags.sort();
        self.tags.dedup();
        self.custom_fields.retain(|_, v| !v.is_empty());
        for link in &mut self.links {
            link.url = link.url.trim().to_owned();
            link.title = link.title.split(['\r', '\n']).map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned();
        }
        self.links.retain(|link| !link.url.is_empty());
        normalise_steps(&mut self.steps);
    }

    /// The content in its one form; a copy only if it is not in that form yet. Large imports ask for it once for each row.
    pub fn normalised(&self) -> Cow<'_, Self> {
        if self.is_normal() {
            return Cow::Borrowed(self);
        }
        let mut content = self.clone();
        content.normalise();
        Cow::Owned(content)
    }

    /// True when [`Self::normalise`] would change nothing.
    fn is_normal(&self) -> bool {
        is_trimmed(&self.title)
            && [&self.description, &self.preconditions, &self.postconditions, &self.expected_result].into_iter().all(is_not_blank)
            && self.tags.iter().all(|tag| !tag.is_empty() && is_trimmed(tag))
            && self.tags.is_sorted_by(|a, b| a < b)
            && self.custom_fields.values().all(|value| !value.is_empty())
            && self.links.iter().all(|link| {
                !link.url.is_empty() && is_trimmed(&link.url) && is_trimmed(&link.title) && !link.title.contains(['\r', '\n'])
            })
            && are_steps_normal(&self.steps)
    }

    /// A hash of the content in its one form: equal contents have equal hashes on every machine. 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        blake3::hash(&json).to_hex().to_string()
    }
}

/// Number of steps with those inside; the steps of a shared step are not counted.
pub fn count_steps(steps: &[Step]) -> usize {
    steps.iter().map(|step| 1 + if step.shared.is_some() { 0 } else { count_steps(&step.steps) }).sum()
}

fn blank_to_none(text: &mut Option<String>) {
    if text.as_deref().is_some_and(|t| t.trim().is_empty()) {
        *text = None;
    }
}

fn is_not_blank(text: &Option<String>) -> bool {
    text.as_deref().is_none_or(|t| !t.trim().is_empty())
}

fn is_trimmed(text: &str) -> bool {
    text.trim().len() == text.len()
}

fn are_steps_normal(steps: &[Step]) -> bool {
    let is_normal = |s: &Step| [&s.expected, &s.data, &s.shared].into_iter().all(is_not_blank) && are_steps_normal(&s.steps);
    steps.iter().all(is_normal)
}

fn normalise_steps(steps: &mut [Step]) {
    for step in steps {
        blank_to_none(&mut step.expected);
        blank_to_none(&mut step.data);
        blank_to_none(&mut step.shared);
        normalise_steps(&mut step.steps);
    }
}

/// A test case as the workspace keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Row id.
    pub id: CaseId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Number of the case in the project: the id that people and Qase's API see (`SHOP-42`).
    pub number: i64,
    /// Suite that contains the case; `None` for the root.
    pub suite_id: Option<SuiteId>,
    /// Position among the cases of the suite, from 0.
    pub position: i64,
    /// Further suites that show the case, also those in the trash, with its position among their cases. Never the home suite.
    #[serde(default)]
    pub further_suites: BTreeMap<SuiteId, i64>,
    /// Row id of the milestone; `None` without one.
    #[serde(default)]
    pub milestone_id: Option<i64>,
    /// Title, steps and all other content.
    pub content: CaseContent,
    /// Review; `None` before the first one.
    #[serde(default)]
    pub review: Option<Review>,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
    /// Time of the move to the trash; `None` for a live case.
    pub deleted_ms: Option<Millis>,
}

/// A case that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewCase {
    /// Suite to create the case in; `None` for the root.
    pub suite_id: Option<SuiteId>,
    /// Number that the case must have (the server keeps a requested id); `None` takes the next free number.
    pub number: Option<i64>,
    /// Title, steps and all other content.
    pub content: CaseContent,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_and_are_written_on_a_line() {
        let link = |line: &str| CaseLink::parse(line).expect("a link");
        let both = link(" https://tracker.shop.test/PAY-318  The payment  stays open ");
        assert_eq!((both.url.as_str(), both.title.as_str()), ("https://tracker.shop.test/PAY-318", "The payment  stays open"));
        assert_eq!(CaseLink::parse(&both.line()), Some(both));
        assert_eq!(link("http://a.test").name(), "http://a.test");
        assert_eq!(CaseLink::parse("  "), None);
        for page in ["https://a.test", "HTTP://localhost:8080/x?y#z", "https://[::1]/", "https://пример.рф/страница"]
        {
            assert!(link(page).is_page(), "{page}");
        }
        for other in
            ["javascript:alert(1)", "file:///etc/passwd", "https://", "https:///x", "//a.test", "a.test", "https://a\u{7}b"]
        {
            assert!(!link(other).is_page(), "{other}");
        }
    }

    proptest::proptest! {
        /// The short way to the one form gives what the long way gives.
        #[test]
        fn a_content_in_its_form_is_not_copied(
            texts in proptest::collection::vec("[ab \r\n]{0,3}", 12),
            tags in proptest::collection::vec("[ab ]{0,2}", 0..4),
        ) {
            let some = |i: usize| Some(texts[i].clone()).filter(|text| text != "a");
            let step = Step { action: texts[9].clone(), expected: some(6), data: some(7), shared: some(8), ..Step::default() };
            let content = CaseContent {
                title: texts[0].clone(),
                description: some(1),
                expected_result: some(2),
                tags,
                links: vec![CaseLink { url: texts[3].clone(), title: texts[4].clone() }],
                custom_fields: BTreeMap::from([("Key".to_owned(), texts[5].clone())]),
                steps: vec![Step { steps: vec![step.clone()], ..step }],
                ..CaseContent::default()
            };
            let mut by_hand = content.clone();
            by_hand.normalise();
            let normalised = content.normalised();
            proptest::prop_assert_eq!(normalised.as_ref(), &by_hand);
            proptest::prop_assert!(matches!(by_hand.normalised(), Cow::Borrowed(_)));
            proptest::prop_assert_eq!(matches!(normalised, Cow::Borrowed(_)), content == by_hand);
        }
    }

    #[test]
    fn one_form_one_hash() {
        let mut a = CaseContent { title: " Sign in ".into(), description: Some("  ".into()), ..Default::default() };
        a.tags = vec!["smoke".into(), "login".into(), "smoke".into()];
        a.custom_fields.insert("Automation Key".into(), String::new());
        let mut b = CaseContent { title: "Sign in".into(), tags: vec!["login".into(), "smoke".into()], ..Default::default() };
        a.normalise();
        b.normalise();
        assert_eq!(a, b);
        assert_eq!(a.hash(), b.hash());
        b.is_flaky = true;
        assert_ne!(a.hash(), b.hash());
    }
}
