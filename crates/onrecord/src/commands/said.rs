use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::str::FromStr;

use anyhow::Context;
use jiff::civil::{Date, date};
use store::{SaidQuery, SaidRow, Store};
use types::wire;

use crate::arguments::{Format, SaidArguments, StoreArgument};
use crate::commands::who::{CHOICES, choices};
use crate::display::{Printer, Row, list};
use crate::output::{Finding, Output, say};

/// A stretch of days, as users write it: `2024-05-27`, `2024-05`, `2024`, `2024-05-25/2024-06`, `2024/`, `/2024`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day; none for an open beginning.
    pub first: Option<Date>,
    /// Last day; none for an open end.
    pub last: Option<Date>,
}

impl FromStr for Period {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let Some((from, to)) = written.split_once('/') else {
            let (first, last) = days(written)?;
            return Ok(Self { first: Some(first), last: Some(last) });
        };
        let is_open = |side: &str| side.is_empty() || side == "..";
        let first = if is_open(from) { None } else { Some(days(from)?.0) };
        let last = if is_open(to) { None } else { Some(days(to)?.1) };
        match (first, last) {
            (None, None) => Err("at least one side needs a date".to_owned()),
            (Some(first), Some(last)) if first > last => Err(format!("{first} is after {last}")),
            _ => Ok(Self { first, last }),
        }
    }
}

/// First and last day of a day, month or year.
fn days(written: &str) -> Result<(Date, Date), String> {
    let wrong = || format!("`{written}` is no date; write 2024-05-27, 2024-05 or 2024");
    let numbers: Vec<&str> = written.split('-').collect();
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let widths = [4, 2, 2];
    if numbers.len() > widths.len() || !numbers.iter().zip(widths).all(|(text, count)| digits(text, count)) {
        return Err(wrong());
    }
    let number = |index: usize| numbers.get(index).and_then(|text| text.parse::<i16>().ok());
    let year = number(0).ok_or_else(wrong)?;
    let (month, day) = (number(1), number(2));
    let first = |month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()
    };
    match (month, day) {
        (Some(month), Some(day)) => first(month, day).map(|day| (day, day)),
        (Some(month), None) => first(month, 1).map(|day| (day, day.last_of_month())),
        _ => Some((date(year, 1, 1), date(year, 12, 31))),
    }
    .ok_or_else(wrong)
}

/// What is asked for, how it is printed, and where it is kept.
pub struct Job {
    query: SaidQuery,
    format: Format,
    store: StoreArgument,
    /// Count by speaker; true counts every copy.
    counts: Option<bool>,
}

impl From<SaidArguments> for Job {
    fn from(arguments: SaidArguments) -> Self {
        let from = arguments.when.or(arguments.from).and_then(|period| period.first);
        let to = arguments.when.or(arguments.to).and_then(|period| period.last);
        let query = SaidQuery {
            who: arguments.who,
            about: arguments.about,
            from,
            to,
            outlet: arguments.outlet,
            kind: arguments.kind.map(Into::into),
            document: arguments.document,
            versions: (&arguments.versions).into(),
            // One more than is shown, to know whether there are more.
            limit: (arguments.limit > 0).then(|| arguments.limit.saturating_add(1)),
            ..SaidQuery::default()
        };
        let counts = arguments.counts.then_some(arguments.copies);
        Self { query, format: arguments.format, store: arguments.store, counts }
    }
}

/// Lists the statements that match.
pub fn run(mut job: Job) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&job.store.store)?;
    let namesakes = whose(&store, &mut job.query)?;
    if let Some(copies) = job.counts {
        return count(&store, job, copies);
    }
    let mut found = store.said(&job.query)?;
    let more = job.query.limit.is_some_and(|limit| found.len() >= limit);
    if more {
        found.pop();
    }
    let mut printer = Printer::new(job.format, Output::to(None)?);
    for some in found.chunks(CHUNK) {
        print(&store, some, &mut printer)?;
    }
    printer.finish()?.finish()?;
    match found.len() {
        0 => say("No statement matches; `onrecord said` without filters lists all."),
        shown if more => say(&format!("The first {shown} are shown; --limit 0 lists all.")),
        _ => {}
    }
    if let (Some(choices), false) = (namesakes, found.is_empty()) {
        say(&choices);
    }
    Ok(Finding::Good)
}

