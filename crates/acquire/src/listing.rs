//! Feeds and sitemaps: what they list, and the articles that feeds hold themselves.

use feed_rs::model::{Entry, Feed};
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use types::{Body, Given, Origin, Page};
use url::Url;

use crate::AcquireError;

/// What a list names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// The address of a page, and what the list says about its last change, as it is written there.
    Page { url: String, listed: Option<String> },
    /// The address of another list.
    List { url: String },
    /// An item (from 1) that names no page.
    Nothing { item: usize },
}

/// A feed or sitemap as far as it was read.
pub(crate) struct Listing {
    /// The list itself.
    pub(crate) origin: Origin,
    pub(crate) items: std::vec::IntoIter<Item>,
}

/// The articles in a feed, and the addresses of those that it only names. `base` is the address of the feed.
pub(crate) fn feed(
    origin: &Origin,
    bytes: &[u8],
    base: Option<&Url>,
) -> Result<Vec<(Item, Option<Page>)>, AcquireError> {
    let parser = feed_rs::parser::Builder::new().base_uri(base.map(Url::as_str)).build();
    let feed = parser.parse(bytes).map_err(|error| AcquireError::List {
        origin: origin.clone(),
        what: "feed",
        reason: error.to_string(),
    })?;
    let items = feed.entries.iter().zip(1..).map(|(entry, item)| {
        let url = link(entry, base);
        let listed = entry.updated.or(entry.published).map(|time| time.to_rfc3339());
        let page = held(origin, &feed, entry, item, url.clone());
        (url.map_or(Item::Nothing { item }, |url| Item::Page { url, listed }), page)
    });
    Ok(items.collect())
}

/// The address of an item's page.
fn link(entry: &Entry, base: Option<&Url>) -> Option<String> {
    let is_page = |rel: Option<&str>| matches!(rel, None | Some("alternate"));
    let link = entry.links.iter().find(|link| is_page(link.rel.as_deref()))?;
    let href = link.href.trim();
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// The article that an item holds whole; none when it has only a summary.
fn held(origin: &Origin, feed: &Feed, entry: &Entry, item: usize, url: Option<String>) -> Option<Page> {
    let content = entry.content.as_ref()?;
    let body = content.body.as_deref().filter(|body| !body.trim().is_empty())?;
    let body = if content.content_type.as_str() == "text/plain" {
        Body::Text(body.to_owned())
    } else {
        // A page of its own, so that the title is found where pages have it. The mark says that it is UTF-8.
        Body::Html(
            format!("\u{feff}<!DOCTYPE html><html><body><article>{body}</article></body></html>")
                .into_bytes(),
        )
    };
    let text =
        |text: &feed_rs::model::Text| Some(text.content.trim().to_owned()).filter(|text| !text.is_empty());
    let authors = if entry.authors.is_empty() { &feed.authors } else { &entry.authors };
    let given = Given {
        url,
        title: entry.title.as_ref().and_then(text),
        outlet: feed.title.as_ref().and_then(text),
        byline: authors
            .iter()
            .filter_map(|author| {
                Some(author.name.as_deref()?.trim().to_owned()).filter(|name| !name.is_empty())
            })
            .collect(),
        published: entry.published.map(|time| time.to_rfc3339()),
        language: entry.language.clone().or_else(|| feed.language.clone()),
        ..Given::default()
    };
    Some(Page { origin: Origin::Item(Box::new(origin.clone()), item), body, given })
}

/// The addresses in a sitemap, or in an index of sitemaps.
pub(crate) fn sitemap(origin: &Origin, bytes: &[u8], base: Option<&Url>) -> Result<Vec<Item>, AcquireError> {
    let wrong = |reason: String| AcquireError::List { origin: origin.clone(), what: "sitemap", reason };
    // Their specification knows UTF-8 alone; a wrong byte spoils only the address in which it stands.
    let xml = String::from_utf8_lossy(bytes);
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut items, mut path) = (Vec::new(), Vec::<String>::new());
    let (mut address, mut listed, mut text) = (None, None, String::new());
    loop {
        match reader.read_event() {
            Err(error) => return Err(wrong(error.to_string())),
            Ok(Event::Eof) if path.is_empty() => return Ok(items),
            Ok(Event::Eof) => return Err(wrong("it ends too early".to_owned())),
            Ok(Event::Start(tag)) => {
                if path.len() >= DEPTH {
                    return Err(wrong(format!("its elements are nested more than {DEPTH} deep")));
                }
                path.push(tag.local_name().as_ref().to_owned());
                text.clear();
            }
            Ok(Event::Text(piece)) => text.push_str(&piece),
            Ok(Event::CData(piece)) => text.push_str(&piece),
            Ok(Event::GeneralRef(reference)) => {
                let written = format!("&{};", &*reference);
                text.push_str(unescape(&written).as_deref().unwrap_or(&written));
            }
            Ok(Event::End(_)) => {
                let names: Vec<&str> = path.iter().map(String::as_str).collect();
                match names.as_slice() {
                    [_, "url" | "sitemap", "loc"] => address = Some(text.trim().to_owned()),
                    [_, "url" | "sitemap", "lastmod"] => listed = Some(text.trim().to_owned()),
                    [_, kind @ ("url" | "sitemap")] => {
                        let address = address.take().and_then(|address: String| joined(&address, base));
                        let listed = listed.take();
                        match address {
                            Some(url) if *kind == "sitemap" => items.push(Item::List { url }),
                            Some(url) => items.push(Item::Page { url, listed }),
                            None => items.push(Item::Nothing { item: items.len() + 1 }),
                        }
                    }
                    _ => {}
                }
                path.pop();
                text.clear();
            }
            Ok(_) => {}
        }
    }
}

