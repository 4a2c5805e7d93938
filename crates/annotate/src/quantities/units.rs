//! Units of measurement and money: which words name them.

use types::QuantityUnit;

use super::words::Words;

/// The unit that the words from `at` name, and one past its last token.
pub(super) fn measure(words: &Words, at: usize) -> Option<(usize, &'static str)> {
    let prefix = match words.word(at) {
        "square" | "sq" => Some(2),
        "cubic" | "cu" => Some(3),
        _ => None,
    };
    if let Some(power) = prefix {
        let place = at + 1 + usize::from(words.word(at + 1) == "." || words.joins(at + 1));
        let unit = powered(name(words.word(place)).or_else(|| abbreviation(words.word(place)))?, power)?;
        return Some((place + 1, unit));
    }
    match words.word(at) {
        "nautical" if words.is(at + 1, &["mile", "miles"]) => return Some((at + 2, "nautical mile")),
        "light" if words.is(at + 2, &["year", "years"]) && words.joins(at + 1) => {
            return Some((at + 3, "light-year"));
        }
        "degree" | "degrees" => {
            return Some(match words.word(at + 1) {
                "celsius" | "centigrade" | "c" => (at + 2, "degree Celsius"),
                "fahrenheit" | "f" => (at + 2, "degree Fahrenheit"),
                _ => (at + 1, "degree"),
            });
        }
        "°" => {
            return Some(match words.word(at + 1) {
                "c" => (at + 2, "degree Celsius"),
                "f" => (at + 2, "degree Fahrenheit"),
                _ => (at + 1, "degree"),
            });
        }
        "m" | "km" | "ft" | "g" | "mi" if words.word(at + 1) == "/" && words.glued(at + 1) => {
            match (words.word(at), words.word(at + 2)) {
                ("km", "h" | "hr" | "hour") => return Some((at + 3, "km/h")),
                ("m", "s" | "sec" | "second") => return Some((at + 3, "m/s")),
                _ => {}
            }
        }
        _ => {}
    }
    let unit = name(words.word(at)).or_else(|| abbreviation(words.word(at)))?;
    let hourly = words.is(at + 1, &["per", "an"]) && words.word(at + 2) == "hour";
    let secondly = words.is(at + 1, &["per", "a"]) && words.word(at + 2) == "second";
    Some(match unit {
        "mile" if hourly => (at + 3, "mph"),
        "kilometre" if hourly => (at + 3, "km/h"),
        "metre" if secondly => (at + 3, "m/s"),
        _ => (at + 1, unit),
    })
}

/// Spelled names, singular and plural, in both spellings.
fn name(word: &str) -> Option<&'static str> {
    Some(match word {
        "metre" | "metres" | "meter" | "meters" => "metre",
        "kilometre" | "kilometres" | "kilometer" | "kilometers" => "kilometre",
        "centimetre" | "centimetres" | "centimeter" | "centimeters" => "centimetre",
        "millimetre" | "millimetres" | "millimeter" | "millimeters" => "millimetre",
        "mile" | "miles" => "mile",
        "foot" | "feet" => "foot",
        "inch" | "inches" => "inch",
        "yard" | "yards" => "yard",
        "acre" | "acres" => "acre",
        "hectare" | "hectares" => "hectare",
        "litre" | "litres" | "liter" | "liters" => "litre",
        "gallon" | "gallons" => "gallon",
        "pint" | "pints" => "pint",
        "barrel" | "barrels" => "barrel",
        "gram" | "grams" | "gramme" | "grammes" => "gram",
        "milligram" | "milligrams" => "milligram",
        "microgram" | "micrograms" => "microgram",
        "kilogram" | "kilograms" | "kilogramme" | "kilogrammes" | "kilo" | "kilos" => "kilogram",
        "tonne" | "tonnes" => "tonne",
        "ton" | "tons" => "ton",
        "kiloton" | "kilotons" => "kiloton",
        "pound" | "pounds" => "pound",
        "ounce" | "ounces" => "ounce",
        "knot" | "knots" => "knot",
        "watt" | "watts" => "watt",
        "kilowatt" | "kilowatts" => "kilowatt",
        "megawatt" | "megawatts" => "megawatt",
        "gigawatt" | "gigawatts" => "gigawatt",
        "horsepower" => "horsepower",
        "joule" | "joules" => "joule",
        "calorie" | "calories" => "calorie",
        "volt" | "volts" => "volt",
        "hertz" => "hertz",
        "byte" | "bytes" => "byte",
        "kilobyte" | "kilobytes" => "kilobyte",
        "megabyte" | "megabytes" => "megabyte",
        "gigabyte" | "gigabytes" => "gigabyte",
        "terabyte" | "terabytes" => "terabyte",
        "pascal" | "pascals" => "pascal",
        "hectopascal" | "hectopascals" => "hectopascal",
        "millibar" | "millibars" => "millibar",
        "decibel" | "decibels" => "decibel",
        _ => return None,
    })
}

