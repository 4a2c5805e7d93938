//! Who wrote the article: nobody whom it speaks of.

use types::{ActorKind, BlockKind, EntityKind, Span};

use crate::actors::{Cast, Entry, Mention};
use crate::article::{Article, is_word};
use crate::phrase;

/// Words in lower case that a byline has beside names.
const BESIDE: &str =
    "and for of the in at with am pm a.m p.m m staff writer reporter correspondent editor special to";

/// "By Jo Doe, Example Press.", "Jo Doe, Example Press May 3, 2024.": whether a sentence of a paragraph has nothing but who wrote it, and
/// the mention is in it. A line of its own is a byline for the reader of blocks.
pub(super) fn signs(article: &Article, mentions: &[Mention], mention: &Mention) -> bool {
    if article.block_kind(mention.span.start) != BlockKind::Paragraph {
        return false;
    }
    let sentence = article.sentence(mention.span.start);
    let mut tokens = article.tokens(sentence);
    let by = article.token(tokens.start) == "By";
    if by {
        tokens.next();
    }
    let from = mentions.partition_point(|other| other.span.start < article.token_span(tokens.start).start);
    let within = || mentions[from..].iter().take_while(|other| other.span.end <= sentence.end);
    let Some(first) = within().next().filter(|first| {
        first.kind == EntityKind::Person && first.span.start == article.token_span(tokens.start).start
    }) else {
        return false;
    };
    let is_beside = |word: &str| BESIDE.split(' ').any(|known| known == word);
    let mut words = tokens.map(|token| article.token(token)).filter(|word| is_word(word));
    let bare = words.all(|word| !word.starts_with(char::is_lowercase) || is_beside(word));
    let behind = article.text.get(first.span.end..sentence.end).unwrap_or_default();
    let paper = within().any(|other| other.kind == EntityKind::Organisation);
    bare && (by && (paper || behind.trim_matches(['.', ' ']).is_empty())
        || paper
            && behind.trim_start_matches(" Jr.").starts_with(',')
            && behind.contains(|letter: char| letter.is_ascii_digit()))
}

/// The writer, when the byline names exactly one: as a member of the cast.
pub(super) fn author(article: &Article, cast: &mut Cast) -> Option<usize> {
    let [name] = &article.reading.document.byline[..] else { return None };
    let known = cast
        .entries
        .iter()
        .position(|entry| entry.kind == ActorKind::Person && entry.name.eq_ignore_ascii_case(name));
    Some(known.unwrap_or_else(|| {
        let mut entry = Entry::named(name.clone(), ActorKind::Person);
        let byline = article.text.find(name.as_str()).map(|at| Span::new(at, at + name.len()));
        entry.mentions.extend(byline.filter(|span| phrase::mention_over(&cast.mentions, *span).is_none()));
        cast.describe(entry)
    }))
}
