//! Completions and manual pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder::Folder;
use crate::run::{Run, run};

/// Whether a program is installed.
fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(Path::new("."), &["completions", shell]).exits(0);
        for word in ["wireprint", "across-sources", "compare"] {
            assert!(script.stdout_text().contains(word), "{shell}: {word}");
        }
    }
    assert!(run(Path::new("."), &["completions", "csh"]).exits(2).stderr.contains("csh"));
}

#[test]
fn bash_completes_flags_and_their_values() {
    if !is_installed("bash") {
        return;
    }
    let script = run(Path::new("."), &["completions", "bash"]).exits(0);
    let folder = Folder::new().file("wireprint.bash", &script.stdout);
    let completed = |words: &[&str]| {
        let quoted = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        let last = words.len() - 1;
        let code = format!(
            "set -eu; bash -n wireprint.bash; source ./wireprint.bash; COMP_WORDS=({quoted}); COMP_CWORD={last}; \
             _wireprint wireprint '{}' '{}'; echo \"${{COMPREPLY[*]}}\"",
            words[last],
            words[last - 1]
        );
        let shell = Command::new("bash").args(["-c", &code]).current_dir(folder.path()).output().unwrap();
        Run::from(shell).exits(0).stdout_text().trim().to_owned()
    };
    assert_eq!(completed(&["wireprint", "comp"]), "compare completions");
    assert_eq!(completed(&["wireprint", "scan", "--prof"]), "--profile");
    assert_eq!(completed(&["wireprint", "scan", "--profile", ""]), "web ocr");
}

/// Checks that a page is what `man` takes: macros of man(7), no escape of a terminal, and no complaint of groff.
#[track_caller]
fn check_page(page: &str, title: &str) {
    assert!(page.lines().any(|line| line.starts_with(&format!(".TH {title} 1"))), "{title}");
    for section in ["NAME", "SYNOPSIS", "OPTIONS"] {
        assert!(page.lines().any(|line| line == format!(".SH {section}")), "{title}: {section}");
    }
    assert!(!page.contains('\u{1b}'), "{title}");
}

#[test]
fn each_command_has_a_manual_page() {
    let folder = Folder::new();
    let main = run(folder.path(), &["man"]).exits(0);
    check_page(main.stdout_text(), "wireprint");
    assert!(main.stdout_text().contains("wireprint\\-scan(1)"));
    run(folder.path(), &["man", "--dir", "share/man1"]).exits(0);
    let pages = folder.path().join("share/man1");
    let page = |name: &str| fs::read_to_string(pages.join(name)).unwrap();
    assert!(page("wireprint.1").lines().count() > 20);
    for command in ["scan", "compare", "text", "eval", "completions", "man"] {
        check_page(&page(&format!("wireprint-{command}.1")), &format!("wireprint-{command}"));
    }
    assert!(page("wireprint-scan.1").contains("\\-\\-across\\-sources"));
    if is_installed("groff") {
        let mut groff = Command::new("groff");
        groff.args(["-man", "-Tutf8", "-ww", "-z", "wireprint-scan.1"]).current_dir(&pages);
        let checked = Run::from(groff.output().unwrap()).exits(0);
        assert_eq!(checked.stderr, "");
    }
}
