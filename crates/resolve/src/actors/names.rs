//! Groups the names of one article: full names first, then surnames, given names, acronyms and short forms. A surname
//! that fits two people is given to one of them only when a title, a role or the custom of the article decides.

use std::collections::{HashMap, HashSet};

use types::{ActorKind, EntityKind, EntityMark, Span};

use super::gender::{self, Votes};
use super::roles::Role;
use super::{Cast, Entry, Mention, roles};
use crate::article::{Article, is_capitalised};
use crate::lexicon::people;
use crate::lexicon::pronouns::pronoun;
use crate::phrase;

/// A name before it is known whose it is.
struct Name<'a> {
    span: Span,
    words: Vec<String>,
    kind: EntityKind,
    /// The courtesy title or short title before it.
    title: Option<&'a str>,
    /// Sentence, for recency.
    sentence: usize,
}

/// Groups the marked names, and names that only the sources show (`sources`), into actors.
pub(crate) fn cast(article: &Article, marks: &[EntityMark], sources: &[Span]) -> Cast {
    let names = names(article, marks, sources);
    let beside: Vec<Vec<Role>> = names.iter().map(|name| roles::beside(article, name.span)).collect();
    let mut cast = Cast::default();
    let mut actor_of: Vec<Option<usize>> = vec![None; names.len()];
    full_persons(&names, &mut cast, &mut actor_of);
    bodies_and_places(&names, &mut cast, &mut actor_of);
    for (name, actor) in names.iter().zip(&actor_of) {
        if let Some(actor) = *actor {
            let entry = &mut cast.entries[actor];
            if name.words.len() > lower_words(&entry.name).len() {
                entry.name = name.span.of(article.text).split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
    }
    let persons: Vec<Span> =
        names.iter().filter(|name| name.kind == EntityKind::Person).map(|name| name.span).collect();
    let mut votes = vec![Votes::default(); cast.entries.len()];
    for ((name, beside), actor) in names.iter().zip(&beside).zip(&actor_of) {
        if let Some(actor) = *actor {
            vote(article, name, beside, &persons, &mut votes[actor]);
        }
    }
    for (entry, votes) in cast.entries.iter_mut().zip(&mut votes) {
        if entry.kind == ActorKind::Person {
            votes.add(gender::of_given_name(&entry.name), gender::GIVEN);
            entry.gender = votes.verdict();
        }
    }
    roles::gather(article, named(&names, &beside, &actor_of), &mut cast.entries);
    let mut rivals_of: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    let mut bearers = Bearers::new(&names, &actor_of);
    for index in 0..names.len() {
        if actor_of[index].is_some() || names[index].kind != EntityKind::Person {
            continue;
        }
        match short_person(&names, &beside[index], index, &cast, &actor_of, &bearers) {
            Ok(actor) => {
                actor_of[index] = Some(actor);
                vote(article, &names[index], &beside[index], &persons, &mut votes[actor]);
                cast.entries[actor].gender = votes[actor].verdict();
            }
            Err(rivals) if rivals.is_empty() => {
                let mut entry =
                    Entry::named(names[index].span.of(article.text).to_owned(), ActorKind::Person);
                let mut own = Votes::default();
                vote(article, &names[index], &beside[index], &persons, &mut own);
                entry.gender = own.verdict();
                cast.entries.push(entry);
                votes.push(own);
                actor_of[index] = Some(cast.entries.len() - 1);
            }
            Err(rivals) => rivals_of[index] = rivals,
        }
        if actor_of[index].is_some() {
            bearers.add(&names, index, &actor_of);
        }
    }
    // Roles once more, now that surnames are known ("Crane, the judge,").
    roles::gather(article, named(&names, &beside, &actor_of), &mut cast.entries);
    for (index, name) in names.iter().enumerate() {
        if let Some(actor) = actor_of[index] {
            cast.entries[actor].mentions.push(name.span);
        }
        cast.mentions.push(Mention {
            span: name.span,
            kind: name.kind,
            actor: actor_of[index],
            rivals: std::mem::take(&mut rivals_of[index]),
        });
    }
    for entry in &mut cast.entries {
        let from_name = entry.name.split_whitespace().map(str::to_lowercase).filter(|word| word.len() > 2);
        let from_roles = entry
            .roles
            .iter()
            .flat_map(|role| role.split_whitespace())
            .map(|word| word.trim_end_matches(',').to_lowercase());
        entry.words = from_roles.chain(from_name).collect();
    }
    cast
}

/// The names as [`roles::gather`] wants them.
fn named<'a>(
    names: &'a [Name],
    beside: &'a [Vec<Role>],
    actor_of: &'a [Option<usize>],
) -> impl Iterator<Item = roles::Named<'a>> {
    names
        .iter()
        .zip(beside)
        .zip(actor_of)
        .map(|((name, beside), actor)| (name.span, name.kind, beside.as_slice(), *actor))
}

