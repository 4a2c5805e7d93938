//! Whom a pronoun that is a source means: "she", "I" inside speech, "who".

use types::{ActorKind, EntityKind, Span, SpeakerKind};

use super::{Judgement, Judges, antecedents, hearers, parts, subjects};
use crate::actors::{Cast, Mention};
use crate::article::Article;
use crate::attribution::{Form, first_person, grammar, has_unquoted};
use crate::lexicon::pronouns::Pronoun;
use crate::lexicon::{cues, nouns, people};
use crate::phrase::{self, Head, Phrase};

/// Tokens in front of a pronoun in a quotation among which a noun can be meant by it.
const REACH_IN_SPEECH: usize = 40;
/// A name so many bytes behind a noun may be in apposition to it.
const NEXT_TO: usize = 3;

impl Judges<'_, '_> {
    pub(super) fn pronoun(
        &mut self,
        index: usize,
        pronoun: Pronoun,
        phrase: &Phrase,
        cast: &mut Cast,
    ) -> Judgement {
        let words = phrase.span.of(self.article.text);
        let is_nested = self.attributions[index].form == Form::Nested;
        let in_speech = self.nested_in[index].is_some() && self.article.in_speech(phrase.span.start);
        if is_nested
            && (!in_speech || self.is_in_report(index))
            && let Some(speaker) = self.of_themselves(index, pronoun, phrase.span, cast)
        {
            return speaker;
        }
        match pronoun {
            Pronoun::Speakers if is_nested => {
                Judgement::unresolved(format!("\"{words}\" is whoever speaks, and others"))
            }
            Pronoun::Speaker | Pronoun::Speakers => match self.nested_in[index]
                .and_then(|outer| self.done[outer].as_ref())
            {
                Some(Judgement { actor: Some(actor), kind, certainty, .. }) => {
                    Judgement::of(*actor, *kind, 0.9 * certainty)
                }
                Some(_) => Judgement::unresolved(format!("\"{words}\" is whoever speaks, who is unresolved")),
                None if let Some(answers) = self.in_answer(phrase.span) => match answers {
                    Some(actor) if pronoun == Pronoun::Speaker => {
                        Judgement::of(actor, self.kind_of(&cast.entries[actor]), 0.7)
                    }
                    _ => Judgement::unresolved(format!(
                        "\"{words}\" in an interview, or behind one: hardly the writer"
                    )),
                },
                None => match self.candidates.author {
                    Some(author) if pronoun == Pronoun::Speaker => {
                        Judgement::of(author, SpeakerKind::Named, 0.8)
                    }
                    _ => Judgement::unresolved(format!(
                        "\"{words}\" outside a quotation: the writer, who is not named"
                    )),
                },
            },
            Pronoun::Addressee => match self.nested_in[index].and_then(|outer| self.hearer(outer)) {
                Some(hearer) => Judgement::of(hearer, self.kind_of(&cast.entries[hearer]), 0.8),
                None => Judgement::unresolved(format!("\"{words}\" is whoever is spoken to")),
            },
            Pronoun::Indefinite => Judgement::unresolved(format!("\"{words}\" is nobody in particular")),
            Pronoun::Relative => self.relative(phrase, cast),
            // Inside speech "they" and "it" point at what only speaker and hearer see.
            Pronoun::Thing | Pronoun::Plural if in_speech => {
                Judgement::unresolved(format!("\"{words}\" inside speech"))
            }
            Pronoun::Person(gender)
                if in_speech && let Some(noun) = self.described_in_speech(gender, phrase.span, cast) =>
            {
                let search = self.candidates.described(self.article, cast, &noun);
                match search {
                    antecedents::Search::Clear { .. } => self.found(search, words, cast),
                    _ => Judgement::unresolved(format!("\"{words}\" inside speech")),
                }
            }
            Pronoun::Person(_) | Pronoun::Thing | Pronoun::Plural => {
                let question = hearers::question_before(self, index);
                if let Some(asked) = question.and_then(|(_, asked)| asked)
                    && antecedents::may_be(cast, asked, pronoun)
                {
                    return Judgement::of(asked, self.kind_of(&cast.entries[asked]), 0.9);
                }
                if let Some(judgement) = self.of_deed(pronoun, phrase.span, cast) {
                    return judgement;
                }
                let cue = self.attributions[index].cue.first().copied();
                if !matches!(pronoun, Pronoun::Person(_))
                    && parts::behind_thing(self.article, phrase.span, cue, pronoun == Pronoun::Plural)
                {
                    return Judgement::unresolved(format!(
                        "\"{words}\" can be the thing that is spoken of before"
                    ));
                }
                // "While she backs it, Doe said"; "In his claim, the young man said".
                if let Some(subject) = grammar::main_subject(self.article, phrase.span).filter(|_| !in_speech)
                    && let Some(judgement) = self.behind(pronoun, subject, cast)
                {
                    return judgement;
                }
                // Who speaks does not call themselves "she".
                let around = self.nested_in[index].filter(|_| in_speech);
                let speaker = around
                    .and_then(|outer| self.done[outer].as_ref()?.actor)
                    .or(question.map(|(asker, _)| asker));
                let named: Vec<usize> = match pronoun {
                    Pronoun::Person(_) => self.named_in_content(index, cast).collect(),
                    _ => Vec::new(),
                };
                let search =
                    self.candidates.antecedent(self.article, cast, pronoun, phrase.span, speaker, &named);
                match search {
                    // Speaker and hearer may have somebody in mind whom the article names elsewhere.
                    antecedents::Search::Clear { actor, certainty }
                        if around.is_some()
                            && (certainty < 0.72 || self.acts_on_him(index, cast, actor, phrase.span)) =>
                    {
                        Judgement::unresolved(format!("\"{words}\" inside speech"))
                    }
                    search => self.found(search, words, cast),
                }
            }
        }
    }

