//! Matching of typed words against names: by letters in their order, with typing errors, and in the other keyboard layout.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use voluptas_core::base::fold::fold;
use voluptas_i18n::{Lang, Tr};

/// A name that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Rank of the match; higher is better.
    pub score: u32,
    /// Places of the matched letters in the title, ascending, counted in characters.
    pub letters: Vec<u32>,
}

/// Kind of another name of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasKind {
    /// A code, such as a FuncID: the whole code means the item.
    Code,
    /// The name in the other language: as good as a title.
    Name,
    /// Words that lead to several items: synonyms, the name of the menu.
    Words,
}

/// A word of the query.
#[derive(Debug)]
struct Needle {
    atom: Atom,
    letters: Vec<char>,
    /// The word as text, and the set of its letters: for typing errors.
    text: String,
    set: LetterSet,
}

/// A set of letters as 64 bits. Two letters may share a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LetterSet(u64);

impl LetterSet {
    fn of(letters: &[char]) -> Self {
        let bit = |c: char| 1 << (u32::from(c).wrapping_mul(0x9E37_79B1) >> 26);
        Self(letters.iter().fold(0, |set, c| set | bit(*c)))
    }

    /// A number of letters that another set certainly lacks: at least as many edits lie between the words.
    fn missing_in(self, other: Self) -> u32 {
        (self.0 & !other.0).count_ones()
    }
}

/// A query that is matched against many names.
#[derive(Debug)]
pub struct Search {
    matcher: Matcher,
    needles: Vec<Needle>,
    /// Letters of the name that is matched, and of one beside it. Kept from name to name: thousands are matched for a key.
    title: Vec<char>,
    beside: Vec<char>,
}

/// Score per letter below which letters are too scattered to be meant. A matched letter alone gives 16, gaps take from it.
const PER_LETTER: u32 = 16;

/// Ranks of a word of the query. The distance between two ranks is greater than anything that is added to them.
mod rank {
    /// The title is the word.
    pub(super) const EXACT: u32 = 600;
    /// The title begins with the word.
    pub(super) const TITLE: u32 = 500;
    /// A code, or the name in the other language, is the word.
    pub(super) const EXACT_BESIDE: u32 = 480;
    /// The name in the other language begins with the word.
    pub(super) const NAME: u32 = 440;
    /// A word of the title begins with it.
    pub(super) const WORD: u32 = 400;
    /// A word of a synonym begins with it.
    pub(super) const SYNONYM: u32 = 300;
    /// A word of the title contains it.
    pub(super) const WITHIN: u32 = 220;
    /// A word with a typing error.
    pub(super) const TYPO: u32 = 210;
    /// Letters of the title in their order.
    pub(super) const SCATTERED: u32 = 150;
    /// A word of a synonym contains it.
    pub(super) const WITHIN_SYNONYM: u32 = 110;
    /// Added where the found word ends where the typed one does.
    pub(super) const WHOLE: u32 = 15;
}

/// Score of a query whose words are beginnings of words of a synonym. Below it, only parts of words and errors were found.
pub const GOOD: u32 = (rank::SYNONYM - 5) * 4;
/// Score below which the words of a query were found only by scattered letters or with typing errors.
pub const GUESS: u32 = (rank::WITHIN - 5) * 4;
/// Score of an item whose group was named: below titles that begin with the query, above all other matches.
pub const NAMED: u32 = (rank::WORD + 50) * 4;

