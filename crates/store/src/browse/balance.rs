use std::collections::HashMap;

use serde::Serialize;
use types::{COUNTRIES, SpeakerKind};

use crate::{SaidQuery, SaidRow, Store, StoreError};

/// Who is heard: how many statements come from whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// How many statements were counted.
    pub statements: u64,
    /// Whether there are more.
    pub more: bool,
    /// Of sources without a name: "a person close to the talks".
    pub anonymous: u64,
    /// Of people who hold an office or speak for one, as far as their role says so.
    pub officials: u64,
    /// Of people to whom the text refers as women.
    pub women: u64,
    /// Of people to whom the text refers as men.
    pub men: u64,
    /// Of people with a name of whom no text says either.
    pub unstated: u64,
}

/// Public offices, and words for those who speak for them. Whoever presides or keeps the minutes does so in clubs and
/// companies too: see [`is_official`].
const OFFICES: &[&str] = &[
    "admiral",
    "alderman",
    "alderwoman",
    "ambassador",
    "assemblyman",
    "assemblywoman",
    "chancellor",
    "commissioner",
    "congressman",
    "congresswoman",
    "consul",
    "councillor",
    "councilman",
    "councilor",
    "councilwoman",
    "diplomat",
    "envoy",
    "governor",
    "judge",
    "lawmaker",
    "lawmakers",
    "legislator",
    "legislators",
    "magistrate",
    "mayor",
    "minister",
    "ministers",
    "mp",
    "mps",
    "msp",
    "official",
    "officials",
    "police",
    "premier",
    "prosecutor",
    "prosecutors",
    "senator",
    "senators",
    "sheriff",
    "taoiseach",
];

/// Words that say which of the two, in front of a name and wherever they stand.
const FOR_WOMEN: &[&str] = &["dame", "her", "madam", "miss", "mrs", "ms", "she"];
const FOR_MEN: &[&str] = &["he", "him", "mr", "sir"];
/// Nouns that do so; with a capital they may be names.
const WOMEN: &[&str] = &[
    "actress",
    "alderwoman",
    "assemblywoman",
    "businesswoman",
    "chairwoman",
    "congresswoman",
    "councilwoman",
    "daughter",
    "grandmother",
    "mother",
    "policewoman",
    "princess",
    "queen",
    "sister",
    "spokeswoman",
    "widow",
    "wife",
    "woman",
];
const MEN: &[&str] = &[
    "alderman",
    "assemblyman",
    "brother",
    "businessman",
    "congressman",
    "councilman",
    "father",
    "fisherman",
    "grandfather",
    "husband",
    "king",
    "man",
    "policeman",
    "prince",
    "son",
    "spokesman",
    "widower",
];

/// To whom a text refers, as it says itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Said {
    woman: bool,
    man: bool,
}

impl Store {
    /// Counts who is heard in the first `most` statements that the query finds. Names say nothing about women and men: only
    /// the words with which the texts refer to a speaker do ("she said", "the spokesman").
    pub fn balance(&self, query: &SaidQuery, most: usize) -> Result<Balance, StoreError> {
        let page = self.said_page(query, most)?;
        let mut balance =
            Balance { statements: page.items.len() as u64, more: page.next.is_some(), ..Balance::default() };
        let mut people: HashMap<&str, Said> = HashMap::new();
        for row in &page.items {
            if let Some(person) = person(row) {
                let said = people.entry(person).or_default();
                let one = referred(row);
                said.woman |= one.woman;
                said.man |= one.man;
            }
        }
        for row in &page.items {
            balance.anonymous += u64::from(row.speaker_kind == SpeakerKind::Anonymous);
            balance.officials += u64::from(row.speaker_role.as_deref().is_some_and(is_official));
            // Whoever has no name across documents counts by the words of the statement alone.
            let said =
                person(row).and_then(|person| people.get(person).copied()).unwrap_or_else(|| referred(row));
            match (said.woman, said.man) {
                (true, false) => balance.women += 1,
                (false, true) => balance.men += 1,
                _ if person(row).is_some() => balance.unstated += 1,
                _ => {}
            }
        }
        Ok(balance)
    }
}

/// The person who spoke, where the archive knows that it is one.
fn person(row: &SaidRow) -> Option<&str> {
    row.archive_actor.as_deref().filter(|actor| actor.starts_with("person:"))
}

/// What the words of a statement say about its speaker.
fn referred(row: &SaidRow) -> Said {
    if row.speaker_kind == SpeakerKind::Unresolved || row.speaker_kind == SpeakerKind::Collective {
        return Said::default();
    }
    // Of a source of several words the first ones refer to the speaker: "her lawyer" is another matter.
    let source = row.source_text.as_deref().filter(|source| !is_possessive(source));
    let says = |always: &[&str], nouns: &[&str]| {
        [source, row.speaker_role.as_deref()].into_iter().flatten().any(|text| {
            words(text).any(|word| nouns.contains(&word) || always.contains(&word.to_lowercase().as_str()))
        })
    };
    Said { woman: says(FOR_WOMEN, WOMEN), man: says(FOR_MEN, MEN) }
}

/// "Her lawyer" and "the man's brother" refer to somebody else.
fn is_possessive(source: &str) -> bool {
    let lower = source.to_lowercase();
    let first = lower.split_whitespace().next().unwrap_or_default();
    (matches!(first, "his" | "her") && lower.contains(' ')) || lower.contains("'s ") || lower.contains("’s ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a role is a public office. A president or secretary is one when nothing or a country stands beside the word.
fn is_official(role: &str) -> bool {
    let role: Vec<String> = words(role).map(str::to_lowercase).collect();
    let is_country = |word: &str| {
        let is = |names: &str| names.split(';').any(|name| name == word);
        COUNTRIES.iter().any(|(_, names, people)| is(names) || is(people))
    };
    let presides = |word: &String| matches!(word.as_str(), "president" | "secretary");
    role.iter().any(|word| OFFICES.contains(&word.as_str()))
        || (role.iter().any(presides) && (role.len() == 1 || role.iter().any(|word| is_country(word))))
}

#[cfg(test)]
mod tests {
    use super::{is_official, is_possessive};

    #[test]
    fn offices_are_public() {
        for role in ["Deputy Prime Minister", "president", "French president", "council officials", "Mayor"] {
            assert!(is_official(role), "{role}");
        }
        for role in ["president of the club", "company secretary", "Ministry of Sound", "general manager", ""]
        {
            assert!(!is_official(role), "{role}");
        }
    }

    #[test]
    fn whose_is_not_who() {
        for source in ["her lawyer", "his brother Jo", "the man’s brother"] {
            assert!(is_possessive(source), "{source}");
        }
        assert!(!is_possessive("she") && !is_possessive("the spokeswoman"));
    }
}
