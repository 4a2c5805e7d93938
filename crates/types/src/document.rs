use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Span;

/// One article: its canonical text and what is known about it. The text never changes after `read`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The caller's id, else the canonical URL, else a hash of the text.
    pub id: String,
    /// Canonical URL.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Name of the publisher.
    pub outlet: Option<String>,
    /// Names of the authors, one each.
    pub byline: Vec<String>,
    /// When it was published, and how that is known.
    pub published: Option<Published>,
    /// When the page says that it was last changed: ISO 8601, with time and zone where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// The outlet's section or rubric ("Politics").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Canonical text: as it came when it came as text; normalised once (NFC, one blank line between
    /// paragraphs) when it was taken out of HTML.
    pub text: String,
}

/// A publication date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The civil day at the place of publication.
    pub date: Date,
    /// The full value: ISO 8601, with time and zone where they are known; as it was given where the input gives it.
    pub value: String,
    /// How it is known.
    pub basis: PublishedBasis,
}

/// How a publication date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PublishedBasis {
    /// The input said so.
    Given,
    /// The page's metadata said so.
    Metadata,
    /// A dateline or date line in the text says so.
    Text,
    /// Concluded from the text (a dated post, the latest date mentioned): a judgement, not a fact.
    Inferred,
}

/// A document with its structure: what `read` finds, and all that `annotate` may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// The text cut into blocks, in order, without overlap. Everything that is not white space lies in one.
    pub blocks: Vec<Block>,
    /// Sentences, in order, each within one block.
    pub sentences: Vec<Span>,
    /// Tokens, in order: runs of alphanumeric characters and `_`, or one other character that is not white space.
    pub tokens: Vec<Token>,
    /// Text between quotation marks, outer before inner, in order of their start.
    pub quotations: Vec<Quotation>,
    /// What was odd about the page, in words for people.
    pub notes: Vec<String>,
}

impl Reading {
    /// What stands in outermost, closed quotations: one span for each paragraph, in order.
    pub fn spoken(&self) -> Vec<Span> {
        let outermost = self.quotations.iter().filter(|quotation| quotation.closed && quotation.depth == 0);
        let mut spoken: Vec<Span> = outermost.flat_map(|quotation| quotation.parts.iter().copied()).collect();
        spoken.sort();
        spoken
    }
}

/// A token; a type of its own so that a later stage cannot mix it up with a span of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
}

/// One block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The whole block, label or signature included, without surrounding white space.
    pub span: Span,
    /// The text that somebody says or posts, where the block has a label or signature; else the same as `span`.
    pub body: Span,
    /// Who: the speaker's label of a turn (`Q`, `MS OKAFOR`, without its colon) or the signature's name part of a
    /// post (`Name (@handle)`, without dash and date).
    pub label: Option<Span>,
    /// When: the date of a post's signature or the time stamp of a live-blog entry.
    pub stamp: Option<Span>,
}

/// Kinds of block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The headline.
    Title,
    /// The authors' line.
    Byline,
    /// A date line or live-blog time stamp that stands alone.
    DateLine,
    /// Running text.
    Paragraph,
    /// A heading inside the article.
    Heading,
    /// An item of a list.
    ListItem,
    /// A quotation set off as a block.
    Blockquote,
    /// An embedded post with its signature.
    Post,
    /// A picture's caption or credit.
    Caption,
    /// A speaker's labelled turn (interview, transcript, Q&A, live-blog entry by a named reporter).
    Turn,
}

impl BlockKind {
    /// Whether the block is running text in which the reader model should look for attributions.
    pub const fn is_prose(self) -> bool {
        !matches!(self, Self::Byline | Self::DateLine | Self::Caption)
    }
}

/// Text between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// One span for each paragraph that it runs over, quotation marks included. A quotation over several
    /// paragraphs has an opening mark in each and a closing mark in the last one only.
    pub parts: Vec<Span>,
    /// 0 outside other quotations, 1 inside one, and so on.
    pub depth: u8,
    /// Whether the closing mark was found.
    pub closed: bool,
}
