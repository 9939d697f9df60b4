//! Addresses that a server may connect to when a person of a project names them: those of the Internet.
//!
//! The check is on the address that the socket is connected to. Names are resolved by [`Guard`], which hands on allowed addresses alone, so
//! that no second look-up can give another one; addresses in the place of a name are checked before. Redirects are not followed.

use crate::error::{Error, Result};
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

type Exception = dyn Fn(IpAddr) -> bool + Send + Sync;
type Names = dyn Fn(&str) -> Option<Vec<IpAddr>> + Send + Sync;

/// Networks that webhooks may reach.
#[derive(Clone)]
pub struct Policy {
    allow_private: bool,
    exception: Arc<Exception>,
    /// Names with fixed addresses, for tests.
    names: Arc<Names>,
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self { allow_private: false, exception: Arc::new(|_| false), names: Arc::new(|_| None) }
    }
}

impl Policy {
    /// Allows every address.
    #[must_use]
    pub fn allow_private(mut self, allow: bool) -> Self {
        self.allow_private = allow;
        self
    }

    /// Allows the private addresses for which `exception` is true.
    #[must_use]
    pub fn except(mut self, exception: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        self.exception = Arc::new(exception);
        self
    }

    /// Gives names fixed addresses instead of those of the system.
    #[must_use]
    pub fn with_names(mut self, names: impl Fn(&str) -> Option<Vec<IpAddr>> + Send + Sync + 'static) -> Self {
        self.names = Arc::new(names);
        self
    }

    /// True for an address that may be connected to.
    pub fn allows(&self, address: IpAddr) -> bool {
        self.allow_private || is_public(address) || (self.exception)(address.to_canonical())
    }

    /// Checks the address of a webhook as far as that is possible without a look-up of its name.
    ///
    /// # Errors
    /// [`Error::Address`], [`Error::Private`].
    pub fn check(&self, url: &Url) -> Result<()> {
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return Err(Error::Address(origin(url)));
        }
        // The parser has read decimal, octal and short forms of addresses as what a socket would make of them.
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(address) if self.allows(address) => Ok(()),
            Ok(address) => Err(Error::Private { address }),
            Err(_) if host.is_empty() => Err(Error::Address(origin(url))),
            Err(_) => Ok(()),
        }
    }
}

/// Scheme, host and port of an address: the part that is not secret.
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// True for an address of the public Internet.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        // shared by providers, special purposes, benchmarks, relays, reserved
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // An IPv4 address inside: compatible form, NAT64, 6to4.
    let low = || Ipv4Addr::from((u32::from(parts[6]) << 16) | u32::from(parts[7]));
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return is_public_v4(low());
    }
    if parts[0] == 0x2002 {
        return is_public_v4(Ipv4Addr::from((u32::from(parts[1]) << 16) | u32::from(parts[2])));
    }
    // Only 2000::/3 is given to the Internet; documentation, Teredo, ORCHID and benchmarks are parts of it.
    let is_global = parts[0] & 0xe000 == 0x2000;
    let is_documentation = (parts[0] == 0x2001 && parts[1] == 0xdb8) || parts[0] & 0xfff0 == 0x3ff0;
    let is_special = parts[0] == 0x2001 && parts[1] < 0x200;
    is_global && !is_documentation && !is_special
}

/// An address that was refused when its name was resolved.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{0} is in a network that webhooks may not reach")]
pub(crate) struct RefusedAddress(pub IpAddr);

/// Resolves names to allowed addresses alone.
#[derive(Debug, Clone)]
pub(crate) struct Guard(pub Policy);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().trim_end_matches('.').to_owned();
            let found: Vec<IpAddr> = match (policy.names)(&host) {
                Some(addresses) => addresses,
                None => tokio::net::lookup_host((host.as_str(), 0)).await?.map(|address| address.ip()).collect(),
            };
            let refused = found.iter().copied().find(|address| !policy.allows(*address));
            let allowed: Vec<SocketAddr> =
                found.into_iter().filter(|address| policy.allows(*address)).map(|address| SocketAddr::new(address, 0)).collect();
            match refused {
                Some(address) if allowed.is_empty() => Err(RefusedAddress(address).into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> bool {
        matches!(Policy::default().check(&Url::parse(url).unwrap()), Err(Error::Private { .. }))
    }

    #[test]
    fn private_addresses_are_refused_in_every_form() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://0/",
            "http://10.1.2.3/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.100.100.200/",
            "http://192.0.0.192/",
            "http://198.18.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:a9fe:a9fe]/",
            "http://[::7f00:1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[2001:0:1::1]/",
            "http://[fe80::1]/",
            "http://[fd00:ec2::254]/",
            "http://[fc00::1]/",
            "http://[ff02::1]/",
            "http://[2001:db8::1]/",
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
        ] {
            assert!(refused(url), "{url}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass_the_first_check() {
        for url in ["https://93.184.215.14/", "https://hooks.example/x", "https://[2606:4700::1111]/", "http://172.32.0.1/"] {
            assert_eq!(Policy::default().check(&Url::parse(url).unwrap()), Ok(()), "{url}");
        }
        for url in ["ftp://hooks.example/", "https://user:word@hooks.example/", "file:///etc/passwd"] {
            let checked = Policy::default().check(&Url::parse(url).unwrap());
            assert!(matches!(checked, Err(Error::Address(_))), "{url}: {checked:?}");
        }
    }

    #[test]
    fn exceptions_and_the_flag_open_networks() {
        let url = Url::parse("http://10.1.2.3/").unwrap();
        let one = Policy::default().except(|address| address == IpAddr::from([10, 1, 2, 3]));
        assert_eq!(one.check(&url), Ok(()));
        assert!(one.check(&Url::parse("http://10.1.2.4/").unwrap()).is_err());
        assert_eq!(Policy::default().allow_private(true).check(&url), Ok(()));
    }

    #[tokio::test]
    async fn a_name_resolves_to_allowed_addresses_alone() {
        let names = |name: &str| {
            let (loopback, public) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([93, 184, 215, 14]));
            Some(if name == "mixed.example" { vec![loopback, public] } else { vec![loopback] })
        };
        let guard = Guard(Policy::default().with_names(names));
        let mixed: Vec<_> = guard.resolve("mixed.example".parse().unwrap()).await.unwrap().collect();
        assert_eq!(mixed, [SocketAddr::from(([93, 184, 215, 14], 0))]);
        let inside = guard.resolve("inside.example".parse().unwrap()).await.err().unwrap();
        assert_eq!(inside.downcast_ref::<RefusedAddress>().unwrap().0, IpAddr::from([127, 0, 0, 1]));
    }
}
