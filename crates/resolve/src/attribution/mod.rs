//! From marked spans to attributions: which source, cue and content belong together.

mod asked;
mod blocks;
pub(crate) mod grammar;
mod impersonal;
mod link;
mod merge;
mod nested;
mod pieces;
mod quotations;
mod relayed;

use types::{AttributionMark, EntityKind, Span};

use self::asked::receiving_verb;
pub(crate) use self::asked::{is_asked_about, is_being_asked, is_said_of, opens_with_being_asked};
pub(crate) use self::blocks::{first_person, has_unquoted};
use self::pieces::Pieces;
use crate::actors::Mention;
use crate::article::Article;
use crate::confidence::is_too_weak;
use crate::lexicon::pronouns::Pronoun;
use crate::lexicon::{cues, nouns};
use crate::phrase::{self, Head, mention_over};

/// Words that stand between a subject and its verb.
const AUXILIARIES: &[&str] = &[
    "has", "have", "had", "is", "are", "was", "were", "be", "been", "do", "does", "did", "will", "would",
    "can", "could", "may", "might", "must", "should", "not", "never", "also", "still", "now", "then",
    "later", "once", "even", "often", "long", "always", "already", "since",
];

/// An attribution before anything was judged about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribution {
    /// How the content came to be one.
    pub form: Form,
    /// Evidence for what, in order, without overlap. Never empty.
    pub content: Vec<Span>,
    /// Evidence for who.
    pub source: Vec<Span>,
    /// Evidence that it is an attribution.
    pub cue: Vec<Span>,
    /// Mean of the model's scores of the spans.
    pub evidence: f32,
    /// How surely the spans belong together, 0 to 1.
    pub link: f32,
}

impl Attribution {
    /// "port operator | Example Terminals": a source that stops at a role goes on over the name that follows.
    pub fn take_in_name(&mut self, article: &Article, mentions: &[Mention]) {
        let taken: Vec<Span> = self.content.iter().chain(&self.cue).copied().collect();
        let Some(source) = self.source.last_mut() else { return };
        let next = mentions.partition_point(|mention| mention.span.start < source.end);
        let Some(mention) = mentions.get(next) else { return };
        let last = source.of(article.text).rsplit(' ').next().unwrap_or("");
        let is_role = nouns::is_role(last) || nouns::is_body(last);
        let named = matches!(mention.kind, EntityKind::Person | EntityKind::Organisation);
        let free = !taken.iter().any(|span| span.overlaps(mention.span));
        if is_role && named && free && article.text.get(source.end..mention.span.start) == Some(" ") {
            source.end = mention.span.end;
        }
    }

    /// "Ferry | firm: 'We were never told'": a label goes on to its colon.
    pub fn take_in_label(&mut self, article: &Article) {
        let (Some(source), Some(cue)) = (self.source.last_mut(), self.cue.first()) else { return };
        let between = article.text.get(source.end..cue.start).unwrap_or_default();
        let words = between.strip_prefix(' ').unwrap_or_default();
        let plain = words.chars().all(|letter| letter.is_lowercase() || letter == ' ');
        if cue.of(article.text) == ":" && !words.is_empty() && plain && words.split(' ').count() <= 2 {
            source.end = cue.start;
        }
    }

