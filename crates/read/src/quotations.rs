//! Text between quotation marks.
//!
//! One pass over the marks of each block with a stack of open quotations, which is carried over to the next
//! block when that one begins with an opening mark again. Whether a mark opens or closes is read off its two
//! neighbours; the stack decides the rest.

use types::{Block, BlockKind, Quotation, Span};

/// Quotations nested deeper than this are not followed: no writer does it, and hostile input must stay linear.
const DEEPEST: usize = 8;

/// Families of marks: a mark closes a quotation of its own family only (with the liberties of [`Open::closes`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// `"` and `''`.
    StraightDouble,
    /// `“ ” „ ‟`.
    CurlyDouble,
    /// `'` and `` ` ``.
    StraightSingle,
    /// `‘ ’ ‚ ‛`.
    CurlySingle,
    /// `« »`.
    Guillemet,
    /// `‹ ›`.
    SingleGuillemet,
}

impl Family {
    /// Singles are apostrophes first: without a closing mark they are no quotation.
    fn is_single(self) -> bool {
        matches!(self, Self::StraightSingle | Self::CurlySingle)
    }
}

/// One mark with its surroundings.
struct Mark {
    span: Span,
    character: char,
    family: Family,
    /// The nearest character before and behind that is no mark; `None` at the block's border.
    before: Option<char>,
    behind: Option<char>,
    /// The characters right beside it, marks or not.
    touches: (Option<char>, Option<char>),
}

impl Mark {
    fn looks_opening(&self) -> bool {
        let starts = self.before.is_none_or(|character| {
            character.is_whitespace()
                || matches!(character, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '―' | '¿' | '¡')
        });
        starts && self.behind.is_some_and(|character| !character.is_whitespace())
    }

    fn looks_closing(&self) -> bool {
        let ends = self.behind.is_none_or(|character| !character.is_alphanumeric());
        ends && self.before.is_some_and(|character| !character.is_whitespace())
    }

    fn stands_alone(&self) -> bool {
        self.before.is_none_or(char::is_whitespace) && self.behind.is_none_or(char::is_whitespace)
    }

    fn is_inside_word(&self) -> bool {
        self.touches.0.is_some_and(char::is_alphanumeric) && self.touches.1.is_some_and(char::is_alphanumeric)
    }
}

/// A quotation that has been opened.
struct Open {
    /// Its place in the list of all quotations.
    index: usize,
    /// The opening mark.
    opener: char,
    family: Family,
    /// Where its part in the present block starts.
    start: usize,
}

impl Open {
    /// Whether `mark` can close this quotation, by its shape alone. Writers and converters mix straight and curly marks.
    fn closes(&self, mark: &Mark) -> bool {
        match (self.opener, mark.character) {
            ('»', closer) => closer == '«',
            ('«', closer) => closer == '»',
            ('›', closer) => closer == '‹',
            ('‹', closer) => closer == '›',
            ('„', closer) => matches!(closer, '“' | '”' | '‟' | '"'),
            ('‚', closer) => matches!(closer, '‘' | '’'),
            ('“' | '”' | '‟', closer) => {
                closer == '”' || (matches!(closer, '"' | '“') && mark.looks_closing())
            }
            ('"' | '\u{1}', closer) => matches!(closer, '"' | '\u{1}') || closer == '”',
            (_, closer) => matches!(closer, '\'' | '’') && self.family.is_single(),
        }
    }
}

/// The quotations of all blocks, in order of their start.
pub(crate) fn quotations(text: &str, blocks: &[Block]) -> Vec<Quotation> {
    let mut scan = Scan { text, quotations: Vec::new(), open: Vec::new() };
    let mut prose = blocks.iter().filter(|block| block.kind != BlockKind::Caption).peekable();
    while let Some(block) = prose.next() {
        scan.block(block.body);
        let following = prose.peek().map(|next| &text[next.body.start..next.body.end]);
        scan.end_of_block(block.body, following);
    }
    scan.quotations.into_iter().flatten().collect()
}

struct Scan<'text> {
    text: &'text str,
    /// In order of their start; a quotation that turns out to be none becomes `None`.
    quotations: Vec<Option<Quotation>>,
    open: Vec<Open>,
}

