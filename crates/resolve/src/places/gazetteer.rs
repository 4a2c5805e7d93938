//! The gazetteer file: GeoNames places and their names, embedded and read in place.
//!
//! `training/gazetteer/make.py` writes it; its README gives the layout. Names are kept as hashes in one sorted table
//! rather than as an `fst`: a look-up is one binary search, the maker needs no library, and nothing is copied or
//! parsed at start. Two names share a 40-bit hash once in about a million look-ups of unknown names.

use crate::fnv;

/// The last byte is the version of the layout.
const MAGIC: &[u8; 8] = b"ORGAZ\0\0\x01";
const HEADER: usize = 24;
const ENTRY: usize = 8;
const PLACE: usize = 28;
const NONE: u16 = u16::MAX;

static EMBEDDED: &[u8] = include_bytes!("../../data/gazetteer.bin");

/// What sort of place an entry is, from the most general down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Continent,
    Country,
    /// First-order unit: state, oblast, region.
    Admin1,
    /// Second-order unit: county, district, province of some countries.
    Admin2,
    Capital,
    /// Seat of an administrative unit.
    Seat,
    Town,
    /// Part of a town, or a place of the past.
    Section,
    /// Land that people name without its being a unit today ("Siberia", "Donbas", "Java").
    Region,
    /// Water, mountains, desert.
    Natural,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Self> {
        use Kind::{Admin1, Admin2, Capital, Continent, Country, Natural, Region, Seat, Section, Town};
        [Continent, Country, Admin1, Admin2, Capital, Seat, Town, Section, Region, Natural]
            .get(usize::from(byte))
            .copied()
    }

    /// Whether it is an administrative unit below a country.
    pub fn is_unit(self) -> bool {
        matches!(self, Self::Admin1 | Self::Admin2)
    }

    /// Whether people live there as in a town.
    pub fn is_settlement(self) -> bool {
        matches!(self, Self::Capital | Self::Seat | Self::Town | Self::Section)
    }
}

/// One place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    /// Its number in the file.
    pub index: u32,
    pub name: &'static str,
    /// GeoNames id; none for units whose source gives no id.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Inhabitants; 0 when unknown.
    pub population: u32,
    pub kind: Kind,
    /// ISO 3166-1 alpha-2; none for continents and seas. What several countries share stands there once for each.
    pub country: Option<&'static str>,
    /// Number of the first-order unit in which it lies.
    pub admin1: Option<u32>,
    /// Number of the second-order unit in which it lies.
    pub admin2: Option<u32>,
}

/// The tables of a gazetteer file.
#[derive(Clone, Copy)]
pub(super) struct Gazetteer {
    entries: &'static [u8],
    places: &'static [u8],
    strings: &'static [u8],
    #[cfg(test)]
    check: u32,
}

