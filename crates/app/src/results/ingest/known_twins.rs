//! The twins of one identity that a project knows, and the search for the twin of a test. Each search takes the same time for a few twins and
//! for many thousand.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::identity::{Mark, TwinName, Value, masked};
use super::labels;

/// Digits of a value that is taken for a time or a build, which no other twin has in the next run.
const TIME: usize = 4;

/// Twins of one identity in the order in which they became known.
#[derive(Debug, Default)]
pub(super) struct KnownTwins {
    names: Vec<Arc<str>>,
    /// Made for the first test of the run that has the identity: most identities of a project are not met in a run of some of its tests.
    index: Option<Index>,
}

/// Places of twins. Twins that a test of the run has are in `places` and `alike` alone.
#[derive(Debug, Default)]
struct Index {
    places: HashMap<Arc<str>, usize>,
    /// Number of twins whose names differ in digits alone.
    alike: HashMap<String, usize>,
    free: BTreeSet<usize>,
    /// Twins that are named by a place.
    free_places: BTreeSet<usize>,
    /// By the name without its digits.
    free_alike: HashMap<String, BTreeSet<usize>>,
    /// Twins with a place behind a label, by the label.
    free_beside: HashMap<String, BTreeSet<usize>>,
    /// The next place that may be free, and the next one behind each label.
    next: usize,
    next_beside: HashMap<String, usize>,
}

/// Labels that stand before a place in a name: `chrome` in `chrome, #2`.
fn labels_before(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices(", #").map(|(at, _)| &name[..at])
}

impl Index {
    fn of(names: &[Arc<str>]) -> Self {
        let mut this = Self::default();
        for (place, name) in names.iter().enumerate() {
            this.add(place, name);
            this.release(place, name);
        }
        this
    }

    fn add(&mut self, place: usize, name: &Arc<str>) {
        self.places.insert(Arc::clone(name), place);
        *self.alike.entry(masked(name)).or_default() += 1;
    }

    /// Makes a twin one that no test of the run has.
    fn release(&mut self, place: usize, name: &str) {
        self.free.insert(place);
        if name.starts_with('#') {
            self.free_places.insert(place);
        }
        self.free_alike.entry(masked(name)).or_default().insert(place);
        for label in labels_before(name) {
            self.free_beside.entry(label.to_owned()).or_default().insert(place);
        }
    }

    fn take(&mut self, place: usize, name: &str) {
        self.free.remove(&place);
        self.free_places.remove(&place);
        if let Some(places) = self.free_alike.get_mut(&masked(name)) {
            places.remove(&place);
        }
        for label in labels_before(name) {
            if let Some(places) = self.free_beside.get_mut(label) {
                places.remove(&place);
            }
        }
    }

    fn free(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied().filter(|place| self.free.contains(place))
    }

    /// The first free twin whose name is a value, as this version or an earlier one writes it.
    fn exact(&self, values: &[Value]) -> Option<(usize, Mark)> {
        let places = |text: &dyn Fn(&Value) -> Option<&str>| {
            let found = values.iter().filter_map(|value| Some((self.free(text(value)?)?, value.mark)));
            // Of values with one text the first.
            found.min_by_key(|(place, _)| *place)
        };
        places(&|value| Some(&value.text)).or_else(|| places(&|value| value.earlier.as_deref()))
    }

    /// The first free twin whose name differs from a value in digits alone. Two browsers or suites may have such names.
    fn alike(&self, values: &[Value]) -> Option<(usize, Mark)> {
        let found = values.iter().filter_map(|value| {
            let mask = masked(&value.text);
            let place = self.free_alike.get(&mask)?.first()?;
            let is_only = self.alike.get(&mask) == Some(&1);
            let is_meant = is_only || value.text.chars().filter(char::is_ascii_digit).count() >= TIME;
            is_meant.then_some((*place, value.mark))
        });
        found.min_by_key(|(place, _)| *place)
    }

