//! Whom a pronoun means: every actor mentioned before it is weighed by nearness, by being the subject, by having
//! spoken last, and by number and gender.

use std::collections::BTreeMap;

use types::{ActorKind, EntityKind, Span};

use crate::actors::Cast;
use crate::article::{Article, is_word};
use crate::lexicon::pronouns::Pronoun;
use crate::lexicon::{given_names, nouns};
use crate::phrase;
use crate::speakers::parts::{self, Part};
use crate::speakers::writers;

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Search {
    /// One actor, clearly.
    Clear { actor: usize, certainty: f32 },
    /// Two that fit alike.
    Tie(usize, usize),
    /// Two together ("Jo Doe and Wim Roe … they").
    Both(usize, usize),
    /// Nobody.
    Nobody,
}

/// A place in the text where an actor is mentioned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub span: Span,
    pub actor: usize,
    pub sentence: usize,
    pub block: usize,
    /// Whether it is the subject of its sentence, as far as word order tells.
    pub subject: bool,
    /// Whether it is the source of a statement.
    pub speaks: bool,
    /// Whether it only belongs to another noun ("Doe's lawyers", "NATO membership").
    pub owner: bool,
    /// Whether it stands in a quotation.
    pub quoted: bool,
    /// Whether it opens its sentence as what the sentence is about: "As for Doe,".
    pub topic: bool,
}

/// All mentions, in order, growing as sources are judged.
pub(crate) struct Candidates {
    pub(super) list: Vec<Candidate>,
    /// The writer, when the byline names exactly one.
    pub author: Option<usize>,
}

/// Mentions farther back than this many sentences are forgotten.
const MEMORY: usize = 8;
/// A candidate that scores no better than this is nobody: "it" more often means what has no name than "she" does.
const FAINT: f32 = -1.0;
/// The same for "he" and "she", of whom has a full name or a known gender.
const FAINT_PERSON: f32 = -1.8;
/// So many mentions are looked back at: more than an article has, so that a book takes no quadratic time.
const WINDOW: usize = 1000;
/// The best must be this much better than the second.
const MARGIN: f32 = 0.6;

impl Candidates {
    pub fn new(article: &Article, cast: &mut Cast) -> Self {
        let list = cast
            .mentions
            .iter()
            .filter(|mention| mention.kind != EntityKind::Group)
            // The agency of a dateline ("GRAZ (Example Press) –") is not what the article is about.
            .filter(|mention| {
                !article.dateline(mention.span.start).is_some_and(|line| line.contains(mention.span))
            })
            .filter(|mention| !writers::signs(article, &cast.mentions, mention))
            .filter_map(|mention| Some(candidate(article, cast, mention.span, mention.actor?, false)))
            .collect();
        Self { list, author: writers::author(article, cast) }
    }

    /// Adds the source of a judged statement.
    pub fn add_speaker(&mut self, article: &Article, source: Span, actor: usize) {
        self.add_subject(article, source, actor, true);
    }

    /// Adds the subject of a sentence, or marks a mention as one.
    pub fn add_subject(&mut self, article: &Article, source: Span, actor: usize, speaks: bool) {
        let at = self.list.partition_point(|candidate| candidate.span.start < source.start);
        let known = self.list[at.saturating_sub(1)..]
            .iter_mut()
            .take_while(|known| known.span.start < source.end)
            .find(|known| known.actor == actor && source.contains(known.span));
        if let Some(known) = known {
            known.speaks |= speaks;
            known.subject = true;
            return;
        }
        self.list.insert(
            at,
            Candidate {
                span: source,
                actor,
                sentence: article.sentence_index(source.start),
                block: article.block_index(source.start),
                subject: true,
                speaks,
                owner: false,
                topic: false,
                quoted: article.spoken_at(source.start).is_some(),
            },
        );
    }

    /// The mention that ends right before the offset, or before a comma there.
    pub fn ending_before(&self, offset: usize) -> Option<(Span, usize)> {
        self.list
            .iter()
            .take_while(|candidate| candidate.span.start < offset)
            .filter(|candidate| candidate.span.end <= offset && offset - candidate.span.end <= 3)
            .map(|candidate| (candidate.span, candidate.actor))
            .last()
    }

