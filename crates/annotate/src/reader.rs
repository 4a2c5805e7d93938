use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use types::{
    Asked, AttributionMark, EntityKind, EntityMark, Marks, ParsedSentence, Reading, Role, Span, Verdict,
};

use crate::Effort;
use crate::cascade::unsure_blocks;
use crate::decode::{Decoder, Found};
use crate::encoder::{self, Head};
use crate::judge::{Judge, JudgeScratch, Wanted};
use crate::kernels::Kernels;
use crate::quantities;
use crate::student::{self, Prose, Student};
use crate::times;
use crate::triggers;
use crate::weights::{File, Model, WeightsError};
use crate::windows::{WindowToken, batches, windows, windows_of};

/// Classes of the attribution head, in the order of its tags.
const ROLES: [Role; 3] = [Role::Source, Role::Cue, Role::Content];

/// Classes of the entity head, in the order of its tags.
const ENTITY_KINDS: [EntityKind; 5] =
    [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Group, EntityKind::Other];

static FULL: &[u8] = include_bytes!("../weights/reader.safetensors");
static STUDENT: &[u8] = include_bytes!("../weights/student.safetensors");
static JUDGE: &[u8] = include_bytes!("../weights/judge.safetensors");

thread_local! {
    static SCRATCH: RefCell<(encoder::Scratch, student::Scratch, JudgeScratch)> = RefCell::default();
}

/// Something that is made when it is first needed, and shared.
type Lazy<T> = Arc<LazyLock<T, Box<dyn FnOnce() -> T + Send>>>;

fn lazy<T>(make: impl FnOnce() -> T + Send + 'static) -> Lazy<T> {
    Arc::new(LazyLock::new(Box::new(make)))
}

/// The reader model. Cloning is cheap, and clones share the weights; any number of threads may annotate at once.
///
/// The marks of a document depend on its text, the effort and the weights alone: neither on the processor nor on
/// the number of threads.
#[derive(Clone)]
pub struct Reader {
    effort: Effort,
    name: Arc<str>,
    full: Lazy<Model>,
    full_name: Arc<str>,
    student: Lazy<Student>,
    student_name: Arc<str>,
    judge: Lazy<Judge>,
    judge_name: Arc<str>,
    parses: bool,
    /// Whether sentences without a trigger are parsed too.
    whole: bool,
    kernels: Kernels,
}

impl Reader {
    /// The models that are part of the program, at the default effort. Each is unpacked when a text first needs it, and
    /// shared after that.
    pub fn embedded() -> Self {
        static READER: LazyLock<Reader> = LazyLock::new(|| {
            let name_of = |bytes| sound(File::open(&Cow::Borrowed(bytes)).and_then(|file| file.name()));
            let full = lazy(|| sound(Model::parse(Cow::Borrowed(FULL))));
            let student = lazy(|| sound(Student::parse(Cow::Borrowed(STUDENT))));
            let shared = full.clone();
            let judge = lazy(move || sound(Judge::parse_weights(Cow::Borrowed(JUDGE), &shared)));
            Reader::new((full, name_of(FULL)), (student, name_of(STUDENT)), (judge, name_of(JUDGE)))
        });
        READER.clone()
    }

    /// Models from the bytes of their weights files, at the default effort.
    ///
    /// # Errors
    /// When bytes are not a safetensors file, or one whose metadata or tensors are not those of such a model, or when
    /// the judge goes on from another full model. What is wrong is named.
    pub fn from_bytes(full: &[u8], student: &[u8], judge: &[u8]) -> Result<Self, WeightsError> {
        let full = Model::parse(Cow::Owned(full.to_vec()))?;
        let student = Student::parse(Cow::Owned(student.to_vec()))?;
        let judge = Judge::parse_weights(Cow::Owned(judge.to_vec()), &full)?;
        let names = (full.name.clone(), student.name.clone(), judge.name.clone());
        Ok(Self::new((lazy(|| full), names.0), (lazy(|| student), names.1), (lazy(|| judge), names.2)))
    }

    fn new(
        full: (Lazy<Model>, String),
        student: (Lazy<Student>, String),
        judge: (Lazy<Judge>, String),
    ) -> Self {
        let (effort, kernels) = (Effort::default(), Kernels::detect());
        Self {
            effort,
            name: "".into(),
            full: full.0,
            full_name: full.1.into(),
            student: student.0,
            student_name: student.1.into(),
            judge: judge.0,
            judge_name: judge.1.into(),
            parses: true,
            whole: false,
            kernels,
        }
        .named()
    }

    /// The same models at another effort.
    #[must_use]
    pub fn with_effort(self, effort: Effort) -> Self {
        Self { effort, ..self }.named()
    }

    /// The same models, parsing sentences or not. They do unless they are told not to.
    #[must_use]
    pub fn with_syntax(self, parses: bool) -> Self {
        Self { parses, ..self }.named()
    }

