//! The traces that a mirror leaves in the target, and by which the next one recognises its work.
//!
//! A trace is a link reference that nothing refers to, alone in the last line: Markdown does not show it. The words around it are
//! data that both sides keep, the same in every language.

use super::names::normal;
use std::borrow::Cow;
use uuid::Uuid;
use voluptas_core::domain::project::account_name;
use voluptas_core::domain::trace;

/// Longest description of a run.
const DESCRIPTION_MAX: usize = 10_000;
/// Longest title of a case or a run.
pub(crate) const TITLE_MAX: usize = 255;

/// First word of every trace of a mirror.
const WORD: &str = "mirror ";

/// Second word of the trace with the runs that a target run continues.
const AFTER: &str = "after ";

/// Second word of the trace with the hash of a result's content.
const IS: &str = "is ";

/// Stands between the hash of a result and the number of files that could not be copied with it.
const LACKS: &str = " lacks ";

/// The run that results come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Code of the source project, in capitals.
    pub project: String,
    /// Id of the source run.
    pub run: i64,
}

impl Origin {
    /// Start of every mirrored comment.
    pub fn prefix(&self) -> String {
        format!("[Mirrored from {}]", self.project)
    }

    /// The comment of a mirrored result: the prefix, the source's comment, the trace. `content` is the hash of the copied
    /// content, `lacks` the number of files that could not be copied.
    pub fn comment(&self, body: &str, hash: &str, content: u64, lacks: usize) -> String {
        let space = if body.is_empty() { "" } else { " " };
        let text = format!("{}{space}{body}", self.prefix());
        // A line of its own: versions that do not know it read the last line alone.
        let text = trace::join(&text, &format!("{WORD}{IS}{content:016x}"));
        let lacks = if lacks > 0 { format!("{LACKS}{lacks}") } else { String::new() };
        trace::join(&text, &format!("{WORD}{}/{}/{hash}{lacks}", self.project, self.run))
    }

    /// The visible description of a target run for this source run.
    pub fn about(&self, title: &str) -> String {
        let title: String = title.chars().take(TITLE_MAX).collect();
        format!("Mirrors run {} \"{title}\" of project {}.", self.run, self.project)
    }

    /// The description with the trace. `purpose` distinguishes target runs with requested titles; `after` names runs that hold
    /// other results of the source run and do not show it themselves.
    pub fn description(&self, title: &str, purpose: Option<&str>, after: &[i64]) -> String {
        let mark = purpose.map(|p| format!(" as {p}")).unwrap_or_default();
        let mut text = self.about(title);
        if !after.is_empty() {
            let ids: Vec<String> = after.iter().map(ToString::to_string).collect();
            // A line of its own: versions that do not know it read the last line alone.
            text = trace::join(&text, &format!("{WORD}{AFTER}{}", ids.join(",")));
        }
        trace::join(&text, &format!("{WORD}run {}/{}{mark}", self.project, self.run))
    }

    /// The purpose in a description with the trace of this run; `None` for any other description.
    pub fn purpose<'a>(&self, description: Option<&'a str>) -> Option<Option<&'a str>> {
        let rest = description.and_then(trace_of)?.strip_prefix("run ")?;
        let (place, purpose) = match rest.split_once(" as ") {
            Some((place, purpose)) => (place, Some(purpose)),
            None => (rest, None),
        };
        (place == format!("{}/{}", self.project, self.run)).then_some(purpose)
    }

    /// True for a description with the trace of this run, whatever the purpose.
    pub fn made(&self, description: Option<&str>) -> bool {
        self.purpose(description).is_some()
    }

    /// The hash that a comment's trace names, when it is of this run.
    pub fn hash_in<'a>(&self, comment: &'a str) -> Option<&'a str> {
        let (project, rest) = trace_of(comment)?.split_once('/')?;
        let (run, hash) = rest.split_once('/')?;
        let hash = hash.split_once(LACKS).map_or(hash, |(hash, _)| hash);
        (project == self.project && run.parse() == Ok(self.run)).then_some(hash)
    }

    /// The hash of the copied content, from a comment with a trace.
    pub fn content_in(comment: &str) -> Option<u64> {
        let before = trace::split(comment).0;
        u64::from_str_radix(trace_of(&before)?.strip_prefix(IS)?, 16).ok()
    }

    /// True for a comment whose trace says that files of the source are missing.
    pub fn lacks_files(comment: &str) -> bool {
        trace_of(comment).is_some_and(|trace| trace.contains(LACKS))
    }

    /// The source comment in a comment that has the prefix and no trace, which is how other tools mirror results.
    pub fn untraced_body<'a>(&self, comment: &'a str) -> Option<&'a str> {
        if trace_of(comment).is_some() {
            return None;
        }
        comment.trim().strip_prefix(self.prefix().as_str()).map(str::trim)
    }
}

