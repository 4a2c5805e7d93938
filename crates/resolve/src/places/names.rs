//! Names as the gazetteer knows them: folding, short forms, and the common nouns that go with a name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds case, accents, marks and common abbreviations; twin of `normalise` in `training/gazetteer/make.py`.
pub(super) fn normalise(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        name.bytes().for_each(|byte| fold(char::from(byte.to_ascii_lowercase()), &mut folded));
    } else {
        name.nfkd().flat_map(char::to_lowercase).for_each(|letter| fold(letter, &mut folded));
    }
    let whole = folded.trim_start();
    let mut normalised = String::with_capacity(whole.len() + 3);
    for word in
        whole.strip_prefix("the ").filter(|rest| !rest.trim().is_empty()).unwrap_or(whole).split_whitespace()
    {
        if !normalised.is_empty() {
            normalised.push(' ');
        }
        normalised.push_str(match word {
            "st" => "saint",
            "ste" => "sainte",
            "mt" => "mount",
            "ft" => "fort",
            other => other,
        });
    }
    normalised
}

/// Adds a letter without case, accent and mark.
fn fold(letter: char, folded: &mut String) {
    match letter {
        'a'..='z' | '0'..='9' => folded.push(letter),
        'ß' => folded.push_str("ss"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ı' => folded.push('i'),
        'þ' => folded.push_str("th"),
        '\'' | '’' | '‘' | '`' | 'ʻ' | 'ʼ' | 'ʹ' | '.' => {}
        _ if is_combining_mark(letter) => {}
        _ if letter.is_alphanumeric() => folded.push(letter),
        _ => folded.push(' '),
    }
}

/// What a common noun beside a name says about the thing named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feature {
    /// Any administrative unit ("oblast", "county", "state").
    Unit,
    /// A town ("city", "village").
    Settlement,
    /// Water or land that only shares its name with a place ("river", "gulf"): the namesake is near, not the same.
    Near,
    /// Nothing: the word may be dropped ("northern", "downtown").
    Plain,
}

/// The common noun's meaning, if it is one that goes with names of places.
pub(super) fn feature(word: &str) -> Option<Feature> {
    Some(match word {
        "oblast" | "region" | "county" | "province" | "state" | "district" | "parish" | "prefecture"
        | "governorate" | "department" | "canton" | "krai" | "territory" | "voivodeship" | "raion"
        | "republic" | "emirate" | "municipality" | "borough" | "co" | "counties" | "provinces"
        | "oblasts" => Feature::Unit,
        "city" | "town" | "village" | "township" | "port" | "metropolitan" => Feature::Settlement,
        "river" | "lake" | "gulf" | "bay" | "strait" | "sea" | "valley" | "mountain" | "mountains"
        | "peninsula" | "creek" | "delta" | "basin" | "coast" | "airport" | "forest" | "desert" => {
            Feature::Near
        }
        "island" | "islands" | "area" | "suburb" | "suburbs" | "downtown" | "central" | "northern"
        | "southern" | "eastern" | "western" | "north" | "south" | "east" | "west" | "northeast"
        | "northwest" | "southeast" | "southwest" | "northeastern" | "northwestern" | "southeastern"
        | "southwestern" | "upper" | "lower" | "greater" | "inner" | "outer" | "coastal" | "rural"
        | "mainland" | "occupied" | "capital" | "old" | "mid" | "far" => Feature::Plain,
        _ => return None,
    })
}

/// Regions wider than a country, seas and directions, normalised: towns that share their names are not meant.
const WIDE: &[&str] = &[
    "middle east",
    "near east",
    "far east",
    "west coast",
    "east coast",
    "gulf coast",
    "atlantic",
    "pacific",
    "arctic",
    "mediterranean",
    "caribbean",
    "baltic",
    "baltics",
    "balkans",
    "caucasus",
    "sahel",
    "maghreb",
    "levant",
    "scandinavia",
    "midwest",
    "global south",
    "holy land",
    "gulf",
    "horn of africa",
];

/// Whether the normalised name is that of a region wider than a country, or of a sea.
pub(super) fn is_wide(name: &str) -> bool {
    WIDE.contains(&name)
}

/// Whether the normalised name is that of a body in the sky: towns that share it are named with what they lie in ("Moon, Pa.").
pub(super) fn is_in_the_sky(name: &str) -> bool {
    matches!(
        name,
        "moon" | "sun" | "earth" | "mars" | "venus" | "jupiter" | "saturn" | "uranus" | "neptune" | "pluto"
    )
}

/// Whether the normalised name can be that of a place within one country.
pub(super) fn lies_in_one_country(name: &str) -> bool {
    const CONTINENTS: &[&str] = &["asia", "africa", "europe", "america", "arabia", "oceania", "antarctica"];
    let wide = |word: &str| matches!(word, "ocean" | "sea" | "gulf" | "strait") || CONTINENTS.contains(&word);
    !is_wide(name)
        && !is_in_the_sky(name)
        && !name.split(' ').any(|word| wide(word) || feature(word).is_some() && name == word)
}

