//! An attempt of a test tool's file as a result of the workspace.

use std::borrow::Cow;

use super::named;
use crate::runs;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::identity::bounded;
use voluptas_core::domain::result::{ResultContent, ResultLabel, ResultStep, StepPart};
use voluptas_formats::tool_results::{Attempt, Container, Param, ToolFile, ToolStep};
use voluptas_ingest::{NewResult, SuiteLevel};
use voluptas_store::known_tests::TestKey;

/// Longest identity of a tool that is kept as it is.
const LONGEST_ID: usize = 200;

/// A result of an attempt. `keep` stores a file and names it.
pub(super) fn result(attempt: Attempt, project: &str, keep: &mut dyn FnMut(ToolFile) -> AttachmentRef) -> NewResult {
    let named = named::of(&attempt, project);
    let test = test_key(&attempt);
    let title = [named.title, attempt.full_name].into_iter().find(|t| !t.trim().is_empty()).unwrap_or_else(|| "?".to_owned());
    let label = |(name, value)| ResultLabel { name, value };
    let content = ResultContent {
        title,
        external_id: attempt.uuid.map(bounded),
        status: attempt.status,
        start_ms: attempt.start_ms,
        // An attempt that was cut off has no end: it began before whatever followed it.
        end_ms: attempt.end_ms.or(attempt.start_ms),
        duration_ms: attempt.duration_ms,
        comment: attempt.message,
        stacktrace: attempt.trace,
        thread: attempt.thread,
        params: attempt.params.into_iter().map(|p| (p.name, p.value)).collect(),
        steps: attempt.steps.into_iter().map(|s| step(s, keep)).collect(),
        attachments: attempt.files.into_iter().map(&mut *keep).collect(),
        links: attempt.links,
        labels: attempt.labels.into_iter().map(label).collect(),
        description: attempt.description,
        unknown_status: attempt.unknown_status,
        is_flaky: attempt.is_flaky,
        is_api: true,
        ..ResultContent::default()
    };
    // A suite takes no longer title; the test stays in it.
    let level = |title: String| SuiteLevel { title: runs::rules::title(&title), number: None };
    NewResult {
        content,
        cases: named.cases,
        qase_cases: named.qase_cases,
        test: Some(test),
        suites: attempt.suites.into_iter().map(level).filter(|level| !level.title.is_empty()).collect(),
        case_fields: named.fields,
        creates_case: false,
        is_unreadable_file: false,
        place: String::new(),
    }
}

/// Setups and teardowns of some results, which are named by the ids that their tool gave them.
#[derive(Debug)]
pub(super) struct Fixtures {
    pub(super) of: Vec<String>,
    pub(super) before: Vec<ResultStep>,
    pub(super) after: Vec<ResultStep>,
}

/// The fixtures of a container; empty if it has none.
pub(super) fn fixtures(container: Container, keep: &mut dyn FnMut(ToolFile) -> AttachmentRef) -> Option<Fixtures> {
    let mut steps =
        |all: Vec<ToolStep>, part| -> Vec<ResultStep> { all.into_iter().map(|s| ResultStep { part, ..step(s, keep) }).collect() };
    let (before, after) = (steps(container.before, StepPart::SetUp), steps(container.after, StepPart::TearDown));
    (!before.is_empty() || !after.is_empty()).then_some(Fixtures {
        of: container.children.into_iter().map(bounded).collect(),
        before,
        after,
    })
}

/// The identity of the test: that of the tool, otherwise the full name and the parameters that belong to it, without addresses of objects.
fn test_key(attempt: &Attempt) -> TestKey {
    let full_name = Some(attempt.full_name.trim()).filter(|name| !name.is_empty()).map(str::to_owned);
    let key = match &attempt.history_id {
        Some(id) if id.len() <= LONGEST_ID => format!("h{id}"),
        Some(id) => format!("n{}", hash(&[Cow::Borrowed(id.as_str())])),
        None => {
            let mut own: Vec<&Param> = attempt.params.iter().filter(|p| !p.is_excluded).collect();
            own.sort_by(|a, b| (&a.name, &a.value).cmp(&(&b.name, &b.value)));
            let name = full_name.as_deref().unwrap_or(&attempt.name);
            let params = own.iter().flat_map(|p| [Cow::Borrowed(p.name.as_str()), without_addresses(&p.value)]);
            let parts: Vec<Cow<'_, str>> = std::iter::once(without_addresses(name)).chain(params).collect();
            format!("n{}", hash(&parts))
        }
    };
    TestKey { key, full_name, twin: None }
}

