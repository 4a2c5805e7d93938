//! The world with what documents name on it. Equirectangular: one unit is a tenth of a degree.

use maud::{Markup, html};
use store::PlaceSummary;

use super::parts::some;

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

/// A place on the map.
#[derive(Clone, Debug)]
pub struct Spot {
    /// In words.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How much there is.
    pub count: u64,
    /// Where it leads.
    pub address: String,
}

/// Places that are shown as one because their dots would lie on each other.
struct Cluster<'a> {
    x: f64,
    y: f64,
    count: u64,
    places: Vec<&'a Spot>,
}

impl View {
    /// What holds these places, with some of their surroundings, never closer than a few degrees.
    pub fn around(places: &[Spot]) -> Self {
        let points: Vec<(f64, f64)> = places.iter().map(point).collect();
        let (Some(west), Some(east)) = (least(&points, |point| point.0), least(&points, |point| -point.0))
        else {
            return WORLD;
        };
        let (Some(north), Some(south)) = (least(&points, |point| point.1), least(&points, |point| -point.1))
        else {
            return WORLD;
        };
        let (middle_x, middle_y) = ((west - east) / 2.0, (north - south) / 2.0);
        // Of one place alone one wants to see where in the world it lies.
        let least_width = if places.len() == 1 { 600.0 } else { 240.0 };
        let width = ((-east - west) * 1.4)
            .max((-south - north) * 1.4 * WORLD.width / WORLD.height)
            .clamp(least_width, WORLD.width);
        let height = width * WORLD.height / WORLD.width;
        Self { west: middle_x - width / 2.0, north: middle_y - height / 2.0, width, height }
    }
}

fn least(points: &[(f64, f64)], value: impl Fn(&(f64, f64)) -> f64) -> Option<f64> {
    points.iter().map(value).min_by(f64::total_cmp)
}

fn point(place: &Spot) -> (f64, f64) {
    (place.lon * 10.0, place.lat * -10.0)
}

/// Those that most documents name draw what is near to them in.
fn clusters<'a>(places: &'a [Spot], view: View) -> Vec<Cluster<'a>> {
    let near = view.width / 55.0;
    let mut clusters: Vec<Cluster<'a>> = Vec::new();
    for place in places {
        let (x, y) = point(place);
        match clusters.iter_mut().find(|cluster| (cluster.x - x).hypot(cluster.y - y) < near) {
            Some(cluster) => {
                cluster.count += place.count;
                cluster.places.push(place);
            }
            None => clusters.push(Cluster { x, y, count: place.count, places: vec![place] }),
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

/// The map: the whole world, or the country that all of it lies in. Each dot leads to what it counts; one that is several
/// places leads to their country, which is drawn larger.
pub fn map(places: &[Spot], what: &str, in_country: impl Fn(&str) -> String) -> Markup {
    let first = places.first().map(|place| &place.country);
    let one_country =
        first.is_some_and(|first| first.is_some() && places.iter().all(|place| place.country == *first));
    let view = if one_country { View::around(places) } else { WORLD };
    let clusters = clusters(places, view);
    let most = clusters.iter().map(|cluster| cluster.count).max().unwrap_or(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a picture")]
    let radius = |count: u64| view.width / 240.0 + (count as f64 / most as f64).sqrt() * view.width / 90.0;
    let (land, borders) = OUTLINE.split_once('\n').unwrap_or_default();
    html! {
        figure.map {
            svg viewBox={ (view.west) " " (view.north) " " (view.width) " " (view.height) } role="group"
                aria-label={ "Where: " (what) "s on the map" } {
                path.land d=(land) {}
                path.borders d=(borders.trim()) stroke-width=(view.width / 2400.0) {}
                @for cluster in &clusters {
                    @let names: Vec<&str> = cluster.places.iter().take(8).map(|place| place.name.as_str()).collect();
                    @let more = cluster.places.len().saturating_sub(8);
                    @let country = cluster.places.first().and_then(|place| place.country.as_deref());
                    @let to = match (cluster.places.as_slice(), country) {
                        ([_, _, ..], Some(country)) if !one_country => in_country(country),
                        (all, _) => all.first().map(|place| place.address.clone()).unwrap_or_default(),
                    };
                    a href=(to) {
                        title { (names.join("; ")) @if more > 0 { " and " (more) " more" } ": " (some(cluster.count, what)) }
                        circle.place cx=(format!("{:.1}", cluster.x)) cy=(format!("{:.1}", cluster.y))
                            r=(format!("{:.1}", radius(cluster.count))) stroke-width=(format!("{:.2}", view.width / 1200.0)) {}
                    }
                }
            }
            figcaption { "Larger dots: more " (what) "s. Outline: Natural Earth." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(number: u32, lat: f64, lon: f64, count: u64) -> Spot {
        Spot { name: number.to_string(), country: None, lat, lon, count, address: String::new() }
    }

    #[test]
    fn near_places_are_one_dot_until_one_looks_closer() {
        assert_eq!((country("EC"), country("??")), ("Ecuador", "??"));
        let places = [place(1, 51.5, -0.1, 9), place(2, 51.7, 0.4, 2), place(3, 40.7, -74.0, 1)];
        let far = clusters(&places, WORLD);
        assert_eq!(far.iter().map(|cluster| cluster.count).collect::<Vec<_>>(), [11, 1]);
        assert_eq!(clusters(&places[..2], View::around(&places[..2])).len(), 2);
    }

    #[test]
    fn a_view_holds_its_places() {
        let places = [place(1, 51.5, -0.1, 1), place(2, 55.9, -3.2, 1)];
        let view = View::around(&places);
        for (x, y) in places.iter().map(point) {
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
