//! An article cut at the borders of its evidence, so that each piece lies under the same marks from end to end.

use std::collections::BTreeSet;

use types::{Record, Role, Span};

/// A record's text in paragraphs and pieces. Joined, the pieces are the text without the white space between
/// paragraphs.
pub struct MarkedArticle<'record> {
    /// The record.
    pub record: &'record Record,
    /// In order.
    pub paragraphs: Vec<Paragraph<'record>>,
}

/// A paragraph.
pub struct Paragraph<'record> {
    /// In order.
    pub pieces: Vec<Piece<'record>>,
    /// The statements whose content begins here, as indexes into the record's list.
    pub statements: Vec<usize>,
    /// The events whose evidence begins here, likewise.
    pub events: Vec<usize>,
}

/// A stretch of text under the same marks.
pub struct Piece<'record> {
    /// Where it begins, in bytes of the document's text.
    pub start: usize,
    /// The words; may contain line ends.
    pub text: &'record str,
    /// The marks over it, outer before inner.
    pub marks: Vec<Mark>,
    /// Those of the marks that begin with the piece, outer before inner.
    pub begin: Vec<Mark>,
    /// Those of the marks that end with the piece, inner before outer.
    pub end: Vec<Mark>,
    /// What else it names, outer before inner, and whether it begins here.
    pub facts: Vec<(Fact, bool)>,
}

/// What a stretch of text names beside its statements: an index into one of the record's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// An event, by its evidence.
    Event(usize),
    /// An actor, by a mention.
    Actor(usize),
    /// A place.
    Place(usize),
    /// A time.
    Time(usize),
    /// A quantity.
    Quantity(usize),
}

/// What a span is to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Index of the statement in the record's list.
    pub statement: usize,
    /// Its role.
    pub role: Role,
}

impl<'record> MarkedArticle<'record> {
    /// Cuts a record's text. Spans that do not lie on characters are left out.
    pub fn new(record: &'record Record) -> Self {
        let text = record.document.text.as_str();
        let mut marks = marks(record);
        marks.retain(|(span, _)| !span.of(text).is_empty());
        // Outer before inner.
        marks.sort_by_key(|(span, mark)| (span.start, usize::MAX - span.end, mark.statement, mark.role));
        let mut coming = marks.into_iter().peekable();
        let mut facts = facts(record);
        facts.retain(|(span, _)| !span.of(text).is_empty());
        facts.sort_by_key(|(span, fact)| (span.start, usize::MAX - span.end, *fact));
        let mut coming_facts = facts.into_iter().peekable();
        let mut facts_here: Vec<(Span, Fact)> = Vec::new();
        let mut here: Vec<(Span, Mark)> = Vec::new();
        let mut listed = BTreeSet::new();
        let paragraphs = paragraphs(text).into_iter().map(|paragraph| {
            here.retain(|(span, _)| span.end > paragraph.start);
            while let Some(mark) = coming.next_if(|(span, _)| span.start < paragraph.end) {
                here.extend((mark.0.end > paragraph.start).then_some(mark));
            }
            facts_here.retain(|(span, _)| span.end > paragraph.start);
            while let Some(fact) = coming_facts.next_if(|(span, _)| span.start < paragraph.end) {
                facts_here.extend((fact.0.end > paragraph.start).then_some(fact));
            }
            let begins = |span: &Span| paragraph.start <= span.start;
            let events =
                facts_here.iter().filter(|(span, _)| begins(span)).filter_map(|(_, fact)| match fact {
                    Fact::Event(index) => Some(*index),
                    _ => None,
                });
            let events = events.collect();
            let statements = (here.iter())
                .filter(|(_, mark)| mark.role == Role::Content && listed.insert(mark.statement))
                .map(|(_, mark)| mark.statement)
                .collect();
            Paragraph { pieces: pieces(text, paragraph, &here, &facts_here), statements, events }
        });
        Self { record, paragraphs: paragraphs.collect() }
    }

    /// Whether the text begins with the title, so that it need not be shown above it.
    pub fn begins_with_title(&self) -> bool {
        let title = self.record.document.title.as_deref();
        title.is_some_and(|title| self.record.document.text.trim_start().starts_with(title.trim()))
    }
}

fn marks(record: &Record) -> Vec<(Span, Mark)> {
    let of = |statement: usize, role: Role, spans: &[Span]| {
        spans.iter().map(|&span| (span, Mark { statement, role })).collect::<Vec<_>>()
    };
    let each = record.statements.iter().enumerate().flat_map(|(index, statement)| {
        [
            of(index, Role::Content, &statement.content),
            of(index, Role::Source, &statement.source),
            of(index, Role::Cue, &statement.cue),
        ]
    });
    each.flatten().collect()
}

