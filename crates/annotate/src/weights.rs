//! The weights file: what must be in it, checked when it is read.

use std::borrow::Cow;

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::encoder::{Embedding, Encoder, FeedForward, Head, Layer, Linear, Normalisation};
use crate::features;
use crate::kernels::{HEAD_WIDTH, PANEL, QuantisedMatrix};
use crate::syntax::SyntaxHead;
use crate::windows::Limits;
use crate::wordpiece::{UNKNOWN, WINDOW_END, WINDOW_START, WordPiece};

/// Tags of the attribution head, in the order of its outputs.
const ATTRIBUTION_TAGS: &str = "O,B-source,I-source,B-cue,I-cue,B-content,I-content";
/// Tags of the entity head, in the order of its outputs.
const ENTITY_TAGS: &str =
    "O,B-person,I-person,B-organisation,I-organisation,B-place,I-place,B-group,I-group,B-other,I-other";

/// Why bytes are not weights of the reader model.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The bytes are not a safetensors file.
    #[error("the weights are not a safetensors file: {0}")]
    NotSafetensors(#[from] safetensors::SafeTensorError),
    /// An entry of the metadata is missing.
    #[error("the weights have no metadata entry \"{0}\"")]
    NoMetadata(String),
    /// An entry of the metadata has a value that cannot be.
    #[error("the weights' metadata entry \"{key}\" is \"{value}\", but must be {expected}")]
    Metadata {
        /// Its name.
        key: String,
        /// What it says.
        value: String,
        /// What it may say.
        expected: String,
    },
    /// A tensor is missing.
    #[error("the weights have no tensor \"{0}\"")]
    NoTensor(String),
    /// A tensor has the wrong type or shape.
    #[error("the weights' tensor \"{name}\" is {found}, but must be {expected}")]
    Shape {
        /// Its name.
        name: String,
        /// Its type and shape.
        found: String,
        /// The type and shape that it must have.
        expected: String,
    },
    /// A tensor holds infinity or a value that is no number.
    #[error("the weights' tensor \"{0}\" has a value that is not finite")]
    NotFinite(String),
    /// The vocabulary is not text or lacks the special pieces.
    #[error(
        "the weights' vocabulary is not a list of word pieces with [UNK], [CLS] and [SEP] in their places"
    )]
    Vocabulary,
}

/// Everything that the weights file holds, ready to run.
pub struct Model {
    /// Name and version.
    pub name: String,
    /// The vocabulary.
    pub wordpiece: WordPiece,
    /// Limits of a window.
    pub limits: Limits,
    /// The network.
    pub encoder: Encoder,
    /// What parses sentences, on the network's last states.
    pub syntax: SyntaxHead,
}

impl Model {
    /// Reads and checks a weights file. Of bytes that are part of the program the largest tensor is not copied.
    pub fn parse(bytes: Cow<'static, [u8]>) -> Result<Self, WeightsError> {
        let file = File::open(&bytes)?;
        let hidden = file.number("hidden")?;
        let limits =
            Limits { window: file.number("window")?, pieces_per_token: file.number("max_pieces_per_word")? };
        file.require("hidden", hidden.is_multiple_of(PANEL), || format!("a multiple of {PANEL}"))?;
        file.require("max_pieces_per_word", limits.pieces_per_token + 2 <= limits.window, || {
            "less than the window".to_owned()
        })?;
        let (vocabulary, pieces) = file.vocabulary()?;
        let positions = file.tensor("embedding.positions", Dtype::F32, &[None, Some(hidden)])?.shape()[0];
        file.require("window", limits.window <= positions, || format!("at most {positions}"))?;
        let layers = (0..file.number("layers")?)
            .map(|index| file.layer(&format!("layer.{index}"), hidden))
            .collect::<Result<_, _>>()?;
        let [attribution, entities] = file.heads(hidden)?;
        Ok(Self {
            name: file.name()?,
            wordpiece: WordPiece::new(vocabulary),
            limits,
            syntax: SyntaxHead::of(&file, hidden)?,
            encoder: Encoder {
                hidden,
                embedding: Embedding {
                    words: file.signed_bytes("embedding.words.weight", pieces, hidden)?,
                    scale: file.floats("embedding.words.scale", &[pieces])?,
                    positions: file.floats("embedding.positions", &[positions, hidden])?,
                    features: file.floats("embedding.features", &[features::COUNT, hidden])?,
                    norm: file.normalisation("embedding.norm", hidden)?,
                },
                layers,
                attribution,
                entities,
            },
        })
    }
}

