//! Who wrote a page.

use dom_query::{NodeId, NodeRef};

use super::{MetaTags, Source, words};
use crate::{
    byline::{byline, is_name, names_in},
    html::{boilerplate::names, json_ld, leaves::short_text, world_dates::written_date},
};

const AUTHOR_NAMES: &[&str] = &[
    "author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.name",
    "dc.contributor",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "byl",
    "rnews:author",
    "article.author",
    "cxenseparse:author",
    "article:author",
    "og:article:author",
    "og:author",
    "twitter:data1",
];

/// Elements that are an author's name and nothing else: account names count there too.
const NAMED: &[&str] = &[
    "[itemprop~=author] [itemprop~=name]",
    "[rel~=author]",
    ".author.vcard .fn",
    ".vcard.author .fn",
    ".byline .fn",
    ".author-name",
    ".author__name",
    ".byline__name",
    ".byline-name",
    ".byline a",
    ".post-author a",
    ".post-author-name",
    ".entry-author",
    ".author a",
    "[class*=author] a[href*='/author']",
    "a[href*='/author/']",
    "a[href*='/autor/']",
    "a[href*='/auteur/']",
    "a[href*='/autoren/']",
    "[itemprop~=author]",
    ".node__submitted .username",
    ".submitted .username",
];

/// Elements that may hold one among other words.
const SHOWN: &[&str] = &[
    ".byline",
    ".author",
    ".autor",
    ".auteur",
    ".authors",
    "[class*=byline]",
    "[class*=Byline]",
    "[class*=author]",
    "[class*=Author]",
    "[class*=autor]",
    "[class*=Autor]",
    "[class*=auteur]",
    "[id*=author]",
];

/// Openings of a byline, lower case, beside the English ones.
const OPENINGS: &[&str] = &[
    "veröffentlicht von ",
    "geschrieben von ",
    "verfasst von ",
    "erstellt von ",
    "gespeichert von ",
    "eingestellt von ",
    "zeige alle beiträge von ",
    "alle beiträge von ",
    "alle artikel von ",
    "beiträge von ",
    "artikel von: ",
    "artikel von ",
    "view all posts by ",
    "posts by ",
    "ein beitrag von ",
    "eine kolumne von ",
    "publicado por ",
    "escrito por ",
    "publié par ",
    "écrit par ",
    "scritto da ",
    "autor/in: ",
    "autor/-in: ",
    "autorin: ",
    "autoren: ",
    "autor: ",
    "auteur : ",
    "auteur: ",
    "autore: ",
    "redaktion: ",
    "text: ",
    "written by ",
    "posted by ",
    "by ",
    "von: ",
    "von ",
    "par ",
    "por: ",
    "por ",
    "di ",
    "da ",
    "door ",
    "av ",
    "af ",
    "przez ",
];

/// Words that name boxes in which other people than the author stand.
const OTHERS: &[&str] =
    &["comment", "comments", "related", "sidebar", "footer", "recent", "popular", "commentlist", "respond"];

/// The authors' names, one each. What the page tells machines counts first, then what it shows; but a person counts
/// before a desk, an account or the outlet.
pub(super) fn authors(
    source: &Source,
    article: &json_ld::Article,
    meta: &MetaTags,
    outlet: Option<&str>,
) -> Vec<String> {
    let scripted = || article.authors.iter().map(|author| super::unescape(author));
    let ways: [&dyn Fn() -> Vec<String>; 6] = [
        &|| listed(scripted(), outlet),
        &|| tagged(meta, outlet),
        &|| marked(source, outlet),
        &|| first_byline(source),
        // A page that its outlet wrote: a person's own site, or nobody's name.
        &|| listed(scripted(), None),
        &|| {
            Some(tagged(meta, None)).filter(|names| !names.is_empty()).unwrap_or_else(|| marked(source, None))
        },
    ];
    let mut first = Vec::new();
    for way in ways {
        let names = way();
        if names.iter().any(|name| is_person(name)) {
            return names;
        }
        if first.is_empty() {
            first = names;
        }
    }
    first
}

