use proptest::prelude::*;
use types::{Document, EntityKind, EntityMark, Marks, Place, Reading, Span, Token};

use super::places;

/// A reading of one paragraph, in which every occurrence of a listed name is marked as a place.
fn find(text: &str, names: &[&str]) -> Vec<Place> {
    let mut entities: Vec<EntityMark> = names
        .iter()
        .flat_map(|name| text.match_indices(name))
        .map(|(start, name)| mark(EntityKind::Place, Span::new(start, start + name.len())))
        .collect();
    entities.sort_by_key(|mark| mark.span);
    places(&reading(text), &Marks { entities, ..Marks::default() }, &[])
}

fn mark(kind: EntityKind, span: Span) -> EntityMark {
    EntityMark { kind, span, score: 1.0 }
}

fn reading(text: &str) -> Reading {
    let mut tokens: Vec<Token> = Vec::new();
    for (start, letter) in text.char_indices() {
        let end = start + letter.len_utf8();
        match tokens.last_mut() {
            Some(last)
                if letter.is_alphanumeric()
                    && last.span.end == start
                    && text[..start].ends_with(char::is_alphanumeric) =>
            {
                last.span.end = end;
            }
            _ if letter.is_whitespace() => {}
            _ => tokens.push(Token { span: Span::new(start, end) }),
        }
    }
    Reading {
        document: Document {
            id: "test".to_owned(),
            url: None,
            title: None,
            outlet: None,
            byline: Vec::new(),
            published: None,
            modified: None,
            section: None,
            language: None,
            text: text.to_owned(),
        },
        blocks: Vec::new(),
        sentences: vec![Span::new(0, text.len())],
        tokens,
        quotations: Vec::new(),
        notes: Vec::new(),
    }
}

