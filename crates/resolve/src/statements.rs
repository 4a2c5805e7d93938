//! What kind of statement it is, whether it was made at all, and what it stands inside.

use types::{Act, Polarity, Span, StatementKind};

use crate::article::{Article, is_word};
use crate::attribution::{Attribution, Form};
use crate::lexicon::cues;

/// Quoted words inside a content that are fewer than this, and do not end it, are a raised eyebrow, not speech.
const EYEBROW: usize = 2;

/// How the statement is reported.
pub(crate) fn kind(article: &Article, attribution: &Attribution) -> StatementKind {
    match attribution.form {
        Form::Post => return StatementKind::Post,
        Form::Turn | Form::Blockquote | Form::Quotation => return StatementKind::Direct,
        Form::Nested => return nested_kind(article, attribution),
        Form::Marked => {}
    }
    let whole =
        |span: &Span| {
            let trimmed = trim_marks(article, *span);
            article.reading.quotations.iter().any(|quotation| {
                quotation.closed && quotation.parts.iter().any(|part| part.contains(trimmed))
            }) && is_quoted_whole(article, *span)
        };
    if attribution.content.iter().all(whole) {
        return StatementKind::Direct;
    }
    let quoted = attribution.content.iter().any(|span| {
        article.quotations_inside(*span).any(|(_, part)| {
            let ends_content = article
                .tokens(Span::new(part.end, span.end.max(part.end)))
                .filter(|&token| is_word(article.token(token)))
                .count()
                == 0;
            article.word_count(part) >= EYEBROW || ends_content
        }) || whole(span)
    });
    if quoted { StatementKind::Mixed } else { StatementKind::Indirect }
}

/// Inside speech only marks of its own make it direct.
fn nested_kind(article: &Article, attribution: &Attribution) -> StatementKind {
    let own = |span: &Span| article.quotations_inside(*span).any(|(_, part)| part == *span);
    if attribution.content.iter().all(own) { StatementKind::Direct } else { StatementKind::Indirect }
}

/// Whether the content is a quotation from its first word to its last: it starts at an opening mark, or lies in an
/// outermost quotation without filling it.
fn is_quoted_whole(article: &Article, span: Span) -> bool {
    let inside = article.quotations_inside(span).any(|(_, part)| {
        let before = article
            .tokens(Span::new(span.start, part.start))
            .filter(|&token| is_word(article.token(token)))
            .count();
        let after = article
            .tokens(Span::new(part.end, span.end))
            .filter(|&token| is_word(article.token(token)))
            .count();
        before == 0 && after == 0
    });
    inside
        || article
            .spoken_at(span.start)
            .is_some_and(|part| part.contains(trim_marks(article, span)) && !part.contains_wide(span))
}

/// A quotation that is much wider than the content is the speech around a nested statement.
trait Wide {
    fn contains_wide(self, inner: Span) -> bool;
}

impl Wide for Span {
    fn contains_wide(self, inner: Span) -> bool {
        self.contains(inner) && self.len() > 2 * inner.len()
    }
}

/// The span without marks at its ends.
fn trim_marks(article: &Article, span: Span) -> Span {
    let tokens = article.tokens(span);
    let first = tokens.clone().find(|&token| is_word(article.token(token)));
    let last = tokens.rev().find(|&token| is_word(article.token(token)));
    match (first, last) {
        (Some(first), Some(last)) => Span::new(
            article.token_span(first).start.max(span.start),
            article.token_span(last).end.min(span.end),
        ),
        _ => span,
    }
}

/// What the words of saying do. "Assured that it works", "estimated that hundreds had left": neither promises nor predicts.
pub(crate) fn act(article: &Article, attribution: &Attribution) -> Act {
    /// Words of a content among which its verb stands.
    const CLAUSE: usize = 25;
    let words = |span: &Span| article.tokens(*span).map(|token| article.token(token));
    let cue: Vec<&str> = attribution.cue.iter().flat_map(words).collect();
    let act = cues::act(&cue);
    let of_any_time = |word: &&str| matches!(cues::lemma(word).as_str(), "assure" | "estimate" | "calculate");
    let of_the_future = |word: &str| {
        let word = word.to_lowercase();
        matches!(
            word.as_str(),
            "will" | "would" | "ll" | "shall" | "could" | "may" | "might" | "to" | "going" | "next"
        )
    };
    let mut content = attribution.content.iter().flat_map(words).take(CLAUSE);
    let open = matches!(act, Act::Promise | Act::Predict) && cue.iter().any(of_any_time);
    let of = cue.last() == Some(&"of");
    if open && !of && !content.any(of_the_future) { Act::Say } else { act }
}