impl Search {
    /// A search for every word of a query.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let needles = fold(query)
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|word| {
                let letters: Vec<char> = word.chars().collect();
                let atom = Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
                Needle { atom, set: LetterSet::of(&letters), letters, text: word.to_owned() }
            })
            .collect();
        Self { matcher: Matcher::new(Config::DEFAULT), needles, title: Vec::new(), beside: Vec::new() }
    }

    /// Matches a title and the other names of an item. Every word of the query must occur in one of them.
    pub fn find(&mut self, title: &str, also: &[(AliasKind, &str)]) -> Option<Found> {
        self.find_by(title, also, false)
    }

    /// The same, but forgives a wrong, a missing, a surplus or a swapped letter: one in short words, two in long ones.
    pub fn find_with_typos(&mut self, title: &str, also: &[(AliasKind, &str)]) -> Option<Found> {
        self.find_by(title, also, true)
    }

    fn find_by(&mut self, title: &str, also: &[(AliasKind, &str)], typos: bool) -> Option<Found> {
        let Self { matcher, needles, title: chars, beside: buffer } = self;
        put_plain(title, chars);
        let mut found = Found::default();
        for needle in needles.iter() {
            let in_title = needle.in_title(chars, typos, matcher);
            let beside = also.iter().filter_map(|(kind, text)| needle.beside(*kind, text, typos, buffer)).max();
            match in_title {
                Some((score, letters)) if beside.is_none_or(|b| b <= score) => {
                    found.score += score;
                    found.letters.extend(letters);
                }
                _ => found.score += beside?,
            }
        }
        found.letters.sort_unstable();
        found.letters.dedup();
        // A number in the whole title counts more than the same number as the code of another thing.
        if needles.len() > 1 && is_whole(needles, chars) {
            found.score = found.score.max(rank::EXACT * needles.len() as u32);
        }
        // The shorter of two titles that fit equally well is probably meant.
        let length = if found.letters.is_empty() { 0 } else { chars.len().min(80) as u32 / 8 };
        found.score = (found.score * 4).saturating_sub(length);
        Some(found)
    }
}

impl Needle {
    /// The rank of a word in the title, and the places of its letters.
    fn in_title(&self, chars: &[char], typos: bool, matcher: &mut Matcher) -> Option<(u32, Vec<u32>)> {
        let word = &self.letters;
        if let Some((at, place)) = occurrence(word, chars) {
            let score = match place {
                Place::All => rank::EXACT,
                _ if at == 0 => rank::TITLE + place.whole(),
                Place::Within => rank::WITHIN,
                _ => rank::WORD + place.whole(),
            };
            return Some((score, (at..at + word.len()).map(|i| i as u32).collect()));
        }
        let mut letters = Vec::new();
        if let Some(distance) = typos.then(|| self.with_typo(chars, &mut letters)).flatten() {
            return Some((rank::TYPO - distance, letters));
        }
        self.in_order(chars, matcher)
    }

    /// The rank of a word in another name: scattered letters of a list of synonyms would mean nothing.
    fn beside(&self, kind: AliasKind, text: &str, typos: bool, chars: &mut Vec<char>) -> Option<u32> {
        put_plain(text, chars);
        if let Some((at, place)) = occurrence(&self.letters, chars) {
            return Some(match place {
                Place::All if kind != AliasKind::Words => rank::EXACT_BESIDE,
                Place::Begins | Place::Word if kind == AliasKind::Name && at == 0 => rank::NAME + place.whole(),
                Place::Within => rank::WITHIN_SYNONYM,
                _ => rank::SYNONYM + place.whole(),
            });
        }
        let distance = typos.then(|| self.with_typo(chars, &mut Vec::new())).flatten()?;
        Some(rank::TYPO - distance - 1)
    }

    /// The letters of a word in their order, not too scattered.
    fn in_order(&self, chars: &[char], matcher: &mut Matcher) -> Option<(u32, Vec<u32>)> {
        let mut rest = chars.iter();
        if !self.letters.iter().all(|letter| rest.any(|c| c == letter)) {
            return None;
        }
        let count = self.letters.len() as u32;
        let mut at = Vec::new();
        let score = self.atom.indices(Utf32Str::Unicode(chars), matcher, &mut at)?;
        if u32::from(score) < PER_LETTER * count || scattered(chars, &at, self.letters.len()) {
            return None;
        }
        let quality = (u32::from(score) / count.max(1)).min(rank::TYPO - rank::SCATTERED - 10);
        Some((rank::SCATTERED + quality, at))
    }

