//! FNV-1a, 64 bits: the same on every machine for ever, which tables in files need.

/// The hash of nothing.
pub(crate) const START: u64 = 0xCBF2_9CE4_8422_2325;

/// The hash of what `hash` is of, and then the text.
pub(crate) fn add(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}
