//! Time expressions of English news: which words they are, and what those words say by themselves.
//!
//! A hand-written grammar over tokens, because every rule stays readable and the work is linear: [`lexer`] looks each
//! token up once, [`dates`], [`years`], [`relative`] and [`clock`] try to begin an expression at a token and keep the longest,
//! [`join`] puts neighbours together ("8 a.m." + "Saturday", "May" + "June", "since" + "2021"). Which day is meant
//! is no question of the words; `resolve` answers it.
//!
//! Spans follow TIMEX3: determiners and modifiers belong to them ("the end of March", "late Thursday"), prepositions
//! and the possessive ending do not.

mod clock;
mod dates;
mod join;
mod lexer;
mod relative;
#[cfg(test)]
mod tests;
mod years;

use lexer::{Kind, Lexemes};
use types::{Reading, TimeExpression, TimeMark};

/// Where an expression ends (one past its last token) and what it says.
type Found = (usize, TimeExpression);

/// An expression and its tokens, `start..end`.
#[derive(Clone, Debug)]
struct Atom {
    start: usize,
    end: usize,
    expression: TimeExpression,
}

/// The time expressions of a document, in order, without overlap; ranges are one expression.
pub fn find(reading: &Reading) -> Vec<TimeMark> {
    let lexemes = Lexemes::of_reading(reading);
    let atoms = join::ranges(&lexemes, join::moments(&lexemes, atoms(&lexemes)));
    marks(&lexemes, join::borders(&lexemes, atoms))
}

/// As [`find`], but both ends of a range stand alone, as TIMEX3 wants it: for measuring against TIMEX3 corpora.
pub fn find_single(reading: &Reading) -> Vec<TimeMark> {
    let lexemes = Lexemes::of_reading(reading);
    let atoms = join::moments(&lexemes, atoms(&lexemes));
    marks(&lexemes, join::borders(&lexemes, atoms))
}

/// The first expression of a short text (a post's stamp, a date line) that names a calendar date; none if there is none.
pub fn date_in(text: &str) -> Option<TimeExpression> {
    let lexemes = Lexemes::of_text(text);
    let atoms = join::moments(&lexemes, atoms(&lexemes));
    let dated = |expression: &TimeExpression| match expression {
        TimeExpression::Clock { day: Some(day), .. } => matches!(**day, TimeExpression::Date { .. }),
        other => matches!(other, TimeExpression::Date { .. }),
    };
    atoms.into_iter().map(|atom| atom.expression).find(dated)
}

fn marks(lexemes: &Lexemes, atoms: Vec<Atom>) -> Vec<TimeMark> {
    atoms
        .into_iter()
        .map(|atom| TimeMark { span: lexemes.span(atom.start, atom.end), expression: atom.expression })
        .collect()
}

/// The expressions that stand for themselves, each the longest at its place.
fn atoms(lexemes: &Lexemes) -> Vec<Atom> {
    let names = dates::Names::of(lexemes);
    let mut atoms = Vec::new();
    let mut at = 0;
    while at < lexemes.len() {
        match longest(lexemes, at, &names) {
            Some((end, expression)) if end > at => {
                atoms.push(Atom { start: at, end, expression });
                at = end;
            }
            _ => at += 1,
        }
    }
    atoms
}

fn longest(lexemes: &Lexemes, at: usize, names: &dates::Names) -> Option<Found> {
    if matches!(lexemes.kind(at), Kind::Other | Kind::Break) {
        return None;
    }
    let found = [
        dates::date(lexemes, at, names),
        dates::modified(lexemes, at, names),
        relative::relative(lexemes, at),
        relative::recurring(lexemes, at),
        clock::clock(lexemes, at),
    ];
    // Of equals the earlier rule wins: it is the more specific one (`max_by_key` would keep the last).
    found.into_iter().flatten().reduce(|best, next| if next.0 > best.0 { next } else { best })
}
