//! Credits in free wording: where one text of a pair names the other's outlet or author.
//!
//! What a credit says is anyone's wording ("our colleagues at The Vale Post were first with this"). But a text that shares
//! a passage with a document and names that document's outlet, or the person in its byline, in words of its own says
//! where the passage comes from, whatever the words. Takes the two articles with their measures, gives one
//! [`Attribution`] a sentence. A name inside the shared words credits nobody: both texts carry it.

use std::ops::Range;

use crate::document::{Article, Attribution, AttributionKind, Block, Role, Shape, Span};
use crate::extract::attribution::persons;
use crate::facts::Facts;
use crate::mention::Words;
use crate::normalize::{Word, push_words};
use crate::outlet::{OutletKey, is_article_in_text};

/// Coverage below which a text is mostly its own.
const HOST_COVERAGE: f64 = 0.60;

/// Lines below the story that may be a link to its original and nothing else.
const LINES_BELOW: usize = 3;

/// Share of a line inside links from which it leads elsewhere.
const LINK_SHARE_MAX: f32 = 0.60;

/// Words of the longest line that is a credit and nothing else.
const LINE_WORDS_MAX: usize = 40;

/// One text of a pair with what it shares.
#[derive(Clone, Copy)]
pub struct Holder<'a> {
    /// The text that may hold a credit.
    pub article: &'a Article,
    /// Its provenance.
    pub facts: &'a Facts,
    /// The parts of its text that the other one has word for word, in text order.
    pub shared: &'a [Span],
    /// Share of its words in passages.
    pub coverage: f64,
}

impl Holder<'_> {
    /// The sentences of this text's own that name the outlet or an author of `other`.
    #[must_use]
    pub fn credits_to(&self, other: &Facts) -> Vec<Attribution> {
        if self.facts.same_source(other) == Some(true) {
            return Vec::new();
        }
        let letters = FirstLetters::of(other);
        let last = self.article.blocks.iter().rposition(|block| block.role == Role::Body).unwrap_or(0);
        let below_story = last + 1..=last + LINES_BELOW;
        let blocks = self.article.blocks.iter().enumerate();
        let candidates = blocks.filter(|(idx, block)| {
            can_credit(block, below_story.contains(idx)) && self.may_name(block, &letters)
        });
        let mut candidates = candidates.map(|(_, block)| block).peekable();
        if candidates.peek().is_none() {
            return Vec::new();
        }
        let sought = Sought::of(other, self.facts);
        if sought.is_empty() {
            return Vec::new();
        }
        candidates.filter_map(|block| self.credit_in(block, &sought)).collect()
    }

    /// Whether a word of the block's own could begin one of the names: most blocks are told apart by this, before they are
    /// cut into words.
    fn may_name(&self, block: &Block, letters: &FirstLetters) -> bool {
        let text = &self.article.text;
        let (mut start, end) = (block.span.start, block.span.end);
        let first = self.shared.partition_point(|shared| shared.end <= start);
        for shared in self.shared[first..].iter().take_while(|shared| shared.start < end) {
            if start < shared.start && letters.may_begin_in(text, start as usize..shared.start as usize) {
                return true;
            }
            start = start.max(shared.end);
        }
        start < end && letters.may_begin_in(text, start as usize..end as usize)
    }

    fn credit_in(&self, block: &Block, sought: &Sought<'_>) -> Option<Attribution> {
        let text = &self.article.text;
        let mut words = Vec::new();
        push_words(text, block.span, &mut words);
        let line = Line::of(text, &words, self.shared);
        let full = || sought.outlets.iter().find_map(|key| line.find(key));
        let short = || sought.mastheads.iter().find_map(|key| line.find_after_article(key));
        let outlet = full().or_else(short).map(|place| line.span(place));
        let person = sought.authors.iter().find_map(|key| line.find(key)).map(|place| line.span(place));
        let sentence = line.sentence(outlet.or(person)?);
        let phrase = sentence.of(text);
        if block.role == Role::Furniture && is_list(phrase) {
            return None;
        }
        let is_inside = |span: &Span| sentence.start <= span.start && span.end <= sentence.end;
        let is_line = words.len() <= LINE_WORDS_MAX && block.role != Role::Furniture;
        let beside = || is_line.then(|| person_beside(phrase, sentence.start, outlet)).flatten();
        let written = |span: Span| span.of(text).to_owned();
        Some(Attribution {
            kind: self.kind(block, words.len(), sentence),
            agency: None,
            outlet: outlet
                .filter(is_inside)
                .map(|span| sought.name.map_or_else(|| written(span), str::to_owned)),
            author: person.filter(is_inside).map(written).or_else(beside),
            is_free: true,
            phrase: phrase.to_owned(),
            span: Some(sentence),
        })
    }

    fn kind(&self, block: &Block, n_words: usize, sentence: Span) -> AttributionKind {
        let is_line = sentence.len() * 10 >= block.span.len() * 6 && n_words <= LINE_WORDS_MAX;
        let first = self.shared.first().map_or(0, |span| span.start);
        let last = self.shared.last().map_or(0, |span| span.end);
        let is_outside = sentence.end <= first || sentence.start >= last;
        let announces = block.span.of(&self.article.text).trim_end().ends_with([':', '：']);
        match (block.role, self.coverage < HOST_COVERAGE) {
            (Role::Byline, _) => AttributionKind::Byline,
            (_, true) if announces || !is_outside || !is_line => AttributionKind::ExcerptFrame,
            _ if is_outside && is_line => AttributionKind::ReprintCredit,
            _ => AttributionKind::InText,
        }
    }
}

