//! Rows as GDELT's Global Knowledge Graph 2.1 has them: 27 columns, no header, so that its readers read them.
//! `EXPORTS.md` says where they mean something else.

use std::io::Write;

use types::{ActorKind, StatementKind, wire};

use super::{document_urn, place_of, web_address};
use crate::display::{harmless, word};

/// The columns in their order, under the names that GDELT's codebook gives them.
pub const COLUMNS: [&str; 27] = [
    "GKGRECORDID",
    "V2.1DATE",
    "V2SOURCECOLLECTIONIDENTIFIER",
    "V2SOURCECOMMONNAME",
    "V2DOCUMENTIDENTIFIER",
    "V1COUNTS",
    "V2.1COUNTS",
    "V1THEMES",
    "V2ENHANCEDTHEMES",
    "V1LOCATIONS",
    "V2ENHANCEDLOCATIONS",
    "V1PERSONS",
    "V2ENHANCEDPERSONS",
    "V1ORGANIZATIONS",
    "V2ENHANCEDORGANIZATIONS",
    "V1.5TONE",
    "V2.1ENHANCEDDATES",
    "V2GCAM",
    "V2.1SHARINGIMAGE",
    "V2.1RELATEDIMAGES",
    "V2.1SOCIALIMAGEEMBEDS",
    "V2.1SOCIALVIDEOEMBEDS",
    "V2.1QUOTATIONS",
    "V2.1ALLNAMES",
    "V2.1AMOUNTS",
    "V2.1TRANSLATIONINFO",
    "V2EXTRASXML",
];

/// Writes the row of a record; `number` counts the rows from 1.
pub fn row(output: &mut impl Write, record: &wire::Record, number: usize) -> anyhow::Result<()> {
    for (place, cell) in cells(record, number).iter().enumerate() {
        let gap = if place == 0 { "" } else { "\t" };
        write!(output, "{gap}{}", harmless(cell))?;
    }
    writeln!(output)?;
    Ok(())
}

fn cells(record: &wire::Record, number: usize) -> [String; COLUMNS.len()] {
    let document = &record.document;
    let url = web_address(document);
    let date = document.published.as_ref().map(|day| format!("{}000000", day.replace('-', "")));
    let (counts, counts_at) = counts(record);
    let (themes, themes_at) =
        named(record.events.iter().map(|event| (format!("PLOVER_{}", event.kind), event.evidence[0])));
    let (places, places_at) = places(record);
    let people = |is_person: bool| {
        named(
            record.actors.iter().filter(move |actor| sort(actor.kind) == Some(is_person)).flat_map(mentions),
        )
    };
    let (persons, persons_at) = people(true);
    let (bodies, bodies_at) = people(false);
    let names = record.actors.iter().filter(|actor| sort(actor.kind).is_some()).flat_map(mentions);
    let (_, names_at) = named(
        names.chain(
            record
                .places
                .iter()
                .filter_map(|place| place.name.as_ref().map(|name| (name.clone(), place.span[0]))),
        ),
    );
    [
        format!("{}-{number}", date.as_deref().unwrap_or("0")),
        date.unwrap_or_default(),
        // 1: an address of the web; 2: a citation.
        if url.is_some() { "1" } else { "2" }.to_owned(),
        cell(document.outlet.as_deref().unwrap_or_default()),
        url.map_or_else(|| document_urn(document), str::to_owned),
        counts,
        counts_at,
        themes,
        themes_at,
        places,
        places_at,
        persons,
        persons_at,
        bodies,
        bodies_at,
        String::new(),
        dates(record),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        quotations(record),
        names_at,
        amounts(record),
        String::new(),
        extras(record),
    ]
}

/// Whether it is a person or else a body; none when it is neither.
const fn sort(kind: ActorKind) -> Option<bool> {
    match kind {
        ActorKind::Person => Some(true),
        ActorKind::Organisation | ActorKind::Government | ActorKind::Group => Some(false),
        ActorKind::Document | ActorKind::Place => None,
    }
}

fn mentions(actor: &wire::Actor) -> impl Iterator<Item = (String, usize)> {
    let first = actor.mentions.first().map_or(0, |span| span[0]);
    std::iter::once((actor.name.clone(), first))
}

