//! Credits that only the collection can teach: lines that name another document's outlet.
//!
//! What a credit says is anyone's wording ("with the blessing of her editors at The Harbour Gazette"), but a short line
//! above or below a story that names an outlet which the collection holds is a credit to it, and one that ends in a colon
//! is the frame of an excerpt. The outlets' names come from the documents' sources; a name must be of two words or a
//! long one, and a document's own outlet is no credit.

use ahash::HashMap;

use super::Agencies;
use crate::document::{Article, Attribution, AttributionKind, Block, Role, Shape, Span};
use crate::normalize::{Word, push_words, words};
use crate::outlet::{OutletKey, is_article};

/// Words of the longest line that is believed to be a credit for the name in it.
const LINE_WORDS_MAX: usize = 20;

/// Letters of the shortest name of a single word.
const LONE_NAME_LETTERS_MIN: usize = 7;

/// Words from which a block is running text.
const PROSE_WORDS_MIN: usize = 33;

/// Names of the outlets of a collection.
#[derive(Debug, Default)]
pub struct KnownOutlets {
    by_first_word: HashMap<u64, Vec<(Vec<u64>, OutletKey)>>,
}

impl KnownOutlets {
    /// The outlets that the articles name as their sources.
    #[must_use]
    pub fn of(articles: &[Article], agencies: &Agencies) -> Self {
        let mut sources: Vec<&str> =
            articles.iter().filter_map(|article| article.meta.source.as_deref()).collect();
        sources.sort_unstable();
        sources.dedup();
        let mut known = Self::default();
        for source in sources {
            let Some(key) = OutletKey::new(source).filter(|_| agencies.agency_of_source(source).is_none())
            else {
                continue;
            };
            let name: Vec<u64> = words(key.name()).iter().map(|word| word.hash).collect();
            let long = key.letters().chars().count() >= LONE_NAME_LETTERS_MIN || !source.is_ascii();
            if name.len() >= 2 || long {
                known.by_first_word.entry(name[0]).or_default().push((name, key));
            }
        }
        known
    }

    /// Adds to an article the credits that name an outlet of the collection, and takes their lines out of its main text.
    pub fn credit(&self, article: &mut Article) {
        let lengths: Vec<usize> = article.blocks.iter().map(|block| n_words(article, block)).collect();
        let is_prose =
            |idx: &usize| article.blocks[*idx].role == Role::Body && lengths[*idx] >= PROSE_WORDS_MIN;
        let first = (0..lengths.len()).find(is_prose).unwrap_or(0);
        let last = (0..lengths.len()).rfind(is_prose).unwrap_or(lengths.len());
        let own = article.meta.source.as_deref().and_then(OutletKey::new);
        let furniture = article.blocks.iter().filter(|block| block.role == Role::Furniture);
        let on_page: Vec<OutletKey> =
            furniture.flat_map(|block| self.names_in(article, block)).map(|(key, _)| key).collect();
        let is_own =
            |key: &OutletKey| own.as_ref().is_some_and(|own| own.names(key)) || on_page.contains(key);
        let mut found = Vec::new();
        for (idx, block) in article.blocks.iter().enumerate() {
            let open = matches!(block.role, Role::Body | Role::Byline | Role::Credit)
                && block.shape != Shape::Heading;
            if !open || !(1..=LINE_WORDS_MAX).contains(&lengths[idx]) {
                continue;
            }
            let frames = block.span.of(&article.text).trim_end().ends_with([':', '：']);
            if !frames && idx > first && idx < last {
                continue;
            }
            let named_already = article.attributions.iter().any(|credit| {
                credit.span.is_some_and(|span| span.overlaps(block.span))
                    && (credit.outlet.is_some() || credit.agency.is_some())
            });
            if !named_already
                && let Some((_, outlet)) =
                    self.names_in(article, block).into_iter().find(|(key, _)| !is_own(key))
            {
                found.push((idx, outlet, frames));
            }
        }
        for (idx, outlet, frames) in found {
            let block = &mut article.blocks[idx];
            // A credit that names only a person is given the outlet that its line names.
            let in_line = article.attributions.iter_mut().find(|credit| {
                credit.span.is_some_and(|span| span.overlaps(block.span))
                    && credit.kind != AttributionKind::InText
            });
            if let Some(credit) = in_line {
                credit.outlet = Some(outlet.of(&article.text).to_owned());
                block.role = Role::Credit;
                continue;
            }
            block.role = Role::Credit;
            let kind = if frames { AttributionKind::ExcerptFrame } else { AttributionKind::ReprintCredit };
            article.attributions.push(Attribution {
                kind,
                agency: None,
                outlet: Some(outlet.of(&article.text).to_owned()),
                author: None,
                phrase: block.span.of(&article.text).to_owned(),
                span: Some(block.span),
            });
        }
        article.attributions.sort_by_key(|credit| credit.span);
    }

