//! The specifications of `fixtures/`, run: each page's article is read by the pipeline, and the record must be the one
//! that the page expects. The form of a page is described in `fixtures/README.md`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use onrecord::{Judge, Pipeline};
use types::wire::{Event, Participant, Record, Statement};
use types::{Body, Given, Origin, Page, Question, SpeakerKind};

/// One page of `fixtures/`.
struct Specification {
    page: Page,
    /// The wording of a question, on which stances are expected.
    question: Option<String>,
    published: Option<String>,
    expected: Vec<Expected>,
    absent: Vec<String>,
    /// Events, when they are given: type, actor, recipient, factuality.
    events: Option<Vec<String>>,
}

/// One expected statement.
#[derive(Clone, Debug)]
struct Expected {
    line: String,
    kind: String,
    speaker: String,
    speaker_kind: String,
    cue: String,
    content: String,
    /// Each as name and value: `said 2024-05-22`, `to The Courier`, `negated`.
    details: Vec<(String, String)>,
}

#[test]
fn the_program_keeps_its_specifications() {
    let differing = differences(&folder());
    assert!(
        differing.is_empty(),
        "{} specifications are not kept:\n\n{}",
        differing.len(),
        differing.join("\n")
    );
}

/// Known open cases: run and listed (`cargo test -p onrecord --test fixtures -- --nocapture`), they do not fail.
#[test]
fn open_cases_are_listed() {
    let open = folder().join("open");
    let differing = differences(&open);
    println!("{} of {} open cases are still open:\n", differing.len(), pages(&open).len());
    differing.iter().for_each(|difference| println!("{difference}"));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    pages.sort();
    pages
}

/// What differs, a text for each page that is not kept.
fn differences(folder: &Path) -> Vec<String> {
    let mut pipeline = Pipeline::new();
    let mut differing = Vec::new();
    for path in pages(folder) {
        let specification = Specification::parse(&path);
        let asked = specification.question.iter().map(|ask| Question {
            id: "question".to_owned(),
            ask: ask.clone(),
            ..Question::default()
        });
        pipeline.set_judge(Judge::new(&asked.collect::<Vec<_>>()));
        let record = Record::from(&pipeline.record(&specification.page));
        let lines = specification.differences(&record);
        if !lines.is_empty() {
            let name = path.file_name().unwrap().to_string_lossy();
            differing.push(format!("{name}\n  {}\n", lines.join("\n  ")));
        }
    }
    differing
}

impl Specification {
    fn parse(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let fail = |reason: &str| -> ! { panic!("{}: {reason}", path.display()) };
        let Some((matter, rest)) = text.strip_prefix("---").and_then(|text| text.split_once("\n---\n"))
        else {
            fail("no front matter")
        };
        let block = |name: &str| {
            let (_, after) = rest.split_once(&format!("\n```{name}\n"))?;
            Some(after.split_once("\n```\n")?.0.to_owned())
        };
        let Some(article) = block("article") else { fail("no article") };
        let Some(record) = block("record") else { fail("no record") };
        let given = |key: &str| {
            matter
                .lines()
                .find_map(|line| Some(line.split_once(": ").filter(|(name, _)| *name == key)?.1.to_owned()))
        };
        let body = match given("html").as_deref() {
            Some("true") => Body::Html(article.into_bytes()),
            None => Body::Text(article),
            Some(_) => fail("html is true or absent"),
        };
        let question = given("question");
        let given = Given { published: given("published"), outlet: given("outlet"), ..Given::default() };
        let page = Page { origin: Origin::File(path.to_owned()), body, given };
        let mut specification =
            Self { page, question, published: None, expected: Vec::new(), absent: Vec::new(), events: None };
        for line in record.lines().filter(|line| !line.trim().is_empty() && *line != "no statement") {
            let cells: Vec<&str> = line.split(" | ").map(str::trim).collect();
            match cells[..] {
                ["published", basis] => specification.published = Some(basis.to_owned()),
                ["absent", words] => specification.absent.push(words.to_owned()),
                ["event", ref event @ ..] if matches!(event.len(), 4 | 5) => {
                    specification.events.get_or_insert_default().push(event.join(" | "));
                }
                [kind, speaker, cue, content, ref details @ ..] => {
                    let Some((name, speaker_kind)) =
                        speaker.strip_suffix(')').and_then(|speaker| speaker.rsplit_once('('))
                    else {
                        fail("a speaker is `Name (kind)`")
                    };
                    specification.expected.push(Expected {
                        line: line.to_owned(),
                        kind: kind.to_owned(),
                        speaker: name.trim().to_owned(),
                        speaker_kind: speaker_kind.to_owned(),
                        cue: cue.trim_matches('-').to_owned(),
                        content: content.to_owned(),
                        details: details
                            .iter()
                            .map(|detail| detail.split_once(' ').unwrap_or((detail, "")))
                            .map(|(name, value)| (name.to_owned(), value.to_owned()))
                            .collect(),
                    });
                }
                _ => fail(&format!("not understood: {line}")),
            }
        }
        specification
    }

