//! Sources: one outlet for a folder whose pages state one.
//!
//! The plain texts of a folder state no outlet and take the folder's name, the pages beside them state theirs. Where all
//! that is stated in a folder is one name, the folder is that outlet's, and each of the two names is another name of the
//! other ("sada-al-bahr" for «صدى البحر»). Elsewhere a folder says nothing of the pages in it.

use std::collections::BTreeSet;

use ahash::HashMap;

use crate::document::Article;
use crate::outlet::OutletKey;

/// Sets the other names of the articles' outlets.
pub fn unify(articles: &mut [Article]) {
    let mut stated: HashMap<String, Folder> = HashMap::default();
    for article in articles.iter() {
        if let Some(folder) = &article.folder {
            stated.entry(folder.clone()).or_default().add(folder, article.meta.source.as_deref());
        }
    }
    for article in articles {
        let Some(folder) = &article.folder else { continue };
        let Some(name) = stated.get(folder).and_then(|pages| pages.name_of(folder)) else { continue };
        let is_folder = article.meta.source.as_ref() == Some(folder);
        article.alias = Some(if is_folder { name.clone() } else { folder.clone() });
    }
}

/// What the articles of one folder state.
#[derive(Default)]
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
    use crate::document::{ContentHash, Metadata};

    fn check(articles: &[(Option<&str>, &str)], expected: &[(&str, Option<&str>)]) {
        let article = |(folder, source): &(Option<&str>, &str)| Article {
            id: String::new(),
            content_hash: ContentHash(0),
            meta: Metadata { source: Some((*source).to_owned()), ..Metadata::default() },
            text: String::new(),
            blocks: Vec::new(),
            attributions: Vec::new(),
            folder: folder.map(str::to_owned),
            alias: None,
        };
        let mut articles: Vec<Article> = articles.iter().map(article).collect();
        unify(&mut articles);
        let found: Vec<_> = articles
            .iter()
            .map(|a| (a.meta.source.as_deref().unwrap_or_default(), a.alias.as_deref()))
            .collect();
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
