//! Sign-ins and refusals on their way into the audit of the workspace.
//!
//! A stranger decides how many refusals there are, so they are counted in memory: the first of an address is written within a second,
//! the further ones of a minute become one row.

use super::auth::lock;
use serde_json::json;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use voluptas_core::base::Millis;
use voluptas_store::Source;
use voluptas_store::audit::AuditEntry;

/// Time of which equal refusals become one row.
const WINDOW_MS: Millis = 60_000;
/// Most addresses and users whose refusals are told apart at a time; all further ones are counted together, without an address.
const TOLD_APART: usize = 1000;
/// Longest path that is noted, in characters.
const PATH: usize = 200;

/// Refusal of a request with an unknown, expired or revoked token.
pub const REFUSED_TOKEN: &str = "refused-token";
/// Refusal of a sign-in of a browser.
pub const REFUSED_SIGN_IN: &str = "refused-sign-in";
/// Refusal of a request whose token has too few rights.
pub const REFUSED_RIGHT: &str = "refused-right";
/// Refusal of a delivery of the webhook with a wrong secret.
pub const REFUSED_SECRET: &str = "refused-secret";

/// Events that wait to be written.
#[derive(Debug, Default)]
pub struct Events(Mutex<PendingEvents>);

#[derive(Debug, Default)]
struct PendingEvents {
    rows: Vec<AuditEntry>,
    counted: HashMap<Key, Counted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    action: &'static str,
    who: Option<String>,
    address: Option<IpAddr>,
}

#[derive(Debug)]
struct Counted {
    since: Millis,
    /// Events that no row stands for yet.
    times: i64,
    detail: Option<String>,
}

fn row(key: &Key, at_ms: Millis, times: i64, detail: Option<String>) -> AuditEntry {
    AuditEntry {
        at_ms,
        who: key.who.clone(),
        source: Source::Api.as_str().to_owned(),
        address: key.address.map(|address| address.to_string()),
        action: key.action.to_owned(),
        project: None,
        object: None,
        detail,
        times,
    }
}

impl Events {
    /// Notes a refusal. `who` is the owner of the token, where the token is known.
    pub fn refusal(&self, action: &'static str, who: Option<&str>, address: IpAddr, path: &str, now: Millis) {
        let mut waiting = lock(&self.0);
        let mut key = Key { action, who: who.map(str::to_owned), address: Some(address) };
        if !waiting.counted.contains_key(&key) && waiting.counted.len() >= TOLD_APART {
            key = Key { action, who: None, address: None };
        }
        let detail = Some(json!({ "path": path.chars().take(PATH).collect::<String>() }).to_string());
        match waiting.counted.get_mut(&key) {
            Some(counted) => counted.times += 1,
            None => {
                waiting.rows.push(row(&key, now, 1, detail.clone()));
                waiting.counted.insert(key, Counted { since: now, times: 0, detail });
            }
        }
    }

    /// Records the beginning or the end of a browser's sign-in. `by` is the sign-in provider, if it began there.
    pub fn session(&self, action: &'static str, who: &str, address: IpAddr, by: Option<&str>, now: Millis) {
        let key = Key { action, who: Some(who.to_owned()), address: Some(address) };
        lock(&self.0).rows.push(row(&key, now, 1, by.map(|by| json!({ "by": by }).to_string())));
    }

    /// The rows to write now: all, or those whose minute is over.
    pub fn take(&self, now: Millis, all: bool) -> Vec<AuditEntry> {
        let mut waiting = lock(&self.0);
        let mut rows = std::mem::take(&mut waiting.rows);
        waiting.counted.retain(|key, counted| {
            let is_over = all || now >= counted.since + WINDOW_MS;
            if is_over && counted.times > 0 {
                rows.push(row(key, counted.since, counted.times, counted.detail.take()));
            }
            !is_over
        });
        rows
    }

    /// Gives rows back that could not be written.
    pub fn put_back(&self, rows: Vec<AuditEntry>) {
        let mut waiting = lock(&self.0);
        let room = (2 * TOLD_APART).saturating_sub(waiting.rows.len());
        waiting.rows.extend(rows.into_iter().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn refusals_of_a_minute_are_two_rows_however_many_they_are() {
        let events = Events::default();
        let address = |n: u32| IpAddr::V4(Ipv4Addr::from_bits(n));
        for _ in 0..65 {
            events.refusal(REFUSED_TOKEN, None, address(1), "/v1/project", 1000);
        }
        let times = |rows: Vec<AuditEntry>| rows.into_iter().map(|row| row.times).collect::<Vec<_>>();
        assert_eq!(times(events.take(1500, false)), [1]);
        assert_eq!(times(events.take(2000, false)), Vec::<i64>::new());
        assert_eq!(times(events.take(61_000, false)), [64]);
        for n in 0..5000 {
            events.refusal(REFUSED_TOKEN, None, address(n), "/v1/project", 70_000);
        }
        let rows = events.take(70_000, true);
        assert_eq!(rows.iter().map(|row| row.times).sum::<i64>(), 5000);
        assert!(rows.len() <= TOLD_APART + 2, "{}", rows.len());
    }
}
