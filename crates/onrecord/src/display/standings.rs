//! Who stands where on a question: a strip over time, what changed, everybody by side, and the table behind it. On the
//! site and in a file of its own.

use jiff::civil::Date;
use maud::{Markup, html};
use store::{Move, Stand, Standing, moves};
use types::{Basis, Stance};

use super::csv_rows::word;
use super::plain::{day, month_name};
use super::table::percent;

/// The rules for all of it.
pub const STANDINGS_STYLE: &str = include_str!("standings.css");

/// Where a page leads from a position.
pub trait Leads {
    /// From its mark. `number` counts the positions in the order of the standings, from 0.
    fn mark(&self, number: usize, stand: &Stand) -> String;
    /// From its words.
    fn words(&self, stand: &Stand) -> Option<String>;
    /// From the article's name.
    fn article(&self, stand: &Stand) -> Option<String>;
    /// From somebody's name.
    fn person(&self, actor: &str) -> Option<String>;
}

/// What a side is called.
pub const fn side(stance: Option<Stance>) -> &'static str {
    match stance {
        Some(Stance::Favor) => "For",
        Some(Stance::Against) => "Against",
        Some(Stance::Conditional) => "On a condition",
        Some(Stance::Unclear) => "Unclear",
        None => "Divided",
    }
}

/// All sides, in the order in which they are shown.
pub const SIDES: [Option<Stance>; 5] =
    [Some(Stance::Favor), Some(Stance::Against), None, Some(Stance::Conditional), Some(Stance::Unclear)];

/// A link where there is somewhere to go.
fn link(address: Option<String>, words: &str) -> Markup {
    html! { @match address { Some(address) => a href=(address) { (words) }, None => (words) } }
}

/// "For", "once against".
fn held(stand: &Stand) -> String {
    let side = side(Some(stand.stance)).to_lowercase();
    if stand.former { format!("once {side}") } else { side }
}

/// A mark of the strip.
struct Mark<'a> {
    number: usize,
    name: &'a str,
    stand: &'a Stand,
    /// In hundredths of the width.
    x: f64,
    /// How many marks lie between it and the middle.
    level: u32,
}

/// The lane of a side: above, in and below the middle.
const fn lane(stance: Stance) -> usize {
    match stance {
        Stance::Favor => 0,
        Stance::Against => 2,
        Stance::Conditional | Stance::Unclear => 1,
    }
}

/// So near marks lie on each other.
const NEAR: f64 = 2.4;
/// The height of a mark with what is around it.
const STEP: u32 = 16;
/// The room for the name of a side.
const NAME: u32 = 22;

/// The days between the first and the last as a place in hundredths of the width.
fn place(date: Date, [first, last]: [Date; 2]) -> f64 {
    let days = |until: Date| f64::from(first.until(until).map_or(0, |span| span.get_days()));
    if first == last { 50.0 } else { 3.0 + days(date) * 94.0 / days(last) }
}

