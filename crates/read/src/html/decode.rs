//! From the bytes of a page to its characters.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes in which a page declares its encoding: HTML demands the first 1024; sloppy pages need more.
const DECLARED_WITHIN: usize = 8192;

/// Decodes the bytes of an HTML page.
///
/// A byte order mark wins, then bytes that are UTF-8 (which text in another encoding never is by accident), then what
/// the page declares, then what the bytes look like. `notes` learns when the declaration was wrong.
pub(crate) fn decode(bytes: &[u8], notes: &mut Vec<String>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    let declared = declared(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let plain = bytes.is_ascii() || declared.is_none_or(|encoding| encoding == UTF_8);
        // ISO-2022-JP is written in ASCII bytes alone.
        if bytes.is_ascii() && declared.is_some_and(|encoding| !encoding.is_ascii_compatible()) {
            return declared.unwrap_or(UTF_8).decode_without_bom_handling(bytes).0.into_owned();
        }
        if !plain && let Some(declared) = declared {
            notes.push(format!("the page declares {} but is UTF-8", declared.name()));
        }
        return text.to_owned();
    }
    let mut failed = None;
    if let Some(encoding) = declared {
        let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
        // A page of UTF-8 with one broken character is still UTF-8.
        let broken = text.matches('\u{FFFD}').count();
        let others = text.chars().filter(|character| !character.is_ascii()).count() - broken;
        if !has_errors || (encoding == UTF_8 && broken * 10 <= others) {
            if has_errors {
                notes.push(format!("{broken} invalid bytes in a page of UTF-8"));
            }
            return text.into_owned();
        }
        failed = Some(encoding);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let guess = if guess == UTF_8 { WINDOWS_1252 } else { guess };
    notes.push(match failed {
        Some(failed) => format!("the page declares {} but is not; read as {}", failed.name(), guess.name()),
        None => format!("the page declares no encoding; read as {}", guess.name()),
    });
    guess.decode_without_bom_handling(bytes).0.into_owned()
}

/// UTF-16 without byte order mark: mark-up is ASCII, so every other byte of its beginning is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(64) & !1];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let pairs = head.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if pairs >= 8 && odd * 4 >= pairs * 3 => Some(UTF_16LE),
        (even, 0) if pairs >= 8 && even * 4 >= pairs * 3 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that `<meta charset>`, `<meta http-equiv>` or the XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARED_WITHIN)].to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = find(&head[from..], b"charset").or_else(|| find(&head[from..], b"encoding")) {
        let start = from + at;
        let rest = &head[start..];
        from = start + 7;
        let tag = head[..start].iter().rposition(|&byte| byte == b'<');
        let in_meta =
            tag.is_some_and(|tag| head[tag..].starts_with(b"<meta") || head[tag..].starts_with(b"<?xml"));
        let Some(equals) = rest.iter().take(24).position(|&byte| byte == b'=').filter(|_| in_meta) else {
            continue;
        };
        let value: Vec<u8> = rest[equals + 1..]
            .iter()
            .copied()
            .skip_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''))
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
            .take(40)
            .collect();
        if let Some(encoding) = Encoding::for_label(&value) {
            // A declaration that can be read byte by byte is not UTF-16, whatever it says.
            let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
            return Some(if is_wide { UTF_8 } else { encoding });
        }
    }
    None
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn check(bytes: &[u8], expected: &str, noted: bool) {
        let mut notes = Vec::new();
        assert!(decode(bytes, &mut notes).ends_with(expected), "{notes:?}");
        assert_eq!(!notes.is_empty(), noted, "{notes:?}");
    }

    #[test]
    fn encodings() {
        check(b"\xEF\xBB\xBF<p>caf\xC3\xA9", "café", false);
        check(b"<meta charset=windows-1252><p>\x93caf\xE9\x94", "“café”", false);
        check(b"<meta charset=utf-8><p>\x93the old caf\xE9 burned\x94", "“the old café burned”", true);
        check(b"<meta charset=iso-8859-1><p>caf\xC3\xA9", "café", true);
        check(b"<p>the old caf\xE9 burned down", "café burned down", true);
        check(b"<?xml version='1.0' encoding='koi8-r'?><p>\xC4\xC1", "да", false);
        let wide: Vec<u8> = "<html><p>A wide page".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, "A wide page", false);
    }
}
