//! Corrections take effect, outlive every reading, and can be taken back and carried elsewhere.

use proptest::prelude::*;
use proptest::sample::select;
use store::{Action, Correction, CorrectionError, Fix, Imported, SaidQuery, Signature, State, Store};
use tempfile::TempDir;
use types::{Record, Span};

use crate::samples::{new_store, record};

fn library() -> Vec<Record> {
    vec![
        record("one", &[("Zoë Pålsson", "The pier is safe."), ("Tom Hale", "It is not.")]),
        record("two", &[("Zoë Palsson-Berg", "The pier is closed."), ("Hale", "I said so, did I not?")]),
        record("three", &[("Tom Hale", "It will open in May."), ("Tom Hale", "It will open in May.")]),
    ]
}

fn stocked() -> (TempDir, Store) {
    let (folder, mut store) = new_store();
    for record in &library() {
        store.keep(record, "x", "1").unwrap();
    }
    (folder, store)
}

/// Makes a correction at minute `minute`.
fn fix(store: &mut Store, minute: usize, fix: Fix) -> Result<Correction, CorrectionError> {
    let made_at = format!("2025-01-01T00:{minute:02}:00.000000Z");
    store.fix(&fix, Signature { made_at, made_by: Some("Ada".into()), reason: None })
}

fn merge(actors: &[&str]) -> Fix {
    Fix::Merge { actors: actors.iter().map(|&actor| actor.to_owned()).collect() }
}

fn rename(actor: &str, name: &str) -> Fix {
    Fix::Rename { actor: actor.into(), name: name.into() }
}

fn reject(document: &str, statement: &str) -> Fix {
    Fix::Reject { document: document.into(), statement: statement.into() }
}

fn speaker(document: &str, statement: &str, speaker: Option<&str>) -> Fix {
    Fix::Speaker {
        document: document.into(),
        statement: statement.into(),
        speaker: speaker.map(str::to_owned),
    }
}

fn split(actor: &str, documents: &[&str]) -> Fix {
    let documents = documents.iter().map(|&document| document.to_owned()).collect();
    Fix::Split { actor: actor.into(), documents, name: None }
}

const UNDO: Fix = Fix::Undo { correction: None };

/// All statements as `document statement speaker (archive)`, and the records: all that a user sees.
fn seen(store: &Store) -> (Vec<String>, Vec<Record>) {
    let rows = store.said(&SaidQuery::default()).unwrap();
    let line = |row: &store::SaidRow| {
        let (name, actor) = (row.speaker_name.as_deref(), row.archive_actor.as_deref());
        format!("{} {} {} ({})", row.document, row.statement, name.unwrap_or("-"), actor.unwrap_or("-"))
    };
    let records = store.records(store::Versions::All).unwrap().map(Result::unwrap).collect();
    (rows.iter().map(line).collect(), records)
}

fn said(store: &Store, who: &str) -> Vec<String> {
    let rows = store.said(&SaidQuery { who: Some(who.into()), ..SaidQuery::default() }).unwrap();
    rows.iter().map(|row| format!("{}/{}", row.document, row.statement)).collect()
}

fn check_whole(store: &Store) {
    assert_eq!(store.verify().unwrap().faults, []);
}

#[test]
fn two_names_of_one_person_are_merged() {
    let (_folder, mut store) = stocked();
    let before = seen(&store);
    fix(&mut store, 1, merge(&["person:zoe-palsson", "zoe palsson berg"])).unwrap();
    assert_eq!(said(&store, "berg"), ["one/s1", "two/s1"]);
    let who = store.who("person:zoe-palsson").unwrap().unwrap();
    assert_eq!((who.name.as_str(), who.documents), ("Zoë Pålsson", 2));
    // The id that is no longer shown still finds her.
    assert_eq!(store.find_actors("person:zoe-palsson-berg", 9).unwrap()[0].id, "person:zoe-palsson");
    check_whole(&store);
    // A later document with the other name is the same person.
    store.keep(&record("four", &[("Zoe Palsson Berg", "Yes.")]), "x", "1").unwrap();
    assert_eq!(store.who("person:zoe-palsson").unwrap().unwrap().documents, 3);
    check_whole(&store);
    fix(&mut store, 2, UNDO).unwrap();
    assert_eq!(store.who("person:zoe-palsson").unwrap().unwrap().documents, 1);
    assert_eq!(seen(&store).0[1..], before.0[..]);
    check_whole(&store);
}