/// The name without one word that describes it, and what that word says: first behind the name, then "X of", then before it.
pub(super) fn bare(name: &str) -> Option<(&str, Feature)> {
    if let Some((rest, last)) = name.rsplit_once(' ')
        && let Some(found) = feature(last)
        && rest != "the"
    {
        return Some((rest, found));
    }
    let (first, rest) = name.split_once(' ')?;
    let found = feature(first)?;
    Some((rest.strip_prefix("of ").unwrap_or(rest), found))
}

/// The state that a postal code or, with its full stop, an abbreviation of the press stands for ("TX", "Fla.", "N.C.").
fn state(name: &str) -> Option<&'static str> {
    let dense = dense(name);
    // The longest is "Calif".
    if dense.len() > 5 {
        return None;
    }
    let stopped = name.contains('.');
    let found =
        STATES.iter().find(|state| state.1 == dense || stopped && state.2.contains(&dense.as_str()))?;
    Some(found.0)
}

/// The full name behind a well-known short form of a country or a state of the USA, normalised.
/// `name` is the text as written: "US" is a country, "us" a pronoun.
pub(super) fn short_form(name: &str) -> Option<&'static str> {
    let dense = dense(name);
    let country = match dense.as_str() {
        "US" | "USA" | "America" | "UnitedStatesofAmerica" => "united states",
        "UK" | "Britain" | "GreatBritain" => "united kingdom",
        "UAE" | "Emirates" => "united arab emirates",
        "DRC" | "DRCongo" | "Congo" | "DemocraticRepublicofCongo" => "democratic republic of the congo",
        "PeoplesRepublicofChina" | "People'sRepublicofChina" | "People’sRepublicofChina" | "PRC" => "china",
        "NSW" => "new south wales",
        "BC" => "british columbia",
        "CapeVerde" => "cabo verde",
        "Bosnia" => "bosnia and herzegovina",
        "Macedonia" => "north macedonia",
        "Holland" => "netherlands",
        "DC" | "WashingtonDC" => "washington dc",
        "NYC" => "new york city",
        "Gaza" => "gaza strip",
        _ => return state(name),
    };
    Some(country)
}

/// The letters of an abbreviation.
fn dense(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '.' | ' ')).collect()
}

/// Whether the text is an abbreviation of a state of the USA ("Fla.", "N.C.", "TX").
pub(super) fn is_state_abbreviation(name: &str) -> bool {
    state(name).is_some()
}

/// States of the USA: normalised name, postal code, abbreviations of the press without their full stops.
const STATES: &[(&str, &str, &[&str])] = &[
    ("alabama", "AL", &["Ala"]),
    ("alaska", "AK", &[]),
    ("arizona", "AZ", &["Ariz"]),
    ("arkansas", "AR", &["Ark"]),
    ("california", "CA", &["Calif"]),
    ("colorado", "CO", &["Colo"]),
    ("connecticut", "CT", &["Conn"]),
    ("delaware", "DE", &["Del"]),
    ("florida", "FL", &["Fla"]),
    ("georgia", "GA", &["Ga"]),
    ("idaho", "ID", &[]),
    ("illinois", "IL", &["Ill"]),
    ("indiana", "IN", &["Ind"]),
    ("kansas", "KS", &["Kan", "Kans"]),
    ("kentucky", "KY", &["Ky"]),
    ("louisiana", "LA", &["La"]),
    ("maine", "ME", &[]),
    ("maryland", "MD", &["Md"]),
    ("massachusetts", "MA", &["Mass"]),
    ("michigan", "MI", &["Mich"]),
    ("minnesota", "MN", &["Minn"]),
    ("mississippi", "MS", &["Miss"]),
    ("missouri", "MO", &["Mo"]),
    ("montana", "MT", &["Mont"]),
    ("nebraska", "NE", &["Neb"]),
    ("nevada", "NV", &["Nev"]),
    ("new hampshire", "NH", &[]),
    ("new jersey", "NJ", &[]),
    ("new mexico", "NM", &[]),
    ("new york", "NY", &[]),
    ("north carolina", "NC", &[]),
    ("north dakota", "ND", &[]),
    ("ohio", "OH", &[]),
    ("oklahoma", "OK", &["Okla"]),
    ("oregon", "OR", &["Ore"]),
    ("pennsylvania", "PA", &["Pa", "Penn"]),
    ("rhode island", "RI", &[]),
    ("south carolina", "SC", &[]),
    ("south dakota", "SD", &[]),
    ("tennessee", "TN", &["Tenn"]),
    ("texas", "TX", &["Tex"]),
    ("utah", "UT", &[]),
    ("vermont", "VT", &["Vt"]),
    ("virginia", "VA", &["Va"]),
    ("washington", "WA", &["Wash"]),
    ("west virginia", "WV", &["WVa"]),
    ("wisconsin", "WI", &["Wis"]),
    ("wyoming", "WY", &["Wyo"]),
];
