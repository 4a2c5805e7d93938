//! Small weights for the judge, and its parse in plain loops over dequantised weights to compare with.

use std::collections::HashMap;

use proptest::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors};
use types::{Asked, EventType, Judge as _, ParsedSentence, PartOfSpeech, Reading, Relation, Span, Verdict};

use super::tree::best_tree;
use super::{Judge, JudgeScratch, Wanted};
use crate::encoder::Scratch;
use crate::kernels::Kernels;
use crate::reference::{Filler, Reference, Tensors, dot, file, tiny_metadata, tiny_reader, tiny_tensors};
use crate::student::{tiny_student_metadata, tiny_student_tensors};
use crate::test_reading::reading;
use crate::weights::Model;
use crate::windows::{Window, windows};
use crate::{Effort, Reader};

/// Metadata of [`tiny_judge_tensors`].
pub fn tiny_judge_metadata() -> HashMap<String, String> {
    let tags: Vec<&str> = PartOfSpeech::ALL.iter().map(|tag| tag.name()).chain(["continues"]).collect();
    let relations: Vec<&str> = Relation::ALL.iter().map(|relation| relation.name()).collect();
    let events: Vec<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
    [
        ("name", "little"),
        ("version", "2"),
        ("reader", "tiny 1"),
        ("first", "1"),
        ("layers", "2"),
        ("part", "32"),
        ("tags", &tags.join(",")),
        ("relations", &relations.join(",")),
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
    filler.layers(2);
    let (tags, relations) = (PartOfSpeech::ALL.len() + 1, Relation::ALL.len());
    for (name, outputs, inputs) in [
        ("tag", tags, 64),
        ("happened", 1, 64),
        ("arc", 32, 32),
        ("relation", relations, 32),
        ("event", 15, 192),
        ("leaning", 3, 192),
    ] {
        filler.add(&format!("{name}.weight"), Dtype::F32, &[outputs, inputs], 0.0, 0.4);
        filler.add(&format!("{name}.bias"), Dtype::F32, &[outputs], 0.0, 0.2);
    }
    filler.add("markers", Dtype::F32, &[2, 64], 0.0, 0.4);
    filler.add("root", Dtype::F32, &[2, 32], 0.0, 0.4);
    filler.add("views.weight", Dtype::I8, &[128, 64], 0.0, 127.9);
    filler.add("views.scale", Dtype::F32, &[128], 0.004, 0.001);
    filler.add("views.bias", Dtype::F32, &[128], 0.0, 0.2);
    filler.tensors.retain(|tensor| tensor.0 != "vocabulary");
    filler.tensors
}

const FULL: &[u8] = include_bytes!("../../weights/reader.safetensors");
const JUDGE: &[u8] = include_bytes!("../../weights/judge.safetensors");

fn reference<'bytes>(full: &'bytes [u8], judge: &'bytes [u8]) -> [Reference<'bytes>; 2] {
    [full, judge].map(|bytes| Reference {
        file: SafeTensors::deserialize(bytes).unwrap(),
        hidden: 384,
        heads: 12,
    })
}

/// Heads, tags and `happened` of one sentence in one window, in double precision.
fn slow_parse(reader: &Reader, reading: &Reading) -> Vec<(Option<usize>, usize, f64)> {
    let [full, judge] = reference(FULL, JUDGE);
    let model = reader.model();
    let window = windows(reading, &model.wordpiece, model.limits).swap_remove(0);
    let mut states = full.states(&window, 2);
    states = states[1..window.pieces.len() - 1].to_vec();
    judge.run(&mut states, 4);
    let state = |token: usize| &states[window.tokens[token].piece - 1];
    let apply = |name: &str, input: &[f64]| -> Vec<f64> {
        let (weight, bias) = (judge.floats(&format!("{name}.weight")), judge.floats(&format!("{name}.bias")));
        weight.chunks_exact(input.len()).zip(bias).map(|(row, bias)| dot(row, input) + bias).collect()
    };
    let highest = |scores: &[f64]| {
        scores.iter().enumerate().max_by(|left, right| left.1.total_cmp(right.1)).map_or(0, |best| best.0)
    };
    let tags: Vec<usize> =
        (0..window.tokens.len()).map(|token| highest(&apply("tag", state(token)))).collect();
    let words: Vec<usize> = (0..tags.len()).filter(|&token| tags[token] < PartOfSpeech::ALL.len()).collect();
    let inputs: Vec<Vec<f64>> = words.iter().map(|&word| state(word).clone()).collect();
    let views = judge.linear("views", &inputs);
    let relu = |values: &[f64]| values.iter().map(|value| value.max(0.0)).collect::<Vec<f64>>();
    let heads: Vec<Vec<f64>> = std::iter::once(judge.floats("root")[..128].to_vec())
        .chain(views.iter().map(|view| relu(&view[128..256])))
        .collect();
    let arcs: Vec<f32> = views
        .iter()
        .flat_map(|view| {
            let query = apply("arc", &relu(&view[..128]));
            heads.iter().map(|head| dot(&query, head) as f32).collect::<Vec<_>>()
        })
        .collect();
    let tree = best_tree(&arcs, words.len());
    words
        .iter()
        .zip(tree)
        .map(|(&word, head)| (head, tags[word], apply("happened", state(word))[0]))
        .collect()
}

