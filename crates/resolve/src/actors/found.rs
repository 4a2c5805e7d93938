//! The names in one article: what the recogniser marked, cleaned, and what only the sources show.

use std::collections::{HashMap, HashSet};

use types::{EntityKind, EntityMark, PartOfSpeech, Span};

use super::bodies::is_form_of_firm;
use crate::article::{Article, is_capitalised};
use crate::circumstances::is_day_or_month;
use crate::events::is_country;
use crate::lexicon::pronouns::pronoun;
use crate::lexicon::{cues, given_names, nouns, people};
use crate::phrase;
use crate::ties::is_seat;

/// A name before it is known whose it is.
pub(super) struct Name<'a> {
    pub span: Span,
    pub words: Vec<String>,
    pub kind: EntityKind,
    /// The courtesy title or short title before it.
    pub title: Option<&'a str>,
    /// Whether "the" is in front of it.
    pub definite: bool,
    /// Sentence, for recency.
    pub sentence: usize,
}

/// All names in order without overlap, cleaned of titles and endings.
pub(super) fn names<'a>(article: &Article<'a>, marks: &[EntityMark], sources: &[Span]) -> Vec<Name<'a>> {
    let mut found: Vec<(Span, EntityKind)> = marks
        .iter()
        .filter(|mark| {
            article.holds(mark.span)
                && mark.kind != EntityKind::Other
                && !is_pronoun(article, mark.span)
                && !is_shouted_label(article, mark.span)
                && !is_field(article, mark.span, mark.kind)
        })
        .filter_map(|mark| Some((cleaned(article, mark.span, mark.kind)?, mark.kind)))
        .collect();
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by(|right, left| left.0.overlaps(right.0));
    let unmarked: Vec<(Span, EntityKind)> =
        sources.iter().flat_map(|source| unmarked_names(article, &found, *source)).collect();
    found.extend(unmarked);
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by(|right, left| left.0.overlaps(right.0));
    without_fields(article, &mut found);
    join_parts(article, &mut found);
    let people: Vec<Vec<String>> = found
        .iter()
        .filter(|(span, kind)| {
            *kind == EntityKind::Person && span.of(article.text).contains(char::is_whitespace)
        })
        .map(|(span, _)| lower_words(span.of(article.text)))
        .collect();
    let surnames: HashSet<&[String]> =
        people.iter().flat_map(|words| (1..words.len()).map(|start| &words[start..])).collect();
    let inner: HashSet<&String> =
        people.iter().filter(|words| words.len() > 2).flat_map(|words| &words[1..words.len() - 1]).collect();
    let of_people: HashSet<&String> = people.iter().flatten().collect();
    let is_name =
        |word: &String| !nouns::is_body(word) && !is_form_of_firm(word) && !phrase::ends_noun_phrase(word);
    // First words of bodies that are called by nothing but names: "Goldman" of "Goldman Sachs", and nobody's.
    let of_bodies: HashSet<String> = found
        .iter()
        .filter(|(_, kind)| *kind == EntityKind::Organisation)
        .map(|(span, _)| lower_words(span.of(article.text)))
        .filter(|words| words.len() > 1 && words[1..].iter().all(is_name))
        .filter_map(|words| words.into_iter().next())
        .filter(|word| given_names::gender_of_name(word).is_none() && !of_people.contains(word))
        .collect();
    let mut names: Vec<Name> = found
        .into_iter()
        .map(|(span, kind)| {
            let words = lower_words(span.of(article.text));
            let before = article.text[..span.start].trim_end();
            let title = before.rsplit(char::is_whitespace).next().filter(|word| people::is_title(word));
            let definite = ["the", "The"].iter().any(|word| before.ends_with(word));
            // A surname that the recogniser took for a place or firm is still the person's; one from the middle of a name, as in Hong
            // Kong, that it took for a firm.
            let middle =
                kind == EntityKind::Organisation && matches!(&words[..], [only] if inner.contains(only));
            let is_surname = (surnames.contains(&words[..]) || middle) && !definite;
            let kind = if title.is_some() || is_surname && kind != EntityKind::Group {
                EntityKind::Person
            } else if matches!(&words[..], [only] if of_bodies.contains(only))
                && (kind == EntityKind::Person || kind == EntityKind::Place && is_saying_town(article, span))
            {
                // "Goldman said", where Goldman Sachs was named and no person of that name.
                EntityKind::Organisation
            } else if kind == EntityKind::Place && is_seat(&words) {
                // "the Kremlin" acts: as a place it stands in the record's places anyway.
                EntityKind::Organisation
            } else {
                kind
            };
            Name { span, words, kind, title, definite, sentence: article.sentence_index(span.start) }
        })
        .collect();
    settle_kinds(&mut names);
    names
}

