//! The score card in Markdown: figures only, no word of any corpus, nothing that changes from day to day.

use crate::calibration;
use crate::efforts::SHOWN;
use crate::figures::Figures;
use crate::score_card::ScoreCard;

/// The report of a run.
pub fn markdown(card: &ScoreCard) -> String {
    let mut report = String::from(
        "# Score card\n\nWritten by `cargo run --release -p evals`. Floors that it must keep: `floors.toml`. \
         Definitions: the modules of `src/`; they agree with the corpora's reference scorer to 0.1 \
         (`cargo run --release -p evals -- agree`). All figures in percent unless a unit is named.\n\n",
    );
    let (processor, cores) = machine();
    report.push_str(&format!("- Machine: {processor}, {cores} cores\n"));
    if let Some(made_by) = &card.made_by {
        report.push_str(&format!("- onrecord {}, model {}\n", made_by.onrecord, made_by.model));
    }
    polnear(&mut report, &card.polnear.figures);
    efforts(&mut report, card);
    articles(&mut report, card);
    html(&mut report, &card.html);
    report.push_str(&pages(&card.page_sets));
    seed(&mut report, &card.seed.0);
    speakers(&mut report, card);
    entities(&mut report, &card.page_sets);
    events(&mut report, &card.page_sets);
    report.push_str(&judge(&card.judge));
    copies(&mut report, &card.copies);
    places(&mut report, card);
    times(&mut report, card);
    calibration_table(&mut report, card);
    if let Some(speed) = &card.speed {
        report.push_str(&crate::speed_report::markdown(speed));
    }
    if let Some(figures) = &card.costs {
        costs(&mut report, figures);
    }
    report.push_str(crate::large_archive::LAST_SOAK);
    report.push_str(crate::serving::LAST);
    report
}

