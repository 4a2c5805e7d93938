//! A text as words that can be compared: in small letters and by their stems, each in its sentence.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use types::Span;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The stem of a word in small letters.
pub(super) fn stem(lower: &str) -> String {
    // The stemmer leaves derived nouns alone that news uses for the deed itself.
    if let Some(known) = IRREGULAR.get(lower) {
        return (*known).to_owned();
    }
    STEMMER.stem(lower).into_owned()
}

/// Forms that the stemmer does not bring together.
static IRREGULAR: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    const FORMS: &str = "withdrew=withdraw withdrawn=withdraw withdrawal=withdraw withdrawals=withdraw built=build \
        rebuilt=build rebuild=build rebuilding=build fought=fight sought=seek chose=choos chosen=choos forbade=forbid \
        forbidden=forbid gave=give given=give took=take taken=take sold=sell kept=keep held=hold left=leav lost=lose \
        spoken=speak spoke=speak begun=begin began=begin wrote=write written=write wore=wear thought=think \
        brought=bring bought=buy 'd=would russian=russia russians=russia ukrainian=ukrain ukraine=ukrain \
        european=europ europe=europ american=america americans=america british=britain french=franc france=franc \
        german=germani germans=germani germany=germani israeli=israel iranian=iran chinese=china \
        kenyan=kenya portuguese=portug portugal=portug swedish=sweden dutch=netherland shoreline=shore";
    FORMS.split_whitespace().filter_map(|pair| pair.split_once('=')).collect()
});

/// A word or a mark of a text.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// In small letters.
    pub lower: String,
    /// Its stem; a mark is its own.
    pub stem: String,
    /// Where it stands.
    pub span: Span,
    /// Index of its sentence.
    pub sentence: usize,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Whether it does so inside a sentence that is not all in capitals: it is part of a name.
    pub name: bool,
}

impl Word {
    /// Whether it is a mark.
    pub fn is_mark(&self) -> bool {
        !self.lower.chars().any(char::is_alphanumeric) && !self.lower.starts_with('\'')
    }
}

/// The words of a text and where its sentences and paragraphs begin.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub all: Vec<Word>,
    /// The paragraph of each sentence.
    pub paragraphs: Vec<usize>,
}

const ABBREVIATIONS: [&str; 20] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "sen", "rep", "gov", "gen", "col", "lt", "sgt", "jr", "sr", "vs",
    "no", "inc", "ltd", "rev",
];

impl Words {
    pub fn of(text: &str) -> Self {
        let mut words = Self { all: Vec::with_capacity(text.len() / 5), paragraphs: vec![0] };
        let mut stems: FxHashMap<String, String> = FxHashMap::default();
        let mut characters = text.char_indices().peekable();
        let mut ended = false;
        while let Some((start, character)) = characters.next() {
            if character == '\n' {
                words.begin_sentence(true);
                ended = false;
            } else if character.is_alphanumeric() {
                let mut end = start + character.len_utf8();
                while let Some(&(place, next)) = characters.peek() {
                    let after = text[place + next.len_utf8()..].chars().next();
                    let inside = matches!(next, '.' | ',') && {
                        let before = text[start..place].chars().next_back();
                        let numbers =
                            before.is_some_and(char::is_numeric) && after.is_some_and(char::is_numeric);
                        let initials = next == '.'
                            && (place - start == 1 || text[start..place].contains('.'))
                            && before.is_some_and(char::is_uppercase)
                            && after.is_some_and(char::is_alphabetic);
                        numbers || initials
                    };
                    if !(next.is_alphanumeric() || inside) {
                        break;
                    }
                    end = place + next.len_utf8();
                    characters.next();
                }
                if ended && character.is_uppercase() {
                    words.begin_sentence(false);
                }
                ended = false;
                // "don’t" is "do" and "n’t", "it’s" is "it" and "’s", "cannot" is "can" and "not".
                let tail = contraction(&text[end..]);
                if let Some(length) = tail {
                    let with_n =
                        tail_is_not(&text[end..]) && text[start..end].ends_with('n') && end - start > 1;
                    let cut = if with_n { end - 1 } else { end };
                    words.push(text, Span::new(start, cut), &mut stems);
                    words.push(text, Span::new(cut, end + length), &mut stems);
                    while characters.peek().is_some_and(|(place, _)| *place < end + length) {
                        characters.next();
                    }
                } else if text[start..end].eq_ignore_ascii_case("cannot") {
                    words.push(text, Span::new(start, start + 3), &mut stems);
                    words.push(text, Span::new(start + 3, end), &mut stems);
                } else {
                    words.push(text, Span::new(start, end), &mut stems);
                }
            } else if let Some(length) = contraction(&text[start..])
                && text[..start].chars().next_back().is_none_or(char::is_whitespace)
                && text[start + length..].chars().next().is_none_or(char::is_whitespace)
            {
                // "it 's": tokens with blanks between them.
                words.push(text, Span::new(start, start + length), &mut stems);
                while characters.peek().is_some_and(|(place, _)| *place < start + length) {
                    characters.next();
                }
            } else if matches!(character, '.' | '?' | '!' | ',' | ';' | ':' | '—' | '–' | '…') {
                let abbreviated = character == '.'
                    && words.all.last().is_some_and(|last| {
                        last.span.end == start
                            && (ABBREVIATIONS.contains(&last.lower.as_str())
                                || last.lower.contains('.') && last.lower.starts_with(char::is_alphabetic)
                                || last.capital && last.lower.chars().count() == 1)
                    });
                if !abbreviated {
                    words.push(text, Span::new(start, start + character.len_utf8()), &mut stems);
                    ended |= matches!(character, '.' | '?' | '!');
                }
            }
        }
        words.know_names(text);
        words
    }

