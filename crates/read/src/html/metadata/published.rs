//! When a page was published.

use dom_query::NodeRef;
use jiff::civil::Date;
use types::{Published, PublishedBasis};

use super::{MetaTags, Source};
use crate::{
    dates::date_line,
    html::{boilerplate::names, json_ld, leaves::short_text, world_dates::written_date},
};

const PUBLISHED_NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "citation_publication_date",
    "citation_online_date",
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
    "sw-pubdate",
];
/// Names that some systems give to the day on which a page was made or printed.
const VAGUE_NAMES: &[&str] = &["date", "dc.date", "dcterms.date"];
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

/// Words in `class`, `id` and `itemprop` of an element that shows when its page was published.
const DATE_WORDS: &[&str] = &[
    "date",
    "datum",
    "time",
    "published",
    "publish",
    "pubdate",
    "publication",
    "posted",
    "datetime",
    "created",
    "dateline",
    "byline",
    "meta",
    "fecha",
    "data",
    "info",
    "submitted",
    "entrydate",
    "postdate",
    "timestamp",
    "kicker",
    "details",
    "docdata",
];

/// Words that name boxes in which other pages' dates stand.
const OTHER_PAGES: &[&str] = &[
    "comment",
    "comments",
    "related",
    "sidebar",
    "footer",
    "nav",
    "recommended",
    "recent",
    "popular",
    "teaser",
    "teasers",
    "trending",
    "latest",
    "event",
    "events",
    "calendar",
    "upcoming",
    "widget",
    "ticker",
    "archive",
    "archives",
    "similar",
    "slider",
    "carousel",
    "news-list",
    "mostread",
    "respond",
    "breaking",
];

/// When the page was published: what it tells machines, else its address, else what it shows.
pub(super) fn published(source: &Source, article: &json_ld::Article, meta: &MetaTags) -> Option<Published> {
    let metadata_date = |value: &str| metadata_date(value, source.month_first);
    let first = |names: &[&str]| names.iter().find_map(|name| meta.all(name).find_map(metadata_date));
    let told = article.published.as_deref().and_then(metadata_date).or_else(|| first(PUBLISHED_NAMES));
    let in_address = source.url.and_then(address_day);
    match (told, in_address) {
        (Some(told), Some(day)) if is_near(told.date, day) && !has_local_zone(&told.value) => {
            Some(Published { date: day, ..told })
        }
        (Some(told), _) if is_zulu(&told.value) => {
            let day = shown(source).map(|shown| shown.date).filter(|&day| is_near(told.date, day));
            Some(Published { date: day.unwrap_or(told.date), ..told })
        }
        (Some(told), _) => Some(told),
        (None, Some(day)) => {
            Some(Published { date: day, value: day.to_string(), basis: PublishedBasis::Metadata })
        }
        (None, None) => marked_up(source)
            .or_else(|| shown(source))
            .or_else(|| first(VAGUE_NAMES))
            .or_else(|| article.uploaded.as_deref().and_then(metadata_date))
            .or_else(|| {
                let changed = modified(source, article, meta)?;
                Some(Published { basis: PublishedBasis::Inferred, ..changed })
            }),
    }
}

/// Zulu time may be a day off the day at the place of publication, which the page's address or its own words have.
fn is_near(one: Date, other: Date) -> bool {
    one == other || one.tomorrow().ok() == Some(other) || one.yesterday().ok() == Some(other)
}

/// Whether `value` has a zone that is not Zulu time: then its day is the one at the place.
fn has_local_zone(value: &str) -> bool {
    value.get(11..).is_some_and(|clock| clock.contains(['+', '-'])) && !value.ends_with("+00:00")
}

/// Whether `value` is in Zulu time, at an hour at which it is another day in America or in East Asia.
fn is_zulu(value: &str) -> bool {
    let hour = value.get(11..13).and_then(|hour| hour.parse::<u8>().ok());
    (value.ends_with('Z') || value.ends_with("+00:00")) && hour.is_some_and(|hour| !(8..14).contains(&hour))
}