    /// Finds a word of a text that begins with this one, with at most the allowed typing errors. Returns the number of wrong letters.
    fn with_typo(&self, chars: &[char], letters: &mut Vec<u32>) -> Option<u32> {
        let count = self.letters.len();
        let allowed = match count {
            0..=3 => return None,
            4..=6 => 1,
            _ => 2,
        };
        let mut best: Option<(usize, usize, usize)> = None;
        let mut part = String::new();
        let starts = (0..chars.len()).filter(|&i| chars[i].is_alphanumeric() && (i == 0 || !chars[i - 1].is_alphanumeric()));
        for start in starts {
            let word = chars[start..].iter().take_while(|c| c.is_alphanumeric()).count().min(count + allowed);
            // The distance takes far longer than the look at the letters.
            if self.set.missing_in(LetterSet::of(&chars[start..start + word])) > allowed as u32 {
                continue;
            }
            for len in count - allowed..=word {
                part.clear();
                part.extend(&chars[start..start + len]);
                let distance = strsim::osa_distance(&self.text, &part);
                if distance <= allowed && best.is_none_or(|(d, ..)| distance < d) {
                    best = Some((distance, start, len));
                }
            }
        }
        let (distance, start, len) = best?;
        letters.extend((start..start + len).map(|i| i as u32));
        Some(distance as u32)
    }
}

/// The place of a word in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Inside a word.
    Within,
    /// At the beginning of a word.
    Begins,
    /// A word of the text.
    Word,
    /// The text has no other words.
    All,
}

impl Place {
    fn whole(self) -> u32 {
        if matches!(self, Self::Word | Self::All) { rank::WHOLE } else { 0 }
    }
}

/// The best place of a word among the letters of a text: where it begins, and how it stands there.
fn occurrence(word: &[char], chars: &[char]) -> Option<(usize, Place)> {
    let is_letter = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric());
    let place = |at: usize| {
        let end = at + word.len();
        let (begins, ends) = (at == 0 || !is_letter(at - 1), !is_letter(end));
        let alone = !(0..at).chain(end..chars.len()).any(is_letter);
        match (begins, ends) {
            (true, true) if alone => Place::All,
            (true, true) => Place::Word,
            (true, false) => Place::Begins,
            _ => Place::Within,
        }
    };
    let starts = (0..(chars.len() + 1).saturating_sub(word.len())).filter(|at| chars[*at..].starts_with(word));
    // The first of several equal places wins, because it may be the start of the title.
    starts.map(|at| (at, place(at))).min_by_key(|(at, place)| (std::cmp::Reverse(*place), *at))
}

/// Puts the letters of a text, as they are compared, into `chars`.
/// True where the words, one space apart, are the text.
fn is_whole(words: &[Needle], text: &[char]) -> bool {
    text.split(|c| *c == ' ').eq(words.iter().map(|word| word.letters.as_slice()))
}

fn put_plain(text: &str, chars: &mut Vec<char>) {
    chars.clear();
    chars.extend(text.chars().map(plain));
}

/// A letter as it is compared: small, and the Russian yo as ye.
fn plain(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let c = c.to_lowercase().next().unwrap_or(c);
    if c == '\u{451}' { '\u{435}' } else { c }
}

/// True when the matched letters stand in several runs that begin within words: such a match is chance.
fn scattered(chars: &[char], letters: &[u32], count: usize) -> bool {
    let within = |at: u32| at > 0 && chars.get(at as usize - 1).is_some_and(|c| c.is_alphanumeric());
    let starts = letters.iter().enumerate().filter(|(i, at)| *i == 0 || letters[i - 1] + 1 != **at);
    let starts: Vec<u32> = starts.map(|(_, at)| *at).collect();
    let allowed = usize::from(count > 3);
    starts.len() > 1 && starts.into_iter().filter(|at| within(*at)).count() > allowed
}

