//! Whom each source means. A guess that is not clearly better than its rival stays unresolved, with the reason.

mod antecedents;
mod continuation;
mod descriptions;
mod hearers;
mod labels;
mod parts;
mod pronouns;
mod subjects;
mod writers;

use types::{ActorKind, EntityKind, Span, SpeakerKind};

use crate::actors::{Cast, Entry, Mention};
use crate::article::Article;
use crate::attribution::{Attribution, Form};
use crate::circumstances::{Circumstances, circumstances, is_day_or_month};
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::lexicon::{nouns, people};
use crate::phrase::{self, Determiner, Head, Phrase};

pub(crate) use antecedents::{Candidates, Search};
pub(crate) use subjects::{is_nobody, phrase_before};

/// Whom a source means, and how sure that is.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    /// The actor, as index of the cast.
    pub actor: Option<usize>,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// Why it is unresolved.
    pub reason: Option<String>,
    /// 0 to 1.
    pub certainty: f32,
    /// Whom a turn of an interview speaks to.
    pub hearer: Option<usize>,
    /// The words that a relative pronoun takes up: "a clerk" of "a clerk who said".
    pub antecedent: Option<Span>,
}

impl Judgement {
    fn of(actor: usize, kind: SpeakerKind, certainty: f32) -> Self {
        Self { actor: Some(actor), kind, reason: None, certainty, hearer: None, antecedent: None }
    }

    fn unresolved(reason: impl Into<String>) -> Self {
        Self {
            actor: None,
            kind: SpeakerKind::Unresolved,
            reason: Some(reason.into()),
            certainty: 0.6,
            hearer: None,
            antecedent: None,
        }
    }
}

/// Judges the speaker of every attribution; `nested_in` gives for each the index of the one around it. Also gives the
/// circumstances of each, and the mentions by which other pronouns and descriptions can be judged.
pub(crate) fn judge(
    article: &Article,
    attributions: &[Attribution],
    nested_in: &[Option<usize>],
    cast: &mut Cast,
) -> (Vec<Judgement>, Vec<Circumstances>, Candidates) {
    let mut judges = Judges {
        article,
        attributions,
        nested_in,
        candidates: Candidates::new(article, cast),
        done: vec![None; attributions.len()],
    };
    // In the order in which the text names the speakers, so that a pronoun finds those before it. What another statement holds
    // comes after all others, unless it is told before its own source: "Doe wants more, the agency reported".
    let around = |index: usize| std::iter::successors(nested_in[index], |&outer| nested_in[outer]).take(8);
    let anchors: Vec<usize> = attributions.iter().map(anchor).collect();
    let told_first = |index: usize| {
        !article.in_speech(anchors[index]) && around(index).all(|outer| anchors[index] < anchors[outer])
    };
    let mut places = anchors.clone();
    for index in (0..attributions.len()).filter(|&index| told_first(index)) {
        for outer in around(index) {
            places[outer] = places[outer].min(anchors[index]);
        }
    }
    let mut order: Vec<usize> = (0..attributions.len()).collect();
    order.sort_by_key(|&index| {
        (!told_first(index) && around(index).next().is_some(), places[index], around(index).count(), index)
    });
    let mut openers = subjects::openers(article, attributions, &cast.mentions).into_iter().peekable();
    for index in order {
        while let Some(opener) = openers.next_if(|opener| opener.start < places[index]) {
            judges.follow(opener, cast);
        }
        let judgement = judges.judge(index, cast);
        judges.learn_gender(index, &judgement, cast);
        if let (Some(actor), Some(source)) = (judgement.actor, attributions[index].source.first()) {
            judges.candidates.add_speaker(article, *source, actor);
            // A pronoun or noun that was resolved is a mention; a name is one already.
            let from = cast.mentions.partition_point(|mention| mention.span.start < source.start);
            if !cast.mentions[from..]
                .iter()
                .take_while(|mention| mention.span.end <= source.end)
                .any(|mention| mention.actor == Some(actor))
            {
                let span = phrase::parse(article, &cast.mentions, *source).span;
                cast.entries[actor].mentions.push(span);
            }
        }
        judges.done[index] = Some(judgement);
    }
    judges.carry_over(cast);
    judges.name_later(cast);
    let circumstances: Vec<Circumstances> =
        attributions.iter().map(|attribution| circumstances(article, &cast.mentions, attribution)).collect();
    judges.set_hearers(cast, &circumstances);
    let unnamed = || Judgement::unresolved("the text names no source");
    let judged = judges.done.into_iter().map(|judgement| judgement.unwrap_or_else(unnamed)).collect();
    (judged, circumstances, judges.candidates)
}

