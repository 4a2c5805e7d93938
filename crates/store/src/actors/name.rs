//! Under which key the archive knows a name. Two documents mean the same actor by a name only if the name is a full
//! one: a person's given name and surname, a body's own name.

use serde::{Deserialize, Serialize};
use types::{Actor, ActorKind, SpeakerKind};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::evidence::{Evidence, evidence};
use super::name_words::{
    ARTICLE_PARTICLES, CORPORATE, GENERATIONS, GENERIC, PARTICLES, POST_NOMINALS, TITLES,
};

/// What the archive tells apart by kind; documents do not agree on anything finer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArchiveKind {
    /// A human being.
    Person,
    /// An organisation or government.
    Body,
    /// A people, party or other group.
    Group,
    /// A report, poll, filing.
    Document,
    /// A town or country that speaks ("Moscow said").
    Place,
}

impl ArchiveKind {
    /// The word before the colon of an id.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Body => "body",
            Self::Group => "group",
            Self::Document => "document",
            Self::Place => "place",
        }
    }

    /// The kind that an id or key names.
    pub(crate) fn of(id: &str) -> Option<Self> {
        let all = [Self::Person, Self::Body, Self::Group, Self::Document, Self::Place];
        let prefix = id.split_once(':')?.0;
        all.into_iter().find(|kind| kind.prefix() == prefix)
    }
}

impl From<ActorKind> for ArchiveKind {
    fn from(kind: ActorKind) -> Self {
        match kind {
            ActorKind::Person => Self::Person,
            ActorKind::Organisation | ActorKind::Government => Self::Body,
            ActorKind::Group => Self::Group,
            ActorKind::Document => Self::Document,
            ActorKind::Place => Self::Place,
        }
    }
}

/// Whom an actor of a document may be in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bearer {
    /// The name as a key, the same for all ways of writing it: `person:jens-stoltenberg`.
    pub block: String,
    /// What tells the bearers of the key apart.
    pub evidence: Evidence,
}

/// The key and evidence of an actor; none when it is known in its own document only. `speaks_as` are the ways in which
/// the actor speaks there.
pub(crate) fn bearer(actor: &Actor, speaks_as: &[SpeakerKind]) -> Option<Bearer> {
    let described = |kind: &SpeakerKind| {
        matches!(kind, SpeakerKind::Role | SpeakerKind::Anonymous | SpeakerKind::Collective)
    };
    if speaks_as.iter().any(described) {
        return None;
    }
    let kind = ArchiveKind::from(actor.kind);
    let words = words(&actor.name, kind);
    let (key, initials) = match kind {
        ArchiveKind::Person => person(words)?,
        ArchiveKind::Body => (body(words)?, String::new()),
        ArchiveKind::Place => (proper(words)?, String::new()),
        // "Residents" begins a sentence as "Republicans" does: only who speaks under a name has one.
        ArchiveKind::Group if speaks_as.contains(&SpeakerKind::Named) => (proper(words)?, String::new()),
        ArchiveKind::Group | ArchiveKind::Document => return None,
    };
    let evidence = evidence(&actor.roles, kind, initials);
    Some(Bearer { block: format!("{}:{}", kind.prefix(), key.join("-")), evidence })
}

/// The key of a name within its document, whether the archive knows it or not: `person:stoltenberg`.
pub(crate) fn local_key(actor: &Actor) -> String {
    let kind = ArchiveKind::from(actor.kind);
    let words: Vec<String> = words(&actor.name, kind).into_iter().map(|word| word.folded).collect();
    format!("{}:{}", kind.prefix(), words.join("-"))
}

/// The key that a name has when it is one of this kind; the same as [`bearer`]'s for a name that has one.
pub(crate) fn key_of_name(name: &str, kind: ArchiveKind) -> String {
    let words = words(name, kind);
    let all = || words.iter().map(|word| word.folded.clone()).collect();
    // A user need not write capitals.
    let written = words.iter().cloned().map(|word| Word { capital: true, ..word }).collect();
    let key = match kind {
        ArchiveKind::Person => person(written).map_or_else(all, |(key, _)| key),
        ArchiveKind::Body => body(written).unwrap_or_else(all),
        _ => proper(written).unwrap_or_else(all),
    };
    format!("{}:{}", kind.prefix(), key.join("-"))
}

