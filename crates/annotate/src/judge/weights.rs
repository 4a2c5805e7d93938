use std::borrow::Cow;

use types::EventType;

use super::Judge;
use crate::weights::{File, Model, WeightsError};

/// The leanings toward a target, in the order of the head's outputs.
const LEANINGS: &str = "negative,neutral,positive";

impl Judge {
    /// Reads and checks a weights file; `full` is the model whose lowest layers it goes on from.
    pub fn parse(bytes: Cow<'static, [u8]>, full: &Model) -> Result<Self, WeightsError> {
        let file = File::open(&bytes)?;
        let hidden = full.encoder.hidden;
        file.require_text("reader", &full.name)?;
        let first = file.number("first")?;
        let layers = full.encoder.layers.len();
        file.require("first", first <= layers, || format!("at most {layers}"))?;
        let layers = (0..file.number("layers")?)
            .map(|index| file.layer(&format!("layer.{index}"), hidden))
            .collect::<Result<_, _>>()?;
        let events: Vec<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
        file.require_text("events", &events.join(","))?;
        file.require_text("leanings", LEANINGS)?;
        Ok(Self {
            first,
            layers,
            markers: file.floats("markers", &[2, hidden])?,
            event: file.linear("event", 3 * hidden, events.len())?,
            leaning: file.linear("leaning", 3 * hidden, 3)?,
            temperatures: [file.temperature("event")?, file.temperature("leaning")?],
        })
    }
}
