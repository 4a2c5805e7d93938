//! One question: for and against over time, who moved, everybody by side.

use std::collections::BTreeSet;

use maud::html;
use store::{Standing, moves};

use super::parts::{ToArticles, exports, number, some};
use crate::display::standings::{SIDES, changes, side, sides, strip, table};
use crate::serve::answer::Answer;
use crate::serve::api::questions::standings_of;
use crate::serve::asked::{Asked, address, escaped};
use crate::serve::problem::Problem;

/// Positions that are looked at, the last ones: of a question with more, the lists for programs have all.
const LOOKED_AT: usize = 500;

/// Statements and moves on a page.
const STATEMENTS: usize = 300;
const MOVES: usize = 50;

/// `GET /questions/{id}`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (question, standings, more) = standings_of(asked, Some(LOOKED_AT))?;
    let statements = count(&standings);
    let speakers = standings.len() as u64;
    let moved = moves(&standings);
    let all = by_side(&standings);
    let shown = newest(standings, STATEMENTS);
    let content = html! {
        header.person {
            p.hint { a href="/questions" { "Questions" } }
            h1 { (question.ask) }
            p.facts {
                span { @if more { "the last " } (some(statements, "statement")) " of " (some(speakers, "speaker")) }
                span { "copies of one story count once" }
                span { a href=(address("/timeline", &[("question", &question.id)])) { "timeline" } }
            }
        }
        @if shown.is_empty() {
            div.empty {
                p { "Nobody takes a side, as far as the articles say." }
                p {
                    "Other words for the matter may help (" code { "terms" } ", " code { "for" } " and " code { "against" }
                    " in a file for " code { "onrecord question add --file" } "), or more articles: " code { "onrecord read FOLDER" } "."
                }
            }
        } @else {
            @if count(&shown) < statements {
                p.hint {
                    "The last " (some(count(&shown), "statement")) " and who made them are shown; of the speakers of "
                    @if more { "the last " } (number(statements)) ", "
                    @for (index, (side, speakers)) in all.iter().enumerate() {
                        @if index > 0 { ", " }
                        (number(*speakers as u64)) " " (side.to_lowercase())
                    }
                    ". The lists below have all statements."
                }
            }
            section { h2 { "Over time" } (strip(&shown, &ToArticles)) }
            section { h2 { "Who moved" } (changes(&moved[moved.len().saturating_sub(MOVES)..], &ToArticles)) }
            div.sides { (sides(&shown, &ToArticles)) }
            details.behind {
                summary { "Statements as a table" }
                (table(&shown, &ToArticles))
            }
            @let api = format!("/api/questions/{}", escaped(&question.id));
            (exports(asked, &format!("{api}/positions")))
            p.exports {
                "Also: " a href={ (api) "/standings" } { "standings" } " · " a href={ (api) "/changes" } { "who moved" }
            }
        }
    };
    super::page(asked, &question.ask, &content)
}

fn count(standings: &[Standing]) -> u64 {
    standings.iter().map(|one| one.stands.len() as u64).sum()
}

/// How many speakers are on which side, in the order of the sides.
fn by_side(standings: &[Standing]) -> Vec<(&'static str, usize)> {
    let count = |side| standings.iter().filter(|one| one.stance == side).count();
    SIDES.iter().map(|&stance| (side(stance), count(stance))).filter(|(_, count)| *count > 0).collect()
}

/// The last statements, with who made them; what is known of these follows from all that they said.
pub fn newest(mut standings: Vec<Standing>, most: usize) -> Vec<Standing> {
    let stands = standings.iter().enumerate().flat_map(|(who, standing)| {
        standing.stands.iter().enumerate().map(move |(what, stand)| (stand.day(), who, what))
    });
    let mut stands: Vec<_> = stands.collect();
    stands.sort_unstable();
    let kept: BTreeSet<(usize, usize)> =
        stands.into_iter().rev().take(most).map(|(_, who, what)| (who, what)).collect();
    for (who, standing) in standings.iter_mut().enumerate() {
        let mut what = 0..;
        standing.stands.retain(|_| what.next().is_some_and(|what| kept.contains(&(who, what))));
    }
    standings.retain(|standing| !standing.stands.is_empty());
    standings
}