    /// The outlets that a block names as proper names, each with its place.
    fn names_in(&self, article: &Article, block: &Block) -> Vec<(OutletKey, Span)> {
        let mut line = Vec::new();
        push_words(&article.text, block.span, &mut line);
        let tokens: Vec<u64> = line.iter().map(|word| word.hash).collect();
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            let names = self.by_first_word.get(&tokens[at]).into_iter().flatten();
            for (name, key) in names.filter(|(name, _)| tokens[at..].starts_with(name)) {
                let named = &line[at..at + name.len()];
                // The article before the name belongs to it: "The Harbour Gazette".
                let with_article = at > 0 && is_article(line[at - 1].span.of(&article.text));
                let first = &line[if with_article { at - 1 } else { at }];
                if is_proper(named, &article.text) {
                    found.push((
                        key.clone(),
                        Span { start: first.span.start, end: named[name.len() - 1].span.end },
                    ));
                }
            }
        }
        found
    }
}

/// A name's first word starts with no small letter; scripts without case have none.
fn is_proper(name: &[Word], text: &str) -> bool {
    name[0].span.of(text).chars().next().is_some_and(|first| !first.is_lowercase())
}

fn n_words(article: &Article, block: &Block) -> usize {
    let mut words = Vec::new();
    push_words(&article.text, block.span, &mut words);
    let dense = words
        .iter()
        .filter(|word| word.span.of(&article.text).chars().all(|c| ('\u{3040}'..='\u{9fff}').contains(&c)));
    words.len() - dense.count() / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{ContentHash, Metadata};

    const PROSE: &str = "The harbour board met on Monday evening and voted by five to two to keep the old keeper's house as \
        it stands, after a surveyor had told it that moving the walls would cost more than all of them are worth today.";

    fn article(source: &str, lines: &[&str]) -> Article {
        let mut text = String::new();
        let mut blocks = Vec::new();
        for line in lines {
            let start = text.len();
            text.push_str(line);
            let span = Span::new(start, text.len());
            text.push_str("\n\n");
            blocks.push(Block {
                span,
                shape: Shape::Paragraph,
                link_share: 0.0,
                kept: true,
                role: Role::Body,
            });
        }
        let meta = Metadata { source: Some(source.to_owned()), ..Metadata::default() };
        Article {
            id: source.to_owned(),
            content_hash: ContentHash(0),
            meta,
            text,
            blocks,
            attributions: Vec::new(),
        }
    }

    fn check(lines: &[&str], expected: &[(AttributionKind, &str)]) {
        let original = article("The Tarn Gazette", &[PROSE]);
        let mut copy = article("Newsroom", lines);
        KnownOutlets::of(&[original, copy.clone()], &Agencies::builtin()).credit(&mut copy);
        let found: Vec<_> = copy
            .attributions
            .iter()
            .map(|credit| (credit.kind, credit.outlet.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_at_the_edge_that_names_an_outlet_is_a_credit() {
        let credit = "Carried with the blessing of her editors at The Tarn Gazette.";
        check(&[PROSE, PROSE, credit], &[(AttributionKind::ReprintCredit, "The Tarn Gazette")]);
        check(&[credit, PROSE, PROSE], &[(AttributionKind::ReprintCredit, "The Tarn Gazette")]);
        check(
            &[PROSE, "From the Tarn Gazette, on bees:", PROSE],
            &[(AttributionKind::ExcerptFrame, "Tarn Gazette")],
        );
    }

    #[test]
    fn an_outlet_inside_the_story_or_the_own_one_is_none() {
        check(&[PROSE, "The Tarn Gazette moved out in 1990.", PROSE], &[]);
        check(&[PROSE, "Support the Newsroom today."], &[]);
        check(&[PROSE, "We saw a tarn gazette of little worth."], &[]);
    }
}