fn unfit(name: &str, tensor: &TensorView<'_>, expected: String) -> WeightsError {
    let found = format!("{:?} {:?}", tensor.dtype(), tensor.shape());
    WeightsError::Shape { name: name.to_owned(), found, expected }
}

/// The number of pieces, when the special ones stand where they must.
fn check_vocabulary(vocabulary: &str) -> Result<usize, WeightsError> {
    let special = [(UNKNOWN, "[UNK]"), (WINDOW_START, "[CLS]"), (WINDOW_END, "[SEP]")];
    if special.iter().any(|&(id, piece)| vocabulary.lines().nth(id as usize) != Some(piece)) {
        return Err(WeightsError::Vocabulary);
    }
    Ok(vocabulary.lines().count())
}

fn finite(text: &str) -> Option<f32> {
    text.parse().ok().filter(|value: &f32| value.is_finite())
}

/// A weights file whose parts are checked when they are asked for.
pub struct File<'bytes> {
    tensors: SafeTensors<'bytes>,
    metadata: safetensors::tensor::Metadata,
    /// Length of the header in bytes, without the eight that say so.
    header: usize,
    bytes: &'bytes Cow<'static, [u8]>,
}

impl<'bytes> File<'bytes> {
    /// Reads the header.
    #[expect(clippy::ptr_arg, reason = "a tensor need not be copied when the bytes are part of the program")]
    pub fn open(bytes: &'bytes Cow<'static, [u8]>) -> Result<Self, WeightsError> {
        let (header, metadata) = SafeTensors::read_metadata(bytes)?;
        Ok(Self { tensors: SafeTensors::deserialize(bytes)?, metadata, header, bytes })
    }

    /// Name and version.
    pub fn name(&self) -> Result<String, WeightsError> {
        Ok(format!("{} {}", self.text("name")?, self.text("version")?))
    }

    /// The vocabulary and the number of its pieces.
    pub fn vocabulary(&self) -> Result<(&str, usize), WeightsError> {
        let vocabulary = self.tensor("vocabulary", Dtype::U8, &[None])?;
        let vocabulary = std::str::from_utf8(vocabulary.data()).map_err(|_| WeightsError::Vocabulary)?;
        Ok((vocabulary, check_vocabulary(vocabulary)?))
    }

    /// Whole numbers, separated by commas, each at least 1 and at most 64: there is one.
    pub fn distances(&self, key: &str) -> Result<Vec<usize>, WeightsError> {
        let number = |text: &str| text.parse().ok().filter(|number| (1..=64).contains(number));
        let numbers: Option<_> = self.text(key)?.split(',').map(number).collect();
        numbers.ok_or_else(|| self.wrong(key, "whole numbers from 1 to 64, separated by commas".to_owned()))
    }

    /// The classifiers of attribution and of entities.
    pub fn heads(&self, width: usize) -> Result<[Option<Head>; 2], WeightsError> {
        Ok([self.head("attribution", ATTRIBUTION_TAGS, width)?, self.head("entities", ENTITY_TAGS, width)?])
    }

    fn text(&self, key: &str) -> Result<&str, WeightsError> {
        let value = self.metadata.metadata().as_ref().and_then(|metadata| metadata.get(key));
        value.map(String::as_str).ok_or_else(|| WeightsError::NoMetadata(key.to_owned()))
    }

