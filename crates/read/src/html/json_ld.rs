//! JSON-LD: what a page tells search engines about its article.

use serde_json::{Map, Value};

/// Types of schema.org that are an article, best first.
const ARTICLE_TYPES: &[&str] = &[
    "NewsArticle",
    "LiveBlogPosting",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "Article",
    "BlogPosting",
    "Report",
    "SocialMediaPosting",
    "TechArticle",
    "ScholarlyArticle",
    "AdvertiserContentArticle",
    "CreativeWork",
    "WebPage",
];

/// What JSON-LD says about the article. Strings are as they stand, entities and all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) headline: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    /// When the page's video was put there.
    pub(crate) uploaded: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) language: Option<String>,
}

/// Reads all JSON-LD scripts of a page. Scripts that are no JSON even after repair are noted.
pub(crate) fn article(scripts: &[String], notes: &mut Vec<String>) -> Article {
    let mut objects = Vec::new();
    let mut unread = Article::default();
    for script in scripts {
        match parse(script) {
            Some(value) => collect(&value, &mut objects, 0),
            None => {
                notes.push("a JSON-LD script of the page cannot be read".to_owned());
                unread.published = unread.published.or_else(|| loose(script, "datePublished"));
                unread.modified = unread.modified.or_else(|| loose(script, "dateModified"));
            }
        }
    }
    let uploaded = objects.iter().find_map(|object| string(object, "uploadDate"));
    let dated = |key: &str| objects.iter().find_map(|object| string(object, key));
    let mut people = objects.iter().filter(|object| types(object).any(|name| name == "Person"));
    let only_person =
        people.next().filter(|_| people.next().is_none()).and_then(|person| string(person, "name"));
    let rank = |object: &Map<String, Value>| types(object).filter_map(rank).min();
    let best =
        objects.iter().filter_map(|object| Some((rank(object)?, object))).min_by_key(|&(rank, _)| rank);
    let Some((_, object)) = best else {
        // A recipe, a product, instructions: no article, but somebody made them on some day.
        let made =
            objects.iter().find(|object| object.contains_key("author") && !types(object).any(is_reaction));
        let authors = made.and_then(|made| made.get("author")).map(|value| names(value, &objects));
        return Article {
            uploaded,
            authors: authors.unwrap_or_else(|| only_person.into_iter().collect()),
            published: dated("datePublished").or(unread.published),
            modified: dated("dateModified").or(unread.modified),
            ..Article::default()
        };
    };
    let names = |key: &str| object.get(key).map(|value| names(value, &objects)).unwrap_or_default();
    let named = |key: &str| Some(names(key)).filter(|names| !names.is_empty());
    Article {
        headline: string(object, "headline").or_else(|| string(object, "name")),
        authors: named("author")
            .or_else(|| named("creator"))
            .unwrap_or_else(|| only_person.into_iter().collect()),
        published: string(object, "datePublished")
            .or_else(|| string(object, "dateCreated"))
            .or_else(|| dated("datePublished"))
            .or(unread.published),
        modified: string(object, "dateModified").or(unread.modified),
        uploaded,
        section: string(object, "articleSection"),
        publisher: names("publisher").into_iter().next(),
        url: string(object, "url").or_else(|| match object.get("mainEntityOfPage") {
            Some(Value::String(url)) => Some(url.clone()),
            Some(Value::Object(page)) => string(page, "@id").or_else(|| string(page, "url")),
            _ => None,
        }),
        language: string(object, "inLanguage"),
    }
}

/// The value of `"key": "value"` in a script that is no JSON.
pub(crate) fn loose(script: &str, key: &str) -> Option<String> {
    let behind = &script[script.find(&format!("\"{key}\""))? + key.len() + 2..];
    let value = behind.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    Some(value.split('"').next()?.to_owned()).filter(|value| !value.is_empty() && value.len() <= 40)
}

fn rank(name: &str) -> Option<usize> {
    let name = name.rsplit('/').next().unwrap_or(name);
    ARTICLE_TYPES.iter().position(|known| *known == name)
}

/// What readers add to a page.
fn is_reaction(name: &str) -> bool {
    matches!(name, "Review" | "UserReview" | "CriticReview" | "Comment" | "Answer" | "Question")
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let list = match object.get("@type") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    list.iter().filter_map(Value::as_str)
}

