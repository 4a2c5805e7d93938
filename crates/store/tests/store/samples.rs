//! Records to keep: one written by hand, and any that the types allow.

use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use store::Store;
use tempfile::TempDir;
use types::{
    Act, Actor, ActorKind, Basis, Bound, Document, Event, Factuality, MadeBy, Participant, Party, Place,
    Polarity, Position, Published, PublishedBasis, Quantity, Record, Span, Speaker, SpeakerKind, Stance,
    Statement, StatementKind, Tie, TieKind, TimeType, TimedSpan, When,
};

/// A new store in a folder that lives as long as the first value.
pub fn new_store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
    (folder, store)
}

/// A record with one direct statement for each `(speaker, content)`; its text is `speaker said: content` line by line.
pub fn record(id: &str, said: &[(&str, &str)]) -> Record {
    let mut record = Record {
        document: Document {
            id: id.into(),
            url: Some(format!("https://news.example/{id}")),
            title: Some(format!("The story of {id}")),
            outlet: Some("Harbour Gazette".into()),
            byline: vec!["Ada Quill".into()],
            published: Some(Published {
                date: date(2024, 5, 25),
                value: "2024-05-25T08:00+02:00".into(),
                basis: PublishedBasis::Metadata,
            }),
            modified: Some("2024-05-26T09:30+02:00".into()),
            section: Some("Harbour".into()),
            language: Some("en".into()),
            text: String::new(),
        },
        statements: Vec::new(),
        actors: Vec::new(),
        times: Vec::new(),
        places: Vec::new(),
        quantities: Vec::new(),
        events: Vec::new(),
        positions: Vec::new(),
        notes: Vec::new(),
        made_by: MadeBy { onrecord: "0.1.0".into(), model: "test 1".into() },
    };
    for (number, (speaker, content)) in (1..).zip(said) {
        let source = append(&mut record.document.text, speaker);
        let cue = append(&mut record.document.text, " said");
        append(&mut record.document.text, ": ");
        let content = append(&mut record.document.text, content);
        append(&mut record.document.text, "\n");
        record.actors.push(Actor {
            id: format!("a{number}"),
            name: (*speaker).into(),
            kind: ActorKind::Person,
            roles: Vec::new(),
            mentions: vec![source],
            government_of: None,
            ties: Vec::new(),
        });
        record.statements.push(Statement {
            id: format!("s{number}"),
            kind: StatementKind::Direct,
            content: vec![content],
            source: vec![source],
            cue: vec![cue],
            act: Act::Say,
            polarity: Polarity::Asserted,
            speaker: Speaker {
                actor: Some(format!("a{number}")),
                name: Some((*speaker).into()),
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
    record
}

fn append(text: &mut String, piece: &str) -> Span {
    let start = text.len();
    text.push_str(piece);
    Span::new(start, text.len())
}

/// A day as the only one that a statement can have been said on.
pub fn on(day: Date) -> Option<When> {
    Some(When { value: day.to_string(), earliest: Some(day), latest: Some(day) })
}

/// Any record that does not contradict itself: all characters (NUL too), all enums, missing fields, wild numbers.
pub fn any_record() -> impl Strategy<Value = Record> {
    (words(40), 0..4_usize, 0..5_usize)
        .prop_flat_map(|(text, actors, statements)| {
            (document(text.clone()), parts(&text, actors, statements))
        })
        .prop_map(|(document, record)| Record { document, ..record })
}

fn words(length: usize) -> impl Strategy<Value = String> {
    let character = prop_oneof![select(vec!['a', 'B', 'é', ' ', '"', '\'', '\n', '\0', '…']), any::<char>()];
    vec(character, 0..length).prop_map(String::from_iter)
}

fn day() -> impl Strategy<Value = Date> {
    (-9999..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day))
}

fn when() -> impl Strategy<Value = When> {
    (words(8), of(day()), of(day())).prop_map(|(value, earliest, latest)| When { value, earliest, latest })
}

fn number() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO
}

fn span(text: &str) -> BoxedStrategy<Span> {
    let borders: Vec<usize> = (0..=text.len()).filter(|&offset| text.is_char_boundary(offset)).collect();
    (select(borders.clone()), select(borders))
        .prop_map(|(one, other)| Span::new(one.min(other), one.max(other)))
        .boxed()
}

fn party(text: &str) -> impl Strategy<Value = Option<Party>> + use<> {
    of((words(8), of(span(text))).prop_map(|(name, span)| Party { name, span }))
}

/// One of `a0`, `a1`, … or none.
fn id(letter: char, count: usize) -> BoxedStrategy<Option<String>> {
    let ids: Vec<String> = (0..count).map(|number| format!("{letter}{number}")).collect();
    if ids.is_empty() { Just(None).boxed() } else { of(select(ids)).boxed() }
}

fn document(text: String) -> impl Strategy<Value = Document> {
    use PublishedBasis::{Given, Inferred, Metadata, Text};
    let published = (day(), words(8), select(vec![Given, Metadata, Text, Inferred]))
        .prop_map(|(date, value, basis)| Published { date, value, basis });
    let names = (of(words(8)), of(words(8)), of(words(8)), of(words(8)), of(words(8)), of(words(8)));
    ("[a-z]{1,3}", names, vec(words(8), 0..3), of(published)).prop_map(
        move |(id, (url, title, outlet, language, modified, section), byline, published)| Document {
            id,
            url,
            title,
            outlet,
            byline,
            published,
            modified,
            section,
            language,
            text: text.clone(),
        },
    )
}

fn parts(text: &str, actors: usize, statements: usize) -> impl Strategy<Value = Record> + use<> {
    let all_statements: Vec<_> =
        (0..statements).map(|number| statement(text, number, actors, statements)).collect();
    let all_actors: Vec<_> = (0..actors).map(|number| actor(text, number, actors)).collect();
    let positions = vec(position(actors, statements), if statements == 0 { 0..1 } else { 0..3 });
    let spans = (vec(time(text), 0..3), vec(place(text), 0..3), vec(quantity(text), 0..3));
    let events = vec(event(text, actors, statements), 0..3);
    (all_statements, all_actors, spans, events, positions, vec(words(8), 0..3), words(8)).prop_map(
        |(statements, actors, (times, places, quantities), events, positions, notes, model)| Record {
            statements,
            actors,
            times,
            places,
            quantities,
            events,
            positions: positions.into_iter().flatten().collect(),
            notes,
            made_by: MadeBy { onrecord: "0.1.0".into(), model },
            ..record("", &[])
        },
    )
}

fn statement(
    text: &str,
    number: usize,
    actors: usize,
    statements: usize,
) -> impl Strategy<Value = Statement> + use<> {
    use StatementKind::{Direct, Indirect, Mixed, Post};
    let judgement = (
        select(vec![Direct, Indirect, Mixed, Post]),
        select(vec![Act::Say, Act::Deny, Act::Criticise, Act::Warn]),
        select(vec![Polarity::Asserted, Polarity::Negated, Polarity::Hypothetical]),
        0.0..=1.0_f32,
    );
    let spans = (vec(span(text), 1..4), vec(span(text), 0..3), vec(span(text), 0..3));
    let others = (party(text), party(text), of(when()), id('s', statements));
    (judgement, spans, speaker(actors), others).prop_map(
        move |(
            (kind, act, polarity, confidence),
            (content, source, cue),
            speaker,
            (addressee, medium, said, nested_in),
        )| Statement {
            id: format!("s{number}"),
            kind,
            content,
            source,
            cue,
            act,
            polarity,
            speaker,
            addressee,
            medium,
            said,
            nested_in,
            confidence,
        },
    )
}

fn speaker(actors: usize) -> impl Strategy<Value = Speaker> {
    use SpeakerKind::{Anonymous, Collective, Document, Named, Role, Unresolved};
    let kind = select(vec![Named, Role, Anonymous, Collective, Document, Unresolved]);
    (id('a', actors), of(words(8)), of(words(8)), kind, of(words(8)))
        .prop_map(|(actor, name, role, kind, reason)| Speaker { actor, name, role, kind, reason })
}

fn actor(text: &str, number: usize, count: usize) -> impl Strategy<Value = Actor> + use<> {
    use ActorKind::{Document, Government, Group, Organisation, Person, Place};
    let kind = select(vec![Person, Organisation, Government, Group, Document, Place]);
    let tie_kind = select(vec![TieKind::NamedAfter, TieKind::SameGovernment, TieKind::RoleAt]);
    let tie = (tie_kind, 0..count).prop_map(|(kind, other)| Tie { kind, actor: format!("a{other}") });
    (words(8), kind, vec(words(8), 0..3), vec(span(text), 0..3), of(words(2)), vec(tie, 0..3)).prop_map(
        move |(name, kind, roles, mentions, government_of, ties)| Actor {
            id: format!("a{number}"),
            name,
            kind,
            roles,
            mentions,
            government_of,
            ties,
        },
    )
}

fn time(text: &str) -> impl Strategy<Value = TimedSpan> + use<> {
    let kind = select(vec![TimeType::Date, TimeType::Time, TimeType::Duration, TimeType::Set]);
    (span(text), kind, of(when())).prop_map(|(span, kind, when)| TimedSpan { span, kind, when })
}

fn place(text: &str) -> impl Strategy<Value = Place> + use<> {
    (span(text), of(words(8)), of(words(3)), of(any::<u32>()), of(number()), of(number())).prop_map(
        |(span, name, country, geonames, lat, lon)| Place { span, name, country, geonames, lat, lon },
    )
}

fn quantity(text: &str) -> impl Strategy<Value = Quantity> + use<> {
    let bound = select(vec![Bound::About, Bound::AtLeast, Bound::AtMost]);
    let measured = (of(number()), of(bound), of(words(8)));
    (span(text), of(number()), of(words(8)), of(number()), of(words(3)), measured).prop_map(
        |(span, value, unit, si_value, si_unit, (upper, bound, of))| Quantity {
            span,
            value,
            upper,
            bound,
            unit,
            si_value,
            si_unit,
            of,
        },
    )
}

fn participant(text: &str, actors: usize) -> impl Strategy<Value = Option<Participant>> + use<> {
    of((words(8), of(span(text)), id('a', actors)).prop_map(|(name, span, actor)| Participant {
        name,
        span,
        actor,
    }))
}

fn event(text: &str, actors: usize, statements: usize) -> impl Strategy<Value = Event> + use<> {
    use Factuality::{Alleged, Asserted, Denied, Hypothetical, Planned};
    let factuality = select(vec![Asserted, Denied, Alleged, Planned, Hypothetical]);
    let parties = (participant(text, actors), participant(text, actors), party(text));
    let counts = (of(number()), of(number()), of(number()));
    let spans = (span(text), vec(span(text), 0..3));
    (words(8), of(words(8)), parties, of(when()), counts, spans, factuality, id('s', statements)).prop_map(
        |(
            kind,
            mode,
            (actor, recipient, place),
            when,
            (killed, wounded, size),
            (evidence, mentions),
            factuality,
            statement,
        )| Event {
            kind,
            mode,
            actor,
            recipient,
            place,
            when,
            killed,
            wounded,
            size,
            evidence,
            mentions,
            factuality,
            statement,
        },
    )
}

/// None where the statement that it must have is missing.
fn position(actors: usize, statements: usize) -> impl Strategy<Value = Option<Position>> {
    let stance = select(vec![Stance::Favor, Stance::Against, Stance::Conditional, Stance::Unclear]);
    let basis = select(vec![Basis::Stated, Basis::Argued, Basis::Carried]);
    let shown = (of(when()), proptest::bool::ANY, basis, 0.0_f32..=1.0);
    (words(8), id('a', actors), of(words(8)), stance, id('s', statements), shown).prop_map(
        |(question, actor, name, stance, statement, (date, former, basis, confidence))| {
            statement.map(|statement| Position {
                question,
                actor,
                name,
                stance,
                statement,
                date,
                former,
                basis,
                confidence,
            })
        },
    )
}
