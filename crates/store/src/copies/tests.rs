//! The laws of copies, on documents of invented sentences.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;
use types::{
    Act, Document, MadeBy, Polarity, Published, PublishedBasis, Record, Span, Speaker, SpeakerKind,
    Statement, StatementKind,
};

use crate::{Reading, SaidQuery, Store, Uttered};

/// A record without statements; `day` counts from the first of May.
pub(crate) fn article(id: &str, day: i8, text: &str) -> Record {
    let published = Published {
        date: date(2024, 5, day),
        value: date(2024, 5, day).to_string(),
        basis: PublishedBasis::Given,
    };
    Record {
        document: Document {
            id: id.into(),
            url: None,
            title: None,
            outlet: Some(format!("The {id} Post")),
            byline: Vec::new(),
            published: Some(published),
            modified: None,
            section: None,
            language: Some("en".into()),
            text: text.into(),
        },
        statements: Vec::new(),
        actors: Vec::new(),
        times: Vec::new(),
        places: Vec::new(),
        quantities: Vec::new(),
        events: Vec::new(),
        positions: Vec::new(),
        notes: Vec::new(),
        made_by: MadeBy { onrecord: "0.1.0".into(), model: "test 1".into() },
    }
}

/// The same with one direct statement of `speaker` for each piece of the text that is given.
pub(crate) fn quoting(id: &str, day: i8, text: &str, speaker: &str, quotations: &[&str]) -> Record {
    let mut record = article(id, day, text);
    for (number, quotation) in (1..).zip(quotations) {
        let start = text.find(quotation).unwrap();
        record.statements.push(Statement {
            id: format!("s{number}"),
            kind: StatementKind::Direct,
            content: vec![Span::new(start, start + quotation.len())],
            source: Vec::new(),
            cue: Vec::new(),
            act: Act::Say,
            polarity: Polarity::Asserted,
            speaker: Speaker {
                actor: None,
                name: Some(speaker.into()),
                role: None,
                kind: SpeakerKind::Named,
                reason: None,
            },
            addressee: None,
            medium: None,
            said: None,
            nested_in: None,
            confidence: 0.9,
        });
    }
    record
}

fn store_of<'record>(records: impl IntoIterator<Item = &'record Record>) -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("onrecord.db")).unwrap();
    keep(&mut store, records, "1");
    (folder, store)
}

fn keep<'record>(store: &mut Store, records: impl IntoIterator<Item = &'record Record>, fingerprint: &str) {
    let readings = records.into_iter().map(|record| Reading {
        record,
        origin: &record.document.id,
        fingerprint,
        judged: "",
    });
    for kept in store.keep_all(readings).unwrap() {
        kept.unwrap();
    }
}

/// The groups by the id of their earliest document.
fn groups(store: &Store) -> BTreeMap<String, BTreeSet<String>> {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for copy in store.copies(None).unwrap() {
        groups.entry(copy.first).or_default().insert(copy.document);
    }
    groups
}

/// A sentence of twelve invented words, other ones for each story and number.
fn sentence(story: usize, number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ke", "li", "mo", "nu", "pra", "sto", "tre", "vi", "wol", "xan", "yer", "zim", "dru", "fle",
        "gho",
    ];
    let words = (0..12).map(|word| {
        let mut seed = 7_919 * (story + 1) + 104_729 * (number + 1) + 1_299_709 * (word + 1);
        let syllables = (0..3).map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            SYLLABLES[seed >> 33 & 15]
        });
        syllables.collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ") + "."
}

