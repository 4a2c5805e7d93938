//! Countries behind the names that newspapers use for their governments.

use super::gazetteer::{Gazetteer, Kind};
use super::names;

/// The country that the name means when it speaks: a country's own name or that of its capital. ISO 3166-1 alpha-2.
pub(crate) fn country_that_speaks(name: &str) -> Option<&'static str> {
    let name = names::short_form(name).map_or_else(|| names::normalise(name), str::to_owned);
    let gazetteer = Gazetteer::embedded();
    let means = |kind: Kind| {
        gazetteer
            .find(&name)
            .filter(|entry| {
                entry.kind == kind && (kind == Kind::Country || names::normalise(entry.name) == name)
            })
            .max_by_key(|entry| entry.population)
    };
    // "Washington" is the seat of a government under a name that is not its own in the gazetteer.
    let by_custom = match name.as_str() {
        "washington" | "washington dc" => Some("US"),
        "the hague" | "hague" => Some("NL"),
        "kiev" | "kyiv" => Some("UA"),
        "brussels" | "geneva" | "new york" => return None,
        _ => None,
    };
    by_custom.or_else(|| means(Kind::Country).or_else(|| means(Kind::Capital))?.country)
}
