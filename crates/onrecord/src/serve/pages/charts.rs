//! Counts as pictures: SVG with everything in attributes, because the policy of the page allows no styles in place.

use maud::{Markup, html};
use store::Topic;

use super::parts::{number, period};

/// One bar of a list: what it is, where it leads, how many.
pub struct Bar {
    /// What is counted.
    pub name: String,
    /// Where it leads.
    pub address: Option<String>,
    /// How many.
    pub count: u64,
}

/// A list of counts with a bar each.
pub fn bars(bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    html! {
        ul.bars {
            @for bar in bars {
                li {
                    span.label {
                        @if let Some(address) = &bar.address { a href=(address) { (bar.name) } } @else { (bar.name) }
                    }
                    svg.bar viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
                        rect width=(share(bar.count, most)) height="6" {}
                    }
                    span.count { (number(bar.count)) }
                }
            }
        }
    }
}

/// Hundredths of the most, and never nothing.
fn share(count: u64, most: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a picture")]
    let share = (count as f64 * 100.0 / most as f64).max(1.0);
    format!("{share:.1}")
}

/// The months between two (`2024-05`), both included.
fn months_between(first: &str, last: &str) -> Vec<String> {
    let parsed =
        |text: &str| Some((text.get(..4)?.parse::<i32>().ok()?, text.get(5..7)?.parse::<i32>().ok()?));
    let (Some(first), Some(last)) = (parsed(first), parsed(last)) else { return Vec::new() };
    let index = |(year, month): (i32, i32)| year * 12 + month - 1;
    (index(first)..=index(last))
        .map(|index| format!("{:04}-{:02}", index.div_euclid(12), index.rem_euclid(12) + 1))
        .collect()
}

/// More columns than this are hard to hit with a finger: years then.
const MOST_COLUMNS: usize = 60;

/// Counts by month, each column a link; by year where there are many months.
pub fn by_month(counts: &[(String, u64)], what: &str, link: impl Fn(&str) -> String) -> Markup {
    let (Some(first), Some(last)) = (counts.first(), counts.last()) else { return html! {} };
    let months = months_between(&first.0, &last.0);
    if months.len() <= MOST_COLUMNS {
        return columns(&filled(months, counts), what, link);
    }
    let mut years: Vec<(String, u64)> = Vec::new();
    for (month, count) in counts {
        let year = month.get(..4).unwrap_or_default();
        match years.last_mut().filter(|(known, _)| known == year) {
            Some((_, sum)) => *sum += count,
            None => years.push((year.to_owned(), *count)),
        }
    }
    columns(&years, what, link)
}

/// Counts by the days of a month.
pub fn by_day(month: &str, counts: &[(String, u64)], link: impl Fn(&str) -> String) -> Markup {
    let days = format!("{month}-01").parse().map_or(0, |first: jiff::civil::Date| first.days_in_month());
    let days = (1..=days).map(|day| format!("{month}-{day:02}")).collect();
    columns(&filled(days, counts), "Said and done", link)
}

/// Every period, also those in which nothing was.
fn filled(periods: Vec<String>, counts: &[(String, u64)]) -> Vec<(String, u64)> {
    let count = |period: &String| counts.iter().find(|(one, _)| one == period).map_or(0, |(_, count)| *count);
    periods.into_iter().map(|period| (period.clone(), count(&period))).collect()
}

fn columns(columns: &[(String, u64)], what: &str, link: impl Fn(&str) -> String) -> Markup {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return html! {} };
    let most = columns.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let width = 10 * columns.len().max(12);
    html! {
        figure.months {
            svg viewBox={ "0 0 " (width) " 60" } preserveAspectRatio="none" role="group"
                aria-label={ (what) " from " (period(&first.0)) " to " (period(&last.0)) } {
                @for (index, (name, count)) in columns.iter().enumerate() {
                    @if *count > 0 {
                        @let height = column_height(*count, most);
                        a href=(link(name)) {
                            title { (period(name)) ": " (number(*count)) }
                            rect.behind x=(10 * index) y="0" width="10" height="60" {}
                            rect.column x=(10 * index + 1) y=(60 - height) width="8" height=(height) {}
                        }
                    }
                }
                rect.ground x="0" y="59" width=(width) height="1" {}
            }
            figcaption { span { (period(&first.0)) } @if first.0 != last.0 { span { (period(&last.0)) } } }
        }
    }
}

