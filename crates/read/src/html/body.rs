//! Where mark-up itself says that the article's text stands: schema.org and the conventions of widely used systems.

use dom_query::{Document, NodeRef};

/// Class names of an article's text, letters and digits only: WordPress and its themes, Drupal, Blogger, Ghost, and
/// the usual names of newsrooms' own systems.
const NAMES: &[&str] = &[
    "articlebody",
    "articlebodytext",
    "articlecontent",
    "articlecontents",
    "articletext",
    "articlecopy",
    "articlemain",
    "bodycopy",
    "contentbody",
    "entrybody",
    "entrycontent",
    "entrytext",
    "fieldnamebody",
    "ghcontent",
    "itembody",
    "itemfulltext",
    "maincontenttext",
    "newsbody",
    "newscontent",
    "newstext",
    "newsarticlebody",
    "postbody",
    "postcontent",
    "postentry",
    "posttext",
    "richtextarticlebody",
    "singlecontent",
    "storybody",
    "storycontent",
    "storytext",
    "tdpostcontent",
    "textbody",
    "thecontent",
    "wpblockpostcontent",
];

/// Systems put a letter before their names: "c-article-body".
const PREFIXES: &[&str] = &["c-", "m-", "o-", "a-", "l-", "g-", "b-"];

/// The elements that hold the text of the page's only article. Empty when nothing says so, or when several articles do.
pub(crate) fn bodies<'page>(page: &'page Document) -> Vec<NodeRef<'page>> {
    let Some(body) = page.body() else { return Vec::new() };
    let mut found: Vec<NodeRef> = Vec::new();
    for element in body.descendants_it().filter(|node| node.is_element()) {
        if is_named(&element)
            && !element.ancestors_it(None).any(|outer| found.iter().any(|known| known.id == outer.id))
        {
            found.push(element);
        }
        if found.len() > 40 {
            return Vec::new();
        }
    }
    let size = |element: &NodeRef| element.text().len();
    let sizes: Vec<usize> = found.iter().map(size).collect();
    let Some(largest) = (0..found.len()).max_by_key(|&index| sizes[index]) else { return Vec::new() };
    // The parts of one text have one parent; boxes of other articles have each their own.
    let parent = found[largest].parent().map(|parent| parent.id);
    let is_part = |index: &usize| found[*index].parent().map(|parent| parent.id) == parent;
    let parts: Vec<usize> = (0..found.len()).filter(is_part).collect();
    let part: usize = parts.iter().map(|&index| sizes[index]).sum();
    if part * 10 < sizes.iter().sum::<usize>() * 6 {
        return Vec::new();
    }
    parts.into_iter().map(|index| found[index]).collect()
}

/// Whether `element` is named as an article's text by convention.
fn is_named(element: &NodeRef) -> bool {
    if !matches!(element.node_name().as_deref(), Some("div" | "section" | "article" | "main" | "td")) {
        return false;
    }
    let property = element.attr_or("itemprop", "").to_lowercase();
    let class = element.attr_or("class", "").to_lowercase();
    property.split_ascii_whitespace().any(|name| name == "articlebody")
        || class.split_ascii_whitespace().any(|class| {
            let class = PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix)).unwrap_or(class);
            let name: String = class.chars().filter(|character| character.is_alphanumeric()).collect();
            NAMES.contains(&name.as_str())
        })
}
