//! Categories of failures: the rules of a `categories.json` in their order, then product defects (failed) and test defects (broken).

use regex::{Regex, RegexBuilder};
use serde_json::Value;

use super::status::ResultStatus;

/// Largest compiled size of a rule's expression, in bytes. Rules come with results, so that nobody has looked at them.
const LARGEST: usize = 1 << 20;

/// A rule that sorts results into a category.
#[derive(Debug)]
struct Rule {
    name: String,
    /// Statuses by their words; an empty list means any.
    statuses: Vec<String>,
    message: Option<Regex>,
    trace: Option<Regex>,
    is_flaky: Option<bool>,
}

/// The part of a result that the rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Symptoms<'a> {
    /// Status.
    pub status: &'a ResultStatus,
    /// Message of the failure.
    pub message: Option<&'a str>,
    /// Stack trace.
    pub trace: Option<&'a str>,
    /// Flaky in its run.
    pub is_flaky: bool,
}

/// A category of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The rule with this place among [`Categories::names`].
    Rule(usize),
    /// Failed, and no rule fits.
    ProductDefect,
    /// Broken, and no rule fits.
    TestDefect,
}

/// The categories of a run.
#[derive(Debug, Default)]
pub struct Categories {
    rules: Vec<Rule>,
    /// Names of rules that cannot be used: their expressions are damaged, too large, or look around, which would not run in linear
    /// time.
    pub unusable: Vec<String>,
}

impl Categories {
    /// Reads rules as `categories.json` has them. A rule without a name is left out.
    #[must_use]
    pub fn of(rules: &[Value]) -> Self {
        let mut categories = Self::default();
        for value in rules {
            let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
            let Some(name) = text("name") else { continue };
            let pattern = |name: &str| text(name).map(whole).transpose();
            let (Ok(message), Ok(trace)) = (pattern("messageRegex"), pattern("traceRegex")) else {
                categories.unusable.push(name.to_owned());
                continue;
            };
            let statuses = value.get("matchedStatuses").and_then(Value::as_array).into_iter().flatten();
            categories.rules.push(Rule {
                name: name.to_owned(),
                statuses: statuses.filter_map(Value::as_str).map(str::to_lowercase).collect(),
                message,
                trace,
                is_flaky: value.get("flaky").and_then(Value::as_bool),
            });
        }
        categories
    }

    /// Names of the usable rules, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// The category of a result: that of the first rule that fits. `None` for a result that is neither failed nor broken when no rule
    /// fits.
    #[must_use]
    pub fn find(&self, s: Symptoms<'_>) -> Option<Category> {
        let fits = |rule: &Rule| {
            let found = |regex: &Option<Regex>, text: Option<&str>| {
                regex.as_ref().is_none_or(|regex| text.is_some_and(|text| regex.is_match(text)))
            };
            (rule.statuses.is_empty() || rule.statuses.iter().any(|word| word == s.status.slug()))
                && rule.is_flaky.is_none_or(|is_flaky| is_flaky == s.is_flaky)
                && found(&rule.message, s.message)
                && found(&rule.trace, s.trace)
        };
        match self.rules.iter().position(fits) {
            Some(at) => Some(Category::Rule(at)),
            None if *s.status == ResultStatus::Failed => Some(Category::ProductDefect),
            None if *s.status == ResultStatus::Broken => Some(Category::TestDefect),
            None => None,
        }
    }
}

/// An expression that must match the whole text, with a dot for line ends too, as Allure has it.
fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!("^(?:{pattern})$")).dot_matches_new_line(true).size_limit(LARGEST).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn find(categories: &Categories, status: &str, message: &str) -> Option<Category> {
        let status = ResultStatus::parse(status);
        categories.find(Symptoms { status: &status, message: Some(message), trace: None, is_flaky: false })
    }

    #[test]
    fn the_first_rule_that_fits_gives_the_category() {
        let rules = [
            json!({"name": "Ignored", "matchedStatuses": ["skipped"]}),
            json!({"name": "Looks ahead", "messageRegex": "(?=x).*"}),
            json!({"name": "Timeouts", "matchedStatuses": ["broken", "failed"], "messageRegex": ".*[Tt]imeout.*"}),
            json!({"name": "Traces", "traceRegex": ".*NullPointer.*"}),
            json!({"name": " "}),
        ];
        let categories = Categories::of(&rules);
        assert_eq!(categories.names().collect::<Vec<_>>(), ["Ignored", "Timeouts", "Traces"]);
        assert_eq!(categories.unusable, ["Looks ahead"]);
        assert_eq!(find(&categories, "failed", "a timeout\nof the page"), Some(Category::Rule(1)), "over several lines");
        assert_eq!(find(&categories, "skipped", ""), Some(Category::Rule(0)));
        assert_eq!(find(&categories, "failed", "expected 1"), Some(Category::ProductDefect));
        assert_eq!(find(&categories, "broken", "expected 1"), Some(Category::TestDefect));
        assert_eq!(find(&categories, "passed", ""), None);
        let trace = Some("java.lang.NullPointerException\n at x");
        let s = Symptoms { status: &ResultStatus::Broken, message: None, trace, is_flaky: false };
        assert_eq!(categories.find(s), Some(Category::Rule(2)));
    }
}
