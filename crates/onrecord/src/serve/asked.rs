//! What is asked: parameters of the path, the query and the form, read strictly.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::civil::Date;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::problem::Problem;
use super::server::Server;
use crate::commands::said::Period;
pub use crate::exports::escaped;

/// A request as a handler sees it.
pub struct Asked<'a> {
    /// What all requests share.
    pub server: &'a Server,
    /// The path.
    pub path: String,
    /// The parts of the path that have names.
    pub parts: BTreeMap<String, String>,
    /// The query, in order.
    pub query: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether who asks may write.
    pub may_write: bool,
}

/// An address with a query; parameters without a value are left out.
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let query: Vec<String> = query
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

impl Asked<'_> {
    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.parts.get(name).map_or("", String::as_str)
    }

    /// A parameter of the query; none when it is missing or empty.
    pub fn given(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The same, as a value of its own.
    pub fn text(&self, name: &str) -> Option<String> {
        self.given(name).map(str::to_owned)
    }

    /// A number.
    pub fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.given(name)
            .map(|value| {
                value
                    .parse()
                    .map_err(|_| Problem::wrong(format!("{name}: {value:?} is no number that fits.")))
            })
            .transpose()
    }

    /// A word of an enum.
    pub fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.given(name)
            .map(|value| {
                let source: StrDeserializer<'_, serde::de::value::Error> = value.into_deserializer();
                T::deserialize(source).map_err(|error| Problem::wrong(format!("{name}: {error}.")))
            })
            .transpose()
    }

    /// The first day of a day, month or year.
    pub fn from(&self) -> Result<Option<Date>, Problem> {
        Ok(self.period("from")?.and_then(|period| period.first))
    }

    /// The last day of a day, month or year.
    pub fn to(&self) -> Result<Option<Date>, Problem> {
        Ok(self.period("to")?.and_then(|period| period.last))
    }

    fn period(&self, name: &str) -> Result<Option<Period>, Problem> {
        self.given(name)
            .map(|value| Period::from_str(value).map_err(|error| Problem::wrong(format!("{name}: {error}."))))
            .transpose()
    }

    /// How many rows.
    pub fn limit(&self, default: usize, most: usize) -> Result<usize, Problem> {
        match self.number::<usize>("limit")? {
            None => Ok(default),
            Some(limit) if (1..=most).contains(&limit) => Ok(limit),
            Some(limit) => Err(Problem::wrong(format!("limit: {limit} is not between 1 and {most}."))),
        }
    }

    /// The place after which a list goes on, from a cursor that we gave.
    pub fn after<T: DeserializeOwned>(&self) -> Result<Option<T>, Problem> {
        let Some(cursor) = self.given("after") else { return Ok(None) };
        let wrong = || Problem::wrong("after: this is no cursor of such a list; begin without it.");
        let bytes: Option<Vec<u8>> = (0..cursor.len())
            .step_by(2)
            .map(|start| {
                let digits = cursor.get(start..start + 2)?;
                digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
                u8::from_str_radix(digits, 16).ok()
            })
            .collect();
        serde_json::from_slice(&bytes.ok_or_else(wrong)?).map(Some).map_err(|_| wrong())
    }

    /// The address of this view with some parameters set anew; an empty value takes one away.
    pub fn with(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let mut query: Vec<(&str, &str)> = self
            .query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name))
            .collect();
        query.extend_from_slice(changes);
        address(path, &query)
    }

    /// The fields of a form.
    pub fn form(&self) -> BTreeMap<String, String> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

/// A place in a list as a cursor: opaque, and safe in an address.
pub fn cursor(place: &impl serde::Serialize) -> String {
    let json = serde_json::to_vec(place).unwrap_or_default();
    json.iter().map(|byte| format!("{byte:02x}")).collect()
}
