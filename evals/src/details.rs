//! Times, places, quantities and events of the annotated articles: each gold item against the item of the record that
//! shares most of its span.

use types::wire;

use crate::corpora::Gold;
use crate::figures::Counts;
use crate::names;
use crate::words::Span;

/// Counts what the record has of the gold's times, places, quantities and events.
pub fn count(counts: &mut Counts, gold: &Gold, record: &wire::Record) {
    for (time, span) in gold.times.iter().filter_map(|time| Some((time, time.span?))) {
        let found = best_overlap(&record.times, span, |time| time.span);
        counts.add("time", true);
        counts.add("time_found", found.is_some());
        if let Some(value) = time.value.as_deref().filter(|value| !value.starts_with("duration")) {
            counts.add("time_value", true);
            counts.add("time_value_right", found.is_some_and(|time| time.value.as_deref() == Some(value)));
        }
    }
    for (place, span) in gold.places.iter().filter_map(|place| Some((place, place.span?))) {
        let found = best_overlap(&record.places, span, |place| place.span);
        counts.add("place", true);
        counts.add("place_found", found.is_some());
        counts.add("country_right", found.is_some_and(|found| found.country == place.country));
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            let away = found.and_then(|place| Some(kilometres([place.lat?, place.lon?], [lat, lon])));
            counts.add("located", true);
            counts.add("within_161_km", away.is_some_and(|away| away <= 161.0));
            counts.add("within_25_km", away.is_some_and(|away| away <= 25.0));
        }
    }
    for (quantity, span) in gold.quantities.iter().filter_map(|quantity| Some((quantity, quantity.span?))) {
        let found = best_overlap(&record.quantities, span, |quantity| quantity.span);
        let close =
            found.and_then(|found| found.value).zip(quantity.value.as_f64()).is_some_and(|(value, gold)| {
                let scale = if gold == 0.0 { 1.0 } else { gold.abs() };
                (value - gold).abs() <= 0.01 * scale
            });
        counts.add("quantity", true);
        counts.add("quantity_right", close);
    }
    for event in &gold.events {
        let near: Vec<_> =
            record.events.iter().filter(|found| overlap(found.evidence, event.evidence) > 0).collect();
        let typed: Vec<_> = near.iter().filter(|found| found.kind == event.plover).collect();
        let gold_actor = event.actor.as_deref().unwrap_or_default();
        let names_actor = |found: &wire::Event| {
            found.actor.as_ref().is_some_and(|actor| names::same(&actor.name, gold_actor))
        };
        counts.add("event", true);
        counts.add("event_found", !near.is_empty());
        counts.add("event_type_right", !typed.is_empty());
        counts.add("event_actor_right", typed.iter().any(|found| names_actor(found)));
    }
    counts.add("events_predicted", record.events.len());
}

fn overlap(left: Span, right: Span) -> usize {
    left[1].min(right[1]).saturating_sub(left[0].max(right[0]))
}

/// The first of the items that share most with `span`; none when none shares anything.
pub fn best_overlap<T>(items: &[T], span: Span, of: impl Fn(&T) -> Span) -> Option<&T> {
    let mut best = (None, 0);
    for item in items {
        let size = overlap(of(item), span);
        if size > best.1 {
            best = (Some(item), size);
        }
    }
    best.0
}

/// Great-circle distance of two points in degrees (latitude, longitude).
pub fn kilometres(from: [f64; 2], to: [f64; 2]) -> f64 {
    let ([a, b], [c, d]) = (from.map(f64::to_radians), to.map(f64::to_radians));
    let chord = ((c - a) / 2.0).sin().powi(2) + a.cos() * c.cos() * ((d - b) / 2.0).sin().powi(2);
    12742.0 * chord.sqrt().asin()
}
