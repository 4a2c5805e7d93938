//! The marked article on a terminal: the text on the left, its statements beside it.

use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use types::{PublishedBasis, Record, Role, StatementKind, wire};
use unicode_width::UnicodeWidthChar;

use super::article::{Mark, MarkedArticle, Paragraph};
use super::facts;
use super::table::{count, how, percent, printable, speaker, visible};

/// How wide the terminal is that standard output goes to; 120 columns when it goes elsewhere.
pub fn width() -> usize {
    terminal_size::terminal_size_of(std::io::stdout()).map_or(120, |(width, _)| usize::from(width.0).max(40))
}

/// What the article is shown on.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With colours; else with brackets.
    pub colours: bool,
    /// In columns.
    pub width: usize,
}

/// One character on the terminal.
#[derive(Clone, Copy)]
struct Cell {
    character: char,
    style: Style,
}

/// From this width on, statements stand beside the text, else under each paragraph.
const SIDE_BY_SIDE: usize = 100;
/// Longer lines are hard to read.
const LONGEST_LINE: usize = 76;

/// The article as it is printed.
pub fn terminal(article: &MarkedArticle<'_>, look: Look) -> String {
    let record = wire::Record::from(article.record);
    let beside = look.width >= SIDE_BY_SIDE;
    let left = if beside { LONGEST_LINE.min(look.width * 3 / 5) } else { LONGEST_LINE.min(look.width) };
    let right = if beside { (look.width - left - 3).min(60) } else { left.saturating_sub(4).max(20) };
    let mut page = header(article, &record, look);
    for paragraph in &article.paragraphs {
        let text = wrap(&cells(article.record, paragraph, look), left);
        let list: Vec<String> =
            paragraph.statements.iter().flat_map(|&index| entry(&record, index, right, look)).collect();
        page.push('\n');
        if beside {
            for row in 0..text.len().max(list.len()) {
                let (line, used) = text.get(row).map(|line| print(line)).unwrap_or_default();
                let gap = " ".repeat(left.saturating_sub(used));
                let side = list.get(row).map(String::as_str).unwrap_or_default();
                push_line(&mut page, &if side.is_empty() { line } else { format!("{line}{gap} │ {side}") });
            }
        } else {
            text.iter().for_each(|line| push_line(&mut page, &print(line).0));
            list.iter().for_each(|line| push_line(&mut page, &format!("  │ {line}")));
        }
    }
    page.push_str(&lists(&record, look));
    page.push_str(&footer(&record));
    page
}

fn push_line(page: &mut String, line: &str) {
    page.push_str(line.trim_end());
    page.push('\n');
}

fn header(article: &MarkedArticle<'_>, record: &wire::Record, look: Look) -> String {
    let document = &record.document;
    let published = document.published.as_ref().map(|day| match document.published_basis {
        Some(PublishedBasis::Inferred) => format!("{day} (inferred from the text)"),
        Some(PublishedBasis::Text) => format!("{day} (from the text)"),
        _ => day.clone(),
    });
    let byline = (!document.byline.is_empty()).then(|| format!("by {}", document.byline.join(", ")));
    let about: Vec<String> = [document.outlet.clone(), published, byline, document.url.clone()]
        .into_iter()
        .flatten()
        .map(|part| printable(&part))
        .collect();
    let mut header = String::new();
    if let Some(title) = document.title.as_ref().filter(|_| !article.begins_with_title()) {
        let style = if look.colours { Style::new().bold() } else { Style::new() };
        for line in textwrap::wrap(&printable(title), look.width.min(LONGEST_LINE)) {
            push_line(&mut header, &format!("{style}{line}{style:#}"));
        }
    }
    if !about.is_empty() {
        push_line(&mut header, &about.join(" · "));
    }
    push_line(&mut header, &legend(look));
    header
}

fn legend(look: Look) -> String {
    if !look.colours {
        return "[n: what was said]  {n: who says it}  <n: by which words>".to_owned();
    }
    let kinds = [
        (StatementKind::Direct, "direct"),
        (StatementKind::Mixed, "mixed"),
        (StatementKind::Indirect, "indirect"),
        (StatementKind::Post, "post"),
    ];
    let mut legend = String::new();
    for (kind, name) in kinds {
        let style = content_style(kind);
        let _ = write!(legend, "{style}{name}{style:#}  ");
    }
    let (source, cue) = (source_style(Style::new()), cue_style(Style::new()));
    let _ = write!(legend, "{source}who says it{source:#}  {cue}by which words{cue:#}");
    legend
}

fn content_style(kind: StatementKind) -> Style {
    let colour = match kind {
        StatementKind::Direct => AnsiColor::Green,
        StatementKind::Mixed => AnsiColor::Cyan,
        StatementKind::Indirect => AnsiColor::BrightBlue,
        StatementKind::Post => AnsiColor::Magenta,
    };
    Style::new().fg_color(Some(colour.into()))
}

fn source_style(under: Style) -> Style {
    under.bold().underline()
}

fn cue_style(under: Style) -> Style {
    under.italic().fg_color(Some(AnsiColor::Yellow.into()))
}

/// The style of text under these marks: the innermost content's colour, with what source and cue add.
fn style(record: &Record, marks: &[Mark]) -> Style {
    marks.iter().fold(Style::new(), |style, mark| match mark.role {
        Role::Content => content_style(record.statements[mark.statement].kind),
        Role::Source => source_style(style),
        Role::Cue => cue_style(style),
    })
}

