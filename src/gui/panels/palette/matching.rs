//! Matching of what was typed against names: by letters in their order, with typing errors, and in the other keyboard layout.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::base::fold::fold;
use crate::i18n::{Lang, Tr};

/// A name that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Rank of the match; higher is better.
    pub score: u32,
    /// Places of the matched letters in the title, ascending, counted in characters.
    pub letters: Vec<u32>,
}

/// A word of the query.
#[derive(Debug)]
struct Needle {
    atom: Atom,
    letters: Vec<char>,
}

/// A query that is matched against many names.
#[derive(Debug)]
pub struct Search {
    matcher: Matcher,
    needles: Vec<Needle>,
    chars: Vec<char>,
}

/// Score per letter below which letters are too scattered to be meant. A matched letter alone gives 16, gaps take from it.
const PER_LETTER: u32 = 16;
/// Score per letter of a word with a typing error: below every exact match.
const PER_LETTER_TYPO: u32 = 8;
/// Added where the title itself was matched and not a synonym.
const IN_TITLE: u32 = 12;

impl Search {
    /// A search for every word of a query.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let needles = fold(query)
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|word| Needle {
                atom: Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false),
                letters: word.chars().collect(),
            })
            .collect();
        Self { matcher: Matcher::new(Config::DEFAULT), needles, chars: Vec::new() }
    }

    /// Matches a title and other names of the same thing; every word of the query must be in one of them.
    pub fn find(&mut self, title: &str, also: &[&str]) -> Option<Found> {
        self.find_by(title, also, Self::in_order)
    }

    /// The same, but forgives a wrong, a missing, a surplus or a swapped letter: one in short words, two in long ones.
    pub fn find_with_typos(&mut self, title: &str, also: &[&str]) -> Option<Found> {
        self.find_by(title, also, |search, needle, text, letters| {
            Self::in_order(search, needle, text, letters).or_else(|| with_typo(&search.needles[needle].letters, text, letters))
        })
    }

    fn find_by(
        &mut self,
        title: &str,
        also: &[&str],
        matches: impl Fn(&mut Self, usize, &str, &mut Vec<u32>) -> Option<u32>,
    ) -> Option<Found> {
        let mut found = Found::default();
        for needle in 0..self.needles.len() {
            let in_title = matches(self, needle, title, &mut found.letters).map(|s| s + IN_TITLE);
            let beside = also.iter().filter_map(|text| self.part_of(needle, text)).max();
            found.score += in_title.max(beside)?;
        }
        found.letters.sort_unstable();
        found.letters.dedup();
        // The shorter of two equal fits is probably meant.
        found.score = (found.score * 4).saturating_sub(title.chars().count().min(80) as u32 / 8);
        Some(found)
    }

    /// A word as a part of another name: scattered letters of a list of synonyms would mean nothing.
    fn part_of(&self, needle: usize, text: &str) -> Option<u32> {
        let needle: String = self.needles[needle].letters.iter().collect();
        let text = fold(text);
        let at = text.find(&needle)?;
        let starts_word = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let letters = PER_LETTER * needle.chars().count() as u32;
        // SHOP-2 is meant before SHOP-21.
        let is_whole = text == needle;
        Some(letters + if starts_word { IN_TITLE / 2 } else { 0 } + if is_whole { IN_TITLE / 2 } else { 0 })
    }

    /// The letters of a word in their order, not too scattered.
    fn in_order(&mut self, needle: usize, text: &str, letters: &mut Vec<u32>) -> Option<u32> {
        let needle = &self.needles[needle];
        let text: String = text.chars().map(plain).collect();
        let mut at = Vec::new();
        let score = needle.atom.indices(Utf32Str::new(&text, &mut self.chars), &mut self.matcher, &mut at)?;
        if u32::from(score) < PER_LETTER * needle.letters.len() as u32 || scattered(&text, &at, needle.letters.len()) {
            return None;
        }
        letters.extend(at);
        Some(u32::from(score))
    }
}

/// A letter as it is compared: small, and the Russian yo as ye.
fn plain(c: char) -> char {
    let c = c.to_lowercase().next().unwrap_or(c);
    if c == '\u{451}' { '\u{435}' } else { c }
}

/// True when the matched letters stand in several runs that begin within words: letters by chance, and not what a person means.
fn scattered(text: &str, letters: &[u32], count: usize) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let within = |at: u32| at > 0 && chars.get(at as usize - 1).is_some_and(|c| c.is_alphanumeric());
    let starts = letters.iter().enumerate().filter(|(i, at)| *i == 0 || letters[i - 1] + 1 != **at);
    let starts: Vec<u32> = starts.map(|(_, at)| *at).collect();
    let allowed = usize::from(count > 3);
    starts.len() > 1 && starts.into_iter().filter(|at| within(*at)).count() > allowed
}

