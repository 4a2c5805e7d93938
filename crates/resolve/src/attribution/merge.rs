//! One statement where the links gave several: a cue in two pieces, a quotation over several paragraphs.

use types::Span;

use super::Attribution;
use crate::article::Article;

/// Merges what is one statement.
pub(super) fn merge(article: &Article, linked: Vec<Attribution>) -> Vec<Attribution> {
    let mut merged: Vec<Attribution> = Vec::with_capacity(linked.len());
    for attribution in linked {
        // "told reporters in a statement that": two cues, one content, one source.
        let twin = merged.iter_mut().rev().take(8).find(|other| {
            other.content == attribution.content
                && (other.source == attribution.source
                    || attribution.source.is_empty()
                    || other.source.is_empty())
        });
        match twin {
            // "apologised after he was heard telling guests": only what is nearest tells.
            Some(twin) if clause_between(article, twin, &attribution) => {
                if nearness(&attribution) < nearness(twin) {
                    *twin = attribution;
                }
            }
            Some(twin) => absorb(twin, attribution),
            None => merged.push(attribution),
        }
    }
    across_paragraphs(article, merged)
}

/// Whether the cues of the two stand in different clauses, by a word between them that opens one.
fn clause_between(article: &Article, one: &Attribution, other: &Attribution) -> bool {
    let (Some(one), Some(other)) = (one.cue.first(), other.cue.first()) else { return false };
    let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
    let mut between = article.tokens(*first).end..article.tokens(*second).start;
    between.any(|token| matches!(article.token(token), "after" | "before" | "when" | "while" | "because"))
}

/// Bytes between the first cue and the first content.
fn nearness(attribution: &Attribution) -> usize {
    let (Some(cue), Some(content)) = (attribution.cue.first(), attribution.content.first()) else {
        return usize::MAX;
    };
    cue.start.abs_diff(content.start)
}

/// A quotation that runs over several paragraphs is one statement with a span for each paragraph.
fn across_paragraphs(article: &Article, attributions: Vec<Attribution>) -> Vec<Attribution> {
    let mut result = attributions;
    for quotation in &article.reading.quotations {
        if quotation.depth > 0 || quotation.parts.len() < 2 {
            continue;
        }
        let (mut members, others): (Vec<_>, Vec<_>) = result.into_iter().partition(|attribution| {
            attribution
                .content
                .iter()
                .any(|span| quotation.parts.iter().any(|part| mostly_inside(*span, *part)))
        });
        result = others;
        if members.is_empty() {
            continue;
        }
        // The paragraph that names the speaker leads; the others follow it.
        let leader = members
            .iter()
            .position(|member| !member.source.is_empty() && !member.cue.is_empty())
            .or_else(|| members.iter().position(|member| !member.source.is_empty() || !member.cue.is_empty()))
            .unwrap_or(0);
        let mut whole = members.swap_remove(leader);
        for member in members {
            absorb_content(&mut whole, member);
        }
        if !quotation.parts.iter().any(|part| article.in_block_of_speech(part.start)) {
            whole.content.extend(quotation.parts.iter().copied());
        }
        tidy(&mut whole.content);
        result.push(whole);
    }
    result
}

fn mostly_inside(span: Span, part: Span) -> bool {
    let shared = span.end.min(part.end).saturating_sub(span.start.max(part.start));
    2 * shared >= span.len()
}

fn absorb(into: &mut Attribution, other: Attribution) {
    into.evidence = into.evidence.max(other.evidence);
    into.link = into.link.max(other.link);
    into.source.extend(other.source);
    into.cue.extend(other.cue);
    into.content.extend(other.content);
    tidy(&mut into.source);
    tidy(&mut into.cue);
    tidy(&mut into.content);
}

fn absorb_content(into: &mut Attribution, other: Attribution) {
    into.content.extend(other.content);
    if into.source.is_empty() {
        into.source = other.source;
    }
    if into.cue.is_empty() {
        into.cue = other.cue;
    }
}

/// Sorts spans and joins those that overlap.
pub(super) fn tidy(spans: &mut Vec<Span>) {
    spans.sort();
    spans.dedup_by(|right, left| {
        let overlap = left.overlaps(*right);
        if overlap {
            left.end = left.end.max(right.end);
        }
        overlap
    });
}
