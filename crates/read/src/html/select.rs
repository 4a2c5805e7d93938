//! Which leaves of a page are its article.
//!
//! `dom_smoothie` (Mozilla's Readability in Rust) finds the article; it is strong there and drops short pieces:
//! time stamps, sub-headings, lists, posts. Those are taken back when they stand between paragraphs that it found.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId};
use dom_smoothie::{Config, Readability};
use types::BlockKind;

use super::leaves::{Leaf, NUMBER, leaves};
use crate::{byline::byline, dates::date_line};

/// Elements of a page, each counted as often as it is deep, up to which the extractor is asked: it looks through the
/// descendants of each box again. Ordinary pages stay below a tenth of it.
const MOST_WORK: usize = 2_000_000;

/// The leaves of the article on `page`, in order.
pub(crate) fn article(page: &Document, title: Option<&str>, notes: &mut Vec<String>) -> Vec<Leaf> {
    let Some(body) = page.body() else { return Vec::new() };
    let mut depths: HashMap<NodeId, usize> = HashMap::new();
    let mut work = 0;
    for (number, element) in body.descendants().iter().filter(|node| node.is_element()).enumerate() {
        element.set_attr(NUMBER, &number.to_string());
        let depth = element.parent().and_then(|parent| depths.get(&parent.id).copied()).unwrap_or(0) + 1;
        depths.insert(element.id, depth);
        work += depth;
    }
    let mut all = leaves(&body);
    let found = if work <= MOST_WORK {
        found_by_extractor(page)
    } else {
        notes.push("the page is too large to look for its article; all its text is kept".to_owned());
        HashSet::new()
    };
    let is_found = |leaf: &Leaf| leaf.path.last().is_some_and(|number| found.contains(number));
    let mut keep: Vec<bool> = all.iter().map(|leaf| is_found(leaf) && !is_junk(leaf)).collect();
    if !keep.contains(&true) {
        // Nothing that looks like an article: everything that is no link and no junk.
        keep = all.iter().map(|leaf| !is_junk(leaf)).collect();
    }
    take_back(&all, &mut keep);
    drop_head(&all, &mut keep);
    drop_repeated(&all, &mut keep, title);
    drop_empty_headings(&all, &mut keep);
    let mut kept = keep.into_iter();
    all.retain(|_| kept.next().unwrap_or(false));
    all
}

/// Numbers of the elements that the extractor keeps.
fn found_by_extractor(page: &Document) -> HashSet<u32> {
    let config = Config { keep_classes: false, disable_json_ld: true, ..Config::default() };
    let Ok(mut extractor) = Readability::with_document(page.clone(), None, Some(config)) else {
        return HashSet::new();
    };
    let Ok(article) = extractor.parse() else { return HashSet::new() };
    let content = Document::fragment(article.content);
    content.root().descendants_it().filter_map(|element| element.attr(NUMBER)?.parse().ok()).collect()
}

/// Takes back leaves between found ones that belong to the text.
fn take_back(all: &[Leaf], keep: &mut [bool]) {
    let (Some(first), Some(last)) = (keep.iter().position(|&kept| kept), keep.iter().rposition(|&kept| kept))
    else {
        return;
    };
    // The innermost element around nearly all of what was found.
    let found: Vec<&Leaf> = all.iter().zip(&*keep).filter(|&(_, &kept)| kept).map(|(leaf, _)| leaf).collect();
    let mut container: &[u32] = &[];
    for depth in 1..=found[0].path.len().max(1) {
        let candidate = found.iter().find_map(|leaf| leaf.path.get(..depth)).unwrap_or(&[]);
        let inside = found.iter().filter(|leaf| leaf.path.starts_with(candidate)).count();
        if inside * 10 < found.len() * 9 {
            break;
        }
        container = candidate;
    }
    for index in first..last {
        let leaf = &all[index];
        if !keep[index] && leaf.path.starts_with(container) && !is_junk(leaf) && belongs(leaf) {
            keep[index] = true;
        }
    }
    // What opens the article often stands in a box beside the text's.
    let outer = &container[..container.len().saturating_sub(1)];
    let opens = |index: &usize| {
        all[*index].path.starts_with(outer) && !is_junk(&all[*index]) && opens_entry(&all[*index])
    };
    for index in (0..first).rev().take_while(opens) {
        keep[index] = true;
    }
    take_back_alike(all, keep, last);
}

