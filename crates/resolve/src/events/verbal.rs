//! Verbal events: statements whose cue is a demand, an accusation, a refusal and the like.

use types::{Event, Factuality, ParsedSentence, Participant, Polarity, Span, Statement};

use super::Parties;
use super::acts::{self, Deed, Recipient};
use super::cue::{self, ParsedCue, asks_writer, is_of_a_thing, is_supported, nobody, own_or_quoted};
use super::features::{Candidate, Doubts, Way};
use super::object::{object, recipient};
use super::others::with_others;
use crate::article::{Article, is_word};
use crate::lexicon::pronouns::{Pronoun, pronoun};

/// So many words of what is said tell which deed the cue is.
const OPENING: usize = 40;
/// The verbal events of the document's statements.
pub(super) fn events(parties: &Parties, syntax: &[ParsedSentence]) -> Vec<Candidate> {
    let statements = parties.statements;
    let outer = |statement: &Statement| {
        let id = statement.nested_in.as_deref()?;
        statements.iter().find(|other| other.id == id)
    };
    statements
        .iter()
        .flat_map(|statement| {
            let around = outer(statement);
            [by_cue(parties, statement, around, syntax), by_content(parties, statement, syntax)]
        })
        .flatten()
        .collect()
}

/// The statement is the deed: "*urged* the council to act".
fn by_cue(
    parties: &Parties,
    statement: &Statement,
    around: Option<&Statement>,
    syntax: &[ParsedSentence],
) -> Option<Candidate> {
    let article = parties.article;
    let cue = *statement.cue.first()?;
    let lemmas: Vec<String> = statement
        .cue
        .iter()
        .flat_map(|span| article.tokens(*span))
        .map(|token| acts::lemma(&article.token(token).to_lowercase()))
        .collect();
    if !acts::may_be_deed(&lemmas) {
        return None;
    }
    let deed = acts::deed(&lemmas, &opening(article, statement))?;
    // "has not ruled out" is no denial of a refusal: nothing was refused.
    if statement.polarity != Polarity::Asserted && lemmas.iter().any(|lemma| lemma == "rule") {
        return None;
    }
    // "“Why?” Doe demanded.": a question.
    let asks =
        |content: &Span| content.of(article.text).trim_end_matches(['"', '”', '’', '\'']).ends_with('?');
    if deed.kind == "REQUEST" && statement.content.last().is_some_and(asks) {
        return None;
    }
    // "who requested anonymity": of the writer.
    let unnamed = |word: &String| matches!(word.as_str(), "anonymity" | "anonymous" | "unnamed");
    let next = article.tokens(cue).end;
    if deed.kind == "REQUEST"
        && (opening(article, statement).iter().take(5).any(unnamed)
            || (next..next + 3).any(|token| unnamed(&article.token(token).to_lowercase())))
    {
        return None;
    }
    let parsed = ParsedCue::new(article, statement, syntax);
    let parsed = parsed.as_ref();
    if statement.source.is_empty()
        || asks_writer(article, statement)
        || parsed.is_some_and(|parsed| parsed.is_hypothetical() || parsed.is_no_deed(deed, statement))
    {
        return None;
    }
    let mut doubts = Doubts::default();
    doubts.raise(nobody(article, statement), "nobody");
    doubts.raise(deed.kind == "SUPPORT" && is_supported(article, statement), "is supported");
    doubts.raise(deed.kind == "THREATEN" && is_of_a_thing(parties, statement), "of a thing");
    let unlikely = matches!(deed.kind, "SUPPORT" | "REQUEST" | "AGREE");
    doubts.raise(unlikely && cue::is_of_one_thing(parties, statement), "of one thing");
    if let Some(parsed) = parsed {
        doubts.raise(parsed.is_of_another(parties, statement), "of another");
        doubts.raise(parsed.is_said_of_a_noun(statement), "of a noun");
    }
    // Without a parse the rules decide.
    if parsed.is_none() && !doubts.0.is_empty() {
        return None;
    }
    let actor = speaker(parties, statement);
    let group = |one: &Participant| parsed.and_then(|parsed| parsed.group(parties, one));
    let actor = actor.map(|actor| group(&actor).unwrap_or(actor));
    // "touted endorsements from six governors": they give them.
    if deed.kind == "SUPPORT"
        && let Some(giver) = cue::giver(article, statement)
    {
        let giver = parties.of_phrase(giver, None)?;
        let taker = actor.filter(|taker| taker.name != giver.name);
        let factuality = factuality(parties, statement, deed, around);
        let event = event(deed, Some(giver), taker, evidence(article, statement, cue), factuality, statement);
        return Some(Candidate { event, told_by: cue, way: Way::Cue, doubts: doubts.0 });
    }
    // "The parents are accused of": who stands in front of the cue suffers it.
    let (actor, recipient) = if cue::is_passive(article, statement, parsed) {
        let source = *statement.source.first()?;
        let by =
            article.tokens(source).start.checked_sub(1).is_some_and(|token| article.token(token) == "by");
        match actor {
            Some(actor) if source.start < cue.start => {
                let sufferer = parsed.and_then(|parsed| parsed.sufferer(parties, None));
                (None, Some(sufferer.unwrap_or(actor)))
            }
            // "was backed by two unions".
            Some(actor) if by => {
                let sufferer = parsed.and_then(|parsed| parsed.sufferer(parties, actor.actor.as_deref()));
                (Some(actor), sufferer)
            }
            _ => return None,
        }
    } else {
        let recipient = recipient(parties, statement, deed, actor.as_ref()).or_else(|| {
            let not = actor.as_ref().and_then(|actor| actor.actor.as_deref());
            let parsed = parsed?;
            match deed.kind {
                "SUPPORT" => parsed.taker(parties, statement, not).or_else(|| parsed.in_front(parties, not)),
                "ACCUSE" => parsed
                    .in_front(parties, not)
                    .or_else(|| parsed.charged(parties, not))
                    .or_else(|| parsed.taker(parties, statement, not)),
                "REQUEST" => parsed.sent_to(parties, not).or_else(|| parsed.called_upon(parties, not)),
                "REJECT" => parsed.refused(parties, not),
                _ => None,
            }
        });
        // "Doe and Roe asked him": neither of them.
        let one_of = |other: &Participant| {
            actor.as_ref().is_some_and(|actor| {
                (actor.actor.is_none() || actor.name.contains(" and ")) && actor.name.contains(&other.name)
            })
        };
        let recipient = recipient.filter(|other| !one_of(other));
        (actor, recipient)
    };
    let mut factuality = factuality(parties, statement, deed, around);
    let short = |lemma: &String| {
        matches!(
            lemma.as_str(),
            "avoid"
                | "avoided"
                | "avoids"
                | "avoiding"
                | "fail"
                | "failed"
                | "refrain"
                | "hesitate"
                | "reluctant"
                | "unable"
                | "unwilling"
                | "powerless"
        )
    };
    let unwilling = |lemma: &String| matches!(lemma.as_str(), "refuse" | "decline");
    // "withdrew their support", "pulled its backing": it is theirs no more.
    let given = lemmas.iter().any(|lemma| matches!(lemma.as_str(), "support" | "backing" | "endorsement"));
    let ends = |lemma: &String| {
        ["withdr", "withh", "rescind", "revok"].iter().any(|stem| lemma.starts_with(stem))
            || given
                && [
                    "pull",
                    "pulls",
                    "pulled",
                    "end",
                    "ends",
                    "ended",
                    "drop",
                    "drops",
                    "dropped",
                    "suspended",
                ]
                .contains(&lemma.as_str())
    };
    // "did not hesitate to accuse": it was done.
    if statement.polarity == Polarity::Negated && lemmas.iter().any(|lemma| lemma == "hesitate") {
        factuality = Factuality::Asserted;
    } else if lemmas.iter().any(short)
        || deed.kind != "REJECT" && lemmas.iter().any(unwilling)
        || deed.kind == "SUPPORT" && lemmas.iter().any(ends)
    {
        factuality = Factuality::Denied;
    }
    // What somebody would demand is no demand; "could not resist" is no denial.
    if factuality == Factuality::Hypothetical
        || factuality == Factuality::Denied && lemmas.iter().any(|lemma| lemma == "resist")
        || actor.is_none() && recipient.is_none()
        // "blaming weak demand": nobody is accused.
        || deed.kind == "ACCUSE" && recipient.is_none() && lemmas.iter().any(|lemma| lemma == "blame")
        // "ordered a probe": nobody is forced.
        || deed.kind == "COERCE" && recipient.is_none()
        // "stood by her remark": her own.
        || deed.kind == "SUPPORT"
            && recipient.is_none()
            && lemmas.iter().any(|lemma| lemma == "stand")
            && lemmas.iter().any(|lemma| lemma == "by")
        // "commended him", and nobody knows whom.
        || recipient.is_none() && deed.recipient != Recipient::Open && cue::is_to_somebody(article, statement)
        || lemmas.iter().any(|lemma| lemma == "ask" || lemma == "defend") && own_or_quoted(article, statement)
    {
        return None;
    }
    let recipient = recipient.map(|side| with_others(parties, syntax, side, actor.as_ref()));
    let event = event(deed, actor, recipient, evidence(article, statement, cue), factuality, statement);
    Some(Candidate { event, told_by: cue, way: Way::Cue, doubts: doubts.0 })
}

