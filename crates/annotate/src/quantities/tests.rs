//! Text in, text out: the quantities between brackets, and the numbers that they state.

use proptest::prelude::*;
use types::{Bound, QuantityMark, QuantityUnit};

use super::find;
use crate::test_reading::reading;
use crate::times;

fn marks(text: &str) -> Vec<QuantityMark> {
    let reading = reading(text);
    find(&reading, &times::find(&reading))
}

/// Every quantity of the text stands between brackets in `marked`, and nothing else does.
fn check(marked: &str) {
    let text = marked.replace(['[', ']'], "");
    let mut found = String::new();
    let mut at = 0;
    for mark in marks(&text) {
        found += &text[at..mark.span.start];
        found += &format!("[{}]", mark.span.of(&text));
        at = mark.span.end;
    }
    found += &text[at..];
    assert_eq!(found, marked);
}

fn unit(mark: &QuantityMark) -> String {
    let unit = match &mark.unit {
        QuantityUnit::Money(name) | QuantityUnit::Measure(name) => (*name).to_owned(),
        QuantityUnit::Count(noun) => noun.clone(),
        other => format!("{other:?}").to_lowercase(),
    };
    mark.per.as_ref().map_or(unit.clone(), |per| format!("{unit}/{per}"))
}

/// The text states these numbers in these units, in order.
fn says(text: &str, expected: &[(f64, &str)]) {
    let found: Vec<(f64, String)> = marks(text).iter().map(|mark| (mark.value, unit(mark))).collect();
    let same = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| {
            (found.0 - expected.0).abs() <= 1e-9 * expected.0.abs() && found.1 == expected.1
        });
    assert!(same, "{text}: {found:?}, not {expected:?}");
}

#[test]
fn numbers_in_figures_and_words() {
    says("It sold 1,200 lamps and 3 1/2 litres.", &[(1200.0, "lamps"), (3.5, "litre")]);
    says("a dozen goats, two hundred and five hens", &[(12.0, "goats"), (205.0, "hens")]);
    says("half a million votes; half a dozen boats", &[(5e5, "votes"), (6.0, "boats")]);
    says("twenty-one trucks and two and a half tonnes", &[(21.0, "trucks"), (2.5, "tonne")]);
    says("a quarter of a million readers", &[(250_000.0, "readers")]);
    says("10 lakh rupees", &[(1e6, "INR")]);
}

#[test]
fn money() {
    says(
        "$12m, £3bn, €190 million, US$1.2 billion",
        &[(12e6, "USD"), (3e9, "GBP"), (190e6, "EUR"), (1.2e9, "USD")],
    );
    says("2.8 million euros a day", &[(2.8e6, "EUR/day")]);
    says("a 5-million-dollar deal at $70 per barrel", &[(5e6, "USD"), (70.0, "USD/barrel")]);
    says(
        "Rs. 500, A$20, 40 Canadian dollars and EUR 9",
        &[(500.0, "INR"), (20.0, "AUD"), (40.0, "CAD"), (9.0, "EUR")],
    );
    says("5,000 pounds of grain for 3 million pounds", &[(5000.0, "pound"), (3e6, "GBP")]);
}

#[test]
fn parts_and_comparisons() {
    says("61%, 58 per cent, 57.4 percent", &[(61.0, "percent"), (58.0, "percent"), (57.4, "percent")]);
    says("six percentage points", &[(6.0, "percentagepoint")]);
    says("One in five said so; two thirds did not.", &[(0.2, "fraction"), (2.0 / 3.0, "fraction")]);
    says("outnumbered eight to one", &[(8.0, "ratio")]);
    says("three times as much, half of 1 percent", &[(3.0, "factor"), (0.5, "percent")]);
}

#[test]
fn measures() {
    says(
        "a 90-mile range, 185 km/h and 40 miles per hour",
        &[(90.0, "mile"), (185.0, "km/h"), (40.0, "mph")],
    );
    says("half an acre of 0.6 square kilometers", &[(0.5, "acre"), (0.6, "square kilometre")]);
    says(
        "nine million cubic metres, 30 degrees Celsius, 5km",
        &[(9e6, "cubic metre"), (30.0, "degree Celsius"), (5.0, "kilometre")],
    );
    says(
        "The rock is 40,000 years old, 12 centimetres a year slower",
        &[(40_000.0, "year"), (12.0, "centimetre/year")],
    );
}

