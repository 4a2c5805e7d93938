//! The models alone, without the rest of the program: syntax from raw text, types of event and leaning between given
//! words, and what parsing costs.
//!
//! Syntax as in CoNLL 2018: words are the same when their spans are; `tag`, `uas` and `las` are F1 over words whose part
//! of speech, head, and head with relation are right too. Event and leaning: macro F1 over the classes of the gold; a
//! question that is not answered counts as wrong.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use annotate::Reader;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use types::{Asked, Body, EventType, Given, Judge, Marks, Origin, Page, Reading, Span, Verdict};

use crate::corpora::{Corpora, PolnearArticle};
use crate::figures::{Figures, percent, put_prf};

/// Measures everything, by section.
pub fn measure(corpora: &Corpora) -> Result<Vec<(&'static str, Figures)>> {
    let reader = Reader::embedded().with_all_parsed();
    Ok(vec![
        ("ewt", syntax(corpora, "ewt-dev.conllu", &reader)?),
        ("gum_syntax", syntax(corpora, "gum-dev.conllu", &reader)?),
        ("plv", plv(corpora, &reader)?),
        ("newsmtsc", newsmtsc(corpora, &reader)?),
        ("dse", dse(corpora, &reader)?),
        ("parsing", cost(corpora, &reader)?),
    ])
}

/// What a text is to the models.
pub fn reading(text: &str) -> Reading {
    let body = Body::Text(text.to_owned());
    read::read(&Page { origin: Origin::Stdin, body, given: Given::default() })
}

/// A word of a treebank in the text of its document.
struct GoldWord {
    span: Span,
    tag: String,
    relation: String,
    /// Where its head stands; none for a root.
    head: Option<Span>,
}

/// The text of a document of a treebank, with its words in order.
#[derive(Default)]
struct GoldText {
    text: String,
    words: Vec<GoldWord>,
}

/// The texts of a file in CoNLL-U form.
fn gold_texts(corpora: &Corpora, name: &str) -> Result<Vec<GoldText>> {
    let path = corpora.path(name)?;
    let file = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut texts: Vec<GoldText> = Vec::new();
    let (mut sentence, mut gap, mut rows) = (String::new(), " ", Vec::new());
    for line in file.lines().chain([""]) {
        if line.starts_with("# newdoc") {
            texts.push(GoldText::default());
        } else if line.starts_with("# newpar") {
            gap = "\n\n";
        } else if let Some(text) = line.strip_prefix("# text =") {
            text.trim().clone_into(&mut sentence);
        } else if line.is_empty() && !rows.is_empty() {
            let text = texts.last_mut().with_context(|| format!("{name}: a sentence without document"))?;
            text.add(gap, &sentence, &rows).with_context(|| format!("{name}: {sentence}"))?;
            rows.clear();
            gap = " ";
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            let row: Vec<&str> = line.split('\t').collect();
            let [number, word, _, tag, _, _, head, relation, ..] = row[..] else {
                bail!("{name}: a row of {} cells", row.len());
            };
            // Ranges and empty nodes are no words of the tree.
            if number.bytes().all(|byte| byte.is_ascii_digit()) {
                rows.push([word, tag, head, relation]);
            }
        }
    }
    Ok(texts)
}

impl GoldText {
    fn add(&mut self, gap: &str, sentence: &str, rows: &[[&str; 4]]) -> Result<()> {
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        let (mut at, mut spans) = (self.text.len(), Vec::new());
        self.text.push_str(sentence);
        for [word, ..] in rows {
            let start = at + self.text[at..].find(word).context("a word that is not in its sentence")?;
            at = start + word.len();
            spans.push(Span::new(start, at));
        }
        for (&[_, tag, head, relation], &span) in rows.iter().zip(&spans) {
            let head: usize = head.parse().context("a head that is no number")?;
            let head =
                head.checked_sub(1).map(|head| spans.get(head).copied().context("a head that is no word"));
            // Names that a treebank has a handful of, under those that the rest of it uses.
            let relation = match relation {
                "nmod:npmod" => "nmod:unmarked",
                "obl:npmod" | "obl:tmod" => "obl:unmarked",
                "csubj:outer" => "csubj",
                other => other,
            };
            let (tag, relation) = (tag.to_owned(), relation.to_owned());
            self.words.push(GoldWord { span, tag, relation, head: head.transpose()? });
        }
        Ok(())
    }
}

