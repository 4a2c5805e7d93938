//! HTML in, blocks out.

use types::{BlockKind, Body, Given, Origin, Page, Reading};

const PAGE: &str = r#"<!doctype html><html lang="en-GB"><head><title>Fog closes the Lower Bridge | The Rivermouth Post</title>
<meta property="og:site_name" content="The Rivermouth Post"><link rel="canonical" href="https://post.example/fog">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Fog closes the Lower Bridge","datePublished":"2021-03-05T23:30:00-05:00",
"author":[{"name":"IDA MOOR"}],}</script></head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<article><h1>Fog closes the Lower Bridge</h1><div class="byline">By Ida Moor</div>
<figure><img src="x.jpg"><figcaption>A gull said nothing. Photo: I Moor</figcaption></figure>
<p>The Lower Bridge was closed on Friday after fog&nbsp;rolled in from the sea and stayed over the town for most of the day.</p>
<p>&ldquo;I could not see my own hat,&rdquo; said the bridge keeper, Otto Lind, who has worked there since the autumn of 1998.</p>
<div class="related-links"><h3>Related</h3><ul><li><a href="/a">Mayor says fog is not her fault</a></li></ul></div>
<h2>What the town plans</h2>
<ul><li>A horn will be bought before the winter comes</li><li>The lamp will be lit at noon on foggy days</li></ul>
<p>Otto Lind posted a picture of the fog on Friday night, and more than four hundred people in the town answered him:</p>
<blockquote class="twitter-tweet"><p>Nothing to see here. <a href="https://t.co/x">pic.twitter.com/x</a></p>&mdash; Otto Lind (@ottolind) <a href="https://x.example/1">March 5, 2021</a></blockquote>
<p>The council will meet again on Monday to decide whether the bridge can be opened, the clerk said in a written statement.</p>
<div class="newsletter"><p>Sign up for the fog report, our readers call it damp.</p></div></article>
<section id="comments"><p>First! Fog is a hoax, as I have been telling you for years.</p></section><footer>Copyright</footer></body></html>"#;

fn read(html: &str, given: Given) -> Reading {
    read::read(&Page { origin: Origin::Stdin, body: Body::Html(html.as_bytes().to_vec()), given })
}

#[test]
fn an_article_page() {
    let reading = read(PAGE, Given::default());
    let document = &reading.document;
    assert_eq!(document.title.as_deref(), Some("Fog closes the Lower Bridge"));
    assert_eq!(document.outlet.as_deref(), Some("The Rivermouth Post"));
    assert_eq!(document.byline, ["Ida Moor"]);
    assert_eq!(document.id, "https://post.example/fog");
    assert_eq!(document.language.as_deref(), Some("en-GB"));
    let published = document.published.as_ref().unwrap();
    assert_eq!(
        (published.date.to_string().as_str(), published.value.as_str()),
        ("2021-03-05", "2021-03-05T23:30:00-05:00")
    );

    let kinds: Vec<BlockKind> = reading.blocks.iter().map(|block| block.kind).collect();
    use BlockKind::{Heading, ListItem, Paragraph, Post, Title};
    assert_eq!(
        kinds,
        [Title, Paragraph, Paragraph, Heading, ListItem, ListItem, Paragraph, Post, Paragraph],
        "{}",
        document.text
    );
    let post = &reading.blocks[7];
    assert_eq!(post.body.of(&document.text), "Nothing to see here.");
    assert_eq!(post.label.map(|span| span.of(&document.text)), Some("Otto Lind (@ottolind)"));
    assert_eq!(post.stamp.map(|span| span.of(&document.text)), Some("March 5, 2021"));
    assert!(document.text.contains("after fog rolled in"));
}

#[test]
fn what_the_input_says_wins() {
    let given = Given {
        id: Some("n1".into()),
        title: Some("Fog".into()),
        byline: vec!["Al Roe".into()],
        published: Some("2021-03-06".into()),
        ..Given::default()
    };
    let document = read(PAGE, given).document;
    assert_eq!((document.id.as_str(), document.title.as_deref()), ("n1", Some("Fog")));
    assert_eq!(document.byline, ["Al Roe"]);
    assert_eq!(document.published.unwrap().date.to_string(), "2021-03-06");
}

#[test]
fn pages_that_tell_machines_nothing() {
    let page = |above: &str, below: &str| {
        format!(
            "<html lang=en><head><title>Fog closes the Lower Bridge</title></head><body><div class=menu>8 May 2020: fair</div>
             {above}<h1>Fog closes the Lower Bridge</h1>{below}<p>The bridge was closed on Friday after fog rolled in from
             the sea and stayed over the town for most of the day, the keeper said.</p></body></html>"
        )
    };
    let check = |above: &str, below: &str, day: Option<&str>, authors: &[&str]| {
        let document = read(&page(above, below), Given::default()).document;
        let published = document.published.map(|published| published.date.to_string());
        assert_eq!(
            (published.as_deref(), document.byline),
            (day, authors.iter().map(|&name| name.to_owned()).collect())
        );
    };
    check("", "<h4>Author</h4><p><a href=/p/7>Ida Moor</a>, </p>", None, &["Ida Moor"]);
    check("", "<p><b>By</b> Ida Moor/Elder Press</p>", None, &["Ida Moor"]);
    check("<small>04.02.2022 | 13:10 | Ida Moor</small>", "", Some("2022-02-04"), &["Ida Moor"]);
    check(
        "",
        "<div><i>Online since</i></div><p>Published on:</p><h3>3 May 2021</h3>",
        Some("2021-05-03"),
        &[],
    );
    check(
        "",
        "<p>(3 May 2021) - The harbour office has told us in a letter that fog is expected again.</p>",
        Some("2021-05-03"),
        &[],
    );
    // A date of the sentence is not the page's.
    check(
        "",
        "<p>On 3 May 2021 the harbour office told us in a letter of four pages that fog was expected again.</p>",
        None,
        &[],
    );
    check(
        "",
        "<script>var state = {\"publishedAt\": \"2021-05-03T10:00:00Z\"};</script>",
        Some("2021-05-03"),
        &[],
    );
}
