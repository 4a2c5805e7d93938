//! A web page as it was sent: status, header fields, a body that may be chunked and compressed.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use types::{Body, Given, Origin, Page};

use crate::decode::{self, format_of};
use crate::{AcquireError, Format};

/// Header fields in the order in which they were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Parses lines up to the first that is empty. Lines without a colon are ignored, as browsers do it.
    pub(crate) fn parse<'line>(lines: impl Iterator<Item = &'line [u8]>) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines {
            let line = String::from_utf8_lossy(line);
            if line.trim().is_empty() {
                break;
            }
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    /// The first field of this name, which is given in lower case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// A media type with its `charset`: `text/html; charset=utf-8`.
pub(crate) struct MediaType {
    /// Type and subtype in lower case; empty when nothing is said.
    pub(crate) essence: String,
    charset: Option<&'static Encoding>,
}

impl MediaType {
    pub(crate) fn parse(value: Option<&str>) -> Self {
        let mut parts = value.unwrap_or_default().split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .and_then(|(_, label)| Encoding::for_label(label.trim().trim_matches('"').as_bytes()));
        Self { essence, charset }
    }

    pub(crate) fn is_html(&self) -> bool {
        matches!(self.essence.as_str(), "text/html" | "application/xhtml+xml")
    }
}

/// What is wrong with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    TooLong,
    Damaged(String),
}

/// The body of an archived message, without the layers in which it was sent. Archives often hold a body that was
/// unpacked already while its header fields still tell of the layers: what does not start like a layer has none.
pub(crate) fn unpack(fields: &Fields, body: &[u8], limit: u64) -> Result<Vec<u8>, BodyFault> {
    let chunked =
        fields.get("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let whole = if chunked { join_chunks(body)? } else { None };
    let mut bytes = whole.unwrap_or_else(|| body.to_vec());
    // The last encoding was applied last.
    let encodings = fields.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    for encoding in encodings.rsplit(',').map(str::trim) {
        if let Some(decoder) = decoder(encoding, &bytes) {
            bytes = decoded(decoder, &bytes, limit)?;
        }
    }
    if bytes.len() as u64 > limit { Err(BodyFault::TooLong) } else { Ok(bytes) }
}

type Decoder = for<'bytes> fn(&'bytes [u8]) -> Box<dyn Read + 'bytes>;

/// The decoder of a content encoding; none when `bytes` do not look like it.
fn decoder(encoding: &str, bytes: &[u8]) -> Option<Decoder> {
    let is_zlib = matches!(bytes, [first, second, ..]
        if first & 0x0F == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31));
    let is_markup = bytes.trim_ascii_start().starts_with(b"<");
    match encoding {
        "gzip" | "x-gzip" if bytes.starts_with(b"\x1F\x8B") => {
            Some(|bytes| Box::new(MultiGzDecoder::new(bytes)))
        }
        "deflate" if is_zlib => Some(|bytes| Box::new(ZlibDecoder::new(bytes))),
        // Some servers leave the zlib header out.
        "deflate" if !is_markup => Some(|bytes| Box::new(DeflateDecoder::new(bytes))),
        "br" if !is_markup => Some(|bytes| Box::new(brotli_decompressor::Decompressor::new(bytes, 1 << 12))),
        "zstd" if bytes.starts_with(b"\x28\xB5\x2F\xFD") => {
            Some(|bytes| match ruzstd::decoding::StreamingDecoder::new(bytes) {
                Ok(decoder) => Box::new(decoder),
                Err(error) => Box::new(Failed(Some(error.to_string()))),
            })
        }
        _ => None,
    }
}

/// A reader that could not be opened.
struct Failed(Option<String>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::InvalidData, self.0.take().unwrap_or_default()))
    }
}

fn decoded(decoder: Decoder, bytes: &[u8], limit: u64) -> Result<Vec<u8>, BodyFault> {
    let mut whole = Vec::new();
    match decoder(bytes).take(limit.saturating_add(1)).read_to_end(&mut whole) {
        Ok(length) if length as u64 > limit => Err(BodyFault::TooLong),
        Ok(_) => Ok(whole),
        Err(error) => Err(BodyFault::Damaged(format!("its compressed body is damaged: {error}"))),
    }
}

/// Joins the chunks of a body; none when it does not start with a chunk. The mark of the last chunk may be missing.
fn join_chunks(body: &[u8]) -> Result<Option<Vec<u8>>, BodyFault> {
    let (mut rest, mut whole) = (body, Vec::with_capacity(body.len()));
    while !rest.trim_ascii_start().is_empty() {
        let Some((length, after)) = chunk_length(rest) else {
            return if whole.is_empty() {
                Ok(None)
            } else {
                Err(BodyFault::Damaged(format!("after {} bytes its body has no chunk", whole.len())))
            };
        };
        if length == 0 {
            return Ok(Some(whole));
        }
        let Some(chunk) = after.get(..length) else {
            return Err(BodyFault::Damaged("its body ends inside a chunk".to_owned()));
        };
        whole.extend_from_slice(chunk);
        let end = &after[length..];
        rest = end.strip_prefix(b"\r\n").or_else(|| end.strip_prefix(b"\n")).unwrap_or(end);
    }
    Ok(Some(whole))
}

/// The length of a chunk, and what follows the line that says it.
fn chunk_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    // A length of 8 digits is 4 GB; extensions may follow.
    let line_end = bytes.iter().take(256).position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(&bytes[..line_end]).ok()?;
    let digits = line.split(';').next()?.trim();
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some((usize::from_str_radix(digits, 16).ok()?, &bytes[line_end + 1..]))
}

