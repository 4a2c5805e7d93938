//! Words with which pages in many languages open what is no part of their article, lower case.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A list of openings by their first byte: each page asks for thousands of pieces.
pub(crate) struct Openings(FxHashMap<u8, Vec<&'static str>>);

impl Openings {
    fn new(openings: &[&'static str]) -> Self {
        let mut by_first: FxHashMap<u8, Vec<&str>> = FxHashMap::default();
        for opening in openings {
            by_first.entry(opening.as_bytes()[0]).or_default().push(opening);
        }
        Self(by_first)
    }
}

/// Openings of short pieces and of headings alike.
pub(crate) static FURNITURE: LazyLock<Openings> = LazyLock::new(|| {
    Openings::new(&[
        // English
        "related",
        "read more",
        "read next",
        "read also",
        "also read",
        "see also",
        "more on this",
        "more from",
        "more stories",
        "you might also",
        "you may also",
        "most read",
        "most popular",
        "most viewed",
        "recommended",
        "newsletter",
        "sign up",
        "subscribe",
        "share this",
        "follow us",
        "follow @",
        "advertisement",
        "don't miss",
        "don’t miss",
        "join the conversation",
        "get our",
        "get the latest",
        "leave a comment",
        "leave a reply",
        "up next",
        "we use cookies",
        "this site uses cookies",
        "this website uses cookies",
        "do you want to be informed",
        "for the latest stories",
        "download our app",
        "download the app",
        // German
        "lesen sie auch",
        "lesen sie hier",
        "lesen sie dazu",
        "lesen sie mehr",
        "lesen sie das",
        "lies auch",
        "mehr zum thema",
        "mehr dazu",
        "mehr lesen",
        "auch interessant",
        "das könnte sie",
        "das könnte dich",
        "das könnte euch",
        "das thema könnte dich",
        "sie könnten auch",
        "weiterlesen",
        "zum weiterlesen",
        "weiterführende links",
        "siehe auch",
        "anzeige",
        "- anzeige",
        "werbung",
        "*werbung",
        "jetzt abonnieren",
        "abonnieren sie",
        "artikel teilen",
        "diesen artikel teilen",
        "beitrag teilen",
        "möchten sie den artikel",
        "gefällt ihnen dieser",
        "hat ihnen der artikel",
        "vorschau auf den nächsten",
        "durch die weitere nutzung",
        "diese website verwendet cookies",
        "diese seite verwendet cookies",
        "wir verwenden cookies",
        "alle angaben ohne gewähr",
        "(alle angaben ohne gewähr",
        "alle rechte vorbehalten",
        "schreibe einen kommentar",
        "kommentar schreiben",
        "zur startseite",
        "ähnliche artikel",
        "ähnliche beiträge",
        "verwandte artikel",
        "die aktuelle ausgabe",
        "kennt ihr schon",
        // French
        "lire aussi",
        "à lire aussi",
        "a lire aussi",
        "à voir aussi",
        "voir aussi",
        "à découvrir",
        "sur le même sujet",
        "publicité",
        "abonnez-vous",
        "inscrivez-vous",
        "suivez-nous",
        "partager cet",
        // Spanish, Portuguese, Italian
        "lea también",
        "lee también",
        "lea además",
        "lea más",
        "leer más",
        "le puede interesar",
        "te puede interesar",
        "también te puede",
        "también puedes leer",
        "puedes ver",
        "vea también",
        "ver también",
        "mira también",
        "¡mira lo que",
        "publicidad",
        "suscríbete",
        "suscríbase",
        "síguenos",
        "hazte miembro",
        "tú también puedes hacer",
        "leia também",
        "leia mais",
        "veja também",
        "saiba mais",
        "publicidade",
        "leggi anche",
        "leggi tutto",
        "ti potrebbe interessare",
        "pubblicità",
        // Dutch, Polish, Czech, Nordic languages
        "lees ook",
        "lees meer",
        "lees verder",
        "advertentie",
        "czytaj także",
        "czytaj też",
        "czytaj więcej",
        "czytaj również",
        "zobacz także",
        "zobacz również",
        "zobacz też",
        "przeczytaj także",
        "reklama",
        "čtěte také",
        "čtěte více",
        "läs mer",
        "läs också",
        "les også",
        "læs også",
        "annons",
        "annonse",
        "lue myös",
        "mainos",
    ])
});

/// Headings over boilerplate, beside the furniture of all languages, lower case; a heading counts that begins with one
/// of them and is short.
pub(crate) static HEADINGS: LazyLock<Openings> = LazyLock::new(|| {
    Openings::new(&[
        "more news",
        "more in ",
        "also in this",
        "topics",
        "tags",
        "about the author",
        "comments",
        "leave a",
        "a message from",
        "on the web",
        "what to read",
        "editors' picks",
        "editor's picks",
        "editors’ picks",
        "editor’s picks",
        "further reading",
        "trending",
        "sponsored",
        "promoted",
        "around the web",
        "recent articles",
        "recent posts",
        "recent stories",
        "popular this",
        "popular articles",
        "popular posts",
        "popular stories",
        "from our partners",
        "latest stories",
        "latest news",
        "top stories",
        "other stories",
        "über den autor",
        "über die autorin",
        "kommentare",
        "neueste beiträge",
        "meistgelesen",
        "meist-diskutiert",
        "meist gelesen",
        "commentaires",
        "articles similaires",
        "comentarios",
        "noticias relacionadas",
        "artículos relacionados",
        "komentarze",
        "commenti",
    ])
});

/// Openings of captions and credits of pictures.
pub(crate) static CREDITS: LazyLock<Openings> = LazyLock::new(|| {
    Openings::new(&[
        "photo:",
        "photos:",
        "photo :",
        "photo by",
        "photograph:",
        "photograph by",
        "photo credit",
        "image:",
        "image credit",
        "image illustrative",
        "foto:",
        "fotos:",
        "fotografía:",
        "bild:",
        "bildquelle",
        "beitragsbild",
        "titelbild",
        "bildnachweis",
        "symbolbild",
        "crédit photo",
        "crédits photo",
        "crédit :",
        "fot.",
        "kuva:",
    ])
});

/// Whether `text` (lower case) opens with one of `openings` and goes on with no letter. A single word opens sentences
/// too: there, only a short piece or a colon behind it counts.
pub(crate) fn opens_with(text: &str, openings: &Openings) -> bool {
    let first = text.as_bytes().first().and_then(|first| openings.0.get(first));
    first.into_iter().flatten().any(|opening| {
        text.strip_prefix(opening).is_some_and(|rest| {
            let is_cut = !opening.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphabetic);
            let is_word = opening.chars().all(char::is_alphabetic);
            is_cut
                && (!is_word
                    || rest.trim_start().starts_with([':', '-', '–', '|'])
                    || rest.split_whitespace().count() <= 5)
        })
    })
}
