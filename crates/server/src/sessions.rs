//! Sign-ins of browsers, which cannot send the token's header. They are in memory alone: a restart ends them.

use super::auth::{Principal, lock};
use super::digest::Digest;
use std::collections::VecDeque;
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
/// Most sign-ins of one token: nobody ends those of others by signing in again and again.
const SESSIONS_OF_TOKEN: usize = 50;

/// Longest ID token that is kept, in bytes: it goes through an address.
const ID_TOKEN_MAX: usize = 4096;

/// The sign-ins.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
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

/// What a person sees of a sign-in.
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

impl Known {
    fn forget_ended(&mut self, now: Millis) {
        self.sessions.retain(|s| now < s.shown.began_ms + ms(SESSION) && now < s.shown.seen_ms + ms(IDLE));
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
            known.sessions.pop_front();
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

    /// The sessions that have not ended, newest first: those of one owner, or all.
    pub fn list(&self, owner: Option<&str>, now: Millis) -> Vec<SessionInfo> {
        let mut known = lock(&self.0);
        known.forget_ended(now);
        let shown = known.sessions.iter().rev().map(|session| &session.shown);
        shown.filter(|shown| owner.is_none_or(|owner| owner == shown.owner)).cloned().collect()
    }

    /// Ends the session of this number, of one owner or of any. Returns the ended one, with the ID token of a sign-in through a provider.
    pub fn end(&self, number: i64, owner: Option<&str>) -> Option<(SessionInfo, Option<Secret>)> {
        let mut known = lock(&self.0);
        let is_it = |s: &Session| s.shown.number == number && owner.is_none_or(|owner| owner == s.shown.owner);
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
}
