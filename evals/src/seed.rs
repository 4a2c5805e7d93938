//! The first article: how many of its gold statements are found, and with the right speaker.

use anyhow::Result;
use types::PublishedBasis;

use crate::articles;
use crate::corpora::GoldArticle;
use crate::figures::Figures;
use crate::program::Records;

/// Scores the seed articles (read without a publication date, so that it has to be inferred).
pub fn score(seeds: &[GoldArticle], records: &Records) -> Result<(Figures, articles::Score)> {
    let mut score = articles::Score::default();
    let mut inferred = 0;
    for seed in seeds {
        score.merge(articles::Score::of(seed, records)?);
        let document = records.get(&seed.stem).map(|record| &record.document);
        let published = document.and_then(|document| document.published.as_deref()).unwrap_or_default();
        let marked = document.and_then(|document| document.published_basis) == Some(PublishedBasis::Inferred);
        let within = seed.gold.published_inferred.as_ref().is_some_and(|interval| {
            (interval.earliest.as_str()..=interval.latest.as_str()).contains(&published)
        });
        inferred += usize::from(marked && within);
    }
    let figures = [
        ("statements", score.count("gold")),
        ("found", score.count("found")),
        ("right_speaker", score.count("speaker_right")),
        ("wrong_speaker", score.count("speaker_wrong")),
        ("said_right", score.count("said_right")),
        ("said", score.count("said")),
        ("events", score.count("event")),
        ("event_type_right", score.count("event_type_right")),
        ("event_actor_right", score.count("event_actor_right")),
        ("stances", score.count("stance")),
        ("stance_right", score.count("stance_right")),
        ("stance_opposite", score.count("stance_opposite")),
        ("published_inferred", inferred),
    ];
    Ok((figures.map(|(name, count)| (name.to_owned(), Some(count as f64))).into(), score))
}