/// The deed is what is said of oneself: "said she now *backs* the plan".
fn by_content(parties: &Parties, statement: &Statement, syntax: &[ParsedSentence]) -> Option<Candidate> {
    let article = parties.article;
    let content = *statement.content.first()?;
    if statement.polarity != Polarity::Asserted {
        return None;
    }
    let sentence = article.sentence(content.start);
    let end = content.end.min(sentence.end).max(content.start);
    let mut tokens = article
        .tokens(Span::new(content.start, end))
        .skip_while(|&token| !is_word(article.token(token)))
        .peekable();
    tokens.next_if(|&token| article.token(token) == "that");
    let subject = tokens.next()?;
    let own = matches!(
        pronoun(article.token(subject)),
        Some(Pronoun::Person(_) | Pronoun::Thing | Pronoun::Plural | Pronoun::Speaker | Pronoun::Speakers)
    );
    let spoken = article.spoken_at(article.token_span(subject).start).is_some();
    let first_person = matches!(pronoun(article.token(subject)), Some(Pronoun::Speaker | Pronoun::Speakers));
    if !own || spoken != first_person {
        return None;
    }
    let subject_span = article.token_span(subject);
    let actor = speaker(parties, statement)?;
    // "She said he backs it": somebody else.
    if !first_person {
        // "Voters said they back it": right behind the cue, the voters; further on it may be others.
        let they = matches!(pronoun(article.token(subject)), Some(Pronoun::Plural));
        let behind = |cue: &Span| article.tokens(*cue).end == article.tokens(content).start;
        if they {
            statement.cue.last().filter(|cue| behind(cue))?;
        } else if parties.of_phrase(subject_span, None)?.name != actor.name {
            return None;
        }
    }
    let mut before: Vec<String> = Vec::new();
    let verb = loop {
        let token = tokens.next()?;
        let lower = article.token(token).to_lowercase();
        if is_between(&lower) {
            before.push(lower);
            continue;
        }
        break token;
    };
    if before.iter().any(|word| matches!(word.as_str(), "not" | "never" | "t" | "would" | "could" | "might"))
        // "said she was asked to speak": somebody else asked.
        || before.iter().any(|word| cue::is_be(word)) && cue::is_participle(article.token(verb))
    {
        return None;
    }
    let mut lemmas = vec![acts::lemma(&article.token(verb).to_lowercase())];
    if !acts::may_be_deed(&lemmas) {
        return None;
    }
    let rest: Vec<String> =
        tokens.clone().take(OPENING).map(|token| article.token(token).to_lowercase()).collect();
    let particle =
        rest.first().filter(|word| matches!(word.as_str(), "for" | "on" | "out" | "to" | "against" | "by"));
    lemmas.extend(particle.cloned());
    let next = &rest[usize::from(particle.is_some())..];
    let deed = acts::deed(&lemmas, next)?;
    let from =
        tokens.nth(usize::from(particle.is_some())).map_or(end, |token| article.token_span(token).start);
    let from = if particle.is_some() { from } else { article.token_span(verb).end };
    let recipient = object(parties, Span::new(from.min(end), end), deed.recipient, Some(&actor));
    // "said she had ordered a probe": nobody is forced.
    if deed.kind == "COERCE" && recipient.is_none() {
        return None;
    }
    let recipient = recipient.map(|side| with_others(parties, syntax, side, Some(&actor)));
    let planned = before.iter().any(|word| matches!(word.as_str(), "will" | "ll"));
    let factuality = if planned { Factuality::Planned } else { Factuality::Asserted };
    let evidence = Span::new(subject_span.start, article.trimmed(Span::new(content.start, end)).end);
    let event = event(deed, Some(actor), recipient, evidence, factuality, statement);
    Some(Candidate { event, told_by: article.token_span(verb), way: Way::Content, doubts: Vec::new() })
}

