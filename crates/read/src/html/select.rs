//! Which leaves of a page are its article.
//!
//! `dom_smoothie` (Mozilla's Readability in Rust) finds the article; it is strong there and drops short pieces:
//! time stamps, sub-headings, lists, posts. Those are taken back when they stand between paragraphs that it found.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use types::BlockKind;

use super::{
    body::bodies,
    boilerplate::letters,
    edges::drop_edges,
    elements::{Elements, number},
    leaves::{Leaf, leaves},
};

/// Elements of a page, each counted as often as it is deep, up to which the extractor is asked: it looks through the
/// descendants of each box again. Ordinary pages stay below a tenth of it.
const MOST_WORK: usize = 2_000_000;

/// The leaves of the article on `page`, in order, given its headline and the names of its authors.
pub(crate) fn article(
    page: Document,
    title: Option<&str>,
    authors: &[String],
    notes: &mut Vec<String>,
) -> Vec<Leaf> {
    let Some(body) = page.body() else { return Vec::new() };
    let elements = Elements::number(&body);
    let mut all = leaves(&body);
    let in_body = elements.within_any(bodies(&page).iter().filter_map(number));
    let found = if elements.work <= MOST_WORK {
        found_by_extractor(page)
    } else {
        notes.push("the page is too large to look for its article; all its text is kept".to_owned());
        HashSet::new()
    };
    let mut keep: Vec<bool> = all
        .iter()
        .map(|leaf| {
            let is_part = found.contains(&leaf.element) || (in_body[leaf.element as usize] && belongs(leaf));
            is_part && !leaf.is_junk
        })
        .collect();
    if !keep.contains(&true) {
        // Nothing that looks like an article: everything that is no link and no junk.
        keep = all.iter().map(|leaf| !leaf.is_junk).collect();
    }
    take_all_prose(&all, &mut keep);
    take_lead(&all, &mut keep, title);
    take_back(&all, &mut keep, &elements);
    drop_edges(&all, &mut keep, authors);
    drop_repeated(&all, &mut keep, title);
    drop_empty_headings(&all, &mut keep);
    let mut kept = keep.into_iter();
    all.retain(|_| kept.next().unwrap_or(false));
    all
}

/// Numbers of the elements that the extractor keeps.
fn found_by_extractor(page: Document) -> HashSet<u32> {
    let config = Config { keep_classes: false, disable_json_ld: true, ..Config::default() };
    let Ok(mut extractor) = Readability::with_document(page, None, Some(config)) else {
        return HashSet::new();
    };
    if extractor.parse().is_err() {
        return HashSet::new();
    }
    // It leaves the article in its page, where nothing has to be parsed to find it.
    let is_content = |node: &NodeRef| node.attr("id").is_some_and(|id| &*id == "readability-page-1");
    let Some(content) = extractor.doc.root().descendants_it().find(is_content) else {
        return HashSet::new();
    };
    content
        .descendants_it()
        .filter_map(|element| number(&element).filter(|_| !is_torn_from_table(&element, &content)))
        .collect()
}

/// Whether `element` is part of a table whose whole the extractor left out of `content`, or took for something else: such
/// cells hold data rather than text.
fn is_torn_from_table(element: &NodeRef, content: &NodeRef) -> bool {
    let is_part = element.qual_name_ref().is_some_and(|name| {
        matches!(
            &*name.local,
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" | "col" | "colgroup"
        )
    });
    let mut around = element.ancestors_it(None).take_while(|outer| outer.id != content.id);
    is_part && !around.any(|outer| outer.has_name("table"))
}

/// Takes back leaves between found ones that belong to the text.
fn take_back(all: &[Leaf], keep: &mut [bool], elements: &Elements) {
    let (Some(first), Some(last)) = (keep.iter().position(|&kept| kept), keep.iter().rposition(|&kept| kept))
    else {
        return;
    };
    let found: Vec<u32> =
        all.iter().zip(&*keep).filter(|&(_, &kept)| kept).map(|(leaf, _)| leaf.element).collect();
    let container = elements.around_most(&found);
    for index in first..last {
        let leaf = &all[index];
        if !keep[index] && elements.is_within(leaf.element, container) && !leaf.is_junk && belongs(leaf) {
            keep[index] = true;
        }
    }
    // What opens the article often stands in a box beside the text's.
    let outer = elements.parent(container);
    let opens = |index: &usize| {
        let leaf = &all[*index];
        elements.is_within(leaf.element, outer) && !leaf.is_junk && opens_entry(leaf)
    };
    for index in (0..first).rev().take_while(opens) {
        keep[index] = true;
    }
    take_back_alike(all, keep, last, |leaf| elements.is_within(leaf.element, outer));
}

