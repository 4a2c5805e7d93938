//! Metadata of a page: title, authors, outlet, address, publication date, language.

use dom_query::Document;
use types::{Published, PublishedBasis};

use super::json_ld;
use crate::{
    byline::{byline, names_in},
    dates::date_line,
};

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

const PUBLISHED_NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article.published",
    "article:published",
    "published_time",
    "originalpublicationdate",
    "rnews:datepublished",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "release_date",
    "date",
];
const MODIFIED_NAMES: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
];
const SECTION_NAMES: &[&str] = &[
    "article:section",
    "og:article:section",
    "parsely-section",
    "cxenseparse:section",
    "section",
    "articlesection",
];
const AUTHOR_NAMES: &[&str] = &[
    "author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.name",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "byl",
    "rnews:author",
    "article.author",
    "cxenseparse:author",
    "article:author",
    "og:article:author",
    "twitter:data1",
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

/// Reads the metadata of `page`, whose boilerplate must still be there.
pub(crate) fn metadata(page: &Document, notes: &mut Vec<String>) -> Metadata {
    let scripts: Vec<String> = page
        .select("script[type]")
        .iter()
        .filter(|script| script.attr_or("type", "").to_lowercase().contains("ld+json"))
        .map(|script| script.text().to_string())
        .collect();
    let article = json_ld::article(&scripts, notes);
    let meta = meta(page);
    let get = |names: &[&str]| {
        names.iter().find_map(|name| meta.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    };
    let page_title = text_of(page, "head title").or_else(|| text_of(page, "title"));
    let outlet = article.publisher.as_deref().map(unescape).or_else(|| get(OUTLET_NAMES));
    let headlines: Vec<String> = article
        .headline
        .as_deref()
        .map(unescape)
        .into_iter()
        .chain(get(TITLE_NAMES))
        .filter(|title| !title.is_empty())
        .collect();
    let title = title(page, &headlines, page_title.as_deref(), outlet.as_deref());
    let outlet = outlet.or_else(|| site_suffix(page_title.as_deref()?, title.as_deref()?));
    Metadata {
        byline: authors(page, &article, &meta, outlet.as_deref()),
        published: published(page, article.published.as_deref(), &meta),
        modified: article
            .modified
            .or_else(|| get(MODIFIED_NAMES))
            .and_then(|value| metadata_date(&value))
            .map(|date| date.value),
        section: article
            .section
            .as_deref()
            .map(unescape)
            .or_else(|| get(SECTION_NAMES))
            .filter(|section| section.len() <= 120),
        url: url(page, &get, article.url),
        language: language(page, &get, article.language),
        title,
        outlet,
    }
}

/// All `<meta>` values: (lower-case name or property, value), in order.
fn meta(page: &Document) -> Vec<(String, String)> {
    page.select("meta[content]")
        .iter()
        .filter_map(|tag| {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| tag.attr(key))?;
            let value = unescape(&tag.attr_or("content", ""));
            (!value.is_empty()).then(|| (name.trim().to_lowercase(), value))
        })
        .collect()
}

fn text_of(page: &Document, selector: &str) -> Option<String> {
    let text = page.select(selector).iter().next()?.text().split_whitespace().collect::<Vec<_>>().join(" ");
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
    page: &Document,
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
    let first_headings: Vec<String> = page
        .select("h1")
        .iter()
        .take(10)
        .map(|heading| heading.text().split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|heading| !heading.is_empty() && heading.len() < 600)
        .collect();
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

fn authors(
    page: &Document,
    article: &json_ld::Article,
    meta: &[(String, String)],
    outlet: Option<&str>,
) -> Vec<String> {
    let named = |values: &mut dyn Iterator<Item = String>| {
        let mut names: Vec<String> = Vec::new();
        for name in values
            .filter(|value| !value.contains("://") && !value.starts_with("//"))
            .flat_map(|value| names_in(&in_order(&value)))
        {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) && is_author(&name, outlet) {
                names.push(name);
            }
        }
        names
    };
    let from_script = named(&mut article.authors.iter().map(|author| unescape(author)));
    if !from_script.is_empty() {
        return from_script;
    }
    for key in AUTHOR_NAMES {
        // "twitter:data1" is an author only where its label says so.
        let labelled = *key != "twitter:data1"
            || meta.iter().any(|(name, value)| {
                name == "twitter:label1" && value.to_lowercase().starts_with("written by")
            });
        let found = named(
            &mut meta.iter().filter(|(name, _)| labelled && name == key).map(|(_, value)| value.clone()),
        );
        if !found.is_empty() {
            return found;
        }
    }
    let visible = [
        "[itemprop~=author] [itemprop~=name]",
        "[itemprop~=author]",
        "[rel~=author]",
        ".byline a",
        ".author-name",
        ".byline__name",
        ".byline",
        ".author",
        "[class*=byline]",
        "[class*=Byline]",
    ];
    for selector in visible {
        let texts = page.select(selector);
        let mut values = texts
            .iter()
            .take(4)
            .map(|element| {
                element
                    .attr("content")
                    .unwrap_or_else(|| element.text())
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .filter(|text| text.len() <= 120);
        let found = named(&mut values);
        let found: Vec<String> = found
            .into_iter()
            .filter(|name| name.split_whitespace().count() >= 2 && name.split_whitespace().count() <= 5)
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    page.select("article p, header p, h1 + p, h1 + div, main p")
        .iter()
        .take(6)
        .find_map(|element| byline(&element.text().split_whitespace().collect::<Vec<_>>().join(" ")))
        .map(|line| line.names)
        .unwrap_or_default()
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

/// Whether `name` can be an author: neither the outlet itself nor an account name.
fn is_author(name: &str, outlet: Option<&str>) -> bool {
    let is_account = name.contains(['@', '_'])
        || matches!(
            name.to_lowercase().as_str(),
            "admin" | "administrator" | "editor" | "staff" | "unknown" | "null" | "none" | "webmaster"
        );
    let is_outlet = outlet.is_some_and(|outlet| words(outlet) == words(name));
    !is_account && !is_outlet && name.len() <= 80 && name.chars().any(char::is_alphabetic)
}

fn published(page: &Document, from_script: Option<&str>, meta: &[(String, String)]) -> Option<Published> {
    if let Some(found) = from_script.and_then(metadata_date) {
        return Some(found);
    }
    for key in PUBLISHED_NAMES {
        if let Some(found) =
            meta.iter().filter(|(name, _)| name == key).find_map(|(_, value)| metadata_date(value))
        {
            return Some(found);
        }
    }
    let times = [
        "[itemprop~=datePublished]",
        "time[pubdate]",
        "article time[datetime]",
        "main time[datetime]",
        "time[datetime]",
        ".published[title]",
    ];
    times.iter().find_map(|selector| {
        let elements = page.select(selector);
        elements.iter().take(3).find_map(|element| {
            let value = element
                .attr("datetime")
                .or_else(|| element.attr("content"))
                .or_else(|| element.attr("title"));
            metadata_date(&value.unwrap_or_else(|| element.text()))
        })
    })
}

/// A metadata date in any of its usual forms; the day is the one written, in its own zone.
pub(crate) fn metadata_date(value: &str) -> Option<Published> {
    let value = value.trim();
    let digits = value.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let compact =
        digits.and_then(|digits| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]).parse().ok());
    let iso = value.get(..10).and_then(|day| day.replace('/', "-").parse().ok());
    let date: jiff::civil::Date = iso
        .or(compact)
        .or_else(|| jiff::fmt::rfc2822::parse(value).ok().map(|time| time.date()))
        .or_else(|| date_line(value).and_then(|line| line.date))?;
    (1700..2200).contains(&date.year()).then(|| Published {
        date,
        value: value.to_owned(),
        basis: PublishedBasis::Metadata,
    })
}

fn url(
    page: &Document,
    get: &dyn Fn(&[&str]) -> Option<String>,
    from_script: Option<String>,
) -> Option<String> {
    let canonical = page
        .select("link[rel~=canonical][href]")
        .iter()
        .next()
        .and_then(|link| link.attr("href"))
        .map(|href| href.trim().to_owned());
    [canonical, get(&["og:url"]), from_script]
        .into_iter()
        .flatten()
        .find(|url| url.starts_with("http://") || url.starts_with("https://"))
}

/// BCP 47 tag of the page's language.
fn language(
    page: &Document,
    get: &dyn Fn(&[&str]) -> Option<String>,
    from_script: Option<String>,
) -> Option<String> {
    let attribute = page
        .select("html")
        .iter()
        .next()
        .and_then(|html| html.attr("lang").or_else(|| html.attr("xml:lang")))
        .map(|tag| tag.to_string());
    [attribute, from_script, get(&["content-language", "dc.language", "og:locale", "inlanguage"])]
        .into_iter()
        .flatten()
        .map(|tag| tag.trim().replace('_', "-"))
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