impl Scan<'_> {
    fn block(&mut self, body: Span) {
        let marks = marks(self.text, body);
        // Quotations that come over from the block before begin at this block's leading marks.
        for (open, mark) in self.open.iter_mut().zip(&marks) {
            open.start = mark.span.start;
        }
        let following = Following::new(self.text, &marks);
        for index in self.open.len()..marks.len() {
            self.mark(&marks, index, &following);
        }
    }

    fn mark(&mut self, marks: &[Mark], index: usize, following: &Following) {
        let mark = &marks[index];
        let target = self.open.iter().rposition(|open| open.closes(mark));
        match mark.character {
            '\'' | '’' | '‘' | '‚' | '‛' | '`' => self.single(mark, target, following.of(index)),
            '"' | '\u{1}' => self.straight_double(mark, target, following.of(index)),
            '»' | '«' | '›' | '‹' => match target {
                Some(target) => self.close(target, mark.span),
                None if mark.looks_opening() || matches!(mark.character, '«' | '‹') => self.open(mark),
                None => {}
            },
            '“' | '„' | '‟' => match target {
                Some(target) if !mark.looks_opening() => self.close(target, mark.span),
                _ if mark.behind.is_some() => self.open(mark),
                _ => {}
            },
            _ => match target {
                Some(target) => self.close(target, mark.span),
                None if mark.looks_opening() && !mark.looks_closing() => self.open(mark),
                None => {}
            },
        }
    }

    fn straight_double(&mut self, mark: &Mark, target: Option<usize>, next: Next) {
        let opening = mark.looks_opening()
            && !mark.before.is_some_and(|character| matches!(character, '—' | '–' | '-'));
        let after_digit = mark.touches.0.is_some_and(|character| character.is_ascii_digit());
        match target {
            // `5" nails," he said`: an inch mark inside a quotation goes on with the sentence and leaves a closing mark over.
            Some(_) if after_digit && mark.looks_closing() && next.goes_on && next.closing => {}
            // `6'2"`: feet and inches.
            Some(_) if after_digit && next.feet => {}
            Some(target) if opening => {
                self.drop_from(target, mark.span.start);
                self.open(mark);
            }
            Some(target) => self.close(target, mark.span),
            None if mark.looks_opening() => self.open(mark),
            None if after_digit && mark.looks_closing() => {}
            None if (mark.stands_alone() || mark.is_inside_word()) && next.exists => self.open(mark),
            None => {}
        }
    }

    fn single(&mut self, mark: &Mark, target: Option<usize>, next: Next) {
        if mark.is_inside_word() && mark.character != '‘' {
            return;
        }
        let may_open = mark.character != '’' || target.is_none();
        if may_open && mark.looks_opening() && !next.elided && next.exists | self.at_start_of_block(mark) {
            return self.open(mark);
        }
        let Some(target) = target else { return };
        if !mark.looks_closing() || matches!(mark.character, '‘' if mark.family != Family::CurlySingle) {
            return;
        }
        // "the boys' club" inside a quotation: the possessive is followed by its noun and leaves a closing mark over.
        if next.possessive && next.goes_on && next.closing {
            return;
        }
        self.close(target, mark.span);
    }

    fn at_start_of_block(&self, mark: &Mark) -> bool {
        mark.before.is_none()
    }

    fn open(&mut self, mark: &Mark) {
        if self.open.len() >= DEEPEST {
            return;
        }
        let depth = self.open.len() as u8;
        self.open.push(Open {
            index: self.quotations.len(),
            opener: mark.character,
            family: mark.family,
            start: mark.span.start,
        });
        self.quotations.push(Some(Quotation { parts: Vec::new(), depth, closed: false }));
    }

    fn close(&mut self, target: usize, mark: Span) {
        self.drop_from(target + 1, mark.start);
        if let Some(open) = self.open.pop()
            && let Some(quotation) = &mut self.quotations[open.index]
        {
            quotation.parts.push(Span::new(open.start, mark.end));
            quotation.closed = true;
        }
    }

    /// Ends, without closing mark, the quotations from `target` on before `end`.
    fn drop_from(&mut self, target: usize, end: usize) {
        while self.open.len() > target {
            let Some(open) = self.open.pop() else { return };
            self.leave(open, end);
        }
    }

    fn leave(&mut self, open: Open, end: usize) {
        let slot = &mut self.quotations[open.index];
        let part = self.text[open.start..end.max(open.start)].trim_end();
        if let Some(quotation) = slot {
            quotation.parts.push(Span::new(open.start, open.start + part.len()));
            // A lone single mark was an apostrophe, a lone guillemet an arrow.
            let alone = quotation.parts.len() == 1;
            if alone && (open.family.is_single() || matches!(open.opener, '»' | '«' | '›' | '‹')) {
                *slot = None;
            }
        }
    }

    /// Carries the open quotations on when the next block begins with their opening marks; ends the others here.
    fn end_of_block(&mut self, body: Span, following: Option<&str>) {
        let mut leading =
            following.unwrap_or("").trim_start().chars().filter(|character| !character.is_whitespace());
        let mut carried = 0;
        while let Some(open) = self.open.get(carried) {
            let matches = match open.opener {
                '\u{1}' => leading.next() == Some('\'') && leading.next() == Some('\''),
                opener => leading.next() == Some(opener),
            };
            if !matches {
                break;
            }
            carried += 1;
        }
        self.drop_from(carried, body.end);
        for open in &self.open {
            if let Some(quotation) = &mut self.quotations[open.index] {
                quotation.parts.push(Span::new(open.start, body.end));
            }
        }
    }
}

