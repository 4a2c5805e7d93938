//! One place for confidence: the probability that a statement and its speaker are right.

use crate::article::Article;
use crate::attribution::{Attribution, Form};
use crate::lexicon::cues;
use crate::speakers::Judgement;

/// Platt scaling (Platt 1999) of the raw product: `logit(confidence) = SHIFT + SLOPE * logit(product)`. Fitted by
/// `training/calibrate.py` on one half of PolNeAR dev; the score card shows the calibration error of the whole.
const SHIFT: f32 = 0.61;
const SLOPE: f32 = 1.39;
/// Weaker attributions are left out. On PolNeAR dev fewer than three of ten of them are right.
const LEAST: f32 = 0.3;

/// The product of what the model thinks of the spans, what the link is worth, and how sure the speaker is; a content
/// that only its quotation marks vouch for counts less. The product ranks well but is too modest: hence the scaling.
pub(crate) fn confidence(article: &Article, attribution: &Attribution, speaker: &Judgement) -> f32 {
    calibrated(product(article, attribution) * speaker.certainty)
}

/// Whether the spans alone, whoever the speaker, are likelier wrong than right by so much that the record is better
/// without them: what can be shown as evidence has to be some.
pub(crate) fn is_too_weak(article: &Article, attribution: &Attribution) -> bool {
    calibrated(product(article, attribution)) < LEAST
}

/// Words outside quotation marks that no source is near are seldom an attribution …
const SOURCELESS: f32 = 0.62;
/// … and hardly ever when the cue is no word of saying, thinking or wanting either ("voted 8 to 5").
const BARE: f32 = 0.5;
/// Such a cue with a source.
const UNKNOWN: f32 = 0.88;

fn product(article: &Article, attribution: &Attribution) -> f32 {
    let quoted = || attribution.content.iter().any(|span| article.spoken_at(span.start).is_some());
    let form = match attribution.form {
        Form::Quotation => 0.8,
        Form::Marked if !quoted() => match (attribution.source.is_empty(), speaks(article, attribution)) {
            (false, true) => 1.0,
            (false, false) => UNKNOWN,
            (true, true) => SOURCELESS,
            (true, false) => BARE,
        },
        _ => 1.0,
    };
    attribution.evidence * attribution.link.sqrt() * form
}

/// Whether a word of the cue tells of saying, thinking or wanting.
fn speaks(article: &Article, attribution: &Attribution) -> bool {
    let mut words = attribution.cue.iter().flat_map(|span| article.tokens(*span));
    words.any(|token| {
        cues::is_cue(article.token(token)) || article.token(token).eq_ignore_ascii_case("according")
    })
}

fn calibrated(product: f32) -> f32 {
    let product = product.clamp(0.01, 0.99);
    let logit = SHIFT + SLOPE * (product / (1.0 - product)).ln();
    (1.0 / (1.0 + (-logit).exp())).clamp(0.01, 0.99)
}

#[cfg(test)]
mod tests {
    use super::calibrated;

    #[test]
    fn scaling_keeps_the_order_and_stays_inside() {
        let scale: Vec<f32> = (0..=100).map(|percent| calibrated(percent as f32 / 100.0)).collect();
        assert!(scale.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(scale.iter().all(|value| (0.01..=0.99).contains(value)));
    }
}
