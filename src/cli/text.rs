//! `wireprint text`: the text that spans point into, main text and furniture told apart.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::compare::read_one;
use super::output::{style, write_to};
use super::scan::ReadArgs;
use super::{KnowledgeFiles, Outcome, load_input};
use crate::config::Profile;
use crate::document::{Article, Role};
use crate::error::Result;
use crate::extract::extract;
use crate::page::PageWords;
use crate::report::terminal::{Ink, Style, sanitise};

#[derive(Args, Debug)]
pub(super) struct TextArgs {
    /// A file with one document
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the bare text, byte for byte as spans count
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    files: KnowledgeFiles,
}

pub(super) fn run(args: &TextArgs) -> Result<Outcome> {
    let options = args.read.options()?;
    let (input, _) = load_input(&[], options.clone(), &args.files)?;
    let mut article = extract(read_one(&args.file, &options)?, &input.agencies, Profile::Web);
    let words = PageWords::of_article(&article);
    input.furniture.apply(&mut article, &words);
    let style = style(&std::io::stdout());
    write_to(Path::new("-"), |out| {
        if args.raw { out.write_all(article.text.as_bytes()) } else { write_blocks(&article, &style, out) }
    })?;
    Ok(Outcome::Done)
}

/// One block a line, its role and span before it.
fn write_blocks(article: &Article, style: &Style, out: &mut dyn Write) -> std::io::Result<()> {
    for block in &article.blocks {
        let (name, ink) = match block.role {
            Role::Body => ("body", None),
            Role::Headline => ("headline", Some(Ink::Bold)),
            Role::Byline => ("byline", Some(Ink::Green)),
            Role::Credit => ("credit", Some(Ink::Green)),
            Role::Furniture => ("furniture", Some(Ink::Dim)),
        };
        let text = sanitise(block.span.of(&article.text));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let painted = ink.map_or_else(|| text.clone().into(), |ink| style.paint(ink, &text));
        writeln!(out, "{name:<9} [{}, {})  {painted}", block.span.start, block.span.end)?;
    }
    Ok(())
}
