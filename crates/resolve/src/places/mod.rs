//! Where does it mean? Places of the document, with GeoNames ids and coordinates.
//!
//! Every name is looked up in the embedded [`gazetteer`]; [`rank`] chooses among the places that share it.

mod capitals;
mod gazetteer;
mod mentions;
mod names;
mod rank;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use types::{Actor, Marks, Place, Reading};

pub(crate) use capitals::country_that_speaks;
use gazetteer::{Entry, Gazetteer};
use mentions::Mention;
use names::Feature;
use rank::{Index, Toponym};

/// ISO codes of the countries in which the places lie, the most mentioned first; equals in alphabetical order.
pub(crate) fn countries_of(places: &[Place]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for country in places.iter().filter_map(|place| place.country.as_deref()) {
        *counts.entry(country).or_default() += 1;
    }
    let mut countries: Vec<(&str, usize)> = counts.into_iter().collect();
    countries.sort_by_key(|&(country, count)| (Reverse(count), country));
    countries.into_iter().map(|(country, _)| country.to_owned()).collect()
}

/// One place for each marked place, and for each place that the marks miss and the text makes plain, in order.
///
/// Spans are those of the marks or lie on borders of tokens. The surname of one of the document's persons keeps empty
/// fields. A place that the gazetteer does not know has the country in which most of the document's places lie, else that
/// of all other places of its sentence, and no point. A gulf, lake or airport that has a place's name gets that place's country and
/// point, but neither its name nor its id, and only if another place of the document lies in that country.
pub(crate) fn places(reading: &Reading, marks: &Marks, actors: &[Actor]) -> Vec<Place> {
    let gazetteer = Gazetteer::embedded();
    let mentions = mentions::mentions(reading, marks, actors, gazetteer);
    let mut index = Index::new();
    let mut toponyms: Vec<Toponym> = Vec::new();
    let meant: Vec<Option<usize>> = mentions
        .iter()
        .map(|mention| {
            let (name, feature) = look_up(gazetteer, mention)?;
            let slot = *index.entry(identity(&name, feature)).or_insert(toponyms.len());
            if slot == toponyms.len() {
                let containers = containers(gazetteer, &mentions, &mention.name);
                toponyms.push(Toponym::new(&name, gazetteer.find(&name), feature, &containers));
            }
            toponyms[slot].weight += if mention.dateline { 2.0 } else { 1.0 };
            Some(slot)
        })
        .collect();
    for toponym in &mut toponyms {
        // The tenth mention says little more than the third.
        toponym.weight = toponym.weight.min(3.0).sqrt();
    }
    rank::agree(&mut toponyms, home(reading));
    let mut places: Vec<Place> = mentions
        .iter()
        .zip(&meant)
        .map(|(mention, slot)| {
            place(
                mention,
                slot.and_then(|slot| toponyms.get(slot)),
                &countries(&toponyms, *slot),
                toponyms.len() < 3,
            )
        })
        .collect();
    let setting = setting(&places);
    for (index, mention) in mentions.iter().enumerate() {
        let place = &places[index];
        if place.name.is_none()
            && place.country.is_none()
            && !mention.is_surname
            && names::lies_in_one_country(&mention.name)
        {
            places[index].country = setting.clone().or_else(|| beside(reading, &places, mention.span.start));
        }
    }
    places
}

/// The country in which a document plays: that of three fifths, and at least two, of the places that it names. Of places
/// that no gazetteer has, 95 of 100 lie there, as local and world news with annotated places show.
fn setting(places: &[Place]) -> Option<String> {
    let named = places.iter().filter_map(|place| Some((place.name.as_deref()?, place.country.as_deref()?)));
    let named: BTreeSet<(&str, &str)> = named.collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, country) in &named {
        *counts.entry(country).or_default() += 1;
    }
    let (country, count) = counts.into_iter().max_by_key(|&(country, count)| (count, Reverse(country)))?;
    (count >= 2 && count * 5 >= named.len() * 3).then(|| country.to_owned())
}

/// The countries of the other places that the document means.
fn countries(toponyms: &[Toponym], own: Option<usize>) -> Vec<&'static str> {
    // Only what merely shares a place's name asks for them.
    if !own.and_then(|own| toponyms.get(own)).is_some_and(|toponym| toponym.near) {
        return Vec::new();
    }
    let best = |toponym: &Toponym| toponym.best().map(|candidate| candidate.entry);
    let namesake = own.and_then(|own| best(toponyms.get(own)?)).map(|entry| entry.index);
    let others = toponyms.iter().filter(|toponym| !toponym.near).filter_map(best);
    others.filter(|entry| Some(entry.index) != namesake).filter_map(|entry| entry.country).collect()
}

