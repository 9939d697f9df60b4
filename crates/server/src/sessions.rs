//! Sign-ins of browsers, which cannot send the token's header. They are in memory alone: a restart ends them.

use super::auth::{Principal, lock};
use super::digest::Digest;
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;
use subtle::{Choice, ConditionallySelectable as _};
use voluptas_app::workspace::tokens::new_token;
use voluptas_core::base::{Millis, Secret};
use voluptas_core::domain::ids::TokenId;
use voluptas_store as store;

/// Longest time of a sign-in.
pub const SESSION: Duration = Duration::from_secs(12 * 60 * 60);
/// Longest time between two pages of a sign-in.
pub const IDLE: Duration = Duration::from_secs(60 * 60);
/// Most sign-ins that are remembered; the oldest is forgotten first.
const SESSIONS: usize = 1000;
/// Maximum number of sign-ins of one token, so that repeated sign-ins with one token do not end those of other people.
const SESSIONS_OF_TOKEN: usize = 50;

/// Longest ID token that is kept, in bytes: it goes through an address.
const ID_TOKEN_MAX: usize = 4096;

/// The sign-ins.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<SignIns>);

#[derive(Debug, Default)]
struct SignIns {
    last: i64,
    sessions: VecDeque<Session>,
}

#[derive(Debug)]
struct Session {
    hash: Digest,
    token: TokenId,
    /// ID token of a sign-in through a provider; blank where it is too long to be kept.
    id_token: Option<Secret>,
    shown: SessionInfo,
}

/// A sign-in, as its list shows it to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// Number since the start of the server.
    pub number: i64,
    /// Owner of the token.
    pub owner: String,
    /// Address of the browser.
    pub address: IpAddr,
    /// Time of the sign-in.
    pub began_ms: Millis,
    /// Time of the last page.
    pub seen_ms: Millis,
}

fn ms(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

impl SignIns {
    fn forget_ended(&mut self, now: Millis) {
        self.sessions.retain(|s| now < s.shown.began_ms + ms(SESSION) && now < s.shown.seen_ms + ms(IDLE));
    }

    /// Drops the oldest session of the owner with the most of them, counting the one that begins: others keep theirs.
    fn drop_of_most(&mut self, beginning: &str) {
        let mut counts: HashMap<&str, usize> = HashMap::from([(beginning, 1)]);
        for session in &self.sessions {
            *counts.entry(&session.shown.owner).or_default() += 1;
        }
        let most = counts.values().max().copied().unwrap_or_default();
        // One who begins a session pays for it among equals.
        let is_most = |owner: &str| counts.get(owner) == Some(&most);
        let place = if is_most(beginning) && most > 1 {
            self.sessions.iter().position(|session| session.shown.owner == beginning)
        } else {
            self.sessions.iter().position(|session| is_most(&session.shown.owner))
        };
        self.sessions.remove(place.unwrap_or_default());
    }

    /// Place of the session of a cookie. Takes the same time for every wrong one.
    fn place(&self, cookie: &str) -> Option<usize> {
        let asked = Digest::of(cookie.as_bytes());
        let mut found = (Choice::from(0), 0_u64);
        for (place, session) in (0_u64..).zip(&self.sessions) {
            let is_this = session.hash.ct_eq(&asked);
            found.0 |= is_this;
            found.1.conditional_assign(&place, is_this);
        }
        bool::from(found.0).then_some(usize::try_from(found.1).ok()?)
    }
}

/// The sessions that somebody sees and may end.
#[derive(Debug, Clone, Copy)]
pub enum SessionScope<'a> {
    All,
    Owner(&'a str),
    /// A token with fewer rights than its owner is not its owner.
    Token(TokenId),
}

impl SessionScope<'_> {
    fn has(self, session: &Session) -> bool {
        match self {
            Self::All => true,
            Self::Owner(owner) => session.shown.owner == owner,
            Self::Token(token) => session.token == token,
        }
    }
}

impl Sessions {
    /// Starts a session with a token; returns the value of its cookie. `id_token` is that of a sign-in through a provider.
    pub fn begin(&self, principal: &Principal, address: IpAddr, now: Millis, id_token: Option<Secret>) -> store::Result<Secret> {
        let id_token = id_token.map(|token| if token.expose().len() > ID_TOKEN_MAX { Secret::default() } else { token });
        let cookie = new_token()?;
        let mut known = lock(&self.0);
        known.forget_ended(now);
        let is_own = |session: &Session| session.token == principal.token;
        if known.sessions.iter().filter(|session| is_own(session)).count() >= SESSIONS_OF_TOKEN {
            let oldest = known.sessions.iter().position(is_own).unwrap_or_default();
            known.sessions.remove(oldest);
        } else if known.sessions.len() >= SESSIONS {
            known.drop_of_most(&principal.owner);
        }
        known.last += 1;
        let shown = SessionInfo { number: known.last, owner: principal.owner.clone(), address, began_ms: now, seen_ms: now };
        known.sessions.push_back(Session {
            hash: Digest::of(cookie.expose().as_bytes()),
            token: principal.token,
            id_token,
            shown,
        });
        Ok(cookie)
    }

