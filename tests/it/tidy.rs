//! The shape of the sources: who may use whom, how long files and functions may be, where the world may be touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::run::run;

/// Each module of the crate with those it uses, all of which stand above it: a stage knows only the layers below it,
/// and only `pipeline` knows the stages. A new arrow is added here on purpose or not at all.
const LAYERS: [(&str, &str); 39] = [
    ("date", ""),
    ("error", ""),
    ("outlet", ""),
    ("document", "date"),
    ("hash", "document"),
    ("ids", "hash"),
    ("config", "error hash"),
    ("monitor", "error"),
    ("normalize", "document hash"),
    ("store", "document error hash"),
    ("mention", "hash normalize outlet"),
    ("quote", "document normalize"),
    ("page", "document normalize quote"),
    ("shingle", "hash"),
    ("read", "date document error hash"),
    ("extract", "config date document error hash mention normalize outlet page shingle"),
    ("sources", "document ids outlet"),
    ("learn", "document error hash normalize outlet page shingle store"),
    ("main_text", "config document normalize page quote"),
    ("sketch", "hash"),
    ("candidates", "document error hash sketch store"),
    ("align", ""),
    ("verify", "align config document main_text normalize shingle"),
    ("template", "align main_text normalize"),
    ("relation", "document template verify"),
    ("facts", "date document extract hash normalize outlet"),
    ("origin", "date document facts ids outlet"),
    ("naming", "document extract facts mention normalize outlet"),
    ("evidence", "align config document facts main_text naming normalize relation template verify"),
    ("cluster", "document"),
    ("settle", "align candidates cluster config document origin relation"),
    (
        "translation",
        "candidates document error facts hash ids normalize origin outlet relation settle verify",
    ),
    (
        "report",
        "align candidates config document error hash learn main_text naming normalize outlet quote relation settle template",
    ),
    ("review", "cluster config date document error facts hash ids outlet relation report settle"),
    ("dedupe", "date document error hash outlet read report"),
    ("eval", "date error extract normalize outlet report"),
    ("propose", "candidates config document error hash main_text origin shingle sketch store"),
    (
        "pipeline",
        "candidates cluster config document error evidence extract facts hash ids learn main_text monitor origin outlet \
         page propose read relation report settle sketch sources store translation verify",
    ),
    (
        "cli",
        "config dedupe document error eval extract hash learn monitor page pipeline read relation report review store",
    ),
];

/// Modules that touch files: the reader, the store, the command, the gold of an evaluation, and what acts on a report.
const FILES: [&str; 5] = ["read", "store", "cli", "eval", "dedupe"];

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;

/// A source file without its tests.
struct Source {
    /// Relative to `src`.
    path: PathBuf,
    code: String,
}

impl Source {
    /// The module of the crate that the file belongs to.
    fn module(&self) -> String {
        let first = self.path.iter().next().expect("the path is not empty");
        Path::new(first).file_stem().expect("it has a name").to_str().unwrap().to_owned()
    }

    /// The lines of code with their numbers, comments left out.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All source files but those that a `#[cfg(test)]` declares.
fn sources() -> Vec<Source> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let src = project().join("src");
    let mut paths = Vec::new();
    collect(&src, &mut paths);
    paths.sort();
    let mut tests = BTreeSet::new();
    let mut sources = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let mut code = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line == "#[cfg(test)]" {
                let tested = lines.next().expect("something follows an attribute");
                let Some(name) = tested.split("mod ").nth(1) else { continue };
                let Some(name) = name.strip_suffix(';') else { break };
                let is_folder_of_its_own =
                    path.file_stem().is_some_and(|stem| stem != "mod" && stem != "lib");
                let folder =
                    if is_folder_of_its_own { path.with_extension("") } else { path.with_file_name("") };
                tests.insert(folder.join(name).with_extension("rs"));
                continue;
            }
            code.push_str(line);
            code.push('\n');
        }
        sources.push((path, code));
    }
    let shipped = sources.into_iter().filter(|(path, _)| !tests.contains(path));
    shipped.map(|(path, code)| Source { path: path.strip_prefix(&src).unwrap().to_owned(), code }).collect()
}

/// Fails with one line for each place where something is wrong.
#[track_caller]
fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Lines of shipped code for which `is_wrong` holds, in the modules that are not among `allowed`.
#[track_caller]
fn check_lines(allowed: &[&str], is_wrong: impl Fn(&str) -> bool) {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !allowed.contains(&source.module().as_str())) {
        let wrong = source.lines().filter(|(_, line)| is_wrong(line));
        found.extend(
            wrong.map(|(number, line)| format!("{}:{number}: {}", source.path.display(), line.trim())),
        );
    }
    assert_none(&found);
}