/// Text, country and name of each place.
fn check(text: &str, names: &[&str], expected: &[(&str, &str, &str)]) {
    let found: Vec<(&str, String, String)> = find(text, names)
        .into_iter()
        .map(|place| (place.span.of(text), place.country.unwrap_or_default(), place.name.unwrap_or_default()))
        .collect();
    let found: Vec<(&str, &str, &str)> = found.iter().map(|(a, b, c)| (*a, b.as_str(), c.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn fame_decides_when_nothing_else_does() {
    check("The mayor of Paris spoke.", &["Paris"], &[("Paris", "FR", "Paris")]);
}

#[test]
fn the_moon_is_no_town_and_la_is_los_angeles() {
    check(
        "The Moon rose over L.A. and over Baton Rouge, LA.",
        &["Moon", "L.A.", "Baton Rouge", "LA"],
        &[
            ("Moon", "", ""),
            ("L.A.", "US", "Los Angeles"),
            ("Baton Rouge", "US", "Baton Rouge"),
            ("LA", "US", "Louisiana"),
        ],
    );
    check("Emirates flies to the Emirates.", &["Emirates"], &[("Emirates", "AE", "United Arab Emirates")]);
}

#[test]
fn a_country_is_not_its_capital_however_many_towns_are_near() {
    check(
        "In Puerto Rico, boats left San Juan, Carolina and Bayamón.",
        &["Puerto Rico", "San Juan", "Carolina", "Bayamón"],
        &[
            ("Puerto Rico", "PR", "Puerto Rico"),
            ("San Juan", "PR", "San Juan"),
            ("Carolina", "PR", "Carolina"),
            ("Bayamón", "PR", "Bayamón"),
        ],
    );
}

#[test]
fn what_stands_behind_the_comma_contains_it() {
    check(
        "A barn burned in Paris, Texas.",
        &["Paris, Texas"],
        &[("Paris", "US", "Paris"), ("Texas", "US", "Texas")],
    );
}

#[test]
fn common_nouns_choose_units() {
    check("Guns were heard in Poltava oblast.", &["Poltava"], &[("Poltava", "UA", "Poltava")]);
    assert_eq!(
        find("Guns were heard in Poltava oblast.", &["Poltava"])[0].geonames,
        None,
        "the oblast, not the town"
    );
}

#[test]
fn short_forms_of_states_need_their_stop() {
    check(
        "Crews met in Macon, Ga., on Friday.",
        &["Macon"],
        &[("Macon", "US", "Macon"), ("Ga.", "US", "Georgia")],
    );
}

#[test]
fn a_name_behind_a_preposition_needs_no_mark() {
    check("They flew to Nairobi and sang Paris songs.", &[], &[("Nairobi", "KE", "Nairobi")]);
}

#[test]
fn the_unknown_stays_open() {
    check("He was born in Xyzzyholm.", &["Xyzzyholm"], &[("Xyzzyholm", "", "")]);
}

proptest! {
    #[test]
    fn spans_stand_on_borders_and_nothing_panics(
        words in proptest::collection::vec("(in|to|Paris|Texas|the|of|County|,|\\.|U\\.S\\.|D-|Ñandú|é|[A-Z][a-z]{0,6})", 0..30),
        cuts in proptest::collection::vec((0usize..200, 0usize..20, 0u8..5), 0..6),
    ) {
        let text = words.join(" ");
        let kinds = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Group, EntityKind::Other];
        let entities = cuts
            .iter()
            .map(|&(start, length, kind)| mark(kinds[usize::from(kind)], Span::new(start, start + length)))
            .collect();
        let reading = reading(&text);
        let marks = Marks { entities, ..Marks::default() };
        let found = places(&reading, &marks, &[]);
        prop_assert_eq!(&found, &places(&reading, &marks, &[]));
        for place in found {
            prop_assert!(!place.span.of(&text).is_empty());
            prop_assert_eq!(place.lat.is_some(), place.lon.is_some());
            prop_assert!(place.name.is_none() || place.lat.is_some());
        }
    }
}

#[test]
fn a_direction_is_no_place() {
    let found = find("Western weapons reached Lyon.", &["Western", "Lyon"]);
    assert_eq!(found[0].country, None);
    assert_eq!(found[1].country.as_deref(), Some("FR"));
}

#[test]
fn an_unknown_place_has_the_country_in_which_the_document_plays() {
    check(
        "Trains from Lyon and Marseille stop in Vaubrun-Quelle by the Atlantic.",
        &["Lyon", "Marseille", "Vaubrun-Quelle", "Atlantic"],
        &[
            ("Lyon", "FR", "Lyon"),
            ("Marseille", "FR", "Marseille"),
            ("Vaubrun-Quelle", "FR", ""),
            ("Atlantic", "", ""),
        ],
    );
    check(
        "He flew from Lyon to Vaubrun-Quelle.",
        &["Lyon", "Vaubrun-Quelle"],
        &[("Lyon", "FR", "Lyon"), ("Vaubrun-Quelle", "FR", "")],
    );
}

#[test]
fn what_has_parts_needs_no_mark() {
    check(
        "Snow closed roads in parts of Vaubrun and Marseille, not of Pierre.",
        &[],
        &[("Vaubrun", "FR", ""), ("Marseille", "FR", "Marseille")],
    );
    check(
        "Ice closed parts of Kildare and Leitrim.",
        &[],
        &[("Kildare", "IE", "Kildare"), ("Leitrim", "IE", "Leitrim")],
    );
}

#[test]
fn regions_that_are_no_units_have_a_place() {
    check(
        "Snow fell in Transylvania and all over Siberia, not on Luzon.",
        &["Transylvania", "Siberia", "Luzon"],
        &[("Transylvania", "RO", "Transylvania"), ("Siberia", "RU", "Siberia"), ("Luzon", "PH", "Luzon")],
    );
    check("Figs grow in the Alentejo region.", &["Alentejo"], &[("Alentejo", "PT", "Alentejo")]);
}

#[test]
fn what_countries_share_lies_in_the_one_that_the_document_is_about() {
    check(
        "Boats from Kampala cross Lake Victoria.",
        &["Kampala", "Lake Victoria"],
        &[("Kampala", "UG", "Kampala"), ("Lake Victoria", "UG", "Lake Victoria")],
    );
    check(
        "Barges left Szeged and Budapest on the Danube River.",
        &["Szeged", "Budapest", "Danube River"],
        &[("Szeged", "HU", "Szeged"), ("Budapest", "HU", "Budapest"), ("Danube River", "HU", "Danube")],
    );
    let sea = &find("A storm crossed the Black Sea.", &["Black Sea"])[0];
    assert_eq!(
        (sea.name.as_deref(), sea.country.as_deref(), sea.lat.is_some()),
        (Some("Black Sea"), None, true)
    );
}
