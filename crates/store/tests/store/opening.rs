//! Only a store of ours is opened, and every refusal says why.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use store::{Kept, Store, StoreError};

use crate::samples::{new_store, record};

fn refusal(path: &Path) -> StoreError {
    let before = fs::read(path).unwrap();
    let error = Store::open(path).err().expect("it was opened");
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    assert_eq!(fs::read(path).unwrap(), before, "it was changed");
    error
}

#[test]
fn files_of_others_are_refused_and_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    fs::write(&path, "Dear diary, today the ferry was late again, and nobody said why. ".repeat(99)).unwrap();
    assert!(matches!(refusal(&path), StoreError::Foreign { .. }));

    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE cats (name TEXT)").unwrap();
    assert!(matches!(refusal(&path), StoreError::Foreign { .. }));

    fs::remove_file(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA application_id = 7; PRAGMA user_version = 1")
        .unwrap();
    assert!(matches!(refusal(&path), StoreError::Foreign { .. }));
}

#[test]
fn a_newer_schema_is_refused() {
    let (_folder, store) = new_store();
    let path = store.path().to_owned();
    drop(store);
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("PRAGMA user_version = 9000").unwrap();
    drop(raw);
    assert!(matches!(refusal(&path), StoreError::TooNew { found: 9000, .. }));
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::TooNew { .. })));
}

#[test]
fn what_is_not_there_is_made_only_for_writing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("onrecord.db");
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::Missing { .. })));
    assert!(!path.exists());
    // An empty file is a new store, too.
    fs::write(&path, "").unwrap();
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::TooOld { found: 0, .. })));
    Store::open(&path).unwrap().keep(&record("one", &[]), "x", "1").unwrap();
    assert!(Store::open_read_only(&path).unwrap().load("one").unwrap().is_some());
    let nowhere = folder.path().join("no/such/folder/onrecord.db");
    assert!(matches!(Store::open(&nowhere), Err(StoreError::Open { .. })));
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Open { .. })));
}

#[test]
fn a_store_opened_for_reading_cannot_be_written() {
    let (_folder, mut store) = new_store();
    store.keep(&record("one", &[]), "x", "1").unwrap();
    let mut reader = Store::open_read_only(store.path()).unwrap();
    assert!(matches!(reader.keep(&record("two", &[]), "x", "1"), Err(StoreError::Failed { .. })));
    assert_eq!(reader.verify().unwrap().faults, []);
    assert_eq!(store.totals().unwrap().documents, 1);
}

#[test]
fn several_programs_may_make_the_same_store_at_once() {
    for _ in 0..30 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onrecord.db");
        std::thread::scope(|scope| {
            for number in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    let mut store = Store::open(path).unwrap();
                    store.keep(&record(&format!("n{number}"), &[]), "x", "1").unwrap();
                });
            }
        });
        assert_eq!(Store::open(&path).unwrap().totals().unwrap().documents, 4);
    }
}

#[test]
fn an_older_store_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("onrecord.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../migrations/0001_records.sql")).unwrap();
    old.execute_batch(
        "INSERT INTO documents (key, id, fingerprint, made_by_onrecord, made_by_model, text_sha256, text_pieces, text)
            VALUES (7, 'old', '1', '0', '0', x'00', x'00', 'Aye, said Mira Voss.');
        INSERT INTO document_search (rowid, text) VALUES (7, 'Aye, said Mira Voss.');
        INSERT INTO actors VALUES (7, 0, 'a1', 'Mira Voss', 'person');
        INSERT INTO statements (key, document, position, id, kind, act, polarity, speaker_actor, speaker_kind, confidence)
            VALUES (3, 7, 0, 's1', 'direct', 'say', 'asserted', 'a1', 'named', 0.5);
        INSERT INTO statement_spans VALUES (3, 'content', 0, 0, 3);
        INSERT INTO statement_search (rowid, content) VALUES (3, 'Aye');
        PRAGMA application_id = 0x4F6E5263; PRAGMA user_version = 1",
    )
    .unwrap();
    drop(old);
    let mut store = Store::open(&path).unwrap();
    let kept = store.load("old").unwrap().unwrap();
    assert_eq!((kept.document.text.as_str(), kept.statements.len()), ("Aye, said Mira Voss.", 1));
    assert_eq!(store.keep(&record("old", &[]), "x", "2").unwrap(), Kept::NewVersion);
    let references =
        store.verify().unwrap().faults.into_iter().filter(|fault| fault.what.contains("not there"));
    assert_eq!(references.count(), 0);
}

#[test]
fn what_a_killed_program_left_in_a_journal_is_taken_back_before_reading() {
    let (folder, mut store) = new_store();
    store.keep(&record("one", &[("Mira Voss", "Aye.")]), "x", "1").unwrap();
    let path = store.path().to_owned();
    drop(store);
    // As while a store is made: not in WAL mode. So much is written that some of it is in the file before the commit.
    let writer = Connection::open(&path).unwrap();
    writer
        .execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN IMMEDIATE;
             UPDATE documents SET title = hex(randomblob(50000));
             INSERT INTO skipped SELECT hex(randomblob(2000)), '', '', '' FROM (
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500) SELECT i FROM n)",
        )
        .unwrap();
    // A copy of the files at this moment is what a kill would leave.
    let killed = folder.path().join("killed.db");
    fs::copy(folder.path().join("onrecord.db-journal"), folder.path().join("killed.db-journal")).unwrap();
    fs::copy(&path, &killed).unwrap();

    let reader = Store::open_read_only(&killed).unwrap();
    assert_eq!(reader.load("one").unwrap().unwrap().document.title.as_deref(), Some("The story of one"));
    assert_eq!(reader.skipped().unwrap(), []);
    drop(reader);
    assert_eq!(Store::open(&killed).unwrap().verify().unwrap().faults, []);
}
