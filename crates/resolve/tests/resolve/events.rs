//! Events of small texts with marks. Without a parse only statements tell of events.

use types::{Factuality, Record};

use crate::fixture::record;

/// One line an event: `TYPE | actor -> recipient | factuality`.
fn table(record: &Record) -> Vec<String> {
    let name = |party: &Option<types::Participant>| {
        party.as_ref().map_or("-", |party| party.name.as_str()).to_owned()
    };
    let line = |event: &types::Event| {
        let truth = format!("{:?}", event.factuality).to_lowercase();
        format!("{} | {} -> {} | {truth}", event.kind, name(&event.actor), name(&event.recipient))
    };
    record.events.iter().map(line).collect()
}

#[track_caller]
fn check(marked: &str, expected: &[&str]) {
    assert_eq!(table(&record(marked)), expected);
}

#[test]
fn a_demand_has_its_hearer() {
    check(
        "[S:Mayor [P:Jo Doe]] [C:urged] [T:the government to act].",
        &["REQUEST | Jo Doe -> government | asserted"],
    );
}

#[test]
fn an_accusation_is_an_event_and_its_content_is_none() {
    let record = record("[S:[P:Jo Doe]] [C:accused] [T:[O:Example Bank] of robbing widows].");
    assert_eq!(table(&record), ["ACCUSE | Jo Doe -> Example Bank | asserted"]);
    assert_eq!(record.events[0].statement.as_deref(), Some("s1"));
}

#[test]
fn a_passive_has_no_actor() {
    check("[S:[P:Jo Doe]] [C:is accused of] [T:robbing widows].", &["ACCUSE | - -> Jo Doe | asserted"]);
}

#[test]
fn refusals_of_words_are_no_events() {
    check("[S:[P:Jo Doe]] [C:refused to] [T:comment].", &[]);
    check("[S:[P:Jo Doe]] [C:refused to] [T:sign the treaty].", &["REJECT | Jo Doe -> - | asserted"]);
}

#[test]
fn what_would_be_demanded_is_no_event_and_what_was_not_is_denied() {
    check("[S:[P:Jo Doe]] [C:would oppose] [T:the plan].", &[]);
    let record = record("[S:[P:Jo Doe]] [C:did not oppose] [T:the plan].");
    assert_eq!(record.events[0].factuality, Factuality::Denied);
}

#[test]
fn whose_the_plan_is_that_is_criticised_is_criticised() {
    check(
        "[S:[P:Jo Doe]] [C:criticised] [T:[O:Example Bank]'s plan].",
        &["ACCUSE | Jo Doe -> Example Bank | asserted"],
    );
    check("[S:[P:Jo Doe]] [C:rebuked] [T:his aides].", &["ACCUSE | Jo Doe -> his aides | asserted"]);
    check("[S:[P:Jo Doe]] [C:opposed] [T:closing [O:Example Bank]].", &["REJECT | Jo Doe -> - | asserted"]);
}

#[test]
fn to_stand_by_a_remark_supports_nobody() {
    check("[S:[P:Jo Doe]] [C:stood by] [T:her remark].", &[]);
    check(
        "[S:[P:Jo Doe]] [C:stood by] [T:[O:Example Bank]].",
        &["SUPPORT | Jo Doe -> Example Bank | asserted"],
    );
}

#[test]
fn half_of_what_a_pronoun_tells_is_not_told() {
    check("[S:[P:Jo Doe]] [C:commended] [T:them for it].", &[]);
    check("[S:[P:Jo Doe]] [C:requested] [T:anonymity].", &[]);
}

#[test]
fn a_name_before_a_noun_is_not_whom_the_noun_means() {
    check(
        "[S:[P:Jo Doe]] [C:criticised] [T:[O:Example Bank] leaders].",
        &["ACCUSE | Jo Doe -> Example Bank leaders | asserted"],
    );
    check(
        "[S:[P:Jo Doe]] [C:defended] [T:[O:Example Bank] articles].",
        &["SUPPORT | Jo Doe -> - | asserted"],
    );
}
