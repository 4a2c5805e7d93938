//! Dates as pages of many languages write them: "3 mai 2021", "03.05.2021 14:00", "May 3rd, 2021", "2021年5月3日".
//! Only for metadata: the dates of an article's own words are `annotate`'s.

use std::{collections::HashMap, sync::LazyLock};

use jiff::civil::{Date, Time};

/// A date with the time of day behind it, if one is written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenDate {
    pub(crate) date: Date,
    pub(crate) time: Option<Time>,
    /// Offset in bytes of its first character.
    pub(crate) start: usize,
    /// Offset in bytes behind its last character, the time of day aside.
    pub(crate) end: usize,
}

impl WrittenDate {
    /// ISO 8601, without zone.
    pub(crate) fn value(&self) -> String {
        match self.time {
            Some(time) => format!("{}T{:02}:{:02}", self.date, time.hour(), time.minute()),
            None => self.date.to_string(),
        }
    }
}

/// Names of the months and their usual abbreviations, lower case, by month.
const MONTHS: [&str; 12] = [
    "january jan januar jänner janvier janv enero ene janeiro gennaio gen januari stycznia styczeń ledna leden ocak oca tammikuuta tammikuu января январь січня ianuarie",
    "february feb februar febr février févr fevrier febrero fevereiro fev febbraio februari lutego luty února únor şubat helmikuuta helmikuu февраля февраль лютого februarie",
    "march mar märz mrz mars marzo março maart mrt marca marzec března březen mart maaliskuuta maaliskuu марта март березня martie",
    "april apr avril avr abril abr aprile kwietnia kwiecień dubna duben nisan huhtikuuta huhtikuu апреля апрель квітня aprilie",
    "may mai mayo maio maggio mag mei maj maja května květen mayıs toukokuuta toukokuu мая май травня",
    "june jun juni juin junio junho giugno giu czerwca czerwiec června červen haziran kesäkuuta kesäkuu июня июнь червня iunie",
    "july jul juli juillet juil julio julho luglio lug lipca lipiec července červenec temmuz heinäkuuta heinäkuu июля июль липня iulie",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień srpna srpen ağustos elokuuta elokuu августа август серпня",
    "september sep sept septembre septiembre setiembre setembro set settembre września wrzesień září eylül syyskuuta syyskuu сентября сентябрь вересня septembrie",
    "october oct oktober okt octobre octubre outubro out ottobre ott października październik października října říjen ekim lokakuuta lokakuu октября октябрь жовтня octombrie",
    "november nov novembre noviembre novembro listopada listopad listopadu kasım marraskuuta marraskuu ноября ноябрь листопада noiembrie",
    "december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre grudnia grudzień prosince prosinec aralık joulukuuta joulukuu декабря декабрь грудня decembrie desember des",
];

/// The first full date in the first 200 characters of `text`. `month_first` says how 3/5/2021 is read.
pub(crate) fn written_date(text: &str, month_first: bool) -> Option<WrittenDate> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let end = text.char_indices().nth(200).map_or(text.len(), |(offset, _)| offset);
    let words = words(&text[..end]);
    (0..words.len()).find_map(|index| {
        let (date, used) = date_at(&words[index..], month_first)?;
        let last = &words[index + used - 1];
        let time = time_in(&words[index + used..]);
        Some(WrittenDate { date, time, start: words[index].start, end: last.start + last.text.len() })
    })
}

/// A run of digits or of letters, and what stands between it and the one behind it.
struct Word<'text> {
    start: usize,
    text: &'text str,
    gap: &'text str,
}

impl Word<'_> {
    fn number(&self) -> Option<i16> {
        self.text.parse().ok()
    }

    fn is_digits(&self) -> bool {
        self.text.starts_with(|character: char| character.is_ascii_digit())
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let kind = |character: char| match character {
        '0'..='9' => 1,
        '年' | '月' | '日' => 0,
        _ if character.is_alphabetic() => 2,
        _ => 0,
    };
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut last = 0;
    for (offset, character) in text.char_indices() {
        let this = kind(character);
        if this != 0 && this != last {
            cuts.push((offset, offset));
        }
        if let Some(cut) = cuts.last_mut().filter(|_| this != 0) {
            cut.1 = offset + character.len_utf8();
        }
        last = this;
    }
    let behind = |index: usize| cuts.get(index + 1).map_or(text.len(), |next| next.0);
    (0..cuts.len())
        .map(|index| Word {
            start: cuts[index].0,
            text: &text[cuts[index].0..cuts[index].1],
            gap: &text[cuts[index].1..behind(index)],
        })
        .collect()
}