    /// The same models, parsing every sentence and not only those with a word that may tell of an event.
    #[must_use]
    pub fn with_all_parsed(self) -> Self {
        Self { whole: true, ..self }
    }

    fn named(self) -> Self {
        let read = match self.effort {
            Effort::Fast => vec![&self.student_name],
            Effort::Balanced => vec![&self.student_name, &self.full_name],
            Effort::Full => vec![&self.full_name],
        };
        let judge = self.parses.then_some(&self.judge_name);
        let names: Vec<&str> = read.into_iter().chain(judge).map(AsRef::as_ref).collect();
        Self { name: names.join(" + ").into(), ..self }
    }

    /// Names and versions of the models that take part.
    pub fn name(&self) -> &str {
        &self.name
    }

    #[cfg(test)]
    pub(crate) fn model(&self) -> &Model {
        &self.full
    }

    /// The same model on another path through the kernels.
    #[cfg(test)]
    pub(crate) fn with_kernels(&self, kernels: Kernels) -> Self {
        Self { kernels, ..self.clone() }
    }

    /// Marks what the prose of `reading` says. Every span lies in one block, begins and ends at the borders of
    /// tokens, and stands in order of its start; the spans of one kind of mark do not overlap.
    pub fn annotate(&self, reading: &Reading) -> Marks {
        let mut syntax = Vec::new();
        // A sentence without such a word tells of no event: it is not parsed.
        let triggers = triggers::find(reading);
        let wanted = triggers::places(&triggers);
        let wanted = if self.whole { Wanted::All } else { Wanted::With(&wanted) };
        let [attribution, entities] = match self.effort {
            Effort::Full => self.read_fully(reading, wanted, &mut syntax),
            Effort::Fast => self.read_quickly(reading, false),
            Effort::Balanced => self.read_quickly(reading, true),
        };
        // The fast effort pays for a parse only where one is asked for: it costs several times the student's reading.
        if self.parses && (self.effort == Effort::Balanced || self.whole && self.effort == Effort::Fast) {
            self.parse(reading, wanted, &mut syntax);
        }
        let times = times::find(reading);
        Marks {
            attribution: attribution
                .into_iter()
                .map(|Found { class, span, score }| AttributionMark { role: ROLES[class], span, score })
                .collect(),
            entities: entities
                .into_iter()
                .map(|Found { class, span, score }| {
                    let span = within_sentence(reading, span);
                    EntityMark { kind: ENTITY_KINDS[class], span, score }
                })
                .collect(),
            quantities: quantities::find(reading, &times),
            times,
            triggers,
            syntax,
            model: self.name.to_string(),
        }
    }

    /// What both heads of the full model find; the sentences are parsed in passing.
    fn read_fully(
        &self,
        reading: &Reading,
        wanted: Wanted,
        syntax: &mut Vec<ParsedSentence>,
    ) -> [Vec<Found>; 2] {
        let Model { encoder, wordpiece, limits, .. } = &**self.full;
        let judge = self.parses.then(|| &**self.judge);
        let heads = [&encoder.attribution, &encoder.entities];
        let mut decoders = heads.map(|head| head.as_ref().map(HeadDecoder::new));
        SCRATCH.with_borrow_mut(|(scratch, _, own)| {
            for batch in batches(&windows(reading, wordpiece, *limits)) {
                let (lower, upper) = encoder.layers.split_at(judge.map_or(0, |judge| judge.first));
                let texts = encoder.embed_all(batch, self.kernels, scratch);
                encoder.run_apart(lower, &texts, self.kernels, scratch);
                own.keep(scratch);
                encoder.run_apart(upper, &texts, self.kernels, scratch);
                for (window, text) in batch.iter().zip(&texts) {
                    for head in decoders.iter_mut().flatten() {
                        let logits = encoder.logits(head.head, window, text.start, self.kernels, scratch);
                        head.decoder.window(&window.tokens, logits);
                    }
                }
                let Some(judge) = judge else { continue };
                for (window, text) in batch.iter().zip(&texts) {
                    let states = (&mut *scratch, &mut *own);
                    let parsed =
                        judge.parse(encoder, reading, (window, text.start), wanted, self.kernels, states);
                    syntax.extend(parsed);
                }
            }
        });
        decoders.map(|decoder| decoder.map_or_else(Vec::new, |head| head.decoder.finish()))
    }

