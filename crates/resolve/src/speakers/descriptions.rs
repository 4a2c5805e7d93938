//! Whom a description means: "the NATO chief", "the company", "the 51-year-old", "the report".

use std::cell::LazyCell;
use std::ops::Range;

use types::{ActorKind, EntityKind};

use super::antecedents::{Candidates, Search};
use super::pronouns::withholds_name;
use crate::actors::{Cast, Entry, Mention};
use crate::article::Article;
use crate::lexicon::function_words::is_preposition;
use crate::lexicon::{nouns, people};
use crate::phrase::{Determiner, Phrase, is_article, is_demonym};

/// Documents that stand for each other.
const DOCUMENT_CLASSES: &[&str] = &[
    "study paper research finding analysis author",
    "survey poll consultation census",
    "report review audit inquiry investigation document",
    "memo memorandum note briefing document letter email",
    "statement release communique announcement",
    "filing lawsuit complaint indictment affidavit",
    "post tweet message",
];

/// Bodies that "the company" or "the group" can mean whatever their name.
const COMPANY: &[&str] = &[
    "company",
    "firm",
    "group",
    "maker",
    "manufacturer",
    "operator",
    "retailer",
    "lender",
    "carmaker",
    "airline",
    "business",
    "giant",
];
/// Nouns of firms, besides those, that "the company" can mean.
const FIRM: &[&str] = &[
    "developer",
    "insurer",
    "startup",
    "brewer",
    "automaker",
    "drugmaker",
    "chipmaker",
    "planemaker",
    "bookmaker",
    "publisher",
    "broker",
    "consultancy",
    "builder",
    "producer",
    "supplier",
    "provider",
];
const ASSOCIATION: &[&str] = &[
    "group",
    "organisation",
    "organization",
    "association",
    "union",
    "charity",
    "body",
    "federation",
    "outfit",
    "lobby",
    "watchdog",
];
/// Bodies that "the institution" can mean.
const INSTITUTION: &[&str] =
    &["institution", "institute", "university", "college", "school", "academy", "museum", "hospital", "bank"];
/// Associations that the word before them tells: "the police union".
const BOUND: &[&str] = &["association", "union", "charity", "federation", "lobby", "watchdog"];
/// Nouns of bodies, besides associations, that "the group" can mean.
const GROUP: &[&str] = &["party", "movement", "alliance", "coalition", "network", "society", "foundation"];
/// Nouns of bodies that "the agency" can mean.
const AGENCY: &[&str] = &["agency", "bureau", "service", "office"];