    /// Who is mentioned by words that begin at the offset.
    pub fn starting_at(&self, offset: usize) -> Option<usize> {
        let at = self.list.partition_point(|candidate| candidate.span.start < offset);
        self.list.get(at).filter(|candidate| candidate.span.start == offset).map(|candidate| candidate.actor)
    }

    /// The first person named after the offset in the same block.
    pub fn first_after(&self, article: &Article, offset: usize) -> Option<usize> {
        self.list
            .iter()
            .find(|candidate| {
                candidate.span.start >= offset
                    && candidate.block == article.block_index(offset)
                    && candidate.span.start - offset <= 3
            })
            .map(|candidate| candidate.actor)
    }

    /// The person named most often; the first of equals.
    pub fn most_named(&self, cast: &Cast) -> Option<usize> {
        (0..cast.entries.len())
            .filter(|&actor| cast.entries[actor].kind == ActorKind::Person && Some(actor) != self.author)
            .rev()
            .max_by_key(|&actor| cast.entries[actor].mentions.len())
    }

    /// Whom the pronoun at `span` means; never the actor `not`, and hardly one of `named`, whom what is said names.
    pub fn antecedent(
        &self,
        article: &Article,
        cast: &Cast,
        pronoun: Pronoun,
        span: Span,
        not: Option<usize>,
        named: &[usize],
    ) -> Search {
        let main = self.most_named(cast);
        let sentence = article.sentence_index(span.start);
        let block = article.block_index(span.start);
        let inside_quotation = article.spoken_at(span.start).is_some();
        let end = self.list.partition_point(|candidate| candidate.span.start < span.start);
        let last_speaker = self.list[..end].iter().rfind(|candidate| candidate.speaks && !candidate.quoted);
        if pronoun == Pronoun::Plural
            && let Some(pair) = self.pair(article, cast, end, sentence)
        {
            return pair;
        }
        // The subject of the main clause, and whom else the pronoun may mean between that and itself.
        let clause = parts::main_clause(article, span).and_then(|main| {
            let from = self.list.partition_point(|candidate| candidate.span.start < main.subject.end);
            let subject = self.list[..from].iter().rfind(|one| main.subject.contains(one.span))?;
            let is_other = |one: &&Candidate| {
                one.actor != subject.actor && may_be(cast, one.actor, pronoun) && Some(one.actor) != not
            };
            Some((subject.actor, self.list.get(from..end)?.iter().find(is_other), main.judged))
        });
        // "Doe attacked Roe after she spoke": what is told of her is what Roe is attacked for, or what Doe did then.
        if let Some((subject, Some(other), Some(judged))) = clause
            && judged.contains(other.span)
            && may_be(cast, subject, pronoun)
        {
            return Search::Tie(subject, other.actor);
        }
        let acts = clause.filter(|(_, other, _)| other.is_none()).map(|(subject, ..)| subject);
        let objects = match pronoun {
            Pronoun::Person(_) => parts::behind_subject(article, span),
            _ => None,
        };
        let opening = article.block(span.start).map(|block| article.sentence_index(block.span.start));
        let opens_block = |candidate: &Candidate| {
            candidate.subject && Some(candidate.sentence) == opening && candidate.sentence < sentence
        };
        let found = self.best(span.start, |candidate| {
            // The writer does not call themselves "she".
            let writer = Some(candidate.actor) == self.author && matches!(pronoun, Pronoun::Person(_));
            let object = objects.is_some_and(|objects| objects.contains(candidate.span));
            if Some(candidate.actor) == not || writer || object || candidate.span.end > span.start {
                return None;
            }
            // A long quotation in between does not make who spoke before it any farther.
            let distance = if inside_quotation || candidate.quoted {
                sentence - candidate.sentence
            } else {
                article.narrative_distance(candidate.sentence, sentence)
            };
            if distance > MEMORY {
                return None;
            }
            let mut score = fit(cast, candidate.actor, pronoun)?;
            // A body named in passing is hardly "it" or "they": half of the time that is a thing without a name.
            let body =
                matches!(pronoun, Pronoun::Thing | Pronoun::Plural) && cast.entries[candidate.actor].named;
            if body && !candidate.subject && !candidate.speaks {
                return None;
            }
            // A text that only was spoken of is soon forgotten.
            let text = cast.entries[candidate.actor].kind == ActorKind::Document && !candidate.speaks;
            if text && distance > 1 {
                return None;
            }
            let paragraphs = block - candidate.block;
            score -= 0.9 * distance.min(4) as f32 + 0.5 * paragraphs as f32;
            score += if candidate.subject { 1.5 } else { 0.0 };
            // Whom a paragraph begins with it is about.
            score += if opens_block(candidate) { 0.9 } else { 0.0 };
            // "As for Doe, she said".
            score += if candidate.topic && candidate.sentence == sentence { 2.5 } else { 0.0 };
            // "Doe won when she".
            score += if candidate.sentence == sentence && acts == Some(candidate.actor) { 2.0 } else { 0.0 };
            score -= if candidate.owner { 1.0 } else { 0.0 };
            score -= if candidate.quoted && !inside_quotation { 2.5 } else { 0.0 };
            score -= if named.contains(&candidate.actor) { 2.5 } else { 0.0 };
            // Whoever the article is about is meant more often.
            score += 0.2 * (1.0 + cast.entries[candidate.actor].mentions.len() as f32).ln();
            score += if main == Some(candidate.actor) { 0.4 } else { 0.0 };
            if last_speaker.is_some_and(|last| last.actor == candidate.actor) {
                score += 1.0;
            }
            let entry = &cast.entries[candidate.actor];
            // A lone word may be the name of a town or a firm.
            let person =
                matches!(pronoun, Pronoun::Person(_)) && (entry.name.contains(' ') || entry.gender.is_some());
            let faint = if person { FAINT_PERSON } else { FAINT };
            (score > faint).then_some(score)
        });
        match found {
            // "The lawsuit against the firm was filed by his family. They claim": hardly the firm.
            Search::Clear { actor, .. }
                if pronoun == Pronoun::Plural
                    && (!cast.entries[actor].plural || cast.entries[actor].kind == ActorKind::Document)
                    && cast.entries[actor].kind != ActorKind::Group
                    && self.last_mention(end, actor).is_some_and(|last| {
                        has_people(article, Span::new(last.end.min(span.start), span.start))
                    }) =>
            {
                Search::Nobody
            }
            // "Jo Doe hired Ann Doe. Friends stood by Doe as she": who Doe is, is open, and so is who she is.
            Search::Clear { actor, .. } if let Pronoun::Person(gender) = pronoun => {
                let from = self.last_mention(end, actor).map_or(0, |last| last.end);
                let rival = open_name(article, cast, from, span, actor)
                    .filter(|&rival| cast.entries[rival].gender == Some(gender) && Some(rival) != not);
                rival.map_or(found, |rival| Search::Tie(actor, rival))
            }
            found => found,
        }
    }

