//! Where the text names a place: the marks, and what they miss.

use std::collections::BTreeSet;

use types::{Actor, ActorKind, BlockKind, EntityKind, EntityMark, Marks, Reading, Span};

use super::gazetteer::{Gazetteer, Kind};
use super::names::{self, Feature};
use crate::article::{Article, is_capitalised, is_word};

/// One mention of a place.
pub(super) struct Mention {
    pub span: Span,
    /// The name, normalised, short forms written out.
    pub name: String,
    /// What a common noun beside the span says.
    pub feature: Option<Feature>,
    /// The name of what the place lies in, normalised, where the text says so.
    pub container: Option<String>,
    /// Whether it opens its paragraph as a dateline does.
    pub dateline: bool,
    /// Whether it is the surname of one of the document's persons.
    pub is_surname: bool,
}

/// Inhabitants from which on a town is known well enough to be found without a mark.
const WELL_KNOWN: u32 = 100_000;
/// Words of the longest name that is looked for without a mark.
const LONGEST: usize = 4;

/// All mentions, in order, without overlap among those that are added to the marks.
pub(super) fn mentions(
    reading: &Reading,
    marks: &Marks,
    actors: &[Actor],
    gazetteer: Gazetteer,
) -> Vec<Mention> {
    let article = Article::new(reading, &marks.syntax);
    let surnames: BTreeSet<&str> = actors
        .iter()
        .filter(|actor| actor.kind == ActorKind::Person)
        .filter_map(|actor| actor.name.rsplit_once(' '))
        .filter(|(before, _)| is_capitalised(before))
        // "Resident of Tabriz" bears no such name.
        .filter(|(before, _)| {
            !before.ends_with(" of") && !before.rsplit(' ').next().is_some_and(is_preposition)
        })
        .map(|(_, surname)| surname)
        .collect();
    let mut spans: Vec<Span> = marks
        .entities
        .iter()
        .filter(|mark| mark.kind == EntityKind::Place && article.holds(mark.span))
        .flat_map(|mark| parts(article.text, mark.span))
        .collect();
    let places_by_name: BTreeSet<String> =
        spans.iter().map(|span| full(own_name(span.of(article.text)))).collect();
    spans.extend(relabelled(&article, marks, gazetteer, &places_by_name, &surnames));
    spans.extend(homes(&article, marks, gazetteer, &places_by_name));
    spans.sort();
    spans.dedup();
    let missed = missed(&article, marks, gazetteer, &spans);
    spans.extend(missed);
    // "Emirates flies to Graz": without an article the airline, not the country.
    spans.retain(|span| {
        let before = article.tokens(*span).start.checked_sub(1).map_or("", |token| article.token(token));
        own_name(span.of(article.text)) != "Emirates" || before.eq_ignore_ascii_case("the")
    });
    spans.sort();
    spans.dedup();
    let containers: Vec<Option<String>> =
        (0..spans.len()).map(|index| container(&article, &spans, index)).collect();
    spans
        .iter()
        .zip(containers)
        .map(|(&span, container)| {
            let words = span.of(article.text).trim();
            let own = own_name(words);
            // "Baton Rouge, LA" is in Louisiana; "a store in L.A." is not.
            let behind_comma = article.text[..span.start].trim_end().ends_with(',');
            let name = if matches!(own, "LA" | "L.A" | "L.A.") && !behind_comma {
                "los angeles".to_owned()
            } else if article.text.get(span.end..).is_some_and(|rest| rest.starts_with('.'))
                && names::is_state_abbreviation(&format!("{own}."))
            {
                full(&format!("{own}."))
            } else {
                full(own)
            };
            let tokens = article.tokens(span);
            let before = tokens.start.checked_sub(1).map_or("", |token| article.token(token));
            Mention {
                span,
                name,
                feature: beside(&article, tokens.start, tokens.end),
                container,
                dateline: is_dateline(&article, span),
                is_surname: surnames.contains(own) && !is_preposition(before),
            }
        })
        .collect()
}

