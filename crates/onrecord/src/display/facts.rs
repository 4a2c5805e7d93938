//! When, where, how much and who, in words: what a record knows beside its statements.

use types::{ActorKind, TieKind, wire};

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
        .filter(|_| quantity.si_unit.is_some())
        .map(|value| figure(value, quantity.si_unit.as_deref()));
    let value: Vec<String> = [bound, own].into_iter().flatten().collect();
    let value = (!value.is_empty()).then(|| value.join(" "));
    let sides: Vec<String> = [value, si].into_iter().flatten().collect();
    let of = quantity.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    equation(&quantity.text, (!sides.is_empty()).then(|| sides.join(" = ")).as_deref()) + &of
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

/// What a page lists beside its statements: a heading and each thing once, in order; empty lists are left out.
pub fn lists(record: &wire::Record) -> Vec<(&'static str, Vec<String>)> {
    let once = |items: Vec<String>| {
        let mut seen = Vec::new();
        for item in items {
            if !seen.contains(&item) {
                seen.push(item);
            }
        }
        seen
    };
    let lists = [
        ("Who", record.actors.iter().map(actor).collect()),
        ("When", record.times.iter().map(time).collect()),
        ("Where", record.places.iter().map(place).collect()),
        ("How much", record.quantities.iter().map(quantity).collect()),
    ];
    lists
        .into_iter()
        .map(|(name, items)| (name, once(items)))
        .filter(|(_, items)| !items.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
