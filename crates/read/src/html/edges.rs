//! What stands at an article's edges inside its own box: byline and date above, the author's life and lists below.

use types::BlockKind;

use super::{
    boilerplate::letters,
    leaves::Leaf,
    phrases::{FURNITURE, HEADINGS, opens_with},
    world_dates::written_date,
};
use crate::{byline::byline, dates::date_line};

/// Words of a paragraph that is surely running text.
const LONG: usize = 25;

/// Drops what stands at the edges of the article: the document's metadata has it, or nobody needs it.
pub(crate) fn drop_edges(all: &[Leaf], keep: &mut [bool], authors: &[String]) {
    drop_head(all, keep, authors);
    drop_lives(all, keep, authors);
    drop_lists_below(all, keep);
}

fn words(leaf: &Leaf) -> usize {
    leaf.text.split_whitespace().count()
}

/// Drops byline and date line above the text, which a lead may precede.
fn drop_head(all: &[Leaf], keep: &mut [bool], authors: &[String]) {
    let mut paragraphs = 0;
    let is_live = all.iter().filter(|leaf| leaf.is_stamp).count() >= 2;
    for (index, leaf) in all.iter().enumerate().filter(|(_, leaf)| leaf.kind != BlockKind::Heading) {
        if !keep[index] {
            continue;
        }
        paragraphs += usize::from(words(leaf) >= LONG || leaf.kind == BlockKind::Post);
        if paragraphs >= 3 {
            return;
        }
        let is_date =
            leaf.text.split('|').all(|part| date_line(part).is_some_and(|line| line.date.is_some()));
        let ends = leaf.text.ends_with(['.', '!', '?', '”', '"']);
        let is_dated = words(leaf) <= 8 && !ends && written_date(&leaf.text, true).is_some();
        let is_signed = words(leaf) <= 16 && !ends && authors.iter().any(|author| leaf.text.contains(author));
        let is_byline =
            leaf.kind == BlockKind::Paragraph && leaf.text.len() <= 200 && byline(&leaf.text).is_some();
        if is_date || is_byline || ((is_dated || is_signed) && !(leaf.is_stamp && is_live)) {
            keep[index] = false;
        }
    }
}

/// Drops what is said about the authors at the end: "Jane Doe is a reporter …".
fn drop_lives(all: &[Leaf], keep: &mut [bool], authors: &[String]) {
    let last: Vec<usize> = (0..all.len()).rev().filter(|&index| keep[index]).take(4).collect();
    for index in last {
        let text = &all[index].text;
        let is_life = authors.iter().filter(|author| author.contains(' ')).any(|author| {
            text.strip_prefix(author.as_str()).is_some_and(|rest| {
                [" is ", " has been ", " covers ", " writes ", " reports ", " ist ", " est ", " es ", " ("]
                    .iter()
                    .any(|verb| rest.starts_with(verb))
            })
        });
        keep[index] &= !is_life;
    }
}

/// Drops a line that heads boilerplate, with all behind it, when no paragraph follows; and a list of links.
fn drop_lists_below(all: &[Leaf], keep: &mut [bool]) {
    let last = (0..all.len()).rev().find(|&index| keep[index] && words(&all[index]) >= LONG).unwrap_or(0);
    let heads = |leaf: &Leaf| {
        let text = leaf.text.to_lowercase();
        words(leaf) <= 6 && (opens_with(&text, &HEADINGS) || opens_with(&text, &FURNITURE))
    };
    let kept: Vec<usize> = (last + 1..all.len()).rev().filter(|&index| keep[index]).collect();
    for index in kept {
        if all[index].linked * 3 < letters(&all[index].text) * 2 {
            break;
        }
        keep[index] = false;
    }
    let Some(head) = (last + 1..all.len()).find(|&index| heads(&all[index])) else { return };
    keep[head..].fill(false);
}
