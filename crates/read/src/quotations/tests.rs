//! Text in, quotations out: `depth` is shown by leading `>`, a missing closing mark by a trailing `~`, the parts of
//! one quotation are joined with ` | `. One line of the text is one block.

use types::{Block, BlockKind, Span};

fn check(text: &str, expected: &[&str]) {
    let mut start = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        let span = Span::new(start, start + line.len());
        blocks.push(Block { kind: BlockKind::Paragraph, span, body: span, label: None, stamp: None });
        start += line.len() + 1;
    }
    let found: Vec<String> = super::quotations(text, &blocks)
        .iter()
        .map(|quotation| {
            let parts: Vec<&str> = quotation.parts.iter().map(|part| part.of(text)).collect();
            let depth = ">".repeat(usize::from(quotation.depth));
            format!("{depth}{}{}", parts.join(" | "), if quotation.closed { "" } else { "~" })
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn straight_and_curly_double() {
    check(r#""We won," she said. "At last.""#, &[r#""We won,""#, r#""At last.""#]);
    check("He called it “a blank check.” She did not.", &["“a blank check.”"]);
    check("''So it goes,'' he wrote.", &["''So it goes,''"]);
}

#[test]
fn british_singles_and_apostrophes() {
    check(
        "‘Nobody’ll be harmed by the boys’ club,’ she said. It’s the teachers’ view.",
        &["‘Nobody’ll be harmed by the boys’ club,’"],
    );
    check("'It don't matter to the boys' club,' he said.", &["'It don't matter to the boys' club,'"]);
    check("The workers' union and the owners' guild don't agree.", &[]);
    check("Rock 'n' roll in the '90s, get 'em.", &[]);
    check("Rock ‘n’ roll in the ’90s, get ’em.", &[]);
    check("They'd been 'signed, drafted or dreamt of'. Fine.", &["'signed, drafted or dreamt of'"]);
}

#[test]
fn other_marks() {
    check("Er sagte: „Nein, danke.“ Und ging.", &["„Nein, danke.“"]);
    check("»Nein«, sagte er.", &["»Nein«"]);
    check("« Non », dit-il. Read more »", &["« Non »"]);
}

#[test]
fn nested() {
    check("“He’d say, ‘Move to town,’” she told them.", &["“He’d say, ‘Move to town,’”", ">‘Move to town,’"]);
    check("'She said \"no\" twice,' he said.", &["'She said \"no\" twice,'", ">\"no\""]);
    check(r#""'Stay,' they told me," she said."#, &[r#""'Stay,' they told me,""#, ">'Stay,'"]);
}

#[test]
fn several_paragraphs() {
    check("“One.\n“Two.\n“Three,” he said.\nEnd.", &["“One. | “Two. | “Three,”"]);
    check("\"One.\n\"Two,\" he said.", &["\"One. | \"Two,\""]);
    check("‘One.\n‘Two,’ he said.", &["‘One. | ‘Two,’"]);
    check("'One.\n'Two,' he said.", &["'One. | 'Two,'"]);
}

#[test]
fn unclosed() {
    check("He said “never again.\nThen he left.", &["“never again.~"]);
    check(r#""Stop, he said. "Go.""#, &[r#""Stop, he said.~"#, r#""Go.""#]);
}

#[test]
fn inches_and_feet() {
    check(r#"He is 6'2" tall and won by 5" on a 12" board."#, &[]);
    check(r#""He is 6'2" tall," she said."#, &[r#""He is 6'2" tall,""#]);
    check(r#""I was 5" and "he was 6" then"#, &[r#""I was 5""#, r#""he was 6""#]);
}

#[test]
fn dashes() {
    check(r#""The wall—" he coughed. "Sorry.""#, &[r#""The wall—""#, r#""Sorry.""#]);
    check(r#"A rule—"the rule"—was made."#, &[r#""the rule""#]);
}
