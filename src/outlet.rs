//! Outlet names: whether two spellings name one outlet.
//!
//! A credit says "The Harbour Post", the folder says `harbour-post`, the address `www.harbourpost.com`, the metadata
//! "HARBOUR POST Online". Names are compared by their letters and digits after case folding, without a leading article,
//! a web address' decoration or a generic last word; an abbreviation equals the name whose initials it is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use url::Url;

/// A source's name reduced to what is compared: equal keys are one outlet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutletKey {
    letters: String,
    name: String,
    initials: String,
}

const ARTICLES: [&str; 17] = [
    "the", "le", "la", "les", "el", "los", "las", "il", "lo", "i", "gli", "der", "die", "das", "o", "a", "os",
];

/// Whether `word`, capitalised as in a name, is an article that a name may start with.
#[must_use]
pub fn is_article(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && ARTICLES.contains(&word.to_lowercase().as_str())
}

/// Articles before a name in running text, with the prepositions that they merge with.
const ARTICLES_IN_TEXT: [&str; 31] = [
    "the", "le", "la", "les", "el", "los", "las", "il", "lo", "gli", "der", "die", "das", "dem", "den",
    "des", "o", "del", "al", "au", "du", "do", "no", "sul", "sulla", "nel", "nella", "della", "im", "vom",
    "beim",
];

/// Whether `word` of running text is an article, in any case.
#[must_use]
pub fn is_article_in_text(word: &str) -> bool {
    ARTICLES_IN_TEXT.contains(&word.to_lowercase().as_str())
}

/// Words that join the parts of a name and that a spelling may replace by a sign.
pub(crate) const CONJUNCTIONS: [&str; 6] = ["and", "und", "et", "y", "e", "og"];

/// Words before the place in a name, which folders and addresses leave out.
pub(crate) const OF: [&str; 10] = ["de", "del", "della", "di", "do", "da", "du", "des", "of", "von"];

/// Last words that a credit may leave out.
const GENERIC: [&str; 5] = ["online", "com", "website", "blog", "de"];

/// Those that it may leave out of longer names: "Jamaica" is no "Jamaica News".
const GENERIC_AFTER_NAME: [&str; 3] = ["news", "newspaper", "magazine"];

impl PartialEq for OutletKey {
    fn eq(&self, other: &Self) -> bool {
        self.letters == other.letters
    }
}

impl Eq for OutletKey {}

impl PartialOrd for OutletKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OutletKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.letters.cmp(&other.letters)
    }
}

