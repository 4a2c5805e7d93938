//! Pages that nobody writes by hand: each kind grows with its count and asks for work that a careless step would repeat
//! for all of what came before.

/// A kind of page: its name, and the page with so many pieces.
pub type Kind = (&'static str, fn(usize) -> String);

fn repeat(piece: &str, count: usize) -> String {
    piece.repeat(count)
}

fn number(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    ("attributes of one tag", |count| format!("<p {}>a", number(count, |n| format!("a{n}=1 ")))),
    ("attributes of the root, piece by piece", |count| number(count, |n| format!("<html a{n}=1>"))),
    ("formatting that is never closed", |count| number(count, |n| format!("<p><font color={n}>a"))),
    ("paragraphs inside much formatting", |count| {
        number(200, |n| format!("<b id={n}>")) + &repeat("<p>a", count)
    }),
    ("links that are never closed", |count| number(count, |n| format!("<p><a href={n}>a"))),
    ("mis-nested formatting", |count| repeat("<b><i><p>a</b></i>", count)),
    ("ruby without ruby", |count| repeat("<rt>a", count)),
    ("groups of options", |count| repeat("<optgroup>", count)),
    ("options", |count| repeat("<select><option>a", count)),
    ("definitions", |count| repeat("<dt>a<dd>b", count)),
    ("rows of one table", |count| "<table>".to_owned() + &repeat("<tr><td>a<td>b", count)),
    ("tables in tables", |count| repeat("<table><tr><td>a", count)),
    ("text that no table holds", |count| "<table>".to_owned() + &repeat("a<b>c<tr>", count)),
    ("comments", |count| repeat("<!-- a -->b", count)),
    ("comments that are never closed", |count| repeat("<!--", count)),
    ("character references", |count| repeat("&amp;&notit;&#65;&", count)),
    ("closing tags", |count| repeat("</p></br></div>", count)),
    ("scripts", |count| repeat("<script>a</script>", count)),
    ("titles", |count| repeat("<title>a</title>", count)),
    ("pictures", |count| repeat("<svg><g>", count)),
    ("templates", |count| repeat("<template><p>a", count)),
    ("frames", |count| repeat("<frameset><frame>", count)),
    ("classes of one element", |count| format!("<div class=\"{}\">a", number(count, |n| format!("c{n} ")))),
    ("headlines", |count| repeat("<h1>The fog came down</h1>", count)),
    ("dates", |count| repeat("<time datetime=2021-05-03>a</time><span class=date>3 May 2021</span>", count)),
    ("authors", |count| repeat("<span class=author>By Ada Quill</span><b>Author:</b>", count)),
    ("articles' bodies", |count| repeat("<div itemprop=articleBody>a</div>", count)),
    ("articles' bodies, nested", |count| repeat("<div class=post-content>a", count)),
    ("metadata", |count| {
        repeat("<meta name=author content='Ada Quill'><meta name=date content=soon>", count)
    }),
    ("scripts of metadata", |count| {
        repeat("<script type=application/ld+json>{\"@type\":\"Person\",\"name\":\"a\"}</script>", count)
    }),
    ("one script of metadata", |count| {
        let people = repeat("{\"@type\":\"Article\",\"author\":{\"@id\":\"#a\"}},", count);
        format!("<script type=application/ld+json>{{\"@graph\":[{people}]}}</script>")
    }),
    ("line breaks", |count| repeat("a<br><br>", count)),
    ("white space", |count| repeat("<p> \n\t", count)),
    ("boxes of related pages", |count| repeat("<h2>Related</h2><ul><li>a</ul>", count)),
    ("furniture", |count| repeat("<div class='related share'><p>Read more<a href=x>b</a></div>", count)),
    ("the same paragraph", |count| {
        repeat(
            "<p>The fog came down on the harbour, and for four days nobody could see the lamp on the pier at all.</p>",
            count,
        )
    }),
    ("paragraphs", |count| {
        number(count, |n| {
            format!(
                "<p>The fog came down {n} times, and each time the ferry stayed where it was, said Ada Quill.</p>"
            )
        })
    }),
    ("quotations in quotations", |count| repeat("<blockquote>a", count)),
    ("many lines deep inside", |count| repeat("<div>", 200) + &repeat("<p>a", count)),
    ("boxes of boxes", |count| repeat("<div><div><span>a</span></div></div>", count)),
    ("lists", |count| "<ul>".to_owned() + &repeat("<li><a href=x>a</a>", count)),
    ("posts", |count| {
        repeat("<blockquote class=twitter-tweet><p>a</p>— A (@a) May 3, 2021</blockquote>", count)
    }),
    ("one long word", |count| repeat("a", count)),
    ("quotation marks", |count| repeat("“a” said ‘b’ \"", count)),
    ("images", |count| repeat("<figure><img src=x alt=a><figcaption>b</figcaption></figure>", count)),
];
