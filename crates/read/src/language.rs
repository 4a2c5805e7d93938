//! Which language a text is in.

use whatlang::Lang;

/// Letters that a text must have before its language is guessed.
const ENOUGH_LETTERS: usize = 120;

/// Words that English has at every turn, and hardly any other language.
const ENGLISH: [&str; 8] = ["the", "of", "and", "that", "with", "was", "from", "by"];

/// A text of at least so many words, one in [`OFTEN`] of which are those, is English. English prose has them at one word
/// in six to eight; text in other languages that quotes English stays far below.
const ENOUGH_WORDS: usize = 60;
const OFTEN: usize = 12;

/// Where fewer than one word in so many is one of them, the text is not in English.
const SELDOM: usize = 25;

/// What a text is written in, and whether that is sure.
#[derive(Clone, Copy)]
struct Found {
    lang: Lang,
    sure: bool,
}

/// BCP 47 tag of the text's language; `None` when the text is too short to tell.
pub(crate) fn language(text: &str) -> Option<String> {
    Some(tag(detect(text)?.lang).to_owned())
}

/// BCP 47 tag of the text's language, when that is surely not English.
pub(crate) fn foreign_language(text: &str) -> Option<String> {
    let found = detect(text)?;
    (found.sure && found.lang != Lang::Eng).then(|| tag(found.lang).to_owned())
}

/// The language of a page that declares `declared`. Whether a text is English decides whether it is read, and systems
/// declare English for pages in any language: there, the text's own words count.
pub(crate) fn of_page(declared: Option<String>, text: &str, notes: &mut Vec<String>) -> Option<String> {
    let Some(declared) = declared else { return language(text) };
    let is_declared_english = declared.split('-').next() == Some("en");
    // Comparing a text with the profiles of all languages costs as much as reading it: not where it is as it says.
    let is_foreign = !is_declared_english && !is_one_in(SELDOM, english_words(beginning(text)));
    let found = if is_foreign { None } else { detect(text).filter(|found| found.sure) }
        .filter(|found| is_declared_english != (found.lang == Lang::Eng))
        .map(|found| tag(found.lang).to_owned());
    let Some(found) = found else { return Some(declared) };
    notes.push(format!("the page declares its language as {declared}, but its text is in {found}"));
    Some(found)
}

/// The first 4 kB of `text`, which tell its language.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(4096)]
}

/// What the beginning of `text` is written in; `None` when the text is too short to tell.
fn detect(text: &str) -> Option<Found> {
    let sample = beginning(text);
    // Nearly every text is English, which its words tell at once.
    let counted = english_words(sample);
    if counted.0 >= ENOUGH_WORDS && is_one_in(OFTEN, counted) {
        return Some(Found { lang: Lang::Eng, sure: true });
    }
    let letters = sample.chars().filter(|character| character.is_alphabetic()).count();
    if letters < ENOUGH_LETTERS {
        return None;
    }
    whatlang::detect(sample).map(|info| Found { lang: info.lang(), sure: info.is_reliable() })
}

/// How many words `sample` has, and how many of them are [`ENGLISH`].
fn english_words(sample: &str) -> (usize, usize) {
    let (mut words, mut english) = (0, 0);
    for word in sample.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        english += usize::from(ENGLISH.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    (words, english)
}

/// Whether at least one word in `many` is English.
fn is_one_in(many: usize, (words, english): (usize, usize)) -> bool {
    english * many >= words
}

/// ISO 639-1, where the language has a code there.
fn tag(language: Lang) -> &'static str {
    match language {
        Lang::Afr => "af",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        Lang::Aka => "ak",
    }
}

#[cfg(test)]
mod tests {
    use super::{foreign_language, language, of_page};

    const ENGLISH: &str = "The harbour master said on Monday that the ferry would not sail until the fog had lifted, and that \
        nobody should wait at the pier. He had asked the council for a new lamp three times since the winter.";
    const POLISH: &str = "Kapitan portu powiedział w poniedziałek, że prom nie wypłynie, dopóki nie podniesie się mgła, i że nikt \
        nie powinien czekać na przystani. Od zimy trzy razy prosił radę miasta o nową latarnię.";

    #[test]
    fn words_tell_the_language() {
        assert_eq!(language(ENGLISH).as_deref(), Some("en"));
        assert_eq!(foreign_language(ENGLISH), None);
        assert_eq!(foreign_language(POLISH).as_deref(), Some("pl"));
        assert_eq!(language("Too short."), None);
    }

    #[test]
    fn a_wrong_declaration_is_noted() {
        let check = |declared: &str, text, expected: &str| {
            let mut notes = Vec::new();
            assert_eq!(of_page(Some(declared.to_owned()), text, &mut notes).as_deref(), Some(expected));
            assert_eq!(notes.is_empty(), declared == expected, "{notes:?}");
        };
        check("en-US", POLISH, "pl");
        check("en-US", ENGLISH, "en-US");
        check("de", ENGLISH, "en");
        check("cs", POLISH, "cs");
    }
}
