//! Text in, blocks out: `Kind[label|stamp] body`.

use types::{Body, Given, Origin, Page, Span};

fn check(text: &str, expected: &[&str]) {
    let reading = read::read(&Page {
        origin: Origin::Stdin,
        body: Body::Text(text.to_owned()),
        given: Given::default(),
    });
    let show = |span: Option<Span>| span.map_or("", |span| span.of(text));
    let found: Vec<String> = reading
        .blocks
        .iter()
        .map(|block| {
            format!("{:?}[{}|{}] {}", block.kind, show(block.label), show(block.stamp), block.body.of(text))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_transcript() {
    check(
        "The fog hearing\r\n\r\nMS OKRA: When did you see it?\r\n\r\nMR LIND: On Monday.\r\n\r\nIt was dark.\r\n\r\n\
         (Laughter.)\r\n\r\nMS OKRA: And then?\r\n\r\nMR LIND: I went home.\r\n\r\nThe hearing goes on.",
        &[
            "Title[|] The fog hearing",
            "Turn[MS OKRA|] When did you see it?",
            "Turn[MR LIND|] On Monday.",
            "Turn[MR LIND|] It was dark.",
            "Paragraph[|] (Laughter.)",
            "Turn[MS OKRA|] And then?",
            "Turn[MR LIND|] I went home.",
            "Paragraph[|] The hearing goes on.",
        ],
    );
}

#[test]
fn a_transcript_in_quotation_marks() {
    check(
        "The fog\n\nA part of it:\n\n\"OKRA: When did you see it?\n\n\"LIND: On Monday.\n\n\"It was dark.\n\n\"(Laughter.)\n\n\
         \"OKRA: And then?\n\n\"LIND: I went home.",
        &[
            "Title[|] The fog",
            "Paragraph[|] A part of it:",
            "Turn[OKRA|] When did you see it?",
            "Turn[LIND|] On Monday.",
            "Turn[LIND|] It was dark.",
            "Paragraph[|] (Laughter.)",
            "Turn[OKRA|] And then?",
            "Turn[LIND|] I went home.",
        ],
    );
}

#[test]
fn colons_that_open_no_turn() {
    for line in [
        "Note: the hall was cold.",
        "He had one message: vote.",
        "Correction: it rained.",
        "Lind: We will win.",
        "A: Alone.",
    ] {
        check(
            &format!("The fog came down.\n\n{line}"),
            &["Paragraph[|] The fog came down.", &format!("Paragraph[|] {line}")],
        );
    }
}

#[test]
fn a_live_blog() {
    check(
        "Fog live\nLive reporting by Ida Moor in Rivermouth\n\n19:42 GMT\nHorn bought\nThe town has bought a horn, the clerk says.\n\n\
         19:20 GMT\nIda Moor, Rivermouth: I cannot see my hat.",
        &[
            "Title[|] Fog live",
            "Byline[|] Live reporting by Ida Moor in Rivermouth",
            "DateLine[|19:42 GMT] 19:42 GMT",
            "Heading[|19:42 GMT] Horn bought",
            "Paragraph[|19:42 GMT] The town has bought a horn, the clerk says.",
            "DateLine[|19:20 GMT] 19:20 GMT",
            "Turn[Ida Moor, Rivermouth|19:20 GMT] I cannot see my hat.",
        ],
    );
}
