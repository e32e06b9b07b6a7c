//! Which documents to keep: lists of ids, one a line, for scripts that filter a collection.
//!
//! Of each cluster the document that `keep` names stays; what is in no cluster stays, too. A line break in an id, which a path
//! may have, is written as `\n`, a carriage return as `\r`.

use std::borrow::Cow;
use std::io::{self, Write};

use ahash::HashSet;

use super::entries::Entries;

/// One of the two lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Documents to keep.
    Keep,
    /// The other members of clusters.
    Drop,
}

/// Writes one list, in the order of the report's documents.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made.
pub fn write(report: &impl Entries, choice: Choice, out: &mut impl Write) -> io::Result<()> {
    let mut kept: HashSet<String> = HashSet::default();
    report.clusters(&mut |clusters| {
        kept.extend(clusters.iter().map(|cluster| cluster.keep.clone()));
        Ok(())
    })?;
    report.documents(&mut |documents| {
        documents.iter().try_for_each(|document| {
            let stays = document.cluster.is_none() || kept.contains(&document.id);
            if stays == (choice == Choice::Keep) {
                writeln!(out, "{}", on_one_line(&document.id))
            } else {
                Ok(())
            }
        })
    })
}

fn on_one_line(id: &str) -> Cow<'_, str> {
    if id.contains(['\n', '\r']) {
        Cow::Owned(id.replace('\n', "\\n").replace('\r', "\\r"))
    } else {
        Cow::Borrowed(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{cluster, document, empty};

    #[test]
    fn every_document_is_in_one_of_the_lists() {
        let mut report = empty();
        let documents = [("a", Some("c1")), ("b\nx", Some("c1")), ("c", None), ("d", Some("c1"))];
        report.documents = documents.map(|(id, cluster)| document(id, None, None, cluster)).to_vec();
        report.clusters = vec![cluster("c1", &["a", "b\nx", "d"])];
        let list = |choice| {
            let mut out = Vec::new();
            write(&report, choice, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!((list(Choice::Keep), list(Choice::Drop)), ("a\nc\n".to_owned(), "b\\nx\nd\n".to_owned()));
    }
}