/// Symbols, which may be glued to the figures; "m" is one of them.
pub(super) fn abbreviation(word: &str) -> Option<&'static str> {
    Some(match word {
        "m" => "metre",
        "km" | "kms" => "kilometre",
        "cm" => "centimetre",
        "mm" => "millimetre",
        "mi" => "mile",
        "ft" => "foot",
        "yd" | "yds" => "yard",
        "ha" => "hectare",
        "km2" | "km²" => "square kilometre",
        "m2" | "m²" => "square metre",
        "m3" | "m³" => "cubic metre",
        "kg" | "kgs" => "kilogram",
        "mg" => "milligram",
        "g" => "gram",
        "lb" | "lbs" => "pound",
        "oz" => "ounce",
        "l" => "litre",
        "ml" => "millilitre",
        "mph" => "mph",
        "kph" | "kmh" => "km/h",
        "kw" => "kilowatt",
        "mw" => "megawatt",
        "gw" => "gigawatt",
        "kwh" => "kilowatt-hour",
        "mwh" => "megawatt-hour",
        "gwh" => "gigawatt-hour",
        "twh" => "terawatt-hour",
        "hp" => "horsepower",
        "hz" => "hertz",
        "khz" => "kilohertz",
        "mhz" => "megahertz",
        "ghz" => "gigahertz",
        "kb" => "kilobyte",
        "mb" => "megabyte",
        "gb" => "gigabyte",
        "tb" => "terabyte",
        "psi" => "psi",
        "hpa" => "hectopascal",
        "kpa" => "kilopascal",
        "c" => "degree Celsius",
        "f" => "degree Fahrenheit",
        _ => return None,
    })
}

/// Symbols of one letter mean something else as often as not, unless the figures are glued to them.
pub(super) fn lone_letter(word: &str) -> bool {
    matches!(word, "c" | "f" | "g" | "l" | "m")
}

fn powered(unit: &str, power: u8) -> Option<&'static str> {
    Some(match (unit, power) {
        ("metre", 2) => "square metre",
        ("kilometre", 2) => "square kilometre",
        ("centimetre", 2) => "square centimetre",
        ("mile", 2) => "square mile",
        ("foot", 2) => "square foot",
        ("yard", 2) => "square yard",
        ("inch", 2) => "square inch",
        ("metre", 3) => "cubic metre",
        ("kilometre", 3) => "cubic kilometre",
        ("centimetre", 3) => "cubic centimetre",
        ("foot", 3) => "cubic foot",
        ("yard", 3) => "cubic yard",
        _ => return None,
    })
}

/// Percent and percentage points.
pub(super) fn percent(words: &Words, at: usize) -> Option<(usize, QuantityUnit)> {
    let end = match words.word(at) {
        "%" | "percent" | "pct" => at + 1,
        "per" if words.word(at + 1) == "cent" => at + 2,
        "per" if words.joins(at + 1) && words.word(at + 2) == "cent" => at + 3,
        "percentage" => {
            let place = at + 1 + usize::from(words.joins(at + 1));
            return words
                .is(place, &["point", "points"])
                .then_some((place + 1, QuantityUnit::PercentagePoint));
        }
        _ => return None,
    };
    if words.is(end, &["point", "points"]) {
        return Some((end + 1, QuantityUnit::PercentagePoint));
    }
    Some((end, QuantityUnit::Percent))
}

/// The ISO 4217 code of the money that the words name before a number ("US$", "€", "Rs."), and one past its last token.
pub(super) fn money_before(words: &Words, at: usize) -> Option<(usize, &'static str)> {
    let dollar = |place: usize| words.word(place) == "$";
    let code = match words.word(at) {
        "$" => "USD",
        "£" => "GBP",
        "€" => "EUR",
        "¥" => "JPY",
        "₹" => "INR",
        "₩" => "KRW",
        "₽" => "RUB",
        "₴" => "UAH",
        "₺" => "TRY",
        "₪" => "ILS",
        "₦" => "NGN",
        "₱" => "PHP",
        "₫" => "VND",
        "฿" => "THB",
        "rs" if words.word(at + 1) == "." => return Some((at + 2, "INR")),
        "rs" => "INR",
        word => {
            let joined = dollar(at + 1) && words.glued(at + 1);
            let code = match word {
                "us" | "usd" if joined => "USD",
                "a" | "au" | "aud" if joined => "AUD",
                "c" | "ca" | "cad" if joined => "CAD",
                "nz" if joined => "NZD",
                "hk" if joined => "HKD",
                "s" | "sg" if joined => "SGD",
                "nt" if joined => "TWD",
                "r" if joined => "BRL",
                _ => return code(words, at).map(|code| (at + 1, code)),
            };
            return Some((at + 2, code));
        }
    };
    Some((at + 1, code))
}

