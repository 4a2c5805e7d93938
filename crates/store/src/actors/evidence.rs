//! What the roles under which documents present an actor say about who it is: enough to tell namesakes apart, and no
//! more. A country counts where it is the actor's own ("the French minister", not "the Paris correspondent"), a walk of
//! life where few people have two of them.

use std::collections::BTreeSet;
use std::fmt;

use super::countries::{self, Term};
use super::name::{ArchiveKind, fold};

/// What tells the bearers of one name apart. As text it is its words joined with `+`: initials in capitals, countries
/// as ISO 3166-1 codes in small letters, walks of life as words (`F+us+politics`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Evidence {
    /// Initials between given name and surname.
    pub initials: String,
    /// Countries to which the actor belongs.
    pub countries: BTreeSet<String>,
    /// Walks of life.
    pub fields: BTreeSet<String>,
}

impl Evidence {
    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Self {
        let mut evidence = Self::default();
        for word in text.split('+').filter(|word| !word.is_empty()) {
            if word.chars().any(char::is_uppercase) {
                evidence.initials = word.to_owned();
            } else if word.len() == 2 {
                evidence.countries.insert(word.to_owned());
            } else {
                evidence.fields.insert(word.to_owned());
            }
        }
        evidence
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let initials = (!self.initials.is_empty()).then_some(self.initials.as_str());
        let others = self.countries.iter().chain(&self.fields).map(String::as_str);
        formatter.write_str(&initials.into_iter().chain(others).collect::<Vec<_>>().join("+"))
    }
}

/// Reads the evidence off an actor's roles.
pub(crate) fn evidence(roles: &[String], kind: ArchiveKind, initials: String) -> Evidence {
    let mut evidence = Evidence { initials, ..Evidence::default() };
    for role in roles {
        let words: Vec<String> = words(role);
        evidence.countries.extend(country(&words, kind).map(str::to_owned));
        if kind == ArchiveKind::Person {
            evidence.fields.extend(field(&words).map(str::to_owned));
        }
    }
    evidence
}

fn words(role: &str) -> Vec<String> {
    let words = role.split(|c: char| c.is_whitespace() || c == ',').map(|word| {
        let word = fold(word);
        let word = ["'s", "’s", "s'", "s’"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(&word);
        word.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect::<String>()
    });
    words.filter(|word| !word.is_empty()).collect()
}

/// Words that may stand before the country.
const BEFORE: &[&str] = &[
    "the",
    "a",
    "an",
    "former",
    "ex",
    "then",
    "current",
    "acting",
    "late",
    "new",
    "outgoing",
    "incumbent",
    "retired",
    "veteran",
    "senior",
    "interim",
    "longtime",
    "exiled",
    "top",
    "prominent",
    "famous",
    "young",
    "old",
];

/// Offices that a country has; after a country's name (rather than "French") nothing else says whose somebody is.
const NATIONAL_OFFICES: &[&str] = &[
    "president",
    "minister",
    "premier",
    "chancellor",
    "king",
    "queen",
    "emperor",
    "senator",
    "congressman",
    "congresswoman",
    "lawmaker",
    "legislator",
    "secretary",
    "ambassador",
    "leader",
    "general",
    "government",
    "spokesman",
    "spokeswoman",
];

fn country(words: &[String], kind: ArchiveKind) -> Option<&'static str> {
    let start = words.iter().position(|word| !BEFORE.contains(&word.as_str()))?;
    let words = &words[start..];
    let has_office = |words: &[String]| words.iter().any(|word| NATIONAL_OFFICES.contains(&word.as_str()));
    if let Some((code, term, length)) = countries::at_start(words) {
        let rest = &words[length..];
        let counts = match term {
            Term::Adjective => !rest.is_empty(),
            Term::Name => kind == ArchiveKind::Person && has_office(rest),
        };
        return counts.then_some(code);
    }
    // "president of France"; "ambassador to France" is another country's.
    let of = words.iter().rposition(|word| word == "of")?;
    let place = &words[of + 1..];
    let place = place.strip_prefix(&["the".to_owned()]).unwrap_or(place);
    let (code, _, length) = countries::at_start(place)?;
    let counts =
        length == place.len() && has_office(&words[..of]) && !words[..of].iter().any(|word| word == "to");
    counts.then_some(code)
}