    /// "Police there said", "it refers to": the word of place that ends a source, and the name or pronoun right before a
    /// cue that has no source.
    pub fn take_in_subject(&mut self, article: &Article, mentions: &[Mention]) {
        let told =
            matches!(self.form, Form::Marked | Form::Quotation) && receiving_verb(article, self).is_none();
        let answered = |cue: &Span| asked::answered_question(article, *cue).is_some();
        let Some(cue) = self.cue.first().copied().filter(|cue| told && !answered(cue)) else { return };
        let first = article.tokens(cue).start;
        let Some(before) = first.checked_sub(1) else { return };
        if let Some(source) = self.source.last_mut() {
            let place = article.token_span(before);
            let adjacent = article.text.get(source.end..place.start) == Some(" ");
            if adjacent && matches!(article.token(before), "there" | "here") {
                source.end = place.end;
            }
            // Who speaks in a sentence before does so here only where nobody else is the subject.
            if source.end > article.sentence(cue.start).start {
                return;
            }
        }
        // "Roe, who Doe says lied, denied it": the subject stands before what is said of it.
        let before = aside(article, cue)
            .and_then(|aside| article.tokens(aside).start.checked_sub(1))
            .unwrap_or(before);
        let auxiliary = |token: usize| {
            let word = article.token(token);
            word.ends_with("ly") || AUXILIARIES.contains(&word)
        };
        let last = (0..=before).rev().find(|&token| !auxiliary(token)).unwrap_or(before);
        let span = article.token_span(last);
        let sentence = article.sentence(cue.start);
        if span.start < sentence.start || self.content.iter().any(|content| content.overlaps(span)) {
            return;
        }
        // "It was reported", "Doe was elected": whom it is done to says nothing.
        let be = (last + 1..=first)
            .any(|token| matches!(cues::lemma(article.token(token)).as_str(), "be" | "being"));
        let speaks = |token: usize| article.token(token).ends_with("ing") || article.token(token) == "quoted";
        if be && !article.tokens(cue).any(speaks) {
            return;
        }
        let subject = match article.token(last).to_lowercase().as_str() {
            "it" if impersonal::is_impersonal(article, cue) => None,
            "he" | "she" | "it" | "they" | "i" | "we" | "who" | "which" => Some(span),
            _ => mention_over(mentions, span).map(|mention| &mentions[mention]).and_then(|mention| {
                let speaks = matches!(mention.kind, EntityKind::Person | EntityKind::Organisation);
                (speaks && mention.span.end == span.end).then_some(mention.span)
            }),
        };
        if subject.is_some() {
            self.source = subject.into_iter().collect();
        }
    }
}

/// How a content came to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The model marked it.
    Marked,
    /// A quotation that the model passed over.
    Quotation,
    /// The body of an embedded post.
    Post,
    /// The body of a labelled turn.
    Turn,
    /// A block quotation.
    Blockquote,
    /// Words inside speech that report further speech.
    Nested,
}

/// The relative clause between commas or dashes that ends right before a cue, with them; also a shortened one, "accused by Doe".
pub(crate) fn aside(article: &Article, cue: Span) -> Option<Span> {
    let sentence = article.tokens(article.sentence(cue.start));
    let close = article.tokens(cue).start.checked_sub(1)?;
    let mark = article.token(close);
    if !matches!(mark, "," | "-" | "–" | "—") {
        return None;
    }
    let open = (sentence.start..close).rev().find(|&token| article.token(token) == mark)?;
    let first = article.token(open + 1);
    let passive = first.ends_with("ed") && article.token(open + 2) == "by";
    (passive || matches!(first, "who" | "whom" | "which" | "whose"))
        .then(|| Span::new(article.token_span(open).start, article.token_span(close).end))
}

/// All attributions of the article in order of their content, an outer one before what is nested in it.
pub(crate) fn attributions(article: &Article, marks: &[AttributionMark]) -> Vec<Attribution> {
    let mut pieces = Pieces::new(article, marks);
    quotations::repair(article, &mut pieces);
    let linked = link::link(article, &pieces);
    let merged = merge::merge(article, linked);
    let mut attributions = blocks::add(article, merged, &pieces);
    attributions.retain(|attribution| is_evident(article, attribution) && !is_compound(article, attribution));
    for attribution in &mut attributions {
        without_scraps(article, &mut attribution.content);
        without_opener(article, &mut attribution.content);
        asked::without_listener(article, attribution);
        asked::not_to_be_named(article, attribution);
        impersonal::without_subject(article, attribution);
        asked::without_target(article, attribution);
        relayed::take_in_saying(article, attribution);
        relayed::take_in_what_was_said(article, attribution);
        relayed::take_inner_speaker(article, attribution);
        pieces::close_apposition(article, attribution);
        for source in &mut attribution.source {
            *source = article.behind_dateline(*source);
        }
        // Nobody is called "the"; "approved by seven votes" tells of nobody.
        attribution.source.retain(|span| {
            let words = span.of(article.text);
            let votes = |word: &str| matches!(word, "vote" | "votes");
            !matches!(words, "the" | "The" | "a" | "an")
                && !words.split_whitespace().any(votes)
                && !votes(article.token(article.tokens(*span).end))
        });
    }
    attributions.retain_mut(|attribution| relayed::right_source(article, attribution));
    attributions.retain_mut(|attribution| {
        without_bystander(article, attribution);
        let said = grammar::keep_own_agents(article, attribution);
        grammar::take_subject(article, attribution);
        take_agent(article, attribution, &pieces);
        attribution.take_in_label(article);
        said || !attribution.source.is_empty()
    });
    take_speaker_around(article, &mut attributions);
    let mut taken: Vec<Span> = attributions
        .iter()
        .flat_map(|attribution| [&attribution.source, &attribution.cue, &attribution.content])
        .flatten()
        .copied()
        .collect();
    taken.sort_by_key(|span| (span.end, span.start));
    for attribution in &mut attributions {
        // "an official who asked not to be named | spoke".
        let relative = attribution.cue.first().is_some_and(|cue| {
            let before = article.tokens(*cue).start.checked_sub(1).map(|token| article.token(token));
            matches!(before, Some("who" | "which" | "that"))
        });
        if let Some(content) = attribution.content.last_mut().filter(|_| !relative) {
            pieces::to_sentence_end(article, content, &taken);
        }
        // What is nothing but "the" is a slip of the model.
        if !is_fragment(article, attribution)
            && let [content] = &mut attribution.content[..]
        {
            grammar::complete(article, content, &taken);
        }
    }
    attributions.extend(nested::find(article, &attributions));
    attributions
        .retain(|attribution| !is_fragment(article, attribution) && !is_too_weak(article, attribution));
    let said: Vec<Span> = attributions.iter().flat_map(|attribution| &attribution.content).copied().collect();
    attributions.retain(|attribution| !is_of_reader(article, attribution, &said));
    attributions.sort_by_key(|attribution| {
        let start = attribution.content.first().map_or(0, |span| span.start);
        let end = attribution.content.last().map_or(0, |span| span.end);
        (start, std::cmp::Reverse(end), attribution.source.first().copied(), attribution.cue.first().copied())
    });
    attributions
}

