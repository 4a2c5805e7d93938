//! "The minister was quoted by The Courier as saying …": the minister speaks, whoever wrote it down.

use types::Span;

use super::Attribution;
use crate::article::{Article, is_word};
use crate::lexicon::cues;

/// The subject of "was quoted" has at most so many words.
const LONGEST_SUBJECT: usize = 12;

/// "was quoted as saying that taxes would rise": what comes before "that" is the cue's.
pub(super) fn take_in_saying(article: &Article, attribution: &mut Attribution) {
    let Some(cue) = attribution.cue.last_mut() else { return };
    let quoted = article.tokens(*cue).any(|token| article.token(token) == "quoted");
    let Some(content) = attribution.content.iter_mut().find(|content| quoted && content.start >= cue.end)
    else {
        return;
    };
    let mut tokens = article.tokens(*content).peekable();
    // "As" may stand in the cue already.
    let ends = article.tokens(*cue).last().is_some_and(|token| article.token(token) == "as");
    let opens = tokens.next_if(|&token| article.token(token) == "as").is_some() || ends;
    let saying = tokens.next().filter(|&token| opens && article.token(token) == "saying");
    let (Some(saying), Some(next)) = (saying, tokens.next()) else { return };
    let words = Span::new(content.start, article.token_span(saying).end);
    content.start = article.token_span(next).start;
    if article.text.get(cue.end..words.start) == Some(" ") {
        cue.end = words.end;
    } else {
        attribution.cue.push(words);
    }
}

/// "Iran will not talk, the minister was quoted by state media as saying": what stands before the subject is said.
pub(super) fn take_in_what_was_said(article: &Article, attribution: &mut Attribution) {
    let [content] = attribution.content[..] else { return };
    let Some(cue) = attribution.cue.last().copied() else { return };
    if !matches!(content.of(article.text), "as saying" | "saying" | "as") {
        return;
    }
    let Some(verb) = passive_quoted(article, Span::new(cue.start.min(content.start), content.end)) else {
        return;
    };
    let sentence = article.sentence(article.token_span(verb).start);
    let Some(subject) = subject_behind_comma(article, verb) else { return };
    let said = article.trimmed(Span::new(sentence.start, subject.start));
    let said =
        said.of(article.text).strip_suffix(',').map(|words| Span::new(said.start, said.start + words.len()));
    let Some(said) = said.filter(|said| !said.is_empty()) else { return };
    attribution.content = vec![said];
    attribution.source = vec![subject];
    attribution.cue.push(content);
}

/// The words between the last comma that a subject can stand behind and "was quoted": "…, Foreign Minister Doe".
fn subject_behind_comma(article: &Article, verb: usize) -> Option<Span> {
    let sentence = article.sentence(article.token_span(verb).start);
    let first = article.tokens(sentence).start;
    let comma = (first..verb).rev().find(|&token| article.token(token) == ",")?;
    subject_from(article, comma + 1, verb)
}

/// "“It leaks,” Doe said, according to the agency": Doe says it, of whom the agency tells.
pub(super) fn take_inner_speaker(article: &Article, attribution: &mut Attribution) {
    const LONGEST_NAME: usize = 6;
    if !attribution.cue.iter().any(|cue| cue.of(article.text).eq_ignore_ascii_case("according to")) {
        return;
    }
    let Some(content) = attribution.content.first_mut() else { return };
    let Some(spoken) = article.spoken_at(content.start) else { return };
    let rest: Vec<usize> = article
        .tokens(Span::new(spoken.end.min(content.end), content.end))
        .skip_while(|&token| !is_word(article.token(token)))
        .collect();
    let said = |token: usize| matches!(article.token(token), "said" | "says" | "told" | "added" | "wrote");
    let (name, verb) = match rest[..] {
        [ref name @ .., verb] if said(verb) => (name, verb),
        [verb, ref name @ ..] if said(verb) => (name, verb),
        _ => return,
    };
    let (Some(&first), Some(&last)) = (name.first(), name.last()) else { return };
    if name.len() > LONGEST_NAME || !article.token(first).starts_with(char::is_uppercase) {
        return;
    }
    content.end = spoken.end;
    attribution.source = vec![Span::new(article.token_span(first).start, article.token_span(last).end)];
    attribution.cue = vec![article.token_span(verb)];
}

/// Takes whoever is quoted for the source, and whoever quotes out of it. False when nothing is left that was said.
pub(super) fn right_source(article: &Article, attribution: &mut Attribution) -> bool {
    let Some(verb) = attribution.cue.iter().find_map(|cue| passive_quoted(article, *cue)) else {
        return true;
    };
    let start = article.token_span(verb).start;
    let sentence = article.sentence(start);
    let is_quoted = |source: &Span| source.start >= sentence.start && source.end <= start;
    if attribution.source.iter().any(is_quoted) {
        return true;
    }
    // The model takes the subject for what is said where it takes the outlet for who says it.
    let is_subject = |content: &Span| {
        content.end <= start && content.start >= sentence.start && article.spoken_at(content.start).is_none()
    };
    let subject = attribution.content.iter().rfind(|content| is_subject(content)).copied();
    // "[Iran will not talk], [the minister] was quoted as saying".
    let said = |content: &Span| Some(*content) != subject && article.text[content.end..].starts_with(',');
    attribution.content.retain(|content| !is_subject(content) || said(content));
    if attribution.content.len() > 1 {
        attribution.content.retain(|content| content.of(article.text) != "as saying");
    }
    attribution.source = subject.or_else(|| subject_before(article, verb)).into_iter().collect();
    !attribution.content.is_empty()
}

/// The token "quoted" of "was quoted by … as saying", whichever part of it is the cue.
fn passive_quoted(article: &Article, cue: Span) -> Option<usize> {
    let tokens = article.tokens(cue);
    let before = |token: usize| token.checked_sub(1).map_or("", |before| article.token(before));
    let sentence = article.tokens(article.sentence(cue.start));
    let relayed = tokens.clone().any(|token| article.token(token) == "saying" && before(token) == "as");
    let among = if relayed { sentence.start..tokens.end } else { tokens };
    let verb = among.rev().find(|&token| article.token(token) == "quoted")?;
    (cues::lemma(before(verb)) == "be").then_some(verb)
}

/// The words from the start of the sentence up to "was quoted", where these are few.
fn subject_before(article: &Article, verb: usize) -> Option<Span> {
    let first = article.tokens(article.sentence(article.token_span(verb).start)).start;
    subject_from(article, first, verb).filter(|subject| article.spoken_at(subject.start).is_none())
}

/// The words from the token up to the "was" of "was quoted", where these are few.
fn subject_from(article: &Article, first: usize, verb: usize) -> Option<Span> {
    let be = (first..verb).rev().take_while(|&token| cues::lemma(article.token(token)) == "be").last()?;
    let words = (first..be).filter(|&token| is_word(article.token(token))).count();
    let span = Span::new(article.token_span(first).start, article.token_span(be).start);
    (1..=LONGEST_SUBJECT).contains(&words).then(|| article.trimmed(span))
}