/// Adds a credit to those of a document. Where its sentence has one to the same outlet, or to none, that one is completed.
pub fn add_credit(credits: &mut Vec<Attribution>, new: &Attribution) {
    let is_same = |old: &&mut Attribution| {
        let overlaps = matches!((old.span, new.span), (Some(x), Some(y)) if x.overlaps(y));
        let keys = [&old.outlet, &new.outlet].map(|outlet| outlet.as_deref().and_then(OutletKey::new));
        overlaps
            && !matches!(keys, [Some(old), Some(new)] if !old.is_written_for(&new) && !new.is_written_for(&old))
    };
    match credits.iter_mut().find(is_same) {
        Some(old) => {
            let names_no_source = old.outlet.is_none() && old.agency.is_none();
            old.outlet = old.outlet.take().or_else(|| new.outlet.clone().filter(|_| names_no_source));
            old.author = old.author.take().or_else(|| new.author.clone());
        }
        None => {
            let at = credits.partition_point(|credit| credit.span < new.span);
            credits.insert(at, new.clone());
        }
    }
}

/// What a text is searched for.
struct Sought<'a> {
    /// The names of the outlet, without the place in them as well.
    outlets: Vec<OutletKey>,
    /// The words that stand for the outlet after an article.
    mastheads: Vec<OutletKey>,
    /// The outlet's name as it writes it.
    name: Option<&'a str>,
    /// Persons of two names or more.
    authors: Vec<&'a OutletKey>,
}

impl<'a> Sought<'a> {
    /// The names of a document, without those that the text's own facts have, too. Agencies have wordings of their own.
    fn of(other: &'a Facts, own: &Facts) -> Self {
        let is_own = |key: &OutletKey| own.names().any(|own| own.names(key));
        let outlets =
            other.names().filter(|key| key.is_telling() && !is_own(key) && other.own_agency.is_none());
        let outlets: Vec<OutletKey> = outlets.cloned().collect();
        let short: Vec<OutletKey> = outlets.iter().filter_map(OutletKey::without_place).collect();
        let has_word =
            |name: &OutletKey, word: &OutletKey| name.name().split(' ').any(|part| part == word.name());
        let is_own_word = |word: &OutletKey| own.names().any(|own| has_word(own, word));
        let mastheads = outlets.iter().filter_map(OutletKey::masthead).filter(|word| !is_own_word(word));
        let mastheads = mastheads.collect();
        let is_own_author = |key: &OutletKey| own.authors.iter().any(|own| own.names(key));
        let authors = other.authors.iter().filter(|key| key.name().contains(' ') && !is_own_author(key));
        let authors = authors.collect();
        Self { outlets: [outlets, short].concat(), mastheads, name: other.source_name.as_deref(), authors }
    }