/// "If you would like to know more": what a text supposes of its reader, outside of what anybody says, nobody has said.
fn is_of_reader(article: &Article, attribution: &Attribution, said: &[Span]) -> bool {
    let &[source] = &attribution.source[..] else { return false };
    source.of(article.text).eq_ignore_ascii_case("you")
        && attribution.form == Form::Marked
        && !article.in_speech(source.start)
        && !said.iter().any(|content| content.contains(source))
}

/// "Doe said [the growers had lost the crop] and urged them to wait": whom the first content names does not urge; who said it does.
fn take_speaker_around(article: &Article, attributions: &mut [Attribution]) {
    let mut said: Vec<(Span, Vec<Span>)> = attributions
        .iter()
        .filter(|other| other.form == Form::Marked && !other.source.is_empty())
        .flat_map(|other| other.content.iter().map(|content| (*content, other.source.clone())))
        .collect();
    said.sort();
    for attribution in attributions.iter_mut().filter(|attribution| attribution.form == Form::Marked) {
        let (&[source], Some(&cue)) = (&attribution.source[..], attribution.cue.first()) else { continue };
        let sentence = article.sentence(cue.start);
        let from = said.partition_point(|(content, _)| content.start < sentence.start);
        let before = said[from..].iter().take_while(|(content, _)| content.start < cue.start);
        let around = before.filter(|(content, outer)| {
            let told = content.contains(source) && content.end <= cue.start;
            told && outer.iter().all(|outer| outer.end <= content.start && sentence.contains(*outer))
        });
        let Some((content, outer)) = around.last() else { continue };
        let gap = article.text.get(content.end..cue.start).unwrap_or_default().trim();
        if matches!(gap, "and" | ", and" | "but" | ", but" | "and also" | "and then") {
            attribution.source.clone_from(outer);
        }
    }
}

/// "The goal was judged onside, a decision that infuriated the bench", "removed accounts deemed indecent, to the anger of the bench": the bench
/// judged and deemed nothing.
fn without_bystander(article: &Article, attribution: &mut Attribution) {
    let Some(&cue) = attribution.cue.last() else { return };
    let passive = || {
        let mut words = article.tokens(cue).map(|token| article.token(token));
        let be = words.next().is_some_and(|be| cues::lemma(be) == "be");
        let told = || {
            let sentence = article.parsed(cue)?;
            let verb = sentence.parsed.word_at(cue.start)?;
            Some(
                sentence.relation(verb) == types::Relation::ClauseOfNoun
                    && sentence.lower(verb).ends_with("ed")
                    && sentence.is_passive(verb),
            )
        };
        be && words.next_back().is_some_and(|participle| participle.ends_with("ed")) || told() == Some(true)
    };
    let is_apart =
        |source: &Span| article.text.get(cue.end..source.start).is_some_and(|words| words.contains(','));
    if attribution.source.iter().any(is_apart) && passive() {
        attribution.source.retain(|source| !is_apart(source));
    }
}

