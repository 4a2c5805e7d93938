use std::borrow::Cow;

use types::{EventType, PartOfSpeech, Relation};

use super::{Judge, Linear, PairHead, SyntaxHead};
use crate::kernels::PANEL;
use crate::weights::{File, Model, WeightsError};

/// The tag of a token that continues the word before it, after the parts of speech.
const CONTINUES: &str = "continues";

/// The leanings toward a target, in the order of the head's outputs.
const LEANINGS: &str = "negative,neutral,positive";

impl Judge {
    /// Reads and checks a weights file; `full` is the model whose lowest layers it goes on from.
    pub fn parse_weights(bytes: Cow<'static, [u8]>, full: &Model) -> Result<Self, WeightsError> {
        let file = File::open(&bytes)?;
        let (hidden, intermediate) = (full.encoder.hidden, full.encoder.intermediate);
        file.require_text("reader", &full.name)?;
        let tags: Vec<&str> = PartOfSpeech::ALL.iter().map(|tag| tag.name()).chain([CONTINUES]).collect();
        file.require_text("tags", &tags.join(","))?;
        let relations: Vec<&str> = Relation::ALL.iter().map(|relation| relation.name()).collect();
        file.require_text("relations", &relations.join(","))?;
        let first = file.number("first")?;
        let layers = full.encoder.layers.len();
        file.require("first", first <= layers, || format!("at most {layers}"))?;
        let part = file.number("part")?;
        file.require("part", part.is_multiple_of(PANEL), || format!("a multiple of {PANEL}"))?;
        let layers = (0..file.number("layers")?)
            .map(|index| file.layer(&format!("layer.{index}"), hidden, intermediate))
            .collect::<Result<_, _>>()?;
        let linear = |name: &str, inputs, outputs| {
            Ok::<_, WeightsError>(Linear {
                weight: file.floats(&format!("{name}.weight"), &[outputs, inputs])?,
                bias: file.floats(&format!("{name}.bias"), &[outputs])?,
            })
        };
        let pairs = if file.has("event.weight") {
            let (events, leanings) = (EventType::ALL.len(), 3);
            let names: Vec<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
            file.require_text("events", &names.join(","))?;
            file.require_text("leanings", LEANINGS)?;
            Some(PairHead {
                markers: file.floats("markers", &[2, hidden])?,
                event: linear("event", 3 * hidden, events)?,
                leaning: linear("leaning", 3 * hidden, leanings)?,
                temperatures: [file.temperature("event")?, file.temperature("leaning")?],
            })
        } else {
            None
        };
        Ok(Self {
            pairs,
            name: file.name()?,
            first,
            layers,
            syntax: SyntaxHead {
                tag: linear("tag", hidden, tags.len())?,
                happened: linear("happened", hidden, 1)?,
                views: file.matrix("views", hidden, 4 * part)?,
                part,
                root: file.floats("root", &[2, part])?,
                arc: linear("arc", part, part)?,
                relation: linear("relation", part, relations.len())?,
            },
        })
    }
}
