//! Tests that files of two formats have in common: some tools write two reports of one execution, and each test then counts twice.
//!
//! Names and outcomes alone are no proof, because jobs of a matrix may write different formats. Nothing is left out for them; the answer of the
//! ingest says which formats have equal tests. The names are a sample, so that memory does not grow with the number of tests.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

use foldhash::HashSet;
use foldhash::fast::FixedState;

use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::tool_results::ToolFormat;
use voluptas_ingest::NewResult;

/// Names of a format that are remembered, at most. Above that every second one is forgotten.
const MOST: usize = 10_000;
/// Tests of the smaller report that the other one must have, in percent.
const SHARE: usize = 90;

/// Two formats that have equal tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EqualFormats {
    pub formats: [ToolFormat; 2],
    /// Number of names that both have with the same outcome; an estimate where there are many thousands.
    pub tests: usize,
}

/// Hashes of names with outcomes: of titles alone, and of titles with their suites. Writers of one tool put the names of its suites into one or the
/// other.
#[derive(Debug, Default)]
struct Names([HashSet<u64>; 2]);

/// Names of the tests of an ingest by format.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    by_format: BTreeMap<ToolFormat, Names>,
    /// Bits of a hash that are zero in the sample.
    mask: u64,
}

/// The hashes of a result, those of [`Names`].
pub(super) type Marks = [u64; 2];

/// Computes the hashes of a result. `letters` is a place for the letters of its name, so that it needs no allocation.
pub(super) fn marks(result: &NewResult, letters: &mut Vec<u8>) -> Marks {
    let (title, status) = (&result.content.title, &result.content.status);
    let suite = result.suites.last().map(|level| level.title.as_str()).unwrap_or_default();
    let outcome = match status {
        status if is_bad(status) => 1,
        ResultStatus::Passed => 0,
        _ => 2_u8,
    };
    letters.clear();
    add_letters(suite, letters);
    let title_at = letters.len();
    add_letters(title, letters);
    [title_at, 0].map(|from| FixedState::default().hash_one((&letters[from..], outcome)))
}

/// Adds the letters and digits of a text in lower case.
fn add_letters(text: &str, letters: &mut Vec<u8>) {
    if text.is_ascii() {
        letters.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()));
    } else {
        let lower = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        lower.for_each(|c| letters.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
    }
}

impl Overlap {
    pub(super) fn add(&mut self, format: ToolFormat, hashes: Marks) {
        let names = self.by_format.entry(format).or_default();
        let mut is_full = false;
        for (names, hash) in names.0.iter_mut().zip(hashes) {
            if hash & self.mask == 0 {
                names.insert(hash);
                is_full |= names.len() > MOST;
            }
        }
        if is_full {
            self.mask = self.mask << 1 | 1;
            let mask = self.mask;
            for names in self.by_format.values_mut().flat_map(|names| &mut names.0) {
                names.retain(|hash| hash & mask == 0);
            }
        }
    }

    /// The formats that have equal tests.
    pub(super) fn found(&self) -> Vec<EqualFormats> {
        let all: Vec<(&ToolFormat, &Names)> = self.by_format.iter().collect();
        let pairs = all.iter().enumerate().flat_map(|(at, one)| all[at + 1..].iter().map(move |other| (one, other)));
        pairs
            .filter_map(|((one, names), (other, of_other))| {
                let tests = self.common(names, of_other)?;
                Some(EqualFormats { formats: [**one, **other], tests })
            })
            .collect()
    }

    /// Number of names that two formats have in common; `None` for too few.
    fn common(&self, one: &Names, other: &Names) -> Option<usize> {
        let ways = [(0, 0), (1, 1), (0, 1), (1, 0)];
        let common = ways.into_iter().filter_map(|(own, of_other)| {
            let (one, other) = (&one.0[own], &other.0[of_other]);
            let common = one.iter().filter(|hash| other.contains(hash)).count();
            (common > 0 && common * 100 >= one.len().min(other.len()) * SHARE).then_some(common)
        });
        let factor = usize::try_from(self.mask.saturating_add(1)).unwrap_or(usize::MAX);
        common.max().map(|common| common.saturating_mul(factor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::result::ResultContent;
    use voluptas_ingest::SuiteLevel;

    fn result(suite: &str, title: &str, status: ResultStatus) -> Marks {
        let content = ResultContent { title: title.to_owned(), status, ..ResultContent::default() };
        let suites = vec![SuiteLevel { title: suite.to_owned(), number: None }];
        marks(&NewResult { content, suites, ..NewResult::default() }, &mut Vec::new())
    }

    #[test]
    fn formats_with_equal_tests_are_found() {
        use ResultStatus::{Broken, Failed, Passed};
        let mut overlap = Overlap::default();
        overlap.add(ToolFormat::Junit, result("report", "cart adds", Passed));
        overlap.add(ToolFormat::Junit, result("report", "cart pays", Broken));
        overlap.add(ToolFormat::Tap, result("", "cart adds", Failed));
        assert_eq!(overlap.found(), [], "another outcome");
        overlap.add(ToolFormat::Jest, result("cart", "adds", Passed));
        overlap.add(ToolFormat::Jest, result("cart", "pays", Failed));
        assert_eq!(overlap.found(), [EqualFormats { formats: [ToolFormat::Junit, ToolFormat::Jest], tests: 2 }]);
        overlap.add(ToolFormat::Jest, result("cart", "sells", Failed));
        assert_eq!(overlap.found().len(), 1, "one report may lack what failed outside of the tests");
        overlap.add(ToolFormat::Junit, result("report", "cart lends", Passed));
        assert_eq!(overlap.found(), [], "each has tests of its own");
    }

    #[test]
    fn a_sample_tells_large_reports() {
        let mut overlap = Overlap::default();
        for n in 0..2 * MOST {
            overlap.add(ToolFormat::Junit, result("", &format!("test {n}"), ResultStatus::Passed));
            overlap.add(ToolFormat::Ctrf, result("", &format!("test {n}"), ResultStatus::Passed));
        }
        assert!(overlap.by_format.values().flat_map(|names| &names.0).all(|names| names.len() <= MOST));
        let found = overlap.found();
        assert!(found.len() == 1 && found[0].tests.abs_diff(2 * MOST) < MOST / 10, "{found:?}");
    }
}
