//! Proof that these scorers agree with the reference scorer of the corpora on the same records, to 0.1.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::corpora::Corpora;
use crate::figures::Figures;

/// Differences to `score.py KIND GOLD RECORDS`, a line each, and how many figures were compared.
pub fn differences(
    corpora: &Corpora,
    kind: &str,
    gold: &str,
    records: &Path,
    own: &Figures,
) -> Result<(usize, Vec<String>)> {
    let output = Command::new("python3")
        .arg(corpora.path("../scorers/score.py")?)
        .arg(kind)
        .arg(corpora.path(gold)?)
        .arg(records)
        .arg("--json")
        .output()
        .context("python3")?;
    if !output.status.success() {
        bail!("score.py {kind}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    let said: Map<String, Value> = serde_json::from_slice(&output.stdout).context("score.py --json")?;
    let reference = flat(&said);
    let differs = |reference: Option<f64>, own: Option<f64>| match (reference, own) {
        (Some(reference), Some(own)) => (reference - own).abs() > 0.1 + 1e-9,
        (reference, own) => reference != own,
    };
    let differences = reference
        .iter()
        .filter_map(|(name, value)| {
            let own = own.get(name).copied();
            (own.is_none_or(|own| differs(*value, own)))
                .then(|| format!("{kind} {name}: score.py {value:?}, here {own:?}"))
        })
        .collect();
    Ok((reference.len(), differences))
}

/// `{"a": {"p": 1}, "b": "3/5"}` as `a.p` 1 and `b` 3; lists (names for people) are left out.
fn flat(said: &Map<String, Value>) -> Figures {
    let mut figures = Figures::new();
    for (name, value) in said {
        match value {
            Value::Object(parts) => {
                figures.extend(parts.iter().map(|(part, value)| (format!("{name}.{part}"), value.as_f64())));
            }
            Value::String(share) => {
                let count = share.split('/').next().and_then(|count| count.parse().ok());
                figures.insert(name.clone(), count);
            }
            Value::Array(_) => {}
            value => {
                figures.insert(name.clone(), value.as_f64());
            }
        }
    }
    figures
}
