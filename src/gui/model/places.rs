//! Rules for moving functions, suites and cases, used by drag and drop and by the bulk bar.

use std::collections::BTreeSet;

use super::cases::CaseKey;
use super::{CasesModel, RegistryModel};
use crate::domain::function::FunctionType;
use crate::domain::ids::FunctionId;

/// Types that may lie at the top level.
const ROOTS: [FunctionType; 2] = [FunctionType::Module, FunctionType::Service];

impl RegistryModel {
    /// True when the functions of these keys may lie under `target` (`None` is the top level) and at least one does not yet.
    #[must_use]
    pub fn accepts(&self, moved: &[i64], target: Option<i64>) -> bool {
        let rows = || moved.iter().filter_map(|k| self.get(FunctionId(*k)));
        let allowed: &[FunctionType] = match target {
            None => &ROOTS,
            Some(key) => self.get(FunctionId(key)).map_or(&[], |r| r.function.content.kind.allowed_children()),
        };
        let inside = target
            .and_then(|t| self.tree.index(t))
            .is_some_and(|place| moved.iter().filter_map(|k| self.tree.index(*k)).any(|i| self.tree.subtree(i).contains(&place)));
        !inside
            && rows().next().is_some()
            && rows().all(|r| allowed.contains(&r.function.content.kind))
            && rows().any(|r| r.function.parent_id.map(|id| id.0) != target)
    }

    /// Every place where these functions may be moved, in tree order; `None` is the top level.
    #[must_use]
    pub fn places_for(&self, ids: &[FunctionId]) -> Vec<Option<FunctionId>> {
        let keys: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let kinds: BTreeSet<FunctionType> = ids.iter().filter_map(|id| self.get(*id)).map(|r| r.function.content.kind).collect();
        let root = self.accepts(&keys, None).then_some(None);
        // The type is looked at first: most functions may hold none of these.
        let holds = |kind: FunctionType| kinds.iter().all(|k| kind.allowed_children().contains(k));
        let holders = self
            .rows
            .iter()
            .filter(|r| holds(r.function.content.kind) && self.accepts(&keys, Some(r.function.id.0)))
            .map(|r| Some(r.function.id));
        root.into_iter().chain(holders).collect()
    }
}

impl CasesModel {
    /// True when the suites and cases of these keys may lie in the suite of key `target` (`None` is the top level).
    #[must_use]
    pub fn accepts(&self, moved: &[i64], target: Option<i64>) -> bool {
        if target.is_some_and(|t| matches!(CaseKey::from_key(t), CaseKey::Case(_))) {
            return false;
        }
        let place = target.and_then(|t| self.tree.index(t));
        let places: Vec<usize> = moved.iter().filter_map(|k| self.tree.index(*k)).collect();
        let inside = place.is_some_and(|p| places.iter().any(|&i| self.tree.subtree(i).contains(&p)));
        !inside && places.iter().any(|&i| self.tree.parent(i) != place)
    }
}
