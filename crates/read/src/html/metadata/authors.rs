//! Who wrote a page.

mod phrases;

use dom_query::{Matcher, NodeId, NodeRef};
use rustc_hash::FxHashSet;

use self::phrases::{AUTHOR_NAMES, LABELS, NAMED, NO_PERSONS, OPENINGS, OTHERS, SHOWN, SINGLE, STEMS};
use super::{MetaTags, Source, words};
use crate::{
    byline::{byline, is_name, names_in},
    html::{
        boilerplate::has_name_that,
        json_ld,
        leaves::{short_text, text_start},
        world_dates::written_date,
    },
};

thread_local! {
    /// The selectors above, compiled once; with whether a name of one word counts.
    static WAYS: Vec<(Matcher, bool)> = [(NAMED, true), (SHOWN, false), (SINGLE, true)]
        .into_iter()
        .flat_map(|(selectors, alone)| selectors.iter().map(move |selector| (selector, alone)))
        .filter_map(|(selector, alone)| Some((Matcher::new(selector).ok()?, alone)))
        .collect();
}

/// The authors' names, one each. What the page tells machines counts first, then what it shows; but a person counts
/// before a desk, an account or the outlet.
pub(super) fn authors(
    source: &Source,
    article: &json_ld::Article,
    meta: &MetaTags,
    outlet: Option<&str>,
) -> Vec<String> {
    let scripted = || article.authors.iter().map(|author| super::unescape(author));
    let ways: [&dyn Fn() -> Vec<String>; 6] = [
        &|| listed(scripted(), outlet),
        &|| tagged(meta, outlet),
        &|| marked(source, outlet),
        &|| first_byline(source),
        // A page that its outlet wrote: a person's own site, or nobody's name.
        &|| listed(scripted(), None),
        &|| {
            Some(tagged(meta, None)).filter(|names| !names.is_empty()).unwrap_or_else(|| marked(source, None))
        },
    ];
    let mut first = Vec::new();
    for way in ways {
        let names = way();
        if names.iter().any(|name| is_person(name)) {
            return names;
        }
        if first.is_empty() {
            first = names;
        }
    }
    first
}

/// Whether `name` can be a person's full name.
fn is_person(name: &str) -> bool {
    let parts: Vec<&str> = name.split_whitespace().collect();
    (2..=5).contains(&parts.len())
        && is_name(&parts)
        && !words(name).iter().any(|word| NO_PERSONS.contains(&word.as_str()))
}

/// The names in `<meta>` tags.
fn tagged(meta: &MetaTags, outlet: Option<&str>) -> Vec<String> {
    for key in AUTHOR_NAMES {
        // "twitter:data1" is an author only where its label says so.
        if *key == "twitter:data1" && !meta.all("twitter:label1").any(is_label_of_author) {
            continue;
        }
        let found = listed(meta.all(key).map(str::to_owned), outlet);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The names in elements that mark-up names for their author; in the first such element and those beside it.
fn marked(source: &Source, outlet: Option<&str>) -> Vec<String> {
    let candidates = candidates(source);
    WAYS.with(|ways| {
        ways.iter().find_map(|(matcher, alone)| {
            let mut own = candidates
                .iter()
                .filter(|element| element.is_match(matcher) && !is_of_others(element))
                .peekable();
            let around = own.peek().map(|first| box_of(first));
            let values: Vec<String> = own
                .take(6)
                .take_while(|element| Some(box_of(element)) == around)
                .filter_map(|element| {
                    let content = element.attr("content").map(|content| content.to_string());
                    content.or_else(|| short_text(element, 120))
                })
                .collect();
            // "von jo" names an account, "jo" alone may be anything.
            let is_opened = values.iter().any(|value| without_opening(value).is_some());
            let mut found = listed(values.into_iter(), outlet);
            found.retain(|name| {
                let words = name.split_whitespace().count();
                (2..=5).contains(&words) || ((*alone || is_opened) && words == 1)
            });
            Some(found).filter(|found| !found.is_empty())
        })
    })
    .unwrap_or_default()
}

/// The elements that may match one of the selectors, in the order of the page. Few do, and matching takes long.
fn candidates<'page>(source: &Source<'page>) -> Vec<NodeRef<'page>> {
    let mut inside: FxHashSet<NodeId> = FxHashSet::default();
    let is_candidate = |element: &&NodeRef| {
        let is_inside = element.parent().is_some_and(|parent| inside.contains(&parent.id));
        let is_one = is_inside
            || element.element_ref().is_some_and(|data| {
                data.attrs.iter().any(|attribute| {
                    matches!(&*attribute.name.local, "class" | "id" | "rel" | "itemprop" | "href")
                        && has_stem(&attribute.value)
                })
            });
        if is_one {
            inside.insert(element.id);
        }
        is_one
    };
    source.places.elements.iter().filter(is_candidate).copied().collect()
}

fn has_stem(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| {
        let opens = |stem: &&&str| stem.as_bytes().first() == Some(&byte.to_ascii_lowercase());
        STEMS.iter().filter(opens).any(|stem| {
            bytes.get(at..at + stem.len()).is_some_and(|found| found.eq_ignore_ascii_case(stem.as_bytes()))
        })
    })
}