/// Text in a cell: on one line.
fn cell(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text in a list in a cell: without the characters that divide it.
fn item(text: &str) -> String {
    cell(&text.replace([';', '#', ',', '|'], " "))
}

/// Names as V1 and V2 columns have them: each once, and each with its offset.
fn named(names: impl Iterator<Item = (String, usize)>) -> (String, String) {
    let (mut once, mut at): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (name, offset) in names {
        let name = item(&name);
        if name.is_empty() {
            continue;
        }
        at.push(format!("{name},{offset};"));
        if !once.contains(&name) {
            once.push(name);
        }
    }
    (once.iter().map(|name| format!("{name};")).collect(), at.concat())
}

/// Type#FullName#CountryCode#ADM1Code#Latitude#Longitude#FeatureID. The type is known of countries only.
fn location(place: &wire::Place, districts: &str) -> String {
    let name = place.name.as_deref().unwrap_or(&place.text);
    let country = place.country.as_deref().unwrap_or_default();
    let is_country = types::COUNTRIES.iter().any(|(code, names, _)| {
        code.eq_ignore_ascii_case(country) && names.split(';').any(|known| known.eq_ignore_ascii_case(name))
    });
    let full =
        if is_country || country.is_empty() { item(name) } else { format!("{}, {country}", item(name)) };
    let kind = if is_country { "1" } else { "" };
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let id = place.geonames.map(|id| id.to_string()).unwrap_or_default();
    format!("{kind}#{full}#{country}#{districts}#{}#{}#{id}", number(place.lat), number(place.lon))
}

fn places(record: &wire::Record) -> (String, String) {
    let (mut once, mut at) = (Vec::new(), String::new());
    // Without coordinates there is nothing that a map could show.
    for place in record.places.iter().filter(|place| place.lat.is_some() && place.lon.is_some()) {
        let first = location(place, "");
        at.push_str(&format!("{}#{};", location(place, "#"), place.span[0]));
        if !once.contains(&first) {
            once.push(first);
        }
    }
    (once.iter().map(|place| format!("{place};")).collect(), at)
}

/// CountType#Count#ObjectType#LocationType#…: the casualties of events and how many protested.
fn counts(record: &wire::Record) -> (String, String) {
    let (mut plain, mut at) = (String::new(), String::new());
    for event in &record.events {
        let counted = [("KILL", event.killed), ("WOUND", event.wounded), ("PROTEST", event.size)];
        for (kind, count) in counted.into_iter().filter_map(|(kind, count)| Some((kind, count?))) {
            let place =
                place_of(record, event).map_or_else(|| "######".to_owned(), |place| location(place, ""));
            plain.push_str(&format!("{kind}#{count}##{place};"));
            at.push_str(&format!("{kind}#{count}##{place}#{};", event.evidence[0]));
        }
    }
    (plain, at)
}

/// Resolution#Month#Day#Year#Offset.
fn dates(record: &wire::Record) -> String {
    let mut dates = String::new();
    for time in &record.times {
        let (Some(value), Some(first), Some(_)) = (&time.value, time.earliest, time.latest) else { continue };
        let (resolution, month, day) = match value.len() {
            4 => (1, 0, 0),
            7 => (2, first.month(), 0),
            _ if time.earliest == time.latest => (3, first.month(), first.day()),
            // A stretch of several days has no place in that column.
            _ => continue,
        };
        dates.push_str(&format!("{resolution}#{month}#{day}#{}#{};", first.year(), time.span[0]));
    }
    dates
}

/// Offset|Length|Verb|Quote: only what is somebody's own words.
fn quotations(record: &wire::Record) -> String {
    let text: Vec<char> = record.document.text.chars().collect();
    let own = record
        .statements
        .iter()
        .filter(|statement| matches!(statement.kind, StatementKind::Direct | StatementKind::Post));
    let mut blocks = Vec::new();
    for statement in own {
        let verb = item(statement.cue_text.as_deref().unwrap_or_default());
        for &[start, end] in &statement.content {
            let words: String = text.get(start..end).unwrap_or_default().iter().collect();
            blocks.push(format!(
                "{start}|{}|{verb}|{}",
                end.saturating_sub(start),
                cell(&words.replace(['#', '|'], " "))
            ));
        }
    }
    blocks.join("#")
}

/// Amount,Object,Offset.
fn amounts(record: &wire::Record) -> String {
    let mut amounts = String::new();
    for quantity in &record.quantities {
        let Some(value) = quantity.value else { continue };
        let of = quantity.of.as_deref().or(quantity.unit.as_deref()).unwrap_or_default();
        amounts.push_str(&format!("{value},{},{};", item(of), quantity.span[0]));
    }
    amounts
}

/// What the columns have no place for: title and authors as GDELT has them, then who said each statement.
fn extras(record: &wire::Record) -> String {
    let document = &record.document;
    let element = |name: &str, text: &str| format!("<{name}>{}</{name}>", in_xml(&cell(text)));
    let mut extras = String::new();
    if !document.byline.is_empty() {
        extras.push_str(&element("PAGE_AUTHORS", &document.byline.join(";")));
    }
    if let Some(title) = &document.title {
        extras.push_str(&element("PAGE_TITLE", title));
    }
    for statement in &record.statements {
        let offset = statement.content.first().map_or(0, |span| span[0]);
        let who = statement.speaker.name.as_deref().or(statement.speaker.role.as_deref());
        let fields = [
            ("id", statement.id.clone()),
            ("offset", offset.to_string()),
            ("kind", word(statement.kind)),
            ("act", word(statement.act)),
            ("polarity", word(statement.polarity)),
            ("actor", statement.speaker.archive.clone().unwrap_or_default()),
            ("speaker", who.unwrap_or_default().to_owned()),
        ];
        let fields: Vec<String> = fields
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}=\"{}\"", in_xml(&cell(value))))
            .collect();
        extras.push_str(&format!("<ONRECORD_STATEMENT {}/>", fields.join(" ")));
    }
    extras
}

