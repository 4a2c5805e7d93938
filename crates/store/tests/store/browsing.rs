//! Lists for readers: in parts, from either end, counted, and bounded in time.

use jiff::civil::date;
use store::{
    ActorQuery, DidQuery, DocumentQuery, Happening, Order, PlaceQuery, SaidQuery, SaidRow, Store, StoreError,
};
use types::{Event, Factuality, Place, Published, PublishedBasis, Record, Span};

use crate::samples::{new_store, record};

/// A document of an outlet and day with these statements, of which it is not known when they were said.
fn article(id: &str, outlet: &str, day: Option<i8>, said: &[(&str, &str)]) -> Record {
    let mut record = record(id, said);
    record.document.outlet = Some(outlet.to_owned());
    record.document.published = day.map(|day| Published {
        date: date(2024, 5, day),
        value: format!("2024-05-{day:02}"),
        basis: PublishedBasis::Given,
    });
    for statement in &mut record.statements {
        statement.said = None;
    }
    record
}

fn filled() -> (tempfile::TempDir, Store) {
    let (folder, mut store) = new_store();
    let mut named = article(
        "b",
        "Gazette",
        Some(2),
        &[("Mira Voss", "the pier stays"), ("Tom Hale", "Mira Voss is wrong")],
    );
    let place = |geonames, name: &str, country: &str| Place {
        span: Span::new(0, 4),
        name: Some(name.to_owned()),
        country: Some(country.to_owned()),
        geonames: Some(geonames),
        lat: Some(51.9),
        lon: Some(4.5),
    };
    named.places = vec![place(7, "Rotterdam", "NL"), place(7, "Rotterdam", "NL"), place(9, "Leeds", "GB")];
    let mut other = article("a", "Post", Some(2), &[("Mira Voss", "the pier goes")]);
    other.places = vec![place(9, "Leeds", "GB")];
    for record in [
        named,
        other,
        article("c", "Gazette", Some(1), &[("Mira Voss", "the tide is early")]),
        article("d", "Post", None, &[("Tom Hale", "nobody knows the day"), ("Mira Voss", "nor the pier")]),
    ] {
        store.keep(&record, &record.document.id, &record.document.id).unwrap();
    }
    (folder, store)
}

fn ids(rows: &[SaidRow]) -> Vec<String> {
    rows.iter().map(|row| format!("{}/{}", row.document, row.statement)).collect()
}

