//! The world with what documents name on it. Equirectangular: one unit is a tenth of a degree.

use maud::{Markup, html};
use store::PlaceSummary;

use super::parts::some;
use crate::serve::asked::address;

/// Coasts and borders of Natural Earth; see `map/outline.mjs`.
const OUTLINE: &str = include_str!("../../../map/outline.txt");

/// A country's code and name a line; see `map/countries.mjs`.
const COUNTRIES: &str = include_str!("../../../map/countries.txt");

/// The English name of a country, else its code.
pub fn country(code: &str) -> &str {
    let line =
        COUNTRIES.lines().find(|line| line.get(..2) == Some(code) && line.as_bytes().get(2) == Some(&b' '));
    line.map_or(code, |line| &line[3..])
}

/// The part of the world that is shown, in tenths of a degree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    west: f64,
    north: f64,
    width: f64,
    height: f64,
}

/// Everything but the Antarctic.
const WORLD: View = View { west: -1800.0, north: -840.0, width: 3600.0, height: 1420.0 };

/// Places that are shown as one because their dots would lie on each other.
struct Cluster<'a> {
    x: f64,
    y: f64,
    documents: u64,
    places: Vec<&'a PlaceSummary>,
}

impl View {
    /// What holds these places, with some of their surroundings, never closer than a few degrees.
    pub fn around(places: &[PlaceSummary]) -> Self {
        let points: Vec<(f64, f64)> = places.iter().filter_map(point).collect();
        let (Some(west), Some(east)) = (least(&points, |point| point.0), least(&points, |point| -point.0))
        else {
            return WORLD;
        };
        let (Some(north), Some(south)) = (least(&points, |point| point.1), least(&points, |point| -point.1))
        else {
            return WORLD;
        };
        let (middle_x, middle_y) = ((west - east) / 2.0, (north - south) / 2.0);
        let width = ((-east - west) * 1.4)
            .max((-south - north) * 1.4 * WORLD.width / WORLD.height)
            .clamp(120.0, WORLD.width);
        let height = width * WORLD.height / WORLD.width;
        Self { west: middle_x - width / 2.0, north: middle_y - height / 2.0, width, height }
    }
}

fn least(points: &[(f64, f64)], value: impl Fn(&(f64, f64)) -> f64) -> Option<f64> {
    points.iter().map(value).min_by(f64::total_cmp)
}

fn point(place: &PlaceSummary) -> Option<(f64, f64)> {
    let (lat, lon) = place.lat.zip(place.lon)?;
    Some((lon * 10.0, lat * -10.0))
}

/// Those that most documents name draw what is near to them in.
fn clusters<'a>(places: &'a [PlaceSummary], view: View) -> Vec<Cluster<'a>> {
    let near = view.width / 55.0;
    let mut clusters: Vec<Cluster<'a>> = Vec::new();
    for place in places {
        let Some((x, y)) = point(place) else { continue };
        match clusters.iter_mut().find(|cluster| (cluster.x - x).hypot(cluster.y - y) < near) {
            Some(cluster) => {
                cluster.documents += place.documents;
                cluster.places.push(place);
            }
            None => clusters.push(Cluster { x, y, documents: place.documents, places: vec![place] }),
        }
    }
    clusters
}

/// The name of a place, or its words.
pub fn name(place: &PlaceSummary) -> String {
    let name = place.name.clone().unwrap_or_else(|| place.geonames.to_string());
    match place.country.as_deref().map(country) {
        Some(country) if country != name => format!("{name}, {country}"),
        _ => name,
    }
}

/// The map; each dot leads to the articles.
pub fn map(places: &[PlaceSummary], whole_world: bool) -> Markup {
    let view = if whole_world { WORLD } else { View::around(places) };
    let clusters = clusters(places, view);
    let most = clusters.iter().map(|cluster| cluster.documents).max().unwrap_or(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a picture")]
    let radius =
        |documents: u64| view.width / 240.0 + (documents as f64 / most as f64).sqrt() * view.width / 90.0;
    let (land, borders) = OUTLINE.split_once('\n').unwrap_or_default();
    html! {
        figure.map {
            svg viewBox={ (view.west) " " (view.north) " " (view.width) " " (view.height) } role="group"
                aria-label="Places that the articles name" {
                path.land d=(land) {}
                path.borders d=(borders.trim()) stroke-width=(view.width / 2400.0) {}
                @for cluster in &clusters {
                    @let first = cluster.places.first();
                    @let names: Vec<String> = cluster.places.iter().take(8).map(|place| name(place)).collect();
                    @let more = cluster.places.len().saturating_sub(8);
                    @let to = match (cluster.places.as_slice(), first.and_then(|place| place.country.as_deref())) {
                        ([one], _) => address("/documents", &[("place", &one.geonames.to_string())]),
                        (_, Some(country)) if whole_world => address("/places", &[("country", country)]),
                        (_, _) => first.map_or_else(String::new, |place| address("/documents", &[("place", &place.geonames.to_string())])),
                    };
                    a href=(to) {
                        title {
                            (names.join("; ")) @if more > 0 { " and " (more) " more" } ": " (some(cluster.documents, "article"))
                        }
                        circle.place cx=(format!("{:.1}", cluster.x)) cy=(format!("{:.1}", cluster.y))
                            r=(format!("{:.1}", radius(cluster.documents))) stroke-width=(format!("{:.2}", view.width / 1200.0)) {}
                    }
                }
            }
            figcaption { "Larger dots: more articles. Outline: Natural Earth." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(geonames: u32, lat: f64, lon: f64, documents: u64) -> PlaceSummary {
        PlaceSummary {
            geonames,
            name: None,
            country: None,
            lat: Some(lat),
            lon: Some(lon),
            documents,
            mentions: documents,
        }
    }

    #[test]
    fn near_places_are_one_dot_until_one_looks_closer() {
        assert_eq!((country("EC"), country("??")), ("Ecuador", "??"));
        let places = [place(1, 51.5, -0.1, 9), place(2, 51.7, 0.4, 2), place(3, 40.7, -74.0, 1)];
        let far = clusters(&places, WORLD);
        assert_eq!(far.iter().map(|cluster| cluster.documents).collect::<Vec<_>>(), [11, 1]);
        assert_eq!(clusters(&places[..2], View::around(&places[..2])).len(), 2);
    }

    #[test]
    fn a_view_holds_its_places() {
        let places = [place(1, 51.5, -0.1, 1), place(2, 55.9, -3.2, 1)];
        let view = View::around(&places);
        for (x, y) in places.iter().filter_map(point) {
            assert!(view.west < x && x < view.west + view.width, "{view:?}");
            assert!(view.north < y && y < view.north + view.height, "{view:?}");
        }
        assert_eq!(View::around(&[]), WORLD);
    }

    #[test]
    fn the_outline_has_coasts_and_borders() {
        let (land, borders) = OUTLINE.split_once('\n').unwrap();
        for path in [land, borders.trim()] {
            assert!(path.starts_with('M') && path.len() > 1_000);
            assert!(path.chars().all(|c| c.is_ascii_digit() || "Mlz,- ".contains(c)), "no other commands");
        }
    }
}
