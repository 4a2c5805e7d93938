//! Words of a text without the marks around them.

use types::Span;

/// A word between white space, without the marks around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    /// The word without marks around it and without possessive ending.
    pub text: &'a str,
    /// Where `text` stands.
    pub span: Span,
    /// Whether it had a possessive ending.
    pub possessive: bool,
    /// Whether a comma, or a mark as strong, follows.
    pub ends_segment: bool,
    /// Whether it stands in parentheses.
    pub in_parentheses: bool,
}

impl Word<'_> {
    pub fn lower(&self) -> String {
        self.text.to_lowercase()
    }

    /// The word up to its apostrophe: "I" of "I’ve".
    pub fn uncontracted(&self) -> &str {
        self.text.split(['’', '\'']).next().unwrap_or_default()
    }
}

/// The words of a span.
pub(crate) fn words<'a>(text: &'a str, span: Span) -> Vec<Word<'a>> {
    let slice = span.of(text);
    let mut words: Vec<Word> = Vec::with_capacity(slice.len() / 6);
    let mut depth = 0_u32;
    let mut at = 0;
    while at < slice.len() {
        // Most words are plain letters between spaces.
        let letters = slice[at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let end = at + letters;
        if slice.as_bytes().get(end).is_none_or(|&byte| byte == b' ') {
            if letters > 0 {
                words.push(Word {
                    text: &slice[at..end],
                    span: Span::new(span.start + at, span.start + end),
                    possessive: false,
                    ends_segment: false,
                    in_parentheses: depth > 0,
                });
            }
            at = end + 1;
            continue;
        }
        let Some(raw) = slice[at..].split_whitespace().next() else { break };
        // `raw` is a part of `slice`: its place is the distance of the two.
        let own = raw.as_ptr().addr() - slice.as_ptr().addr();
        at = own + raw.len();
        let offset = span.start + own;
        // "JD(S)" is one word.
        let attached = raw
            .find('(')
            .is_some_and(|open| raw[..open].ends_with(char::is_alphanumeric) && raw.contains(')'));
        let parentheses =
            |mark: u8| if attached { 0 } else { raw.bytes().filter(|&byte| byte == mark).count() as u32 };
        depth += parentheses(b'(');
        let in_parentheses = depth > 0;
        depth = depth.saturating_sub(parentheses(b')'));
        let is_edge = |character: char| {
            !character.is_alphanumeric() && character != '%' && character != '$' && character != '@'
        };
        let start = raw.len() - raw.trim_start_matches(is_edge).len();
        let tail = raw
            .trim_end_matches(|character: char| is_edge(character) && character != '.')
            .trim_end_matches('.');
        // "U.S." and "Jr." keep their stop only when it is an abbreviation with stops inside.
        let tail =
            if tail.contains('.') && raw[tail.len()..].starts_with('.') { &raw[..=tail.len()] } else { tail };
        let tail = match raw[tail.len()..].chars().next() {
            Some(')') if attached => &raw[..=tail.len()],
            _ => tail,
        };
        if tail.len() <= start {
            // A dash on its own ends the part before it.
            if let Some(last) = words.last_mut().filter(|_| matches!(raw, "–" | "—" | "-" | "--")) {
                last.ends_segment = true;
            }
            continue;
        }
        let core = &raw[start..tail.len()];
        let behind = &raw[tail.len()..];
        let plural_possessive = behind.starts_with(['’', '\'']) && core.ends_with('s');
        let stripped = ["’s", "'s", "’S", "'S"].iter().find_map(|ending| core.strip_suffix(ending));
        let word = stripped.unwrap_or(core);
        if word.is_empty() {
            continue;
        }
        let start = offset + start;
        words.push(Word {
            text: word,
            span: Span::new(start, start + word.len()),
            possessive: stripped.is_some() || plural_possessive,
            ends_segment: behind.contains([',', ';', ':', '—', '–']),
            in_parentheses,
        });
    }
    words
}
