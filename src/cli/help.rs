//! What stands below the flags in the help of each command. A test runs every example.

/// Below the list of commands.
pub(super) const COMMANDS: &str = "\
Examples:
  # Find what is copied in a folder of articles.
  wireprint scan archive/ -o report.json

  # Why two of them are related, or are not.
  wireprint compare archive/a.txt archive/b.html

  # What of a page is compared.
  wireprint text page.html

`wireprint help scan` explains every flag of a command, `-h` is the short form.";

/// Below the flags of `scan`.
pub(super) const SCAN: &str = "\
Examples:
  # A folder; the whole report as JSON.
  wireprint scan archive/ -o report.json

  # JSON Lines on standard input, with other names of fields.
  zcat crawl.jsonl.gz | wireprint scan - --field text=body -q > report.json

  # Scanned newspapers: pairs of different papers within a week, as a table.
  wireprint scan pages/ --profile ocr --across-sources --within 7 -o pairs.csv

  # Files that another program chooses.
  find archive/ -name '*.html' -print0 | wireprint scan --files-from - --null";

/// Below the flags of `compare`.
pub(super) const COMPARE: &str = "\
Examples:
  # Every measure, the rule that decided, the passages side by side.
  wireprint compare a.txt b.html

  # The same for scanned text, where letters are compared.
  wireprint compare pages/1916-01-02.txt pages/1916-01-04.txt --profile ocr

Two documents alone do not tell what a collection does: which sentences are furniture, how many sources hold a text. \
The answer can differ from that of `scan`.";

/// Below the flags of `text`.
pub(super) const TEXT: &str = "\
Examples:
  # Each block with its role and the bytes that it takes.
  wireprint text page.html

  # The bare text that spans of a report point into.
  wireprint text page.html --raw > page.txt";

/// Below the flags of `eval`.
pub(super) const EVAL: &str = "\
Examples:
  # Precision, recall and F1 by relation.
  wireprint eval report.json --gold gold/

  # One score for a script.
  wireprint eval report.json --gold gold/ --json";

/// Below the flags of `refilter`.
pub(super) const REFILTER: &str = "\
Examples:
  # Only reprints that take over most of a text.
  wireprint refilter report.json --relation reprint --min-coverage 0.9 -o strict.json

  # Only pairs of different outlets, as a table.
  wireprint refilter report.json --across-sources -o pairs.csv";

/// Below the flags of `sample`.
pub(super) const SAMPLE: &str = "\
Examples:
  # The pairs nearest to a decision, to judge by eye.
  wireprint sample report.json --borderline -n 20

  # A random sample of each relation, with a column for the judgement.
  wireprint sample report.json -n 50 --seed 7 --format tsv > labels.tsv";

/// Below the flags of `gather`.
pub(super) const GATHER: &str = "\
Examples:
  # Which documents account for the text of one; without --any-time only earlier ones.
  wireprint gather b.html report.json --any-time

  # The same for a script.
  wireprint gather b.html report.json --any-time --json";

/// Below the flags of `schema`.
pub(super) const SCHEMA: &str = "\
Examples:
  # The schema beside the reports that it is of.
  wireprint schema > report.schema.json

  # What a relation may be.
  wireprint schema | grep -A 20 shared_wire";

/// Below the flags of `dedupe`.
pub(super) const DEDUPE: &str = "\
Examples:
  # What would go: the exact duplicates of the documents kept.
  wireprint dedupe report.json --root archive/

  # Reprints to another folder; tell first, then do it.
  wireprint dedupe report.json --root archive/ --relation reprint --action move --to gone/
  wireprint dedupe report.json --root archive/ --relation reprint --action move --to gone/ --apply";

/// Below the flags of `undo`.
pub(super) const UNDO: &str = "\
Examples:
  # What would be restored, then do it.
  wireprint undo report.json.undo.jsonl
  wireprint undo report.json.undo.jsonl --apply";

/// Below the flags of `completions`.
pub(super) const COMPLETIONS: &str = "\
Examples:
  # In this shell.
  source <(wireprint completions bash)

  # For good: in the file that the shell looks for.
  wireprint completions zsh > _wireprint
  wireprint completions fish > wireprint.fish";

/// Below the flags of `man`.
pub(super) const MAN: &str = "\
Examples:
  # The main page, where `man` reads standard input.
  wireprint man > wireprint.1

  # All pages, where `man` finds them.
  wireprint man --dir man1";

const STATUS_OF_SCAN: &str = "\
Exit status:
  0    the report was written
  1    with --fail-on-match: the report was written, and has a related pair
  2    wrong usage or a fatal error; no output is half-written
  3    with --strict: the report was written, and some input was skipped
  130  interrupted; no report was written";

const STATUS: &str = "\
Exit status:
  0    done
  2    wrong usage or a fatal error";

/// Examples with what the exit status of `scan` means.
pub(super) fn with_status_of_scan(examples: &str) -> String {
    format!("{examples}\n\n{STATUS_OF_SCAN}")
}

const STATUS_OF_ACTIONS: &str = "\
Exit status:
  0    done, or told
  2    wrong usage or a fatal error
  3    with --apply: something was refused; the lines tell what and why";

/// Examples with what the exit status of a command means that acts on files.
pub(super) fn with_status_of_actions(examples: &str) -> String {
    format!("{examples}\n\n{STATUS_OF_ACTIONS}")
}

/// Examples with what the exit status of any other command means.
pub(super) fn with_status(examples: &str) -> String {
    format!("{examples}\n\n{STATUS}")
}
