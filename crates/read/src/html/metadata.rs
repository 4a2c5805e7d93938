//! Metadata of a page: title, authors, outlet, address, publication date, language.

mod authors;
mod places;
mod published;

use dom_query::{Document, NodeRef};
use types::Published;

use self::places::Places;
use super::{json_ld, leaves::short_text};

/// What a page says about itself.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) byline: Vec<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<Published>,
    /// ISO 8601.
    pub(crate) modified: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) language: Option<String>,
}

const SECTION_NAMES: &[&str] = &[
    "article:section",
    "og:article:section",
    "parsely-section",
    "cxenseparse:section",
    "section",
    "articlesection",
];
const TITLE_NAMES: &[&str] = &[
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
];
const OUTLET_NAMES: &[&str] = &[
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "citation_journal_title",
    "al:ios:app_name",
];

/// A page and what is known about it before its authors and its date are.
struct Source<'page> {
    places: &'page Places<'page>,
    /// Position of the headline among the elements of the body.
    headline: Option<usize>,
    /// Its address, given or canonical.
    url: Option<&'page str>,
    language: Option<&'page str>,
    /// Whether 3/5/2021 is the fifth of March there.
    month_first: bool,
}

/// All `<meta>` values: (lower-case name or property, value), in order.
struct MetaTags(Vec<(String, String)>);

impl MetaTags {
    fn of(places: &Places) -> Self {
        let named = places.metas.iter().filter_map(|tag| {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| tag.attr(key))?;
            let value = unescape(&tag.attr("content")?);
            (!value.is_empty()).then(|| (name.trim().to_lowercase(), value))
        });
        Self(named.collect())
    }

    /// All values of one name.
    fn all<'tags>(&'tags self, name: &'tags str) -> impl Iterator<Item = &'tags str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of the first of `names` that is there.
    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).next()).map(str::to_owned)
    }
}

/// Reads the metadata of `page`, whose boilerplate must still be there. `address` is where it was published, as far
/// as the input knows.
pub(crate) fn metadata(page: &Document, address: Option<&str>, notes: &mut Vec<String>) -> Metadata {
    let places = Places::of(page);
    let scripts: Vec<String> = places
        .scripts
        .iter()
        .filter(|script| script.attr_or("type", "").to_lowercase().contains("ld+json"))
        .map(|script| script.text().to_string())
        .collect();
    let article = json_ld::article(&scripts, notes);
    let meta = MetaTags::of(&places);
    let page_title = places.titles.iter().find_map(text_of);
    let is_name = |name: &String| !name.is_empty() && page_title.as_deref() != Some(name.as_str());
    let outlet = article
        .publisher
        .as_deref()
        .map(unescape)
        .filter(is_name)
        .or_else(|| meta.first(OUTLET_NAMES).filter(is_name))
        .map(|name| name.trim_start_matches('@').to_owned());
    let headlines: Vec<String> = article
        .headline
        .as_deref()
        .map(unescape)
        .into_iter()
        .chain(meta.first(TITLE_NAMES))
        .filter(|title| !title.is_empty())
        .collect();
    let title = title(&places, &headlines, page_title.as_deref(), outlet.as_deref());
    let outlet = outlet.or_else(|| site_suffix(page_title.as_deref()?, title.as_deref()?));
    let url = url(&places, &meta, article.url.as_deref());
    let language = language(&places, &meta, article.language.as_deref());
    let source = Source {
        headline: headline(&places, title.as_deref()),
        places: &places,
        url: address.or(url.as_deref()),
        language: language.as_deref(),
        month_first: language.as_deref().is_none_or(|tag| matches!(tag, "en" | "en-US" | "en-us")),
    };
    Metadata {
        byline: authors::authors(&source, &article, &meta, outlet.as_deref()),
        published: published::published(&source, &article, &meta),
        modified: published::modified(&source, &article, &meta).map(|date| date.value),
        section: article
            .section
            .as_deref()
            .map(unescape)
            .or_else(|| meta.first(SECTION_NAMES))
            .filter(|section| section.len() <= 120),
        url,
        language,
        title,
        outlet,
    }
}