impl Candidates {
    /// Whom the phrase means among those mentioned before it.
    pub(crate) fn described(&self, article: &Article, cast: &Cast, phrase: &Phrase) -> Search {
        let sentence = article.sentence_index(phrase.span.start);
        let block = article.block_index(phrase.span.start);
        let noun = phrase.noun.as_str();
        let description = nouns::is_description(noun) || is_member_of_people(phrase);
        if phrase.determiner != Determiner::Definite && description {
            return Search::Nobody;
        }
        let bears_noun = |entry: &Entry| {
            entry.kind == ActorKind::Organisation && entry.nouns.iter().any(|known| known == noun)
        };
        // Few descriptions need it, and a book has many actors.
        let named_so = LazyCell::new(|| cast.entries.iter().any(|entry| entry.named && bears_noun(entry)));
        let others = named_behind(article, cast, phrase);
        let is_term = |term: &String| *term == phrase.words;
        let has_term = |entry: &Entry| entry.defined.iter().any(is_term);
        let defined = phrase.determiner == Determiner::Definite
            && phrase.words.starts_with(char::is_uppercase)
            && cast.entries.iter().any(has_term);
        // "Doe's lawyer" is not Doe.
        let from = cast.mentions.partition_point(|mention| mention.span.start < phrase.span.start);
        let within = cast.mentions[from..].iter().take_while(|mention| mention.span.end < phrase.span.end);
        let owners: Vec<usize> = within
            .filter(|mention| mention.kind == EntityKind::Person)
            .filter_map(|mention| mention.actor)
            .collect();
        // "A young man sued": "the young man" is that one, whoever is named in between; and so is "the 19-year-old" of whom nobody
        // knew who it is.
        let again = noun.ends_with("year-old")
            && cast
                .entries
                .iter()
                .any(|entry| !entry.named && entry.name.eq_ignore_ascii_case(&phrase.words));
        if description && (again || is_introduced(article, phrase)) {
            return Search::Nobody;
        }
        // "the owner, who prefers not to give her name": nobody who has one.
        let behind = article.text.get(phrase.span.end..).unwrap_or_default();
        let clause = behind.trim_start_matches([',', ' ', '—', '–', '-', '(']);
        let relative = clause.starts_with("who");
        let withheld = phrase.withheld
            || relative && withholds_name(article, phrase.span.end + behind.len() - clause.len());
        let is_met =
            |actor: usize| !description && others.iter().any(|&(other, near)| near && other == actor);
        let found = self.best(phrase.span.start, |candidate| {
            if candidate.span.end > phrase.span.start {
                return None;
            }
            let entry = &cast.entries[candidate.actor];
            if entry.plural != phrase.plural
                || entry.apart
                || entry.named && withheld
                || is_met(candidate.actor)
                || owners.contains(&candidate.actor)
            {
                return None;
            }
            // "Osterby Holdings plc (the “Company”)": the Company is no other.
            if defined {
                return has_term(entry).then_some(4.0);
            }
            let sentences = sentence - candidate.sentence;
            let distance = sentences.min(20) as f32;
            if description {
                let person = entry.kind == ActorKind::Person
                    && sentences <= 3
                    && block - candidate.block <= 1
                    && !candidate.quoted
                    && !begins_with_newcomer(article, candidate.sentence + 1..sentence);
                let gender = people::gender_of_noun(noun)
                    .is_none_or(|gender| entry.gender.is_none_or(|known| known == gender));
                let known = entry.name.contains(' ') || !entry.roles.is_empty() || entry.gender.is_some();
                return (person && gender).then_some(
                    2.0 + if candidate.subject { 1.0 } else { 0.0 } + if known { 0.6 } else { -0.6 }
                        - 0.9 * distance
                        - 0.8 * (block - candidate.block) as f32
                        - if candidate.owner { 1.0 } else { 0.0 },
                );
            }
            let Some(head) = head_match(entry, phrase).filter(|_| !is_of_headline(article, entry)) else {
                // "Jo Doe disagrees. The 34-year-old nurse says": whose age is told was named just now.
                let newly = phrase.determiner == Determiner::Definite
                    && phrase.words.contains("-year-old")
                    && entry.kind == ActorKind::Person
                    && entry.named
                    && entry.nouns.is_empty()
                    && candidate.subject
                    && !candidate.quoted
                    && sentences == 1
                    && block == candidate.block;
                return newly.then_some(2.0);
            };
            if is_of_another_sort(entry, phrase)
                || is_another_court(entry, phrase)
                || is_of_another_time(entry, phrase)
                || belongs_elsewhere(entry, phrase)
                || has_other_office(entry, phrase)
            {
                return None;
            }
            // A headline's bare "ministry" is no rival of the ministry that the article names.
            let bare = !entry.named && entry.words.is_empty() && *named_so;
            let same = !entry.named && entry.name.eq_ignore_ascii_case(&phrase.words);
            // "the company" is the one that the article is about.
            let weight = if entry.kind == ActorKind::Organisation { 0.4 } else { 0.1 };
            let named = weight * (1.0 + entry.mentions.len() as f32).ln();
            // "The firm" behind another one that spoke just now may be that one.
            let spoke = entry.kind == ActorKind::Organisation && candidate.speaks && sentences <= 1;
            let near = if spoke { 0.7 } else { 0.0 };
            Some(
                head + named + near + modifier_match(entry, phrase) + if same { 1.0 } else { 0.0 }
                    - if bare { 1.6 } else { 0.0 }
                    - 0.06 * distance,
            )
        });
        match found {
            Search::Clear { actor, .. } if description && others.iter().any(|&(other, _)| other == actor) => {
                Search::Nobody
            }
            // "Doe told The Example. The group has": a paper that was told something is hardly what nothing else calls so.
            Search::Clear { actor, .. } if is_told(article, &cast.entries[actor], phrase.span.start) => {
                Search::Nobody
            }
            found => found,
        }
    }
}

