//! Tests without a name: what else the file says keeps them apart, otherwise their place does.

use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::model::Attempt;

/// Gives names to the tests of a file that have none.
#[derive(Default)]
pub(super) struct Unnamed {
    /// Number of tests that the file says the same of, by a hash of that.
    seen: FxHashMap<u64, u32>,
    hasher: foldhash::fast::FixedState,
    /// Number of tests that only their place tells apart.
    pub by_place: usize,
    /// Number of tests that were looked at.
    pub tests: usize,
}

impl Unnamed {
    /// Full name of a test without a name: its class or suites, file and line.
    pub fn described(of: String, file: &str, line: &str) -> String {
        let place = if line.is_empty() || file.is_empty() { file.to_owned() } else { format!("{file}:{line}") };
        [of, place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Names the attempts of a test without a name by its class, suites or file, and by its number among those of the same
    /// description. `attempts` are those of one element or object, which are one test.
    pub fn name(&mut self, attempts: &mut [Attempt]) {
        let Some(attempt) = attempts.first() else { return };
        self.tests += 1;
        if !attempt.name.trim().is_empty() || attempt.history_id.is_some() {
            return;
        }
        let own = attempt.full_name.trim().trim_end_matches(['.', '›', ' ']);
        let known = if own.is_empty() { attempt.suites.join(" › ") } else { own.to_owned() };
        let params: Vec<_> = attempt.params.iter().filter(|p| !p.is_excluded).map(|p| (&p.name, &p.value)).collect();
        let number = self.seen.entry(self.hasher.hash_one((&known, params))).or_default();
        *number += 1;
        self.by_place += usize::from(*number > 1 || known.is_empty());
        let place = (*number > 1 || known.is_empty()).then(|| format!("#{number}"));
        let parts = [Some(known).filter(|known| !known.is_empty()), place];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        for attempt in attempts {
            (attempt.name, attempt.full_name) = (name.clone(), name.clone());
        }
    }
}
