//! Similarity of titles: shared runs of three letters, found through an inverted index, so that ten thousand titles against
//! a thousand take a moment.

use std::collections::HashMap;
use voluptas_core::base::fold::fold;

/// Titles by their trigrams.
#[derive(Debug, Clone, Default)]
pub struct Index {
    postings: HashMap<[char; 3], Vec<u32>>,
    sizes: Vec<u32>,
}

/// The distinct trigrams of a text. Each word gets a blank before and behind it, so that word edges count.
fn trigrams(text: &str) -> Vec<[char; 3]> {
    let folded = fold(text);
    let mut grams = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let chars: Vec<char> = std::iter::once(' ').chain(word.chars()).chain(std::iter::once(' ')).collect();
        grams.extend(chars.windows(3).map(|w| [w[0], w[1], w[2]]));
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

impl Index {
    /// An index of these titles, in order.
    #[must_use]
    pub fn of<'a>(titles: impl Iterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        for (i, title) in (0_u32..).zip(titles) {
            let grams = trigrams(title);
            index.sizes.push(u32::try_from(grams.len()).unwrap_or(u32::MAX));
            for gram in grams {
                index.postings.entry(gram).or_default().push(i);
            }
        }
        index
    }

    /// The titles most like `text`: places in the index with their score (0 to 1, shared trigrams over all), best first, equal
    /// ones in the order of the index. At most `most`, none below `least`.
    pub fn nearest(&self, text: &str, least: f64, most: usize) -> Vec<(usize, f64)> {
        let grams = trigrams(text);
        if grams.is_empty() {
            return Vec::new();
        }
        let mut shared: Vec<u32> = vec![0; self.sizes.len()];
        let mut touched: Vec<u32> = Vec::new();
        for list in grams.iter().filter_map(|g| self.postings.get(g)) {
            for &i in list {
                let n = &mut shared[i as usize];
                if *n == 0 {
                    touched.push(i);
                }
                *n += 1;
            }
        }
        let own = u32::try_from(grams.len()).unwrap_or(u32::MAX);
        let mut found: Vec<(usize, f64)> = touched
            .into_iter()
            .map(|i| {
                let both = shared[i as usize];
                let all = own.saturating_add(self.sizes[i as usize]).saturating_sub(both).max(1);
                (i as usize, f64::from(both) / f64::from(all))
            })
            .filter(|(_, score)| *score >= least)
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(most);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_titles_are_found_in_order() {
        let titles = ["Promo code", "Sign in with e-mail", "Sign in by phone", "Оплата картой"];
        let index = Index::of(titles.iter().copied());
        let best = index.nearest("Sign in with email address", 0.2, 5);
        assert_eq!(best[0].0, 1);
        assert!(best[0].1 > 0.4 && best.iter().all(|(i, _)| *i != 0), "{best:?}");
        let same = index.nearest("  SIGN in   by PHONE ", 0.2, 1);
        assert_eq!(same, [(2, 1.0)]);
        assert_eq!(index.nearest("оплата картой", 0.9, 1), [(3, 1.0)]);
        assert!(index.nearest("???", 0.0, 5).is_empty());
    }
}