    fn is_empty(&self) -> bool {
        self.outlets.is_empty() && self.authors.is_empty()
    }
}

/// How the names of a document begin, for a look at a text that has no words yet.
struct FirstLetters {
    /// ASCII letters and digits that a name or a word of an outlet's name begins with, as bits; small letters stand for both.
    firsts: u128,
    /// For each of them those that come second, where the word has more than the first.
    seconds: [u128; 128],
    /// Whether a name is written in other letters: then its sound may begin with any.
    is_any: bool,
}

impl FirstLetters {
    /// Those of every word of the outlet's names, one of which may stand for the whole, and of the authors' names, and those of
    /// their initials.
    fn of(facts: &Facts) -> Self {
        let keys = || facts.names().chain(&facts.authors);
        let is_any = keys().any(|key| !key.name().is_ascii());
        let mut letters = Self { firsts: 0, seconds: [0; 128], is_any };
        if is_any {
            return letters;
        }
        facts.names().flat_map(|key| key.name().split(' ')).for_each(|word| letters.add(word));
        keys().for_each(|key| letters.add(key.letters()));
        // A part of a name may be sought, too.
        for pair in keys().flat_map(|key| key.initials().as_bytes().windows(2)) {
            letters.add_pair(pair[0], pair[1]);
        }
        letters
    }

    fn add(&mut self, word: &str) {
        match *word.as_bytes() {
            [] => {}
            // Run together with the next word it goes on with any letter.
            [first] => {
                self.firsts |= 1 << first;
                self.seconds[usize::from(first)] = u128::MAX;
            }
            [first, second, ..] => self.add_pair(first, second),
        }
    }

    fn add_pair(&mut self, first: u8, second: u8) {
        self.firsts |= 1 << first;
        self.seconds[usize::from(first)] |= 1 << second;
    }

    /// Whether a word that begins like one of the names, as names are written, may stand in this part of the text: in capitals, in
    /// an address, or in letters other than those of ASCII.
    fn may_begin_in(&self, text: &str, part: Range<usize>) -> bool {
        if self.is_any {
            return true;
        }
        let bytes = text.as_bytes();
        // The point that makes a word an address may stand right behind the part.
        let is_host = |at: usize| bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let begins = |at: usize| {
            let first = bytes[at].to_ascii_lowercase();
            let is_first = self.firsts >> first & 1 != 0;
            is_first
                && match bytes.get(at + 1).map(u8::to_ascii_lowercase) {
                    Some(second) if second.is_ascii_alphanumeric() => {
                        self.seconds[usize::from(first)] >> second & 1 != 0
                    }
                    _ => true,
                }
        };
        (part.start..=part.end).any(|at| match bytes.get(at) {
            Some(b'.') => is_host(at),
            Some(b'A'..=b'Z' | b'0'..=b'9') if at < part.end => begins(at),
            Some(0x80..) if at < part.end => {
                let letter = text.get(at..).and_then(|rest| rest.chars().next());
                letter.is_some_and(|letter| !is_typographic(letter))
            }
            _ => false,
        })
    }
}

/// Dashes, quotation marks and the like: they begin no name.
fn is_typographic(letter: char) -> bool {
    matches!(letter, '\u{2010}'..='\u{2027}' | '\u{a0}' | '«' | '»')
}

/// The first person in a credit line, which starts at byte `start` of the text, beside the outlet that it names.
fn person_beside(line: &str, start: u32, outlet: Option<Span>) -> Option<String> {
    let is_apart = |name: &Range<usize>| {
        let span = Span { start: start + name.start as u32, end: start + name.end as u32 };
        outlet.is_none_or(|outlet| !outlet.overlaps(span))
    };
    persons(line).into_iter().find(is_apart).map(|name| line[name].to_owned())
}

/// Whether a line is in three parts or more: a list of other stories, or of other titles of the house.
fn is_list(line: &str) -> bool {
    line.matches(['·', '|', '•']).count() >= 2
}

