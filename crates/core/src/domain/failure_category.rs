//! Categories of failures: the rules of the project, then those of a `categories.json` in their order, then product defects (failed) and
//! test defects (broken).

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Message;
use super::status::ResultStatus;
use super::validate::Invalid;

/// Largest compiled size of a rule's expression, in bytes. Rules come with results, so their expressions are not trusted.
const LARGEST: usize = 1 << 20;

/// Most rules of a project, and longest name and expression in characters.
const MOST: usize = 100;
const LONGEST: usize = 500;

/// A rule of a project: a failure belongs to the category when its message has the expression anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRule {
    /// Name of the category.
    pub name: String,
    /// Regular expression.
    pub regex: String,
}

impl ProjectRule {
    /// Reads rules as a person writes them: a line `Name = expression` for each. Blank lines count for nothing.
    ///
    /// # Errors
    /// [`Invalid`] for a line without a name, without an expression or with one that cannot be used, and for too many rules.
    pub fn parse(text: &str) -> Result<Vec<Self>, Invalid> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() > MOST {
            return Err(Invalid::new("failure_categories", Message::new("invalid-failure-categories").with("max", MOST)));
        }
        let rule = |line: &&str| {
            let (name, regex) = line.split_once('=').map(|(name, regex)| (name.trim(), regex.trim()))?;
            let fits = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST;
            let is_usable = fits(name) && fits(regex) && anywhere(regex).is_ok();
            is_usable.then(|| Self { name: name.to_owned(), regex: regex.to_owned() })
        };
        let wrong = |line: &str| Invalid::new("failure_categories", Message::new("invalid-failure-category").with("line", line));
        lines.iter().map(|line| rule(line).ok_or_else(|| wrong(line))).collect()
    }

    /// Rules as [`Self::parse`] reads them.
    pub fn text(rules: &[Self]) -> String {
        let lines: Vec<String> = rules.iter().map(|rule| format!("{} = {}", rule.name, rule.regex)).collect();
        lines.join("\n")
    }
}

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

/// Allure's names of the categories for results that fit no rule.
const PRODUCT_DEFECTS: &str = "Product defects";
const TEST_DEFECTS: &str = "Test defects";

/// The part of a result that the rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Symptoms<'a> {
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
    /// Failed, no rule fits, and none has the name "Product defects".
    ProductDefect,
    /// Broken, no rule fits, and none has the name "Test defects".
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
    /// The rules of a project, then those that came with results, as `categories.json` has them. A rule without a name is left out.
    #[must_use]
    pub fn of(project: &[ProjectRule], rules: &[Value]) -> Self {
        let mut categories = Self::default();
        for rule in project {
            let Ok(message) = anywhere(&rule.regex) else {
                categories.unusable.push(rule.name.clone());
                continue;
            };
            let statuses = [ResultStatus::Failed, ResultStatus::Broken].map(|status| status.slug().to_owned());
            let (name, statuses) = (rule.name.clone(), statuses.to_vec());
            categories.rules.push(Rule { name, statuses, message: Some(message), trace: None, is_flaky: None });
        }
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

    /// The first rule of this name. Rules often repeat the names of Allure's own categories, and one name is one category.
    fn named(&self, name: &str) -> Option<Category> {
        self.rules.iter().position(|rule| rule.name.eq_ignore_ascii_case(name)).map(Category::Rule)
    }

    /// The category of a result: that of the first matching rule. Without a match, `None` for a result that is neither failed nor
    /// broken.
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
            None if *s.status == ResultStatus::Failed => Some(self.named(PRODUCT_DEFECTS).unwrap_or(Category::ProductDefect)),
            None if *s.status == ResultStatus::Broken => Some(self.named(TEST_DEFECTS).unwrap_or(Category::TestDefect)),
            None => None,
        }
    }
}

/// An expression that is looked for in a text.
fn anywhere(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(LARGEST).build()
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
    fn rules_of_a_project_are_read_from_lines_and_come_first() {
        let text = "Timeouts = (?i)time.?out\n\n Money = a=b ";
        let own = ProjectRule::parse(text).expect("rules");
        assert_eq!(ProjectRule::text(&own), "Timeouts = (?i)time.?out\nMoney = a=b");
        let categories = Categories::of(&own, &[json!({"name": "All", "messageRegex": ".*"})]);
        assert_eq!(categories.names().collect::<Vec<_>>(), ["Timeouts", "Money", "All"]);
        assert_eq!(find(&categories, "failed", "first line\nTime-out of the page"), Some(Category::Rule(0)));
        assert_eq!(find(&categories, "passed", "timeout"), Some(Category::Rule(2)), "they are about failures");
        for wrong in ["Timeouts", "= x", "Name =", "Name = (", "Name = (?=x)y"] {
            assert!(ProjectRule::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rule_with_the_name_of_a_default_takes_what_fits_no_rule() {
        let rules =
            [json!({"name": "Timeouts", "messageRegex": ".*timeout.*"}), json!({"name": "product defects", "messageRegex": "x"})];
        let categories = Categories::of(&[], &rules);
        assert_eq!(find(&categories, "failed", "expected 1"), Some(Category::Rule(1)));
        assert_eq!(find(&categories, "broken", "expected 1"), Some(Category::TestDefect));
    }

    #[test]
    fn the_first_rule_that_fits_gives_the_category() {
        let rules = [
            json!({"name": "Ignored", "matchedStatuses": ["skipped"]}),
            json!({"name": "ClassCounts ahead", "messageRegex": "(?=x).*"}),
            json!({"name": "Timeouts", "matchedStatuses": ["broken", "failed"], "messageRegex": ".*[Tt]imeout.*"}),
            json!({"name": "Traces", "traceRegex": ".*NullPointer.*"}),
            json!({"name": " "}),
        ];
        let categories = Categories::of(&[], &rules);
        assert_eq!(categories.names().collect::<Vec<_>>(), ["Ignored", "Timeouts", "Traces"]);
        assert_eq!(categories.unusable, ["ClassCounts ahead"]);
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
