//! Sources: one outlet for a folder whose pages state one.
//!
//! The plain texts of a folder state no outlet and take the folder's name, the pages beside them state theirs. Where all
//! that is stated in a folder is one name, the folder is that outlet's, and each of the two names is another name of the
//! other ("sada-al-bahr" for «صدى البحر»). Elsewhere a folder says nothing of the pages in it.

use std::collections::{BTreeMap, BTreeSet};

use ahash::HashMap;
use serde::{Deserialize, Serialize};

use crate::document::Article;
use crate::ids::{Number, Table};
use crate::outlet::OutletKey;

/// What an article states of its outlet.
#[derive(Clone, Debug)]
pub struct Stated {
    folder: Option<String>,
    source: Option<String>,
    language: Option<String>,
}

impl Stated {
    /// What `article` states.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        Self {
            folder: article.folder.clone(),
            source: article.meta.source.clone(),
            language: article.meta.language.clone(),
        }
    }
}

/// What the articles of a collection state of their outlets and authors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sources {
    folders: BTreeMap<String, Folder>,
    /// The languages of the articles of each outlet in each folder.
    outlets: BTreeMap<(String, Option<String>), BTreeSet<String>>,
    /// The persons in bylines, as written, with the numbers of the sources of the articles.
    authors: HashMap<Box<str>, Vec<Number>>,
    sources: Table<Box<str>>,
}

impl Sources {
    /// Adds what an article states and the persons in its byline.
    pub fn add(&mut self, stated: Stated, authors: impl IntoIterator<Item = String>) {
        let Stated { folder, source, language } = stated;
        if let Some(folder) = &folder {
            self.folders.entry(folder.clone()).or_default().add(folder, source.as_deref());
        }
        let number = source.as_deref().map(|source| self.sources.number(source.as_bytes(), || source.into()));
        for author in authors {
            let numbers = self.authors.entry(author.into()).or_default();
            numbers.extend(number.filter(|number| !numbers.contains(number)));
        }
        if let Some(source) = source {
            self.outlets.entry((source, folder)).or_default().extend(language);
        }
    }

    /// Forgets the persons in bylines, which are the most of it.
    pub fn forget_authors(&mut self) {
        self.authors = HashMap::default();
    }

    /// The other name of the outlet of an article, as far as its folder tells one.
    #[must_use]
    pub fn alias_of(&self, article: &Article) -> Option<String> {
        self.alias(article.folder.as_deref(), article.meta.source.as_deref())
    }

    fn alias(&self, folder: Option<&str>, source: Option<&str>) -> Option<String> {
        let folder = folder?;
        let name = self.folders.get(folder)?.name_of(folder)?;
        Some(if source == Some(folder) { name.clone() } else { folder.to_owned() })
    }

    /// Each source as stated, its other name and the languages it writes in.
    pub fn outlets(&self) -> impl Iterator<Item = (&str, Option<String>, &BTreeSet<String>)> {
        self.outlets.iter().map(|((source, folder), languages)| {
            (source.as_str(), self.alias(folder.as_deref(), Some(source)), languages)
        })
    }

    /// Each person in a byline, as written, with the sources of the articles.
    pub fn authors(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
        self.authors
            .iter()
            .map(|(author, numbers)| (&**author, numbers.iter().map(|&number| &**self.sources.get(number))))
    }
}

/// What the articles of one folder state.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Folder {
    n_articles: usize,
    n_stating: usize,
    /// The names stated.
    names: BTreeSet<String>,
}

/// Pages that name the outlet of a folder whose own name is not like it: so many, and this share of the folder.
const PAGES_MIN: usize = 2;
const PAGES_SHARE_MIN: usize = 10;

impl Folder {
    fn add(&mut self, folder: &str, source: Option<&str>) {
        self.n_articles += 1;
        if let Some(name) = source.filter(|name| *name != folder) {
            self.n_stating += 1;
            self.names.insert(name.to_owned());
        }
    }

    /// The name of the outlet whose folder it is: the smallest spelling, if all are of one outlet, and the folder's name is
    /// like it or several pages state it.
    fn name_of(&self, folder: &str) -> Option<&String> {
        let name = self.names.first()?;
        let is_one = self.names.iter().all(|other| same_outlet(name, other));
        let many = self.n_stating >= PAGES_MIN && self.n_stating * PAGES_SHARE_MIN >= self.n_articles;
        (is_one && (many || same_outlet(folder, name))).then_some(name)
    }
}

fn same_outlet(one: &str, other: &str) -> bool {
    OutletKey::new(one).zip(OutletKey::new(other)).is_some_and(|(one, other)| one.names(&other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fixtures;

    fn check(articles: &[(Option<&str>, &str)], expected: &[(&str, Option<&str>)]) {
        let article = |(folder, source): &(Option<&str>, &str)| Article {
            folder: folder.map(str::to_owned),
            ..fixtures::article(source, &[])
        };
        let articles: Vec<Article> = articles.iter().map(article).collect();
        let mut sources = Sources::default();
        articles.iter().for_each(|article| sources.add(Stated::of(article), []));
        let aliases: Vec<_> = articles.iter().map(|article| sources.alias_of(article)).collect();
        let stated = articles.iter().map(|a| a.meta.source.as_deref().unwrap_or_default());
        let found: Vec<_> = stated.zip(aliases.iter().map(Option::as_deref)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_folder_and_the_name_on_its_pages_are_one_outlet() {
        check(
            &[(Some("tarn-gazette"), "tarn-gazette"), (Some("tarn-gazette"), "The Tarn Gazette")],
            &[("tarn-gazette", Some("The Tarn Gazette")), ("The Tarn Gazette", Some("tarn-gazette"))],
        );
    }

    #[test]
    fn one_page_of_another_name_names_no_folder() {
        check(
            &[(Some("saved"), "saved"), (Some("saved"), "Vale Post")],
            &[("saved", None), ("Vale Post", None)],
        );
        check(
            &[(Some("vp"), "vp"), (Some("vp"), "Vale Post"), (Some("vp"), "Vale Post")],
            &[("vp", Some("Vale Post")), ("Vale Post", Some("vp")), ("Vale Post", Some("vp"))],
        );
    }

    #[test]
    fn a_folder_of_several_outlets_names_none() {
        check(
            &[(Some("saved"), "saved"), (Some("saved"), "Tarn Gazette"), (Some("saved"), "Vale Post")],
            &[("saved", None), ("Tarn Gazette", None), ("Vale Post", None)],
        );
        check(
            &[(Some("vale-post"), "vale-post"), (None, "Vale Post")],
            &[("vale-post", None), ("Vale Post", None)],
        );
    }
}