    /// "Doe's call, in which he asked": the person whose deed it is, where the pronoun can mean that one.
    fn of_deed(&self, pronoun: Pronoun, words: Span, cast: &Cast) -> Option<Judgement> {
        let doer = parts::doer(self.article, words)?;
        let from = cast.mentions.partition_point(|mention| mention.span.start < doer.start);
        let named = cast.mentions[from..].iter().take_while(|mention| mention.span.end <= doer.end);
        let actor = named.filter_map(|mention| mention.actor).last()?;
        let may_be = matches!(pronoun, Pronoun::Person(_)) && antecedents::may_be(cast, actor, pronoun);
        may_be.then(|| Judgement::of(actor, self.kind_of(&cast.entries[actor]), 0.85))
    }

    /// Whether the words stand, without a label, in an answer of an interview: "What would you do?" and "I'd teach" in the next paragraph.
    /// Gives who answered under the last label before, where there is one.
    fn in_answer(&self, words: Span) -> Option<Option<usize>> {
        /// So many questions without labels make an interview.
        const QUESTIONS: usize = 2;
        let article = self.article;
        let before = article.block_index(words.start).checked_sub(1)?;
        let turns = (0..self.attributions.len()).filter(|&turn| {
            let turn = &self.attributions[turn];
            turn.form == Form::Turn && turn.content.last().is_some_and(|said| said.end <= words.start)
        });
        let last = turns.max_by_key(|&turn| self.attributions[turn].content.last().copied());
        let Some(last) = last else {
            let blocks = &article.reading.blocks;
            let answered = |&at: &usize| {
                self.asks_you(at) && blocks.get(at + 1).is_some_and(|block| first_person(article, block))
            };
            let several = || (0..blocks.len()).filter(answered).take(QUESTIONS).count() == QUESTIONS;
            return (self.asks_you(before) && several()).then_some(None);
        };
        let said = self.attributions[last].content.last()?.of(article.text);
        let answered = self.asks_you(before) && !said.trim_end().ends_with('?');
        Some(self.done[last].as_ref().filter(|_| answered).and_then(|judgement| judgement.actor))
    }

    /// Whether a block asks "you" something.
    fn asks_you(&self, block: usize) -> bool {
        let article = self.article;
        let Some(block) = article.reading.blocks.get(block) else { return false };
        block.span.of(article.text).trim_end().ends_with('?')
            && has_unquoted(article, block, |word| matches!(word.to_lowercase().as_str(), "you" | "your"))
    }

