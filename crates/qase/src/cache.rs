//! Answers to GETs, kept for the time of the settings and forgotten when something in the same project is written.
//!
//! The key of an answer has its full URL and the *generation* of its scope. A write begins a new generation, so that no answer from
//! before the write is ever found again, even if it arrived later.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::future::Cache as Moka;
use serde_json::Value;

use voluptas_core::base::{Clock, Millis};

/// Maximum size of the kept JSON, in bytes; the parsed values take several times as much memory.
const CAPACITY: u64 = 48 * 1024 * 1024;

/// Part of the account that a request reads or writes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    /// Objects of one project, by its code in capitals.
    Project(String),
    /// The list of projects, with the numbers of their objects.
    Projects,
    /// Objects of the account: custom and system fields, files.
    Account,
}

impl Scope {
    /// The scope of a project, by its code in any letter case.
    pub fn project(code: &str) -> Self {
        Self::Project(code.to_uppercase())
    }
}

/// Key of an answer in the cache.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    scope: Scope,
    generation: u64,
    url: String,
}

#[derive(Debug, Clone)]
struct CachedAnswer {
    at: Millis,
    bytes: u32,
    value: Arc<Value>,
}

/// The cache of one client: of one server and one token.
#[derive(Debug)]
pub(super) struct Cache {
    kept: Moka<Key, CachedAnswer>,
    generations: Mutex<HashMap<Scope, u64>>,
    ttl: Millis,
    clock: Arc<dyn Clock>,
}

impl Cache {
    pub fn new(ttl: Duration, clock: Arc<dyn Clock>) -> Self {
        let kept = Moka::builder().weigher(|_, kept: &CachedAnswer| kept.bytes).max_capacity(CAPACITY).time_to_live(ttl).build();
        Self { kept, generations: Mutex::default(), ttl: Millis::try_from(ttl.as_millis()).unwrap_or(Millis::MAX), clock }
    }

    /// The key for a request that is sent now.
    pub fn key(&self, scope: &Scope, url: &str) -> Key {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        Key { scope: scope.clone(), generation: generations.get(scope).copied().unwrap_or(0), url: url.to_owned() }
    }

    /// The answer under this key, if it is not too old.
    pub async fn get(&self, key: &Key) -> Option<Arc<Value>> {
        let kept = self.kept.get(key).await?;
        let age = self.clock.now().saturating_sub(kept.at);
        if age >= self.ttl {
            tracing::debug!(target: "voluptas::qase", age_ms = age, "a cached answer has expired");
            self.kept.invalidate(key).await;
            return None;
        }
        Some(kept.value)
    }

    /// Stores an answer of `bytes` bytes.
    pub async fn put(&self, key: Key, value: Arc<Value>, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.kept.insert(key, CachedAnswer { at: self.clock.now(), bytes, value }).await;
    }

    /// Begins a new generation of a scope after a write. A write within a project also changes its numbers in the list of projects.
    pub fn written(&self, scope: &Scope) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        *generations.entry(scope.clone()).or_default() += 1;
        if matches!(scope, Scope::Project(_)) {
            *generations.entry(Scope::Projects).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use voluptas_core::base::FixedClock;

    fn cache() -> (Cache, FixedClock) {
        let clock = FixedClock::at(1_000);
        (Cache::new(Duration::from_secs(3600), Arc::new(clock.clone())), clock)
    }

    #[tokio::test]
    async fn an_answer_is_good_for_its_time_and_an_empty_one_too() {
        let (cache, clock) = cache();
        let key = cache.key(&Scope::project("demo"), "https://a/v1/case/DEMO");
        cache.put(key.clone(), Arc::new(json!({"entities": []})), 15).await;
        clock.advance(3_599_999);
        assert!(cache.get(&key).await.is_some());
        clock.advance(1);
        assert!(cache.get(&key).await.is_none());
    }

    #[tokio::test]
    async fn a_write_forgets_its_project_and_no_other() {
        let (cache, _clock) = cache();
        let scopes = [Scope::project("DEMO"), Scope::project("SHOP"), Scope::Projects, Scope::Account];
        for scope in &scopes {
            cache.put(cache.key(scope, "u"), Arc::new(json!(1)), 1).await;
        }
        cache.written(&Scope::project("demo"));
        let mut found = Vec::new();
        for scope in &scopes {
            found.push(cache.get(&cache.key(scope, "u")).await.is_some());
        }
        assert_eq!(found, [false, true, false, true]);
    }

    #[tokio::test]
    async fn an_answer_asked_before_a_write_is_not_found_after_it() {
        let (cache, _clock) = cache();
        let scope = Scope::project("DEMO");
        let asked = cache.key(&scope, "u");
        cache.written(&scope);
        cache.put(asked, Arc::new(json!("old")), 5).await;
        assert!(cache.get(&cache.key(&scope, "u")).await.is_none());
    }
}
