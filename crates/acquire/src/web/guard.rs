//! Which network addresses are nobody's business: this machine, its neighbours, the services of its cloud.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// What kind of address it is when it is not one of the public network, with its article.
pub(super) fn private_kind(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => private_kind_v4(address),
        IpAddr::V6(address) => private_kind_v6(address),
    }
}

fn private_kind_v4(address: Ipv4Addr) -> Option<&'static str> {
    match address.octets() {
        [127, ..] => Some("a loopback address"),
        [0, ..] => Some("an address of this machine"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some("an address of a private network"),
        [100, 64..=127, ..] => Some("an address of a provider's own network"),
        // The first is where most clouds answer for their machines' secrets, the second where Azure does.
        [169, 254, ..] => Some("a link-local address"),
        [168, 63, 129, 16] => Some("an address of a cloud's own services"),
        [192, 0, 0, _] | [192, 0, 2, _] | [198, 18..=19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => {
            Some("an address that is reserved")
        }
        [192, 88, 99, _] | [224..=255, ..] => Some("no address of a single host"),
        _ => None,
    }
}

fn private_kind_v6(address: Ipv6Addr) -> Option<&'static str> {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        private_kind_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("a loopback address"),
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("an address of this machine"),
        // IPv4 in IPv6: mapped, compatible, translated (NAT64), tunnelled (6to4).
        [0, 0, 0, 0, 0, 0xFFFF | 0, high, low]
        | [0, 0, 0, 0, 0xFFFF, 0, high, low]
        | [0x64, 0xFF9B, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => embedded(high, low),
        [0x64, 0xFF9B, 1, ..] | [0x2001, 0, ..] | [0x2001, 0x0DB8, ..] | [0x0100, 0, 0, 0, ..] => {
            Some("an address that is reserved")
        }
        [0xFC00..=0xFDFF, ..] => Some("an address of a private network"),
        [0xFE80..=0xFEBF, ..] => Some("a link-local address"),
        [0xFEC0..=0xFEFF, ..] => Some("an address of a private network"),
        [0xFF00..=0xFFFF, ..] => Some("no address of a single host"),
        _ => None,
    }
}

/// A name that leads to an address that is refused; found inside a [`ureq::Error`].
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(pub(super) &'static str);

/// Looks names up, and refuses those that lead to a private address. The connection is made to the addresses that were
/// checked here and to no others, so that a second answer of the name server changes nothing.
#[derive(Debug, Default)]
pub(super) struct GuardedResolver {
    pub(super) allow_private: bool,
    pub(super) names: DefaultResolver,
}

impl Resolver for GuardedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = self.names.resolve(uri, config, timeout)?;
        if !self.allow_private
            && let Some(kind) = addresses.iter().find_map(|address| private_kind(address.ip()))
        {
            return Err(ureq::Error::Other(Box::new(Refused(kind))));
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_all_their_forms() {
        for private in [
            "127.0.0.1",
            "127.255.0.3",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "168.63.129.16",
            "100.64.0.1",
            "100.100.100.200",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:a00:1",
            "::10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "fd00:ec2::254",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
        ] {
            assert!(private_kind(private.parse().unwrap()).is_some(), "{private}");
        }
        for public in
            ["8.8.8.8", "172.32.0.1", "100.128.0.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::1111"]
        {
            assert_eq!(private_kind(public.parse().unwrap()), None, "{public}");
        }
    }
}