/// The query as typed in the other keyboard layout, Latin or Russian; `None` if it stays the same.
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
        let found = Search::new("synonym").find("Theme", &[(AliasKind::Words, "a synonym")]).expect("found by its other name");
        assert_eq!(found.letters, Vec::<u32>::new());
    }

    #[test]
    fn a_whole_code_comes_before_a_longer_one() {
        let score = |title: &str, code: &str| Search::new("shop-2").find(title, &[(AliasKind::Code, code)]).map(|f| f.score);
        let long = "Nothing found: the page says so and proposes categories, which lead back to the catalogue";
        assert!(score(long, "SHOP-2") > score("Order", "SHOP-21"));
    }

    #[test]
    fn the_whole_title_comes_before_a_code_among_the_words() {
        let score =
            |title: &str, number: &str| Search::new("nightly 2").find(title, &[(AliasKind::Code, number)]).map(|f| f.score);
        assert!(score("Nightly 2", "7") > score("Nightly 1", "2"));
        assert!(score("Nightly 2", "2") >= score("Nightly 2", "7"));
        assert!(score("Nightly 2", "7") > score("Nightly 20", "2"));
    }

    #[test]
    fn the_name_in_the_other_language_comes_before_the_name_of_a_menu() {
        let mut search = Search::new("sync");
        let mut score = |title: &str, also: &[(AliasKind, &str)]| search.find(title, also).map_or(0, |f| f.score);
        let own = score("Синхронизация с Qase…", &[(AliasKind::Name, "Sync with Qase…"), (AliasKind::Words, "sync import")]);
        let menu = score("Синхронизация: Связать…", &[(AliasKind::Name, "Link…"), (AliasKind::Words, "Sync")]);
        let code = score("Обмен", &[(AliasKind::Code, "sync")]);
        assert!(code > own && own > menu && menu >= GOOD, "{code} {own} {menu}");
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
    fn whole_words_and_beginnings_come_before_scattered_letters() {
        let mut search = Search::new("тема");
        let mut score = |title: &str, also: &[(AliasKind, &str)]| search.find(title, also).map_or(0, |f| f.score);
        let ranks = [
            score("Тема", &[]),
            score("Тема: Тёмная", &[]),
            score("Темановая", &[]),
            score("Вид: Тема окна", &[]),
            score("Оформление", &[(AliasKind::Words, "цвета тема")]),
            score("Система", &[]),
            score("Тестовая мантия", &[]),
        ];
        assert!(ranks.is_sorted_by(|a, b| a > b), "{ranks:?}");
        assert!(ranks[4] >= GOOD && ranks[5] < GOOD);
    }

    #[test]
    fn forgives_a_typing_error_in_a_synonym() {
        let typo = |query: &str| {
            Search::new(query)
                .find_with_typos("Настройки…", &[(AliasKind::Name, "Settings…"), (AliasKind::Words, "theme colours")])
        };
        assert!(typo("setings").is_some() && typo("thme").is_some());
        assert!(typo("zzzz").is_none());
    }

    #[test]
    fn the_set_of_letters_refuses_no_word_within_the_allowed_errors() {
        let set = |word: &str| LetterSet::of(&word.chars().collect::<Vec<_>>());
        for (typed, meant) in [("setings", "settings"), ("thmee", "theme"), ("настройи", "настройки"), ("chekcout", "checkout")]
        {
            let distance = strsim::osa_distance(typed, meant) as u32;
            assert!(set(typed).missing_in(set(meant)) <= distance, "{typed} {meant}");
        }
        assert!(set("checkout").missing_in(set("banana")) > 2);
    }

    #[test]
    fn knows_the_other_layout() {
        assert_eq!(other_layout("ntvf").as_deref(), Some("тема"));
        assert_eq!(other_layout("еруьу").as_deref(), Some("theme"));
        assert_eq!(other_layout("12"), None);
    }
}
