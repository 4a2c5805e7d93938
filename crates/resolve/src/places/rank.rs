//! Which of the places that share a name is meant: how well known it is, and how well it goes with the others.

use std::collections::BTreeMap;

use super::gazetteer::{Entry, Kind};
use super::names::{self, Feature};

/// A name of the document with the places that it may mean.
pub(super) struct Toponym {
    pub candidates: Vec<Candidate>,
    /// How much it says about where the document plays: how often it stands there, more for a dateline.
    pub weight: f64,
    /// Whether the name is that of another thing nearby (a small river, an airport).
    pub near: bool,
}

/// One place that a name may mean.
pub(super) struct Candidate {
    pub entry: Entry,
    prior: f64,
    /// Its probability, as far as it is known.
    share: f64,
    /// Whether another name of the document speaks for it.
    pub supported: bool,
    /// The point on the unit sphere, so that nearness is one product.
    point: [f64; 3],
}

/// Candidates kept of one name: all whom the text could mean without saying more.
const KEPT: usize = 40;
/// Candidates of a name that may speak for another name.
const SPEAKERS: usize = 8;
/// Names of one document that may speak for each other: bounds the work for gazetteers and lists.
const NAMES: usize = 80;
/// How much agreement with the document weighs against fame.
const AGREEMENT: f64 = 5.0;
/// Cosine of 150 km on the globe.
const NEARBY: f64 = 0.999_722;

impl Toponym {
    /// Weighs the places that bear `name`; `feature` is what a common noun beside the name says, `containers` are the
    /// countries and units that the text puts behind it ("Paris, Texas").
    pub fn new(
        name: &str,
        found: impl Iterator<Item = Entry>,
        feature: Option<Feature>,
        containers: &[Entry],
    ) -> Self {
        let mut candidates: Vec<Candidate> = found
            .map(|entry| {
                let contained = containers.iter().any(|outer| lies_in(&entry, outer));
                Candidate {
                    prior: prior(&entry, name, feature) + if contained { 12.0 } else { 0.0 },
                    share: 0.0,
                    supported: contained,
                    point: point(&entry),
                    entry,
                }
            })
            .collect();
        candidates.sort_by(|a, b| b.prior.total_cmp(&a.prior).then(a.entry.index.cmp(&b.entry.index)));
        // A country's own name is no other name of its capital: "Puerto Rico" is not San Juan.
        let is_own = |entry: &Entry| names::normalise(entry.name) == name;
        if candidates.iter().any(|one| one.entry.kind == Kind::Country && is_own(&one.entry)) {
            candidates.retain(|one| !one.entry.kind.is_settlement() || is_own(&one.entry));
        }
        candidates.truncate(KEPT);
        let is_natural = candidates.first().is_some_and(|best| best.entry.kind == Kind::Natural);
        let near = feature == Some(Feature::Near) && !is_natural;
        let mut toponym = Self { candidates, weight: 0.0, near };
        toponym.spread(&toponym.candidates.iter().map(|candidate| candidate.prior).collect::<Vec<_>>());
        toponym
    }

    /// The best candidate.
    pub fn best(&self) -> Option<&Candidate> {
        // The first of equals: the better known.
        self.candidates.iter().reduce(|best, other| if other.share > best.share { other } else { best })
    }

    fn spread(&mut self, scores: &[f64]) {
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - top).exp()).sum();
        for (candidate, score) in self.candidates.iter_mut().zip(scores) {
            candidate.share = (score - top).exp() / sum;
        }
    }
}

/// Whether the place lies in a country or unit.
pub(super) fn lies_in(entry: &Entry, outer: &Entry) -> bool {
    match outer.kind {
        Kind::Country => entry.country == outer.country && entry.index != outer.index,
        Kind::Admin1 => entry.admin1 == Some(outer.index),
        Kind::Admin2 => entry.admin2 == Some(outer.index),
        _ => false,
    }
}

/// How likely the place is meant when nothing else is known, as a logarithm: newspapers name big places often.
fn prior(entry: &Entry, name: &str, feature: Option<Feature>) -> f64 {
    let size = f64::from(entry.population.max(300)).ln();
    let kind = match entry.kind {
        Kind::Continent => 12.0,
        Kind::Country => 5.0,
        Kind::Admin1 => 0.0,
        Kind::Admin2 => -2.5,
        Kind::Capital => 3.0,
        Kind::Seat => 0.5,
        Kind::Town => 0.0,
        Kind::Section => -3.0,
        Kind::Region | Kind::Natural => 0.0,
    };
    let agreement = match feature {
        Some(Feature::Unit) if entry.kind.is_unit() || entry.kind == Kind::Region => 8.0,
        Some(Feature::Near) if entry.kind == Kind::Natural => 8.0,
        Some(Feature::Settlement) if entry.kind.is_settlement() => 4.0,
        _ => 0.0,
    };
    let own_name = if names::normalise(entry.name) == name { 1.5 } else { 0.0 };
    size + kind + agreement + own_name
}

/// Weighs every name's candidates by their agreement with the other names; `home` is the country of the outlet.
pub(super) fn agree(toponyms: &mut [Toponym], home: Option<&str>) {
    for _ in 0..2 {
        let supports: Vec<Vec<f64>> = (0..toponyms.len()).map(|index| support(toponyms, index)).collect();
        for (toponym, supports) in toponyms.iter_mut().zip(&supports) {
            let scores: Vec<f64> = toponym
                .candidates
                .iter()
                .zip(supports)
                .map(|(candidate, support)| {
                    let at_home = if home.is_some() && candidate.entry.country == home { 1.0 } else { 0.0 };
                    candidate.prior + AGREEMENT * support.ln_1p() + at_home
                })
                .collect();
            for (candidate, support) in toponym.candidates.iter_mut().zip(supports) {
                candidate.supported |= *support > 0.1;
            }
            toponym.spread(&scores);
        }
    }
}

/// What the other names say for each candidate of one name.
fn support(toponyms: &[Toponym], index: usize) -> Vec<f64> {
    let others = || toponyms.iter().take(NAMES).enumerate().filter(|(other, _)| *other != index);
    let candidates = toponyms.get(index).map_or(&[][..], |own| &own.candidates);
    candidates
        .iter()
        .map(|candidate| {
            others()
                .map(|(_, toponym)| {
                    let voices = toponym.candidates.iter().take(SPEAKERS);
                    toponym.weight
                        * voices.map(|voice| voice.share * affinity(candidate, voice)).fold(0.0, f64::max)
                })
                .sum()
        })
        .collect()
}

/// How much one place speaks for another.
fn affinity(candidate: &Candidate, voice: &Candidate) -> f64 {
    let (entry, other) = (&candidate.entry, &voice.entry);
    if entry.index == other.index {
        return 0.0;
    }
    if lies_in(entry, other) || lies_in(other, entry) {
        return if other.kind == Kind::Country || entry.kind == Kind::Country { 0.8 } else { 2.0 };
    }
    let product: f64 = candidate.point.iter().zip(&voice.point).map(|(a, b)| a * b).sum();
    if product > NEARBY && other.kind != Kind::Country {
        2.0
    } else if entry.admin1.is_some() && entry.admin1 == other.admin1 {
        1.5
    } else if entry.country.is_some() && entry.country == other.country && entry.kind != Kind::Country {
        0.3
    } else {
        0.0
    }
}

fn point(entry: &Entry) -> [f64; 3] {
    let (lat, lon) = (entry.lat.to_radians(), entry.lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Names and the toponyms made of them, so that the same name in one document means the same place.
pub(super) type Index = BTreeMap<String, usize>;
