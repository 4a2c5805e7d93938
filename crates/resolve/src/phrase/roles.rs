//! The roles in a noun phrase: which words before and beside a name tell what somebody is.

use types::Span;

use super::{head_noun, is_article, is_capitalised};
use crate::article::Article;
use crate::lexicon::function_words::is_preposition;
use crate::lexicon::pronouns::pronoun;
use crate::lexicon::{nouns, people};
use crate::words::Word;

/// Whether a role, perhaps with a title behind it, ends the words in front of a name: "University of Ulm physicist Dr" Jo
/// Doe, "Secretary of State" Jo Doe, unlike "a friend of" Jo Doe and "a friend of Mayor" Jo Doe.
pub(super) fn follows_role(before: &[Word]) -> bool {
    let is_role = |word: &Word| nouns::is_role(&nouns::singular(&word.lower()).0);
    let Some(last) = before.iter().rposition(|word| !people::is_title(word.text)) else { return false };
    let word = &before[last];
    if word.possessive || word.ends_segment {
        return false;
    }
    if is_role(word) && is_capitalised(word.text) {
        // "Minister of Justice" Jo Doe; "Leader of the House Minister" Jo Doe, unlike "a friend of Mayor" Jo Doe.
        return is_office_of(&before[..=last]) || is_office_of(&before[..last]);
    }
    if is_role(word) {
        return true;
    }
    let body = is_capitalised(word.text) || nouns::is_body(&word.lower());
    body && before[..last]
        .windows(2)
        .any(|pair| is_role(&pair[0]) && matches!(pair[1].text, "of" | "for" | "at"))
}

/// "Leader of the House", "chief of staff": whether the words are an office and of what it is.
fn is_office_of(words: &[Word]) -> bool {
    const OFFICES: &str = "leader minister secretary chief head speaker president chair chairman chairwoman director governor commissioner";
    let is_office = |word: &Word| OFFICES.split(' ').any(|office| word.text.eq_ignore_ascii_case(office));
    let ends = |word: &Word| is_capitalised(word.text) || nouns::is_body(&word.lower());
    words.last().is_some_and(ends) && words.windows(2).any(|pair| is_office(&pair[0]) && pair[1].text == "of")
}

/// The words as a role, without article and possessive owner that is a pronoun; none when there are none.
pub(super) fn role_words(article: &Article, segment: &[Word]) -> Option<String> {
    let from = segment.iter().enumerate().position(|(index, word)| {
        // "professor of law" keeps its title, "Professor Doe" has it for the name.
        let heads = segment.get(index + 1).is_some_and(|next| is_preposition(&next.lower()));
        !is_article(word.text) && pronoun(word.text).is_none() && (heads || !people::is_title(word.text))
    })?;
    let segment = &segment[from..];
    let last =
        segment.iter().rposition(|word| !people::is_title(word.text) || word.lower() == "professor")?;
    let role = Span::new(segment[0].span.start, segment[last].span.end).of(article.text);
    let has_letters = role.chars().any(char::is_alphabetic);
    (has_letters && !segment[last].possessive).then(|| role.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether the segment, beside a name, tells a role rather than an age or a place.
pub(super) fn names_role(trimmed: &[Word], segment: &[Word]) -> bool {
    let (noun, _) = head_noun(trimmed);
    nouns::is_role(&noun) || segment.first().is_some_and(|word| is_article(word.text)) && !noun.is_empty()
}
