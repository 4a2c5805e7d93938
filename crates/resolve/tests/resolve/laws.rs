//! What holds for every text and every set of marks.

use std::collections::HashSet;

use proptest::prelude::*;
use types::{AttributionMark, EntityKind, EntityMark, Marks, Role, Span};

use super::fixture::parse;

/// Texts that are rich in marks, names and odd characters.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Ada Birch",
        "Mr Cole",
        "said",
        "“",
        "”",
        "\"",
        "‘",
        "’",
        " ",
        " ",
        " ",
        ", ",
        ". ",
        "\n\n",
        "he ",
        "the mayor ",
        "told ",
        "who ",
        "é",
        "👩‍🚒",
        "NATO ",
        "(",
        ")",
        "that it rained",
        "— Bo (@bo) May 24, 2024\n",
        "Q: ",
        "A: ",
        "I think ",
        "Asked ",
        "Wednesday ",
        "its chair, ",
        "s'",
        "'s ",
        "[",
        "]",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn marks(spots: &[(u8, usize, usize)]) -> Marks {
    let mut marks = Marks::default();
    for &(kind, start, length) in spots {
        let span = Span::new(start, start + length);
        match kind % 6 {
            0 => marks.attribution.push(AttributionMark { role: Role::Source, span, score: 0.5 }),
            1 => marks.attribution.push(AttributionMark { role: Role::Cue, span, score: 1.5 }),
            2 => marks.attribution.push(AttributionMark { role: Role::Content, span, score: f32::NAN }),
            3 => marks.entities.push(EntityMark { kind: EntityKind::Person, span, score: 0.5 }),
            4 => marks.entities.push(EntityMark { kind: EntityKind::Organisation, span, score: 0.5 }),
            _ => marks.entities.push(EntityMark { kind: EntityKind::Place, span, score: 0.5 }),
        }
    }
    marks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn records_are_whole(text in texts(), spots in prop::collection::vec((any::<u8>(), 0_usize..400, 0_usize..60), 0..24)) {
        // Brackets are marks in fixtures; here they are text.
        let (mut reading, _) = parse(&text.replace('[', "("));
        reading.document.id = "x".into();
        let marks = marks(&spots);
        let record = resolve::resolve(reading.clone(), &marks);
        let text = record.document.text.as_str();
        let ids: HashSet<&str> = record.statements.iter().map(|statement| statement.id.as_str()).collect();
        let actors: HashSet<&str> = record.actors.iter().map(|actor| actor.id.as_str()).collect();
        for statement in &record.statements {
            prop_assert!(!statement.content.is_empty());
            for span in statement.content.iter().chain(&statement.source).chain(&statement.cue) {
                prop_assert!(!span.of(text).is_empty(), "{span:?} is no slice");
            }
            for pair in statement.content.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start, "contents overlap: {:?}", statement.content);
            }
            prop_assert!(statement.nested_in.as_deref().is_none_or(|outer| ids.contains(outer) && outer != statement.id));
            prop_assert!(statement.speaker.actor.as_deref().is_none_or(|actor| actors.contains(actor)));
            prop_assert_eq!(statement.speaker.name.is_none(), statement.speaker.actor.is_none());
            prop_assert!((0.0..=1.0).contains(&statement.confidence));
        }
        for span in record.actors.iter().flat_map(|actor| &actor.mentions) {
            prop_assert!(!span.of(text).is_empty());
        }
        prop_assert_eq!(&resolve::resolve(reading, &marks), &record);
    }
}