impl OutletKey {
    /// The key of a name, host or folder; `None` if it has no letter or digit.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let name = site_name(name);
        let lower = folded(name);
        let mut words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        // "L'Estuaire": the elided article is a word of its own here.
        if words.len() > 1 && (ARTICLES.contains(&words[0]) || words[0] == "l") {
            words.remove(0);
        }
        let is_generic = |words: &[&str]| match words {
            [_, last] => GENERIC.contains(last),
            [_, .., last] => GENERIC.contains(last) || GENERIC_AFTER_NAME.contains(last),
            _ => false,
        };
        while is_generic(&words) {
            words.pop();
        }
        if words.len() > 2 {
            words.retain(|word| !CONJUNCTIONS.contains(word));
        }
        Self::from_name(&words.join(" "))
    }

    /// The key of which [`Self::name`] is `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
        let initials = words.iter().filter_map(|word| word.chars().next()).collect();
        // "Corriere di Vale" is "corriere-vale", too.
        if words.len() > 2 {
            words.retain(|word| !OF.contains(word));
        }
        let letters = words.concat();
        (!letters.is_empty()).then(|| Self { letters, name: name.to_owned(), initials })
    }

    /// The first letters of the name's words.
    #[must_use]
    pub fn initials(&self) -> &str {
        &self.initials
    }

    /// The name without the place that ends it ("The Mercury Post" for "The Mercury Post of Vale"), if two words of it are
    /// left: "Diario" alone is any paper's.
    #[must_use]
    pub fn without_place(&self) -> Option<Self> {
        self.head().filter(|head| head.name.contains(' '))
    }

    /// The one word that stands for the name after an article: "the Post", "La Atalaya" for "La Atalaya de Vale".
    #[must_use]
    pub fn masthead(&self) -> Option<Self> {
        let head = self.head();
        let name = head.as_ref().unwrap_or(self);
        let word =
            if head.is_some() { name.name.split(' ').next() } else { name.name.split(' ').next_back() };
        let is_short = self.name.contains(' ') && name.n_words() <= 2;
        word.filter(|word| is_short && word.len() >= MASTHEAD_LETTERS_MIN).and_then(Self::new)
    }

    fn head(&self) -> Option<Self> {
        let of = OF.iter().filter_map(|of| self.name.find(&format!(" {of} "))).min()?;
        Self::new(&self.name[..of])
    }

    /// The words of the name that tell it from others, in small letters.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The letters and digits of the name: equal for equal outlets, safe to hash.
    #[must_use]
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// Whether the name is long enough to be known in running text: two words, a long one, or another alphabet.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        let is_long = self.name.contains(' ') || self.letters.len() >= LONE_NAME_LETTERS_MIN;
        (is_long || !self.letters.is_ascii()) && self.n_words() <= NAME_WORDS_MAX
    }

    /// Whether the two keys name one outlet.
    #[must_use]
    pub fn names(&self, other: &Self) -> bool {
        let abbreviates = |short: &Self, long: &Self| {
            short.initials.chars().count() == 1
                && long.initials.chars().count() >= 3
                && short.letters == long.initials
        };
        self.letters == other.letters
            || self.sounds_like(other)
            || abbreviates(self, other)
            || abbreviates(other, self)
            || spelled_together(&self.letters, &other.letters)
            || spelled_together(&other.letters, &self.letters)
    }
}

/// Words of the longest name that running text is searched for.
const NAME_WORDS_MAX: usize = 10;

/// Bytes of the shortest word that stands for a name after an article.
const MASTHEAD_LETTERS_MIN: usize = 4;

/// Letters of the shortest name of a single word that running text is searched for.
const LONE_NAME_LETTERS_MIN: usize = 7;

/// Small letters without accents, as names are compared: addresses and folders leave accents out.
#[must_use]
pub fn folded(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    push_folded(name, &mut letters);
    letters
}

/// Appends what [`folded`] gives to `letters`.
pub fn push_folded(name: &str, letters: &mut String) {
    if name.is_ascii() {
        let start = letters.len();
        letters.push_str(name);
        letters[start..].make_ascii_lowercase();
    } else {
        letters.extend(name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
    }
}

/// What [`folded`] gives, without a copy where that is the name itself.
#[must_use]
pub fn folded_or_same(name: &str) -> Cow<'_, str> {
    let is_same = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_same { Cow::Borrowed(name) } else { Cow::Owned(folded(name)) }
}

/// The name as its owner writes it, if `source` is one and not a folder's name or an address.
#[must_use]
pub fn written_name(source: &str) -> Option<&str> {
    let is_written = source.contains(' ') || source.contains(char::is_uppercase) || !source.is_ascii();
    (is_written && site_name(source) == source).then_some(source)
}

impl OutletKey {
    /// Whether one name is the other one's transliteration: the consonants agree, in two scripts.
    #[must_use]
    pub fn sounds_like(&self, other: &Self) -> bool {
        if self.letters.is_ascii() == other.letters.is_ascii() {
            return false;
        }
        let (x, y) = (consonants(&self.letters), consonants(&other.letters));
        let forms = || self.name.split(' ').zip(other.name.split(' ')).all(|(x, y)| sound_alike(x, y));
        x.len() >= 5 && (x == y || (self.n_words() == other.n_words() && forms()))
    }

