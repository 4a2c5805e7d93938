//! Closed lists of English news: cues and their acts, nouns for speakers, pronouns, titles and given names.

pub(crate) mod cues;
pub(crate) mod given_names;
pub(crate) mod nouns;
pub(crate) mod people;
pub(crate) mod pronouns;