/// A name that the recogniser took for a person's here and for a body's there is what it took it for most often; a single word that is no
/// word of a person's name can only become a body's.
fn settle_kinds(names: &mut [Name]) {
    let mut counts: HashMap<Vec<String>, (usize, usize)> = HashMap::new();
    let mut of_people: HashSet<String> = HashSet::new();
    for name in names.iter() {
        let (persons, bodies) = counts.entry(name.words.clone()).or_default();
        *persons += usize::from(name.kind == EntityKind::Person);
        *bodies += usize::from(name.kind == EntityKind::Organisation);
        if name.kind == EntityKind::Person && (name.words.len() > 1 || name.title.is_some()) {
            of_people.extend(name.words.iter().cloned());
        }
    }
    for name in names.iter_mut().filter(|name| name.title.is_none()) {
        let Some((persons, bodies)) = counts.get(&name.words) else { continue };
        let person = match &name.words[..] {
            [only] => of_people.contains(only) || given_names::gender_of_name(only).is_some(),
            _ => false,
        };
        match name.kind {
            EntityKind::Person if persons < bodies && !person => name.kind = EntityKind::Organisation,
            EntityKind::Organisation if bodies < persons && name.words.len() > 1 => {
                name.kind = EntityKind::Person
            }
            _ => {}
        }
    }
}

/// "Liverpool said": whether a place that is no country says something.
fn is_saying_town(article: &Article, span: Span) -> bool {
    !is_country(span.of(article.text)) && cues::is_cue(article.token(article.tokens(span).end))
}

/// "Exxon" and "Mobil" side by side, where "Exxon Mobil Corp" is named: one name that the recogniser took for two; "Secretary of" and
/// "State's Office".
fn join_parts(article: &Article, found: &mut Vec<(Span, EntityKind)>) {
    for (span, _) in found.iter_mut().filter(|(span, _)| {
        ["State's", "State’s"].iter().any(|owner| span.of(article.text).starts_with(owner))
    }) {
        if article.text[..span.start].ends_with("Secretary of ") {
            span.start -= "Secretary of ".len();
        }
    }
    found.dedup_by(|right, left| left.0.overlaps(right.0));
    let beginnings: HashSet<Vec<String>> = found
        .iter()
        .filter(|(_, kind)| *kind == EntityKind::Organisation)
        .map(|(span, _)| lower_words(span.of(article.text)))
        .flat_map(|words| (2..=words.len()).map(|end| words[..end].to_vec()).collect::<Vec<_>>())
        .collect();
    found.dedup_by(|right, left| {
        let both = Span::new(left.0.start, right.0.end);
        let joined = left.1 == EntityKind::Organisation
            && right.1 == EntityKind::Organisation
            && article.text.get(left.0.end..right.0.start) == Some(" ");
        let is_named = joined && beginnings.contains(&lower_words(both.of(article.text)));
        if is_named {
            left.0 = both;
        }
        is_named
    });
}

