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

/// The capitalised words in double quotation marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    // Every second part stands between marks.
    text.split(['“', '”', '"'])
        .skip(1)
        .step_by(2)
        .map(str::trim)
        .filter(|term| term.starts_with(char::is_uppercase) && term.split_whitespace().count() <= WORDS)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_stands_between_the_marks() {
        let found = |text| quoted(text).collect::<Vec<_>>();
        assert_eq!(found("the \"Company\""), ["Company"]);
        assert_eq!(found("“Osterby” or the “Company”"), ["Osterby", "Company"]);
        assert!(found("NYSE: OHH").is_empty());
        assert!(found("the “best harbour of them all”").is_empty());
        assert_eq!(found("the \"Company"), ["Company"]);
    }
}
