//! The elements of a page in which its metadata stands, found in one walk: a walk for each question would take longer
//! than all else that is done with a page.

use dom_query::{Document, NodeRef};

/// Elements of a page by what they may say about it, each list in the order of the page.
pub(super) struct Places<'page> {
    pub(super) html: Option<NodeRef<'page>>,
    /// `<meta>` with content.
    pub(super) metas: Vec<NodeRef<'page>>,
    pub(super) scripts: Vec<NodeRef<'page>>,
    /// `<title>`, those of the head first.
    pub(super) titles: Vec<NodeRef<'page>>,
    /// `<h1>`.
    pub(super) headings: Vec<NodeRef<'page>>,
    /// The address in the first `<link rel=canonical>`.
    pub(super) canonical: Option<String>,
    /// All elements inside the body.
    pub(super) elements: Vec<NodeRef<'page>>,
}

impl<'page> Places<'page> {
    pub(super) fn of(page: &'page Document) -> Self {
        let mut places = Self {
            html: None,
            metas: Vec::new(),
            scripts: Vec::new(),
            titles: Vec::new(),
            headings: Vec::new(),
            canonical: None,
            elements: Vec::new(),
        };
        let body = page.body();
        let mut in_body = false;
        for node in page.root().descendants_it() {
            let Some(name) = node.qual_name_ref() else { continue };
            // What comes behind the body in the order of the page is inside it: the parser makes nothing else.
            if in_body {
                places.elements.push(node);
            }
            in_body |= body.is_some_and(|body| body.id == node.id);
            match &*name.local {
                "html" if places.html.is_none() => places.html = Some(node),
                "meta" if node.has_attr("content") => places.metas.push(node),
                "script" => places.scripts.push(node),
                "title" => places.titles.push(node),
                "h1" => places.headings.push(node),
                "link" if places.canonical.is_none() && is_canonical(&node) => {
                    places.canonical = node.attr("href").map(|href| href.to_string());
                }
                _ => {}
            }
        }
        places.titles.sort_by_key(|title| !title.parent().is_some_and(|parent| parent.has_name("head")));
        places
    }
}

fn is_canonical(link: &NodeRef) -> bool {
    link.attr("rel").is_some_and(|relation| relation.split_ascii_whitespace().any(|name| name == "canonical"))
        && link.has_attr("href")
}
