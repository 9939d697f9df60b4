//! Similar titles among many: a similarity join over trigrams.
//!
//! Two titles are similar when they share at least [`LEAST`] percent of their trigrams, have the same numbers, and do not contradict each
//! other ("valid" and "invalid"). Comparing every title with every other would take hours for 50,000. Two titles that share so much
//! share one of their rarest trigrams (prefix filtering), so a title is compared only with those that have the same numbers and
//! one of its rarest trigrams in common.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Share of common trigrams from which titles are similar, in percent.
const LEAST: usize = 70;
/// Titles that are listed under one trigram, and titles that one title is compared with. Titles made from one pattern share most of
/// their trigrams; without these limits the work would grow with the square of their number.
const LISTED: usize = 64;
const COMPARED: usize = 64;
/// Titles between two looks at a cancellation.
const BETWEEN_CHECKS: usize = 256;
/// Words that are data of two languages.
static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/duplicates/words.txt"))));

/// Words by which one title contradicts another.
#[derive(Default)]
struct Words {
    /// Words that turn a title into its opposite.
    negations: Vec<&'static str>,
    /// Beginnings that turn a word into its opposite.
    opposites: Vec<&'static str>,
}

impl Words {
    fn read(text: &'static str) -> Self {
        let mut words = Self::default();
        for (list, all) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')) {
            let list = if list == "negations" { &mut words.negations } else { &mut words.opposites };
            list.extend(all.split_whitespace());
        }
        words
    }
}

struct Title<'a> {
    words: Vec<&'a str>,
    /// Number of the set of words with digits.
    numbers: u32,
    /// Trigrams by rank, the rarest first.
    grams: Vec<u32>,
}

/// Groups of similar titles as places in `keys`: at least two each, every title in at most one. All titles of a group are similar
/// to its first. `keys` are distinct folded titles; `check` is called now and then and ends the search with its error.
pub(super) fn clusters<E>(keys: &[&str], check: &mut impl FnMut() -> Result<(), E>) -> Result<Vec<Vec<usize>>, E> {
    let titles = read(keys, check)?;
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); titles.len()];
    let mut listed: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
    let mut seen: Vec<u32> = vec![u32::MAX; titles.len()];
    for (i, title) in titles.iter().enumerate() {
        if i % BETWEEN_CHECKS == 0 {
            check()?;
        }
        let number = u32::try_from(i).unwrap_or(u32::MAX);
        let mut compared = 0;
        for gram in &title.grams[..prefix(title.grams.len())] {
            let list = listed.entry((title.numbers, *gram)).or_default();
            for &other in list.iter() {
                let at = other as usize;
                if compared == COMPARED || std::mem::replace(&mut seen[at], number) == number {
                    continue;
                }
                compared += 1;
                if are_similar(title, &titles[at]) {
                    near[i].push(other);
                    near[at].push(number);
                }
            }
            if list.len() < LISTED {
                list.push(number);
            }
        }
    }
    let mut is_taken = vec![false; titles.len()];
    let mut all = Vec::new();
    for (i, others) in near.iter().enumerate() {
        if is_taken[i] {
            continue;
        }
        let others: Vec<usize> = others.iter().map(|n| *n as usize).filter(|n| !is_taken[*n]).collect();
        if others.is_empty() {
            continue;
        }
        let mut group = vec![i];
        group.extend(others);
        group.sort_unstable();
        for n in &group {
            is_taken[*n] = true;
        }
        all.push(group);
    }
    Ok(all)
}

/// Number of the rarest trigrams among which two similar titles have a common one.
fn prefix(grams: usize) -> usize {
    (grams + 1 - (LEAST * grams).div_ceil(100)).min(grams)
}

fn read<'a, E>(keys: &[&'a str], check: &mut impl FnMut() -> Result<(), E>) -> Result<Vec<Title<'a>>, E> {
    let mut ids: HashMap<[char; 3], u32> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut numbers: HashMap<Vec<&str>, u32> = HashMap::new();
    let mut titles = Vec::with_capacity(keys.len());
    for (i, key) in keys.iter().enumerate() {
        if i % BETWEEN_CHECKS == 0 {
            check()?;
        }
        let words: Vec<&str> = key.split(' ').collect();
        let mut grams: Vec<u32> = Vec::new();
        for word in &words {
            let chars: Vec<char> = std::iter::once(' ').chain(word.chars()).chain(std::iter::once(' ')).collect();
            for gram in chars.windows(3) {
                let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
                grams.push(*ids.entry([gram[0], gram[1], gram[2]]).or_insert(next));
            }
        }
        grams.sort_unstable();
        grams.dedup();
        counts.resize(ids.len(), 0);
        for gram in &grams {
            counts[*gram as usize] += 1;
        }
        let mut digits: Vec<&str> = words.iter().copied().filter(|w| w.chars().any(|c| c.is_numeric())).collect();
        digits.sort_unstable();
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        titles.push(Title { words, numbers: *numbers.entry(digits).or_insert(next), grams });
    }
    // Ranks instead of ids, so that an ascending list begins with the rarest trigram.
    let mut by_rarity: Vec<u32> = (0_u32..).take(counts.len()).collect();
    by_rarity.sort_unstable_by_key(|id| (counts[*id as usize], *id));
    let mut ranks = vec![0; counts.len()];
    for (rank, id) in (0_u32..).zip(by_rarity) {
        ranks[id as usize] = rank;
    }
    for title in &mut titles {
        for gram in &mut title.grams {
            *gram = ranks[*gram as usize];
        }
        title.grams.sort_unstable();
    }
    Ok(titles)
}

