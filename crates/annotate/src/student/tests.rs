use std::collections::HashMap;

use proptest::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors};

use super::{Prose, Scratch, Student};
use crate::kernels::Kernels;
use crate::reference::{Filler, Tensors, file, tiny_vocabulary};
use crate::syntax::{SyntaxScratch, Wanted, add_tiny_syntax, tiny_syntax_metadata};
use crate::test_reading::reading;
use crate::weights::WeightsError;
use crate::wordpiece::WordPiece;

const DILATIONS: [usize; 3] = [1, 2, 5];

/// Metadata of [`tiny_student_tensors`].
pub fn tiny_student_metadata() -> HashMap<String, String> {
    [
        ("name", "small"),
        ("version", "3"),
        ("width", "32"),
        ("inner", "64"),
        ("dilations", "1,2,5"),
        ("heads_attribution", "O,B-source,I-source,B-cue,I-cue,B-content,I-content"),
        (
            "heads_entities",
            "O,B-person,I-person,B-organisation,I-organisation,B-place,I-place,B-group,I-group,B-other,I-other",
        ),
        ("temperature_attribution", "1.5"),
        ("temperature_entities", "1"),
        ("shift_attribution", "0,0"),
        ("shift_entities", "0,0"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into_iter()
    .chain(tiny_syntax_metadata())
    .collect()
}

/// Weights of a small student.
pub fn tiny_student_tensors(seed: u64) -> Tensors {
    let mut filler = Filler::new(seed);
    let pieces = tiny_vocabulary().lines().count();
    filler.add("embedding.words.weight", Dtype::I8, &[pieces, 32], 0.0, 127.9);
    filler.add("embedding.words.scale", Dtype::F32, &[pieces], 0.01, 0.001);
    filler.add("embedding.features", Dtype::F32, &[256, 32], 0.0, 0.3);
    filler.add("embedding.contexts", Dtype::F32, &[3, 32], 0.0, 0.3);
    let mut norms = vec!["embedding.norm".to_owned()];
    for layer in 0..DILATIONS.len() {
        for (part, outputs, inputs) in [("up", 64, 96), ("down", 32, 64)] {
            let name = format!("layer.{layer}.{part}");
            filler.add(&format!("{name}.weight"), Dtype::I8, &[outputs, inputs], 0.0, 127.9);
            filler.add(&format!("{name}.scale"), Dtype::F32, &[outputs], 0.002, 0.0005);
            filler.add(&format!("{name}.bias"), Dtype::F32, &[outputs], 0.0, 0.2);
        }
        norms.push(format!("layer.{layer}.norm"));
    }
    for norm in norms {
        filler.add(&format!("{norm}.weight"), Dtype::F32, &[32], 1.0, 0.2);
        filler.add(&format!("{norm}.bias"), Dtype::F32, &[32], 0.0, 0.1);
    }
    for (head, tags) in [("attribution", 7), ("entities", 11)] {
        filler.add(&format!("head.{head}.weight"), Dtype::F32, &[tags, 32], 0.0, 0.4);
        filler.add(&format!("head.{head}.bias"), Dtype::F32, &[tags], 0.0, 0.2);
    }
    add_tiny_syntax(&mut filler, 32);
    filler.tensors
}

fn parse(tensors: &Tensors, metadata: HashMap<String, String>) -> Result<Student, WeightsError> {
    Student::parse(file(tensors, metadata).into())
}

fn tiny_student(seed: u64) -> Student {
    parse(&tiny_student_tensors(seed), tiny_student_metadata()).unwrap()
}

/// The same network in plain loops over dequantised weights.
struct Reference<'bytes>(SafeTensors<'bytes>);

impl Reference<'_> {
    fn floats(&self, name: &str) -> Vec<f64> {
        let tensor = self.0.tensor(name).unwrap();
        tensor.data().as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes).into()).collect()
    }

    /// Dequantised rows.
    fn rows(&self, name: &str) -> Vec<Vec<f64>> {
        let tensor = self.0.tensor(&format!("{name}.weight")).unwrap();
        let rows = tensor.data().chunks_exact(tensor.shape()[1]).zip(self.floats(&format!("{name}.scale")));
        rows.map(|(row, scale)| row.iter().map(|&byte| f64::from(byte.cast_signed()) * scale).collect())
            .collect()
    }

    fn linear(&self, name: &str, input: &[f64]) -> Vec<f64> {
        let bias = self.floats(&format!("{name}.bias"));
        self.rows(name).iter().zip(bias).map(|(row, bias)| dot(row, input) + bias).collect()
    }

    fn normalised(&self, name: &str, row: &[f64]) -> Vec<f64> {
        let (weight, bias) = (self.floats(&format!("{name}.weight")), self.floats(&format!("{name}.bias")));
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / row.len() as f64;
        let scaled = row.iter().map(|value| (value - mean) / (variance + 1e-12).sqrt());
        scaled.zip(weight).zip(bias).map(|((value, weight), bias)| value * weight + bias).collect()
    }

    fn states(&self, prose: &Prose) -> Vec<Vec<f64>> {
        let words = self.rows("embedding.words");
        let (features, contexts) = (self.floats("embedding.features"), self.floats("embedding.contexts"));
        let mut states: Vec<Vec<f64>> = (0..prose.tokens.len())
            .map(|token| {
                let (feature, context) =
                    (usize::from(prose.features[token]), usize::from(prose.contexts[token]));
                let pieces = prose.pieces_of(token);
                let sum = |at: usize| pieces.iter().map(|&piece| words[piece as usize][at]).sum::<f64>();
                let state: Vec<f64> = (0..32)
                    .map(|at| sum(at) + features[feature * 32 + at] + contexts[context * 32 + at])
                    .collect();
                self.normalised("embedding.norm", &state)
            })
            .collect();
        for (layer, dilation) in DILATIONS.into_iter().enumerate() {
            let nothing = vec![0.0; 32];
            states = (0..states.len())
                .map(|row| {
                    let left = row.checked_sub(dilation).map_or(&nothing, |left| &states[left]);
                    let right = states.get(row + dilation).unwrap_or(&nothing);
                    let mut inner =
                        self.linear(&format!("layer.{layer}.up"), &[&left[..], &states[row], right].concat());
                    inner.iter_mut().for_each(|value| *value = gelu(*value));
                    let update = self.linear(&format!("layer.{layer}.down"), &inner);
                    let sum: Vec<f64> = states[row].iter().zip(update).map(|(old, new)| old + new).collect();
                    self.normalised(&format!("layer.{layer}.norm"), &sum)
                })
                .collect();
        }
        states
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3))).tanh())
}

