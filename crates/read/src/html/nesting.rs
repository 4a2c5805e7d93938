//! A guard against pages that would take too long, before the parser sees them.
//!
//! The HTML parser walks its stack of open elements for each tag and compares each attribute with all before it, it
//! opens formatting that was never closed again in each paragraph, and tree walks are recursive: a hundred thousand
//! nested elements would cost minutes or the stack. No article comes near these limits. What is beyond them are tags and
//! attributes; the text between them stays.
//!
//! Nor does the parser see what nobody reads: style sheets, scripts that tell nothing about the article, comments, the lines
//! of drawings, and white space beyond one space. That is more than half of most pages.

use std::{borrow::Cow, sync::LazyLock};

use rustc_hash::FxHashMap;

/// Elements may nest this deep.
const DEEPEST: usize = 256;

/// Tags of a page.
const MOST_TAGS: usize = 200_000;

/// Attributes of a tag.
const MOST_ATTRIBUTES: usize = 256;

/// Formatting elements that are open at once, whatever was closed around them.
const MOST_FORMATTING: usize = 64;

/// `<html>` and `<body>` tags: the parser adds the attributes of later ones to those of the first.
const MOST_ROOTS: usize = 16;

/// Elements that the parser opens again where they were not closed. (A link closes the one before.)
const FORMATTING: &[&str] =
    &["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u", "nobr"];

/// Elements that stand in one other element only, and nest without end outside it.
const ONLY_INSIDE: &[(&str, &str)] = &[
    ("rp", "ruby"),
    ("rt", "ruby"),
    ("rb", "ruby"),
    ("rtc", "ruby"),
    ("optgroup", "select"),
    ("option", "select"),
];

/// Elements that are closed by their next sibling or hold nothing: they do not nest by themselves.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "optgroup", "html",
    "head", "body", "colgroup", "rp", "rt", "!doctype",
];

/// Elements whose content is no mark-up.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Elements that hold no text, and about which nobody asks: the lines of drawings, pictures to choose from, and what belongs
/// to the page from elsewhere, if it is not the [`ADDRESS`] of the page.
const UNREAD: &[&str] = &[
    "path", "g", "use", "rect", "circle", "ellipse", "polygon", "polyline", "line", "defs", "source", "link",
];

/// In a `<link>`, the mark of the page's own address.
const ADDRESS: &str = "canonical";

/// What stands in a script that may tell when its page was published.
pub(crate) const DATED: &[&str] = &["ublish", "ublicat", "pubDate"];

