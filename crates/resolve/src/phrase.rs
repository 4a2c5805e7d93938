//! The noun phrase that a source is: its head, its determiner, what stands beside a name.

use types::{EntityKind, Span};

use crate::actors::Mention;
use crate::article::{Article, is_capitalised};
use crate::lexicon::function_words::{is_participle, is_preposition, is_relative};
use crate::lexicon::nouns;
use crate::lexicon::pronouns::{Pronoun, pronoun};
pub(crate) use crate::words::{Word, words};

mod named;
mod roles;

use named::{
    alias, behind_relative, called_what_it_is, inside_mention, is_list, joined_by_and, lists, name_at_end,
    named_body,
};
pub(crate) use named::{mention_ending_at, mention_over};
use roles::{follows_role, names_role, role_words};

/// How a phrase is introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Determiner {
    /// "the", "this", "that".
    Definite,
    /// "a", "an", "one", "another".
    Indefinite,
    /// "its", "the union's".
    Possessive,
    /// None, or a number.
    Bare,
}

/// What a phrase turns on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A pronoun.
    Pronoun(Pronoun),
    /// A name: index of the mention.
    Name(usize),
    /// A noun.
    Noun,
    /// No words.
    Nothing,
}

/// A source as a noun phrase.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// The phrase without a relative clause at its end.
    pub span: Span,
    /// What it turns on.
    pub head: Head,
    /// The head noun in lower case and singular; empty when the head is no noun.
    pub noun: String,
    /// Whether the head noun is a plural.
    pub plural: bool,
    /// Words before the head noun and after "of"/"for", lower case, without determiner.
    pub modifiers: Vec<String>,
    /// Whether a modifier is written as a name ("the *Biden* administration").
    pub proper: bool,
    /// Whether the head noun itself is capitalised.
    pub head_capital: bool,
    /// How it is introduced.
    pub determiner: Determiner,
    /// Roles that stand beside the name, as written, without article.
    pub roles: Vec<String>,
    /// Whether several parties are joined by "and".
    pub several: bool,
    /// The words as written, without article and relative clause.
    pub words: String,
    /// Whether it counts some of many ("32 percent of voters", "several leaders") or sets itself apart ("other leaders"):
    /// nobody named before.
    pub quantified: bool,
    /// Whether the phrase or its relative clause says that the name is withheld.
    pub withheld: bool,
}

/// What the text says of somebody whose name it keeps back.
const WITHHELD: &[&str] = &[
    "not to be named",
    "not be named",
    "anonym",
    "not authori",
    "not be identified",
    "not to be identified",
    "unnamed",
    "declined to be named",
    "declined to be identified",
    "refused to be named",
    "refused to be identified",
    "name withheld",
    "is withheld",
    "was withheld",
    "been withheld",
    "being withheld",
    "reveal his name",
    "reveal her name",
    "reveal their name",
    "give his name",
    "give her name",
    "give their name",
];

/// Whether the words, in small letters, say that a name is withheld.
pub(crate) fn is_withheld(words: &str) -> bool {
    WITHHELD.iter().any(|withheld| words.contains(withheld))
}

