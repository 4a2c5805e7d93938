//! Groups the names of bodies, places and peoples: whole names, their beginnings and ends, initials, short forms.

use std::collections::{HashMap, HashSet};

use types::{ActorKind, EntityKind};

use super::found::{Name, lower_words};
use super::{Cast, Entry, defined};
use crate::article::Article;
use crate::events::is_country;
use crate::lexicon::nouns;
use crate::phrase::is_demonym;

/// Groups names of bodies, places and peoples.
pub(super) fn bodies_and_places(
    article: &Article,
    names: &[Name],
    cast: &mut Cast,
    actor_of: &mut [Option<usize>],
) {
    let persons = cast.entries.len();
    let mut forms: Vec<(EntityKind, Vec<String>)> = Vec::new();
    // The forms that share a first word, a last word or initials with a name: no other can be the same body.
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    // Where the prose has a form first.
    let mut first: HashMap<&[String], usize> = HashMap::new();
    for name in names.iter().filter(|name| !article.in_headline(name.span.start)) {
        first.entry(&name.words).or_insert(name.span.start);
    }
    let surnames: HashSet<&String> = names
        .iter()
        .filter(|name| name.kind == EntityKind::Person)
        .filter_map(|name| name.words.last())
        .collect();
    // "Belmar said … the Belmar Aspen": whoever has been named does not get a longer name; nor does the White House become that of somebody. A
    // headline may be short.
    let is_part_of = |form: &Vec<String>, name: &Name| {
        let begins = |words: &[String]| first.get(words).copied().unwrap_or(usize::MAX);
        let is_more = |more: &[String]| match &name.words[..] {
            [_] => !more.iter().all(|word| is_form_of_firm(word)),
            _ => {
                !more.last().is_some_and(|word| is_form_of_firm(word))
                    && !more.iter().any(|word| is_where(word))
            }
        };
        let behind = form.strip_prefix(&name.words[..]).is_some_and(is_more);
        let before = form.strip_suffix(&name.words[..]).is_some_and(|more| {
            matches!(more, [only] if name.words.len() > 1 && (only == "one" || surnames.contains(only)))
        });
        form.len() > name.words.len() && (behind || before) && begins(&name.words) < begins(form)
    };
    // Longest first, so that a short form finds the long one wherever it stands.
    let mut order: Vec<usize> =
        (0..names.len()).filter(|&index| names[index].kind != EntityKind::Person).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(names[index].words.len()), index));
    let mut defined: HashMap<Vec<String>, usize> = HashMap::new();
    for index in order {
        let name = &names[index];
        // "Osterby Harbour Holdings plc (“Osterby”)": the term is that body's.
        if let Some(&actor) = defined.get(&name.words) {
            actor_of[index] = Some(actor);
            continue;
        }
        let keys = [name.words.first(), name.words.last()];
        let long =
            name.words.first().and_then(|word| long_form(word)).and_then(|long| long.split(' ').next());
        let mut fits: Vec<usize> = keys
            .into_iter()
            .map(|key| key.map_or("", String::as_str))
            .chain(long)
            .flat_map(|key| by_key.get(key))
            .flatten()
            .copied()
            .collect();
        fits.sort_unstable();
        fits.dedup();
        fits.retain(|&form| same_body(&forms[form], name) && !is_part_of(&forms[form].1, name));
        let equal = fits.iter().copied().find(|&form| forms[form].1 == name.words);
        let known = equal.or(if let [only] = fits[..] { Some(only) } else { None });
        let form = known.unwrap_or_else(|| {
            let ends = keys.map(|key| key.cloned().unwrap_or_default());
            // A name without words is the beginning of every other.
            let sort = sort_of(&name.words).cloned();
            for key in ends.into_iter().chain([initials(&name.words), String::new()]).chain(sort) {
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
        let actor = persons + form;
        actor_of[index] = Some(actor);
        if name.kind == EntityKind::Organisation {
            for term in defined::terms(article, name.span) {
                defined.entry(lower_words(term)).or_insert(actor);
                cast.entries[actor].defined.push(term.to_owned());
            }
        }
    }
}

/// Words that make a firm's short name its full one.
const FIRM: [&str; 24] = [
    "inc",
    "inc.",
    "co",
    "co.",
    "corp",
    "corp.",
    "corporation",
    "company",
    "ltd",
    "ltd.",
    "limited",
    "plc",
    "llc",
    "ag",
    "sa",
    "group",
    "holdings",
    "motors",
    "motor",
    "industries",
    "technologies",
    "international",
    "bank",
    "university",
];

/// "US State Department", "Rifle Association of America": whether the word only says where a body is.
fn is_where(word: &str) -> bool {
    word == "of" || is_country(word) || word == "us" || is_demonym(word)
}

fn same_body(form: &(EntityKind, Vec<String>), name: &Name) -> bool {
    let (kind, words) = form;
    if *words == name.words {
        return true;
    }
    if *kind != EntityKind::Organisation || name.kind != EntityKind::Organisation {
        return false;
    }
    match &name.words[..] {
        [single] if long_form(single).is_some_and(|long| words.join(" ").starts_with(long)) => true,
        _ if words.len() < 2 => false,
        [single] if single.len() >= 2 && *single == initials(words) => true,
        // "The House" is no short name of the House Budget Committee.
        [single] if HOUSES.contains(&single.as_str()) => false,
        // "The Bank", "the Journal", "the Chamber" of Commerce, "the Rangers".
        [single] if name.definite && sort_of(words) == Some(single) => true,
        [single] if name.definite && words.len() == 2 && single.ends_with('s') && words[1] == *single => true,
        short => words.starts_with(short) || short.len() >= 2 && words.ends_with(short),
    }
}

/// The word of a body's name that tells what it is: the last one, or that in front of "of".
fn sort_of(words: &[String]) -> Option<&String> {
    let of = words.iter().position(|word| word == "of").unwrap_or(words.len());
    let word = words.get(of.checked_sub(1)?)?;
    (nouns::is_body(word) || OUTLETS.contains(&word.as_str())).then_some(word)
}

/// The beginning of the name of which the word is a short form that is neither its initials nor a word of it.
fn long_form(short: &str) -> Option<&'static str> {
    SHORT.iter().find(|(known, _)| *known == short).map(|&(_, long)| long)
}

/// Last words of newspapers.
const OUTLETS: [&str; 14] = [
    "times",
    "post",
    "journal",
    "herald",
    "tribune",
    "gazette",
    "courier",
    "telegraph",
    "chronicle",
    "mail",
    "news",
    "star",
    "press",
    "globe",
];

/// Short names, and the beginnings of the long ones.
const SHORT: [(&str, &str); 4] = [
    ("fed", "federal reserve"),
    ("vw", "volkswagen"),
    ("met", "metropolitan police"),
    ("aramco", "saudi aramco"),
];

/// Whether the word only says that a body is a firm.
pub(super) fn is_form_of_firm(word: &str) -> bool {
    FIRM.contains(&word)
}

/// Bodies after which others are called.
const HOUSES: [&str; 5] = ["house", "senate", "parliament", "congress", "assembly"];

fn initials(words: &[String]) -> String {
    words
        .iter()
        .filter(|word| !matches!(word.as_str(), "of" | "the" | "and" | "for"))
        .filter_map(|word| word.chars().next())
        .collect()
}
