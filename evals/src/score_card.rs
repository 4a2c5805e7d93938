//! Everything that is measured in one run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;
use types::MadeBy;

use crate::corpora::{Corpora, GoldArticle, PolnearArticle};
use crate::figures::Figures;
use crate::places::{self, GeoDocument};
use crate::program::{Program, Records, load_records};
use crate::speakers::{self, GumDocument, LitbankText};
use crate::speed::Speed;
use crate::times::{self, TimexDocument};
use crate::{agree, articles, calibration, costs, efforts, html, polnear, seed};

/// The corpora and the program's records of them.
pub struct Readings {
    polnear_gold: Vec<PolnearArticle>,
    polnear: PathBuf,
    gold: Vec<GoldArticle>,
    articles: PathBuf,
    pages: PathBuf,
    seed_gold: Vec<GoldArticle>,
    seeds: PathBuf,
    gum_gold: Vec<GumDocument>,
    gum: PathBuf,
    gum_train_gold: Vec<GumDocument>,
    gum_train: PathBuf,
    litbank_gold: Vec<LitbankText>,
    litbank: PathBuf,
    places: Vec<(&'static str, Vec<GeoDocument>, PathBuf)>,
    times: Vec<(&'static str, Vec<TimexDocument>, PathBuf)>,
}

/// The score card.
pub struct ScoreCard {
    /// Versions of code and model.
    pub made_by: Option<MadeBy>,
    /// PolNeAR dev.
    pub polnear: polnear::Score,
    /// Each annotated article.
    pub articles: Vec<(String, articles::Score)>,
    /// All annotated articles together.
    pub all_articles: articles::Score,
    /// Page text.
    pub html: Figures,
    /// Page text on public sets of pages, and its speed, by section.
    pub page_sets: Vec<(&'static str, Figures)>,
    /// The first article.
    pub seed: (Figures, articles::Score),
    /// Speakers of GUM dev, of GUM train and of LitBank dev, by section.
    pub speakers: Vec<(&'static str, speakers::Score)>,
    /// What each effort reaches, unless it was left out.
    pub efforts: Vec<(&'static str, Figures)>,
    /// What the parser and the judge reach by themselves, by section.
    pub judge: Vec<(&'static str, Figures)>,
    /// Copies.
    pub copies: Figures,
    /// Toponyms, by section.
    pub places: Vec<(&'static str, places::Score)>,
    /// Time expressions, by section.
    pub times: Vec<(&'static str, times::Score)>,
    /// Speed, unless it was left out.
    pub speed: Option<Speed>,
    /// What the stages and the gazetteer cost, unless it was left out.
    pub costs: Option<Figures>,
}

impl Readings {
    /// Reads the corpora with the program; what it writes lies in `folder`.
    pub fn make(corpora: &Corpora, program: &Program, folder: &Path) -> Result<Self> {
        let polnear_gold: Vec<PolnearArticle> = corpora.lines("polnear-dev.jsonl")?;
        let (gold, seed_gold) = (corpora.articles()?, corpora.seeds()?);
        let gum_gold: Vec<GumDocument> = corpora.lines("gum-dev.jsonl")?;
        let gum_train_gold: Vec<GumDocument> = corpora.lines("gum-train.jsonl.gz")?;
        let litbank_gold: Vec<LitbankText> = corpora.lines("litbank-dev.jsonl")?;
        let read = |name: &str, inputs: Vec<Value>| {
            eprintln!("reading {name}: {} documents", inputs.len());
            program.read(folder, name, &inputs)
        };
        let mut places = Vec::new();
        for (name, file, _) in places::CORPORA {
            let gold: Vec<GeoDocument> = corpora.lines(file)?;
            let records = read(name, gold.iter().map(GeoDocument::input).collect())?;
            places.push((name, gold, records));
        }
        let mut times = Vec::new();
        for (name, file, _) in times::CORPORA {
            let gold: Vec<TimexDocument> = corpora.lines(file)?;
            let records = read(name, gold.iter().map(TimexDocument::input).collect())?;
            times.push((name, gold, records));
        }
        Ok(Self {
            polnear: read("polnear", polnear_gold.iter().map(PolnearArticle::input).collect())?,
            articles: program.read_asking(folder, "articles", &gold)?,
            pages: read("pages", gold.iter().filter_map(GoldArticle::page_input).collect())?,
            seeds: program.read_asking(folder, "seeds", &seed_gold)?,
            gum: read("gum", gum_gold.iter().map(GumDocument::input).collect())?,
            gum_train: read("gum-train", gum_train_gold.iter().map(GumDocument::input).collect())?,
            places,
            times,
            litbank: read("litbank", litbank_gold.iter().map(LitbankText::input).collect())?,
            polnear_gold,
            gold,
            seed_gold,
            gum_gold,
            gum_train_gold,
            litbank_gold,
        })
    }

    /// Scores the records.
    pub fn score(&self) -> Result<ScoreCard> {
        let polnear_records = load_records(&self.polnear)?;
        let records = load_records(&self.articles)?;
        let mut all_articles = articles::Score::default();
        let mut by_article = Vec::new();
        for article in &self.gold {
            all_articles.merge(articles::Score::of(article, &records)?);
            by_article.push((article.stem.clone(), articles::Score::of(article, &records)?));
        }
        Ok(ScoreCard {
            made_by: made_by(&polnear_records),
            polnear: polnear::score(&self.polnear_gold, &polnear_records)?,
            articles: by_article,
            all_articles,
            html: html::score(&self.gold, &load_records(&self.pages)?),
            page_sets: Vec::new(),
            seed: seed::score(&self.seed_gold, &load_records(&self.seeds)?)?,
            speakers: vec![
                ("gum", speakers::Score::gum(&self.gum_gold, &load_records(&self.gum)?)),
                ("gum_train", speakers::Score::gum(&self.gum_train_gold, &load_records(&self.gum_train)?)),
                ("litbank", speakers::Score::litbank(&self.litbank_gold, &load_records(&self.litbank)?)),
            ],
            efforts: Vec::new(),
            judge: Vec::new(),
            copies: Figures::new(),
            places: self
                .places
                .iter()
                .map(|(name, gold, records)| Ok((*name, places::Score::of(gold, &load_records(records)?)?)))
                .collect::<Result<_>>()?,
            times: self
                .times
                .iter()
                .map(|(name, gold, records)| Ok((*name, times::Score::of(gold, &load_records(records)?)?)))
                .collect::<Result<_>>()?,
            speed: None,
            costs: None,
        })
    }

    /// Measures what each effort reaches.
    pub fn efforts(&self, program: &Program, folder: &Path) -> Result<Vec<(&'static str, Figures)>> {
        efforts::measure(program, folder, &self.polnear_gold, &self.gold)
    }

    /// Measures speed on the text of PolNeAR dev.
    pub fn speed(
        &self,
        program: &Program,
        pages: impl FnOnce() -> Result<Vec<Value>>,
        folder: &Path,
    ) -> Result<Speed> {
        Speed::measure(program, &self.polnear_gold, pages, folder)
    }

    /// Measures what the stages and the gazetteer cost.
    pub fn costs(&self, program: &Program, folder: &Path) -> Result<Figures> {
        costs::measure(program, &self.polnear_gold, folder)
    }

    /// Differences between `card` and the reference scorer on the same records, and the number of figures compared.
    pub fn differences(&self, corpora: &Corpora, card: &ScoreCard) -> Result<(usize, Vec<String>)> {
        let all = card.all_articles.figures();
        let (mut compared, mut differences) = (0, Vec::new());
        for (kind, gold, records, own) in [
            ("polnear", "polnear-dev.jsonl", &self.polnear, &card.polnear.figures),
            ("articles", "articles", &self.articles, &all),
            ("html", "articles", &self.pages, &card.html),
        ] {
            let (figures, differing) = agree::differences(corpora, kind, gold, records, own)?;
            compared += figures;
            differences.extend(differing);
        }
        Ok((compared, differences))
    }
}

impl ScoreCard {
    /// All figures by section, as the floors name them.
    pub fn figures(&self) -> BTreeMap<&'static str, Figures> {
        let error = calibration::expected_error(&calibration::bins(&self.polnear.judged));
        let mut figures = BTreeMap::from([
            ("polnear", self.polnear.figures.clone()),
            ("articles", self.all_articles.figures()),
            ("html", self.html.clone()),
            ("seed", self.seed.0.clone()),
            ("copies", self.copies.clone()),
            ("calibration", Figures::from([("expected_error".to_owned(), error)])),
        ]);
        figures.extend(self.page_sets.iter().map(|(name, reached)| (*name, reached.clone())));
        figures.extend(self.judge.iter().map(|(name, reached)| (*name, reached.clone())));
        figures.extend(self.speakers.iter().map(|(name, score)| (*name, score.figures())));
        figures.extend(self.efforts.iter().map(|(effort, reached)| (*effort, reached.clone())));
        figures.extend(self.places.iter().map(|(name, score)| (*name, score.figures())));
        figures.extend(self.times.iter().map(|(name, score)| (*name, score.figures())));
        if let Some(speed) = &self.speed {
            figures.insert("speed", speed.figures());
        }
        if let Some(costs) = &self.costs {
            figures.insert("costs", costs.clone());
        }
        figures
    }

    /// What a developer looks at next: wrong speakers, missed and surplus statements.
    pub fn explanation(&self) -> String {
        let mut words = String::new();
        for (title, lines) in [
            ("wrong speakers", &self.all_articles.wrong_speakers),
            ("missed statements", &self.all_articles.missed),
            ("surplus statements", &self.all_articles.surplus),
            ("seed: wrong speakers", &self.seed.1.wrong_speakers),
            ("seed: missed statements", &self.seed.1.missed),
            ("seed: surplus statements", &self.seed.1.surplus),
        ]
        .into_iter()
        .chain(self.speakers.iter().map(|(name, score)| (*name, &score.wrong)))
        .chain(self.places.iter().map(|(name, score)| (*name, &score.wrong)))
        .chain(self.times.iter().map(|(name, score)| (*name, &score.wrong)))
        {
            words.push_str(&format!("\n{title} ({})\n", lines.len()));
            lines.iter().for_each(|line| words.push_str(&format!("  {line}\n")));
        }
        words
    }
}

fn made_by(records: &Records) -> Option<MadeBy> {
    records.values().next().map(|record| record.made_by.clone())
}