/// Reads the noun phrase at `span`. `mentions` are the document's names in order.
pub(crate) fn parse(article: &Article, mentions: &[Mention], span: Span) -> Phrase {
    let mut all = words(article.text, span);
    // "Doe's urging": the owner of the deed is its source.
    if let Some(last) = all.last_mut() {
        last.possessive = false;
    }
    let lower = span.of(article.text).to_lowercase();
    let mut phrase = Phrase {
        span,
        head: Head::Nothing,
        noun: String::new(),
        plural: false,
        modifiers: Vec::new(),
        proper: false,
        head_capital: false,
        determiner: Determiner::Bare,
        roles: Vec::new(),
        several: false,
        words: String::new(),
        quantified: is_quantified(&all),
        withheld: is_withheld(&lower),
    };
    let Some(first) = all.first() else { return phrase };
    let is_name = |word: &Word| mention_over(mentions, word.span).is_some();
    let alone = all.len() == 1
        || all.get(1).is_some_and(|second| second.text.ends_with("self") || second.text.ends_with("selves"))
        // "We were promised", "they all", "he also": what follows is no part of who it is.
        || is_subject_form(first.text) && !all.iter().any(|word| matches!(word.text, "and" | "&"));
    match pronoun(first.text) {
        Some(Pronoun::Relative) if !matches!(first.text, "That" | "that") || alone => {
            phrase.head = Head::Pronoun(Pronoun::Relative);
            return phrase;
        }
        // "I" also stands first in "I and my brother"; the speaker still speaks.
        Some(found) if alone => {
            phrase.head = Head::Pronoun(found);
            return phrase;
        }
        // "Everyone I’ve spoken to", "anyone who thought so".
        Some(found)
            if matches!(first.lower().as_str(), "everyone" | "everybody" | "anyone" | "anybody")
                && pronoun(all[1].uncontracted()).is_some_and(|next| next != Pronoun::Indefinite) =>
        {
            phrase.head = Head::Pronoun(found);
            return phrase;
        }
        _ => {}
    }
    let end = all
        .iter()
        .skip(1)
        .position(|word| is_relative(&word.lower()) && !is_name(word))
        .map_or(all.len(), |at| at + 1);
    // "Doe, who sat beside a man identified as Wim": Doe.
    let bears_name = || {
        let person = |word: &Word| {
            mention_over(mentions, word.span).is_some_and(|at| mentions[at].kind == EntityKind::Person)
        };
        end < all.len() && all[..end].iter().any(person)
    };
    if let Some(mention) = alias(mentions, &all).filter(|_| !bears_name()) {
        phrase.head = Head::Name(mention);
        return phrase;
    }
    if let Some(mention) = behind_relative(mentions, &all, end) {
        phrase.head = Head::Name(mention);
        return phrase;
    }
    let end = disclaimer(&all[..end]).or_else(|| obtained_by(article, mentions, &all[..end])).unwrap_or(end);
    let mut core = without_parentheses(&all[..end]);
    drop_dangling(mentions, &mut core);
    part_appositions(mentions, &mut core);
    let (Some(start_word), Some(last_word)) = (core.first(), core.last()) else { return phrase };
    phrase.span = Span::new(start_word.span.start, last_word.span.end);
    phrase.determiner = determiner(&core);
    let without_article = core.iter().position(|word| !is_article(word.text)).unwrap_or(0);
    let from = core[without_article].span.start;
    phrase.words =
        Span::new(from, phrase.span.end).of(article.text).split_whitespace().collect::<Vec<_>>().join(" ");

    let segments: Vec<&[Word]> =
        core.split_inclusive(|word| word.ends_segment && !inside_mention(mentions, word)).collect();
    let trimmed: Vec<&[Word]> =
        segments.iter().map(|segment| before_preposition(mentions, segment)).collect();
    let first = trimmed.first().copied().unwrap_or(&[]);
    let is_person = |segment: &[Word]| {
        name_at_end(mentions, segment)
            .is_some_and(|(mention, _)| mentions[mention].kind == EntityKind::Person)
    };
    // "Doe, 54, and Roe, 61".
    let goes_on = |index: usize| {
        segments[index].first().is_some_and(|word| word.text == "and") && is_person(trimmed[index])
    };
    let joined = (1..segments.len()).any(goes_on);
    phrase.several =
        joined_by_and(mentions, first) || joined && is_person(first) || is_list(mentions, &segments);
    // A person's name in any segment is the head; the other segments are roles.
    // "Critics, including Jo Doe", "the senators, Doe and Roe": those who are named are some of several.
    let is_party = |mention: usize| mentions[mention].kind == EntityKind::Group;
    let of_several =
        head_noun(first).1 && name_at_end(mentions, first).is_none_or(|(mention, _)| is_party(mention));
    let is_one_of_several =
        |index: usize| of_several && index > 0 && (joined || lists(mentions, segments[index]));
    let persons = trimmed.iter().enumerate().filter(|&(index, _)| !is_one_of_several(index)).filter_map(
        |(index, segment)| {
            let person = |&(mention, _): &(usize, usize)| mentions[mention].kind == EntityKind::Person;
            let (mention, at) = name_at_end(mentions, segment).filter(person).or_else(|| {
                name_at_end(mentions, segments[index])
                    .filter(|&(_, at)| at > segment.len() && follows_role(&segments[index][..at]))
                    // "The ministry under minister Jo Doe" is no person.
                    .filter(|_| segments[index].get(segment.len()).is_none_or(|word| word.lower() != "under"))
                    .filter(person)
            })?;
            Some((index, mention, at))
        },
    );
    // "The Example Speaker, Jo Doe": what has an article is a title, should the recogniser take it for a name.
    let person = persons.min_by_key(|&(index, _, at)| {
        (at == 1 && trimmed[index].first().is_some_and(|word| is_article(word.text)), index)
    });
    if let Some((index, mention, at)) = person.filter(|_| !phrase.several) {
        phrase.head = Head::Name(mention);
        let before = role_words(article, &segments[index][..at]);
        let beside = segments
            .iter()
            .enumerate()
            .filter(|(other, segment)| *other != index && names_role(trimmed[*other], segment))
            .filter_map(|(_, segment)| role_words(article, segment));
        phrase.roles = before.into_iter().chain(beside).collect();
        return phrase;
    }
    let segment = trimmed.first().copied().unwrap_or(&[]);
    if let Some((mention, at)) = name_at_end(mentions, segment).filter(|_| !phrase.several)
        && mentions[mention].kind != EntityKind::Group
    {
        phrase.head = Head::Name(mention);
        phrase.roles = role_words(article, &segment[..at]).into_iter().collect();
        return phrase;
    }
    if let Some(mention) = named_body(mentions, &segments, segment).filter(|_| !phrase.several) {
        phrase.head = Head::Name(mention);
        return phrase;
    }
    // "the Xinhua news agency", "the Unite union".
    if let Some(mention) = called_what_it_is(mentions, segment).filter(|_| !phrase.several) {
        phrase.head = Head::Name(mention);
        return phrase;
    }
    let Some(head) = segment.last() else { return phrase };
    phrase.head = Head::Noun;
    (phrase.noun, phrase.plural) = head_noun(segment);
    phrase.head_capital = is_capitalised(head.text);
    let rest = &core[segment.len().min(core.len())..];
    let is_content_word = |word: &&Word| {
        let lower = word.lower();
        !is_article(word.text) && !is_preposition(&lower) && pronoun(&lower).is_none() && lower != "and"
    };
    phrase.modifiers = segment[..segment.len() - 1]
        .iter()
        .chain(rest.iter().take_while(|word| !word.ends_segment).take(6))
        .filter(is_content_word)
        .map(|word| word.lower())
        .collect();
    phrase.proper = segment[..segment.len() - 1]
        .iter()
        .filter(|word| word.span.start != start_word.span.start || is_name(word))
        .any(|word| is_capitalised(word.text) && !is_article(word.text))
        || is_capitalised(head.text) && segment.len() > 1;
    phrase
}

