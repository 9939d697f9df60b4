//! Sign-in of browsers through a provider of OpenID Connect.
//!
//! What a sign-in needs until the browser comes back (state, nonce, verifier, the page to show then) is sealed into a cookie of this browser. So the
//! server remembers nothing of sign-ins that only begin, however many there are, and another server with the same key can end them. A state that came
//! back is remembered until its time is over, and works once.

use super::auth::lock;
use super::digest::Digest;
use super::router::root;
use super::state::App;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::user::Role;
use voluptas_integrations::seal::SealKey;
use voluptas_integrations::sign_in::{AuthorizationRequest, SignInProvider};

/// Time for a person to sign in at the provider.
pub const LASTS: Millis = 10 * 60_000;
/// Most states that are remembered after their return. One that is forgotten too early still needs a code that the provider gave for it.
const USED: usize = 10_000;
/// Longest address to come back to, in bytes: browsers keep cookies of 4096.
const NEXT_MAX: usize = 1500;
/// Says what the cookie is for.
const PURPOSE: &[u8] = b"voluptas sign-in 1";
/// Says what a ticket is for.
const TICKET: &[u8] = b"voluptas link of an account 1";
/// Time between the form of a user and the way to the provider.
const TICKET_LASTS: Millis = 60_000;

/// A provider, and what it decides on this server.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    pub provider: Arc<dyn SignInProvider>,
    /// Name of the provider on the button.
    pub name: String,
    /// Role in the registry of users that their first sign-in creates; without it only known users sign in.
    pub create_role: Option<Role>,
    /// Seals what browsers keep. The same on every server of a workspace.
    pub key: SealKey,
    /// Address of the server as browsers know it; without it, that of the request.
    pub public_url: Option<String>,
}

/// The sign-in through a provider.
#[derive(Debug)]
pub struct Oidc {
    pub config: OidcConfig,
    used: Mutex<UsedStates>,
}

/// Hashes of the states that came back, of the last [`USED`] at most.
#[derive(Debug, Default)]
struct UsedStates {
    known: HashSet<[u8; 32]>,
    /// In the order in which they came, each with the end of its time.
    queue: VecDeque<([u8; 32], Millis)>,
}

impl UsedStates {
    /// Remembers a state; `false` for one that is known. A seal has proven who may ask for it, so that the time of the look-up tells nothing.
    fn insert(&mut self, state: &str, until: Millis, now: Millis) -> bool {
        while self.queue.front().is_some_and(|(_, until)| now >= *until) || self.queue.len() >= USED {
            let Some((hash, _)) = self.queue.pop_front() else { break };
            self.known.remove(&hash);
        }
        let hash = *blake3::hash(state.as_bytes()).as_bytes();
        let is_new = self.known.insert(hash);
        if is_new {
            self.queue.push_back((hash, until));
        }
        is_new
    }
}

/// A sign-in that a browser has begun.
#[derive(Debug, Serialize, Deserialize)]
pub struct PendingSignIn {
    // The name of the first version stays: servers of two versions with one key may end each other's sign-ins.
    #[serde(rename = "begun")]
    pub request: AuthorizationRequest,
    /// The page to show after the sign-in.
    pub next: String,
    /// The user who connects an account; `None` where somebody signs in.
    pub user: Option<i64>,
    until_ms: Millis,
}

impl Oidc {
    pub fn new(config: OidcConfig) -> Self {
        Self { config, used: Mutex::default() }
    }

    /// The address to which the provider sends browsers.
    pub fn redirect(&self, app: &App, headers: &HeaderMap, path: &str) -> String {
        let own = || root(app, headers);
        format!("{}{path}", self.config.public_url.clone().unwrap_or_else(own).trim_end_matches('/'))
    }

    /// The value of the cookie of a sign-in that begins now; `None` where the system has no random numbers.
    pub fn seal(&self, request: AuthorizationRequest, next: &str, user: Option<UserId>, now: Millis) -> Option<String> {
        let next = if next.len() <= NEXT_MAX { next } else { "/" };
        let user = user.map(|user| user.0);
        let pending = PendingSignIn { request, next: next.to_owned(), user, until_ms: now.saturating_add(LASTS) };
        self.config.key.seal_for(PURPOSE, &serde_json::to_string(&pending).ok()?).ok()
    }

    /// A short-lived proof that this user has just sent the form that connects an account.
    pub fn ticket(&self, user: UserId, now: Millis) -> Option<String> {
        self.config.key.seal_for(TICKET, &format!("{} {}", user.0, now.saturating_add(TICKET_LASTS))).ok()
    }