fn facts(record: &Record) -> Vec<(Span, Fact)> {
    let mentions = record
        .actors
        .iter()
        .enumerate()
        .flat_map(|(index, actor)| actor.mentions.iter().map(move |&span| (span, Fact::Actor(index))));
    let times = record.times.iter().enumerate().map(|(index, time)| (time.span, Fact::Time(index)));
    let places = record.places.iter().enumerate().map(|(index, place)| (place.span, Fact::Place(index)));
    let quantities =
        record.quantities.iter().enumerate().map(|(index, one)| (one.span, Fact::Quantity(index)));
    let events = record.events.iter().enumerate().map(|(index, event)| (event.evidence, Fact::Event(index)));
    mentions.chain(times).chain(places).chain(quantities).chain(events).collect()
}

/// Lines longer than this (bytes) were not broken to fit a page: each of them is a paragraph.
const LONGEST_BROKEN_LINE: usize = 120;

/// The paragraphs, without the white space around them: what stands between blank lines, or each line of it where lines
/// are whole paragraphs.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut groups: Vec<Vec<Span>> = Vec::new();
    let (mut offset, mut after_blank) = (0, true);
    for line in text.split_inclusive('\n') {
        let start = offset + line.len() - line.trim_start().len();
        let end = offset + line.trim_end().len();
        offset += line.len();
        let is_blank = start >= end;
        match groups.last_mut() {
            _ if is_blank => {}
            Some(group) if !after_blank => group.push(Span::new(start, end)),
            _ => groups.push(vec![Span::new(start, end)]),
        }
        after_blank = is_blank;
    }
    let join = |group: Vec<Span>| {
        let is_broken = group.iter().all(|line| line.len() <= LONGEST_BROKEN_LINE);
        if is_broken { vec![Span::new(group[0].start, group[group.len() - 1].end)] } else { group }
    };
    groups.into_iter().flat_map(join).collect()
}

fn pieces<'text>(
    text: &'text str,
    paragraph: Span,
    here: &[(Span, Mark)],
    facts: &[(Span, Fact)],
) -> Vec<Piece<'text>> {
    let clip = |span: Span| {
        (span.start.clamp(paragraph.start, paragraph.end), span.end.clamp(paragraph.start, paragraph.end))
    };
    let mut cuts = BTreeSet::from([paragraph.start, paragraph.end]);
    cuts.extend(here.iter().flat_map(|(span, _)| <[usize; 2]>::from(clip(*span))));
    cuts.extend(facts.iter().flat_map(|(span, _)| <[usize; 2]>::from(clip(*span))));
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let piece = |start: usize, end: usize| {
        let over: Vec<_> = here.iter().filter(|(span, _)| span.start <= start && end <= span.end).collect();
        let those = |wanted: &dyn Fn((usize, usize)) -> bool| {
            over.iter().filter(|(span, _)| wanted(clip(*span))).map(|(_, mark)| *mark).collect::<Vec<_>>()
        };
        let mut ending = those(&|(_, last)| last == end);
        ending.reverse();
        Piece {
            start,
            text: Span::new(start, end).of(text),
            marks: those(&|_| true),
            begin: those(&|(first, _)| first == start),
            end: ending,
            facts: facts
                .iter()
                .filter(|(span, _)| span.start <= start && end <= span.end)
                .map(|(span, fact)| (*fact, span.start == start))
                .collect(),
        }
    };
    cuts.windows(2).map(|ends| piece(ends[0], ends[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_separated_by_blank_lines() {
        let text = "\n One\ntwo \r\n\r\n  \nthree\n";
        let found: Vec<_> = paragraphs(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["One\ntwo", "three"]);
        assert_eq!(paragraphs(" \n"), []);
        let long = "word ".repeat(30);
        assert_eq!(paragraphs(&format!("{long}\nend\n\none\ntwo")).len(), 3);
    }

    #[test]
    fn nested_and_crossing_marks_are_cut_apart() {
        let text = "abcdefgh";
        let mark = |statement| Mark { statement, role: Role::Content };
        let here = [(Span::new(0, 6), mark(0)), (Span::new(2, 4), mark(1)), (Span::new(3, 8), mark(2))];
        let shown: Vec<_> = pieces(text, Span::new(1, 7), &here, &[])
            .iter()
            .map(|piece| {
                let numbers = |marks: &[Mark]| marks.iter().map(|mark| mark.statement).collect::<Vec<_>>();
                (piece.text, numbers(&piece.marks), numbers(&piece.begin), numbers(&piece.end))
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("b", vec![0], vec![0], vec![]),
                ("c", vec![0, 1], vec![1], vec![]),
                ("d", vec![0, 1, 2], vec![2], vec![1]),
                ("ef", vec![0, 2], vec![], vec![0]),
                ("g", vec![2], vec![], vec![2]),
            ]
        );
    }
}
