//! Embedded posts: lines of somebody's post, closed by a signature such as `— Name (@handle) May 25, 2024`.

use types::{Block, BlockKind, Span};

use crate::{dates::date_line, lines::Unit};

/// Characters of the longest post that is taken to run over several lines.
const LONGEST: usize = 600;

/// The two parts of a signature line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signature {
    label: Span,
    stamp: Option<Span>,
}

/// Reads `line` as a signature: dash, name, handle in brackets, and a date or nothing.
fn signature(text: &str, line: Span) -> Option<Signature> {
    let words = line.of(text);
    let name = words.trim_start_matches(['—', '–', '―', '-']).trim_start();
    if name.len() == words.len() || words.len() > 200 {
        return None;
    }
    let at = name.find("(@")?;
    let close = at + name[at..].find(')')?;
    let handle = &name[at + 2..close];
    if handle.is_empty()
        || !handle
            .chars()
            .all(|character| character.is_alphanumeric() || matches!(character, '_' | '.' | '@' | '-'))
    {
        return None;
    }
    let start = line.end - name.len();
    let label = Span::new(start, start + close + 1);
    let rest = &name[close + 1..];
    let date = rest.trim_matches(|character: char| character.is_whitespace() || character == ',');
    if date.is_empty() {
        return Some(Signature { label, stamp: None });
    }
    date_line(date)?;
    let from = label.end + rest.find(date)?;
    Some(Signature { label, stamp: Some(Span::new(from, from + date.len())) })
}

/// The post block in `span`, whose last line is a signature.
pub(crate) fn post(text: &str, span: Span) -> Option<Block> {
    let words = span.of(text);
    let line = words.rfind('\n').map_or(0, |offset| offset + 1);
    let line_start = span.start + line + (words[line..].len() - words[line..].trim_start().len());
    let signature = signature(text, Span::new(line_start, span.end))?;
    let body = without_links(words[..line].trim_end());
    Some(Block {
        kind: BlockKind::Post,
        span,
        body: Span::new(span.start, span.start + body.len()),
        label: Some(signature.label),
        stamp: signature.stamp,
    })
}

/// Without the links that platforms append to a post ("https://t.co/…", "pic.twitter.com/…").
pub(crate) fn without_links(body: &str) -> &str {
    let mut body = body;
    while let Some((rest, last)) = body.trim_end().rsplit_once(char::is_whitespace) {
        let link = last.trim_start_matches("https://").trim_start_matches("http://");
        let is_link = ["t.co/", "pic.twitter.com/", "pic.x.com/"].iter().any(|host| link.starts_with(host));
        if !is_link {
            break;
        }
        body = rest;
    }
    body.trim_end()
}

/// Merges each signature line with the lines of its post. Returns the units with `markup` Post on the merged ones.
pub(crate) fn merge(text: &str, units: Vec<Unit>) -> Vec<Unit> {
    // In a text without blank lines between its paragraphs the lines before a signature are most likely paragraphs.
    let gaps = units.iter().filter(|unit| unit.after_gap).count();
    let has_gaps = gaps * 2 > units.len() || gaps > 4;
    let mut merged: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units {
        let is_signature = unit.markup.is_none() && signature(text, unit.span).is_some();
        if !is_signature || merged.last().is_none_or(|last| last.markup.is_some()) {
            merged.push(unit);
            continue;
        }
        let mut first = merged.len() - 1;
        while first > 0 && belongs_to_post(text, &merged, first, has_gaps) {
            first -= 1;
        }
        let start = merged[first].span.start;
        let after_gap = merged[first].after_gap;
        merged.truncate(first);
        merged.push(Unit { span: Span::new(start, unit.span.end), after_gap, markup: Some(BlockKind::Post) });
    }
    merged
}

/// Whether the line before `first` is part of the post that starts at `first` at the latest.
fn belongs_to_post(text: &str, units: &[Unit], first: usize, has_gaps: bool) -> bool {
    let before = units[first - 1];
    let words = before.span.of(text);
    let last = units.last().map_or(before.span.end, |unit| unit.span.end);
    let has_words = units[first].span.of(text).split_whitespace().any(|word| {
        !word.starts_with(['#', '@']) && !word.starts_with("http") && word.chars().any(char::is_alphanumeric)
    });
    before.markup.is_none()
        && !units[first].after_gap
        && (has_gaps || !has_words)
        && !words.ends_with(':')
        && last - before.span.start <= LONGEST
}

#[cfg(test)]
mod tests {
    use types::Span;

    use crate::lines::units;

    fn check(text: &str, body: &str, label: &str, stamp: &str) {
        let merged = super::merge(text, units(text));
        let unit = merged.iter().find(|unit| unit.markup.is_some()).expect("a post");
        let post = super::post(text, unit.span).expect("a signature");
        assert_eq!(post.body.of(text), body);
        assert_eq!(post.label.map_or("", |span: Span| span.of(text)), label);
        assert_eq!(post.stamp.map_or("", |span: Span| span.of(text)), stamp);
    }

    #[test]
    fn the_line_before_the_signature() {
        check(
            "The fog came down.\nI have never seen such fog https://t.co/a1b2\n— Jo Фог Doe (@jodoe) May 25, 2024\nThen it left.",
            "I have never seen such fog",
            "Jo Фог Doe (@jodoe)",
            "May 25, 2024",
        );
    }

    #[test]
    fn a_post_of_several_lines() {
        check(
            "One.\n\nTwo.\n\nThree.\n\nThe mayor wrote:\nFog again.\nStay home.\n— Mayor (@mayor_x) October 28, 2022\n\nFour.\n\nFive.",
            "Fog again.\nStay home.",
            "Mayor (@mayor_x)",
            "October 28, 2022",
        );
    }
}
