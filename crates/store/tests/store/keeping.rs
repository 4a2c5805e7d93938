//! Whatever a record holds comes back exactly; a document is there whole or not at all.

use proptest::prelude::*;
use store::{Kept, Reading, SaidQuery, Store, StoreError, Versions};
use types::Span;

use crate::samples::{any_record, new_store, record};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_loaded_equals_what_was_kept(first in any_record(), second in any_record()) {
        let (_folder, mut store) = new_store();
        store.keep(&first, "here", "1").unwrap();
        prop_assert_eq!(store.load(&first.document.id).unwrap(), Some(first.clone()));

        // Read anew, the second takes the first one's place and leaves nothing of it behind.
        let mut second = second;
        second.document.id.clone_from(&first.document.id);
        if second.document.text != first.document.text {
            prop_assert_eq!(store.keep(&second, "here", "2").unwrap(), Kept::NewVersion);
            prop_assert_eq!(store.load(&first.document.id).unwrap(), Some(second.clone()));
            prop_assert_eq!(store.load_version(&first.document.id, 1).unwrap(), Some(first.clone()));
            let all: Vec<_> = store.records(Versions::All).unwrap().map(Result::unwrap).collect();
            prop_assert_eq!(&all, &[first, second]);
            prop_assert_eq!(&store.verify().unwrap().faults, &[]);
            return Ok(());
        }
        prop_assert_eq!(store.keep(&second, "here", "2").unwrap(), Kept::Replaced);
        let all: Vec<_> = store.records(Versions::Newest).unwrap().map(Result::unwrap).collect();
        prop_assert_eq!(&all, &[second.clone()]);
        let proof = store.verify().unwrap();
        prop_assert_eq!(&proof.faults, &[]);
        prop_assert_eq!(proof.statements as usize, second.statements.len());
        prop_assert_eq!(store.totals().unwrap().statements as usize, second.statements.len());
    }
}

#[test]
fn the_same_fingerprint_changes_nothing() {
    let (_folder, mut store) = new_store();
    let first = record("one", &[("Mira Voss", "The pier is safe.")]);
    let other = record("one", &[("Mira Voss", "The pier is not safe.")]);
    assert_eq!(store.keep(&first, "a.txt", "1").unwrap(), Kept::New);
    assert_eq!(store.keep(&other, "a.txt", "1").unwrap(), Kept::Same);
    assert_eq!(store.load("one").unwrap(), Some(first));
    assert_eq!(store.keep(&other, "a.txt", "2").unwrap(), Kept::NewVersion);
    assert_eq!(store.load("one").unwrap(), Some(other));
    assert_eq!(store.load("two").unwrap(), None);
}

/// The same text read anew, so that the proof of replacement does not wait for chance.
#[test]
fn the_same_text_is_read_anew_in_its_place() {
    let (_folder, mut store) = new_store();
    let mut first = record("one", &[("Mira Voss", "The pier is safe.")]);
    store.keep(&first, "a.txt", "1").unwrap();
    first.made_by.model = "test 2".into();
    first.statements.clear();
    assert_eq!(store.keep(&first, "a.txt", "2").unwrap(), Kept::Replaced);
    assert_eq!(store.records(Versions::All).unwrap().map(Result::unwrap).collect::<Vec<_>>(), [first]);
    assert_eq!(store.verify().unwrap().faults, []);
}

