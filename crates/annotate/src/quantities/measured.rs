//! What a quantity measures or counts: "12 people killed", "tonnes of grain", "60 percent of voters".

use types::{QuantityUnit, Span};

use super::counts;
use super::{Finder, Found};

/// What befalls people who are counted.
const FATES: &str = " killed died dead injured wounded hurt missing arrested detained displaced rescued evacuated infected \
hospitalised hospitalized trapped stranded sickened drowned perished executed kidnapped abducted jailed imprisoned \
convicted deported ";

/// What is done to people who are counted, in forms that only a verb in front of them has.
const DOING: &str = " killing injuring wounding arresting detaining displacing rescuing evacuating infecting executing \
kidnapping abducting deporting ";

/// Words between people and what befell them.
const AUXILIARIES: [&str; 11] =
    ["were", "was", "are", "is", "have", "has", "had", "been", "being", "be", "reportedly"];

/// Words that open an object: what stands before them is a verb, and those who are counted did it.
const OBJECTS: [&str; 10] = ["the", "a", "an", "his", "her", "their", "him", "them", "at", "more"];

/// Most words of a noun phrase behind a preposition.
const LONGEST: usize = 4;

impl Finder<'_> {
    /// The noun phrase, then what befell those who are counted; empty where the words do not say. `start` is the first
    /// token of the quantity, with the words that bound it.
    pub(super) fn measured(&self, found: &Found, start: usize) -> Vec<Span> {
        if !matches!(found.unit, QuantityUnit::Count(_)) {
            return self.object(found).into_iter().collect();
        }
        let Some((first, end)) = found.noun else { return Vec::new() };
        let noun = self.words.span(first, end);
        [Some(noun), self.fate(start, end)].into_iter().flatten().collect()
    }

    /// "killed" in "12 people were killed", "killing at least 12 people".
    fn fate(&self, start: usize, end: usize) -> Option<Span> {
        let words = self.words;
        let mut at = end;
        while words.is(at, &AUXILIARIES) && at < end + 3 {
            at += 1;
        }
        if counts::among(FATES, words.word(at)) {
            let acts =
                at == end && (words.is(at + 1, &OBJECTS) || super::numbers::may_begin(words.word(at + 1)));
            return (!acts).then(|| words.span(at, at + 1));
        }
        let before = start.checked_sub(1)?;
        // "He was killed 12 people": nobody writes so; "was" before it would make it somebody else's fate.
        let done = counts::among(DOING, words.word(before))
            || counts::among(FATES, words.word(before))
                && !words.is(before, &["died", "dead", "missing", "perished", "drowned"])
                && !(before > 0 && words.is(before - 1, &AUXILIARIES[..6]));
        done.then(|| words.span(before, start))
    }

    /// "grain" in "a tonne of grain", "military aid" in "$3 million in military aid".
    fn object(&self, found: &Found) -> Option<Span> {
        let words = self.words;
        let money = matches!(found.unit, QuantityUnit::Money(_));
        let mut at = match words.word(found.end) {
            "of" => found.end + 1,
            "worth" if words.word(found.end + 1) == "of" => found.end + 2,
            "in" if money && !words.name(found.end + 1) => found.end + 1,
            _ => return None,
        };
        while words.is(at, &["the", "its", "their", "his", "her", "our", "all", "these", "those", "a", "an"])
        {
            at += 1;
        }
        let mut end = at;
        while end < at + LONGEST
            && words.letters(end)
            && !counts::stops(words.word(end))
            && !(end > at && words.word(end).ends_with("ed"))
        {
            let plural = counts::is_plural(words.word(end));
            end += 1;
            if plural && !counts::is_plural(words.word(end)) {
                break;
            }
            if words.joins(end) {
                end += 1;
            }
        }
        let span = words.span(at, end);
        let open = end == at || words.word(end - 1) == "-" || self.overlaps_time(span);
        (!open && !words.is(at, &["total", "cash", "all", "full"])).then_some(span)
    }
}