/// A line of furniture that is no widget may be a credit that passed for it.
fn can_credit(block: &Block, is_below_story: bool) -> bool {
    let is_line = matches!(block.shape, Shape::Paragraph | Shape::Quote)
        && (is_below_story || block.link_share <= LINK_SHARE_MAX);
    matches!(block.role, Role::Body | Role::Byline | Role::Credit)
        || (block.role == Role::Furniture && is_line)
}

/// The words of one block.
struct Line<'a> {
    text: &'a str,
    words: &'a [Word],
    /// The words that the other text does not share, by their place.
    own: Vec<usize>,
    shared: &'a [Span],
}

impl<'a> Line<'a> {
    fn of(text: &'a str, words: &'a [Word], shared: &'a [Span]) -> Self {
        let mut line = Self { text, words, own: Vec::new(), shared };
        line.own = (0..words.len()).filter(|at| !line.is_shared(words[*at].span)).collect();
        line
    }

    /// The first place outside the shared words where the name stands.
    fn find(&self, key: &OutletKey) -> Option<Range<usize>> {
        let words = Words { text: self.text, words: self.words };
        let is_own =
            |place: &Range<usize>| self.words[place.clone()].iter().all(|word| !self.is_shared(word.span));
        self.own.iter().find_map(|at| words.mention_at(*at, key).filter(is_own))
    }

    /// The first place outside the shared words where the name stands after an article and is no part of a longer one.
    fn find_after_article(&self, key: &OutletKey) -> Option<Range<usize>> {
        let words = Words { text: self.text, words: self.words };
        let is_named = |at: &usize| {
            *at > 0 && is_article_in_text(words.get(at - 1)) && words.is_name_after_article(*at, key)
        };
        self.own.iter().copied().find(is_named).map(|at| at..at + 1)
    }

    fn is_shared(&self, span: Span) -> bool {
        let at = self.shared.partition_point(|shared| shared.end <= span.start);
        self.shared.get(at).is_some_and(|shared| shared.overlaps(span))
    }

    fn span(&self, words: Range<usize>) -> Span {
        Span { start: self.words[words.start].span.start, end: self.words[words.end - 1].span.end }
    }

    /// The sentence that holds a name.
    fn sentence(&self, name: Span) -> Span {
        let at = self.words.partition_point(|word| word.span.start < name.start);
        let after = self.words.partition_point(|word| word.span.start < name.end);
        let start = (1..=at).rev().find(|at| self.starts_sentence(*at)).unwrap_or(0);
        let end = (after..self.words.len()).find(|at| self.starts_sentence(*at));
        self.span(start..end.unwrap_or(self.words.len()))
    }

