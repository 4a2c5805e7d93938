//! Articles with inline marks: `[S:He] [C:said] [T:it would rain]`, names `[P:Jo Doe]` `[O:Doe Ltd]` `[L:Graz]`,
//! weekdays `[W:Wednesday]`. Marks may stand inside each other.

use types::{
    AttributionMark, Body, EntityKind, EntityMark, Given, Marks, Origin, Page, Reading, Record, Role, Span,
    TimeExpression, TimeMark, Weekday, cut,
};

/// The article without marks, read, and the marks.
pub fn parse(marked: &str) -> (Reading, Marks) {
    let mut text = String::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut marks = Marks::default();
    let mut rest = marked;
    while let Some(next) = rest.chars().next() {
        let kind = rest.chars().nth(1).filter(|_| next == '[' && rest.chars().nth(2) == Some(':'));
        match (kind, next) {
            (Some(kind), _) => {
                open.push((kind, text.len()));
                rest = &rest[3..];
                continue;
            }
            (None, ']') if !open.is_empty() => {
                let (kind, start) = open.pop().unwrap();
                add(&mut marks, kind, Span::new(start, text.len()), &text);
            }
            _ => text.push(next),
        }
        rest = &rest[next.len_utf8()..];
    }
    marks.attribution.sort_by_key(|mark| mark.span);
    marks.entities.sort_by_key(|mark| mark.span);
    let given =
        Given { published: Some("2024-05-25".into()), byline: vec!["Wim Penner".into()], ..Given::default() };
    (read::read(&Page { origin: Origin::Stdin, body: Body::Text(text), given }), marks)
}

fn add(marks: &mut Marks, kind: char, span: Span, text: &str) {
    let attribution = |role| AttributionMark { role, span, score: 0.9 };
    let entity = |kind| EntityMark { kind, span, score: 0.9 };
    match kind {
        'S' => marks.attribution.push(attribution(Role::Source)),
        'C' => marks.attribution.push(attribution(Role::Cue)),
        'T' => marks.attribution.push(attribution(Role::Content)),
        'P' => marks.entities.push(entity(EntityKind::Person)),
        'O' => marks.entities.push(entity(EntityKind::Organisation)),
        'L' => marks.entities.push(entity(EntityKind::Place)),
        'W' => {
            let day = if span.of(text) == "Wednesday" { Weekday::Wednesday } else { Weekday::Monday };
            marks.times.push(TimeMark { span, expression: TimeExpression::Weekday { day, direction: None } });
        }
        other => panic!("no mark is called {other}"),
    }
}

/// The record of a marked article.
pub fn record(marked: &str) -> Record {
    let (reading, marks) = parse(marked);
    resolve::resolve(reading, &marks)
}

/// One line a statement: `kind | speaker (kind of speaker) | cue | content`, and what else is known of it.
pub fn table(record: &Record) -> String {
    let text = &record.document.text;
    let name = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let mut lines = Vec::new();
    for statement in &record.statements {
        let speaker = &statement.speaker;
        let who = speaker.name.clone().or(speaker.reason.clone()).unwrap_or_default();
        let mut line = format!(
            "{} | {who} ({}) | {} | {}",
            name(&statement.kind),
            name(&speaker.kind),
            cut(text, &statement.cue),
            cut(text, &statement.content)
        );
        let mut also = |word: &str, value: Option<String>| {
            if let Some(value) = value {
                line.push_str(&format!(" | {word} {value}"));
            }
        };
        also("said", statement.said.as_ref().map(|said| said.value.clone()));
        also("to", statement.addressee.as_ref().map(|party| party.name.clone()));
        also("in", statement.medium.as_ref().map(|party| party.name.clone()));
        also("inside", statement.nested_in.clone());
        lines.push(line);
    }
    lines.join("\n")
}

/// Checks the statements of a marked article.
#[track_caller]
pub fn check(marked: &str, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(table(&record(marked)), expected.join("\n"));
}

/// The names of the speakers, in order; unresolved ones are `?`.
pub fn speakers(marked: &str) -> Vec<String> {
    record(marked)
        .statements
        .iter()
        .map(|statement| statement.speaker.name.clone().unwrap_or_else(|| "?".into()))
        .collect()
}
