//! Addresses as the user and the pages give them.

use std::net::IpAddr;

use base64::Engine;
use types::Origin;
use url::{Host, Url};

use super::guard::private_kind;
use crate::AcquireError;

/// The address without fragment and credentials, and these as the value of `Authorization`.
pub(super) fn parse(address: &str, list: Option<&str>) -> Result<(Url, Option<String>), AcquireError> {
    let wrong = |url: &str, reason: String| {
        let origin = Origin::Address { url: url.to_owned(), list: list.map(str::to_owned) };
        AcquireError::BadAddress { origin, reason }
    };
    let mut url = Url::parse(address).map_err(|error| wrong(address, error.to_string()))?;
    let decoded = |part: &str| percent_encoding::percent_decode_str(part).collect::<Vec<u8>>();
    let credentials = (!url.username().is_empty() || url.password().is_some()).then(|| {
        let pair =
            [decoded(url.username()), b":".to_vec(), decoded(url.password().unwrap_or_default())].concat();
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    });
    url.set_fragment(None);
    let _ = (url.set_username(""), url.set_password(None));
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok((url, credentials))
    } else {
        Err(wrong(url.as_str(), format!("{} addresses are not fetched", url.scheme())))
    }
}

/// Whether an address names a private host without a name server's help.
pub(super) fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => private_kind(IpAddr::V4(address)).is_some(),
        Some(Host::Ipv6(address)) => private_kind(IpAddr::V6(address)).is_some(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn credentials_leave_the_address() {
        let (url, credentials) = parse("https://ada:p%40ss@a.example/1#top", None).unwrap();
        assert_eq!(url.as_str(), "https://a.example/1");
        assert_eq!(credentials.as_deref(), Some("Basic YWRhOnBAc3M="));
        for wrong in ["ftp://a.example", "https://", "news", "file:///etc/passwd"] {
            assert!(parse(wrong, None).is_err(), "{wrong}");
        }
    }
}
