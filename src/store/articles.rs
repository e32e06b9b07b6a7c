//! Articles, packed.

use std::sync::Arc;

use super::{Frames, Place, Scratch};
use crate::document::Article;
use crate::error::Result;

/// Bytes of a stored token.
const TOKEN_BYTES: usize = 4;

/// Articles that are appended once and read back one by one.
#[derive(Debug)]
pub struct Articles {
    frames: Frames,
}

impl Articles {
    /// No articles yet; `held_bytes_max` bytes of them may lie in memory. `name` is that of the scratch file.
    #[must_use]
    pub fn new(scratch: &Arc<Scratch>, name: &str, held_bytes_max: usize) -> Self {
        Self { frames: Frames::new(scratch, name, held_bytes_max) }
    }

    /// An article as it is stored. Made apart from [`Self::append`], so that many threads can pack.
    ///
    /// # Panics
    /// Never: memory takes what an article is packed to.
    #[must_use]
    pub fn pack(article: &Article) -> Vec<u8> {
        postcard::to_stdvec(article).expect("articles are packed to memory")
    }

    /// Appends a packed article.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn append(&mut self, packed: &[u8]) -> Result<Place> {
        self.frames.append(packed)
    }

    /// Appends the tokens of the article that was appended last, for [`Self::tokens`].
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn append_tokens(&mut self, packed: &[u8]) -> Result<()> {
        self.frames.append(packed).map(|_| ())
    }

    /// Tokens as they are stored: four bytes of each, half of its hash.
    #[must_use]
    pub fn pack_tokens(tokens: &[u64]) -> Vec<u8> {
        let mut packed = vec![0; tokens.len() * TOKEN_BYTES];
        let (places, _) = packed.as_chunks_mut::<TOKEN_BYTES>();
        places.iter_mut().zip(tokens).for_each(|(place, token)| *place = (*token as u32).to_le_bytes());
        packed
    }

    /// The `n` tokens that were appended after the article at a place, of each the lower half of its hash.
    ///
    /// # Errors
    /// If the scratch file cannot be read or is damaged.
    pub fn tokens(&self, article: Place, n: usize) -> Result<Vec<u64>> {
        let unpack = |packed: &[u8]| {
            let (tokens, _) = packed.as_chunks::<TOKEN_BYTES>();
            tokens.iter().map(|token| u64::from(u32::from_le_bytes(*token))).collect()
        };
        self.frames.read(article.next(n * TOKEN_BYTES), &mut Vec::new(), unpack)
    }

    /// The article at a place.
    ///
    /// # Errors
    /// If the scratch file cannot be read or is damaged.
    ///
    /// # Panics
    /// If what was appended is no packed article.
    pub fn read(&self, place: Place) -> Result<Article> {
        let mut buffer = Vec::new();
        self.frames.read(place, &mut buffer, |packed| {
            postcard::from_bytes(packed).expect("what was packed here can be unpacked")
        })
    }

    /// Writes everything down and waits until the disk has it. Returns the number of bytes.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn save(&mut self) -> Result<u64> {
        self.frames.write_through()?;
        Ok(self.frames.n_bytes())
    }

    /// Articles that an earlier run saved, in `n_bytes` bytes.
    ///
    /// # Errors
    /// If their file is missing or has another length.
    pub fn reopen(scratch: &Arc<Scratch>, name: &str, n_bytes: u64) -> Result<Self> {
        Ok(Self { frames: Frames::reopen(scratch, name, n_bytes)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::DocDate;
    use crate::document::{Attribution, AttributionKind, Block, ContentHash, Metadata, Role, Shape, Span};

    #[test]
    fn an_article_comes_back_as_it_was() {
        let extra = serde_json::json!({"z": 0.1, "a": [1, null, "é"], "n": 18_446_744_073_709_551_615_u64});
        let article = Article {
            id: "a/1.txt".to_owned(),
            content_hash: ContentHash(u128::MAX / 3),
            meta: Metadata {
                title: Some("A title".to_owned()),
                published: DocDate::parse_machine("2024-03-05T10:20:30.5+05:30"),
                modified: DocDate::parse_machine("2024-03-05"),
                based_on: vec!["https://vale.example/1".to_owned()],
                extra: extra.as_object().unwrap().clone(),
                ..Metadata::default()
            },
            text: "A title\nA text.".to_owned(),
            blocks: vec![Block {
                span: Span::new(0, 7),
                shape: Shape::Heading,
                link_share: 0.25,
                kept: true,
                role: Role::Headline,
            }],
            attributions: vec![Attribution {
                kind: AttributionKind::Tagline,
                agency: Some("AP".to_owned()),
                outlet: None,
                author: None,
                is_free: false,
                phrase: "(AP)".to_owned(),
                span: Some(Span::new(8, 12)),
            }],
            folder: Some("a".to_owned()),
            alias: None,
        };
        assert!(article.meta.published.is_some() && article.meta.modified.is_some());
        let mut articles = Articles::new(&Arc::new(Scratch::temporary()), "articles", 0);
        let place = articles.append(&Articles::pack(&article)).unwrap();
        assert_eq!(articles.read(place).unwrap(), article);
    }
}