/// Where the text says who: the source, else the cue, else the content.
fn anchor(attribution: &Attribution) -> usize {
    let first = attribution.source.first().or(attribution.cue.first()).or(attribution.content.first());
    first.map_or(0, |span| span.start)
}

/// "a plan made a few days ago whose aim is"; "a poll last week" is a poll.
fn is_time(phrase: &Phrase) -> bool {
    let time = |noun: &str| {
        matches!(noun, "day" | "week" | "month" | "year" | "hour" | "minute" | "decade" | "weekend")
    };
    let speaks = |word: &str| {
        let noun = nouns::singular(&word.to_lowercase()).0;
        nouns::is_document(&noun) || nouns::is_role(&noun) || nouns::is_body(&noun)
    };
    // "Thursday's decision overturned it".
    let day = phrase.head_capital && phrase.modifiers.is_empty() && is_day_or_month(&phrase.noun);
    day || (time(&phrase.noun) || phrase.words.ends_with(" ago")) && !phrase.words.split(' ').any(speaks)
}

/// Whether a text of the sort is known.
fn has_text(cast: &Cast, noun: &str) -> bool {
    let is_one = |known: &String| known == noun;
    cast.entries.iter().any(|entry| entry.kind == ActorKind::Document && entry.nouns.iter().any(is_one))
}

struct Judges<'a, 'b> {
    article: &'b Article<'a>,
    attributions: &'b [Attribution],
    nested_in: &'b [Option<usize>],
    candidates: Candidates,
    done: Vec<Option<Judgement>>,
}

impl Judges<'_, '_> {
    /// A sentence that opens with a pronoun or a description keeps its subject in mind.
    fn follow(&mut self, opener: Span, cast: &mut Cast) {
        let phrase = phrase::parse(self.article, &cast.mentions, opener);
        let search = match phrase.head {
            Head::Pronoun(pronoun @ Pronoun::Person(_)) => {
                self.candidates.antecedent(self.article, cast, pronoun, opener, None, &[])
            }
            Head::Noun => self.candidates.described(self.article, cast, &phrase),
            _ => return,
        };
        let actor = match search {
            antecedents::Search::Clear { actor, .. } => Some(actor),
            // Several people, somebody new, or a text: not in the record unless a pronoun that speaks means them.
            antecedents::Search::Nobody
                if phrase.head == Head::Noun
                    && (phrase.plural
                        || phrase.determiner == Determiner::Indefinite
                        || nouns::is_document(&phrase.noun) && !has_text(cast, &phrase.noun)) =>
            {
                self.describe(&phrase, cast).actor
            }
            _ => None,
        };
        if let Some(actor) = actor {
            self.candidates.add_subject(self.article, opener, actor, false);
        }
    }

    /// A pronoun that found its person tells the person's gender.
    fn learn_gender(&self, index: usize, judgement: &Judgement, cast: &mut Cast) {
        let (Some(actor), Some(source)) = (judgement.actor, self.attributions[index].source.first()) else {
            return;
        };
        if let Some(Pronoun::Person(gender)) = pronoun(source.of(self.article.text))
            && judgement.certainty >= 0.75
        {
            cast.entries[actor].gender.get_or_insert(gender);
        }
    }

    fn judge(&mut self, index: usize, cast: &mut Cast) -> Judgement {
        let attribution = &self.attributions[index];
        let Some(&source) = attribution.source.first() else {
            return Judgement::unresolved("the text names no source");
        };
        match attribution.form {
            Form::Post => return self.signature(source, cast),
            Form::Turn => return self.label(index, source, cast),
            _ => {}
        }
        if subjects::is_nobody(self.article, source) {
            return Judgement::unresolved("nobody is said to have said it");
        }
        if let Some(owned) = subjects::owned_by_antecedent(self.article, attribution) {
            let mut phrase = phrase::parse(self.article, &cast.mentions, owned);
            phrase.determiner = Determiner::Possessive;
            return match phrase.head {
                Head::Name(mention) => self.name(mention, &phrase, cast),
                Head::Noun => self.describe(&phrase, cast),
                _ => Judgement::unresolved("\"whose\" without a noun"),
            };
        }
        let source = subjects::before_disclaimer(self.article, source).unwrap_or(source);
        let mut phrase = phrase::parse(self.article, &cast.mentions, source);
        if phrase.head == Head::Nothing
            && let Some(&next) = attribution.source.get(1)
        {
            phrase = phrase::parse(self.article, &cast.mentions, next);
        }
        // "The court heard that", "…, court told": somebody told it, and the text does not say who.
        let hears = |cue: &Span| {
            let last = cue.of(self.article.text).rsplit(' ').next().unwrap_or_default();
            matches!(last, "heard" | "hears") || last == "told" && self.ends_clause(*cue)
        };
        let listens = "court jury inquest tribunal inquiry hearing trial committee panel";
        if phrase.head == Head::Noun
            && attribution.cue.first().is_some_and(hears)
            && listens.split(' ').any(|noun| noun == phrase.noun)
        {
            return Judgement::unresolved(format!("who told the {}, the text does not say", phrase.noun));
        }
        if phrase.head == Head::Noun && is_time(&phrase) {
            return Judgement::unresolved("the source is a time");
        }
        match phrase.head {
            Head::Nothing => Judgement::unresolved("the source has no words"),
            Head::Name(mention) => match self.unnamed_rival(index, mention, cast) {
                Some(actor) => Judgement::of(actor, SpeakerKind::Named, 0.75),
                None => self.name(mention, &phrase, cast),
            },
            Head::Pronoun(pronoun) => self.pronoun(index, pronoun, &phrase, cast),
            Head::Noun => self.noun(&phrase, cast),
        }
    }