    /// The person who is the subject of the clause behind a pronoun, where the pronoun can be that one.
    fn behind(&mut self, pronoun: Pronoun, subject: Span, cast: &mut Cast) -> Option<Judgement> {
        let subject = phrase::parse(self.article, &cast.mentions, subject);
        match subject.head {
            Head::Name(mention) => {
                let actor = cast.mentions[mention].actor?;
                let may_be = cast.entries[actor].kind == ActorKind::Person
                    && antecedents::may_be(cast, actor, pronoun);
                may_be.then(|| Judgement::of(actor, SpeakerKind::Named, 0.85))
            }
            Head::Noun
                if matches!(pronoun, Pronoun::Person(gender)
                if people::gender_of_noun(&subject.noun) == Some(gender)) =>
            {
                Some(self.noun(&subject, cast))
            }
            _ => None,
        }
    }

    /// "Doe got him to come down, and he knows …": whether the actor does something to "him" in the same quotation, and so may be neither.
    fn acts_on_him(&self, index: usize, cast: &Cast, actor: usize, words: Span) -> bool {
        /// Tokens from a name to "him" and with it.
        const NEXT: usize = 2;
        let Some(outer) = self.nested_in[index] else { return false };
        let said = &self.attributions[outer].content;
        let from = said.first().map_or(words.start, |part| part.start);
        let from = cast.mentions.partition_point(|mention| mention.span.start < from);
        let before = cast.mentions[from..].iter().take_while(|mention| mention.span.end <= words.start);
        let is_said = |span: Span| said.iter().any(|part| part.contains(span));
        before
            .filter(|mention| mention.actor == Some(actor) && is_said(mention.span))
            .map(|mention| self.article.tokens(mention.span).end)
            .any(|end| (end..end + NEXT).any(|token| self.article.token(token) == "him"))
    }

    /// "My daughter rides to school, and she tells me": the last person of whom the same quotation speaks by a noun, where the
    /// pronoun can mean that person.
    fn described_in_speech(&self, gender: people::Gender, words: Span, cast: &Cast) -> Option<Phrase> {
        let article = self.article;
        let part = article.spoken_at(words.start)?;
        let tokens = article.tokens(Span::new(part.start, words.start));
        let first = tokens.start.max(tokens.end.saturating_sub(REACH_IN_SPEECH));
        (first + 1..tokens.end).rev().find_map(|token| {
            let noun = article.token(token);
            let determined = matches!(
                article.token(token - 1).to_lowercase().as_str(),
                "my" | "our" | "his" | "her" | "their" | "your" | "the" | "a" | "an" | "this" | "that"
            );
            let fits = people::gender_of_noun(noun).is_none_or(|known| known == gender);
            let span = Span::new(article.token_span(token - 1).start, article.token_span(token).end);
            // "The mayor, Jo Doe": who has a name is somebody whom the search knows.
            let from = cast.mentions.partition_point(|mention| mention.span.end <= span.start);
            let named =
                cast.mentions.get(from).is_some_and(|mention| mention.span.start < span.end + NEXT_TO);
            (determined && nouns::is_role(noun) && fits && !named)
                .then(|| phrase::parse(article, &cast.mentions, span))
        })
    }

    /// "“The minister said he knew”": whether what somebody is quoted as saying reports it of somebody else, in other words.
    fn is_in_report(&self, index: usize) -> bool {
        let Some(outer) = self.nested_in[index].map(|outer| &self.attributions[outer]) else { return false };
        let (Some(cue), Some(content)) = (outer.cue.last(), outer.content.first()) else { return false };
        let between = self.article.text.get(cue.end..content.start);
        outer.form == Form::Nested
            && between.is_some_and(|between| !between.contains(['‘', '’', '\'', '“', '"', ':']))
    }