fn syntax(corpora: &Corpora, name: &str, reader: &Reader) -> Result<Figures> {
    let (mut gold, mut found, mut right) = (0, 0, [0; 4]);
    for text in gold_texts(corpora, name)? {
        gold += text.words.len();
        let wanted: BTreeMap<Span, &GoldWord> = text.words.iter().map(|word| (word.span, word)).collect();
        for sentence in reader.annotate(&reading(&text.text)).syntax {
            found += sentence.words.len();
            for word in &sentence.words {
                let Some(gold) = wanted.get(&word.span) else { continue };
                let head = word.head.map(|head| sentence.words[head].span) == gold.head;
                let relation = head && word.relation.name() == gold.relation;
                let all = [true, word.tag.name() == gold.tag, head, relation];
                right.iter_mut().zip(all).for_each(|(count, right)| *count += usize::from(right));
            }
        }
    }
    let mut figures = Figures::new();
    for (name, right) in ["words", "tag", "uas", "las"].into_iter().zip(right) {
        put_prf(&mut figures, name, right, found, gold);
    }
    Ok(figures)
}

/// The verdict on a text with a source, a target or both.
fn verdict(reader: &Reader, text: &str, source: Option<Span>, target: Option<Span>) -> Option<Verdict> {
    let reading = reading(text);
    let block = reading
        .blocks
        .iter()
        .find(|block| target.or(source).is_some_and(|span| block.body.contains(span)))?;
    reader.judge(&reading, &[Asked { within: block.body, source, target }]).pop().flatten()
}

/// The first of the likeliest.
fn likeliest(probabilities: &[f32]) -> usize {
    let best = probabilities.iter().enumerate().fold((0, f32::NEG_INFINITY), |best, (index, &value)| {
        if value > best.1 { (index, value) } else { best }
    });
    best.0
}

/// Macro F1 in percent over the classes that the gold has; each pair is gold and what was found.
fn macro_f1<T: Ord + Copy>(pairs: &[(T, Option<T>)]) -> Option<f64> {
    let mut classes: BTreeMap<T, [f64; 3]> = pairs.iter().map(|&(gold, _)| (gold, [0.0; 3])).collect();
    for (gold, found) in pairs {
        if let Some(counts) = classes.get_mut(gold) {
            counts[0] += 1.0;
            counts[2] += f64::from(u8::from(found.as_ref() == Some(gold)));
        }
        if let Some(counts) = found.as_ref().and_then(|found| classes.get_mut(found)) {
            counts[1] += 1.0;
        }
    }
    let sum: f64 = classes.values().map(|[gold, found, right]| 2.0 * right / (gold + found)).sum();
    percent(sum, classes.len() as f64)
}

#[derive(Deserialize)]
struct PloverSentence {
    marked: String,
    root: String,
    quad: u8,
}

/// Verbal and material cooperation, verbal and material conflict.
fn quad(kind: EventType) -> u8 {
    match kind {
        EventType::Agree | EventType::Consult | EventType::Support => 1,
        EventType::Cooperate | EventType::Aid | EventType::Yield => 2,
        EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten => 3,
        EventType::Protest
        | EventType::Sanction
        | EventType::Mobilize
        | EventType::Coerce
        | EventType::Assault => 4,
    }
}

/// Takes `<s>` and `</s>` (or `<t>`) out of a text and gives the span between them, where there are any.
fn unmark(text: &mut String, tag: char) -> Result<Option<Span>> {
    if !text.contains(&format!("<{tag}>")) {
        return Ok(None);
    }
    let mut take = |mark: &str| {
        let at = text.find(mark).with_context(|| format!("no {mark} in {text:?}"))?;
        text.replace_range(at..at + mark.len(), "");
        Ok::<usize, anyhow::Error>(at)
    };
    let start = take(&format!("<{tag}>"))?;
    Ok(Some(Span::new(start, take(&format!("</{tag}>"))?)))
}

fn plv(corpora: &Corpora, reader: &Reader) -> Result<Figures> {
    let (mut roots, mut quads) = (Vec::new(), Vec::new());
    for PloverSentence { marked, root, quad: quad_gold } in
        corpora.lines::<PloverSentence>("plv-dev.jsonl")?
    {
        // The spans are right once all marks are out.
        let mut text = marked.clone();
        unmark(&mut text, 't')?;
        let source = unmark(&mut text, 's')?;
        let mut other = marked;
        unmark(&mut other, 's')?;
        let target = unmark(&mut other, 't')?;
        let gold =
            EventType::ALL.iter().copied().find(|kind| kind.name() == root).with_context(|| root.clone())?;
        let found =
            verdict(reader, &text, source, target).map(|verdict| EventType::ALL[likeliest(&verdict.kinds)]);
        roots.push((gold, found));
        quads.push((quad_gold, found.map(quad)));
    }
    Ok(Figures::from([
        ("root_macro_f".to_owned(), macro_f1(&roots)),
        ("quad_macro_f".to_owned(), macro_f1(&quads)),
        ("n".to_owned(), Some(roots.len() as f64)),
    ]))
}

#[derive(Deserialize)]
struct SentimentText {
    text: String,
    targets: Vec<SentimentTarget>,
}

#[derive(Deserialize)]
struct SentimentTarget {
    start: usize,
    end: usize,
    polarity: String,
}

