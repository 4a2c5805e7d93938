//! What surrounds an article on its page: navigation, promotion, captions, comments. It is taken out of the tree
//! before the article is looked for, because extractors are good at finding the article and weak at its edges.

use std::sync::LazyLock;

use dom_query::{Document, Element, NodeId, NodeRef};
use rustc_hash::FxHashMap;

use super::{
    leaves::with_text,
    phrases::{FURNITURE, HEADINGS, opens_with},
};

/// Elements and roles that hold no text of an article.
const NEVER_TAGS: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "canvas",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "button",
    "select",
    "input",
    "textarea",
    "dialog",
    "figcaption",
    "progress",
    "datalist",
    "menu",
];
const NEVER_ROLES: &[&str] = &["dialog", "alertdialog", "navigation", "search", "tablist", "toolbar", "menu"];

/// Elements and roles that hold none unless they are a large part of the page.
const SELDOM_TAGS: &[&str] = &["nav", "aside", "footer", "form", "fieldset"];
const SELDOM_ROLES: &[&str] = &["complementary", "banner", "contentinfo", "alert", "status"];

/// Words in `class` and `id` that mark boilerplate.
const WORDS: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "sidebars",
    "rail",
    "footer",
    "masthead",
    "submeta",
    "related",
    "relatedposts",
    "relatedstory",
    "relatedarticles",
    "recirc",
    "recirculation",
    "recommended",
    "recommendation",
    "recommendations",
    "recommends",
    "trending",
    "popular",
    "mostread",
    "mostpopular",
    "mostviewed",
    "newsletter",
    "newsletters",
    "signup",
    "subscribe",
    "subscription",
    "promos",
    "promobox",
    "advert",
    "adverts",
    "advertisement",
    "advertisements",
    "advertising",
    "adslot",
    "adsense",
    "adunit",
    "adbox",
    "sponsor",
    "sponsored",
    "outbrain",
    "taboola",
    "sharebar",
    "sharedaddy",
    "sharetools",
    "addtoany",
    "addthis",
    "disqus",
    "livefyre",
    "cookie",
    "cookies",
    "cookieconsent",
    "consent",
    "gdpr",
    "cmp",
    "pagination",
    "pager",
    "taglist",
    "toolbar",
    "caption",
    "captions",
    "credit",
    "credits",
    "copyright",
    "yarpp",
    "pullquote",
    "pullquotes",
    "donate",
    "donation",
    "supporter",
    "contributor",
    "contributors",
    "endnote",
    "skiplink",
    "onward",
    "rating",
    "ratings",
    "readnext",
    "morefrom",
    "authorbio",
    "bio",
    "authorbox",
    "aboutauthor",
    "kicker",
    "eyebrow",
    "sr-only",
    "screenreader",
    "noprint",
    "print-only",
    "upsell",
    "marketing",
    "hubpeek",
    "infobox",
    "timestamp",
    "dateline-meta",
    "mw-editsection",
    "editsection",
    "navbox",
    "catlinks",
    "reflist",
];

/// Words that do so unless running text stands there: they also name wrappers, variants and what a script does.
const WEAK_WORDS: &[&str] = &[
    "ad",
    "ads",
    "callout",
    "carousel",
    "feedback",
    "lightbox",
    "loading",
    "modal",
    "overlay",
    "paywall",
    "popup",
    "promo",
    "promoted",
    "promotion",
    "quiz",
    "readmore",
    "regwall",
    "share",
    "shares",
    "sharing",
    "shortcode",
    "skip",
    "slideshow",
    "social",
    "socials",
    "tags",
    "teaser",
    "teasers",
    "toc",
    "tooltip",
    "topics",
    "widget",
    "widgets",
];

/// Whole class names of what is not shown. Names like `hidden-xs` or `label-hidden` hide it sometimes or in part.
const HIDDEN: &[&str] = &[
    "hidden",
    "is-hidden",
    "hide",
    "invisible",
    "element-invisible",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader-text",
    "sr-only",
    "u-hidden",
];