/// Takes back paragraphs that `may` belong behind the last found one that are marked up exactly as most of the found ones: a box in
/// between splits an article in two.
fn take_back_alike(all: &[Leaf], keep: &mut [bool], last: usize, may: impl Fn(&Leaf) -> bool) {
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
        let is_alike = is_paragraph(leaf) && leaf.style.as_deref() == Some(style);
        if is_alike && may(leaf) && !leaf.is_junk && belongs(leaf) {
            keep[index] = true;
        }
    }
}

/// Letters of running text up to which what was found is doubted.
const LITTLE: usize = 1500;

/// Where the extractor found only a small part of a page's running text, all of it is the article.
fn take_all_prose(all: &[Leaf], keep: &mut [bool]) {
    let prose: Vec<usize> = (0..all.len()).filter(|&index| is_prose(&all[index])).collect();
    let size = |index: &usize| letters(&all[*index].text);
    let whole: usize = prose.iter().map(size).sum();
    let kept: usize = prose.iter().filter(|&&index| keep[index]).map(size).sum();
    if kept < LITTLE && kept * 3 < whole {
        prose.iter().for_each(|&index| keep[index] = true);
    }
}

/// Whether a leaf is running text, whoever wrote it.
fn is_prose(leaf: &Leaf) -> bool {
    let words = leaf.text.split_whitespace().count();
    words >= 12 && leaf.linked * 4 < letters(&leaf.text) && leaf.kind != BlockKind::Post && !leaf.is_junk
}

/// Words in the class of a paragraph that opens an article, in many languages.
const LEADS: &[&str] = &[
    "lead",
    "lede",
    "leadtext",
    "intro",
    "introtext",
    "introduction",
    "standfirst",
    "summary",
    "excerpt",
    "dek",
    "deck",
    "subheadline",
    "subhead",
    "subtitle",
    "subheading",
    "vorspann",
    "teaser",
    "abstract",
    "description",
    "synopsis",
    "chapo",
    "bajada",
    "entradilla",
    "anleser",
    "sommario",
    "ingress",
    "perex",
    "zajawka",
    "documentdescription",
];

/// Takes back the lead, which often stands in a box of its own between the headline and the text.
fn take_lead(all: &[Leaf], keep: &mut [bool], title: Option<&str>) {
    let Some(first) = keep.iter().position(|&kept| kept) else { return };
    let headline = all[..first].iter().rposition(|leaf| {
        leaf.kind == BlockKind::Heading && title.is_some_and(|title| same_words(&leaf.text, title))
    });
    let from = headline.map_or(first.saturating_sub(8), |index| index + 1);
    for index in from..first {
        let leaf = &all[index];
        let is_named = leaf.style.as_deref().is_some_and(|style| {
            style
                .to_lowercase()
                .split(|character: char| !character.is_alphanumeric())
                .any(|word| LEADS.contains(&word))
        });
        let words = leaf.text.split_whitespace().count();
        let is_sentence = leaf.text.ends_with(['.', '!', '?', '”', '"', '»', '“']);
        let opens = (is_named && words >= 5)
            || (headline.is_some() && words >= 12 && is_sentence && index < from + 6);
        if opens
            && leaf.linked * 4 < letters(&leaf.text)
            && !leaf.is_junk
            && !title.is_some_and(|title| same_words(&leaf.text, title))
        {
            keep[index] = true;
        }
    }
}

fn same_words(one: &str, other: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = String> {
        text.split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
    }
    words(one).eq(words(other))
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
    let letters = letters(&leaf.text);
    let words = leaf.text.split_whitespace().count();
    match leaf.kind {
        BlockKind::Post | BlockKind::Blockquote => true,
        BlockKind::Heading => leaf.linked * 2 < letters,
        BlockKind::ListItem => leaf.linked * 2 < letters,
        _ => leaf.is_stamp || (words >= 6 && leaf.linked * 3 < letters),
    }
}

/// Drops pull quotes, which repeat words of the text, the headline, which stands apart, and pieces that come twice.
fn drop_repeated(all: &[Leaf], keep: &mut [bool], title: Option<&str>) {
    let plain = |text: &str| -> String {
        let mut plain = String::with_capacity(text.len());
        for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
        {
            if !plain.is_empty() {
                plain.push(' ');
            }
            if word.is_ascii() {
                plain.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
            } else {
                plain.push_str(&word.to_lowercase());
            }
        }
        plain
    };
    let title = title.map(plain);
    let of_kept = |(leaf, &kept): (&Leaf, &bool)| if kept { plain(&leaf.text) } else { String::new() };
    let texts: Vec<String> = all.iter().zip(&*keep).map(of_kept).collect();
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
