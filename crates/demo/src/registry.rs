//! The demo's function registry, put into a workspace.

use super::data;
use super::place::Part;
use std::collections::HashMap;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::person::RaciRole;
use voluptas_i18n::Lang;
use voluptas_store::{Error, Op, Result, Store};

/// Makes people and functions, in one write.
pub fn fill(store: &Store, lang: Lang) -> Result<()> {
    let data = data::registry()?;
    store
        .write(Op::bulk("fill_demo_registry"), |tx| {
            // Another program may have been quicker.
            if Part::of(tx)?.is_some() {
                return Ok(());
            }
            Part::Registry.mark(tx)?;
            let mut people = HashMap::new();
            for person in &data.people {
                people.insert(person.key.as_str(), tx.people().ensure(person.name.of(lang))?);
            }
            let mut made: HashMap<&str, (FunctionId, &str, FunctionType)> = HashMap::new();
            for f in &data.functions {
                let kind: FunctionType =
                    f.kind.parse().map_err(|_| Error::Corrupt(format!("unknown type of a function: {}", f.kind)))?;
                let above = ancestors(&f.id).find_map(|id| made.get(id)).copied();
                let named = |wanted: FunctionType| {
                    ancestors(&f.id).filter_map(|id| made.get(id)).find(|(.., k)| *k == wanted).map(|(_, t, _)| (*t).to_owned())
                };
                let content = FunctionContent {
                    func_id: f.id.clone(),
                    title: f.title.of(lang).to_owned(),
                    kind,
                    module: named(FunctionType::Module),
                    epic: named(FunctionType::Epic),
                    feature: named(FunctionType::Feature),
                    segment: f.segment.clone(),
                    is_crit: f.crit,
                    is_focus: f.focus,
                    automation_status: f.auto.clone(),
                    status: Some("Approved".to_owned()),
                    ..FunctionContent::default()
                };
                let roles = [(RaciRole::Qa, &f.qa), (RaciRole::Dev, &f.dev), (RaciRole::Accountable, &f.owner)];
                let roles = roles.into_iter().filter_map(|(role, key)| Some((role, *people.get(key.as_deref()?)?)));
                let id = tx.functions().create(above.map(|a| a.0), &content, &roles.collect::<Vec<_>>())?;
                made.insert(&f.id, (id, f.title.of(lang), kind));
            }
            Ok(())
        })
        .map(drop)
}

/// `a.b.c` lies below `a.b`, and that below `a`.
fn ancestors(id: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(id.rsplit_once('.').map(|(above, _)| above), |id| id.rsplit_once('.').map(|(above, _)| above))
}
