use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use types::{
    Asked, AttributionMark, EntityKind, EntityMark, Marks, ParsedSentence, Reading, Role, Span, Verdict,
};

use crate::Effort;
use crate::borders;
use crate::cascade::unsure_blocks;
use crate::decode::{Decoder, Found};
use crate::encoder;
use crate::event_views::EventViews;
use crate::judge::Judge;
use crate::kernels::Kernels;
use crate::one_kind;
use crate::quantities;
use crate::reports;
use crate::student::{self, Prose, Student};
use crate::syntax::{SyntaxScratch, Wanted};
use crate::times;
use crate::triggers;
use crate::weights::{File, Model, WeightsError};
use crate::windows::{Window, WindowToken, batches, windows, windows_of};

/// Classes of the attribution head, in the order of its tags.
const ROLES: [Role; 3] = [Role::Source, Role::Cue, Role::Content];

/// Classes of the entity head, in the order of its tags.
const ENTITY_KINDS: [EntityKind; 5] =
    [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Group, EntityKind::Other];

static FULL: &[u8] = include_bytes!("../weights/reader.safetensors");
static STUDENT: &[u8] = include_bytes!("../weights/student.safetensors");
static JUDGE: &[u8] = include_bytes!("../weights/judge.safetensors");
static EVENT_VIEWS: &[u8] = include_bytes!("../weights/event-views.safetensors");