/// Neighbouring words that do so only together.
const PAIRS: &[(&str, &str)] = &[
    ("most", "read"),
    ("most", "viewed"),
    ("most", "popular"),
    ("read", "more"),
    ("read", "next"),
    ("more", "from"),
    ("more", "on"),
    ("more", "stories"),
    ("also", "like"),
    ("see", "also"),
    ("also", "read"),
    ("author", "box"),
    ("author", "bio"),
    ("author", "info"),
    ("author", "card"),
    ("about", "author"),
    ("live", "toggle"),
    ("sign", "up"),
    ("image", "credit"),
    ("photo", "credit"),
    ("wp", "caption"),
    ("pull", "quote"),
    ("up", "next"),
    ("further", "reading"),
    ("code", "block"),
    ("back", "top"),
    ("post", "meta"),
    ("entry", "meta"),
    ("article", "meta"),
    ("post", "tags"),
    ("entry", "footer"),
    ("post", "navigation"),
    ("post", "footer"),
    ("article", "footer"),
    ("screen", "reader"),
    ("sr", "only"),
    ("visually", "hidden"),
    ("block", "share"),
    ("load", "more"),
    ("follow", "us"),
    ("site", "description"),
    ("image", "description"),
    ("img", "metadata"),
    ("image", "copyright"),
    ("read", "also"),
];

/// Words that mark readers' comments: these go whatever their size.
const COMMENTS: &[&str] = &["comments", "commentlist", "comment", "respond", "disqus", "livefyre", "coral"];

/// Characters, white space aside, of the longest text that is taken to be a link.
const LONGEST_LINK: usize = 160;

/// Takes boilerplate out of `page`.
pub(crate) fn remove(page: &Document) {
    let never: Vec<NodeRef> = page.root().descendants_it().filter(is_never).collect();
    never.iter().for_each(NodeRef::remove_from_parent);
    let Some(body) = page.body() else { return };
    let contents = Contents::new(&body);
    let total = contents.of(&body).letters.max(1);
    let elements: Vec<NodeRef> = body.descendants_it().filter(NodeRef::is_element).collect();
    for element in &elements {
        let content = contents.of(element);
        let is_large = content.letters * 4 > total;
        let meaning = Meaning::of(element);
        let goes = (meaning.comments && !is_root(element) && !has_name_that(element, |name| name == "live"))
            || (!is_large && is_boilerplate(element, meaning, content));
        if goes && !content.title && !content.post && !is_quoted(element) {
            element.remove_from_parent();
        }
    }
    for element in &elements {
        remove_headed(element, &contents, total);
    }
    free_unclosed_links(&elements, &contents);
}

/// A link that was never closed goes on, as the parser must have it, in every paragraph behind it: long texts in a
/// row, all linked to the same address. Their words are no link's words.
fn free_unclosed_links(elements: &[NodeRef], contents: &Contents) {
    let links: Vec<&NodeRef> = elements.iter().filter(|element| element.has_name("a")).collect();
    let is_long = |link: &NodeRef| contents.of(link).letters > LONGEST_LINK;
    for pair in links.windows(2) {
        if is_long(pair[1]) && pair[0].attr("href") == pair[1].attr("href") {
            pair[0].rename("span");
            pair[1].rename("span");
        }
    }
}

fn is_root(element: &NodeRef) -> bool {
    ["html", "body", "main"].iter().any(|name| element.has_name(name))
}

fn is_never(node: &NodeRef) -> bool {
    node.element_ref().is_some_and(|element| {
        NEVER_TAGS.contains(&&*element.name.local) || NEVER_ROLES.contains(&value_of(&element, "role"))
    })
}

/// The value of an attribute, empty where there is none.
fn value_of<'element>(element: &'element Element, name: &str) -> &'element str {
    element.attrs.iter().find(|known| &*known.name.local == name).map_or("", |known| &*known.value)
}

/// What words in `class` and `id` say about an element.
#[derive(Clone, Copy, Default)]
struct Meaning {
    boilerplate: bool,
    /// Boilerplate unless running text stands there.
    weakly: bool,
    /// Readers' comments; the commentary of a live event is none.
    comments: bool,
    /// Whether a pair of words may begin here.
    opens_pair: bool,
}

