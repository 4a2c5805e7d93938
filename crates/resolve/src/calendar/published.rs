//! Concludes a day of publication from the text, when nothing else gives one.

use jiff::civil::Date;
use types::{BlockKind, Published, PublishedBasis, Reading, TimeExpression, TimeMark};

use super::days::{between, edtf};

/// The day on which the text was published at the earliest, as far as the text itself shows it; none when nothing is safe.
///
/// An article cannot be older than the posts that it embeds, and is rarely much younger: the latest stamp of a post
/// counts. Without posts the latest full date in the text counts, when at least one other full date lies within the 31
/// days before it (news speaks of days close to each other; a lone date may be any) and no year in the text is later.
pub fn infer_published(reading: &Reading, times: &[TimeMark]) -> Option<Published> {
    let stamps =
        reading.blocks.iter().filter(|block| block.kind == BlockKind::Post).filter_map(|block| block.stamp);
    let stamped: Vec<_> = stamps.collect();
    let in_stamp = |mark: &&TimeMark| stamped.iter().any(|stamp| stamp.overlaps(mark.span));
    let latest_stamp = times.iter().filter(in_stamp).filter_map(|mark| full_date(&mark.expression)).max();
    let date = latest_stamp.or_else(|| latest_supported(times))?;
    Some(Published { date, value: edtf(date), basis: PublishedBasis::Inferred })
}

fn latest_supported(times: &[TimeMark]) -> Option<Date> {
    let dates: Vec<Date> = times.iter().filter_map(|mark| full_date(&mark.expression)).collect();
    let latest = dates.iter().copied().max()?;
    let near = |day: &&Date| between(**day, latest).is_some_and(|days| (1..=31).contains(&days));
    let later_year = times.iter().any(|mark| matches!(mark.expression, TimeExpression::Date { year: Some(year), .. } if year > latest.year()));
    (dates.iter().any(|day| near(&day)) && !later_year).then_some(latest)
}

/// The day of an expression that writes day, month and year.
fn full_date(expression: &TimeExpression) -> Option<Date> {
    match expression {
        TimeExpression::Date { year: Some(year), month: Some(month), day: Some(day) } => {
            Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()
        }
        TimeExpression::Clock { day: Some(day), .. } | TimeExpression::PartOfDay { day, .. } => {
            full_date(day)
        }
        _ => None,
    }
}