    /// Whether nothing of its sentence stands behind the cue.
    fn ends_clause(&self, cue: Span) -> bool {
        let next = self.article.tokens(cue).end;
        let behind = self.article.token_span(next).start;
        self.article.block_index(behind) != self.article.block_index(cue.start)
            || matches!(self.article.token(next), "" | "." | "," | ";")
    }

    /// "“Grace trusted them,” Mrs Doe said": of those who may be meant the only one whom what is said does not name.
    fn unnamed_rival(&self, index: usize, mention: usize, cast: &Cast) -> Option<usize> {
        let mention = &cast.mentions[mention];
        if mention.actor.is_some() || mention.rivals.len() < 2 {
            return None;
        }
        let named: Vec<usize> = self.named_in_content(index, cast).collect();
        let mut rivals = mention.rivals.iter().copied().filter(|rival| !named.contains(rival));
        rivals.next().filter(|_| rivals.next().is_none())
    }

    fn name(&self, mention: usize, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let Mention { actor, ref rivals, span, kind } = cast.mentions[mention];
        let Some(actor) = actor else {
            let names: Vec<&str> = rivals.iter().map(|&rival| cast.entries[rival].name.as_str()).collect();
            return Judgement::unresolved(format!(
                "\"{}\" could be {}",
                span.of(self.article.text),
                names.join(" or ")
            ));
        };
        for role in &phrase.roles {
            cast.entries[actor].add_role(role);
            let words: Vec<String> = role.split_whitespace().map(str::to_lowercase).collect();
            let noun = words
                .iter()
                .rev()
                .map(|word| nouns::singular(word).0)
                .find(|noun| nouns::is_role(noun) || nouns::is_body(noun));
            let entry = &mut cast.entries[actor];
            entry.words.extend(words);
            entry.nouns.extend(noun);
        }
        let kind = if kind == EntityKind::Group { SpeakerKind::Collective } else { SpeakerKind::Named };
        Judgement::of(actor, kind, 0.97)
    }

    fn noun(&mut self, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let words = phrase.span.of(self.article.text);
        if words.get(..5).is_some_and(|first| first.eq_ignore_ascii_case("your ")) {
            return Judgement::unresolved(format!("\"{words}\" is another one for each reader"));
        }
        let headline = self.article.in_headline(phrase.span.start);
        let bare =
            phrase.determiner == Determiner::Bare && !phrase.plural && !phrase.several && !phrase.quantified;
        let known = match phrase.determiner {
            // "Research also shows": none in particular.
            Determiner::Bare if bare && !headline && nouns::is_document(&phrase.noun) => {
                antecedents::Search::Nobody
            }
            Determiner::Definite | Determiner::Possessive | Determiner::Bare
                if !phrase.several && !phrase.quantified =>
            {
                self.candidates.described(self.article, cast, phrase)
            }
            _ => antecedents::Search::Nobody,
        };
        match known {
            antecedents::Search::Nobody if headline && bare => {
                match descriptions::named_below(cast, phrase) {
                    Some(actor) => Judgement::of(actor, self.kind_of(&cast.entries[actor]), 0.75),
                    None => self.describe(phrase, cast),
                }
            }
            antecedents::Search::Nobody => self.describe(phrase, cast),
            // "People familiar with the talks", after those familiar with her plans and with the bill: told by their own words.
            antecedents::Search::Tie(one, other)
                if phrase.plural
                    && phrase.determiner == Determiner::Bare
                    && ![one, other].iter().any(|&actor| cast.entries[actor].named) =>
            {
                self.describe(phrase, cast)
            }
            search => self.found(search, words, cast),
        }
    }

