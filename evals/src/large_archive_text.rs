//! Documents for a large archive: sentences from a chain of words over a corpus, in templates of news, with the
//! statements that they make. The same number always gives the same document.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::{Date, date};
use serde::Deserialize;
use types::{
    Act, Actor, ActorKind, Basis, Document, Polarity, Position, Published, PublishedBasis, Question, Record,
    Span, Speaker, SpeakerKind, Stance, Statement, StatementKind,
};

use crate::copies::record;
use crate::corpora::Corpora;

/// Writes documents.
pub struct Writer {
    /// Each word with those that follow it in the corpus, as often as they do.
    chain: BTreeMap<String, Vec<String>>,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

/// Sentences in a document, of which every second one is a statement.
const SENTENCES: usize = 10;

/// People who are quoted; some of them often, most of them rarely.
const PEOPLE: usize = 20_000;

/// One document in so many is a copy of another one.
const COPIES: usize = 12;

/// One document in so many takes a side on one of so many questions.
const SIDED: usize = 20;
const QUESTIONS: usize = 4;

/// The questions on which documents take sides. No word of them stands in a text.
pub fn questions() -> Vec<Question> {
    let question = |number| Question {
        id: format!("dyke-{number}"),
        ask: format!("Should the Zwimmeldyke be raised by {} ells?", number + 2),
        favor: Vec::new(),
        against: Vec::new(),
        examples: Vec::new(),
        terms: Vec::new(),
    };
    (0..QUESTIONS).map(question).collect()
}

impl Writer {
    /// Learns the words of PolNeAR.
    pub fn new(corpora: &Corpora) -> Result<Self> {
        let texts: Vec<Text> = corpora.lines("polnear-train.jsonl.gz")?;
        let is_word = |word: &&str| {
            word.starts_with(char::is_alphabetic)
                && word.chars().all(|c| c.is_alphabetic() || c == '-' || c == '’')
        };
        let (mut chain, mut words) = (BTreeMap::<String, Vec<String>>::new(), Vec::new());
        for Text { text } in texts {
            let text: Vec<String> = text.split_whitespace().filter(is_word).map(str::to_lowercase).collect();
            for pair in text.windows(2) {
                chain.entry(pair[0].clone()).or_default().push(pair[1].clone());
            }
            words.extend(text);
        }
        Ok(Self { chain, words })
    }

    /// The document with this number: ten sentences, five of them statements.
    pub fn record(&self, number: usize) -> Record {
        let (original, is_copy) =
            if number % COPIES == COPIES - 1 { (number - 5, true) } else { (number, false) };
        let mut random = Random::new(original as u64);
        let mut record = record(&format!("generated-{number}"), "");
        let text = &mut record.document.text;
        let day: Date = date(2015, 1, 1).saturating_add(jiff::Span::new().days((original % 3_650) as i64));
        for sentence in 0..SENTENCES {
            if sentence % 2 == 0 {
                text.push_str(&format!("{}. ", capital(&self.sentence(&mut random))));
                continue;
            }
            let speaker = person(&mut random);
            let id = format!("a{}", record.actors.len() + 1);
            let content = append(text, &format!("“{},”", capital(&self.sentence(&mut random))));
            text.push(' ');
            let source = append(text, &speaker);
            text.push(' ');
            let cue = append(text, "said");
            text.push_str(".\n\n");
            record.actors.push(Actor {
                id: id.clone(),
                name: speaker.clone(),
                kind: ActorKind::Person,
                roles: Vec::new(),
                mentions: vec![source],
                government_of: None,
                ties: Vec::new(),
            });
            record.statements.push(Statement {
                id: format!("s{}", record.statements.len() + 1),
                kind: StatementKind::Direct,
                content: vec![content],
                source: vec![source],
                cue: vec![cue],
                act: Act::Say,
                polarity: Polarity::Asserted,
                speaker: Speaker {
                    actor: Some(id),
                    name: Some(speaker),
                    role: None,
                    kind: SpeakerKind::Named,
                    reason: None,
                },
                addressee: None,
                medium: None,
                said: None,
                nested_in: None,
                confidence: 0.9,
            });
        }
        if is_copy {
            text.push_str("Sign up for our newsletter.\n");
        }
        if original % SIDED == 0
            && let Some(first) = record.statements.first()
        {
            let number = original / SIDED;
            record.positions.push(Position {
                question: format!("dyke-{}", number % QUESTIONS),
                actor: first.speaker.actor.clone(),
                name: first.speaker.name.clone(),
                stance: [Stance::Favor, Stance::Against, Stance::Conditional][number / QUESTIONS % 3],
                statement: first.id.clone(),
                date: None,
                former: false,
                basis: Basis::Stated,
                confidence: 0.8,
            });
        }
        record.document = Document {
            url: Some(format!("https://news.example/{number}")),
            title: Some(capital(&self.sentence(&mut random))),
            outlet: Some(format!("Outlet {}", number % 50)),
            published: Some(Published { date: day, value: day.to_string(), basis: PublishedBasis::Given }),
            ..record.document
        };
        record
    }

    fn sentence(&self, random: &mut Random) -> String {
        let mut words = vec![self.word(random)];
        for _ in 0..8 + random.below(16) {
            let next =
                self.chain.get(&words[words.len() - 1]).map(|next| next[random.below(next.len())].clone());
            words.push(next.unwrap_or_else(|| self.word(random)));
        }
        words.join(" ")
    }

    /// A word, as often as the corpus has it.
    pub fn word(&self, random: &mut Random) -> String {
        self.words[random.below(self.words.len())].clone()
    }

    /// Two words that follow each other.
    pub fn phrase(&self, random: &mut Random) -> String {
        let start = random.below(self.words.len() - 1);
        self.words[start..start + 2].join(" ")
    }

    /// The name of somebody who is quoted.
    pub fn person(&self, random: &mut Random) -> String {
        person(random)
    }
}

/// A name of invented syllables. The square makes some people speak often.
fn person(random: &mut Random) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "cor", "del", "fen", "gar", "hol", "in", "jor", "kel", "lin", "mar", "nor", "ost", "per",
        "quin", "ros", "sul", "tam", "ul", "ves",
    ];
    let share = random.share();
    let number = (share * share * PEOPLE as f64) as usize;
    let name = |number: usize| {
        let syllables = [number % 20, number / 20 % 20, number / 400 % 20].map(|place| SYLLABLES[place]);
        capital(&syllables.concat())
    };
    format!("{} {}", name(number * 7 + 3), name(number))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn append(text: &mut String, piece: &str) -> Span {
    let start = text.len();
    text.push_str(piece);
    Span::new(start, text.len())
}

/// Numbers that look random and are the same in every run (SplitMix64).
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// From 0 up to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
