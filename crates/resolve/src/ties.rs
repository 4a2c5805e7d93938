//! How the actors of one document are related, and for which country's government they speak. Related actors remain
//! others: what the White House says is not what the administration of the day says.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use types::{Actor, ActorKind, COUNTRIES, Reading, Tie, TieKind};

use crate::places::country_that_speaks;

/// Seats and offices by which newspapers call a government: name in lower case, country, whether a president resides there.
const SEATS: &[(&str, &str, bool)] = &[
    ("white house", "US", true),
    ("oval office", "US", true),
    ("pentagon", "US", false),
    ("state department", "US", false),
    ("foggy bottom", "US", false),
    ("kremlin", "RU", true),
    ("downing street", "GB", false),
    ("no 10", "GB", false),
    ("number 10", "GB", false),
    ("whitehall", "GB", false),
    ("foreign office", "GB", false),
    ("elysee", "FR", true),
    ("élysée", "FR", true),
    ("élysée palace", "FR", true),
    ("elysee palace", "FR", true),
    ("quai d'orsay", "FR", false),
    ("blue house", "KR", true),
    ("malacañang", "PH", true),
    ("malacañang palace", "PH", true),
    ("casa rosada", "AR", true),
    ("planalto", "BR", true),
    ("zhongnanhai", "CN", false),
    ("quirinale", "IT", true),
];

/// Nouns of bodies that are or speak for a government.
const GOVERNING: &[&str] = &[
    "government",
    "administration",
    "cabinet",
    "ministry",
    "department",
    "presidency",
    "army",
    "military",
    "embassy",
    "regime",
];

static TERMS: LazyLock<FxHashMap<&'static str, String>> = LazyLock::new(|| {
    let mut terms = FxHashMap::default();
    for &(code, names, adjectives) in COUNTRIES {
        for term in names.split(';').chain(adjectives.split(';')).filter(|term| !term.is_empty()) {
            terms.entry(term).or_insert_with(|| code.to_uppercase());
        }
    }
    terms
});

/// Whether the words, in lower case and without article, name a seat that stands for a government.
pub(crate) fn is_seat(words: &[String]) -> bool {
    let name = words.join(" ");
    SEATS.iter().any(|(seat, ..)| *seat == name)
}

/// Finds each actor's country and ties.
pub(crate) fn tie(actors: &mut [Actor], reading: &Reading) {
    let names: Vec<Vec<String>> = actors.iter().map(|actor| words(&actor.name)).collect();
    let after: Vec<Option<usize>> =
        (0..actors.len()).map(|index| named_after(actors, &names, index)).collect();
    let countries: Vec<Option<String>> =
        (0..actors.len()).map(|index| government(actors, &names, index, after[index], reading)).collect();
    let mut ties: Vec<Vec<(TieKind, usize)>> = vec![Vec::new(); actors.len()];
    for (index, person) in after.iter().enumerate() {
        ties[index].extend(person.map(|person| (TieKind::NamedAfter, person)));
    }
    for (one, country) in countries.iter().enumerate().filter(|(_, country)| country.is_some()) {
        let same = (0..actors.len()).filter(|&other| other != one && countries[other] == *country);
        ties[one].extend(same.map(|other| (TieKind::SameGovernment, other)));
    }
    let bodies: Vec<usize> = (0..actors.len())
        .filter(|&body| matches!(actors[body].kind, ActorKind::Organisation | ActorKind::Government))
        .collect();
    for (person, ties) in actors.iter().zip(&mut ties).filter(|(actor, _)| actor.kind == ActorKind::Person) {
        let roles = roles_of_today(person);
        let held = bodies.iter().filter(|&&body| is_at(&roles, &names[body]));
        ties.extend(held.map(|&body| (TieKind::RoleAt, body)));
    }
    let ids: Vec<String> = actors.iter().map(|actor| actor.id.clone()).collect();
    for ((actor, country), ties) in actors.iter_mut().zip(countries).zip(ties) {
        actor.government_of = country;
        actor.ties = ties.into_iter().map(|(kind, other)| Tie { kind, actor: ids[other].clone() }).collect();
    }
}