/// The date at the start of `words`, and how many of them it takes.
fn date_at(words: &[Word], month_first: bool) -> Option<(Date, usize)> {
    let [first, second, rest @ ..] = words else { return None };
    let third = rest.first();
    if let (Some(one), Some(two), Some(third)) = (first.number(), second.number(), third)
        && let Some(three) = third.number()
        && first.is_digits()
    {
        let gaps = (first.gap.trim(), second.gap.trim());
        let is_joined = gaps.0 == gaps.1 && matches!(gaps.0, "-" | "/" | ".") || gaps == ("年", "月");
        let lengths = (first.text.len(), second.text.len(), third.text.len());
        let (year, month, day) = match lengths {
            _ if !is_joined => return None,
            (4, 1..=2, 1..=2) => (one, two, three),
            (1..=2, 1..=2, 2 | 4) if lengths.2 == 4 || gaps.0 == "." => {
                let year = if lengths.2 == 2 { 2000 + three } else { three };
                let american = gaps.0 == "/" && month_first;
                if (american && one <= 12) || two > 12 { (year, one, two) } else { (year, two, one) }
            }
            _ => return None,
        };
        return Some((day_of(year, month, day)?, 3));
    }
    if first.is_digits() {
        // "3 May 2021", "3. Mai 2021", "3 de mayo de 2021", "3rd of May, 2021".
        let day = first.number().filter(|_| first.text.len() <= 2)?;
        let small =
            |word: &&Word| matches!(word.text, "st" | "nd" | "rd" | "th" | "de" | "of" | "er" | "º" | "d");
        let skipped = words[1..].iter().take(2).take_while(small).count();
        let month = words.get(1 + skipped)?;
        let number = month_of(month.text)?;
        let year = words[2 + skipped..].iter().take(2).enumerate().find(|(_, word)| !small(word))?;
        let used = 3 + skipped + year.0;
        return Some((day_of(year_of(year.1)?, number, day)?, used));
    }
    // "May 3, 2021", "May 3rd 2021".
    let month = month_of(first.text)?;
    let day = second.number().filter(|_| second.is_digits() && second.text.len() <= 2)?;
    let skipped = usize::from(third.is_some_and(|word| matches!(word.text, "st" | "nd" | "rd" | "th")));
    Some((day_of(year_of(rest.get(skipped)?)?, month, day)?, 3 + skipped))
}

fn year_of(word: &Word) -> Option<i16> {
    let digits = word.text.len();
    word.number().filter(|_| word.is_digits() && digits == 4)
}

/// The number of the month that `word` names. Asked for nearly every word of a page that is short enough.
fn month_of(word: &str) -> Option<i16> {
    static NUMBERS: LazyLock<HashMap<&str, i16>> = LazyLock::new(|| {
        let mut numbers = HashMap::new();
        for (number, names) in (1..).zip(MONTHS) {
            for name in names.split(' ') {
                numbers.entry(name).or_insert(number);
            }
        }
        numbers
    });
    const LONGEST: usize = 24;
    if word.len() > LONGEST {
        return None;
    }
    NUMBERS.get(word).or_else(|| NUMBERS.get(word.to_lowercase().as_str())).copied()
}

/// The web is younger than 1990.
fn day_of(year: i16, month: i16, day: i16) -> Option<Date> {
    let part = |number: i16| i8::try_from(number).ok();
    Date::new(year, part(month)?, part(day)?).ok().filter(|_| (1990..2100).contains(&year))
}

/// A time of day within the next few words: "14:00", "2:05 pm", "10.42 Uhr".
fn time_in(words: &[Word]) -> Option<Time> {
    words.windows(2).take(4).enumerate().find_map(|(index, pair)| {
        let (hour, minute) = (pair[0].number()?, pair[1].number()?);
        let behind = words.get(index + 2).map_or("", |word| word.text).to_lowercase();
        let is_clock = pair[0].gap == ":" || (pair[0].gap == "." && matches!(behind.as_str(), "uhr" | "h"));
        let hour = match behind.as_str() {
            "pm" if hour < 12 => hour + 12,
            "am" if hour == 12 => 0,
            _ => hour,
        };
        let lengths = pair[0].text.len() <= 2 && pair[1].text.len() == 2;
        let part = |number: i16| i8::try_from(number).ok();
        Time::new(part(hour)?, part(minute)?, 0, 0).ok().filter(|_| is_clock && lengths)
    })
}

#[cfg(test)]
mod tests {
    use super::written_date;

    fn check(text: &str, expected: &str) {
        let found = written_date(text, false).map(|date| date.value());
        assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text}");
    }

    #[test]
    fn many_languages() {
        check("Veröffentlicht am 3. Mai 2021, 14:05 Uhr", "2021-05-03T14:05");
        check("Publié le 3 août 2021 à 9:30", "2021-08-03T09:30");
        check("3 de mayo de 2021", "2021-05-03");
        check("May 3rd, 2021 at 2:05 pm", "2021-05-03T14:05");
        check("Opublikowano: 3 września 2021", "2021-09-03");
        check("03.05.2021 | 10.42 Uhr", "2021-05-03T10:42");
        check("03.05.21", "2021-05-03");
        check("3.5.21", "2021-05-03");
        check("2021年5月3日", "2021-05-03");
        check("Stand 2021-05-03 20:29:58", "2021-05-03T20:29");
        check("5/13/2021", "2021-05-13");
    }

    #[test]
    fn no_dates() {
        for text in ["", "May 2021", "3 May", "31.02.2021", "1.2.3", "12 people in 2021"] {
            check(text, "-");
        }
        assert_eq!(written_date("3/5/2021", true).unwrap().value(), "2021-03-05");
    }
}
