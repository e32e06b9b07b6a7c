//! What a report tells to do without: which documents go, and what becomes of their files.
//!
//! [`plan`] is pure: a report and [`Rules`] to a [`Plan`], the documents that go, each with the one that stays for it.
//! [`files`] carries it out on the files below a folder, with a log from which each step is taken back, and [`records`] on the
//! lines of JSON Lines, `columns` (behind the feature `parquet`) on the rows of Parquet. No file is ever removed unless another one of the same bytes was just seen to be there.

mod awaited;
#[cfg(feature = "parquet")]
pub mod columns;
#[cfg(unix)]
pub mod files;
mod paths;
mod plan;
mod policy;
pub mod records;

pub use plan::{Going, Left, Plan, Rules, plan};
pub use policy::{Policy, unmatched};
