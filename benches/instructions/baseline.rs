//! The recorded counts: a readable table, and how a new count is held against it.

use std::fmt;
use std::fs;
use std::path::PathBuf;

/// Growth from which a count fails.
///
/// Runs of one binary differ by at most 0.3 %, where hash maps are seeded anew, and by nothing elsewhere. A change of other
/// functions moved cases that it did not touch by up to 3.6 %, because the compiler then inlined otherwise.
const GROWTH_MAX: f64 = 0.05;

/// Counts by case, and what they hold for.
pub(crate) struct Baseline {
    /// Compiler, C library and processor: what they decide is no loss of ours.
    pub(crate) made_with: String,
    /// Name and instructions of each case, in the order in which they are run.
    pub(crate) counts: Vec<(String, u64)>,
}

const MADE_WITH: &str = "# made with: ";

const HEAD: &str = "\
# Instructions of each case of `cargo bench --bench instructions`; renew with
# `cargo bench --bench instructions -- --renew` in the commit that changes them, and say why there.
";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/instructions/baseline.tsv")
}

impl Baseline {
    /// Reads the recorded counts.
    pub(crate) fn read() -> Result<Self, String> {
        let path = path();
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let made_with = text.lines().find_map(|line| line.strip_prefix(MADE_WITH)).unwrap_or_default();
        let counts = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let parsed = line
                .split_once('\t')
                .and_then(|(name, count)| Some((name.to_owned(), count.trim().parse().ok()?)));
            parsed.ok_or_else(|| format!("{}: no name and count: {line}", path.display()))
        });
        Ok(Self { made_with: made_with.to_owned(), counts: counts.collect::<Result<_, _>>()? })
    }

    /// Records these counts.
    pub(crate) fn write(&self) -> Result<(), String> {
        let rows: String = self.counts.iter().map(|(name, count)| format!("{name}\t{count}\n")).collect();
        let path = path();
        fs::write(&path, format!("{HEAD}{MADE_WITH}{}\n{rows}", self.made_with))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    fn count(&self, name: &str) -> Option<u64> {
        self.counts.iter().find(|(known, _)| known == name).map(|(_, count)| *count)
    }
}

/// A count beside the recorded one.
struct Line {
    name: String,
    recorded: Option<u64>,
    now: u64,
}

impl Line {
    /// Growth as a share of what was recorded; `None` for a case without a record.
    fn growth(&self) -> Option<f64> {
        self.recorded.map(|recorded| self.now as f64 / recorded as f64 - 1.0)
    }
}

/// All counts beside the recorded ones.
pub(crate) struct Comparison {
    lines: Vec<Line>,
    /// What the record was made with, where that is something else.
    made_otherwise: Option<(String, String)>,
}

impl Comparison {
    /// Holds `now` against `recorded`.
    pub(crate) fn of(recorded: &Baseline, now: &Baseline) -> Self {
        let lines = now.counts.iter().map(|(name, count)| Line {
            name: name.clone(),
            recorded: recorded.count(name),
            now: *count,
        });
        let is_other = recorded.made_with != now.made_with;
        Self {
            lines: lines.collect(),
            made_otherwise: is_other.then(|| (recorded.made_with.clone(), now.made_with.clone())),
        }
    }

    /// Whether a case has grown or has no record. Another compiler, C library or processor fails nobody.
    pub(crate) fn has_failed(&self) -> bool {
        self.made_otherwise.is_none() && self.lines.iter().any(|line| has_grown(line.growth()))
    }
}

fn has_grown(growth: Option<f64>) -> bool {
    growth.is_none_or(|growth| growth > GROWTH_MAX)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<28} {:>14} {:>14} {:>9}", "instructions", "recorded", "now", "change")?;
        for line in &self.lines {
            let recorded = line.recorded.map_or_else(|| "none".to_owned(), |count| count.to_string());
            let change = line.growth().map_or_else(String::new, |growth| format!("{:+.2} %", growth * 100.0));
            let verdict = if has_grown(line.growth()) { "  GREW" } else { "" };
            writeln!(f, "{:<28} {recorded:>14} {:>14} {change:>9}{verdict}", line.name, line.now)?;
        }
        if let Some((recorded, now)) = &self.made_otherwise {
            return writeln!(f, "recorded with {recorded}, counted with {now}: shown only, nothing fails");
        }
        let percent = GROWTH_MAX * 100.0;
        if self.has_failed() {
            return writeln!(
                f,
                "a count grew by more than {percent} % or has no record; where that is meant, say why in the commit and \
                 renew: cargo bench --bench instructions -- --renew"
            );
        }
        let n_shrunk =
            self.lines.iter().filter(|line| line.growth().is_some_and(|g| g < -GROWTH_MAX)).count();
        if n_shrunk > 0 {
            writeln!(f, "{n_shrunk} shrank by more than {percent} %: renew, so that they stay there")?;
        }
        Ok(())
    }
}
