//! Through what a statement was made: "in a statement", "on Radio Example", "in an interview with The Example".

use types::{Party, Span};

use super::party::party;
use crate::article::{Article, is_capitalised};
use crate::lexicon::pronouns::pronoun;
use crate::phrase::{self, Word};

/// Things through which people speak.
const MEDIA: &[&str] = &[
    "statement",
    "letter",
    "email",
    "e-mail",
    "memo",
    "note",
    "message",
    "tweet",
    "post",
    "video",
    "speech",
    "filing",
    "report",
    "memoir",
    "diary",
    "book",
    "article",
    "column",
    "editorial",
    "testimony",
    "podcast",
    "broadcast",
    "address",
    "briefing",
    "blog",
    "release",
    "brief",
    "affidavit",
    "lawsuit",
    "complaint",
    "conference",
    "call",
    "phone",
    "telephone",
    "survey",
    "poll",
    "text",
    "essay",
    "paper",
    "documentary",
    "leaflet",
    "newsletter",
    "webinar",
    "interview",
    "petition",
    "submission",
    "dossier",
    "circular",
];
/// Deeds that bring a medium about: "sent a letter saying".
const WRITING: &[&str] = &[
    "send",
    "sent",
    "sends",
    "sending",
    "issue",
    "issued",
    "issues",
    "issuing",
    "post",
    "posted",
    "posts",
    "posting",
    "release",
    "released",
    "releases",
    "releasing",
    "sign",
    "signed",
    "signs",
    "signing",
    "publish",
    "published",
    "publishes",
    "publishing",
    "wrote",
    "writes",
    "writing",
    "circulated",
    "recorded",
    "filed",
    "files",
    "filing",
];
/// Words in the name of a broadcaster.
pub(super) const BROADCASTERS: &[&str] =
    &["Radio", "radio", "TV", "Television", "television", "FM", "BBC", "CNN", "NPR", "News"];
/// Services named as media.
const SERVICES: &[&str] = &[
    "Twitter",
    "X",
    "Facebook",
    "Instagram",
    "TikTok",
    "Telegram",
    "LinkedIn",
    "YouTube",
    "Weibo",
    "Mastodon",
    "Bluesky",
    "Threads",
    "WhatsApp",
    "Reddit",
];
/// Whether the lower-case word names a thing through which people speak.
pub(crate) fn is_medium(word: &str) -> bool {
    MEDIA.contains(&word)
}

/// "in an interview with The Economist", "in a statement", "on Twitter", "by phone", "wrote in his diary"; and the other
/// party of it ("in a message to supporters").
pub(super) fn medium(article: &Article, runs: &[Vec<Word>]) -> (Option<Party>, Option<Party>) {
    let mut partner = None;
    let found = runs.iter().find_map(|run| {
        run.iter().enumerate().find_map(|(index, word)| {
            let lower = word.lower();
            let rest = &run[index + 1..];
            if WRITING.contains(&lower.as_str()) {
                if let Some(outlet) = written_in(article, rest) {
                    return Some(outlet);
                }
                // "sent a letter": a thing of its own, with its article.
                rest.first().filter(|next| phrase::is_article(next.text) || pronoun(next.text).is_some())?;
            } else if !matches!(lower.as_str(), "in" | "on" | "by" | "via" | "through" | "during" | "at") {
                return None;
            }
            if let Some(service) = rest.first().filter(|next| SERVICES.contains(&next.text)) {
                return Some(Party { name: service.text.to_owned(), span: Some(service.span) });
            }
            if let Some(aired) = broadcaster(article, rest).filter(|_| lower == "on") {
                return Some(aired);
            }
            let head = rest.iter().take(6).position(|next| MEDIA.contains(&next.lower().as_str()))?;
            let barrier = rest[..head].iter().any(|next| {
                next.ends_segment || matches!(next.lower().as_str(), "of" | "that" | "to" | "with" | "and")
            });
            if barrier {
                return None;
            }
            let noun = &rest[head];
            // "by filing a lawsuit": a verb.
            if !noun.ends_segment && rest.get(head + 1).is_some_and(|next| phrase::is_article(next.text)) {
                return None;
            }
            let other = rest.get(head + 1).filter(|next| matches!(next.text, "with" | "to" | "on" | "for"));
            if noun.lower() == "interview" {
                let with = other.filter(|next| next.text != "to")?;
                let party = party(article, &rest[head + 2..]);
                let party =
                    party.filter(|party| with.text != "on" || is_capitalised(&party.name)).map(outlet);
                partner.clone_from(&party);
                return party;
            }
            if other.is_some_and(|next| matches!(next.text, "with" | "to")) {
                partner = party(article, &rest[head + 2..]);
            }
            let message = rest
                .get(head + 1)
                .filter(|next| noun.lower() == "text" && next.lower().starts_with("message"));
            let span = Span::new(noun.span.start, message.map_or(noun.span.end, |next| next.span.end));
            Some(Party { name: span.of(article.text).to_owned(), span: Some(span) })
        })
    });
    (found, partner)
}

/// "writing in The Example Review": a name that opens with its article, or has several capitals.
fn written_in(article: &Article, rest: &[Word]) -> Option<Party> {
    rest.first().filter(|next| matches!(next.text, "in" | "for"))?;
    let name = party(article, &rest[1..])?;
    let capitals = name.name.split(' ').filter(|word| is_capitalised(word)).count();
    let dated = name.name.chars().any(|character| character.is_ascii_digit());
    (capitals >= 2 && !dated).then_some(name)
}

/// "on Radio Example": capitals with the word of a broadcaster among them.
fn broadcaster(article: &Article, rest: &[Word]) -> Option<Party> {
    let from = usize::from(rest.first().is_some_and(|word| word.text == "the"));
    let to = rest[from..]
        .iter()
        .position(|word| !is_capitalised(word.text) && !BROADCASTERS.contains(&word.text))
        .map_or(rest.len(), |at| from + at);
    let name = rest.get(from..to).filter(|name| name.iter().any(|word| BROADCASTERS.contains(&word.text)))?;
    let span = Span::new(name.first()?.span.start, name.last()?.span.end);
    Some(Party { name: span.of(article.text).to_owned(), span: Some(span) })
}

/// "the newspaper Doe Courier" → "Doe Courier": the name without the noun before it.
fn outlet(party: Party) -> Party {
    let words: Vec<&str> = party.name.split(' ').collect();
    let from = words.iter().position(|word| is_capitalised(word)).unwrap_or(0);
    Party {
        name: words[from..].join(" "),
        span: party
            .span
            .map(|span| Span::new(span.end - words[from..].join(" ").len().min(span.len()), span.end)),
    }
}
