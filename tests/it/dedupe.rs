//! Acting on a report and taking it back, as a user does it.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, UNIX_EPOCH};

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, gzip, prose, record};
use crate::run::{Run, run, wireprint};
use crate::tree::{Node, Tree, n_files, tree};

const ACTIONS: [&str; 5] = ["move", "copy", "hardlink", "symlink", "trash"];

/// An archive with a report of it: `b.txt` and `c.txt` are `a.txt` again, `c.txt` with other bytes.
fn archive() -> Folder {
    let folder = Folder::new()
        .file("arch/vale-post/a.txt", LIGHTHOUSE)
        .file("arch/vale-post/b.txt", LIGHTHOUSE)
        .file("arch/vale-post/c.txt", format!("{LIGHTHOUSE}\n"))
        .file("arch/tarn/d.txt", ORCHARD);
    fs::set_permissions(folder.path().join("arch/vale-post/b.txt"), fs::Permissions::from_mode(0o640))
        .unwrap();
    set_modified(&folder, "vale-post/b.txt", 1_700_000_001);
    set_modified(&folder, "vale-post/c.txt", 1_700_000_002);
    scan(&folder);
    folder
}

fn set_modified(folder: &Folder, id: &str, seconds: u64) {
    let file = fs::File::options().write(true).open(folder.path().join("arch").join(id)).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::new(seconds, 123_456_789)).unwrap();
}

fn scan(folder: &Folder) {
    run(folder.path(), &["scan", "arch", "-q", "-o", "report.json"]).exits(0);
}

fn arch(folder: &Folder) -> Tree {
    tree(&folder.path().join("arch"))
}

/// `dedupe` with an action; the user's trash lies in the folder, too.
fn dedupe(folder: &Folder, action: &str, args: &[&str]) -> Run {
    let mut all = vec!["dedupe", "report.json", "--root", "arch", "--action", action];
    if ["move", "copy"].contains(&action) {
        all.extend(["--to", "to"]);
    }
    all.extend(args);
    in_home(folder, &all)
}

fn undo(folder: &Folder, args: &[&str]) -> Run {
    in_home(folder, &[&["undo", "report.json.undo.jsonl"], args].concat())
}

fn in_home(folder: &Folder, args: &[&str]) -> Run {
    wireprint(folder.path(), args).env("XDG_DATA_HOME", folder.path().join("data")).output().unwrap().into()
}

/// Checks that an action on `b.txt` is refused for a reason after `change`, and that nothing is touched.
#[track_caller]
fn check_refused(action: &str, reason: &str, change: impl FnOnce(&Path)) {
    let folder = archive();
    change(folder.path());
    let before = arch(&folder);
    let dry = dedupe(&folder, action, &["-q"]).exits(0);
    let done = dedupe(&folder, action, &["-q", "--apply"]).exits(3);
    assert_eq!(dry.stdout_text(), done.stdout_text());
    let line = done.stdout_text().lines().find(|line| line.contains("\tvale-post/b.txt\t")).unwrap();
    assert!(line.starts_with("refused\t") && line.contains(reason), "{line}");
    let of_b = |tree: Tree| tree.into_iter().filter(|(path, _)| !path.ends_with("c.txt")).collect::<Tree>();
    assert_eq!(of_b(arch(&folder)), of_b(before));
}

#[test]
fn list_names_what_goes_and_for_which() {
    let folder = archive();
    let run = run(folder.path(), &["dedupe", "report.json"]).exits(0);
    let expected = "vale-post/b.txt\tvale-post/a.txt\texact_duplicate\t1\tkept by report\n\
                    vale-post/c.txt\tvale-post/a.txt\texact_duplicate\t1\tkept by report\n";
    assert_eq!(run.stdout_text(), expected);
    assert!(run.stderr.contains("Members of clusters left alone: 1 kept"), "{}", run.stderr);
}

#[test]
fn a_dry_run_changes_nothing_and_tells_what_apply_tells() {
    for action in ACTIONS {
        let folder = archive();
        let before = tree(folder.path());
        let dry = dedupe(&folder, action, &[]).exits(0);
        assert_eq!(tree(folder.path()), before, "{action}");
        let status = if action.ends_with("link") { 3 } else { 0 };
        let done = dedupe(&folder, action, &["--apply"]).exits(status);
        assert_eq!(dry.stdout_text(), done.stdout_text());
        assert!(done.stdout_text().contains(&format!("{action}\tvale-post/")), "{}", done.stdout_text());
        assert_ne!(tree(folder.path()), before, "{action}");
    }
}

