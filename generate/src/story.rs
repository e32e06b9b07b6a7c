//! Writes what a document says: the text of its family, changed as its kind demands.

use crate::cast::{Cast, Theme};
use crate::closed_class::GENRES;
use crate::credit::Credit;
use crate::edit::{edit_sentences, edit_words, misread, truncated, without_a_paragraph};
use crate::kind::Kind;
use crate::lexicon::Lexicon;
use crate::member::Member;
use crate::parameters::Parameters;
use crate::plan::Family;
use crate::prose::{Prose, Style};
use crate::random::{Random, seed_of};

/// Headline and text of a document, without its outlet's furniture and typography; a line a paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) cast: Cast,
    /// The body has line breaks of its own.
    pub(crate) is_misread: bool,
}

/// Lengths of stories in words at each 32nd of them: log-normal with a median of [`Parameters::WORDS`] and a deviation
/// of 0.64.
const LENGTHS: [usize; 33] = [
    60, 106, 131, 151, 168, 183, 198, 213, 227, 242, 256, 271, 285, 301, 316, 333, 350, 368, 387, 407, 429,
    453, 479, 507, 539, 575, 618, 668, 731, 814, 934, 1153, 3000,
];

impl Story {
    /// The story of a member of a family, in a collection whose stories have `median_words`.
    pub(crate) fn new(lexicon: &Lexicon, median_words: usize, family: &Family, member: &Member) -> Self {
        let writer = Writer { lexicon, median_words, family };
        let own = seed_of(&[family.seed, 0x0e, member.idx]);
        let own_length = writer.length(&mut Random::of(&[own, 3]));
        match family.kind {
            Some(Kind::Template) => writer.report_in_frame(own),
            Some(Kind::SameTopic) => writer.article(family.seed, own, own_length),
            Some(Kind::SameHouse) => writer.article(own, own, own_length),
            Some(Kind::WirePassage150) => writer.carrier(own, 150, (300, 1300)),
            Some(Kind::WirePassage60) if member.idx == 0 => writer.carrier(own, 60, (300, 560)),
            Some(Kind::WirePassage60) => writer.carrier(own, 60, (300, 1500)),
            Some(Kind::Revision) => writer.version(member.idx),
            _ => writer.copy(member, own),
        }
    }
}

struct Writer<'a> {
    lexicon: &'a Lexicon,
    median_words: usize,
    family: &'a Family,
}

