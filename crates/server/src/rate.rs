//! Limits of requests: of each token, and of each address for requests without a valid one. The algorithm is governor's: a caller may spend
//! a minute's requests at once, and gets them back evenly.
//!
//! A valid token is never refused because of its address: behind a proxy all clients may share one.

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use parking_lot::RwLock;
use std::fmt;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use voluptas_core::domain::ids::TokenId;

/// Value of the rate limit headers when nothing is limited.
const UNLIMITED: u32 = 1_000_000;

/// The decision about one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Requests per minute.
    pub limit: u32,
    /// Requests that may come at once.
    pub remaining: u32,
    /// Seconds to wait; `None` lets the request pass.
    pub wait: Option<u64>,
}

struct Limiter<K: Hash + Eq + Clone> {
    per_minute: NonZeroU32,
    limiter: RateLimiter<K, HashMapStateStore<K>, DefaultClock, StateInformationMiddleware>,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// A limit of this many requests per minute; `None` for zero, which sets no limit.
    fn new(per_minute: Option<u32>) -> Option<Self> {
        let per_minute = NonZeroU32::new(per_minute?)?;
        let limiter = RateLimiter::hashmap(Quota::per_minute(per_minute)).with_middleware();
        Some(Self { per_minute, limiter })
    }

    fn take(&self, key: &K) -> Allowance {
        let limit = self.per_minute.get();
        match self.limiter.check_key(key) {
            Ok(state) => Allowance { limit, remaining: state.remaining_burst_capacity(), wait: None },
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now());
                Allowance { limit, remaining: 0, wait: Some(wait.as_secs() + 1) }
            }
        }
    }
}

/// The limits of a server.
#[derive(Default)]
pub struct RateLimits {
    tokens: RwLock<Option<Limiter<TokenId>>>,
    addresses: Option<Limiter<IpAddr>>,
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tokens = self.tokens.read().as_ref().map(|limiter| limiter.per_minute);
        let addresses = self.addresses.as_ref().map(|limiter| limiter.per_minute);
        f.debug_struct("RateLimits").field("tokens", &tokens).field("addresses", &addresses).finish()
    }
}

impl RateLimits {
    /// Limits of so many requests per minute; `None` and zero set no limit.
    #[must_use]
    pub fn new(of_token: Option<u32>, of_address: Option<u32>) -> Self {
        Self { tokens: RwLock::new(Limiter::new(of_token)), addresses: Limiter::new(of_address) }
    }

    /// Changes the limit of tokens and forgets what they have used.
    pub fn set(&self, per_minute: Option<u32>) {
        *self.tokens.write() = Limiter::new(per_minute);
    }

    /// Counts one request of a token.
    pub fn of_token(&self, token: TokenId) -> Allowance {
        self.tokens.read().as_ref().map_or(Allowance { limit: UNLIMITED, remaining: UNLIMITED, wait: None }, |l| l.take(&token))
    }

    /// Counts one request without a valid token. The refusal; `None` lets it pass.
    pub fn of_address(&self, address: IpAddr) -> Option<Allowance> {
        Some(self.addresses.as_ref()?.take(&network(address))).filter(|allowance| allowance.wait.is_some())
    }

    /// Forgets tokens and addresses that have all of their requests again.
    pub fn forget_idle(&self) {
        if let Some(tokens) = &*self.tokens.read() {
            tokens.limiter.retain_recent();
        }
        if let Some(addresses) = &self.addresses {
            addresses.limiter.retain_recent();
        }
    }
}

/// The address, or the network of an address of IPv6: one client has all addresses of a /64.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => Ipv6Addr::from(u128::from(v6) & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_a_token_has_so_many_requests() {
        let limits = RateLimits::new(Some(2), None);
        let (one, other) = (TokenId(1), TokenId(2));
        assert_eq!(limits.of_token(one), Allowance { limit: 2, remaining: 1, wait: None });
        assert_eq!(limits.of_token(one).remaining, 0);
        let refused = limits.of_token(one);
        assert!(refused.wait.is_some_and(|seconds| (1..=31).contains(&seconds)), "{refused:?}");
        assert_eq!(limits.of_token(other).wait, None);
        limits.forget_idle();
        assert!(limits.of_token(one).wait.is_some(), "what is used up is not forgotten");
        limits.set(None);
        assert_eq!(limits.of_token(one), Allowance { limit: UNLIMITED, remaining: UNLIMITED, wait: None });
    }

    #[test]
    fn addresses_of_a_network_count_together() {
        let limits = RateLimits::new(None, Some(1));
        let at = |text: &str| limits.of_address(text.parse().expect("address"));
        assert_eq!(at("192.0.2.1"), None);
        let refused = at("192.0.2.1").expect("a refusal");
        assert!((refused.limit, refused.remaining) == (1, 0) && refused.wait.is_some(), "{refused:?}");
        assert_eq!((at("192.0.2.2"), at("2001:db8::1")), (None, None));
        assert!(at("2001:db8::2").is_some());
        assert_eq!(at("2001:db8:0:1::1"), None);
        let off = RateLimits::new(Some(0), Some(0));
        assert_eq!((off.of_address([127, 0, 0, 1].into()), off.of_token(TokenId(1)).wait), (None, None));
    }
}