    /// The last mention of the actor among the first `end` candidates.
    fn last_mention(&self, end: usize, actor: usize) -> Option<Span> {
        self.list[..end]
            .iter()
            .rev()
            .take(WINDOW)
            .find(|candidate| candidate.actor == actor)
            .map(|candidate| candidate.span)
    }

    /// Two that "and" joined shortly before the pronoun, with no group since: "they" are both.
    fn pair(&self, article: &Article, cast: &Cast, end: usize, sentence: usize) -> Option<Search> {
        let near = self.list[..end].iter().rev().take_while(|candidate| sentence - candidate.sentence <= 1);
        let mut last: Option<&Candidate> = None;
        for candidate in near {
            let entry = &cast.entries[candidate.actor];
            if entry.plural {
                return None;
            }
            let acts = !candidate.quoted && !candidate.owner && entry.kind != ActorKind::Place;
            let joined = last.filter(|last| {
                let between = article.text.get(candidate.span.end..last.span.start);
                candidate.actor != last.actor && matches!(between, Some(" and " | ", and "))
            });
            if let Some(second) = joined.filter(|_| acts) {
                return Some(Search::Both(candidate.actor, second.actor));
            }
            last = Some(candidate).filter(|_| acts);
        }
        None
    }

    /// The actor whose best mention before the offset scores highest.
    pub(super) fn best(&self, before: usize, score: impl Fn(&Candidate) -> Option<f32>) -> Search {
        let end = self.list.partition_point(|candidate| candidate.span.start < before);
        let mut best: BTreeMap<usize, f32> = BTreeMap::new();
        for candidate in &self.list[end.saturating_sub(WINDOW)..end] {
            if let Some(score) = score(candidate) {
                best.entry(candidate.actor).and_modify(|known| *known = known.max(score)).or_insert(score);
            }
        }
        let mut ranked: Vec<(f32, usize)> = best.into_iter().map(|(actor, score)| (score, actor)).collect();
        ranked.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        match ranked[..] {
            [] => Search::Nobody,
            [(_, actor)] => Search::Clear { actor, certainty: 0.9 },
            [(first, actor), (second, _), ..] if first - second >= MARGIN => {
                Search::Clear { actor, certainty: (0.6 + 0.1 * (first - second)).min(0.95) }
            }
            [(_, one), (_, other), ..] => Search::Tie(one, other),
        }
    }
}

