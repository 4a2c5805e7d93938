//! Words that may report what somebody says, thinks or wants, where they stand inside a report or in speech: the sentences that
//! the fast effort parses, because what is reported there is read off the tree.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use types::{BlockKind, Reading, Span};

/// Forms of verbs and nouns.
const WORDS: &str = "\
    say says said saying tell tells told telling think thinks thought thinking believe believes believed believing hope hopes \
    hoped hoping know knows knew feel feels felt fear fears feared fearing expect expects expected wish wishes wished promise \
    promises promised ask asks asked asking claim claims claimed claiming decide decides decided insist insists insisted agree \
    agrees agreed deny denies denied denying argue argues argued arguing worry worries worried warn warns warned warning suspect \
    suspects suspected conclude concludes concluded admit admits admitted acknowledge acknowledges \
    acknowledged announce announces announced complain complains complained suggest suggests suggested allege alleges alleged want wants wanted refuse refuses refused vow vows vowed threaten threatens threatened intend intends intended pledge pledges pledged prefer prefers preferred urge urges urged \
    beg begs begged support supports supported oppose opposes opposed favour favours favoured favor favors favored regret regrets regretted condemn condemns condemned criticise criticises \
    criticised criticize criticizes criticized reject rejects rejected demand demands demanded welcome welcomes welcomed propose \
    proposes proposed recommend recommends recommended doubt doubts doubted predict predicts predicted guarantee belief \
    allegation allegations concern concerns afraid convinced confident against";

static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());

/// Such words in prose: all in speech, elsewhere all but the first of a sentence, in order.
pub(crate) fn inside(reading: &Reading) -> Vec<Span> {
    let text = reading.document.text.as_str();
    let mut blocks = reading.blocks.iter().filter(|block| block.kind.is_prose()).peekable();
    let mut speech = reading.spoken().into_iter().peekable();
    let mut sentences = reading.sentences.iter().peekable();
    let mut reported = false;
    let mut found = Vec::new();
    for token in &reading.tokens {
        while blocks.next_if(|block| block.span.end <= token.span.start).is_some() {}
        let Some(block) = blocks.peek().filter(|block| block.span.contains(token.span)) else { continue };
        while sentences.next_if(|sentence| sentence.end <= token.span.start).is_some() {
            reported = false;
        }
        while speech.next_if(|part| part.end <= token.span.start).is_some() {}
        let word = token.span.of(text);
        if !KNOWN.contains(word) {
            continue;
        }
        let spoken = speech.peek().is_some_and(|part| part.contains(token.span))
            || matches!(block.kind, BlockKind::Post | BlockKind::Turn | BlockKind::Blockquote);
        if spoken || std::mem::replace(&mut reported, true) {
            found.push(token.span);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use types::{Body, Given, Origin, Page};

    use super::inside;

    #[test]
    fn the_second_word_of_a_sentence_and_all_in_speech() {
        let text =
            "Doe said the growers feared frost. Doe said no. “I hope it rains,” she said.\n\nWe think so.";
        let body = Body::Text(text.to_owned());
        let reading = read::read(&Page { origin: Origin::Stdin, body, given: Given::default() });
        let found: Vec<&str> =
            inside(&reading).into_iter().map(|span| span.of(&reading.document.text)).collect();
        assert_eq!(found, ["feared", "hope"]);
    }
}
