//! A folder to work in, and the program.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

pub const BRIDGE: &str = "Harbour bridge to open in spring, mayor promises

PORT ELDER, May 24, 2024 — “The bridge will open in May,” mayor Ines Calder told reporters on Wednesday, \
“and not a week later than that.”

Calder added that the city had set aside 40 million euros for the work.
";

pub const HARVEST: &str = "Growers fear for the harvest

“We have lost half of the vines — 50 % of them,” said Jakob Lindqvist, who chairs the growers’ association. \
He said the frost had come “without any warning”.

The ministry declined to comment.
";

/// A temporary folder in which the program runs.
pub struct Bench {
    folder: TempDir,
}

/// What the program did.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub code: i32,
    pub data: String,
    pub words: String,
}

impl Bench {
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let bench = Self { folder: TempDir::new().unwrap() };
        for (name, bytes) in files {
            fs::create_dir_all(bench.path(name).parent().unwrap()).unwrap();
            fs::write(bench.path(name), bytes).unwrap();
        }
        bench
    }

    /// Two articles, one as text, one as a line of JSON.
    pub fn with_articles() -> Self {
        let line = serde_json::json!({ "id": "harvest", "text": HARVEST, "outlet": "Valley Post",
            "published": "2024-05-27", "url": "https://valley.example/1" });
        Self::new(&[("bridge.txt", BRIDGE.as_bytes()), ("more.jsonl", format!("{line}\n").as_bytes())])
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("onrecord").unwrap();
        command.current_dir(self.folder.path()).env_remove("CLICOLOR_FORCE").args(arguments.split(' '));
        command
    }

    pub fn run(&self, arguments: &str) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    /// Runs a command that must succeed, and gives its data.
    pub fn data(&self, arguments: &str) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments}: {ran:?}");
        ran.data
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            data: String::from_utf8(output.stdout).unwrap(),
            words: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The values of JSON lines.
pub fn values(lines: &str) -> Vec<serde_json::Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
