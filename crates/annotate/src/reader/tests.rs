use proptest::prelude::*;
use types::{Block, BlockKind, Document, Marks, Reading, Span, Token};

use super::Reader;
use crate::Effort;
use crate::encoder::Scratch;
use crate::kernels::Kernels;
use crate::reference::{file, reader_of, tiny_metadata, tiny_reader, tiny_tensors};
use crate::windows::windows;

/// A reading of blocks, each a list of sentences whose words are separated by single spaces.
fn reading(blocks: &[(BlockKind, Vec<Vec<String>>)]) -> Reading {
    let mut reading = Reading {
        document: Document {
            id: "invented".to_owned(),
            url: None,
            title: None,
            outlet: None,
            byline: Vec::new(),
            published: None,
            modified: None,
            section: None,
            language: None,
            text: String::new(),
        },
        blocks: Vec::new(),
        sentences: Vec::new(),
        tokens: Vec::new(),
        quotations: Vec::new(),
        notes: Vec::new(),
    };
    for (kind, sentences) in blocks {
        let block = reading.document.text.len();
        for words in sentences {
            let sentence = reading.document.text.len();
            for word in words {
                let start = reading.document.text.len();
                reading.document.text.push_str(word);
                reading.tokens.push(Token { span: Span::new(start, start + word.len()) });
                reading.document.text.push(' ');
            }
            let end = reading.document.text.trim_end().len();
            if end > sentence {
                reading.sentences.push(Span::new(sentence, end));
            }
        }
        let end = reading.document.text.trim_end().len();
        if end > block {
            let span = Span::new(block, end);
            reading.blocks.push(Block { kind: *kind, span, body: span, label: None, stamp: None });
        }
        reading.document.text.push_str("\n\n");
    }
    reading
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn spans(marks: &Marks) -> [Vec<Span>; 2] {
    [
        marks.attribution.iter().map(|mark| mark.span).collect(),
        marks.entities.iter().map(|mark| mark.span).collect(),
    ]
}

fn any_reading() -> impl Strategy<Value = Reading> {
    let word = prop_oneof![8 => "[a-z]{1,9}", 1 => "[A-Z0-9]{1,4}", 1 => "[^ \t\n\r]", 1 => "[“”\"—é東]"];
    let kind = prop_oneof![
        4 => Just(BlockKind::Paragraph), 1 => Just(BlockKind::Heading), 1 => Just(BlockKind::Caption)
    ];
    let sentences = proptest::collection::vec(proptest::collection::vec(word, 1..30), 1..4);
    proptest::collection::vec((kind, sentences), 0..7).prop_map(|blocks| reading(&blocks))
}

#[test]
fn windows_do_not_see_each_other() {
    let reader = Reader::embedded();
    let (model, mut scratch) = (reader.model(), Scratch::default());
    let line = "The mill , said Ottoline Brask , “ will be rebuilt before the winter comes ” .";
    let blocks: Vec<_> =
        (0..24).map(|block| (BlockKind::Paragraph, vec![words(line); 1 + block % 3])).collect();
    let windows = windows(&reading(&blocks), &model.wordpiece, model.limits);
    assert!(windows.len() > 3);
    for kernels in Kernels::available() {
        let texts = model.encoder.encode(&windows, kernels, &mut scratch);
        let together = scratch.states().to_vec();
        for (window, text) in windows.iter().zip(texts) {
            model.encoder.encode(std::slice::from_ref(window), kernels, &mut scratch);
            let width = model.encoder.hidden;
            assert_eq!(scratch.states(), &together[text.start * width..text.end * width]);
        }
    }
}

#[test]
fn the_embedded_weights_are_sound_and_find_a_quotation() {
    let text = "“ We will rebuild the bridge , ” the mayor , Ottoline Brask , told reporters on Friday .";
    for effort in Effort::ALL {
        let reader = Reader::embedded().with_effort(effort);
        let marks = reader.annotate(&reading(&[(BlockKind::Paragraph, vec![words(text)])]));
        assert!(!marks.model.is_empty());
        assert!(!marks.attribution.is_empty(), "{effort:?}");
        assert_eq!(reader.name(), marks.model);
    }
}

#[test]
fn nothing_gives_nothing() {
    let names = ["small 3", "small 3 + tiny 1", "tiny 1"];
    for (effort, name) in Effort::ALL.into_iter().zip(names) {
        let marks = tiny_reader(1).unwrap().with_effort(effort).annotate(&reading(&[]));
        let parsed_for_events = marks.parsed_for_events;
        assert_eq!(marks, Marks { model: name.to_owned(), parsed_for_events, ..Marks::default() });
    }
}

#[test]
fn a_head_may_be_missing() {
    let mut tensors = tiny_tensors(1);
    tensors.retain(|tensor| !tensor.0.starts_with("head.entities"));
    let reader = reader_of(&file(&tensors, tiny_metadata())).unwrap();
    let reading = reading(&[(BlockKind::Paragraph, vec![words("who said what to whom and why not now")])]);
    assert_eq!(reader.annotate(&reading).entities, []);
    assert_eq!(reader.annotate(&reading).attribution, tiny_reader(1).unwrap().annotate(&reading).attribution);
}

#[test]
fn wrong_weights_say_what_is_wrong() {
    let message = |tensors: &_, metadata| reader_of(&file(tensors, metadata)).err().unwrap().to_string();
    let (tensors, metadata) = (tiny_tensors(1), tiny_metadata());

    assert!(reader_of(b"no weights").is_err());
    assert!(reader_of(&file(&tensors, metadata.clone())[..9000]).is_err());
    for key in metadata.keys() {
        let mut metadata = metadata.clone();
        metadata.remove(key);
        assert_eq!(message(&tensors, metadata), format!("the weights have no metadata entry \"{key}\""));
    }
    for (key, value, expected) in [
        ("hidden", "65", "a multiple of 32"),
        ("layers", "0", "a whole number from 1 to 65536"),
        ("window", "25", "at most 24"),
        ("max_pieces_per_word", "23", "less than the window"),
        ("temperature_entities", "-1", "a positive number"),
        ("shift_entities", "0.5", "two numbers, separated by a comma"),
        ("shift_attribution", "0,inf", "two numbers, separated by a comma"),
    ] {
        let mut metadata = metadata.clone();
        metadata.insert(key.to_owned(), value.to_owned());
        let expected =
            format!("the weights' metadata entry \"{key}\" is \"{value}\", but must be {expected}");
        assert_eq!(message(&tensors, metadata), expected);
    }
    for (index, (name, ..)) in tensors.iter().enumerate().filter(|(_, tensor)| !tensor.0.starts_with("head"))
    {
        let mut tensors = tensors.clone();
        tensors.remove(index);
        assert_eq!(message(&tensors, metadata.clone()), format!("the weights have no tensor \"{name}\""));
    }
    let change = |name: &str, change: &dyn Fn(&mut Vec<usize>, &mut Vec<u8>)| {
        let mut tensors = tensors.clone();
        let tensor = tensors.iter_mut().find(|tensor| tensor.0 == name).unwrap();
        change(&mut tensor.2, &mut tensor.3);
        message(&tensors, metadata.clone())
    };
    assert_eq!(
        change("layer.1.up.weight", &|shape, _| *shape = vec![64, 96]),
        "the weights' tensor \"layer.1.up.weight\" is I8 [64, 96], but must be I8 [96, 64]"
    );
    for part in ["attention_output", "down"] {
        let name = format!("layer.1.{part}.weight");
        let cut = |width: usize| {
            change(&name, &|shape, bytes| {
                *shape = vec![64, width];
                bytes.truncate(64 * width);
            })
        };
        let but = "but must be I8 [64, a multiple of 32]";
        assert_eq!(cut(31), format!("the weights' tensor \"{name}\" is I8 [64, 31], {but}"));
        assert_eq!(cut(0), format!("the weights' tensor \"{name}\" is I8 [64, 0], {but}"));
    }
    assert_eq!(
        change("layer.1.up.bias", &|_, bytes| bytes[..4].copy_from_slice(&f32::NAN.to_le_bytes())),
        "the weights' tensor \"layer.1.up.bias\" has a value that is not finite"
    );
    assert!(change("vocabulary", &|_, bytes| bytes[0] = 255).contains("vocabulary"));
    assert!(change("vocabulary", &|_, bytes| bytes[0] = b'\n').contains("vocabulary"));
}

#[test]
fn shifts_say_how_rather_a_word_is_left_out_and_a_span_begun() {
    let reading = reading(&[(BlockKind::Paragraph, vec![words("who said what to whom")])]);
    let spans_with = |shift: &str| {
        let mut metadata = tiny_metadata();
        metadata.insert("shift_entities".to_owned(), shift.to_owned());
        let [_, entities] = spans(&reader_of(&file(&tiny_tensors(1), metadata)).unwrap().annotate(&reading));
        entities.len()
    };
    assert_eq!(spans_with("1000,0"), 0);
    assert_eq!(spans_with("0,1000"), reading.tokens.len());
    assert_eq!(spans_with("0,-1000"), 0);
}

#[test]
fn threads_share_a_reader() {
    let reader = tiny_reader(2).unwrap();
    let reading = reading(&[(BlockKind::Paragraph, vec![words("one two three four"); 40])]);
    let alone = reader.annotate(&reading);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| reader.clone().annotate(&reading))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn spans_are_sound(reading in any_reading(), seed in 0..5_u64, effort in 0..3_usize) {
        let reader = tiny_reader(seed).unwrap().with_effort(Effort::ALL[effort]);
        let marks = reader.annotate(&reading);
        for spans in spans(&marks) {
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for span in spans {
                prop_assert!(reading.tokens.iter().any(|token| token.span.start == span.start));
                prop_assert!(reading.tokens.iter().any(|token| token.span.end == span.end));
                prop_assert!(reading.blocks.iter().any(|block| block.kind.is_prose() && block.body.contains(span)));
            }
        }
        let scores = marks.attribution.iter().map(|mark| mark.score).chain(marks.entities.iter().map(|mark| mark.score));
        for score in scores {
            prop_assert!((0.0..=1.0).contains(&score));
        }
    }

    #[test]
    fn every_processor_gives_the_same_marks(reading in any_reading(), effort in 0..3_usize) {
        let reader = tiny_reader(3).unwrap().with_effort(Effort::ALL[effort]);
        let marks = reader.annotate(&reading);
        for kernels in Kernels::available() {
            prop_assert_eq!(&reader.with_kernels(kernels).annotate(&reading), &marks);
        }
    }

    #[test]
    fn windows_hold_every_token_of_the_prose_once(reading in any_reading()) {
        let reader = tiny_reader(0).unwrap();
        let model = reader.model();
        let windows = windows(&reading, &model.wordpiece, model.limits);
        let seen: Vec<Span> = windows.iter().flat_map(|window| &window.tokens).map(|token| token.span).collect();
        let prose = reading.blocks.iter().filter(|block| block.kind.is_prose());
        let expected: Vec<Span> = prose
            .flat_map(|block| reading.tokens.iter().map(|token| token.span).filter(|&token| block.body.contains(token)))
            .collect();
        prop_assert_eq!(seen, expected);
        for window in windows {
            prop_assert!(window.pieces.len() <= model.limits.window);
            prop_assert_eq!(window.pieces.len(), window.features.len());
            prop_assert!(window.tokens.windows(2).all(|pair| (1..=3).contains(&(pair[1].piece - pair[0].piece))));
            prop_assert!(window.tokens.iter().all(|token| token.starts_block == (window.features[token.piece] >= 64)));
        }
    }
}

#[test]
fn no_name_goes_over_the_end_of_a_sentence() {
    let words = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let reading =
        reading(&[(BlockKind::Paragraph, vec![words("He drove to Mayo ."), words("The road was wet .")])]);
    let text = &reading.document.text;
    let cut = |name: &str| {
        let start = text.find(name).expect("it is there");
        super::within_sentence(&reading, Span::new(start, start + name.len())).of(text)
    };
    assert_eq!(cut("Mayo . The"), "Mayo");
    assert_eq!(cut("Mayo"), "Mayo");
    assert_eq!(cut(". The road"), ". The road", "nothing would be left");
}