/// Whether the text says that the statement was made. Looks at the cue and at the words of its clause before it.
pub(crate) fn polarity(article: &Article, attribution: &Attribution) -> Polarity {
    let Some(cue) = attribution.cue.first() else { return Polarity::Asserted };
    let tokens = article.tokens(*cue);
    let sentence = article.sentence(cue.start);
    let source = attribution.source.first();
    // The auxiliaries stand between source and cue, or right before the cue.
    let mut from = tokens.start;
    while from > 0 && tokens.start - from < 5 {
        let span = article.token_span(from - 1);
        let stop = span.start < sentence.start
            || source.is_some_and(|source| source.overlaps(span))
            || attribution.content.iter().any(|content| content.overlaps(span))
            || matches!(article.token(from - 1), "," | ";" | ":" | "and" | "but" | "”" | "\"" | "’" | "—");
        // "didn’t": the apostrophe is a token of its own.
        let contraction = article.token(from - 1) == "’" && article.token(from) == "t";
        if stop && !contraction {
            break;
        }
        from -= 1;
    }
    let words: Vec<String> = (from..tokens.end).map(|token| article.token(token).to_lowercase()).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let contracted = words.windows(3).any(|window| {
        matches!(
            window[0].as_str(),
            "didn"
                | "doesn"
                | "don"
                | "won"
                | "wouldn"
                | "hasn"
                | "haven"
                | "hadn"
                | "isn"
                | "wasn"
                | "couldn"
                | "can"
        ) && window[2] == "t"
    });
    let verb = words.iter().map(|word| cues::lemma(word)).collect::<Vec<_>>();
    // "Without saying", but "claimed, without evidence".
    let says = (tokens.start - from..words.len()).find(|&at| cues::is_cue(&words[at]));
    let without = says.is_some_and(|at| at > 0 && words[at - 1] == "without" && words[at].ends_with("ing"));
    let refused = verb.iter().any(|word| word == "decline" || word == "refuse");
    if contracted
        || refused
        || without
        || has(&["not", "never", "no", "neither", "nor", "cannot"]) && !negates_no_saying(&words)
    {
        return Polarity::Negated;
    }
    if source.is_some_and(|source| crate::speakers::is_nobody(article, *source)) {
        return Polarity::Negated;
    }
    let source_before = source.is_none_or(|source| source.start < cue.start);
    let opener = source.map_or(cue.start, |source| source.start.min(cue.start));
    let before = article.tokens(Span::new(sentence.start.min(opener), opener));
    // "Had Doe said no, …".
    let inverted = before.clone().count() == 1 && before.clone().any(|token| article.token(token) == "Had");
    let conditional = inverted
        || before
            .rev()
            .take(2)
            .any(|token| matches!(article.token(token), "if" | "If" | "unless" | "Unless"));
    // "would later say" looks back; "would say" does not, and "could have said" tells of what was not said.
    let modal = has(&["would", "could", "might", "may", "should", "must", "ll", "will"])
        && !has(&["later", "have"])
        && words.len() > 1;
    let missed = words.windows(2).any(|pair| {
        pair[1] == "have" && matches!(pair[0].as_str(), "would" | "could" | "might" | "should" | "may")
    });
    let needed = words
        .windows(2)
        .any(|pair| pair[1] == "to" && matches!(pair[0].as_str(), "need" | "needs" | "ought"));
    let modal = modal || missed || needed;
    if conditional && source_before || modal { Polarity::Hypothetical } else { Polarity::Asserted }
}

/// "Pleaded not guilty", "has no doubt": what is negated is not the saying.
fn negates_no_saying(words: &[String]) -> bool {
    words.windows(2).any(|pair| {
        matches!(
            (pair[0].as_str(), pair[1].as_str()),
            ("not", "guilty" | "only") | ("no", "doubt" | "question" | "secret")
        )
    })
}

/// For each attribution the index of the smallest one whose content it stands inside.
pub(crate) fn nesting(attributions: &[Attribution]) -> Vec<Option<usize>> {
    let mut outer: Vec<Option<usize>> = vec![None; attributions.len()];
    // Contents come in order of their start, outer before inner: a stack of open ones is enough.
    let mut open: Vec<usize> = Vec::new();
    for (index, attribution) in attributions.iter().enumerate() {
        let start = attribution.content.first().map_or(0, |span| span.start);
        open.retain(|&other| attributions[other].content.last().is_some_and(|span| span.end > start));
        let size = |other: usize| attributions[other].content.iter().map(|span| span.len()).sum::<usize>();
        outer[index] = open
            .iter()
            .copied()
            .filter(|&other| {
                size(other) > size(index)
                    && attribution
                        .content
                        .iter()
                        .all(|span| attributions[other].content.iter().any(|wide| wide.contains(*span)))
            })
            .min_by_key(|&other| (size(other), other));
        open.push(index);
    }
    outer
}
