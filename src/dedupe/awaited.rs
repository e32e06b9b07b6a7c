//! Documents of a report that its input must have, as they were scanned.

use ahash::HashMap;

use super::plan::Plan;
use crate::document::Document;
use crate::error::{Error, Result};

/// The documents of a plan by id.
pub(super) struct Awaited<'r> {
    documents: HashMap<&'r str, Status<'r>>,
}

struct Status<'r> {
    content_hash: &'r str,
    goes: bool,
    is_met: bool,
}

impl<'r> Awaited<'r> {
    /// All documents of a plan; none is met yet.
    pub(super) fn of(plan: &Plan<'r>) -> Self {
        let going = plan.going.iter().map(|going| (going.dropped, true));
        let staying = plan.staying.iter().map(|document| (*document, false));
        let status = |goes, content_hash| Status { content_hash, goes, is_met: false };
        let documents = going.chain(staying);
        Self {
            documents: documents
                .map(|(document, goes)| (&*document.id, status(goes, &document.content_hash)))
                .collect(),
        }
    }

    /// Notes that a document was met, and tells whether it is one that goes. One with the id of another text is none of the
    /// report's.
    pub(super) fn meets_one_that_goes(&mut self, document: &Document) -> bool {
        let status = self.documents.get_mut(document.id.as_str());
        let status = status.filter(|status| document.content_hash.to_string() == status.content_hash);
        status.is_some_and(|status| {
            status.is_met = true;
            status.goes
        })
    }

    /// # Errors
    /// If a document was not met.
    pub(super) fn check_all_met(&self) -> Result<()> {
        let missing = self.documents.iter().filter(|(_, status)| !status.is_met).map(|(id, _)| *id);
        match missing.clone().min() {
            None => Ok(()),
            Some(first) => Err(Error::usage(format!(
                "--input: {} of the report's documents are not in it as they were scanned, `{first}` first",
                missing.count()
            ))
            .with_hint(
                "give the files that were scanned, with the same --field options, or scan them again",
            )),
        }
    }
}
