//! Units of text: what a reader sees as one paragraph, before anybody asks what kind it is.

use types::{BlockKind, Span};

/// One paragraph-like stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Without surrounding white space; never empty.
    pub(crate) span: Span,
    /// Whether a blank line (or the start of the text) stands before it.
    pub(crate) after_gap: bool,
    /// What markup says that it is; text has none.
    pub(crate) markup: Option<BlockKind>,
}

/// Longest line, in characters, that a hard-wrapped text has.
const WIDEST: usize = 110;
/// Shortest width, in characters, at which text is wrapped.
const NARROWEST: usize = 40;

/// Cuts plain text into units. A single line break ends a unit unless the text is hard-wrapped: then lines that were
/// broken only because the next word did not fit are one unit.
pub(crate) fn units(text: &str) -> Vec<Unit> {
    let lines = lines(text);
    let Some(width) = wrap_width(text, &lines) else { return lines };
    let mut units: Vec<Unit> = Vec::new();
    let mut last_line = Span::new(0, 0);
    for line in lines {
        let indented = text[..line.span.start].ends_with([' ', '\t']);
        match units.last_mut() {
            Some(unit)
                if !line.after_gap
                    && !indented
                    && !starts_item(line.span.of(text))
                    && is_full(text, last_line, line.span, width) =>
            {
                unit.span.end = line.span.end;
            }
            _ => units.push(line),
        }
        last_line = line.span;
    }
    units
}

/// Whether a list item, a quoted line or a signature begins here.
fn starts_item(line: &str) -> bool {
    line.starts_with(['•', '◦', '▪', '‣', '>', '—', '–', '*'])
        || line.starts_with("- ")
        || line.starts_with("--")
}

/// The lines that hold anything, trimmed.
fn lines(text: &str) -> Vec<Unit> {
    let mut lines = Vec::new();
    let mut after_gap = true;
    let mut start = 0;
    let mut rest = text;
    loop {
        let end = rest.find(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).unwrap_or(rest.len());
        let line = &rest[..end];
        let trimmed = line.trim();
        if trimmed.is_empty() {
            after_gap = true;
        } else {
            let from = start + (line.len() - line.trim_start().len());
            lines.push(Unit { span: Span::new(from, from + trimmed.len()), after_gap, markup: None });
            after_gap = false;
        }
        let mut behind = rest[end..].chars();
        let Some(mark) = behind.next() else { return lines };
        let mut length = mark.len_utf8();
        if mark == '\r' && behind.next() == Some('\n') {
            length += 1;
        }
        after_gap |= mark == '\u{2029}';
        start += end + length;
        rest = &rest[end + length..];
    }
}

/// The width at which the text is hard-wrapped, if it is: nearly all lines fit it, most lines that are followed by
/// another one are full, and some sentence goes on over a line's end.
fn wrap_width(text: &str, lines: &[Unit]) -> Option<usize> {
    let mut widths: Vec<usize> =
        lines.iter().map(|line| line.span.of(text).chars().take(WIDEST + 1).count()).collect();
    let too_wide = widths.iter().filter(|&&width| width > WIDEST).count();
    if too_wide * 50 > widths.len() {
        return None;
    }
    widths.retain(|&width| width <= WIDEST);
    let width = widths.iter().copied().max().filter(|&width| width >= NARROWEST)?;
    let pairs: Vec<_> = lines.windows(2).filter(|pair| !pair[1].after_gap).collect();
    let full: Vec<_> = pairs.iter().filter(|pair| is_full(text, pair[0].span, pair[1].span, width)).collect();
    let goes_on = full.iter().filter(|pair| pair[1].span.of(text).starts_with(char::is_lowercase)).count();
    (full.len() >= 3 && full.len() * 10 >= pairs.len() * 6 && goes_on * 4 >= full.len()).then_some(width)
}

/// Whether the first word of `next` had no room left behind `line`. Ragged wrapping is granted a few columns.
fn is_full(text: &str, line: Span, next: Span, width: usize) -> bool {
    const RAGGED: usize = 6;
    let line = line.of(text);
    let word = next.of(text).split(char::is_whitespace).next().unwrap_or("");
    line.len() <= WIDEST * 4 && line.chars().count() + 1 + word.chars().count() + RAGGED > width
}

#[cfg(test)]
mod tests {
    use super::units;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = units(text).iter().map(|unit| unit.span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_line_break_separates() {
        check(
            "One.\nTwo.\r\n\r\n  Three. \rFour.\u{2028}Five.",
            &["One.", "Two.", "Three.", "Four.", "Five."],
        );
        check("", &[]);
        check(" \n \n", &[]);
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let first = "The council met on the first day of the month and spoke at length\nabout the bridge, which had \
                     been closed for nine years and would stay\nclosed for nine more if nobody paid for the new bolts \
                     that it needed.";
        let second = "Nobody did. The mayor went home early and was seen to buy an ice cream\nfrom the shop that stands \
                      beside the river, opposite the bridge itself.";
        check(&format!("{first}\n\n{second}\n"), &[first, second]);
    }
}