#[test]
fn the_fast_path_parses_as_the_slow_one() {
    let reader = Reader::embedded();
    for text in [
        "The harbour master said that three ferries were damaged by the storm.",
        "Rebels did not attack the convoy, but they may strike Port Ellery if talks fail.",
        "Her deputy, Mr. Quill, was sued for $4.5 million by the U.S. agency.",
    ] {
        let reading = reading(text);
        let slow = slow_parse(&reader, &reading);
        let fast = &reader.clone().with_all_parsed().annotate(&reading).syntax[0].words;
        assert_eq!(fast.len(), slow.len(), "{text}");
        let same = fast
            .iter()
            .zip(&slow)
            .filter(|(word, (head, tag, _))| word.head == *head && word.tag == PartOfSpeech::ALL[*tag]);
        // Eight bits may tip a close decision, hardly more than one.
        assert!(same.count() + 1 >= slow.len(), "{text}");
        for (word, (.., happened)) in fast.iter().zip(&slow) {
            assert!((f64::from(word.happened) - happened).abs() < 0.4, "{text}: {word:?} {happened}");
        }
    }
}

fn parse(text: &str) -> (String, Vec<ParsedSentence>) {
    (text.to_owned(), Reader::embedded().with_all_parsed().annotate(&reading(text)).syntax)
}

#[test]
fn a_passive_is_taken_apart() {
    let (text, parsed) = parse("The bridge was destroyed by rebels on Monday.");
    let sentence = &parsed[0];
    let relation_of = |word: &str| {
        let found = sentence.words.iter().find(|found| found.span.of(&text) == word).unwrap();
        (found.relation, found.head.map(|head| sentence.words[head].span.of(&text)))
    };
    assert_eq!(relation_of("destroyed"), (Relation::Root, None));
    assert_eq!(relation_of("bridge"), (Relation::PassiveSubject, Some("destroyed")));
    assert_eq!(relation_of("rebels"), (Relation::Agent, Some("destroyed")));
}

#[test]
fn contractions_and_abbreviations_are_words() {
    let (text, parsed) = parse("The U.S. envoy didn’t pay $4.5 million.");
    let words: Vec<&str> = parsed[0].words.iter().map(|word| word.span.of(&text)).collect();
    assert_eq!(words, ["The", "U.S.", "envoy", "did", "n’t", "pay", "$", "4.5", "million", "."]);
}

#[test]
fn wrong_weights_say_what_is_wrong() {
    let full = file(&tiny_tensors(1), tiny_metadata());
    let student = file(&tiny_student_tensors(1), tiny_student_metadata());
    let message = |tensors: &_, metadata| {
        Reader::from_bytes(&full, &student, &file(tensors, metadata)).err().unwrap().to_string()
    };
    let (tensors, metadata) = (tiny_judge_tensors(1), tiny_judge_metadata());
    for key in metadata.keys() {
        let mut metadata = metadata.clone();
        metadata.remove(key);
        assert_eq!(message(&tensors, metadata), format!("the weights have no metadata entry \"{key}\""));
    }
    for (key, value, expected) in [
        ("reader", "other 1", "\"tiny 1\""),
        ("first", "3", "at most 2"),
        ("part", "48", "a multiple of 32"),
        ("leanings", "good,bad", "\"negative,neutral,positive\""),
        ("temperature_event", "0", "a positive number"),
    ] {
        let mut metadata = metadata.clone();
        metadata.insert(key.to_owned(), value.to_owned());
        let expected =
            format!("the weights' metadata entry \"{key}\" is \"{value}\", but must be {expected}");
        assert_eq!(message(&tensors, metadata), expected);
    }
    // Without a head for events the judge answers no questions; all else it must have.
    for (index, (name, ..)) in tensors.iter().enumerate().filter(|(_, tensor)| tensor.0 != "event.weight") {
        let mut tensors = tensors.clone();
        tensors.remove(index);
        assert_eq!(message(&tensors, metadata.clone()), format!("the weights have no tensor \"{name}\""));
    }
}