    /// Lines for people; none when the record is as expected. Statements inside others are not asked for, but may be
    /// expected.
    fn differences(&self, record: &Record) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(expected) = &self.published {
            let found = shown_publication(record);
            if found != *expected {
                lines.push(format!("published: expected {expected}, found {found}"));
            }
        }
        let mut taken = BTreeSet::new();
        for expected in &self.expected {
            let best = (0..record.statements.len())
                .filter(|index| !taken.contains(index))
                .map(|index| (expected.likeness(&record.statements[index]), index))
                .filter(|(likeness, _)| *likeness > 0.0)
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((_, index)) = best else {
                lines.push(format!("missing   {}", expected.line));
                continue;
            };
            taken.insert(index);
            let found = &record.statements[index];
            let stance = record.positions.iter().find(|position| position.statement == found.id);
            let stance =
                stance.map_or_else(|| "none".to_owned(), |position| format!("{:?}", position.stance));
            let mut wrong = expected.differences(found);
            wrong.extend(
                expected
                    .details
                    .iter()
                    .filter(|(name, value)| name == "stance" && *value != stance.to_lowercase())
                    .map(|_| format!("stance ({})", stance.to_lowercase())),
            );
            if !wrong.is_empty() {
                lines.push(format!("expected  {}", expected.line));
                lines.push(format!("found     {}", shown(found)));
                lines.push(format!("          differs in {}", wrong.join(", ")));
            }
        }
        for (index, statement) in record.statements.iter().enumerate() {
            let content = words(&statement.content_text);
            let absent = self.absent.iter().any(|absent| contains(&words(absent), &content));
            if absent {
                lines.push(format!("must not be found  {}", shown(statement)));
            } else if !taken.contains(&index) && statement.nested_in.is_none() {
                lines.push(format!("surplus   {}", shown(statement)));
            }
        }
        if let Some(expected) = &self.events {
            let mut found: Vec<[String; 2]> = record.events.iter().map(shown_event).collect();
            for event in expected {
                match found.iter().position(|found| found.contains(event)) {
                    Some(place) => drop(found.remove(place)),
                    None => lines.push(format!("missing   event | {event}")),
                }
            }
            lines.extend(found.iter().map(|[_, event]| format!("surplus   event | {event}")));
        }
        lines
    }
}

impl Expected {
    /// Share of words that the contents have in common.
    fn likeness(&self, statement: &Statement) -> f64 {
        let own: BTreeSet<_> = words(&self.content).into_iter().collect();
        let found: BTreeSet<_> = words(&statement.content_text).into_iter().collect();
        own.intersection(&found).count() as f64 / own.union(&found).count().max(1) as f64
    }

