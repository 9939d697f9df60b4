//! Rules that a value must keep before it is stored, whatever way it came in.

use super::Message;
use super::case::{CaseContent, CaseLink, Parameter, Step};
use super::function::FunctionContent;
use super::suite::SuiteContent;
use serde::Serialize;

/// A value that cannot be stored: the field and the broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invalid {
    /// Name of the field (`title`).
    pub field: &'static str,
    /// Description of the problem.
    pub message: Message,
}

impl Invalid {
    /// A value with the description of its problem.
    #[must_use]
    pub fn new(field: &'static str, message: Message) -> Self {
        Self { field, message }
    }
}

/// Longest text of one field of a case or a suite, in bytes. A longer one comes from a mistake or an attack: no editor shows it in useful
/// time, and no table holds it in a cell.
pub const TEXT_MAX: usize = 4 << 20;
/// Longest title of a case, suite or run, in characters: the limit of Qase's API.
pub const TITLE_MAX: usize = 255;
/// Longest title of a function, in characters.
pub const FUNCTION_TITLE_MAX: usize = 500;
/// Longest alias of a function, in characters.
pub const ALIAS_MAX: usize = 200;
/// Longest address of a link, in characters.
pub const URL_MAX: usize = 2048;
/// Maximum number of suites within each other in a file that is imported.
pub const SUITE_DEPTH_MAX: usize = 100;

/// Checks a required text: not blank, not too long, and without NUL (which PostgreSQL refuses).
///
/// # Errors
/// The field and the reason.
pub fn title(field: &'static str, text: &str, max: usize) -> Result<(), Invalid> {
    if text.trim().is_empty() {
        return Err(Invalid::new(field, Message::new("invalid-blank")));
    }
    let length = text.chars().count();
    if length > max {
        return Err(Invalid::new(field, Message::new("invalid-too-long").count("length", length).count("max", max)));
    }
    no_nul(field, text)
}

/// Checks a name that stands in lines of logs and in columns of tables: a [`title`] without control characters.
///
/// # Errors
/// The field and the reason.
pub fn name(field: &'static str, text: &str, max: usize) -> Result<(), Invalid> {
    title(field, text, max)?;
    if text.trim().contains(char::is_control) {
        return Err(Invalid::new(field, Message::new("invalid-tag-line")));
    }
    Ok(())
}

/// Checks a long text: no NUL, at most [`TEXT_MAX`] bytes.
fn text(field: &'static str, text: &str) -> Result<(), Invalid> {
    fits(field, text.len(), || text.chars().count())?;
    no_nul(field, text)
}

fn fits(field: &'static str, bytes: usize, length: impl Fn() -> usize) -> Result<(), Invalid> {
    if bytes <= TEXT_MAX {
        return Ok(());
    }
    Err(Invalid::new(field, Message::new("invalid-too-long").count("length", length()).count("max", TEXT_MAX)))
}

fn no_nul(field: &'static str, text: &str) -> Result<(), Invalid> {
    if text.contains('\0') { Err(Invalid::new(field, Message::new("invalid-nul"))) } else { Ok(()) }
}

/// Checks a tag that a person typed: one line without commas, which separate tags, and at most [`TITLE_MAX`] characters.
///
/// # Errors
/// The reason.
pub fn tag(text: &str) -> Result<(), Invalid> {
    title("tags", text, TITLE_MAX)?;
    match text {
        _ if text.contains(char::is_control) => Err(Invalid::new("tags", Message::new("invalid-tag-line"))),
        _ if text.contains(',') => Err(Invalid::new("tags", Message::new("invalid-tag-comma"))),
        _ => Ok(()),
    }
}

/// Checks the content of a case.
///
/// # Errors
/// The first field that breaks a rule, and the rule.
pub fn case(content: &CaseContent) -> Result<(), Invalid> {
    title("title", &content.title, TITLE_MAX)?;
    for (field, text) in [
        ("description", &content.description),
        ("preconditions", &content.preconditions),
        ("postconditions", &content.postconditions),
        ("expected_result", &content.expected_result),
    ] {
        self::text(field, text.as_deref().unwrap_or_default())?;
    }
    for tag in &content.tags {
        title("tags", tag, TITLE_MAX)?;
    }
    for link in &content.links {
        self::link(link)?;
    }
    for (name, value) in &content.custom_fields {
        title("custom_fields", name, TITLE_MAX)?;
        text("custom_fields", value)?;
    }
    for (field, word) in [
        ("severity", &content.severity),
        ("priority", &content.priority),
        ("type", &content.kind),
        ("layer", &content.layer),
        ("behavior", &content.behavior),
        ("automation", &content.automation),
        ("status", &content.status),
    ] {
        no_nul(field, word)?;
    }
    for item in content.parameters.iter().flat_map(Parameter::items) {
        let texts = || item.values.iter().chain([&item.title]);
        texts().try_for_each(|text| no_nul("parameters", text))?;
        // All values of a parameter share a cell of a table.
        fits("parameters", texts().map(String::len).sum(), || texts().map(|text| text.chars().count()).sum())?;
    }
    steps(&content.steps, 0)
}