fn in_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{TEXT, record};
    use super::*;

    fn read(words: &str) -> Vec<String> {
        let mut written = Vec::new();
        row(&mut written, &record(words), 1).unwrap();
        let line = String::from_utf8(written).unwrap();
        assert!(line.ends_with('\n') && line.matches('\n').count() == 1, "{line}");
        let cells: Vec<String> = line.trim_end_matches('\n').split('\t').map(str::to_owned).collect();
        assert_eq!(cells.len(), COLUMNS.len(), "{line}");
        cells
    }

    fn column(name: &str) -> usize {
        COLUMNS.iter().position(|column| *column == name).unwrap()
    }

    /// What stands at a place of the text.
    fn at(offset: &str, words: &str) -> bool {
        let rest: String = TEXT.chars().skip(offset.parse().unwrap()).collect();
        rest.starts_with(words)
    }

    #[test]
    fn a_row_comes_back_and_its_offsets_lead_to_the_words() {
        let cells = read("");
        let cell = |name: &str| cells[column(name)].as_str();
        assert_eq!(cell("V2.1DATE"), "20240515000000");
        assert_eq!(cell("V2DOCUMENTIDENTIFIER"), "https://gazette.example/1");
        assert_eq!(cell("V1PERSONS"), "Ines Calder;");
        let (name, offset) = cell("V2ENHANCEDPERSONS").trim_end_matches(';').split_once(',').unwrap();
        assert!(at(offset, name));
        let place: Vec<&str> = cell("V2ENHANCEDLOCATIONS").trim_end_matches(';').split('#').collect();
        assert_eq!(place[..8], ["", "Kasese, UG", "UG", "", "", "0.183", "30.083", "232066"]);
        assert!(at(place[8], "Kasese"));
        let count: Vec<&str> = cell("V2.1COUNTS").trim_end_matches(';').split('#').collect();
        assert_eq!(count[..3], ["KILL", "4", ""]);
        assert_eq!(count.len(), 11);
        assert!(at(count[10], "attacked"));
        let quotation: Vec<&str> = cell("V2.1QUOTATIONS").split('|').collect();
        assert_eq!(quotation[2..], ["said", "“We heard them at the gate; then we ran,”"]);
        assert!(at(quotation[0], quotation[3]));
        assert_eq!(quotation[1].parse(), Ok(quotation[3].chars().count()));
        let date: Vec<&str> = cell("V2.1ENHANCEDDATES").trim_end_matches(';').split('#').collect();
        assert_eq!(date[..4], ["3", "5", "14", "2024"]);
        assert!(at(date[4], "Tuesday"));
        assert_eq!(cell("V2.1AMOUNTS").split(',').next(), Some("4"));
        assert!(cell("V2EXTRASXML").contains("speaker=\"Ines Calder\""));
    }

    #[test]
    fn words_of_an_article_divide_nothing() {
        let cells = read(";a#b,c|d\t\n<x>&\"");
        assert_eq!(cells[column("V1ORGANIZATIONS")], "Rebels a b c d <x>&\";");
        assert!(cells[column("V2EXTRASXML")].contains("&lt;x&gt;&amp;&quot;</PAGE_TITLE>"));
    }
}
