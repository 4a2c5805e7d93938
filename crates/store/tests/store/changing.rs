//! What changed between the versions of a page.

use store::{Change, ChangeKind, Store, WordChange};
use tempfile::TempDir;

use crate::samples::{new_store, record};

fn versions(of: &[&[(&str, &str)]]) -> (TempDir, Store) {
    let (folder, mut store) = new_store();
    for (number, said) in of.iter().enumerate() {
        store.keep(&record("pier", said), &format!("{number}.html"), &number.to_string()).unwrap();
    }
    (folder, store)
}

/// The changes as `version kind before → after`.
fn lines(store: &Store) -> Vec<String> {
    let line = |change: &Change| {
        let text = |statement: &Option<types::wire::Statement>| {
            statement.as_ref().map_or("-".to_owned(), |statement| statement.content_text.clone())
        };
        let kind = format!("{:?}", change.kind).to_lowercase();
        format!("{} {kind} {} → {}", change.version, text(&change.before), text(&change.after))
    };
    store.changes("pier").unwrap().unwrap().changes.iter().map(line).collect()
}

#[test]
fn statements_appear_vanish_and_change() {
    let (_folder, store) = versions(&[
        &[
            ("Mira Voss", "The pier is safe for all visitors."),
            ("Tom Hale", "I doubt it."),
            ("Ana Díaz", "No comment."),
        ],
        &[
            ("Mira Voss", "The pier is not safe for all visitors."),
            ("Ana Díaz", "No comment."),
            ("Jo Ek", "At last!"),
        ],
        &[
            ("Mira Voss", "The pier is not safe for all visitors."),
            ("Jo Ek", "no comment"),
            ("Jo Ek", "At last!"),
        ],
    ]);
    let expected = [
        "2 changed The pier is safe for all visitors. → The pier is not safe for all visitors.",
        "2 vanished I doubt it. → -",
        "2 appeared - → At last!",
        "3 reattributed No comment. → no comment",
    ];
    assert_eq!(lines(&store), expected);
    let changes = store.changes("pier").unwrap().unwrap();
    assert_eq!(changes.changes[0].kind, ChangeKind::Changed);
    let words = [
        WordChange::Same { after: "The pier is".into() },
        WordChange::Added { after: "not".into() },
        WordChange::Same { after: "safe for all visitors".into() },
    ];
    assert_eq!(changes.changes[0].words, words);
    let origins: Vec<&str> = changes.versions.iter().map(|version| version.origins[0].as_str()).collect();
    assert_eq!(origins, ["0.html", "1.html", "2.html"]);
}

#[test]
fn one_version_has_no_changes() {
    let (_folder, store) = versions(&[&[("Mira Voss", "Yes.")]]);
    assert_eq!(lines(&store), [""; 0]);
    assert_eq!(store.changes("nothing").unwrap(), None);
}