fn entities(report: &mut String, sets: &[(&'static str, Figures)]) {
    let Some((_, figures)) = sets.iter().find(|(set, _)| *set == "entities") else { return };
    report.push_str(
        "\n## Names: the reader alone\n\nExact span and kind, F1. WorldWide newswire dev; Universal NER, English Web Treebank dev, \
         where what is marked as group or other does not count; heads with a capital of people, bodies and places in GUM's \
         dev documents of news that lie in a name of the right kind.\n\n",
    );
    let rows: Vec<_> = crate::entities::EFFORTS
        .iter()
        .map(|(effort, _)| {
            let cell = |part: &str| shown(figures, &format!("{effort}.{part}"));
            let kinds = crate::entities::KINDS.map(|(kind, _)| cell(&format!("wwn.{kind}.f")));
            let heads = format!("{} of {}", cell("gum.right"), cell("gum.heads"));
            let [person, organisation, place, group, other] = kinds;
            let (effort, all) = ((*effort).to_owned(), cell("wwn.f"));
            [effort, all, person, organisation, place, group, other, cell("uner.f"), heads]
        })
        .collect();
    let head =
        ["effort", "WWN", "person", "organisation", "place", "group", "other", "UNER", "GUM news, heads"];
    table(report, head, &rows);
}

fn events(report: &mut String, sets: &[(&'static str, Figures)]) {
    let Some((_, figures)) = sets.iter().find(|(set, _)| *set == "events") else { return };
    report.push_str(
        "\n## What happened: MEANTIME, PLV and PETRARCH\n\nEvents end to end. MEANTIME: of those told as facts whose words hold one of \
         its events, the share that its annotators hold for certain, positive and not in the future (its texts for training were among those \
         whose candidates the model of events learned from, not its own annotations). PLV dev: sentences with an event of the gold type. \
         PETRARCH unit sentences, dev: gold events with an event of their type, and the sides that these name.\n\n",
    );
    let told = |portion: &str, name: &str| {
        let precision = shown(figures, &format!("{portion}_asserted_precision"));
        [
            format!("facts among those told as facts, {name}"),
            precision,
            shown(figures, &format!("{portion}_asserted")),
        ]
    };
    let plain = |name: &str, key: &str| [name.to_owned(), shown(figures, key), String::new()];
    let rows = [
        told("meantime", "MEANTIME dev"),
        told("meantime_train", "MEANTIME train"),
        plain("sentences with an event of the right type, PLV", "plv_type_recall"),
        plain("gold events with one of their type, PETRARCH", "petrarch_type_recall"),
        plain("of these with an actor", "petrarch_actor_of_typed"),
        plain("with actor and recipient", "petrarch_both_sides_of_typed"),
    ];
    table(report, ["figure", "percent", "of"], &rows);
}

fn copies(report: &mut String, figures: &Figures) {
    report.push_str(
        "\n## Documents that carry the same story: neardup-synth dev\n\n1303 documents with hard negatives that share \
         templates or a third of their text.\n\n",
    );
    let rows = [
        ("adjusted Rand index", "ari"),
        ("precision over pairs", "pairs.p"),
        ("recall over pairs", "pairs.r"),
        ("documents that another order of arrival puts elsewhere", "moved_by_order"),
    ];
    table(report, ["figure", "value"], &rows.map(|(words, name)| [words.to_owned(), shown(figures, name)]));
}

fn polnear(report: &mut String, figures: &Figures) {
    report.push_str(
        "\n## Who says what: PolNeAR dev\n\n84 articles of US political news, first annotator, outermost \
         attributions. `relation` is the main figure.\n\n",
    );
    let names = [
        "relation",
        "relation_strict",
        "content_overlap",
        "content_iou80",
        "content_exact",
        "token_source",
        "token_cue",
        "token_content",
        "piece_source",
        "piece_cue",
        "piece_content",
    ];
    let rows = names.map(|name| {
        let cell = |part: &str| shown(figures, &format!("{name}.{part}"));
        [name.to_owned(), cell("p"), cell("r"), cell("f"), cell("n")]
    });
    table(report, ["figure", "precision", "recall", "F1", "gold"], &rows);
    report
        .push_str(&format!("\nMean F1 of words over the three roles: {}\n", shown(figures, "token_macro_f")));
}

fn efforts(report: &mut String, card: &ScoreCard) {
    if card.efforts.is_empty() {
        return;
    }
    report.push_str("\n## What each effort reaches: PolNeAR dev, and statements of articles 01-12\n\n");
    let rows: Vec<_> = card
        .efforts
        .iter()
        .map(|(effort, figures)| {
            let [relation, strict, content, source, cue, statements] = SHOWN.map(|name| shown(figures, name));
            [(*effort).to_owned(), relation, strict, content, source, cue, statements]
        })
        .collect();
    let header = ["effort", "relation F1", "strict", "piece content", "source", "cue", "statements F1"];
    table(report, header, &rows);
}

fn articles(report: &mut String, card: &ScoreCard) {
    report.push_str(
        "\n## The whole record: articles 01-12\n\nUnseen genres and quotation marks. Speakers are of matched \
         statements whose speaker has a name.\n\n",
    );
    let figures = card.all_articles.figures();
    let rows: Vec<_> = figures.keys().map(|name| [name.replace('_', " "), shown(&figures, name)]).collect();
    table(report, ["figure", "all articles"], &rows);
    report.push('\n');
    let rows: Vec<_> = card
        .articles
        .iter()
        .map(|(stem, score)| {
            let figures = score.figures();
            let cell = |name: &str| shown(&figures, name);
            [
                stem.clone(),
                cell("statements.n"),
                cell("statements.f"),
                cell("speaker_right"),
                cell("speaker_wrong"),
                cell("speaker_unresolved"),
            ]
        })
        .collect();
    let header = ["article", "gold", "statements F1", "speaker right", "wrong", "unresolved"];
    table(report, header, &rows);
}

fn html(report: &mut String, figures: &Figures) {
    let of = |name: &str, whole: &str| format!("{} of {}", shown(figures, name), shown(figures, whole));
    report.push_str("\n## Page text and metadata: articles as HTML\n\n");
    let rows = [
        ["text F1".to_owned(), shown(figures, "text_f")],
        ["strings of page furniture that got in".to_owned(), of("leaked_strings", "furniture")],
        ["title right".to_owned(), of("title", "pages")],
        ["publication date right".to_owned(), of("published", "pages")],
        ["byline right".to_owned(), of("byline", "pages")],
    ];
    table(report, ["figure", "value"], &rows);
}

/// Page text on public sets of pages, and its speed.
pub fn pages(sets: &[(&'static str, Figures)]) -> String {
    let mut report = String::from(
        "\n## Page text and metadata: public sets\n\nScrapinghub dev: mean precision and recall of four-word shingles, their \
         F1. Trafilatura dev: segments that must and must not be in the text, many languages; metadata of pages with gold.\n\n",
    );
    let empty = Figures::new();
    let of = |name: &str| sets.iter().find(|(set, _)| *set == name).map_or(&empty, |(_, figures)| figures);
    let row = |name: &str, set: &str| {
        let cell = |part: &str| shown(of(set), part);
        [name.to_owned(), cell("pages"), cell("p"), cell("r"), cell("f")]
    };
    let rows = [row("scrapinghub, body", "scrapinghub"), row("trafilatura, segments", "trafilatura")];
    table(&mut report, ["set", "pages", "precision", "recall", "F1"], &rows);
    report.push_str(&format!(
        "\nScrapinghub with the headline that a record's text has: F1 {}\n\n",
        shown(of("scrapinghub"), "f_with_title")
    ));
    let rows = ["date", "author", "title"].map(|name| {
        let cell = |part: &str| shown(of("trafilatura"), &format!("{name}_{part}"));
        [name.to_owned(), cell("gold"), cell("right")]
    });
    table(&mut report, ["metadata", "pages with gold", "right"], &rows);
    let cell = |name: &str| shown(of("archives"), name);
    report.push_str(&format!(
        "\nWeb archives: {} of {} odd ones are read or refused with a reason ({} pages, {} records refused, {} left out \
         because they are no pages); of the {} pages of an archive of news {} are taken in and {} refused.\n",
        cell("samples_answered"),
        cell("samples"),
        cell("sample_pages"),
        cell("sample_records_refused"),
        cell("sample_records_left_out"),
        cell("news_accounted"),
        cell("news_pages"),
        cell("news_refused"),
    ));
    let speed = of("pages_speed");
    if !speed.is_empty() {
        report.push_str(&format!(
            "\nSpeed, {} pages of a web archive, one core: {} pages a CPU second from the compressed archive to the reading, \
             trafilatura {} (extraction alone): {} times as many.\n",
            shown(speed, "pages"),
            shown(speed, "pages_per_second"),
            shown(speed, "peer_pages_per_second"),
            shown(speed, "against_trafilatura"),
        ));
    }
    report
}

/// What the parser and the judge reach by themselves.
pub fn judge(sections: &[(&'static str, Figures)]) -> String {
    let mut report = String::from(
        "\n## Syntax, types of event and leaning: the models alone\n\nSyntax from raw text, F1 over words as in CoNLL 2018. Macro F1 \
         with source and target given: PLOVER types and their four quarters (PLV dev), leaning toward a target (NewsMTSC dev), who \
         praises or blames whom (DSE dev, texts that are not in its training portion).\n\n",
    );
    let empty = Figures::new();
    let of =
        |name: &str| sections.iter().find(|(section, _)| *section == name).map_or(&empty, |found| &found.1);
    let row = |name: &str, section: &str| {
        let cell = |part: &str| shown(of(section), &format!("{part}.f"));
        [name.to_owned(), cell("words"), cell("tag"), cell("uas"), cell("las")]
    };
    let rows = [row("EWT dev", "ewt"), row("GUM dev", "gum_syntax")];
    table(&mut report, ["treebank", "words", "part of speech", "unlabelled", "labelled"], &rows);
    report.push('\n');
    let row = |name: &str, section: &str, figure: &str| {
        [name.to_owned(), shown(of(section), "n"), shown(of(section), figure)]
    };
    let rows = [
        row("type of event", "plv", "root_macro_f"),
        row("quarter", "plv", "quad_macro_f"),
        row("leaning toward a target", "newsmtsc", "macro_f"),
        row("who praises or blames whom", "dse", "macro_f"),
        row("whether one praises or blames the other", "dse", "polarity_macro_f"),
    ];
    table(&mut report, ["question", "asked", "macro F1"], &rows);
    report.push_str(&format!(
        "\nAnnotating PolNeAR dev at full effort takes {} times as long with every sentence parsed as with none.\n",
        shown(of("parsing"), "annotate_ratio")
    ));
    report
}

fn seed(report: &mut String, figures: &Figures) {
    let of = |name: &str, whole: &str| format!("{} of {}", shown(figures, name), shown(figures, whole));
    report.push_str(
        "\n## The first article\n\nRead as text alone: its publication date has to be inferred.\n\n",
    );
    let rows = [
        ["statements found (content IoU 0.5)".to_owned(), of("found", "statements")],
        ["found with the right speaker".to_owned(), of("right_speaker", "statements")],
        ["found with a wrong speaker".to_owned(), shown(figures, "wrong_speaker")],
        ["day on which it was said right, of those found".to_owned(), of("said_right", "said")],
        ["side on the article's questions right, of those found".to_owned(), of("stance_right", "stances")],
        ["events with type and actor".to_owned(), of("event_actor_right", "events")],
        [
            "publication date inferred, and marked as inferred".to_owned(),
            if figures.get("published_inferred") == Some(&Some(1.0)) { "yes" } else { "no" }.to_owned(),
        ],
    ];
    table(report, ["figure", "value"], &rows);
}

fn speakers(report: &mut String, card: &ScoreCard) {
    report.push_str(
        "\n## Whom sources mean: GUM and LitBank\n\nStatements whose content and source are found, against gold coreference; \
         what is neither right nor wrong is unresolved. LitBank is fiction, with quotations that no source introduces.\n\n",
    );
    let rows: Vec<_> = card
        .speakers
        .iter()
        .flat_map(|(name, score)| {
            let figures = score.figures();
            ["pronoun", "noun", "name", "all"].map(|sort| {
                let cell = |part: &str| shown(&figures, &format!("{sort}.{part}"));
                [name.replace('_', " "), sort.to_owned(), cell("n"), cell("right"), cell("wrong")]
            })
        })
        .filter(|row| row[2] != "0")
        .collect();
    table(report, ["corpus", "source is a", "statements", "right", "wrong"], &rows);
    report.push_str(
        "\nCoNLL F1 (mean of MUC, B³, CEAF-e) of a record's actors against GUM's chains of two mentions and more. A record keeps \
         names, and of pronouns and descriptions only those that are sources: recall is low by design.\n\n",
    );
    let rows: Vec<_> = card
        .speakers
        .iter()
        .filter(|(name, _)| name.starts_with("gum"))
        .flat_map(|(name, score)| {
            let figures = score.figures();
            [("all", "everything"), ("actors", "people and bodies")].map(|(prefix, title)| {
                let cell = |part: &str| shown(&figures, &format!("coreference_{prefix}.{part}"));
                let name = name.replace('_', " ");
                [
                    name,
                    title.to_owned(),
                    cell("p"),
                    cell("r"),
                    cell("muc"),
                    cell("b_cubed"),
                    cell("ceaf_e"),
                    cell("conll"),
                ]
            })
        })
        .collect();
    table(report, ["corpus", "mentions of", "precision", "recall", "MUC", "B³", "CEAF-e", "CoNLL F1"], &rows);
}

fn places(report: &mut String, card: &ScoreCard) {
    report.push_str(
        "\n## Where: toponyms end to end\n\nWithin 161 km of the gold point, over all gold toponyms with coordinates; one \
         that is missed is wrong, a country is right when its ISO code is.\n\n",
    );
    let rows: Vec<_> = crate::places::CORPORA
        .iter()
        .zip(&card.places)
        .map(|((_, _, title), (_, score))| {
            let figures = score.figures();
            let cell = |name: &str| shown(&figures, name);
            [(*title).to_owned(), cell("toponyms"), cell("found"), cell("accuracy_161km")]
        })
        .collect();
    table(report, ["corpus", "toponyms", "found", "right"], &rows);
}

fn times(report: &mut String, card: &ScoreCard) {
    report.push_str(
        "\n## When: TIMEX3\n\nF1 as in TempEval-3: spans that are equal, spans that overlap, values that are equal where \
         spans overlap. Ranges count as their two ends.\n\n",
    );
    let rows: Vec<_> = crate::times::CORPORA
        .iter()
        .zip(&card.times)
        .map(|((_, _, title), (_, score))| {
            let figures = score.figures();
            let cell = |name: &str| shown(&figures, name);
            [(*title).to_owned(), cell("strict.n"), cell("strict.f"), cell("relaxed.f"), cell("value.f")]
        })
        .collect();
    table(report, ["corpus", "expressions", "strict span F1", "relaxed span F1", "value F1"], &rows);
}

pub fn costs(report: &mut String, figures: &Figures) {
    report.push_str(
        "\n## Cost of each stage: PolNeAR dev, one thread\n\n`resolve` judges speakers, days, places and quantities; times \
         and quantities are the grammars that find them.\n\n",
    );
    let rows = ["read", "model", "times", "quantities", "resolve", "print"].map(|stage| {
        let milliseconds = |prefix: &str| {
            let seconds =
                figures.get(&format!("{prefix}{stage}.seconds")).copied().flatten().unwrap_or_default();
            format!("{:.0}", 1000.0 * seconds)
        };
        let share = |prefix: &str| shown(figures, &format!("{prefix}{stage}.share"));
        [stage.to_owned(), milliseconds(""), share(""), milliseconds("fast."), share("fast.")]
    });
    table(report, ["stage", "full: milliseconds", "share", "fast: milliseconds", "share"], &rows);
    let mib = |name: &str| figures.get(name).copied().flatten().unwrap_or_default();
    report.push_str(&format!(
        "\nThe gazetteer is a file of {:.1} MiB that is read in place; names from all over it raise the peak memory by {:.1} \
         MiB.\n",
        mib("gazetteer.file_mib"),
        mib("gazetteer.peak_mib")
    ));
}

fn calibration_table(report: &mut String, card: &ScoreCard) {
    let bins = calibration::bins(&card.polnear.judged);
    let error = calibration::expected_error(&bins).map_or("-".to_owned(), |error| format!("{error:.1}"));
    report.push_str(&format!(
        "\n## Confidence: PolNeAR dev\n\nRight means: matched as a relation. Expected calibration error: {error} \
         points.\n\n"
    ));
    let rows: Vec<_> = bins
        .iter()
        .enumerate()
        .filter(|(_, bin)| bin.statements > 0)
        .map(|(index, bin)| {
            let (from, to) = (index as f64 / 10.0, (index + 1) as f64 / 10.0);
            [
                format!("{from:.1}-{to:.1}"),
                bin.statements.to_string(),
                format!("{:.1}", bin.confidence()),
                format!("{:.1}", bin.right()),
            ]
        })
        .collect();
    table(report, ["confidence", "statements", "mean confidence", "right"], &rows);
}

/// The processor's name and the number of cores that this process may use.
fn machine() -> (String, usize) {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, name)| name.trim());
    (name.to_owned(), std::thread::available_parallelism().map_or(1, usize::from))
}

pub fn table<const N: usize>(report: &mut String, header: [&str; N], rows: &[[String; N]]) {
    report.push_str(&format!("| {} |\n|---{}|\n", header.join(" | "), "|---:".repeat(N - 1)));
    for row in rows {
        report.push_str(&format!("| {} |\n", row.join(" | ")));
    }
}

/// A figure as people read it (figures are rounded to one decimal); `-` when nothing could be counted.
fn shown(figures: &Figures, name: &str) -> String {
    figures.get(name).copied().flatten().map_or("-".to_owned(), |value| value.to_string())
}