/// The element two steps around `element`.
fn box_of(element: &NodeRef) -> Option<NodeId> {
    let parent = element.parent()?;
    Some(parent.parent().unwrap_or(parent).id)
}

fn is_of_others(element: &NodeRef) -> bool {
    element.ancestors_it(Some(5)).any(|outer| {
        // The footer of a post has its author in widely used systems; that of a page has its owner.
        let is_of_post = || has_name_that(&outer, |name| matches!(name, "post" | "entry" | "article"));
        let is_other = |name: &str| OTHERS.contains(&name) && !(name == "footer" && is_of_post());
        !outer.has_name("body") && has_name_that(&outer, is_other)
    })
}

/// The names in the first short text about the headline (or on the page, if there is none) that is a byline.
fn first_byline(source: &Source) -> Vec<String> {
    let elements = &source.places.elements;
    let from = source.headline.unwrap_or(0).saturating_sub(ABOVE_HEADLINE);
    let read = |index: usize, element: &NodeRef| -> Option<Vec<String>> {
        if element.has_name("script") || element.has_name("style") || element.has_name("title") {
            return None;
        }
        let text = short_text(element, 100).or_else(|| first_line(element))?;
        let text = text.trim_start_matches(['-', '–', '—', '|', ' ']);
        if let Some(name) = behind_date(text) {
            return Some(vec![name]);
        }
        if is_label(text) {
            let names = listed(behind_label(elements, index).into_iter(), None);
            // "by jo" names somebody too; what stands behind "Text" may be the text.
            let is_name = |name: &String| {
                is_person(name) || !text.to_lowercase().starts_with("te") && !name.contains(' ')
            };
            return Some(names).filter(|names| names.first().is_some_and(is_name));
        }
        let line = match without_opening(text) {
            Some(name) if is_several_words(name) => byline(&format!("By {}", with_commas(name))),
            _ => byline(text).filter(|line| line.names.iter().any(|name| is_several_words(name))),
        }?;
        Some(line.names)
    };
    let mut about = elements.iter().enumerate().skip(from).take(MOST_ELEMENTS);
    about
        .find_map(|(index, element)| read(index, element).filter(|_| !is_of_others(element)))
        .unwrap_or_default()
}

/// Elements above the headline in which a byline is looked for.
const ABOVE_HEADLINE: usize = 6;

/// The first line of a paragraph whose lines are set apart by `<br>`.
fn first_line(paragraph: &NodeRef) -> Option<String> {
    const LONGEST: usize = 100;
    let is_paragraph = paragraph.has_name("p") || paragraph.has_name("div");
    if !is_paragraph || !paragraph.children_it(false).any(|child| child.has_name("br")) {
        return None;
    }
    Some(text_start(paragraph, LONGEST)).filter(|line| line.len() < LONGEST && !line.is_empty())
}

fn is_label(text: &str) -> bool {
    const LONGEST: usize = 20;
    let text = text.trim_matches(|character: char| character.is_whitespace() || ":|".contains(character));
    text.len() <= LONGEST && LABELS.contains(&text.to_lowercase().as_str())
}

/// The text behind a label: what follows in the same element, else the next element that has any.
fn behind_label(elements: &[NodeRef], label: usize) -> Option<String> {
    let beside = elements[label].next_sibling().filter(|next| next.is_text()).map(|next| next.text());
    let beside = beside.as_deref().map(str::trim).filter(|text| text.chars().any(char::is_alphabetic));
    let next = || {
        let behind = elements[label + 1..].iter().take(4);
        behind.filter_map(|element| short_text(element, 100)).find(|text| !is_label(text))
    };
    beside.filter(|text| text.len() <= 100).map(str::to_owned).or_else(next)
}

/// "11.12.2019 - Jane Doe", "4 May 2021 | 13:10 | Jane Doe": the name.
fn behind_date(text: &str) -> Option<String> {
    let date = written_date(text, true).filter(|date| date.start < 4)?;
    let (at, mark) = text.rmatch_indices(['-', '–', '|', '·']).find(|(at, _)| text[..*at].ends_with(' '))?;
    let name = text[at + mark.len()..].trim();
    (at > date.start && is_person(name) && name.split(' ').count() <= 3).then(|| name.to_owned())
}

/// Elements behind the headline in which a byline is looked for.
const MOST_ELEMENTS: usize = 400;

fn is_several_words(name: &str) -> bool {
    (2..=8).contains(&name.split_whitespace().count())
}

fn is_label_of_author(label: &str) -> bool {
    let label = label.to_lowercase();
    [
        "written by",
        "verfasst von",
        "geschrieben von",
        "escrito por",
        "écrit par",
        "scritto da",
        "geschreven door",
        "napisane przez",
        "skrevet af",
        "skriven av",
    ]
    .iter()
    .any(|known| label.starts_with(known))
}

