//! Tokens: only their hashes are kept, and they are compared in constant time.

use crate::base::Secret;
use crate::store::{self, Op, Store, hash};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use subtle::{Choice, ConstantTimeEq as _};

/// Where the server's token comes from.
#[derive(Debug, Clone)]
pub enum TokenSource {
    /// Given by whoever starts the server; it is not kept.
    Given(Secret),
    /// The one of an earlier start, of which the workspace has the hash. Made and shown at the first start.
    Kept,
    /// A new one takes the place of those of earlier starts.
    Renewed,
}

/// The tokens in force.
#[derive(Debug)]
pub struct Tokens {
    hashes: Vec<[u8; 32]>,
}

impl Tokens {
    /// Puts tokens in force; gives the one that was made now, to be shown once.
    ///
    /// # Errors
    /// The workspace cannot be read or written, or the system has no randomness.
    pub fn prepare(store: &Store, source: &TokenSource) -> store::Result<(Self, Option<Secret>)> {
        if let TokenSource::Given(token) = source {
            return Ok((Self { hashes: vec![digest(token.expose())] }, None));
        }
        let kept = store.read(|tx| tx.server_tokens().hashes())?;
        if matches!(source, TokenSource::Kept) && !kept.is_empty() {
            let hashes = kept.iter().filter_map(|h| blake3::Hash::from_hex(h).ok()).map(|h| *h.as_bytes()).collect();
            return Ok((Self { hashes }, None));
        }
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| store::Error::Engine(e.to_string()))?;
        let token = Secret::new(hash::hex(&bytes));
        let digest = digest(token.expose());
        store.write(Op::bulk("make_server_token"), |tx| {
            tx.server_tokens().revoke_all()?;
            tx.server_tokens().add("serve", &hash::hex(&digest))
        })?;
        Ok((Self { hashes: vec![digest] }, Some(token)))
    }

    /// Whether a token is in force. Takes the same time for every wrong one.
    #[must_use]
    pub fn allow(&self, token: &str) -> bool {
        let asked = digest(token.trim());
        let found = self.hashes.iter().fold(Choice::from(0), |found, known| found | known.ct_eq(&asked));
        found.into()
    }
}

/// Lifetime of a browser sign-in.
pub const SESSION: Duration = Duration::from_secs(12 * 60 * 60);
/// Most sign-ins that are remembered; the oldest is forgotten first.
const SESSIONS: usize = 1000;

/// Sign-ins of browsers, which cannot send the token's header. They are in memory alone: a restart ends them.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<VecDeque<([u8; 32], Instant)>>);

impl Sessions {
    /// Begins a session; gives the value of its cookie.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn begin(&self, now: Instant) -> store::Result<Secret> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| store::Error::Engine(e.to_string()))?;
        let cookie = Secret::new(hash::hex(&bytes));
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= SESSIONS {
            sessions.pop_front();
        }
        sessions.push_back((digest(cookie.expose()), now + SESSION));
        Ok(cookie)
    }

    /// True for the cookie of a session that has not ended.
    #[must_use]
    pub fn allow(&self, cookie: &str, now: Instant) -> bool {
        let asked = digest(cookie);
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|(_, end)| now < *end);
        sessions.iter().fold(Choice::from(0), |found, (known, _)| found | known.ct_eq(&asked)).into()
    }
}

fn digest(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FixedClock;
    use std::sync::Arc;

    #[test]
    fn a_session_ends_and_the_oldest_is_forgotten() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let cookie = sessions.begin(now).expect("session");
        assert!(sessions.allow(cookie.expose(), now) && !sessions.allow("", now));
        for _ in 0..SESSIONS {
            sessions.begin(now + Duration::from_secs(1)).expect("session");
        }
        assert!(!sessions.allow(cookie.expose(), now));
        let last = sessions.begin(now).expect("session");
        assert!(!sessions.allow(last.expose(), now + SESSION));
    }

    #[test]
    fn made_once_kept_as_a_hash_and_renewed() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(0))).expect("store");
        let (tokens, made) = Tokens::prepare(&store, &TokenSource::Kept).expect("first start");
        let made = made.expect("a token to show");
        assert_eq!(made.expose().len(), 64);
        assert!(tokens.allow(made.expose()) && !tokens.allow("") && !tokens.allow("0"));
        let (again, nothing) = Tokens::prepare(&store, &TokenSource::Kept).expect("second start");
        assert!(nothing.is_none() && again.allow(made.expose()));
        let (renewed, new) = Tokens::prepare(&store, &TokenSource::Renewed).expect("renewed");
        assert!(new.is_some_and(|n| renewed.allow(n.expose())) && !renewed.allow(made.expose()));
        let kept = store.read(|tx| tx.server_tokens().hashes()).expect("hashes");
        assert!(kept.iter().all(|h| h != made.expose()) && kept.len() == 1);
        let (given, _) = Tokens::prepare(&store, &TokenSource::Given(Secret::new("demo-token"))).expect("given");
        assert!(given.allow("demo-token") && !given.allow(made.expose()));
    }
}