/// Whether the word, behind a name, is a noun that the name describes: "NATO membership", "a Doe adviser".
fn is_noun(word: &str) -> bool {
    let (noun, _) = nouns::singular(word);
    word.starts_with(char::is_lowercase)
        && (nouns::is_role(&noun)
            || nouns::is_body(&noun)
            || ["tion", "sion", "ment", "ism", "ship", "ity", "ness"]
                .iter()
                .any(|ending| noun.ends_with(ending)))
}

/// Who else than the actor is meant by a name between `from` and the pronoun, in its sentence or the one before, of which it is open whose it
/// is.
fn open_name(article: &Article, cast: &Cast, from: usize, pronoun: Span, actor: usize) -> Option<usize> {
    let sentence = article.sentence_index(pronoun.start);
    let near = article.reading.sentences.get(sentence.saturating_sub(1)).map_or(0, |sentence| sentence.start);
    let first = cast.mentions.partition_point(|mention| mention.span.start < from.max(near));
    let between = cast.mentions[first..].iter().take_while(|mention| mention.span.end <= pronoun.start);
    let open = between.filter(|mention| mention.actor.is_none() && mention.rivals.contains(&actor)).last()?;
    open.rivals.iter().copied().find(|&rival| rival != actor)
}

/// Whether the words have several people in them: "residents", "the family".
fn has_people(article: &Article, words: Span) -> bool {
    article.tokens(words).any(|token| {
        let word = article.token(token);
        let (noun, plural) = nouns::singular(word);
        let people = plural && nouns::is_role(&noun) || matches!(word, "family" | "couple" | "pair");
        people
            && !matches!(article.token(token + 1), "'" | "’")
            && article.spoken_at(article.token_span(token).start).is_none()
    })
}

/// Whether the pronoun can mean the actor.
pub(super) fn may_be(cast: &Cast, actor: usize, pronoun: Pronoun) -> bool {
    fit(cast, actor, pronoun).is_some_and(|fit| fit >= -0.4)
}

/// How well the actor fits the pronoun; none when it cannot be.
fn fit(cast: &Cast, actor: usize, pronoun: Pronoun) -> Option<f32> {
    let entry = &cast.entries[actor];
    match (pronoun, entry.kind) {
        (Pronoun::Person(gender), ActorKind::Person) if !entry.plural => match entry.gender {
            Some(known) if known == gender => Some(1.0),
            Some(_) => None,
            // A single word may be a given name, and may as well name a team or a firm.
            None if !entry.name.contains(' ') => match given_names::gender_of_name(&entry.name) {
                Some(known) => Some(if known == gender { 0.3 } else { -1.5 }),
                None => Some(if entry.roles.is_empty() { -0.4 } else { 0.0 }),
            },
            None => Some(0.0),
        },
        (Pronoun::Thing, ActorKind::Organisation | ActorKind::Government | ActorKind::Document)
            if !entry.plural =>
        {
            Some(1.0)
        }
        (Pronoun::Thing, ActorKind::Group) if !entry.plural => Some(0.8),
        (Pronoun::Thing, ActorKind::Place) => Some(0.0),
        (Pronoun::Plural, ActorKind::Document) if entry.plural => Some(0.0),
        (Pronoun::Plural, _) if entry.plural => Some(1.5),
        (Pronoun::Plural, ActorKind::Group) => Some(1.0),
        (Pronoun::Plural, ActorKind::Organisation | ActorKind::Government) => Some(0.3),
        _ => None,
    }
}