/// `html` without the tags and attributes beyond the limits, and how many tags were left out or cut.
pub(crate) fn limit_nesting(html: &str) -> (Cow<'_, str>, usize) {
    let mut scan = Scan {
        html,
        kept: String::new(),
        copied: 0,
        open: Vec::new(),
        excess: 0,
        removed: 0,
        tags: 0,
        roots: 0,
        formatting: vec![Formatting::default(); FORMATTING.len()],
    };
    let mut at = 0;
    while let Some(offset) = html[at..].find('<') {
        scan.gap(at, at + offset);
        at = scan.markup(at + offset);
    }
    if scan.copied == 0 {
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
    /// Tags so far.
    tags: usize,
    /// Of these `<html>` and `<body>`.
    roots: usize,
    /// By element, as [`FORMATTING`] has them.
    formatting: Vec<Formatting>,
}

/// Formatting elements of one name that were not closed.
#[derive(Clone, Default)]
struct Formatting {
    kept: usize,
    left_out: usize,
}

impl<'html> Scan<'html> {
    /// Reads what begins at the `<` at `start`; returns where to go on.
    fn markup(&mut self, start: usize) -> usize {
        let rest = &self.html[start..];
        if rest.starts_with("<!--") {
            let Some(end) = rest.find("-->").map(|end| end + 3) else { return self.html.len() };
            // "--!>" ends a comment too, for the parser.
            if !rest[..end].contains("--!>") {
                self.skip(start, start + end);
            }
            return start + end;
        }
        let closing = rest.starts_with("</");
        let name_start = start + if closing { 2 } else { 1 };
        let name_length = self.html.as_bytes()[name_start..]
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'!')))
            .unwrap_or(self.html.len() - name_start);
        if name_length == 0 {
            return start + 1;
        }
        let name = &self.html[name_start..name_start + name_length];
        let Some(Tag { length, excess_attributes }) = tag_end(rest) else { return self.html.len() };
        let end = start + length;
        let sort = Sort::of(name);
        if sort.unread && !rest[..length].contains(ADDRESS) {
            self.skip(start, end);
            return end;
        }
        self.tags += 1;
        if self.tags > MOST_TAGS && !sort.raw || self.is_too_many(sort, closing) {
            self.leave_out(start, end);
            return end;
        }
        if let Some(from) = excess_attributes {
            self.leave_out(start + from, end - 1);
        }
        if sort.flat {
            return end;
        }
        if closing {
            self.close(name, start, end);
            return end;
        }
        if sort.raw {
            return self.behind_raw(name, start, end);
        }
        if self.open.len() >= DEEPEST {
            self.excess += 1;
            self.leave_out(start, end);
        } else {
            self.open.push(name);
        }
        end
    }

    /// Whether the tag is one too many of its sort.
    fn is_too_many(&mut self, sort: Sort, closing: bool) -> bool {
        if let Some(place) = sort.formatting {
            let open: usize = self.formatting.iter().map(|formatting| formatting.kept).sum();
            let formatting = &mut self.formatting[place];
            if closing && formatting.left_out > 0 {
                formatting.left_out -= 1;
                return true;
            }
            if !closing && open >= MOST_FORMATTING {
                formatting.left_out += 1;
                return true;
            }
            formatting.kept = if closing { formatting.kept.saturating_sub(1) } else { formatting.kept + 1 };
        } else if sort.root {
            self.roots += 1;
            return self.roots > MOST_ROOTS;
        } else if let Some(around) = sort.only_inside {
            return !closing && !self.open.iter().any(|open| open.eq_ignore_ascii_case(around));
        }
        false
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
        self.skip(start, end);
        self.removed += 1;
    }

    /// Each run of white space between two tags becomes one space: the parser takes text line by line, and whoever reads
    /// it does the same.
    fn gap(&mut self, start: usize, end: usize) {
        let bytes = &self.html.as_bytes()[..end];
        let mut at = start;
        while let Some(offset) = bytes[at..].iter().position(u8::is_ascii_whitespace) {
            at += offset;
            let length = bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(end - at);
            if length > 1 || bytes[at] != b' ' {
                self.skip(at, at + length);
                self.kept.push(' ');
            }
            at += length;
        }
    }

    fn skip(&mut self, start: usize, end: usize) {
        self.kept.push_str(&self.html[self.copied..start]);
        self.copied = end;
    }

    /// Where to go on behind the content of the raw element whose tag stands at `start` to `end`.
    fn behind_raw(&mut self, name: &str, start: usize, end: usize) -> usize {
        let mut at = end;
        while let Some(offset) = self.html[at..].find('<') {
            at += offset + 1;
            let Some(rest) = self.html[at..].strip_prefix('/') else { continue };
            let is_same = rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
            let behind_name = rest.get(name.len()..).unwrap_or_default();
            if !is_same || !behind_name.starts_with([' ', '\t', '\n', '\x0c', '\r', '/', '>']) {
                continue;
            }
            let Some(close) = behind_name.find('>') else { return self.html.len() };
            if self.is_unread(name, &self.html[start..end], &self.html[end..at - 1]) {
                let behind = self.html.len() - behind_name.len() + close + 1;
                self.skip(start, behind);
                return behind;
            }
            return at + 1;
        }
        self.html.len()
    }

    /// Whether nobody reads the element with that tag and content: a style sheet, or a script that tells nothing about the
    /// article.
    fn is_unread(&self, name: &str, tag: &str, content: &str) -> bool {
        if name.eq_ignore_ascii_case("style") {
            // In a drawing, a style sheet's tags are tags.
            return !content.contains('<');
        }
        // A script ends elsewhere when a comment opens in it, or in a drawing.
        name.eq_ignore_ascii_case("script")
            && !content.contains("<!--")
            && !DATED.iter().any(|mark| content.contains(mark))
            && !tag.to_ascii_lowercase().contains("json")
            && !self
                .open
                .iter()
                .any(|open| ["svg", "math"].iter().any(|name| open.eq_ignore_ascii_case(name)))
    }
}

/// What the lists above say about the elements of a name.
#[derive(Clone, Copy, Default)]
struct Sort {
    /// Place in [`FORMATTING`].
    formatting: Option<usize>,
    only_inside: Option<&'static str>,
    flat: bool,
    raw: bool,
    /// `<html>` or `<body>`.
    root: bool,
    unread: bool,
}

/// The lists above by name, all of whose names are short: each page asks thousands of times.
static SORTS: LazyLock<FxHashMap<&[u8], Sort>> = LazyLock::new(|| {
    let mut sorts: FxHashMap<&[u8], Sort> = FxHashMap::default();
    for (place, name) in FORMATTING.iter().enumerate() {
        sorts.entry(name.as_bytes()).or_default().formatting = Some(place);
    }
    for (name, around) in ONLY_INSIDE {
        sorts.entry(name.as_bytes()).or_default().only_inside = Some(around);
    }
    FLAT.iter().for_each(|name| sorts.entry(name.as_bytes()).or_default().flat = true);
    RAW.iter().for_each(|name| sorts.entry(name.as_bytes()).or_default().raw = true);
    UNREAD.iter().for_each(|name| sorts.entry(name.as_bytes()).or_default().unread = true);
    ["html", "body"].iter().for_each(|name| sorts.entry(name.as_bytes()).or_default().root = true);
    sorts
});

impl Sort {
    /// That of the elements called `name`, in any case.
    fn of(name: &str) -> Self {
        const LONGEST: usize = 8;
        let mut lower = [0; LONGEST];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::default() };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        SORTS.get(&*lower).copied().unwrap_or_default()
    }
}

/// A tag as it stands in the page.
struct Tag {
    length: usize,
    /// Offset of the first attribute that is one too many.
    excess_attributes: Option<usize>,
}

