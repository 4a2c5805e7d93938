//! One place for confidence: the probability that a statement and its speaker are right.

use crate::attribution::{Attribution, Form};
use crate::speakers::Judgement;

/// The product of what the model thinks of the spans, what the link is worth, and how sure the speaker is; a content
/// that only its quotation marks vouch for counts less. To be calibrated against gold: the figures are measured there.
pub(crate) fn confidence(attribution: &Attribution, speaker: &Judgement) -> f32 {
    let form = if attribution.form == Form::Quotation { 0.8 } else { 1.0 };
    (attribution.evidence * attribution.link.sqrt() * speaker.certainty * form).clamp(0.01, 0.99)
}
