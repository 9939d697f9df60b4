//! Keys by which titles and steps of cases are compared.

use std::collections::HashMap;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::case_duplicates::StepText;

/// Hash of the folded steps of a case.
pub type StepsKey = [u8; 32];

/// Signs that change the meaning of a title and therefore count, unlike punctuation.
const MEANINGFUL: &str = "<>=+%$€₽№#&@*^|~≤≥≠";

/// The comparable form of a title: folded words separated by one space, without punctuation. Signs of arithmetic, currencies and a
/// minus before a digit stay: "sum < 100" is not "sum > 100".
pub fn title_key(title: &str) -> String {
    let folded = fold(title);
    let mut key = String::with_capacity(folded.len());
    let mut chars = folded.chars().peekable();
    let mut before = ' ';
    let mut is_gap = false;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let counts = c.is_alphanumeric()
            || MEANINGFUL.contains(c)
            || (c == '!' && next == '=')
            || (matches!(c, '-' | '−') && next.is_ascii_digit() && !before.is_alphanumeric());
        if counts {
            if is_gap && !key.is_empty() {
                key.push(' ');
            }
            key.push(c);
        }
        is_gap = if counts { false } else { is_gap || !key.is_empty() };
        before = c;
    }
    if key.is_empty() { folded } else { key }
}

/// Hashes the steps of cases as their texts come in.
#[derive(Debug, Default)]
pub(super) struct StepsKeys(HashMap<CaseId, Steps>);

#[derive(Debug, Default)]
struct Steps {
    hasher: blake3::Hasher,
    /// Number of steps with a text.
    count: usize,
    /// Number of lines with a text. A Gherkin case has one step of several lines.
    lines: usize,
    is_gherkin: bool,
}

impl StepsKeys {
    /// Adds one step. A step without any text does not count.
    pub(super) fn add(&mut self, case: CaseId, step: StepText<'_>) {
        let texts = [step.action, step.data.unwrap_or_default(), step.expected.unwrap_or_default()].map(fold);
        if texts.iter().all(String::is_empty) {
            return;
        }
        let steps = self.0.entry(case).or_default();
        steps.count += 1;
        steps.lines += step.action.lines().filter(|line| !line.trim().is_empty()).count();
        steps.is_gherkin |= step.is_gherkin;
        steps.hasher.update(&[u8::from(step.is_nested)]);
        for text in &texts {
            // Without the length, "a" + "bc" would equal "ab" + "c".
            steps.hasher.update(&(text.len() as u64).to_le_bytes());
            steps.hasher.update(text.as_bytes());
        }
    }

    /// Keys of the cases with at least two steps. One step alone ("Open the page") says too little.
    pub(super) fn finish(self) -> HashMap<CaseId, StepsKey> {
        let is_telling = |steps: &Steps| steps.count >= 2 || (steps.is_gherkin && steps.lines >= 2);
        self.0.into_iter().filter(|(_, s)| is_telling(s)).map(|(id, s)| (id, *s.hasher.finalize().as_bytes())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_without_case_yo_blanks_and_punctuation() {
        for (a, b) in [
            ("Sign in", "  sign   IN. "),
            ("Платёж: картой", "платеж — картой!"),
            ("«Удалить» товар", "удалить товар"),
            ("Sign-in", "sign in"),
        ] {
            assert_eq!(title_key(a), title_key(b), "{a} / {b}");
        }
    }

    #[test]
    fn signs_that_change_the_meaning_count() {
        for (a, b) in [("Sum < 100", "Sum > 100"), ("Input -1", "Input 1"), ("a != b", "a = b"), ("100 %", "100"), ("1.5", "15")]
        {
            assert_ne!(title_key(a), title_key(b), "{a} / {b}");
        }
        assert_eq!(title_key("???"), "???", "a title of signs alone stays itself");
    }

    fn key(steps: &[(&str, &str)]) -> Option<StepsKey> {
        key_of(steps, false)
    }

    fn key_of(steps: &[(&str, &str)], is_gherkin: bool) -> Option<StepsKey> {
        let mut keys = StepsKeys::default();
        for (action, expected) in steps {
            keys.add(CaseId(1), StepText { is_nested: false, is_gherkin, action, data: None, expected: Some(expected) });
        }
        keys.finish().remove(&CaseId(1))
    }

    #[test]
    fn steps_are_equal_by_their_folded_texts_from_two_steps_on() {
        let two = key(&[("Open the cart", "The sum is 740"), ("Pay", "")]);
        assert!(two.is_some());
        assert_eq!(two, key(&[("open  THE cart", "the sum is 740"), ("", " "), ("pay", "")]));
        assert_ne!(two, key(&[("Pay", ""), ("Open the cart", "The sum is 740")]));
        assert_ne!(two, key(&[("Open the cart", ""), ("Pay", "The sum is 740")]));
        let text = "Given a cart\nWhen I pay\nThen a receipt";
        assert_eq!((key(&[(text, "")]), key_of(&[(text, "")], true).is_some()), (None, true));
    }
}