/// The tag at the start of `rest`, quoted attribute values included.
fn tag_end(rest: &str) -> Option<Tag> {
    let bytes = rest.as_bytes();
    let mut previous = b' ';
    let (mut attributes, mut excess_attributes) = (0, None);
    let mut after_gap = false;
    let mut offset = 1;
    while let Some(&byte) = bytes.get(offset) {
        if byte == b'>' {
            return Some(Tag { length: offset + 1, excess_attributes });
        }
        if matches!(byte, b'"' | b'\'') && previous == b'=' {
            offset += rest[offset + 1..].find(char::from(byte))? + 2;
            (after_gap, previous) = (true, byte);
            continue;
        }
        let is_gap = byte.is_ascii_whitespace() || byte == b'/';
        if !is_gap {
            if after_gap && byte != b'=' && previous != b'=' {
                attributes += 1;
                if attributes > MOST_ATTRIBUTES && excess_attributes.is_none() {
                    excess_attributes = Some(offset);
                }
            }
            previous = byte;
        }
        after_gap = is_gap;
        offset += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{
        FLAT, FORMATTING, MOST_ATTRIBUTES, MOST_FORMATTING, MOST_ROOTS, MOST_TAGS, ONLY_INSIDE, RAW, Sort,
        UNREAD, limit_nesting,
    };

    #[test]
    fn every_listed_name_is_found() {
        let only_inside = ONLY_INSIDE.iter().map(|(name, _)| name);
        assert!(FORMATTING.iter().all(|name| Sort::of(&name.to_uppercase()).formatting.is_some()));
        assert!(only_inside.clone().all(|name| Sort::of(name).only_inside.is_some()));
        assert!(FLAT.iter().all(|name| Sort::of(name).flat));
        assert!(RAW.iter().all(|name| Sort::of(name).raw));
        assert!(UNREAD.iter().all(|name| Sort::of(name).unread));
    }

    #[test]
    fn ordinary_pages_stay() {
        let page = "<!doctype html><p title='a > b'>One two<p>Two<ul><li>x<li>y</ul><script type=json>if (a<b) {}</script>";
        assert_eq!(limit_nesting(page).0, page);
        assert_eq!(limit_nesting(&"<p>One<td>".repeat(5000)).1, 0);
    }

    #[test]
    fn what_nobody_reads_is_left_out() {
        for (page, expected) in [
            ("<p>One\n  two \t<b> three</b>", "<p>One two <b> three</b>"),
            ("<p>One<!-- <div> -->two<!-->three<!--->four", "<p>Onetwothreefour"),
            ("<style>p > a { }</style >Fog", "Fog"),
            ("<SCRIPT async>if (a<b) { '</scripts>' }</Script\n>Fog", "Fog"),
            (
                "<svg><path d='M 1'></path><Path d='M 2'/><title>Fog</title></svg>",
                "<svg><title>Fog</title></svg>",
            ),
            ("<link rel=icon href=/fog.png><link rel=canonical href=/fog>", "<link rel=canonical href=/fog>"),
        ] {
            let (kept, removed) = limit_nesting(page);
            assert_eq!((kept.as_ref(), removed), (expected, 0), "{page}");
        }
        for page in [
            // The parser ends this comment where no scan for "-->" does.
            "<!-- --!>Fog<!-- -->",
            "<!-- Fog",
            // Whose end the parser sees elsewhere.
            "<style><b></style>",
            "<script><!-- </script>",
            "<svg><script>Fog</script></svg>",
            "<script>Fog",
            "<script>\"datePublished\": 1</script>",
            "<script type='application/LD&#43;JSON'></script>",
            "<title> Fog\n </title>",
        ] {
            assert_eq!(limit_nesting(page).0, page);
        }
    }

    #[test]
    fn deep_pages_are_cut() {
        let page = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let (cut, removed) = limit_nesting(&page);
        assert_eq!(removed, 2 * (100_000 - 256));
        assert!(cut.contains("deep"));
    }

    #[test]
    fn what_the_parser_would_repeat_is_cut() {
        let attributes: String = (0..1000).map(|number| format!("a{number}=\"x y\" ")).collect();
        let page = format!("<p {attributes}>a");
        let (cut, removed) = limit_nesting(&page);
        assert_eq!((cut.matches('=').count(), removed), (MOST_ATTRIBUTES, 1));
        assert!(cut.ends_with(">a"), "{cut}");

        let page: String = (0..1000).map(|number| format!("<div><font color={number}>a</div>")).collect();
        assert_eq!(limit_nesting(&page).1, 1000 - MOST_FORMATTING);
        assert_eq!(limit_nesting(&"<p><b>a</b> <i>b</i>".repeat(1000)).1, 0);

        assert_eq!(limit_nesting(&"<html a=1>".repeat(100)).1, 100 - MOST_ROOTS);
        assert_eq!(limit_nesting("<rt>a<ruby>b<rt>c<rt>d</ruby><optgroup>").1, 2);
        assert_eq!(limit_nesting(&"<br>".repeat(MOST_TAGS + 7)).1, 7);
    }
}
