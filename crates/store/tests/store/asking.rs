//! Questions find what was kept, whatever the user types.

use jiff::civil::date;
use proptest::prelude::*;
use store::{Order, SaidQuery, Store, StoreError};
use tempfile::TempDir;
use types::{Span, SpeakerKind, StatementKind, When};

use crate::samples::{new_store, on, record};

/// Three documents of two outlets with statements on different days.
fn library() -> (TempDir, Store) {
    let (folder, mut store) = new_store();
    let mut storm = record(
        "storm",
        &[
            ("Jürgen Škoda", "The sea wall held through the night."),
            ("Anna Brandt", "We will repair the wall by the sea."),
        ],
    );
    storm.statements[0].said = on(date(2024, 5, 23));
    storm.statements[1].kind = StatementKind::Indirect;

    let mut strike =
        record("strike", &[("Jürgen Lind", "Ferries stop at Ångström quay."), ("x", "No offer was made.")]);
    strike.document.outlet = Some("El Día del Puerto".into());
    strike.document.published = None;
    strike.statements[0].said =
        Some(When { value: "2024-06/".into(), earliest: Some(date(2024, 6, 1)), latest: None });
    let speaker = &mut strike.statements[1].speaker;
    (speaker.name, speaker.role, speaker.kind) = (None, Some("the union's chair".into()), SpeakerKind::Role);

    let mut calm = record("calm", &[("Anna Brandt", "“Night” — ångström… 🌊 night falls.")]);
    let content = calm.statements[0].content[0];
    calm.statements[0].content =
        vec![Span::new(content.start, content.start + 11), Span::new(content.end - 12, content.end)];
    for (record, fingerprint) in [(&storm, "1"), (&strike, "2"), (&calm, "3")] {
        store.keep(record, "x", fingerprint).unwrap();
    }
    (folder, store)
}

/// The rows as `document/statement`, in their order.
fn found(store: &Store, query: SaidQuery) -> Vec<String> {
    let rows = store.said(&query).unwrap();
    rows.iter().map(|row| format!("{}/{}", row.document, row.statement)).collect()
}

#[test]
fn every_filter_finds_its_statements_in_order() {
    let (_folder, store) = library();
    let check = |query: SaidQuery, expected: &[&str]| {
        assert_eq!(found(&store, query.clone()), expected, "{query:?}");
    };
    let all = SaidQuery::default;
    let who = |who: &str| SaidQuery { who: Some(who.into()), ..all() };
    let about = |about: &str| SaidQuery { about: Some(about.into()), ..all() };
    let outlet = |outlet: &str| SaidQuery { outlet: Some(outlet.into()), ..all() };
    let days = |from, to| SaidQuery { from, to, ..all() };

    check(all(), &["storm/s1", "calm/s1", "storm/s2", "strike/s1", "strike/s2"]);
    check(SaidQuery { offset: 1, limit: Some(2), ..all() }, &["calm/s1", "storm/s2"]);
    check(SaidQuery { document: Some("storm".into()), ..all() }, &["storm/s1", "storm/s2"]);
    check(SaidQuery { kind: Some(StatementKind::Indirect), ..all() }, &["storm/s2"]);

    check(who("skoda"), &["storm/s1"]);
    check(who("JURGEN"), &["storm/s1", "strike/s1"]);
    check(who("Škoda Jürgen"), &["storm/s1"]);
    check(who("jurgen brandt"), &[]);
    check(who("sko"), &[]);
    check(who("union chair"), &["strike/s2"]);

    check(about("WALL sea"), &["storm/s1", "storm/s2"]);
    check(about("\"sea wall\""), &["storm/s1"]);
    check(about("“the wall” repair"), &["storm/s2"]);
    check(about("angstrom"), &["strike/s1"]);
    check(about("brandt"), &[]);
    check(SaidQuery { about: Some("wall".into()), ..who("Anna") }, &["storm/s2"]);

    check(outlet("el dia"), &["strike/s1", "strike/s2"]);
    check(SaidQuery { outlet: Some("gazette".into()), ..about("night") }, &["storm/s1", "calm/s1"]);

    check(days(Some(date(2024, 5, 24)), None), &["calm/s1", "storm/s2", "strike/s1"]);
    check(days(None, Some(date(2024, 5, 24))), &["storm/s1"]);
    check(days(Some(date(2024, 7, 1)), Some(date(2024, 7, 2))), &["strike/s1"]);
}

#[test]
fn a_row_shows_its_evidence_in_code_points() {
    let (_folder, store) = library();
    let row =
        store.said(&SaidQuery { document: Some("calm".into()), ..SaidQuery::default() }).unwrap().remove(0);
    assert_eq!(row.content_text, "“Night” … night falls.");
    assert_eq!(row.cue_text.as_deref(), Some(" said"));
    let text: Vec<char> = store.load("calm").unwrap().unwrap().document.text.chars().collect();
    let pieces: Vec<String> =
        row.content.iter().map(|&[start, end]| text[start..end].iter().collect()).collect();
    assert_eq!(pieces.join(" … "), row.content_text);
    assert_eq!(row.source, [[0, 11]]);
    assert_eq!(row.published, Some(date(2024, 5, 25)));
}

