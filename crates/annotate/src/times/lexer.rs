//! Tokens with the little dictionary of time words looked up once.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use types::{Reading, Season, Span, TimeUnit, Token, Weekday};

use crate::number_words::number_words;

/// What a token is in the language of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// "2016", "07": value and number of digits.
    Digits(u32, u8),
    /// "5th".
    DigitsNth(u32),
    /// "1990s", "90s".
    DigitsDecade(u32),
    /// "8am", "11pm": hour 0-23.
    DigitsHour(u8),
    /// "three", "twenty".
    Number(u32),
    /// "third".
    Nth(u32),
    /// "March", "Sept": 1-12.
    Month(u8),
    Weekday(Weekday),
    /// "week" (false), "weeks" (true).
    Unit(TimeUnit, bool),
    Season(Season),
    /// Part of the day.
    Part(&'static str),
    /// A word or mark that can begin a time expression.
    Opener,
    /// Any other token.
    Other,
    /// Border of a block or end of the text: no expression crosses it.
    Break,
}

#[derive(Clone, Copy, Debug)]
struct Lexeme {
    span: Span,
    kind: Kind,
    capital: bool,
    glued: bool,
}

/// A text as a row of classified tokens.
pub(super) struct Lexemes {
    lower: String,
    items: Vec<Lexeme>,
}

impl Lexemes {
    /// The tokens of a document, with breaks between its blocks.
    pub(super) fn of_reading(reading: &Reading) -> Self {
        let breaks = reading.blocks.iter().map(|block| block.span.start).collect();
        Self::new(&reading.document.text, reading.tokens.iter().map(|Token { span }| *span), breaks)
    }

    /// The tokens of a short text that has no blocks.
    pub(super) fn of_text(text: &str) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        let mut run = false;
        for (at, letter) in text.char_indices() {
            let word = letter.is_alphanumeric() || letter == '_';
            match spans.last_mut() {
                Some(last) if word && run => last.end = at + letter.len_utf8(),
                _ if letter.is_whitespace() => {}
                _ => spans.push(Span::new(at, at + letter.len_utf8())),
            }
            run = word;
        }
        Self::new(text, spans.into_iter(), Vec::new())
    }

    fn new(text: &str, spans: impl Iterator<Item = Span>, breaks: Vec<usize>) -> Self {
        // ASCII lower case keeps every byte where it was.
        let lower = text.to_ascii_lowercase();
        let mut breaks = breaks.into_iter().peekable();
        let mut items: Vec<Lexeme> = Vec::new();
        let mut end = 0;
        for span in spans {
            if text.get(span.start..span.end).is_none() || span.start < end {
                continue;
            }
            let mut broken = false;
            while breaks.next_if(|start| *start <= span.start).is_some() {
                broken = true;
            }
            if broken || text.get(end..span.start).is_some_and(|gap| gap.contains("\n\n")) {
                let border = Span::new(span.start, span.start);
                items.push(Lexeme { span: border, kind: Kind::Break, capital: false, glued: false });
            }
            let capital = span.of(text).starts_with(char::is_uppercase);
            items.push(Lexeme {
                span,
                kind: classify(span.of(&lower)),
                capital,
                glued: span.start == end && !items.is_empty(),
            });
            end = span.end;
        }
        Self { lower, items }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.items.get(at).map_or(Kind::Break, |item| item.kind)
    }

    /// The token in lower case; empty at a break.
    pub(super) fn word(&self, at: usize) -> &str {
        self.items.get(at).map_or("", |item| item.span.of(&self.lower))
    }

    /// The word before; empty at a break.
    pub(super) fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |previous| self.word(previous))
    }

    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at))
    }

    /// Whether the tokens from `at` are these words.
    pub(super) fn follows(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(i, word)| self.word(at + i) == *word)
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| item.capital)
    }

    /// Whether no white space stands between the token and the one before.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| item.glued && item.kind != Kind::Break)
    }

    /// Whether a hyphen or dash stands at `at`.
    pub(super) fn dash(&self, at: usize) -> bool {
        self.is(at, &["-", "–", "—", "‑", "‒"])
    }

    /// The bytes from token `start` to before token `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let first = self.items.get(start).map_or(self.lower.len(), |item| item.span.start);
        let last = end.checked_sub(1).and_then(|at| self.items.get(at)).map_or(first, |item| item.span.end);
        Span::new(first, last.max(first))
    }
}