const FIELDS: &[(&str, &[&str])] = &[
    (
        "politics",
        &[
            "minister",
            "senator",
            "congressman",
            "congresswoman",
            "lawmaker",
            "legislator",
            "parliamentarian",
            "mp",
            "mep",
            "councillor",
            "councilor",
            "councilman",
            "councilwoman",
            "mayor",
            "politician",
            "premier",
            // Politicians become them, and they politicians.
            "diplomat",
            "ambassador",
            "envoy",
        ],
    ),
    (
        "sport",
        &[
            "footballer",
            "goalkeeper",
            "striker",
            "midfielder",
            "winger",
            "batsman",
            "bowler",
            "quarterback",
            "linebacker",
            "pitcher",
            "golfer",
            "swimmer",
            "sprinter",
            "cyclist",
            "boxer",
            "jockey",
            "gymnast",
            "skier",
            "skater",
            "wrestler",
            "cricketer",
            "athlete",
            "olympian",
            "coach",
            "referee",
            "hurdler",
            "rower",
        ],
    ),
    (
        "arts",
        &[
            "singer",
            "actor",
            "actress",
            "rapper",
            "guitarist",
            "drummer",
            "pianist",
            "violinist",
            "novelist",
            "poet",
            "painter",
            "sculptor",
            "comedian",
            "songwriter",
            "musician",
            "composer",
            "playwright",
            "filmmaker",
            "ballerina",
            "dancer",
        ],
    ),
    (
        "faith",
        &[
            "bishop",
            "archbishop",
            "cardinal",
            "priest",
            "imam",
            "rabbi",
            "pastor",
            "vicar",
            "nun",
            "pope",
            "patriarch",
            "ayatollah",
            "monk",
            "deacon",
        ],
    ),
    (
        "everyday",
        &[
            "plumber",
            "electrician",
            "carpenter",
            "farmer",
            "nurse",
            "waitress",
            "waiter",
            "shopkeeper",
            "cashier",
            "hairdresser",
            "mechanic",
            "student",
            "pupil",
            "teenager",
            "schoolgirl",
            "schoolboy",
            "trucker",
            "cleaner",
            "baker",
            "butcher",
            "fisherman",
            "pensioner",
            "retiree",
            "resident",
            "tourist",
            "homeowner",
            "shopper",
            "commuter",
            "villager",
            "bystander",
            "passenger",
            "neighbour",
            "neighbor",
            "welder",
            "barber",
            "bartender",
            "barista",
        ],
    ),
];

/// The walk of life that the role's head noun names: the last word before "of", "for", "at", "in", "from", "with", "to".
fn field(words: &[String]) -> Option<&'static str> {
    let end = words
        .iter()
        .position(|word| matches!(word.as_str(), "of" | "for" | "at" | "in" | "from" | "with" | "to"));
    let head = words[..end.unwrap_or(words.len())].last()?;
    FIELDS.iter().find(|(_, nouns)| nouns.contains(&head.as_str())).map(|(field, _)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(roles: &[&str], expected: &str) {
        let roles: Vec<String> = roles.iter().map(|&role| role.to_owned()).collect();
        let found = evidence(&roles, ArchiveKind::Person, String::new());
        assert_eq!(found.to_string(), expected, "{roles:?}");
        assert_eq!(Evidence::parse(&found.to_string()), found);
    }

    #[test]
    fn roles_tell_country_and_walk_of_life() {
        check(&["French foreign minister"], "fr+politics");
        check(&["the former U.S. Senator"], "us+politics");
        check(&["Germany’s chancellor"], "de");
        check(&["prime minister of the Netherlands"], "nl+politics");
        check(&["Norwegian novelist", "goalkeeper"], "no+arts+sport");
        check(&["local farmer"], "everyday");
        check(&["Brazilian diplomat"], "br+politics");
    }

    #[test]
    fn what_only_touches_a_country_does_not_count() {
        check(&["Russia analyst at the institute"], "");
        check(&["Ukraine envoy"], "politics");
        check(&["ambassador to France"], "politics");
        check(&["chair of the board", "chief executive", "French"], "");
        check(&["minister of culture of nowhere"], "politics");
        check(&["professor of farmer studies"], "");
    }
}
