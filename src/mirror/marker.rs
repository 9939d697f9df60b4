//! The traces that a mirror leaves in the target, and by which the next one recognises its work.
//!
//! A trace is a link reference that nothing refers to, alone in the last line: Markdown does not show it. The words around it are data
//! that both sides keep, the same in every language.

use uuid::Uuid;

/// Longest description of a run.
const DESCRIPTION_MAX: usize = 10_000;
/// Longest title of a case or a run.
pub(crate) const TITLE_MAX: usize = 255;

const OPEN: &str = "[//]: # (mirror ";

/// The run that results come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Code of the source project, in capitals.
    pub project: String,
    /// Id of the source run.
    pub run: i64,
}

impl Origin {
    /// What every mirrored comment begins with.
    pub fn prefix(&self) -> String {
        format!("[Mirrored from {}]", self.project)
    }

    /// The comment of a mirrored result: the prefix, the source's comment, the trace.
    pub fn comment(&self, body: &str, hash: &str) -> String {
        let (prefix, run) = (self.prefix(), self.run);
        let space = if body.is_empty() { "" } else { " " };
        format!("{prefix}{space}{body}\n\n{OPEN}{}/{run}/{hash})", self.project)
    }

    /// The description of a run that is made for results of this one.
    pub fn description(&self, title: &str) -> String {
        let title: String = title.chars().take(TITLE_MAX).collect();
        format!("Mirrors run {} \"{title}\" of project {}.\n\n{OPEN}run {}/{})", self.run, self.project, self.project, self.run)
    }

    /// Whether a description has the trace of this very run.
    pub fn made(&self, description: Option<&str>) -> bool {
        description.is_some_and(|d| trace(d).is_some_and(|t| t == format!("run {}/{}", self.project, self.run)))
    }

    /// The hash that a comment's trace names, when it is of this run.
    pub fn hash_in<'a>(&self, comment: &'a str) -> Option<&'a str> {
        let (project, rest) = trace(comment)?.split_once('/')?;
        let (run, hash) = rest.split_once('/')?;
        (project == self.project && run.parse() == Ok(self.run)).then_some(hash)
    }

    /// The source's comment within one that has the prefix and no trace: what other tools have mirrored.
    pub fn untraced_body<'a>(&self, comment: &'a str) -> Option<&'a str> {
        if trace(comment).is_some() {
            return None;
        }
        comment.trim().strip_prefix(self.prefix().as_str()).map(str::trim)
    }
}

/// Whether a description has the trace of any run.
pub(crate) fn is_mirror(description: Option<&str>) -> bool {
    description.and_then(trace).is_some_and(|t| t.starts_with("run "))
}

fn trace(text: &str) -> Option<&str> {
    let (_, after) = text.rsplit_once(OPEN)?;
    after.trim_end().strip_suffix(')')
}

/// What a person wrote, without blanks around it and without the trace of an earlier mirror.
pub(crate) fn body(comment: &str) -> &str {
    let cut = if trace(comment).is_some() { comment.rfind(OPEN).unwrap_or(comment.len()) } else { comment.len() };
    comment[..cut].trim()
}

/// The key of a result: the same for the same result in the same project, whoever mirrors it and from which computer.
/// `copy` counts the repeats that were asked for.
pub(crate) fn result_key(account: &str, origin: &Origin, hash: &str, target: &str, copy: u32) -> String {
    let name = format!("{account}|{}|{}|{hash}|{target}|{copy}", origin.project, origin.run);
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

/// A title as Qase takes it.
pub(crate) fn title(text: &str) -> String {
    text.trim().chars().take(TITLE_MAX).collect()
}

const _: () = assert!(TITLE_MAX * 4 + 500 < DESCRIPTION_MAX);

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin { project: "SHOPAUTO".into(), run: 12 }
    }

    #[test]
    fn a_comment_begins_as_promised_and_names_its_source() {
        let o = origin();
        let comment = o.comment("it broke", "abc");
        assert!(comment.starts_with("[Mirrored from SHOPAUTO] it broke\n"));
        assert_eq!(o.hash_in(&comment), Some("abc"));
        assert_eq!(body(&comment), "[Mirrored from SHOPAUTO] it broke");
        assert!(o.comment("", "abc").starts_with("[Mirrored from SHOPAUTO]\n"));
        assert_eq!(Origin { run: 13, ..o.clone() }.hash_in(&comment), None);
        assert_eq!(o.untraced_body("[Mirrored from SHOPAUTO] by hand"), Some("by hand"));
        assert_eq!(o.untraced_body("[Mirrored from SHOPAUTO]"), Some(""));
        assert_eq!(o.untraced_body(&comment), None);
        assert_eq!(o.untraced_body("by hand"), None);
    }

    #[test]
    fn a_run_knows_which_run_it_mirrors() {
        let o = origin();
        let text = o.description("Nightly");
        assert!(o.made(Some(&text)) && is_mirror(Some(&text)));
        assert!(!Origin { run: 1, ..o.clone() }.made(Some(&text)));
        assert!(!o.made(None) && !is_mirror(Some("by hand")));
    }

    #[test]
    fn a_key_depends_on_everything_that_names_the_result() {
        let o = origin();
        let key = result_key("https://a", &o, "h", "SHOP", 0);
        assert_eq!(key, result_key("https://a", &o, "h", "SHOP", 0));
        for other in [
            result_key("https://b", &o, "h", "SHOP", 0),
            result_key("https://a", &Origin { run: 13, ..o.clone() }, "h", "SHOP", 0),
            result_key("https://a", &o, "i", "SHOP", 0),
            result_key("https://a", &o, "h", "SHOP2", 0),
            result_key("https://a", &o, "h", "SHOP", 1),
        ] {
            assert_ne!(key, other);
        }
    }
}