    /// Whether a sentence ends between the word `at` and the one before it; a colon and the point in an address end none.
    fn starts_sentence(&self, at: usize) -> bool {
        // Two words of one character ("½") have no text between them.
        let (end, start) = (self.words[at - 1].span.end as usize, self.words[at].span.start as usize);
        let between = self.text.get(end..start).unwrap_or_default();
        between.contains(['\n', '。', '！', '？'])
            || (between.contains(['.', '!', '?']) && between.contains(char::is_whitespace))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fixtures::article;
    use crate::extract::attribution::Agencies;

    const SHARED: &str =
        "The harbour board met on Monday evening and voted by five to two to keep the old keeper's house.";

    /// Checks kind, outlet and author of what `lines`, of which [`SHARED`] is the shared part, credit to `other`.
    fn check(other: &str, lines: &[&str], coverage: f64, expected: &[(AttributionKind, &str, &str)]) {
        let agencies = Agencies::builtin();
        let byline = Attribution {
            kind: AttributionKind::Byline,
            agency: None,
            outlet: None,
            author: Some("Dora Quill".to_owned()),
            is_free: false,
            phrase: "Dora Quill".to_owned(),
            span: None,
        };
        let original = Article { attributions: vec![byline], ..article(other, &[SHARED]) };
        let original = Facts::of(&original, &agencies);
        let holder = article("Newsroom", lines);
        let facts = Facts::of(&holder, &agencies);
        let shared: Vec<Span> =
            holder.text.find(SHARED).map(|at| Span::new(at, at + SHARED.len())).into_iter().collect();
        let found =
            Holder { article: &holder, facts: &facts, shared: &shared, coverage }.credits_to(&original);
        let named: Vec<_> = found
            .iter()
            .map(|c| {
                (c.kind, c.outlet.as_deref().unwrap_or_default(), c.author.as_deref().unwrap_or_default())
            })
            .collect();
        assert_eq!(named, expected, "{lines:?}");
    }

    #[test]
    fn own_words_that_name_outlet_or_author_are_a_credit() {
        use AttributionKind::{ExcerptFrame, InText, ReprintCredit};
        let last = "Our friends at the Tarn Gazette were first with this.";
        check("The Tarn Gazette", &[SHARED, last], 0.9, &[(ReprintCredit, "The Tarn Gazette", "")]);
        let frame = "As Dora Quill put it in The Tarn Gazette:";
        let odd = "The Tarn Gazette printed 2½ pages of it first.";
        check("Tarn Gazette", &[SHARED, odd], 0.9, &[(ReprintCredit, "Tarn Gazette", "")]);
        check("Tarn Gazette", &[frame, SHARED], 0.2, &[(ExcerptFrame, "Tarn Gazette", "Dora Quill")]);
        let told = format!(
            "{SHARED} She told the Tarn Gazette so. Nobody else was asked about it that evening or later."
        );
        check("tarngazette.com", &[&told], 0.9, &[(InText, "Tarn Gazette", "")]);
        check(
            "Tarn Gazette",
            &[SHARED, "More: tarngazette.example/news"],
            0.9,
            &[(ReprintCredit, "Tarn Gazette", "")],
        );
        check(
            "Tarn Gazette",
            &["The Gazette put it well:", SHARED],
            0.2,
            &[(ExcerptFrame, "Tarn Gazette", "")],
        );
        let place = "Así lo relata la gente de La Atalaya:";
        check("La Atalaya de Vale", &[place, SHARED], 0.2, &[(ExcerptFrame, "La Atalaya de Vale", "")]);
        let inflected = "Источник — газета «Северного маяка».";
        check("Северный маяк", &[SHARED, inflected], 0.9, &[(ReprintCredit, "Северный маяк", "")]);
    }

    #[test]
    fn other_names_and_common_words_are_none() {
        check("The Tarn Gazette", &[SHARED, "A gazette on a tarn is a rare thing."], 0.9, &[]);
        check("The Tarn Gazette", &[SHARED, "Our friends at the Tarn Herald were first."], 0.9, &[]);
        check("Newsroom", &[SHARED, "The Newsroom was first with this."], 0.9, &[]);
        check("Business", &[SHARED, "Business is business."], 0.9, &[]);
        check("Herald", &[SHARED, "Quill and the Herald sign."], 0.9, &[]);
        check("Tarn Post", &[SHARED, "The Post Office is closed."], 0.9, &[]);
        check("Newsroom Post", &[SHARED, "The Newsroom was first with this."], 0.9, &[]);
        check("Tarn Post", &[SHARED, "It went by post, and the Post was late."], 0.9, &[]);
    }

    #[test]
    fn the_look_at_first_letters_passes_over_no_mention() {
        let may_begin = |name: &str, text: &str| {
            let facts = Facts { source: OutletKey::new(name), ..Facts::default() };
            FirstLetters::of(&facts).may_begin_in(text, 0..text.len())
        };
        for (name, text) in [
            ("The Harbour Post", "our friends at The Harbour Post"),
            ("harbour-post", "see HARBOUR POST for more"),
            ("harbourpost.com", "see the Harbour Post for more"),
            ("Harbour Post", "see harbourpost.example/news"),
            ("Harbour Post", "the Post was first"),
            ("Harbour Post", "HP was first"),
            (
                "Northern Beacon",
                "translated from \u{ab}Nortern\u{bb} and \u{421}\u{435}\u{432}\u{435}\u{440}",
            ),
            ("Le Phare du Nord", "paru dans l'\u{e9}dition du Phare"),
        ] {
            assert!(may_begin(name, text), "{name} in {text:?}");
        }
        assert!(!may_begin(
            "Harbour Post",
            "our friends at The Vale Ledger were first, on \u{201c}Monday\u{201d}"
        ));
        assert!(!may_begin("Harbour Post", "nobody else had it, say people at the harbour post"));
    }
}