/// The verdict on a text that is one window, in double precision.
fn slow_verdict(full: &[u8], judge: &[u8], reader: &Reader, reading: &Reading, asked: &Asked) -> Vec<f64> {
    let [full, judge] = [full, judge].map(|bytes| Reference {
        file: SafeTensors::deserialize(bytes).unwrap(),
        hidden: 64,
        heads: 2,
    });
    let model = reader.model();
    let window = windows(reading, &model.wordpiece, model.limits).swap_remove(0);
    let mut states = full.states(&window, 1);
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
    judge.run(&mut states, 2);
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
    let mut tensors = tiny_judge_tensors(1);
    tensors.retain(|tensor| tensor.0 != "event.weight");
    let full = file(&tiny_tensors(1), tiny_metadata());
    let student = file(&tiny_student_tensors(1), tiny_student_metadata());
    let reader = Reader::from_bytes(&full, &student, &file(&tensors, tiny_judge_metadata())).unwrap();
    assert_eq!(reader.judge(&reading, &[asked(first, None, Some(Span::new(0, 2)))]), [None]);
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

#[test]
fn the_wanted_sentences_are_those_that_share_a_byte() {
    let spans = [Span::new(4, 6), Span::new(9, 12)];
    let wanted = |start, end| Wanted::With(&spans).any_in(Span::new(start, end));
    assert_eq!(
        [wanted(0, 4), wanted(0, 5), wanted(6, 9), wanted(11, 30), wanted(12, 30)],
        [false, true, false, true, false]
    );
    assert!(!Wanted::With(&[]).any_in(Span::new(0, 9)) && Wanted::All.any_in(Span::new(0, 9)));
}

fn parse_window(
    judge: &Judge,
    full: &Model,
    (reading, window): (&Reading, &Window),
    wanted: Wanted,
    kernels: Kernels,
    (scratch, own): &mut (Scratch, JudgeScratch),
) -> Vec<ParsedSentence> {
    judge.parse(&full.encoder, reading, (window, 0), wanted, kernels, (scratch, own))
}

#[test]
fn a_parse_does_not_depend_on_which_others_are_wanted() {
    // Of odd lengths, so that no sentence begins where a tile does.
    let text = "ab c de fg\nh ij k\nlm no p qr s";
    let reading = reading(text);
    let full = Model::parse(file(&tiny_tensors(2), tiny_metadata()).into()).unwrap();
    let judge =
        Judge::parse_weights(file(&tiny_judge_tensors(2), tiny_judge_metadata()).into(), &full).unwrap();
    let window = windows(&reading, &full.wordpiece, full.limits).swap_remove(0);
    for kernels in Kernels::available() {
        let (mut scratch, mut own) = (Scratch::default(), JudgeScratch::default());
        full.encoder.embed(&window, kernels, &mut scratch);
        full.encoder.run(&full.encoder.layers[..1], window.pieces.len(), kernels, &mut scratch);
        own.keep(&scratch);
        let mut tools = (scratch, own);
        let all = parse_window(&judge, &full, (&reading, &window), Wanted::All, kernels, &mut tools);
        assert!(all.len() >= 2);
        for sentence in &all {
            let alone = [sentence.span];
            let wanted = Wanted::With(&alone);
            let parsed = parse_window(&judge, &full, (&reading, &window), wanted, kernels, &mut tools);
            assert_eq!(parsed, std::slice::from_ref(sentence));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parses_are_sound(
        lines in proptest::collection::vec("([a-zA-Z0-9]{1,8}|[.,’'“$-]| |é){1,60}", 0..4),
        seed in 0..5_u64,
        effort in 0..3_usize,
    ) {
        let text = lines.join("\n");
        let reading = reading(&text);
        let parsed = tiny_reader(seed).unwrap().with_effort(Effort::ALL[effort]).with_all_parsed().annotate(&reading).syntax;
        let words: Vec<_> = parsed.iter().flat_map(|sentence| &sentence.words).collect();
        prop_assert!(words.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        // Together the words are all that is not white space.
        let length: usize = words.iter().map(|word| word.span.len()).sum();
        prop_assert_eq!(length, reading.tokens.iter().map(|token| token.span.len()).sum::<usize>());
        for sentence in &parsed {
            prop_assert!(reading.sentences.iter().any(|whole| whole.contains(sentence.span)));
            prop_assert_eq!(sentence.words.first().map(|word| word.span.start), Some(sentence.span.start));
            prop_assert_eq!(sentence.words.last().map(|word| word.span.end), Some(sentence.span.end));
            for (index, word) in sentence.words.iter().enumerate() {
                prop_assert!(!word.span.is_empty() && text.is_char_boundary(word.span.start) && text.is_char_boundary(word.span.end));
                prop_assert!((0.0..=1.0).contains(&word.score) && word.happened.is_finite());
                prop_assert_eq!(word.head.is_none(), word.relation == Relation::Root);
                let (mut at, mut steps) = (index, 0);
                while let Some(head) = sentence.words[at].head {
                    at = head;
                    steps += 1;
                    prop_assert!(steps < sentence.words.len());
                }
            }
            prop_assert_eq!(sentence.words.iter().filter(|word| word.head.is_none()).count(), 1);
        }
    }

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

    #[test]
    fn a_parse_does_not_depend_on_what_is_done_beside_it(line in "([a-z]{1,8} ){1,20}") {
        let reading = reading(&line);
        let reader = tiny_reader(4).unwrap().with_all_parsed();
        let alone = reader.annotate(&reading).syntax;
        prop_assert_eq!(&reader.clone().with_effort(Effort::Fast).annotate(&reading).syntax, &alone);
        prop_assert_eq!(reader.with_syntax(false).annotate(&reading).syntax, vec![]);
        let span = Span::new(0, line.trim_end().len());
        prop_assert!(alone.iter().all(|sentence| span.contains(sentence.span)));
    }
}