fn place(mention: &Mention, toponym: Option<&Toponym>, countries: &[&str], alone: bool) -> Place {
    let near = toponym.is_some_and(|toponym| toponym.near);
    let entry = toponym
        .and_then(Toponym::best)
        .filter(|candidate| {
            candidate.supported
                || alone
                || candidate.entry.population >= SMALL
                || !candidate.entry.kind.is_settlement()
        })
        // "White House" was once the name of a town: a lesser place is meant by the name that it goes by.
        .filter(|candidate| {
            let entry = &candidate.entry;
            !entry.kind.is_settlement() || entry.population >= LESSER || goes_by(entry.name, &mention.name)
        })
        .map(|candidate| candidate.entry)
        .filter(|entry| !near || entry.country.is_some_and(|country| countries.contains(&country)));
    let itself = entry.filter(|_| !near);
    Place {
        span: mention.span,
        name: itself.map(|entry| entry.name.to_owned()),
        country: entry.and_then(|entry| entry.country).map(str::to_owned),
        geonames: itself.and_then(|entry| entry.geonames),
        lat: entry.map(|entry| entry.lat),
        lon: entry.map(|entry| entry.lon),
    }
}

/// The form of the mention's name that the gazetteer knows, and what a common noun in or beside it says.
fn look_up(gazetteer: Gazetteer, mention: &Mention) -> Option<(String, Option<Feature>)> {
    if mention.is_surname
        || names::is_wide(&mention.name)
        || mention.container.is_none() && names::is_in_the_sky(&mention.name)
        || mention.feature.is_none()
            && mention.container.is_none()
            && DIRECTIONS.contains(&mention.name.as_str())
    {
        return None;
    }
    let known = |name: &str| gazetteer.find(name).next().is_some();
    if known(&mention.name) {
        return Some((mention.name.clone(), mention.feature));
    }
    let mut name = mention.name.as_str();
    let mut feature = mention.feature;
    while let Some((shorter, found)) = names::bare(name) {
        feature = if feature.is_none() || found == Feature::Near { Some(found) } else { feature };
        if known(shorter) {
            return Some((shorter.to_owned(), feature));
        }
        name = shorter;
    }
    part(gazetteer, &mention.name)
        .or_else(|| mention.container.as_deref().filter(|outer| known(outer)).map(str::to_owned))
        .map(|name| (name, Some(Feature::Near)))
}

/// The longest well-known place in a longer name ("Lima" in "Lima general hospital"): the thing named is in or near it.
fn part(gazetteer: Gazetteer, name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').take(PART_OF).collect();
    (1..words.len())
        .rev()
        .flat_map(|length| words.windows(length))
        .map(|window| window.join(" "))
        .find(|name| mentions::is_well_known(gazetteer, name))
}

/// Whether the two names have a word in common.
fn goes_by(name: &str, mentioned: &str) -> bool {
    let name = names::normalise(name);
    mentioned.split(' ').any(|word| word.len() > 2 && name.split(' ').any(|known| known == word))
}

/// Inhabitants below which a town's other names do not count.
const LESSER: u32 = 10_000;
/// Names that are directions: "Western" weapons come from no place.
const DIRECTIONS: &[&str] =
    &["western", "eastern", "northern", "southern", "central", "west", "east", "north", "south"];
/// Inhabitants below which a town is meant only where other places of the document speak for it.
const SMALL: u32 = 5_000;
/// Words of a longer name in which a place is looked for.
const PART_OF: usize = 8;

/// The same name means the same place, but "Kharkiv" and "Kharkiv oblast" are two.
fn identity(name: &str, feature: Option<Feature>) -> String {
    match feature {
        Some(Feature::Unit) => format!("{name} unit"),
        Some(Feature::Near) => format!("{name} near"),
        _ => name.to_owned(),
    }
}

/// The country of the places that the sentence around the offset names, if they lie in one.
fn beside(reading: &Reading, places: &[Place], offset: usize) -> Option<String> {
    let sentence = reading.sentences.partition_point(|sentence| sentence.end <= offset);
    let sentence = reading.sentences.get(sentence)?;
    let first = places.partition_point(|place| place.span.start < sentence.start);
    let inside = places[first..].iter().take_while(|place| place.span.start < sentence.end);
    let named = inside.filter(|place| place.name.is_some());
    let countries: BTreeSet<&str> = named.filter_map(|place| place.country.as_deref()).collect();
    if countries.len() == 1 { countries.first().map(|&country| country.to_owned()) } else { None }
}

/// Everything that the document ever puts behind the name.
fn containers(gazetteer: Gazetteer, mentions: &[Mention], name: &str) -> Vec<Entry> {
    mentions
        .iter()
        .filter(|mention| mention.name == name)
        .filter_map(|mention| mention.container.as_deref())
        .flat_map(|container| gazetteer.find(container))
        .filter(|entry| entry.kind == gazetteer::Kind::Country || entry.kind.is_unit())
        .collect()
}

/// The country that the outlet's address names.
fn home(reading: &Reading) -> Option<&'static str> {
    let url = reading.document.url.as_deref()?;
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':', '?']).next()?;
    let last = host.rsplit_once('.')?.1.to_ascii_uppercase();
    // Domains that are sold to everybody say nothing.
    let code = match last.as_str() {
        "UK" => "GB",
        "CO" | "IO" | "TV" | "ME" | "AI" | "LY" | "FM" | "CC" | "TO" | "IN" => return None,
        other => other,
    };
    Gazetteer::embedded().countries().find(|country| *country == code)
}
