//! Fetches from the web with the manners of a good guest.
//!
//! One request at a time, with a pause between two to the same host; robots.txt, crawl delay and `Retry-After` are
//! honoured; what is kept already is asked for with `If-None-Match` and `If-Modified-Since`, or not at all. Names are
//! looked up once for each connection, and a private address is refused before it is connected to, at every redirect.
//! Nothing is taken from the environment: no proxy, no cookies, no credentials but those in the address itself, which
//! go to no other host.

mod address;
mod guard;
mod memory;
mod robots;
mod transfer;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use types::{HostManners, Origin, Visit};
use ureq::http::{Response, header};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use crate::AcquireError;
use address::{is_private, parse};
use guard::{GuardedResolver, Refused};
pub use memory::{Memory, MemoryError};
use robots::Rules;
use transfer::Paced;
pub(crate) use transfer::TransferFault;

/// How the web is fetched from.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// Whether addresses of this machine and of private networks may be fetched.
    pub allow_private: bool,
    /// How long a server may keep us waiting: for a connection, for an answer, for more bytes; and for a whole page,
    /// to which each 50 kB adds a second. 60 seconds unless said otherwise.
    pub patience: Duration,
    /// The pause between two requests to the same host, when its robots.txt asks for none or a shorter one. A second
    /// unless said otherwise; none for hosts that are private addresses themselves.
    pub delay: Duration,
    /// Set when no more requests are to be made.
    pub stop: Arc<AtomicBool>,
}

impl Default for WebSettings {
    fn default() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        Self { allow_private: false, patience: Duration::from_secs(60), delay: Duration::from_secs(1), stop }
    }
}

/// Fetches; see the module.
pub struct Web {
    agent: Agent,
    settings: WebSettings,
    memory: Option<Box<dyn Memory>>,
    hosts: HashMap<String, KnownHost>,
    /// What was asked for in this run because a list names it: an outlet's feeds overlap.
    asked: HashSet<Url>,
    /// Visits of lists, which count once all that they list is kept.
    lists: Vec<(String, Visit)>,
}

struct KnownHost {
    rules: Rules,
    pause: Duration,
    /// When the last answer of this run was had.
    last: Option<Instant>,
    rest_until: Option<i64>,
}

/// What is asked for.
pub(crate) struct Request<'request> {
    pub(crate) url: &'request str,
    /// The feed or sitemap that names it.
    pub(crate) list: Option<&'request str>,
    /// What the list says about its last change.
    pub(crate) listed: Option<&'request str>,
}

/// An answer.
pub(crate) enum Answer {
    Body(Box<Fetched>),
    /// Nothing has changed since it was kept.
    Unchanged,
    /// It had no page less than a day ago, and is only listed.
    Rested,
}

/// A body to be read, and what to remember when it was.
pub(crate) struct Fetched {
    pub(crate) body: Box<dyn std::io::Read + Send>,
    /// What was asked for, without credentials.
    pub(crate) address: String,
    /// Where it was found in the end.
    pub(crate) url: Url,
    pub(crate) media_type: Option<String>,
    pub(crate) visit: Visit,
}

