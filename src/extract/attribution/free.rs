//! Credits told by what they speak of: a short line at the story's edge, or one that ends in a colon, that names an outlet
//! beside words of leave, of publishing or of translating ("Articolo pubblicato con il consenso del Faro di Tarnova").
//!
//! A word of leave or translation is enough; one of publishing must speak of the text itself ("this", or "article" as the
//! first word), for a story tells of other publications, too. Terms of use ("without permission") and credits of pictures are none.

use std::ops::Range;

use super::edge::is_picture_credit;
use super::finding::Finding;
use super::line::Line;
use super::names::{skip_spaces, word_at};
use super::persons::persons;
use super::places::Spot;
use super::script::{is_arabic, is_spaceless};
use super::unnamed::{outlet_of, outlets};
use super::words::Class;
use crate::document::AttributionKind;

/// Words of the longest line believed for its words.
const LINE_WORDS_MAX: usize = 30;

/// Characters of the longest such line in a script without spaces.
const LINE_CHARS_MAX: usize = 60;

/// The credit that the whole of `line` is.
pub(super) fn find(line: &Line<'_>, spot: Spot) -> Option<Finding> {
    let text = line.text.trim_end();
    let is_frame = text.ends_with(':');
    let is_open = spot.short && !spot.furniture && !spot.headline;
    if !is_open || !(spot.head || spot.tail || is_frame) || !is_short(text) {
        return None;
    }
    let topic = Topic::of(line);
    let kind = topic.kind(is_frame)?;
    if text.trim_start().starts_with('©') || is_picture_credit(text, 0) {
        return None;
    }
    let is_other = |name: &Range<usize>| !is_subject(text, name);
    let outlet =
        outlets(line).find(is_other).or_else(|| topic.translates.then(|| outlet_of(line)).flatten())?;
    let start = skip_spaces(text, 0);
    let end = if is_frame { text.len() } else { text.trim_end_matches('.').len() };
    let mut finding = Finding::new(kind, start..end.max(start));
    finding.author =
        persons(text).into_iter().find(|name| name.end <= outlet.start || outlet.end <= name.start);
    finding.outlet = Some(outlet);
    Some(finding)
}

fn is_short(text: &str) -> bool {
    let n_dense = text.chars().filter(|c| is_spaceless(*c)).count();
    text.split_whitespace().count() <= LINE_WORDS_MAX && n_dense <= LINE_CHARS_MAX
}

/// What a line speaks of.
#[derive(Default)]
struct Topic {
    reuses: bool,
    publishes: bool,
    translates: bool,
    speaks: bool,
    points_here: bool,
    forbids: bool,
}

impl Topic {
    fn of(line: &Line<'_>) -> Self {
        let text = line.text;
        let mut topic = Self::default();
        let mut at = 0;
        while at < text.len() {
            let word = word_at(text, at);
            at = word.end.max(at + text[at..].chars().next().map_or(1, char::len_utf8));
            if !word.is_empty() {
                let is_first = text[..word.start].chars().all(|c| !c.is_alphanumeric());
                topic.add(line, &text[word], is_first);
            }
        }
        topic
    }

    fn add(&mut self, line: &Line<'_>, word: &str, is_first: bool) {
        let mut classes = line.words.classes_like(word);
        if word.starts_with(|c| is_spaceless(c) || is_arabic(c)) {
            classes = classes.and(line.words.classes_inside(word));
        }
        self.reuses |= classes.has(Class::Reuse);
        self.publishes |= classes.has(Class::Publish);
        self.translates |= classes.has(Class::Translate);
        self.speaks |= classes.has(Class::Speech);
        self.points_here |= classes.has(Class::This) || (is_first && classes.has(Class::Genre));
        self.forbids |= classes.has(Class::Terms);
    }

    fn kind(&self, is_frame: bool) -> Option<AttributionKind> {
        let is_credit = self.reuses || self.translates || (self.publishes && self.points_here);
        match (self.forbids, is_frame) {
            (true, _) => None,
            (_, true) if is_credit || self.publishes || self.speaks => Some(AttributionKind::ExcerptFrame),
            (_, false) if self.translates => Some(AttributionKind::TranslationCredit),
            (_, false) if is_credit => Some(AttributionKind::ReprintCredit),
            _ => None,
        }
    }
}

/// Whether a sentence about the outlet starts here: its name first, no capital after it.
fn is_subject(text: &str, name: &Range<usize>) -> bool {
    let is_first = text[..name.start].chars().filter(|c| c.is_alphanumeric()).count() <= 3;
    let goes_on = |c: char| c.is_alphabetic() && !c.is_uppercase();
    is_first && !text.ends_with(':') && text[name.end..].trim_start().starts_with(goes_on)
}

#[cfg(test)]
mod tests {
    use super::super::{fold, lexicon, tests};
    use super::*;

    fn check(text: &str, expected: Option<(AttributionKind, &str, &str)>) {
        let agencies = &*tests::AGENCIES;
        let folded = fold::Folded::new(text, 0..text.len());
        let mut hits = lexicon::Hits::default();
        agencies.lexicon.scan(folded.text(), &mut hits);
        let line = Line { text: folded.text(), hits: &hits, words: &agencies.lexicon.words };
        let spot = Spot { tail: true, short: true, ..Spot::default() };
        let found = find(&line, spot).map(|f| f.into_attribution(text, &folded, agencies));
        let found = found.as_ref().map(|credit| {
            let name = |name: &Option<String>| name.clone().unwrap_or_default();
            (credit.kind, name(&credit.outlet), name(&credit.author))
        });
        let expected = expected.map(|(kind, outlet, author)| (kind, outlet.to_owned(), author.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lines_that_speak_of_the_text_are_credits() {
        use AttributionKind::{ExcerptFrame, ReprintCredit, TranslationCredit};
        check(
            "Articolo pubblicato con il consenso del Faro di Tarnova",
            Some((ReprintCredit, "Faro di Tarnova", "")),
        );
        check(
            "Article de Léa Dunand paru dans Le Courrier de Saint-Aubin.",
            Some((ReprintCredit, "Le Courrier de Saint-Aubin", "Léa Dunand")),
        );
        check("Статья вышла в газете «Северный берег» 3 марта", Some((ReprintCredit, "Северный берег", "")));
        check("本文译自《Vale Post》。", Some((TranslationCredit, "Vale Post", "")));
        check(
            "Scrive Dora Quilli sul Corriere di Tarnova:",
            Some((ExcerptFrame, "Corriere di Tarnova", "Dora Quilli")),
        );
        check(
            "Our editors thank the Tarn Gazette for its kindness",
            Some((ReprintCredit, "Tarn Gazette", "")),
        );
    }

    #[test]
    fn lines_that_tell_of_publications_are_none() {
        check("The findings were published in the Journal of Tides.", None);
        check("The Tarn Gazette was published until 1990.", None);
        check("Reproduction of this article without permission of the Tarn Gazette is an offence.", None);
        check("Dora Quill is a reporter at the Tarn Gazette.", None);
        check("This article was published with the consent of its author.", None);
        check("© Tarn Gazette Group 2026. Write to us for syndication.", None);
        check("Фото: Илья Сомов. Перепечатка с разрешения газеты «Маяк»", None);
        check("She won, and these were the numbers:", None);
    }
}