/// The purpose of a target run with a requested title: a short hash of the title or its template.
pub(crate) fn purpose(title: &str) -> String {
    blake3::hash(normal(title.trim()).as_bytes()).to_hex().chars().take(8).collect()
}

/// Ids of the runs that a target run with this description continues.
pub(crate) fn continued(description: Option<&str>) -> Vec<i64> {
    let before = description.map(|text| trace::split(text).0);
    let ids = before.as_deref().and_then(trace_of).and_then(|t| t.strip_prefix(AFTER)).unwrap_or_default();
    ids.split(',').filter_map(|id| id.trim().parse().ok()).collect()
}

/// True for a description with the trace of any run.
pub(crate) fn is_mirror(description: Option<&str>) -> bool {
    description.and_then(trace_of).is_some_and(|t| t.starts_with("run "))
}

/// The description of a case or suite created for one of the source. `kind` is `case` or `suite`.
pub(crate) fn made_for(body: &str, kind: &str, project: &str, id: i64) -> String {
    trace::join(body, &format!("{WORD}{}", made_trace_for(kind, project, id)))
}

/// The trace of a case or suite created for one of the source, as [`made_trace`] gives it.
pub(crate) fn made_trace_for(kind: &str, project: &str, id: i64) -> String {
    format!("{kind} {}/{id}", project.to_uppercase())
}

/// The trace of a mirror in the description of a case or suite, such as `case AUTO/7`.
pub(crate) fn made_trace<'a>(description: Option<&'a str>, kind: &str) -> Option<&'a str> {
    let trace = description.and_then(trace_of)?;
    trace.strip_prefix(kind).is_some_and(|rest| rest.starts_with(' ')).then_some(trace)
}

fn trace_of(text: &str) -> Option<&str> {
    trace::split(text).1?.strip_prefix(WORD)
}

/// True for the comment of a result that a mirror made, of whatever project.
pub(crate) fn is_mirrored(comment: &str) -> bool {
    trace_of(comment).is_some_and(|trace| trace.split('/').count() == 3)
}

/// The text that a person wrote: without the traces and surrounding blanks.
pub(crate) fn body(comment: &str) -> String {
    let mut text = comment.to_owned();
    while let (before, Some(_)) = trace::split(&text) {
        text = before.into_owned();
    }
    text.trim().to_owned()
}