/// "Example House Ruritania adviser", where Example House is named too: the country is what the adviser is there for.
fn without_fields(article: &Article, found: &mut [(Span, EntityKind)]) {
    let is_body = |kind: EntityKind| matches!(kind, EntityKind::Organisation | EntityKind::Place);
    let bodies: HashSet<&str> =
        found.iter().filter(|(_, kind)| is_body(*kind)).map(|(span, _)| span.of(article.text)).collect();
    for (span, _) in found.iter_mut().filter(|(_, kind)| is_body(*kind)) {
        let behind = article.token(article.tokens(*span).end);
        if let Some((body, field)) = span.of(article.text).rsplit_once(' ')
            && bodies.contains(body)
            && is_country(field)
            && nouns::is_role(behind)
        {
            span.end = span.start + body.len();
        }
    }
}

/// A pronoun that the recogniser took for a name.
fn is_pronoun(article: &Article, span: Span) -> bool {
    let words = span.of(article.text);
    pronoun(words).is_some()
}

/// "Minister of Trade": what a minister is there for is no body.
fn is_field(article: &Article, span: Span, kind: EntityKind) -> bool {
    let first = article.tokens(span).start;
    let word = |back: usize| first.checked_sub(back).map(|token| article.token(token)).unwrap_or_default();
    kind == EntityKind::Organisation
        && matches!(word(1), "of" | "for")
        && matches!(word(2).to_lowercase().as_str(), "minister" | "ministers")
}

/// "OKAFOR:" – a turn's label in capitals repeats a name that stands elsewhere, or names the outlet.
fn is_shouted_label(article: &Article, span: Span) -> bool {
    let label = article.block(span.start).and_then(|block| block.label);
    label.is_some_and(|label| label.overlaps(span)) && !span.of(article.text).chars().any(char::is_lowercase)
}

/// The span without titles, articles, a role in front of a person's name and possessive ending; none when nothing is
/// left.
fn cleaned(article: &Article, span: Span, kind: EntityKind) -> Option<Span> {
    // "MIRSK - Verania": the town is no part of the name.
    let words = phrase::words(article.text, article.behind_dateline(span));
    let first = words.iter().position(|word| {
        !(phrase::is_article(word.text) && kind != EntityKind::Other
            || kind == EntityKind::Person && people::is_title(word.text))
    })?;
    let first = if kind == EntityKind::Person { behind_role(&words, first) } else { first };
    let last = words.last()?;
    Some(Span::new(words[first].span.start, last.span.end))
}

/// "Secretary of State Jo Doe": the index of "Jo". A name of two words must be left; "Pope" and "King" belong to it.
fn behind_role(words: &[phrase::Word], first: usize) -> usize {
    let ends = words.len().saturating_sub(2);
    let role = (first..ends).rev().find(|&at| {
        let lower = words[at].lower();
        // "Dean Robert Doe", "Major Ann Roe": who has a given name besides has a title in front.
        let title = at == first
            && matches!(lower.as_str(), "dean" | "major" | "bishop" | "marshal" | "judge")
            && words.get(at + 1).is_some_and(|next| given_names::gender_of_name(next.text).is_some());
        title
            || nouns::is_role(&lower)
                && !nouns::same_role(&lower, "king")
                && !nouns::same_role(&lower, "pope")
    });
    let Some(role) = role else { return first };
    let complement = matches!(words[role + 1].text, "of" | "for");
    let name = role + if complement { 3 } else { 1 };
    if name <= ends { name } else { first }
}

