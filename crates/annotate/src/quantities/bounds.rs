//! Words that bound a number: "more than", "about", "or so".

use types::Bound;

use super::Finder;

impl Finder<'_> {
    /// Where the words that bound the number begin, and how they bound it. `free` is the first token that may be used.
    pub(super) fn bound_before(&self, start: usize, free: usize) -> (usize, Option<Bound>) {
        const PHRASES: [(&[&str], Bound); 31] = [
            (&["no", "more", "than"], Bound::AtMost),
            (&["no", "fewer", "than"], Bound::AtLeast),
            (&["no", "less", "than"], Bound::AtLeast),
            (&["as", "many", "as"], Bound::AtMost),
            (&["as", "much", "as"], Bound::AtMost),
            (&["as", "few", "as"], Bound::AtLeast),
            (&["as", "little", "as"], Bound::AtLeast),
            (&["more", "than"], Bound::AtLeast),
            (&["less", "than"], Bound::AtMost),
            (&["fewer", "than"], Bound::AtMost),
            (&["at", "least"], Bound::AtLeast),
            (&["at", "most"], Bound::AtMost),
            (&["up", "to"], Bound::AtMost),
            (&["just", "over"], Bound::AtLeast),
            (&["well", "over"], Bound::AtLeast),
            (&["just", "under"], Bound::AtMost),
            (&["just", "above"], Bound::AtLeast),
            (&["just", "below"], Bound::AtMost),
            (&["close", "to"], Bound::About),
            (&["an", "estimated"], Bound::About),
            (&["a", "maximum", "of"], Bound::AtMost),
            (&["a", "minimum", "of"], Bound::AtLeast),
            (&["nearly"], Bound::About),
            (&["almost"], Bound::About),
            (&["about"], Bound::About),
            (&["around"], Bound::About),
            (&["some"], Bound::About),
            (&["roughly"], Bound::About),
            (&["approximately"], Bound::About),
            (&["over"], Bound::AtLeast),
            (&["~"], Bound::About),
        ];
        let found = PHRASES.iter().find(|(phrase, _)| {
            start
                .checked_sub(phrase.len())
                .is_some_and(|first| first >= free && self.words.follows(first, phrase))
        });
        if let Some((phrase, bound)) = found {
            return (start - phrase.len(), Some(*bound));
        }
        let between = start > free && self.words.before(start, 1) == "between";
        (start - usize::from(between), None)
    }

    /// "or more", "or so" behind a quantity.
    pub(super) fn bound_after(&self, end: usize) -> (usize, Option<Bound>) {
        if self.words.word(end) == "+" && self.words.glued(end) {
            return (end + 1, Some(Bound::AtLeast));
        }
        match (self.words.word(end), self.words.word(end + 1)) {
            ("or", "more") => (end + 2, Some(Bound::AtLeast)),
            ("or", "less" | "fewer") => (end + 2, Some(Bound::AtMost)),
            ("or", "so") => (end + 2, Some(Bound::About)),
            _ => (end, None),
        }
    }
}