#[test]
fn documents_are_found_by_id_beginning_url_and_title() {
    let (_folder, store) = library();
    let check = |query: &str, expected: &[&str]| {
        let found: Vec<_> = store.find_documents(query).unwrap().into_iter().map(|found| found.id).collect();
        assert_eq!(found, expected, "{query}");
    };
    check("storm", &["storm"]);
    check("st", &["storm", "strike"]);
    check("https://news.example/calm", &["calm"]);
    check("STORY of s", &["storm", "strike"]);
    check("", &["calm", "storm", "strike"]);
    check("%", &[]);
    check("st_rm", &[]);
    assert_eq!(store.find_documents("storm").unwrap()[0].statements, 2);
}

#[test]
fn a_filter_without_a_word_says_so() {
    let (_folder, store) = library();
    let error = store.said(&SaidQuery { who: Some(" \"…\" ".into()), ..SaidQuery::default() }).unwrap_err();
    assert!(matches!(error, StoreError::NoWord { filter: "who", .. }), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_that_a_user_types_breaks_the_search(given in r#"[a-z"'*^:(){}+\-\\ \x00%_;]{0,12}|.{0,8}| (AND|OR|NOT|NEAR).{0,5}"#) {
        thread_local! { static LIBRARY: (TempDir, Store) = library(); }
        LIBRARY.with(|(_, store)| {
            let given = || Some(given.clone());
            for query in [
                SaidQuery { who: given(), ..SaidQuery::default() },
                SaidQuery { about: given(), ..SaidQuery::default() },
                SaidQuery { who: given(), about: given(), outlet: given(), ..SaidQuery::default() },
            ] {
                let answer = store.said(&query);
                prop_assert!(matches!(answer, Ok(_) | Err(StoreError::NoWord { .. })), "{answer:?}");
            }
            store.find_documents(&given().unwrap_or_default()).unwrap();
            Ok(())
        })?;
    }
}

/// Documents of few days, as id, day, and what Mira Voss and Ada Quill say in turns.
fn documents() -> impl Strategy<Value = Vec<(String, Option<i8>, Vec<&'static str>)>> {
    let said =
        proptest::sample::select(vec!["The pier.", "The wall.", "The wall by the pier.", "A pier wall."]);
    let document = ("[a-z]{1,2}", proptest::option::of(1..4_i8), proptest::collection::vec(said, 1..5));
    proptest::collection::vec(document, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However a list is asked for, it is the same list: all statements that fit, by day, document and place.
    #[test]
    fn any_part_of_a_list_is_that_part_of_the_whole(documents in documents(), limit in 1..12_usize, offset in 0..6_usize) {
        let (_folder, mut store) = new_store();
        let mut all: Vec<(Option<i8>, String, usize, String, String)> = Vec::new();
        for (id, day, contents) in documents {
            let said: Vec<_> = contents.iter().zip(["Mira Voss", "Ada Quill"].iter().cycle()).collect();
            let said: Vec<(&str, &str)> = said.iter().map(|(content, speaker)| (**speaker, **content)).collect();
            let mut document = record(&id, &said);
            let published = document.document.published.take();
            document.document.published =
                day.and_then(|day| published.map(|known| types::Published { date: date(2024, 5, day), ..known }));
            if all.iter().any(|(_, known, ..)| *known == id) {
                continue;
            }
            store.keep(&document, "x", "1").unwrap();
            for (position, (speaker, content)) in said.into_iter().enumerate() {
                all.push((day, id.clone(), position, speaker.to_owned(), content.to_owned()));
            }
        }
        let queries = [
            SaidQuery::default(),
            SaidQuery { about: Some("wall".into()), ..SaidQuery::default() },
            SaidQuery { about: Some("\"pier wall\"".into()), ..SaidQuery::default() },
            SaidQuery { who: Some("voss".into()), ..SaidQuery::default() },
            SaidQuery { actor: Some("person:ada-quill".into()), about: Some("pier".into()), ..SaidQuery::default() },
            SaidQuery { to: Some(date(2024, 5, 2)), words: Some("pier".into()), ..SaidQuery::default() },
        ];
        for (query, order) in queries.iter().flat_map(|query| [(query, Order::Oldest), (query, Order::Newest)]) {
            let word = query.about.as_ref().or(query.words.as_ref()).map(|word| word.trim_matches('"'));
            let fits = |speaker: &str, content: &str, day: Option<i8>| {
                word.is_none_or(|word| content.contains(word))
                    && (query.who.is_none() || speaker == "Mira Voss")
                    && (query.actor.is_none() || speaker == "Ada Quill")
                    && (query.to.is_none() || day.is_some_and(|day| day <= 2))
            };
            let mut expected: Vec<_> =
                all.iter().filter(|(day, _, _, speaker, content)| fits(speaker, content, *day)).collect();
            expected.sort_by_key(|(day, id, position, ..)| {
                let day = day.map(|day| if order == Order::Newest { -day } else { day });
                (day.is_none(), day, id.clone(), *position)
            });
            let expected: Vec<String> =
                expected.iter().map(|(_, id, position, ..)| format!("{id}/s{}", position + 1)).collect();
            let query = SaidQuery { order, ..query.clone() };
            prop_assert_eq!(&found(&store, query.clone()), &expected, "{:?}", query);
            let part: Vec<String> = expected.iter().skip(offset).take(limit).cloned().collect();
            prop_assert_eq!(found(&store, SaidQuery { limit: Some(limit), offset, ..query.clone() }), part);
            let (mut pages, mut after) = (Vec::new(), None);
            loop {
                let page = store.said_page(&SaidQuery { after, ..query.clone() }, limit).unwrap();
                pages.extend(page.items.iter().map(|row| format!("{}/{}", row.document, row.statement)));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            prop_assert_eq!(&pages, &expected, "{:?} page by page", query);
        }
    }
}