/// When the page says that it was last changed.
pub(super) fn modified(source: &Source, article: &json_ld::Article, meta: &MetaTags) -> Option<Published> {
    let metadata_date = |value: &str| metadata_date(value, source.month_first);
    let from_script = article.modified.as_deref().and_then(metadata_date);
    from_script.or_else(|| MODIFIED_NAMES.iter().find_map(|name| meta.all(name).find_map(metadata_date)))
}

/// A metadata date in any of its usual forms, its value in ISO 8601; the day is the one written, in its own zone.
/// `month_first` says how 3/5/2021 is read.
fn metadata_date(value: &str, month_first: bool) -> Option<Published> {
    let value = value.trim();
    let digits = value.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let compact: Option<Date> =
        digits.and_then(|digits| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]).parse().ok());
    let day: Option<Date> = value.get(..10).and_then(|day| day.replace('/', "-").parse().ok());
    let found = if let Some(day) = day {
        Some((day, iso_value(day, &value[10..])))
    } else if let Some(day) = compact {
        Some((day, day.to_string()))
    } else if let Ok(time) = jiff::fmt::rfc2822::parse(value) {
        Some((time.date(), time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()))
    } else if let Some(line) = date_line(value).filter(|line| line.date.is_some()) {
        line.date.zip(line.value)
    } else {
        written_date(value, month_first).map(|written| (written.date, written.value()))
    };
    let (date, value) = found?;
    (1700..2200).contains(&date.year()).then_some(Published { date, value, basis: PublishedBasis::Metadata })
}

