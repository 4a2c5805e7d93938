//! Expressions and an anchor in, EDTF values out.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use types::{
    Block, BlockKind, Document, Reading, Season, Span, TimeExpression, TimeMark, TimeType, TimeUnit, Weekday,
};

use super::{Anchor, Tense, dated, infer_published, kind, tense, value, zone_minutes};

/// A Wednesday.
const PUBLISHED: Date = date(2024, 5, 22);

fn anchor(tense: Tense) -> Anchor {
    Anchor { published: Some(PUBLISHED), running: None, tense, zone_minutes: None }
}

fn check(expression: TimeExpression, tense: Tense, expected: &str) {
    let found = value(&expression, &anchor(tense)).map(|when| when.value);
    assert_eq!(found.as_deref(), Some(expected), "{expression:?}");
}

const fn day(year: Option<i16>, month: u8, day: u8) -> TimeExpression {
    TimeExpression::Date { year, month: Some(month), day: Some(day) }
}

const fn month(year: Option<i16>, month: u8) -> TimeExpression {
    TimeExpression::Date { year, month: Some(month), day: None }
}

const fn weekday(day: Weekday, direction: Option<i8>) -> TimeExpression {
    TimeExpression::Weekday { day, direction }
}

const fn offset(unit: TimeUnit, count: i32) -> TimeExpression {
    TimeExpression::Offset { unit, count }
}

#[test]
fn weekdays_look_back_unless_the_sentence_looks_ahead() {
    check(weekday(Weekday::Wednesday, None), Tense::Past, "2024-05-22");
    check(weekday(Weekday::Thursday, None), Tense::Unknown, "2024-05-16");
    check(weekday(Weekday::Thursday, None), Tense::Future, "2024-05-23");
    check(weekday(Weekday::Wednesday, Some(-1)), Tense::Past, "2024-05-15");
    check(weekday(Weekday::Wednesday, Some(1)), Tense::Future, "2024-05-29");
    check(weekday(Weekday::Monday, Some(1)), Tense::Future, "2024-05-27");
}

#[test]
fn units_counted_from_publication() {
    check(offset(TimeUnit::Day, -1), Tense::Past, "2024-05-21");
    check(offset(TimeUnit::Week, -1), Tense::Past, "2024-05-13/2024-05-19");
    check(offset(TimeUnit::Weekend, 0), Tense::Past, "2024-05-18/2024-05-19");
    check(offset(TimeUnit::Weekend, 0), Tense::Future, "2024-05-25/2024-05-26");
    check(offset(TimeUnit::Weekend, -1), Tense::Past, "2024-05-18/2024-05-19");
    check(offset(TimeUnit::Weekend, 1), Tense::Future, "2024-06-01/2024-06-02");
    check(offset(TimeUnit::Month, -1), Tense::Past, "2024-04");
    check(offset(TimeUnit::Quarter, -1), Tense::Past, "2024-01-01/2024-03-31");
    check(offset(TimeUnit::Year, 0), Tense::Past, "2024");
    check(offset(TimeUnit::Week, -3), Tense::Past, "2024-05-01");
}

#[test]
fn dates_without_a_year() {
    check(day(None, 12, 24), Tense::Past, "2023-12-24");
    check(day(None, 12, 24), Tense::Future, "2024-12-24");
    check(month(None, 5), Tense::Past, "2024-05");
    check(month(None, 6), Tense::Past, "2023-06");
    check(day(None, 2, 29), Tense::Past, "2024-02-29");
    let last_november = TimeExpression::Directed { direction: -1, date: Box::new(month(None, 11)) };
    check(last_november, Tense::Past, "2023-11");
    let this_winter = TimeExpression::Season { season: Season::Winter, year: None };
    check(
        TimeExpression::Directed { direction: 1, date: Box::new(this_winter) },
        Tense::Future,
        "2024-12/2025-02",
    );
}

#[test]
fn borders_and_ranges() {
    check(TimeExpression::Since(Box::new(month(Some(2021), 3))), Tense::Past, "2021-03/");
    let year = TimeExpression::Date { year: Some(2027), month: None, day: None };
    check(TimeExpression::Until(Box::new(year.clone())), Tense::Future, "/2027");
    check(TimeExpression::Before(Box::new(year)), Tense::Future, "/2026-12-31");
    let range = TimeExpression::Range(Box::new(month(None, 11)), Box::new(month(Some(2024), 2)));
    check(range, Tense::Past, "2023-11/2024-02");
    let ending = TimeExpression::Ending { unit: TimeUnit::Month, count: 3, end: Box::new(month(None, 4)) };
    check(ending, Tense::Past, "2024-02-01/2024-04-30");
}

