//! Rules for moving functions, suites and cases, used by drag and drop and by the bulk bar.

use std::collections::BTreeSet;

use super::cases::CaseKey;
use super::registry::FunctionRow;
use super::{CasesModel, RegistryModel};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::FunctionId;
use voluptas_ui::widgets::DropPlace;

/// Types that may lie at the top level.
const ROOTS: [FunctionType; 2] = [FunctionType::Module, FunctionType::Service];

impl RegistryModel {
    /// True when the functions of these keys may lie under `target` (`None` is the top level) and at least one does not yet.
    pub fn accepts(&self, moved: &[i64], target: Option<i64>) -> bool {
        self.may_lie(moved, target) && self.rows_of(moved).any(|r| r.function.parent_id.map(|id| id.0) != target)
    }

    /// True when the functions of these keys may be dropped at that place.
    pub fn accepts_drop(&self, moved: &[i64], place: DropPlace) -> bool {
        match place {
            DropPlace::Inside(target) => self.accepts(moved, target),
            DropPlace::Before(key) | DropPlace::After(key) => {
                !moved.contains(&key) && self.may_lie(moved, place.resolve(&self.tree, moved).0)
            }
        }
    }

    fn rows_of<'a>(&'a self, keys: &'a [i64]) -> impl Iterator<Item = &'a FunctionRow> {
        keys.iter().filter_map(|k| self.get(FunctionId(*k)))
    }

    /// True when these functions may lie under `target` or do so already.
    fn may_lie(&self, moved: &[i64], target: Option<i64>) -> bool {
        let allowed: &[FunctionType] = match target {
            None => &ROOTS,
            Some(key) => self.get(FunctionId(key)).map_or(&[], |r| r.function.kind.allowed_children()),
        };
        let inside = target
            .and_then(|t| self.tree.index(t))
            .is_some_and(|place| moved.iter().filter_map(|k| self.tree.index(*k)).any(|i| self.tree.subtree(i).contains(&place)));
        let lies = |r: &FunctionRow| allowed.contains(&r.function.kind) || r.function.parent_id.map(|id| id.0) == target;
        !inside && self.rows_of(moved).next().is_some() && self.rows_of(moved).all(lies)
    }

    /// Every place where these functions may be moved, in tree order; `None` is the top level.
    pub fn places_for(&self, ids: &[FunctionId]) -> Vec<Option<FunctionId>> {
        let keys: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let kinds: BTreeSet<FunctionType> = ids.iter().filter_map(|id| self.get(*id)).map(|r| r.function.kind).collect();
        let root = self.accepts(&keys, None).then_some(None);
        // The type is looked at first: most functions may hold none of these.
        let holds = |kind: FunctionType| kinds.iter().all(|k| kind.allowed_children().contains(k));
        let holders = self
            .rows
            .iter()
            .filter(|r| holds(r.function.kind) && self.accepts(&keys, Some(r.function.id.0)))
            .map(|r| Some(r.function.id));
        root.into_iter().chain(holders).collect()
    }
}

impl CasesModel {
    /// True when the suites and cases of these keys may lie in the suite of key `target` (`None` is the top level).
    pub fn accepts(&self, moved: &[i64], target: Option<i64>) -> bool {
        if target.is_some_and(|t| CaseKey::from_key(t).case().is_some()) {
            return false;
        }
        let place = target.and_then(|t| self.tree.index(t));
        let places: Vec<usize> = moved.iter().filter_map(|k| self.tree.index(*k)).collect();
        let inside = place.is_some_and(|p| places.iter().any(|&i| self.tree.subtree(i).contains(&p)));
        !inside && places.iter().any(|&i| self.tree.parent(i) != place)
    }

    /// True when cases of these keys may be linked to the suite of that place. With `moves`, the keys are links that go there from
    /// where they are; otherwise every case is shown there too.
    pub fn accepts_link(&self, moved: &[i64], place: DropPlace, moves: bool) -> bool {
        let suite = place.resolve(&self.tree, moved).0.and_then(|key| CaseKey::from_key(key).suite());
        let (Some(suite), false) = (suite, moved.is_empty()) else { return false };
        let beside = match place {
            DropPlace::Inside(_) => None,
            DropPlace::Before(key) | DropPlace::After(key) => Some(key),
        };
        if beside.is_some_and(|key| moved.contains(&key) || CaseKey::from_key(key).case().is_none()) {
            return false;
        }
        moved.iter().all(|key| {
            let key = CaseKey::from_key(*key);
            let Some(row) = key.case().and_then(|id| self.get(id)) else { return false };
            let is_shown = CaseKey::link(row.id, suite).is_some_and(|link| self.tree.index(link.key()).is_some());
            // A link may be arranged among the cases of its suite.
            let stays = moves && key == CaseKey::Link(row.id, suite) && beside.is_some();
            row.suite != Some(suite) && (stays || !is_shown)
        })
    }

    /// True when the suites and cases of these keys may be dropped at that place. Suites stand among suites, cases among cases.
    pub fn accepts_drop(&self, moved: &[i64], place: DropPlace) -> bool {
        let links = moved.iter().filter(|key| matches!(CaseKey::from_key(**key), CaseKey::Link(..))).count();
        if links > 0 {
            return links == moved.len() && self.accepts_link(moved, place, true);
        }
        let (DropPlace::Before(key) | DropPlace::After(key)) = place else {
            let DropPlace::Inside(target) = place else { return false };
            return self.accepts(moved, target);
        };
        let is_case = |key: i64| CaseKey::from_key(key).case().is_some();
        let parent = place.resolve(&self.tree, moved).0.and_then(|k| self.tree.index(k));
        let inside =
            parent.is_some_and(|p| moved.iter().filter_map(|k| self.tree.index(*k)).any(|i| self.tree.subtree(i).contains(&p)));
        !inside && !moved.contains(&key) && moved.iter().all(|k| is_case(*k) == is_case(key))
    }
}
