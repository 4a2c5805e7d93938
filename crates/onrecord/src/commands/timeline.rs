use anyhow::bail;
use store::{Store, Subject, TimelineEntry};

use crate::arguments::{Format, SubjectKind, TimelineArguments};
use crate::commands::who::CHOICES;
use crate::display::{TIMELINE_COLUMNS, list, timeline_cells, timeline_line};
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
    let from = arguments.from.and_then(|period| period.first);
    let to = arguments.to.and_then(|period| period.last);
    let entries: Vec<TimelineEntry> =
        store.timeline(subject)?.into_iter().filter(|entry| entry.is_within(from, to)).collect();
    let shown = if arguments.limit == 0 { entries.len() } else { entries.len().min(arguments.limit) };
    let output = Output::to(None)?;
    if arguments.format == Format::Table {
        let columns = ["day", "who", "how", "what", "evidence"];
        list(output, arguments.format, &columns, &entries[..shown], |entry| vec![timeline_line(entry)])?;
    } else {
        list(output, arguments.format, &TIMELINE_COLUMNS, &entries[..shown], |entry| {
            vec![timeline_cells(entry)]
        })?;
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