fn vote(article: &Article, name: &Name, beside: &[Role], persons: &[Span], votes: &mut Votes) {
    votes.add(name.title.and_then(people::courtesy).flatten(), gender::TITLE);
    votes.add(gender::of_following_pronoun(article, name.span, persons), gender::PRONOUN);
    for word in beside.iter().flat_map(Role::lower_words) {
        votes.add(people::gender_of_noun(&word), gender::NOUN);
    }
}

/// All names in order without overlap, cleaned of titles and endings.
fn names<'a>(article: &Article<'a>, marks: &[EntityMark], sources: &[Span]) -> Vec<Name<'a>> {
    let mut found: Vec<(Span, EntityKind)> = marks
        .iter()
        .filter(|mark| {
            article.holds(mark.span)
                && mark.kind != EntityKind::Other
                && !is_pronoun(article, mark.span)
                && !is_shouted_label(article, mark.span)
        })
        .filter_map(|mark| Some((cleaned(article, mark.span, mark.kind)?, mark.kind)))
        .collect();
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by(|right, left| left.0.overlaps(right.0));
    let lower_case = lower_case_words(article.text);
    let unmarked: Vec<(Span, EntityKind)> =
        sources.iter().flat_map(|source| unmarked_names(article, &found, &lower_case, *source)).collect();
    found.extend(unmarked);
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by(|right, left| left.0.overlaps(right.0));
    let surnames: HashSet<String> = found
        .iter()
        .filter(|(span, kind)| {
            *kind == EntityKind::Person && span.of(article.text).contains(char::is_whitespace)
        })
        .filter_map(|(span, _)| lower_words(span.of(article.text)).pop())
        .collect();
    found
        .into_iter()
        .map(|(span, kind)| {
            let words = lower_words(span.of(article.text));
            let before = article.text[..span.start].trim_end();
            let title = before.rsplit(char::is_whitespace).next().filter(|word| people::is_title(word));
            // A surname that the recogniser took for a place or firm is still the person's.
            let is_surname = words.len() == 1
                && surnames.contains(&words[0])
                && !before.ends_with("the")
                && !before.ends_with("The");
            let kind = if title.is_some() || is_surname && kind != EntityKind::Group {
                EntityKind::Person
            } else {
                kind
            };
            Name { span, words, kind, title, sentence: article.sentence_index(span.start) }
        })
        .collect()
}

/// A pronoun that the recogniser took for a name.
fn is_pronoun(article: &Article, span: Span) -> bool {
    let words = span.of(article.text);
    pronoun(words).is_some()
}

/// "OKAFOR:" – a turn's label in capitals repeats a name that stands elsewhere, or names the outlet.
fn is_shouted_label(article: &Article, span: Span) -> bool {
    let label = article.block(span.start).and_then(|block| block.label);
    label.is_some_and(|label| label.overlaps(span)) && !span.of(article.text).chars().any(char::is_lowercase)
}

/// The span without titles, articles and possessive ending; none when nothing is left.
fn cleaned(article: &Article, span: Span, kind: EntityKind) -> Option<Span> {
    let words = phrase::words(article.text, span);
    let first = words.iter().position(|word| {
        !(phrase::is_article(word.text) && kind != EntityKind::Other
            || kind == EntityKind::Person && people::is_title(word.text))
    })?;
    let last = words.last()?;
    Some(Span::new(words[first].span.start, last.span.end))
}

