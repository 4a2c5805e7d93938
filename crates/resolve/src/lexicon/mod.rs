//! Closed lists of English news: cues and their acts, nouns for speakers, pronouns, titles, given names and
//! function words.

pub(crate) mod cues;
pub(crate) mod function_words;
pub(crate) mod given_names;
pub(crate) mod nouns;
pub(crate) mod people;
pub(crate) mod pronouns;
pub(crate) mod reports;
