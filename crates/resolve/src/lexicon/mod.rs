//! Closed lists of English news: cues and their acts, nouns for speakers, pronouns and titles.

pub(crate) mod cues;
pub(crate) mod people;
pub(crate) mod pronouns;