/// Words by month: a row for each, a column for each month, every field a link.
pub fn grid(topics: &[Topic], link: impl Fn(&str, &str) -> String) -> Markup {
    let months = topics.iter().flat_map(|topic| topic.months.iter().map(|month| month.month.as_str()));
    let (Some(first), Some(last)) = (months.clone().min(), months.max()) else { return html! {} };
    let months = months_between(first, last);
    // The last ones, when there are too many to hit with a finger.
    let months = &months[months.len().saturating_sub(MOST_FIELDS)..];
    let counts = topics.iter().flat_map(|topic| topic.months.iter().map(|month| month.statements));
    let most = counts.max().unwrap_or(1).max(1);
    html! {
        ul.grid {
            @for topic in topics {
                li {
                    span.label { a href=(link(&topic.word, "")) { (topic.word) } }
                    svg viewBox={ "0 0 " (10 * months.len().max(6)) " 10" } preserveAspectRatio="none" role="group"
                        aria-label={ (topic.word) " by month" } {
                        @for (index, month) in months.iter().enumerate() {
                            @let count = topic.months.iter().find(|one| one.month == *month).map_or(0, |one| one.statements);
                            @if count > 0 {
                                @let height = (count * 8).div_ceil(most);
                                a href=(link(&topic.word, month)) {
                                    title { (topic.word) ", " (period(month)) ": " (number(count)) }
                                    rect.behind x=(10 * index) y="0" width="10" height="10" {}
                                    rect.column x=(10 * index + 1) y=(10 - height) width="8" height=(height) {}
                                }
                            }
                        }
                        rect.ground x="0" y="9.7" width=(10 * months.len().max(6)) height="0.3" {}
                    }
                    span.count { (number(topic.statements)) }
                }
            }
        }
        p.ends.hint { span { (period(months.first().map_or(first, String::as_str))) } span { (period(last)) } }
    }
}

/// Fields of a grid that a finger can hit.
const MOST_FIELDS: usize = 24;

fn column_height(count: u64, most: u64) -> u64 {
    (count * 56).div_ceil(most).max(3)
}

/// When somebody had which role: a line from the first to the last day on which documents gave it.
pub fn spans(rows: &[(String, Option<[jiff::civil::Date; 2]>, String)]) -> Markup {
    let days = rows.iter().filter_map(|row| row.1).flatten();
    let number = |date: jiff::civil::Date| i64::from(date.year()) * 366 + i64::from(date.day_of_year());
    let (first, last) = (days.clone().min().map_or(0, number), days.max().map_or(1, number));
    let whole = (last - first).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a picture")]
    let place = |date: jiff::civil::Date| (number(date) - first) as f64 * 96.0 / whole as f64 + 2.0;
    html! {
        ul.spans {
            @for (name, days, words) in rows {
                li {
                    span.label { (name) }
                    @if let Some([from, to]) = days {
                        svg.span viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
                            rect.track x="0" y="2.5" width="100" height="1" {}
                            rect x=(format!("{:.2}", place(*from) - 1.0)) y="1"
                                width=(format!("{:.2}", place(*to) - place(*from) + 2.0)) height="4" {}
                        }
                    }
                    span.count { (words) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_without_statements_are_columns_too() {
        assert_eq!(months_between("2023-11", "2024-02"), ["2023-11", "2023-12", "2024-01", "2024-02"]);
        assert_eq!(months_between("2024-02", "2024-02"), ["2024-02"]);
        assert!(months_between("?", "2024-02").is_empty());
    }
}
