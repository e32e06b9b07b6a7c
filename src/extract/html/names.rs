//! What the names of elements, and the class names that designers give them, mean for the text.
//!
//! Class names are compared word by word (`relatedPosts` and `related-posts` are the same two words), never by
//! substring: `shadow` is no `ad`. They are a hint that the walk weighs against what the element holds, because
//! wrappers of whole articles carry such words too (`post tag-politics has-sidebar`).

/// Elements that begin and end a paragraph.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "frameset"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// Elements that the parser opens again in every paragraph until they are closed. Links are no part of them:
/// only one can be open.
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// Elements without content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that cannot nest: without content, or with raw text only.
pub(super) fn is_leaf(name: &str) -> bool {
    is_void(name)
        || matches!(
            name,
            "iframe"
                | "noembed"
                | "noframes"
                | "plaintext"
                | "script"
                | "style"
                | "textarea"
                | "title"
                | "xmp"
        )
}

/// Elements whose content a browser does not show as text of the page.
pub(super) fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "annotation"
            | "annotation-xml"
            | "applet"
            | "audio"
            | "canvas"
            | "datalist"
            | "embed"
            | "head"
            | "iframe"
            | "math"
            | "meter"
            | "noembed"
            | "noframes"
            | "noscript"
            | "object"
            | "option"
            | "progress"
            | "rp"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "video"
    )
}

/// What a class name, an id or a role says of an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Hint {
    /// Furniture by a name that no wrapper of an article bears.
    Furniture,
    /// Furniture, unless it holds most of the page's prose.
    LikelyFurniture,
    /// Readers' comments or the form to write one.
    Comment,
    /// The caption or credit of a picture.
    Caption,
    /// Who wrote the article.
    Byline,
    /// Text for screen readers only.
    Hidden,
}

/// The words of class names and ids, lower-case, joined and surrounded by `-`.
pub(super) fn words(names: &str) -> String {
    let mut words = String::with_capacity(names.len() + 2);
    words.push('-');
    let mut after_lower = false;
    for letter in names.chars() {
        let boundary = !letter.is_ascii_alphanumeric() || (after_lower && letter.is_ascii_uppercase());
        if boundary && !words.ends_with('-') {
            words.push('-');
        }
        if letter.is_ascii_alphanumeric() {
            words.push(letter.to_ascii_lowercase());
        }
        after_lower = letter.is_ascii_lowercase();
    }
    if !words.ends_with('-') {
        words.push('-');
    }
    words
}

/// The strongest hint among the words of [`words`].
pub(super) fn hint(words: &str) -> Option<Hint> {
    let has = |list: &[&str]| list.iter().any(|name| words.contains(name));
    if has(&[
        "-sr-only-",
        "-visually-hidden-",
        "-visuallyhidden-",
        "-screen-reader-",
        "-screenreader-",
        "-a11y-hidden-",
    ]) {
        return Some(Hint::Hidden);
    }
    let mut before = "";
    let mut found = None;
    for word in words.split('-').filter(|word| !word.is_empty()) {
        if !matches!(before, "has" | "no" | "with" | "without" | "not" | "is") {
            found = strongest(found, hint_of_word(word).or_else(|| hint_of_pair(before, word)));
        }
        before = word;
    }
    found
}

fn strongest(a: Option<Hint>, b: Option<Hint>) -> Option<Hint> {
    let rank = |hint: Option<Hint>| match hint {
        None => 0,
        Some(Hint::Byline) => 1,
        Some(Hint::LikelyFurniture) => 2,
        Some(Hint::Caption) => 3,
        Some(Hint::Furniture) => 4,
        Some(Hint::Comment) => 5,
        Some(Hint::Hidden) => 6,
    };
    if rank(b) > rank(a) { b } else { a }
}

fn hint_of_word(word: &str) -> Option<Hint> {
    const FURNITURE: [&str; 9] = [
        "breadcrumb",
        "cookie",
        "newsletter",
        "outbrain",
        "related",
        "recommend",
        "sharedaddy",
        "sharethis",
        "taboola",
    ];
    const LIKELY: [&str; 6] = ["advert", "donat", "navig", "social", "sponsor", "subscri"];
    match word {
        "comment" | "comments" | "commentlist" | "commentform" | "disqus" | "wpdiscuz" | "respond" => {
            Some(Hint::Comment)
        }
        "caption" | "captions" | "figcaption" | "imagecaption" | "photocredit" => Some(Hint::Caption),
        "byline" | "author" | "authors" | "writtenby" => Some(Hint::Byline),
        "addthis" | "addtoany" | "consent" | "crumbs" | "gdpr" | "mostread" | "recirc" | "recirculation"
        | "shariff" | "tagcloud" | "taglist" | "trending" => Some(Hint::Furniture),
        "ad" | "ads" | "banner" | "bio" | "colophon" | "copyright" | "disclaimer" | "follow" | "footer"
        | "likes" | "login" | "masthead" | "menu" | "modal" | "mostpopular" | "nav" | "navbar"
        | "overlay" | "pager" | "pagination" | "paywall" | "popular" | "popup" | "promo" | "promos"
        | "promotion" | "rating" | "ratings" | "share" | "sharebar" | "sharer" | "shares" | "sharing"
        | "sidebar" | "signin" | "signup" | "tags" | "teaser" | "teasers" | "toolbar" | "topbar"
        | "upsell" | "weather" => Some(Hint::LikelyFurniture),
        _ if FURNITURE.iter().any(|prefix| word.starts_with(prefix)) => Some(Hint::Furniture),
        _ if LIKELY.iter().any(|prefix| word.starts_with(prefix)) => Some(Hint::LikelyFurniture),
        _ => None,
    }
}

