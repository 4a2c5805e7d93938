//! What the pages show and where they lead.

use axum::http::StatusCode;
use dom_query::Document;

use super::site::{Setup, Site, articles};
use crate::serve::pages::question::newest;

/// All addresses on a page that lead to the site itself.
fn links(page: &str) -> Vec<String> {
    let document = Document::from(page);
    let links = document.select("a[href]");
    links.iter().filter_map(|link| link.attr("href")).map(|link| link.to_string()).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let site = Site::new(&articles(), Setup { asked: true, ..Setup::default() });
    let mut waiting = vec!["/".to_owned()];
    let mut seen: Vec<String> = waiting.clone();
    while let Some(address) = waiting.pop() {
        let reply = site.get(&address);
        assert!(reply.status == StatusCode::OK, "{address}: {} {}", reply.status, reply.body);
        if !reply.header("content-type").starts_with("text/html") {
            continue;
        }
        for link in links(&reply.body) {
            let target = link.split('#').next().unwrap().to_owned();
            // Filters on filters go on for ever: two of them are enough.
            let deep = target.matches('&').count() > 1;
            if target.starts_with('/') && !deep && !seen.contains(&target) {
                seen.push(target.clone());
                waiting.push(target);
            }
        }
    }
    assert!(seen.len() > 40, "{seen:#?}");
}

#[test]
fn a_statement_leads_to_its_words() {
    let site = Site::new(&articles(), Setup::default());
    let page = site.good("/search?q=sell+the+harbour").body;
    let link =
        links(&page).into_iter().find(|link| link.starts_with("/documents/") && link.contains('#')).unwrap();
    let (path, card) = link.split_once('#').unwrap();
    let article = Document::from(site.good(path).body);
    let card = article.select(&format!("#{card}"));
    assert!(card.length() == 1 && card.text().contains("Mira Voss"), "{}", card.text());
    let mark = article.select(".content[data-s]");
    assert!(mark.text().contains("We will not sell the harbour"), "{}", mark.text());
}

#[test]
fn facets_count_what_they_lead_to() {
    let site = Site::new(&articles(), Setup::default());
    let facets = site.good("/api/facets").json();
    for (facet, parameter) in [
        ("speakers", "actor"),
        ("outlets", "outlet"),
        ("kinds", "kind"),
        ("acts", "act"),
        ("speaker_kinds", "speaker_kind"),
    ] {
        let values = facets[facet].as_array().unwrap();
        assert!(!values.is_empty(), "{facet}");
        for one in values {
            let value = super::super::asked::escaped(one["value"].as_str().unwrap());
            let found = site.good(&format!("/api/statements?{parameter}={value}")).json();
            assert_eq!(found["items"].as_array().unwrap().len() as u64, one["statements"], "{facet} {value}");
        }
    }
    let words = facets["topics"]["words"].as_array().unwrap();
    assert!(!words.is_empty());
    for one in words {
        let found = site.good(&format!("/api/statements?about={}", one["word"].as_str().unwrap())).json();
        assert_eq!(found["items"].as_array().unwrap().len() as u64, one["statements"], "{one}");
    }
}

#[test]
fn words_narrow_a_search_and_what_was_asked_for_is_none_of_them() {
    let site = Site::new(&articles(), Setup::default());
    let words = |address: &str| {
        let page = Document::from(site.good(address).body);
        let all = page.select(".facets details");
        let own = all.iter().find(|one| one.select("summary").text().as_ref() == "Words");
        let links = own.unwrap_or_else(|| panic!("{address} has no words")).select("li a");
        let words =
            links.iter().map(|link| (link.text().to_lowercase(), link.attr("href").unwrap().to_string()));
        words.collect::<Vec<_>>()
    };
    let all = words("/search");
    assert!(
        all.iter().any(|(word, address)| word == "harbour" && address == "/search?about=harbour"),
        "{all:?}"
    );
    let narrowed = words("/search?about=harbour");
    assert!(!narrowed.is_empty() && narrowed.iter().all(|(word, _)| word != "harbour"), "{narrowed:?}");
    // One more word, not another one.
    assert!(narrowed.iter().all(|(_, address)| address.contains("about=harbour%20")), "{narrowed:?}");
}