const LEANINGS: [&str; 3] = ["negative", "neutral", "positive"];

fn leaning(name: &str) -> Result<usize> {
    LEANINGS.iter().position(|known| *known == name).with_context(|| format!("what is {name:?}?"))
}

/// Code points to bytes.
fn bytes(text: &str, start: usize, end: usize) -> Span {
    let offset = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(offset, _)| offset);
    Span::new(offset(start), offset(end))
}

fn newsmtsc(corpora: &Corpora, reader: &Reader) -> Result<Figures> {
    let mut pairs = Vec::new();
    for SentimentText { text, targets } in corpora.lines::<SentimentText>("newsmtsc-dev.jsonl")? {
        for target in targets {
            let span = bytes(&text, target.start, target.end);
            let found = verdict(reader, &text, None, Some(span)).map(|verdict| likeliest(&verdict.leaning));
            pairs.push((leaning(&target.polarity)?, found));
        }
    }
    Ok(Figures::from([("macro_f".to_owned(), macro_f1(&pairs)), ("n".to_owned(), Some(pairs.len() as f64))]))
}

#[derive(Deserialize)]
struct PraiseText {
    text: String,
    e1: [usize; 2],
    e2: [usize; 2],
    polarity: String,
    direction: Option<String>,
    text_in_train: bool,
}

/// Five classes: neither, or one of two (who) praises or blames (which way) the other. Of the answers to both questions
/// those that are likeliest together and of which at most one is not neutral.
fn dse(corpora: &Corpora, reader: &Reader) -> Result<Figures> {
    let (mut pairs, mut polarities) = (Vec::new(), Vec::new());
    for record in
        corpora.lines::<PraiseText>("dse-dev.jsonl")?.into_iter().filter(|record| !record.text_in_train)
    {
        let text = &record.text;
        let [first, second] = [record.e1, record.e2].map(|[start, end]| bytes(text, start, end));
        let gold = match record.direction.as_deref() {
            Some("e1->e2") => (1, leaning(&record.polarity)?),
            Some("e2->e1") => (2, leaning(&record.polarity)?),
            _ => (0, 1),
        };
        let there = verdict(reader, text, Some(first), Some(second));
        let back = verdict(reader, text, Some(second), Some(first));
        let found = there.zip(back).map(|(there, back)| {
            let [there, back] = [there.leaning, back.leaning];
            let options = [(0, 1), (1, 0), (1, 2), (2, 0), (2, 2)];
            let worth = options.map(|(who, way)| match who {
                1 => there[way] * back[1],
                2 => back[way] * there[1],
                _ => there[1] * back[1],
            });
            options[likeliest(&worth)]
        });
        pairs.push((gold, found));
        polarities.push((gold.1, found.map(|(_, way)| way)));
    }
    Ok(Figures::from([
        ("macro_f".to_owned(), macro_f1(&pairs)),
        ("polarity_macro_f".to_owned(), macro_f1(&polarities)),
        ("n".to_owned(), Some(pairs.len() as f64)),
    ]))
}

/// How many times as long annotation takes with parsing as without, on PolNeAR dev, document by document side by side.
fn cost(corpora: &Corpora, reader: &Reader) -> Result<Figures> {
    let plain = reader.clone().with_syntax(false);
    let mut spent = [Duration::ZERO; 2];
    for article in corpora.lines::<PolnearArticle>("polnear-dev.jsonl")? {
        let reading = reading(&article.text);
        for (spent, reader) in spent.iter_mut().zip([&plain, reader]) {
            let started = Instant::now();
            let Marks { .. } = reader.annotate(&reading);
            *spent += started.elapsed();
        }
    }
    let ratio = spent[1].as_secs_f64() / spent[0].as_secs_f64();
    Ok(Figures::from([("annotate_ratio".to_owned(), Some((ratio * 100.0).round() / 100.0))]))
}

#[cfg(test)]
mod tests {
    use super::{macro_f1, unmark};

    #[test]
    fn macro_f1_counts_what_is_not_answered_as_wrong() {
        // Class 1: 2 of gold, 2 found, 1 right; class 2: 1 of gold, 1 found, 0 right.
        assert_eq!(macro_f1(&[(1, Some(1)), (1, Some(2)), (2, Some(1))]), Some(25.0));
        assert_eq!(macro_f1(&[(1, Some(1)), (1, None)]), Some(66.7));
        assert_eq!(macro_f1::<u8>(&[]), None);
    }

    #[test]
    fn marks_are_taken_out() {
        let mut text = "So <s>Ida Roe</s> left.".to_owned();
        let span = unmark(&mut text, 's').unwrap().unwrap();
        assert_eq!((text.as_str(), span.of(&text)), ("So Ida Roe left.", "Ida Roe"));
        assert_eq!(unmark(&mut text, 't').unwrap(), None);
        assert!(unmark(&mut "<t>no end".to_owned(), 't').is_err());
    }
}