impl Writer<'_> {
    /// A length in words.
    fn length(&self, random: &mut Random) -> usize {
        let drawn = random.below(32 * 1024);
        let (idx, share) = (drawn / 1024, drawn % 1024);
        let usual = LENGTHS[idx] + (LENGTHS[idx + 1] - LENGTHS[idx]) * share / 1024;
        usual * self.median_words / Parameters::WORDS
    }

    /// An article about the theme and cast of one seed in the sentences of another.
    fn article(&self, about: u64, sentences: u64, n_words: usize) -> Story {
        let (theme, cast) = (Theme::new(self.lexicon, about), Cast::new(self.lexicon, about));
        let seeds = [seed_of(&[sentences, 1]), seed_of(&[sentences, 2])];
        let body = Prose::new(self.lexicon, &theme, &cast, Style::News, seeds).paragraphs(n_words);
        let title = self.headline(&theme, &cast, sentences);
        Story { title, body, cast, is_misread: false }
    }

    fn headline(&self, theme: &Theme, cast: &Cast, seed: u64) -> String {
        let seed = seed_of(&[seed, 4]);
        Prose::new(self.lexicon, theme, cast, Style::News, [seed, seed]).headline()
    }

    /// The text that copies are made of.
    fn original(&self) -> Story {
        let seed = self.family.seed;
        let mut random = Random::of(&[seed, 3]);
        let n_words = self.length(&mut random);
        // What is left of a cut text has to be worth comparing.
        let is_cut = self.family.kind == Some(Kind::Truncation);
        let mut story = self.article(seed, seed, if is_cut { n_words.max(250) } else { n_words });
        if random.percent(20) {
            let city = story.cast.places[0].trim_start().to_uppercase();
            story.body.insert_str(0, &format!("{city} - "));
        }
        story
    }

    /// The original or a copy of its whole text.
    fn copy(&self, member: &Member, own: u64) -> Story {
        let mut story = self.original();
        if member.is_twin {
            return story;
        }
        let Some(kind) = member.kind else { return story };
        let mut random = Random::of(&[own, 5]);
        match kind {
            Kind::Edits01 => story.body = edit_words(&story.body, 10, self.lexicon, &mut random),
            Kind::Edits05 => self.edit(&mut story, 50, &mut random),
            Kind::Edits10 => self.edit(&mut story, 100, &mut random),
            Kind::Edits20 => self.edit(&mut story, 200, &mut random),
            Kind::Edits30 => self.edit(&mut story, 300, &mut random),
            Kind::ReprintEdits => {
                story.body = edit_words(&story.body, 50, self.lexicon, &mut random);
                if random.percent(35) {
                    story.body = without_a_paragraph(&story.body, &mut random);
                }
            }
            Kind::Truncation => {
                let n_words = story.body.split_whitespace().count() * random.between(30, 70) / 100;
                story.body = truncated(&story.body, n_words, random.percent(30));
            }
            Kind::Ocr02 => {
                story.body = misread(&story.body, 20, &mut random);
                story.is_misread = true;
            }
            _ => {}
        }
        let keeps_headline = if kind == Kind::Exact { 90 } else { 65 };
        if !random.percent(keeps_headline) {
            story.title = self.headline(&Theme::new(self.lexicon, self.family.seed), &story.cast, own);
        }
        story
    }

    /// Edits words only, or as often words and sentences, 60 to 40.
    fn edit(&self, story: &mut Story, permille: usize, random: &mut Random) {
        let words_permille = if random.percent(50) {
            story.body = self.with_edited_sentences(story, permille * 2 / 5, random);
            permille * 3 / 5
        } else {
            permille
        };
        story.body = edit_words(&story.body, words_permille, self.lexicon, random);
    }

    fn with_edited_sentences(&self, story: &Story, permille: usize, random: &mut Random) -> String {
        let theme = Theme::new(self.lexicon, self.family.seed);
        edit_sentences(&story.body, permille, random, |seed| {
            Prose::new(self.lexicon, &theme, &story.cast, Style::Plain, [seed, seed]).one_sentence()
        })
    }

    /// A version of a story: each has some sentences of the one before rewritten, and a paragraph more.
    fn version(&self, number: u64) -> Story {
        let mut story = self.original();
        for version in 1..=number {
            let mut random = Random::of(&[self.family.seed, 6, version]);
            let permille = random.between(100, 250);
            story.body = self.with_edited_sentences(&story, permille, &mut random);
            let theme = Theme::new(self.lexicon, self.family.seed);
            let seeds = [random.next(), random.next()];
            let n_words = random.between(25, 70);
            let added = Prose::new(self.lexicon, &theme, &story.cast, Style::News, seeds).paragraphs(n_words);
            let at = paragraph_start(&story.body, &mut random);
            story.body.insert_str(at, &(added.replace('\n', " ") + "\n"));
            if random.percent(40) {
                story.title = self.headline(&theme, &story.cast, random.next());
            }
        }
        story
    }

    /// An article in words of its own on the event of the family, with the family's block of `n_wire` words of agency
    /// copy as a paragraph.
    fn carrier(&self, own: u64, n_wire: usize, (low, high): (usize, usize)) -> Story {
        let mut random = Random::of(&[own, 7]);
        let seed = self.family.seed;
        let mut story = self.article(seed, own, random.between(low, high) - n_wire);
        let (theme, cast) = (Theme::new(self.lexicon, seed), Cast::new(self.lexicon, seed));
        let wire =
            Prose::new(self.lexicon, &theme, &cast, Style::Plain, [seed, seed]).paragraphs(n_wire + 10);
        // A sentence of which only a few words were left would not be printed.
        let ends_well = |n_words: &usize| last_sentence_words(&wire, *n_words) >= 6;
        let n_words = (n_wire..n_wire + 10).find(ends_well).unwrap_or(n_wire);
        let at = paragraph_start(&story.body, &mut random);
        story.body.insert_str(at, &(truncated(&wire, n_words, false) + "\n"));
        story
    }

    /// A report in the family's frame with facts of its own.
    fn report_in_frame(&self, own: u64) -> Story {
        let seed = self.family.seed;
        let mut random = Random::of(&[seed, 8]);
        let theme = Theme::of_genre(self.lexicon, random.below(GENRES.len()), seed);
        let cast = Cast::new(self.lexicon, own);
        let n_words = random.between(90, 220);
        let frame = random.next();
        let prose = |seed| Prose::new(self.lexicon, &theme, &cast, Style::Frame, [seed, own]);
        let (body, title) = (prose(frame).paragraphs(n_words), prose(seed_of(&[frame, 4])).headline());
        Story { title, body, cast, is_misread: false }
    }
}

/// Words of the last sentence among the first `n_words` of a text.
fn last_sentence_words(text: &str, n_words: usize) -> usize {
    let words: Vec<&str> = text.split_whitespace().take(n_words).collect();
    let before_last = &words[..words.len() - 1];
    let end = before_last.iter().rposition(|word| word.ends_with('.')).map_or(0, |idx| idx + 1);
    words.len() - end
}

/// Where a paragraph begins that is not the first; the last one if there are only two.
fn paragraph_start(text: &str, random: &mut Random) -> usize {
    let n_breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    let chosen = random.below(n_breaks.max(1));
    text.match_indices('\n').nth(chosen).map_or(0, |(at, _)| at + 1)
}

/// The mark of a later version: before the headline, or a line above the text.
pub(crate) fn update_mark(member: &Member, family: &Family) -> (String, String) {
    let mut random = Random::of(&[family.seed, 9, member.idx]);
    let none = String::new;
    if member.idx == 0 || family.kind != Some(Kind::Revision) {
        return (none(), none());
    }
    let is_agency = matches!(member.credit, Credit::Agency(_));
    match random.below(5) {
        0 => (format!("UPDATE {}-", member.idx), none()),
        1 if is_agency => (none(), "(Adds details in paragraph 3)".to_owned()),
        1 => ("Update: ".to_owned(), none()),
        2 => (none(), "This story has been updated.".to_owned()),
        3 => (none(), format!("Updated: {}", member.moment.long())),
        _ => (none(), none()),
    }
}