/// A word of `text` that begins with `needle` but for a typing error.
fn with_typo(needle: &[char], text: &str, letters: &mut Vec<u32>) -> Option<u32> {
    let allowed = match needle.len() {
        0..=3 => return None,
        4..=6 => 1,
        _ => 2,
    };
    let chars: Vec<char> = text.chars().map(plain).collect();
    let typed: String = needle.iter().collect();
    let mut best: Option<(usize, usize, usize)> = None;
    let starts = (0..chars.len()).filter(|&i| chars[i].is_alphanumeric() && (i == 0 || !chars[i - 1].is_alphanumeric()));
    for start in starts {
        let word = chars[start..].iter().take_while(|c| c.is_alphanumeric()).count();
        for len in needle.len().saturating_sub(allowed)..=(needle.len() + allowed).min(word) {
            let part: String = chars[start..start + len].iter().collect();
            let distance = strsim::osa_distance(&typed, &part);
            if distance <= allowed && best.is_none_or(|(d, ..)| distance < d) {
                best = Some((distance, start, len));
            }
        }
    }
    let (distance, start, len) = best?;
    letters.extend((start..start + len).map(|i| i as u32));
    Some((PER_LETTER_TYPO * needle.len() as u32).saturating_sub(8 * distance as u32))
}

/// The query as typed in the other keyboard layout, Latin or Russian; `None` if it stays the same.
#[must_use]
pub fn other_layout(query: &str) -> Option<String> {
    let (latin, russian) = (Tr::new(Lang::En).text("palette-keys"), Tr::new(Lang::Ru).text("palette-keys"));
    let query = query.to_lowercase();
    let is_russian = query.chars().any(|c| russian.contains(c));
    let (from, to) = if is_russian { (russian, latin) } else { (latin, russian) };
    let key = |c: char| from.chars().position(|f| f == c).and_then(|i| to.chars().nth(i)).unwrap_or(c);
    let other: String = query.chars().map(key).collect();
    (other != query).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, title: &str) -> bool {
        Search::new(query).find(title, &[]).is_some()
    }

    #[test]
    fn finds_parts_initials_and_several_words() {
        assert!(finds("theme dark", "Theme: Dark"));
        assert!(finds("prcode", "Promo code"));
        assert!(finds("елка", "Новая Ёлка"));
        assert!(!finds("zz", "Promo code"));
        // Scattered letters are not what a person means.
        assert!(!finds("token", "Stroke of genius"));
        assert!(!finds("run", "Language: Russian") && finds("fund", "Refund"));
        assert!(!finds("thmee", "The main address is proposed at checkout"));
    }

    #[test]
    fn marks_the_matched_letters() {
        let found = Search::new("code").find("Promo code", &[]).expect("found");
        assert_eq!(found.letters, [6, 7, 8, 9]);
        let found = Search::new("synonym").find("Theme", &["a synonym"]).expect("found by its other name");
        assert_eq!(found.letters, Vec::<u32>::new());
    }

    #[test]
    fn a_whole_code_comes_before_a_longer_one() {
        let score = |title: &str, code: &str| Search::new("shop-2").find(title, &[code]).map(|f| f.score);
        let long = "Nothing found: the page says so and proposes categories, which lead back to the catalogue";
        assert!(score(long, "SHOP-2") > score("Order", "SHOP-21"));
    }

    #[test]
    fn forgives_a_typing_error() {
        let typo = |query: &str, title: &str| Search::new(query).find_with_typos(title, &[]);
        assert_eq!(typo("thmee", "Theme: Dark").map(|f| f.letters), Some(vec![0, 1, 2, 3, 4]));
        assert!(typo("setings", "Settings…").is_some());
        assert!(typo("наcтройки", "Настройки…").is_some(), "a Latin c among Russian letters");
        assert!(typo("zzzz", "Theme: Dark").is_none());
        assert!(typo("cat", "Cut").is_none(), "short words must be exact");
        let (exact, wrong) = (typo("theme", "Theme"), typo("thmee", "Theme"));
        assert!(exact.map(|f| f.score) > wrong.map(|f| f.score));
    }

    #[test]
    fn knows_the_other_layout() {
        assert_eq!(other_layout("ntvf").as_deref(), Some("тема"));
        assert_eq!(other_layout("еруьу").as_deref(), Some("theme"));
        assert_eq!(other_layout("12"), None);
    }
}
