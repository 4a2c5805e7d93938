//! The same person in many documents is one actor, whatever the order of the documents.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use store::{SaidQuery, Store, Versions};
use types::{ActorKind, Record, SpeakerKind};

use crate::samples::{new_store, record};

/// A record in which each `(name, role)` says something; the role may be empty.
fn article(id: &str, people: &[(&str, &str)]) -> Record {
    let said: Vec<(&str, &str)> = people.iter().map(|(name, _)| (*name, "Aye.")).collect();
    let mut record = record(id, &said);
    for (actor, (_, role)) in record.actors.iter_mut().zip(people) {
        actor.roles.extend((!role.is_empty()).then(|| (*role).to_owned()));
    }
    record
}

fn keep(store: &mut Store, records: &[Record]) {
    for record in records {
        store.keep(record, &record.document.id, &record.document.text).unwrap();
    }
}

/// Who said what: document and statement with the archive's actor.
fn speakers(store: &Store) -> BTreeMap<String, Option<String>> {
    let rows = store.said(&SaidQuery { versions: Versions::All, ..SaidQuery::default() }).unwrap();
    rows.into_iter()
        .map(|row| (format!("{}.{} {}", row.document, row.version, row.statement), row.archive_actor))
        .collect()
}

fn ids(store: &Store, who: &str) -> Vec<String> {
    store.find_actors(who, 9).unwrap().into_iter().map(|actor| actor.id).collect()
}

#[test]
fn one_person_in_many_documents() {
    let (_folder, mut store) = new_store();
    let mut first = article("first", &[("Zoë Pålsson", "harbour master"), ("Tom Hale", "")]);
    let mut second = article("second", &[("Zoe L. Palsson", "mayor"), ("Tom Hale", ""), ("Palsson", "")]);
    second.document.outlet = Some("Valley Post".into());
    second.document.published.as_mut().unwrap().date = date(2025, 1, 2);
    first.actors[1].kind = ActorKind::Organisation;
    keep(&mut store, &[first, second, article("third", &[("ZOË PÅLSSON", "Mayor")])]);

    let found = store.find_actors("palsson", 9).unwrap();
    assert_eq!(found.iter().map(|actor| actor.id.as_str()).collect::<Vec<_>>(), ["person:zoe-palsson"]);
    assert_eq!((found[0].documents, found[0].role.as_deref()), (3, Some("Mayor")));
    let who = store.who("person:zoe-palsson").unwrap().unwrap();
    assert_eq!((who.documents, who.statements), (3, 3));
    assert_eq!((who.first, who.last), (Some(date(2024, 5, 25)), Some(date(2025, 1, 2))));
    let names: Vec<&str> = who.names.iter().map(|name| name.name.as_str()).collect();
    assert_eq!(names, ["ZOË PÅLSSON", "Zoe L. Palsson", "Zoë Pålsson"]);
    let roles: Vec<_> = who.roles.iter().map(|role| (role.role.as_str(), role.documents)).collect();
    assert_eq!(roles, [("harbour master", 1), ("Mayor", 2)]);
    let outlets: Vec<_> = who.outlets.iter().map(|one| (one.outlet.as_deref(), one.statements)).collect();
    assert_eq!(outlets, [(Some("Harbour Gazette"), 2), (Some("Valley Post"), 1)]);
    // The kinds differ: a person and a body are not one.
    let with: Vec<&str> = who.appears_with.iter().map(|other| other.id.as_str()).collect();
    assert_eq!(with, ["body:tom-hale", "person:tom-hale"]);
    // A surname alone is nobody's but its document's.
    assert_eq!(speakers(&store)["second.1 s3"], None);
    assert_eq!(ids(&store, "person:zoe-palsson"), ["person:zoe-palsson"]);
    assert_eq!(ids(&store, "Zoe Pålsson"), ["person:zoe-palsson"]);
    assert_eq!(store.who("person:nobody").unwrap(), None);
    assert_eq!(store.verify().unwrap().faults, []);
}

#[test]
fn all_names_of_an_actor_find_its_statements() {
    let (_folder, mut store) = new_store();
    keep(
        &mut store,
        &[article("one", &[("Zoë Pålsson", "")]), article("two", &[("Dr. Zoe Pålsson MD", "")])],
    );
    let found = |query: SaidQuery| store.said(&query).unwrap().len();
    assert_eq!(found(SaidQuery { who: Some("pålsson md".into()), ..SaidQuery::default() }), 2);
    let actor = Some("person:zoe-palsson".to_owned());
    assert_eq!(found(SaidQuery { actor: actor.clone(), ..SaidQuery::default() }), 2);
    let about = |about: &str| Some(about.to_owned());
    assert_eq!(found(SaidQuery { actor: actor.clone(), about: about("aye"), ..SaidQuery::default() }), 2);
    assert_eq!(found(SaidQuery { actor, about: about("nay"), ..SaidQuery::default() }), 0);
    let who = Some("md".to_owned());
    assert_eq!(found(SaidQuery { who, about: about("nay"), ..SaidQuery::default() }), 0);
}