/// Takes back paragraphs behind the last found one that are marked up exactly as most of the found ones: a box in
/// between splits an article in two.
fn take_back_alike(all: &[Leaf], keep: &mut [bool], last: usize) {
    let is_paragraph = |leaf: &Leaf| leaf.kind == BlockKind::Paragraph && !leaf.is_stamp;
    let found: Vec<&Leaf> = all
        .iter()
        .zip(&*keep)
        .filter(|&(leaf, &kept)| kept && is_paragraph(leaf))
        .map(|(leaf, _)| leaf)
        .collect();
    let Some(style) = all[last].style.as_deref().filter(|_| is_paragraph(&all[last])) else { return };
    let alike = found.iter().filter(|leaf| leaf.style.as_deref() == Some(style)).count();
    if alike < 3 || alike * 10 < found.len() * 7 {
        return;
    }
    for index in last + 1..all.len() {
        let leaf = &all[index];
        if is_paragraph(leaf) && leaf.style.as_deref() == Some(style) && !is_junk(leaf) && belongs(leaf) {
            keep[index] = true;
        }
    }
}

/// What may stand before the first paragraph that the extractor found: stamp, sub-heading, summary list, standfirst.
fn opens_entry(leaf: &Leaf) -> bool {
    let is_standfirst = leaf.text.split_whitespace().count() >= 12 && leaf.text.ends_with('.');
    leaf.is_stamp
        || (leaf.linked == 0
            && (is_standfirst || matches!(leaf.kind, BlockKind::ListItem | BlockKind::Heading)))
}

/// Whether a leaf that the extractor dropped is text all the same.
fn belongs(leaf: &Leaf) -> bool {
    let letters = leaf.text.chars().filter(|character| !character.is_whitespace()).count();
    let words = leaf.text.split_whitespace().count();
    match leaf.kind {
        BlockKind::Post | BlockKind::Blockquote => true,
        BlockKind::Heading => leaf.linked * 2 < letters,
        BlockKind::ListItem => leaf.linked * 2 < letters,
        _ => leaf.is_stamp || (words >= 6 && leaf.linked * 3 < letters),
    }
}

/// Drops byline and date line above the text: the document's metadata has them.
fn drop_head(all: &[Leaf], keep: &mut [bool]) {
    for (index, leaf) in all.iter().enumerate() {
        if !keep[index] {
            continue;
        }
        if leaf.text.len() > 200 || leaf.kind == BlockKind::Post {
            return;
        }
        let is_date =
            leaf.text.split('|').all(|part| date_line(part).is_some_and(|line| line.date.is_some()));
        if is_date || (leaf.kind == BlockKind::Paragraph && byline(&leaf.text).is_some()) {
            keep[index] = false;
        }
    }
}

/// Openings of pieces that are no text of the article, lower case.
const JUNK_OPENINGS: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "related:",
    "related article",
    "see also",
    "more:",
    "click here",
    "share this",
    "follow us",
    "follow @",
    "sign up",
    "subscribe",
    "advertisement",
    "loading",
    "copyright",
    "©",
    "(c) 20",
    "all rights reserved",
    "photo:",
    "photos:",
    "image:",
    "photograph:",
    "image credit",
    "photo credit",
    "last modified",
    "updated at",
    "skip to",
    "print this",
    "e-mail this",
    "email this",
    "share on",
    "tweet this",
    "recommended",
    "watch:",
    "listen:",
    "read:",
    "read next",
    "don't miss",
    "don’t miss",
    "get our",
    "like this story",
    "we use cookies",
    "this article was originally published",
    "this story was originally published",
    "join the conversation",
    "leave a comment",
    "filed under",
    "tags:",
    "posted in",
    "topics:",
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