/// Lower case without accents; letters with a stroke become what is written where they are missing.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in
        text.nfkd().filter(|&character| !is_combining_mark(character)).flat_map(char::to_lowercase)
    {
        match character {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            other if is_combining_mark(other) => {}
            other => folded.push(other),
        }
    }
    folded
}

#[derive(Clone, Debug)]
struct Word {
    folded: String,
    /// Whether it does not begin with a small letter.
    capital: bool,
}

/// The words of a name, without what stands in quotation marks or parentheses and without a possessive ending.
fn words(name: &str, kind: ArchiveKind) -> Vec<Word> {
    let mut plain = String::with_capacity(name.len());
    let mut closing = None;
    for character in name.chars() {
        match (closing, character) {
            (Some(end), _) if character == end => closing = None,
            (Some(_), _) => {}
            (None, '"') => closing = Some('"'),
            (None, '“') => closing = Some('”'),
            (None, '(') => closing = Some(')'),
            (None, '&') => plain.push_str(" and "),
            (None, _) => plain.push(character),
        }
    }
    let plain = plain.trim();
    let plain = ["'s", "’s"].iter().find_map(|ending| plain.strip_suffix(ending)).unwrap_or(plain);
    let mut words = Vec::new();
    for piece in plain.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',')) {
        // "Min-jun" is a name, and so is the end of "al-Marlow".
        let capital =
            |part: &str| part.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
        let whole = capital(piece);
        for part in piece.split(['-', '‐', '‑', '–']) {
            let letters: Vec<&str> = part.split('.').filter(|letter| !letter.is_empty()).collect();
            let dotted = letters.len() > 1 && letters.iter().all(|letter| letter.chars().count() == 1);
            let parts = if dotted && kind == ArchiveKind::Person { letters } else { vec![part] };
            for part in parts {
                let folded: String = fold(part).chars().filter(|c| c.is_alphanumeric()).collect();
                if !folded.is_empty() {
                    words.push(Word { folded, capital: whole || capital(part) });
                }
            }
        }
    }
    words
}

/// The key of a person's full name, and the initials between its given name and surname; none for a surname, a given
/// name or a description.
fn person(mut words: Vec<Word>) -> Option<(Vec<String>, String)> {
    let titles = words.iter().take_while(|word| TITLES.contains(&word.folded.as_str())).count();
    words.drain(..titles);
    while words.last().is_some_and(|word| POST_NOMINALS.contains(&word.folded.as_str())) {
        words.pop();
    }
    if !words.first()?.capital && !is_particle(&words[0]) || !words.last()?.capital {
        return None;
    }
    let mut names: Vec<Word> = words;
    let generation = names.last().and_then(|word| match word.folded.as_str() {
        "junior" => Some("jr"),
        "senior" => Some("sr"),
        other => GENERATIONS.iter().copied().find(|generation| *generation == other),
    });
    if generation.is_some() {
        names.pop();
    }
    // "von der Leyen", "al-Assad": a surname, however many words it has.
    let particles = names.iter().take_while(|word| is_particle(word)).count();
    if names.len() < particles + 2 {
        return None;
    }
    let is_initial = |word: &Word| word.folded.chars().count() == 1;
    let leading = names.iter().take_while(|word| is_initial(word)).count();
    // "J. Smith" may be anybody; "J. K. Rowling" and "J. Edgar Hoover" are full names.
    if leading == 1 && names.len() == 2 || leading == names.len() {
        return None;
    }
    let last = names.len() - 1;
    let (mut key, mut initials) = (Vec::new(), String::new());
    for (index, word) in names.into_iter().enumerate() {
        if index >= leading && index < last && is_initial(&word) {
            initials.push_str(&word.folded.to_uppercase());
        } else {
            key.push(word.folded);
        }
    }
    key.extend(generation.map(str::to_owned));
    Some((key, initials))
}

fn is_particle(word: &Word) -> bool {
    PARTICLES.contains(&word.folded.as_str())
        || !word.capital && ARTICLE_PARTICLES.contains(&word.folded.as_str())
}

/// The key of a body's own name; none for what every country has ("the Supreme Court") and for descriptions.
fn body(words: Vec<Word>) -> Option<Vec<String>> {
    let mut key = proper(words)?;
    while key.len() > 1 && key.last().is_some_and(|word| CORPORATE.contains(&word.as_str())) {
        key.pop();
    }
    (!key.iter().all(|word| GENERIC.contains(&word.as_str()))).then_some(key)
}