#[test]
fn times_lengths_and_long_ages() {
    let clock = |zone, day| TimeExpression::Clock { hour: 19, minute: Some(42), offset_minutes: zone, day };
    check(clock(None, None), Tense::Past, "2024-05-22T19:42");
    check(clock(Some(0), None), Tense::Past, "2024-05-22T19:42Z");
    check(
        clock(Some(-270), Some(Box::new(offset(TimeUnit::Day, -1)))),
        Tense::Past,
        "2024-05-21T19:42-04:30",
    );
    let length = |unit, count| TimeExpression::Duration { unit, count: Some(count) };
    check(length(TimeUnit::Week, 3.0), Tense::Past, "P3W");
    check(length(TimeUnit::Minute, 90.0), Tense::Past, "PT90M");
    check(length(TimeUnit::Hour, 0.25), Tense::Past, "PT15M");
    check(length(TimeUnit::Year, 2.5), Tense::Past, "P30M");
    check(TimeExpression::Shift { unit: TimeUnit::Year, count: 34 }, Tense::Past, "P34Y");
    check(TimeExpression::Decade(1990), Tense::Past, "199X");
    check(TimeExpression::Century(1800), Tense::Past, "18XX");
    check(TimeExpression::Decade(-470), Tense::Past, "-0478/-0469");
    assert_eq!(kind(&length(TimeUnit::Day, 1.0)), TimeType::Duration);
}

#[test]
fn nothing_is_guessed_without_an_anchor() {
    let bare = Anchor { published: None, running: None, tense: Tense::Past, zone_minutes: None };
    assert_eq!(value(&weekday(Weekday::Monday, None), &bare), None);
    assert_eq!(value(&month(None, 5), &bare), None);
    assert_eq!(value(&offset(TimeUnit::Day, 0), &bare), None);
    assert_eq!(value(&TimeExpression::Vague, &anchor(Tense::Past)), None);
    assert_eq!(value(&day(Some(2023), 2, 30), &anchor(Tense::Past)), None);
}

/// The tense around the bracketed words.
fn tense_of(marked: &str) -> Tense {
    let (start, end) = (marked.find('[').unwrap(), marked.find(']').unwrap());
    let text = marked.replace(['[', ']'], "");
    tense(&text, Span::new(0, text.len()), Span::new(start, end - 1))
}

#[test]
fn tenses() {
    for past in [
        "The bakers walked out on [Monday].",
        "He said on [Monday] that he would resign.",
        "On [Monday], the mayor told reporters that rents will rise.",
        "They did not meet on [Monday].",
        "Her side won on [Monday].",
        "A survey published on [Monday] says otherwise.",
        "“We will win”, she said on [Monday].",
        "The bill has been dead since it was dropped in [June].",
    ] {
        assert_eq!(tense_of(past), Tense::Past, "{past}");
    }
    for future in [
        "The bakers will walk out on [Monday].",
        "He said that he would resign on [Monday].",
        "On [Monday], the mayor will speak.",
        "The offer is to be tabled on [Monday].",
        "They agreed to meet again on [Monday].",
        "The vote is due on [Monday].",
        "The council meets on [Monday].",
        "A hearing is set for [Monday].",
        "A ruling is expected in [June].",
        "The quay will stay shut until [Saturday].",
    ] {
        assert_eq!(tense_of(future), Tense::Future, "{future}");
    }
    assert_eq!(tense_of("Lisbon, [Monday]"), Tense::Unknown);
}

fn reading(text: &str, blocks: Vec<Block>) -> Reading {
    let document = Document {
        id: String::new(),
        url: None,
        title: None,
        outlet: None,
        byline: Vec::new(),
        published: None,
        modified: None,
        section: None,
        language: None,
        text: text.to_owned(),
    };
    let sentences = vec![Span::new(0, text.len())];
    Reading { document, blocks, sentences, tokens: Vec::new(), quotations: Vec::new(), notes: Vec::new() }
}

fn mark(text: &str, words: &str, expression: TimeExpression) -> TimeMark {
    let start = text.find(words).unwrap();
    TimeMark { span: Span::new(start, start + words.len()), expression }
}

#[test]
fn publication_is_inferred_from_posts_or_from_dates_that_support_each_other() {
    let text = "Nothing works. — A Baker (@baker) June 3, 2023";
    let times = [mark(text, "June 3, 2023", day(Some(2023), 6, 3))];
    let whole = Span::new(0, text.len());
    let post =
        Block { kind: BlockKind::Post, span: whole, body: whole, label: None, stamp: Some(times[0].span) };
    assert_eq!(
        infer_published(&reading(text, vec![post]), &times).map(|found| found.date),
        Some(date(2023, 6, 3))
    );
    assert_eq!(infer_published(&reading(text, Vec::new()), &times), None, "a lone date may be any");

    let text = "It broke on June 1, 2023 and on June 3, 2023.";
    let times = [
        mark(text, "June 1, 2023", day(Some(2023), 6, 1)),
        mark(text, "June 3, 2023", day(Some(2023), 6, 3)),
    ];
    assert_eq!(
        infer_published(&reading(text, Vec::new()), &times).map(|found| found.date),
        Some(date(2023, 6, 3))
    );
}

