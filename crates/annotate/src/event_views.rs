//! What the full model's last state of a word says of it as a part of an event: a linear view, learned together with the model
//! that decides which events are told (`training/events.py`).

use std::borrow::Cow;

use types::ParsedSentence;

use crate::encoder::Linear;
use crate::kernels::Kernels;
use crate::weights::{File, Model, WeightsError};
use crate::windows::WindowToken;

/// The view's weights.
pub struct EventViews(Linear);

impl EventViews {
    /// Reads and checks a weights file; `full` is the model whose states it looks at.
    pub fn parse(bytes: Cow<'static, [u8]>, full: &Model) -> Result<Self, WeightsError> {
        let file = File::open(&bytes)?;
        file.require_text("reader", &full.name)?;
        Ok(Self(file.linear("view", full.encoder.hidden, file.number("width")?)?))
    }

    /// Adds the views of a sentence's words. `states` are those of the tokens, one after the other, and maybe more.
    pub fn look(
        &self,
        sentence: &mut ParsedSentence,
        tokens: &[WindowToken],
        states: &[f32],
        kernels: Kernels,
    ) {
        let width = self.0.inputs();
        let mut of_words = Vec::with_capacity(sentence.words.len() * width);
        for word in &sentence.words {
            let token = tokens.partition_point(|token| token.span.end <= word.span.start);
            of_words.extend_from_slice(&states[token * width..][..width]);
        }
        self.0.apply(&of_words, kernels, &mut sentence.views);
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
    fn a_view_is_of_the_state_of_the_words_first_piece() {
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
                assert_eq!(sentence.view(index), &scratch.states()[token * 64..][..64]);
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