    /// The free twin of a label: the one of the label and a value, otherwise of the label alone, otherwise the next place behind it.
    fn labelled(&self, values: &[Value]) -> Option<usize> {
        let of_label = |label: &str| {
            let others = values.iter().filter(|value| value.mark != Mark::Label);
            let with_value = others
                .flat_map(|value| [Some(value.text.as_str()), value.earlier.as_deref()])
                .flatten()
                .find_map(|value| self.free(&labels::beside(label, value)));
            let behind = || self.free_beside.get(label).and_then(|places| places.first().copied());
            with_value.or_else(|| self.free(label)).or_else(behind)
        };
        values.iter().filter(|value| value.mark == Mark::Label).find_map(|value| of_label(&value.text))
    }
}

impl KnownTwins {
    /// Adds a twin of the project. One name is one twin, although a test of several cases is there several times.
    pub(super) fn push(&mut self, name: Arc<str>) {
        if self.names.last() != Some(&name) {
            self.names.push(name);
        }
    }

    /// Adds a twin that a test of the run has.
    pub(super) fn add_taken(&mut self, name: Arc<str>) {
        self.index();
        let place = self.names.len();
        if let Some(index) = &mut self.index {
            index.add(place, &name);
        }
        self.names.push(name);
    }

    /// Notes that a test of the run has the twin of this name.
    pub(super) fn mark_taken(&mut self, name: &str) {
        if let Some(place) = self.index().free(name) {
            self.index().take(place, name);
        }
    }

    fn index(&mut self) -> &mut Index {
        let names = &mut self.names;
        self.index.get_or_insert_with(|| {
            let mut seen = std::collections::HashSet::new();
            names.retain(|name| seen.insert(Arc::clone(name)));
            Index::of(names)
        })
    }

    /// The twin that a test with these values is: the one with a value of its own, otherwise the next place, one whose value differs in
    /// digits, or the only one there is. `is_first` is true for the first test of the run that has the identity.
    pub(super) fn take(&mut self, values: &[Value], is_first: bool) -> Option<TwinName> {
        let index = self.index();
        let only = (is_first && index.places.len() == 1).then(|| index.free.first().copied()).flatten();
        let place = || index.free_places.first().map(|place| (*place, Mark::Place));
        let (place, mark) = (index.labelled(values).map(|place| (place, Mark::Label)))
            .or_else(|| index.exact(values))
            .or_else(place)
            .or_else(|| index.alike(values))
            .or_else(|| only.map(|place| (place, Mark::Place)))?;
        let name = Arc::clone(self.names.get(place)?);
        self.index().take(place, &name);
        Some(TwinName { mark, discriminator: name })
    }

    /// True for a name that no twin has.
    pub(super) fn is_new(&mut self, name: &str) -> bool {
        !name.is_empty() && !self.index().places.contains_key(name)
    }

    /// The next place that no twin is named by.
    pub(super) fn new_place(&mut self) -> String {
        let count = self.names.len();
        let index = self.index();
        let mut next = index.next.max(count + 1);
        while index.places.contains_key(format!("#{next}").as_str()) {
            next += 1;
        }
        index.next = next;
        format!("#{next}")
    }