/// Words that stand between a subject and its verb.
fn is_between(lower: &str) -> bool {
    lower.ends_with("ly")
        || matches!(
            lower,
            "has"
                | "have"
                | "had"
                | "is"
                | "are"
                | "was"
                | "were"
                | "now"
                | "still"
                | "also"
                | "would"
                | "could"
                | "might"
                | "will"
                | "not"
                | "never"
                | "been"
                | "do"
                | "does"
                | "did"
                | "’"
                | "'"
                | "t"
                | "ve"
                | "ll"
                | "m"
                | "re"
                | "always"
                | "since"
        )
}

fn event(
    deed: Deed,
    actor: Option<Participant>,
    recipient: Option<Participant>,
    evidence: Span,
    factuality: Factuality,
    statement: &Statement,
) -> Event {
    Event {
        kind: deed.kind.to_owned(),
        mode: None,
        actor,
        recipient,
        place: None,
        when: statement.said.clone(),
        killed: None,
        wounded: None,
        size: None,
        evidence,
        mentions: Vec::new(),
        factuality,
        statement: Some(statement.id.clone()),
    }
}

fn speaker(parties: &Parties, statement: &Statement) -> Option<Participant> {
    parties.of_actor(statement.speaker.actor.as_deref()?, statement.source.last().copied())
}