    fn differences(&self, statement: &Statement) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut compare = |what: &str, same: bool| {
            if !same {
                wrong.push(what.to_owned());
            }
        };
        let speaker = &statement.speaker;
        compare("kind", plain(statement.kind) == self.kind);
        compare("speaker kind", plain(speaker.kind) == self.speaker_kind);
        let named = match speaker.kind {
            SpeakerKind::Unresolved => speaker.name.is_none(),
            SpeakerKind::Named => speaker.name.as_deref() == Some(&self.speaker),
            _ => [&speaker.name, &speaker.role, &statement.source_text]
                .into_iter()
                .flatten()
                .any(|name| without_article(name) == without_article(&self.speaker)),
        };
        compare("speaker", named);
        let cue = words(statement.cue_text.as_deref().unwrap_or_default());
        compare("cue", contains(&cue, &words(&self.cue)) && self.cue.is_empty() == cue.is_empty());
        compare("content", self.same_content(statement));
        for (name, value) in &self.details {
            let same = match name.as_str() {
                "said" => statement.said.as_ref().map_or("unknown", |said| &said.value) == value,
                "to" => statement.addressee.as_ref().is_some_and(|party| same_party(&party.name, value)),
                "in" => statement.medium.as_ref().is_some_and(|party| same_party(&party.name, value)),
                "role" => speaker.role.as_deref().is_some_and(|role| same_party(role, value)),
                "act" => plain(statement.act) == *value,
                "asserted" | "negated" | "hypothetical" => plain(statement.polarity) == *name,
                "nested" => statement.nested_in.is_some(),
                // Compared with the positions of the record.
                "stance" => true,
                other => panic!("{}: unknown detail {other:?}", self.line),
            };
            compare(name, same);
        }
        wrong
    }

    /// The speaker's own words must be right to the character; where the reporter's words begin and end is a matter of
    /// convention ("that", "to", a full stop), so there the words count.
    fn same_content(&self, statement: &Statement) -> bool {
        if matches!(self.kind.as_str(), "direct" | "post") {
            return statement.content_text == self.content;
        }
        let core = |text: &str| {
            let mut words = words(text);
            if words.first().is_some_and(|word| matches!(word.as_str(), "that" | "to")) {
                words.remove(0);
            }
            words
        };
        core(&self.content) == core(&statement.content_text)
    }
}

/// A statement in the form of a specification.
fn shown(statement: &Statement) -> String {
    let speaker = &statement.speaker;
    let name = speaker.name.as_deref().or(speaker.role.as_deref()).unwrap_or("-");
    let cue = statement.cue_text.as_deref().unwrap_or("-");
    let mut line = format!(
        "{} | {name} ({}) | {cue} | {}",
        plain(statement.kind),
        plain(speaker.kind),
        statement.content_text
    );
    if let Some(said) = &statement.said {
        let _ = write!(line, " | said {}", said.value);
    }
    if let Some(addressee) = &statement.addressee {
        let _ = write!(line, " | to {}", addressee.name);
    }
    if let Some(medium) = &statement.medium {
        let _ = write!(line, " | in {}", medium.name);
    }
    if let Some(role) = &speaker.role {
        let _ = write!(line, " | role {role}");
    }
    let _ = write!(line, " | act {} | {}", plain(statement.act), plain(statement.polarity));
    if let Some(reason) = &speaker.reason {
        let _ = write!(line, " | because {reason}");
    }
    line
}

/// An event in the two forms of a specification, without and with its place.
fn shown_event(event: &Event) -> [String; 2] {
    let name =
        |side: &Option<Participant>| side.as_ref().map_or_else(|| "-".to_owned(), |side| side.name.clone());
    let place = event.place.as_ref().map_or("-", |place| &place.name);
    let bare = [&event.kind, &name(&event.actor), &name(&event.recipient), &plain(event.factuality)]
        .map(String::as_str)
        .join(" | ");
    let placed = format!("{bare} | in {place}");
    [bare, placed]
}

fn shown_publication(record: &Record) -> String {
    let document = &record.document;
    match (&document.published, document.published_basis) {
        (Some(published), Some(basis)) => format!("{published} {}", plain(basis)),
        _ => "unknown".to_owned(),
    }
}

/// The name of a value of the vocabulary in JSON: a single word in lower case.
fn plain(value: impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether `part` stands in `whole` without a gap; an empty part does.
fn contains(whole: &[String], part: &[String]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}

fn without_article(name: &str) -> Vec<String> {
    let mut words = words(name);
    if words.first().is_some_and(|word| matches!(word.as_str(), "the" | "a" | "an")) {
        words.remove(0);
    }
    words
}

fn same_party(found: &str, expected: &str) -> bool {
    without_article(found) == without_article(expected)
}
