//! The whole path, and the only place where the stages meet.
//!
//! read -> extract -> learn -> normalize -> shingle -> sign -> candidates -> verify -> relate -> settle -> report.
//! Threads are those of the caller's rayon pool; the result does not depend on their number, nor on the order of the
//! input. Learning comes before signing, so that what is signed is main text; it needs sentences, not sketches.

mod explained;
mod found;
mod gather;
mod measure;
mod prepare;
mod room;
mod turns;

use std::path::PathBuf;

use crate::config::Config;
use crate::document::Article;
use crate::error::Result;
use crate::extract::attribution::Agencies;
use crate::extract::attribution::known::KnownNames;
use crate::learn::CollectionModel;
use crate::main_text::MainText;
use crate::monitor::{Monitor, Stage};
use crate::page::PageWords;
use crate::propose::Signer;
use crate::read::ReadOptions;
use crate::report::schema::Report;
pub use explained::{Explained, explain};
pub use found::Found;
use gather::Gathered;
use measure::Measurer;
use prepare::Prepared;
use room::{MEASURED, PROPOSED};
pub use room::{MEMORY_BYTES_MIN, Room, RunIdentity};

/// What a run reads and under which rules.
pub struct Input {
    /// Folders, files, or `-` for JSON Lines on standard input.
    pub roots: Vec<PathBuf>,
    /// What is read of them.
    pub read: ReadOptions,
    /// Names of agencies.
    pub agencies: Agencies,
    /// What the user says is furniture.
    pub furniture: CollectionModel,
}

/// Reads a collection and reports what is the same text in it.
///
/// # Errors
/// As [`scan`].
pub fn detect(input: &Input, config: &Config, monitor: &Monitor) -> Result<Report> {
    scan(input, config, Room::default(), monitor)?.to_report()
}

/// Reads a collection and finds what is the same text in it.
///
/// # Errors
/// An unreadable root, a parameter out of range, scratch that cannot be written or read, or an interruption; a document
/// that cannot be read is skipped and listed in the report.
pub fn scan<'i>(
    input: &'i Input,
    config: &'i Config,
    mut room: Room,
    monitor: &Monitor,
) -> Result<Found<'i>> {
    config.validate()?;
    let mut prepared = prepare(input, config, &mut room, monitor)?;
    monitor.check()?;
    monitor.start(Stage::Candidates, prepared.docs.ids.len());
    let candidates =
        room.checkpoints.load_or(PROPOSED, || prepared.sketches.candidates(&prepared.origins, config))?;
    prepared.sketches.forget_records();
    let signer = Signer::new(config);
    let measurer = Measurer { prepared: &prepared, input, config, monitor, signer };
    let measured = room.checkpoints.load_or(MEASURED, || measurer.measure(&candidates.pairs))?;
    let settled = measurer.settle(measured, &candidates.pairs)?;
    Found::of(prepared, &candidates, settled, input, config, room, monitor)
}

/// Everything up to the collection as it is compared, or as much of it as an earlier run did not finish.
fn prepare(input: &Input, config: &Config, room: &mut Room, monitor: &Monitor) -> Result<Prepared> {
    if let Some(prepared) = Prepared::resume(config, room)? {
        return Ok(prepared);
    }
    let gathered = Gathered::read_or_resume(input, config, room, monitor)?;
    Prepared::of(gathered, input, config, room, monitor)
}

/// Gives an article its final roles and credits by what was learned of the collection; returns its main text.
fn finish(
    article: &mut Article,
    model: &CollectionModel,
    known: &KnownNames<'_>,
    config: &Config,
) -> MainText {
    let words = PageWords::of_article(article);
    let n_blocks = article.blocks.len();
    model.apply(article, &words);
    known.credit(article, &words);
    // Where blocks were cut their words are cut anew, so that the main text is the same whenever it is made again.
    if article.blocks.len() == n_blocks {
        MainText::of(article, &words, config.profile)
    } else {
        MainText::of_article(article, config.profile)
    }
}