/// The page of a body of this type; none when a body of this type is no page.
pub(crate) fn page(
    media: &MediaType,
    bytes: Vec<u8>,
    origin: Origin,
    url: Option<String>,
) -> Option<Result<Page, AcquireError>> {
    let unknown = matches!(media.essence.as_str(), "" | "application/octet-stream" | "unknown/unknown");
    let format = match media.essence.as_str() {
        _ if media.is_html() => Format::Html,
        "text/plain" => Format::Text,
        _ if unknown
            && format_of(&bytes[..bytes.len().min(decode::SNIFFED_BYTES)], true) == Some(Format::Html) =>
        {
            Format::Html
        }
        _ => return None,
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Some(Err(AcquireError::Empty { origin }));
    }
    let body = match format {
        Format::Html => Body::Html(with_declared_charset(bytes, media.charset)),
        _ => match decode::text(bytes, origin.clone(), media.charset) {
            Ok(text) => Body::Text(text),
            Err(error) => return Some(Err(error)),
        },
    };
    Some(Ok(Page { origin, body, given: Given { url, ..Given::default() } }))
}

/// A page that does not say itself how it is encoded relies on its header: it is decoded here, because the header
/// does not travel on. Pages that do say it, or are UTF-8 anyway, stay as they are.
fn with_declared_charset(bytes: Vec<u8>, charset: Option<&'static Encoding>) -> Vec<u8> {
    let Some(charset) = charset.filter(|&charset| charset != UTF_8) else { return bytes };
    let start = bytes[..bytes.len().min(decode::SNIFFED_BYTES)].to_ascii_lowercase();
    let says_itself = Encoding::for_bom(&bytes).is_some()
        || start.windows(b"charset".len()).any(|window| window == b"charset")
        || std::str::from_utf8(&bytes).is_ok();
    if says_itself {
        return bytes;
    }
    let (text, _) = charset.decode_without_bom_handling(&bytes);
    [b"\xEF\xBB\xBF", text.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn check(fields: &str, body: &[u8], expected: Result<&str, &str>) {
        let fields = Fields::parse(fields.split(", ").map(str::as_bytes));
        let found = unpack(&fields, body, 100);
        let found = found.map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|fault| match fault {
            BodyFault::TooLong => "too long".to_owned(),
            BodyFault::Damaged(reason) => reason,
        });
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn chunks_are_joined_as_far_as_they_are_chunks() {
        let chunked = "Transfer-Encoding: chunked";
        check(chunked, b"3\r\none\r\n4;x=y\r\n two\r\n0\r\n\r\n", Ok("one two"));
        check(chunked, b"3\none\n4\n two\n", Ok("one two"));
        check(chunked, b"<p>was joined already", Ok("<p>was joined already"));
        check(chunked, b"3\r\none\r\nzzz\r\n", Err("after 3 bytes its body has no chunk"));
        check(chunked, b"fff\r\none", Err("its body ends inside a chunk"));
        check(chunked, b"", Ok(""));
    }

    #[test]
    fn encodings_are_undone_where_there_are_any() {
        check("Content-Encoding: deflate", &zlib(b"one"), Ok("one"));
        check("Content-Encoding: deflate", &zlib(b"one")[2..], Ok("one"));
        check("Content-Encoding: gzip", b"<p>was unpacked", Ok("<p>was unpacked"));
        // An uncompressed brotli stream: window, one stored block, the end.
        check("Content-Encoding: br", b"\x0b\x01\x80one\x03", Ok("one"));
        check("Content-Encoding: br", b"<p>was unpacked", Ok("<p>was unpacked"));
        check("content-encoding: identity", b"x", Ok("x"));
        check("Content-Encoding: deflate", &zlib(&[b'x'; 101]), Err("too long"));
        check("", &[b'x'; 101], Err("too long"));
        let cut = &zlib(b"many different words in here")[..12];
        assert!(matches!(
            unpack(&Fields::parse([b"Content-Encoding: deflate".as_slice()].into_iter()), cut, 100),
            Err(BodyFault::Damaged(_))
        ));
    }

    #[test]
    fn fields_may_be_folded_and_odd() {
        let lines: [&[u8]; 6] = [b"A: one", b" two", b"no colon", b"B:three", b"", b"C: body"];
        let fields = Fields::parse(lines.into_iter());
        assert_eq!(
            (fields.get("a"), fields.get("b"), fields.get("c")),
            (Some("one two"), Some("three"), None)
        );
    }

    #[test]
    fn a_header_decides_where_the_page_is_silent() {
        let media = MediaType::parse(Some("text/html; charset=\"windows-1252\""));
        let html =
            |bytes: &[u8]| match page(&media, bytes.to_vec(), Origin::Stdin, None).unwrap().unwrap().body {
                Body::Html(html) => html,
                Body::Text(_) => unreachable!(),
            };
        assert_eq!(html(b"<p>\x93yes\x94"), "\u{feff}<p>“yes”".as_bytes());
        assert_eq!(html(b"<meta charset=latin2>\x93"), b"<meta charset=latin2>\x93");
        assert_eq!(html("<p>“yes”".as_bytes()), "<p>“yes”".as_bytes());
        assert!(page(&MediaType::parse(Some("image/png")), vec![1], Origin::Stdin, None).is_none());
    }
}
