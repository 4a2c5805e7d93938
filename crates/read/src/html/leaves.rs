//! Leaves: the paragraph-like pieces of a page, in order, with what mark-up says about them.

use dom_query::{NodeData, NodeRef};
use types::BlockKind;

use super::{boilerplate::letters, elements::number, junk::is_junk};

/// Characters, white space aside, of the longest text that is taken to be a heading.
const LONGEST_HEADING: usize = 200;

/// One piece of text between block borders.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// What mark-up says that it is.
    pub(crate) kind: BlockKind,
    /// White space collapsed; a post has one line break before its signature and between its lines.
    pub(crate) text: String,
    /// Characters inside links.
    pub(crate) linked: usize,
    /// Number of the innermost element around it.
    pub(crate) element: u32,
    /// Tag and class of the innermost block element, where it has a class.
    pub(crate) style: Option<String>,
    /// Whether a `<time>` is all there is, as in a live blog's stamp.
    pub(crate) is_stamp: bool,
    /// Whether it is page furniture by its words or its links.
    pub(crate) is_junk: bool,
}

/// The leaves under `root`, whose elements must be numbered.
pub(crate) fn leaves(root: &NodeRef) -> Vec<Leaf> {
    let mut walk = Walk::default();
    walk.element(root, BlockKind::Paragraph);
    walk.flush();
    let mut leaves = walk.leaves;
    for leaf in &mut leaves {
        leaf.is_junk = is_junk(leaf);
    }
    leaves
}

#[derive(Default)]
struct Walk {
    leaves: Vec<Leaf>,
    text: String,
    kind: Option<BlockKind>,
    /// Number of the element that is being walked.
    within: u32,
    /// [`Leaf::style`] of the block elements around the present text.
    styles: Vec<Option<String>>,
    /// Depth of links and of `<time>` around the present text.
    links: usize,
    times: usize,
    linked: usize,
    timed: usize,
    /// Whether the walk is inside a quotation block that is being read as a post: it must not start over in each
    /// quotation nested there.
    in_post: bool,
}

impl Walk {
    /// Walks one element; nesting is bounded before the page is parsed.
    fn element(&mut self, element: &NodeRef, kind: BlockKind) {
        let tag = element.node_name().unwrap_or_default();
        if &*tag == "br" {
            return self.flush();
        }
        let is_block = is_block(&tag);
        if is_block {
            self.flush();
        }
        let kind = match &*tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
            "li" | "dd" | "dt" => BlockKind::ListItem,
            "blockquote" => BlockKind::Blockquote,
            _ => kind,
        };
        let around = self.within;
        self.within = number(element).unwrap_or(around);
        if is_block {
            let class = element.attr("class").filter(|class| !class.trim().is_empty());
            self.styles.push(class.map(|class| format!("{tag}.{class}")));
        }
        let (is_link, is_time) = (&*tag == "a", &*tag == "time");
        self.links += usize::from(is_link);
        self.times += usize::from(is_time);
        if &*tag == "blockquote"
            && !self.in_post
            && let Some(post) = post(element)
        {
            self.leaves.push(Leaf {
                kind: BlockKind::Post,
                text: post,
                linked: 0,
                element: self.within,
                style: None,
                is_stamp: false,
                is_junk: false,
            });
        } else {
            for child in element.children_it(false) {
                if with_text(&child, |text| self.words(text, kind)).is_none() && child.is_element() {
                    self.element(&child, kind);
                }
            }
        }
        if is_block {
            self.flush();
            self.styles.pop();
        }
        self.links -= usize::from(is_link);
        self.times -= usize::from(is_time);
        self.within = around;
    }

    fn words(&mut self, text: &str, kind: BlockKind) {
        self.kind.get_or_insert(kind);
        let letters = if self.links > 0 || self.times > 0 { letters(text) } else { 0 };
        self.linked += if self.links > 0 { letters } else { 0 };
        self.timed += if self.times > 0 { letters } else { 0 };
        push_collapsed(&mut self.text, text);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let letters = letters(text);
        if letters > 0 {
            let kind = match self.kind {
                // Some pages set their paragraphs as headings, for the size of the letters.
                Some(BlockKind::Heading) if letters > LONGEST_HEADING => BlockKind::Paragraph,
                kind => kind.unwrap_or(BlockKind::Paragraph),
            };
            self.leaves.push(Leaf {
                kind,
                text: text.to_owned(),
                linked: self.linked,
                element: self.within,
                style: self.styles.last().cloned().flatten(),
                is_stamp: self.timed > 0 && self.timed == letters,
                is_junk: false,
            });
        }
        (self.kind, self.linked, self.timed) = (None, 0, 0);
    }
}

