//! Hashes that find and locate damage: of a text whole and in pieces, and of each part of a record.

use serde::Serialize;
use sha2::{Digest, Sha256};
use types::Record;

/// Bytes in a piece. Smaller would locate better and cost more: 4 bytes kept for each 64 are 6 % of the text.
pub(crate) const PIECE: usize = 64;

const PIECE_HASH: usize = 4;

/// SHA-256 of the whole text.
pub(crate) fn sha256(text: &[u8]) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}

/// The first 4 bytes of the SHA-256 of each piece, one after the other.
pub(crate) fn pieces(text: &[u8]) -> Vec<u8> {
    text.chunks(PIECE).flat_map(|piece| Sha256::digest(piece).into_iter().take(PIECE_HASH)).collect()
}

/// Start of the first piece of `text` whose hash is not the one in `stored`; none when all agree.
pub(crate) fn first_difference(text: &[u8], stored: &[u8]) -> Option<usize> {
    let now = pieces(text);
    let (now, stored) = (now.chunks(PIECE_HASH), stored.chunks(PIECE_HASH));
    let common = now.clone().zip(stored.clone()).take_while(|(now, stored)| now == stored).count();
    (common < now.len() || common < stored.len()).then_some(common * PIECE)
}

/// Bytes kept of the hash of a part.
const PART_HASH: usize = 8;

/// The tables of a record's parts, in the order of [`parts`].
const PARTS: [&str; 9] =
    ["documents", "statements", "actors", "times", "places", "quantities", "events", "positions", "notes"];

/// The first 8 bytes of the SHA-256 of each part's JSON, one after the other.
pub(crate) fn parts(record: &Record) -> serde_json::Result<Vec<u8>> {
    fn hash(part: impl Serialize) -> serde_json::Result<Vec<u8>> {
        Ok(Sha256::digest(serde_json::to_vec(&part)?)[..PART_HASH].to_vec())
    }
    let hashes: [Vec<u8>; PARTS.len()] = [
        hash((&record.document, &record.made_by))?,
        hash(&record.statements)?,
        hash(&record.actors)?,
        hash(&record.times)?,
        hash(&record.places)?,
        hash(&record.quantities)?,
        hash(&record.events)?,
        hash(&record.positions)?,
        hash(&record.notes)?,
    ];
    Ok(hashes.concat())
}

/// The tables of those parts of `record` whose hash is not the one in `stored`.
pub(crate) fn changed_parts(record: &Record, stored: &[u8]) -> serde_json::Result<Vec<&'static str>> {
    let now = parts(record)?;
    let differs = |number: usize| {
        let place = number * PART_HASH..(number + 1) * PART_HASH;
        stored.get(place.clone()) != now.get(place)
    };
    Ok((0..PARTS.len()).filter(|&number| differs(number)).map(|number| PARTS[number]).collect())
}

#[cfg(test)]
mod tests {
    use super::{PIECE, first_difference, pieces};

    #[test]
    fn a_changed_byte_lies_in_the_piece_that_is_named() {
        let text = "The ferry will sail on Monday, the harbour master said. ".repeat(9).into_bytes();
        let stored = pieces(&text);
        assert_eq!(first_difference(&text, &stored), None);
        for place in [0, 63, 64, 200, text.len() - 1] {
            let mut damaged = text.clone();
            damaged[place] ^= 1;
            assert_eq!(first_difference(&damaged, &stored), Some(place / PIECE * PIECE));
        }
        assert!(first_difference(&text[..100], &stored).is_some());
        assert!(first_difference(&[], &stored).is_some());
        assert_eq!(first_difference(&[], &pieces(&[])), None);
    }
}
