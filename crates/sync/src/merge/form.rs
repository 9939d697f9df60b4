//! Recognises a sent value in the form that the peer stores it in.
//!
//! A server may trim texts, escape or drop HTML, lower-case tags, drop characters or rewrite Markdown. What it gives back right after a
//! write is then our value in its form and nobody's edit. Two texts are one in two forms when their letters and digits are the same,
//! whatever the case.

use crate::state::{CaseState, SuiteField, SuiteState};
use html_escape::decode_html_entities;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;
use voluptas_core::domain::case::{Parameter, Step};
use voluptas_core::domain::field::CaseField;

/// Most times that a text counts as escaped.
const ROUNDS: usize = 10;

/// True when `there` is `sent` in another form.
pub fn is_form_of(field: CaseField, sent: &CaseState, there: &CaseState) -> bool {
    let (s, t) = (&sent.content, &there.content);
    match field {
        CaseField::Title => same_text(&s.title, &t.title),
        CaseField::Description => same_optional(s.description.as_deref(), t.description.as_deref()),
        CaseField::Preconditions => same_optional(s.preconditions.as_deref(), t.preconditions.as_deref()),
        CaseField::Postconditions => same_optional(s.postconditions.as_deref(), t.postconditions.as_deref()),
        CaseField::Tags => are_forms(&s.tags, &t.tags),
        CaseField::Steps => same_steps(&s.steps, &t.steps),
        CaseField::Parameters => {
            s.parameters.len() == t.parameters.len() && s.parameters.iter().zip(&t.parameters).all(|(s, t)| same_parameter(s, t))
        }
        _ => false,
    }
}

/// [`is_form_of`] for a suite. A place has one form.
pub(super) fn is_suite_form_of(field: SuiteField, sent: &SuiteState, there: &SuiteState) -> bool {
    let (s, t) = (&sent.content, &there.content);
    match field {
        SuiteField::Title => same_text(&s.title, &t.title),
        SuiteField::Description => same_optional(s.description.as_deref(), t.description.as_deref()),
        SuiteField::Preconditions => same_optional(s.preconditions.as_deref(), t.preconditions.as_deref()),
        SuiteField::Parent => false,
    }
}

/// True when both lists have the same texts, in any order, whatever their form and however often.
fn are_forms(sent: &[String], there: &[String]) -> bool {
    let has = |list: &[String], text: &String| list.iter().any(|other| same_text(other, text));
    sent.iter().all(|text| has(there, text)) && there.iter().all(|text| has(sent, text))
}

fn same_steps(sent: &[Step], there: &[Step]) -> bool {
    sent.len() == there.len()
        && sent.iter().zip(there).all(|(s, t)| {
            s.shared == t.shared
                && (s.shared.is_some()
                    || same_text(&s.action, &t.action)
                        && same_optional(s.data.as_deref(), t.data.as_deref())
                        && same_optional(s.expected.as_deref(), t.expected.as_deref())
                        && same_steps(&s.steps, &t.steps))
        })
}

fn same_parameter(sent: &Parameter, there: &Parameter) -> bool {
    let texts = |p: &Parameter| serde_json::to_string(p).unwrap_or_default();
    same_text(&texts(sent), &texts(there))
}

fn same_optional(sent: Option<&str>, there: Option<&str>) -> bool {
    same_text(sent.unwrap_or_default(), there.unwrap_or_default())
}

/// True when two texts are one in two forms.
pub(crate) fn same_text(sent: &str, there: &str) -> bool {
    if sent == there {
        return true;
    }
    let (s, t) = (plain(sent), plain(there));
    letters(&s) == letters(&t) || letters(&without_tags(&s)) == letters(&without_tags(&t))
}

/// A text without the escapes of HTML. A server that escapes at every round may have done so several times.
fn plain(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        match decode_html_entities(&text) {
            Cow::Owned(decoded) if decoded != *text => text = Cow::Owned(decoded),
            _ => break,
        }
    }
    text
}

/// A text without tags of HTML.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        rest = match tag.split_once('>') {
            Some((_, after)) if is_tag => after,
            Some(_) => tag,
            // No tag ends any more.
            None => {
                out.push_str(tag);
                return out;
            }
        };
    }
    out + rest
}

/// The letters and digits of a text.
fn letters(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_another_form_is_the_same() {
        for (sent, there) in [
            ("Pay 🎉 by card", "Pay  by card"),
            ("a < b && c", "a &lt; b &amp;&amp; c"),
            ("a & b", "a &amp;amp; b"),
            ("don't", "don&#39;t"),
            ("5 €", "5 &euro;"),
            ("  trimmed \n", "trimmed"),
            ("Smoke", "smoke"),
            ("use <b>bold</b> type", "use bold type"),
            ("- one\n- two", "* one\r\n* two"),
            ("Оплата: «картой»", "Оплата: \"картой\""),
            ("e\u{301}", "é"),
        ] {
            assert!(same_text(sent, there), "{sent:?} and {there:?}");
        }
        for (sent, there) in [("Pay by card", "Pay by cash"), ("1", "2"), ("a < b", "a < c"), ("text", "")] {
            assert!(!same_text(sent, there), "{sent:?} and {there:?}");
        }
    }

    #[test]
    fn a_hostile_text_takes_no_time() {
        let many = |text: &str| text.repeat(300_000);
        for hostile in [format!("&{}", many("amp;")), many("<a"), many("&#"), many("<")] {
            assert!(!same_text("Pay", &hostile));
        }
    }
}