const USER_AGENT: &str = concat!("onrecord/", env!("CARGO_PKG_VERSION"));
const ACCEPT: &str = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, \
                      application/xml;q=0.9, text/plain;q=0.8, */*;q=0.1";
const REDIRECTS: usize = 10;
const ROBOTS_BYTES: u64 = 1 << 20;
const DAY: i64 = 24 * 60 * 60;
/// A host that wants a longer pause than this is left for the next run.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The same for one that is busy.
const LONGEST_REST: i64 = 120;
/// How long a busy host is left alone that does not say how long.
const USUAL_REST: i64 = 30;
/// How often a busy host is asked again.
const TRIES: usize = 3;

impl Web {
    /// Fetches with these settings; without a memory, only this run is remembered.
    pub fn new(settings: WebSettings, memory: Option<Box<dyn Memory>>) -> Self {
        let patience = Some(settings.patience);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Each redirect is followed here, where it is checked.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .accept_encoding("gzip")
            .max_idle_connections_per_host(1)
            .timeout_resolve(patience)
            .timeout_connect(patience)
            .timeout_send_request(patience)
            .timeout_recv_response(patience)
            .timeout_per_read(patience)
            .timeout_per_write(patience)
            .build();
        let resolver =
            GuardedResolver { allow_private: settings.allow_private, ..GuardedResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, settings, memory, hosts: HashMap::new(), asked: HashSet::new(), lists: Vec::new() }
    }

    /// Whether no more requests are to be made.
    pub(crate) fn is_stopped(&self) -> bool {
        self.settings.stop.load(Ordering::Relaxed)
    }

    /// Sends JSON to an address, once and without following redirects. The same addresses are refused as for pages.
    pub fn post(&self, address: &str, json: &str) -> Result<(), AcquireError> {
        let (url, credentials) = parse(address, None)?;
        let origin = Origin::Address { url: url.to_string(), list: None };
        let mut request = self.agent.post(url.as_str()).content_type("application/json");
        if let Some(credentials) = &credentials {
            request = request.header(header::AUTHORIZATION, credentials);
        }
        let status = request.send(json).map_err(|error| self.failed(&origin, &url, error))?.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(AcquireError::Status { origin, status: status.as_u16() })
        }
    }

    /// Asks for a page or list.
    pub(crate) fn get(&mut self, request: &Request<'_>) -> Result<Answer, AcquireError> {
        let (first, credentials) = parse(request.url, request.list)?;
        let origin = Origin::Address { url: first.to_string(), list: request.list.map(str::to_owned) };
        if request.list.is_some() && !self.asked.insert(first.clone()) {
            return Ok(Answer::Unchanged);
        }
        let known = self.remembered(&origin, |memory| memory.visit(first.as_str()))?;
        if let (Some((visit, kept)), Some(_)) = (&known, request.list) {
            let same = request.listed.is_none() || request.listed == visit.listed.as_deref();
            if same && *kept && visit.status == 200 {
                return Ok(Answer::Unchanged);
            }
            if visit.status >= 400 && now() - visit.fetched < DAY {
                return Ok(Answer::Rested);
            }
        }
        // Without its document, an unchanged page would be lost.
        let validators = known.filter(|(visit, kept)| *kept || visit.list).map(|(visit, _)| visit);
        let mut url = first.clone();
        for redirects in 0..=REDIRECTS {
            let own = credentials.as_deref().filter(|_| url.origin() == first.origin());
            let response = self.send(&origin, &url, own, validators.as_ref().filter(|_| redirects == 0))?;
            let text =
                |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            let status = response.status().as_u16();
            let visit = Visit {
                fetched: now(),
                status,
                etag: text(header::ETAG).filter(|_| redirects == 0),
                last_modified: text(header::LAST_MODIFIED).filter(|_| redirects == 0),
                listed: request.listed.map(str::to_owned),
                list: false,
            };
            match status {
                200 => {
                    let encoding = text(header::CONTENT_ENCODING).unwrap_or_default().to_ascii_lowercase();
                    // Members that are compressed with gzip are known by their first bytes.
                    if !matches!(encoding.as_str(), "" | "identity" | "gzip" | "x-gzip") {
                        let reason = format!(
                            "the server compressed its answer with {encoding}, which was not asked for"
                        );
                        return Err(AcquireError::Transfer { origin, reason });
                    }
                    let media_type = text(header::CONTENT_TYPE);
                    let reader = response.into_body().into_reader();
                    let body = Box::new(Paced::new(reader, self.settings.patience, Instant::now()));
                    let address = first.into();
                    return Ok(Answer::Body(Box::new(Fetched { body, address, url, media_type, visit })));
                }
                304 => {
                    // A server need not repeat the validators that still hold.
                    let same = validators.map_or(visit.clone(), |last| Visit {
                        fetched: visit.fetched,
                        listed: visit.listed,
                        ..last
                    });
                    self.remembered(&origin, |memory| memory.keep_visit(first.as_str(), &same).map(Some))?;
                    return Ok(Answer::Unchanged);
                }
                301 | 302 | 303 | 307 | 308 => {
                    let location = text(header::LOCATION).unwrap_or_default();
                    let next =
                        url.join(&location).ok().filter(|next| matches!(next.scheme(), "http" | "https"));
                    let Some(mut next) = next.filter(|_| !location.is_empty()) else {
                        let reason = format!("it redirects to {location:?}, which cannot be fetched");
                        return Err(AcquireError::Redirect { origin, reason });
                    };
                    // Whoever redirects may not make us log in anywhere.
                    let _ = (next.set_username(""), next.set_password(None));
                    url = next;
                }
                _ => {
                    self.remembered(&origin, |memory| memory.keep_visit(first.as_str(), &visit).map(Some))?;
                    return Err(AcquireError::Status { origin, status });
                }
            }
        }
        let reason = format!("more than {REDIRECTS} redirects, the last to {url}");
        Err(AcquireError::Redirect { origin, reason })
    }

    /// Remembers that a page was read.
    pub(crate) fn keep_visit(&mut self, origin: &Origin, visit: &Visit) -> Result<(), AcquireError> {
        let Origin::Address { url, .. } = origin else { return Ok(()) };
        self.remembered(origin, |memory| memory.keep_visit(url, visit).map(Some)).map(|_| ())
    }

    /// Remembers that a list was read, as soon as [`Web::keep_lists`] says that its pages are kept.
    pub(crate) fn note_list(&mut self, url: String, visit: Visit) {
        self.lists.push((url, Visit { list: true, ..visit }));
    }

    /// All pages of the lists that were read to their ends are kept: the lists need not be read again until they change.
    pub(crate) fn keep_lists(&mut self) -> Result<(), AcquireError> {
        for (url, visit) in std::mem::take(&mut self.lists) {
            self.keep_visit(&Origin::Address { url, list: None }, &visit)?;
        }
        Ok(())
    }

    /// One request, as soon as the host allows it; again when it is busy and says for how long.
    fn send(
        &mut self,
        origin: &Origin,
        url: &Url,
        credentials: Option<&str>,
        validators: Option<&Visit>,
    ) -> Result<Response<Body>, AcquireError> {
        let key = url.origin().ascii_serialization();
        self.meet(origin, url, &key)?;
        let mut tries = 0;
        loop {
            tries += 1;
            self.wait(origin, &key)?;
            let mut request = self.agent.get(url.as_str());
            if let Some(credentials) = credentials {
                request = request.header(header::AUTHORIZATION, credentials);
            }
            let fields = [
                (header::IF_NONE_MATCH, validators.and_then(|visit| visit.etag.as_deref())),
                (header::IF_MODIFIED_SINCE, validators.and_then(|visit| visit.last_modified.as_deref())),
            ];
            for (name, value) in fields {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let response = request.call();
            if let Some(host) = self.hosts.get_mut(&key) {
                host.last = Some(Instant::now());
            }
            let response = response.map_err(|error| self.failed(origin, url, error))?;
            if !matches!(response.status().as_u16(), 429 | 503) {
                return Ok(response);
            }
            let asked = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
            let rest = asked.and_then(retry_after).unwrap_or(USUAL_REST);
            self.rest(origin, &key, rest)?;
            if tries == TRIES || rest > LONGEST_REST {
                return Err(AcquireError::Rest { origin: origin.clone(), seconds: rest.unsigned_abs() });
            }
        }
    }

    /// Learns what a host allows, and whether it allows this.
    fn meet(&mut self, origin: &Origin, url: &Url, key: &str) -> Result<(), AcquireError> {
        if !self.hosts.contains_key(key) {
            let mut manners = self.remembered(origin, |memory| memory.host(key))?.unwrap_or_default();
            let is_old = manners.robots_fetched.is_none_or(|fetched| now() - fetched >= DAY);
            let rules = if is_old {
                match self.robots(origin, url) {
                    Ok(robots) => {
                        manners = HostManners { robots, robots_fetched: Some(now()), ..manners };
                        self.remembered(origin, |memory| memory.keep_host(key, &manners).map(Some))?;
                        Rules::parse(&manners.robots)
                    }
                    // A host that is not there or not allowed says so itself.
                    Err(error @ (AcquireError::Private { .. } | AcquireError::Transfer { .. })) => {
                        return Err(error);
                    }
                    Err(AcquireError::Status { status, .. }) => Rules::Unknown(format!("status {status}")),
                    Err(error) => Rules::Unknown(error.to_string()),
                }
            } else {
                Rules::parse(&manners.robots)
            };
            let own = if is_private(url) { Duration::ZERO } else { self.settings.delay };
            let asked = rules
                .delay()
                .map_or(Duration::ZERO, |delay| Duration::try_from_secs_f64(delay).unwrap_or(Duration::MAX));
            let host = KnownHost { rules, pause: own.max(asked), last: None, rest_until: manners.rest_until };
            self.hosts.insert(key.to_owned(), host);
        }
        match self.hosts.get(key).and_then(|host| host.rules.refusal(url)) {
            Some(reason) => Err(AcquireError::Robots { origin: origin.clone(), reason }),
            None => Ok(()),
        }
    }

    /// Fetches robots.txt. A host without one allows everything; one that is out of order allows nothing.
    fn robots(&self, origin: &Origin, url: &Url) -> Result<Vec<u8>, AcquireError> {
        let mut url = url.join("/robots.txt").unwrap_or_else(|_| url.clone());
        for _ in 0..=REDIRECTS {
            let response =
                self.agent.get(url.as_str()).call().map_err(|error| self.failed(origin, &url, error))?;
            match response.status().as_u16() {
                200..=299 => {
                    let reader = Paced::new(
                        response.into_body().into_reader(),
                        self.settings.patience,
                        Instant::now(),
                    );
                    let mut robots = Vec::new();
                    // What is there of a longer one, or one that breaks off, is obeyed.
                    let _ = std::io::Read::read_to_end(
                        &mut std::io::Read::take(reader, ROBOTS_BYTES),
                        &mut robots,
                    );
                    if robots.starts_with(b"\x1F\x8B") {
                        let mut text = Vec::new();
                        let decoder = flate2::read::MultiGzDecoder::new(robots.as_slice());
                        let _ = std::io::Read::read_to_end(
                            &mut std::io::Read::take(decoder, ROBOTS_BYTES),
                            &mut text,
                        );
                        robots = text;
                    }
                    return Ok(robots);
                }
                301 | 302 | 303 | 307 | 308 => {
                    let location =
                        response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                    let next = location.and_then(|location| url.join(location).ok());
                    match next.filter(|next| matches!(next.scheme(), "http" | "https")) {
                        Some(next) => url = next,
                        None => return Ok(Vec::new()),
                    }
                }
                status @ (429 | 500..=599) => {
                    return Err(AcquireError::Status { origin: origin.clone(), status });
                }
                _ => return Ok(Vec::new()),
            }
        }
        Ok(Vec::new())
    }

    /// Waits until the host may be asked; an error when that is too long.
    fn wait(&self, origin: &Origin, key: &str) -> Result<(), AcquireError> {
        let Some(host) = self.hosts.get(key) else { return Ok(()) };
        let rest = host.rest_until.map_or(0, |until| until - now());
        let pause = host.last.map_or(Duration::ZERO, |last| host.pause.saturating_sub(last.elapsed()));
        if rest > LONGEST_REST || host.pause > LONGEST_PAUSE {
            let seconds = rest.unsigned_abs().max(host.pause.as_secs());
            return Err(AcquireError::Rest { origin: origin.clone(), seconds });
        }
        let until = Instant::now() + pause.max(Duration::from_secs(rest.max(0).unsigned_abs()));
        while Instant::now() < until {
            if self.is_stopped() {
                return Err(AcquireError::Rest { origin: origin.clone(), seconds: 0 });
            }
            std::thread::sleep(
                Duration::from_millis(50).min(until.saturating_duration_since(Instant::now())),
            );
        }
        Ok(())
    }

    /// Leaves a host alone for so many seconds, in later runs too.
    fn rest(&mut self, origin: &Origin, key: &str, seconds: i64) -> Result<(), AcquireError> {
        let until = now().saturating_add(seconds);
        if let Some(host) = self.hosts.get_mut(key) {
            host.rest_until = Some(until);
        }
        let mut manners = self.remembered(origin, |memory| memory.host(key))?.unwrap_or_default();
        manners.rest_until = Some(until);
        self.remembered(origin, |memory| memory.keep_host(key, &manners).map(Some)).map(|_| ())
    }

    /// Asks the memory; nothing is known without one.
    fn remembered<T>(
        &mut self,
        origin: &Origin,
        ask: impl FnOnce(&mut dyn Memory) -> Result<Option<T>, MemoryError>,
    ) -> Result<Option<T>, AcquireError> {
        let Some(memory) = &mut self.memory else { return Ok(None) };
        ask(memory.as_mut())
            .map_err(|error| AcquireError::Memory { origin: origin.clone(), reason: error.to_string() })
    }

    /// The error for a request that got no answer.
    fn failed(&self, origin: &Origin, url: &Url, error: ureq::Error) -> AcquireError {
        let origin = origin.clone();
        let reason = match error {
            ureq::Error::Other(other) => match other.downcast_ref::<Refused>() {
                Some(&Refused(what)) => {
                    let host = url.host_str().unwrap_or_default().to_owned();
                    return AcquireError::Private { origin, host, what };
                }
                None => other.to_string(),
            },
            ureq::Error::Timeout(_) => {
                format!(
                    "{} did not answer in {} s",
                    url.host_str().unwrap_or_default(),
                    self.settings.patience.as_secs()
                )
            }
            ureq::Error::HostNotFound => format!("there is no host {}", url.host_str().unwrap_or_default()),
            ureq::Error::Io(error) => {
                format!("no connection to {}: {error}", url.host_str().unwrap_or_default())
            }
            error => error.to_string(),
        };
        AcquireError::Transfer { origin, reason }
    }
}

/// Seconds from now, from a number of them or a date.
fn retry_after(value: &str) -> Option<i64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(i64::from(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((i64::try_from(until.as_secs()).ok()? - now()).max(0))
}

/// Seconds since 1970.
fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_a_number_or_a_date() {
        assert_eq!(retry_after(" 7 "), Some(7));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(0));
        assert!(retry_after("Fri, 31 Dec 2100 23:59:59 GMT").unwrap() > DAY);
        assert_eq!(retry_after("soon"), None);
    }
}