/// All parts of a list of statements, `size` at a time.
fn parts(store: &Store, query: &SaidQuery, size: usize) -> Vec<String> {
    let (mut query, mut all) = (query.clone(), Vec::new());
    loop {
        let page = store.said_page(&query, size).unwrap();
        assert!(page.items.len() <= size);
        all.extend(ids(&page.items));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

#[test]
fn statements_come_in_parts_from_either_end() {
    let (_folder, store) = filled();
    for (order, expected) in [
        (Order::Oldest, ["c/s1", "a/s1", "b/s1", "b/s2", "d/s1", "d/s2"]),
        (Order::Newest, ["a/s1", "b/s1", "b/s2", "c/s1", "d/s1", "d/s2"]),
    ] {
        let query = SaidQuery { order, ..SaidQuery::default() };
        for size in 1..=7 {
            assert_eq!(parts(&store, &query, size), expected, "{order:?} {size}");
        }
        let said = SaidQuery { words: Some("pier".to_owned()), ..query };
        assert_eq!(parts(&store, &said, 1), parts(&store, &said, 9));
        assert_eq!(parts(&store, &said, 1).len(), 3);
    }
}

#[test]
fn a_part_stays_where_it_is_while_documents_arrive() {
    let (_folder, mut store) = filled();
    let mut query = SaidQuery { order: Order::Newest, ..SaidQuery::default() };
    let first = store.said_page(&query, 2).unwrap();
    assert_eq!(ids(&first.items), ["a/s1", "b/s1"]);
    let newer = article("e", "Post", Some(9), &[("Tom Hale", "news")]);
    store.keep(&newer, "e", "e").unwrap();
    query.after = first.next;
    assert_eq!(ids(&store.said_page(&query, 2).unwrap().items), ["b/s2", "c/s1"]);
}

#[test]
fn statements_are_narrowed() {
    let (_folder, store) = filled();
    let all = SaidQuery::default;
    let check =
        |query: SaidQuery, expected: &[&str]| assert_eq!(parts(&store, &query, 9), expected, "{query:?}");
    check(SaidQuery { outlet_is: Some("Post".into()), ..all() }, &["a/s1", "d/s1", "d/s2"]);
    check(SaidQuery { outlet_is: Some("post".into()), ..all() }, &[]);
    check(SaidQuery { words: Some("voss pier".into()), ..all() }, &["a/s1", "b/s1", "d/s2"]);
    check(
        SaidQuery { words: Some("pier".into()), actor: Some("person:mira-voss".into()), ..all() },
        &["a/s1", "b/s1", "d/s2"],
    );
    check(SaidQuery { words: Some("day".into()), who: Some("hale".into()), ..all() }, &["d/s1"]);
    check(SaidQuery { act: Some(types::Act::Deny), ..all() }, &[]);
    check(SaidQuery { speaker_kind: Some(types::SpeakerKind::Anonymous), ..all() }, &[]);
    check(SaidQuery { from: Some(date(2024, 5, 2)), ..all() }, &["a/s1", "b/s1", "b/s2"]);
}

#[test]
fn facets_count_what_is_found_and_say_where_they_end() {
    let (_folder, store) = filled();
    let facets = store.facets(&SaidQuery::default(), 100, 10).unwrap();
    let counts = |facets: &[store::Facet]| {
        facets.iter().map(|one| (one.name.clone(), one.statements)).collect::<Vec<_>>()
    };
    assert_eq!((facets.statements, facets.more), (6, false));
    assert_eq!(counts(&facets.speakers), [("Mira Voss".to_owned(), 4), ("Tom Hale".to_owned(), 2)]);
    assert_eq!(counts(&facets.outlets), [("Gazette".to_owned(), 3), ("Post".to_owned(), 3)]);
    assert_eq!(counts(&facets.months), [("2024-05".to_owned(), 4)]);
    let few = store.facets(&SaidQuery::default(), 4, 1).unwrap();
    assert_eq!((few.statements, few.more, few.speakers.len()), (4, true, 1));
}

#[test]
fn documents_places_outlets_and_actors_are_listed() {
    let (_folder, store) = filled();
    let all = DocumentQuery::default;
    let check = |query: DocumentQuery, expected: &[&str]| {
        for size in [1, 2, 9] {
            let (mut query, mut found) = (query.clone(), Vec::new());
            loop {
                let page = store.documents_page(&query, size).unwrap();
                found.extend(page.items.into_iter().map(|row| row.id));
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }
            assert_eq!(found, expected, "{query:?}");
        }
    };
    check(all(), &["c", "a", "b", "d"]);
    check(DocumentQuery { order: Order::Newest, ..all() }, &["a", "b", "c", "d"]);
    check(DocumentQuery { outlet: Some("Post".into()), ..all() }, &["a", "d"]);
    check(DocumentQuery { words: Some("tide".into()), ..all() }, &["c"]);
    check(DocumentQuery { place: Some(9), ..all() }, &["a", "b"]);
    check(DocumentQuery { actor: Some("person:tom-hale".into()), ..all() }, &["b", "d"]);
    check(DocumentQuery { to: Some(date(2024, 5, 1)), ..all() }, &["c"]);

    let places = store.places_page(&PlaceQuery::default(), 9).unwrap().items;
    let places: Vec<_> =
        places.iter().map(|place| (place.geonames, place.documents, place.mentions)).collect();
    assert_eq!(places, [(9, 2, 2), (7, 1, 2)]);
    let british = PlaceQuery { country: Some("GB".into()), ..PlaceQuery::default() };
    assert_eq!(store.places_page(&british, 9).unwrap().items.len(), 1);
    let first = store.places_page(&PlaceQuery::default(), 1).unwrap();
    let rest = PlaceQuery { after: first.next, ..PlaceQuery::default() };
    assert_eq!(store.places_page(&rest, 9).unwrap().items[0].geonames, 7);

    let outlets = store.outlets().unwrap();
    assert_eq!(
        outlets.iter().map(|one| (one.outlet.as_str(), one.documents)).collect::<Vec<_>>(),
        [("Gazette", 2), ("Post", 2)]
    );
    let actors = store.actors_page(&ActorQuery::default(), 1).unwrap();
    assert_eq!(actors.items[0].id, "person:mira-voss");
    let rest = ActorQuery { after: actors.next, ..ActorQuery::default() };
    assert_eq!(store.actors_page(&rest, 9).unwrap().items[0].id, "person:tom-hale");
    assert_eq!(store.who_and_when("person:mira-voss").unwrap().unwrap().1[0].statements, 3);
}

#[test]
fn words_without_letters_are_an_error() {
    let (_folder, store) = filled();
    let query = SaidQuery { words: Some("!".into()), ..SaidQuery::default() };
    assert!(matches!(store.said_page(&query, 9), Err(StoreError::NoWord { .. })));
    let query = DocumentQuery { words: Some("!".into()), ..DocumentQuery::default() };
    assert!(matches!(store.documents_page(&query, 9), Err(StoreError::NoWord { .. })));
}

/// An event in the first letters of a document.
fn happened(kind: &str, when: Option<jiff::civil::Date>) -> Event {
    Event {
        kind: kind.to_owned(),
        mode: None,
        actor: None,
        recipient: None,
        place: None,
        when: when.and_then(crate::samples::on),
        killed: None,
        wounded: None,
        size: None,
        evidence: Span::new(0, 4),
        mentions: Vec::new(),
        factuality: Factuality::Asserted,
        statement: None,
    }
}

#[test]
fn events_in_parts_are_all_events_from_either_end() {
    let (_folder, mut store) = new_store();
    for number in 0_i16..24 {
        let mut record = article(&format!("d{number:02}"), "Gazette", None, &[("Tom Hale", "a word")]);
        // Far apart and close together, several on one day, some without a day.
        let day = date(2020 + number / 6, 1 + i8::try_from(number % 3).unwrap() * 5, 1);
        // The texts are copies of each other: only the types tell their events apart.
        let kinds = [format!("PROTEST {number}"), format!("AID {number}")];
        record.events =
            vec![happened(&kinds[0], (number % 5 > 0).then_some(day)), happened(&kinds[1], Some(day))];
        store.keep(&record, &record.document.id, &record.document.id).unwrap();
    }
    let key = |one: &Happening| (one.reports[0].document.clone(), one.kind.clone());
    for order in [Order::Oldest, Order::Newest] {
        let query = DidQuery { order, ..DidQuery::default() };
        let whole: Vec<_> = store.did(&query).unwrap().iter().map(key).collect();
        assert_eq!(whole.len(), 48);
        for size in [1, 7, 47] {
            let (mut query, mut all) = (query.clone(), Vec::new());
            loop {
                let page = store.did_page(&query, size).unwrap();
                all.extend(page.items.iter().map(key));
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
            assert_eq!(all, whole, "{order:?} by {size}");
        }
    }
}

#[test]
fn topics_are_words_that_others_use_less() {
    let (_folder, mut store) = new_store();
    let ferries = [
        ("Mira Voss", "the ferry stays here"),
        ("Mira Voss", "every ferry is full"),
        ("Mira Voss", "the tide here"),
    ];
    for record in [
        article("a", "Gazette", Some(1), &ferries),
        article(
            "b",
            "Gazette",
            Some(2),
            &[("Tom Hale", "the tide is here"), ("Tom Hale", "the tide was there")],
        ),
    ] {
        store.keep(&record, &record.document.id, &record.document.id).unwrap();
    }
    let query = SaidQuery { actor: Some("person:mira-voss".into()), ..SaidQuery::default() };
    let usage = store.usage().unwrap();
    let found = store.topics(&query, 300, &usage, 5).unwrap();
    let words: Vec<_> = found.words.iter().map(|topic| (topic.word.as_str(), topic.statements)).collect();
    assert_eq!(words, [("ferry", 2)], "once is no topic, and everybody says “here”");
    assert_eq!(
        (found.words[0].months[0].month.as_str(), found.words[0].months[0].statements),
        ("2024-05", 2)
    );
    assert_eq!((found.statements, found.more), (3, false));
    let asked = SaidQuery { words: Some("FERRY".into()), ..query.clone() };
    assert_eq!(store.topics(&asked, 300, &usage, 5).unwrap().words, [], "who asks for a word knows it");
    let first = store.topics(&query, 2, &usage, 5).unwrap();
    assert_eq!((first.statements, first.more, first.words.len()), (2, true, 1));
    let talk = store.talk(&SaidQuery::default(), 4, 1).unwrap();
    let counts: Vec<_> = talk.speakers.iter().map(|one| (one.name.as_str(), one.statements)).collect();
    assert_eq!(counts, [("Mira Voss", 3), ("Tom Hale", 1)]);
    assert_eq!((ids(&talk.first), talk.more), (vec!["a/s1".to_owned()], true));
    assert_eq!(talk.first, store.said(&SaidQuery { limit: Some(1), ..SaidQuery::default() }).unwrap());
}

#[test]
fn names_do_not_say_who_is_a_woman() {
    let (_folder, mut store) = new_store();
    let mut record =
        article("a", "Gazette", Some(1), &[("Mary Voss", "one"), ("Tom Hale", "two"), ("Jo Quay", "three")]);
    record.statements[1].speaker.role = Some("spokesman for the mayor".to_owned());
    record.statements[2].speaker.role = Some("Ms Quay, a senator".to_owned());
    store.keep(&record, "a", "a").unwrap();
    let balance = store.balance(&SaidQuery::default(), 10).unwrap();
    assert_eq!((balance.women, balance.men, balance.unstated), (1, 1, 1), "{balance:?}");
    assert_eq!((balance.statements, balance.officials, balance.anonymous), (3, 2, 0));
    assert!(!balance.more && store.balance(&SaidQuery::default(), 2).unwrap().more);
}
