//! Who a document is itself of: its own outlet and authors are no credit.

use std::cell::OnceCell;

use super::lines::BlockWords;
use super::{KnownNames, Mention, authors, letters_hash, mentions};
use crate::document::{Article, Role};
use crate::outlet::OutletKey;

/// The outlet and the persons that a document is itself of. The page's furniture is searched for outlets only when the
/// metadata do not tell.
pub(super) struct Own<'a> {
    known: &'a KnownNames<'a>,
    article: &'a Article,
    words: &'a BlockWords<'a>,
    outlets: Vec<OutletKey>,
    authors: Vec<OutletKey>,
    at_home: OnceCell<Vec<OutletKey>>,
}

impl<'a> Own<'a> {
    pub(super) fn of(known: &'a KnownNames<'a>, article: &'a Article, words: &'a BlockWords<'a>) -> Self {
        let names = article.meta.source.iter().chain(&article.alias);
        Self {
            known,
            article,
            words,
            outlets: names.filter_map(|name| OutletKey::new(name)).collect(),
            authors: authors(article).collect(),
            at_home: OnceCell::new(),
        }
    }

    pub(super) fn has_outlet(&self, key: &OutletKey) -> bool {
        let is_named = |own: &[OutletKey]| own.iter().any(|own| own.names(key));
        is_named(&self.outlets) || is_named(self.at_home.get_or_init(|| self.outlets_at_home()))
    }

    /// Whether `key`, or whoever has its name among the others that a line names, writes for this document or its outlet.
    pub(super) fn has_author(&self, key: &OutletKey, in_line: &[Mention<'_>]) -> bool {
        let of_outlet = in_line.iter().map(|named| named.key).filter(|author| self.is_of_outlet(author));
        self.authors.iter().chain(of_outlet).any(|own| own.names(key))
    }

    fn is_of_outlet(&self, author: &OutletKey) -> bool {
        let of = self.known.outlets_of.get(&letters_hash(author));
        of.is_some_and(|of| self.outlets.iter().any(|own| of.contains(&letters_hash(own))))
    }

    /// Outlets named in the page's furniture are at home there.
    fn outlets_at_home(&self) -> Vec<OutletKey> {
        let blocks = self.article.blocks.iter().enumerate();
        let furniture = blocks.filter(|(_, block)| block.role == Role::Furniture);
        let named = |idx: usize| mentions(&self.known.outlets, self.article, self.words.of_block(idx));
        furniture.flat_map(|(idx, _)| named(idx)).map(|named| named.key.clone()).collect()
    }
}