    /// A capital letter makes a name where the sentence, a quotation or the style of a headline do not ask for it.
    fn know_names(&mut self, text: &str) {
        for sentence in self.all.chunk_by_mut(|one, next| one.sentence == next.sentence) {
            let long = |word: &&Word| word.lower.chars().count() > 3 && !word.is_mark();
            let capitals = sentence.iter().filter(long).filter(|word| word.capital).count();
            if 4 * capitals > 3 * sentence.iter().filter(long).count() {
                continue;
            }
            let mut begins = true;
            for word in sentence {
                let quoted = text[..word.span.start].ends_with(['"', '“', '‘', '\'']);
                word.name = word.capital && !begins && !quoted;
                begins = word.lower == ":" || begins && word.is_mark();
            }
        }
    }

    fn begin_sentence(&mut self, paragraph: bool) {
        let last = self.paragraphs.last().copied().unwrap_or_default();
        let used = self.all.last().is_some_and(|word| word.sentence + 1 == self.paragraphs.len());
        if used {
            self.paragraphs.push(last + usize::from(paragraph));
        }
    }

    fn push(&mut self, text: &str, span: Span, stems: &mut FxHashMap<String, String>) {
        let mut lower = span.of(text).to_lowercase().replace('’', "'");
        if lower == "n't" {
            lower = "not".to_owned();
        }
        let stem = match stems.get(&lower) {
            Some(known) => known.clone(),
            None => {
                let new = stem(&lower);
                stems.insert(lower.clone(), new.clone());
                new
            }
        };
        let capital = span.of(text).chars().next().is_some_and(char::is_uppercase);
        self.all.push(Word { lower, stem, span, sentence: self.paragraphs.len() - 1, capital, name: false });
    }

    /// The words that lie in a span.
    pub fn inside(&self, span: Span) -> &[Word] {
        let start = self.all.partition_point(|word| word.span.start < span.start);
        let end = self.all.partition_point(|word| word.span.end <= span.end);
        self.all.get(start..end.max(start)).unwrap_or_default()
    }

    /// The words of a sentence.
    pub fn sentence(&self, index: usize) -> &[Word] {
        let start = self.all.partition_point(|word| word.sentence < index);
        let end = self.all.partition_point(|word| word.sentence <= index);
        &self.all[start..end]
    }

    /// The sentence in which an offset lies.
    pub fn sentence_at(&self, offset: usize) -> usize {
        let next = self.all.partition_point(|word| word.span.end <= offset);
        self.all.get(next).or(self.all.last()).map_or(0, |word| word.sentence)
    }
}

/// Length of the contraction with which a text goes on: "’s", "’re", "’t".
fn contraction(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['\'', '’'])?;
    let letters = after.len() - after.trim_start_matches(char::is_alphanumeric).len();
    let tail = after[..letters].to_ascii_lowercase();
    matches!(tail.as_str(), "s" | "t" | "d" | "m" | "re" | "ve" | "ll")
        .then(|| rest.len() - after.len() + letters)
}

fn tail_is_not(rest: &str) -> bool {
    rest.strip_prefix(['\'', '’']).is_some_and(|tail| tail.starts_with(['t', 'T']))
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_marks_sentences_and_contractions() {
        let words = Words::of("Mr. Oake didn’t say. “It’s a U.S. plan,” he can’t\n\nAn end.");
        let lower: Vec<&str> = words.all.iter().map(|word| word.lower.as_str()).collect();
        assert_eq!(
            lower,
            [
                "mr", "oake", "did", "not", "say", ".", "it", "'s", "a", "u.s", "plan", ",", "he", "ca",
                "not", "an", "end", "."
            ]
        );
        let sentences: Vec<usize> = words.all.iter().map(|word| word.sentence).collect();
        assert_eq!((sentences[0], sentences[6], sentences[15]), (0, 1, 2));
        assert_eq!(words.paragraphs, [0, 0, 1]);
        for word in &words.all {
            assert!(word.span.start < word.span.end);
        }
    }
}