/// Whether a sign of money may begin with the word: a symbol, or letters no more than a code has.
pub(super) fn may_begin(word: &str) -> bool {
    word == "$"
        || !word.is_ascii()
        || word.len() <= 3 && word.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// An ISO 4217 code, in capitals as written.
fn code(words: &Words, at: usize) -> Option<&'static str> {
    const CODES: [&str; 32] = [
        "USD", "EUR", "GBP", "JPY", "CNY", "INR", "CHF", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "KRW",
        "RUB", "UAH", "TRY", "ILS", "NGN", "PHP", "VND", "THB", "BRL", "MXN", "ZAR", "SEK", "NOK", "DKK",
        "PLN", "CZK", "HUF", "AED",
    ];
    let written = words.spans.get(at)?.of(words.text);
    CODES.into_iter().find(|code| *code == written)
}

/// The money that the words name after a number: its code, what one of it is worth of the code's unit, and one past its
/// last token. "Pound" is left to [`measure`] unless `pounds` says that it is money here.
pub(super) fn money_after(words: &Words, at: usize, pounds: bool) -> Option<(usize, &'static str, f64)> {
    let nation = match words.word(at) {
        "us" | "american" => Some("USD"),
        "u" if words.follows(at + 1, &[".", "s", "."]) && words.is(at + 4, &["dollar", "dollars"]) => {
            return Some((at + 5, "USD", 1.0));
        }
        "canadian" => Some("CAD"),
        "australian" => Some("AUD"),
        "singapore" => Some("SGD"),
        "zealand" => Some("NZD"),
        _ => None,
    };
    if let Some(code) = nation.filter(|_| words.is(at + 1, &["dollar", "dollars"])) {
        return Some((at + 2, code, 1.0));
    }
    let named = match (words.word(at), words.word(at + 1)) {
        ("swiss", "franc" | "francs") => Some("CHF"),
        ("indian", "rupee" | "rupees") => Some("INR"),
        ("pakistani" | "pakistan", "rupee" | "rupees") => Some("PKR"),
        ("russian", "rouble" | "roubles" | "ruble" | "rubles") => Some("RUB"),
        ("japanese", "yen") => Some("JPY"),
        ("chinese", "yuan") => Some("CNY"),
        ("swedish", "krona" | "kronor" | "crowns") => Some("SEK"),
        ("norwegian", "krone" | "kroner" | "crowns") => Some("NOK"),
        ("danish", "krone" | "kroner" | "crowns") => Some("DKK"),
        ("turkish", "lira" | "liras") => Some("TRY"),
        ("israeli", "shekel" | "shekels") => Some("ILS"),
        ("mexican", "peso" | "pesos") => Some("MXN"),
        ("egyptian", "pound" | "pounds") => Some("EGP"),
        ("british", "pound" | "pounds") | ("pound" | "pounds", "sterling") => Some("GBP"),
        _ => None,
    };
    if let Some(code) = named {
        return Some((at + 2, code, 1.0));
    }
    let (code, worth) = match words.word(at) {
        "dollar" | "dollars" | "buck" | "bucks" => ("USD", 1.0),
        "cent" | "cents" => ("USD", 0.01),
        "euro" | "euros" | "€" => ("EUR", 1.0),
        "quid" => ("GBP", 1.0),
        "pence" => ("GBP", 0.01),
        "pound" | "pounds" if pounds => ("GBP", 1.0),
        "yen" => ("JPY", 1.0),
        "yuan" | "renminbi" => ("CNY", 1.0),
        "rouble" | "roubles" | "ruble" | "rubles" => ("RUB", 1.0),
        "hryvnia" | "hryvnias" => ("UAH", 1.0),
        "shekel" | "shekels" => ("ILS", 1.0),
        "naira" => ("NGN", 1.0),
        "rand" => ("ZAR", 1.0),
        "zloty" | "zlotys" => ("PLN", 1.0),
        "forint" | "forints" => ("HUF", 1.0),
        "baht" => ("THB", 1.0),
        "rupee" | "rupees" => ("INR", 1.0),
        _ => (code(words, at)?, 1.0),
    };
    Some((at + 1, code, worth))
}