fn words(name: &str) -> Vec<String> {
    let words = name.split_whitespace().map(|word| {
        let word = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
        word.trim_matches(|letter: char| !letter.is_alphanumeric()).replace('.', "").to_lowercase()
    });
    words.filter(|word| !word.is_empty() && word != "the").collect()
}

/// The person whose surname opens the name of a government: "the Roe administration".
fn named_after(actors: &[Actor], names: &[Vec<String>], index: usize) -> Option<usize> {
    let (actor, name) = (&actors[index], &names[index]);
    let (last, first) = (name.last()?, name.first()?);
    if actor.kind == ActorKind::Person
        || name.len() != 2
        || !matches!(&**last, "administration" | "government" | "cabinet" | "campaign")
    {
        return None;
    }
    let mut bearers = (0..actors.len())
        .filter(|&other| actors[other].kind == ActorKind::Person && names[other].last() == Some(first));
    let bearer = bearers.next()?;
    bearers.next().is_none().then_some(bearer)
}

/// The country that the first words name, as a name or an adjective.
fn country_at_start(words: &[String]) -> Option<&'static str> {
    (1..=words.len().min(4))
        .rev()
        .find_map(|length| TERMS.get(words[..length].join(" ").as_str()).map(String::as_str))
}

/// The country whose government the actor is or speaks for.
fn government(
    actors: &[Actor],
    names: &[Vec<String>],
    index: usize,
    after: Option<usize>,
    reading: &Reading,
) -> Option<String> {
    let (actor, name) = (&actors[index], &names[index]);
    if matches!(actor.kind, ActorKind::Person | ActorKind::Document) {
        return None;
    }
    if let Some((_, country, _)) = SEATS.iter().find(|(seat, ..)| *seat == name.join(" ")) {
        return Some((*country).to_owned());
    }
    // A place is an actor only if it speaks: "Moscow said".
    if actor.kind == ActorKind::Place {
        return country_that_speaks(&actor.name).map(str::to_owned);
    }
    let (last, before) = name.split_last()?;
    if !GOVERNING.contains(&last.as_str()) || actor.kind == ActorKind::Group && name.len() < 2 {
        return None;
    }
    if let Some(country) = country_at_start(before) {
        return Some(country.to_owned());
    }
    if last != "administration" || before.len() != 1 {
        return None;
    }
    // "the Roe administration": the country of its president, who may be introduced as such or not at all.
    let roles = after.map(|person| &actors[person].roles);
    let of_role = roles.into_iter().flatten().find_map(|role| {
        let words = words(role);
        (0..words.len()).find_map(|start| country_at_start(&words[start..]))
    });
    let presides = roles.is_none_or(|roles| {
        roles.is_empty() || roles.iter().any(|role| words(role).iter().any(|word| word == "president"))
    });
    of_role
        .map(str::to_owned)
        .or_else(|| presides.then(|| only_residence(reading)).flatten().map(str::to_owned))
}

/// The country of the only president whose residence the text names.
fn only_residence(reading: &Reading) -> Option<&'static str> {
    let text = reading.document.text.to_lowercase();
    let mut countries: Vec<&str> = SEATS
        .iter()
        .filter(|(seat, _, president)| *president && text.contains(seat))
        .map(|seat| seat.1)
        .collect();
    countries.sort_unstable();
    countries.dedup();
    if let [only] = countries[..] { Some(only) } else { None }
}

/// The words of those of a person's roles that are held today.
fn roles_of_today(person: &Actor) -> Vec<Vec<String>> {
    let today = person.roles.iter().filter(|role| !role.starts_with("ex-")).map(|role| words(role));
    today
        .filter(|role| {
            !role.iter().any(|word| matches!(&**word, "former" | "ex" | "then" | "late" | "onetime"))
        })
        .collect()
}

/// Whether one of these roles names the body.
fn is_at(roles: &[Vec<String>], body: &[String]) -> bool {
    !body.is_empty()
        && roles
            .iter()
            .any(|role| role.len() > body.len() && role.windows(body.len()).any(|window| window == body))
}