#[test]
fn a_surname_is_given_to_a_person() {
    let (_folder, mut store) = stocked();
    fix(&mut store, 1, merge(&["tom hale", "a2@two"])).unwrap();
    assert_eq!(store.who("person:tom-hale").unwrap().unwrap().documents, 3);
    assert_eq!(store.corrections().unwrap()[0].state, State::Active);
    check_whole(&store);
    // Read anew by another model, it still is.
    let mut again = library().remove(1);
    again.made_by.model = "test 2".into();
    store.keep(&again, "x", "2").unwrap();
    assert_eq!(store.who("person:tom-hale").unwrap().unwrap().documents, 3);
    check_whole(&store);
}

#[test]
fn one_name_of_two_persons_is_split() {
    let (_folder, mut store) = stocked();
    let correction = fix(&mut store, 1, split("person:tom-hale", &["three"])).unwrap();
    let Action::Split { into, .. } = &correction.action else { panic!("{correction:?}") };
    assert_eq!(store.who("person:tom-hale").unwrap().unwrap().documents, 1);
    let other = store.who(&into.id).unwrap().unwrap();
    assert_eq!((other.name.as_str(), other.documents, other.statements), ("Tom Hale", 1, 2));
    check_whole(&store);
    // What was split can be merged with somebody else.
    fix(&mut store, 2, merge(&["zoe palsson", &into.id])).unwrap();
    assert_eq!(store.who("person:zoe-palsson").unwrap().unwrap().documents, 2);
    check_whole(&store);
    for minute in 3..5 {
        fix(&mut store, minute, UNDO).unwrap();
    }
    assert_eq!(store.who("person:tom-hale").unwrap().unwrap().documents, 2);
    assert!(matches!(fix(&mut store, 6, UNDO), Err(CorrectionError::NothingToUndo)));
    check_whole(&store);
}

#[test]
fn names_and_speakers_are_set_right() {
    let (_folder, mut store) = stocked();
    fix(&mut store, 1, rename("person:zoe-palsson", "Zoë Pålsson Ek")).unwrap();
    let record = store.load("one").unwrap().unwrap();
    assert_eq!(record.actors[0].name, "Zoë Pålsson Ek");
    assert_eq!(record.statements[0].speaker.name.as_deref(), Some("Zoë Pålsson Ek"));
    assert_eq!(store.find_actors("zoe palsson", 2).unwrap()[0].name, "Zoë Pålsson Ek");

    fix(&mut store, 2, speaker("one", "s2", Some("zoe palsson"))).unwrap();
    let record = store.load("one").unwrap().unwrap();
    assert_eq!(record.statements[1].speaker.actor.as_deref(), Some("a1"));
    assert_eq!(said(&store, "palsson"), ["one/s1", "one/s2", "two/s1"]);
    assert_eq!(said(&store, "tom"), ["three/s1", "three/s2"]);
    assert_eq!(store.who("person:zoe-palsson").unwrap().unwrap().statements, 2);

    fix(&mut store, 3, speaker("one", "s1", None)).unwrap();
    let unknown = &store.load("one").unwrap().unwrap().statements[0].speaker;
    assert_eq!((unknown.actor.as_deref(), unknown.name.as_deref()), (None, None));
    assert!(unknown.reason.is_some());
    fix(&mut store, 4, speaker("two", "s2", Some("Ana Díaz"))).unwrap();
    assert_eq!(said(&store, "diaz"), ["two/s2"]);
    assert_eq!(store.who("person:ana-diaz").unwrap().unwrap().statements, 1);
    check_whole(&store);
}

#[test]
fn the_right_one_of_equal_statements_is_rejected_also_after_another_reading() {
    let (_folder, mut store) = stocked();
    let mut again = library().remove(2);
    again.statements[0].nested_in = Some("s2".into());
    store.keep(&again, "x", "2").unwrap();
    fix(&mut store, 1, reject("three", "s2")).unwrap();
    assert_eq!(said(&store, "tom hale"), ["one/s2", "three/s1"]);
    let record = store.load("three").unwrap().unwrap();
    assert_eq!((record.statements.len(), record.statements[0].nested_in.as_deref()), (1, None));
    assert_eq!(store.who("person:tom-hale").unwrap().unwrap().statements, 2);
    // Another model cuts the statement shorter and counts it otherwise.
    let content = &mut again.statements[1].content[0];
    *content = Span::new(content.start + 3, content.end);
    again.statements.swap(0, 1);
    again.statements[0].id = "s1".into();
    again.statements[1].id = "s2".into();
    again.statements[1].nested_in = None;
    store.keep(&again, "x", "3").unwrap();
    assert_eq!(said(&store, "tom hale"), ["one/s2", "three/s2"]);
    check_whole(&store);
}