fn string(object: &Map<String, Value>, key: &str) -> Option<String> {
    let value = match object.get(key)? {
        Value::String(text) => text.trim(),
        Value::Array(list) => list.iter().find_map(Value::as_str)?.trim(),
        _ => return None,
    };
    (!value.is_empty()).then(|| value.to_owned())
}

/// The names that an author or publisher value holds: a string, an object, a reference to one, or a list of these.
fn names(value: &Value, objects: &[Map<String, Value>]) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.trim().to_owned()],
        Value::Array(list) => list
            .iter()
            .take(50)
            .flat_map(|value| match value {
                Value::Array(_) => Vec::new(),
                value => names(value, objects),
            })
            .collect(),
        Value::Object(object) => match (object.get("name"), object.get("@id")) {
            (Some(Value::String(name)), _) => vec![name.trim().to_owned()],
            (Some(Value::Array(list)), _) => {
                list.iter().filter_map(Value::as_str).map(|name| name.trim().to_owned()).collect()
            }
            (_, Some(id)) => {
                let target =
                    objects.iter().find(|other| other.get("@id") == Some(id) && other.contains_key("name"));
                target.and_then(|target| string(target, "name")).into_iter().collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// All objects, outer before inner, in order; those inside `@graph`, lists and fields too, a few levels deep.
fn collect(value: &Value, objects: &mut Vec<Map<String, Value>>, depth: usize) {
    const DEEPEST: usize = 8;
    match value {
        _ if depth > DEEPEST => {}
        Value::Array(list) => list.iter().for_each(|value| collect(value, objects, depth + 1)),
        Value::Object(object) => {
            objects.push(object.clone());
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"] {
                if let Some(inner) = object.get(key) {
                    collect(inner, objects, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let script = script
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("]]>")
        .trim_end_matches("//")
        .trim();
    let script = script.trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| serde_json::from_str(&repair(script)).ok())
}

/// Without the usual mistakes: commas before a closing bracket, line breaks inside strings.
fn repair(script: &str) -> String {
    let mut repaired = String::with_capacity(script.len());
    let (mut in_string, mut escaped) = (false, false);
    for character in script.chars() {
        if in_string {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            repaired.push(if character.is_control() { ' ' } else { character });
            continue;
        }
        if matches!(character, '}' | ']') {
            let kept = repaired.trim_end();
            let kept = kept.strip_suffix(',').unwrap_or(kept).len();
            repaired.truncate(kept);
        }
        in_string = character == '"';
        repaired.push(character);
    }
    repaired
}

#[cfg(test)]
mod tests {
    use super::article;

    fn check(script: &str, headline: &str, authors: &[&str], publisher: &str) {
        let found = article(&[script.to_owned()], &mut Vec::new());
        assert_eq!(found.headline.as_deref(), Some(headline));
        assert_eq!(found.authors, authors);
        assert_eq!(found.publisher.unwrap_or_default(), publisher);
    }

    #[test]
    fn shapes() {
        check(
            r#"{"@type":["NewsArticle","LiveBlogPosting"],"headline":"Rain","author":[{"name":"Jo Doe"},"Al Roe"],"publisher":{"name":"The Fact"}}"#,
            "Rain",
            &["Jo Doe", "Al Roe"],
            "The Fact",
        );
        check(
            r##"{"@graph":[{"@type":"WebPage","name":"x"},{"@type":"Article","headline":"Rain","author":{"@id":"#jo"},},
            {"@type":"Person","@id":"#jo","name":"Jo Doe"}]}"##,
            "Rain",
            &["Jo Doe"],
            "",
        );
    }

    #[test]
    fn what_is_no_article_has_authors_and_dates_too() {
        let recipe = r#"[{"@type":"Comment","author":"al"},
            {"@type":"Recipe","name":"Soup","author":{"name":"Jo Doe"},"datePublished":"2021-05-03"}]"#;
        let found = article(&[recipe.to_owned()], &mut Vec::new());
        assert_eq!((found.authors, found.headline), (vec!["Jo Doe".to_owned()], None));
        assert_eq!(found.published.as_deref(), Some("2021-05-03"));
    }
}
