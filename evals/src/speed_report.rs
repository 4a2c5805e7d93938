//! The part of the score card about speed.

use crate::report::table;
use crate::speed::Speed;

/// The tables, and the limit of an engine.
pub fn markdown(speed: &Speed) -> String {
    let mut report = format!(
        "\n## Speed: one core, PolNeAR dev as JSONL\n\n{} words (punctuation marks count); the program and {} in \
         turns, one thread each, medians of nine runs and of three. Steady: without starting and loading. Fastest run: another program on the same core \
         slows ours down more than its peers. On two threads the program's peak memory is {:.0} MiB.\n\n",
        speed.words,
        speed.peers_are.join(", "),
        speed.peak_on_two
    );
    let rows: Vec<_> = speed
        .own
        .iter()
        .chain(&speed.peers)
        .map(|row| {
            [
                row.name.to_owned(),
                format!("{:.1}", row.cpu),
                format!("{:.0}", row.whole),
                format!("{:.0}", row.steady),
                format!("{:.0}", row.best),
                format!("{:.0}", speed.articles as f64 / row.cpu),
                format!("{:.0}", row.peak),
            ]
        })
        .collect();
    let header = [
        "reader",
        "CPU seconds",
        "words/CPU second, whole",
        "steady",
        "fastest run",
        "articles/CPU second",
        "peak memory, MiB",
    ];
    table(&mut report, header, &rows);
    report.push_str(
        "\nPages of HTML (Scrapinghub dev) from bytes to records, and what a second thread gains by the clock:\n\n",
    );
    let rows: Vec<_> = speed
        .own
        .iter()
        .zip(speed.html_pages.iter().zip(&speed.gain_of_two))
        .map(|(row, (pages, gain))| [row.name.to_owned(), format!("{pages:.0}"), format!("{gain:.2}")])
        .collect();
    table(&mut report, ["reader", "pages/CPU second", "two threads against one"], &rows);
    report.push_str("\nTimes as many words a second:\n\n");
    let ratios = speed.own.iter().flat_map(|own| speed.peers.iter().map(move |peer| (own, peer)));
    let rows: Vec<_> = ratios
        .map(|(own, peer)| {
            let [whole, steady, best] = Speed::against(own, peer).map(|ratio| format!("{ratio:.2}"));
            [format!("{} against {}", own.name, peer.name), whole, steady, best]
        })
        .collect();
    table(&mut report, ["readers", "whole", "steady", "fastest run of each"], &rows);
    let Some(full) = speed.own.first() else { return report };
    let limit = &speed.limit;
    let share = |limit: f64| 100.0 * full.steady / limit;
    report.push_str(&format!(
        "\nThe limit of an engine, {} on the same core in the same run: a word costs {:.1} million multiplications with weights in the full \
         model's layers (and {:.1} million of attention, which the limit leaves out). If these went as fast as the engine's best products of such \
         shapes and nothing else took time, it would read {:.0} words a second in bytes and {:.0} in single precision: the program at full effort, \
         with all that it does beside, is at {:.0} % and {:.0} % of that.\n",
        limit.engine,
        limit.millions_a_word[0],
        limit.millions_a_word[1],
        limit.in_bytes,
        limit.in_floats,
        share(limit.in_bytes),
        share(limit.in_floats),
    ));
    report
}
