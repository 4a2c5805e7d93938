//! The names in a noun phrase: which stands where, and which of them the phrase means.

use types::{EntityKind, Span};

use super::{head_noun, is_article};
use crate::actors::Mention;
use crate::lexicon::nouns;
use crate::words::Word;

/// Whether the word stands inside a name, neither its first nor its last.
pub(super) fn inside_mention(mentions: &[Mention], word: &Word) -> bool {
    mention_over(mentions, word.span).is_some_and(|index| {
        let span = mentions[index].span;
        span.start < word.span.start && word.span.end < span.end
    })
}

/// Index of the mention that covers the span's first byte.
pub(crate) fn mention_over(mentions: &[Mention], span: Span) -> Option<usize> {
    let index = mentions.partition_point(|mention| mention.span.start <= span.start).checked_sub(1)?;
    (span.start < mentions[index].span.end).then_some(index)
}

/// The name that ends at an offset.
pub(crate) fn mention_ending_at(mentions: &[Mention], end: usize) -> Option<usize> {
    let index = mentions.partition_point(|mention| mention.span.end < end);
    mentions.get(index).is_some_and(|mention| mention.span.end == end).then_some(index)
}

/// The name that ends the segment without possessive, and the index of its first word.
pub(super) fn name_at_end(mentions: &[Mention], segment: &[Word]) -> Option<(usize, usize)> {
    let last = segment.last()?;
    if last.possessive {
        return None;
    }
    let mention = mention_over(mentions, last.span)?;
    let at = segment.iter().position(|word| word.span.start >= mentions[mention].span.start)?;
    Some((mention, at))
}

/// Whether the segment, behind a plural, names some of those who are meant.
pub(super) fn lists(mentions: &[Mention], segment: &[Word]) -> bool {
    let first = segment.first().map(|word| word.lower()).unwrap_or_default();
    matches!(
        first.as_str(),
        "including" | "like" | "such" | "notably" | "especially" | "particularly" | "among"
    ) || joined_by_and(mentions, segment)
}

/// "the country's top regulator, the Example Commission": the body whose name alone stands behind what it is.
pub(super) fn named_body(mentions: &[Mention], segments: &[&[Word]], first: &[Word]) -> Option<usize> {
    let (noun, plural) = head_noun(first);
    let [_, behind] = segments else { return None };
    let mention = name_alone(mentions, behind)?;
    let is_body = mentions[mention].kind == EntityKind::Organisation && nouns::is_body(&noun);
    (is_body && !plural).then_some(mention)
}

/// The name that the words are, but for an article in front.
fn name_alone(mentions: &[Mention], words: &[Word]) -> Option<usize> {
    let name = &words[words.iter().position(|word| !is_article(word.text))?..];
    let mention = mention_over(mentions, name.first()?.span)?;
    let whole = mentions[mention].span.start == name[0].span.start
        && name.iter().all(|word| mention_over(mentions, word.span) == Some(mention));
    (whole && !name.last()?.possessive).then_some(mention)
}

/// "The group that owns her songs, Example Records,": the body or person whose name alone ends the phrase, behind the clause that begins at
/// `relative` and tells what it is.
pub(super) fn behind_relative(mentions: &[Mention], words: &[Word], relative: usize) -> Option<usize> {
    let before =
        words.get(..relative).filter(|before| before.last().is_some_and(|last| !last.ends_segment))?;
    let (noun, plural) = head_noun(before);
    let (_, clause) = words.get(relative..)?.split_last()?;
    let comma = clause.iter().rposition(|word| word.ends_segment && !inside_mention(mentions, word))?;
    // "who beat the mayor, Jo Doe,": the name belongs to the noun before it.
    let another = head_noun(&clause[..=comma]).0;
    let mention = name_alone(mentions, &words[relative + comma + 1..])?;
    let fits = match mentions[mention].kind {
        EntityKind::Organisation => nouns::is_body(&noun),
        EntityKind::Person => nouns::is_role(&noun),
        _ => false,
    };
    let is_somebody = nouns::is_role(&another) || nouns::is_body(&another);
    (fits && !is_somebody && !plural).then_some(mention)
}