    /// Texts of which a name shares one at least with every name that it [is written for](Self::is_written_for), so that
    /// those are found without a look at all names.
    #[must_use]
    pub fn likenesses(&self) -> Vec<String> {
        let heads =
            |word_head: fn(&str) -> String| self.name.split(' ').map(word_head).collect::<Vec<_>>().join(" ");
        let without_article = ARTICLES.iter().filter_map(|article| self.letters.strip_prefix(article));
        let mut found = vec![
            self.letters.clone(),
            format!("={}", consonants(&self.letters)),
            // An ending changes neither the first letters of a word nor, in another script, its first sounds.
            format!("-{}", heads(|word| word.chars().take(3).collect())),
            format!("~{}", heads(|word| consonants(word).chars().take(2).collect())),
        ];
        found.extend(without_article.map(str::to_owned));
        if self.initials.chars().count() >= 3 {
            found.push(self.initials.clone());
        }
        found
    }

    fn n_words(&self) -> usize {
        self.name.split(' ').count()
    }

    /// Whether this name, as a credit writes it, is the other one, perhaps in another grammatical form.
    #[must_use]
    pub fn is_written_for(&self, other: &Self) -> bool {
        let words = || self.name.split(' ').zip(other.name.split(' '));
        self.names(other)
            || (self.n_words() == other.n_words()
                && words().all(|(word, name)| word == name || is_inflected(word, name)))
    }
}

/// Whether `word` is `name` with another ending: up to two letters more, and in Cyrillic, whose languages inflect names,
/// another end of up to three letters.
#[must_use]
pub fn is_inflected(word: &str, name: &str) -> bool {
    let (n_word, n_name) = (word.chars().count(), name.chars().count());
    let n_common = word.chars().zip(name.chars()).take_while(|(x, y)| x == y).count();
    let is_cyrillic = |word: &str| word.chars().all(|c| ('\u{400}'..='\u{52f}').contains(&c));
    if is_cyrillic(name) && is_cyrillic(word) {
        n_common >= 3 && n_common + 2 >= n_name && n_word <= n_common + 3
    } else {
        n_common == n_name && n_name >= 4 && n_word <= n_name + 2
    }
}

/// Cyrillic letters and how they sound in Latin ones.
const CYRILLIC: [(char, &str); 33] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "i"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "h"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "i"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "iu"),
    ('я', "ia"),
];

/// Small letters by their sound in Latin ones, roughly: what spellings of one name in two scripts have in common. Letters of
/// scripts without a table stay as they are.
#[must_use]
pub fn sound(letters: &str) -> String {
    let mut found = String::with_capacity(letters.len());
    for letter in letters.chars() {
        match letter {
            'y' | 'j' => found.push('i'),
            'w' => found.push('v'),
            'a'..='z' | '0'..='9' => found.push(letter),
            _ => match CYRILLIC.iter().find(|(known, _)| *known == letter) {
                Some((_, latin)) => found.push_str(latin),
                None => found.push(letter),
            },
        }
    }
    // "dzh" is how Cyrillic spells the sound of "dg".
    found.replace("kh", "h").replace("dzh", "dg")
}

/// The consonants of a name by their sound.
fn consonants(letters: &str) -> String {
    sound(letters).replace(['a', 'e', 'i', 'o', 'u'], "")
}

/// Whether two words have the same consonants but for those of an ending ("северного" and "severny").
fn sound_alike(one: &str, other: &str) -> bool {
    let (x, y) = (consonants(one), consonants(other));
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    short.len() >= 2 && long.starts_with(&short) && long.len() <= short.len() + 2
}

/// `thetimes` for `times`: a host runs the article into the name.
fn spelled_together(host: &str, name: &str) -> bool {
    host.strip_suffix(name).is_some_and(|article| ARTICLES.contains(&article))
}

/// The name in a web address (`www.harbourpost.co.uk` gives `harbourpost`), or the name itself.
fn site_name(name: &str) -> &str {
    let host =
        name.trim().trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let host = host.split('/').next().unwrap_or(host);
    let looks_like_host =
        host.contains('.') && !host.contains(' ') && host.is_ascii() && !host.ends_with('.');
    if !looks_like_host {
        return name;
    }
    let mut labels: Vec<_> = host.split('.').collect();
    labels.pop();
    while labels.len() > 1 && labels.last().is_some_and(|label| label.len() <= 3) {
        labels.pop();
    }
    labels.last().copied().unwrap_or(host)
}