fn candidate(article: &Article, cast: &Cast, span: Span, actor: usize, speaks: bool) -> Candidate {
    /// Words before a name that the sentence is about.
    const CONCERNED: usize = 4;
    let tokens = article.tokens(span);
    let after = (article.token(tokens.end), article.token(tokens.end + 1));
    let owner = matches!(after, ("'" | "’", "s"))
        || matches!(after.0, "’" | "'") && span.of(article.text).ends_with('s')
        || is_noun(after.0);
    let sentence = article.sentence_index(span.start);
    let sentence_start = article.sentence(span.start).start;
    // "of the Doe Fund" is governed like "of Doe".
    let first = article.tokens(Span::new(sentence_start.min(span.start), span.start)).start;
    let article_before = tokens.start > first && phrase::is_article(article.token(tokens.start - 1));
    let before = tokens.start - usize::from(article_before);
    let before = if before > first { article.token(before - 1).to_lowercase() } else { String::new() };
    let behind_comma = before == ",";
    // "A priority for Doe is": whom it is about.
    let one_of_many = matches!(article.token(first), "A" | "An" | "Another" | "One");
    let concerned = one_of_many && before == "for" && tokens.start.saturating_sub(first) <= CONCERNED;
    let governed = !concerned
        && matches!(
            before.as_str(),
            "of" | "in"
                | "for"
                | "by"
                | "with"
                | "from"
                | "to"
                | "at"
                | "on"
                | "against"
                | "told"
                | "about"
                | "over"
                | "into"
                | "near"
                | "between"
        );
    let from = cast.mentions.partition_point(|other| other.span.start < sentence_start);
    let before = cast.mentions[from..].iter().take_while(|other| other.span.end <= span.start);
    let first = !before.into_iter().any(|other| {
        other.kind == EntityKind::Person
            && article.spoken_at(other.span.start).is_none()
            // "Jo Doe and Wim Roe met": both are the subject.
            && !matches!(article.text.get(other.span.end..span.start), Some(" and " | ", "))
            // "Doe's sister, the model Jo Roe, left": Roe is.
            && !owns_somebody(article, other.span, span.start)
    });
    let early = article
        .tokens(Span::new(sentence_start.min(span.start), span.start))
        .filter(|&token| is_word(article.token(token)))
        .count()
        <= if cast.entries[actor].kind == ActorKind::Person { 12 } else { 4 }
        || behind_comma;
    let person = cast.entries[actor].kind == ActorKind::Person;
    let part = parts::part(article, span);
    let owner = owner || part == Some(Part::Modifier);
    let subject = match part {
        Some(Part::Subject) => true,
        Some(Part::Modifier) if !person => false,
        _ => first && !governed && early,
    };
    let opening = article.text[sentence_start.min(span.start)..span.start].trim();
    let topic = matches!(opening, "For" | "As for") && after.0 == ",";
    // "Doe's first instinct was to deny it. He accused": in the subject he is on everybody's mind.
    let subject = subject
        && (!owner
            || person
                && opening.is_empty()
                && !owns_somebody(article, span, article.sentence(span.start).end));
    Candidate {
        span,
        actor,
        sentence,
        topic,
        block: article.block_index(span.start),
        subject: subject || topic,
        speaks,
        owner,
        quoted: article.spoken_at(span.start).is_some(),
    }
}

/// Whether the name stands in the genitive, and the next words before `end` are somebody: "Doe's sister".
fn owns_somebody(article: &Article, name: Span, end: usize) -> bool {
    /// Words of a role in front of its noun: "Doe's former campaign manager".
    const WORDS: usize = 4;
    let mark = article.tokens(name).end;
    if !matches!(article.token(mark), "'" | "’") || article.token(mark + 1) != "s" {
        return false;
    }
    let words = (mark + 2..).take(WORDS).take_while(|&token| article.token_span(token).end <= end);
    words
        .map(|token| article.token(token))
        .take_while(|word| word.starts_with(char::is_lowercase))
        .any(nouns::is_role)
}
