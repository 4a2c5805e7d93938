//! Only a store of ours is opened, and every refusal says why.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use store::{Store, StoreError};

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
    for _ in 0..10 {
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