    /// The next place behind a label that no twin is named by.
    pub(super) fn new_place_beside(&mut self, label: &str) -> String {
        let index = self.index();
        let mut next = index.next_beside.get(label).copied().unwrap_or(2);
        while index.places.contains_key(labels::beside(label, &format!("#{next}")).as_str()) {
            next += 1;
        }
        index.next_beside.insert(label.to_owned(), next);
        labels::beside(label, &format!("#{next}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The search among all twins one by one, which says what the index must find.
    #[derive(Default)]
    struct Plain(Vec<(String, bool)>);

    impl Plain {
        fn take(&mut self, values: &[Value], is_first: bool) -> Option<(String, Mark)> {
            let known = &self.0;
            let is_free = |name: &str| known.iter().position(|(own, is_taken)| !is_taken && own == name);
            let labelled = || {
                let of_label = |label: &str| {
                    let others = values.iter().filter(|v| v.mark != Mark::Label);
                    let with_value = others.into_iter().find_map(|v| is_free(&format!("{label}, {}", v.text)));
                    let is_place = |name: &&String| name.strip_prefix(label).is_some_and(|rest| rest.starts_with(", #"));
                    let names = || known.iter().map(|(name, _)| name);
                    with_value.or_else(|| is_free(label)).or_else(|| names().filter(is_place).find_map(|name| is_free(name)))
                };
                values.iter().filter(|v| v.mark == Mark::Label).find_map(|v| of_label(&v.text)).map(|at| (at, Mark::Label))
            };
            let is_alike = |value: &str, name: &str| {
                let is_only = known.iter().filter(|(other, _)| masked(other) == masked(value)).count() == 1;
                masked(value) == masked(name) && (is_only || value.chars().filter(char::is_ascii_digit).count() >= TIME)
            };
            let free = |exact: bool| {
                known.iter().enumerate().filter(|(_, (_, is_taken))| !is_taken).find_map(|(at, (name, _))| {
                    let is_own = |v: &&Value| if exact { v.text == *name } else { is_alike(&v.text, name) };
                    values.iter().find(is_own).map(|v| (at, v.mark))
                })
            };
            let place = |is_any: bool| {
                let at = known.iter().position(|(name, is_taken)| !is_taken && (name.starts_with('#') || is_any));
                at.map(|at| (at, Mark::Place))
            };
            let found = labelled().or_else(|| free(true)).or_else(|| place(false)).or_else(|| free(false));
            let (at, mark) = found.or_else(|| place(is_first && known.len() == 1).filter(|_| is_first && known.len() == 1))?;
            self.0[at].1 = true;
            Some((self.0[at].0.clone(), mark))
        }

        fn is_new(&self, name: &str) -> bool {
            self.0.iter().all(|(own, _)| own != name)
        }
    }

    fn name() -> impl Strategy<Value = String> {
        "(chrome|a1|a2|b20260115|b20260116|#1|#2|#3|chrome, #2|chrome, #3|chrome, a1|chrome, #2, #4)"
    }

    fn values() -> impl Strategy<Value = Vec<Value>> {
        let mark = prop_oneof![Just(Mark::Label), Just(Mark::Suite), Just(Mark::File)];
        prop::collection::vec((mark, name()), 0..4).prop_map(|values| {
            let mut values: Vec<Value> = values.into_iter().map(|(mark, text)| Value { mark, text, earlier: None }).collect();
            values.sort_by_key(|value| value.mark);
            values
        })
    }

    proptest! {
        #[test]
        fn an_index_finds_the_twins_that_a_search_one_by_one_finds(
            known in prop::collection::hash_set(name(), 0..8),
            tests in prop::collection::vec((values(), any::<bool>(), any::<bool>()), 1..12),
        ) {
            let (mut twins, mut plain) = (KnownTwins::default(), Plain::default());
            for name in known {
                twins.push(name.as_str().into());
                plain.0.push((name, false));
            }
            for (at, (values, is_beside, _)) in tests.into_iter().enumerate() {
                let found = twins.take(&values, at == 0).map(|name| (name.discriminator.to_string(), name.mark));
                prop_assert_eq!(&found, &plain.take(&values, at == 0));
                if found.is_some() {
                    continue;
                }
                let (place, expected) = if is_beside {
                    let mut places = (2..).map(|n| format!("chrome, #{n}"));
                    (twins.new_place_beside("chrome"), places.find(|place| plain.is_new(place)))
                } else {
                    let mut places = (plain.0.len() + 1..).map(|n| format!("#{n}"));
                    (twins.new_place(), places.find(|place| plain.is_new(place)))
                };
                prop_assert_eq!(Some(&place), expected.as_ref());
                twins.add_taken(place.as_str().into());
                plain.0.push((place, true));
            }
        }
    }
}