impl Meaning {
    /// That of all words of `element` together.
    fn of(element: &NodeRef) -> Self {
        let mut all = Self::default();
        has_name_that(element, |name| {
            if let Some(word) = MEANINGS.get(name) {
                all.boilerplate |= word.boilerplate;
                all.weakly |= word.weakly;
                all.comments |= word.comments;
                all.opens_pair |= word.opens_pair;
            }
            false
        });
        all
    }
}

/// The lists of words above by word: each page asks for thousands.
static MEANINGS: LazyLock<FxHashMap<&str, Meaning>> = LazyLock::new(|| {
    let mut meanings: FxHashMap<&str, Meaning> = FxHashMap::default();
    WORDS.iter().for_each(|word| meanings.entry(word).or_default().boilerplate = true);
    WEAK_WORDS.iter().for_each(|word| meanings.entry(word).or_default().weakly = true);
    COMMENTS.iter().for_each(|word| meanings.entry(word).or_default().comments = true);
    PAIRS.iter().for_each(|(word, _)| meanings.entry(word).or_default().opens_pair = true);
    meanings
});

fn is_boilerplate(element: &NodeRef, meaning: Meaning, content: Content) -> bool {
    let Some(data) = element.element_ref() else { return false };
    let tag = &*data.name.local;
    if SELDOM_TAGS.contains(&tag) {
        return true;
    }
    // A class on a word inside a paragraph says how the word looks, not what it is.
    let is_inline = matches!(
        tag,
        "em" | "strong" | "b" | "i" | "time" | "html" | "body" | "h1" | "main" | "abbr" | "sub" | "sup"
    );
    let style = value_of(&data, "style");
    let style = if style.is_empty() { String::new() } else { style.replace(' ', "").to_lowercase() };
    let is_pair = |pair: &[String]| PAIRS.contains(&(pair[0].as_str(), pair[1].as_str()));
    SELDOM_ROLES.contains(&value_of(&data, "role"))
        || data.attrs.iter().any(|known| &*known.name.local == "hidden")
        || value_of(&data, "aria-hidden") == "true"
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || value_of(&data, "class").split_ascii_whitespace().any(|class| HIDDEN.contains(&class))
        || (tag == "table" && matches!(value_of(&data, "align").to_lowercase().as_str(), "left" | "right"))
        || (!is_inline && meaning.boilerplate)
        || (!is_inline && meaning.weakly && !content.is_running_text())
        || (!is_inline && meaning.opens_pair && names(element).windows(2).any(is_pair))
}

/// The words of `class` and `id`, lower case: `RelatedStory-sc-77` gives "related", "story", "relatedstory", "sc", "77".
fn names(element: &NodeRef) -> Vec<String> {
    let mut names = Vec::new();
    has_name_that(element, |name| {
        names.push(name.to_owned());
        false
    });
    names
}

/// Whether one of the [`names`] is wanted. Asked for nearly every element, so it makes no list of them.
pub(crate) fn has_name_that(element: &NodeRef, mut is_wanted: impl FnMut(&str) -> bool) -> bool {
    let Some(element) = element.element_ref() else { return false };
    let values = [value_of(&element, "class"), value_of(&element, "id")];
    // What a script does, what a page builder built it with, what is on the front page: nothing about the content.
    let says_nothing = |value: &&str| {
        let opens = |head: &&str| {
            value
                .as_bytes()
                .get(..head.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(head.as_bytes()))
        };
        ["js-", "elementor-", "node--promoted", "node-promoted"].iter().any(opens)
    };
    let mut word = String::new();
    for piece in values
        .iter()
        .flat_map(|value| value.split_ascii_whitespace())
        .filter(|value| !says_nothing(value))
        .flat_map(|value| value.split(|character: char| !character.is_ascii_alphanumeric()))
        .take(60)
    {
        if !piece.bytes().any(|byte| byte.is_ascii_uppercase()) {
            if !piece.is_empty() && is_wanted(piece) {
                return true;
            }
            continue;
        }
        let mut parts = 0;
        let mut last_lower = false;
        word.clear();
        for character in piece.chars() {
            if character.is_ascii_uppercase() && last_lower {
                if is_wanted(&word) {
                    return true;
                }
                word.clear();
                parts += 1;
            }
            last_lower = character.is_ascii_lowercase();
            word.push(character.to_ascii_lowercase());
        }
        if is_wanted(&word) || (parts > 0 && is_wanted(&piece.to_ascii_lowercase())) {
            return true;
        }
    }
    false
}

