//! The place in a case where words of a search were found: a step, a precondition, a tag, with the text around them.
//!
//! A list finds its cases by folded texts; this names the place for the few rows that are shown.

use std::ops::Range;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{Case, CaseContent, Step};
use voluptas_core::domain::ids::CaseId;
use voluptas_store::{Result, Store};

/// Letters of an excerpt before the found word.
const BEFORE: usize = 10;
/// Marks of Markdown around words, which an excerpt leaves out: it is shown as plain text.
const MARKS: [&str; 3] = ["**", "~~", "`"];
/// Letters of an excerpt.
const LENGTH: usize = 120;

/// A case with the place of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHit {
    pub case: CaseId,
    /// Number in the project.
    pub number: i64,
    pub title: String,
    /// Name of the place: `Step 3`.
    pub place: Message,
    /// The text around the first found word, in one line.
    pub excerpt: String,
    /// Place of that word in the excerpt, in bytes.
    pub word: Range<usize>,
}

/// Reads cases and finds the place of the words in each, in the order of `ids`. Cases that have the words in their title alone, and
/// those in the trash, are left out. Blocks.
pub fn hits(store: &Store, ids: &[CaseId], words: &str) -> Result<Vec<CaseHit>> {
    let mut found: Vec<CaseHit> = store.read(|tx| tx.cases().by_ids(ids))?.iter().filter_map(|case| hit(case, words)).collect();
    found.sort_by_key(|hit| ids.iter().position(|id| *id == hit.case));
    Ok(found)
}

/// The place of the words in a case: where most of those are that the title has not.
fn hit(case: &Case, words: &str) -> Option<CaseHit> {
    let (place, (excerpt, word)) = place_in(&case.content, words)?;
    Some(CaseHit { case: case.id, number: case.number, title: case.content.title.clone(), place, excerpt, word })
}

fn place_in(content: &CaseContent, words: &str) -> Option<(Message, (String, Range<usize>))> {
    let title = fold(&content.title);
    let folded = fold(words);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty() && !title.contains(word)).collect();
    if words.is_empty() {
        return None;
    }
    let mut best: Option<(usize, Message, (String, Range<usize>))> = None;
    // Who searches for a mark sees it.
    let shows_marks = words.iter().any(|word| MARKS.iter().any(|mark| word.contains(mark)));
    for (place, text) in places(content) {
        let text = if shows_marks { text } else { unmarked(text) };
        let folded = fold(&text);
        let count = words.iter().filter(|word| folded.contains(**word)).count();
        if count > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((count, place, excerpt(&text, &words)));
        }
    }
    best.map(|(_, place, excerpt)| (place, excerpt))
}

/// A text without the pairs of [`MARKS`] in it.
fn unmarked(mut text: String) -> String {
    for mark in MARKS {
        let count = text.matches(mark).count();
        if count > 0 && count % 2 == 0 {
            text = text.replace(mark, "");
        }
    }
    text
}

/// The texts of a case with the names of their places, in the order of the form.
fn places(content: &CaseContent) -> Vec<(Message, String)> {
    let mut places: Vec<(Message, String)> =
        content.tags.iter().map(|tag| (Message::new("search-in-tag"), tag.clone())).collect();
    let texts = [("search-in-description", &content.description), ("search-in-preconditions", &content.preconditions)];
    let put = |places: &mut Vec<(Message, String)>, (key, text): (&str, &Option<String>)| {
        places.extend(text.clone().map(|text| (Message::new(key), text)));
    };
    texts.into_iter().for_each(|text| put(&mut places, text));
    steps(&content.steps, "", &mut places);
    put(&mut places, ("search-in-postconditions", &content.postconditions));
    put(&mut places, ("search-in-expected", &content.expected_result));
    for link in &content.links {
        places.push((Message::new("search-in-link"), format!("{} {}", link.title, link.url)));
    }
    places
}

/// Texts of steps. Their numbers are those of the form: `2`, `2.1`.
fn steps(steps_of: &[Step], above: &str, places: &mut Vec<(Message, String)>) {
    for (step, n) in steps_of.iter().zip(1..) {
        let number = format!("{above}{n}");
        let texts = [Some(&step.action), step.data.as_ref(), step.expected.as_ref()];
        for text in texts.into_iter().flatten() {
            places.push((Message::new("search-in-step").with("n", &number), text.clone()));
        }
        steps(&step.steps, &format!("{number}."), places);
    }
}

/// The part of a text around the first of the folded words, in one line, and the place of that word in it, in bytes.
fn excerpt(text: &str, words: &[&str]) -> (String, Range<usize>) {
    let chars: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let plain = |c: &char| {
        let c = c.to_lowercase().next().unwrap_or(*c);
        if c == 'ё' { 'е' } else { c }
    };
    let folded: Vec<char> = chars.iter().map(plain).collect();
    let find = |word: &&str| {
        let word: Vec<char> = word.chars().collect();
        folded.windows(word.len()).position(|part| part == word).map(|at| (at, at + word.len()))
    };
    let (at, end) = words.iter().filter_map(find).min().unwrap_or((0, 0));
    // From the beginning of a word on.
    let least = at.saturating_sub(BEFORE);
    let from = if least == 0 { 0 } else { (least..at).find(|i| chars[*i - 1] == ' ').unwrap_or(at) };
    let to = (from + LENGTH).min(chars.len());
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    let bytes = |range: Range<usize>| chars[range].iter().map(|c| c.len_utf8()).sum::<usize>();
    let start = out.len() + bytes(from..at);
    let word = start..start + bytes(at..end.min(to));
    out.extend(&chars[from..to]);
    if to < chars.len() {
        out.push('…');
    }
    (out, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(content: &CaseContent, words: &str) -> Option<(Message, String)> {
        place_in(content, words).map(|(place, (excerpt, _))| (place, excerpt))
    }

    #[test]
    fn names_the_step_with_the_words_and_the_text_around_them() {
        let step = |action: &str| Step { action: action.into(), ..Step::default() };
        let inner = Step { steps: vec![step("Введите код Ёлка-2024 ещё раз")], ..step("Open the cart") };
        let content = CaseContent {
            title: "Expired code".into(),
            preconditions: Some("A cart".into()),
            tags: vec!["smoke".into()],
            steps: vec![
                step("Sign in as a buyer who has never bought anything, then open the cart and the page of codes"),
                inner,
            ],
            ..CaseContent::default()
        };
        let step = |n: &str| Message::new("search-in-step").with("n", n);
        assert_eq!(found(&content, "code елка"), Some((step("2.1"), "…код Ёлка-2024 ещё раз".into())));
        let (place, excerpt) = found(&content, "PAGE").expect("the first step");
        assert_eq!((place, excerpt.as_str()), (step("1"), "…and the page of codes"));
        assert_eq!(found(&content, "smoke"), Some((Message::new("search-in-tag"), "smoke".into())));
        assert_eq!(found(&content, "cart").map(|hit| hit.0), Some(Message::new("search-in-preconditions")));
        assert_eq!(found(&content, "expired"), None, "the title shows it");
        assert_eq!(found(&content, "unknown"), None);
        let marked = CaseContent { preconditions: Some("A **paid** account".into()), ..content };
        assert_eq!(found(&marked, "paid").map(|hit| hit.1).as_deref(), Some("A paid account"));
        assert_eq!(found(&marked, "**paid").map(|hit| hit.1).as_deref(), Some("A **paid** account"));
    }
}