/// A marked span cut at its commas: "Paris, Texas" is two places.
fn parts(text: &str, span: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = span.start;
    for words in span.of(text).split_inclusive(", ") {
        let own = words.trim_end_matches([',', ' ', ':', ';']);
        if !own.is_empty() {
            parts.push(Span::new(start, start + own.len()));
        }
        start += words.len();
    }
    parts
}

/// The name without a possessive ending.
fn own_name(words: &str) -> &str {
    words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).unwrap_or(words).trim()
}

fn full(words: &str) -> String {
    names::short_form(words).map_or_else(|| names::normalise(words), str::to_owned)
}

/// The common noun directly behind a name ("Kharkiv oblast"), else "county" directly before it.
fn beside(article: &Article, start: usize, end: usize) -> Option<Feature> {
    let noun = |index: usize| {
        names::feature(&article.token(index).to_lowercase()).filter(|&found| found != Feature::Plain)
    };
    if let Some(found) = noun(end) {
        let river = found == Feature::Near && !is_capitalised(article.token(end));
        return (!river).then_some(found);
    }
    match (start.checked_sub(1).map(|index| article.token(index)), start.checked_sub(2)) {
        (Some("of"), Some(noun_at)) => noun(noun_at).filter(|&found| found != Feature::Near),
        (Some("County"), _) => Some(Feature::Unit),
        _ => None,
    }
}

/// The next place where a comma or "in" says that the name lies in it.
fn container(article: &Article, spans: &[Span], index: usize) -> Option<String> {
    let span = spans[index];
    let next = spans.get(index + 1)?;
    let between = article.text.get(span.end..next.start)?;
    let joined = matches!(between, ", " | " in " | " (" | ", in ") || is_unit_link(between);
    joined.then(|| full(own_name(next.of(article.text).trim())))
}

/// "Kharkiv in the oblast of", "Pandi, a town in": short links that end in a preposition of place.
fn is_unit_link(between: &str) -> bool {
    between.len() < 40
        && !between.contains(['.', '"', '“', ';', '\n'])
        && (between.ends_with(" in ") || between.ends_with(" of ") || between.ends_with(" in the "))
        && between.split_whitespace().any(|word| names::feature(word).is_some())
}

/// Whether the span opens a paragraph and is followed by what ends a dateline.
fn is_dateline(article: &Article, span: Span) -> bool {
    let Some(block) = article.block(span.start) else { return false };
    if block.kind == BlockKind::Title || block.body.start != span.start {
        return false;
    }
    let rest: String = article.text.get(span.end..block.body.end).unwrap_or("").chars().take(40).collect();
    rest.trim_start().starts_with(['(', '—', '–'])
        || rest.starts_with(" - ")
        || (rest.starts_with(',') && rest.contains(['—', '–', '(']))
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "in" | "at"
            | "near"
            | "from"
            | "to"
            | "around"
            | "outside"
            | "across"
            | "inside"
            | "throughout"
            | "into"
            | "toward"
            | "towards"
    )
}

/// Marks of other kinds that are places by where they stand: behind a party's letter ("D-Oakland"), as a dateline, before a
/// word of public service, when the same name is marked as a place elsewhere, or when it is that of a large town.
fn relabelled(
    article: &Article,
    marks: &Marks,
    gazetteer: Gazetteer,
    places: &BTreeSet<String>,
    surnames: &BTreeSet<&str>,
) -> Vec<Span> {
    let is_place = |mark: &EntityMark| {
        let tokens = article.tokens(mark.span);
        let before = |back: usize| tokens.start.checked_sub(back).map_or("", |token| article.token(token));
        let own = own_name(mark.span.of(article.text));
        let name = full(own);
        if matches!(before(1), "-" | "–") && matches!(before(2), "D" | "R") {
            return true;
        }
        let elsewhere = places.contains(&name) && !surnames.contains(own);
        match mark.kind {
            // Towns give people their names: a lone one counts as a town only where a preposition says so.
            EntityKind::Person => {
                elsewhere
                    || is_preposition(before(1)) && !surnames.contains(own) && is_well_known(gazetteer, &name)
            }
            EntityKind::Organisation => {
                elsewhere
                    || is_dateline(article, mark.span)
                    || is_civic(article.token(tokens.end))
                    || is_well_known(gazetteer, &name)
            }
            EntityKind::Group => elsewhere || is_well_known(gazetteer, &name),
            EntityKind::Place | EntityKind::Other => false,
        }
    };
    let marked = marks.entities.iter().filter(|mark| article.holds(mark.span) && is_place(mark));
    marked.map(|mark| mark.span).collect()
}

