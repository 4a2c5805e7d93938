//! Counts: the noun that a number counts, found without a parser.

use super::words::Words;

/// Words that end the search: they stand in no noun phrase between its number and its head.
const STOPS: &str = " a about above according across after against ago ahead all almost along already also although always \
am amid among an and any are around as at away be because been before being below between both but by can could \
despite did do does during each either else even ever every except for from further had has have he her here him his \
how however i if in inside instead into is it its itself just later least less like may me might more most much must \
my near neither never no nor not now of off on once one only onto or other others our out over own per perhaps plus \
rather really said same say saying says shall she should since so some soon still such than that the their them then \
there these they this those though through throughout thus till to together told too toward towards under unless until \
up upon us versus via vs was we were what when where whether which while who whom whose why will with within without \
would yes yet you your times time pm am gmt est ";

/// Words in `s` that are no plural nouns.
const NOT_PLURAL: &str = " says does goes comes makes takes gives gets keeps seems needs wants looks means shows tells \
remains becomes continues appears follows leads leaves stands runs holds faces perhaps always besides overseas \
afterwards sometimes politics economics mathematics physics news athletics previous serious various religious dangerous \
famous numerous suspicious anonymous religious ambitious obvious controversial hours days weeks months years minutes \
seconds decades centuries quarters nights evenings mornings afternoons weekends others theirs yours ours ";

/// Plural nouns without `s`, and nouns that are the same in both numbers.
const IRREGULAR: &str = " people men women children police aircraft sheep fish cattle troops personnel staff crew dead \
injured wounded missing homeless unemployed offspring teeth mice geese oxen policemen policewomen firemen \
servicemen servicewomen gunmen congressmen lawmen fishermen businessmen businesswomen spokesmen salesmen clergymen \
militiamen airmen seamen spacecraft hovercraft series species headquarters media criteria phenomena alumni fungi \
salmon deer youth ";

/// What befell people and stands for them when nothing else does ("12 killed"), unless an object follows.
const ALONE: &str = " killed arrested detained displaced hospitalised hospitalized ";

/// Numbers before these words say nothing that is counted: results, ages, formats.
const NOT_COUNTED: &str = " win wins victory defeat loss draw lead score record thirds halves fourths fifths \
figures things ways ";

pub(super) fn among(list: &str, word: &str) -> bool {
    !word.is_empty() && !word.contains(' ') && list.contains(&format!(" {word} "))
}

/// Whether the word stands in no noun phrase between its number and its head.
pub(super) fn stops(word: &str) -> bool {
    among(STOPS, word)
}

/// Whether the word is the plural of a noun, as far as its form tells.
pub(super) fn is_plural(word: &str) -> bool {
    among(IRREGULAR, word)
        || word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !word.ends_with("us")
            && !word.ends_with("is")
            && !word.ends_with("ous")
            && !among(NOT_PLURAL, word)
            && !among(STOPS, word)
}

/// The head of the noun phrase that begins at `at` (after its number): its first token and one past it; a compound
/// with a hyphen ("fact-checkers") is one head.
pub(super) fn head(words: &Words, at: usize) -> Option<(usize, usize)> {
    let mut place = at;
    let mut between = 0;
    while between <= 3 {
        let word = words.word(place);
        if !words.letters(place) || among(STOPS, word) || among(NOT_COUNTED, word) {
            return None;
        }
        if place == at
            && among(ALONE, word)
            && !words.is(place + 1, &["the", "a", "an", "his", "her", "their"])
        {
            return Some((place, place + 1));
        }
        let owns = words.is(place + 1, &["'", "’"]) && words.glued(place + 1);
        let joined = words.joins(place + 1);
        // "Israelis" ends as "this" does; only a name may.
        let plural = is_plural(word) || words.name(place) && word.len() > 4 && word.ends_with("is");
        // "crew members", "teachers unions": a verb would have no "s" after a plural.
        let wider = is_plural(words.word(place + 1));
        if plural && !owns && !joined && !wider {
            let street = words.is(place + 1, &["street", "avenue", "road", "drive", "boulevard", "lane"]);
            let first = if place > at && words.joins(place - 1) { place - 2 } else { place };
            return (!street).then_some((first, place + 1));
        }
        if owns {
            // "three women's groups", "two workers' unions"
            place += 2 + usize::from(words.word(place + 2) == "s" && words.glued(place + 2));
        } else if joined {
            place += 2;
            continue;
        } else {
            // A full stop ends the phrase, except behind an initialism ("two U.S. soldiers").
            place += 1;
            while words.word(place) == "." && words.glued(place) && words.word(place - 1).len() == 1 {
                place += 1;
                if words.glued(place) && words.word(place).len() == 1 && words.letters(place) {
                    place += 1;
                }
            }
        }
        between += 1;
    }
    None
}

/// Whether one of these can be counted alone ("at least one person").
pub(super) fn is_one_person(word: &str) -> bool {
    matches!(
        word,
        "person"
            | "man"
            | "woman"
            | "child"
            | "civilian"
            | "soldier"
            | "officer"
            | "policeman"
            | "boy"
            | "girl"
            | "student"
            | "worker"
            | "protester"
            | "passenger"
            | "resident"
            | "death"
    )
}