/// Whether `name` can be a person's full name.
fn is_person(name: &str) -> bool {
    const NO_PERSONS: &[&str] = &[
        "agency",
        "agenturen",
        "association",
        "blog",
        "bureau",
        "center",
        "company",
        "desk",
        "editorial",
        "editors",
        "ev",
        "foundation",
        "gmbh",
        "group",
        "inc",
        "institute",
        "magazin",
        "magazine",
        "media",
        "network",
        "news",
        "online",
        "post",
        "press",
        "presse",
        "redaccion",
        "redacción",
        "redaktion",
        "report",
        "reporter",
        "reporters",
        "rédaction",
        "service",
        "staff",
        "stiftung",
        "team",
        "times",
        "today",
        "verband",
        "verlag",
        "writer",
    ];
    let parts: Vec<&str> = name.split_whitespace().collect();
    (2..=5).contains(&parts.len())
        && is_name(&parts)
        && !words(name).iter().any(|word| NO_PERSONS.contains(&word.as_str()))
}

/// The names in `<meta>` tags.
fn tagged(meta: &MetaTags, outlet: Option<&str>) -> Vec<String> {
    for key in AUTHOR_NAMES {
        // "twitter:data1" is an author only where its label says so.
        if *key == "twitter:data1" && !meta.all("twitter:label1").any(is_label_of_author) {
            continue;
        }
        let found = listed(meta.all(key).map(str::to_owned), outlet);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The names in elements that mark-up names for their author; in the first such element and those beside it.
fn marked(source: &Source, outlet: Option<&str>) -> Vec<String> {
    for (selectors, alone) in [(NAMED, true), (SHOWN, false)] {
        for selector in selectors {
            let elements = source.page.select(selector);
            let mut own = elements.nodes().iter().filter(|element| !is_of_others(element)).peekable();
            let around = own.peek().map(|first| box_of(first));
            let values: Vec<String> = own
                .take(6)
                .take_while(|element| Some(box_of(element)) == around)
                .filter_map(|element| {
                    let content = element.attr("content").map(|content| content.to_string());
                    content.or_else(|| short_text(element, 120))
                })
                .collect();
            // "von jo" names an account, "jo" alone may be anything.
            let is_opened = values.iter().any(|value| without_opening(value).is_some());
            let mut found = listed(values.into_iter(), outlet);
            found.retain(|name| {
                let words = name.split_whitespace().count();
                (2..=5).contains(&words) || ((alone || is_opened) && words == 1)
            });
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// The element two steps around `element`.
fn box_of(element: &NodeRef) -> Option<NodeId> {
    let parent = element.parent()?;
    Some(parent.parent().unwrap_or(parent).id)
}

fn is_of_others(element: &NodeRef) -> bool {
    element.ancestors_it(Some(5)).any(|outer| {
        !outer.has_name("body") && names(&outer).iter().any(|name| OTHERS.contains(&name.as_str()))
    })
}

/// The names in the first short text behind the headline (or on the page, if there is none) that is a byline.
fn first_byline(source: &Source) -> Vec<String> {
    let Some(body) = source.page.body() else { return Vec::new() };
    let elements: Vec<NodeRef> = body.descendants_it().filter(NodeRef::is_element).collect();
    let headline = elements.iter().position(|element| element.has_name("h1")).unwrap_or(0);
    let read = |element: &NodeRef| -> Option<Vec<String>> {
        if matches!(element.node_name().as_deref(), Some("script" | "style" | "title")) {
            return None;
        }
        let text = short_text(element, 100)?;
        let text = text.trim_start_matches(['-', '–', '—', ' ']);
        if let Some(name) = behind_date(text) {
            return Some(vec![name]);
        }
        let line = match without_opening(text) {
            Some(name) if is_several_words(name) => byline(&format!("By {name}")),
            _ => byline(text).filter(|line| line.names.iter().any(|name| is_several_words(name))),
        }?;
        Some(line.names).filter(|_| !is_of_others(element))
    };
    elements[headline..].iter().take(MOST_ELEMENTS).find_map(read).unwrap_or_default()
}

/// "11.12.2019 - Jane Doe", "4 May 2021 | 13:10 | Jane Doe": the name.
fn behind_date(text: &str) -> Option<String> {
    let date = written_date(text, true).filter(|date| date.start < 4)?;
    let (at, mark) = text.rmatch_indices(['-', '–', '|', '·']).find(|(at, _)| text[..*at].ends_with(' '))?;
    let name = text[at + mark.len()..].trim();
    (at > date.start && is_person(name) && name.split(' ').count() <= 3).then(|| name.to_owned())
}

/// Elements behind the headline in which a byline is looked for.
const MOST_ELEMENTS: usize = 400;

fn is_several_words(name: &str) -> bool {
    (2..=8).contains(&name.split_whitespace().count())
}

fn is_label_of_author(label: &str) -> bool {
    let label = label.to_lowercase();
    [
        "written by",
        "verfasst von",
        "geschrieben von",
        "escrito por",
        "écrit par",
        "scritto da",
        "geschreven door",
        "napisane przez",
        "skrevet af",
        "skriven av",
    ]
    .iter()
    .any(|known| label.starts_with(known))
}

/// The names in `values`, each once.
fn listed(values: impl Iterator<Item = String>, outlet: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in values.filter(|value| !value.contains("://") && !value.starts_with("//")) {
        let value = without_handle(value.trim().trim_start_matches(['©', '-', '–', ' ']));
        let value = written_date(value, true).map_or(value, |date| value[..date.start].trim());
        let value = without_opening(value).unwrap_or(value);
        let value = [" am ", " vom ", " on "]
            .iter()
            .fold(value, |value, end| value.split_once(end).map_or(value, |(name, _)| name));
        let value = [" und ", " And ", " et ", " y ", " och ", " og ", " en ", " / "]
            .iter()
            .fold(in_order(value), |value, and| value.replace(and, ", "));
        for name in names_in(&value) {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) && is_author(&name, outlet) {
                names.push(name);
            }
        }
    }
    names
}

/// "Jane Doe @janedoe" as "Jane Doe".
fn without_handle(value: &str) -> &str {
    match value.rsplit_once([' ', '(']) {
        Some((name, handle)) if handle.starts_with('@') => name.trim(),
        _ => value,
    }
}

fn without_opening(value: &str) -> Option<&str> {
    OPENINGS.iter().find_map(|opening| {
        let head = value.get(..opening.len())?;
        (head.to_lowercase() == **opening).then(|| value[opening.len()..].trim())
    })
}

/// "Doe, Jane" (as citation metadata has it) as "Jane Doe".
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first))
            if !first.contains(',')
                && last.split_whitespace().count() == 1
                && (1..=2).contains(&first.split_whitespace().count()) =>
        {
            format!("{} {last}", first.trim())
        }
        _ => name.to_owned(),
    }
}

/// Whether `name` can be an author: neither the outlet itself nor an account name nor a link's words.
fn is_author(name: &str, outlet: Option<&str>) -> bool {
    let has_digit = name.contains(|character: char| character.is_ascii_digit());
    let is_account = name.contains(['@', '_', '[', '»', '…', ':', '©'])
        || (has_digit && name.contains(' '))
        || matches!(
            name.to_lowercase().as_str(),
            "admin"
                | "administrator"
                | "editor"
                | "staff"
                | "unknown"
                | "null"
                | "none"
                | "webmaster"
                | "author"
                | "autor"
                | "read more"
                | "more"
                | "profile"
                | "website"
                | "by"
                | "phd"
                | "ph.d"
                | "md"
                | "ms"
                | "rd"
                | "rn"
                | "mph"
                | "mba"
                | "jd"
                | "esq"
                | "von"
        );
    let is_outlet = outlet.is_some_and(|outlet| words(outlet) == words(name));
    !is_account && !is_outlet && name.len() <= 80 && name.chars().any(char::is_alphabetic)
}
