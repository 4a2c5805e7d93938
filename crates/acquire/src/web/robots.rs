//! What a host allows.

use texting_robots::Robot;
use url::Url;

/// The name under which hosts address us in their robots.txt.
const NAME: &str = "onrecord";
/// What follows is not looked at, as RFC 9309 allows.
const READ_BYTES: usize = 500 << 10;

/// A parsed robots.txt.
pub(super) enum Rules {
    /// There are rules, or none.
    Known(Option<Robot>),
    /// It could not be had, which counts as a refusal; with the reason.
    Unknown(String),
}

impl Rules {
    /// Parses; what cannot be understood forbids nothing.
    pub(super) fn parse(robots: &[u8]) -> Self {
        let read = &robots[..robots.len().min(READ_BYTES)];
        Self::Known(if read.is_empty() { None } else { Robot::new(NAME, read).ok() })
    }

    /// Nothing when the address may be fetched, else the reason, which may be empty.
    pub(super) fn refusal(&self, url: &Url) -> Option<String> {
        match self {
            Self::Unknown(reason) => Some(format!(": it could not be read: {reason}")),
            Self::Known(Some(robot)) if !robot.allowed(url.as_str()) => Some(String::new()),
            Self::Known(_) => None,
        }
    }

    /// Seconds between two requests, when the host asks for any.
    pub(super) fn delay(&self) -> Option<f64> {
        match self {
            Self::Known(Some(robot)) => {
                robot.delay.map(f64::from).filter(|delay| delay.is_finite() && *delay > 0.0)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_rules_come_before_those_for_all() {
        let rules = Rules::parse(
            b"User-agent: *\nDisallow: /\n\nUser-agent: OnRecord\nCrawl-delay: 2.5\nDisallow: /private\nAllow: /private/news\n",
        );
        let allowed =
            |path: &str| rules.refusal(&Url::parse(&format!("https://a.example{path}")).unwrap()).is_none();
        assert!(allowed("/") && allowed("/private/news/1") && !allowed("/private"));
        assert_eq!(rules.delay(), Some(2.5));
    }

    #[test]
    fn odd_bytes_forbid_nothing() {
        for odd in
            [b"".as_slice(), b"<html>not found</html>", b"\xFF\xFE\0", b"User-agent: *\nCrawl-delay: -3"]
        {
            let rules = Rules::parse(odd);
            assert!(rules.refusal(&Url::parse("https://a.example/1").unwrap()).is_none(), "{odd:?}");
            assert_eq!(rules.delay(), None, "{odd:?}");
        }
    }
}
