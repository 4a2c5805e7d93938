//! When two names mean the same person, as the reference scorer has it.

use unicode_normalization::UnicodeNormalization;

use crate::words::alphanumeric;

const TITLES: [&str; 17] = [
    "the",
    "a",
    "an",
    "of",
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "professor",
    "sir",
    "president",
    "minister",
    "senator",
    "cllr",
    "judge",
    "s",
];

/// The words of a name in lower case, without accents, articles, titles and anything in parentheses.
pub fn plain(name: &str) -> Vec<String> {
    let ascii: String = name.nfkd().filter(char::is_ascii).collect::<String>().to_lowercase();
    let name = if ascii.is_empty() { name.to_lowercase() } else { ascii };
    alphanumeric(&without_parentheses(&name))
        .filter(|word| !TITLES.contains(word))
        .map(str::to_owned)
        .collect()
}

/// The words of a name, sorted: for comparison without regard to order.
pub fn sorted(name: &str) -> Vec<String> {
    let mut words = plain(name);
    words.sort();
    words
}

/// Equal words, or the shorter name's words all in the longer one and the same last word (Quell = Mara Quell).
pub fn same(left: &str, right: &str) -> bool {
    if plain(left).is_empty() || plain(right).is_empty() {
        return false;
    }
    if sorted(left) == sorted(right) {
        return true;
    }
    let (mut short, mut long) = (plain(left), plain(right));
    if long.len() < short.len() {
        std::mem::swap(&mut short, &mut long);
    }
    short.iter().all(|word| long.contains(word)) && (short.last() == long.last() || short.len() >= 2)
}

fn without_parentheses(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((open, close)) =
        rest.find('(').and_then(|open| Some((open, open + rest[open..].find(')')?)))
    {
        kept.push_str(&rest[..open]);
        kept.push(' ');
        rest = &rest[close + 1..];
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn a_surname_is_its_bearer() {
        assert!(same("Quell", "Mara Quell"));
        assert!(same("President Mára Quell (Harbour Party)", "Mara Quell"));
        assert!(same("the Ministry of Ports", "Ports Ministry"));
    }

    #[test]
    fn others_are_others() {
        assert!(!same("Mara", "Mara Quell"));
        assert!(!same("Tom Quell", "Mara Quell"));
        assert!(!same("", "Mara Quell"));
    }
}
