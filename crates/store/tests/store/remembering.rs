use types::{HostManners, Visit};

use crate::samples;

#[test]
fn hosts_and_visits_come_back_as_they_were_kept() {
    let (_folder, mut store) = samples::new_store();
    assert_eq!(store.web_host("https://a.example").unwrap(), None);
    let manners =
        HostManners { robots: b"User-agent: *".to_vec(), robots_fetched: Some(7), rest_until: None };
    store.keep_web_host("https://a.example", &HostManners::default()).unwrap();
    store.keep_web_host("https://a.example", &manners).unwrap();
    assert_eq!(store.web_host("https://a.example").unwrap(), Some(manners));

    let visit = Visit { fetched: 8, status: 200, etag: Some("e".to_owned()), ..Visit::default() };
    assert_eq!(store.web_visit("https://a.example/1").unwrap(), None);
    for url in ["https://a.example/1", "https://a.example/2"] {
        store.keep_web_visit(url, &visit).unwrap();
    }
    assert_eq!(store.web_visit("https://a.example/1").unwrap(), Some((visit.clone(), false)));
    store
        .keep(
            &samples::record("bridge", &[("Ada Holt", "It opens.")]),
            "https://a.example/1 (listed in https://a.example/feed)",
            "f",
        )
        .unwrap();
    assert_eq!(store.web_visit("https://a.example/1").unwrap(), Some((visit.clone(), true)));
    assert_eq!(store.web_visit("https://a.example/2").unwrap(), Some((visit, false)));
}
