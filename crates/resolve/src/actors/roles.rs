//! Roles that stand beside a name: "NATO Secretary-General Jens Doe", "Jo Doe, the mayor of Ghent,", "its chair, Jo Doe".

use types::{EntityKind, Span};

use super::Entry;
use crate::article::{Article, is_capitalised};
use crate::lexicon::pronouns::pronoun;
use crate::lexicon::{cues, nouns, people};
use crate::phrase::{self, Word};

/// A role in front of a name has at most this many words.
const LONGEST: usize = 7;
/// How far around a name a role is looked for, in bytes.
const REACH: usize = 120;

/// A name, what it names, the roles beside it, and whose it is.
pub(super) type Named<'a> = (Span, EntityKind, &'a [Role], Option<usize>);

/// Adds to each actor the roles that stand beside its names.
pub(super) fn gather<'a>(article: &Article, names: impl Iterator<Item = Named<'a>>, entries: &mut [Entry]) {
    for (span, kind, roles, actor) in names {
        let Some(actor) = actor else { continue };
        let entry = &mut entries[actor];
        if entry.gender.is_none() {
            entry.gender = roles.iter().find_map(|role| people::gender_of_holder(&role.noun));
        }
        match kind {
            EntityKind::Person => {
                for role in roles {
                    entry.add_role(&role.words);
                    // "bank chairman Sheikh Doe" is a chairman, too.
                    let before =
                        role.lower_words().filter(|word| is_honour(&role.noun) && nouns::is_role(word));
                    for noun in before.chain([role.noun.clone()]) {
                        if !entry.nouns.contains(&noun) {
                            entry.nouns.push(noun);
                        }
                    }
                }
            }
            EntityKind::Organisation => {
                // "the charity Doe Watch", and what the name itself says: "Doe Council", "Ministry of Health".
                let before = words_before(article, span).pop().map(|word| nouns::singular(&word.lower()).0);
                let words = phrase::words(article.text, span);
                let head = words
                    .iter()
                    .position(|word| matches!(word.text, "of" | "for" | "on" | "against" | "Against"))
                    .unwrap_or(words.len());
                let own = head.checked_sub(1).map(|at| nouns::singular(&words[at].lower()).0);
                for noun in before.into_iter().chain(own).filter(|noun| nouns::is_body(noun)) {
                    if !entry.nouns.contains(&noun) {
                        entry.nouns.push(noun);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether the noun is put before a name as a title besides what somebody is.
fn is_honour(noun: &str) -> bool {
    matches!(
        noun,
        "sheikh"
            | "prince"
            | "princess"
            | "professor"
            | "general"
            | "colonel"
            | "judge"
            | "bishop"
            | "cardinal"
            | "imam"
    )
}

/// A role that stands beside a name.
pub(super) struct Role {
    words: String,
    /// Its head noun.
    pub noun: String,
}

impl Role {
    /// Its words in lower case.
    pub fn lower_words(&self) -> impl Iterator<Item = String> {
        self.words.split_whitespace().map(|word| word.trim_end_matches(',').to_lowercase())
    }
}

/// The roles beside one name.
pub(super) fn beside(article: &Article, name: Span) -> Vec<Role> {
    let before = words_before(article, name);
    [
        in_front(article, name, &before),
        apposition_before(article, name, &before),
        apposition_after(article, name),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn words_before<'a>(article: &Article<'a>, name: Span) -> Vec<Word<'a>> {
    let sentence = article.sentence(name.start);
    let mut from = sentence.start.max(name.start.saturating_sub(REACH));
    while !article.text.is_char_boundary(from) {
        from += 1;
    }
    phrase::words(article.text, Span::new(from.min(name.start), name.start))
}

fn role(article: &Article, words: &[Word]) -> Option<Role> {
    let from = words.iter().position(|word| {
        !phrase::is_article(word.text) && pronoun(word.text).is_none() && !people::is_title(word.text)
    })?;
    let words = &words[from..];
    let last = words.last()?;
    let (noun, _) = phrase::head_noun(words);
    let text = Span::new(words[0].span.start, last.span.end).of(article.text);
    nouns::is_role(&noun).then(|| Role { words: text.split_whitespace().collect::<Vec<_>>().join(" "), noun })
}

/// The role right in front of the name: capitalised words and role nouns, back to the first other word.
fn in_front(article: &Article, name: Span, mut words: &[Word]) -> Option<Role> {
    while let Some((_, rest)) = words.split_last().filter(|(last, _)| people::courtesy(last.text).is_some()) {
        words = rest;
    }
    let last = words.last()?;
    if last.possessive
        || article.text[last.span.end..name.start].contains([',', ';', ':', '(', '"', '“', '‘'])
    {
        return None;
    }
    let sentence_start = article.sentence(name.start).start;
    let belongs = |word: &Word| {
        let lower = word.lower();
        let (noun, _) = nouns::singular(&lower);
        is_capitalised(word.text)
            && (word.span.start != sentence_start
                || nouns::is_role(&noun)
                || is_modifier(&lower)
                || !is_function_word(&lower))
            || nouns::is_role(&noun)
            || is_modifier(&lower)
    };
    let mut from = words.len();
    while from > 0 && words.len() - from < LONGEST {
        let word = &words[from - 1];
        let linked = from < words.len()
            && matches!(word.text, "of" | "for")
            && from >= 2
            && nouns::is_role(&words[from - 2].lower());
        if word.ends_segment && from < words.len()
            || is_function_word(&word.lower()) && !linked
            || !belongs(word) && !linked
        {
            break;
        }
        from -= 1;
    }
    role(article, &words[from..]).or_else(|| of_several_fields(article, words))
}

/// "Minister of Education, Science and Technology" Jo Doe, "Dutch Minister of Trade and Ports" Jo Doe: an office of several fields.
fn of_several_fields(article: &Article, words: &[Word]) -> Option<Role> {
    const LONGEST: usize = 10;
    let office = words.windows(2).rposition(|pair| {
        is_capitalised(pair[0].text) && nouns::is_role(&pair[0].lower()) && pair[1].text == "of"
    })?;
    let fields = &words[office + 1..];
    let named = fields
        .iter()
        .all(|word| is_capitalised(word.text) || matches!(word.text, "of" | "the" | "and" | "for"));
    let last = fields.last().filter(|last| is_capitalised(last.text) && !last.possessive)?;
    let several = fields.iter().any(|word| word.text == "and");
    if !named || !several || fields.len() >= LONGEST {
        return None;
    }
    // Whose: "Dutch", "Deputy Prime".
    let sentence_start = article.sentence(last.span.start).start;
    let opens = |word: &Word| word.span.start == sentence_start && is_function_word(&word.lower());
    let first = words[..office]
        .iter()
        .rposition(|word| !is_capitalised(word.text) || word.ends_segment || word.possessive || opens(word))
        .map_or(0, |at| at + 1);
    let text = Span::new(words[first].span.start, last.span.end).of(article.text);
    Some(Role { words: text.split_whitespace().collect::<Vec<_>>().join(" "), noun: words[office].lower() })
}

/// "“It was Doe,” the mayor said": the border of a quotation lies between name and words.
fn is_set_apart(article: &Article, name: Span, word: &Word) -> bool {
    article.spoken_at(name.start) != article.spoken_at(word.span.start)
}

/// "its chief executive, Jo Doe": the phrase before the comma, when it opens with a determiner.
fn apposition_before(article: &Article, name: Span, words: &[Word]) -> Option<Role> {
    // "the vicar, the Rev Jo Doe".
    let last = words.iter().rposition(|word| !people::is_title(word.text)).map(|last| {
        if words[last].text == "the" && last + 1 < words.len() { last.saturating_sub(1) } else { last }
    })?;
    if !words[last].ends_segment || !article.text[words[last].span.end..name.start].starts_with(',') {
        return None;
    }
    // "They rang the buyer's agent, Doe's debts being known": not Doe.
    let owns = article.text[name.end..].starts_with(['’', '\'']);
    if owns || is_set_apart(article, name, &words[last]) {
        return None;
    }
    let words = &words[..=last];
    let from = words.iter().rposition(|word| {
        let lower = word.lower();
        matches!(lower.as_str(), "the" | "its" | "his" | "her" | "their" | "a" | "an" | "our" | "my")
            || word.possessive
    })?;
    if words[from..words.len() - 1].iter().any(|word| word.ends_segment) || words.len() - from > LONGEST + 1 {
        return None;
    }
    let body = if words[from].possessive { &words[from + 1..] } else { &words[from..] };
    let head: Vec<Word> = body.to_vec();
    let cut = head
        .iter()
        .skip(1)
        .position(|word| matches!(word.text, "of" | "for" | "at" | "in" | "from"))
        .map_or(head.len(), |at| at + 1);
    let (noun, _) = phrase::head_noun(&head[..cut]);
    let whole = role(article, &head[..cut])?;
    let text = Span::new(
        head.iter().find(|word| !phrase::is_article(word.text) && pronoun(word.text).is_none())?.span.start,
        head.last()?.span.end,
    );
    Some(Role {
        words: text.of(article.text).split_whitespace().collect::<Vec<_>>().join(" "),
        noun: if noun.is_empty() { whole.noun } else { noun },
    })
}

/// "Jo Doe, the mayor of Ghent,": the phrase after the comma, up to the next mark or "who".
fn apposition_after(article: &Article, name: Span) -> Option<Role> {
    let rest = &article.text[name.end..];
    let gap = rest.len() - rest.strip_prefix(',')?.trim_start().len();
    let sentence = article.sentence(name.start);
    let mut to = sentence.end.min(name.end + gap + REACH);
    while !article.text.is_char_boundary(to) {
        to -= 1;
    }
    if to <= name.end + gap {
        return None;
    }
    let words = phrase::words(article.text, Span::new(name.end + gap, to));
    if words.first().is_none_or(|word| is_set_apart(article, name, word)) {
        return None;
    }
    let closed = words.iter().position(|word| word.ends_segment).map_or(words.len(), |at| at + 1);
    let stop = words.iter().enumerate().position(|(index, word)| {
        matches!(word.text, "who" | "which" | "whose" | "and")
            // "the accused man" has its participle in front of the noun.
            || index > 0 && !phrase::is_article(words[index - 1].text) && is_reporting(word.text)
    });
    let end = closed.min(stop.unwrap_or(words.len()));
    // "The club was sold by Doe, the driver said", "Doe, explains the pilot,": not Doe.
    let speaks = |word: &Word| is_reporting(word.text) || cues::is_cue(word.text) && word.text.ends_with('s');
    let inverted = speaks(&words[0]) && words.get(1).is_some_and(|word| is_determiner(word.text));
    if inverted || words.get(end).is_some_and(|word| is_reporting(word.text)) && !opens_clause(article, name)
    {
        return None;
    }
    let words = &words[..end.min(LONGEST + 3)];
    let cut = words
        .iter()
        .position(|word| matches!(word.text, "of" | "for" | "at" | "in" | "from" | "with" | "to" | "on"))
        .unwrap_or(words.len());
    let head = &words[..cut];
    // A verb after the comma is no apposition: only determiners, modifiers and names may stand before the head.
    let plain = head.iter().all(|word| {
        let lower = word.lower();
        let (noun, _) = nouns::singular(&lower);
        is_capitalised(word.text)
            || phrase::is_article(word.text)
            || word.possessive
            || pronoun(&lower).is_some()
            || is_modifier(&lower)
            || nouns::is_role(&noun)
            || lower.contains('-')
            || word.text.chars().all(char::is_lowercase) && !is_function_word(&lower)
    });
    let found = role(article, head)?;
    let first = words.iter().find(|word| !phrase::is_article(word.text) && pronoun(word.text).is_none())?;
    let text = Span::new(first.span.start, words.last()?.span.end).of(article.text);
    plain.then(|| Role { words: text.split_whitespace().collect::<Vec<_>>().join(" "), noun: found.noun })
}

fn is_determiner(word: &str) -> bool {
    phrase::is_article(word) || pronoun(word).is_some()
}

/// Whether nothing but titles and roles stands before the name in its sentence, or in what it says of it: "The mayor, Jo Doe".
fn opens_clause(article: &Article, name: Span) -> bool {
    words_before(article, name).iter().all(|word| {
        let (noun, _) = nouns::singular(&word.lower());
        is_capitalised(word.text)
            || phrase::is_article(word.text)
            || nouns::is_role(&noun)
            || is_modifier(&word.lower())
    })
}

/// A verb of saying in a form that no noun has: the apposition ended before it, with or without a comma.
fn is_reporting(word: &str) -> bool {
    let base = cues::lemma(word);
    word != base && cues::is_cue(word) && !word.ends_with('s') && !word.ends_with("ing")
        || matches!(word, "says" | "tells" | "adds" | "thinks" | "believes" | "argues")
}

fn is_function_word(lower: &str) -> bool {
    phrase::is_article(lower)
        || pronoun(lower).is_some()
        || matches!(
            lower,
            "and"
                | "but"
                | "or"
                | "so"
                | "yet"
                | "when"
                | "while"
                | "as"
                | "if"
                | "for"
                | "of"
                | "in"
                | "on"
                | "at"
                | "by"
                | "with"
                | "from"
                | "to"
                | "after"
                | "before"
                | "because"
                | "said"
                | "says"
                | "told"
                | "asked"
                | "added"
                | "like"
                | "is"
                | "was"
                | "are"
                | "were"
                | "has"
                | "had"
                | "have"
                | "not"
                | "then"
                | "also"
                | "that"
                | "than"
                | "against"
                | "about"
                | "over"
                | "under"
                | "between"
                | "including"
                | "meanwhile"
                | "however"
                | "even"
                | "only"
                | "where"
                | "though"
                | "although"
                | "since"
                | "until"
                | "unlike"
                | "despite"
                | "according"
        )
}

/// Words that stand before a role noun in lower case.
fn is_modifier(lower: &str) -> bool {
    matches!(
        lower,
        "former"
            | "then"
            | "acting"
            | "deputy"
            | "vice"
            | "senior"
            | "junior"
            | "chief"
            | "prime"
            | "foreign"
            | "interior"
            | "home"
            | "defence"
            | "defense"
            | "finance"
            | "health"
            | "labor"
            | "labour"
            | "education"
            | "justice"
            | "environment"
            | "opposition"
            | "regional"
            | "local"
            | "national"
            | "federal"
            | "provincial"
            | "state"
            | "city"
            | "county"
            | "district"
            | "assistant"
            | "associate"
            | "lead"
            | "managing"
            | "executive"
            | "general"
            | "technical"
            | "medical"
            | "retired"
            | "rival"
            | "political"
            | "military"
            | "police"
            | "union"
            | "party"
            | "company"
            | "team"
            | "club"
            | "head"
            | "press"
            | "late"
            | "veteran"
            | "outgoing"
            | "incoming"
            | "incumbent"
            | "interim"
            | "ousted"
            | "new"
            | "long-time"
            | "longtime"
            | "co"
            | "ex"
            | "shadow"
            | "student"
            | "climate"
            | "trade"
            | "energy"
            | "agriculture"
            | "transport"
            | "culture"
            | "sports"
            | "economy"
            | "disaster"
            | "duty"
            | "investment"
            | "research"
            | "science"
            | "human"
            | "rights"
            | "conservative"
            | "liberal"
            | "independent"
            | "republican"
            | "democratic"
            | "far-right"
            | "left-wing"
            | "right-wing"
            | "presidential"
            | "mayoral"
            | "football"
            | "tennis"
            | "film"
            | "pop"
            | "business"
            | "campaign"
            | "security"
            | "intelligence"
            | "budget"
            | "public"
            | "private"
    )
}
