//! What surrounds an article on its page: navigation, promotion, captions, comments. It is taken out of the tree
//! before the article is looked for, because extractors are good at finding the article and weak at its edges.

use std::collections::HashMap;

use dom_query::{Document, NodeId, NodeRef};

/// Elements that hold no text of an article.
const NEVER: &str = "script, style, noscript, template, svg, math, canvas, iframe, object, embed, audio, video, button, select, input, \
     textarea, dialog, figcaption, progress, datalist, menu, [role=dialog], [role=alertdialog], [role=navigation], \
     [role=search], [role=tablist], [role=toolbar], [role=menu]";

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
    "promo",
    "promos",
    "promotion",
    "promoted",
    "promobox",
    "advert",
    "adverts",
    "advertisement",
    "advertisements",
    "advertising",
    "ad",
    "ads",
    "adslot",
    "adsense",
    "adunit",
    "adbox",
    "sponsor",
    "sponsored",
    "outbrain",
    "taboola",
    "share",
    "sharing",
    "shares",
    "sharebar",
    "sharedaddy",
    "sharetools",
    "addtoany",
    "addthis",
    "social",
    "socials",
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
    "tags",
    "taglist",
    "topics",
    "tooltip",
    "modal",
    "popup",
    "overlay",
    "lightbox",
    "widget",
    "widgets",
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
    "skip",
    "skiplink",
    "onward",
    "feedback",
    "rating",
    "ratings",
    "quiz",
    "carousel",
    "slideshow",
    "teaser",
    "teasers",
    "readmore",
    "readnext",
    "morefrom",
    "authorbio",
    "bio",
    "authorbox",
    "aboutauthor",
    "kicker",
    "eyebrow",
    "hidden",
    "invisible",
    "offscreen",
    "sr-only",
    "screenreader",
    "noprint",
    "print-only",
    "toc",
    "loading",
    "paywall",
    "regwall",
    "callout",
    "upsell",
    "marketing",
    "hubpeek",
    "infobox",
    "shortcode",
    "timestamp",
    "dateline-meta",
    "mw-editsection",
    "editsection",
    "navbox",
    "catlinks",
    "reflist",
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
];

/// Words that mark readers' comments: these go whatever their size.
const COMMENTS: &[&str] = &["comments", "commentlist", "comment", "respond", "disqus", "livefyre", "coral"];

/// Headings over boilerplate, lower case; a heading counts that begins with one of them and is short.
const HEADINGS: &[&str] = &[
    "related",
    "read more",
    "read next",
    "more on this",
    "more from",
    "more stories",
    "more news",
    "more in ",
    "also in this",
    "also read",
    "you might also",
    "you may also",
    "most read",
    "most popular",
    "most viewed",
    "recommended",
    "newsletter",
    "sign up",
    "subscribe",
    "topics",
    "tags",
    "share this",
    "follow us",
    "about the author",
    "comments",
    "leave a",
    "a message from",
    "on the web",
    "see also",
    "what to read",
    "editors' picks",
    "editor's picks",
    "editors’ picks",
    "editor’s picks",
    "don't miss",
    "don’t miss",
    "join the conversation",
    "get our",
    "further reading",
    "up next",
    "trending",
    "advertisement",
    "sponsored",
    "promoted",
    "around the web",
    "recent articles",
    "recent posts",
    "recent stories",
    "popular this",
    "popular articles",
    "popular posts",
    "popular stories",
    "from our partners",
    "latest stories",
    "latest news",
    "top stories",
    "other stories",
    "related stories",
];

/// Characters, white space aside, of the longest text that is taken to be a link.
const LONGEST_LINK: usize = 160;

/// Takes boilerplate out of `page`.
pub(crate) fn remove(page: &Document) {
    page.select(NEVER).remove();
    let Some(body) = page.body() else { return };
    let sizes = Sizes::new(&body);
    let total = sizes.of(&body).max(1);
    let elements: Vec<NodeRef> = body.descendants_it().filter(NodeRef::is_element).collect();
    for element in &elements {
        let size = sizes.of(element);
        let is_large = size * 4 > total;
        let names = names(element);
        let is_comments = names.iter().any(|name| COMMENTS.contains(&name.as_str()));
        let goes = (is_comments && !is_root(element)) || (!is_large && is_boilerplate(element, &names));
        if goes && !holds_title(element) && !is_post(element) && !is_quoted(element) {
            element.remove_from_parent();
        }
    }
    for element in &elements {
        remove_headed(element, &sizes, total);
    }
    free_unclosed_links(&elements, &sizes);
}