/// "Ministry admits blunder": the one body, or holder of an office, of whom the article below a headline uses the noun.
pub(super) fn named_below(cast: &Cast, phrase: &Phrase) -> Option<usize> {
    let mut fits = (0..cast.entries.len()).filter(|&actor| {
        let entry = &cast.entries[actor];
        let told = |word: &String| entry.words.contains(word);
        entry.named
            && entry.nouns.contains(&phrase.noun)
            && matches!(entry.kind, ActorKind::Person | ActorKind::Organisation | ActorKind::Government)
            && (entry.kind != ActorKind::Person || nouns::is_role(&phrase.noun))
            && phrase.modifiers.iter().all(told)
    });
    fits.next().filter(|_| fits.next().is_none())
}

/// "Fresh Air for Graz": whether a headline alone names the body, of which nothing tells what it is.
fn is_of_headline(article: &Article, entry: &Entry) -> bool {
    entry.kind == ActorKind::Organisation
        && entry.nouns.is_empty()
        && entry.mentions.iter().all(|mention| article.in_headline(mention.start))
}

/// Whether the text before a description with an adjective has "a" or "an" before its words.
fn is_introduced(article: &Article, phrase: &Phrase) -> bool {
    /// Tokens that are looked back at.
    const BACK: usize = 600;
    let end = article.tokens(phrase.span).start;
    let is_one = |noun: usize| {
        let start = noun.saturating_sub(DESCRIBED);
        let Some(new) = (start..noun).rfind(|&token| is_indefinite(article.token(token))) else {
            return false;
        };
        let words = || (new + 1..noun).map(|token| article.token(token));
        phrase.modifiers.iter().all(|asked| words().any(|word| word.eq_ignore_ascii_case(asked)))
    };
    !phrase.modifiers.is_empty()
        && (end.saturating_sub(BACK)..end)
            .any(|token| article.token(token).eq_ignore_ascii_case(&phrase.noun) && is_one(token))
}

/// "A young man and his mother sued": whether one of the sentences begins with somebody new.
fn begins_with_newcomer(article: &Article, mut sentences: Range<usize>) -> bool {
    sentences.any(|sentence| {
        let Some(&sentence) = article.reading.sentences.get(sentence) else { return false };
        let first = article.tokens(article.behind_dateline(sentence)).start;
        let mut words = (first + 1..first + 1 + DESCRIBED).map(|token| article.token(token));
        is_indefinite(article.token(first)) && words.any(nouns::is_description)
    })
}

/// Tokens from "a" to the noun that describes somebody, and with it.
const DESCRIBED: usize = 4;

fn is_indefinite(word: &str) -> bool {
    matches!(word, "a" | "A" | "an" | "An")
}

/// "told the Example": whether a body of which no noun tells what it is was told something where it was named last.
fn is_told(article: &Article, entry: &Entry, before: usize) -> bool {
    let Some(last) = entry.mentions.iter().rfind(|mention| mention.start < before) else { return false };
    let first = article.tokens(*last).start;
    let back = |back: usize| first.checked_sub(back).map_or("", |token| article.token(token));
    entry.kind == ActorKind::Organisation
        && entry.nouns.is_empty()
        && (back(1) == "told" || is_article(back(1)) && back(2) == "told")
}

/// "The man told Doe": the persons whom the rest of the sentence names, without an apposition, and whether right behind the verb. "The
/// man" is none of them; "the president" is not the one whom he meets, but may be named later on.
fn named_behind(article: &Article, cast: &Cast, phrase: &Phrase) -> Vec<(usize, bool)> {
    const BEHIND_VERB: usize = 4;
    const APPOSITION: usize = 3;
    let tokens = article.tokens(phrase.span);
    let sentence = article.sentence(phrase.span.start);
    let from = cast.mentions.partition_point(|mention| mention.span.start <= phrase.span.end + APPOSITION);
    let behind = cast.mentions[from..].iter().take_while(|mention| mention.span.start < sentence.end);
    let told = behind.filter(|mention| {
        mention.kind == EntityKind::Person && article.spoken_at(mention.span.start).is_none()
    });
    let near = |mention: &Mention| article.tokens(mention.span).start <= tokens.end + BEHIND_VERB;
    told.filter_map(|mention| Some((mention.actor?, near(mention)))).collect()
}

