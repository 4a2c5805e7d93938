//! What the full model's last state of a word says of it as a part of an event: a linear view, learned together with the model
//! that decides which events are told (`training/events.py`).

use std::borrow::Cow;

use crate::kernels::{Buffer, Kernels, QuantisedMatrix, QuantisedRows};
use crate::weights::{File, Model, WeightsError};

/// The view's weights.
pub struct EventViews {
    /// Outputs behind the view's are nothing.
    weights: QuantisedMatrix,
    width: usize,
}

impl EventViews {
    /// Reads and checks a weights file; `full` is the model whose states it looks at.
    pub fn parse(bytes: Cow<'static, [u8]>, full: &Model) -> Result<Self, WeightsError> {
        let file = File::open(&bytes)?;
        file.require_text("reader", &full.name)?;
        let width = file.number("width")?;
        Ok(Self { weights: file.linear("view", full.encoder.hidden, width)?.round(), width })
    }

    /// The views of words whose first tokens stand at `places`, one after the other; `states` are those of all `tokens`.
    pub fn of_words(
        &self,
        states: &QuantisedRows,
        tokens: usize,
        places: impl Iterator<Item = usize>,
        kernels: Kernels,
        views: &mut Buffer<f32>,
    ) -> Vec<f32> {
        let outputs = self.weights.outputs;
        views.resize(tokens * outputs);
        kernels.linear(&self.weights, states, 0..tokens, views);
        places.flat_map(|token| &views[token * outputs..][..self.width]).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use safetensors::Dtype;

    use crate::Effort;
    use crate::encoder::Scratch;
    use crate::kernels::Kernels;
    use crate::reference::{file, reader_of, tiny_metadata, tiny_tensors};
    use crate::test_reading::reading;
    use crate::weights::Model;
    use crate::windows::windows;

    /// Views that are the states of the tiny model themselves.
    fn identity(reader: &str) -> Vec<u8> {
        let numbers = (0..64 * 64).map(|place| if place % 65 == 0 { 1.0_f32 } else { 0.0 });
        let bytes = |numbers: &mut dyn Iterator<Item = f32>| numbers.flat_map(f32::to_le_bytes).collect();
        let tensors = vec![
            ("view.weight".to_owned(), Dtype::F32, vec![64, 64], bytes(&mut numbers.into_iter())),
            ("view.bias".to_owned(), Dtype::F32, vec![64], bytes(&mut std::iter::repeat_n(0.0, 64))),
        ];
        let metadata = [("reader", reader), ("width", "64")];
        file(&tensors, HashMap::from(metadata.map(|(key, value)| (key.to_owned(), value.to_owned()))))
    }

    #[test]
    fn a_view_is_of_the_state_of_the_words_first_piece_in_eight_bits() {
        let bytes = file(&tiny_tensors(2), tiny_metadata());
        let full = Model::parse(bytes.clone().into()).unwrap();
        let reading = reading("ab c de fg\nh ij k");
        let reader = reader_of(&bytes).unwrap().with_all_parsed();
        assert!(reader.annotate(&reading).syntax.iter().all(|sentence| sentence.views.is_empty()));
        let reader = reader.with_event_views(&identity(&full.name)).unwrap();
        let window = windows(&reading, &full.wordpiece, full.limits).swap_remove(0);
        let mut scratch = Scratch::default();
        full.encoder.encode(std::slice::from_ref(&window), Kernels::detect(), &mut scratch);
        for sentence in reader.annotate(&reading).syntax {
            for (index, word) in sentence.words.iter().enumerate() {
                let mut tokens = window.tokens.iter();
                let token = tokens.position(|token| token.span.start == word.span.start).unwrap();
                let state = &scratch.states()[token * 64..][..64];
                let step = state.iter().fold(0.0_f32, |most, number| most.max(number.abs())) / 127.0;
                let near = |(seen, number): (&f32, &f32)| (seen - number).abs() < 0.51 * step;
                assert!(sentence.view(index).iter().zip(state).all(near));
                assert_eq!(sentence.view(index).len(), state.len());
            }
        }
        let student = reader.with_effort(Effort::Fast).annotate(&reading);
        assert!(
            student.syntax.iter().all(|sentence| sentence.views.is_empty()),
            "only the full model has views"
        );
    }

    #[test]
    fn views_of_another_model_are_refused() {
        let reader = reader_of(&file(&tiny_tensors(2), tiny_metadata())).unwrap();
        let error = reader.with_event_views(&identity("another 1")).err().unwrap().to_string();
        assert!(error.contains("reader") && error.contains("another 1"), "{error}");
    }
}