/// "It also names the rate assumed by regulators": they assume it, whose subject the sentence's is not.
fn take_agent(article: &Article, attribution: &mut Attribution, pieces: &Pieces) {
    let Some(cue) = attribution.cue.last() else { return };
    let by = article.tokens(*cue).end;
    let passive =
        ["ed", "told", "said", "given", "made"].iter().any(|end| cue.of(article.text).ends_with(end));
    if !passive || article.token(by) != "by" {
        return;
    }
    let behind = by + 1 + usize::from(phrase::is_article(article.token(by + 1)));
    let agent = pieces.sources.iter().find(|source| (by + 1..=behind).contains(&source.tokens.start));
    if let Some(agent) = agent {
        attribution.source = vec![agent.span];
    } else if attribution.source.iter().all(|source| source.end <= cue.start)
        && let Some(sentence) = article.parsed(*cue)
        && let Some(verb) = sentence.parsed.word_at(article.token_span(by - 1).start)
        && sentence.head(verb).is_some_and(|noun| sentence.tag(noun) == types::PartOfSpeech::Noun)
        && let Some(agent) = sentence.oblique(verb, &["by"])
    {
        attribution.source = vec![sentence.phrase(agent)];
    }
}

/// "a Doe-supporting union": the union supports Doe.
fn is_compound(article: &Article, attribution: &Attribution) -> bool {
    let behind = |cue: &Span| attribution.source.iter().any(|source| source.end + 1 == cue.start);
    attribution.cue.iter().any(|cue| article.text[..cue.start].ends_with('-') && behind(cue))
}

/// Drops pieces of a content that are a lone article or preposition, while others remain.
fn without_scraps(article: &Article, content: &mut Vec<Span>) {
    let scrap = |span: &Span| {
        let words = span.of(article.text);
        phrase::is_article(words) || matches!(words, "to" | "of" | "that" | "," | "in" | "for")
    };
    if !content.iter().all(scrap) {
        content.retain(|span| !scrap(span));
    }
}

/// "[it would not panic after] the club had lost": the word that opens a clause of which nothing else is content.
fn without_opener(article: &Article, content: &mut [Span]) {
    let Some(content) = content.last_mut() else { return };
    let tokens = article.tokens(*content);
    let opens = |token: usize| {
        matches!(
            article.token(token),
            "after" | "before" | "when" | "while" | "because" | "although" | "until"
        )
    };
    let goes_on = article.token(tokens.end).starts_with(char::is_alphanumeric);
    if let Some(last) = tokens.clone().last().filter(|&last| last > tokens.start && opens(last) && goes_on) {
        *content = article.trimmed(Span::new(content.start, article.token_span(last).start));
    }
}

/// Words are somebody's only when a cue says so, or quotation marks, or the block that they stand in.
fn is_evident(article: &Article, attribution: &Attribution) -> bool {
    let quoted = || attribution.content.iter().all(|span| article.spoken_at(span.start).is_some());
    !attribution.content.is_empty()
        && !is_naming(article, attribution)
        && !backs_off(article, attribution)
        && !is_modal(article, attribution)
        && !addresses_reader(article, attribution)
        && !forbids(article, attribution)
        && (attribution.form != Form::Marked || !attribution.cue.is_empty() || quoted())
}

/// Only the first words of a phrase that goes on without being marked ("worry [that] this clause …"): nothing is said.
fn is_fragment(article: &Article, attribution: &Attribution) -> bool {
    const OPENING: &[&str] = &[
        "the", "a", "an", "to", "of", "that", "for", "in", "on", "with", "by", "at", "as", "and", "whether",
        "which",
    ];
    let [content] = attribution.content[..] else { return false };
    let tokens = article.tokens(content);
    let goes_on = article.token(tokens.end).starts_with(char::is_alphanumeric)
        && article.block_index(article.token_span(tokens.end).start) == article.block_index(content.start);
    goes_on && tokens.into_iter().all(|token| OPENING.contains(&article.token(token).to_lowercase().as_str()))
}

