//! The context of a run in words: environment, milestone, configurations, and the facts about the build from its files.

use foldhash::{HashMap, HashSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::run::{Run, RunFacts};
use voluptas_store::page::Slice;
use voluptas_store::shards::{Shard, ShardCount};
use voluptas_store::{Result, Tx};

/// Place and purpose of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunContext {
    /// Title of the environment.
    pub environment: Option<String>,
    /// Title of the milestone.
    pub milestone: Option<String>,
    /// Due time of the milestone.
    pub milestone_due_ms: Option<Millis>,
    /// Titles of the configurations.
    pub configurations: Vec<String>,
    /// Tags of the run.
    pub tags: Vec<String>,
    /// Facts from files of results.
    pub facts: RunFacts,
    /// Numbers of its shards, and the shards in the order of coming; `None` for a run that is not filled by shards.
    pub shards: Option<(ShardCount, Vec<Shard>)>,
}

impl RunContext {
    /// Reads the context of a run. Things that were deleted are left out.
    pub fn read(tx: &Tx<'_>, run: &Run) -> Result<Self> {
        let content = &run.content;
        let environment = content.environment_id.map(|id| tx.environments().title(id)).transpose()?.flatten();
        let milestone = match content.milestone_id {
            Some(id) => {
                let all = tx.milestones().list(run.project_id, None, Slice::ALL)?.rows;
                all.into_iter().find(|milestone| milestone.id == id).map(|milestone| milestone.content)
            }
            None => None,
        };
        let milestone_due_ms = milestone.as_ref().and_then(|milestone| milestone.due_ms);
        let milestone = milestone.map(|milestone| milestone.title);
        let groups = if content.configurations.is_empty() { Vec::new() } else { tx.configurations().groups(run.project_id)? };
        let all = groups.into_iter().flat_map(|group| group.configurations);
        let configurations = all.filter(|one| content.configurations.contains(&one.id)).map(|one| one.title).collect();
        let mut facts = tx.runs().facts(run.id)?;
        facts.environment = merged(facts.environment);
        let shards = match tx.shards().count(run.id)? {
            Some(count) => Some((count, tx.shards().list(run.id)?)),
            None => None,
        };
        Ok(Self { environment, milestone, milestone_due_ms, configurations, tags: content.tags.clone(), facts, shards })
    }

    /// Titles of the environment, the milestone, the configurations and the tags.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.environment.iter().chain(&self.milestone).chain(&self.configurations).chain(&self.tags).map(String::as_str)
    }
}

/// Facts with each name once, in the order of their first values: several files of a run say the same, or each its own.
fn merged(facts: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::default();
    let mut said: HashSet<(usize, String)> = HashSet::default();
    for (name, value) in facts {
        let place = *places.entry(name.clone()).or_insert(all.len());
        if place == all.len() {
            all.push((name, Vec::new()));
        }
        if said.insert((place, value.clone())) {
            all[place].1.push(value);
        }
    }
    all.into_iter().map(|(name, values)| (name, values.join(", "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_several_files_say_stands_once() {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let facts = vec![fact("basedir", "/a"), fact("java", "17"), fact("basedir", "/b"), fact("basedir", "/a")];
        assert_eq!(merged(facts), [fact("basedir", "/a, /b"), fact("java", "17")]);
    }

    #[test]
    fn many_facts_take_no_longer_than_their_number() {
        // A look at all facts for each of them would take minutes.
        let facts = (0..200_000).map(|n| (format!("name {}", n / 2), format!("value {n}"))).collect();
        let all = merged(facts);
        assert_eq!((all.len(), all[0].1.as_str()), (100_000, "value 0, value 1"));
    }
}
