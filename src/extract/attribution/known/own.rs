//! Who a document is itself of: its own outlet and authors are no credit.

use std::cell::OnceCell;

use super::lines::BlockWords;
use super::{KnownNames, authors, letters_hash, mentions};
use crate::document::{Article, Role};
use crate::mention::NameIndex;
use crate::outlet::OutletKey;

/// The outlet and the persons that a document is itself of. What the whole page is searched for is searched when the
/// metadata do not tell.
pub(super) struct Own<'a> {
    known: &'a KnownNames<'a>,
    article: &'a Article,
    words: &'a BlockWords<'a>,
    outlets: Vec<OutletKey>,
    authors: Vec<OutletKey>,
    at_home: OnceCell<Vec<OutletKey>>,
    of_outlet: OnceCell<Vec<OutletKey>>,
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
            of_outlet: OnceCell::new(),
        }
    }

    pub(super) fn has_outlet(&self, key: &OutletKey) -> bool {
        let is_named = |own: &[OutletKey]| own.iter().any(|own| own.names(key));
        is_named(&self.outlets) || is_named(self.at_home.get_or_init(|| self.outlets_at_home()))
    }

    pub(super) fn has_author(&self, key: &OutletKey) -> bool {
        let is_named = |own: &[OutletKey]| own.iter().any(|own| own.names(key));
        is_named(&self.authors) || is_named(self.of_outlet.get_or_init(|| self.authors_of_outlet()))
    }

    /// Outlets named in the page's furniture are at home there.
    fn outlets_at_home(&self) -> Vec<OutletKey> {
        let blocks = self.article.blocks.iter().enumerate();
        let furniture = blocks.filter(|(_, block)| block.role == Role::Furniture);
        furniture.flat_map(|(idx, _)| self.named_in(&self.known.outlets, idx)).cloned().collect()
    }

    /// So are authors of its own outlet, wherever they are named.
    fn authors_of_outlet(&self) -> Vec<OutletKey> {
        let own: Vec<u64> = self.outlets.iter().map(letters_hash).collect();
        let is_of_outlet = |author: &&OutletKey| {
            let of = self.known.outlets_of.get(&letters_hash(author));
            of.is_some_and(|of| own.iter().any(|own| of.contains(own)))
        };
        let named = (0..self.article.blocks.len()).flat_map(|idx| self.named_in(&self.known.authors, idx));
        named.filter(is_of_outlet).cloned().collect()
    }

    fn named_in(&self, names: &'a NameIndex, idx: usize) -> impl Iterator<Item = &'a OutletKey> {
        mentions(names, self.article, self.words.of_block(idx)).into_iter().map(|named| named.key)
    }
}
