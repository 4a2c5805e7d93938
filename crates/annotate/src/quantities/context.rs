//! What the words around a plain number make of it: a name, a year, one side of two, or more of the unit before.

use types::QuantityUnit;

use super::numbers::Number;
use super::{Continued, Finder, Found};

impl Finder<'_> {
    /// A number that is the name or place of something: "Highway 61", "No 10", "Boeing 737", "aged 34".
    pub(super) fn numbered(&self, at: usize, number: &Number) -> bool {
        const LABELS: [&str; 54] = [
            "no",
            "nos",
            "number",
            "numbers",
            "route",
            "highway",
            "interstate",
            "section",
            "article",
            "articles",
            "chapter",
            "page",
            "pages",
            "room",
            "flight",
            "channel",
            "apartment",
            "suite",
            "phase",
            "tier",
            "level",
            "category",
            "class",
            "grade",
            "type",
            "stage",
            "act",
            "resolution",
            "volume",
            "part",
            "step",
            "title",
            "rule",
            "rules",
            "amendment",
            "figure",
            "table",
            "bus",
            "gate",
            "platform",
            "area",
            "district",
            "ward",
            "zone",
            "episode",
            "version",
            "age",
            "aged",
            "ages",
            "clause",
            "paragraph",
            "protocol",
            "item",
            "task",
        ];
        let words = self.words;
        let mut before = at.wrapping_sub(1);
        while words.is(before, &["."])
            && words.glued(before)
            && words.is(before.wrapping_sub(1), &["no", "nos", "art", "sec"])
        {
            before = before.wrapping_sub(1);
        }
        if words.is(before, &LABELS) || words.is(before, &["art", "sec", "§", "#"]) {
            return true;
        }
        let bare = number.figures && !number.large && number.suffix.is_empty() && number.value.fract() == 0.0;
        if bare && words.name(before) && words.letters(before) {
            return true;
        }
        let next = number.end + usize::from(words.joins(number.end));
        words.is(next, &["year", "years", "yr", "yo"])
            || number.figures && self.words.is(next, &["street", "st", "avenue"])
    }

    /// "The two sides" tells who and not how many; "2005 levels" has a year.
    pub(super) fn known(&self, at: usize, number: &Number, counted: &Found) -> bool {
        if !number.figures {
            return number.value < 10.0
                && matches!(counted.unit, QuantityUnit::Count(_))
                && matches!(self.words.before(at, 1), "the" | "these" | "those");
        }
        let year = !number.large && number.value.fract() == 0.0 && (1900.0..2100.0).contains(&number.value);
        year && !self.words.is(number.end, &["people", "men", "women", "children"])
    }

    /// A plain number that goes on with the quantity before it ("up from 165", "190 million").
    pub(super) fn continued(&self, start: usize, number: &Number, last: Option<&Continued>) -> Option<Found> {
        const MOVES: [&str; 16] = [
            "exceed",
            "exceeds",
            "exceeded",
            "exceeding",
            "reach",
            "reached",
            "reaching",
            "reaches",
            "than",
            "topped",
            "hit",
            "approach",
            "approaching",
            "totalled",
            "totaled",
            "totalling",
        ];
        let words = self.words;
        if !number.suffix.is_empty() || words.joins(number.end) {
            return None;
        }
        // A number before a word that it cannot count belongs to something that the grammar does not know.
        let ends = !words.letters(number.end) || words.glued(number.end) || words.word(number.end).len() > 1;
        if number.large && number.value >= 1000.0 && ends {
            let (unit, per) = last.cloned().unwrap_or((QuantityUnit::Unnamed, None));
            let fits =
                matches!(unit, QuantityUnit::Money(_) | QuantityUnit::Measure(_) | QuantityUnit::Count(_));
            let mut found = self.plain(start, number, if fits { unit } else { QuantityUnit::Unnamed });
            found.per = per.filter(|_| fits);
            return Some(found);
        }
        let (unit, per) = last.cloned()?;
        let year = number.value.fract() == 0.0 && (1000.0..2100.0).contains(&number.value);
        let before = words.before(start, 1);
        let from = matches!(before, "from" | "to" | "with")
            && matches!(
                words.before(start, 2),
                "up" | "down"
                    | "rose"
                    | "rise"
                    | "risen"
                    | "fell"
                    | "fall"
                    | "fallen"
                    | "increased"
                    | "climbed"
                    | "dropped"
                    | "compared"
            );
        if year || !number.figures || !(from || MOVES.contains(&before)) {
            return None;
        }
        // At the end of its phrase; else the next word would say what it counts.
        let closed = !words.letters(number.end)
            || words.is(
                number.end,
                &[
                    "a", "an", "in", "on", "at", "by", "from", "to", "and", "but", "before", "after", "as",
                    "when", "last", "this",
                ],
            );
        closed.then(|| Found { per, ..self.plain(start, number, unit) })
    }
}
