//! Days and numbers in plain words.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a month from 1; nothing for any other number.
pub fn month_name(month: usize) -> &'static str {
    MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default()
}

/// "27 May 2024".
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(usize::from(date.month().unsigned_abs())), date.year())
}

/// "May 2024" from `2024-05`, "27 May 2024" from `2024-05-27`; anything else stays as it is.
pub fn period(period: &str) -> String {
    if let Ok(date) = period.parse::<Date>()
        && period.len() == 10
    {
        return day(date);
    }
    let parts = period.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
    match parts.and_then(|(year, month)| Some((year, month.parse::<usize>().ok()?))) {
        Some((year, month)) if !month_name(month).is_empty() => format!("{} {year}", month_name(month)),
        _ => period.to_owned(),
    }
}

/// "1,234".
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "1 statement", "1,234 statements".
pub fn some(count: u64, what: &str) -> String {
    format!("{} {what}{}", number(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_in_words() {
        for (given, words) in [
            ("2024-05-27", "27 May 2024"),
            ("2024-05", "May 2024"),
            ("2024", "2024"),
            ("2024-13", "2024-13"),
            ("x", "x"),
        ] {
            assert_eq!(period(given), words);
        }
        assert_eq!((number(1_234_567).as_str(), some(1, "day").as_str()), ("1,234,567", "1 day"));
    }
}