/// The words outside parentheses; a comma behind a parenthesis ends the part before it.
fn without_parentheses<'a>(words: &[Word<'a>]) -> Vec<Word<'a>> {
    let mut outside: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match outside.last_mut() {
            Some(last) if word.in_parentheses => last.ends_segment |= word.ends_segment,
            _ if word.in_parentheses => {}
            _ => outside.push(*word),
        }
    }
    outside
}

/// Whether the lower-case word is a number: "Six in ten" are nobody's name.
pub(crate) fn is_number_word(lower: &str) -> bool {
    "two three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions"
        .split(' ')
        .any(|number| number == lower)
}

/// Whether the phrase opens with a number, a quantifier or "other".
fn is_quantified(words: &[Word]) -> bool {
    const SOME: &[&str] = &[
        "some", "several", "many", "most", "few", "half", "more", "fewer", "almost", "nearly", "about",
        "only", "every", "each", "another", "other", "others", "any",
    ];
    let mut opening = words.iter().map(Word::lower);
    let Some(first) = opening.next() else { return false };
    let definite = matches!(first.as_str(), "the" | "these" | "those" | "its" | "their" | "his" | "her");
    let counts = |word: &str| {
        SOME.contains(&word)
            || is_number_word(word)
            || word.starts_with(|letter: char| letter.is_ascii_digit())
    };
    let second = opening.next().unwrap_or_default();
    let share = words
        .iter()
        .take(5)
        .any(|word| matches!(word.text, "percent" | "%" | "per") || word.text.ends_with('%'));
    share || second == "other" || !definite && counts(&first)
}