#[test]
fn undo_restores_names_bytes_times_and_permissions() {
    for action in ACTIONS {
        let folder = archive();
        let before = arch(&folder);
        dedupe(&folder, action, &["--apply"]);
        let after = tree(folder.path());
        let dry = undo(&folder, &[]).exits(0);
        assert_eq!(tree(folder.path()), after, "{action}: a dry run of undo changes nothing");
        let done = undo(&folder, &["--apply"]).exits(0);
        assert_eq!(dry.stdout_text(), done.stdout_text());
        assert_eq!(arch(&folder), before, "{action}");
        assert_eq!(n_files(&folder.path().join("to")) + n_files(&folder.path().join("data")), 0, "{action}");
        let again = undo(&folder, &["--apply"]).exits(0);
        assert_eq!(again.stdout_text(), "", "there is nothing more to take back");
    }
}

#[test]
fn each_action_does_what_it_says() {
    let node = |folder: &Folder, path: &str| tree(folder.path()).remove(Path::new(path));
    let done = |action| {
        let folder = archive();
        dedupe(&folder, action, &["--apply"]);
        folder
    };
    let folder = done("move");
    assert_eq!(n_files(&folder.path().join("arch")), 2);
    let expected = Node::File(LIGHTHOUSE.into(), 0o640, (1_700_000_001, 123_456_789));
    assert_eq!(node(&folder, "to/vale-post/b.txt"), Some(expected));
    let folder = done("copy");
    assert_eq!(n_files(&folder.path().join("arch")), 4);
    let copied = tree(&folder.path().join("to"));
    assert_eq!(copied.keys().filter(|path| path.extension().is_some()).count(), 2, "{copied:?}");
    assert!(node(&folder, "to/tarn/d.txt").is_some() && node(&folder, "to/vale-post/a.txt").is_some());
    let folder = done("hardlink");
    let number = |name: &str| fs::metadata(folder.path().join("arch/vale-post").join(name)).unwrap().ino();
    assert_eq!(number("a.txt"), number("b.txt"));
    assert_ne!(number("a.txt"), number("c.txt"), "a link would lose the bytes of c.txt");
    let folder = done("symlink");
    assert_eq!(node(&folder, "arch/vale-post/b.txt"), Some(Node::Symlink("a.txt".into())));
    let folder = done("trash");
    let info = fs::read_to_string(folder.path().join("data/Trash/info/b.txt.trashinfo")).unwrap();
    let path = folder.path().canonicalize().unwrap().join("arch/vale-post/b.txt");
    assert!(
        info.contains(&format!("Path={}\n", path.display())) && info.contains("\nDeletionDate=2"),
        "{info}"
    );
    assert_eq!(fs::read_to_string(folder.path().join("data/Trash/files/b.txt")).unwrap(), LIGHTHOUSE);
}

#[test]
fn what_is_not_as_the_report_has_it_is_refused() {
    for action in ["move", "hardlink", "symlink", "trash"] {
        check_refused(action, "changed since the scan", |root| {
            fs::write(root.join("arch/vale-post/b.txt"), ORCHARD).unwrap();
        });
        check_refused(action, "the document kept, `vale-post/a.txt`: is no file", |root| {
            fs::remove_file(root.join("arch/vale-post/a.txt")).unwrap();
        });
        check_refused(action, "the document kept, `vale-post/a.txt`: changed since", |root| {
            fs::write(root.join("arch/vale-post/a.txt"), ORCHARD).unwrap();
        });
        check_refused(action, "is a symbolic link", |root| {
            fs::rename(root.join("arch/vale-post/b.txt"), root.join("elsewhere.txt")).unwrap();
            symlink(root.join("elsewhere.txt"), root.join("arch/vale-post/b.txt")).unwrap();
        });
        check_refused(action, "its folder `vale-post` is a symbolic link", |root| {
            fs::rename(root.join("arch/vale-post"), root.join("elsewhere")).unwrap();
            symlink(root.join("elsewhere"), root.join("arch/vale-post")).unwrap();
        });
        check_refused(action, "is the same file as the document kept", |root| {
            fs::remove_file(root.join("arch/vale-post/b.txt")).unwrap();
            fs::hard_link(root.join("arch/vale-post/a.txt"), root.join("arch/vale-post/b.txt")).unwrap();
        });
        check_refused(action, "is not a regular file", |root| {
            fs::remove_file(root.join("arch/vale-post/b.txt")).unwrap();
            fs::create_dir(root.join("arch/vale-post/b.txt")).unwrap();
        });
    }
    check_refused("move", "something stands where it is to go", |root| {
        fs::create_dir_all(root.join("to/vale-post")).unwrap();
        fs::write(root.join("to/vale-post/b.txt"), "mine").unwrap();
    });
    check_refused("move", "where it is to go, its folder `vale-post` is a symbolic link", |root| {
        fs::create_dir(root.join("to")).unwrap();
        symlink(root, root.join("to/vale-post")).unwrap();
    });
}

