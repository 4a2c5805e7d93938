use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};
use types::{SpeakerKind, wire};

use super::Row;
use super::csv_rows::word;

/// The line above the table of one document: title, outlet, date, id.
pub fn heading(record: &wire::Record) -> String {
    let document = &record.document;
    let title = document.title.clone().unwrap_or_else(|| "Without title".to_owned());
    let parts = [Some(title), document.outlet.clone(), document.published.clone(), Some(short(&document.id))];
    let statements = count(record.statements.len(), "statement");
    printable(&parts.into_iter().flatten().chain([statements]).collect::<Vec<_>>().join(" · "))
}

/// Statements for people, `width` columns wide. The document is named in each row unless a heading names it.
pub fn table(rows: &[Row<'_>], width: usize, with_document: bool) -> String {
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::DynamicFullWidth)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header(["Said", "Speaker", "How", "What", "Evidence"])
        .set_constraints([
            ColumnConstraint::Absolute(Width::Fixed(12)),
            ColumnConstraint::Absolute(Width::Percentage(19)),
            ColumnConstraint::Absolute(Width::Percentage(15)),
            ColumnConstraint::LowerBoundary(Width::Percentage(30)),
            ColumnConstraint::Absolute(Width::Fixed(17)),
        ]);
    for row in rows {
        let statement = row.statement;
        let spans: Vec<String> =
            statement.content.iter().map(|[start, end]| format!("{start}–{end}")).collect();
        let place = format!("{} {}", statement.id, spans.join(", "));
        let document =
            if with_document { format!("{}\n", printable(&short(row.document.id))) } else { String::new() };
        table.add_row([
            statement.said.as_ref().map(|said| printable(&said.value)).unwrap_or_default(),
            printable(&speaker(&statement.speaker)),
            printable(&how(statement)),
            printable(&statement.content_text),
            format!("{document}{place}\n{} sure", percent(statement.confidence)),
        ]);
    }
    table.trim_fmt()
}

/// "Ines Calder, mayor", or why it is not known.
pub fn speaker(speaker: &wire::Speaker) -> String {
    match (&speaker.name, &speaker.role, speaker.kind) {
        (Some(name), Some(role), _) if name != role => format!("{name}, {role}"),
        (Some(name), ..) => name.clone(),
        (None, Some(role), _) => role.clone(),
        (None, None, SpeakerKind::Unresolved) => {
            format!("unresolved: {}", speaker.reason.as_deref().unwrap_or("no reason given"))
        }
        (None, None, kind) => word(kind),
    }
}

/// "direct, said", with what is out of the ordinary: the act, that it is denied, a source without name, to whom.
pub fn how(statement: &wire::Statement) -> String {
    let act = word(statement.act);
    let polarity = word(statement.polarity);
    let mut words = vec![word(statement.kind)];
    words.extend(statement.cue_text.as_ref().map(|cue| format!("“{cue}”")));
    words.extend((act != "say").then_some(act));
    words.extend((polarity != "asserted").then_some(polarity));
    let unnamed = matches!(
        statement.speaker.kind,
        SpeakerKind::Anonymous | SpeakerKind::Collective | SpeakerKind::Document | SpeakerKind::Role
    );
    words.extend(unnamed.then(|| format!("{} source", word(statement.speaker.kind))));
    words.extend(statement.addressee.as_ref().map(|party| format!("to {}", party.name)));
    words.extend(statement.medium.as_ref().map(|party| format!("in {}", party.name)));
    words.join(", ")
}

/// "93 %".
pub fn percent(confidence: f32) -> String {
    format!("{:.0} %", confidence * 100.0)
}

/// An id as short as `onrecord show` understands it: the beginning of a hash.
pub fn short(id: &str) -> String {
    let (name, hash) = id.split_at(id.find(':').map_or(0, |colon| colon + 1));
    let is_hash = hash.len() >= 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { format!("{name}{}", &hash[..8]) } else { id.to_owned() }
}

/// "1 statement", "2 statements".
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Text that does nothing to a terminal: what controls it becomes a visible sign; white space is one space.
pub fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for (position, line) in text.split_whitespace().enumerate() {
        if position > 0 {
            printable.push(' ');
        }
        printable.extend(line.chars().map(visible));
    }
    printable
}

/// The character, or U+FFFD for one that controls a terminal or the direction of writing.
pub fn visible(character: char) -> char {
    let is_bidirectional = matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if character.is_control() || is_bidirectional { char::REPLACEMENT_CHARACTER } else { character }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_not_controlled_by_articles() {
        assert_eq!(printable("a \u{1b}[31mred\n\n b\u{202E}c"), "a \u{FFFD}[31mred b\u{FFFD}c");
    }

    #[test]
    fn hashes_are_short() {
        assert_eq!(short("0123456789abcdef0123"), "01234567");
        assert_eq!(short("sha256:0123456789abcdef"), "sha256:01234567");
        assert_eq!(short("https://news.example/1"), "https://news.example/1");
    }
}
