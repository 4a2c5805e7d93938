//! What quantities come to: units in the singular and values in SI units.

use types::{Marks, Quantity, QuantityMark, QuantityUnit, Reading};

/// One quantity for each mark that lies in the text. Money has no SI value; a range has the value of its lower end.
pub(crate) fn quantities(reading: &Reading, marks: &Marks) -> Vec<Quantity> {
    let text = &reading.document.text;
    let whole = |mark: &&QuantityMark| mark.value.is_finite() && !mark.span.of(text).trim().is_empty();
    marks.quantities.iter().filter(whole).map(|mark| quantity(mark, text)).collect()
}

fn quantity(mark: &QuantityMark, text: &str) -> Quantity {
    let (unit, si) = match &mark.unit {
        QuantityUnit::Percent => (Some("percent".to_owned()), Some((0.01, 0.0, "1"))),
        QuantityUnit::PercentagePoint => (Some("percentage point".to_owned()), Some((0.01, 0.0, "1"))),
        QuantityUnit::Fraction => (Some("fraction".to_owned()), Some((1.0, 0.0, "1"))),
        QuantityUnit::Ratio => (Some("ratio".to_owned()), Some((1.0, 0.0, "1"))),
        QuantityUnit::Factor => (Some("factor".to_owned()), Some((1.0, 0.0, "1"))),
        QuantityUnit::Money(code) => (Some((*code).to_owned()), None),
        QuantityUnit::Measure(name) => (Some((*name).to_owned()), si(name)),
        QuantityUnit::Count(noun) => (Some(counted(noun)), Some((1.0, 0.0, "1"))),
        QuantityUnit::Unnamed => (None, Some((1.0, 0.0, "1"))),
    };
    let si = match (si, &mark.per) {
        (Some((factor, _, code)), Some(per)) => {
            seconds(per).map(|seconds| (mark.value * factor / seconds, rate(code)))
        }
        (Some((factor, offset, code)), None) => Some((mark.value * factor + offset, code.to_owned())),
        (None, _) => None,
    };
    let (si_value, si_unit) = si.filter(|(value, _)| value.is_finite()).unzip();
    let unit = match (&mark.per, unit) {
        (Some(per), Some(unit)) => Some(format!("{unit}/{per}")),
        (Some(per), None) => Some(format!("1/{per}")),
        (None, unit) => unit,
    };
    Quantity {
        span: mark.span,
        value: Some(mark.value),
        upper: mark.upper.filter(|upper| upper.is_finite()),
        bound: mark.bound,
        unit,
        si_value,
        si_unit,
        of: of(mark, text),
    }
}

