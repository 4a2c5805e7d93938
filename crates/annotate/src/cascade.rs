//! Which blocks the full model reads at the balanced effort.

use std::ops::Range;

use crate::decode::softmax;
use crate::student::Prose;

/// A block is unsure when its tokens' expected errors are more than this share of its tokens.
const LIMIT: f32 = 0.225;

/// What an expected error of the entity head counts against one of the attribution head.
const ENTITY_WEIGHT: f32 = 0.7;

/// The blocks that end among `read` tokens and in which the student's `scores` (attribution, entities) are unsure, by their
/// place in the document, in order. An expected error is the probability that a token's likeliest tag is wrong.
pub fn unsure_blocks(prose: &Prose, scores: &[Vec<f32>; 2], read: Range<usize>) -> Vec<usize> {
    let unsure = prose.blocks.iter().filter(|(_, tokens)| {
        (read.start < tokens.end && tokens.end <= read.end)
            && expected_errors(prose, scores, tokens.clone()) > LIMIT * tokens.len() as f32
    });
    unsure.map(|&(block, _)| block).collect()
}

fn expected_errors(prose: &Prose, scores: &[Vec<f32>; 2], tokens: Range<usize>) -> f32 {
    let mut errors = vec![0.0; tokens.len()];
    for (scores, weight) in scores.iter().zip([1.0, ENTITY_WEIGHT]) {
        let tags = scores.len() / prose.tokens.len();
        let mut rows = scores[tokens.start * tags..tokens.end * tags].to_vec();
        for (error, row) in errors.iter_mut().zip(rows.chunks_exact_mut(tags)) {
            softmax(row);
            *error += weight * (1.0 - row.iter().copied().fold(0.0, f32::max));
        }
    }
    errors.iter().sum()
}