#[test]
fn modules_use_only_the_layers_below_them() {
    let mut arrows: BTreeSet<(String, String)> = BTreeSet::new();
    for source in sources() {
        for (_, line) in source.lines() {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(!used.is_empty(), "{}: name one module in `{}`", source.path.display(), line.trim());
                arrows.insert((source.module(), used));
            }
        }
    }
    arrows.retain(|(from, to)| from != to);
    let mut found = Vec::new();
    let mut allowed = BTreeSet::new();
    for (idx, (module, uses)) in LAYERS.iter().enumerate() {
        for used in uses.split_whitespace() {
            if !LAYERS[..idx].iter().any(|(below, _)| *below == used) {
                found.push(format!("`{used}` does not stand above `{module}` in the table"));
            }
            allowed.insert(((*module).to_owned(), used.to_owned()));
        }
    }
    found.extend(arrows.difference(&allowed).map(|(from, to)| format!("new arrow: `{from}` uses `{to}`")));
    found.extend(
        allowed.difference(&arrows).map(|(from, to)| format!("no longer true: `{from}` uses `{to}`")),
    );
    assert_none(&found);
}

#[test]
fn files_are_short() {
    let sources = sources();
    let long = sources
        .iter()
        .map(|source| (source, source.code.lines().count()))
        .filter(|(_, n)| *n > FILE_LINES_MAX);
    let found: Vec<_> = long.map(|(source, n)| format!("{}: {n} lines", source.path.display())).collect();
    assert_none(&found);
}

#[test]
fn functions_are_short() {
    let mut found = Vec::new();
    for source in sources() {
        let lines: Vec<&str> = source.code.lines().collect();
        for (idx, line) in lines.iter().enumerate().filter(|(_, line)| begins_function(line)) {
            let n_lines = function_lines(&lines[idx..]);
            if n_lines > FUNCTION_LINES_MAX {
                found.push(format!(
                    "{}:{}: {n_lines} lines: {}",
                    source.path.display(),
                    idx + 1,
                    line.trim()
                ));
            }
        }
    }
    assert_none(&found);
}

fn begins_function(line: &str) -> bool {
    let words = line.split_whitespace().take_while(|word| !word.contains('='));
    let mut words = words.skip_while(|word| word.starts_with("pub") || ["const", "unsafe"].contains(word));
    words.next() == Some("fn")
}

/// Lines of the function that the first of `lines` begins, whose last one is indented as the first is.
fn function_lines(lines: &[&str]) -> usize {
    let indent = lines[0].len() - lines[0].trim_start().len();
    let is_last = |line: &&str| {
        let (margin, code) = line.split_at_checked(indent).unwrap_or((line, ""));
        let ends_here = code.starts_with('}') || (code.starts_with(')') && code.ends_with(';'));
        margin.trim().is_empty() && ends_here
    };
    if lines[0].ends_with(['}', ';']) {
        1
    } else {
        lines.iter().skip(1).position(is_last).map_or(1, |n| n + 2)
    }
}

#[test]
fn modules_say_what_they_are_for() {
    let sources = sources();
    let mute = sources.iter().filter(|source| !source.code.starts_with("//! "));
    let found: Vec<_> = mute.map(|source| format!("{}: begin with `//!`", source.path.display())).collect();
    assert_none(&found);
}

#[test]
fn stages_do_not_touch_the_world() {
    const WORLD: [&str; 6] = ["println!", "print!(", "std::env", "SystemTime", "Instant", "std::process"];
    check_lines(&["cli", "main"], |line| WORLD.iter().any(|word| line.contains(word)));
    check_lines(&FILES, |line| line.contains("std::fs") || line.contains("File::"));
}

#[test]
fn randomly_seeded_maps_stay_inside_a_run() {
    check_lines(&[], |line| line.contains("DefaultHasher") || line.contains("RandomState"));
}

#[test]
fn nothing_is_unwrapped() {
    check_lines(&[], |line| line.contains(".unwrap()"));
}

#[test]
fn readme_commands_and_links_exist() {
    let Ok(readme) = fs::read_to_string(project().join("README.md")) else { return };
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
    for link in links.filter(|link| !link.is_empty() && !link.contains("://")) {
        assert!(project().join(link).exists(), "README.md links to {link}");
    }
    let folder = Folder::new();
    for line in readme.lines() {
        let line = line.trim_start_matches(['$', ' ']);
        let Some(arguments) = line.strip_prefix("wireprint ") else { continue };
        let arguments =
            [" #", "&&", "|"].iter().fold(arguments, |rest, end| rest.split(end).next().unwrap_or(rest));
        let Some(command) = arguments.split_whitespace().next().filter(|word| !word.starts_with('-')) else {
            continue;
        };
        let help = run(folder.path(), &[command, "--help"]).exits(0);
        let flags = arguments.split_whitespace().filter_map(|word| word.split('=').next());
        for flag in flags.filter(|word| word.starts_with("--")) {
            assert!(help.stdout_text().contains(flag), "README.md: `wireprint {command}` has no {flag}");
        }
    }
}
