//! Proxies whose word about the address of a client counts.

use axum::http::HeaderMap;
use std::net::IpAddr;
use std::str::FromStr;

/// Addresses that begin with the same bits: `10.0.0.0/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

/// A text that is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address such as 10.0.0.7, or a network such as 10.0.0.0/8")]
pub struct NoNetwork;

/// The bits of an address with their number. An IPv4 address inside of IPv6 is an IPv4 address.
fn bits(address: IpAddr) -> (u128, u32) {
    match address.to_canonical() {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, prefix) = text.trim().split_once('/').map_or((text.trim(), None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let all = bits(address).1;
        let prefix = prefix.map_or(Ok(all), str::parse).map_err(|_| NoNetwork)?;
        if prefix > all { Err(NoNetwork) } else { Ok(Self { address, prefix }) }
    }
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        let ((ours, all), (theirs, length)) = (bits(self.address), bits(address));
        let differing = ours ^ theirs;
        all == length && differing.checked_shr(all - self.prefix).unwrap_or(0) == 0
    }
}

/// The trusted proxies.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Vec<Network>);

impl Proxies {
    /// These networks.
    #[must_use]
    pub fn new(networks: Vec<Network>) -> Self {
        Self(networks)
    }

    /// True for the address of a trusted proxy.
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The address of the client of a request that came from `peer`: the last one in `X-Forwarded-For` that is not a trusted proxy
    /// itself. What stands before it was written by the client. Without a trusted proxy, the header says nothing.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        let values: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
        for part in values.iter().rev().flat_map(|value| value.rsplit(',')) {
            let Some(address) = address(part).filter(|_| self.contain(client)) else { break };
            client = address;
        }
        client.to_canonical()
    }
}

/// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let with_port = || text.parse().ok().map(|address: std::net::SocketAddr| address.ip());
    text.trim_start_matches('[').trim_end_matches(']').parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("address")
    }

    #[test]
    fn networks_have_addresses() {
        let network = |text: &str| text.parse::<Network>();
        assert!(network("10.0.0.0/8").is_ok_and(|n| n.contains(ip("10.9.8.7")) && !n.contains(ip("11.0.0.1"))));
        assert!(network("10.0.0.7").is_ok_and(|n| n.contains(ip("::ffff:10.0.0.7")) && !n.contains(ip("10.0.0.8"))));
        assert!(network("0.0.0.0/0").is_ok_and(|n| n.contains(ip("192.0.2.1")) && !n.contains(ip("::1"))));
        assert!(network("2001:db8::/32").is_ok_and(|n| n.contains(ip("2001:db8:1::1")) && !n.contains(ip("2001:db9::1"))));
        assert!(network("::/0").is_ok_and(|n| n.contains(ip("2001:db8:1::1"))));
        for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8"] {
            assert_eq!(network(wrong), Err(NoNetwork), "{wrong}");
        }
    }

    #[test]
    fn the_client_is_the_last_address_that_no_trusted_proxy_has() {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().expect("network")]);
        let client = |proxies: &Proxies, peer: &str, lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            proxies.client(ip(peer), &headers).to_string()
        };
        assert_eq!(client(&proxies, "10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(client(&proxies, "10.0.0.1", &["198.51.100.9, 192.0.2.7, 10.0.0.2"]), "192.0.2.7");
        assert_eq!(client(&proxies, "10.0.0.1", &["198.51.100.9", "192.0.2.7:80"]), "192.0.2.7");
        assert_eq!(client(&proxies, "10.0.0.1", &["[2001:db8::1]:80"]), "2001:db8::1");
        assert_eq!(client(&proxies, "10.0.0.1", &["198.51.100.9, nonsense"]), "10.0.0.1");
        assert_eq!(client(&proxies, "192.0.2.1", &["198.51.100.9"]), "192.0.2.1", "not a proxy");
        assert_eq!(client(&Proxies::default(), "127.0.0.1", &["198.51.100.9"]), "127.0.0.1", "no proxy is trusted");
    }
}