fn classify(word: &str) -> Kind {
    let Some(first) = word.bytes().next() else { return Kind::Break };
    if first.is_ascii_digit() {
        return digits(word);
    }
    if !first.is_ascii_alphabetic() {
        return if matches!(word, "'" | "’" | "‘") { Kind::Opener } else { Kind::Other };
    }
    DICTIONARY.get(word).copied().unwrap_or(Kind::Other)
}

fn digits(word: &str) -> Kind {
    let length = word.bytes().take_while(u8::is_ascii_digit).count();
    if length > 6 {
        return Kind::Other;
    }
    let Ok(value) = word[..length].parse::<u32>() else { return Kind::Other };
    match &word[length..] {
        "" => Kind::Digits(value, length as u8),
        "st" | "nd" | "rd" | "th" => Kind::DigitsNth(value),
        "s" if value % 10 == 0 && (length == 4 || length == 2) => Kind::DigitsDecade(value),
        "am" if (1..=12).contains(&value) => Kind::DigitsHour((value % 12) as u8),
        "pm" if (1..=12).contains(&value) => Kind::DigitsHour((value % 12 + 12) as u8),
        _ => Kind::Other,
    }
}

/// What the words of time are, in lower case: one look-up for each token.
static DICTIONARY: LazyLock<FxHashMap<&str, Kind>> = LazyLock::new(|| {
    let mut dictionary = FxHashMap::default();
    let mut add = |words: &'static str, kind: Kind| {
        for word in words.split(' ') {
            // The first meaning counts.
            dictionary.entry(word).or_insert(kind);
        }
    };
    for (words, month) in MONTHS.iter().zip(1..) {
        add(words, Kind::Month(month));
    }
    for &(words, day) in WEEKDAYS {
        add(words, Kind::Weekday(day));
    }
    for &(singular, plural, unit) in UNITS {
        add(singular, Kind::Unit(unit, false));
        add(plural, Kind::Unit(unit, true));
    }
    for (word, number) in number_words() {
        add(word, Kind::Number(number));
    }
    add("hundred", Kind::Number(100));
    for (word, number) in ORDINALS.split(' ').zip(1..) {
        add(word, Kind::Nth(number));
    }
    add("thirtieth", Kind::Nth(30));
    for &(words, season) in SEASONS {
        add(words, Kind::Season(season));
    }
    for &(words, part) in PARTS {
        add(words, Kind::Part(part));
    }
    add(OPENERS, Kind::Opener);
    dictionary
});

const MONTHS: [&str; 12] = [
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday mondays mon", Weekday::Monday),
    ("tuesday tuesdays tue tues", Weekday::Tuesday),
    ("wednesday wednesdays wed", Weekday::Wednesday),
    ("thursday thursdays thu thur thurs", Weekday::Thursday),
    ("friday fridays fri", Weekday::Friday),
    ("saturday saturdays sat", Weekday::Saturday),
    ("sunday sundays sun", Weekday::Sunday),
];

/// Singular, plural.
const UNITS: &[(&str, &str, TimeUnit)] = &[
    ("minute min", "minutes mins", TimeUnit::Minute),
    ("hour hr", "hours hrs", TimeUnit::Hour),
    ("day", "days", TimeUnit::Day),
    ("weekend", "weekends", TimeUnit::Weekend),
    ("week", "weeks", TimeUnit::Week),
    ("month", "months", TimeUnit::Month),
    ("quarter", "quarters", TimeUnit::Quarter),
    ("year", "years yrs", TimeUnit::Year),
    ("decade", "decades", TimeUnit::Decade),
    ("century", "centuries", TimeUnit::Century),
];

const ORDINALS: &str = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth \
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth";

const SEASONS: &[(&str, Season)] = &[
    ("spring springtime", Season::Spring),
    ("summer summertime", Season::Summer),
    ("autumn fall", Season::Autumn),
    ("winter wintertime", Season::Winter),
];

const PARTS: &[(&str, &str)] = &[
    ("morning dawn", "morning"),
    ("afternoon", "afternoon"),
    ("evening", "evening"),
    ("night overnight", "night"),
];

/// Words that can begin a time expression.
const OPENERS: &str = "a an the this that these last next past coming previous preceding following same about almost \
    approximately around nearly roughly just less more fewer over under another few many several some \
    half dozens hundreds early late mid middle beginning start close end earlier later daily weekly \
    fortnightly monthly quarterly yearly annually biennially hourly nightly every each per once twice \
    at fortnight weeklong monthlong yearlong daylong noon midday midnight now nowadays currently \
    recently lately today tonight tomorrow yesterday christmas new halloween valentine independence \
    q1 q2 q3 q4 for within in nineties eighties seventies";