    fn found(&self, search: antecedents::Search, words: &str, cast: &Cast) -> Judgement {
        match search {
            antecedents::Search::Clear { actor, certainty } => {
                Judgement::of(actor, self.kind_of(&cast.entries[actor]), certainty)
            }
            antecedents::Search::Tie(one, other) => Judgement::unresolved(format!(
                "\"{words}\" could be {} or {}",
                cast.entries[one].name, cast.entries[other].name
            )),
            antecedents::Search::Both(one, other) => Judgement::unresolved(format!(
                "\"{words}\" are {} and {} together",
                cast.entries[one].name, cast.entries[other].name
            )),
            antecedents::Search::Nobody => Judgement::unresolved(format!("nobody near fits \"{words}\"")),
        }
    }

    /// A source that the article only describes becomes an actor of its own.
    fn describe(&self, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let noun = phrase.noun.as_str();
        let spokesperson = nouns::same_role(noun, "spokesman") || noun.ends_with("spokeswoman");
        let (kind, actor_kind) = if phrase.several {
            (SpeakerKind::Collective, ActorKind::Group)
        } else if phrase.withheld {
            (SpeakerKind::Anonymous, if phrase.plural { ActorKind::Group } else { ActorKind::Person })
        } else if nouns::is_document(noun) {
            (SpeakerKind::Document, ActorKind::Document)
        } else if phrase.plural || phrase.quantified && phrase.determiner != Determiner::Indefinite {
            (SpeakerKind::Collective, ActorKind::Group)
        } else if nouns::is_person(noun)
            || phrase.determiner == Determiner::Indefinite && nouns::is_trade(noun)
        {
            match phrase.determiner {
                Determiner::Indefinite if !spokesperson => (SpeakerKind::Anonymous, ActorKind::Person),
                _ => (SpeakerKind::Role, ActorKind::Person),
            }
        } else if phrase.determiner == Determiner::Indefinite && !nouns::is_body(noun) && !phrase.proper {
            (SpeakerKind::Anonymous, ActorKind::Person)
        } else if phrase.determiner == Determiner::Possessive && !phrase.head_capital {
            (SpeakerKind::Collective, ActorKind::Group)
        } else if phrase.proper && (nouns::is_body(noun) || phrase.determiner != Determiner::Indefinite) {
            let government = matches!(
                noun,
                "government"
                    | "administration"
                    | "ministry"
                    | "department"
                    | "army"
                    | "military"
                    | "parliament"
            );
            (SpeakerKind::Named, if government { ActorKind::Government } else { ActorKind::Organisation })
        } else {
            (SpeakerKind::Collective, ActorKind::Group)
        };
        // The same words again are the same actor ("Analysts said … Analysts added"), unless they are "a" somebody elsewhere.
        let indefinite = phrase.determiner == Determiner::Indefinite;
        if let Some(known) = cast.entries.iter().position(|entry| {
            let same = if entry.named {
                let body = matches!(entry.kind, ActorKind::Organisation | ActorKind::Government);
                body && phrase.proper && entry.name == phrase.words
            } else {
                entry.name.eq_ignore_ascii_case(&phrase.words)
            };
            same && (!indefinite || entry.mentions.iter().any(|mention| mention.start == phrase.span.start))
        }) {
            return Judgement::of(known, kind, 0.9);
        }
        let mut entry = Entry::named(phrase.words.clone(), actor_kind);
        entry.named = kind == SpeakerKind::Named;
        entry.withheld = kind == SpeakerKind::Anonymous;
        entry.apart = phrase.quantified;
        entry.plural = phrase.plural || phrase.several;
        entry.gender = people::gender_of_noun(noun);
        entry.nouns.push(noun.to_owned());
        entry.words.clone_from(&phrase.modifiers);
        if kind == SpeakerKind::Role {
            entry.add_role(&phrase.words);
        }
        Judgement::of(cast.describe(entry), kind, 0.85)
    }

    fn kind_of(&self, entry: &Entry) -> SpeakerKind {
        match entry.kind {
            _ if entry.withheld => SpeakerKind::Anonymous,
            ActorKind::Document => SpeakerKind::Document,
            _ if entry.named => SpeakerKind::Named,
            ActorKind::Person => SpeakerKind::Role,
            _ => SpeakerKind::Collective,
        }
    }
}