#[test]
fn compounds_and_signs() {
    says("a $5-a-day fee and a £9 lunch for 10p", &[(5.0, "USD/day"), (9.0, "GBP"), (0.1, "GBP")]);
    says(
        "At -5 degrees Celsius it ran three quarters of a mile.",
        &[(-5.0, "degree Celsius"), (0.75, "mile")],
    );
    says("a 3-to-1 margin, 50-basis-point cuts", &[(3.0, "ratio"), (0.5, "percentagepoint")]);
    says("from 20 to 30 per cent", &[(20.0, "percent"), (30.0, "percent")]);
}

#[test]
fn people_and_things() {
    check("[117 passengers] and [two heavy aircraft] reached [six provinces]; [three soldiers] died.");
    check("[At least one person] and [20 crew members] of [three women's groups] read a [31-page] memo.");
    check(
        "[Six of eight flats] burned; [4,100 of them] did not, nor [two U.S. soldiers] and [five fact-checkers].",
    );
    check("The two sides and those three men met; one of the guards, the first, was alone.");
}

#[test]
fn ranges_and_bounds() {
    let ends = |text: &str| marks(text).first().map(|mark| (mark.value, mark.upper, mark.bound));
    assert_eq!(ends("between 10 and 20 people"), Some((10.0, Some(20.0), None)));
    assert_eq!(ends("5-6 km"), Some((5.0, Some(6.0), None)));
    assert_eq!(ends("$5-6 million"), Some((5e6, Some(6e6), None)));
    assert_eq!(ends("5.4 billion to 5.7 billion euros"), Some((5.4e9, Some(5.7e9), None)));
    assert_eq!(ends("more than 60 ships"), Some((60.0, None, Some(Bound::AtLeast))));
    assert_eq!(ends("up to 1.5 tons"), Some((1.5, None, Some(Bound::AtMost))));
    assert_eq!(ends("nearly $8 million"), Some((8e6, None, Some(Bound::About))));
    check("It hired [between two and four cooks], and [more than 90 guests] came.");
}

#[test]
fn numbers_that_go_on_with_a_unit() {
    says(
        "Winds of 185 km/h, up from 165, could exceed 230 by Monday.",
        &[(185.0, "km/h"), (165.0, "km/h"), (230.0, "km/h")],
    );
    says("It earned 212 million euros, against 190 million before.", &[(212e6, "EUR"), (190e6, "EUR")]);
}

#[test]
fn numbers_that_are_no_quantities() {
    check(
        "On May 25, 2024 at 8:30 a.m., for three weeks, in 2005 levels fell; a 34-year-old, aged 34, left.",
    );
    check(
        "Ana Ruiz, 34, of 10 Elm Street won 3-2, then 2-1; call 555-0199 about Highway 61 or Boeing 737 jets.",
    );
    check("No. 10 lamps, Section 8 homes, Article 5 duties, Covid-19 cases, 9/11 families and F-16 pilots.");
    check("One of them, the third man, met the Group of Seven leaders; version 2.1.3 of it is one more.");
}

proptest! {
    #[test]
    fn spans_are_whole_and_apart(text in "([0-9]{1,4}|[$€£%.,:/½-]| |\n|two|half|a|of|million|km|people|May|to|between|and|years|one|in|é){0,60}") {
        let reading = reading(&text);
        let times = times::find(&reading);
        let mut end = 0;
        for mark in find(&reading, &times) {
            prop_assert!(mark.span.start >= end && !mark.span.of(&text).is_empty());
            prop_assert!(mark.value.is_finite() && mark.upper.is_none_or(|upper| upper > mark.value));
            let year = mark.unit == QuantityUnit::Measure("year");
            prop_assert!(year || times.iter().all(|time| !time.span.overlaps(mark.span)));
            end = mark.span.end;
        }
    }
}

/// What the text's quantities measure or count.
fn states_of(text: &str, expected: &[&str]) {
    let words = |mark: &QuantityMark| -> String {
        mark.of.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(marks(text).iter().map(words).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn people_and_what_befell_them() {
    states_of("At least 12 people were killed and 30 injured.", &["people killed", "injured"]);
    states_of("A blast killing more than 40 villagers shook Orsk.", &["villagers killing"]);
    states_of("It left 6 soldiers dead and 14 killed in all.", &["soldiers dead", "killed"]);
    states_of("Some 300 angry protesters marched.", &["angry protesters"]);
    states_of("The 20 rebels killed a guard.", &["rebels"]);
}

#[test]
fn what_is_measured() {
    states_of("It shipped 3 tonnes of grain to Orsk.", &["grain"]);
    states_of("About 60 percent of voters stayed home.", &["voters"]);
    states_of("It sent $3 million in military aid on Monday.", &["military aid"]);
    states_of("He drove 90 miles in the rain.", &[""]);
}
