//! Whom each source means. A guess that is not clearly better than its rival stays unresolved, with the reason.

mod antecedents;
mod descriptions;
mod subjects;

use types::{ActorKind, BlockKind, EntityKind, Span, SpeakerKind};

use crate::actors::{Cast, Entry, Mention};
use crate::article::Article;
use crate::attribution::{Attribution, Form};
use crate::lexicon::people;
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::phrase::{self, Determiner, Head, Phrase};

pub(crate) use antecedents::Candidates;

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
}

impl Judgement {
    fn of(actor: usize, kind: SpeakerKind, certainty: f32) -> Self {
        Self { actor: Some(actor), kind, reason: None, certainty, hearer: None }
    }

    fn unresolved(reason: impl Into<String>) -> Self {
        Self { actor: None, kind: SpeakerKind::Unresolved, reason: Some(reason.into()), certainty: 0.6, hearer: None }
    }
}

/// Judges the speaker of every attribution; `nested_in` gives for each the index of the one around it.
pub(crate) fn judge(article: &Article, attributions: &[Attribution], nested_in: &[Option<usize>], cast: &mut Cast) -> Vec<Judgement> {
    let mut judges = Judges { article, attributions, nested_in, candidates: Candidates::new(article, cast), done: vec![None; attributions.len()] };
    // In the order in which the text names the speakers, so that a pronoun finds those before it.
    let mut order: Vec<usize> = (0..attributions.len()).collect();
    order.sort_by_key(|&index| (depth(nested_in, index).min(1), anchor(&attributions[index]), index));
    // What stands inside speech comes after all speech around it is judged.
    let mut openers = subjects::openers(article, attributions, &cast.mentions).into_iter().peekable();
    for index in order {
        while let Some(opener) = openers.next_if(|opener| opener.start < anchor(&attributions[index])) {
            judges.follow(opener, cast);
        }
        let judgement = judges.judge(index, cast);
        judges.learn_gender(index, &judgement, cast);
        if let (Some(actor), Some(source)) = (judgement.actor, attributions[index].source.first()) {
            judges.candidates.add_speaker(article, *source, actor);
            // A pronoun or noun that was resolved is a mention; a name is one already.
            if !cast.mentions.iter().any(|mention| mention.actor == Some(actor) && source.contains(mention.span)) {
                let span = phrase::parse(article, &cast.mentions, *source).span;
                cast.entries[actor].mentions.push(span);
            }
        }
        judges.done[index] = Some(judgement);
    }
    judges.carry_over(cast);
    judges.name_later(cast);
    judges.set_hearers();
    judges.done.into_iter().map(|judgement| judgement.unwrap_or_else(|| Judgement::unresolved("the text names no source"))).collect()
}

fn depth(nested_in: &[Option<usize>], index: usize) -> usize {
    std::iter::successors(nested_in[index], |&outer| nested_in[outer]).take(8).count()
}