/// The place in the name of an organisation that serves it: "Tulsa" in "Tulsa Police Department", "Ghana" in "Bank of Ghana".
fn homes(article: &Article, marks: &Marks, gazetteer: Gazetteer, places: &BTreeSet<String>) -> Vec<Span> {
    let mut found = Vec::new();
    for mark in &marks.entities {
        if !matches!(mark.kind, EntityKind::Organisation | EntityKind::Other) || !article.holds(mark.span) {
            continue;
        }
        let tokens = article.tokens(mark.span);
        let start = tokens.start + usize::from(article.token(tokens.start).eq_ignore_ascii_case("the"));
        let longest = (start + LONGEST + 2).min(tokens.end);
        let span = |start: usize, end: usize| {
            Span::new(article.token_span(start).start, article.token_span(end - 1).end)
        };
        let known = |span: Span, next: &str| {
            let name = full(span.of(article.text));
            places.contains(&name)
                || is_well_known(gazetteer, &name)
                || is_civic(next) && gazetteer.find(&name).next().is_some()
        };
        let first = (start + 1..longest)
            .rev()
            .filter(|&end| article.token(end) != "." && is_capitalised(article.token(start)))
            .map(|end| (span(start, end), article.token(end)))
            .find(|&(span, next)| known(span, next));
        let last = (start + 1..tokens.end)
            .filter(|&at| matches!(article.token(at), "of" | "in"))
            .map(|at| at + 1 + usize::from(article.token(at + 1) == "the"))
            .filter(|&at| at < tokens.end && is_capitalised(article.token(at)))
            .map(|at| span(at, tokens.end))
            .find(|&span| known(span, ""));
        found.extend(first.map(|(span, _)| span).into_iter().chain(last));
    }
    found
}

/// Whether a word names a body that serves a place whose name stands in front of it.
fn is_civic(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "police"
            | "sheriff"
            | "county"
            | "parish"
            | "city"
            | "town"
            | "fire"
            | "state"
            | "university"
            | "college"
            | "high"
            | "middle"
            | "elementary"
            | "school"
            | "schools"
            | "department"
            | "council"
            | "district"
            | "hospital"
            | "attorney"
            | "court"
            | "mayor"
            | "municipal"
            | "public"
            | "airport"
            | "township"
            | "village"
            | "borough"
            | "residents"
            | "coroner"
            | "library"
            | "medical"
            | "community"
            | "regional"
            | "senior"
    )
}

/// Whether the name is that of a continent, country, first-order unit, region or large town.
pub(super) fn is_well_known(gazetteer: Gazetteer, name: &str) -> bool {
    gazetteer.find(name).any(|entry| {
        (matches!(entry.kind, Kind::Country | Kind::Admin1 | Kind::Continent | Kind::Region)
            || entry.population >= WELL_KNOWN)
            && (matches!(entry.kind, Kind::Country | Kind::Capital) || names::normalise(entry.name) == name)
    })
}