    /// A whole number, at least 1.
    pub fn number(&self, key: &str) -> Result<usize, WeightsError> {
        // No model of this kind is larger; small numbers cannot overflow when they are multiplied.
        let number = self.text(key)?.parse().ok().filter(|number| (1..=65_536).contains(number));
        number.ok_or_else(|| self.wrong(key, "a whole number from 1 to 65536".to_owned()))
    }

    /// What the scores of a head are divided by before they are probabilities.
    pub fn temperature(&self, head: &str) -> Result<f32, WeightsError> {
        let key = format!("temperature_{head}");
        let number = finite(self.text(&key)?).filter(|&value| value > 0.0);
        number.ok_or_else(|| self.wrong(&key, "a positive number".to_owned()))
    }

    /// What is added to the scores of a head's `O`, and of all its `B-` tags: how rather to leave a word out, and how rather to
    /// begin a span than to go on with one.
    fn shift(&self, head: &str) -> Result<[f32; 2], WeightsError> {
        let key = format!("shift_{head}");
        let numbers = self.text(&key)?.split_once(',').and_then(|(a, b)| Some([finite(a)?, finite(b)?]));
        numbers.ok_or_else(|| self.wrong(&key, "two numbers, separated by a comma".to_owned()))
    }

    /// Whether there is such a tensor.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    pub fn require(&self, key: &str, holds: bool, expected: impl Fn() -> String) -> Result<(), WeightsError> {
        if holds { Ok(()) } else { Err(self.wrong(key, expected())) }
    }

    /// Requires that an entry of the metadata says just this.
    pub fn require_text(&self, key: &str, expected: &str) -> Result<(), WeightsError> {
        let holds = self.text(key)? == expected;
        self.require(key, holds, || format!("\"{expected}\""))
    }

    fn wrong(&self, key: &str, expected: String) -> WeightsError {
        let value = self.text(key).unwrap_or_default().to_owned();
        WeightsError::Metadata { key: key.to_owned(), value, expected }
    }

    /// A tensor of a type and shape; `None` in `shape` takes any length.
    fn tensor(
        &self,
        name: &str,
        kind: Dtype,
        shape: &[Option<usize>],
    ) -> Result<TensorView<'_>, WeightsError> {
        let tensor = self.tensors.tensor(name).map_err(|_| WeightsError::NoTensor(name.to_owned()))?;
        let fits = tensor.dtype() == kind
            && tensor.shape().len() == shape.len()
            && tensor
                .shape()
                .iter()
                .zip(shape)
                .all(|(found, wanted)| wanted.is_none_or(|wanted| wanted == *found));
        if !fits {
            let lengths =
                shape.iter().map(|length| length.map_or("any".to_owned(), |length| length.to_string()));
            return Err(unfit(
                name,
                &tensor,
                format!("{kind:?} [{}]", lengths.collect::<Vec<_>>().join(", ")),
            ));
        }
        Ok(tensor)
    }

    /// How many inputs a matrix of so many outputs has: a multiple of `multiple`.
    fn inputs(&self, name: &str, outputs: usize, multiple: usize) -> Result<usize, WeightsError> {
        let name = format!("{name}.weight");
        let tensor = self.tensor(&name, Dtype::I8, &[Some(outputs), None])?;
        let inputs = tensor.shape()[1];
        if inputs > 0 && inputs.is_multiple_of(multiple) {
            Ok(inputs)
        } else {
            Err(unfit(&name, &tensor, format!("I8 [{outputs}, a multiple of {multiple}]")))
        }
    }

    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let shape: Vec<_> = shape.iter().copied().map(Some).collect();
        let tensor = self.tensor(name, Dtype::F32, &shape)?;
        let floats: Vec<f32> =
            tensor.data().as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        if !floats.iter().all(|value| value.is_finite()) {
            return Err(WeightsError::NotFinite(name.to_owned()));
        }
        Ok(floats)
    }

    /// A tensor of signed bytes, not copied when the file is part of the program.
    pub fn signed_bytes(
        &self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Cow<'static, [u8]>, WeightsError> {
        let tensor = self.tensor(name, Dtype::I8, &[Some(rows), Some(columns)])?;
        let place = self.metadata.info(name).map(|info| info.data_offsets);
        Ok(match (self.bytes, place) {
            (Cow::Borrowed(bytes), Some((start, end))) => {
                Cow::Borrowed(&bytes[8 + self.header..][start..end])
            }
            _ => Cow::Owned(tensor.data().to_vec()),
        })
    }

    pub fn normalisation(&self, name: &str, width: usize) -> Result<Normalisation, WeightsError> {
        Ok(Normalisation {
            weight: self.floats(&format!("{name}.weight"), &[width])?,
            bias: self.floats(&format!("{name}.bias"), &[width])?,
        })
    }

    pub fn matrix(&self, name: &str, inputs: usize, outputs: usize) -> Result<QuantisedMatrix, WeightsError> {
        let weight = self.tensor(&format!("{name}.weight"), Dtype::I8, &[Some(outputs), Some(inputs)])?;
        let scale = self.floats(&format!("{name}.scale"), &[outputs])?;
        let bias = self.floats(&format!("{name}.bias"), &[outputs])?;
        Ok(QuantisedMatrix::pack(weight.data(), inputs, scale, bias))
    }

    pub fn linear(&self, name: &str, inputs: usize, outputs: usize) -> Result<Linear, WeightsError> {
        Ok(Linear {
            weight: self.floats(&format!("{name}.weight"), &[outputs, inputs])?,
            bias: self.floats(&format!("{name}.bias"), &[outputs])?,
        })
    }

    /// A layer of the encoder, or of its form; its matrices say how many heads and inner units it has.
    pub fn layer(&self, name: &str, hidden: usize) -> Result<Layer, WeightsError> {
        let attended = self.inputs(&format!("{name}.attention_output"), hidden, HEAD_WIDTH)?;
        let small = ["small_up", "small_down"].iter().any(|part| self.has(&format!("{name}.{part}.weight")));
        Ok(Layer {
            qkv: self.matrix(&format!("{name}.qkv"), hidden, 3 * attended)?,
            attention_output: self.matrix(&format!("{name}.attention_output"), attended, hidden)?,
            attention_norm: self.normalisation(&format!("{name}.attention_norm"), hidden)?,
            feed_forward: self.feed_forward(name, "", hidden)?,
            small_feed_forward: small.then(|| self.feed_forward(name, "small_", hidden)).transpose()?,
            output_norm: self.normalisation(&format!("{name}.output_norm"), hidden)?,
        })
    }

    fn feed_forward(&self, layer: &str, which: &str, hidden: usize) -> Result<FeedForward, WeightsError> {
        let [up, down] = ["up", "down"].map(|part| format!("{layer}.{which}{part}"));
        let inner = self.inputs(&down, hidden, PANEL)?;
        Ok(FeedForward { up: self.matrix(&up, hidden, inner)?, down: self.matrix(&down, inner, hidden)? })
    }

    /// A classifier, or nothing when the weights were trained without it.
    fn head(&self, name: &str, tags: &str, hidden: usize) -> Result<Option<Head>, WeightsError> {
        if !self.has(&format!("head.{name}.weight")) {
            return Ok(None);
        }
        let key = format!("heads_{name}");
        self.require_text(&key, tags)?;
        let tags = tags.split(',').count();
        let [outside, begins] = self.shift(name)?;
        let mut bias = self.floats(&format!("head.{name}.bias"), &[tags])?;
        bias[0] += outside;
        bias.iter_mut().skip(1).step_by(2).for_each(|bias| *bias += begins);
        Ok(Some(Head {
            weight: self.floats(&format!("head.{name}.weight"), &[tags, hidden])?,
            bias,
            temperature: self.temperature(name)?,
        }))
    }
}