/// Checks a link of a case.
///
/// # Errors
/// An address that leads to no page or is longer than [`URL_MAX`], and a title longer than [`TITLE_MAX`].
pub fn link(link: &CaseLink) -> Result<(), Invalid> {
    if !link.is_page() {
        return Err(Invalid::new(
            "links",
            Message::new("invalid-url").with("url", link.url.chars().take(80).collect::<String>()),
        ));
    }
    for (text, max) in [(&link.url, URL_MAX), (&link.title, TITLE_MAX)] {
        let length = text.chars().count();
        if length > max {
            return Err(Invalid::new("links", Message::new("invalid-too-long").count("length", length).count("max", max)));
        }
        no_nul("links", text)?;
    }
    Ok(())
}

fn steps(list: &[Step], depth: usize) -> Result<(), Invalid> {
    // Deeper nesting than this comes from a mistake or an attack; it would also exhaust the stack of a reader.
    if depth > 32 {
        return Err(Invalid::new("steps", Message::new("invalid-too-deep").count("max", 32)));
    }
    for step in list {
        for part in [Some(&step.action), step.expected.as_ref(), step.data.as_ref()].into_iter().flatten() {
            text("steps", part)?;
        }
        no_nul("steps", step.shared.as_deref().unwrap_or_default())?;
        steps(&step.steps, depth + 1)?;
    }
    Ok(())
}

/// Checks texts and depth of steps, whatever shared steps they name.
///
/// # Errors
/// The first step that breaks a rule, and the rule.
pub fn plain_steps(list: &[Step]) -> Result<(), Invalid> {
    steps(list, 0)
}

/// Checks the steps of a shared step. None of them may be a shared step: a shared step would otherwise contain itself, or a case would
/// have to look through several of them.
///
/// # Errors
/// The first step that breaks a rule, and the rule.
pub fn shared_steps(list: &[Step]) -> Result<(), Invalid> {
    fn has_shared(list: &[Step]) -> bool {
        list.iter().any(|step| step.shared.is_some() || has_shared(&step.steps))
    }
    steps(list, 0)?;
    if has_shared(list) { Err(Invalid::new("steps", Message::new("invalid-shared-inside"))) } else { Ok(()) }
}

/// Checks the content of a suite.
///
/// # Errors
/// The first field that breaks a rule, and the rule.
pub fn suite(content: &SuiteContent) -> Result<(), Invalid> {
    title("title", &content.title, TITLE_MAX)?;
    text("description", content.description.as_deref().unwrap_or_default())?;
    text("preconditions", content.preconditions.as_deref().unwrap_or_default())
}

/// Checks the content of an entry of the registry.
///
/// # Errors
/// The first field that breaks a rule, and the rule.
pub fn function(content: &FunctionContent) -> Result<(), Invalid> {
    title("func_id", &content.func_id, 500)?;
    title("title", &content.title, FUNCTION_TITLE_MAX)?;
    if let Some(alias) = &content.alias {
        title("alias", alias, ALIAS_MAX)?;
    }
    no_nul("description", content.description.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tags_and_custom_fields_are_checked() {
        let valid = CaseContent { title: "Pay".into(), ..CaseContent::default() };
        assert!(case(&valid).is_ok());
        for tag in ["a\0", &"x".repeat(TITLE_MAX + 1)] {
            let tagged = CaseContent { tags: vec![tag.into()], ..valid.clone() };
            assert_eq!(case(&tagged).unwrap_err().field, "tags");
        }
        let worded = CaseContent { priority: "high\0".into(), ..valid.clone() };
        assert_eq!(case(&worded).unwrap_err().field, "priority");
        let item = |value: String| Parameter::Single {
            shared_id: None,
            item: super::super::case::ParameterItem { title: "Browser".into(), values: vec![value] },
        };
        for value in ["Fire\0fox".to_owned(), "x".repeat(TEXT_MAX)] {
            let varied = CaseContent { parameters: vec![item(value)], ..valid.clone() };
            assert_eq!(case(&varied).unwrap_err().field, "parameters");
        }
        let long = CaseContent { description: Some("x".repeat(TEXT_MAX + 1)), ..valid.clone() };
        assert_eq!(case(&long).unwrap_err().field, "description");
        for (name, value) in [("a\0", "x"), ("a", "x\0"), (" ", "x"), (&"x".repeat(256), "x")] {
            let content = CaseContent { custom_fields: [(name.to_owned(), value.to_owned())].into(), ..valid.clone() };
            assert_eq!(case(&content).unwrap_err().field, "custom_fields");
        }
    }

    #[test]
    fn tags_are_one_short_line() {
        assert!(tag("smoke test").is_ok() && tag(&"я".repeat(255)).is_ok());
        let key = |text: &str| tag(text).unwrap_err().message.key;
        assert_eq!([key(" "), key("a\nb"), key("a,b")], ["invalid-blank", "invalid-tag-line", "invalid-tag-comma"]);
        assert_eq!(key(&"x".repeat(256)), "invalid-too-long");
    }

    #[test]
    fn titles() {
        assert!(title("title", "x", 255).is_ok());
        assert_eq!(title("title", "  ", 255).unwrap_err().message.key, "invalid-blank");
        assert_eq!(title("title", &"я".repeat(256), 255).unwrap_err().message.key, "invalid-too-long");
        assert!(title("title", &"я".repeat(255), 255).is_ok());
        assert_eq!(title("title", "a\0b", 255).unwrap_err().message.key, "invalid-nul");
    }
}