/// What is measured or counted; what befell people as a participle ("killing 12 people": "people killed").
fn of(mark: &QuantityMark, text: &str) -> Option<String> {
    let mut words: Vec<String> =
        mark.of.iter().map(|span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    if let [_, fate] = &mut words[..]
        && let Some(stem) = fate.to_lowercase().strip_suffix("ing")
    {
        *fate = format!("{stem}ed");
    }
    words.retain(|word| !word.is_empty());
    (!words.is_empty()).then(|| words.join(" "))
}

/// Factor and offset to the SI unit, and its UCUM code without prefix. None where a unit measures several things
/// ("degree") or has no SI counterpart.
///
/// The factors are exact by definition, but for the average Gregorian month that `seconds` uses. "Ton" is taken as
/// the metric one: news seldom says which, and the three differ by a tenth.
fn si(unit: &str) -> Option<(f64, f64, &'static str)> {
    const FOOT: f64 = 0.3048;
    const INCH: f64 = 0.0254;
    const YARD: f64 = 0.9144;
    const MILE: f64 = 1609.344;
    const POUND: f64 = 0.453_592_37;
    let (factor, code) = match unit {
        "metre" => (1.0, "m"),
        "kilometre" => (1e3, "m"),
        "centimetre" => (0.01, "m"),
        "millimetre" => (0.001, "m"),
        "mile" => (MILE, "m"),
        "nautical mile" => (1852.0, "m"),
        "foot" => (FOOT, "m"),
        "inch" => (INCH, "m"),
        "yard" => (YARD, "m"),
        "light-year" => (9_460_730_472_580_800.0, "m"),
        "square metre" => (1.0, "m2"),
        "square kilometre" => (1e6, "m2"),
        "square centimetre" => (1e-4, "m2"),
        "square mile" => (MILE * MILE, "m2"),
        "square foot" => (FOOT * FOOT, "m2"),
        "square yard" => (YARD * YARD, "m2"),
        "square inch" => (INCH * INCH, "m2"),
        "acre" => (4_046.856_422_4, "m2"),
        "hectare" => (1e4, "m2"),
        "cubic metre" => (1.0, "m3"),
        "cubic kilometre" => (1e9, "m3"),
        "cubic centimetre" => (1e-6, "m3"),
        "cubic foot" => (FOOT * FOOT * FOOT, "m3"),
        "cubic yard" => (YARD * YARD * YARD, "m3"),
        "litre" => (1e-3, "m3"),
        "millilitre" => (1e-6, "m3"),
        "barrel" => (0.158_987_294_928, "m3"),
        "kilogram" => (1.0, "kg"),
        "gram" => (1e-3, "kg"),
        "milligram" => (1e-6, "kg"),
        "microgram" => (1e-9, "kg"),
        "tonne" | "ton" => (1e3, "kg"),
        "kiloton" => (1e6, "kg"),
        "pound" => (POUND, "kg"),
        "ounce" => (POUND / 16.0, "kg"),
        "km/h" => (1.0 / 3.6, "m/s"),
        "m/s" => (1.0, "m/s"),
        "mph" => (MILE / 3600.0, "m/s"),
        "knot" => (1852.0 / 3600.0, "m/s"),
        "watt" => (1.0, "W"),
        "kilowatt" => (1e3, "W"),
        "megawatt" => (1e6, "W"),
        "gigawatt" => (1e9, "W"),
        "kilowatt-hour" => (3.6e6, "J"),
        "megawatt-hour" => (3.6e9, "J"),
        "gigawatt-hour" => (3.6e12, "J"),
        "terawatt-hour" => (3.6e15, "J"),
        "joule" => (1.0, "J"),
        "volt" => (1.0, "V"),
        "hertz" => (1.0, "Hz"),
        "kilohertz" => (1e3, "Hz"),
        "megahertz" => (1e6, "Hz"),
        "gigahertz" => (1e9, "Hz"),
        "byte" => (1.0, "By"),
        "kilobyte" => (1e3, "By"),
        "megabyte" => (1e6, "By"),
        "gigabyte" => (1e9, "By"),
        "terabyte" => (1e12, "By"),
        "pascal" => (1.0, "Pa"),
        "hectopascal" | "millibar" => (100.0, "Pa"),
        "kilopascal" => (1e3, "Pa"),
        // A pound-force on a square inch.
        "psi" => (POUND * 9.806_65 / (INCH * INCH), "Pa"),
        // The Julian year of astronomy and geology.
        "year" => (31_557_600.0, "s"),
        "degree Celsius" => return Some((1.0, 273.15, "K")),
        "degree Fahrenheit" => return Some((5.0 / 9.0, 459.67 * 5.0 / 9.0, "K")),
        _ => return None,
    };
    Some((factor, 0.0, code))
}

/// Seconds in a unit of time; none for other nouns.
fn seconds(per: &str) -> Option<f64> {
    Some(match per {
        "second" => 1.0,
        "minute" => 60.0,
        "hour" => 3600.0,
        "day" | "night" => 86_400.0,
        "week" => 604_800.0,
        "month" => 31_556_952.0 / 12.0,
        "year" => 31_557_600.0,
        _ => return None,
    })
}

/// The UCUM code of a unit for each second.
fn rate(code: &str) -> String {
    format!("{code}/s")
}

/// What is counted, in the singular; people are persons, whatever they are called for: nouns for people, and names
/// that end as those of nations and parties do ("Ukrainians", "Democrats").
fn counted(noun: &str) -> String {
    const PEOPLE: &str = " people persons men women children adults residents passengers tenants soldiers civilians \
        troops officers officials policemen policewomen police workers employees jobseekers students pupils teachers \
        doctors nurses patients prisoners hostages detainees migrants refugees protesters protestors demonstrators \
        supporters fans spectators voters citizens victims survivors fighters militants gunmen insurgents rebels \
        villagers inhabitants farmers fishermen dockworkers miners drivers sailors crew staff personnel dead injured \
        wounded missing homeless boys girls babies infants youths teenagers lawmakers senators congressmen ministers \
        lawyers judges jurors journalists reporters members delegates guests visitors tourists customers participants \
        respondents candidates suspects defendants witnesses neighbours neighbors parents mothers fathers \
        sons daughters brothers sisters friends colleagues scientists researchers experts firefighters paramedics \
        volunteers veterans servicemen servicewomen marines pilots players athletes politicians deputies councillors \
        leaders executives inmates owners users generals husbands wives judges donors activists managers shareholders investors analysts economists immigrants evacuees casualties \
        killed arrested detained displaced hospitalised hospitalized person man woman adult resident passenger soldier civilian officer policeman worker student protester boy girl \
        child pupil member ";
    let name = noun.starts_with(char::is_uppercase);
    let noun = noun.to_lowercase();
    let citizens = ["ans", "ers", "is", "ats", "ants"].iter().any(|ending| noun.ends_with(ending));
    if name && citizens || !noun.is_empty() && PEOPLE.contains(&format!(" {noun} ")) {
        return "person".to_owned();
    }
    singular(&noun)
}

fn singular(noun: &str) -> String {
    let irregular = match noun {
        "lives" => "life",
        "knives" => "knife",
        "wives" => "wife",
        "wolves" => "wolf",
        "halves" => "half",
        "leaves" => "leaf",
        "shelves" => "shelf",
        "thieves" => "thief",
        "loaves" => "loaf",
        "teeth" => "tooth",
        "mice" => "mouse",
        "geese" => "goose",
        "oxen" => "ox",
        "criteria" => "criterion",
        "phenomena" => "phenomenon",
        "fungi" => "fungus",
        "alumni" => "alumnus",
        "crises" => "crisis",
        "analyses" => "analysis",
        "movies" => "movie",
        "cookies" => "cookie",
        "buses" => "bus",
        "gases" => "gas",
        "series" | "species" | "headquarters" | "aircraft" | "spacecraft" | "hovercraft" | "sheep"
        | "media" => noun,
        _ => "",
    };
    if !irregular.is_empty() {
        return irregular.to_owned();
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    if let Some(stem) = noun.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    if ends(&["sses", "ches", "shes", "xes", "zzes", "oes", "iruses", "mpuses", "tuses"]) {
        return noun[..noun.len() - 2].to_owned();
    }
    match noun.strip_suffix('s') {
        Some(stem) if !ends(&["ss"]) && !stem.is_empty() => stem.to_owned(),
        _ => noun.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use types::{Bound, QuantityMark, QuantityUnit, Span};

    use super::quantity;

    fn check(value: f64, unit: QuantityUnit, per: Option<&str>, name: &str, si: Option<(f64, &str)>) {
        let per = per.map(str::to_owned);
        let mark = QuantityMark {
            span: Span::new(0, 1),
            value,
            upper: None,
            unit,
            per,
            bound: None,
            of: Vec::new(),
        };
        let found = quantity(&mark, "");
        assert_eq!(found.unit.as_deref(), Some(name));
        assert_eq!(found.si_unit.as_deref(), si.map(|(_, code)| code), "{name}");
        let near = match (found.si_value, si) {
            (Some(found), Some((expected, _))) => (found - expected).abs() <= 1e-6 * expected.abs(),
            (found, expected) => found.is_none() && expected.is_none(),
        };
        assert!(near, "{name}: {:?}", found.si_value);
    }

    #[test]
    fn si_values() {
        let measure = QuantityUnit::Measure;
        check(190.0, measure("mile"), None, "mile", Some((305_775.36, "m")));
        check(185.0, measure("km/h"), None, "km/h", Some((51.388_889, "m/s")));
        check(212.0, measure("degree Fahrenheit"), None, "degree Fahrenheit", Some((373.15, "K")));
        check(0.5, measure("acre"), None, "acre", Some((2_023.428_211, "m2")));
        check(23.0, measure("centimetre"), Some("year"), "centimetre/year", Some((7.288_260e-9, "m/s")));
        check(9.0, measure("degree"), None, "degree", None);
    }

    #[test]
    fn what_is_counted_and_what_befell_it() {
        let text = "killing 12 to 15 young  miners";
        let mark = QuantityMark {
            span: Span::new(8, 30),
            value: 12.0,
            upper: Some(15.0),
            unit: QuantityUnit::Count("miners".to_owned()),
            per: None,
            bound: Some(Bound::About),
            of: vec![Span::new(17, 30), Span::new(0, 7)],
        };
        let found = quantity(&mark, text);
        assert_eq!(found.of.as_deref(), Some("young miners killed"));
        assert_eq!((found.upper, found.bound), (Some(15.0), Some(Bound::About)));
    }

    #[test]
    fn parts_money_and_counts() {
        check(61.0, QuantityUnit::Percent, None, "percent", Some((0.61, "1")));
        check(2.8e6, QuantityUnit::Money("EUR"), Some("day"), "EUR/day", None);
        check(
            4.0,
            QuantityUnit::Count("soldiers".into()),
            Some("day"),
            "person/day",
            Some((4.0 / 86_400.0, "1/s")),
        );
        for (noun, singular) in [
            ("Ukrainians", "person"),
            ("aircraft", "aircraft"),
            ("provinces", "province"),
            ("cities", "city"),
            ("boxes", "box"),
            ("viruses", "virus"),
            ("houses", "house"),
            ("Crises", "crisis"),
        ] {
            check(2.0, QuantityUnit::Count(noun.into()), None, singular, Some((2.0, "1")));
        }
    }
}
