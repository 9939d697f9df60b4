//! Caches for values that are computed from whole models and therefore only after a change; and the identities by which models
//! are compared.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

/// A number greater than 0 that the program has not given before: the generation of a list, the revision of a selection.
pub fn next_number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// Tells one shared value from another, and does not keep it alive: a list that was read again is another one.
#[derive(Debug, Clone)]
pub struct Identity<T>(Weak<T>);

impl<T> Identity<T> {
    /// The identity of a value.
    pub fn of(value: &Arc<T>) -> Self {
        Self(Arc::downgrade(value))
    }
}

impl<T> PartialEq for Identity<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

/// The last value, with the key that it was computed from.
#[derive(Debug, Clone)]
pub struct Memo<K, V>(Option<(K, V)>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: PartialEq, V: Clone> Memo<K, V> {
    /// The value for `of`: the cached one, or the result of `make` if `of` has changed.
    pub fn get(&mut self, of: K, make: impl FnOnce() -> V) -> V {
        match &self.0 {
            Some((known, value)) if *known == of => value.clone(),
            _ => self.0.insert((of, make())).1.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_a_value_only_after_a_change() {
        let (mut memo, mut made) = (Memo::default(), 0);
        let mut get = |of: u32| {
            memo.get(of, || {
                made += 1;
                made
            })
        };
        assert_eq!([get(1), get(1), get(2), get(2), get(1)], [1, 1, 2, 2, 3]);
    }

    #[test]
    fn a_list_that_was_read_again_is_another_one() {
        let first = Arc::new(vec![1]);
        let known = Identity::of(&first);
        assert!(known == Identity::of(&Arc::clone(&first)) && known != Identity::of(&Arc::new(vec![1])));
        assert_eq!(Arc::strong_count(&first), 1, "it is not kept alive");
        drop(first);
        assert!((0..100).all(|i| known != Identity::of(&Arc::new(vec![i]))), "its place is given to no other");
    }
}