/// From the source through the content, as far as they stand in the cue's sentence.
fn evidence(article: &Article, statement: &Statement, cue: Span) -> Span {
    let sentence = article.sentence(cue.start);
    let spans = statement.source.iter().chain(&statement.cue).chain(&statement.content);
    let inside = spans.filter(|span| span.overlaps(sentence));
    let (start, end) = inside.fold((cue.start, cue.end), |(start, end), span| {
        (start.min(span.start.max(sentence.start)), end.max(span.end.min(sentence.end)))
    });
    article.trimmed(Span::new(start, end))
}

/// The first words of what is said, in lower case.
fn opening(article: &Article, statement: &Statement) -> Vec<String> {
    statement
        .content
        .iter()
        .flat_map(|span| article.tokens(*span))
        .map(|token| article.token(token).to_lowercase())
        .skip_while(|word| !is_word(word) && !word.starts_with(['$', '€', '£']))
        .take(OPENING)
        .collect()
}

fn factuality(
    parties: &Parties,
    statement: &Statement,
    deed: Deed,
    around: Option<&Statement>,
) -> Factuality {
    let article = parties.article;
    let refuses = |span: &Span| {
        article.tokens(*span).any(|token| {
            matches!(acts::lemma(&article.token(token).to_lowercase()).as_str(), "refuse" | "decline")
        })
    };
    let asked = statement
        .cue
        .first()
        .is_some_and(|cue| article.sentence(cue.start).of(article.text).trim_end().ends_with('?'));
    if asked && statement.polarity == Polarity::Asserted {
        return Factuality::Hypothetical;
    }
    match statement.polarity {
        // A refusal is negative by itself.
        Polarity::Negated if deed.kind == "REJECT" && statement.cue.iter().any(refuses) => {}
        Polarity::Negated => return Factuality::Denied,
        Polarity::Hypothetical => {
            let planned = statement.cue.iter().any(|cue| {
                let from = article.tokens(*cue).start;
                (from.saturating_sub(4)..article.tokens(*cue).end)
                    .any(|token| matches!(article.token(token), "will" | "ll"))
            });
            return if planned { Factuality::Planned } else { Factuality::Hypothetical };
        }
        Polarity::Asserted => {}
    }
    match around {
        // Somebody says that somebody else did it.
        Some(outer) if outer.speaker.actor.is_none() || outer.speaker.actor != statement.speaker.actor => {
            Factuality::Alleged
        }
        _ => Factuality::Asserted,
    }
}
