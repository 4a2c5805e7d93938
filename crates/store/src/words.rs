//! A user's words as an FTS5 expression. Nothing that the user types is syntax, except quotation marks around a phrase.

use crate::StoreError;

/// An expression that finds rows of which `column` has all the words of `given`, in any order, and all phrases that
/// stand in it between double quotation marks, straight or curly. Case and accents do not count.
///
/// An error when there is no word in it: FTS5 would find nothing, or everything.
pub(crate) fn expression(
    filter: &'static str,
    column: &'static str,
    given: &str,
) -> Result<String, StoreError> {
    let mut terms = Vec::new();
    for (number, piece) in given.split(['"', '“', '”']).enumerate() {
        if number % 2 == 1 {
            terms.push(piece.replace(char::is_control, " "));
        } else {
            terms.extend(piece.split(|c: char| c.is_whitespace() || c.is_control()).map(str::to_owned));
        }
    }
    terms.retain(|term| term.contains(char::is_alphanumeric));
    if terms.is_empty() {
        return Err(StoreError::NoWord { filter, given: given.to_owned() });
    }
    // A quoted string is a phrase of tokens to FTS5 and cannot hold syntax; no term has a quotation mark.
    let quoted: Vec<String> = terms.iter().map(|term| format!("\"{term}\"")).collect();
    Ok(format!("({{{column}}} : ({}))", quoted.join(" AND ")))
}

#[cfg(test)]
mod tests {
    use super::expression;

    #[test]
    fn words_and_phrases_are_quoted() {
        let check = |given: &str, expected: &str| {
            assert_eq!(
                expression("about", "content", given).unwrap(),
                format!("({{content}} : ({expected}))")
            );
        };
        check("ferry", r#""ferry""#);
        check("ferry AND NOT tax*", r#""ferry" AND "AND" AND "NOT" AND "tax*""#);
        check(r#"the "sea wall" now"#, r#""the" AND "sea wall" AND "now""#);
        check("“sea wall”", r#""sea wall""#);
        check(r#"an open "quotation mark"#, r#""an" AND "open" AND "quotation mark""#);
        check("a\0b -- ) content:x", r#""a" AND "b" AND "content:x""#);
        assert!(expression("about", "content", " \"-\" … ").is_err());
    }
}
