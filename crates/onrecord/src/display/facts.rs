//! When, where, how much and who, in words: what a record knows beside its statements.

use types::{ActorKind, TieKind, wire};

use super::article::Fact;

/// The times, places and quantities that stand in a statement's content.
pub struct Facts<'record> {
    pub times: Vec<&'record wire::Time>,
    pub places: Vec<&'record wire::Place>,
    pub quantities: Vec<&'record wire::Quantity>,
}

impl<'record> Facts<'record> {
    /// Those inside the spans.
    pub fn inside(record: &'record wire::Record, spans: &[wire::Points]) -> Self {
        let within = |[start, end]: wire::Points| spans.iter().any(|span| span[0] <= start && end <= span[1]);
        Self {
            times: record.times.iter().filter(|time| within(time.span)).collect(),
            places: record.places.iter().filter(|place| within(place.span)).collect(),
            quantities: record.quantities.iter().filter(|quantity| within(quantity.span)).collect(),
        }
    }
}

/// "Wednesday = 2024-05-22".
pub fn time(time: &wire::Time) -> String {
    equation(&time.text, time.value.as_deref())
}

/// "Paris = Paris, FR".
pub fn place(place: &wire::Place) -> String {
    let name = [place.name.as_deref(), place.country.as_deref()];
    let name: Vec<&str> = name.into_iter().flatten().collect();
    equation(&place.text, (!name.is_empty()).then(|| name.join(", ")).as_deref())
}

/// "190 miles = 305775 m", "more than 60 ships = at least 60 ship".
pub fn quantity(quantity: &wire::Quantity) -> String {
    let bound = quantity.bound.map(|bound| super::csv_rows::word(bound).replace('-', " "));
    let figure = |value: f64, unit: Option<&str>| match unit {
        Some(unit) => format!("{value} {unit}"),
        None => value.to_string(),
    };
    let own = match (quantity.range, quantity.value) {
        (Some([low, high]), _) => Some(figure(low, None) + "–" + &figure(high, quantity.unit.as_deref())),
        (None, value) => value.map(|value| figure(value, quantity.unit.as_deref())),
    };
    // A unit that is its own SI unit needs no second figure.
    let si = quantity
        .si_value
        .filter(|&si| Some(si) != quantity.value || quantity.si_unit != quantity.unit)
        // Counts have no unit.
        .filter(|_| quantity.si_unit.as_deref().is_some_and(|unit| unit != "1"))
        .map(|value| figure(value, quantity.si_unit.as_deref()));
    let value: Vec<String> = [bound, own].into_iter().flatten().collect();
    let value = (!value.is_empty()).then(|| value.join(" "));
    let sides: Vec<String> = [value, si].into_iter().flatten().collect();
    let of = quantity.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    equation(&quantity.text, (!sides.is_empty()).then(|| sides.join(" = ")).as_deref()) + &of
}

/// "Jo Roe: against bridge, once (stated in s3)".
pub fn position(position: &wire::Position) -> String {
    let (stance, basis) = (super::csv_rows::word(position.stance), super::csv_rows::word(position.basis));
    let once = if position.former { ", once" } else { "" };
    let name = position.name.as_deref().unwrap_or("unresolved");
    format!("{name}: {stance} {}{once} ({basis} in {})", position.question, position.statement)
}

fn equation(text: &str, value: Option<&str>) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match value {
        Some(value) => format!("{text} = {value}"),
        None => format!("{text} = unresolved"),
    }
}

/// "Jo Roe, mayor", "White House, government of US, same government as Roe administration".
fn actor(actor: &wire::Actor) -> String {
    let mut words = vec![actor.name.clone()];
    words.extend(actor.roles.iter().filter(|role| **role != actor.name).cloned());
    words.extend(
        (actor.kind != ActorKind::Person)
            .then(|| actor.government_of.as_ref().map(|country| format!("government of {country}")))
            .flatten(),
    );
    words.extend(actor.ties.iter().map(|tie| {
        let kind = match tie.kind {
            TieKind::NamedAfter => "named after",
            TieKind::SameGovernment => "same government as",
            TieKind::RoleAt => "has a role at",
        };
        format!("{kind} {}", tie.name)
    }));
    words.join(", ")
}