#[test]
fn ids_that_lead_out_of_the_root_are_refused() {
    for id in ["../b.txt", "vale-post/../../b.txt", "/etc/hostname", "vale-post//b.txt", "b\\u0000.txt"] {
        let folder = archive().file("b.txt", LIGHTHOUSE);
        let path = folder.path().join("report.json");
        let report = fs::read_to_string(&path).unwrap();
        fs::write(&path, report.replace("vale-post/b.txt", id)).unwrap();
        let before = tree(folder.path());
        let line = dedupe(&folder, "trash", &["-q"]).exits(0);
        let line = line.stdout_text().lines().find(|line| line.starts_with("refused")).unwrap().to_owned();
        let reason = line.rsplit('\t').next().unwrap();
        assert!(reason.contains(' ') && !reason.starts_with("refused"), "{line}");
        assert_eq!(tree(folder.path()), before);
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_refused() {
    let folder = archive();
    let locked = folder.path().join("arch/vale-post");
    let others = |command: &mut std::process::Command| {
        // Permissions do not hold the superuser back: the command runs as somebody else.
        if fs::metadata(folder.path()).unwrap().uid() == 0 {
            command.uid(65_534);
        }
    };
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(folder.path().join("arch/vale-post/b.txt"), fs::Permissions::from_mode(0o644))
        .unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let before = arch(&folder);
    let args = ["dedupe", "report.json", "--root", "arch", "--action", "move", "--to", "to"];
    let mut commands =
        [wireprint(folder.path(), &args), wireprint(folder.path(), &[&args[..], &["--apply"]].concat())];
    commands.iter_mut().for_each(others);
    let [dry, done] = commands.map(|mut command| Run::from(command.output().unwrap()));
    let done = done.exits(3);
    assert_eq!(dry.stdout_text(), done.stdout_text());
    assert!(done.stdout_text().contains("its folder cannot be written to"), "{}", done.stdout_text());
    assert_eq!(arch(&folder), before);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The shell's limit on the size of files stands for a disk that is full.
#[test]
fn a_full_disk_stops_a_run_that_then_goes_on() {
    let folder = archive();
    let before = arch(&folder);
    let program = env!("CARGO_BIN_EXE_wireprint");
    let args = "dedupe report.json --root arch --action move --to to --apply";
    let script = format!("ulimit -f 1; trap '' XFSZ; exec '{program}' {args}");
    let mut command = std::process::Command::new("sh");
    let limited =
        Run::from(command.current_dir(folder.path()).args(["-c", &script]).output().unwrap()).exits(2);
    assert!(limited.stderr.contains("report.json.undo.jsonl"), "{}", limited.stderr);
    assert!(
        limited.stderr.contains("hint: nothing is done that cannot be written down first"),
        "{}",
        limited.stderr
    );
    dedupe(&folder, "move", &["--apply"]).exits(0);
    assert_eq!(n_files(&folder.path().join("to")), 2);
    undo(&folder, &["--apply"]).exits(0);
    assert_eq!(arch(&folder), before);
}

#[test]
fn a_log_of_another_run_or_one_that_was_changed_is_refused() {
    let folder = archive();
    dedupe(&folder, "move", &["--apply"]).exits(0);
    let after = arch(&folder);
    let other = dedupe(&folder, "trash", &["--apply"]).exits(2);
    assert!(other.stderr.contains("is the log of another run"), "{}", other.stderr);
    let path = folder.path().join("report.json.undo.jsonl");
    let log = fs::read_to_string(&path).unwrap();
    fs::write(&path, log.replace("b.txt", "x.txt")).unwrap();
    assert!(undo(&folder, &["--apply"]).exits(2).stderr.contains(":2: changed since"));
    let without_a_line: Vec<&str> =
        log.lines().enumerate().filter(|(n, _)| *n != 2).map(|(_, line)| line).collect();
    fs::write(&path, without_a_line.join("\n") + "\n").unwrap();
    assert!(undo(&folder, &["--apply"]).exits(2).stderr.contains(":3: changed since"));
    fs::write(&path, "a text that is no log").unwrap();
    assert!(undo(&folder, &["--apply"]).exits(2).stderr.contains(": not a log"));
    assert!(dedupe(&folder, "move", &["--apply"]).exits(2).stderr.contains(": not a log"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "a text that is no log", "nothing is overwritten");
    assert_eq!(arch(&folder), after);
}

#[test]
fn a_log_of_which_all_was_taken_back_serves_another_run() {
    let folder = archive();
    let before = arch(&folder);
    for action in ["move", "trash", "move"] {
        dedupe(&folder, action, &["--apply"]).exits(0);
        assert_ne!(arch(&folder), before, "{action}");
        undo(&folder, &["--apply"]).exits(0);
        assert_eq!(arch(&folder), before, "{action}");
        assert!(!folder.path().join("to").exists(), "the folder was made for the files");
    }
}

#[test]
fn what_is_excluded_is_left_alone() {
    let folder = archive();
    let before = arch(&folder);
    let run = dedupe(&folder, "move", &["--exclude", "vale-post/", "--apply"]).exits(0);
    assert_eq!(run.stdout_text(), "");
    assert!(run.stderr.contains("2 left out by --include or --exclude"), "{}", run.stderr);
    assert_eq!(arch(&folder), before);
    dedupe(&folder, "move", &["--include", "*/b.txt", "--apply"]).exits(0);
    assert_eq!(n_files(&folder.path().join("to")), 1);
}

#[test]
fn only_folders_that_a_run_made_go_with_it() {
    let folder = archive();
    let to = folder.path().join("to");
    for is_mine in [false, true, false] {
        if is_mine {
            fs::create_dir(&to).unwrap();
        }
        dedupe(&folder, "move", &["--apply"]).exits(0);
        undo(&folder, &["--apply"]).exits(0);
        assert_eq!(to.exists(), is_mine);
        if is_mine {
            fs::remove_dir(&to).unwrap();
        }
    }
    for name in ["vale-post/b.txt", "vale-post/c.txt"] {
        fs::write(folder.path().join("arch").join(name), "Another text.").unwrap();
    }
    let run = dedupe(&folder, "move", &["--apply"]).exits(3);
    assert!(run.stdout_text().lines().all(|line| line.starts_with("refused")), "{}", run.stdout_text());
    assert!(!to.exists(), "nothing went there");
    fs::create_dir(&to).unwrap();
    fs::write(folder.path().join("arch/vale-post/b.txt"), LIGHTHOUSE).unwrap();
    dedupe(&folder, "move", &["--apply"]).exits(3);
    undo(&folder, &["--apply"]).exits(0);
    assert!(to.exists(), "the user made it");
}

#[test]
fn undo_refuses_what_changed_since() {
    let check = |action: &str, path: &str, reason: &str| {
        let folder = archive();
        dedupe(&folder, action, &["--apply"]);
        fs::write(folder.path().join(path), "mine").unwrap();
        let before = tree(folder.path());
        let run = undo(&folder, &["--apply"]).exits(3);
        let line = run.stdout_text().lines().find(|line| line.starts_with("refused")).unwrap();
        assert!(line.contains(reason), "{line}");
        let mine = |tree: &Tree| tree.get(Path::new(path)).cloned();
        assert_eq!(mine(&tree(folder.path())), mine(&before), "{action}");
    };
    check("move", "arch/vale-post/b.txt", "something else stands where it was");
    check("move", "to/vale-post/b.txt", "is not where it went, or changed there");
    check("trash", "data/Trash/files/b.txt", "is not where it went, or changed there");
    check("copy", "to/tarn/d.txt", "its copy changed since");
    check("copy", "arch/tarn/d.txt", "the file that was copied is not there as it was");
    check("symlink", "arch/vale-post/a.txt", "the document kept changed since");
}

#[test]
fn a_folder_to_move_to_inside_the_root_is_refused() {
    let folder = archive();
    let args = ["dedupe", "report.json", "--root", "arch", "--action", "move", "--to", "arch/gone/x"];
    let run = run(folder.path(), &args).exits(2);
    assert!(run.stderr.contains("lies in --root"), "{}", run.stderr);
    assert!(run.stderr.contains("hint:"), "{}", run.stderr);
}

#[test]
fn actions_say_what_they_lack() {
    let folder = archive();
    let lacks =
        |args: &[&str]| run(folder.path(), &[&["dedupe", "report.json"], args].concat()).exits(2).stderr;
    assert!(lacks(&["--action", "trash"]).contains("needs --root DIR"));
    assert!(lacks(&["--action", "move", "--root", "arch"]).contains("needs --to DIR"));
    assert!(lacks(&["--apply"]).contains("there is nothing to do for --action list"));
    assert!(lacks(&["--action", "delete"]).contains("invalid value 'delete'"));
    assert!(lacks(&["--relation", "quotation"]).contains("invalid value 'quotation'"));
    assert!(lacks(&["--keep", "newest"]).contains("no such policy"));
    assert!(lacks(&["--min-coverage", "2"]).contains("not between 0 and 1"));
}

#[test]
fn packed_files_and_names_of_any_bytes_are_acted_on() {
    let odd = std::ffi::OsStr::from_bytes(b"caf\xe9 100%.txt");
    let folder = Folder::new()
        .file("arch/vale/a.txt", LIGHTHOUSE)
        .file("arch/vale/b.txt.gz", gzip(LIGHTHOUSE.as_bytes()));
    fs::write(folder.path().join("arch/vale").join(odd), LIGHTHOUSE).unwrap();
    scan(&folder);
    let before = arch(&folder);
    let moved = dedupe(&folder, "move", &["--apply", "-q"]).exits(0);
    assert_eq!(moved.stdout_text().lines().count(), 2);
    assert!(moved.stdout_text().contains("\tvale/caf%E9 100%25.txt\t"), "{}", moved.stdout_text());
    assert!(folder.path().join("to/vale").join(odd).exists());
    assert!(folder.path().join("to/vale/b.txt.gz").exists());
    undo(&folder, &["--apply"]).exits(0);
    assert_eq!(arch(&folder), before);
}

#[test]
fn a_move_to_another_file_system_keeps_all_and_is_taken_back() {
    let Ok(to) = tempfile::tempdir_in("/dev/shm") else { return };
    let folder = archive();
    if fs::metadata(to.path()).unwrap().dev() == fs::metadata(folder.path()).unwrap().dev() {
        return;
    }
    let before = arch(&folder);
    let path = to.path().to_str().unwrap();
    let args = ["dedupe", "report.json", "--root", "arch", "--action", "move", "--to", path, "--apply"];
    in_home(&folder, &args).exits(0);
    let expected = Node::File(LIGHTHOUSE.into(), 0o640, (1_700_000_001, 123_456_789));
    assert_eq!(tree(to.path()).remove(Path::new("vale-post/b.txt")), Some(expected));
    assert_eq!(n_files(&folder.path().join("arch")), 2);
    undo(&folder, &["--apply"]).exits(0);
    assert_eq!(arch(&folder), before);
    assert_eq!(n_files(to.path()), 0);
}

#[test]
fn records_that_stay_are_written_byte_for_byte() {
    let odd = format!("{{ \"text\":{},  \"id\" : \"d\"}}\r\n", serde_json::json!(ORCHARD));
    let lines = [record("a", LIGHTHOUSE), record("b", LIGHTHOUSE), record("short", "Too short."), odd];
    let with_source = |line: &String| line.replacen('{', "{\"source\":\"Vale Post\",", 1);
    let lines = lines.map(|line| with_source(&line));
    let folder = Folder::new().file("docs.jsonl", lines.concat());
    run(folder.path(), &["scan", "docs.jsonl", "-q", "-o", "report.json"]).exits(0);
    let args =
        ["dedupe", "report.json", "--action", "write", "--input", "docs.jsonl", "--output", "kept.jsonl"];
    let dry = run(folder.path(), &args).exits(0);
    assert!(!folder.path().join("kept.jsonl").exists());
    let done = run(folder.path(), &[&args[..], &["--apply"]].concat()).exits(0);
    assert_eq!(dry.stdout_text(), done.stdout_text());
    assert!(done.stdout_text().starts_with("b\ta\texact_duplicate\t"), "{}", done.stdout_text());
    let kept = fs::read_to_string(folder.path().join("kept.jsonl")).unwrap();
    assert_eq!(kept, [&lines[0], &lines[2], &lines[3]].map(String::as_str).concat());
    let again = run(folder.path(), &[&args[..], &["--apply"]].concat()).exits(2);
    assert!(again.stderr.contains("exists already"), "{}", again.stderr);
    let folder = folder.file("docs.jsonl", record("a", LIGHTHOUSE));
    let args = [
        "dedupe",
        "report.json",
        "--action",
        "write",
        "--input",
        "docs.jsonl",
        "--output",
        "new.jsonl",
        "--apply",
    ];
    let run = run(folder.path(), &args).exits(2);
    assert!(run.stderr.contains("are not in it as they were scanned"), "{}", run.stderr);
    assert_eq!(folder.names(), ["docs.jsonl", "kept.jsonl", "report.json"]);
}

#[test]
fn what_a_terminal_would_obey_is_only_shown() {
    let folder =
        Folder::new().file("arch/vale/a.txt", LIGHTHOUSE).file("arch/vale/b\x1b[2J\t.txt", LIGHTHOUSE);
    scan(&folder);
    let run = dedupe(&folder, "list", &["-q"]).exits(0);
    assert!(run.stdout_text().starts_with("vale/b␛[2J␉.txt\tvale/a.txt\t"), "{}", run.stdout_text());
}

#[test]
fn a_run_killed_at_any_moment_goes_on_or_is_taken_back() {
    const COPIES: usize = 60;
    for (action, n_lines) in [("move", 1), ("trash", 30), ("hardlink", 57), ("symlink", 90), ("copy", 12)] {
        let mut folder = Folder::new();
        for n in 0..COPIES {
            folder = folder.file(&format!("arch/vale/{n:03}.txt"), prose(n as u64 / 2, 60));
        }
        for n in 0..COPIES {
            set_modified(&folder, &format!("vale/{n:03}.txt"), 1_700_000_000 + n as u64);
        }
        scan(&folder);
        let before = arch(&folder);
        let mut args = vec!["dedupe", "report.json", "--root", "arch", "--action", action, "--apply"];
        args.extend(["--to", "to"]);
        let data = folder.path().join("data");
        for goes_on in [true, false] {
            let mut command = wireprint(folder.path(), &args);
            let command = command.env("XDG_DATA_HOME", &data).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            let log = folder.path().join("report.json.undo.jsonl");
            let lines = || fs::read(&log).map_or(0, |log| log.iter().filter(|byte| **byte == b'\n').count());
            while lines() < n_lines && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            child.kill().unwrap();
            child.wait().unwrap();
            if goes_on {
                in_home(&folder, &args).exits(0);
                let n_changed =
                    before.iter().filter(|(path, node)| arch(&folder).get(*path) != Some(node)).count();
                assert_eq!(n_changed, if action == "copy" { 0 } else { COPIES / 2 }, "{action}");
            }
            undo(&folder, &["--apply"]).exits(0);
            assert_eq!(arch(&folder), before, "{action}, killed after {n_lines} lines");
            assert_eq!(n_files(&folder.path().join("to")) + n_files(&data), 0, "{action}");
            fs::remove_file(&log).unwrap();
        }
    }
}

#[test]
fn what_the_scan_skipped_is_named_where_it_is_not_copied() {
    let folder = archive().file("arch/tarn/short.txt", "Closed.");
    scan(&folder);
    let copied = dedupe(&folder, "copy", &["--apply"]).exits(0);
    assert!(copied.stderr.contains("1 input that the scan skipped"), "{}", copied.stderr);
    assert!(
        !folder.path().join("to/tarn/short.txt").exists() && folder.path().join("to/tarn/d.txt").exists()
    );
}

#[test]
fn a_run_that_refuses_all_says_that_nothing_was_changed() {
    let folder = archive();
    fs::write(folder.path().join("arch/vale-post/a.txt"), ORCHARD).unwrap();
    let refused = dedupe(&folder, "move", &["--apply"]).exits(3);
    assert!(refused.stderr.contains("Nothing was changed"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("Taken back by"), "{}", refused.stderr);
}
