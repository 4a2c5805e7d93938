//! Damage is found and located, and never panics.

use std::fs;

use proptest::prelude::*;
use rusqlite::Connection;
use store::{Fault, SaidQuery, Store, Versions};
use types::Record;

use crate::samples::{new_store, record};

fn library() -> Vec<Record> {
    let long = "The lighthouse keeper counted forty ships, and then the fog came back. ".repeat(40);
    vec![
        record("fog", &[("Zoë Pål", "Nö."), ("Mira Voss", &long)]),
        record("tide", &[("Mira Voss", "High water came at noon."), ("Tom Hale", "It was earlier.")]),
    ]
}

/// Keeps the library, does `damage` behind the store's back, and gives the faults that are then found.
fn faults_after(damage: &str) -> Vec<Fault> {
    let (_folder, mut store) = new_store();
    for record in &library() {
        store.keep(record, "x", "1").unwrap();
    }
    let proof = store.verify().unwrap();
    assert_eq!((proof.faults.as_slice(), proof.documents, proof.statements), (&[][..], 2, 4));
    assert_eq!((proof.spans, proof.search_compared), (4 * 4, true));
    Connection::open(store.path())
        .unwrap()
        .execute_batch(&format!("PRAGMA foreign_keys = OFF; {damage}"))
        .unwrap();
    store.verify().unwrap().faults
}

/// The faults as they are printed; one of them must have all of `words`.
fn check(damage: &str, words: &[&str]) {
    let faults: Vec<String> = faults_after(damage).iter().map(ToString::to_string).collect();
    assert!(faults.iter().any(|fault| words.iter().all(|word| fault.contains(word))), "{damage}: {faults:?}");
}

#[test]
fn one_damaged_byte_of_a_text_is_found_and_located() {
    let damage = "UPDATE documents SET text = replace(text, 'High water', 'High wader') WHERE id = 'tide'";
    let faults = faults_after(damage);
    let first = &faults[0];
    assert_eq!(first.document.as_deref(), Some("tide"));
    assert_eq!((first.table.as_deref(), first.offset), (Some("documents"), Some(0)));
    assert!(faults.iter().any(|fault| fault.table.as_deref() == Some("statement_search")), "{faults:?}");
    // Byte 1000 lies in the piece that begins at 960; half a character is no UTF-8.
    let damage = "UPDATE documents SET text = CAST(substr(CAST(text AS BLOB), 1, 1000) || x'C3' ||
        substr(CAST(text AS BLOB), 1002) AS TEXT) WHERE id = 'fog'";
    assert_eq!(faults_after(damage)[0].offset, Some(960));
    assert_eq!(faults_after(damage)[0].document.as_deref(), Some("fog"));
}

#[test]
fn damage_to_every_table_is_named() {
    check(
        "UPDATE statement_spans SET end_byte = 99999 WHERE role = 'cue'",
        &["\"fog\"", "statement_spans", "cue of statement s1", "99999"],
    );
    check(
        "UPDATE statement_spans SET start_byte = 3, end_byte = 3 WHERE role = 'source'",
        &["byte 3", "source of"],
    );
    check(
        "UPDATE actor_mentions SET start_byte = 3, end_byte = 4",
        &["actor_mentions", "actor a1", "byte 3"],
    );
    check("DELETE FROM statement_spans WHERE role = 'content'", &["\"tide\"", "statement s2 has no content"]);
    check(
        "UPDATE statement_spans SET end_byte = end_byte - 1 WHERE role = 'cue'",
        &["\"tide\"", "table statements", "not the one"],
    );
    check(
        "UPDATE statements SET speaker_name = 'Tim Hale' WHERE id = 's2'",
        &["\"tide\"", "table statements"],
    );
    check("UPDATE statements SET kind = 'shouted'", &["\"tide\"", "cannot be read", "shouted"]);
    check("UPDATE statements SET first_day = '2023-01-01'", &["\"tide\"", "wrong days"]);
    check("UPDATE documents SET published_day = 'soon'", &["\"fog\"", "cannot be read"]);
    check("UPDATE documents SET title = 'x'", &["document_search", "index"]);
    check("UPDATE documents SET text_sha256 = x'00'", &["SHA-256", "itself is whole"]);
    check("DELETE FROM actors WHERE id = 'a2'", &["statements", "actors", "not there"]);
    check("DELETE FROM statements WHERE id = 's2'", &["\"tide\"", "cannot be read", "position 1 is missing"]);
    check("DELETE FROM documents WHERE id = 'tide'", &["documents", "not there"]);
    check("DELETE FROM statement_search_data WHERE id > 10", &["statement_search"]);
    check("UPDATE documents SET superseded = 1 WHERE id = 'tide'", &["\"tide\"", "version 1 does not fit"]);
    check("DELETE FROM record_checks", &["\"fog\"", "not the one"]);
    check("DELETE FROM new_statements_by_form", &["4 statements", "not listed with their speakers"]);
    check("INSERT INTO statements_by_form VALUES (1, 1)", &["1 statements more", "than there are"]);
    check("DELETE FROM new_appearances_by_form", &["4 appearances", "not listed with their names"]);
    check("INSERT INTO appearances_by_form VALUES (1, 99, 0)", &["1 appearances more", "than there are"]);
    check("UPDATE statements SET form = NULL", &["\"fog\"", "another speaker for one of its statements"]);
}

#[test]
fn a_damaged_schema_is_found() {
    check("DROP INDEX places_by_name", &["index places_by_name", "not there"]);
    let renamed = "PRAGMA writable_schema = ON; UPDATE sqlite_schema
        SET sql = replace(sql, 'speaker_actor', 'speaker_bctor') WHERE name = 'statement_corrections'";
    check(renamed, &["table statement_corrections", "not made as this program makes it"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn random_damage_to_the_file_is_an_error_or_a_fault_and_never_a_panic(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..6),
        in_header in any::<bool>(),
    ) {
        thread_local! { static WHOLE: Vec<u8> = bytes_of_a_store(); }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onrecord.db");
        let mut bytes = WHOLE.with(Clone::clone);
        let within = if in_header { 8192 } else { bytes.len() };
        for (place, mask) in flips {
            bytes[place.index(within)] ^= mask;
        }
        fs::write(&path, bytes).unwrap();
        for store in [Store::open_read_only(&path), Store::open(&path)] {
            let Ok(mut store) = store else { continue };
            let verification = store.verify();
            let records: Vec<_> = store.records(Versions::Newest).map(Iterator::collect).unwrap_or_default();
            let _ = store.said(&SaidQuery { who: Some("mira".into()), about: Some("fog".into()), ..SaidQuery::default() });
            let _ = (store.said(&SaidQuery::default()), store.find_documents("f"), store.totals());
            if verification.is_ok_and(|verification| verification.faults.is_empty()) {
                let records: Vec<Record> = records.into_iter().map(Result::unwrap).collect();
                prop_assert_eq!(records, library());
            }
            let _ = store.keep(&record("new", &[("Tom Hale", "Aye.")]), "x", "1");
        }
    }
}

fn bytes_of_a_store() -> Vec<u8> {
    let (_folder, mut store) = new_store();
    for record in &library() {
        store.keep(record, "x", "1").unwrap();
    }
    let path = store.path().to_owned();
    // The last connection to close brings everything into the one file.
    drop(store);
    fs::read(path).unwrap()
}
