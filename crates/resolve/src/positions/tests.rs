//! Phenomena in our own words: `{source} <cue> [content]` in a text, and what follows from it.

use jiff::civil::date;
use types::{
    Act, Actor, ActorKind, Document, MadeBy, Polarity, Position, Published, PublishedBasis, Question, Record,
    Span, Speaker, SpeakerKind, Stance, Statement, StatementKind,
};

use super::Questions;
use crate::lexicon;

/// The record of a text with marks. Every source is an actor by its name.
fn record(marked: &str) -> Record {
    let mut text = String::new();
    let mut statements: Vec<Statement> = Vec::new();
    let mut actors: Vec<Actor> = Vec::new();
    let (mut source, mut cue) = (None, None);
    let mut start = 0;
    for character in marked.chars() {
        match character {
            '{' | '<' | '[' => start = text.len(),
            '}' => source = Some(Span::new(start, text.len())),
            '>' => cue = Some(Span::new(start, text.len())),
            ']' => {
                let source: Option<Span> = source;
                let cue: Option<Span> = cue;
                let name = source.map(|span| span.of(&text).to_owned());
                if let Some(name) = name.clone().filter(|name| actors.iter().all(|actor| actor.name != *name))
                {
                    let id = format!("a{}", actors.len() + 1);
                    actors.push(Actor {
                        id,
                        name,
                        kind: ActorKind::Person,
                        roles: vec![],
                        mentions: vec![],
                        government_of: None,
                        ties: vec![],
                    });
                }
                let actor = actors.iter().find(|actor| Some(&actor.name) == name.as_ref());
                let words: Vec<&str> = cue.map_or(vec![], |cue| cue.of(&text).split_whitespace().collect());
                statements.push(Statement {
                    id: format!("s{}", statements.len() + 1),
                    kind: StatementKind::Indirect,
                    content: vec![Span::new(start, text.len())],
                    source: source.into_iter().collect(),
                    cue: cue.into_iter().collect(),
                    act: if words.is_empty() { Act::Say } else { lexicon::cues::act(&words) },
                    polarity: Polarity::Asserted,
                    speaker: Speaker {
                        actor: actor.map(|actor| actor.id.clone()),
                        name,
                        role: None,
                        kind: SpeakerKind::Named,
                        reason: None,
                    },
                    addressee: None,
                    medium: None,
                    said: None,
                    nested_in: None,
                    confidence: 0.9,
                });
            }
            other => text.push(other),
        }
    }
    for actor in &mut actors {
        actor.mentions = text
            .match_indices(&actor.name)
            .map(|(start, found)| Span::new(start, start + found.len()))
            .collect();
    }
    let day = date(2031, 4, 2);
    Record {
        document: Document {
            id: "d".into(),
            url: None,
            title: None,
            outlet: None,
            byline: vec![],
            published: Some(Published { date: day, value: day.to_string(), basis: PublishedBasis::Given }),
            modified: None,
            section: None,
            language: None,
            text,
        },
        statements,
        actors,
        times: vec![],
        places: vec![],
        quantities: vec![],
        events: vec![],
        positions: vec![],
        notes: vec![],
        made_by: MadeBy { onrecord: "0".into(), model: "0".into() },
    }
}

fn positions(ask: &str, marked: &str) -> Vec<Position> {
    let question = Question { id: "q".into(), ask: ask.into(), ..Question::default() };
    Questions::new(&[question]).positions(&record(marked))
}

/// The stances of the statements, in their order; none where a statement takes no side.
fn check(ask: &str, marked: &str, expected: &[Option<Stance>]) {
    let positions = positions(ask, marked);
    let found: Vec<Option<Stance>> = (1..=expected.len())
        .map(|number| {
            let id = format!("s{number}");
            positions.iter().find(|position| position.statement == id).map(|position| position.stance)
        })
        .collect();
    assert_eq!(found, expected, "{ask} {marked}");
}

const FAVOR: Option<Stance> = Some(Stance::Favor);
const AGAINST: Option<Stance> = Some(Stance::Against);