/// Names in a source that the recogniser passed over: runs of capitalised words at the end of a part of the phrase.
/// `marked` is in order, without overlap.
fn unmarked_names(
    article: &Article,
    marked: &[(Span, EntityKind)],
    lower_case: &HashSet<&str>,
    source: Span,
) -> Vec<(Span, EntityKind)> {
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
            run.iter().take(run.len().saturating_sub(1)).rposition(|word| people::is_role(&word.lower()))
        {
            run.drain(..=role);
        }
        while run.first().is_some_and(|word| {
            phrase::is_article(word.text)
                || people::is_title(word.text)
                || pronoun(word.text).is_some()
                || people::is_role(&word.lower())
        }) {
            run.remove(0);
        }
        if let (Some(first), Some(last)) = (run.first(), run.last()) {
            let span = Span::new(first.span.start, last.span.end);
            let lower = last.lower();
            let (noun, plural) = people::singular(&lower);
            // At the start of a sentence a plural or a word that also stands in lower case is a common noun.
            let in_front = first.span.start == sentence_start;
            let common = run.len() == 1
                && (pronoun(&lower).is_some()
                    || people::is_body(&noun)
                    || people::is_document(&noun)
                    || in_front && (plural || in_lower_case(article, lower_case, &lower)));
            if !overlaps(span) && !common && !people::is_role(&noun) && !last.possessive {
                // "The Ceann Comhairle": a name with an article is no person's.
                let article_before =
                    ["the", "The"].iter().any(|word| article.text[..span.start].trim_end().ends_with(word));
                let body = people::is_body(&noun) || run.len() == 1 || article_before;
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
        if is_capitalised(word.text) && !word.in_parentheses && article.spoken_at(word.span.start).is_none() {
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

/// The words of the text, as runs of letters and digits, that do not start with a capital.
fn lower_case_words(text: &str) -> HashSet<&str> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !is_capitalised(word)).collect()
}

/// Whether the word stands somewhere in lower case.
fn in_lower_case(article: &Article, lower_case: &HashSet<&str>, lower: &str) -> bool {
    // Only a word with a hyphen or an apostrophe needs the search, and only if its first part is there.
    let first = lower.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    if first == lower || !first.is_empty() && !is_capitalised(first) && !lower_case.contains(first) {
        return lower_case.contains(first);
    }
    article.text.match_indices(lower).any(|(at, _)| {
        let before = article.text[..at].chars().next_back();
        let after = article.text[at + lower.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn lower_words(name: &str) -> Vec<String> {
    name.split_whitespace()
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Groups names of two words and more: the same surname and given names that agree.
fn full_persons(names: &[Name], cast: &mut Cast, actor_of: &mut [Option<usize>]) {
    let mut full: Vec<Vec<String>> = Vec::new();
    // Those of `full` by their last word, which all forms of a name share.
    let mut by_last: HashMap<&str, Vec<usize>> = HashMap::new();
    let endings: HashSet<&[String]> = names
        .iter()
        .filter(|name| name.kind == EntityKind::Person)
        .flat_map(|name| (1..name.words.len()).map(|start| &name.words[start..]))
        .collect();
    for (index, name) in names.iter().enumerate() {
        if name.kind != EntityKind::Person || name.words.len() < 2 {
            continue;
        }
        // "Van Hecke" is the end of "Joris Van Hecke": a surname, not a full name.
        if endings.contains(&name.words[..]) {
            continue;
        }
        let alike = by_last.entry(&name.words[name.words.len() - 1]).or_default();
        let known = alike.iter().copied().find(|&actor| same_full_name(&full[actor], &name.words));
        let actor = known.unwrap_or_else(|| {
            alike.push(full.len());
            full.push(name.words.clone());
            cast.entries.push(Entry::named(String::new(), ActorKind::Person));
            full.len() - 1
        });
        if name.words.len() > full[actor].len() {
            full[actor].clone_from(&name.words);
        }
        actor_of[index] = Some(actor);
    }
}

/// "Jo Doe", "J. Doe", "Josephine Doe", "Josephine A. Doe".
fn same_full_name(left: &[String], right: &[String]) -> bool {
    if left == right {
        return true;
    }
    let (Some(left_last), Some(right_last)) = (left.last(), right.last()) else { return false };
    let (left_first, right_first) = (&left[0], &right[0]);
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    left_last == right_last
        && (left_first.starts_with(right_first.as_str())
            || right_first.starts_with(left_first.as_str())
            || short.iter().all(|word| long.contains(word)))
}

/// Groups names of bodies, places and peoples.
fn bodies_and_places(names: &[Name], cast: &mut Cast, actor_of: &mut [Option<usize>]) {
    let persons = cast.entries.len();
    let mut forms: Vec<(EntityKind, Vec<String>)> = Vec::new();
    // The forms that share a first word, a last word or initials with a name: no other can be the same body.
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    // Longest first, so that a short form finds the long one wherever it stands.
    let mut order: Vec<usize> =
        (0..names.len()).filter(|&index| names[index].kind != EntityKind::Person).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(names[index].words.len()), index));
    for index in order {
        let name = &names[index];
        let keys = [name.words.first(), name.words.last()];
        let mut fits: Vec<usize> = keys
            .into_iter()
            .flat_map(|key| by_key.get(key.map_or("", String::as_str)))
            .flatten()
            .copied()
            .collect();
        fits.sort_unstable();
        fits.dedup();
        fits.retain(|&form| same_body(&forms[form], name));
        let equal = fits.iter().copied().find(|&form| forms[form].1 == name.words);
        let known = equal.or(if let [only] = fits[..] { Some(only) } else { None });
        let form = known.unwrap_or_else(|| {
            let ends = keys.map(|key| key.cloned().unwrap_or_default());
            // A name without words is the beginning of every other.
            for key in ends.into_iter().chain([initials(&name.words), String::new()]) {
                by_key.entry(key).or_default().push(forms.len());
            }
            forms.push((name.kind, name.words.clone()));
            let kind = match name.kind {
                EntityKind::Place => ActorKind::Place,
                EntityKind::Group => ActorKind::Group,
                _ => ActorKind::Organisation,
            };
            cast.entries.push(Entry::named(String::new(), kind));
            forms.len() - 1
        });
        actor_of[index] = Some(persons + form);
    }
}

fn same_body(form: &(EntityKind, Vec<String>), name: &Name) -> bool {
    let (kind, words) = form;
    if *words == name.words {
        return true;
    }
    if *kind != EntityKind::Organisation || name.kind != EntityKind::Organisation || words.len() < 2 {
        return false;
    }
    match &name.words[..] {
        [single] if single.len() >= 2 && *single == initials(words) => true,
        short => words.starts_with(short) || short.len() >= 2 && words.ends_with(short),
    }
}

fn initials(words: &[String]) -> String {
    words
        .iter()
        .filter(|word| !matches!(word.as_str(), "of" | "the" | "and" | "for"))
        .filter_map(|word| word.chars().next())
        .collect()
}

/// The persons' names whose bearers are known, by their first and last words. Each form of an actor's name is kept once,
/// as the index of the name that has it first.
#[derive(Default)]
struct Bearers<'a> {
    by_first: HashMap<&'a str, Vec<usize>>,
    by_last: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Bearers<'a> {
    fn new(names: &'a [Name], actor_of: &[Option<usize>]) -> Self {
        let mut bearers = Self::default();
        for index in (0..names.len()).filter(|&index| actor_of[index].is_some()) {
            bearers.add(names, index, actor_of);
        }
        bearers
    }

    fn add(&mut self, names: &'a [Name], index: usize, actor_of: &[Option<usize>]) {
        let name = &names[index];
        if name.kind != EntityKind::Person {
            return;
        }
        let ends = [name.words.first(), name.words.last()].map(|word| word.map_or("", String::as_str));
        for (map, word) in [&mut self.by_first, &mut self.by_last].into_iter().zip(ends) {
            let bearers = map.entry(word).or_default();
            let same = |other: usize| actor_of[other] == actor_of[index] && names[other].words == name.words;
            match bearers.iter_mut().find(|other| same(**other)) {
                Some(other) => *other = index.min(*other),
                None => bearers.push(index),
            }
        }
    }

    /// Actors of whose names `fits` holds among those under the word, in the order in which the text names them.
    fn of(
        map: &HashMap<&str, Vec<usize>>,
        word: Option<&String>,
        actor_of: &[Option<usize>],
        fits: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        // A name without words is the beginning and end of every other.
        let under = |word: &String| map.get(word.as_str()).into_iter().flatten().copied().collect();
        let mut found: Vec<usize> = word.map_or_else(|| map.values().flatten().copied().collect(), under);
        found.retain(|&other| fits(other));
        found.sort_unstable();
        let mut actors: Vec<usize> = Vec::new();
        for actor in found.into_iter().filter_map(|other| actor_of[other]) {
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
        actors
    }
}

/// Whose surname or given name it is; else those between whom nothing decides (none when nobody fits).
fn short_person(
    names: &[Name],
    beside: &[Role],
    index: usize,
    cast: &Cast,
    actor_of: &[Option<usize>],
    bearers: &Bearers,
) -> Result<usize, Vec<usize>> {
    let name = &names[index];
    let mut fits = Bearers::of(&bearers.by_last, name.words.last(), actor_of, |other| {
        names[other].words.ends_with(&name.words)
    });
    if fits.is_empty() && name.title.is_none() {
        fits = Bearers::of(&bearers.by_first, name.words.first(), actor_of, |other| {
            names[other].words.starts_with(&name.words)
        });
    }
    if fits.len() < 2 {
        return fits.first().copied().ok_or_else(Vec::new);
    }
    // Whoever was not introduced yet is not meant, unless nobody was.
    let introduced: Vec<usize> = fits
        .iter()
        .copied()
        .filter(|&actor| {
            names[..index]
                .iter()
                .zip(actor_of)
                .any(|(other, found)| *found == Some(actor) && other.words.len() > name.words.len())
        })
        .collect();
    if !introduced.is_empty() {
        fits = introduced;
    }
    keep_if_any(&mut fits, |actor| match name.title.and_then(people::courtesy).flatten() {
        Some(gender) => cast.entries[actor].gender.is_none_or(|known| known == gender),
        None => true,
    });
    if let Some(gender) = name.title.and_then(people::courtesy).flatten() {
        keep_if_any(&mut fits, |actor| cast.entries[actor].gender == Some(gender));
    }
    if !beside.is_empty() {
        keep_if_any(&mut fits, |actor| {
            beside.iter().any(|role| {
                cast.entries[actor].nouns.iter().any(|known| people::same_role(known, &role.noun))
            })
        });
    }
    if let [only] = fits[..] {
        return Ok(only);
    }
    custom(names, index, &fits, actor_of).ok_or(fits)
}

/// Without title or role: the namesake whom the article last named in full, when the others are not near.
fn custom(names: &[Name], index: usize, fits: &[usize], actor_of: &[Option<usize>]) -> Option<usize> {
    let name = &names[index];
    let last_sentence = |actor: usize| {
        names[..index]
            .iter()
            .zip(actor_of)
            .filter(|(_, found)| **found == Some(actor))
            .map(|(other, _)| other.sentence)
            .next_back()
    };
    let titled = |actor: usize| {
        names[..index]
            .iter()
            .zip(actor_of)
            .any(|(other, found)| *found == Some(actor) && other.title.is_some() && other.words.len() < 2)
    };
    let mut recent: Vec<(usize, usize)> =
        fits.iter().filter_map(|&actor| Some((last_sentence(actor)?, actor))).collect();
    recent.sort_by_key(|&(sentence, actor)| (std::cmp::Reverse(sentence), actor));
    let (nearest, actor) = *recent.first()?;
    let second = recent.get(1).map(|&(sentence, _)| sentence);
    let untitled: Vec<usize> = fits.iter().copied().filter(|&actor| !titled(actor)).collect();
    if name.title.is_none()
        && let [only] = untitled[..]
    {
        return Some(only);
    }
    let near = name.sentence - nearest <= 1;
    (near && second.is_none_or(|second| nearest > second + 1)).then_some(actor)
}

fn keep_if_any(fits: &mut Vec<usize>, keep: impl Fn(usize) -> bool) {
    if fits.iter().any(|&actor| keep(actor)) {
        fits.retain(|&actor| keep(actor));
    }
}
