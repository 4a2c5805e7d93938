use anyhow::bail;
use jiff::civil::Date;
use store::{Dated, Store, Subject, TimelineEntry};

use crate::arguments::{Format, SubjectKind, TimelineArguments};
use crate::commands::who::CHOICES;
use crate::display::list;
use crate::output::{Finding, Output, say};

/// Lists what was said and what happened, in order.
pub fn run(arguments: &TimelineArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let what = &arguments.what;
    let mut subjects = store.subjects(what, CHOICES + 1)?;
    if let Some(kind) = arguments.of {
        subjects.retain(|subject| kind == kind_of(subject));
    }
    let Some(subject) = subjects.first() else {
        bail!("{what}: no actor, question or place of this name in {}", store.path().display());
    };
    let entries: Vec<TimelineEntry> = store
        .timeline(subject)?
        .into_iter()
        .filter(|entry| {
            let from = arguments.from.and_then(|period| period.first);
            let to = arguments.to.and_then(|period| period.last);
            from.is_none_or(|from| entry.last.is_some_and(|last| last >= from))
                && to.is_none_or(|to| entry.first.is_some_and(|first| first <= to))
        })
        .collect();
    let shown = if arguments.limit == 0 { entries.len() } else { entries.len().min(arguments.limit) };
    let output = Output::to(None)?;
    if arguments.format == Format::Table {
        let columns = ["day", "who", "how", "what", "evidence"];
        list(output, arguments.format, &columns, &entries[..shown], |entry| vec![line(entry)])?;
    } else {
        list(output, arguments.format, &COLUMNS, &entries[..shown], |entry| vec![row(entry)])?;
    }
    if shown < entries.len() {
        say(&format!("The first {shown} of {} are shown; --limit 0 lists all.", entries.len()));
    }
    if let [_, others @ ..] = subjects.as_slice()
        && !others.is_empty()
    {
        let names: Vec<String> =
            others.iter().take(CHOICES).map(|other| format!("  {}", words(other))).collect();
        say(&format!(
            "This is the timeline of {}; “{what}” also fits:\n{}",
            words(subject),
            names.join("\n")
        ));
    }
    Ok(Finding::Good)
}

const fn kind_of(subject: &Subject) -> SubjectKind {
    match subject {
        Subject::Actor(_) => SubjectKind::Actor,
        Subject::Question(_) => SubjectKind::Question,
        Subject::Place(_) => SubjectKind::Place,
    }
}

fn words(subject: &Subject) -> String {
    match subject {
        Subject::Actor(id) => id.clone(),
        Subject::Question(id) => format!("the question {id} (--of question)"),
        Subject::Place(name) => format!("the place {name} (--of place)"),
    }
}

/// The columns of CSV.
const COLUMNS: [&str; 11] =
    ["day", "dated by", "kind", "who", "to", "act", "what", "place", "certainty", "stance", "evidence"];

/// "2024-05-22", "2024-05-20/2024-05-26", "../2024-05-22".
fn days(entry: &TimelineEntry) -> String {
    let day = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    match (entry.first, entry.last) {
        (None, None) => String::new(),
        (first, last) if first == last => day(first),
        (first, last) => format!("{}/{}", day(first), day(last)),
    }
}

/// An entry for people: day, who, how, what, where it stands.
fn line(entry: &TimelineEntry) -> Vec<String> {
    let published = if entry.dated == Dated::Published { " (published)" } else { "" };
    let mut how = vec![entry.act.clone()];
    how.extend((entry.certainty != "asserted").then(|| entry.certainty.clone()));
    how.extend(entry.to.as_ref().map(|to| format!("to {to}")));
    how.extend(entry.place.as_ref().map(|place| format!("in {place}")));
    how.extend(entry.stance.map(crate::display::word));
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

fn row(entry: &TimelineEntry) -> Vec<String> {
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
        crate::display::word(entry.kind),
        text(&entry.who),
        text(&entry.to),
        entry.act.clone(),
        entry.text.clone(),
        text(&entry.place),
        entry.certainty.clone(),
        entry.stance.map(crate::display::word).unwrap_or_default(),
        evidence(entry),
    ]
}