#[test]
fn the_network_agrees_with_plain_loops() {
    let text = "“ We said so , ” the mayor said .\nNobody knows why , in 2016 or later .";
    for seed in 0..4 {
        let student = tiny_student(seed);
        let bytes = file(&tiny_student_tensors(seed), tiny_student_metadata());
        let reference = Reference(SafeTensors::deserialize(&bytes).unwrap());
        let reading = reading(text);
        let prose = Prose::of(&reading, &student.wordpiece);
        let states = reference.states(&prose);
        let (mut scratch, mut of_syntax) = (Scratch::default(), SyntaxScratch::default());
        let tools = (&mut scratch, &mut of_syntax);
        let (scores, _) = student.read((&reading, &prose), None, |_, _| Vec::new(), Kernels::detect(), tools);
        let heads = [("attribution", 7, 1.5), ("entities", 11, 1.0)];
        for ((name, tags, temperature), scores) in heads.into_iter().zip(&scores) {
            let weight = reference.floats(&format!("head.{name}.weight"));
            let bias = reference.floats(&format!("head.{name}.bias"));
            assert_eq!(scores.len(), states.len() * tags);
            for (own, state) in scores.chunks_exact(tags).zip(&states) {
                let exact: Vec<f64> = weight
                    .chunks_exact(32)
                    .zip(&bias)
                    .map(|(row, bias)| (dot(row, state) + bias) / temperature)
                    .collect();
                let own: Vec<f64> = own.iter().copied().map(f64::from).collect();
                let cosine = dot(&own, &exact) / (dot(&own, &own) * dot(&exact, &exact)).sqrt();
                assert!(cosine > 0.995, "{name}: {own:?} {exact:?}");
            }
        }
    }
}