/// For above, against below, by day; every mark is a link to its words, a line joins what one who moved said before and
/// after. Nothing where no day is known.
pub fn strip(standings: &[Standing], leads: &dyn Leads) -> Markup {
    let all: Vec<(usize, &str, &Stand)> = standings
        .iter()
        .flat_map(|standing| standing.stands.iter().map(|stand| (standing.name.as_str(), stand)))
        .enumerate()
        .map(|(number, (name, stand))| (number, name, stand))
        .collect();
    let days = all.iter().filter_map(|(_, _, stand)| stand.day());
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return html! {} };
    let mut marks: Vec<Mark<'_>> = all
        .iter()
        .filter_map(|&(number, name, stand)| {
            Some(Mark { number, name, stand, x: place(stand.day()?, [first, last]), level: 0 })
        })
        .collect();
    marks.sort_by(|one, other| one.x.total_cmp(&other.x).then(one.number.cmp(&other.number)));
    for index in 0..marks.len() {
        let (before, here) = marks.split_at(index);
        let here = &here[0];
        let taken: Vec<u32> = before
            .iter()
            .filter(|mark| lane(mark.stand.stance) == lane(here.stand.stance) && here.x - mark.x < NEAR)
            .map(|mark| mark.level)
            .collect();
        marks[index].level = (0..).find(|level| !taken.contains(level)).unwrap_or_default();
    }
    let levels = |which| {
        let there = marks.iter().filter(|mark| lane(mark.stand.stance) == which);
        there.map(|mark| mark.level + 1).max().unwrap_or_default()
    };
    let middle = NAME + levels(0).max(1) * STEP + 4;
    let below = middle + levels(1) * STEP + if levels(1) > 0 { 8 } else { 0 };
    let bottom = below + levels(2).max(1) * STEP + 4 + NAME;
    let y = |mark: &Mark<'_>| match lane(mark.stand.stance) {
        0 => middle - mark.level * STEP - STEP / 2 - 2,
        1 => middle + mark.level * STEP + STEP / 2 + 4,
        _ => below + mark.level * STEP + STEP / 2 + 2,
    };
    let at = |stand: &Stand| {
        marks.iter().find(|mark| {
            (&mark.stand.said.document, &mark.stand.said.statement, mark.stand.stance, mark.stand.former)
                == (&stand.said.document, &stand.said.statement, stand.stance, stand.former)
        })
    };
    let moved: Vec<(&Mark<'_>, &Mark<'_>)> =
        moves(standings).iter().filter_map(|one| Some((at(&one.from)?, at(&one.to)?))).collect();
    html! {
        figure.strip {
            svg width="100%" height=(bottom + 22) role="group"
                aria-label={ "For and against from " (day(first)) " to " (day(last)) } {
                text.side x="0" y="14" { "For" }
                text.side x="0" y=(bottom - 6) { "Against" }
                @for (x, _, _) in ticks([first, last]) {
                    line.tick x1=(percentage(x)) x2=(percentage(x)) y1=(NAME) y2=(bottom - NAME + 6) {}
                }
                line.middle x1="0" x2="100%" y1=(middle) y2=(middle) {}
                @if below > middle { line.middle x1="0" x2="100%" y1=(below) y2=(below) {} }
                @for (from, to) in &moved {
                    line.moved x1=(percentage(from.x)) y1=(y(from)) x2=(percentage(to.x)) y2=(y(to)) {}
                }
                @for mark in &marks { (drawn(mark, y(mark), leads)) }
                @for (x, anchor, words) in ticks([first, last]) {
                    text.day x=(percentage(x)) y=(bottom + 16) text-anchor=(anchor) { (words) }
                }
            }
            figcaption {
                "Each mark is a statement and leads to its words. Hollow: held once, or carried over from the context."
                @if !moved.is_empty() { " A line joins the two statements between which somebody moved." }
            }
        }
    }
}

fn percentage(x: f64) -> String {
    format!("{x:.2}%")
}

fn drawn(mark: &Mark<'_>, y: u32, leads: &dyn Leads) -> Markup {
    let stand = mark.stand;
    let hollow = stand.former || stand.basis == Basis::Carried;
    let class = format!("{}{}", word(stand.stance), if hollow { " hollow" } else { "" });
    let when = stand.day().map(day).unwrap_or_default();
    let words = format!("{}, {}, {when}: {}", mark.name, held(stand), shortened(&stand.said.content_text));
    html! {
        a href=(leads.mark(mark.number, stand)) {
            title { (words) }
            @match lane(stand.stance) {
                0 => circle class=(class) cx=(percentage(mark.x)) cy=(y) r="6" {},
                // A square beside circles: colour alone tells no side.
                2 => {
                    svg x=(percentage(mark.x)) y=(y) overflow="visible" {
                        rect class=(class) x="-5.5" y="-5.5" width="11" height="11" {}
                    }
                }
                _ => {
                    svg x=(percentage(mark.x)) y=(y) overflow="visible" {
                        path class=(class) d="M0-7L7 0 0 7-7 0z" {}
                    }
                }
            }
        }
    }
}

/// The beginning of a text, for a place with little room.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The first and the last day in words, and some months between them, each with its place and how it is set.
fn ticks([first, last]: [Date; 2]) -> Vec<(f64, &'static str, String)> {
    if first == last {
        return vec![(50.0, "middle", day(first))];
    }
    let mut ticks = vec![(place(first, [first, last]).min(3.0), "start", day(first))];
    let months =
        (i32::from(last.year()) - i32::from(first.year())) * 12 + i32::from(last.month() - first.month());
    let step = usize::try_from(months / 4).unwrap_or_default().max(1);
    let begins = (1..=months).filter_map(|month| {
        let index = i32::from(first.year()) * 12 + i32::from(first.month()) - 1 + month;
        let (year, month) =
            (i16::try_from(index.div_euclid(12)).ok()?, i8::try_from(index.rem_euclid(12)).ok()?);
        Date::new(year, month + 1, 1).ok()
    });
    for begin in begins.step_by(step) {
        let x = place(begin, [first, last]);
        if (32.0..=68.0).contains(&x) {
            let name = month_name(usize::from(begin.month().unsigned_abs()));
            let words = if begin.month() == 1 { begin.year().to_string() } else { name.to_owned() };
            ticks.push((x, "middle", words));
        }
    }
    ticks.push((97.0, "end", day(last)));
    ticks
}

