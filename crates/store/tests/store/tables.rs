//! Plain tables hold what the records hold, and lead by their numbers.

use rusqlite::Connection;
use store::{Tables, Versions};
use types::{Question, wire};

use crate::samples::{new_store, record};

/// The records as the archive knows them.
fn archived() -> Vec<wire::Record> {
    let (_folder, mut store) = new_store();
    for record in [
        record("fog", &[("Mira Voss", "The fog came back."), ("Mira Voss", "Forty ships.")]),
        record("=tide'); DROP TABLE documents; --", &[("Mira Voss", "“High water” came at noon.")]),
    ] {
        store.keep(&record, "x", "1").unwrap();
    }
    store.archived_records(Versions::Newest).unwrap().map(Result::unwrap).collect()
}

#[test]
fn records_come_back_from_plain_tables() {
    let records = archived();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    let mut tables = Tables::create(&path).unwrap();
    let ask = "Should the fog be “closed”?".to_owned();
    tables.question(&Question { id: "fog".to_owned(), ask, ..Question::default() }).unwrap();
    for record in &records {
        tables.record(record).unwrap();
    }
    tables.finish().unwrap();

    let file = Connection::open(&path).unwrap();
    let texts = |sql: &str| -> Vec<String> {
        let mut query = file.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let ids: Vec<&str> = records.iter().map(|record| record.document.id.as_str()).collect();
    assert_eq!(texts("SELECT id FROM documents ORDER BY number"), ids);
    let bodies: Vec<&str> = records.iter().map(|record| record.document.text.as_str()).collect();
    assert_eq!(texts("SELECT text FROM documents ORDER BY number"), bodies);
    let words: Vec<&str> =
        records.iter().flat_map(|record| &record.statements).map(|one| one.content_text.as_str()).collect();
    assert_eq!(texts("SELECT words FROM statements ORDER BY number"), words);
    // Spans are code points, as SQLite counts characters.
    let cut =
        "SELECT substr(text, content ->> '$[0][0]' + 1, (content ->> '$[0][1]') - (content ->> '$[0][0]'))
        FROM statements JOIN documents ON documents.number = statements.document ORDER BY statements.number";
    assert_eq!(texts(cut), words);

    // One person in both documents is one row, to which all of hers lead.
    assert_eq!(texts("SELECT name FROM actors"), ["Mira Voss"]);
    let heard: (String, i64, i64) = file
        .query_row("SELECT name, statements, documents FROM heard", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!(heard, ("Mira Voss".to_owned(), 3, 2));
    assert_eq!(texts("SELECT words FROM quotations ORDER BY statement").len(), 3);
    let found = "SELECT words FROM statements WHERE number IN
        (SELECT rowid FROM statements_fts WHERE statements_fts MATCH 'forty ships')";
    assert_eq!(texts(found).len(), 1);
    assert_eq!(texts("SELECT ask FROM questions"), ["Should the fog be “closed”?"]);
    for view in ["quotations", "heard", "happenings", "stands"] {
        file.prepare(&format!("SELECT * FROM {view}")).unwrap().query([]).unwrap().next().unwrap();
    }
    assert_eq!(texts("PRAGMA integrity_check"), ["ok"]);
    assert!(texts("SELECT \"table\" FROM pragma_foreign_key_check").is_empty());
}