/// A text without the addresses by which Java and Python name objects, and which differ in each run: `shop.Cart@6d06d69c`, `<Cart object at 0x7f3a08>`.
/// Behind a class, a number or a word alone stays, because it may tell tests apart: `Order@123456`.
fn without_addresses(text: &str) -> Cow<'_, str> {
    let (mut plain, mut kept) = (String::new(), 0);
    for (at, sign) in text.match_indices(['@', 'x']) {
        let (before, behind) = (&text[..at], &text[at + 1..]);
        let digits = behind.bytes().take_while(u8::is_ascii_hexdigit).count();
        let has = |is: fn(&u8) -> bool| behind[..digits].bytes().any(|b| is(&b));
        let is_hash = has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit) && !has(u8::is_ascii_uppercase);
        let (is_address, shortest, longest) =
            if sign == "@" { (is_hash && is_class(before), 6, 8) } else { (before.ends_with(" at 0"), 6, 16) };
        let goes_on = behind[digits..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
        if is_address && (shortest..=longest).contains(&digits) && !goes_on {
            plain.push_str(&text[kept..=at]);
            kept = at + 1 + digits;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    plain.push_str(&text[kept..]);
    Cow::Owned(plain)
}

/// True for a text that ends with the name of a class of Java or of an array: `shop.Cart`, `[I`.
fn is_class(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '$' | '_' | '[' | ';');
    let name = text.rsplit(|c: char| !is_part(c)).next().unwrap_or_default();
    let own = name.rsplit(['.', '$']).next().unwrap_or_default().trim_start_matches('[');
    own.starts_with(char::is_uppercase) || (name.contains('$') && !own.is_empty())
}

/// A hash that tells `["a", "b"]` from `["ab"]`.
fn hash(parts: &[Cow<'_, str>]) -> String {
    let mut all = blake3::Hasher::new();
    for part in parts {
        all.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        all.update(part.as_bytes());
    }
    all.finalize().to_hex()[..32].to_owned()
}

fn step(s: ToolStep, keep: &mut dyn FnMut(ToolFile) -> AttachmentRef) -> ResultStep {
    let attachments = s.files.into_iter().map(&mut *keep).collect();
    let steps = s.steps.into_iter().map(|s| step(s, keep)).collect();
    ResultStep { attachments, steps, ..s.step }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(full_name: &str, history: Option<&str>, params: &[(&str, &str, bool)]) -> String {
        let param = |(name, value, is_excluded): &(&str, &str, bool)| Param {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
            is_excluded: *is_excluded,
        };
        let history_id = history.map(str::to_owned);
        let params = params.iter().map(param).collect();
        test_key(&Attempt { full_name: full_name.to_owned(), history_id, params, ..Attempt::default() }).key
    }

    #[test]
    fn a_test_is_the_same_whatever_is_excluded_and_however_it_is_sorted() {
        assert_eq!(key("a", Some("id"), &[("x", "1", false)]), "hid");
        let one = key("shop.pay", None, &[("x", "1", false), ("y", "2", false), ("run", "7", true)]);
        assert_eq!(one, key("shop.pay", None, &[("y", "2", false), ("run", "8", true), ("x", "1", false)]));
        assert_ne!(one, key("shop.pay", None, &[("y", "2", false)]));
        assert_ne!(key("ab", None, &[]), key("a", None, &[("b", "", false)]));
        assert_eq!(key("", Some(&"x".repeat(500)), &[]).len(), 33);
    }

    #[test]
    fn addresses_of_objects_are_no_part_of_a_test() {
        for (text, plain) in [
            ("[1] shop.Cart@6d06d69c", "[1] shop.Cart@"),
            ("pays([I@1b2c3d4, shop.CartTest$1@7f31)", "pays([I@, shop.CartTest$1@7f31)"),
            ("pays(shop.CartTest$1@7f31a2)", "pays(shop.CartTest$1@)"),
            ("test_a[<Cart object at 0x7f3a08b1>]", "test_a[<Cart object at 0x>]"),
        ] {
            assert_eq!(without_addresses(text), plain);
        }
        for same in [
            "writes to anna@decade1",
            "Anna@decade1.example",
            "parses 0xDEADBEEF",
            "looks at 0xff",
            "Cart@2",
            "Cart@6d06d69c1",
            "Cart@7f31a",
            "Cart@6D06D69C",
            "Team@facade",
            "pays Order@123456",
            "pays Order@12345678",
            "",
            "@",
        ] {
            assert_eq!(without_addresses(same), same);
        }
        let row = |value: &str| key("shop.pay", None, &[("arg0", value, false)]);
        assert_eq!(row("shop.Cart@6d06d69c"), row("shop.Cart@1b2c3d4"));
        assert_ne!(row("shop.Cart@6d06d69c"), row("shop.Order@6d06d69c"));
        assert_ne!(row("Order@1234567"), row("Order@1234568"));
    }
}
