//! From bytes to text, and from first bytes to a format.

use encoding_rs::{Encoding, UTF_8};
use types::Origin;

use crate::{AcquireError, Format};

/// How many bytes are looked at to find out a format: more than any prolog of a page, less than a pipe's buffer.
pub(crate) const SNIFFED_BYTES: usize = 1024;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The format of a stream that starts with `bytes`; `None` when more bytes are needed to tell.
pub(crate) fn format_of(bytes: &[u8], complete: bool) -> Option<Format> {
    // In UTF-16 every second byte of markup is zero; without them it reads like ASCII.
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let unmarked = if utf16 { &bytes[2..] } else { bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes) };
    if let Some(format) = format_by_magic(unmarked) {
        return Some(format);
    }
    let may_be = |magic: &&[u8]| magic.starts_with(unmarked) && unmarked.len() < magic.len();
    if !complete && !unmarked.is_empty() && [ZIP, WARC, ARC].iter().any(may_be) {
        return None;
    }
    let mut characters = unmarked.iter().copied().filter(|&byte| !utf16 || byte != 0);
    let first = characters.by_ref().find(|byte| !byte.is_ascii_whitespace());
    match first {
        // The version is the first thing that every feed in JSON says, since its specification shows it so.
        Some(b'{') if contains(bytes, b"jsonfeed.org/version/") => Some(Format::Feed),
        Some(b'{') => Some(Format::Jsonl),
        Some(b'<') if complete || bytes.len() >= SNIFFED_BYTES => {
            let start: Vec<u8> = characters.map(|byte| byte.to_ascii_lowercase()).collect();
            let opens = |name: &[u8]| start.starts_with(name);
            let is_page = opens(b"!doctype html") || opens(b"html") || opens(b"head") || opens(b"body");
            // A comment or an XML declaration may stand before the page.
            let is_prolog = (opens(b"!--") || opens(b"?xml")) && contains(&start, b"<html");
            Some(if is_page || is_prolog {
                Format::Html
            } else {
                list_format(&start).unwrap_or(Format::Text)
            })
        }
        Some(b'<') | None if !complete && bytes.len() < SNIFFED_BYTES => None,
        _ => Some(Format::Text),
    }
}

const ZIP: &[u8] = b"PK\x03\x04";
const WARC: &[u8] = b"WARC/";
const ARC: &[u8] = b"filedesc://";

/// What files say with their very first bytes.
fn format_by_magic(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(WARC) || bytes.starts_with(ARC) {
        Some(Format::Archive)
    } else if bytes.starts_with(ZIP) && !is_office(bytes) {
        Some(Format::Zip)
    } else {
        None
    }
}

/// Whether a ZIP archive is a word processor's file or a book: their first entry tells.
fn is_office(bytes: &[u8]) -> bool {
    let first_name = bytes.get(30..).unwrap_or_default();
    [b"[Content_Types].xml".as_slice(), b"mimetype", b"_rels/", b"docProps/"]
        .iter()
        .any(|name| first_name.starts_with(name))
}

/// Whether XML, given in lower case and without its first `<`, is a feed or a sitemap.
fn list_format(start: &[u8]) -> Option<Format> {
    let starts = |rest: &[u8], name: &[u8]| {
        let end = rest.strip_prefix(name).and_then(|rest| rest.first());
        end.is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
    };
    // Declarations and comments may stand before the root.
    start.split(|&byte| byte == b'<').find_map(|tag| match tag {
        _ if starts(tag, b"rss") || starts(tag, b"feed") || starts(tag, b"rdf:rdf") => Some(Format::Feed),
        _ if starts(tag, b"urlset") || starts(tag, b"sitemapindex") => Some(Format::Sitemap),
        _ => None,
    })
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The text of a file, without a byte order mark. `named` is the encoding that the user names.
pub(crate) fn text(
    bytes: Vec<u8>,
    origin: Origin,
    named: Option<&'static Encoding>,
) -> Result<String, AcquireError> {
    let marked = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
    let encoding = named.or(marked).unwrap_or(UTF_8);
    if encoding != encoding_rs::UTF_16LE && encoding != encoding_rs::UTF_16BE {
        check_not_binary(&bytes, &origin)?;
    }
    if encoding == UTF_8 {
        let mark = if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
        let mut text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            let origin = at_line(origin, &error.as_bytes()[..offset]);
            AcquireError::Encoding { origin, offset, encoding: "UTF-8" }
        })?;
        text.drain(..mark);
        return Ok(text);
    }
    let mark =
        Encoding::for_bom(&bytes).map_or(0, |(marked, length)| if marked == encoding { length } else { 0 });
    match encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
        Some(text) => Ok(text.into_owned()),
        None => {
            let offset = mark + valid_prefix(encoding, &bytes[mark..]);
            let origin = at_line(origin, &bytes[..offset]);
            Err(AcquireError::Encoding { origin, offset, encoding: encoding.name() })
        }
    }
}