/// Who moved: from what to what, on which two statements.
pub fn changes(moves: &[Move], leads: &dyn Leads) -> Markup {
    html! {
        @if moves.is_empty() {
            p.empty { "Nobody has moved, as far as the articles say." }
        } @else {
            ol.moves { @for one in moves { (change(one, leads)) } }
        }
    }
}

/// One move.
pub fn change(one: &Move, leads: &dyn Leads) -> Markup {
    let half = |stand: &Stand| {
        html! {
            div.half {
                p { b class=(word(stand.stance)) { (held(stand)) } @if let Some(on) = stand.day() { " · " time datetime=(on) { (day(on)) } } }
                blockquote { (link(leads.words(stand), &stand.said.content_text)) }
                p.facts { (place_of(stand, leads)) }
            }
        }
    };
    html! {
        li {
            p.who { (link(one.actor.as_deref().and_then(|actor| leads.person(actor)), &one.name)) }
            div.halves { (half(&one.from)) span.arrow aria-hidden="true" { "→" } (half(&one.to)) }
        }
    }
}

/// Everybody by side, with the words.
pub fn sides(standings: &[Standing], leads: &dyn Leads) -> Markup {
    let mut number = 0;
    let numbered: Vec<(&Standing, usize)> = standings
        .iter()
        .map(|standing| {
            let first = number;
            number += standing.stands.len();
            (standing, first)
        })
        .collect();
    html! {
        @for stance in SIDES {
            @let there: Vec<&(&Standing, usize)> = numbered.iter().filter(|(one, _)| one.stance == stance).collect();
            @if !there.is_empty() {
                section.sided {
                    h2 class=(stance.map_or_else(|| "divided".to_owned(), word)) { (side(stance)) " " span.count { (there.len()) } }
                    ul { @for (standing, first) in there { (person(standing, *first, leads)) } }
                }
            }
        }
    }
}

fn person(standing: &Standing, first: usize, leads: &dyn Leads) -> Markup {
    html! {
        li {
            p.who {
                (link(standing.actor.as_deref().and_then(|actor| leads.person(actor)), &standing.name))
                @if let Some(since) = standing.since { span.hint { " since " time datetime=(since) { (day(since)) } } }
            }
            @for (number, stand) in (first..).zip(&standing.stands) {
                blockquote class=(word(stand.stance)) id={ "w" (number) } {
                    @if let Some(cue) = &stand.said.cue_text { em { (cue) } ": " }
                    (link(leads.words(stand), &stand.said.content_text))
                }
                p.facts {
                    span { (held(stand)) }
                    @if stand.basis != Basis::Stated { span { (word(stand.basis)) } }
                    @if let Some(on) = stand.day() { span { time datetime=(on) { (day(on)) } } }
                    span title="How sure the reader is of the side" { (percent(stand.confidence)) " sure" }
                    (place_of(stand, leads))
                }
            }
        }
    }
}

/// The outlet and the article.
fn place_of(stand: &Stand, leads: &dyn Leads) -> Markup {
    let said = &stand.said;
    let title = said.title.as_deref().unwrap_or("Article without title");
    html! {
        @if let Some(outlet) = &said.outlet { span { (outlet) } }
        span { (link(leads.article(stand), title)) }
    }
}

/// The table behind the strip, in order of time.
pub fn table(standings: &[Standing], leads: &dyn Leads) -> Markup {
    let mut rows: Vec<(&Standing, &Stand)> =
        standings.iter().flat_map(|one| one.stands.iter().map(move |stand| (one, stand))).collect();
    rows.sort_by_key(|(_, stand)| (stand.day().is_none(), stand.day()));
    html! {
        div.wide role="region" aria-label="All positions" tabindex="0" {
            table {
                thead { tr { th scope="col" { "Day" } th scope="col" { "Who" } th scope="col" { "Side" } th scope="col" { "Words" } th scope="col" { "Where" } } }
                tbody {
                    @for (standing, stand) in rows {
                        tr {
                            td { @if let Some(on) = stand.day() { time datetime=(on) { (on) } } @else { "unknown" } }
                            td { (link(standing.actor.as_deref().and_then(|actor| leads.person(actor)), &standing.name)) }
                            td { (held(stand)) }
                            td { (link(leads.words(stand), &stand.said.content_text)) }
                            td { (stand.said.outlet.as_deref().unwrap_or("—")) }
                        }
                    }
                }
            }
        }
    }
}