thread_local! {
    static SCRATCH: RefCell<(encoder::Scratch, student::Scratch, SyntaxScratch)> = RefCell::default();
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
    event_views: Option<Lazy<EventViews>>,
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
            let judge = lazy(move || sound(Judge::parse(Cow::Borrowed(JUDGE), &shared)));
            let shared = full.clone();
            let views = lazy(move || sound(EventViews::parse(Cow::Borrowed(EVENT_VIEWS), &shared)));
            let reader = Reader::new((full, name_of(FULL)), (student, name_of(STUDENT)), judge);
            Reader { event_views: Some(views), ..reader }
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
        let judge = Judge::parse(Cow::Owned(judge.to_vec()), &full)?;
        let names = (full.name.clone(), student.name.clone());
        Ok(Self::new((lazy(|| full), names.0), (lazy(|| student), names.1), lazy(|| judge)))
    }

    fn new(full: (Lazy<Model>, String), student: (Lazy<Student>, String), judge: Lazy<Judge>) -> Self {
        let (effort, kernels) = (Effort::default(), Kernels::detect());
        Self {
            effort,
            name: "".into(),
            full: full.0,
            full_name: full.1.into(),
            student: student.0,
            student_name: student.1.into(),
            judge,
            event_views: None,
            parses: true,
            whole: false,
            kernels,
        }
        .named()
    }

    /// The same models with other views of words as parts of events, from the bytes of their weights file: see
    /// [`ParsedSentence::views`]. Models from bytes have none.
    ///
    /// # Errors
    /// When the bytes are no such weights, or look at another full model.
    pub fn with_event_views(self, bytes: &[u8]) -> Result<Self, WeightsError> {
        let views = EventViews::parse(Cow::Owned(bytes.to_vec()), &self.full)?;
        Ok(Self { event_views: Some(lazy(|| views)), ..self })
    }

    /// The same models at another effort.
    #[must_use]
    pub fn with_effort(self, effort: Effort) -> Self {
        Self { effort, ..self }.named()
    }

    /// The same models, parsing sentences or not. They do unless they are told not to.
    #[must_use]
    pub fn with_syntax(self, parses: bool) -> Self {
        Self { parses, ..self }
    }

    /// The same models, parsing every sentence and finding events at the fast effort too.
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
        let names: Vec<&str> = read.into_iter().map(AsRef::as_ref).collect();
        Self { name: names.join(" + ").into(), ..self }
    }

    /// Names and versions of the models that take part.
    pub fn name(&self) -> &str {
        &self.name
    }

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
        // The fast effort tells of no events, and parses where something may be reported inside a report alone: all would double
        // its time.
        let all = self.whole || self.effort != Effort::Fast;
        let triggers = if self.parses && all { triggers::find(reading) } else { Vec::new() };
        let reports = if self.parses && !all { reports::inside(reading) } else { Vec::new() };
        let wanted = self.parses.then_some(if all { Wanted::All } else { Wanted::With(&reports) });
        let ([attribution, mut entities], syntax) = match self.effort {
            Effort::Full => self.read_fully(reading, wanted),
            Effort::Fast => self.read_quickly(reading, wanted, false),
            Effort::Balanced => self.read_quickly(reading, wanted, true),
        };
        borders::mend(&mut entities, &reading.document.text);
        one_kind::agree(&mut entities, &reading.document.text);
        let times = times::find(reading);
        Marks {
            attribution: attribution
                .into_iter()
                .map(|Found { class, span, score, .. }| AttributionMark { role: ROLES[class], span, score })
                .collect(),
            entities: entities
                .into_iter()
                .map(|Found { class, span, score, .. }| {
                    let span = within_sentence(reading, span);
                    EntityMark { kind: ENTITY_KINDS[class], span, score }
                })
                .collect(),
            quantities: quantities::find(reading, &times),
            times,
            triggers,
            syntax,
            parsed_for_events: self.parses && all,
            model: self.name.to_string(),
        }
    }

    /// What both heads of the full model find, and the wanted sentences.
    fn read_fully(
        &self,
        reading: &Reading,
        wanted: Option<Wanted>,
    ) -> ([Vec<Found>; 2], Vec<ParsedSentence>) {
        let Model { encoder, wordpiece, limits, .. } = &**self.full;
        let heads = [&encoder.attribution, &encoder.entities];
        let mut decoders =
            heads.map(|head| head.as_ref().map(|head| Decoder::new(head.tags(), head.temperature)));
        let mut parsed = Vec::new();
        let windows = windows(reading, wordpiece, *limits);
        self.each_window(reading, &windows, wanted, &mut parsed, |window, head, logits| {
            if let Some(decoder) = &mut decoders[head] {
                decoder.window(&window.tokens, logits);
            }
        });
        (decoders.map(|decoder| decoder.map_or_else(Vec::new, Decoder::finish)), parsed)
    }

    /// What both heads of the student find, and the wanted sentences; where it is unsure, the full model is asked when
    /// `ask` says so.
    fn read_quickly(
        &self,
        reading: &Reading,
        wanted: Option<Wanted>,
        ask: bool,
    ) -> ([Vec<Found>; 2], Vec<ParsedSentence>) {
        let student = &**self.student;
        let prose = Prose::of(reading, &student.wordpiece);
        let mut unsure = Vec::new();
        let left_to_full = |scores: &[Vec<f32>; 2], read| {
            if ask {
                unsure.extend(unsure_blocks(&prose, scores, read));
            }
            unsure.iter().map(|&block| reading.blocks[block].span).collect()
        };
        let (mut scores, mut parsed) = SCRATCH.with_borrow_mut(|(_, scratch, of_syntax)| {
            student.read((reading, &prose), wanted, left_to_full, self.kernels, (scratch, of_syntax))
        });
        if !unsure.is_empty() {
            self.ask_full(reading, &prose.tokens, &unsure, wanted, (&mut scores, &mut parsed));
        }
        let found = scores.map(|scores| {
            let tags = scores.len().checked_div(prose.tokens.len()).unwrap_or(1);
            let mut decoder = Decoder::new(tags, 1.0);
            decoder.window(&prose.tokens, &scores);
            decoder.finish()
        });
        (found, parsed)
    }

    /// Puts what the full model says in the place of what the student says, in some blocks.
    fn ask_full(
        &self,
        reading: &Reading,
        tokens: &[WindowToken],
        blocks: &[usize],
        wanted: Option<Wanted>,
        (scores, parsed): (&mut [Vec<f32>; 2], &mut Vec<ParsedSentence>),
    ) {
        let Model { encoder, wordpiece, limits, .. } = &**self.full;
        let heads = [encoder.attribution.as_ref(), encoder.entities.as_ref()];
        let asked = |block| blocks.binary_search(&block).is_ok();
        parsed.retain(|sentence| {
            let block = reading.blocks.partition_point(|block| block.span.end <= sentence.span.start);
            !asked(block)
        });
        let windows = windows_of(reading, wordpiece, *limits, asked);
        self.each_window(reading, &windows, wanted, parsed, |window, head, logits| {
            let Some(asked) = heads[head] else { return };
            for (token, logits) in window.tokens.iter().zip(logits.chunks_exact(asked.tags())) {
                let place = tokens.partition_point(|other| other.span.start < token.span.start);
                let row = &mut scores[head][place * asked.tags()..][..asked.tags()];
                row.iter_mut().zip(logits).for_each(|(score, logit)| *score = logit / asked.temperature);
            }
        });
        parsed.sort_by_key(|sentence| sentence.span.start);
    }

    /// Runs the full model over windows and parses the wanted sentences. `take` is given each window with a head that the
    /// model has (0 attribution, 1 entities) and its logits for the window's tokens.
    fn each_window(
        &self,
        reading: &Reading,
        windows: &[Window],
        wanted: Option<Wanted>,
        parsed: &mut Vec<ParsedSentence>,
        mut take: impl FnMut(&Window, usize, &[f32]),
    ) {
        let Model { encoder, syntax, .. } = &**self.full;
        let heads = [&encoder.attribution, &encoder.entities];
        let views = self.event_views.as_ref().map(|views| &***views);
        SCRATCH.with_borrow_mut(|(scratch, _, of_syntax)| {
            for batch in batches(windows) {
                let states_of = encoder.encode(batch, self.kernels, scratch);
                for (window, rows) in batch.iter().zip(states_of) {
                    for (index, head) in heads.iter().enumerate() {
                        let Some(head) = head else { continue };
                        take(window, index, encoder.logits(head, rows.clone(), self.kernels, scratch));
                    }
                    let Some(wanted) = wanted else { continue };
                    let states = &scratch.states()[rows.start * encoder.hidden..];
                    let tokens = &window.tokens;
                    let wanted = |span| wanted.any_in(span);
                    let states = (states, views);
                    parsed.extend(syntax.parse_wanted(
                        reading,
                        tokens,
                        wanted,
                        states,
                        self.kernels,
                        of_syntax,
                    ));
                }
            }
        });
    }
}

/// Types of event and leanings, asked one question at a time. The answers do not depend on the effort.
impl types::Judge for Reader {
    fn judge(&self, reading: &Reading, asked: &[Asked]) -> Vec<Option<Verdict>> {
        SCRATCH.with_borrow_mut(|(scratch, ..)| {
            let mut answer = |asked| self.judge.answer(&self.full, reading, asked, self.kernels, scratch);
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

#[cfg(test)]
mod tests;
