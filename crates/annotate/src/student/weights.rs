use std::borrow::Cow;

use super::network::{Embedding, Heads, Layer, Student};
use super::rows::{CONTEXTS, FEATURES};
use crate::kernels::PANEL;
use crate::syntax::SyntaxHead;
use crate::weights::{File, WeightsError};
use crate::wordpiece::WordPiece;

impl Student {
    /// Reads and checks a weights file. Of bytes that are part of the program the largest tensor is not copied.
    pub fn parse(bytes: Cow<'static, [u8]>) -> Result<Self, WeightsError> {
        let file = File::open(&bytes)?;
        let width = file.number("width")?;
        let inner = file.number("inner")?;
        for (key, number) in [("width", width), ("inner", inner)] {
            file.require(key, number.is_multiple_of(PANEL), || format!("a multiple of {PANEL}"))?;
        }
        let (vocabulary, pieces) = file.vocabulary()?;
        let dilations = file.distances("dilations")?;
        let layers = dilations.into_iter().enumerate().map(|(index, dilation)| {
            let name = format!("layer.{index}");
            Ok(Layer {
                dilation,
                up: file.matrix(&format!("{name}.up"), 3 * width, inner)?,
                down: file.matrix(&format!("{name}.down"), inner, width)?,
                norm: file.normalisation(&format!("{name}.norm"), width)?,
            })
        });
        let [attribution, entities] = file.heads(width)?;
        let required = |head: Option<_>, name: &str| {
            head.ok_or_else(|| WeightsError::NoTensor(format!("head.{name}.weight")))
        };
        Ok(Self {
            name: file.name()?,
            wordpiece: WordPiece::new(vocabulary),
            width,
            embedding: Embedding {
                words: file.signed_bytes("embedding.words.weight", pieces, width)?,
                scale: file.floats("embedding.words.scale", &[pieces])?,
                features: file.floats("embedding.features", &[FEATURES, width])?,
                contexts: file.floats("embedding.contexts", &[CONTEXTS, width])?,
                norm: file.normalisation("embedding.norm", width)?,
            },
            layers: layers.collect::<Result<_, WeightsError>>()?,
            syntax: SyntaxHead::of(&file, width)?,
            heads: Heads::of([required(attribution, "attribution")?, required(entities, "entities")?]),
        })
    }
}