/// An error when `bytes` are certainly not text in an encoding that extends ASCII.
pub(crate) fn check_not_binary(bytes: &[u8], origin: &Origin) -> Result<(), AcquireError> {
    let what = match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => "a PDF file",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive or a word processor's file",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "a word processor's file",
        _ if bytes.contains(&0) => "a binary file",
        _ => return Ok(()),
    };
    Err(AcquireError::Binary { origin: origin.clone(), what })
}

/// How many bytes at the start are valid in `encoding`. Only called once decoding has failed.
fn valid_prefix(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut sink = String::with_capacity(4 * bytes.len() + 16);
    match decoder.decode_to_string_without_replacement(bytes, &mut sink, true) {
        (encoding_rs::DecoderResult::Malformed(wrong, after), read) => {
            read.saturating_sub(usize::from(wrong) + usize::from(after))
        }
        (_, read) => read,
    }
}

/// Points at the line of a text file in which `before` ends.
fn at_line(origin: Origin, before: &[u8]) -> Origin {
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
    match origin {
        line @ Origin::Line(..) => line,
        file => Origin::Line(Box::new(file), line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<String, String> {
        text(bytes.to_vec(), Origin::Stdin, None).map_err(|error| error.to_string())
    }

    #[test]
    fn text_comes_without_its_byte_order_mark() {
        assert_eq!(decoded("Añil — “yes”".as_bytes()).unwrap(), "Añil — “yes”");
        assert_eq!(decoded(b"\xEF\xBB\xBFyes\r\n").unwrap(), "yes\r\n");
        assert_eq!(decoded(b"\xFF\xFEy\0\x14\x20").unwrap(), "y—");
        assert_eq!(decoded(b"\xFE\xFF\0y\x20\x14").unwrap(), "y—");
    }

    #[test]
    fn wrong_bytes_are_named_with_line_and_offset() {
        assert!(
            decoded(b"one\ntwo \x93three\x94").unwrap_err().starts_with("stdin:2: byte 8 is not UTF-8 (")
        );
        assert!(
            decoded(b"\xFF\xFEy\0\x00\xD8z\0").unwrap_err().starts_with("stdin:1: byte 4 is not UTF-16LE (")
        );
        assert!(decoded(b"GIF89a\0\0").unwrap_err().contains("a binary file"));
        assert!(decoded(b"%PDF-1.7 ...").unwrap_err().contains("a PDF file"));
    }

    #[test]
    fn a_named_encoding_wins() {
        let named = Encoding::for_label(b"windows-1252");
        assert_eq!(text(b"\x93yes\x94".to_vec(), Origin::Stdin, named).unwrap(), "“yes”");
    }

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        let told = |bytes: &[u8]| format_of(bytes, true);
        assert_eq!(told(b" \n{\"text\""), Some(Format::Jsonl));
        assert_eq!(told(b"\xEF\xBB\xBF<!DOCTYPE html><p>"), Some(Format::Html));
        assert_eq!(told(b"<HTML lang=en>"), Some(Format::Html));
        assert_eq!(told(b"<!-- saved --><html>"), Some(Format::Html));
        assert_eq!(told(b"\xFF\xFE<\0h\0t\0m\0l\0"), Some(Format::Html));
        assert_eq!(told(b"<b>Not</b> a page"), Some(Format::Text));
        assert_eq!(told(b"<?xml version='1.0'?><!-- c --><rss version='2.0'>"), Some(Format::Feed));
        assert_eq!(told(b"<feed xmlns='http://www.w3.org/2005/Atom'>"), Some(Format::Feed));
        assert_eq!(told(b"{ \"version\": \"https://jsonfeed.org/version/1.1\""), Some(Format::Feed));
        assert_eq!(told(b"<?xml version='1.0'?>\n<sitemapindex>"), Some(Format::Sitemap));
        assert_eq!(told(b"<feedback> is text"), Some(Format::Text));
        assert_eq!(told(b"WARC/1.0\r\n"), Some(Format::Archive));
        assert_eq!(told(b"filedesc://a.arc 0.0.0.0"), Some(Format::Archive));
        assert_eq!(told(b"PK\x03\x04 ordinary"), Some(Format::Zip));
        assert_eq!(
            told(&[b"PK\x03\x04".as_slice(), &[0; 26], b"[Content_Types].xml"].concat()),
            Some(Format::Text)
        );
        assert_eq!(told(b"Words"), Some(Format::Text));
        assert_eq!(told(b""), Some(Format::Text));
        assert_eq!(format_of(b" ", false), None);
        assert_eq!(format_of(b"<!do", false), None);
        assert_eq!(format_of(b"{", false), Some(Format::Jsonl));
        assert_eq!(format_of(b"WAR", false), None);
        assert_eq!(format_of(b"War", false), Some(Format::Text));
    }
}