/// "the Xinhua news agency": the body whose name alone stands in front of what it is.
pub(super) fn called_what_it_is(mentions: &[Mention], segment: &[Word]) -> Option<usize> {
    const SORTS: &str = "newspaper paper magazine union agency website network charity firm company airline bank group broadcaster station";
    let (last, before) = segment.split_last()?;
    let before = match before {
        [rest @ .., news] if news.text == "news" => rest,
        _ => before,
    };
    let name = before.last()?;
    let mention = mention_over(mentions, name.span)?;
    let whole =
        before.iter().all(|word| is_article(word.text) || mention_over(mentions, word.span) == Some(mention));
    let is_sort = SORTS.split(' ').any(|sort| sort == last.text);
    (whole && is_sort && !name.possessive && mentions[mention].kind == EntityKind::Organisation)
        .then_some(mention)
}

/// "Example Radio, Doe FM and a newspaper", "Jo Doe, Wim Roe and Ann Poe": names of bodies and places or of persons, one behind the other,
/// the last behind "and".
pub(super) fn is_list(mentions: &[Mention], segments: &[&[Word]]) -> bool {
    let (Some((first, rest)), Some(last)) = (segments.split_first(), segments.last()) else { return false };
    let is_person = |mention: usize| mentions[mention].kind == EntityKind::Person;
    let over = |word: &Word| mention_over(mentions, word.span);
    let Some((head, _)) = name_at_end(mentions, first) else { return false };
    let persons = is_person(head);
    let opens_with_name = |segment: &&[Word]| {
        let word = segment.iter().filter(|word| word.text != "and").find(|word| !is_article(word.text));
        word.and_then(over).is_some_and(|mention| is_person(mention) == persons)
    };
    let joins = last.iter().position(|word| word.text == "and" && !inside_mention(mentions, word));
    let behind = joins.and_then(|at| last.get(at + 1));
    let of_a_sort = if persons {
        behind.and_then(over).is_some_and(is_person)
    } else {
        behind.is_some()
            && !segments
                .iter()
                .flat_map(|segment| segment.iter())
                .any(|word| over(word).is_some_and(is_person))
    };
    !rest.is_empty() && of_a_sort && rest.iter().all(opens_with_name)
}

/// Whether the segment has "and" between two parties: outside names, not between a name's own role words.
pub(super) fn joined_by_and(mentions: &[Mention], segment: &[Word]) -> bool {
    let joins: Vec<usize> = segment
        .iter()
        .enumerate()
        .filter(|(_, word)| matches!(word.text, "and" | "&") && !inside_mention(mentions, word))
        .map(|(index, _)| index)
        .collect();
    joins.iter().any(|&at| {
        let (Some(before), Some(after)) =
            (at.checked_sub(1).and_then(|at| segment.get(at)), segment.get(at + 1))
        else {
            return false;
        };
        let named_before = mention_over(mentions, before.span).is_some();
        let named_after = segment.last().is_some_and(|last| mention_over(mentions, last.span).is_some());
        // "ex-wife and former partner Jo Doe" is one person; "Jo Doe and the mayor", "lawyers and unions" are several.
        named_before || !named_after || is_article(after.text)
    })
}

/// "a graduate who goes by Wim", "a man known as Wim": the name given for somebody.
pub(super) fn alias(mentions: &[Mention], words: &[Word]) -> Option<usize> {
    const INTRODUCTIONS: &[&str] = &[
        "goes by",
        "known as",
        "known only as",
        "identified as",
        "identified only as",
        "name as",
        "calls himself",
        "calls herself",
    ];
    let last = words.last()?;
    let mention = mention_over(mentions, last.span)?;
    let before: Vec<String> =
        words.iter().filter(|word| word.span.end <= mentions[mention].span.start).map(Word::lower).collect();
    let before = before.join(" ");
    INTRODUCTIONS.iter().any(|introduction| before.ends_with(introduction)).then_some(mention)
}
