//! Extents and relations by the names that reports give them.

use super::{Extent, Relation};

impl Extent {
    /// All, from the most to the least that is shared.
    pub const ALL: [Self; 5] = [Self::Identical, Self::NearFull, Self::Contained, Self::Partial, Self::None];
}

impl Relation {
    /// All.
    pub const ALL: [Self; 14] = [
        Self::ExactDuplicate,
        Self::Revision,
        Self::Translation,
        Self::Excerpt,
        Self::SharedWire,
        Self::Reprint,
        Self::NearDuplicate,
        Self::SharedPassage,
        Self::Boilerplate,
        Self::Quotation,
        Self::Background,
        Self::Template,
        Self::Fragment,
        Self::Unrelated,
    ];

    /// The relation of which [`Self::as_str`] is `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == name)
    }
}
