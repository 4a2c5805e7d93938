//! When a page was published.

mod phrases;

use dom_query::NodeRef;
use jiff::civil::Date;
use types::{Published, PublishedBasis};

use self::phrases::{
    CENTRAL_EUROPE, DATE_WORDS, LABELS, MODIFIED_NAMES, OTHER_PAGES, PUBLISHED_NAMES, RELEASES, SCRIPT_KEYS,
    VAGUE_NAMES,
};
use super::{MetaTags, Source};
use crate::{
    dates::date_line,
    html::{
        boilerplate::has_name_that,
        json_ld,
        leaves::{short_text, text_start},
        world_dates::{WrittenDate, written_date},
    },
};

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
        (Some(told), _) if is_midnight_in_central_europe(&told.value, source.language) => {
            Some(Published { date: told.date.tomorrow().unwrap_or(told.date), ..told })
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
            .or_else(|| opening(source))
            .or_else(|| scripted(source))
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

/// Whether `value` is a day of Central Europe that some system has told as its first moment in Zulu time: 22:00 in
/// summer, 23:00 in winter, of the day before.
fn is_midnight_in_central_europe(value: &str, language: Option<&str>) -> bool {
    let is_there =
        language.and_then(|tag| tag.split('-').next()).is_some_and(|tag| CENTRAL_EUROPE.contains(&tag));
    let clock = value.get(11..).unwrap_or_default();
    let (time, zone) = clock.split_at(clock.find(['Z', '+']).unwrap_or(clock.len()));
    let is_midnight = matches!(time.get(..8).unwrap_or(time), "22:00:00" | "23:00:00" | "22:00" | "23:00")
        && time.get(8..).is_none_or(|rest| rest.trim_matches(['.', '0']).is_empty());
    is_there && is_midnight && matches!(zone, "Z" | "+00:00")
}

/// The date in a script of the page's own, in a field that is named for it.
fn scripted(source: &Source) -> Option<Published> {
    const LONGEST: usize = 500_000;
    source.places.scripts.iter().find_map(|script| {
        let text = script.text();
        if text.len() > LONGEST {
            return None;
        }
        let value = SCRIPT_KEYS.iter().find_map(|key| json_ld::loose(&text, key))?;
        // Days alone: a script's time may be in any zone.
        metadata_date(value.get(..10)?, source.month_first)
    })
}

/// Elements behind the headline in which the opening of the text is looked for.
const OPENING_WITHIN: usize = 200;

/// The date with which the text opens: "27.1.2022 - At the ...", "(21 November 2022) The ...", "Press release of
/// 3 May 2021 | The ...". A date that belongs to the sentence has no such mark behind it.
fn opening(source: &Source) -> Option<Published> {
    let elements = &source.places.elements;
    let from = source.headline.unwrap_or(0);
    elements[from..].iter().take(OPENING_WITHIN).find_map(|element| {
        let is_text =
            element.qual_name_ref().is_some_and(|name| matches!(&*name.local, "p" | "div" | "strong" | "b"));
        if !is_text || !has_own_text(element) || is_of_other_pages(element) {
            return None;
        }
        let text = text_start(element, 120);
        let written = written_date(&text, source.month_first)?;
        let (before, behind) =
            (text[..written.start].trim_matches([' ', '(', ',']), text[written.end..].trim_start());
        let opens =
            before.is_empty() || RELEASES.contains(&before.trim_end_matches(':').to_lowercase().as_str());
        let is_set_off = behind.starts_with([')', '|', '-', '–', '—', ':', '„', '“', '"', '«', '»']);
        let Written { date, value } = (&written).into();
        (opens && is_set_off).then_some(Published { date, value, basis: PublishedBasis::Text })
    })
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

/// The date that mark-up names as the page's: the first of the first way of naming it that the page uses.
fn marked_up(source: &Source) -> Option<Published> {
    const WAYS: usize = 8;
    const OF_EACH: usize = 3;
    let mut found: [Vec<NodeRef>; WAYS] = Default::default();
    for element in source.places.metas.iter().chain(&source.places.elements) {
        let Some(data) = element.element_ref() else { continue };
        let attribute = |wanted: &str| {
            data.attrs.iter().find(|known| &*known.name.local == wanted).map(|known| &*known.value)
        };
        let names = |attribute: Option<&str>, name: &str| {
            attribute.is_some_and(|value| value.split_ascii_whitespace().any(|known| known == name))
        };
        let property = attribute("property");
        let is_time = &*data.name.local == "time";
        let ways = [
            names(attribute("itemprop"), "datePublished"),
            names(property, "schema:datePublished"),
            names(property, "schema:dateCreated"),
            names(property, "dc:date"),
            names(property, "datePublished"),
            is_time && attribute("pubdate").is_some(),
            names(attribute("class"), "published") && attribute("title").is_some(),
            is_time && names(attribute("class"), "entry-date") && attribute("datetime").is_some(),
        ];
        for (list, _) in
            found.iter_mut().zip(ways).filter(|(list, is_named)| *is_named && list.len() < OF_EACH)
        {
            list.push(*element);
        }
    }
    let metadata_date = |value: &str| metadata_date(value, source.month_first);
    found.iter().flatten().find_map(|element| {
        let value = ["datetime", "content", "title"].iter().find_map(|name| element.attr(name));
        let told = value.as_deref().and_then(metadata_date);
        told.or_else(|| metadata_date(&short_text(element, 120)?))
    })
}

/// How far, in elements, a date without any mark-up may stand behind the headline.
const NEAR: usize = 60;

/// How much farther away a date counts that stands in a box of other pages.
const FAR: usize = 1000;

/// A date as it is kept.
struct Written {
    date: Date,
    value: String,
}

impl From<&WrittenDate> for Written {
    fn from(written: &WrittenDate) -> Self {
        Self { date: written.date, value: written.value() }
    }
}

/// Where a date was found on the page, and which.
struct Shown {
    /// Elements between it and the headline, and what counts against it.
    distance: usize,
    written: Written,
}

/// The date that the page shows nearest to its headline: one that is said to be that of publication, else one in an
/// element that is named for dates, else one in any short text.
fn shown(source: &Source) -> Option<Published> {
    let (mut said, mut named, mut plain) = (Vec::new(), Vec::new(), Vec::new());
    // Where the last label without a date stood.
    let mut label = None;
    for (position, element) in source.places.elements.iter().enumerate() {
        let is_time = element.has_name("time");
        let is_named = is_time
            || has_name_that(element, |name| DATE_WORDS.contains(&name))
            || element.attr("itemprop").is_some_and(|property| property.to_lowercase().contains("date"));
        if !(is_named || has_own_text(element)) || element.has_name("script") || element.has_name("style") {
            continue;
        }
        let stamp = element
            .attr("datetime")
            .filter(|_| is_time)
            .and_then(|value| metadata_date(&value, source.month_first));
        let mut is_said = label.is_some_and(|label| position - label <= BEHIND_LABEL);
        let found = stamp.map(|stamp| Written { date: stamp.date, value: stamp.value }).or_else(|| {
            let text = short_text(element, if is_named { 160 } else { 80 })?;
            let Some(written) = written_date(&text, source.month_first) else {
                if is_label(&text) {
                    label = Some(position);
                }
                return None;
            };
            is_said |= is_label(&text[..written.start]);
            (is_named || is_said || written.start < 40).then(|| (&written).into())
        });
        if let Some(written) = found {
            let away = if is_of_other_pages(element) { FAR } else { 0 };
            // A date above the headline is more often today's, in the page's head.
            let distance = away
                + match source.headline {
                    Some(headline) if position < headline => 3 * (headline - position),
                    Some(headline) => position - headline,
                    None => position,
                };
            let list = if is_said {
                &mut said
            } else if is_named {
                &mut named
            } else {
                &mut plain
            };
            list.push(Shown { distance, written });
        }
    }
    let nearest = |list: Vec<Shown>| list.into_iter().min_by_key(|shown| shown.distance);
    let (said, named) = (nearest(said), nearest(named));
    let plain = nearest(plain).filter(|plain| plain.distance <= NEAR);
    let found = match (said, named, plain) {
        (Some(said), _, _) if said.distance < FAR => said,
        (_, Some(named), Some(plain)) if plain.distance + 10 < named.distance => plain,
        (_, Some(named), _) if named.distance < FAR => named,
        (said, named, plain) => said.or(named).or(plain)?,
    };
    let Written { date, value } = found.written;
    Some(Published { date, value, basis: PublishedBasis::Text })
}

/// How many elements behind its label a date may begin.
const BEHIND_LABEL: usize = 3;

fn is_label(text: &str) -> bool {
    const LONGEST: usize = 40;
    let text =
        text.trim_matches(|character: char| character.is_whitespace() || ":|-–—·•/".contains(character));
    text.len() <= LONGEST && LABELS.contains(&text.to_lowercase().as_str())
}

fn has_own_text(element: &NodeRef) -> bool {
    element.children_it(false).any(|child| child.is_text())
}

fn is_of_other_pages(element: &NodeRef) -> bool {
    element.ancestors_it(Some(12)).chain(std::iter::once(*element)).any(|outer| {
        matches!(outer.node_name().as_deref(), Some("nav" | "footer" | "aside"))
            || has_name_that(&outer, |name| OTHER_PAGES.contains(&name))
                && !outer.has_name("body")
                && !outer.has_name("html")
    })
}

#[cfg(test)]
mod tests {
    use super::{SCRIPT_KEYS, address_day, is_midnight_in_central_europe, metadata_date};
    use crate::html::nesting::DATED;

    #[test]
    fn scripts_with_dates_are_not_shortened() {
        assert!(SCRIPT_KEYS.iter().all(|key| DATED.iter().any(|mark| key.contains(mark))));
    }

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
    fn midnight_in_central_europe() {
        for (value, language, expected) in [
            ("2022-11-06T23:00:00.000Z", "de-AT", true),
            ("2022-07-06T22:00:00+00:00", "fr", true),
            ("2022-07-06T22:00:01Z", "fr", false),
            ("2022-07-06T22:00:00Z", "en", false),
            ("2022-07-06T22:00:00+02:00", "de", false),
            ("2022-07-06", "de", false),
        ] {
            assert_eq!(is_midnight_in_central_europe(value, Some(language)), expected, "{value}");
        }
    }

    #[test]
    fn days_in_addresses() {
        let day = |url| address_day(url).map(|day| day.to_string());
        assert_eq!(day("https://x.example/news/2021/05/03/fog").as_deref(), Some("2021-05-03"));
        assert_eq!(day("https://x.example/2021-05/03/c_1.htm").as_deref(), Some("2021-05-03"));
        assert_eq!(day("https://x.example/2021/05/fog-closes-the-bridge"), None);
    }
}