/// How well the actor's nouns fit the head; none when they do not.
fn head_match(entry: &Entry, phrase: &Phrase) -> Option<f32> {
    let (noun, determiner) = (phrase.noun.as_str(), phrase.determiner);
    // "Jo Doe, a researcher at the agency": she is not the agency.
    if entry.kind == ActorKind::Person && nouns::is_body(noun) && !nouns::is_role(noun) {
        return None;
    }
    if entry.nouns.iter().any(|known| known == noun) {
        // "its director" is a director, hardly the one named before; "the director" is.
        return Some(if determiner == Determiner::Definite { 3.0 } else { 2.2 });
    }
    match entry.kind {
        ActorKind::Person => entry.nouns.iter().any(|known| nouns::same_role(known, noun)).then_some(2.0),
        ActorKind::Document => entry
            .nouns
            .iter()
            .any(|known| DOCUMENT_CLASSES.iter().any(|class| has(class, known) && has(class, noun)))
            .then_some(2.0),
        ActorKind::Organisation if determiner == Determiner::Definite => {
            let mut sorts =
                [COMPANY, ASSOCIATION].into_iter().filter(|sort| sort.contains(&noun)).collect::<Vec<_>>();
            sorts.extend((noun == "agency").then_some(AGENCY));
            sorts.extend((noun == "group").then_some(GROUP));
            sorts.extend(matches!(noun, "institution" | "institute").then_some(INSTITUTION));
            sorts.extend(COMPANY.contains(&noun).then_some(FIRM));
            let generic = !sorts.is_empty();
            let known =
                sorts.iter().any(|sort| entry.nouns.iter().any(|known| sort.contains(&known.as_str())));
            let fits = if known { Some(2.0) } else { (generic && entry.nouns.is_empty()).then_some(1.0) };
            // "the police union" is no body that nothing calls a union, or of the police.
            let told = || phrase.modifiers.iter().all(|word| entry.words.contains(word));
            fits.filter(|_| !BOUND.contains(&noun) || told())
        }
        _ => None,
    }
}

fn has(class: &str, word: &str) -> bool {
    class.split_whitespace().any(|known| known == word)
}

/// Words that the description shares with the actor's names and roles; a word that it does not share speaks against it.
fn modifier_match(entry: &Entry, phrase: &Phrase) -> f32 {
    phrase
        .modifiers
        .iter()
        .map(|word| {
            // "the production company" is Example Productions.
            let is_known = |known: &String| known == word || known.strip_suffix('s') == Some(word);
            if entry.words.iter().any(is_known) { 1.0 } else { -0.7 }
        })
        .sum()
}

/// "state officials", where only "administration officials" were spoken of, "polls", where "the polls in Example" were: without "the" or a
/// name nothing says that they are the same.
fn is_of_another_sort(entry: &Entry, phrase: &Phrase) -> bool {
    let shared = |word: &String| entry.words.contains(word);
    let texts = entry.kind == ActorKind::Document && phrase.plural;
    phrase.determiner == Determiner::Bare
        && !entry.named
        && (texts && !entry.name.eq_ignore_ascii_case(&phrase.words)
            || !phrase.modifiers.is_empty() && !phrase.modifiers.iter().all(shared))
}

/// "the supreme court" is not the district court that was named; "the high court" may be the supreme court.
fn is_another_court(entry: &Entry, phrase: &Phrase) -> bool {
    const RANKS: &str = "\
        supreme high federal district appeal appeals appellate crown county magistrates constitutional criminal circuit regional lower \
        upper military administrative family commercial";
    let is_rank = |word: &&String| RANKS.split_whitespace().any(|rank| rank == word.as_str());
    let is_known = |rank: &String| {
        let alike = |word: &String| match rank.as_str() {
            "appeal" | "appeals" | "appellate" => word.starts_with("appe"),
            "high" => word == "high" || word == "supreme",
            rank => word == rank,
        };
        entry.words.iter().any(alike)
    };
    phrase.noun == "court"
        && entry.named
        && phrase.modifiers.iter().filter(is_rank).any(|rank| !is_known(rank))
}

