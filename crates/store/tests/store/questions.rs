//! Questions, and positions that follow from them.

use jiff::civil::date;
use store::{Added, Fix, Order, PositionQuery, Reading, Signature, Stand, StandQuery, Store};
use types::{Basis, Position, Question, Record, Stance};

use crate::samples::{new_store, record};

fn question(id: &str, ask: &str) -> Question {
    Question { id: id.into(), ask: ask.into(), ..Question::default() }
}

/// A judge that finds everybody for everything.
fn judge(questions: &[Question]) -> impl FnMut(&Record) -> Vec<Position> {
    let ids: Vec<String> = questions.iter().map(|question| question.id.clone()).collect();
    move |record| {
        let all = ids.iter().flat_map(|id| record.statements.iter().map(move |statement| (id, statement)));
        all.map(|(id, statement)| Position {
            question: id.clone(),
            actor: statement.speaker.actor.clone(),
            name: statement.speaker.name.clone(),
            stance: Stance::Favor,
            statement: statement.id.clone(),
            date: None,
            former: false,
            basis: Basis::Stated,
            confidence: 0.5,
        })
        .collect()
    }
}

fn one() -> Record {
    record("one", &[("Ilse Hart", "Close the pier.")])
}

fn positions(store: &Store) -> Vec<(String, Option<String>)> {
    let record = store.load("one").unwrap().unwrap();
    record.positions.into_iter().map(|position| (position.question, position.name)).collect()
}

fn catch_up(store: &mut Store) {
    let questions = store.questions().unwrap();
    while store.judge_due(1, judge(&questions)).unwrap() > 0 {}
}

#[test]
fn a_new_question_is_due_for_what_is_stored_and_a_removed_one_leaves_nothing() {
    let (_folder, mut store) = new_store();
    store.judged_by("1").unwrap();
    store.keep(&one(), "one.txt", "f").unwrap();
    assert_eq!(store.positions_due().unwrap(), 0);
    let asked = [question("pier", "Should the pier be closed?")];
    assert_eq!(store.add_questions(&asked).unwrap(), [Added::New]);
    assert_eq!(store.add_questions(&asked).unwrap(), [Added::Same]);
    assert_eq!(store.positions_due().unwrap(), 1);
    assert!(!store.verify().unwrap().faults.is_empty(), "positions that are due are a fault");
    catch_up(&mut store);
    assert_eq!(positions(&store).len(), 1);
    assert!(store.verify().unwrap().faults.is_empty());

    assert_eq!(store.add_questions(&[question("pier", "Should the pier stay?")]).unwrap(), [Added::Changed]);
    assert_eq!(store.positions_due().unwrap(), 1);
    catch_up(&mut store);
    store.judged_by("2").unwrap();
    assert_eq!(store.positions_due().unwrap(), 1, "another judge");
    assert!(store.remove_question("pier").unwrap());
    assert!(!store.remove_question("pier").unwrap());
    assert_eq!((positions(&store).len(), store.positions_due().unwrap()), (0, 0));
    assert!(store.verify().unwrap().faults.is_empty());
}

#[test]
fn a_reading_that_was_judged_for_other_questions_is_due() {
    let (_folder, mut store) = new_store();
    store.add_questions(&[question("pier", "Should the pier be closed?")]).unwrap();
    let judging = store.judging().unwrap();
    let mut record = one();
    record.positions = judge(&judging.questions)(&record);
    let reading = |judged| Reading { record: &record, origin: "one.txt", fingerprint: "f", judged };
    store.keep_all([reading(judging.fingerprint.as_str())]).unwrap();
    assert_eq!(store.positions_due().unwrap(), 0);
    assert_eq!(store.load("one").unwrap().unwrap(), record);
    let again = Reading { fingerprint: "g", ..reading("another") };
    store.keep_all([again]).unwrap();
    assert_eq!(store.positions_due().unwrap(), 1);
}

#[test]
fn corrections_show_in_positions() {
    let (_folder, mut store) = new_store();
    store.add_questions(&[question("pier", "Should the pier be closed?")]).unwrap();
    store.keep(&one(), "one.txt", "f").unwrap();
    catch_up(&mut store);
    let signed = |second: u32| Signature {
        made_at: format!("2031-01-01T00:00:0{second}.000000Z"),
        ..Signature::default()
    };
    let speaker =
        Fix::Speaker { document: "one".into(), statement: "s1".into(), speaker: Some("Una Brand".into()) };
    store.fix(&speaker, signed(1)).unwrap();
    // At once, before anything is judged anew.
    assert_eq!(positions(&store)[0].1.as_deref(), Some("Una Brand"));
    assert_eq!(store.positions_due().unwrap(), 1);
    catch_up(&mut store);
    assert_eq!(positions(&store)[0].1.as_deref(), Some("Una Brand"));
    store.fix(&Fix::Reject { document: "one".into(), statement: "s1".into() }, signed(2)).unwrap();
    catch_up(&mut store);
    assert!(positions(&store).is_empty());
    store.fix(&Fix::Undo { correction: None }, signed(3)).unwrap();
    catch_up(&mut store);
    assert_eq!(positions(&store).len(), 1);
    assert!(store.verify().unwrap().faults.is_empty());
}

