//! Small weights for the head, and its parse in plain loops over dequantised weights to compare with.

use std::collections::HashMap;

use proptest::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors};
use types::{ParsedSentence, PartOfSpeech, Reading, Relation, Span};

use super::tree::best_tree;
use super::{SyntaxScratch, Wanted};
use crate::encoder::Scratch;
use crate::kernels::Kernels;
use crate::reference::{Filler, Reference, dot, file, tiny_metadata, tiny_reader, tiny_tensors};
use crate::test_reading::reading;
use crate::weights::Model;
use crate::windows::windows;
use crate::{Effort, Reader};

/// What the metadata of a model say of the head of [`add_tiny_syntax`].
pub fn tiny_syntax_metadata() -> HashMap<String, String> {
    let tags: Vec<&str> = PartOfSpeech::ALL.iter().map(|tag| tag.name()).chain(["continues"]).collect();
    let relations: Vec<&str> = Relation::ALL.iter().map(|relation| relation.name()).collect();
    [("part", "32"), ("tags", &tags.join(",")), ("relations", &relations.join(","))]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

/// Adds a small head on states that are so wide.
pub fn add_tiny_syntax(filler: &mut Filler, width: usize) {
    let (tags, relations) = (PartOfSpeech::ALL.len() + 1, Relation::ALL.len());
    for (name, outputs, inputs) in
        [("tag", tags, width), ("happened", 1, width), ("arc", 32, 32), ("relation", relations, 32)]
    {
        filler.add(&format!("syntax.{name}.weight"), Dtype::F32, &[outputs, inputs], 0.0, 0.4);
        filler.add(&format!("syntax.{name}.bias"), Dtype::F32, &[outputs], 0.0, 0.2);
    }
    filler.add("syntax.root", Dtype::F32, &[2, 32], 0.0, 0.4);
    filler.add("syntax.views.weight", Dtype::I8, &[128, width], 0.0, 127.9);
    filler.add("syntax.views.scale", Dtype::F32, &[128], 0.004, 0.001);
    filler.add("syntax.views.bias", Dtype::F32, &[128], 0.0, 0.2);
}

const FULL: &[u8] = include_bytes!("../../weights/reader.safetensors");

/// Heads, tags and `happened` of one sentence in one window, in double precision.
fn slow_parse(reader: &Reader, reading: &Reading) -> Vec<(Option<usize>, usize, f64)> {
    let full = Reference { file: SafeTensors::deserialize(FULL).unwrap(), hidden: 384 };
    let model = reader.model();
    let window = windows(reading, &model.wordpiece, model.limits).swap_remove(0);
    let mut states = full.embed(&window);
    full.run(&mut states, &window.features, model.encoder.layers.len());
    let state = |token: usize| &states[window.tokens[token].piece];
    let apply = |name: &str, input: &[f64]| -> Vec<f64> {
        let name = format!("syntax.{name}");
        let (weight, bias) = (full.floats(&format!("{name}.weight")), full.floats(&format!("{name}.bias")));
        weight.chunks_exact(input.len()).zip(bias).map(|(row, bias)| dot(row, input) + bias).collect()
    };
    let highest = |scores: &[f64]| {
        scores.iter().enumerate().max_by(|left, right| left.1.total_cmp(right.1)).map_or(0, |best| best.0)
    };
    let tags: Vec<usize> =
        (0..window.tokens.len()).map(|token| highest(&apply("tag", state(token)))).collect();
    let words: Vec<usize> = (0..tags.len()).filter(|&token| tags[token] < PartOfSpeech::ALL.len()).collect();
    let inputs: Vec<Vec<f64>> = words.iter().map(|&word| state(word).clone()).collect();
    let views = full.linear("syntax.views", &inputs);
    let relu = |values: &[f64]| values.iter().map(|value| value.max(0.0)).collect::<Vec<f64>>();
    let heads: Vec<Vec<f64>> = std::iter::once(full.floats("syntax.root")[..128].to_vec())
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
fn the_wanted_sentences_are_those_that_share_a_byte() {
    let spans = [Span::new(4, 6), Span::new(9, 12)];
    let wanted = |start, end| Wanted::With(&spans).any_in(Span::new(start, end));
    assert_eq!(
        [wanted(0, 4), wanted(0, 5), wanted(6, 9), wanted(11, 30), wanted(12, 30)],
        [false, true, false, true, false]
    );
    assert!(!Wanted::With(&[]).any_in(Span::new(0, 9)) && Wanted::All.any_in(Span::new(0, 9)));
}

#[test]
fn a_parse_does_not_depend_on_which_others_are_wanted() {
    // Of odd lengths, so that no sentence begins where a tile does.
    let reading = reading("ab c de fg\nh ij k\nlm no p qr s");
    let full = Model::parse(file(&tiny_tensors(2), tiny_metadata()).into()).unwrap();
    let window = windows(&reading, &full.wordpiece, full.limits).swap_remove(0);
    for kernels in Kernels::available() {
        let (mut scratch, mut of_syntax) = (Scratch::default(), SyntaxScratch::default());
        full.encoder.encode(std::slice::from_ref(&window), kernels, &mut scratch);
        let mut parse = |wanted: Wanted| {
            let states = scratch.states();
            let wanted = |span| wanted.any_in(span);
            full.syntax.parse_wanted(
                &reading,
                &window.tokens,
                wanted,
                (states, None),
                kernels,
                &mut of_syntax,
            )
        };
        let all = parse(Wanted::All);
        assert!(all.len() >= 2);
        for sentence in &all {
            assert_eq!(parse(Wanted::With(&[sentence.span])), std::slice::from_ref(sentence));
        }
    }
}

#[test]
fn of_a_very_long_sentence_the_parts_are_parsed_apart() {
    let words = vec!["ab"; 300].join(" ");
    let reading = reading(&words);
    let parsed =
        tiny_reader(1).unwrap().with_effort(Effort::Fast).with_all_parsed().annotate(&reading).syntax;
    assert_eq!(parsed.iter().map(|part| part.words.len()).collect::<Vec<_>>(), [128, 128, 44]);
}

#[test]
fn without_syntax_nothing_is_parsed() {
    let reading = reading("ab c de fg");
    for effort in Effort::ALL {
        let reader = tiny_reader(4).unwrap().with_effort(effort).with_all_parsed().with_syntax(false);
        assert_eq!(reader.annotate(&reading).syntax, []);
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
}