fn are_similar(a: &Title<'_>, b: &Title<'_>) -> bool {
    let (less, more) = (a.grams.len().min(b.grams.len()), a.grams.len().max(b.grams.len()));
    if less * 100 < LEAST * more {
        return false;
    }
    // From common / (less + more - common) >= LEAST / 100.
    let needed = (LEAST * (less + more)).div_ceil(100 + LEAST);
    has_common(&a.grams, &b.grams, needed) && !contradict(&a.words, &b.words)
}

/// True when two ascending lists have at least `needed` values in common.
fn has_common(mut a: &[u32], mut b: &[u32], needed: usize) -> bool {
    let mut count = 0;
    while let ([left, after_left @ ..], [right, after_right @ ..]) = (a, b) {
        if count + a.len().min(b.len()) < needed {
            return false;
        }
        let order = left.cmp(right);
        count += usize::from(order.is_eq());
        if order.is_le() {
            a = after_left;
        }
        if order.is_ge() {
            b = after_right;
        }
    }
    count >= needed
}

/// True when one title says the opposite of the other by the words that only one of them has.
fn contradict(a: &[&str], b: &[&str]) -> bool {
    let (only_a, only_b) = (without(a, b), without(b, a));
    let is_negation = |word: &&str| WORDS.negations.contains(word);
    if only_a.iter().any(is_negation) || only_b.iter().any(is_negation) {
        return true;
    }
    let opposite = |x: &str, y: &str| WORDS.opposites.iter().any(|head| x.strip_prefix(head) == Some(y));
    only_a.iter().any(|x| only_b.iter().any(|y| opposite(x, y) || opposite(y, x)))
}

/// The words of `a` beyond those that `b` has as well, counted.
fn without<'a>(a: &[&'a str], b: &[&str]) -> Vec<&'a str> {
    let mut left = b.to_vec();
    let mut only = Vec::new();
    for word in a {
        match left.iter().position(|l| l == word) {
            Some(at) => _ = left.swap_remove(at),
            None => only.push(*word),
        }
    }
    only
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn found(keys: &[&str]) -> Vec<Vec<usize>> {
        let Ok(found) = clusters::<Infallible>(keys, &mut || Ok(()));
        found
    }

    #[test]
    fn typos_endings_and_another_order_of_words_are_similar() {
        for pair in [
            ["sign in with e mail", "sign in with email"],
            ["оплата заказа картой", "оплата картой заказа"],
            ["expired code is refused", "expired codes is refused"],
            ["удаление товара из корзины", "удаление товаров из корзины"],
        ] {
            assert_eq!(found(&pair), [[0, 1]], "{pair:?}");
        }
    }

    #[test]
    fn other_numbers_and_opposites_are_not_similar() {
        for pair in [
            ["code gives a discount of 10 %", "code gives a discount of 20 %"],
            ["order of a user with a discount", "order of a user without a discount"],
            ["valid password is accepted", "invalid password is accepted"],
            ["пользователь авторизован", "пользователь не авторизован"],
            ["успешная оплата заказа картой", "неуспешная оплата заказа картой"],
        ] {
            assert!(found(&pair).is_empty(), "{pair:?}");
        }
        assert!(found(&["sign in", "pay", "search"]).is_empty());
    }

    #[test]
    fn a_group_does_not_drift_away_from_its_first_title() {
        let chain = ["payment by card one", "payment by card once", "payment by cards once", "repayment by cards once"];
        for group in found(&chain) {
            let titles: Vec<&str> = group.iter().map(|i| chain[*i]).collect();
            let Ok(read) = read::<Infallible>(&titles, &mut || Ok(()));
            assert!(read[1..].iter().all(|t| are_similar(&read[0], t)), "{titles:?}");
        }
    }

    #[test]
    fn a_cancelled_search_ends_with_its_error() {
        assert_eq!(clusters(&["a", "b"], &mut || Err("cancelled")), Err("cancelled"));
    }

    proptest! {
        /// Prefix filtering loses no pair that a comparison of all pairs finds.
        #[test]
        fn finds_every_similar_pair(all in prop::collection::btree_set("[abc]{1,4}( [abc]{1,4}){0,3}", 2..24)) {
            let keys: Vec<&str> = all.iter().map(String::as_str).collect();
            let Ok(titles) = read::<Infallible>(&keys, &mut || Ok(()));
            let groups = found(&keys);
            let of = |i: usize| groups.iter().position(|g| g.contains(&i));
            for i in 0..keys.len() {
                for j in 0..i {
                    if titles[i].numbers == titles[j].numbers && are_similar(&titles[i], &titles[j]) {
                        prop_assert!(of(i).is_some() || of(j).is_some(), "{} / {}", keys[i], keys[j]);
                    }
                }
            }
            for group in &groups {
                prop_assert!(group.len() > 1);
                prop_assert!(group[1..].iter().all(|i| are_similar(&titles[group[0]], &titles[*i])));
            }
            let mut members: Vec<usize> = groups.concat();
            let n = members.len();
            members.sort_unstable();
            members.dedup();
            prop_assert_eq!(members.len(), n, "no title is in two groups");
        }
    }
}