#[test]
fn being_for_lifting_a_ban_is_being_against_it() {
    let ask = "Should fireworks be banned in Osterby?";
    for (said, stance) in [
        ("{Mira Voss} <backs> [a ban on fireworks in Osterby].", FAVOR),
        ("{Mira Voss} <opposes> [a ban on fireworks in Osterby].", AGAINST),
        ("{Mira Voss} <called for> [the fireworks ban in Osterby to be lifted].", AGAINST),
        ("{Mira Voss} <opposes> [lifting the ban on fireworks in Osterby].", FAVOR),
        ("{Mira Voss} <urged the council> [not to scrap the ban on fireworks in Osterby].", FAVOR),
        ("{Mira Voss} <said> [she had never opposed a ban on fireworks in Osterby].", FAVOR),
        ("{Mira Voss} <said> [fireworks should stay legal in Osterby].", AGAINST),
        ("{Mira Voss} <spoke out against> [the prohibition of fireworks in Osterby].", AGAINST),
    ] {
        check(ask, said, &[stance]);
    }
}

#[test]
fn the_same_words_are_the_other_side_of_the_opposite_question() {
    let ask = "Should fireworks be allowed in Osterby?";
    for (said, stance) in [
        ("{Mira Voss} <backs> [a ban on fireworks in Osterby].", AGAINST),
        ("{Mira Voss} <opposes> [lifting the ban on fireworks in Osterby].", AGAINST),
        ("{Mira Voss} <wants> [fireworks to be allowed in Osterby again].", FAVOR),
    ] {
        check(ask, said, &[stance]);
    }
}

#[test]
fn consequences_are_arguments() {
    let ask = "Should the Osterby airfield be closed?";
    for (said, stance) in [
        ("{Mira Voss} <said> [closing the Osterby airfield would be a mistake].", AGAINST),
        ("{Mira Voss} <said> [closing the Osterby airfield was long overdue].", FAVOR),
        (
            "{Mira Voss} <warned> [that closing the Osterby airfield would cost the town its doctors].",
            AGAINST,
        ),
        ("{Mira Voss} <said> [the Osterby airfield was a danger to every child in town].", FAVOR),
    ] {
        check(ask, said, &[stance]);
    }
}

#[test]
fn a_mention_takes_no_side() {
    let ask = "Should the Osterby airfield be closed?";
    check(ask, "{Mira Voss} <said> [the council would debate the Osterby airfield on Monday].", &[None]);
    check(
        ask,
        "{Mira Voss} <declined to say> [whether the Osterby airfield would be closed].",
        &[Some(Stance::Unclear)],
    );
    check(ask, "{Mira Voss} <praised> [the choir of Elmstead].", &[None]);
}

#[test]
fn a_side_may_hang_on_a_condition() {
    let ask = "Should the Osterby airfield be closed?";
    let said =
        "{Mira Voss} <said> [she would support closing the Osterby airfield only if a bus replaced it].";
    check(ask, said, &[Some(Stance::Conditional)]);
}

#[test]
fn a_former_side_has_its_time() {
    let ask = "Should fireworks be banned in Osterby?";
    let text = "{Mira Voss} <once opposed> [a ban on fireworks in Osterby]. {Mira Voss} <now backs> [it].";
    check(ask, text, &[AGAINST, FAVOR]);
    let positions = positions(ask, text);
    assert!(positions[0].former && !positions[1].former);
    assert_eq!(positions[0].date.as_ref().map(|date| date.value.as_str()), Some("/2031-04-02"));
    assert_eq!(positions[1].date.as_ref().map(|date| date.value.as_str()), Some("2031-04-02"));
}

#[test]
fn the_matter_goes_on_under_other_names() {
    let ask = "Should a wind farm be built on Tarn Moor?";
    let text =
        "Tarn Moor may get a wind farm.\n\n{Mira Voss} <opposes> [the scheme]. {Tom Oake} <defended> [it].";
    check(ask, text, &[AGAINST, FAVOR]);
}

#[test]
fn another_ones_attitude_is_not_the_speakers() {
    let ask = "Should fireworks be banned in Osterby?";
    let text = "{Tom Oake} <backs> [a ban on fireworks in Osterby]. \
        {Mira Voss} <said> [that Tom Oake backs a ban on fireworks in Osterby].";
    check(ask, text, &[FAVOR, None]);
}

#[test]
fn what_was_said_before_is_still_held() {
    let ask = "Should a wind farm be built on Tarn Moor?";
    let text =
        "Tarn Moor may get a wind farm. {Mira Voss} <has previously called for> [a wind farm on Tarn Moor].";
    let positions = positions(ask, text);
    assert_eq!((positions.len(), positions[0].former), (1, false));
}