#[test]
fn what_cannot_be_corrected_is_explained() {
    let (_folder, mut store) = stocked();
    let mut words = |wrong: Fix| fix(&mut store, 1, wrong).unwrap_err().to_string();
    assert!(words(merge(&["zoe palsson", "nobody"])).contains("\"nobody\": no such actor"));
    assert!(words(merge(&["tom hale", "person:tom-hale"])).contains("is the same actor"));
    assert!(words(rename("zoe", "Zoë")).contains("several actors fit"));
    assert!(words(rename("tom hale", " ")).contains("a name needs"));
    assert!(words(reject("five", "s1")).contains("\"five\": no such document"));
    assert!(words(reject("t", "s1")).contains("several documents fit"));
    assert!(words(reject("one", "s9")).contains("has no statement \"s9\""));
    assert!(words(split("tom hale", &["two"])).contains("does not appear in document \"two\""));
    assert!(words(merge(&["tom hale", "a7@two"])).contains("does not appear"));
    assert!(words(Fix::Undo { correction: Some("77".into()) }).contains("no such correction"));
    assert!(words(UNDO).contains("could be undone"));
    assert_eq!(store.corrections().unwrap(), []);
}

#[test]
fn an_entry_that_was_changed_on_its_way_is_refused() {
    let (_folder, mut store) = stocked();
    let mut correction = fix(&mut store, 1, rename("tom hale", "Thomas Hale")).unwrap();
    correction.made_by = Some("Eve".into());
    assert!(store.import_corrections(&[correction]).unwrap_err().to_string().contains("changed on its way"));
}

/// Any correction, made with whatever the store shows at that moment.
fn any_fix() -> impl Strategy<Value = Fix> {
    let actor = || {
        select(vec!["zoe palsson", "zoe palsson berg", "tom hale", "a2@two", "ana diaz", "person:tom-hale"])
    };
    let document = || select(vec!["one", "two", "three"]);
    let statement = || select(vec!["s1", "s2"]);
    prop_oneof![
        (actor(), actor()).prop_map(|(one, other)| merge(&[one, other])),
        (actor(), document()).prop_map(|(actor, document)| split(actor, &[document])),
        (actor(), select(vec!["Zoë Ek", "Ana Díaz", "hale"])).prop_map(|(actor, name)| rename(actor, name)),
        (document(), statement(), actor()).prop_map(|(one, two, who)| speaker(one, two, Some(who))),
        (document(), statement()).prop_map(|(one, two)| speaker(one, two, None)),
        (document(), statement()).prop_map(|(one, two)| reject(one, two)),
        Just(UNDO),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn replay_reading_again_and_another_newsroom_give_the_same(
        fixes in proptest::collection::vec(any_fix(), 1..9), order in Just(vec![0, 1, 2]).prop_shuffle()
    ) {
        let (_folder, mut store) = stocked();
        for (minute, one) in fixes.into_iter().enumerate() {
            // What does not fit is refused and changes nothing.
            let _ = fix(&mut store, minute, one);
            prop_assert_eq!(&store.verify().unwrap().faults, &[]);
        }
        let expected = seen(&store);
        let log: Vec<Correction> = store.corrections().unwrap().into_iter().map(|logged| logged.correction).collect();
        prop_assert_eq!(store.import_corrections(&log).unwrap(), Imported { new: 0, known: log.len() });

        // The same corrections before any document is there, in two parts, the later one first.
        let (_folder, mut other) = new_store();
        let (early, late) = log.split_at(log.len() / 2);
        other.import_corrections(late).unwrap();
        other.import_corrections(early).unwrap();
        for &number in &order {
            other.keep(&library()[number], "x", "1").unwrap();
        }
        prop_assert_eq!(&seen(&other), &expected);
        prop_assert_eq!(&other.verify().unwrap().faults, &[]);

        // Every document read anew.
        for number in order {
            store.keep(&library()[number], "x", "2").unwrap();
        }
        prop_assert_eq!(&seen(&store), &expected);
        prop_assert_eq!(&store.verify().unwrap().faults, &[]);
    }
}