/// Forms of a personal pronoun that are a subject and cannot own what follows.
fn is_subject_form(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "i" | "he" | "she" | "it" | "they" | "we" | "you")
        && pronoun(word).is_some()
}

/// "Jo Doe a spokesman for the firm": an apposition whose comma was left out.
fn part_appositions(mentions: &[Mention], core: &mut [Word]) {
    for at in 1..core.len() {
        let is_person = |mention: usize| mentions[mention].kind == EntityKind::Person;
        let behind_name = mention_ending_at(mentions, core[at - 1].span.end).is_some_and(is_person);
        core[at - 1].ends_segment |= behind_name && matches!(core[at].text, "a" | "an");
    }
}

/// "shop owners on", "data published by", "The": the end of a source that stops in the middle of a phrase.
fn drop_dangling(mentions: &[Mention], core: &mut Vec<Word>) {
    // "The president himself".
    if core.len() > 1
        && core
            .last()
            .is_some_and(|word| matches!(word.text, "himself" | "herself" | "itself" | "themselves"))
    {
        core.pop();
    }
    // "Jo Doe MP".
    const BEHIND_NAMES: [&str; 12] =
        ["MP", "MPs", "MEP", "MLA", "MSP", "TD", "QC", "KC", "OBE", "CBE", "PhD", "MD"];
    if let [.., name, last] = &core[..]
        && BEHIND_NAMES.contains(&last.text)
        && mention_over(mentions, last.span).is_none()
        && mention_ending_at(mentions, name.span.end)
            .is_some_and(|at| mentions[at].kind == EntityKind::Person)
    {
        core.pop();
    }
    let whole = core.len();
    while core.last().is_some_and(|word| {
        let lower = word.lower();
        mention_over(mentions, word.span).is_none()
            && (is_article(word.text) || ends_noun_phrase(&lower) && !is_participle(&lower))
    }) {
        core.pop();
    }
    if let [.., noun, last] = &core[..]
        && is_participle_of(noun, &last.lower())
    {
        core.pop();
    }
    if core.len() < whole && core.len() > 1 && core.last().is_some_and(|word| is_participle(&word.lower())) {
        core.pop();
    }
}

/// Where an aside begins that tells whom somebody is not: "the deputy, no relation of his namesake".
fn disclaimer(words: &[Word]) -> Option<usize> {
    (1..words.len()).find(|&at| {
        let next = words.get(at + 1).map(Word::lower).unwrap_or_default();
        words[at - 1].ends_segment
            && match words[at].lower().as_str() {
                "no" => matches!(next.as_str(), "relation" | "relative" | "friend" | "stranger" | "fan"),
                "not" => matches!(next.as_str(), "related" | "a" | "the"),
                "unrelated" => true,
                _ => false,
            }
    })
}

/// Where "the document | the Courier obtained" begins to tell who has the document, who is not its writer.
fn obtained_by(article: &Article, mentions: &[Mention], words: &[Word]) -> Option<usize> {
    const HAS: [&str; 14] = [
        "obtained",
        "obtains",
        "saw",
        "seen",
        "reviewed",
        "viewed",
        "got",
        "acquired",
        "read",
        "received",
        "published",
        "posted",
        "cited",
        "has",
    ];
    // The source may end in front of the verb.
    let next = || {
        let last = words.last()?;
        HAS.contains(&article.token(article.tokens(last.span).end)).then_some(words.len())
    };
    let verb = words.iter().position(|word| HAS.contains(&word.text)).or_else(next)?;
    let begins = |at: &usize| {
        let name = words.get(at + usize::from(is_article(words[*at].text)));
        let named = name.and_then(|name| Some((name, mentions[mention_over(mentions, name.span)?].span)));
        named.is_some_and(|(name, named)| {
            name.span.start == named.start && words[verb - 1].span.end == named.end
        })
    };
    (1..verb).find(begins).filter(|&at| {
        let noun = nouns::singular(&words[at - 1].lower()).0;
        nouns::is_document(&noun) && !words[at - 1].ends_segment
    })
}

