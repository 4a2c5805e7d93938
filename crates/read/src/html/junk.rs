//! Pieces that are page furniture by their words or their links.

use types::BlockKind;

use super::{
    boilerplate::letters,
    leaves::Leaf,
    phrases::{CREDITS, FURNITURE, opens_with},
};
use crate::blocks::is_caption;

/// Openings of pieces, beside the furniture of all languages, lower case.
const OPENINGS: &[&str] = &[
    "more:",
    "click here",
    "loading",
    "copyright",
    "©",
    "(c) 20",
    "all rights reserved",
    "last modified",
    "updated at",
    "skip to",
    "print this",
    "e-mail this",
    "email this",
    "share on",
    "tweet this",
    "watch:",
    "listen:",
    "read:",
    "like this story",
    "this article was originally published",
    "this story was originally published",
    "filed under",
    "tags:",
    "posted in",
    "topics:",
    "category:",
    "category :",
    "categories:",
    "story continues below",
    "article continues below",
    "continue reading",
    "view comments",
    "show comments",
    "load more",
    "your browser does not",
    "please enable javascript",
    "javascript is",
];

/// Whole pieces, lower case, without closing colon.
const MARKS: &[&str] = &[
    "advert",
    "ad",
    "ads",
    "share",
    "comments",
    "print",
    "email",
    "close",
    "menu",
    "video",
    "photos",
    "caption",
    "author",
    "publish date",
];

/// Closings of short pieces.
const CLOSINGS: &[&str] = &[
    "contributed to this report.",
    "contributed reporting.",
    "contributed to this story.",
    "all rights reserved.",
];

/// Whether `leaf` is no text of an article.
pub(crate) fn is_junk(leaf: &Leaf) -> bool {
    let words = leaf.text.split_whitespace().count();
    if !leaf.text.chars().any(char::is_alphanumeric) {
        return true;
    }
    let head: String = leaf.text.chars().take(60).flat_map(char::to_lowercase).collect();
    let opens = OPENINGS.iter().any(|opening| head.starts_with(opening))
        || opens_with(&head, &FURNITURE)
        || opens_with(&head, &CREDITS);
    if opens && words <= 25 || MARKS.contains(&head.trim_end_matches(':')) {
        return true;
    }
    let is_short = words <= 40 && leaf.kind != BlockKind::Post;
    if is_short && (is_caption(&leaf.text) || is_promotion(&leaf.text)) {
        return true;
    }
    // Nothing but links, and no sentence: a list of links, a teaser.
    let is_sentence = leaf.text.ends_with(['.', '!', '?', '”', '"', '’']);
    leaf.kind != BlockKind::Post
        && !leaf.is_stamp
        && leaf.linked * 10 >= letters(&leaf.text) * 8
        && (!is_sentence || words < 8)
}

/// A short piece that asks readers to subscribe or to follow, or says who helped.
fn is_promotion(text: &str) -> bool {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    CLOSINGS.iter().any(|closing| text.ends_with(closing))
        || (text.contains("newsletter")
            && has(&["sign up", "subscribe", "inbox", "abonn", "anmeld", "suscr", "inscri"]))
        || (has(&["follow ", "reach the ", "email "])
            && has(&[" on twitter", " on facebook", " on instagram", "@"])
            && text.split(' ').count() <= 30
            && !text.contains(['“', '"']))
        || (has(&["download the", "get the"]) && has(&[" app.", " apps for", "our app", " app for"]))
}