/// The host of an address, without `www.`.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let host = match plain_host(url) {
        Some(host) => Cow::Borrowed(host),
        None => Cow::Owned(Url::parse(url).ok()?.host_str()?.to_lowercase()),
    };
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

/// The host of an address in which a parser would change nothing, as of most: small letters, digits, hyphens and dots up to
/// the path, neither in Punycode nor a number.
fn plain_host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, _) = rest.split_once('/')?;
    let (_, last_label) = host.rsplit_once('.')?;
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let is_name = last_label.starts_with(|c: char| c.is_ascii_lowercase());
    (is_name && host.bytes().all(is_plain) && !host.contains("xn--")).then_some(host)
}

/// An address without what does not tell two pages apart: scheme, `www.`, fragment, trailing slash, query.
#[must_use]
pub fn canonical_url(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    Some(format!("{}{}", host_of(url)?, parsed.path().trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(one: &str, other: &str, same: bool) {
        let names = OutletKey::new(one).unwrap().names(&OutletKey::new(other).unwrap());
        assert_eq!(names, same, "{one} and {other}");
    }

    proptest! {
        #[test]
        fn hosts_that_are_not_parsed_are_those_of_a_parser(
            host in "[a-z0-9.-]{0,12}", path in "\\PC{0,6}", scheme in "(https?://)?",
        ) {
            let url = format!("{scheme}{host}/{path}");
            if let Some(plain) = plain_host(&url) {
                let parsed = Url::parse(&url).expect("a plain host can be parsed");
                prop_assert_eq!(parsed.host_str(), Some(plain));
            }
        }
    }

    proptest! {
        #[test]
        fn a_name_is_found_by_what_it_shares_with_its_spellings(
            words in prop::collection::vec("[a-z]{1,3}|[aenrst]{4,7}|[абенрст]{3,6}", 1..4), at in 0_usize..4,
            ending in "[aeus]{0,2}|[аеу]{0,3}", cut in 0_usize..3, kind in 0_usize..4,
        ) {
            let one = words.join(" ");
            let mut changed = words.clone();
            let word = &mut changed[at % words.len()];
            let kept: String = word.chars().take(word.chars().count().saturating_sub(cut)).collect();
            *word = kept + &ending;
            let other = match kind {
                0 => changed.join(" "),
                1 => sound(&changed.join(" ")),
                2 => words.iter().filter_map(|word| word.chars().next()).collect(),
                _ => format!("the{}", words.concat()),
            };
            if let (Some(one), Some(other)) = (OutletKey::new(&one), OutletKey::new(&other)) {
                for (x, y) in [(&one, &other), (&other, &one)] {
                    let share = x.likenesses().iter().any(|likeness| y.likenesses().contains(likeness));
                    prop_assert!(share || !x.is_written_for(y), "{} and {}", x.name(), y.name());
                }
            }
        }
    }

    #[test]
    fn spellings_of_one_outlet_are_one() {
        check("The Harbour Post", "harbour-post", true);
        check("Harbour Post", "www.harbourpost.com", true);
        check("HARBOUR POST Online", "Harbour Post", true);
        check("https://www.harbourpost.co.uk/", "The Harbour Post", true);
        check("NLR", "Northern Light Review", true);
        check("La Voz Serrana", "la-voz-serrana", true);
        check("The Times", "thetimes.com", true);
        check("Северный маяк", "СЕВЕРНЫЙ МАЯК", true);
        check("Северный маяк", "Severny Mayak", true);
        check("Salt & Ledger", "salt-and-ledger", true);
    }

    #[test]
    fn names_that_look_alike_are_not_one() {
        check("Harbour Post", "Harbour Herald", false);
        check("The Post", "Harbour Post", false);
        check("NLR", "Northern Light", false);
        assert_eq!(OutletKey::new(" - "), None);
    }

    #[test]
    fn addresses_of_one_page_are_equal() {
        assert_eq!(canonical_url("https://www.a.com/x/?p=1#top"), canonical_url("http://a.com/x"));
        assert_ne!(canonical_url("https://a.com/x"), canonical_url("https://a.com/y"));
        assert_eq!(canonical_url("not an address"), None);
    }
}