    /// The user of a ticket.
    pub fn user_of(&self, ticket: &str, now: Millis) -> Option<UserId> {
        let text = self.config.key.open_for(TICKET, ticket).ok()?;
        let (user, until) = text.split_once(' ')?;
        (now < until.parse().ok()?).then_some(UserId(user.parse().ok()?))
    }

    /// The sign-in of a cookie that came back with this state, once.
    pub fn take(&self, cookie: &str, state: &str, now: Millis) -> Option<PendingSignIn> {
        let pending: PendingSignIn = serde_json::from_str(&self.config.key.open_for(PURPOSE, cookie).ok()?).ok()?;
        let (own, given) = (Digest::of(pending.request.state.as_bytes()), Digest::of(state.as_bytes()));
        if !bool::from(own.ct_eq(&given)) || now >= pending.until_ms {
            return None;
        }
        lock(&self.used).insert(state, pending.until_ms, now).then_some(pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::base::Secret;
    use voluptas_oidc::{OidcLimits, Provider};

    fn oidc() -> Oidc {
        let provider = Provider::new("https://login.example", "id", Secret::new("secret"), OidcLimits::default());
        Oidc::new(OidcConfig {
            provider: Arc::new(provider.expect("provider")),
            name: "Company".into(),
            create_role: None,
            key: SealKey::new(&Secret::new("a-key-of-at-least-thirty-two-bytes")).expect("key"),
            public_url: None,
        })
    }

    fn begun(state: &str) -> AuthorizationRequest {
        AuthorizationRequest {
            state: state.into(),
            nonce: "n".into(),
            verifier: "v".into(),
            redirect: "https://qa.example/".into(),
        }
    }

    #[test]
    fn a_cookie_works_once_with_its_state_and_within_its_time() {
        let (oidc, now) = (oidc(), 1_000_000);
        let cookie = oidc.seal(begun("one"), "/SHOP/runs", None, now).expect("cookie");
        assert!(!cookie.contains("one") && cookie.len() < 4000);
        for state in ["", "two", "one "] {
            assert!(oidc.take(&cookie, state, now).is_none(), "{state}");
        }
        assert!(oidc.take(&cookie, "one", now + LASTS).is_none(), "too late");
        assert_eq!(oidc.take(&cookie, "one", now + LASTS - 1).map(|p| p.next).as_deref(), Some("/SHOP/runs"));
        assert!(oidc.take(&cookie, "one", now).is_none(), "the second time");
        assert!(oidc.take("forged", "one", now).is_none());
        assert!(oidc.take(&oidc.config.key.seal("{}").expect("sealed"), "one", now).is_none(), "of another purpose");
    }

    #[test]
    fn a_ticket_is_of_one_user_for_a_minute() {
        let oidc = oidc();
        let ticket = oidc.ticket(UserId(7), 1000).expect("ticket");
        assert_eq!((oidc.user_of(&ticket, 60_999), oidc.user_of(&ticket, 61_000)), (Some(UserId(7)), None));
        let cookie = oidc.seal(begun("one"), "/", None, 1000).expect("cookie");
        assert_eq!((oidc.user_of(&cookie, 1000), oidc.user_of("", 1000)), (None, None));
        assert!(oidc.take(&ticket, "one", 1000).is_none());
    }

    #[test]
    fn another_server_with_the_key_ends_a_sign_in() {
        let cookie = oidc().seal(begun("one"), "/", None, 5).expect("cookie");
        assert!(oidc().take(&cookie, "one", 6).is_some());
    }

    #[test]
    fn a_crowd_of_sign_ins_takes_no_more_room_than_a_bound() {
        let oidc = oidc();
        for n in 0..USED + 50 {
            let cookie = oidc.seal(begun(&n.to_string()), "/", None, 5).expect("cookie");
            assert!(oidc.take(&cookie, &n.to_string(), 6).is_some());
        }
        let used = lock(&oidc.used);
        assert_eq!((used.known.len(), used.queue.len()), (USED, USED));
        drop(used);
        let first = oidc.seal(begun("0"), "/", None, 5).expect("cookie");
        assert!(oidc.take(&first, "0", 6).is_some(), "forgotten");
        let long = oidc.seal(begun("long"), &format!("/{}", "x".repeat(NEXT_MAX)), None, 5).expect("cookie");
        assert_eq!(oidc.take(&long, "long", 6).map(|p| p.next).as_deref(), Some("/"));
    }
}
