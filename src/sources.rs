//! Sources: one outlet for a folder whose pages state one.
//!
//! The plain texts of a folder state no outlet and take the folder's name, the pages beside them state theirs. Where all
//! that is stated in a folder is one name, the folder is that outlet's, and each of the two names is another name of the
//! other ("sada-al-bahr" for «صدى البحر»). Elsewhere a folder says nothing of the pages in it.

use ahash::HashMap;

use crate::document::Article;
use crate::outlet::OutletKey;

/// Sets the other names of the articles' outlets; until now an article's alias is its folder.
pub fn unify(articles: &mut [Article]) {
    let mut stated: HashMap<String, Option<String>> = HashMap::default();
    for article in articles.iter() {
        let (Some(folder), Some(source)) = (&article.alias, &article.meta.source) else { continue };
        if source == folder {
            continue;
        }
        let known = stated.entry(folder.clone()).or_insert_with(|| Some(source.clone()));
        if let Some(name) = known {
            match same_outlet(name, source) {
                // The smallest spelling, so that the order of the articles does not matter.
                true if source < name => name.clone_from(source),
                true => {}
                false => *known = None,
            }
        }
    }
    for article in articles {
        let folder = article.alias.take();
        let Some(name) = folder.as_ref().and_then(|folder| stated.get(folder)?.as_ref()) else { continue };
        article.alias = if article.meta.source == folder { Some(name.clone()) } else { folder };
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
            alias: folder.map(str::to_owned),
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