    /// The token and the description of a session that has not ended. Asking counts as a use.
    pub fn find(&self, cookie: &str, now: Millis) -> Option<(TokenId, SessionInfo)> {
        let mut known = lock(&self.0);
        known.forget_ended(now);
        let place = known.place(cookie)?;
        let session = known.sessions.get_mut(place)?;
        session.shown.seen_ms = session.shown.seen_ms.max(now);
        Some((session.token, session.shown.clone()))
    }

    /// The sessions of a scope that have not ended, newest first.
    pub fn list(&self, scope: SessionScope<'_>, now: Millis) -> Vec<SessionInfo> {
        let mut known = lock(&self.0);
        known.forget_ended(now);
        known.sessions.iter().rev().filter(|session| scope.has(session)).map(|session| session.shown.clone()).collect()
    }

    /// Ends the session of this number. Returns the ended one, with the ID token of a sign-in through a provider; `None` outside of the scope.
    pub fn end(&self, number: i64, scope: SessionScope<'_>) -> Option<(SessionInfo, Option<Secret>)> {
        let mut known = lock(&self.0);
        let is_it = |session: &Session| session.shown.number == number && scope.has(session);
        let place = known.sessions.iter().position(is_it)?;
        known.sessions.remove(place).map(|session| (session.shown, session.id_token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_session_ends_and_the_oldest_is_forgotten() {
        let (sessions, now) = (Sessions::default(), 1_000_000);
        let begin = |token, now| {
            let principal = Principal::for_tests(TokenId(token), "Anna");
            sessions.begin(&principal, HERE, now, None).expect("session")
        };
        let token = |cookie: &str, now| sessions.find(cookie, now).map(|(token, _)| token);
        let cookie = begin(7, now);
        assert_eq!((token(cookie.expose(), now), token("", now)), (Some(TokenId(7)), None));
        let first = begin(8, now);
        for _ in 0..SESSIONS {
            begin(8, now + 1);
        }
        assert_eq!((token(first.expose(), now), token(cookie.expose(), now)), (None, Some(TokenId(7))), "of its own token");
        for (n, _) in (100..).zip(0..SESSIONS) {
            begin(n, now + 1);
        }
        assert_eq!(token(cookie.expose(), now), None);
        let last = begin(9, now);
        // Each page begins the idle time anew, up to the longest time of the sign-in.
        let step = ms(IDLE) - 1;
        for at in 1..12 {
            assert_eq!(token(last.expose(), now + at * step), Some(TokenId(9)), "{at}");
        }
        assert_eq!(token(last.expose(), now + ms(SESSION)), None);
        let idle = begin(9, now);
        assert_eq!(token(idle.expose(), now + ms(IDLE)), None);
    }

    #[test]
    fn who_signs_in_too_often_drops_own_sessions_and_sees_those_of_a_narrow_token_alone() {
        let (sessions, now) = (Sessions::default(), 1_000_000);
        let begin =
            |token, owner| sessions.begin(&Principal::for_tests(TokenId(token), owner), HERE, now, None).expect("session");
        let other = begin(1, "Vera");
        for n in 0..=SESSIONS {
            begin(100 + i64::try_from(n / SESSIONS_OF_TOKEN).expect("few"), "Mallory");
        }
        assert!(sessions.find(other.expose(), now).is_some(), "others keep theirs");
        begin(2, "Olga");
        assert!(sessions.find(other.expose(), now).is_some());
        assert_eq!(sessions.list(SessionScope::All, now).len(), SESSIONS);
        begin(3, "Olga");
        assert_eq!(sessions.list(SessionScope::Owner("Olga"), now).len(), 2);
        let narrow = sessions.list(SessionScope::Token(TokenId(3)), now);
        assert_eq!(narrow.len(), 1);
        let first = sessions.list(SessionScope::Token(TokenId(2)), now)[0].number;
        assert!(sessions.end(first, SessionScope::Token(TokenId(3))).is_none());
        assert!(sessions.end(first, SessionScope::Owner("Olga")).is_some());
    }
}