    /// "Doe said she feared it": the speaker, where nobody else whom the pronoun may mean is named before it in what is said.
    fn of_themselves(&self, index: usize, pronoun: Pronoun, words: Span, cast: &Cast) -> Option<Judgement> {
        let outer = self.nested_in[index]?;
        // "“We won,” he told them, according to Doe": he is somebody else.
        if self.attributions[index].content.first().is_some_and(|said| said.end <= words.start) {
            return None;
        }
        let Some(speaker) = self.done[outer].as_ref()?.actor else {
            // "The president said he plans to": who the president is, is open, and nobody else is "he".
            let told = self.attributions[outer]
                .source
                .iter()
                .any(|source| phrase::parse(self.article, &cast.mentions, *source).head == Head::Noun);
            let reason = || {
                format!(
                    "\"{}\" is whoever is said to have said it, who is unresolved",
                    words.of(self.article.text)
                )
            };
            return (matches!(pronoun, Pronoun::Person(_)) && told).then(|| Judgement::unresolved(reason()));
        };
        let before = |mention: &&Mention| mention.span.end <= words.start;
        let others = self.attributions[outer].content.iter().any(|content| {
            let from = cast.mentions.partition_point(|mention| mention.span.start < content.start);
            cast.mentions[from..].iter().take_while(before).any(|mention| {
                mention
                    .actor
                    .is_none_or(|actor| actor != speaker && antecedents::may_be(cast, actor, pronoun))
            })
        });
        (antecedents::may_be(cast, speaker, pronoun) && !others)
            .then(|| Judgement::of(speaker, self.kind_of(&cast.entries[speaker]), 0.8))
    }

    /// Persons named in what is said: hardly anybody speaks of themselves by name.
    pub(super) fn named_in_content<'c>(
        &self,
        index: usize,
        cast: &'c Cast,
    ) -> impl Iterator<Item = usize> + 'c {
        let contents = self.attributions[index].content.clone();
        contents.into_iter().flat_map(|content| {
            let from = cast.mentions.partition_point(|mention| mention.span.start < content.start);
            cast.mentions[from..]
                .iter()
                .take_while(move |mention| mention.span.start < content.end)
                .filter(|mention| mention.kind == EntityKind::Person)
                .filter_map(|mention| mention.actor)
        })
    }

    /// "…, which said": the name or source that ends right before, else the phrase that does.
    fn relative(&mut self, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let start = phrase.span.start;
        let personal = matches!(phrase.span.of(self.article.text), "who" | "whom" | "Who");
        let before = self.candidates.ending_before(start);
        let name = before.filter(|&(_, actor)| {
            let kind = cast.entries[actor].kind;
            !personal || !matches!(kind, ActorKind::Place | ActorKind::Organisation)
        });
        // "Friends of Doe, who say": not Doe, who says.
        let verb = self.article.token(self.article.tokens(phrase.span).end).to_lowercase();
        let many = cues::is_cue(&verb) && cues::lemma(&verb) == verb
            || matches!(verb.as_str(), "have" | "are" | "were" | "do");
        let name = name.filter(|&(_, actor)| !many || cast.entries[actor].plural || !personal);
        // "It was Doe, not Roe, who said".
        if let Some((span, _)) = name
            && let Some(meant) = subjects::before_denied(self.article, &cast.mentions, span)
        {
            let meant = phrase::parse(self.article, &cast.mentions, meant);
            if let Head::Name(mention) = meant.head {
                return Judgement { antecedent: Some(meant.span), ..self.name(mention, &meant, cast) };
            }
        }
        // "an aide to Doe, who asked not to be named": the aide.
        if let Some((span, _)) = name.filter(|_| personal && withholds_name(self.article, start))
            && let Some(noun) = parts::noun_of(self.article, span)
        {
            let noun = phrase::parse(self.article, &cast.mentions, noun);
            if noun.head == Head::Noun && nouns::is_role(&noun.noun) {
                let judgement = match self.candidates.starting_at(noun.span.start) {
                    Some(actor) => Judgement::of(actor, self.kind_of(&cast.entries[actor]), 0.9),
                    None => self.noun(&noun, cast),
                };
                return Judgement { antecedent: Some(noun.span), ..judgement };
            }
        }
        // "a court's ruling in Graz, which found": no town rules.
        if let Some((span, actor)) = name.filter(|_| !personal)
            && cast.entries[actor].kind == ActorKind::Place
            && let Some(noun) = parts::noun_of(self.article, span)
        {
            let text = phrase::parse(self.article, &cast.mentions, noun);
            if text.head == Head::Noun && nouns::is_document(&text.noun) {
                return Judgement { antecedent: Some(text.span), ..self.noun(&text, cast) };
            }
        }
        // "Doe and Roe, who say" are both; "Doe and Roe, who says" is the one that is nearest.
        let several = personal.then(|| parts::several(self.article, phrase.span)).flatten();
        if let Some((first, last)) = several.filter(|_| many) {
            let all = phrase::parse(self.article, &cast.mentions, Span::new(first.start, last.end));
            if all.several {
                return Judgement { antecedent: Some(all.span), ..self.noun(&all, cast) };
            }
        }
        let nearest = |span: Span| several.is_some_and(|(_, last)| last.overlaps(span));
        let parsed = grammar::antecedent(self.article, phrase.span);
        // "a report of the Example Board, which found": not the board.
        let elsewhere = parsed.filter(|parsed| {
            let noun = phrase::parse(self.article, &cast.mentions, *parsed);
            let fits = personal || noun.head == Head::Noun && !nouns::is_role(&noun.noun);
            name.is_some_and(|(span, _)| !parsed.overlaps(span) && !nearest(span)) && fits
        });
        if let Some((span, actor)) = name.filter(|_| elsewhere.is_none()) {
            let judgement = Judgement::of(actor, self.kind_of(&cast.entries[actor]), 0.8);
            return Judgement { antecedent: Some(span), ..judgement };
        }
        let unresolved =
            Judgement::unresolved(format!("\"{}\" follows no name", phrase.span.of(self.article.text)));
        let Some(before) = parsed.or_else(|| subjects::phrase_before(self.article, start)) else {
            return unresolved;
        };
        let mut before = phrase::parse(self.article, &cast.mentions, before);
        if personal
            && !nouns::is_role(&before.noun)
            && let Some(people) = subjects::people_within(self.article, before.span, many && !before.plural)
        {
            before = phrase::parse(self.article, &cast.mentions, people);
        }
        match before.head {
            // "Sheriff Jo Doe of Example County, who said": no county is "who".
            Head::Name(mention)
                if personal && let Some(person) = person_of(self.article, &cast.mentions, mention) =>
            {
                let meant = phrase::parse(self.article, &cast.mentions, cast.mentions[person].span);
                Judgement { antecedent: Some(meant.span), ..self.name(person, &meant, cast) }
            }
            Head::Name(mention) if personal && cast.mentions[mention].kind == EntityKind::Place => unresolved,
            Head::Name(mention) => {
                Judgement { antecedent: Some(before.span), ..self.name(mention, &before, cast) }
            }
            Head::Noun if super::is_time(&before) => unresolved,
            Head::Noun => {
                let judgement = Judgement { antecedent: Some(before.span), ..self.noun(&before, cast) };
                // The next "who" of the sentence finds it.
                if let Some(actor) = judgement.actor {
                    self.candidates.add_speaker(self.article, before.span, actor);
                }
                judgement
            }
            _ => unresolved,
        }
    }
}