/// The key of a result: the same for the same result in the same project, whoever mirrors it and from which computer. It includes
/// the target run, because a result may be mirrored into two runs. `copy` is the number of earlier copies when a repeat is
/// requested.
pub(crate) fn result_key(account: &str, origin: &Origin, hash: &str, target: (&str, i64), copy: u32) -> String {
    let (project, run) = target;
    let account = account_in_key(account);
    let name = format!("{account}|{}|{}|{hash}|{project}/{run}|{copy}", origin.project, origin.run);
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

/// The address of an account in the keys of results. All spellings of this computer's address give one key; other addresses stand
/// in it as they are, so that earlier mirrors are recognised.
fn account_in_key(address: &str) -> Cow<'_, str> {
    let name = account_name(address);
    match name.split_once("://") {
        Some((_, rest)) if rest.strip_prefix("localhost").is_some_and(|r| r.is_empty() || r.starts_with([':', '/'])) => {
            Cow::Owned(name)
        }
        _ => Cow::Borrowed(address),
    }
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
        let comment = o.comment("it broke", "abc", 7, 0);
        assert!(is_mirrored(&comment) && !is_mirrored("it broke") && !is_mirrored(&o.description("Nightly", None, &[3])));
        assert_eq!((Origin::content_in(&comment), Origin::content_in("it broke")), (Some(7), None));
        assert!(comment.starts_with("[Mirrored from SHOPAUTO] it broke\n"));
        assert_eq!(o.hash_in(&comment), Some("abc"));
        assert_eq!(body(&comment), "[Mirrored from SHOPAUTO] it broke");
        assert!(o.comment("", "abc", 7, 0).starts_with("[Mirrored from SHOPAUTO]\n"));
        assert!(!Origin::lacks_files(&comment));
        let without = o.comment("it broke", "abc", 7, 2);
        assert!(Origin::lacks_files(&without) && o.hash_in(&without) == Some("abc"));
        assert_eq!(Origin { run: 13, ..o.clone() }.hash_in(&comment), None);
        assert_eq!(o.untraced_body("[Mirrored from SHOPAUTO] by hand"), Some("by hand"));
        assert_eq!(o.untraced_body("[Mirrored from SHOPAUTO]"), Some(""));
        assert_eq!(o.untraced_body(&comment), None);
        assert_eq!(o.untraced_body("by hand"), None);
    }

    #[test]
    fn a_run_knows_which_run_it_mirrors_and_for_what() {
        let o = origin();
        let text = o.description("Nightly", None, &[]);
        assert!(o.made(Some(&text)) && is_mirror(Some(&text)));
        assert_eq!(o.purpose(Some(&text)), Some(None));
        assert!(!Origin { run: 1, ..o.clone() }.made(Some(&text)));
        assert!(!o.made(None) && !is_mirror(Some("by hand")));
        let other = o.description("Nightly", Some("ab12"), &[3, 9]);
        assert_eq!(o.purpose(Some(&other)), Some(Some("ab12")));
        assert_eq!((continued(Some(&other)), continued(Some(&text))), (vec![3, 9], Vec::new()));
        assert!(!Origin { run: 1, ..o }.made(Some(&other)));
        assert_eq!(purpose("Caf\u{e9} "), purpose("Cafe\u{301}"));
    }

    #[test]
    fn a_case_names_the_case_it_was_made_for() {
        let text = made_for("About it", "case", "auto", 7);
        assert_eq!((made_trace(Some(&text), "case"), body(&text)), (Some("case AUTO/7"), "About it".to_owned()));
        assert_eq!(made_trace(Some(&text), "suite"), None);
        assert_eq!(made_trace(Some("About it"), "case"), None);
    }

    #[test]
    fn spellings_of_this_computer_have_one_key_and_other_addresses_keep_theirs() {
        let key = |account: &str| result_key(account, &origin(), "h", ("SHOP", 3), 0);
        for same in ["http://127.0.0.1:8080/v1", "http://localhost:8080", "http://[::1]:8080/v1/"] {
            assert_eq!(key(same), key("http://localhost:8080/v1"), "{same}");
        }
        let name = "https://api.qase.io/v1|SHOPAUTO|12|h|SHOP/3|0";
        assert_eq!(key("https://api.qase.io/v1"), Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string());
    }

    #[test]
    fn a_key_depends_on_everything_that_names_the_result() {
        let o = origin();
        let key = result_key("https://a", &o, "h", ("SHOP", 3), 0);
        assert_eq!(key, result_key("https://a", &o, "h", ("SHOP", 3), 0));
        for other in [
            result_key("https://b", &o, "h", ("SHOP", 3), 0),
            result_key("https://a", &Origin { run: 13, ..o.clone() }, "h", ("SHOP", 3), 0),
            result_key("https://a", &o, "i", ("SHOP", 3), 0),
            result_key("https://a", &o, "h", ("SHOP2", 3), 0),
            result_key("https://a", &o, "h", ("SHOP", 4), 0),
            result_key("https://a", &o, "h", ("SHOP", 3), 1),
        ] {
            assert_ne!(key, other);
        }
    }
}