/// The quotation marks of one block. `''` is one mark, written `\u{1}` here.
fn marks(text: &str, body: Span) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut before: Option<char> = None;
    let mut characters = text[body.start..body.end].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let family = match character {
            '"' => Family::StraightDouble,
            '“' | '”' | '„' | '‟' => Family::CurlyDouble,
            '\'' | '`' => Family::StraightSingle,
            '‘' | '’' | '‚' | '‛' => Family::CurlySingle,
            '«' | '»' => Family::Guillemet,
            '‹' | '›' => Family::SingleGuillemet,
            _ => {
                before = Some(character);
                continue;
            }
        };
        let start = body.start + offset;
        let twice =
            matches!(character, '\'' | '`') && characters.peek().is_some_and(|&(_, next)| next == character);
        if twice {
            characters.next();
        }
        let end = start + character.len_utf8() * if twice { 2 } else { 1 };
        let touching = marks.last().filter(|last| last.span.end == start);
        marks.push(Mark {
            span: Span::new(start, end),
            character: if twice { '\u{1}' } else { character },
            family: if twice { Family::StraightDouble } else { family },
            before: match touching {
                Some(last) => last.before,
                None => before,
            },
            behind: None,
            touches: (
                touching.map(|last| last.character).or(before),
                characters.peek().map(|&(_, next)| next),
            ),
        });
    }
    // A mark beside a mark has the surroundings of the whole group.
    for index in (0..marks.len()).rev() {
        marks[index].behind = match marks.get(index + 1) {
            Some(next) if next.span.start == marks[index].span.end => next.behind,
            _ => marks[index].touches.1,
        };
    }
    marks
}

/// What stands behind a mark in its block.
#[derive(Clone, Copy, Default)]
struct Next {
    /// Another mark follows that could be the partner of this one.
    exists: bool,
    /// The next mark of the kind, apostrophes aside, looks as if it closed.
    closing: bool,
    /// A lower-case word follows after one space.
    goes_on: bool,
    /// The word before ends in "s" or a dropped "g".
    possessive: bool,
    /// The mark stands for letters left out: "'em", "'90s", "'n'".
    elided: bool,
    /// The mark ends feet and inches: `6'2"`.
    feet: bool,
}

/// [`Next`] of every mark, found in one backward pass.
struct Following(Vec<Next>);

impl Following {
    fn new(text: &str, marks: &[Mark]) -> Self {
        let mut list = vec![Next::default(); marks.len()];
        // (a closing mark exists, the nearest one looks closing), for singles and for straight doubles.
        let (mut singles, mut doubles) = ((false, false), (false, false));
        for (index, mark) in marks.iter().enumerate().rev() {
            let rest = &text[mark.span.end..];
            let word_before = text[..mark.span.start].chars().next_back();
            let single = mark.family.is_single();
            let (exists, closing) = if single { singles } else { doubles };
            let elided = single && is_elision(rest) && !(closing && starts_with_number(rest));
            list[index] = Next {
                exists,
                closing,
                goes_on: goes_on(rest),
                possessive: matches!(word_before, Some('s' | 'S' | 'n' | 'z' | 'x')),
                elided,
                feet: index > 0
                    && marks[index - 1].character == '\''
                    && marks[index - 1].touches.0.is_some_and(|character| character.is_ascii_digit())
                    && is_number(&text[marks[index - 1].span.end..mark.span.start]),
            };
            if single && !elided && !mark.is_inside_word() {
                let closes = mark.looks_closing() && mark.character != '‘';
                singles = (singles.0 || closes, closes && !mark.looks_opening());
            } else if mark.family == Family::StraightDouble || mark.character == '”' {
                doubles = (true, mark.looks_closing() && !mark.looks_opening());
            }
        }
        Self(list)
    }

    fn of(&self, index: usize) -> Next {
        self.0[index]
    }
}

fn goes_on(rest: &str) -> bool {
    let mut characters = rest.chars();
    characters.next().is_some_and(char::is_whitespace) && characters.next().is_some_and(char::is_lowercase)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn starts_with_number(rest: &str) -> bool {
    rest.starts_with(|character: char| character.is_ascii_digit())
        && !rest.get(2..).is_some_and(|rest| rest.starts_with(['s', 'S']))
}

/// Whether the letters behind an apostrophe are a word whose beginning is left out.
fn is_elision(rest: &str) -> bool {
    let end = rest.find(|character: char| !character.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..end];
    let is_decade = |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if word.len() > 6 || !word.is_ascii() {
        return false;
    }
    let word = word.to_ascii_lowercase();
    is_decade(word.strip_suffix('s').unwrap_or(&word))
        || matches!(
            word.as_str(),
            "em" | "til"
                | "tis"
                | "twas"
                | "cause"
                | "cuz"
                | "coz"
                | "round"
                | "bout"
                | "n"
                | "cos"
                | "twere"
                | "nuff"
                | "hood"
        )
}

#[cfg(test)]
mod tests;
