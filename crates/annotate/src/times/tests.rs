//! Text in, text out: the expressions between brackets, and what their words say.

use proptest::prelude::*;
use types::{TimeExpression, TimeUnit, Weekday};

use super::{date_in, find};
use crate::test_reading::reading;

/// Every expression of the text stands between brackets in `marked`, and nothing else does.
fn check(marked: &str) {
    let text = marked.replace(['[', ']'], "");
    let mut found = String::new();
    let mut at = 0;
    for mark in find(&reading(&text)) {
        found += &text[at..mark.span.start];
        found += &format!("[{}]", mark.span.of(&text));
        at = mark.span.end;
    }
    found += &text[at..];
    assert_eq!(found, marked);
}

fn says(text: &str) -> TimeExpression {
    find(&reading(text)).first().map(|mark| mark.expression.clone()).unwrap()
}

#[test]
fn dates_in_every_order() {
    check("The dam burst on [May 25, 2024], again on [25 May] and on [the 5th of May].");
    check("It opened on [Sept. 11] and closed on [2024-05-25].");
    check("[Tuesday, February 3rd, 2026] was cold; [Sun 10 Mar 2024] was not.");
    check("They met in [March], in [last March]'s heat, in [early March] and in [mid-2016].");
    check(
        "It was bought in [January, 1918] and sold [March of that year]."
            .replace("sold [", "sold in [")
            .as_str(),
    );
    check("Founded in [493 BC], it fell in [the 4th century BC].");
}

#[test]
fn years_decades_and_parts_of_the_year() {
    check("In [the 1990s], or [the late '80s], a [2019] inspection found mould.");
    check(
        "Profit rose in [the second quarter of 2024] and in [the summer], said the [third-quarter] report.",
    );
    check("The bridge of [2014-2016] was closed [from May] on.".replace("[from May]", "from [May]").as_str());
}

#[test]
fn days_counted_from_another() {
    check(
        "[Yesterday morning] she left; [last night] she was back; [over the weekend] she rests."
            .replace("[over the weekend]", "over [the weekend]")
            .as_str(),
    );
    check("He came [two weeks ago], left [three days later] and will return in [two days].");
    check("[The previous day] and [next Thursday evening] it rained.");
    check("Sales of [this year] and of [the past three months] fell [earlier this week].");
}

#[test]
fn lengths_and_recurrences() {
    check(
        "[A 90-minute] talk after [three weeks] of silence."
            .replace("[A 90-minute]", "A [90-minute]")
            .as_str(),
    );
    check(
        "It meets [every Friday], reports [annually] and rests for [about a quarter of an hour]."
            .replace("[about a", "about [a")
            .as_str(),
    );
}

#[test]
fn clock_times() {
    check("Doors open at [8 a.m. on Saturday], close at [19:42 PST] and reopen [Friday at 10pm EST].");
    check("The vote closes at [1800 GMT] in Room 2016.");
    check("It sailed at [10:32 UTC+2] and docked at [23:15 GMT-03:30].");
    check("It ended 3-2, or 2.5 to 1.45, with 1,200 people; call 555-0199 or 020 7946 0123.");
}

#[test]
fn words_that_only_look_like_dates() {
    check("Theresa May may march on; the sun sat, a second fall; 2016 people came.");
    check("Mrs May spoke. By May's account it failed.");
    check("The 31-year-old and the three-month-old baby were found.");
    check("The Sunday Times and Bloody Sunday are names.");
    check("Christmas trees are sold before [Christmas].");
}

#[test]
fn ranges_and_borders() {
    let TimeExpression::Range(start, end) = says("It ran from May to June 2024.") else { panic!("no range") };
    assert_eq!(*start, TimeExpression::Date { year: None, month: Some(5), day: None });
    assert_eq!(*end, TimeExpression::Date { year: Some(2024), month: Some(6), day: None });
    assert!(matches!(says("Closed since 2021."), TimeExpression::Since(_)));
    assert!(matches!(says("Done by March 1."), TimeExpression::Until(_)));
    assert!(matches!(says("Nothing before 2027."), TimeExpression::Before(_)));
    assert!(matches!(says("Talks between Monday and Wednesday failed."), TimeExpression::Range(..)));
    assert!(matches!(
        says("Profit in the three months to June 30 rose."),
        TimeExpression::Ending { count: 3, .. }
    ));
}

#[test]
fn meanings() {
    assert_eq!(
        says("It closed a fortnight ago."),
        TimeExpression::Offset { unit: TimeUnit::Week, count: -2 }
    );
    assert_eq!(says("Twenty-five years later"), TimeExpression::Shift { unit: TimeUnit::Year, count: 25 });
    assert_eq!(says("on next Friday"), TimeExpression::Weekday { day: Weekday::Friday, direction: Some(1) });
    assert_eq!(
        says("two and a half hours"),
        TimeExpression::Duration { unit: TimeUnit::Hour, count: Some(2.5) }
    );
    let TimeExpression::Clock { hour: 18, .. } = says("by 6 o'clock this afternoon").inner() else {
        panic!("no clock")
    };
}

trait Inner {
    fn inner(self) -> TimeExpression;
}

impl Inner for TimeExpression {
    fn inner(self) -> TimeExpression {
        match self {
            TimeExpression::Until(inner) | TimeExpression::Since(inner) | TimeExpression::Before(inner) => {
                *inner
            }
            other => other,
        }
    }
}

#[test]
fn stamps() {
    let date =
        |year, month, day| TimeExpression::Date { year: Some(year), month: Some(month), day: Some(day) };
    assert_eq!(date_in("May 25, 2024"), Some(date(2024, 5, 25)));
    assert_eq!(
        date_in("10:02 AM · Oct 28, 2022").map(|found| matches!(found, TimeExpression::Date { .. })),
        Some(true)
    );
    assert_eq!(date_in("Reply with quote"), None);
}

#[test]
fn nothing_runs_over_a_paragraph() {
    check("It closed in [2019]\n\nMay said so.");
}

fn time_words() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "May",
        "the",
        "5th",
        "of",
        "2024",
        ",",
        "-",
        "'",
        "90s",
        "last",
        "next",
        "Friday",
        "Sun",
        ".",
        "week",
        "years",
        "two",
        "half",
        "a",
        "ago",
        "later",
        "at",
        "8",
        ":",
        "30",
        "pm",
        "EST",
        "from",
        "to",
        "by",
        "before",
        "end",
        "in",
        "quarter",
        "first",
        "century",
        "BC",
        "\n\n",
        "é",
        "–",
        "(",
        "99999",
        "every",
        "Christmas",
        "Q3",
        "night",
        "this",
    ]);
    prop::collection::vec(words, 0..30).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn spans_are_ordered_slices(text in prop_oneof![any::<String>(), time_words(), time_words().prop_map(|text| text.replace(' ', ""))]) {
        let mut end = 0;
        for mark in find(&reading(&text)) {
            prop_assert!(mark.span.start >= end && mark.span.end > mark.span.start);
            prop_assert!(text.get(mark.span.start..mark.span.end).is_some());
            end = mark.span.end;
        }
        date_in(&text);
    }
}