/// Words before "of" that only a place has.
fn is_part(word: &str) -> bool {
    matches!(
        word,
        "parts"
            | "areas"
            | "swathes"
            | "outskirts"
            | "suburbs"
            | "north"
            | "south"
            | "east"
            | "west"
            | "city"
            | "town"
            | "village"
            | "county"
            | "province"
            | "region"
            | "district"
            | "island"
            | "port"
    )
}

/// Names outside the marks that are those of countries, states or large towns, where the words before leave no doubt; of any
/// place, known or not, where they name a part of it ("parts of Kerry and Clare").
fn missed(article: &Article, marks: &Marks, gazetteer: Gazetteer, places: &[Span]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut parted: Option<Span> = None;
    let count = article.reading.tokens.len();
    let mut index = 0;
    while index < count {
        let start = index;
        index += 1;
        if !is_capitalised(article.token(start)) {
            continue;
        }
        let before = start.checked_sub(1).map_or("", |token| article.token(token));
        let behind_place = before == ","
            && start >= 2
            && places.iter().chain(&found).any(|place| place.end == article.token_span(start - 2).end);
        let opens = article
            .block(article.token_span(start).start)
            .is_some_and(|block| block.body.start == article.token_span(start).start);
        let has_parts = start >= 2
            && match before {
                "of" => is_part(article.token(start - 2)),
                "and" | "or" => parted.is_some_and(|place| place.end == article.token_span(start - 2).end),
                _ => false,
            };
        if !(is_preposition(before) || behind_place || opens || has_parts) {
            continue;
        }
        let is_place = |name: &str| has_parts || is_well_known(gazetteer, name);
        if let Some(span) = name_at(article, start, opens, behind_place, is_place)
            && is_free(marks, places, span, has_parts)
        {
            found.push(span);
            parted = has_parts.then_some(span);
            index = article.tokens(span).end;
        }
    }
    found
}

/// The longest run of capitalised words from `start` that is a place, if no further name goes on behind it.
fn name_at(
    article: &Article,
    start: usize,
    opens: bool,
    behind_place: bool,
    is_place: impl Fn(&str) -> bool,
) -> Option<Span> {
    let joined = |index: usize| {
        let (left, right) = (article.token_span(index), article.token_span(index + 1));
        article.text.get(left.end..right.start).is_some_and(|gap| gap.is_empty() || gap == " ")
    };
    let sentence = article.sentence(article.token_span(start).start);
    let mut end = start + 1;
    while end < start + 2 * LONGEST
        && joined(end - 1)
        && article.token_span(end).end <= sentence.end
        && (article.token(end) == "." && article.token(end - 1).chars().count() <= 4
            || is_capitalised(article.token(end)) && is_word(article.token(end)))
    {
        end += 1;
    }
    let whole = Span::new(article.token_span(start).start, article.token_span(end - 1).end);
    let mut span = whole;
    let words = loop {
        let words = span.of(article.text);
        if !words.ends_with('.') || names::is_state_abbreviation(words) {
            break words;
        }
        span = Span::new(span.start, span.end - 1);
    };
    if names::is_state_abbreviation(words) {
        return (behind_place && words.contains('.')).then_some(span);
    }
    let short = words.chars().count() <= 3;
    let dateline = opens && is_dateline(article, span) && !words.chars().any(char::is_lowercase);
    if (opens && !dateline) || (short && !matches!(words, "U.S" | "US" | "UK" | "UAE" | "USA")) {
        return None;
    }
    is_place(&full(words)).then_some(span)
}

/// Whether no mark claims the words; an organisation of exactly this name does not ("in Texas"), nor does anything but a
/// person where the words name a part of it.
fn is_free(marks: &Marks, places: &[Span], span: Span, has_parts: bool) -> bool {
    !places.iter().any(|place| place.overlaps(span))
        && !marks.entities.iter().filter(|mark| mark.span.overlaps(span)).any(|mark| match mark.kind {
            EntityKind::Organisation => mark.span != span && !has_parts,
            EntityKind::Person => true,
            _ => !has_parts,
        })
}