/// "backed out of the debate", "backs away from a ban": nothing is said, and nobody backs what they leave.
fn backs_off(article: &Article, attribution: &Attribution) -> bool {
    let [cue] = attribution.cue[..] else { return false };
    let verb = article.tokens(cue).find(|&token| cues::lemma(article.token(token)) == "back");
    verb.is_some_and(|verb| matches!(article.token(verb + 1), "out" | "off" | "away" | "down"))
}

/// "would" alone reports nothing.
fn is_modal(article: &Article, attribution: &Attribution) -> bool {
    let [cue] = attribution.cue[..] else { return false };
    matches!(cue.of(article.text), "would" | "will" | "could" | "can" | "may" | "might" | "must" | "should")
}

/// "did not mention the paper by name" tells how something was named; nothing is attributed.
fn is_naming(article: &Article, attribution: &Attribution) -> bool {
    let Some(last) = attribution.content.last() else { return false };
    let tokens = article.tokens(*last);
    let ends_by_name = (tokens.start..tokens.end + 2)
        .any(|token| article.token(token) == "by" && article.token(token + 1) == "name");
    let mentions = |span: &Span| {
        article.tokens(*span).any(|token| {
            matches!(
                cues::lemma(&article.token(token).to_lowercase()).as_str(),
                "mention" | "name" | "identify"
            )
        })
    };
    ends_by_name && attribution.cue.iter().any(mentions)
        || attribution.cue.iter().any(|cue| is_byname(article, *cue))
}

/// "so-called"; "known as the Green Door", "known to villagers simply as", "better known by": another name, and nothing that anybody says.
fn is_byname(article: &Article, cue: Span) -> bool {
    const REACH: usize = 6;
    if ["so-", "So-", "SO-"].iter().any(|so| article.text[..cue.start].ends_with(so)) {
        return true;
    }
    let Some(known) = article.tokens(cue).find(|&token| article.token(token) == "known") else {
        return false;
    };
    let behind = (known + 1..).take(REACH).map(|token| article.token(token));
    match article.token(known + 1) {
        "as" | "by" | "simply" | "locally" | "popularly" | "widely" | "commonly" => true,
        "to" | "in" | "among" => {
            behind.take_while(|word| !matches!(*word, "," | "." | "that")).any(|word| word == "as")
        }
        _ => false,
    }
}

/// "Please don't write that …", "Never say …": whoever is told not to say it has not said it, and who tells them so does not either.
fn forbids(article: &Article, attribution: &Attribution) -> bool {
    let Some((first, last)) = attribution.cue.first().zip(attribution.cue.last()) else { return false };
    let sentence = article.sentence(first.start);
    if attribution.source.iter().any(|source| source.start >= sentence.start) {
        return false;
    }
    let word = |token: usize| article.token(token).to_lowercase();
    let leads = |token: &usize| {
        matches!(
            word(*token).as_str(),
            "please" | "just" | "do" | "don" | "'" | "’" | "t" | "not" | "never" | "ever" | "even"
        )
    };
    let begins = article.tokens(*first).start;
    let from = (0..begins).rev().take_while(leads).last().unwrap_or(begins);
    let order: Vec<String> = (from..article.tokens(*last).end).map(word).collect();
    let is_negated = order.iter().any(|word| word == "never")
        || order.windows(2).any(|words| words == ["do", "not"])
        || order.windows(3).any(|words| words[0] == "don" && words[2] == "t");
    // With a subject in front it would be a report: "officials, however, never said".
    let opens = || {
        from == article.tokens(sentence).start
            || matches!(article.token(from - 1), "“" | "\"" | "‘" | ":" | ";" | "—" | "–")
            || order.iter().any(|word| word == "please")
    };
    is_negated && leads(&from) && opens()
}

/// "you may recall", "we all know" outside speech: the writer turns to the reader, nobody is quoted.
fn addresses_reader(article: &Article, attribution: &Attribution) -> bool {
    let [source] = attribution.source[..] else { return false };
    let knows = |span: &Span| {
        article.tokens(*span).any(|token| {
            matches!(
                cues::lemma(&article.token(token).to_lowercase()).as_str(),
                "know" | "remember" | "see" | "recall" | "notice"
            )
        })
    };
    let is_reader = || {
        let head = phrase::parse(article, &[], source).head;
        matches!(head, Head::Pronoun(Pronoun::Addressee | Pronoun::Speakers))
    };
    !article.in_speech(source.start) && attribution.cue.iter().any(knows) && is_reader()
}