/// The day with the time and zone in `rest` ("T23:30:00-05:00", " 23:30"), as far as they can be read.
fn iso_value(day: Date, rest: &str) -> String {
    let clock = rest.trim_start_matches(['T', 't', ' ']).trim_end();
    let length = clock
        .find(|character: char| !(character.is_ascii_digit() || matches!(character, ':' | '.')))
        .unwrap_or(clock.len());
    let (time, zone) = (&clock[..length], clock[length..].trim());
    if time.parse::<jiff::civil::Time>().is_err() || !time.contains(':') {
        return day.to_string();
    }
    let is_offset = zone.starts_with(['+', '-'])
        && zone[1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
        && matches!(zone.len(), 3 | 5 | 6);
    match zone {
        "Z" | "z" | "UTC" | "GMT" => format!("{day}T{time}Z"),
        _ if is_offset && zone.len() == 5 => format!("{day}T{time}{}:{}", &zone[..3], &zone[3..]),
        _ if is_offset => format!("{day}T{time}{zone}"),
        _ => format!("{day}T{time}"),
    }
}

/// "/2021/05/03/", "/2021-05-03-…", "/2021-05/03/" in an address.
fn address_day(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let pieces: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    pieces.windows(3).find_map(|window| {
        let (year, month, day) = (window[0], window[1], window[2]);
        let is_day = year.len() == 4 && month.len() == 2 && day.len() == 2;
        let date: Date = format!("{year}-{month}-{day}").parse().ok().filter(|_| is_day)?;
        (1990..2100).contains(&date.year()).then_some(date)
    })
}

/// The date that mark-up names as the page's.
fn marked_up(source: &Source) -> Option<Published> {
    let metadata_date = |value: &str| metadata_date(value, source.month_first);
    let selectors = [
        "[itemprop~=datePublished]",
        "[property~='schema:datePublished']",
        "[property~='schema:dateCreated']",
        "[property~='dc:date']",
        "[property~='datePublished']",
        "time[pubdate]",
        ".published[title]",
        "time.entry-date[datetime]",
    ];
    selectors.iter().find_map(|selector| {
        source.page.select(selector).iter().take(3).find_map(|element| {
            let value = ["datetime", "content", "title"].iter().find_map(|name| element.attr(name));
            let told = value.as_deref().and_then(metadata_date);
            told.or_else(|| metadata_date(&short_text(element.nodes().first()?, 120)?))
        })
    })
}

/// How far, in elements, a date without any mark-up may stand behind the headline.
const NEAR: usize = 60;

/// How much farther away a date counts that stands in a box of other pages.
const FAR: usize = 1000;

/// The date that the page shows nearest to its headline: in an element that is named for it, else in any short text.
fn shown(source: &Source) -> Option<Published> {
    let body = source.page.body()?;
    let mut headline = None;
    let (mut named, mut plain) = (Vec::new(), Vec::new());
    for (position, element) in body.descendants_it().filter(NodeRef::is_element).enumerate() {
        if element.has_name("h1") {
            headline.get_or_insert(position);
        }
        let is_time = element.has_name("time");
        let is_named = is_time
            || names(&element).iter().any(|name| DATE_WORDS.contains(&name.as_str()))
            || element.attr("itemprop").is_some_and(|property| property.to_lowercase().contains("date"));
        let own = |node: &NodeRef| node.children_it(false).any(|child| child.is_text());
        if !(is_named || own(&element)) || matches!(element.node_name().as_deref(), Some("script" | "style"))
        {
            continue;
        }
        let stamp = element
            .attr("datetime")
            .filter(|_| is_time)
            .and_then(|value| metadata_date(&value, source.month_first));
        let found = stamp.map(|stamp| (stamp.date, stamp.value)).or_else(|| {
            let text = short_text(&element, if is_named { 160 } else { 80 })?;
            let written = written_date(&text, source.month_first)?;
            (is_named || written.start < 40).then(|| (written.date, written.value()))
        });
        if let Some(found) = found {
            let away = if is_of_other_pages(&element) { FAR } else { 0 };
            (if is_named { &mut named } else { &mut plain }).push((position, away, found));
        }
    }
    // A date above the headline is more often today's, in the page's head.
    let distance = |&(position, away, _): &(usize, usize, (Date, String))| match headline {
        Some(headline) if position < headline => away + 3 * (headline - position),
        Some(headline) => away + position - headline,
        None => away + position,
    };
    let nearest = |list: &[_]| list.iter().min_by_key(|found| distance(found)).cloned();
    let found = match (nearest(&named), nearest(&plain).filter(|plain| distance(plain) <= NEAR)) {
        (Some(named), Some(plain)) if distance(&plain) + 10 < distance(&named) => plain,
        (Some(named), _) => named,
        (None, plain) => plain?,
    };
    let (date, value) = found.2;
    Some(Published { date, value, basis: PublishedBasis::Text })
}

fn is_of_other_pages(element: &NodeRef) -> bool {
    element.ancestors_it(Some(12)).chain(std::iter::once(*element)).any(|outer| {
        matches!(outer.node_name().as_deref(), Some("nav" | "footer" | "aside"))
            || names(&outer).iter().any(|name| OTHER_PAGES.contains(&name.as_str()))
                && !outer.has_name("body")
                && !outer.has_name("html")
    })
}

#[cfg(test)]
mod tests {
    use super::{address_day, metadata_date};

    #[test]
    fn values_become_iso_8601() {
        for (value, expected) in [
            ("2021-03-05T23:30:00-0500", "2021-03-05T23:30:00-05:00"),
            ("2021-03-05 23:30:00 UTC", "2021-03-05T23:30:00Z"),
            ("2021-03-05T23:30:00.000Z", "2021-03-05T23:30:00.000Z"),
            ("Fri, 05 Mar 2021 23:30:00 +0100", "2021-03-05T23:30:00+01:00"),
            ("20210305", "2021-03-05"),
            ("5. März 2021", "2021-03-05"),
            ("Di., 25.01.2022 - 14:45", "2022-01-25T14:45"),
        ] {
            assert_eq!(metadata_date(value, true).map(|date| date.value).as_deref(), Some(expected));
        }
        assert!(metadata_date("soon", true).is_none());
    }

    #[test]
    fn days_in_addresses() {
        let day = |url| address_day(url).map(|day| day.to_string());
        assert_eq!(day("https://x.example/news/2021/05/03/fog").as_deref(), Some("2021-05-03"));
        assert_eq!(day("https://x.example/2021-05/03/c_1.htm").as_deref(), Some("2021-05-03"));
        assert_eq!(day("https://x.example/2021/05/fog-closes-the-bridge"), None);
    }
}