    /// Parses the wanted sentences of a reading that the full model does not read: the shared layers run for this alone.
    fn parse(&self, reading: &Reading, wanted: Wanted, syntax: &mut Vec<ParsedSentence>) {
        let Model { encoder, wordpiece, limits, .. } = &**self.full;
        let judge = &**self.judge;
        SCRATCH.with_borrow_mut(|(scratch, _, own)| {
            let in_block = |block: usize| wanted.any_in(reading.blocks[block].body);
            for batch in batches(&windows_of(reading, wordpiece, *limits, in_block)) {
                let texts = encoder.embed_all(batch, self.kernels, scratch);
                encoder.run_apart(&encoder.layers[..judge.first], &texts, self.kernels, scratch);
                own.keep(scratch);
                for (window, text) in batch.iter().zip(&texts) {
                    let states = (&mut *scratch, &mut *own);
                    let parsed =
                        judge.parse(encoder, reading, (window, text.start), wanted, self.kernels, states);
                    syntax.extend(parsed);
                }
            }
        });
    }

    /// What both heads of the student find; where it is unsure, the full model is asked when `ask` says so.
    fn read_quickly(&self, reading: &Reading, ask: bool) -> [Vec<Found>; 2] {
        let student = &**self.student;
        let prose = Prose::of(reading, &student.wordpiece);
        let mut scores =
            SCRATCH.with_borrow_mut(|(_, scratch, _)| student.scores(&prose, self.kernels, scratch));
        if ask {
            let unsure = unsure_blocks(&prose, &scores);
            if !unsure.is_empty() {
                self.ask_full(reading, &prose.tokens, &unsure, &mut scores);
            }
        }
        scores.map(|scores| {
            let tags = scores.len().checked_div(prose.tokens.len()).unwrap_or(1);
            let mut decoder = Decoder::new(tags, 1.0);
            decoder.window(&prose.tokens, &scores);
            decoder.finish()
        })
    }

    /// Puts the full model's scores in the place of the student's in some blocks.
    fn ask_full(
        &self,
        reading: &Reading,
        tokens: &[WindowToken],
        blocks: &[usize],
        scores: &mut [Vec<f32>; 2],
    ) {
        let Model { encoder, wordpiece, limits, .. } = &**self.full;
        let heads = [&encoder.attribution, &encoder.entities];
        let wanted = |block| blocks.binary_search(&block).is_ok();
        SCRATCH.with_borrow_mut(|(scratch, ..)| {
            for batch in batches(&windows_of(reading, wordpiece, *limits, wanted)) {
                let texts = encoder.encode(batch, self.kernels, scratch);
                for (window, text) in batch.iter().zip(&texts) {
                    for (head, scores) in heads.into_iter().zip(scores.iter_mut()) {
                        let Some(head) = head else { continue };
                        let logits = encoder.logits(head, window, text.start, self.kernels, scratch);
                        for (token, logits) in window.tokens.iter().zip(logits.chunks_exact(head.tags())) {
                            let place = tokens.partition_point(|other| other.span.start < token.span.start);
                            let row = &mut scores[place * head.tags()..][..head.tags()];
                            for (score, logit) in row.iter_mut().zip(logits) {
                                *score = logit / head.temperature;
                            }
                        }
                    }
                }
            }
        });
    }
}

/// Types of event and leanings, asked one question at a time. The answers do not depend on the effort.
impl types::Judge for Reader {
    fn judge(&self, reading: &Reading, asked: &[Asked]) -> Vec<Option<Verdict>> {
        SCRATCH.with_borrow_mut(|(scratch, _, own)| {
            let mut answer = |asked| {
                self.judge.answer(&self.full, reading, asked, self.kernels, (&mut *scratch, &mut *own))
            };
            asked.iter().map(&mut answer).collect()
        })
    }
}

/// The span as far as it lies in the sentence in which it begins, without that sentence's stop: no name goes over a sentence's end.
fn within_sentence(reading: &Reading, span: Span) -> Span {
    let at = reading.sentences.partition_point(|sentence| sentence.end <= span.start);
    let Some(sentence) = reading.sentences.get(at).filter(|sentence| sentence.end < span.end) else {
        return span;
    };
    let tokens = &reading.tokens[..reading.tokens.partition_point(|token| token.span.end <= sentence.end)];
    let is_stop = |token: &&types::Token| token.span.of(&reading.document.text) == ".";
    let last = tokens.last().filter(is_stop).map_or(tokens.last(), |_| tokens.iter().nth_back(1));
    let end = last.map_or(span.end, |token| token.span.end);
    if end > span.start { Span::new(span.start, end) } else { span }
}

/// The embedded files are part of the source, and the tests read them.
fn sound<T>(result: Result<T, WeightsError>) -> T {
    result.unwrap_or_else(|error| unreachable!("the program was built with unusable weights: {error}"))
}

/// A head of the full model and what it found so far.
struct HeadDecoder<'model> {
    head: &'model Head,
    decoder: Decoder,
}

impl<'model> HeadDecoder<'model> {
    fn new(head: &'model Head) -> Self {
        Self { head, decoder: Decoder::new(head.tags(), head.temperature) }
    }
}

#[cfg(test)]
mod tests;
