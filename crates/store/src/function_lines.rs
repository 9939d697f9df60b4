//! Functions as lists show them: without their long texts.

use super::Result;
use super::functions::{Functions, kind_of};
use rustc_hash::FxHashMap;
use std::collections::HashSet;
use std::sync::Arc;
use voluptas_core::domain::function::{FunctionLine, FunctionWords};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::RaciRole;

/// Words that many functions have: one copy of each, and one of each group.
#[derive(Default)]
struct Words {
    words: HashSet<Arc<str>>,
    groups: HashSet<Arc<FunctionWords>>,
}

impl Words {
    fn share(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.words.get(word) {
            return known.clone();
        }
        let new: Arc<str> = word.into();
        self.words.insert(new.clone());
        new
    }

    fn share_all(&mut self, group: FunctionWords) -> Arc<FunctionWords> {
        if let Some(known) = self.groups.get(&group) {
            return known.clone();
        }
        let new = Arc::new(group);
        self.groups.insert(new.clone());
        new
    }
}

impl Functions<'_> {
    /// Every living function, in the order of siblings.
    pub fn lines(&self) -> Result<Vec<FunctionLine>> {
        let mut words = Words::default();
        let mut lines: Vec<(i64, FunctionLine)> = Vec::new();
        self.0.each(
            "SELECT id, parent_id, position, kind, is_crit, is_focus, func_id, title, alias, segment, automation_status, maturity, \
             status, tags, updated_ms FROM functions WHERE deleted_ms IS NULL",
            &[],
            |r| {
                let tags = match r.str(13)? {
                    "[]" => Vec::new(),
                    _ => r.json::<Vec<String>>(13)?,
                };
                let group = FunctionWords {
                    segment: r.opt_str(9)?.map(|w| words.share(w)),
                    automation_status: r.opt_str(10)?.map(|w| words.share(w)),
                    maturity: r.opt_str(11)?.map(|w| words.share(w)),
                    status: r.opt_str(12)?.map(|w| words.share(w)),
                    tags: tags.iter().map(|w| words.share(w)).collect(),
                };
                let line = FunctionLine {
                    id: FunctionId(r.int(0)?),
                    parent_id: r.opt_int(1)?.map(FunctionId),
                    kind: kind_of(r.str(3)?)?,
                    is_crit: r.bool(4)?,
                    is_focus: r.bool(5)?,
                    func_id: r.str(6)?.into(),
                    title: r.str(7)?.into(),
                    alias: r.opt_str(8)?.map(Into::into),
                    words: words.share_all(group),
                    people: Vec::new(),
                    updated_ms: r.int(14)?,
                };
                lines.push((r.int(2)?, line));
                Ok(())
            },
        )?;
        // Sorting here is cheaper than in the engine, which would carry the texts along.
        lines.sort_unstable_by_key(|(position, line)| (*position, line.id));
        let mut lines: Vec<FunctionLine> = lines.into_iter().map(|(_, line)| line).collect();
        let mut people: FxHashMap<i64, Vec<(RaciRole, PersonId)>> = FxHashMap::default();
        self.0.each("SELECT function_id, role, person_id FROM function_people", &[], |r| {
            if let Some(role) = RaciRole::parse(r.str(1)?) {
                people.entry(r.int(0)?).or_default().push((role, PersonId(r.int(2)?)));
            }
            Ok(())
        })?;
        if !people.is_empty() {
            for line in &mut lines {
                line.people = people.remove(&line.id.0).unwrap_or_default();
                line.people.sort_unstable();
            }
        }
        Ok(lines)
    }
}
