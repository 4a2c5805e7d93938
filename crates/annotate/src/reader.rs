use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use types::{AttributionMark, EntityKind, EntityMark, Marks, Reading, Role};

use crate::decode::{Decoder, Found};
use crate::encoder::{Head, Scratch};
use crate::kernels::Kernels;
use crate::quantities;
use crate::times;
use crate::weights::{Model, WeightsError};
use crate::windows::windows;

/// Classes of the attribution head, in the order of its tags.
const ROLES: [Role; 3] = [Role::Source, Role::Cue, Role::Content];

/// Classes of the entity head, in the order of its tags.
const ENTITY_KINDS: [EntityKind; 5] =
    [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Group, EntityKind::Other];

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// The reader model. Cloning is cheap, and clones share the weights; any number of threads may annotate at once.
///
/// The marks of a document depend on its text and the weights alone: neither on the processor nor on the
/// number of threads.
#[derive(Clone)]
pub struct Reader {
    model: Arc<Model>,
    kernels: Kernels,
}

impl Reader {
    /// The model that is part of the program. It is unpacked at the first call and shared after that.
    pub fn embedded() -> Self {
        static WEIGHTS: &[u8] = include_bytes!("../weights/reader.safetensors");
        static READER: OnceLock<Reader> = OnceLock::new();
        let read = || match Self::new(Cow::Borrowed(WEIGHTS)) {
            Ok(reader) => reader,
            // The file is part of the source; the tests read it.
            Err(error) => unreachable!("the program was built with unusable weights: {error}"),
        };
        READER.get_or_init(read).clone()
    }

    /// A model from the bytes of a weights file.
    ///
    /// # Errors
    /// When the bytes are not a safetensors file, or one whose metadata or tensors are not those of a reader
    /// model. What is wrong is named.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WeightsError> {
        Self::new(Cow::Owned(bytes.to_vec()))
    }

    fn new(bytes: Cow<'static, [u8]>) -> Result<Self, WeightsError> {
        Ok(Self { model: Arc::new(Model::parse(bytes)?), kernels: Kernels::detect() })
    }

    /// Name and version of the model.
    pub fn name(&self) -> &str {
        &self.model.name
    }

    #[cfg(test)]
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }

    /// The same model on another path through the kernels.
    #[cfg(test)]
    pub(crate) fn with_kernels(&self, kernels: Kernels) -> Self {
        Self { kernels, ..self.clone() }
    }

    /// Marks what the prose of `reading` says. Every span lies in one block, begins and ends at the borders of
    /// tokens, and stands in order of its start; the spans of one kind of mark do not overlap.
    pub fn annotate(&self, reading: &Reading) -> Marks {
        let encoder = &self.model.encoder;
        let mut attribution = HeadDecoder::new(encoder.attribution.as_ref());
        let mut entities = HeadDecoder::new(encoder.entities.as_ref());
        SCRATCH.with_borrow_mut(|scratch| {
            for window in windows(reading, &self.model.wordpiece, self.model.limits) {
                encoder.encode(&window, self.kernels, scratch);
                for head in [&mut attribution, &mut entities].into_iter().flatten() {
                    head.decoder
                        .window(&window.tokens, encoder.logits(head.head, &window, self.kernels, scratch));
                }
            }
        });
        let found =
            |decoder: Option<HeadDecoder>| decoder.map_or_else(Vec::new, |head| head.decoder.finish());
        let times = times::find(reading);
        Marks {
            attribution: found(attribution)
                .into_iter()
                .map(|Found { class, span, score }| AttributionMark { role: ROLES[class], span, score })
                .collect(),
            entities: found(entities)
                .into_iter()
                .map(|Found { class, span, score }| EntityMark { kind: ENTITY_KINDS[class], span, score })
                .collect(),
            quantities: quantities::find(reading, &times),
            times,
            model: self.model.name.clone(),
        }
    }
}

/// A head of the model and what it found so far.
struct HeadDecoder<'model> {
    head: &'model Head,
    decoder: Decoder,
}

impl<'model> HeadDecoder<'model> {
    fn new(head: Option<&'model Head>) -> Option<Self> {
        head.map(|head| Self { head, decoder: Decoder::new(head.tags(), head.temperature) })
    }
}

#[cfg(test)]
mod tests;