/// "the Mexican president" is not the president named before unless the text ties him to Mexico: a proper word of the
/// description that none of the actor's words resembles rules the actor out, since a wrong name is worse than none.
fn belongs_elsewhere(entry: &Entry, phrase: &Phrase) -> bool {
    const STEM: usize = 4;
    let tied = |word: &str| {
        let stem = word.char_indices().nth(STEM).map_or(word, |(end, _)| &word[..end]);
        let name = entry.name.to_lowercase();
        entry
            .words
            .iter()
            .map(String::as_str)
            .chain(name.split_whitespace())
            .any(|known| known.starts_with(stem))
    };
    // Without an article the first capital may be the sentence's.
    let owner = phrase.words.split_whitespace().next().is_some_and(|word| word.ends_with(['s', '’', '\'']));
    let owned = phrase.determiner == Determiner::Possessive && owner;
    let skipped = usize::from(phrase.determiner != Determiner::Definite && !owned);
    let before_comma = phrase.words.split(',').next().unwrap_or_default();
    let proper =
        before_comma.split_whitespace().skip(skipped).filter(|word| word.starts_with(char::is_uppercase));
    proper
        .map(|word| {
            let bare = word.strip_suffix("’s").or(word.strip_suffix("'s")).unwrap_or(word);
            bare.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase()
        })
        .any(|word| phrase.modifiers.contains(&word) && !tied(&word))
}

/// "the new mayor" is not the one who was presented as "incumbent".
fn is_of_another_time(entry: &Entry, phrase: &Phrase) -> bool {
    const COMING: [&str; 5] = ["new", "newly", "newly-elected", "incoming", "next"];
    const GOING: [&str; 8] =
        ["incumbent", "outgoing", "former", "late", "retiring", "departing", "previous", "then"];
    let asked = |words: &[&str]| phrase.modifiers.iter().any(|word| words.contains(&word.as_str()));
    let known = |words: &[&str]| entry.words.iter().any(|word| words.contains(&word.as_str()));
    asked(&COMING) && known(&GOING) && !known(&COMING) || asked(&GOING) && known(&COMING) && !known(&GOING)
}

/// "the transport minister" is not the finance minister.
fn has_other_office(entry: &Entry, phrase: &Phrase) -> bool {
    const OFFICES: [&str; 8] =
        ["minister", "secretary", "commissioner", "chief", "director", "editor", "manager", "officer"];
    const OF_ANY: [&str; 13] = [
        "former", "deputy", "new", "senior", "current", "outgoing", "acting", "interim", "junior", "first",
        "same", "other", "chief",
    ];
    // The word in front of the office, which says of what.
    let field = |words: &str| -> Option<String> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let at = words.iter().position(|word| *word == phrase.noun)?;
        let field = words.get(at.checked_sub(1)?)?;
        let is_one = field.chars().all(char::is_alphabetic) && !OF_ANY.contains(&field.as_str());
        is_one.then(|| field.clone())
    };
    // What the office is of: "the head of the fire brigade" is not the head of the water board.
    let of = |words: &str| -> Option<Vec<String>> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let at = words.iter().position(|word| *word == phrase.noun)?;
        let (_, behind) = words[at + 1..].split_first().filter(|(word, _)| *word == "of")?;
        let part = behind
            .iter()
            .take_while(|word| !word.ends_with(','))
            .filter(|word| !is_article(word) && !is_preposition(word));
        Some(part.cloned().collect())
    };
    let is_known = |word: &String| entry.words.contains(word);
    let of_another = nouns::is_role(&phrase.noun)
        && of(&phrase.words).is_some_and(|asked| asked.len() > 1 && !asked.iter().any(is_known))
        && entry.roles.iter().any(|role| of(role).is_some());
    of_another
        || OFFICES.contains(&phrase.noun.as_str())
            && field(&phrase.words).is_some_and(|asked| !entry.words.contains(&asked))
            && entry.roles.iter().any(|role| field(role).is_some())
}

/// "the Dutchwoman", "the Senegalese forward" – a people's name as head.
fn is_member_of_people(phrase: &Phrase) -> bool {
    !phrase.proper
        && is_demonym(&phrase.noun)
        && phrase.words.chars().next().is_some_and(char::is_uppercase)
        && !phrase.words.contains(' ')
}