/// The words of a name that begins and ends with a capital, without its article.
fn proper(mut words: Vec<Word>) -> Option<Vec<String>> {
    if words.first().is_some_and(|word| word.folded == "the") {
        words.remove(0);
    }
    let is_name = words.first()?.capital && words.last()?.capital;
    is_name.then(|| words.into_iter().map(|word| word.folded).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, kind: ActorKind) -> String {
        let actor = Actor {
            id: "a1".into(),
            name: name.into(),
            kind,
            roles: Vec::new(),
            mentions: Vec::new(),
            government_of: None,
            ties: Vec::new(),
        };
        match bearer(&actor, &[SpeakerKind::Named]) {
            Some(Bearer { block, evidence }) if evidence == Evidence::default() => block,
            Some(Bearer { block, evidence }) => format!("{block}:{evidence}"),
            None => format!("only {}", local_key(&actor)),
        }
    }

    #[test]
    fn a_person_is_known_by_a_full_name() {
        let check = |names: &[&str], expected: &str| {
            for name in names {
                assert_eq!(key(name, ActorKind::Person), expected, "{name}");
            }
        };
        check(
            &["Zoë Pålsson", "Zoe Palsson", "Dr. Zoe PÅLSSON’s", "Zoe “Zed” Palsson", "Zoe Palsson, MD"],
            "person:zoe-palsson",
        );
        check(&["Lech Wałka", "Lech Walka"], "person:lech-walka");
        check(&["Tom B. Hale", "Sen. Tom B. Hale"], "person:tom-hale:B");
        check(&["Tom Hale Jr.", "Tom Hale, Jr", "Tom Hale Junior"], "person:tom-hale-jr");
        check(&["Ko Min-jun", "Ko Min Jun"], "person:ko-min-jun");
        check(&["J.K. Marlow", "J. K. Marlow"], "person:j-k-marlow");
        check(&["J. Edgar Marlow"], "person:j-edgar-marlow");
        check(&["Ursula von der Mark"], "person:ursula-von-der-mark");
        check(&["Al Marlow"], "person:al-marlow");
        check(&["Omar al-Marlow", "Omar Al Marlow"], "person:omar-al-marlow");
        for (name, expected) in [
            ("Hale", "only person:hale"),
            ("President Hale", "only person:president-hale"),
            ("J. Hale", "only person:j-hale"),
            ("de la Mark", "only person:de-la-mark"),
            ("al-Marlow", "only person:al-marlow"),
            ("the mayor", "only person:the-mayor"),
            ("", "only person:"),
            ("…", "only person:"),
        ] {
            assert_eq!(key(name, ActorKind::Person), expected, "{name}");
        }
    }

    #[test]
    fn a_body_is_known_by_a_name_of_its_own() {
        for (name, expected) in [
            ("The Marrow Trust", "body:marrow-trust"),
            ("Marrow & Hale Ltd.", "body:marrow-and-hale"),
            ("M.A.R.O.", "body:maro"),
            ("Bank of Marrow", "body:bank-of-marrow"),
            ("the Supreme Court", "only body:the-supreme-court"),
            ("Ministry of Defence", "only body:ministry-of-defence"),
            ("the alliance", "only body:the-alliance"),
        ] {
            assert_eq!(key(name, ActorKind::Organisation), expected, "{name}");
        }
        assert_eq!(key("Marrow Trust", ActorKind::Government), "body:marrow-trust");
        assert_eq!(key("Marrow Report", ActorKind::Document), "only document:marrow-report");
    }

    #[test]
    fn who_speaks_as_a_role_or_a_crowd_has_no_name() {
        let actor = Actor {
            id: "a1".into(),
            name: "Residents".into(),
            kind: ActorKind::Group,
            roles: Vec::new(),
            mentions: Vec::new(),
            government_of: None,
            ties: Vec::new(),
        };
        assert_eq!(bearer(&actor, &[SpeakerKind::Collective]), None);
        assert_eq!(bearer(&actor, &[]), None);
        assert!(bearer(&actor, &[SpeakerKind::Named]).is_some());
    }
}
