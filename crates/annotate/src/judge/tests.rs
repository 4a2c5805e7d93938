//! Small weights for the judge, and its verdict in plain loops over dequantised weights to compare with.

use std::collections::HashMap;

use proptest::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors};
use types::{Asked, EventType, Judge as _, Reading, Span, Verdict};

use crate::features;
use crate::kernels::Kernels;
use crate::reference::{Filler, Reference, Tensors, dot, file, tiny_metadata, tiny_reader, tiny_tensors};
use crate::student::{tiny_student_metadata, tiny_student_tensors};
use crate::test_reading::reading;
use crate::windows::windows;
use crate::{Effort, Reader};

/// Metadata of [`tiny_judge_tensors`].
pub fn tiny_judge_metadata() -> HashMap<String, String> {
    let events: Vec<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
    [
        ("name", "little"),
        ("version", "2"),
        ("reader", "tiny 1"),
        ("first", "1"),
        ("layers", "2"),
        ("events", &events.join(",")),
        ("leanings", "negative,neutral,positive"),
        ("temperature_event", "1.5"),
        ("temperature_leaning", "1"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into()
}

/// Weights of a small judge on the lower of the two layers of the small reader.
pub fn tiny_judge_tensors(seed: u64) -> Tensors {
    let mut filler = Filler::new(seed);
    filler.layers(2, false);
    for (name, outputs) in [("event", 15), ("leaning", 3)] {
        filler.add(&format!("{name}.weight"), Dtype::F32, &[outputs, 192], 0.0, 0.4);
        filler.add(&format!("{name}.bias"), Dtype::F32, &[outputs], 0.0, 0.2);
    }
    filler.add("markers", Dtype::F32, &[2, 64], 0.0, 0.4);
    filler.tensors.retain(|tensor| tensor.0 != "vocabulary");
    filler.tensors
}

#[test]
fn wrong_weights_say_what_is_wrong() {
    let full = file(&tiny_tensors(1), tiny_metadata());
    let student = file(&tiny_student_tensors(1), tiny_student_metadata());
    let message = |tensors: &_, metadata| {
        Reader::from_bytes(&full, &student, &file(tensors, metadata)).err().unwrap().to_string()
    };
    let (tensors, metadata) = (tiny_judge_tensors(1), tiny_judge_metadata());
    for key in metadata.keys().filter(|key| !["name", "version"].contains(&key.as_str())) {
        let mut metadata = metadata.clone();
        metadata.remove(key);
        assert_eq!(message(&tensors, metadata), format!("the weights have no metadata entry \"{key}\""));
    }
    for (key, value, expected) in [
        ("reader", "other 1", "\"tiny 1\""),
        ("first", "3", "at most 2"),
        ("leanings", "good,bad", "\"negative,neutral,positive\""),
        ("temperature_event", "0", "a positive number"),
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

/// The verdict on a text that is one window, in double precision.
fn slow_verdict(full: &[u8], judge: &[u8], reader: &Reader, reading: &Reading, asked: &Asked) -> Vec<f64> {
    let [full, judge] =
        [full, judge].map(|bytes| Reference { file: SafeTensors::deserialize(bytes).unwrap(), hidden: 64 });
    let model = reader.model();
    let window = windows(reading, &model.wordpiece, model.limits).swap_remove(0);
    // All pieces go through the parts for words with a capital letter, as a window's ends do.
    let alike = vec![features::NONE; window.pieces.len()];
    let mut states = full.embed(&window);
    full.run(&mut states, &alike, 1);
    let markers = judge.floats("markers");
    let pieces = |span: Span| {
        let ends = window.tokens.iter().skip(1).map(|token| token.piece).chain([window.pieces.len() - 1]);
        let tokens = window.tokens.iter().zip(ends).filter(move |(token, _)| span.overlaps(token.span));
        tokens.flat_map(|(token, end)| token.piece..end).collect::<Vec<usize>>()
    };
    let marked = [asked.source.map_or_else(Vec::new, pieces), asked.target.map_or_else(Vec::new, pieces)];
    for (pieces, marker) in marked.iter().zip(markers.chunks_exact(64)) {
        for &piece in pieces {
            states[piece].iter_mut().zip(marker).for_each(|(value, marker)| *value += marker);
        }
    }
    judge.run(&mut states, &alike, 2);
    let mean = |pieces: &[usize]| -> Vec<f64> {
        let sum = |at: usize| pieces.iter().map(|&piece| states[piece][at]).sum::<f64>();
        (0..64).map(|at| sum(at) / pieces.len().max(1) as f64).collect()
    };
    let pooled = [mean(&[0]), mean(&marked[0]), mean(&marked[1])].concat();
    let mut verdict = Vec::new();
    for (head, temperature) in [("event", 1.5), ("leaning", 1.0)] {
        let (weight, bias) = (judge.floats(&format!("{head}.weight")), judge.floats(&format!("{head}.bias")));
        let scores = weight
            .chunks_exact(192)
            .zip(bias)
            .map(|(row, bias)| ((dot(row, &pooled) + bias) / temperature).exp());
        let scores: Vec<f64> = scores.collect();
        let total: f64 = scores.iter().sum();
        verdict.extend(scores.iter().map(|score| score / total));
    }
    verdict
}

#[test]
fn the_fast_path_judges_as_the_slow_one() {
    let reading = reading("ab cd ef gh ij");
    let within = Span::new(0, 14);
    for seed in 0..4 {
        let full = file(&tiny_tensors(seed), tiny_metadata());
        let judge = file(&tiny_judge_tensors(seed), tiny_judge_metadata());
        let student = file(&tiny_student_tensors(1), tiny_student_metadata());
        let reader = Reader::from_bytes(&full, &student, &judge).unwrap();
        let (first, last) = (Some(Span::new(0, 2)), Some(Span::new(9, 14)));
        for (source, target) in [(None, last), (first, last), (first, None)] {
            let asked = Asked { within, source, target };
            let fast = reader.judge(&reading, &[asked])[0].unwrap();
            let slow = slow_verdict(&full, &judge, &reader, &reading, &asked);
            for (fast, slow) in fast.kinds.iter().chain(&fast.leaning).zip(slow) {
                assert!((f64::from(*fast) - slow).abs() < 0.1, "{seed} {source:?}: {fast} {slow}");
            }
        }
    }
}

#[test]
fn what_cannot_be_asked_has_no_answer() {
    let text = "ab cd\nef gh";
    let reading = reading(text);
    let reader = tiny_reader(1).unwrap();
    let asked = |within, source, target| Asked { within, source, target };
    let (first, second) = (Span::new(0, 5), Span::new(6, 11));
    let answered: Vec<bool> = reader
        .judge(
            &reading,
            &[
                asked(first, None, Some(Span::new(0, 2))),
                asked(first, None, None),
                asked(first, None, Some(second)),
                asked(first, Some(second), Some(Span::new(0, 2))),
                asked(Span::new(0, 11), None, Some(Span::new(0, 2))),
                asked(Span::new(40, 50), None, Some(Span::new(41, 42))),
            ],
        )
        .iter()
        .map(Option::is_some)
        .collect();
    assert_eq!(answered, [true, false, false, false, false, false]);
}

#[test]
fn of_a_long_sentence_what_is_around_the_target_is_looked_at() {
    let words = vec!["ab"; 40].join(" ");
    let reading = reading(&words);
    let reader = tiny_reader(1).unwrap();
    let ask = |source, target| {
        let asked = Asked { within: Span::new(0, words.len()), source, target: Some(target) };
        reader.judge(&reading, &[asked])[0]
    };
    // A window has room for eleven such words.
    assert!(ask(None, Span::new(60, 62)).is_some());
    assert!(ask(Some(Span::new(66, 68)), Span::new(60, 62)).is_some());
    assert!(ask(Some(Span::new(0, 2)), Span::new(60, 62)).is_none());
    assert!(ask(None, Span::new(0, words.len())).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_processor_and_effort_gives_the_same_verdict(
        line in "([a-z]{1,3} ){3,9}",
        seed in 0..5_u64,
        places in (0..3_usize, 0..3_usize),
    ) {
        let reading = reading(&line);
        let span = |place: usize| reading.tokens[place].span;
        let within = Span::new(0, line.trim_end().len());
        let asked = [Asked { within, source: Some(span(places.0)), target: Some(span(places.1)) }];
        let reader = tiny_reader(seed).unwrap();
        let verdict: Vec<Option<Verdict>> = reader.judge(&reading, &asked);
        let Some(Some(one)) = verdict.first() else { return Ok(()) };
        for probabilities in [&one.kinds[..], &one.leaning] {
            prop_assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        }
        for kernels in Kernels::available() {
            let other = reader.with_kernels(kernels).with_effort(Effort::Fast);
            other.annotate(&reading);
            prop_assert_eq!(&other.judge(&reading, &asked), &verdict);
        }
    }
}
