//! Terms that a text defines for a body: "Osterby Harbour Holdings plc (the “Company”)", "Osterby Harbour Holdings (“OHH”)".

use types::Span;

use crate::article::Article;

/// Longest text between a name and the parentheses behind it: ", Inc. ".
const BETWEEN: usize = 12;
/// Most words of a term.
const WORDS: usize = 4;

/// The terms in the parentheses behind a name, as written.
pub(super) fn terms<'a>(article: &Article<'a>, name: Span) -> Vec<&'a str> {
    let end = article.sentence(name.start).end.max(name.end);
    let mut rest = article.text.get(name.end..end).unwrap_or_default();
    let mut found = Vec::new();
    while let Some((before, behind)) = rest.split_once('(') {
        // "The bank told Doe (the “Butcher”)" defines nothing for the bank.
        let is_apart = before.len() > BETWEEN
            || before.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
        let Some((inside, behind)) = behind.split_once(')').filter(|_| !is_apart) else { break };
        found.extend(quoted(inside));
        rest = behind;
    }
    found
}

/// The capitalised words in double quotation marks, where nothing but words that lead to a term stands beside them: "which called it
/// “Folly”" defines nothing.
fn quoted(text: &str) -> Vec<&str> {
    const LEADING: [&str; 8] =
        ["the", "or", "and", "hereinafter", "hereafter", "collectively", "together", "each"];
    // Every second part stands between marks.
    let (outside, inside): (Vec<_>, Vec<_>) =
        text.split(['“', '”', '"']).map(str::trim).enumerate().partition(|(at, _)| at % 2 == 0);
    let is_lead = |word: &str| {
        let bare = word.trim_matches(|mark: char| !mark.is_alphanumeric());
        bare.is_empty() || LEADING.contains(&bare)
    };
    let is_term =
        |term: &&str| term.starts_with(char::is_uppercase) && term.split_whitespace().count() <= WORDS;
    if outside.iter().all(|(_, words)| words.split_whitespace().all(is_lead)) {
        inside.into_iter().map(|(_, term)| term).filter(is_term).collect()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_stands_between_the_marks() {
        assert_eq!(quoted("the \"Company\""), ["Company"]);
        assert_eq!(quoted("hereinafter, “Osterby” or the “Company”"), ["Osterby", "Company"]);
        assert!(quoted("NYSE: OHH").is_empty());
        assert!(quoted("the “best harbour of them all”").is_empty());
        assert!(quoted("which called it “Folly”").is_empty());
        assert_eq!(quoted("the \"Company"), ["Company"]);
    }
}