/// The names in `values`, each once.
fn listed(values: impl Iterator<Item = String>, outlet: Option<&str>) -> Vec<String> {
    const MOST: usize = 100;
    let mut names: Vec<String> = Vec::new();
    for value in values.take(MOST).filter(|value| !value.contains("://") && !value.starts_with("//")) {
        let value = without_handle(value.trim().trim_start_matches(['©', '-', '–', ' ']));
        let value = without_date(value);
        let value = without_opening(value).unwrap_or(value);
        // "Jane Doe/The Agency".
        let value =
            value.split_once('/').map_or(value, |(name, _)| if is_person(name) { name } else { value });
        let value = once(value);
        let value = [" am ", " vom ", " on "]
            .iter()
            .fold(value, |value, end| value.split_once(end).map_or(value, |(name, _)| name));
        for name in names_in(&with_commas(&in_order(value))) {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) && is_author(&name, outlet) {
                names.push(name);
            }
        }
    }
    names
}

/// "Jane Doe und John Roe" as "Jane Doe, John Roe".
fn with_commas(names: &str) -> String {
    [" und ", " And ", " et ", " y ", " och ", " og ", " en ", " / "]
        .iter()
        .fold(names.to_owned(), |names, and| names.replace(and, ", "))
}

/// "Jane Doe, 3 May 2021" as "Jane Doe,", and "Posted on 3 May 2021 by Jane Doe" as "by Jane Doe".
fn without_date(value: &str) -> &str {
    let Some(date) = written_date(value, true) else { return value };
    let behind = value[date.end..].trim_start_matches([',', ' ', '|', '-', '–']);
    if without_opening(behind).is_some() { behind } else { value[..date.start].trim() }
}

/// "Jane Doe Jane Doe" as "Jane Doe": a picture's text beside the name.
fn once(value: &str) -> &str {
    let middle = value.len() / 2;
    match (value.get(..middle), value.get(middle + 1..)) {
        (Some(first), Some(second)) if first == second && value[middle..].starts_with(' ') => first,
        _ => value,
    }
}

/// "Jane Doe @janedoe" as "Jane Doe".
fn without_handle(value: &str) -> &str {
    match value.rsplit_once([' ', '(']) {
        Some((name, handle)) if handle.starts_with('@') => name.trim(),
        _ => value,
    }
}

fn without_opening(value: &str) -> Option<&str> {
    // ASCII is the lower case of hardly anything else, so the first byte tells most of them apart.
    let first = value.as_bytes().first()?.to_ascii_lowercase();
    let may_open = |opening: &&&str| !first.is_ascii() || opening.as_bytes().first() == Some(&first);
    OPENINGS.iter().filter(may_open).find_map(|opening| {
        let head = value.get(..opening.len())?;
        let is_same = if head.is_ascii() {
            head.eq_ignore_ascii_case(opening)
        } else {
            head.to_lowercase() == **opening
        };
        is_same.then(|| value[opening.len()..].trim())
    })
}

/// "Doe, Jane" (as citation metadata has it) as "Jane Doe".
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first))
            if !first.contains(',')
                && last.split_whitespace().count() == 1
                && (1..=2).contains(&first.split_whitespace().count()) =>
        {
            format!("{} {last}", first.trim())
        }
        _ => name.to_owned(),
    }
}

/// Whether `name` can be an author: neither the outlet itself nor an account name nor a link's words.
fn is_author(name: &str, outlet: Option<&str>) -> bool {
    let has_digit = name.contains(|character: char| character.is_ascii_digit());
    let is_account = name.contains(['@', '_', '[', '»', '…', ':', '©'])
        || (has_digit && name.contains(' '))
        || matches!(
            name.to_lowercase().as_str(),
            "admin"
                | "administrator"
                | "editor"
                | "staff"
                | "unknown"
                | "null"
                | "none"
                | "webmaster"
                | "author"
                | "autor"
                | "read more"
                | "more"
                | "profile"
                | "website"
                | "by"
                | "phd"
                | "ph.d"
                | "md"
                | "ms"
                | "rd"
                | "rn"
                | "mph"
                | "mba"
                | "jd"
                | "esq"
                | "von"
        );
    let is_outlet = outlet.is_some_and(|outlet| words(outlet) == words(name));
    !is_account && !is_outlet && name.len() <= 80 && name.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::{NAMED, SHOWN, SINGLE, WAYS, listed};

    #[test]
    fn selectors_can_be_read() {
        assert_eq!(WAYS.with(Vec::len), NAMED.len() + SHOWN.len() + SINGLE.len());
    }

    #[test]
    fn names_among_other_words() {
        for (value, expected) in [
            ("Posted on May 3, 2021 by Ada Quill", vec!["Ada Quill"]),
            ("Ada Quill Ada Quill", vec!["Ada Quill"]),
            ("Ada Quill/Elder Press", vec!["Ada Quill"]),
            ("the elder post - Ada Quill", vec!["Ada Quill"]),
            ("Ada Quill | The Elder Post", vec!["Ada Quill"]),
            ("Written by: Ada Quill", vec!["Ada Quill"]),
            ("Ada Quill und Ben Ochre", vec!["Ada Quill", "Ben Ochre"]),
        ] {
            assert_eq!(listed([value.to_owned()].into_iter(), Some("Elder Daily")), expected, "{value}");
        }
    }
}