fn text_of(element: &NodeRef) -> Option<String> {
    let text = element.text().split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// One line of text with the entities decoded that were escaped twice (JSON-LD and feeds do it).
fn unescape(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if !value.contains('&') {
        return value;
    }
    let decoded = Document::fragment(value.replace('<', "&lt;")).text().to_string();
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a title without marks and case, to compare titles.
fn words(title: &str) -> Vec<String> {
    title
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The headline: the `<h1>` that the metadata confirms, else the metadata's, without the outlet's name behind it.
fn title(
    places: &Places,
    headlines: &[String],
    page_title: Option<&str>,
    outlet: Option<&str>,
) -> Option<String> {
    let confirmed = |heading: &str| {
        let own = words(heading);
        headlines.iter().map(String::as_str).chain(page_title).any(|other| {
            let other = words(other);
            let shared = own.iter().filter(|word| other.contains(word)).count();
            own.len() >= 2 && shared * 10 >= own.len() * 7 && shared * 2 >= other.len().min(own.len() + 6)
        })
    };
    let first_headings: Vec<String> =
        places.headings.iter().take(10).filter_map(|heading| short_text(heading, 600)).collect();
    if let Some(heading) = first_headings.iter().find(|heading| confirmed(heading)) {
        return Some(heading.clone());
    }
    if let Some(headline) = headlines.first() {
        return Some(without_site(headline, outlet).to_owned());
    }
    match (first_headings.first(), page_title) {
        (_, Some(title)) if outlet.is_some() => Some(without_site(title, outlet).to_owned()),
        (Some(heading), _) => Some(heading.clone()),
        (None, Some(title)) => Some(title.to_owned()),
        (None, None) => None,
    }
}

/// Where the headline stands among the elements of the body: the `<h1>` that has the title's words, else another heading
/// that has them, else the first `<h1>`.
fn headline(places: &Places, title: Option<&str>) -> Option<usize> {
    let wanted = title.map(words).filter(|wanted| wanted.len() >= 2);
    let is_title = |heading: &NodeRef| {
        wanted
            .as_ref()
            .is_some_and(|wanted| short_text(heading, 600).is_some_and(|heading| words(&heading) == *wanted))
    };
    let is_heading = |element: &NodeRef, levels: &[&str]| {
        element.qual_name_ref().is_some_and(|name| levels.contains(&&*name.local))
    };
    let of_level = |levels: &'static [&'static str]| {
        places.elements.iter().enumerate().filter(move |(_, element)| is_heading(element, levels))
    };
    let titled = |levels| of_level(levels).take(40).find(|(_, heading)| is_title(heading));
    titled(&["h1"])
        .or_else(|| titled(&["h2", "h3", "h4", "h5", "h6"]))
        .or_else(|| of_level(&["h1"]).next())
        .map(|(position, _)| position)
}

const SEPARATORS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / "];

/// "Headline | The Outlet" as "Headline", when the outlet is known by that name.
fn without_site<'title>(title: &'title str, outlet: Option<&str>) -> &'title str {
    let Some(outlet) = outlet.map(words) else { return title };
    for separator in SEPARATORS {
        if let Some((head, tail)) = title.rsplit_once(separator)
            && (words(tail) == outlet || words(tail).iter().all(|word| outlet.contains(word)))
        {
            return head.trim();
        }
        if let Some((head, tail)) = title.split_once(separator)
            && words(head) == outlet
        {
            return tail.trim();
        }
    }
    title
}

/// The outlet in "Headline - The Outlet" or "The Outlet: Headline", given the headline.
fn site_suffix(page_title: &str, title: &str) -> Option<String> {
    let rest = page_title.strip_prefix(title).or_else(|| page_title.strip_suffix(title))?;
    let name =
        rest.trim_matches(|character: char| character.is_whitespace() || "|-–—:·•»/".contains(character));
    (!name.is_empty() && name.len() <= 60 && name.split_whitespace().count() <= 6).then(|| name.to_owned())
}

fn url(places: &Places, meta: &MetaTags, from_script: Option<&str>) -> Option<String> {
    let canonical = places.canonical.as_deref().map(|href| href.trim().to_owned());
    [canonical, meta.first(&["og:url"]), from_script.map(str::to_owned)]
        .into_iter()
        .flatten()
        .find(|url| url.starts_with("http://") || url.starts_with("https://"))
}

/// BCP 47 tag of the page's language.
fn language(places: &Places, meta: &MetaTags, from_script: Option<&str>) -> Option<String> {
    let attribute = places
        .html
        .and_then(|html| html.attr("lang").or_else(|| html.attr("xml:lang")))
        .map(|tag| tag.to_string());
    let told = meta.first(&["content-language", "dc.language", "og:locale", "inlanguage"]);
    [attribute, from_script.map(str::to_owned), told]
        .into_iter()
        .flatten()
        .map(|tag| canonical_tag(&tag))
        .find(|tag| {
            let mut parts = tag.split('-');
            let is_language = parts.next().is_some_and(|part| {
                (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
            });
            is_language
                && parts.all(|part| {
                    (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                })
        })
}

/// `tag` as BCP 47 recommends to write it: "DE_at" as "de-AT".
fn canonical_tag(tag: &str) -> String {
    let tag = tag.trim().replace('_', "-").to_lowercase();
    match tag.split_once('-') {
        Some((language, region)) if region.len() == 2 => format!("{language}-{}", region.to_uppercase()),
        _ => tag,
    }
}
