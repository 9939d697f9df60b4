//! Creates functions from suites: a feature for each suite, in the tree of the suites, covered by the suite's cases.

use super::Collected;
use crate::report::{Entity, Item, ItemOutcome};
use crate::{history, import};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::function::{FunctionContent, FunctionType, normalise_alias};
use voluptas_core::domain::ids::{FunctionId, SyncId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::project::RemoteProject;
use voluptas_store::{self as store, Tx};

/// The custom field of a function that names the suite that it was created from: `SHOP/12`.
pub(crate) const MADE_FROM: &str = "qase_suite";

/// Creates missing functions of suites, and missing mappings of cases to the function of their suite. Returns the numbers of both.
pub(super) fn write(tx: &Tx<'_>, of: &RemoteProject, sync: SyncId, collected: &Collected) -> store::Result<(u64, u64)> {
    let remote = &collected.remote;
    let existing = tx.functions().all()?;
    let mut taken: BTreeSet<String> = existing.iter().map(|f| f.content.func_id.clone()).collect();
    let mut of_suite: BTreeMap<i64, FunctionId> = existing
        .iter()
        .filter_map(|f| {
            let (code, id) = f.content.custom_fields.get(MADE_FROM)?.split_once('/')?;
            Some((id.parse().ok()?, f.id)).filter(|_| code == of.code)
        })
        .collect();
    let mut suites: Vec<_> = import::collect::needed_suites(remote).into_iter().collect();
    suites.sort_by_key(|id| (remote.path(Some(*id)).len(), *id));
    let mut items = Vec::new();
    for id in suites {
        let Some(suite) = remote.suites.get(&id).filter(|_| !of_suite.contains_key(&id)) else { continue };
        let path = remote.path(Some(id));
        let func_id = free_id(&path, &of.code, &mut taken);
        let title = suite.state.content.title.clone();
        if title.trim().is_empty() {
            continue;
        }
        let content = FunctionContent {
            func_id,
            title: title.clone(),
            kind: FunctionType::Feature,
            description: suite.state.content.description.clone(),
            status: Some("Approved".into()),
            custom_fields: [(MADE_FROM.to_owned(), format!("{}/{id}", of.code))].into(),
            ..FunctionContent::default()
        };
        let parent = suite.state.place.qase_id().and_then(|p| of_suite.get(&p)).copied();
        let function = tx.functions().create(parent, &content, &[])?;
        of_suite.insert(id, function);
        items.push(Item {
            entity: Entity::Function,
            local_key: Some(content.func_id),
            remote_key: Some(id.to_string()),
            title,
            outcome: ItemOutcome::Created,
            detail: None,
        });
    }
    let mut mappings = 0;
    for (qase_id, case_id) in tx.remotes().linked_between(of.id, i64::MIN, i64::MAX)? {
        let case = remote.cases.get(&qase_id);
        let function = case.and_then(|c| c.state.place.qase_id()).and_then(|s| of_suite.get(&s));
        if let Some(function) = function {
            mappings += u64::from(tx.mappings().link(*function, case_id, Origin::Import)?);
        }
    }
    history::add(tx, sync, &items)?;
    Ok((items.len() as u64, mappings))
}

/// `FEAT:SHOP.CART.PROMO_CODES`, with a number behind it when it is taken.
fn free_id(path: &[&str], code: &str, taken: &mut BTreeSet<String>) -> String {
    let mut parts = vec![code.to_owned()];
    parts.extend(path.iter().map(|t| normalise_alias(t)).filter(|t| !t.is_empty()));
    let stem: String = format!("{}:{}", FunctionType::Feature.id_prefix(), parts.join(".")).chars().take(480).collect();
    let mut id = stem.clone();
    let mut n = 0;
    while !taken.insert(id.clone()) {
        n += 1;
        id = format!("{stem}.{n}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_free_and_readable() {
        let mut taken = BTreeSet::new();
        assert_eq!(free_id(&["Cart", "Promo codes"], "SHOP", &mut taken), "FEAT:SHOP.CART.PROMO_CODES");
        assert_eq!(free_id(&["Cart", "Promo codes"], "SHOP", &mut taken), "FEAT:SHOP.CART.PROMO_CODES.1");
        assert_eq!(free_id(&["…"], "SHOP", &mut taken), "FEAT:SHOP");
    }
}