fn story(story: usize, sentences: impl IntoIterator<Item = usize>) -> String {
    sentences.into_iter().map(|number| sentence(story, number)).collect::<Vec<_>>().join(" ")
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

#[test]
fn whatever_surrounds_or_shortens_it_is_a_copy() {
    let whole = story(1, 0..10);
    let (_folder, store) = store_of(&[
        article("late", 9, &whole),
        article(
            "early",
            3,
            &format!(
                "PORT ELDER (Elder Press) — {whole}\n\nCopyright 2024 Elder Press. All rights reserved."
            ),
        ),
        article("short", 4, &story(1, 0..5)),
        article("shuffled", 5, &story(1, [3, 1, 8, 0, 5, 2, 9, 7])),
        article("other", 3, &story(2, 0..10)),
        article("quoting", 6, &format!("{} {}", story(3, 0..8), story(1, [4]))),
    ]);
    assert_eq!(
        groups(&store),
        BTreeMap::from([("early".to_owned(), set(&["late", "early", "short", "shuffled"]))])
    );
    assert_eq!(store.verify().unwrap().faults, []);
}

#[test]
fn a_compilation_is_a_copy_of_nothing() {
    let (one, other) = (story(1, 0..6), story(2, 0..9));
    let all = [
        article("one", 1, &one),
        article("one again", 2, &one),
        article("other", 1, &other),
        article("both", 3, &format!("{one} {}", story(2, 0..3))),
    ];
    let (_folder, mut store) = store_of(&all[..2]);
    keep(&mut store, &all[3..], "1");
    assert_eq!(
        groups(&store)["one"],
        set(&["one", "one again", "both"]),
        "nothing says yet that it has a second source"
    );
    keep(&mut store, &all[2..3], "1");
    assert_eq!(groups(&store), BTreeMap::from([("one".to_owned(), set(&["one", "one again"]))]));
    assert_eq!(store.verify().unwrap().faults, []);
}

#[test]
fn a_month_later_it_is_no_copy() {
    let text = story(1, 0..9);
    let mut later = article("later", 1, &text);
    if let Some(published) = &mut later.document.published {
        published.date = date(2024, 7, 1);
    }
    let mut undated = article("undated", 1, &text);
    undated.document.published = None;
    let (_folder, mut store) = store_of(&[article("first", 1, &text), later]);
    assert_eq!(groups(&store), BTreeMap::new());
    keep(&mut store, &[undated], "1");
    assert_eq!(groups(&store)["first"], set(&["first", "later", "undated"]), "it may be a copy of both");
}

#[test]
fn copies_count_once() {
    let quotation = "“The sluice gates will be open by the first of the month,”";
    let text = |extra: &str| format!("{} {quotation} said Mira Holt. {extra}", story(1, 0..8));
    let own = format!("{} “We never promised that at all,” said Mira Holt.", story(4, 0..8));
    let (_folder, store) = store_of(&[
        quoting("a", 1, &text(""), "Mira Holt", &[quotation]),
        quoting("b", 2, &text("“Not a day later.”"), "Mira Holt", &[&quotation[..40], "“Not a day later.”"]),
        quoting("c", 2, &own, "Mira Holt", &["“We never promised that at all,”"]),
    ]);
    let count = |copies| {
        let counts = store.counts(&SaidQuery::default(), copies).unwrap();
        counts.into_iter().map(|count| (count.statements, count.documents)).collect::<Vec<_>>()
    };
    assert_eq!(count(false), [(3, 2)]);
    assert_eq!(count(true), [(4, 3)]);
}

#[test]
fn a_list_of_wordings_goes_on_where_it_ended() {
    // Each story is quoted on two days that follow each other, two months after the one before; one has no day.
    let (stories, speaker) = (12, "Ines Calder");
    let mut records = Vec::new();
    for number in 0..stories {
        let quotation = sentence(number, 0);
        for copy in 0..2 {
            let text = format!("{} “{quotation}” she said.", story(number, 1 + 3 * copy..4 + 3 * copy));
            let mut record = quoting(&format!("{number:02}-{copy}"), 1, &text, speaker, &[&quotation]);
            let published = record.document.published.as_mut().filter(|_| number > 0);
            let months = i32::try_from(2 * number).unwrap();
            let day = date(2020, 1, 1 + i8::try_from(copy).unwrap());
            match published {
                Some(published) => {
                    published.date = day.checked_add(jiff::Span::new().months(months)).unwrap();
                    published.value = published.date.to_string();
                }
                None => record.document.published = None,
            }
            records.push(record);
        }
    }
    let (_folder, store) = store_of(&records);
    for limit in [1, 2, 100] {
        let (mut seen, mut after, mut parts) = (Vec::new(), None, 0);
        loop {
            let part = store.compared(None, after, limit).unwrap();
            seen.extend(part.items.iter().map(|one| one.wordings[0].places.clone()));
            after = part.next;
            parts += 1;
            assert!(parts < 50, "it ends");
            if after.is_none() {
                break;
            }
        }
        let seen: Vec<Vec<&str>> =
            seen.iter().map(|places| places.iter().map(|place| place.document.as_str()).collect()).collect();
        let all: Vec<[String; 2]> = (1..stories)
            .rev()
            .chain([0])
            .map(|number| [0, 1].map(|copy| format!("{number:02}-{copy}")))
            .collect();
        assert_eq!(seen, all, "{limit} at a time");
    }
}

#[test]
fn wordings_of_one_utterance_are_found() {
    let whole = "The dyke will hold this winter, and whoever says otherwise has not walked it with me.";
    let said = |id: &str, day, quotation: &str, speaker| {
        quoting(id, day, &format!("{} “{quotation}” she said.", story(id.len(), 0..3)), speaker, &[quotation])
    };
    let (_folder, store) = store_of(&[
        said("a", 3, whole, "Ines Calder"),
        said("bb", 4, "The dyke will hold this winter", "Calder"),
        said(
            "ccc",
            5,
            "The dyke will stand this winter, and whoever says otherwise has not walked it with me",
            "Ines Calder",
        ),
        said("dddd", 2, "The dyke will hold this winter", "Jakob Lindqvist"),
        said("eeeee", 30, "We have no money left for another winter like this one", "Ines Calder"),
    ]);
    for which in [
        Uttered::All,
        Uttered::With("dyke calder".into()),
        Uttered::By { document: "bb".into(), statement: "s1".into() },
    ] {
        let found = store.utterances(&which, 10).unwrap();
        assert_eq!(found.len(), 1, "{which:?}: {found:#?}");
        assert_eq!(found[0].speaker.as_deref(), Some("Ines Calder"));
        let wordings: Vec<_> = found[0]
            .wordings
            .iter()
            .map(|wording| (wording.places[0].document.as_str(), wording.trimmed, wording.altered))
            .collect();
        assert_eq!(wordings, [("a", false, false), ("bb", true, false), ("ccc", false, true)]);
    }
    let whole = store.utterances(&Uttered::All, 10).unwrap();
    for words in [None, Some("dyke calder"), Some("otherwise")] {
        let compared = store.compared(words, None, 10).unwrap();
        assert_eq!((&compared.items, compared.next), (&whole, None), "{words:?}");
    }
    let days = store.compared(None, None, 10).unwrap().days;
    assert_eq!(days, Some((date(2024, 5, 2), date(2024, 5, 30))));
    assert_eq!(store.compared(Some("money"), None, 10).unwrap().items, []);
    let alone = Uttered::By { document: "eeeee".into(), statement: "s1".into() };
    assert_eq!(store.utterances(&alone, 10).unwrap()[0].wordings.len(), 1);
    assert_eq!(store.utterances(&Uttered::With("money".into()), 10).unwrap(), []);
}

/// A text: for each sentence its story and number.
fn any_text() -> impl Strategy<Value = Vec<(usize, usize)>> {
    let one_story = (0..3_usize, vec(0..8_usize, 3..9))
        .prop_map(|(story, numbers)| numbers.into_iter().map(|number| (story, number)).collect());
    prop_oneof![2 => one_story, 1 => vec((0..3_usize, 0..8_usize), 2..10)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// In whatever order documents come, and whatever is read anew meanwhile, the groups are the same.
    #[test]
    fn the_order_of_arrival_does_not_count(
        texts in vec((any_text(), 1..28_i8), 2..9),
        order in vec(any::<Index>(), 9),
        again in any::<Index>(),
    ) {
        let records: Vec<Record> = (0..).zip(&texts).map(|(number, (sentences, day))| {
            let text: Vec<String> = sentences.iter().map(|&(story, number)| sentence(story, number)).collect();
            article(&format!("d{number}"), *day, &text.join(" "))
        }).collect();
        let (_folder, one) = store_of(&records);
        let mut shuffled: Vec<&Record> = records.iter().collect();
        for (place, other) in order.iter().enumerate().take(shuffled.len()) {
            let other = other.index(shuffled.len());
            shuffled.swap(place, other);
        }
        let (_folder, mut other) = store_of(shuffled);
        prop_assert_eq!(groups(&one), groups(&other));
        keep(&mut other, [again.get(&records)], "2");
        prop_assert_eq!(groups(&one), groups(&other));
        prop_assert_eq!(other.verify().unwrap().faults, vec![]);
    }
}
