//! A text as the set of its word 3-grams.

/// The 3-grams of the words of a text, as rising hashes without repetition.
///
/// Words are lower-cased runs of letters and digits. Datelines, bylines, and the lines with which outlets surround every
/// story (copyright, newsletter, "read more") are left out: they would make strangers alike and copies different.
pub(super) fn shingles(text: &str) -> Vec<u32> {
    let words: Vec<u64> = sentences(without_dateline(text))
        .filter(|sentence| !is_furniture(sentence))
        .flat_map(words)
        .map(|word| hash(word.chars().flat_map(char::to_lowercase)))
        .collect();
    let mut shingles: Vec<u32> = match words.len() {
        0 => Vec::new(),
        1 | 2 => vec![joined(&words)],
        _ => words.windows(3).map(joined).collect(),
    };
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// One hash in eight, the same ones in every text, so that sketches compare like texts: a scaled `MinHash`. The four
/// smallest are always in it, so that short texts have some.
pub(super) fn sketch(shingles: &[u32]) -> Vec<u32> {
    const SAMPLED: u32 = u32::MAX / 8;
    let sampled = shingles.partition_point(|&hash| hash <= SAMPLED);
    shingles[..sampled.max(4).min(shingles.len())].to_vec()
}

/// How many hashes two rising lists share.
pub(super) fn shared(one: &[u32], other: &[u32]) -> usize {
    intersection(one, other).count()
}

/// What two rising lists share.
pub(super) fn intersection<'list>(
    one: &'list [u32],
    other: &'list [u32],
) -> impl Iterator<Item = u32> + 'list {
    let mut rest = other;
    one.iter().copied().filter(move |hash| {
        let skipped = rest.iter().take_while(|other| *other < hash).count();
        rest = &rest[skipped..];
        rest.first() == Some(hash)
    })
}

/// Shared hashes as a part of all hashes of both: Jaccard's likeness, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a text has far fewer than 2^52 words")]
pub(super) fn likeness(one: &[u32], other: &[u32]) -> f64 {
    let shared = shared(one, other);
    let all = one.len() + other.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// Pieces that end at a line end or after a full stop, question or exclamation mark and a space.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let mut rest = line;
        std::iter::from_fn(move || {
            let end = rest
                .match_indices(['.', '!', '?'])
                .map(|(place, mark)| place + mark.len())
                .map(|end| {
                    end + (rest[end..].len() - rest[end..].trim_start_matches(['”', '"', '’', ')']).len())
                })
                .find(|&end| rest[end..].starts_with(' '))
                .unwrap_or(rest.len());
            let (sentence, after) = rest.split_at(end);
            rest = after;
            (!sentence.is_empty()).then_some(sentence)
        })
    })
}

fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// `text` without "PORT ELDER, May 24 (Agency) — " at its start: words of which the first is in capital letters, up to a
/// dash between spaces.
fn without_dateline(text: &str) -> &str {
    const LONGEST: usize = 80;
    let text = text.trim_start();
    let line = text.lines().next().unwrap_or_default();
    let is_capital =
        words(line).next().is_some_and(|word| word.len() > 1 && !word.contains(char::is_lowercase));
    let dash =
        [" — ", " – ", " - ", " -- "].iter().filter_map(|dash| Some(line.find(dash)? + dash.len())).min();
    dash.filter(|&end| is_capital && end <= LONGEST).map_or(text, |end| &text[end..])
}

/// Whether a sentence is the outlet's own and stands around many stories. English only, like all that is read.
fn is_furniture(sentence: &str) -> bool {
    const LONGEST_WORDS: usize = 40;
    const ANYWHERE: [&str; 14] = [
        "all rights reserved",
        "may not be published",
        "may not be reproduced",
        "sign up for",
        "our newsletter",
        "subscribe to",
        "share this",
        "related stories",
        "read more",
        "click here",
        "follow us",
        "on twitter",
        "on facebook",
        "originally appeared",
    ];
    const AT_START: [&str; 5] = ["copyright", "©", "by ", "reporting by", "follow "];
    const LONGEST_START_WORDS: usize = 8;
    let sentence = sentence.trim().to_lowercase();
    let count = words(&sentence).count();
    (count <= LONGEST_WORDS && ANYWHERE.iter().any(|furniture| sentence.contains(furniture)))
        || (count <= LONGEST_START_WORDS && AT_START.iter().any(|furniture| sentence.starts_with(furniture)))
}

/// FNV-1a: small, and the same on every machine for ever, which stored hashes need.
fn hash(characters: impl Iterator<Item = char>) -> u64 {
    characters.fold(0xCBF2_9CE4_8422_2325, |hash, character| step(hash, u64::from(u32::from(character))))
}

const fn step(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0000_0100_0000_01B3)
}

/// One hash for words in a row, well mixed, because the sample takes the smallest.
fn joined(words: &[u64]) -> u32 {
    let mut hash = words
        .iter()
        .fold(0, |hash: u64, &word| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_does_not_count() {
        let story = "The ferry was late again on Monday. Nobody knew why, the harbour master said.";
        let dressed = format!(
            "PORT ELDER, May 24 (Elder Press) — {story}\n\nFollow Elder Press on Twitter. Sign up for our newsletter.\n\
             Copyright 2024 Elder Press. All rights reserved."
        );
        assert_eq!(shingles(story), shingles(&dressed));
        assert_eq!(shingles(story), shingles(&format!("By Ada Quill\n{}", story.to_uppercase())));
    }

    #[test]
    fn likeness_is_between_none_and_all() {
        let one = shingles("one two three four five six");
        assert_eq!((one.len(), shared(&one, &one)), (4, 4));
        assert!((likeness(&one, &one) - 1.0).abs() < f64::EPSILON);
        assert!((likeness(&one, &shingles("one two three four ten")) - 0.4).abs() < f64::EPSILON);
        assert!(likeness(&one, &shingles("")).abs() < f64::EPSILON);
    }

    #[test]
    fn short_texts_have_a_sketch() {
        for text in
            ["Ferry.", "Ferry late.", "The ferry is late.", "The ferry is late again and nobody knows why"]
        {
            let all = shingles(text);
            assert!(sketch(&all).len() >= all.len().min(4));
        }
        assert!(shingles(" \n…").is_empty());
    }
}