/// Sitemaps need four levels; extensions a few more.
const DEPTH: usize = 32;

fn joined(address: &str, base: Option<&Url>) -> Option<String> {
    let url = match base {
        Some(base) => base.join(address).ok()?,
        None => Url::parse(address).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, listed: Option<&str>) -> Item {
        Item::Page { url: url.to_owned(), listed: listed.map(str::to_owned) }
    }

    #[test]
    fn sitemaps_name_pages_and_sitemaps() {
        let pages = br#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
            <url><loc> https://a.example/1?x=1&amp;y=2 </loc><lastmod>2024-05-01</lastmod>
              <image:image><image:loc>https://a.example/1.png</image:loc></image:image></url>
            <url><loc><![CDATA[https://a.example/2]]></loc></url><url><loc>ftp://a.example/3</loc></url></urlset>"#;
        let expected = [
            page("https://a.example/1?x=1&y=2", Some("2024-05-01")),
            page("https://a.example/2", None),
            Item::Nothing { item: 3 },
        ];
        assert_eq!(sitemap(&Origin::Stdin, pages, None).unwrap(), expected);
        let index =
            b"<sitemapindex><sitemap><loc>/news.xml</loc><lastmod>x</lastmod></sitemap></sitemapindex>";
        let base = Url::parse("https://a.example/sitemap.xml").unwrap();
        assert_eq!(
            sitemap(&Origin::Stdin, index, Some(&base)).unwrap(),
            [Item::List { url: "https://a.example/news.xml".to_owned() }]
        );
        assert!(sitemap(&Origin::Stdin, b"<urlset><url>", None).is_err());
        assert!(sitemap(&Origin::Stdin, "<a>".repeat(100).as_bytes(), None).is_err());
    }

    #[test]
    fn feeds_name_pages_and_hold_articles() {
        let rss = br#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
            <title>Calder Courier</title><language>en-GB</language>
            <item><title>Bridge</title><link>https://a.example/1</link><pubDate>Wed, 22 May 2024 10:00:00 +0200</pubDate>
              <author>x@a.example (Ada Holt)</author><content:encoded><![CDATA[<p>It opens.</p>]]></content:encoded></item>
            <item><title>Only words</title><description>Short.</description></item></channel></rss>"#;
        let found = feed(&Origin::Stdin, rss, None).unwrap();
        let (first, article) = &found[0];
        assert_eq!(*first, page("https://a.example/1", Some("2024-05-22T08:00:00+00:00")));
        let article = article.as_ref().unwrap();
        assert_eq!(article.origin.to_string(), "stdin#1");
        assert_eq!(article.given.title.as_deref(), Some("Bridge"));
        assert_eq!(article.given.outlet.as_deref(), Some("Calder Courier"));
        assert_eq!(article.given.published.as_deref(), Some("2024-05-22T08:00:00+00:00"));
        assert!(
            matches!(&article.body, Body::Html(html) if String::from_utf8_lossy(html).contains("<p>It opens.</p>"))
        );
        assert_eq!(found[1].0, Item::Nothing { item: 2 });
        assert!(found[1].1.is_none());

        let atom = br#"<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>x</id><updated>2024-05-22T10:00:00Z</updated>
            <entry><id>1</id><title>A</title><updated>2024-05-22T10:00:00Z</updated>
            <link rel="enclosure" href="https://a.example/sound"/><link href="/two"/></entry></feed>"#;
        let base = Url::parse("https://a.example/feed").unwrap();
        let found = feed(&Origin::Stdin, atom, Some(&base)).unwrap();
        assert_eq!(found[0].0, page("https://a.example/two", Some("2024-05-22T10:00:00+00:00")));

        let json = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items":
            [{"id": "1", "url": "https://a.example/3", "content_html": "<p>Three.</p>"}]}"#;
        let found = feed(&Origin::Stdin, json, None).unwrap();
        assert_eq!(found[0].0, page("https://a.example/3", None));
        assert!(found[0].1.is_some());
        assert!(feed(&Origin::Stdin, b"<rss><channel>", None).is_err());
    }
}