fn cells(record: &Record, paragraph: &Paragraph<'_>, look: Look) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut push = |text: &str, style: Style| {
        cells.extend(text.chars().map(|character| Cell { character, style }));
    };
    for piece in &paragraph.pieces {
        for mark in &piece.begin {
            let number = mark.statement + 1;
            match (look.colours, mark.role) {
                (true, Role::Content) => push(&format!("[{number}]"), Style::new().dimmed()),
                (true, _) => {}
                (false, Role::Content) => push(&format!("[{number}: "), Style::new()),
                (false, Role::Source) => push(&format!("{{{number}: "), Style::new()),
                (false, Role::Cue) => push(&format!("<{number}: "), Style::new()),
            }
        }
        push(piece.text, if look.colours { style(record, &piece.marks) } else { Style::new() });
        for mark in piece.end.iter().filter(|_| !look.colours) {
            let close = match mark.role {
                Role::Content => "]",
                Role::Source => "}",
                Role::Cue => ">",
            };
            push(close, Style::new());
        }
    }
    cells
}

/// Breaks a paragraph into lines at its line ends and between words; a word longer than a line is cut.
fn wrap(cells: &[Cell], width: usize) -> Vec<Vec<Cell>> {
    let mut lines = Vec::new();
    for line in cells.split(|cell| cell.character == '\n') {
        let mut current: Vec<Cell> = Vec::new();
        let mut used = 0;
        for word in line.split_inclusive(|cell| cell.character == ' ') {
            let spaces = word.iter().rev().take_while(|cell| cell.character == ' ').count();
            let trimmed = columns(&word[..word.len() - spaces]);
            if used > 0 && used + trimmed > width {
                lines.push(std::mem::take(&mut current));
                used = 0;
            }
            for &cell in word {
                let columns = columns(&[cell]);
                if used + columns > width && cell.character != ' ' {
                    lines.push(std::mem::take(&mut current));
                    used = 0;
                }
                current.push(cell);
                used += columns;
            }
        }
        lines.push(current);
    }
    lines
}

fn columns(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| visible(cell.character).width().unwrap_or(0)).sum()
}

/// A line with its escape codes, and how many columns it takes without the space at its end.
fn print(line: &[Cell]) -> (String, usize) {
    let end = line.iter().rposition(|cell| !cell.character.is_whitespace()).map_or(0, |last| last + 1);
    let line = &line[..end];
    let mut printed = String::new();
    for run in line.chunk_by(|one, next| one.style == next.style) {
        let style = run[0].style;
        let text: String = run.iter().map(|cell| visible(cell.character)).collect();
        let _ = write!(printed, "{style}{text}{style:#}");
    }
    (printed, columns(line))
}

/// The lines of a statement in the list.
fn entry(record: &wire::Record, index: usize, width: usize, look: Look) -> Vec<String> {
    let statement = &record.statements[index];
    let number = format!("[{}] ", index + 1);
    let indent = " ".repeat(number.len());
    let said = statement.said.as_ref().map(|said| said.value.clone());
    let nested = statement.nested_in.as_ref().and_then(|outer| {
        let outer = record.statements.iter().position(|statement| statement.id == *outer)?;
        Some(format!("inside [{}]", outer + 1))
    });
    let facts: Vec<String> = [Some(how(statement)), said, nested, Some(percent(statement.confidence))]
        .into_iter()
        .flatten()
        .map(|fact| printable(&fact))
        .collect();
    let lines = |text: &str, first: &str, style: Style| {
        let options = textwrap::Options::new(width).initial_indent(first).subsequent_indent(&indent);
        let wrapped = textwrap::wrap(text, options);
        wrapped.into_iter().map(|line| format!("{style}{line}{style:#}")).collect::<Vec<_>>()
    };
    let (name, plain) = if look.colours {
        (Style::new().bold(), Style::new().dimmed())
    } else {
        (Style::new(), Style::new())
    };
    let mut entry = lines(&printable(&speaker(&statement.speaker)), &number, name);
    entry.extend(lines(&facts.join(" · "), &indent, plain));
    entry
}

/// Who, when, where, how much, what happened, who takes which side: a line for each, wrapped.
fn lists(record: &wire::Record, look: Look) -> String {
    let mut page = String::new();
    let words = |list: facts::List| (list.heading, list.items.into_iter().map(|item| item.words).collect());
    let lists: Vec<(&str, Vec<String>)> = facts::lists(record)
        .into_iter()
        .map(words)
        .chain([
            ("What happened", record.events.iter().map(facts::event).collect()),
            ("Where they stand", record.positions.iter().map(facts::position).collect()),
        ])
        .filter(|(_, items): &(&str, Vec<String>)| !items.is_empty())
        .collect();
    for (name, items) in lists {
        let style = if look.colours { Style::new().bold() } else { Style::new() };
        let _ = writeln!(page, "\n{style}{name}{style:#}");
        let options = textwrap::Options::new(look.width.min(LONGEST_LINE))
            .initial_indent("  ")
            .subsequent_indent("    ");
        for item in items {
            textwrap::wrap(&printable(&item), &options).iter().for_each(|line| push_line(&mut page, line));
        }
    }
    page
}

fn footer(record: &wire::Record) -> String {
    let count = count(record.statements.len(), "statement");
    let mut footer = String::new();
    for note in &record.notes {
        let _ = write!(footer, "\nNote: {}", printable(note));
    }
    let made_by = &record.made_by;
    let _ = writeln!(footer, "\n{count} · onrecord {} · model {}", made_by.onrecord, made_by.model);
    footer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let cells: Vec<_> = text.chars().map(|character| Cell { character, style: Style::new() }).collect();
        wrap(&cells, width).iter().map(|line| print(line).0).collect()
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("one\ntwo", 20), ["one", "two"]);
        assert_eq!(wrapped("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrapped("日本語 日本", 6), ["日本語", "日本"]);
        assert_eq!(wrapped("a\u{1b}[2Jb", 20), ["a\u{FFFD}[2Jb"]);
    }
}