/// A link that was never closed goes on, as the parser must have it, in every paragraph behind it: long texts in a
/// row, all linked to the same address. Their words are no link's words.
fn free_unclosed_links(elements: &[NodeRef], sizes: &Sizes) {
    let links: Vec<&NodeRef> = elements.iter().filter(|element| element.has_name("a")).collect();
    let is_long = |link: &NodeRef| sizes.of(link) > LONGEST_LINK;
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

fn is_boilerplate(element: &NodeRef, names: &[String]) -> bool {
    let tag = element.node_name().unwrap_or_default();
    if SELDOM_TAGS.contains(&&*tag) {
        return true;
    }
    // A class on a word inside a paragraph says how the word looks, not what it is.
    let is_inline = matches!(
        &*tag,
        "em" | "strong" | "b" | "i" | "time" | "html" | "body" | "h1" | "main" | "abbr" | "sub" | "sup"
    );
    let role = element.attr_or("role", "");
    let style = element.attr_or("style", "").replace(' ', "").to_lowercase();
    SELDOM_ROLES.contains(&&*role)
        || element.has_attr("hidden")
        || &*element.attr_or("aria-hidden", "") == "true"
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || (&*tag == "table"
            && matches!(element.attr_or("align", "").to_lowercase().as_str(), "left" | "right"))
        || (!is_inline && names.iter().any(|name| WORDS.contains(&name.as_str())))
        || (!is_inline && names.windows(2).any(|pair| PAIRS.contains(&(pair[0].as_str(), pair[1].as_str()))))
}

/// The words of `class` and `id`, lower case: `RelatedStory-sc-77` gives "relatedstory", "related", "story", "sc", "77".
fn names(element: &NodeRef) -> Vec<String> {
    let mut names = Vec::new();
    let values = [element.attr_or("class", ""), element.attr_or("id", "")];
    for piece in values
        .iter()
        .flat_map(|value| value.split(|character: char| !character.is_ascii_alphanumeric()))
        .take(60)
    {
        let mut word = String::new();
        let mut parts = 0;
        let mut last_lower = false;
        for character in piece.chars() {
            if character.is_ascii_uppercase() && last_lower {
                names.push(std::mem::take(&mut word));
                parts += 1;
            }
            last_lower = character.is_ascii_lowercase();
            word.push(character.to_ascii_lowercase());
        }
        if !word.is_empty() {
            names.push(word);
        }
        if parts > 0 {
            names.push(piece.to_ascii_lowercase());
        }
    }
    names
}

/// Whether the page's headline is inside.
fn holds_title(element: &NodeRef) -> bool {
    element.has_name("h1") || element.descendants_it().any(|inner| inner.has_name("h1"))
}

/// Embedded posts stay, however their wrapper is called.
fn is_post(element: &NodeRef) -> bool {
    let is_post = |node: &NodeRef| {
        node.has_name("blockquote")
            && names(node).iter().any(|name| {
                matches!(
                    name.as_str(),
                    "twitter" | "tweet" | "bluesky" | "mastodon" | "instagram" | "threads" | "truth"
                )
            })
    };
    is_post(element) || element.descendants_it().any(|inner| is_post(&inner))
}

/// A footer inside a quotation names its author.
fn is_quoted(element: &NodeRef) -> bool {
    element.has_name("footer") && element.ancestors_it(Some(4)).any(|outer| outer.has_name("blockquote"))
}

/// Removes a heading over boilerplate with its box, or with the list behind it.
fn remove_headed(element: &NodeRef, sizes: &Sizes, total: usize) {
    let tag = element.node_name().unwrap_or_default();
    if !matches!(&*tag, "h2" | "h3" | "h4" | "h5" | "h6" | "strong" | "b" | "p" | "div" | "span" | "header")
        || sizes.of(element) > 60
    {
        return;
    }
    let text = element.text().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let is_head = HEADINGS.iter().any(|head| text.starts_with(head))
        && text.split(' ').count() <= 6
        && !text.ends_with('.');
    if !is_head {
        return;
    }
    let is_heading = tag.starts_with('h');
    // The smallest element around the heading that holds more than the heading.
    let mut around = *element;
    while let Some(outer) =
        around.parent().filter(|outer| sizes.of(outer) <= sizes.of(element) + 2 && !is_root(outer))
    {
        around = outer;
    }
    if let Some(container) =
        around.parent().filter(|outer| outer.is_element() && !is_root(outer) && !outer.has_name("article"))
    {
        let small = sizes.of(&container) * 8 < total && !holds_title(&container) && !is_post(&container);
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

/// Characters of text, white space aside, inside each element.
struct Sizes(HashMap<NodeId, usize>);

impl Sizes {
    fn new(body: &NodeRef) -> Self {
        let nodes: Vec<NodeRef> = std::iter::once(*body).chain(body.descendants_it()).collect();
        let mut sizes: HashMap<NodeId, usize> = HashMap::with_capacity(nodes.len());
        // Children come behind their parents, so the reverse order has every child's sum before it is added.
        for node in nodes.iter().rev() {
            let own = if node.is_text() {
                node.text().chars().filter(|character| !character.is_whitespace()).count()
            } else {
                0
            };
            let size = *sizes.entry(node.id).and_modify(|size| *size += own).or_insert(own);
            if let Some(parent) = node.parent() {
                *sizes.entry(parent.id).or_default() += size;
            }
        }
        Self(sizes)
    }

    fn of(&self, node: &NodeRef) -> usize {
        self.0.get(&node.id).copied().unwrap_or(0)
    }
}