/// Whether the clause that begins here says that somebody's name is kept back.
pub(super) fn withholds_name(article: &Article, start: usize) -> bool {
    /// Bytes of a clause that are looked at.
    const CLAUSE: usize = 80;
    let end = article.sentence(start).end.min(start + CLAUSE);
    let clause = article.text.get(start..article.text.floor_char_boundary(end));
    clause.is_some_and(|clause| phrase::is_withheld(&clause.to_lowercase()))
}

/// The person who is named right before the place or body at `mention`, as being of it: "Jo Doe of Example County, Neb.". None where
/// `mention` is a person.
fn person_of(article: &Article, mentions: &[Mention], mention: usize) -> Option<usize> {
    let is_joined = |before: usize| {
        let between = article.text.get(mentions[before].span.end..mentions[before + 1].span.start)?;
        let mut words = between.split_whitespace().map(|word| word.trim_matches(','));
        let joins = |word: &str| matches!(word, "of" | "from" | "in" | "at" | "with" | "the" | "");
        words.all(joins).then_some(before)
    };
    let is_of = |at: usize| matches!(mentions[at].kind, EntityKind::Place | EntityKind::Organisation);
    let mut joined = (0..mention).rev().map_while(is_joined).filter(|_| is_of(mention));
    joined.find(|&before| !is_of(before)).filter(|&before| mentions[before].kind == EntityKind::Person)
}