/// The head noun, singular: "prime minister" and "chief executive" count as one word.
pub(crate) fn head_noun(segment: &[Word]) -> (String, bool) {
    let Some(head) = segment.last() else { return (String::new(), false) };
    let (noun, plural) = nouns::singular(&head.lower());
    if let [.., before, _] = segment {
        let joined = format!("{}-{noun}", before.lower());
        if nouns::is_role(&joined) && joined.contains('-') && !nouns::is_role(&before.lower())
            || joined == "chief-executive"
        {
            return (joined, plural);
        }
    }
    (noun, plural)
}

/// Whether the word, in lower case, can be the name of a people's member ("senegalese", "dutchwoman").
pub(crate) fn is_demonym(word: &str) -> bool {
    ["ian", "ish", "ese", "man", "woman", "ard"].iter().any(|ending| word.ends_with(ending))
}

/// Whether the word, in lower case, ends the noun phrase before it.
pub(crate) fn ends_noun_phrase(word: &str) -> bool {
    is_preposition(word) || is_relative(word) || is_participle(word) || word == "and"
}

fn determiner(words: &[Word]) -> Determiner {
    let Some(first) = words.first() else { return Determiner::Bare };
    match first.lower().as_str() {
        "the" | "this" | "that" | "these" | "those" => {
            if words.iter().skip(1).take(4).any(|word| word.possessive) {
                Determiner::Possessive
            } else {
                Determiner::Definite
            }
        }
        "a" | "an" | "one" | "another" | "some" => Determiner::Indefinite,
        "his" | "her" | "its" | "their" | "my" | "our" | "your" => Determiner::Possessive,
        _ if words.iter().take(4).any(|word| word.possessive) => Determiner::Possessive,
        _ => Determiner::Bare,
    }
}

pub(crate) fn is_article(word: &str) -> bool {
    matches!(word, "the" | "The" | "THE" | "a" | "A" | "an" | "An")
}

/// The segment up to its first preposition or trailing participle; prepositions inside a name do not count.
fn before_preposition<'w, 'a>(mentions: &[Mention], segment: &'w [Word<'a>]) -> &'w [Word<'a>] {
    // "the Secretary of State's office".
    let is_state = |pair: &[Word]| {
        pair[0].text == "of" && pair[1].possessive && matches!(pair[1].text, "State" | "Staff")
    };
    let owner = segment.windows(2).position(is_state).map_or(0, |at| at + 1);
    let cut = segment.iter().enumerate().skip(1).position(|(index, word)| {
        if index < owner {
            return false;
        }
        let lower = word.lower();
        let preposition = is_preposition(&lower) && !inside_mention(mentions, word);
        preposition || is_participle(&lower) && index > 1 || is_participle_of(&segment[index - 1], &lower)
    });
    let segment = cut.map_or(segment, |at| &segment[..=at]);
    // "Rosa Chaile, 63" and "Sir Keir said Tuesday": numbers and days do not head a phrase.
    let keep = segment
        .iter()
        .rposition(|word| !word.text.chars().all(|character| character.is_ascii_digit()))
        .map_or(0, |at| at + 1);
    &segment[..keep]
}

/// "a study documenting …", "researchers reporting …": an "-ing" form right behind a noun that can do so.
fn is_participle_of(noun: &Word, lower: &str) -> bool {
    let before = nouns::singular(&noun.lower()).0;
    let head = |noun: &str| nouns::is_role(noun) || nouns::is_body(noun) || nouns::is_document(noun);
    lower.len() > 5 && lower.ends_with("ing") && head(&before) && !head(lower)
}