#[test]
fn a_person_has_roles_months_and_those_who_quote() {
    let site = Site::new(&articles(), Setup::default());
    let page = Document::from(site.good("/people/person%3Amira-voss").body);
    let text = page.text().to_string();
    for words in
        ["Mira Voss", "Roles", "Quoted by", "The Quay Gazette", "Delta Post", "Others about Mira Voss"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(page.select(".months .column").length(), 2);
    assert!(page.select(".spans rect").length() >= 2);
}

#[test]
fn outlets_are_compared_by_how_they_cut() {
    let site = Site::new(&articles(), Setup::default());
    let page = site.good("/outlets?a=The+Quay+Gazette&b=Delta+Post").body;
    let page = Document::from(page);
    assert_eq!(page.select(".beside section").length(), 2);
    assert!(page.select(".utterance del").text().contains("winter"), "{}", page.select(".utterance").text());
}

#[test]
fn an_empty_store_says_what_to_do() {
    let site = Site::new(&[], Setup::default());
    for path in ["/", "/search", "/documents"] {
        assert!(site.good(path).body.contains("onrecord read FOLDER"), "{path}");
    }
    for path in
        ["/people", "/places", "/events", "/timeline", "/questions", "/outlets", "/wordings", "/corrections"]
    {
        assert!(site.good(path).body.contains("class=\"empty\""), "{path}");
    }
    assert!(site.good("/questions").body.contains("onrecord question add"));
}

/// Follows a link to an article and gives back the text of what it leads to.
fn words_at(site: &Site, link: &str) -> String {
    let (path, id) = link.split_once('#').unwrap();
    let article = Document::from(site.good(path).body);
    let found = article.select(&format!("[id=\"{id}\"]"));
    assert_eq!(found.length(), 1, "{link}");
    found.text().to_string()
}

#[test]
fn a_question_shows_who_moved_between_which_words() {
    let site = Site::new(&articles(), Setup { asked: true, ..Setup::default() });
    let page = Document::from(site.good("/questions/harbour").body);
    assert!(page.select("h1").text().contains("Should the harbour be sold?"));
    let marks = page.select(".strip a");
    assert!(marks.length() >= 2, "{}", marks.length());
    for mark in marks.iter() {
        let card = words_at(&site, &mark.attr("href").unwrap());
        assert!(card.contains("Voss") || card.contains("Hale"), "{card}");
    }
    assert_eq!(page.select(".strip .moved").length(), 1);
    let moved = page.select(".moves li");
    assert!(moved.text().contains("Mira Voss"), "{}", moved.text());
    let halves: Vec<String> = moved.select(".half").iter().map(|half| half.text().to_string()).collect();
    assert!(halves[0].contains("against") && halves[0].contains("13 May 2024"), "{halves:?}");
    assert!(halves[1].contains("for") && halves[1].contains("sale of the harbour"), "{halves:?}");
    // The same table for programs.
    let rows = page.select("tbody tr").length();
    let csv = site.good("/api/questions/harbour/standings?format=csv").body;
    assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().count(), rows);
    let person = Document::from(site.good("/people/person%3Amira-voss").body);
    assert!(person.select(".positions .moves").text().contains("sale of the harbour"));
    assert!(site.good("/").body.contains("/questions/harbour"));
    assert_eq!(site.get("/questions/none").status, StatusCode::NOT_FOUND);
}

#[test]
fn of_many_positions_the_last_are_shown_as_all_make_them() {
    let site = Site::new(&articles(), Setup { asked: true, ..Setup::default() });
    let query = store::StandQuery { question: Some("harbour".to_owned()), ..store::StandQuery::default() };
    let all = store::standings(&site.store().stands(&query).unwrap());
    let count = |standings: &[store::Standing]| standings.iter().map(|one| one.stands.len()).sum::<usize>();
    assert_eq!(newest(all.clone(), count(&all)), all);
    let last = newest(all.clone(), 1);
    assert_eq!((last.len(), count(&last)), (1, 1));
    let days = all.iter().flat_map(|one| one.stands.iter().map(store::Stand::day));
    assert_eq!(last[0].stands[0].day(), days.max().unwrap());
    let whole = all.iter().find(|one| one.name == last[0].name).unwrap();
    assert_eq!((last[0].stance, last[0].since), (whole.stance, whole.since));
}