/// What `read` makes of the text of `node`, which is read in place; `None` if `node` is no text.
pub(crate) fn with_text<T>(node: &NodeRef, read: impl FnOnce(&str) -> T) -> Option<T> {
    node.query(|node| match &node.data {
        NodeData::Text { contents } => Some(read(contents)),
        _ => None,
    })
    .flatten()
}

/// The words of `element` as one line; `None` if there are more than `most` bytes of them, or none.
pub(crate) fn short_text(element: &NodeRef, most: usize) -> Option<String> {
    let mut line = String::new();
    for node in element.descendants_it() {
        let is_own = || node.parent().is_some_and(|parent| parent.id == element.id);
        let is_longer = with_text(&node, |text| {
            // Pieces that only style sheets set apart: a small word before a capital letter.
            let is_glued = line
                .ends_with(|character: char| !character.is_whitespace() && !character.is_uppercase())
                && text.starts_with(char::is_uppercase);
            if is_glued && !is_own() {
                line.push(' ');
            }
            // As much as shows that there is too much: most elements that are asked for are the boxes of whole texts.
            let start = &text[..text.floor_char_boundary(2 * most)];
            push_collapsed(&mut line, start);
            if line.len() <= most {
                push_collapsed(&mut line, &text[start.len()..]);
            }
            line.len() > most
        });
        if is_longer == Some(true) {
            return None;
        }
    }
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// The first `most` bytes or so of the words of `element`, up to a line break, as one line.
pub(crate) fn text_start(element: &NodeRef, most: usize) -> String {
    let mut line = String::new();
    for node in element.descendants_it() {
        with_text(&node, |text| push_collapsed(&mut line, text));
        if line.len() >= most || node.has_name("br") && !line.trim().is_empty() {
            break;
        }
    }
    line.trim().to_owned()
}

/// Appends `text` with each run of white space (`&nbsp;` and zero-width spaces too) as one space.
fn push_collapsed(target: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Nearly all text is ASCII with single spaces, and stays as it is.
        let mut last = target.as_bytes().last().copied().unwrap_or(b' ');
        let plain = bytes[at..].iter().position(|&byte| {
            let stays = matches!(byte, b'!'..=b'~') || (byte == b' ' && last != b' ');
            last = byte;
            !stays
        });
        let end = plain.map_or(bytes.len(), |plain| at + plain);
        target.push_str(&text[at..end]);
        let Some(character) = text[end..].chars().next() else { return };
        at = end + character.len_utf8();
        match character {
            '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}' => {}
            _ if character.is_whitespace() || character.is_control() => {
                if !target.is_empty() && !target.ends_with(' ') {
                    target.push(' ');
                }
            }
            _ => target.push(character),
        }
    }
}

fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "cite-block"
            | "dir"
            | "noscript"
            | "legend"
            | "caption"
    )
}

/// The lines of a quotation block that ends with a post's signature; `None` if it is an ordinary quotation.
fn post(element: &NodeRef) -> Option<String> {
    let mut inner = Walk { in_post: true, ..Walk::default() };
    for child in element.children_it(false) {
        if with_text(&child, |text| inner.words(text, BlockKind::Post)).is_none() && child.is_element() {
            inner.element(&child, BlockKind::Post);
        }
    }
    inner.flush();
    let lines: Vec<&str> = inner.leaves.iter().map(|leaf| leaf.text.as_str()).collect();
    let text = lines.join("\n");
    // A signature on the line of the post's last words gets its own.
    let at = text.rfind('—').or_else(|| text.rfind("--"))?;
    let (body, signature) = (crate::posts::without_links(&text[..at]), &text[at..]);
    let joined = format!("{body}\n{}", signature.split_whitespace().collect::<Vec<_>>().join(" "));
    let span = types::Span::new(0, joined.len());
    crate::posts::post(&joined, span).filter(|_| !body.is_empty()).map(|_| joined)
}