/// Pieces that are page furniture by their words or their links.
fn is_junk(leaf: &Leaf) -> bool {
    let letters = leaf.text.chars().filter(|character| !character.is_whitespace()).count();
    let words = leaf.text.split_whitespace().count();
    if !leaf.text.chars().any(char::is_alphanumeric) {
        return true;
    }
    let head: String = leaf.text.chars().take(60).flat_map(char::to_lowercase).collect();
    let opens = JUNK_OPENINGS.iter().any(|opening| head.starts_with(opening));
    let closes = words <= 40
        && [
            "contributed to this report.",
            "contributed reporting.",
            "contributed to this story.",
            "all rights reserved.",
        ]
        .iter()
        .any(|end| leaf.text.to_lowercase().ends_with(end));
    let is_mark = matches!(
        head.trim_end_matches(':'),
        "advert"
            | "ad"
            | "ads"
            | "share"
            | "comments"
            | "print"
            | "email"
            | "close"
            | "menu"
            | "video"
            | "photos"
    );
    if (opens && words <= 25) || closes || is_mark {
        return true;
    }
    // Nothing but links, and no sentence: a list of links, a teaser.
    let is_sentence = leaf.text.ends_with(['.', '!', '?', '”', '"', '’']);
    leaf.kind != BlockKind::Post
        && !leaf.is_stamp
        && leaf.linked * 10 >= letters * 8
        && (!is_sentence || words < 8)
}

/// Drops pull quotes, which repeat words of the text, the headline, which stands apart, and pieces that come twice.
fn drop_repeated(all: &[Leaf], keep: &mut [bool], title: Option<&str>) {
    let plain = |text: &str| -> String {
        let words =
            text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
    };
    let title = title.map(plain);
    let texts: Vec<String> = all.iter().map(|leaf| plain(&leaf.text)).collect();
    // The words of the whole article, to look a quotation up in; bounded, so that the search stays cheap.
    let mut whole = String::new();
    let mut in_whole: HashMap<&str, usize> = HashMap::new();
    for (index, text) in texts.iter().enumerate() {
        if keep[index] && all[index].kind == BlockKind::Paragraph && text.len() > 120 && whole.len() < 400_000
        {
            whole.push_str(text);
            whole.push_str(" | ");
            *in_whole.entry(text).or_default() += 1;
        }
    }
    let mut last: Option<&str> = None;
    let mut searches = 0;
    for (index, text) in texts.iter().enumerate().filter(|(index, _)| keep[*index]).collect::<Vec<_>>() {
        let words = text.split(' ').count();
        let is_title = title.as_ref() == Some(text) && words >= 2;
        let is_twice = words >= 4 && last == Some(text.as_str());
        last = Some(text);
        let may_be_pull_quote =
            words >= 4 && text.len() <= 240 && all[index].kind != BlockKind::Post && searches < 500;
        searches += usize::from(may_be_pull_quote);
        let is_pulled = may_be_pull_quote
            && whole.matches(text.as_str()).count() > in_whole.get(text.as_str()).copied().unwrap_or(0);
        if is_title || is_twice || is_pulled {
            keep[index] = false;
        }
    }
}

/// A heading with nothing under it has lost its text to the steps before.
fn drop_empty_headings(all: &[Leaf], keep: &mut [bool]) {
    let mut has_text = false;
    for index in (0..all.len()).rev() {
        if !keep[index] {
            continue;
        }
        if all[index].kind == BlockKind::Heading {
            keep[index] = has_text;
        } else {
            has_text = !all[index].is_stamp;
        }
    }
}
