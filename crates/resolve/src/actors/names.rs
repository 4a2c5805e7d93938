//! Groups the names of one article: full names first, then surnames, given names, acronyms and short forms. A surname
//! that fits two people is given to one of them only when a title, a role or the custom of the article decides.

use std::collections::{HashMap, HashSet};

use types::{ActorKind, EntityKind, EntityMark, Span};

use super::bodies::bodies_and_places;
use super::found::{Name, lower_words, names};
use super::gender::{self, Votes};
use super::roles::Role;
use super::{Cast, Entry, Mention, roles};
use crate::article::Article;
use crate::lexicon::{nouns, people};

/// A namesake named at most so many sentences ago is meant …
const NEAR: usize = 4;
/// … when the other was not named for so many sentences before that.
const FAR: usize = 8;

/// Groups the marked names, and names that only the sources show (`sources`), into actors.
pub(crate) fn cast(article: &Article, marks: &[EntityMark], sources: &[Span]) -> Cast {
    let names = names(article, marks, sources);
    let beside: Vec<Vec<Role>> = names.iter().map(|name| roles::beside(article, name.span)).collect();
    let mut cast = Cast::default();
    let mut actor_of: Vec<Option<usize>> = vec![None; names.len()];
    full_persons(&names, &mut cast, &mut actor_of);
    bodies_and_places(article, &names, &mut cast, &mut actor_of);
    for (name, actor) in names.iter().zip(&actor_of) {
        if let Some(actor) = *actor {
            let entry = &mut cast.entries[actor];
            if name.words.len() > lower_words(&entry.name).len() {
                entry.name = without_lone_bracket(name.span.of(article.text));
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
        let told = || {
            gender::of_following_pronoun(article, names[index].span, &persons)
                .filter(|&(_, weight)| weight == gender::PRONOUN)
                .map(|(gender, _)| gender)
        };
        match short_person(&names, &beside[index], told, index, &cast, &actor_of, &bearers) {
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

/// "Jo) Doe", of "Mayor (Jo) Doe", is Jo Doe.
fn without_lone_bracket(name: &str) -> String {
    let lone = name.contains('(') != name.contains(')');
    let bare = if lone { name.replace(['(', ')'], "") } else { name.to_owned() };
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// What the courtesy title before a name says of its bearer.
fn titled(name: &Name) -> Option<people::Gender> {
    name.title.and_then(people::courtesy).flatten()
}

fn vote(article: &Article, name: &Name, beside: &[Role], persons: &[Span], votes: &mut Votes) {
    votes.add(titled(name), gender::TITLE);
    if let Some((gender, weight)) = gender::of_following_pronoun(article, name.span, persons) {
        votes.add(Some(gender), weight);
    }
    for word in beside.iter().flat_map(Role::lower_words) {
        votes.add(people::gender_of_holder(&word), gender::NOUN);
    }
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

/// "Jo Doe", "J. Doe", "JA Doe", "Josephine Doe", "Josephine A. Doe", "Josefine Doe".
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
            || short.iter().all(|word| long.contains(word))
            || short.len() == 2 && long.len() > 2 && is_initials(&short[0], &long[..long.len() - 1])
            || left.len() == right.len() && left[1..] == right[1..] && is_misspelt(left_first, right_first))
}

/// "ja" for "Josephine Anna".
fn is_initials(short: &str, given: &[String]) -> bool {
    let initials: String = given.iter().filter_map(|word| word.chars().next()).collect();
    short.chars().filter(|character| *character != '.').eq(initials.chars())
}

/// Two long given names that differ in one letter, and not in the last, which often tells a woman from a man.
fn is_misspelt(left: &str, right: &str) -> bool {
    let differing = left.chars().zip(right.chars()).filter(|(left, right)| left != right).count();
    let (length, other) = (left.chars().count(), right.chars().count());
    length == other && length >= 6 && differing == 1 && left.chars().next_back() == right.chars().next_back()
}

/// The persons' names whose bearers are known, by their first and last words. Each form of an actor's name is kept once,
/// as the index of the name that has it first.
#[derive(Default)]
struct Bearers<'a> {
    by_first: HashMap<&'a str, Vec<usize>>,
    by_last: HashMap<&'a str, Vec<usize>>,
    by_inner: HashMap<&'a str, Vec<usize>>,
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
        let inner = name.words.len().saturating_sub(1).max(1);
        // A name of marks alone has no words.
        for word in name.words.get(1..inner).unwrap_or_default() {
            self.by_inner.entry(word).or_default().push(index);
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

/// Whose surname or given name it is; else those between whom nothing decides (none when nobody fits). `told` is the gender that a
/// pronoun behind the name tells.
fn short_person(
    names: &[Name],
    beside: &[Role],
    told: impl Fn() -> Option<people::Gender>,
    index: usize,
    cast: &Cast,
    actor_of: &[Option<usize>],
    bearers: &Bearers,
) -> Result<usize, Vec<usize>> {
    let name = &names[index];
    let mut fits = Bearers::of(&bearers.by_last, name.words.last(), actor_of, |other| {
        names[other].words.ends_with(&name.words)
    });
    if fits.is_empty() {
        // "Mr Prayut" of Thailand has his title before the given name; of several words a title has the surname.
        let given = name.title.is_none() || name.words.len() == 1;
        fits = Bearers::of(&bearers.by_first, name.words.first(), actor_of, |other| {
            given && names[other].words.starts_with(&name.words)
        });
        // "Austin Li Jiaqi" is a Li as well as "Li Chengdong", and "Jo Lazo Quijada" is Mr Lazo.
        let inner = Bearers::of(&bearers.by_inner, name.words.first(), actor_of, |_| name.words.len() == 1);
        fits.extend(inner.into_iter().filter(|actor| !fits.contains(actor)).collect::<Vec<_>>());
    }
    // "Mr. Obama", where only Michelle Obama was named: another Obama.
    let title = titled(name);
    if let Some(gender) = title {
        fits.retain(|&actor| cast.entries[actor].gender.is_none_or(|known| known == gender));
    }
    if fits.len() < 2 {
        return fits.first().copied().ok_or_else(Vec::new);
    }
    // Whoever was not introduced yet is not meant, unless nobody was; whom the article calls by the surname alone needs no
    // introduction.
    let introduced: Vec<usize> = fits
        .iter()
        .copied()
        .filter(|&actor| {
            names[..index]
                .iter()
                .zip(actor_of)
                .any(|(other, found)| *found == Some(actor) && other.words.len() > name.words.len())
                || lower_words(&cast.entries[actor].name).len() == name.words.len()
        })
        .collect();
    if !introduced.is_empty() {
        fits = introduced;
    }
    // "Doe said as she left": of two the woman.
    if let Some(gender) = title.or_else(told) {
        keep_if_any(&mut fits, |actor| cast.entries[actor].gender == Some(gender));
    }
    if !beside.is_empty() {
        keep_if_any(&mut fits, |actor| {
            beside
                .iter()
                .any(|role| cast.entries[actor].nouns.iter().any(|known| nouns::same_role(known, &role.noun)))
        });
    }
    if let [only] = fits[..] {
        return Ok(only);
    }
    custom(names, index, &fits, actor_of).ok_or(fits)
}

/// Without title or role: the namesake whom the article named last, when the others are not near.
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
    let away = name.sentence - nearest;
    // Whom alone the article has called by this surname so far keeps it, unless a namesake was named just now.
    let bare = |actor: usize| {
        names[..index]
            .iter()
            .zip(actor_of)
            .filter(|(other, found)| **found == Some(actor) && other.words == name.words)
            .count()
    };
    let called: Vec<usize> = fits.iter().copied().filter(|&actor| bare(actor) > 0).collect();
    if let [only] = called[..]
        && bare(only) > 1
    {
        return (only == actor || away > 1).then_some(only);
    }
    let alone = |margin: usize| second.is_none_or(|second| nearest > second + margin);
    (away <= 1 && alone(1) || away <= NEAR && alone(FAR)).then_some(actor)
}

fn keep_if_any(fits: &mut Vec<usize>, keep: impl Fn(usize) -> bool) {
    if fits.iter().any(|&actor| keep(actor)) {
        fits.retain(|&actor| keep(actor));
    }
}
