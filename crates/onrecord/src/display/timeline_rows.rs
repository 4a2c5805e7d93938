//! Entries of a timeline as lists have them: the same for the command line and for programs.

use jiff::civil::Date;
use store::{Dated, TimelineEntry};

use super::csv_rows::word;

/// The columns of CSV.
pub const TIMELINE_COLUMNS: [&str; 11] =
    ["day", "dated by", "kind", "who", "to", "act", "what", "place", "certainty", "stance", "evidence"];

/// "2024-05-22", "2024-05-20/2024-05-26", "../2024-05-22".
pub fn days(entry: &TimelineEntry) -> String {
    let day = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    match (entry.first, entry.last) {
        (None, None) => String::new(),
        (first, last) if first == last => day(first),
        (first, last) => format!("{}/{}", day(first), day(last)),
    }
}

/// An entry for people: day, who, how, what, where it stands.
pub fn timeline_line(entry: &TimelineEntry) -> Vec<String> {
    let published = if entry.dated == Dated::Published { " (published)" } else { "" };
    let mut how = vec![entry.act.clone()];
    how.extend((entry.certainty != "asserted").then(|| entry.certainty.clone()));
    how.extend(entry.to.as_ref().map(|to| format!("to {to}")));
    how.extend(entry.place.as_ref().map(|place| format!("in {place}")));
    how.extend(entry.stance.map(word));
    let who = entry.who.clone().unwrap_or_else(|| "unresolved".to_owned());
    vec![days(entry) + published, who, how.join(", "), entry.text.clone(), evidence(entry)]
}

/// "harvest#s3 120–180; …": each report's document, statement and place in it.
fn evidence(entry: &TimelineEntry) -> String {
    let reports = entry.reports.iter().map(|report| {
        let statement = report.statement.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
        let spans: Vec<String> =
            report.evidence.iter().map(|[start, end]| format!("{start}–{end}")).collect();
        format!("{}{statement} {}", report.document, spans.join(", "))
    });
    reports.collect::<Vec<_>>().join("; ")
}

/// The cells of [`TIMELINE_COLUMNS`].
pub fn timeline_cells(entry: &TimelineEntry) -> Vec<String> {
    let dated = match entry.dated {
        Dated::Said => "said",
        Dated::Happened => "happened",
        Dated::Published => "published",
        Dated::Unknown => "unknown",
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        days(entry),
        dated.to_owned(),
        word(entry.kind),
        text(&entry.who),
        text(&entry.to),
        entry.act.clone(),
        entry.text.clone(),
        text(&entry.place),
        entry.certainty.clone(),
        entry.stance.map(word).unwrap_or_default(),
        evidence(entry),
    ]
}
