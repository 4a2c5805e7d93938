//! What the full model has to compute for a text: what the speed of any engine that runs it is limited by.

use types::Reading;

use crate::Reader;
use crate::features::has_capital;
use crate::kernels::QuantisedMatrix;
use crate::windows::windows;

/// The work of one reading, without parses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Word pieces that go through the layers; a piece that two windows share counts twice.
    pub pieces: u64,
    /// Multiplications of signed bytes by bytes, each with its addition, in the layers' products with weights.
    pub of_weights: u64,
    /// Multiplications of attention: of queries with keys, and of what comes of them with values.
    pub of_attention: u64,
}

impl Reader {
    /// What the full model computes for this reading at the full effort; no effort computes more.
    pub fn work(&self, reading: &Reading) -> Work {
        let model = self.model();
        let weights = |matrix: &QuantisedMatrix| (matrix.inputs * matrix.outputs) as u64;
        let layers = &model.encoder.layers;
        let attended: usize = layers.iter().map(|layer| layer.attention_output.inputs).sum();
        let of_piece = |capital: bool| -> u64 {
            let of_layer = layers.iter().flat_map(|layer| {
                let small = layer.small_feed_forward.as_ref().filter(|_| !capital);
                let part = small.unwrap_or(&layer.feed_forward);
                [&layer.qkv, &layer.attention_output, &part.up, &part.down].map(weights)
            });
            of_layer.sum()
        };
        let (of_capital, of_other) = (of_piece(true), of_piece(false));
        let mut work = Work::default();
        for window in windows(reading, &model.wordpiece, model.limits) {
            let pieces = window.pieces.len() as u64;
            work.pieces += pieces;
            for &feature in &window.features {
                work.of_weights += if has_capital(feature) { of_capital } else { of_other };
            }
            work.of_attention += 2 * pieces * pieces * attended as u64;
        }
        work
    }
}

#[cfg(test)]
mod tests {
    use crate::reference::tiny_reader;
    use crate::test_reading::reading;

    #[test]
    fn weights_are_multiplied_for_each_piece_and_attention_for_each_pair() {
        let reader = tiny_reader(1).unwrap();
        let encoder = &reader.model().encoder;
        let hidden = encoder.hidden as u64;
        let work = reader.work(&reading("mara said no"));
        assert!(work.pieces > 3, "marks of beginning and end go through the layers too");
        // Two heads of 32 in the first layer and one in the second; 128 and 96 inner units for the window's ends, 32 and 32 for the pieces of
        // words in small letters.
        let inner = (128 + 96) * 2 + (32 + 32) * (work.pieces - 2);
        assert_eq!(work.of_weights, hidden * (4 * (64 + 32) * work.pieces + 2 * inner));
        assert_eq!(work.of_attention, 2 * work.pieces * work.pieces * (64 + 32));
        assert_eq!(reader.work(&reading("")).pieces, 0);
    }
}