/// Embedded posts stay, however their wrapper is called.
fn is_post(element: &NodeRef) -> bool {
    element.has_name("blockquote")
        && has_name_that(element, |name| {
            matches!(name, "twitter" | "tweet" | "bluesky" | "mastodon" | "instagram" | "threads" | "truth")
        })
}

/// A footer inside a quotation names its author.
fn is_quoted(element: &NodeRef) -> bool {
    element.has_name("footer") && element.ancestors_it(Some(4)).any(|outer| outer.has_name("blockquote"))
}

/// Removes a heading over boilerplate with its box, or with the list behind it.
fn remove_headed(element: &NodeRef, contents: &Contents, total: usize) {
    let tag = element.node_name().unwrap_or_default();
    if !matches!(&*tag, "h2" | "h3" | "h4" | "h5" | "h6" | "strong" | "b" | "p" | "div" | "span" | "header")
        || contents.of(element).letters > 60
    {
        return;
    }
    let text = element.text().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let is_head = (opens_with(&text, &HEADINGS) || opens_with(&text, &FURNITURE))
        && text.split(' ').count() <= 6
        && !text.ends_with('.');
    if !is_head {
        return;
    }
    let is_heading = tag.starts_with('h');
    // The smallest element around the heading that holds more than the heading.
    let mut around = *element;
    while let Some(outer) = around
        .parent()
        .filter(|outer| contents.of(outer).letters <= contents.of(element).letters + 2 && !is_root(outer))
    {
        around = outer;
    }
    if let Some(container) =
        around.parent().filter(|outer| outer.is_element() && !is_root(outer) && !outer.has_name("article"))
    {
        let content = contents.of(&container);
        let small = content.letters * 8 < total && !content.title && !content.post;
        if small
            && (is_heading
                || !matches!(&*tag, "p" | "span" | "div")
                || container.node_name().as_deref() != Some("p"))
        {
            container.remove_from_parent();
            return;
        }
    }
    if let Some(list) =
        around.next_element_sibling().filter(|next| next.has_name("ul") || next.has_name("ol"))
    {
        list.remove_from_parent();
    }
    element.remove_from_parent();
}

/// Characters of `text`, white space aside.
pub(crate) fn letters(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !matches!(byte, b'\t'..=b'\r' | b' ')).count();
    }
    text.chars().filter(|character| !character.is_whitespace()).count()
}

/// What an element holds.
#[derive(Clone, Copy, Debug, Default)]
struct Content {
    /// Characters of text, white space aside.
    letters: usize,
    /// Those inside links.
    linked: usize,
    /// Whether it is or holds the page's headline.
    title: bool,
    /// Whether it is or holds an embedded post.
    post: bool,
}

impl Content {
    /// Whether it can be text of the article: at least a sentence or two, and no list of links.
    fn is_running_text(self) -> bool {
        self.letters >= 120 && self.linked * 5 < self.letters
    }
}

/// The content of each element, found in one pass.
struct Contents(FxHashMap<NodeId, Content>);

impl Contents {
    fn new(body: &NodeRef) -> Self {
        let nodes: Vec<NodeRef> = std::iter::once(*body).chain(body.descendants_it()).collect();
        let mut contents: FxHashMap<NodeId, Content> =
            FxHashMap::with_capacity_and_hasher(nodes.len(), Default::default());
        // Children come behind their parents, so the reverse order has every child's sum before it is added.
        for node in nodes.iter().rev() {
            let content = contents.entry(node.id).or_default();
            if let Some(letters) = with_text(node, letters) {
                content.letters = letters;
            } else if node.has_name("a") {
                content.linked = content.letters;
            }
            content.title |= node.has_name("h1");
            content.post |= is_post(node);
            let content = *content;
            if let Some(parent) = node.parent() {
                let around = contents.entry(parent.id).or_default();
                around.letters += content.letters;
                around.linked += content.linked;
                around.title |= content.title;
                around.post |= content.post;
            }
        }
        Self(contents)
    }

    fn of(&self, node: &NodeRef) -> Content {
        self.0.get(&node.id).copied().unwrap_or_default()
    }
}
