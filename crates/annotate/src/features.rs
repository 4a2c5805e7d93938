//! What the uncased pieces of a token do not tell: its case, whether it is a quotation mark, and whether it
//! begins a block. One number for each piece, an index into the weights' table of features.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Number of features.
pub const COUNT: usize = 128;
/// The feature of the window's own two pieces.
pub const NONE: u8 = 0;
/// Added for the first piece of the first token of a block.
pub const BLOCK_START: u8 = 64;

const QUOTE_FACTOR: u8 = 8;

/// The feature of a token's pieces, without [`BLOCK_START`]. `token` must not be empty.
pub fn of_token(token: &str) -> u8 {
    case(token) + QUOTE_FACTOR * quote(token)
}

/// Whether pieces with this feature are of a word that may be a name, for it has a capital letter or its letters have no case, or are a
/// window's own two. What is no word, a number, and a word in small letters are not.
pub fn has_capital(feature: u8) -> bool {
    !(1..=3).contains(&(feature % QUOTE_FACTOR))
}

/// The token's case. The questions are those of Python's `str.isalnum`, `isdigit`, `islower` and `isupper`, by
/// which the weights were trained.
fn case(token: &str) -> u8 {
    let mut rest = token.chars();
    let Some(first) = rest.next() else { return 1 };
    let single = rest.as_str().is_empty();
    if !is_alphanumeric(first) {
        1
    } else if token.chars().all(is_digit) {
        2
    } else if is_lowercase(token) {
        3
    } else if is_uppercase(token) && !single {
        4
    } else if !first.is_uppercase() {
        7
    } else if single || is_lowercase(rest.as_str()) {
        5
    } else {
        6
    }
}

fn quote(token: &str) -> u8 {
    match token {
        "“" => 1,
        "”" => 2,
        "\"" => 3,
        "‘" => 4,
        "’" => 5,
        "'" => 6,
        "—" | "–" => 7,
        _ => 0,
    }
}

fn is_alphanumeric(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let group = character.general_category_group();
    matches!(group, GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number)
}

/// Decimal digits, and superscript, subscript and enclosed ones.
fn is_digit(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_digit();
    }
    character.general_category() == GeneralCategory::DecimalNumber
        || matches!(u32::from(character),
            0xB2 | 0xB3 | 0xB9 | 0x1369..=0x1371 | 0x19DA | 0x2070 | 0x2074..=0x2079 | 0x2080..=0x2089
            | 0x2460..=0x2468 | 0x2474..=0x247C | 0x2488..=0x2490 | 0x24EA | 0x24F5..=0x24FD | 0x24FF
            | 0x2776..=0x277E | 0x2780..=0x2788 | 0x278A..=0x2792 | 0x10A40..=0x10A43 | 0x10E60..=0x10E68
            | 0x11052..=0x1105A | 0x1F100..=0x1F10A)
}

fn is_lowercase(text: &str) -> bool {
    has_one_case(text, char::is_lowercase, char::is_uppercase)
}

fn is_uppercase(text: &str) -> bool {
    has_one_case(text, char::is_uppercase, char::is_lowercase)
}

/// Whether something in `text` has the case and nothing has the other, or title case.
fn has_one_case(text: &str, case: fn(char) -> bool, other: fn(char) -> bool) -> bool {
    text.chars().any(case)
        && !text.chars().any(|character| {
            other(character)
                || !character.is_ascii() && character.general_category() == GeneralCategory::TitlecaseLetter
        })
}

#[cfg(test)]
mod tests {
    use super::{BLOCK_START, NONE, case, has_capital, of_token};

    #[test]
    fn cases() {
        for (token, expected) in [
            ("?", 1),
            ("_x", 1),
            ("2016", 2),
            ("²", 2),
            ("word", 3),
            ("é", 3),
            ("b2", 3),
            ("3rd", 3),
            ("NATO", 4),
            ("F16", 4),
            ("2B", 4),
            ("Ivo", 5),
            ("A", 5),
            ("Élan", 5),
            ("McKay", 6),
            ("B2b", 5),
            ("iPhone", 7),
            ("中文", 7),
            ("½", 7),
            ("ǅ", 7),
        ] {
            assert_eq!(case(token), expected, "{token}");
        }
    }

    #[test]
    fn names_have_capitals() {
        let has = |token: &&str| has_capital(of_token(token)) && has_capital(of_token(token) + BLOCK_START);
        let tokens = ["Ivo", "A", "NATO", "McKay", "iPhone", "word", "b2", "2016", "?", "“", "—"];
        assert_eq!(tokens.iter().filter(|token| has(token)).count(), 5);
        assert!(tokens[..5].iter().all(has));
        assert!(has_capital(NONE), "what a window begins and ends with is looked at with all there is");
    }

    #[test]
    fn quotation_marks_have_a_feature_of_their_own() {
        let features: Vec<u8> = ["“", "”", "\"", "‘", "’", "'", "—", "–", ","].map(of_token).into();
        assert_eq!(features, [9, 17, 25, 33, 41, 49, 57, 57, 1]);
    }
}
