//! Tokens: only their hashes are kept, and they are compared in constant time.

use crate::base::Secret;
use crate::store::{self, Op, Store, hash};
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

fn digest(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FixedClock;
    use std::sync::Arc;

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