#[test]
fn namesakes_are_kept_apart_and_shown() {
    let (_folder, mut store) = new_store();
    let senator = article("senator", &[("Tom Hale", "US senator")]);
    keep(&mut store, &[senator.clone(), article("plain", &[("Tom Hale", "")])]);
    assert_eq!(ids(&store, "tom hale"), ["person:tom-hale"]);

    keep(&mut store, &[article("farmer", &[("Tom Hale", "local farmer")])]);
    let all = ["person:tom-hale", "person:tom-hale:everyday", "person:tom-hale:us+politics"];
    assert_eq!(ids(&store, "tom hale"), all);
    assert_eq!(speakers(&store)["plain.1 s1"].as_deref(), Some("person:tom-hale"));
    let who = store.who("person:tom-hale:everyday").unwrap().unwrap();
    let namesakes: Vec<&str> = who.namesakes.iter().map(|actor| actor.id.as_str()).collect();
    assert_eq!(namesakes, ["person:tom-hale", "person:tom-hale:us+politics"]);

    // One document that knows him as both joins them; the ids that were shown still find him.
    keep(
        &mut store,
        &[article("both", &[("Tom Hale", "senator")]), {
            let mut both = article("farming senator", &[("Tom Hale", "senator")]);
            both.actors[0].roles.push("farmer".into());
            both
        }],
    );
    for id in all {
        assert_eq!(ids(&store, id), ["person:tom-hale"], "{id}");
    }
    assert_eq!(store.verify().unwrap().faults, []);
}

#[test]
fn who_is_known_by_a_role_only_stays_in_the_document() {
    let (_folder, mut store) = new_store();
    let mut crowd = article("crowd", &[("Residents", ""), ("Supreme Court", "")]);
    crowd.actors[0].kind = ActorKind::Group;
    crowd.statements[0].speaker.kind = SpeakerKind::Collective;
    crowd.actors[1].kind = ActorKind::Organisation;
    keep(&mut store, &[crowd]);
    assert!(speakers(&store).values().all(Option::is_none));
    assert_eq!(ids(&store, "residents"), [""; 0]);
}

fn people() -> impl Strategy<Value = Vec<Record>> {
    let name = select(vec![
        "Tom Hale",
        "Tom B. Hale",
        "Tom C. Hale",
        "Dr. Tom Hale",
        "Tom Hale Jr",
        "Hale",
        "Ana Díaz",
        "Ana Diaz",
        "T. Hale",
    ]);
    let role = select(vec![
        "",
        "",
        "mayor",
        "US senator",
        "British novelist",
        "local farmer",
        "goalkeeper",
        "American goalkeeper",
    ]);
    let appear = proptest::collection::vec((name, role.clone(), role), 1..4);
    proptest::collection::vec(appear, 1..9).prop_map(|articles| {
        let one = |(number, people): (usize, Vec<(&str, &str, &str)>)| {
            let named: Vec<(&str, &str)> = people.iter().map(|(name, role, _)| (*name, *role)).collect();
            let mut record = article(&format!("n{number}"), &named);
            for (actor, (_, _, more)) in record.actors.iter_mut().zip(&people) {
                actor.roles.extend((!more.is_empty()).then(|| (*more).to_owned()));
            }
            record
        };
        articles.into_iter().enumerate().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_order_and_any_reading_again_give_the_same_actors(
        (records, order, again) in people().prop_flat_map(|records| {
            let all = records.len();
            (Just(records.clone()), Just(records).prop_shuffle(), subsequence((0..all).collect::<Vec<_>>(), 0..=all))
        })
    ) {
        let (_folder, mut store) = new_store();
        keep(&mut store, &records);
        let expected = speakers(&store);
        prop_assert_eq!(&store.verify().unwrap().faults, &[]);

        let (_folder, mut other) = new_store();
        // First read otherwise, then as it is: what was read before leaves nothing behind.
        for number in again {
            let mut wrong = records[number].clone();
            wrong.actors.iter_mut().for_each(|actor| actor.roles = vec!["French bishop".into()]);
            other.keep(&wrong, "x", "wrong").unwrap();
        }
        keep(&mut other, &order);
        prop_assert_eq!(speakers(&other), expected);
        prop_assert_eq!(&other.verify().unwrap().faults, &[]);
    }
}