#[test]
fn another_text_of_the_same_page_is_a_version() {
    let (_folder, mut store) = new_store();
    let read = |id: &str, url: Option<&str>, said: &str| {
        let mut record = record(id, &[("Mira Voss", said)]);
        record.document.url = url.map(str::to_owned);
        record
    };
    let page = "https://news.example/pier";
    let steps = [
        (read("a", Some(page), "Safe."), "1", Kept::New),
        (read("a", Some(page), "Not safe."), "2", Kept::NewVersion),
        (read("b", Some(page), "Closed."), "3", Kept::NewVersion),
        // What was read before changes nothing, in whatever order it comes again.
        (read("a", Some(page), "Safe."), "1", Kept::Same),
        (read("b", Some(page), "Closed."), "3", Kept::Same),
        // A front page says nothing about which article it is.
        (read("c", Some("https://news.example/"), "One."), "4", Kept::New),
        (read("d", Some("https://news.example/"), "Two."), "5", Kept::New),
        (read("e", None, "Three."), "6", Kept::New),
    ];
    for (record, fingerprint, kept) in &steps {
        assert_eq!(store.keep(record, "x", fingerprint).unwrap(), *kept, "{fingerprint}");
    }
    let ids = |versions| {
        let records = store.records(versions).unwrap().map(Result::unwrap);
        records.map(|record| record.document.id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((ids(Versions::Newest), ids(Versions::All)), ("b c d e".into(), "a a b c d e".into()));
    let said = |versions| {
        let rows = store.said(&SaidQuery { versions, ..SaidQuery::default() }).unwrap();
        rows.iter().map(|row| format!("{} {}", row.version, row.content_text)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(said(Versions::Newest), "3 Closed. 1 One. 1 Two. 1 Three.");
    assert_eq!(said(Versions::All), "1 Safe. 2 Not safe. 3 Closed. 1 One. 1 Two. 1 Three.");
    assert_eq!(store.load_version("b", 1).unwrap().as_ref(), Some(&steps[0].0));
    assert_eq!(store.load_version("b", 4).unwrap(), None);
    assert_eq!(store.find_documents(page).unwrap().len(), 1);
    assert_eq!(store.verify().unwrap().faults, []);
}

#[test]
fn a_second_run_knows_what_it_has_read() {
    let (_folder, mut store) = new_store();
    let one = record("one", &[]);
    store.keep(&one, "a.txt", "1").unwrap();
    store.keep(&one, "copy-of-a.txt", "1").unwrap();
    for (origin, fingerprint, kept) in [
        ("a.txt", "1", true),
        ("copy-of-a.txt", "1", true),
        ("one", "1", true),
        ("a.txt", "2", false),
        ("b.txt", "1", false),
    ] {
        assert_eq!(store.is_kept(origin, fingerprint).unwrap(), kept, "{origin} {fingerprint}");
    }
}

#[test]
fn a_record_that_contradicts_itself_is_refused_and_the_rest_of_its_batch_kept() {
    let good = [record("one", &[("Mira Voss", "Yes.")]), record("two", &[])];
    let broken = |breaking: fn(&mut types::Record)| {
        let mut record = record("broken", &[("Zoë Pål", "Nö.")]);
        breaking(&mut record);
        record
    };
    let broken = [
        broken(|record| record.statements[0].content = vec![Span::new(2, 3)]),
        broken(|record| record.statements[0].source = vec![Span::new(0, 999)]),
        broken(|record| record.statements[0].content.clear()),
        broken(|record| record.statements[0].confidence = f32::NAN),
        broken(|record| record.statements[0].nested_in = Some("s9".into())),
        broken(|record| record.statements[0].speaker.actor = Some("a9".into())),
        broken(|record| record.statements.push(record.statements[0].clone())),
        broken(|record| record.actors.push(record.actors[0].clone())),
        broken(|record| record.document.id.clear()),
    ];
    for broken in broken {
        let (_folder, mut store) = new_store();
        let reading = |record| Reading { record, origin: "batch.jsonl", fingerprint: "1", judged: "" };
        let kept = store.keep_all([reading(&good[0]), reading(&broken), reading(&good[1])]).unwrap();
        assert!(matches!(kept.as_slice(), [Ok(Kept::New), Err(_), Ok(Kept::New)]), "{kept:?}");
        assert!(matches!(store.keep(&broken, "x", "1"), Err(StoreError::Defect(_))));
        assert_eq!(store.totals().unwrap().documents, 2);
        assert_eq!(store.verify().unwrap().faults, []);
    }
}

/// The test runs itself in a second process that dies in the middle of a batch, after SQLite wrote parts of it.
#[test]
fn a_reader_sees_whole_documents_while_another_writes() {
    let (_folder, mut store) = new_store();
    store.keep(&record("a", &[("Mira Voss", "Yes.")]), "x", "1").unwrap();
    let path = store.path().to_owned();
    let writer = std::thread::spawn(move || {
        for number in 0..60 {
            let id = format!("n{number:02}");
            let record = record(&id, &[("Tom Hale", "First."), ("Tom Hale", "Second.")]);
            store.keep(&record, &id, "1").unwrap();
        }
    });
    let reader = Store::open_read_only(&path).unwrap();
    while !writer.is_finished() {
        let all: Vec<_> = reader.records(Versions::Newest).unwrap().map(Result::unwrap).collect();
        assert!(all[1..].iter().all(|record| record.statements.len() == 2));
        let totals = reader.totals().unwrap();
        assert_eq!(totals.statements, totals.documents * 2 - 1);
    }
    writer.join().unwrap();
    // A snapshot stays what it was.
    let mut records = reader.records(Versions::Newest).unwrap();
    assert_eq!(records.next().unwrap().unwrap().document.id, "a");
    let mut second = Store::open(&path).unwrap();
    second.keep(&record("zzz", &[]), "x", "1").unwrap();
    assert_eq!(records.count(), 60);
    assert_eq!(reader.records(Versions::Newest).unwrap().count(), 62);
}

#[test]
fn two_writers_take_turns() {
    let (_folder, store) = new_store();
    let path = store.path().to_owned();
    let writers: Vec<_> = (0..2)
        .map(|writer| {
            let mut store = Store::open(&path).unwrap();
            std::thread::spawn(move || {
                for number in 0..20 {
                    let record = record(&format!("w{writer}n{number}"), &[("Tom Hale", "Aye.")]);
                    store.keep(&record, "x", "1").unwrap();
                }
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    assert_eq!(store.totals().unwrap().documents, 40);
}

#[test]
fn news_are_kept_with_the_document_until_they_were_told() {
    let (_folder, store) = new_store();
    let mut store = store.noting_news();
    store.keep(&record("one", &[("Mira Voss", "Aye.")]), "x", "1").unwrap();
    store.keep(&record("one", &[("Mira Voss", "Aye.")]), "x", "1").unwrap();
    let news = store.news().unwrap();
    assert_eq!(news.len(), 1);
    assert!(news[0].said.is_empty(), "{news:?}");
    store.told(&news, "https://hook.example/1", &["first".to_owned(), "second".to_owned()]).unwrap();
    assert_eq!(store.news().unwrap(), []);
    assert_eq!(store.alerts("https://hook.example/2").unwrap(), []);
    let alerts = store.alerts("https://hook.example/1").unwrap();
    assert_eq!(alerts.iter().map(|alert| alert.body.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    store.sent(&alerts[0]).unwrap();
    assert_eq!(store.alerts("https://hook.example/1").unwrap(), alerts[1..]);

    // Two newer versions before anybody is told: what counts is what was told.
    store.keep(&record("one", &[("Mira Voss", "Aye."), ("Mira Voss", "Nay.")]), "x", "2").unwrap();
    store.keep(&record("one", &[("Mira Voss", "Never.")]), "x", "3").unwrap();
    let news = store.news().unwrap();
    assert_eq!(news[0].said.iter().collect::<Vec<_>>(), ["Aye."]);
    assert_eq!(store.verify().unwrap().faults, []);
}