impl Gazetteer {
    /// The gazetteer in the program. A unit test proves that it can be read; a file that cannot be read has no places.
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED).unwrap_or(Self {
            entries: &[],
            places: &[],
            strings: &[],
            #[cfg(test)]
            check: 0,
        })
    }

    /// Cuts a file into its tables; none when its version or its length is another one.
    fn parse(file: &'static [u8]) -> Option<Self> {
        file.strip_prefix(MAGIC)?;
        let count = |at| usize::try_from(word(file, at)?).ok();
        let (entries, places, strings) = (count(8)?, count(12)?, count(16)?);
        let (entries, rest) = file.get(HEADER..)?.split_at_checked(entries.checked_mul(ENTRY)?)?;
        let (places, text) = rest.split_at_checked(places.checked_mul(PLACE)?)?;
        (text.len() == strings).then_some(Self {
            entries,
            places,
            strings: text,
            #[cfg(test)]
            check: word(file, 20)?,
        })
    }

    /// The places that bear a name, which must be normalised, in order of their number.
    pub fn find(self, name: &str) -> impl Iterator<Item = Entry> {
        let (table, _) = self.entries.as_chunks::<ENTRY>();
        let wanted = key(name);
        let first = table.partition_point(|entry| u64::from_le_bytes(*entry) >> 24 < wanted);
        table[first..]
            .iter()
            .map(|entry| u64::from_le_bytes(*entry))
            .take_while(move |entry| entry >> 24 == wanted)
            .filter_map(move |entry| self.entry(u32::try_from(entry & 0xFF_FFFF).ok()?))
    }

    /// The codes of all countries.
    pub fn countries(self) -> impl Iterator<Item = &'static str> {
        // Continents and countries stand first.
        (0..)
            .map_while(move |index| self.entry(index))
            .take_while(|entry| matches!(entry.kind, Kind::Continent | Kind::Country))
            .filter_map(|entry| entry.country)
    }

    /// The place with a number.
    pub fn entry(self, index: u32) -> Option<Entry> {
        let start = usize::try_from(index).ok()?.checked_mul(PLACE)?;
        let record = self.places.get(start..start + PLACE)?;
        let degrees = |at| Some(f64::from(word(record, at)?.cast_signed()) / 1e5);
        let unit = |at: usize| {
            let number = u16::from_le_bytes([*record.get(at)?, *record.get(at + 1)?]);
            (number != NONE).then_some(u32::from(number))
        };
        let name = usize::try_from(word(record, 16)?).ok()?;
        Some(Entry {
            index,
            geonames: word(record, 0).filter(|&id| id != 0),
            lat: degrees(4)?,
            lon: degrees(8)?,
            population: word(record, 12)?,
            name: std::str::from_utf8(self.strings.get(name..name + usize::from(*record.get(20)?))?).ok()?,
            kind: Kind::from_byte(*record.get(21)?)?,
            country: std::str::from_utf8(record.get(22..24)?).ok().filter(|code| !code.contains('\0')),
            admin1: unit(24),
            admin2: unit(26),
        })
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The upper 40 bits of the 64-bit FNV-1a hash.
fn key(name: &str) -> u64 {
    fnv::add(fnv::START, name) >> 24
}

#[cfg(test)]
mod tests {
    use super::{EMBEDDED, Gazetteer, HEADER, Kind, PLACE};

    #[test]
    fn the_embedded_file_is_whole() {
        let gazetteer = Gazetteer::parse(EMBEDDED)
            .expect("crates/resolve/data/gazetteer.bin has another version or length");
        let sum = EMBEDDED[HEADER..]
            .iter()
            .fold(0x811C_9DC5, |sum: u32, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
        assert_eq!(sum, gazetteer.check, "crates/resolve/data/gazetteer.bin is damaged: make it again");
        let (table, rest) = gazetteer.entries.as_chunks::<8>();
        assert!(rest.is_empty() && table.is_sorted_by_key(|entry| u64::from_le_bytes(*entry)));
        for index in 0..gazetteer.places.len() / PLACE {
            let entry = gazetteer
                .entry(u32::try_from(index).expect("numbers fit"))
                .expect("every record can be read");
            assert!(
                entry.lat.abs() <= 90.0 && entry.lon.abs() <= 180.0 && !entry.name.is_empty(),
                "{entry:?}"
            );
        }
    }

    #[test]
    fn a_damaged_file_is_refused() {
        assert!(Gazetteer::parse(&EMBEDDED[..EMBEDDED.len() - 1]).is_none());
        assert!(Gazetteer::parse(&EMBEDDED[1..]).is_none());
        assert!(Gazetteer::parse(b"").is_none());
    }

    #[test]
    fn names_lead_to_places() {
        let gazetteer = Gazetteer::embedded();
        let oslo = gazetteer.find("oslo").find(|entry| entry.kind == Kind::Capital).expect("Oslo is there");
        assert_eq!((oslo.name, oslo.country, oslo.geonames), ("Oslo", Some("NO"), Some(3_143_244)));
        assert_eq!(gazetteer.find("no such place anywhere").count(), 0);
    }
}