/// Asks for one actor where an id is given. Where words fit several, says who they are.
fn whose(store: &Store, query: &mut SaidQuery) -> anyhow::Result<Option<String>> {
    let Some(who) = query.who.clone() else { return Ok(None) };
    let found = store.find_actors(&who, CHOICES + 1)?;
    if let [one] = found.as_slice()
        && is_id(&who)
    {
        (query.actor, query.who) = (Some(one.id.clone()), None);
    }
    Ok((found.len() > 1).then(|| choices(&who, &found)))
}

/// Whether a user gives an actor's id rather than a name.
fn is_id(who: &str) -> bool {
    who.split_once(':').is_some_and(|(kind, _)| kind.chars().all(|c| c.is_ascii_lowercase()))
}

/// Lists how often each speaker was heard.
fn count(store: &Store, job: Job, copies: bool) -> anyhow::Result<Finding> {
    let limit = job.query.limit.map_or(usize::MAX, |limit| limit - 1);
    let mut counts = store.counts(&SaidQuery { limit: None, ..job.query }, copies)?;
    let all = counts.len();
    counts.truncate(limit);
    let columns = ["speaker", "statements", "documents", "first", "last"];
    list(Output::to(None)?, job.format, &columns, &counts, |count| {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![vec![
            count.speaker.clone().unwrap_or_else(|| "unresolved".to_owned()),
            count.statements.to_string(),
            count.documents.to_string(),
            day(count.first),
            day(count.last),
        ]]
    })?;
    if all > limit {
        say(&format!("The first {limit} of {all} speakers are shown; --limit 0 lists all."));
    }
    Ok(Finding::Good)
}

/// How many rows are printed at a time: their documents are in memory.
const CHUNK: usize = 500;

/// Prints the statements as `read` prints them: from their records.
fn print(store: &Store, found: &[SaidRow], printer: &mut Printer<Output>) -> anyhow::Result<()> {
    let mut records: HashMap<(&str, u32), wire::Record> = HashMap::new();
    for row in found {
        if let Entry::Vacant(place) = records.entry((&row.document, row.version)) {
            let record = store.archived(&row.document, Some(row.version))?;
            place.insert(record.with_context(|| format!("{} has vanished", row.document))?);
        }
    }
    let rows: Vec<Row<'_>> = found
        .iter()
        .filter_map(|row| {
            let record = records.get(&(row.document.as_str(), row.version))?;
            let statement = record.statements.iter().find(|statement| statement.id == row.statement)?;
            Some(Row::new(record, statement))
        })
        .collect();
    printer.rows(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: &str) {
        let day = |day: Option<Date>| day.map_or("..".to_owned(), |day| day.to_string());
        let period =
            Period::from_str(written).map(|period| format!("{}/{}", day(period.first), day(period.last)));
        assert_eq!(period.unwrap_or_else(|error| error), expected, "{written}");
    }

    #[test]
    fn periods() {
        check("2024-05-27", "2024-05-27/2024-05-27");
        check("2024-02", "2024-02-01/2024-02-29");
        check("2024", "2024-01-01/2024-12-31");
        check("2024-05-25/2024-06", "2024-05-25/2024-06-30");
        check("2024/", "2024-01-01/..");
        check("../2024-01", "../2024-01-31");
        check("/", "at least one side needs a date");
        check("2025/2024", "2025-01-01 is after 2024-12-31");
        for wrong in ["", "yesterday", "24-05", "2024-13", "2024-02-30", "2024-05-27-01", "2024-5-1", "+024"]
        {
            check(wrong, &format!("`{wrong}` is no date; write 2024-05-27, 2024-05 or 2024"));
        }
    }
}
