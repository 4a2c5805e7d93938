//! Courtesy titles, and what titles and nouns tell about gender.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What the text tells about a person's gender: evidence for pronouns, nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// Courtesy titles and what they tell.
const COURTESY: &[(&str, Option<Gender>)] = &[
    ("mr", Some(Gender::Male)),
    ("sir", Some(Gender::Male)),
    ("lord", Some(Gender::Male)),
    ("mrs", Some(Gender::Female)),
    ("ms", Some(Gender::Female)),
    ("miss", Some(Gender::Female)),
    ("dame", Some(Gender::Female)),
    ("lady", Some(Gender::Female)),
    ("madam", Some(Gender::Female)),
    ("mx", None),
    ("dr", None),
    ("prof", None),
    ("professor", None),
    ("rev", None),
    ("reverend", None),
];

/// Written titles that are short for a role.
const ABBREVIATED: &[&str] =
    &["gov", "gen", "sen", "rep", "cllr", "col", "maj", "lt", "capt", "sgt", "hon", "pres", "supt", "det"];

const FEMALE_NOUNS: &str = "\
    spokeswoman chairwoman congresswoman businesswoman actress woman girl mother daughter sister wife \
    grandmother widow aunt queen princess duchess headmistress councilwoman alderwoman niece dutchwoman \
    frenchwoman englishwoman irishwoman welshwoman scotswoman policewoman ex-wife granddaughter";
const MALE_NOUNS: &str = "\
    spokesman chairman congressman businessman man boy father son brother husband grandfather widower uncle \
    king prince duke headmaster councilman alderman postman fisherman nephew dutchman frenchman englishman \
    irishman welshman scotsman policeman ex-husband grandson infantryman";

static GENDERS: LazyLock<FxHashMap<&str, Gender>> = LazyLock::new(|| {
    let female = FEMALE_NOUNS.split_whitespace().map(|noun| (noun, Gender::Female));
    female.chain(MALE_NOUNS.split_whitespace().map(|noun| (noun, Gender::Male))).collect()
});

/// The courtesy title that the word is, with its gender; none when it is no such title.
pub(crate) fn courtesy(word: &str) -> Option<Option<Gender>> {
    let lower = word.trim_end_matches('.').to_lowercase();
    COURTESY.iter().find(|(title, _)| *title == lower).map(|&(_, gender)| gender)
}

/// Whether the word is a title that stands before a name: a courtesy title or a short form ("Gov.", "Cllr").
pub(crate) fn is_title(word: &str) -> bool {
    courtesy(word).is_some() || ABBREVIATED.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// What a noun for a person tells. `noun` must be lower case and singular.
pub(crate) fn gender_of_noun(noun: &str) -> Option<Gender> {
    GENDERS.get(noun).copied()
}

/// What a noun tells of somebody who is named beside it: "spokesman" and "chairman" are called after men, and women are both.
pub(crate) fn gender_of_holder(noun: &str) -> Option<Gender> {
    let of_either = matches!(noun, "spokesman" | "chairman" | "congressman" | "councilman" | "alderman");
    gender_of_noun(noun).filter(|_| !of_either)
}