fn hint_of_pair(before: &str, word: &str) -> Option<Hint> {
    match (before, word) {
        ("most", "read" | "popular" | "viewed" | "shared")
        | ("read", "next" | "also")
        | ("see" | "read", "more") => Some(Hint::Furniture),
        ("more" | "latest" | "other", "news" | "stories" | "articles" | "posts" | "from") => {
            Some(Hint::Furniture)
        }
        ("author", "box" | "card" | "info" | "about" | "profile" | "description") | ("about", "author") => {
            Some(Hint::LikelyFurniture)
        }
        ("skip", "link") | ("site", "header" | "title" | "branding") | ("post" | "entry", "tags") => {
            Some(Hint::LikelyFurniture)
        }
        ("widget", "area" | "title") | ("tag" | "tags", "list" | "links") => Some(Hint::LikelyFurniture),
        ("photo" | "image" | "picture" | "media" | "img", "credit" | "source" | "desc" | "author") => {
            Some(Hint::Caption)
        }
        _ => None,
    }
}

/// Whether a `style` attribute takes the element out of sight. Of several declarations of a property the last one counts,
/// unless an earlier one is important and it is not.
pub(super) fn style_hides(style: &str) -> bool {
    let mut in_force: Vec<(String, bool, bool)> = Vec::new();
    for (property, value) in style.split(';').filter_map(|rule| rule.split_once(':')) {
        let property = property.trim().to_ascii_lowercase();
        let value = value.trim().to_ascii_lowercase();
        let (value, is_important) = match value.rsplit_once('!') {
            Some((value, mark)) => (value.trim_end(), mark.trim() == "important"),
            None => (value.as_str(), false),
        };
        let Some(hides) = declaration_hides(&property, value) else { continue };
        match in_force.iter_mut().find(|(known, ..)| *known == property) {
            Some((_, was_important, hid)) if is_important || !*was_important => {
                (*was_important, *hid) = (is_important, hides);
            }
            Some(_) => {}
            None => in_force.push((property, is_important, hides)),
        }
    }
    in_force.iter().any(|(_, _, hides)| *hides)
}

/// `None` for a property that hides nothing, and for a value that a browser would pass over.
fn declaration_hides(property: &str, value: &str) -> Option<bool> {
    const DISPLAYS: [&str; 14] = [
        "block",
        "inline",
        "flow",
        "flow-root",
        "flex",
        "grid",
        "table",
        "list-item",
        "contents",
        "ruby",
        "inline-block",
        "inline-flex",
        "inline-grid",
        "inline-table",
    ];
    const ANYWHERE: [&str; 5] = ["inherit", "initial", "unset", "revert", "auto"];
    const SIZES: [&str; 5] = ["small", "medium", "large", "smaller", "larger"];
    let is_one_of = |known: &[&str]| known.contains(&value) || ANYWHERE.contains(&value);
    let is_number =
        || value.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) || is_one_of(&SIZES);
    match property {
        "display" => {
            (value == "none" || value.starts_with("table") || is_one_of(&DISPLAYS)).then(|| value == "none")
        }
        "visibility" => {
            is_one_of(&["hidden", "collapse", "visible"]).then_some(matches!(value, "hidden" | "collapse"))
        }
        "content-visibility" => is_one_of(&["hidden", "visible"]).then(|| value == "hidden"),
        "font-size" | "opacity" => is_number().then(|| is_zero(value)),
        "left" | "top" | "text-indent" | "margin-left" => is_number().then(|| is_far_off(value)),
        "clip" => Some(value.starts_with("rect(0") || value.starts_with("rect(1px")),
        "clip-path" => Some(value == "inset(100%)" || value == "inset(50%)"),
        _ => None,
    }
}

fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f32>().is_ok_and(|number| number == 0.0)
}

/// A length at least 900 units to the left of, or above, its place.
fn is_far_off(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f32>().is_ok_and(|number| number <= -900.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &str, expected: Option<Hint>) {
        assert_eq!(hint(&words(names)), expected, "{names}");
    }

    #[test]
    fn class_names_are_read_word_by_word() {
        check("relatedPosts", Some(Hint::Furniture));
        check("jp-relatedposts", Some(Hint::Furniture));
        check("td-post-sharing-bottom", Some(Hint::LikelyFurniture));
        check("wp-caption-text", Some(Hint::Caption));
        check("comment-respond", Some(Hint::Comment));
        check("entry-author vcard", Some(Hint::Byline));
        check("widgets most-read", Some(Hint::Furniture));
        check("shadow header-bar adagio", None);
        check("entry-content correlated", None);
        check("layout has-sidebar", None);
        check("elementor-widget elementor-widget-text-editor", None);
    }

    #[test]
    fn styles_that_hide_are_told_from_those_that_do_not() {
        for style in [
            "display: none",
            "DISPLAY:none !important",
            "left:-9999px",
            "color:red;font-size:0px",
            "opacity:0",
            "display:block;display:none",
            "display: none !important; display: block",
            "display:block;opacity:0",
            "display:none;display:bogus",
            "opacity:0;opacity:",
            "visibility:hidden;visibility:seen",
            "display:none ! important;display:block",
        ] {
            assert!(style_hides(style), "{style}");
        }
        for style in [
            "display:block",
            "left:-10px",
            "opacity:0.9",
            "font-size:10px",
            "color:none",
            "display:none;display:block",
            "display:none; Display: block !important",
            "",
            ":;:",
        ] {
            assert!(!style_hides(style), "{style}");
        }
    }
}
