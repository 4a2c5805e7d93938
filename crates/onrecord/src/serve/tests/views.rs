//! What the pages show and where they lead.

use axum::http::StatusCode;
use dom_query::Document;

use super::site::{Setup, Site, articles};

/// All addresses on a page that lead to the site itself.
fn links(page: &str) -> Vec<String> {
    let document = Document::from(page);
    let links = document.select("a[href]");
    links.iter().filter_map(|link| link.attr("href")).map(|link| link.to_string()).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let site = Site::new(&articles(), Setup::default());
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
    for path in ["/people", "/places", "/outlets", "/wordings", "/corrections"] {
        assert!(site.good(path).body.contains("class=\"empty\""), "{path}");
    }
}