/// Names in a source that the recogniser passed over: runs of capitalised words at the end of a part of the phrase.
/// `marked` is in order, without overlap.
fn unmarked_names(article: &Article, marked: &[(Span, EntityKind)], source: Span) -> Vec<(Span, EntityKind)> {
    let overlaps = |span: Span| {
        let next = marked.partition_point(|(other, _)| other.end <= span.start);
        marked.get(next).is_some_and(|(other, _)| other.overlaps(span))
    };
    let mut words = phrase::words(article.text, source);
    if let Some(last) = words.last_mut() {
        last.possessive = false;
    }
    let mut found = Vec::new();
    let mut run: Vec<phrase::Word> = Vec::new();
    let sentence_start = article.sentence(source.start).start;
    let mut close = |run: &mut Vec<phrase::Word>| {
        // "French President Doe": what stands before the name is a role.
        if let Some(role) =
            run.iter().take(run.len().saturating_sub(1)).rposition(|word| nouns::is_role(&word.lower()))
        {
            run.drain(..=role);
        }
        while run.first().is_some_and(|word| {
            phrase::is_article(word.text)
                || people::is_title(word.text)
                || pronoun(word.text).is_some()
                || nouns::is_role(&word.lower())
        }) {
            run.remove(0);
        }
        if let (Some(first), Some(last)) = (run.first(), run.last()) {
            let span = Span::new(first.span.start, last.span.end);
            let lower = last.lower();
            let (noun, plural) = nouns::singular(&lower);
            // At the start of a sentence a plural or a word that also stands in lower case is a common noun.
            let in_front = first.span.start == sentence_start;
            let is_common = |word: &phrase::Word| {
                let named = |(name, _): &(Span, EntityKind)| name.of(article.text).contains(word.text);
                is_common_noun(article, word.span) && !marked.iter().any(named)
            };
            let common = in_front && run.iter().all(is_common)
                || run.len() == 1
                    && (pronoun(&lower).is_some()
                        || phrase::is_number_word(&lower)
                        || is_day_or_month(&lower)
                        || nouns::is_body(&noun)
                        || nouns::is_document(&noun)
                        || in_front && (plural || in_lower_case(article.text, &lower)));
            if !overlaps(span) && !common && !nouns::is_role(&noun) && !last.possessive {
                // "The Ceann Comhairle": a name with an article is no person's.
                let article_before =
                    ["the", "The"].iter().any(|word| article.text[..span.start].trim_end().ends_with(word));
                let body = nouns::is_body(&noun) || run.len() == 1 || article_before;
                // "the Dutchman", "the Senegalese" describe a person.
                if article_before && run.len() == 1 && phrase::is_demonym(&lower) {
                    run.clear();
                    return;
                }
                found.push((span, if body { EntityKind::Organisation } else { EntityKind::Person }));
            }
        }
        run.clear();
    };
    for word in words {
        // "everyone I’ve met".
        let subject = word.uncontracted() == "I" && word.text != "I";
        let named = is_capitalised(word.text) && !word.in_parentheses && !subject;
        if named && article.spoken_at(word.span.start).is_none() {
            run.push(word);
            if word.ends_segment {
                close(&mut run);
            }
        } else {
            // "The Senegalese forward": what a common noun follows is no name of its own.
            let ends = word.in_parentheses
                || word.text.chars().any(|character| character.is_ascii_digit())
                || phrase::ends_noun_phrase(&word.lower());
            if ends { close(&mut run) } else { run.clear() }
        }
    }
    close(&mut run);
    found
}

/// "Evidence confirms it": whether the parser, surely, takes the word for a common noun.
fn is_common_noun(article: &Article, word: Span) -> bool {
    let Some(sentence) = article.parsed(word) else { return false };
    let at = sentence.parsed.word_at(word.start);
    at.is_some_and(|at| sentence.tag(at) == PartOfSpeech::Noun && sentence.is_sure(at))
}

/// Whether the word, which is in lower case, stands so somewhere in the text.
fn in_lower_case(text: &str, lower: &str) -> bool {
    text.match_indices(lower).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + lower.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// A name's words in small letters, without marks at their ends. Short forms are written as one: "U.N." and "UN", "J&J" and "JJ".
pub(super) fn lower_words(name: &str) -> Vec<String> {
    let shortened = |word: &str| {
        let letters = word.split(['.', '&']).filter(|part| !part.is_empty());
        let is_short = word.contains(['.', '&']) && letters.clone().all(|part| part.chars().nth(1).is_none());
        if is_short { letters.collect() } else { word.to_owned() }
    };
    name.split_whitespace()
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .map(|word| shortened(&word))
        .collect()
}
