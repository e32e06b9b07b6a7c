//! Working with a report after the scan, from the report alone: no text is read again.
//!
//! [`refilter()`] keeps what holds under stricter rules ([`filter`]) and makes the clusters anew, [`sample`] chooses pairs to judge
//! by eye, [`gather`] tells which documents together account for the text of one.

mod copied;
pub mod filter;
pub mod gather;
pub mod refilter;
pub mod sample;

pub use filter::Filters;
pub use refilter::refilter;