#[test]
fn an_event_leads_to_its_words_and_lies_on_the_map() {
    let site = Site::new(&articles(), Setup::default());
    let page = Document::from(site.good("/events?where=rotterdam&from=2024-07").body);
    let event = page.select(".event blockquote a");
    assert!(event.length() >= 1, "{}", page.text());
    let card = words_at(&site, &event.attr("href").unwrap());
    assert!(!card.trim().is_empty());
    assert!(page.select(".map .place").length() == 1);
    let all = site.good("/api/events").json()["items"].as_array().unwrap().len();
    let asserted = site.good("/api/events?factuality=asserted").json()["items"].as_array().unwrap().len();
    assert!(asserted <= all && all > 0);
    let points = site.good("/api/events.geojson?where=rotterdam").json();
    assert_eq!(points["features"][0]["geometry"]["type"], "Point");
}

#[test]
fn a_timeline_is_looked_at_by_year_month_and_day() {
    let site = Site::new(&articles(), Setup { asked: true, ..Setup::default() });
    for subject in ["actor=person%3Amira-voss", "question=harbour", "where=Rotterdam"] {
        let page = Document::from(site.good(&format!("/timeline?{subject}")).body);
        let entries = page.select(".entry").length();
        assert!(entries > 0, "{subject}");
        for entry in page.select(".entry blockquote a").iter() {
            words_at(&site, &entry.attr("href").unwrap());
        }
        let month = page.select(".months a").attr("href").unwrap();
        assert!(month.contains("from=2024-0"), "{month}");
        let page = Document::from(site.good(&month).body);
        let in_month = page.select(".entry").length();
        assert!((1..=entries).contains(&in_month), "{subject}: {in_month} of {entries}");
        let day = page.select(".months a").attr("href").unwrap();
        let page = Document::from(site.good(&day).body);
        assert!((1..=in_month).contains(&page.select(".entry").length()), "{day}");
        assert!(page.select(".steps a").length() >= 5, "{}", page.select(".steps").text());
    }
    let chosen = site.get("/timeline?q=hale");
    assert_eq!(chosen.header("location"), "/timeline?actor=person%3Ajonas-hale");
    assert!(site.good("/timeline?q=harbour").body.contains("/timeline?question=harbour"));
    assert_eq!(site.get("/timeline?where=Nowhere").status, StatusCode::NOT_FOUND);
}

#[test]
fn an_article_marks_what_it_names() {
    let site = Site::new(&articles(), Setup::default());
    let page = Document::from(site.good("/documents/turn").body);
    for class in ["actor", "place", "time", "quantity", "event"] {
        let marks = page.select(&format!(".text .fact.{class}, .text .in-event"));
        assert!(marks.length() > 0, "{class}: {}", page.select(".body").html());
    }
    // Every link in the text leads to an item, and every item to its first mention.
    for link in page.select(".text a.fact, .facts-list li > a, .card a").iter() {
        let Some(id) = link.attr("href").and_then(|to| to.strip_prefix('#').map(str::to_owned)) else {
            continue;
        };
        assert_eq!(page.select(&format!("[id=\"{id}\"]")).length(), 1, "#{id}");
    }
    let citation = page.select(".citation").text().to_string();
    for words in
        ["Mira Voss", "Voss changes her mind", "Delta Post", "20 July 2024", "https://news.example/turn"]
    {
        assert!(citation.contains(words), "{words}: {citation}");
    }
    let annotation = page.select(".also a").attr("href").unwrap();
    assert_eq!(site.good(&annotation).json()["items"].as_array().unwrap().len(), 1);
}

#[test]
fn who_is_heard_is_counted_by_what_the_text_says() {
    let site = Site::new(&articles(), Setup::default());
    let page = Document::from(site.good("/outlets?a=The+Quay+Gazette").body);
    let text = page.text().to_string();
    for words in ["Who is heard", "Women, as the text says", "Officials, by their role"] {
        assert!(text.contains(words), "{words}");
    }
    let gazette =
        store::SaidQuery { outlet_is: Some("The Quay Gazette".to_owned()), ..store::SaidQuery::default() };
    let balance = site.store().balance(&gazette, 100).unwrap();
    assert!(balance.men > 0, "Jonas Hale is a spokesman: {balance:?}");
    assert!(balance.women + balance.men + balance.unstated <= balance.statements);
}
