//! Names that are known before a text is read: parties and their acronyms, firms, clubs, papers, peoples, awards, surnames of public people.
//!
//! No model of this size can know from a sentence that Odhikar is a body and Tsinghua is more often a university than a town; a list can (a
//! gazetteer in the sense of Mikheev, Moens and Grover 1999). `data/known-names.tsv` holds it, one name a line in the order of its bytes, with a tab
//! and the letters of its kinds; it is searched in place, so that a start costs nothing.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::decode::CLASSES;

static NAMES: &str = include_str!("../data/known-names.tsv");

/// The letters of the kinds, in the order of the entity head's classes: person, organisation, place, group, other.
const LETTERS: [char; CLASSES] = ['P', 'O', 'L', 'G', 'M'];

/// Which classes the list has for a name, or none when it does not know it. Case, accents and a leading "the" do not count.
pub fn kinds_of(name: &str) -> Option<[bool; CLASSES]> {
    let name = folded(name);
    let letters = line_of(NAMES, name.strip_prefix("the ").unwrap_or(&name))?;
    Some(LETTERS.map(|letter| letters.contains(letter)))
}

/// The name in lower case, without accents, with single spaces and straight apostrophes.
fn folded(name: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !byte.is_ascii_uppercase();
    if name.bytes().all(is_plain) && name.trim().len() == name.len() && !name.contains("  ") {
        return Cow::Borrowed(name);
    }
    let letters: String = name
        .nfkd()
        .filter(|&letter| !is_combining_mark(letter))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == '’' { '\'' } else { letter })
        .collect();
    Cow::Owned(letters.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What stands behind the tab of the line that begins with the name. `lines` are in the order of their bytes.
fn line_of<'l>(lines: &'l str, name: &str) -> Option<&'l str> {
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = lines.floor_char_boundary(low + (high - low) / 2);
        let start = lines[low..middle].rfind('\n').map_or(low, |at| low + at + 1);
        let end = lines[start..].find('\n').map_or(lines.len(), |at| start + at);
        let (known, letters) = lines[start..end].split_once('\t')?;
        match known.cmp(name) {
            std::cmp::Ordering::Equal => return Some(letters),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, NAMES, folded, kinds_of, line_of};

    #[test]
    fn the_list_is_in_order_and_written_as_it_is_looked_up() {
        let mut before = "";
        for line in NAMES.lines() {
            let (name, letters) = line.split_once('\t').expect("each line has a tab");
            assert!(before < name, "{before:?} stands before {name:?}");
            assert_eq!(folded(name), name);
            assert!(
                !letters.is_empty() && letters.chars().all(|letter| LETTERS.contains(&letter)),
                "{line:?}"
            );
            assert!(kinds_of(name).is_some(), "{name:?} is not found");
            before = name;
        }
    }

    #[test]
    fn a_line_is_found_by_its_name_alone() {
        let lines = "anden\tO\nosterby\tLO\nosterby town\tO\nzürn\tP\n";
        assert_eq!(line_of(lines, "anden"), Some("O"));
        assert_eq!(line_of(lines, "osterby"), Some("LO"));
        assert_eq!(line_of(lines, "osterby town"), Some("O"));
        assert_eq!(line_of(lines, "zürn"), Some("P"));
        for unknown in ["", "a", "osterb", "osterby t", "zz", "osterby\tLO"] {
            assert_eq!(line_of(lines, unknown), None, "{unknown}");
        }
        assert_eq!(line_of("", "osterby"), None);
    }

    #[test]
    fn names_are_folded() {
        assert_eq!(folded("Évora’s  Café"), "evora's cafe");
        assert_eq!(kinds_of("UNESCO"), kinds_of("the Unesco"));
        assert_eq!(kinds_of("no such name at all"), None);
    }
}