/// Where the text says who: the source, else the cue, else the content.
fn anchor(attribution: &Attribution) -> usize {
    let first = attribution.source.first().or(attribution.cue.first()).or(attribution.content.first());
    first.map_or(0, |span| span.start)
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
    fn follow(&mut self, opener: Span, cast: &Cast) {
        let phrase = phrase::parse(self.article, &cast.mentions, opener);
        let search = match phrase.head {
            Head::Pronoun(pronoun @ Pronoun::Person(_)) => self.candidates.antecedent(self.article, cast, pronoun, opener, None),
            Head::Noun => self.candidates.described(self.article, cast, &phrase),
            _ => return,
        };
        if let antecedents::Search::Clear { actor, .. } = search {
            self.candidates.add_subject(self.article, opener, actor, false);
        }
    }

    /// A pronoun that found its person tells the person's gender.
    fn learn_gender(&self, index: usize, judgement: &Judgement, cast: &mut Cast) {
        let (Some(actor), Some(source)) = (judgement.actor, self.attributions[index].source.first()) else { return };
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
        let mut phrase = phrase::parse(self.article, &cast.mentions, source);
        if phrase.head == Head::Nothing
            && let Some(&next) = attribution.source.get(1)
        {
            phrase = phrase::parse(self.article, &cast.mentions, next);
        }
        match phrase.head {
            Head::Nothing => Judgement::unresolved("the source has no words"),
            Head::Name(mention) => self.name(mention, &phrase, cast),
            Head::Pronoun(pronoun) => self.pronoun(index, pronoun, &phrase, cast),
            Head::Noun => self.noun(index, &phrase, cast),
        }
    }

    fn name(&self, mention: usize, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let Mention { actor, ref rivals, span, kind } = cast.mentions[mention];
        let Some(actor) = actor else {
            let names: Vec<&str> = rivals.iter().map(|&rival| cast.entries[rival].name.as_str()).collect();
            return Judgement::unresolved(format!("\"{}\" could be {}", span.of(self.article.text), names.join(" or ")));
        };
        for role in &phrase.roles {
            cast.entries[actor].add_role(role);
            let words: Vec<String> = role.split_whitespace().map(str::to_lowercase).collect();
            let noun = words.iter().rev().map(|word| people::singular(word).0).find(|noun| people::is_role(noun) || people::is_body(noun));
            let entry = &mut cast.entries[actor];
            entry.words.extend(words);
            entry.nouns.extend(noun);
        }
        let kind = if kind == EntityKind::Group { SpeakerKind::Collective } else { SpeakerKind::Named };
        Judgement::of(actor, kind, 0.97)
    }

    fn pronoun(&mut self, index: usize, pronoun: Pronoun, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let words = phrase.span.of(self.article.text);
        match pronoun {
            Pronoun::Speakers if self.attributions[index].form == Form::Nested => {
                Judgement::unresolved(format!("\"{words}\" is whoever speaks, and others"))
            }
            Pronoun::Speaker | Pronoun::Speakers => match self.nested_in[index].and_then(|outer| self.done[outer].as_ref()) {
                Some(Judgement { actor: Some(actor), kind, certainty, .. }) => Judgement::of(*actor, *kind, 0.9 * certainty),
                Some(_) => Judgement::unresolved(format!("\"{words}\" is whoever speaks, who is unresolved")),
                None => match self.candidates.author {
                    Some(author) if pronoun == Pronoun::Speaker => Judgement::of(author, SpeakerKind::Named, 0.8),
                    _ => Judgement::unresolved(format!("\"{words}\" outside a quotation: the writer, who is not named")),
                },
            },
            Pronoun::Addressee => match self.nested_in[index].and_then(|outer| self.hearer(outer)) {
                Some(hearer) => Judgement::of(hearer, self.kind_of(&cast.entries[hearer]), 0.8),
                None => Judgement::unresolved(format!("\"{words}\" is whoever is spoken to")),
            },
            Pronoun::Indefinite => Judgement::unresolved(format!("\"{words}\" is nobody in particular")),
            Pronoun::Relative => self.relative(index, phrase, cast),
            // Inside speech "they" and "it" point at what only speaker and hearer see.
            Pronoun::Thing | Pronoun::Plural if self.attributions[index].form == Form::Nested => {
                Judgement::unresolved(format!("\"{words}\" inside speech"))
            }
            Pronoun::Person(_) | Pronoun::Thing | Pronoun::Plural => {
                // Who speaks does not call themselves "she".
                let around = self.nested_in[index].filter(|_| self.attributions[index].form == Form::Nested);
                let speaker = around.and_then(|outer| self.done[outer].as_ref()?.actor);
                let search = self.candidates.antecedent(self.article, cast, pronoun, phrase.span, speaker);
                self.found(search, words, cast)
            }
        }
    }

    /// "…, which said": the name or source that ends right before, else the phrase that does.
    fn relative(&mut self, index: usize, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let start = phrase.span.start;
        if let Some(actor) = self.candidates.ending_before(start) {
            return Judgement::of(actor, self.kind_of(&cast.entries[actor]), 0.8);
        }
        let unresolved = Judgement::unresolved(format!("\"{}\" follows no name", phrase.span.of(self.article.text)));
        let Some(before) = subjects::phrase_before(self.article, start) else { return unresolved };
        let before = phrase::parse(self.article, &cast.mentions, before);
        match before.head {
            Head::Name(mention) => self.name(mention, &before, cast),
            Head::Noun => {
                let judgement = self.noun(index, &before, cast);
                // The next "who" of the sentence finds it.
                if let Some(actor) = judgement.actor {
                    self.candidates.add_speaker(self.article, before.span, actor);
                }
                judgement
            }
            _ => unresolved,
        }
    }

    fn noun(&mut self, index: usize, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let known = match phrase.determiner {
            Determiner::Definite | Determiner::Possessive | Determiner::Bare if !phrase.several => {
                self.candidates.described(self.article, cast, phrase)
            }
            _ => antecedents::Search::Nobody,
        };
        match known {
            antecedents::Search::Nobody => self.describe(index, phrase, cast),
            search => self.found(search, phrase.span.of(self.article.text), cast),
        }
    }

    fn found(&self, search: antecedents::Search, words: &str, cast: &Cast) -> Judgement {
        match search {
            antecedents::Search::Clear { actor, certainty } => {
                Judgement::of(actor, self.kind_of(&cast.entries[actor]), certainty)
            }
            antecedents::Search::Tie(one, other) => {
                Judgement::unresolved(format!("\"{words}\" could be {} or {}", cast.entries[one].name, cast.entries[other].name))
            }
            antecedents::Search::Nobody => Judgement::unresolved(format!("nobody near fits \"{words}\"")),
        }
    }

    /// A source that the article only describes becomes an actor of its own.
    fn describe(&self, index: usize, phrase: &Phrase, cast: &mut Cast) -> Judgement {
        let noun = phrase.noun.as_str();
        let spokesperson = people::same_role(noun, "spokesman") || noun.ends_with("spokeswoman");
        let (kind, actor_kind) = if phrase.several {
            (SpeakerKind::Collective, ActorKind::Group)
        } else if phrase.withheld {
            (SpeakerKind::Anonymous, if phrase.plural { ActorKind::Group } else { ActorKind::Person })
        } else if people::is_document(noun) {
            (SpeakerKind::Document, ActorKind::Document)
        } else if phrase.plural {
            (SpeakerKind::Collective, ActorKind::Group)
        } else if people::is_role(noun) {
            match phrase.determiner {
                Determiner::Indefinite if !spokesperson => (SpeakerKind::Anonymous, ActorKind::Person),
                _ => (SpeakerKind::Role, ActorKind::Person),
            }
        } else if phrase.determiner == Determiner::Indefinite && !people::is_body(noun) && !phrase.proper {
            (SpeakerKind::Anonymous, ActorKind::Person)
        } else if people::is_body(noun) && phrase.proper || phrase.proper && phrase.determiner != Determiner::Indefinite {
            let government = matches!(noun, "government" | "administration" | "ministry" | "department" | "army" | "military" | "parliament");
            (SpeakerKind::Named, if government { ActorKind::Government } else { ActorKind::Organisation })
        } else {
            (SpeakerKind::Collective, ActorKind::Group)
        };
        // The same words again are the same actor ("Analysts said … Analysts added"), unless they are "a" somebody.
        if phrase.determiner != Determiner::Indefinite
            && let Some(known) = cast.entries.iter().position(|entry| !entry.named && entry.name.eq_ignore_ascii_case(&phrase.words))
        {
            return Judgement::of(known, kind, 0.9);
        }
        let _ = index;
        let mut entry = Entry::named(phrase.words.clone(), actor_kind);
        entry.named = kind == SpeakerKind::Named;
        entry.withheld = kind == SpeakerKind::Anonymous;
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

    /// The signature of a post: the person of that name, else somebody new.
    fn signature(&self, label: Span, cast: &mut Cast) -> Judgement {
        let words: Vec<phrase::Word> = phrase::words(self.article.text, label)
            .into_iter()
            .filter(|word| !word.in_parentheses && !word.text.starts_with('@'))
            .collect();
        let person: Vec<&phrase::Word> =
            words.iter().filter(|word| !people::is_title(word.text) && !people::is_role(&word.lower())).collect();
        let (Some(first), Some(last)) = (person.first(), person.last()) else {
            return Judgement::unresolved("the signature has no name");
        };
        let span = Span::new(first.span.start, last.span.end);
        if let Some(actor) = phrase::mention_over(&cast.mentions, last.span).and_then(|mention| cast.mentions[mention].actor)
            && cast.entries[actor].kind == ActorKind::Person
        {
            return Judgement::of(actor, SpeakerKind::Named, 0.97);
        }
        let name = span.of(self.article.text).to_owned();
        if let Some(actor) = namesake(&name, cast) {
            return Judgement::of(actor, SpeakerKind::Named, 0.9);
        }
        let mut entry = Entry::named(name, ActorKind::Person);
        entry.words = person.iter().map(|word| word.lower()).collect();
        Judgement::of(cast.describe(entry), SpeakerKind::Named, 0.97)
    }

    /// The label of a turn: a person's name or surname, "Q" and "A", or the outlet's name for its interviewer.
    fn label(&self, index: usize, label: Span, cast: &mut Cast) -> Judgement {
        let words = label.of(self.article.text);
        let clean = words.split([',', '(']).next().unwrap_or(words).trim().trim_end_matches('.');
        if let Some(actor) = namesake(clean, cast) {
            return Judgement::of(actor, SpeakerKind::Named, 0.95);
        }
        let asks = matches!(clean.to_lowercase().as_str(), "q" | "question" | "interviewer");
        let answers = matches!(clean.to_lowercase().as_str(), "a" | "answer");
        if answers {
            return match self.candidates.most_named(cast) {
                Some(actor) => Judgement::of(actor, SpeakerKind::Named, 0.7),
                None => Judgement::unresolved("the text does not name who answers"),
            };
        }
        let interviewer = asks || self.is_interviewer(index, clean, cast);
        if interviewer {
            return match self.candidates.author {
                Some(author) => Judgement::of(author, SpeakerKind::Named, 0.8),
                None => Judgement::unresolved(format!("\"{clean}\" is the interviewer, who is not named")),
            };
        }
        if let Some(known) = cast.entries.iter().position(|entry| entry.name.eq_ignore_ascii_case(clean)) {
            return Judgement::of(known, self.kind_of(&cast.entries[known]), 0.9);
        }
        let phrase = phrase::parse(self.article, &cast.mentions, label);
        if phrase.head == Head::Noun && people::is_role(&phrase.noun) {
            return self.describe(index, &phrase, cast);
        }
        Judgement::of(cast.describe(Entry::named(title_case(clean), ActorKind::Person)), SpeakerKind::Named, 0.8)
    }

    /// Whom the turn speaks to: the speaker of the other label, when there are two.
    fn hearer(&self, index: usize) -> Option<usize> {
        let own = self.done[index].as_ref()?.actor?;
        let turn = |other: usize| self.attributions[other].form == Form::Turn;
        if !turn(index) {
            return None;
        }
        let mut others: Vec<usize> = (0..self.attributions.len())
            .filter(|&other| turn(other))
            .filter_map(|other| self.done[other].as_ref()?.actor)
            .filter(|&actor| actor != own)
            .collect();
        others.sort_unstable();
        others.dedup();
        if let [only] = others[..] { Some(only) } else { None }
    }

    fn set_hearers(&mut self) {
        for index in 0..self.attributions.len() {
            let hearer = self.hearer(index);
            if let Some(judgement) = &mut self.done[index] {
                judgement.hearer = hearer;
            }
        }
    }

    /// Delayed naming: "The minister has defended …" opens an article, and the next paragraph opens with the full name
    /// of somebody whose role is not told. Both are one.
    fn name_later(&mut self, cast: &mut Cast) {
        for index in 0..self.attributions.len() {
            let Some(Judgement { actor: Some(role), kind: SpeakerKind::Role, .. }) = self.done[index] else { continue };
            let Some(source) = self.attributions[index].source.first() else { continue };
            let block = self.article.block_index(source.start);
            let opening = self.article.reading.blocks[..=block].iter().filter(|block| block.kind == BlockKind::Paragraph).count() <= 2;
            let definite = phrase::parse(self.article, &cast.mentions, *source).determiner == Determiner::Definite;
            let next = cast.mentions.iter().find(|mention| mention.kind == EntityKind::Person && mention.span.start >= source.end);
            let Some((person, span)) = next.and_then(|mention| Some((mention.actor?, mention.span))).filter(|_| opening && definite) else { continue };
            let after = self.article.reading.blocks.get(self.article.block_index(span.start));
            let opens = after.is_some_and(|after| after.span.start == span.start) && self.article.block_index(span.start) == block + 1;
            let entry = &cast.entries[person];
            if !opens || !entry.roles.is_empty() || !entry.name.contains(' ') || entry.mentions.iter().min() != Some(&span) {
                continue;
            }
            let (name, mentions) = (cast.entries[role].name.clone(), std::mem::take(&mut cast.entries[role].mentions));
            cast.entries[person].add_role(&name);
            cast.entries[person].mentions.extend(mentions);
            for judgement in self.done.iter_mut().flatten().filter(|judgement| judgement.actor == Some(role)) {
                *judgement = Judgement::of(person, SpeakerKind::Named, 0.7);
            }
        }
    }

    /// In an interview with two labels, of which one is a person of the text, the other one asks.
    fn is_interviewer(&self, index: usize, label: &str, cast: &Cast) -> bool {
        let mut labels: Vec<&str> = self
            .attributions
            .iter()
            .filter(|other| other.form == Form::Turn)
            .filter_map(|other| other.source.first())
            .map(|span| span.of(self.article.text))
            .collect();
        labels.sort_unstable();
        labels.dedup();
        let asks = self.attributions[index].content.last().is_some_and(|_| {
            self.attributions
                .iter()
                .filter(|other| other.form == Form::Turn && other.source.first().is_some_and(|span| span.of(self.article.text) == label))
                .any(|other| other.content.last().is_some_and(|span| span.of(self.article.text).trim_end().ends_with('?')))
        });
        labels.len() == 2 && asks && labels.iter().any(|other| *other != label && namesake(other, cast).is_some())
    }

    /// Speech without source: the speaker before goes on, when nobody else comes in between.
    fn carry_over(&mut self, cast: &Cast) {
        let mut order: Vec<usize> = (0..self.attributions.len()).collect();
        order.sort_by_key(|&index| self.attributions[index].content.first().copied());
        for position in 0..order.len() {
            let index = order[position];
            let attribution = &self.attributions[index];
            if !attribution.source.is_empty() || self.nested_in[index].is_some() {
                continue;
            }
            if self.article.block_kind(anchor(attribution)) == BlockKind::Title {
                self.done[index] = self.repeated(index).or(self.done[index].take());
                continue;
            }
            let quoted = attribution.content.iter().all(|span| self.article.spoken_at(span.start).is_some()) || attribution.form == Form::Blockquote;
            // "Asked whether …" opens a sentence without saying who asks.
            let opens = attribution.cue.first().is_some_and(|cue| self.article.sentence(cue.start).start == cue.start);
            if !quoted && attribution.cue.is_empty() || opens {
                continue;
            }
            let previous = order[..position].iter().rev().copied().find(|&other| self.nested_in[other].is_none());
            if let Some(previous) = previous
                && let Some(Judgement { actor: Some(actor), kind, certainty, .. }) = self.done[previous].clone()
                && self.goes_on(previous, index, cast, actor)
            {
                self.done[index] = Some(Judgement::of(actor, kind, 0.85 * certainty));
            }
        }
    }

    /// A headline's quotation that the article repeats with its speaker.
    fn repeated(&self, index: usize) -> Option<Judgement> {
        let words = |attribution: &Attribution| -> Vec<String> {
            let text = attribution.content.iter().map(|span| span.of(self.article.text)).collect::<Vec<_>>().join(" ");
            text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
        };
        let wanted = words(&self.attributions[index]);
        let first_name = self.candidates.first_after(self.article, self.attributions[index].content.last()?.end);
        let found = self.attributions.iter().enumerate().find(|(other, attribution)| {
            let there = words(attribution);
            *other != index && !wanted.is_empty() && 5 * wanted.iter().filter(|word| there.contains(word)).count() >= 4 * wanted.len()
        });
        match found.and_then(|(other, _)| self.done[other].clone()) {
            Some(judgement) if judgement.actor.is_some() => Some(judgement),
            // "“…”: Jo Doe on cranes".
            _ => first_name.map(|actor| Judgement::of(actor, SpeakerKind::Named, 0.8)),
        }
    }

    /// Whether the speaker of `previous` can still be speaking in `index`: the same or the next paragraph, and no other
    /// person named in between.
    fn goes_on(&self, previous: usize, index: usize, cast: &Cast, actor: usize) -> bool {
        let (Some(before), Some(after)) = (self.attributions[previous].content.last(), self.attributions[index].content.first()) else { return false };
        let from = self.attributions[previous].cue.iter().chain(&self.attributions[previous].source).map(|span| span.end).fold(before.end, usize::max);
        let near = self.article.block_index(after.start).saturating_sub(self.article.block_index(from)) <= 1;
        let others = cast.mentions.iter().any(|mention| {
            mention.span.start >= from && mention.span.end <= after.start && mention.kind == EntityKind::Person && mention.actor != Some(actor)
        });
        near && !others
    }
}

/// The person whose name the words are: the full name, the surname, or a short given name with the surname.
fn namesake(name: &str, cast: &Cast) -> Option<usize> {
    let wanted: Vec<String> = name.split_whitespace().filter(|word| !people::is_title(word)).map(str::to_lowercase).collect();
    let last = wanted.last()?;
    let fits: Vec<usize> = cast
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.kind == ActorKind::Person && entry.named)
        .filter(|(_, entry)| {
            let words: Vec<String> = entry.name.split_whitespace().map(str::to_lowercase).collect();
            words.last() == Some(last)
                && (wanted.len() == 1
                    || words.len() == 1
                    || words[0].starts_with(wanted[0].as_str())
                    || wanted[0].starts_with(words[0].as_str()))
                || wanted.len() == 1 && words.len() > 1 && words[0] == *last
                || words.len() > wanted.len() && words.ends_with(&wanted)
        })
        .map(|(index, _)| index)
        .collect();
    if let [only] = fits[..] { Some(only) } else { None }
}

/// "HADID-LIND" → "Hadid-Lind"; other words stay as they are.
fn title_case(label: &str) -> String {
    if label.chars().any(char::is_lowercase) || label.chars().count() <= 3 {
        return label.to_owned();
    }
    let mut start = true;
    label
        .chars()
        .flat_map(|character| {
            let lower: Vec<char> = if start { vec![character] } else { character.to_lowercase().collect() };
            start = !character.is_alphanumeric();
            lower
        })
        .collect()
}