#[test]
fn sides_are_counted_and_looked_up_by_who_takes_them() {
    let (_folder, mut store) = new_store();
    store.judged_by("1").unwrap();
    let other = record("two", &[("Ilse Hart", "Open the pier."), ("Bo Lund", "Keep it.")]);
    store.keep(&one(), "one.txt", "f").unwrap();
    store.keep(&other, "two.txt", "g").unwrap();
    store.add_questions(&[question("pier", "Close the pier?"), question("quay", "Sell the quay?")]).unwrap();
    catch_up(&mut store);
    let counted = store.question_summaries().unwrap();
    let counted: Vec<_> = counted.iter().map(|one| (one.question.id.as_str(), one.positions.favor)).collect();
    assert_eq!(counted, [("pier", 3), ("quay", 3)]);
    let stands = |query: StandQuery| {
        let found = store.stands(&query).unwrap();
        found.into_iter().map(|one| (one.question, one.said.document)).collect::<Vec<_>>()
    };
    let (pier, hart) = (Some("pier".to_owned()), Some("person:ilse-hart".to_owned()));
    assert_eq!(stands(StandQuery { question: pier.clone(), ..StandQuery::default() }).len(), 3);
    assert_eq!(stands(StandQuery { actor: hart.clone(), ..StandQuery::default() }).len(), 4);
    assert_eq!(stands(StandQuery { question: pier.clone(), actor: hart, last: None }).len(), 2);
    let asked = StandQuery { question: pier, ..StandQuery::default() };
    let whole = store.stands(&asked).unwrap();
    let last = store.stands(&StandQuery { last: Some(1), ..asked }).unwrap();
    assert_eq!(last.len(), 1);
    assert_eq!(last[0].day(), whole.iter().map(store::Stand::day).max().unwrap());
    assert_eq!(stands(StandQuery { question: Some("none".into()), ..StandQuery::default() }), []);
}

#[test]
fn positions_come_in_parts_in_order_of_time_while_others_arrive() {
    let (_folder, mut store) = new_store();
    store.judged_by("1").unwrap();
    store.add_questions(&[question("pier", "Close the pier?"), question("quay", "Sell the quay?")]).unwrap();
    let article = |id: &str, day: Option<i8>| {
        let mut record = record(id, &[("Ilse Hart", "Open the pier."), ("Bo Lund", "Keep it.")]);
        record.document.outlet = Some(if id < "c" { "Gazette" } else { "Post" }.to_owned());
        record.document.published = day.map(|day| types::Published {
            value: format!("2024-05-{day:02}"),
            date: date(2024, 5, day),
            basis: types::PublishedBasis::Given,
        });
        record
    };
    for (id, day) in [("c", Some(3)), ("a", Some(1)), ("d", None), ("b", Some(3))] {
        store.keep(&article(id, day), id, id).unwrap();
    }
    catch_up(&mut store);
    let of = |stands: &[Stand]| {
        stands.iter().map(|one| format!("{}/{}", one.said.document, one.said.statement)).collect::<Vec<_>>()
    };
    let pier = || PositionQuery { question: "pier".into(), ..PositionQuery::default() };
    let oldest = ["a/s1", "a/s2", "b/s1", "b/s2", "c/s1", "c/s2", "d/s1", "d/s2"];
    let newest = ["c/s2", "c/s1", "b/s2", "b/s1", "a/s2", "a/s1", "d/s2", "d/s1"];
    for (order, expected) in [(Order::Oldest, oldest), (Order::Newest, newest)] {
        for size in [1, 2, 3, 8, 9] {
            let mut query = PositionQuery { order, ..pier() };
            let mut found = Vec::new();
            loop {
                let page = store.positions_page(&query, size).unwrap();
                found.extend(of(&page.items));
                let Some(next) = page.next else { break };
                query.after = Some(next);
            }
            assert_eq!(found, expected, "{order:?} by {size}");
        }
    }
    let check = |query: PositionQuery, expected: &[&str]| {
        assert_eq!(of(&store.positions_page(&query, 100).unwrap().items), expected, "{query:?}");
    };
    check(
        PositionQuery { actor: Some("person:bo-lund".into()), ..pier() },
        &["a/s2", "b/s2", "c/s2", "d/s2"],
    );
    check(PositionQuery { outlet: Some("Post".into()), ..pier() }, &["c/s1", "c/s2", "d/s1", "d/s2"]);
    check(PositionQuery { to: Some(date(2024, 5, 2)), ..pier() }, &["a/s1", "a/s2"]);
    check(PositionQuery { from: Some(date(2024, 5, 2)), ..pier() }, &["b/s1", "b/s2", "c/s1", "c/s2"]);
    check(PositionQuery { stance: Some(Stance::Against), ..pier() }, &[]);
    check(PositionQuery { question: "none".into(), ..PositionQuery::default() }, &[]);
    // What arrives before the place of the cursor moves nothing; what was rejected is not there.
    let first = store.positions_page(&pier(), 2).unwrap();
    store.keep(&article("aa", Some(1)), "aa", "aa").unwrap();
    catch_up(&mut store);
    let signature = Signature { made_at: "2031-01-01T00:00:01.000000Z".into(), ..Signature::default() };
    store.fix(&Fix::Reject { document: "b".into(), statement: "s1".into() }, signature).unwrap();
    let rest = store.positions_page(&PositionQuery { after: first.next, ..pier() }, 4).unwrap();
    assert_eq!(of(&rest.items), ["aa/s1", "aa/s2", "b/s2", "c/s1"]);
}
