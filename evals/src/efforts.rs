//! What each effort reaches: attribution on PolNeAR dev and statements of the articles, defined as in `polnear` and
//! `articles`.

use std::path::Path;

use anyhow::Result;

use crate::articles;
use crate::corpora::{GoldArticle, PolnearArticle};
use crate::figures::Figures;
use crate::polnear;
use crate::program::{Program, load_records};

/// The words after `--effort`.
pub const EFFORTS: [&str; 3] = ["fast", "balanced", "full"];

/// The figures of an effort that its row in the report shows.
pub const SHOWN: [&str; 6] =
    ["relation.f", "relation_strict.f", "piece_content.f", "piece_source.f", "piece_cue.f", "statements.f"];

/// Reads both corpora at each effort.
pub fn measure(
    program: &Program,
    folder: &Path,
    polnear_gold: &[PolnearArticle],
    gold: &[GoldArticle],
) -> Result<Vec<(&'static str, Figures)>> {
    let of = |effort: &'static str| -> Result<(&'static str, Figures)> {
        eprintln!("reading at {effort} effort");
        let program = program.at_effort(effort);
        let inputs: Vec<_> = polnear_gold.iter().map(PolnearArticle::input).collect();
        let records = load_records(&program.read(folder, &format!("polnear-{effort}"), &inputs)?)?;
        let mut figures = polnear::score(polnear_gold, &records)?.figures;
        let inputs: Vec<_> = gold.iter().map(GoldArticle::text_input).collect();
        let records = load_records(&program.read(folder, &format!("articles-{effort}"), &inputs)?)?;
        let mut all = articles::Score::default();
        for article in gold {
            all.merge(articles::Score::of(article, &records)?);
        }
        figures.extend(all.figures().into_iter().filter(|(name, _)| name.starts_with("statements.")));
        figures.retain(|name, _| SHOWN.contains(&name.as_str()));
        Ok((effort, figures))
    };
    EFFORTS.into_iter().map(of).collect()
}
