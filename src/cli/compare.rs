//! `wireprint compare`: one pair explained.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{FILE_STYLE, check_writable, overwrites_input, style, write_to};
use super::scan::{ReadArgs, RuleArgs};
use super::{KnowledgeFiles, Outcome, load_input};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::pipeline::explain;
use crate::read::{ReadOptions, Reader, met};
use crate::report::compare::{Comparison, write};
use crate::report::html;

#[derive(Args, Debug)]
pub(super) struct CompareArgs {
    /// One document
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The other
    #[arg(value_name = "B")]
    b: PathBuf,
    /// Write the comparison to FILE: a page for a browser where the name ends in .html or .htm, else text
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    files: KnowledgeFiles,
}

pub(super) fn run(args: &CompareArgs) -> Result<Outcome> {
    let path = args.output.as_deref().unwrap_or(Path::new("-"));
    let options = args.read.options()?;
    if !met(&[path.to_owned()], &[args.a.clone(), args.b.clone()], &options)?.is_empty() {
        return Err(overwrites_input("--output", path));
    }
    check_writable(path)?;
    let config = args.rules.config();
    config.validate()?;
    let (input, _) = load_input(&[], options.clone(), &args.files)?;
    let documents = [read_one(&args.a, &options)?, read_one(&args.b, &options)?];
    let explained = explain(documents, &input, &config);
    if is_page(path) {
        let (report, texts) = explained.to_report(&config);
        write_to(path, |mut out| html::write(&report, &texts, &mut out))?;
        return Ok(Outcome::Done);
    }
    let comparison = Comparison {
        a: &explained.articles[0],
        b: &explained.articles[1],
        main_a: &explained.texts[0],
        main_b: &explained.texts[1],
        evidence: &explained.evidence,
        verdict: &explained.verdict,
        jaccard_estimate: explained.jaccard_estimate,
    };
    let style = if args.output.is_some() { FILE_STYLE } else { style(&std::io::stdout()) };
    write_to(path, |mut out| write(&comparison, &style, &mut out))?;
    Ok(Outcome::Done)
}

fn is_page(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| ["html", "htm"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// The only document of a file, under the file's path as given.
pub(super) fn read_one(path: &Path, options: &ReadOptions) -> Result<Document> {
    let mut reader = Reader::open(&[path.to_path_buf()], options.clone())?;
    let mut found = None;
    while let Some(block) = reader.next_block()? {
        for document in block.documents(options) {
            let document = document.map_err(|skip| {
                Error::usage(format!("{}: {}: {}", path.display(), skip.reason.as_str(), skip.detail))
            })?;
            if found.replace(document).is_some() {
                let message = format!("{}: holds several documents; one is needed", path.display());
                return Err(Error::usage(message)
                    .with_hint("`wireprint scan` compares all documents of a folder or file"));
            }
        }
    }
    let mut document = found.ok_or_else(|| {
        let error = Error::usage(format!("{}: holds no document", path.display()));
        error.with_hint("name one file with an article in it")
    })?;
    document.id = path.display().to_string();
    Ok(document)
}