#[test]
fn a_narrative_counts_from_its_last_date() {
    let text = "War began on 3 May 1871. In June it ended. The next day a treaty was signed.";
    let next_day = TimeExpression::Shift { unit: TimeUnit::Day, count: 1 };
    let times = [
        mark(text, "3 May 1871", day(Some(1871), 5, 3)),
        mark(text, "June", month(None, 6)),
        mark(text, "The next day", next_day),
    ];
    let values: Vec<_> = dated(&reading(text, Vec::new()), &times, None, None)
        .into_iter()
        .map(|found| found.when.map(|when| when.value))
        .collect();
    assert_eq!(values, [Some("1871-05-03".into()), Some("1871-06".into()), Some("1871-06-02".into())]);
}

#[test]
fn shared_zone_names_need_a_country() {
    assert_eq!(zone_minutes("PST", &["PH".to_owned()]), Some(480));
    assert_eq!(zone_minutes("PST", &["FR".to_owned(), "US".to_owned()]), Some(-480));
    assert_eq!(zone_minutes("PST", &["FR".to_owned()]), None);
}

fn units() -> impl Strategy<Value = TimeUnit> {
    prop::sample::select(vec![
        TimeUnit::Minute,
        TimeUnit::Hour,
        TimeUnit::Day,
        TimeUnit::Weekend,
        TimeUnit::Week,
        TimeUnit::Month,
        TimeUnit::Quarter,
        TimeUnit::Year,
        TimeUnit::Decade,
        TimeUnit::Century,
    ])
}

fn expressions() -> impl Strategy<Value = TimeExpression> {
    let date = (any::<Option<i16>>(), any::<Option<u8>>(), any::<Option<u8>>())
        .prop_map(|(year, month, day)| TimeExpression::Date { year, month, day });
    let plausible =
        (prop::option::of(-9999_i16..=9999), prop::option::of(1_u8..=12), prop::option::of(1_u8..=31))
            .prop_map(|(year, month, day)| TimeExpression::Date { year, month, day });
    let leaf = prop_oneof![
        date,
        plausible,
        prop::option::of(any::<i8>()).prop_map(|direction| weekday(Weekday::Sunday, direction)),
        (units(), any::<i32>()).prop_map(|(unit, count)| offset(unit, count)),
        (units(), -40..40_i32).prop_map(|(unit, count)| offset(unit, count)),
        (units(), any::<i32>()).prop_map(|(unit, count)| TimeExpression::Shift { unit, count }),
        any::<i16>().prop_map(TimeExpression::Decade),
        any::<i16>().prop_map(TimeExpression::Century),
        any::<Option<i16>>().prop_map(|year| TimeExpression::Season { season: Season::Winter, year }),
        (any::<u8>(), any::<u8>(), any::<Option<i16>>())
            .prop_map(|(parts, index, year)| TimeExpression::YearPart { parts, index, year }),
        (units(), any::<Option<f32>>()).prop_map(|(unit, count)| TimeExpression::Duration { unit, count }),
        Just(TimeExpression::Vague),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        let boxed = inner.prop_map(Box::new);
        prop_oneof![
            boxed.clone().prop_map(TimeExpression::Since),
            boxed.clone().prop_map(TimeExpression::Until),
            boxed.clone().prop_map(TimeExpression::Before),
            (boxed.clone(), boxed.clone()).prop_map(|(start, end)| TimeExpression::Range(start, end)),
            (any::<i8>(), boxed.clone())
                .prop_map(|(direction, date)| TimeExpression::Directed { direction, date }),
            (units(), any::<i32>(), boxed.clone()).prop_map(|(unit, count, end)| TimeExpression::Ending {
                unit,
                count,
                end
            }),
            (any::<u8>(), any::<Option<u8>>(), any::<Option<i16>>(), prop::option::of(boxed.clone()))
                .prop_map(|(hour, minute, offset_minutes, day)| TimeExpression::Clock {
                    hour,
                    minute,
                    offset_minutes,
                    day
                }),
            boxed.prop_map(|day| TimeExpression::PartOfDay { part: "night", day }),
        ]
    })
}

fn days() -> impl Strategy<Value = Option<Date>> {
    prop::option::of((-9999_i16..=9999, 1_i8..=12, 1_i8..=31).prop_map(|(year, month, day)| {
        Date::new(year, month, day).unwrap_or(Date::new(year, month, 28).unwrap_or(Date::MAX))
    }))
}

proptest! {
    #[test]
    fn the_calendar_never_panics(
        expression in expressions(),
        published in prop_oneof![days(), Just(Some(Date::MAX)), Just(Some(Date::MIN))],
        running in days(),
        tense in prop::sample::select(vec![Tense::Past, Tense::Future, Tense::Unknown]),
        zone_minutes in any::<Option<i16>>(),
    ) {
        let found = value(&expression, &Anchor { published, running, tense, zone_minutes });
        if let Some((earliest, latest)) = found.and_then(|when| when.earliest.zip(when.latest)) {
            prop_assert!(earliest <= latest);
        }
    }

    #[test]
    fn tense_never_panics(text in any::<String>(), a in 0..40_usize, b in 0..40_usize, c in 0..40_usize, d in 0..40_usize) {
        tense(&text, Span::new(a.min(b), a.max(b)), Span::new(c.min(d), c.max(d)));
    }
}
