//! A guard against deep nesting, before the parser sees the page.
//!
//! The HTML parser walks its stack of open elements for each tag, and tree walks are recursive: a hundred thousand
//! nested elements would cost minutes or the stack. No article needs more than a few dozen levels.

use std::borrow::Cow;

/// Elements may nest this deep; tags below that are left out, their text stays.
const DEEPEST: usize = 256;

/// Elements that are closed by their next sibling or hold nothing: they do not nest by themselves.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "optgroup", "html",
    "head", "body", "colgroup", "rp", "rt", "!doctype",
];

/// Elements whose content is no mark-up.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// `html` without the tags that would nest deeper than the limit, and how many were left out.
pub(crate) fn limit_nesting(html: &str) -> (Cow<'_, str>, usize) {
    let mut scan = Scan { html, kept: String::new(), copied: 0, open: Vec::new(), excess: 0, removed: 0 };
    let mut at = 0;
    while let Some(offset) = html[at..].find('<') {
        at = scan.markup(at + offset);
    }
    if scan.removed == 0 {
        return (Cow::Borrowed(html), 0);
    }
    scan.kept.push_str(&html[scan.copied..]);
    (Cow::Owned(scan.kept), scan.removed)
}

struct Scan<'html> {
    html: &'html str,
    /// The page as far as it differs.
    kept: String,
    /// Everything before this offset is in `kept`.
    copied: usize,
    /// Names of the open elements that count.
    open: Vec<&'html str>,
    /// Left-out elements that are open.
    excess: usize,
    removed: usize,
}

impl<'html> Scan<'html> {
    /// Reads what begins at the `<` at `start`; returns where to go on.
    fn markup(&mut self, start: usize) -> usize {
        let rest = &self.html[start..];
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(self.html.len(), |end| start + end + 3);
        }
        let closing = rest.starts_with("</");
        let name_start = start + if closing { 2 } else { 1 };
        let name_length = self.html[name_start..]
            .find(|character: char| {
                !(character.is_ascii_alphanumeric() || matches!(character, '-' | ':' | '!'))
            })
            .unwrap_or(self.html.len() - name_start);
        if name_length == 0 {
            return start + 1;
        }
        let name = &self.html[name_start..name_start + name_length];
        let Some(length) = tag_end(rest) else { return self.html.len() };
        let end = start + length;
        if is_one_of(FLAT, name) {
            return end;
        }
        if closing {
            self.close(name, start, end);
            return end;
        }
        if is_one_of(RAW, name) {
            return self.behind_raw(name, end);
        }
        if self.open.len() >= DEEPEST {
            self.excess += 1;
            self.leave_out(start, end);
        } else {
            self.open.push(name);
        }
        end
    }

    fn close(&mut self, name: &str, start: usize, end: usize) {
        if self.excess > 0 {
            self.excess -= 1;
            self.leave_out(start, end);
            return;
        }
        // Mis-nested pages close what was opened a few levels up.
        let near = self.open.len().saturating_sub(16);
        if let Some(at) = self.open[near..].iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
            self.open.truncate(near + at);
        }
    }

    fn leave_out(&mut self, start: usize, end: usize) {
        self.kept.push_str(&self.html[self.copied..start]);
        self.copied = end;
        self.removed += 1;
    }

    fn behind_raw(&self, name: &str, from: usize) -> usize {
        let mut at = from;
        while let Some(offset) = self.html[at..].find("</") {
            let close = at + offset + 2;
            if self.html.get(close..close + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            {
                return close;
            }
            at = close;
        }
        self.html.len()
    }
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Length of the tag at the start of `rest`, quoted attribute values included.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut previous = b' ';
    for (offset, &byte) in rest.as_bytes().iter().enumerate().skip(1) {
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(_) => {}
            None if byte == b'>' => return Some(offset + 1),
            None if matches!(byte, b'"' | b'\'') && previous == b'=' => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            previous = byte;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::limit_nesting;

    #[test]
    fn ordinary_pages_stay() {
        let page = "<!doctype html><p title='a > b'>One<p>Two<ul><li>x<li>y</ul><script>if (a<b) {}</script><!-- <div> -->";
        assert_eq!(limit_nesting(page).0, page);
        assert_eq!(limit_nesting(&"<p>One<td>".repeat(5000)).1, 0);
    }

    #[test]
    fn deep_pages_are_cut() {
        let page = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let (cut, removed) = limit_nesting(&page);
        assert_eq!(removed, 2 * (100_000 - 256));
        assert!(cut.contains("deep"));
    }
}
