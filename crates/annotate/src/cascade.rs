//! Which blocks the full model reads at the balanced effort.

use crate::decode::softmax;
use crate::student::Prose;

/// A block is unsure when its tokens' expected errors are more than this share of its tokens.
const LIMIT: f32 = 0.22;

/// What an expected error of the entity head counts against one of the attribution head.
const ENTITY_WEIGHT: f32 = 0.7;

/// The blocks in which the student's `scores` (attribution, entities) are unsure, by their place in the document, in
/// order. An expected error is the probability that a token's likeliest tag is wrong.
pub fn unsure_blocks(prose: &Prose, scores: &[Vec<f32>; 2]) -> Vec<usize> {
    let tokens = prose.tokens.len();
    let mut errors = vec![0.0; tokens];
    for (scores, weight) in scores.iter().zip([1.0, ENTITY_WEIGHT]) {
        let tags = scores.len().checked_div(tokens).unwrap_or(1);
        let mut row = vec![0.0; tags];
        for (error, scores) in errors.iter_mut().zip(scores.chunks_exact(tags)) {
            row.copy_from_slice(scores);
            softmax(&mut row);
            *error += weight * (1.0 - row.iter().copied().fold(0.0, f32::max));
        }
    }
    let unsure = prose.blocks.iter().filter(|(_, tokens)| {
        let sum: f32 = errors[tokens.clone()].iter().sum();
        sum > LIMIT * tokens.len() as f32
    });
    unsure.map(|&(block, _)| block).collect()
}
