//! The secret that allows to write, and to read from elsewhere.

use std::path::Path;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

/// The secret, kept as hashes only: of itself, of what a browser keeps, of what forms carry.
pub struct Token {
    secret: [u8; 32],
    cookie: String,
    form: String,
}

/// A shorter one can be guessed.
const SHORTEST: usize = 16;

impl Token {
    /// The first line of a file.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{}: the token cannot be read", path.display()))?;
        let secret = text.lines().next().unwrap_or_default().trim();
        if secret.len() < SHORTEST {
            bail!(
                "{}: the token is shorter than {SHORTEST} characters; `openssl rand -hex 24` makes a good one",
                path.display()
            );
        }
        Ok(Self::new(secret))
    }

    /// A token that is known.
    pub fn new(secret: &str) -> Self {
        Self {
            secret: hash("token", secret),
            cookie: hexadecimal(hash("cookie", secret)),
            form: hexadecimal(hash("form", secret)),
        }
    }

    /// Whether this is the secret. Hashes are compared, so that the time it takes tells nothing about the secret.
    pub fn is(&self, given: &str) -> bool {
        hash("token", given) == self.secret
    }

    /// What a browser keeps after signing in.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Whether a browser has signed in.
    pub fn is_cookie(&self, given: &str) -> bool {
        hash("given", given) == hash("given", &self.cookie)
    }

    /// What every form of ours carries: a page of others cannot know it.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// Whether a form is ours.
    pub fn is_form(&self, given: &str) -> bool {
        hash("given", given) == hash("given", &self.form)
    }
}

fn hash(purpose: &str, secret: &str) -> [u8; 32] {
    Sha256::new().chain_update(purpose).chain_update([0]).chain_update(secret).finalize().into()
}

fn hexadecimal(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