/// What the row of each token is, as `training/student_text.py --fixture` writes it: pieces, feature, context.
#[test]
fn rows_are_those_of_the_training() {
    let fixture: serde_json::Value = serde_json::from_str(include_str!("rows.json")).unwrap();
    let weights = include_bytes!("../../weights/student.safetensors");
    let vocabulary = SafeTensors::deserialize(weights).unwrap().tensor("vocabulary").unwrap().data().to_vec();
    let wordpiece = WordPiece::new(std::str::from_utf8(&vocabulary).unwrap());
    for case in fixture.as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let prose = Prose::of(&reading(text), &wordpiece);
        let rows: Vec<_> = (0..prose.tokens.len())
            .map(|token| {
                serde_json::json!([prose.pieces_of(token), prose.features[token], prose.contexts[token]])
            })
            .collect();
        assert_eq!(serde_json::Value::from(rows), case["rows"], "{text}");
    }
}

#[test]
fn wrong_weights_say_what_is_wrong() {
    let (tensors, metadata) = (tiny_student_tensors(1), tiny_student_metadata());
    let message = |tensors: &Tensors, metadata| parse(tensors, metadata).err().unwrap().to_string();
    assert!(Student::parse(b"no weights".to_vec().into()).is_err());
    for key in metadata.keys() {
        let mut metadata = metadata.clone();
        metadata.remove(key);
        assert_eq!(message(&tensors, metadata), format!("the weights have no metadata entry \"{key}\""));
    }
    for (key, value, expected) in [
        ("width", "33", "a multiple of 32"),
        ("inner", "-1", "a whole number from 1 to 65536"),
        ("dilations", "1,65", "whole numbers from 1 to 64, separated by commas"),
        ("dilations", "", "whole numbers from 1 to 64, separated by commas"),
        ("temperature_attribution", "0", "a positive number"),
    ] {
        let mut metadata = metadata.clone();
        metadata.insert(key.to_owned(), value.to_owned());
        let expected =
            format!("the weights' metadata entry \"{key}\" is \"{value}\", but must be {expected}");
        assert_eq!(message(&tensors, metadata), expected);
    }
    for (index, (name, ..)) in tensors.iter().enumerate() {
        let mut tensors = tensors.clone();
        tensors.remove(index);
        assert_eq!(message(&tensors, metadata.clone()), format!("the weights have no tensor \"{name}\""));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn chunks_and_processors_change_nothing(
        words in proptest::collection::vec("[a-z]{1,5}|[“”\"«».]|\n", 0..300), chunk in 1..200_usize
    ) {
        let student = tiny_student(2);
        let reading = reading(&words.join(" "));
        let prose = Prose::of(&reading, &student.wordpiece);
        let (mut scratch, mut of_syntax) = (Scratch::default(), SyntaxScratch::default());
        let mut read_by = |chunk: usize, kernels: Kernels| {
            student.read_by(
                chunk,
                (&reading, &prose),
                Some(Wanted::All),
                // The cascade finds a token's scores by their number.
                |scores, _| {
                    assert_eq!(scores.each_ref().map(Vec::len), [7, 11].map(|tags| tags * prose.tokens.len()));
                    Vec::new()
                },
                kernels,
                (&mut scratch, &mut of_syntax),
            )
        };
        let read = read_by(960, Kernels::detect());
        prop_assert_eq!(&read_by(chunk, Kernels::detect()), &read);
        for kernels in Kernels::available() {
            prop_assert_eq!(&read_by(960, kernels), &read);
        }
    }
}