/// "Assault, aerial: Vell Front → Tarn, in Oster, 2024-05-22, alleged, 3 killed".
pub fn event(event: &wire::Event) -> String {
    let name = |party: &Option<wire::Participant>| party.as_ref().map(|party| party.name.clone());
    let parties = match (name(&event.actor), name(&event.recipient)) {
        (Some(actor), Some(recipient)) => Some(format!("{actor} → {recipient}")),
        (None, Some(recipient)) => Some(format!("→ {recipient}")),
        (actor, None) => actor,
    };
    let many = |count: Option<f64>, what: &str| count.map(|count| format!("{count} {what}"));
    let facts = [
        parties,
        event.place.as_ref().map(|place| format!("in {}", place.name)),
        event.when.as_ref().map(|when| when.value.clone()),
        Some(super::csv_rows::word(event.factuality)),
        many(event.killed, "killed"),
        many(event.wounded, "wounded"),
        many(event.size, "people"),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    format!("{}: {}", event_type(&event.kind, event.mode.as_deref()), facts.join(", "))
}

/// What PLOVER calls it, in words: "Assault, aerial".
pub fn event_type(kind: &str, mode: Option<&str>) -> String {
    let mut letters = kind.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let kind = first + &letters.as_str().to_lowercase();
    mode.map_or_else(|| kind.clone(), |mode| format!("{kind}, {}", mode.replace(['-', '_'], " ")))
}

/// What a page lists beside its statements: a heading and each thing once, in order.
pub struct List {
    pub heading: &'static str,
    pub items: Vec<Item>,
}

/// A thing that the record knows.
pub struct Item {
    /// Of the page.
    pub id: String,
    /// In words.
    pub words: String,
    /// The archive's id of an actor.
    pub archive: Option<String>,
    /// All that is the same.
    pub facts: Vec<Fact>,
}

/// Who, when, where, how much; empty lists are left out.
pub fn lists(record: &wire::Record) -> Vec<List> {
    let list = |heading, name: &str, all: Vec<(Fact, String, Option<String>)>| {
        let mut items: Vec<Item> = Vec::new();
        for (fact, words, archive) in all {
            match items.iter_mut().find(|item| item.words == words) {
                Some(item) => item.facts.push(fact),
                None => {
                    let id = format!("{name}{}", items.len() + 1);
                    items.push(Item { id, words, archive, facts: vec![fact] });
                }
            }
        }
        List { heading, items }
    };
    let actors = record.actors.iter().enumerate();
    let actors = actors.map(|(index, one)| (Fact::Actor(index), actor(one), one.archive.clone()));
    let times = record.times.iter().enumerate().map(|(index, one)| (Fact::Time(index), time(one), None));
    let places = record.places.iter().enumerate().map(|(index, one)| (Fact::Place(index), place(one), None));
    let quantities = record.quantities.iter().enumerate();
    let quantities = quantities.map(|(index, one)| (Fact::Quantity(index), quantity(one), None));
    let mut lists = vec![
        list("Who", "who", actors.collect()),
        list("When", "when", times.collect()),
        list("Where", "where", places.collect()),
        list("How much", "much", quantities.collect()),
    ];
    lists.retain(|list| !list.items.is_empty());
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_in_words() {
        let position: wire::Position = serde_json::from_str(
            r#"{"question":"bridge","actor":"a1","name":"Jo Roe","stance":"against","statement":"s3","former":true}"#,
        )
        .unwrap();
        assert_eq!(super::position(&position), "Jo Roe: against bridge, once (stated in s3)");
    }

    #[test]
    fn quantities_in_words() {
        let json = |of: &str| -> wire::Quantity {
            serde_json::from_str(&format!(r#"{{"span":[0,1],"text":"t",{of}}}"#)).unwrap()
        };
        let mile = json(r#""value":190.0,"unit":"mile","si_value":305775.36,"si_unit":"m""#);
        assert_eq!(quantity(&mile), "t = 190 mile = 305775.36 m");
        let ships = json(
            r#""value":60.0,"unit":"ship","si_value":null,"si_unit":null,"bound":"at-least","of":"ships lost""#,
        );
        assert_eq!(quantity(&ships), "t = at least 60 ship of ships lost");
        let range = json(r#""value":2.0,"unit":"day","si_value":null,"si_unit":null,"range":[2.0,3.0]"#);
        assert_eq!(quantity(&range), "t = 2–3 day");
        assert_eq!(
            quantity(&json(r#""value":null,"unit":null,"si_value":null,"si_unit":null"#)),
            "t = unresolved"
        );
    }
}