#[test]
fn parts_of_an_interrupted_quotation_are_clauses() {
    let ask = "Should a cycle path be built in Osterby?";
    let text = "Osterby may get a cycle path.\n\n'{Mira Voss} <never said> [I was against it],' she told the council afterwards. \
        {Tom Oake} <said> [I'd love it].";
    check(ask, text, &[FAVOR, FAVOR]);
}

#[test]
fn another_thing_instead_is_against_it() {
    let ask = "Should a wind farm be built on Tarn Moor?";
    let text =
        "Tarn Moor may get a wind farm.\n\n{Mira Voss} <recommended> [a marsh for wading birds instead].";
    check(ask, text, &[AGAINST]);
}

#[test]
fn who_leaves_a_side_open_has_none_carried_over() {
    let ask = "Should a wind farm be built on Tarn Moor?";
    let text = "Tarn Moor may get a wind farm. {Mira Voss} <backs> [a wind farm on Tarn Moor].\n\nIt rained.\n\n\
        A choir sang.\n\n{Mira Voss} <said> [she would abstain in the vote on her dog].";
    check(ask, text, &[FAVOR, None]);
}

#[test]
fn half_of_a_name_for_a_thing_is_another_thing() {
    let ask = "Should the mayor publish her tax returns?";
    check(ask, "{Mira Voss} <wants> [lower tax rates for the town's bakers].", &[None]);
    check(ask, "{Mira Voss} <wants> [the mayor to publish her tax returns].", &[FAVOR]);
    let ask = "Should building along the shore be banned?";
    check(ask, "{Mira Voss} <opposed> [a ban on smoking in the building].", &[None]);
}

#[test]
fn names_are_not_what_they_are_called_after() {
    let ask = "Should the shore be closed to dogs?";
    check(ask, "{Mira Voss} <called for> [the Coastal Union to close its books].", &[None]);
}

#[test]
fn any_text_and_any_question_has_positions_that_fit() {
    for ask in ["", "?", "Should", "Should it?", "Soll das Schloss gebaut werden?", "ban", "\u{202e}… !!"] {
        for text in ["", "{A} <says> [b].", "[Ünïcode ’s n’t — cannot’t].", "{X} <not> [not not ban it]. [.]"]
        {
            let record = record(text);
            for position in positions(ask, text) {
                assert!(record.statements.iter().any(|statement| statement.id == position.statement));
                assert!((0.0..=1.0).contains(&position.confidence));
            }
        }
    }
}

#[test]
fn what_follows_an_auxiliary_that_was_marked_alone_is_heard() {
    check(
        "Should fishing be allowed in the bay?",
        "Jo Roe backed calls to allow fishing in the bay. {Osterby} <has> at least in public kept its ban on [fishing in the bay].",
        &[AGAINST],
    );
}

#[test]
fn a_statement_that_names_another_question_takes_no_side_on_this_one() {
    let questions = [
        ("bay", "Should fishing be allowed in the bay?"),
        ("school", "Should a new school be built in Osterby?"),
    ];
    let marked = "{Jo Roe} <backed> [calls to allow fishing in the bay]. {Osterby} <has> at least in public kept its ban on \
                  [fishing in the bay]. The bay is where the fishing boats lie. {Ann Lee} <said> [fishing in the bay should be allowed]. \
                  {Kim Poe} <called for> [building a new school in Osterby]. {Ray Poe} <urged> [the town to be open to a new school].";
    let record = record(marked);
    let question =
        |(id, ask): (&str, &str)| Question { id: id.into(), ask: ask.into(), ..Question::default() };
    let questions = questions.map(question);
    let positions = Questions::new(&questions).positions(&record);
    let of = |question: &str| -> Vec<&str> {
        let own = positions.iter().filter(|position| position.question == question);
        own.map(|position| position.statement.as_str()).collect()
    };
    assert_eq!(of("bay"), ["s1", "s2", "s3"]);
    assert_eq!(of("school"), ["s4", "s5"]);
}

#[test]
fn a_threat_that_leads_up_to_the_matter_is_about_it() {
    check(
        "Should Torvik troops be sent to Osterby?",
        "The island is quiet. {Kim Poe} <has continued to threaten> [to attack any Torvik supplied boat or even its personnel on the island]. \
         {Ann Lee} <called for> [placing Torvik troops in Osterby].",
        &[AGAINST, FAVOR],
    );
}
