//! The wordings of credits, as data: reads `phrases.tsv` into patterns of literals and slots.
//!
//! The first literal of a pattern is its anchor, which the lexicon finds; everything else is compared from there.
//! Alternatives are expanded here, once, so that finding a phrase is one look into one automaton.

use crate::document::AttributionKind;
use crate::error::{Error, Result};

const BUILTIN: &str = include_str!("phrases.tsv");

/// Where in an article a pattern counts; see the head of `phrases.tsv`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Text,
    Sentence,
    Edge,
    Head,
    Tail,
}

/// A part of a pattern that a parser fills.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slot {
    Media,
    Outlet,
    Agency,
    Known,
    Author,
    Word,
    Adjectives,
    Own,
    Year,
    Clause,
    Rest,
    Note,
    Line,
}

/// What follows a pattern's anchor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Element {
    Literal(String),
    Slot(Slot),
}

/// One wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Phrase {
    pub(super) kind: AttributionKind,
    pub(super) place: Place,
    pub(super) before: Option<Slot>,
    /// The first literal, in lower case.
    pub(super) anchor: String,
    pub(super) after: Vec<Element>,
    /// Only closing marks may follow in the line.
    pub(super) whole: bool,
    /// The anchor counts only in capitals.
    pub(super) capitals: bool,
}

/// The wordings of this version.
pub(super) fn builtin() -> Result<Vec<Phrase>> {
    let mut phrases = Vec::new();
    for (row, line) in BUILTIN.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let fail = |what: &str| Error::usage(format!("phrases: line {}: {what}", row + 1));
        let columns: Vec<&str> = line.split('\t').collect();
        let [kind, place, _language, pattern] = columns[..] else { return Err(fail("not four columns")) };
        let kind = kind_of(kind).ok_or_else(|| fail("unknown kind"))?;
        let place = place_of(place).ok_or_else(|| fail("unknown place"))?;
        for wording in expand(pattern) {
            phrases.push(parse(kind, place, &wording).ok_or_else(|| fail("no literal, or an unknown slot"))?);
        }
    }
    Ok(phrases)
}

fn kind_of(name: &str) -> Option<AttributionKind> {
    Some(match name {
        "byline" => AttributionKind::Byline,
        "tagline" => AttributionKind::Tagline,
        "in_text" => AttributionKind::InText,
        "reprint_credit" => AttributionKind::ReprintCredit,
        "translation_credit" => AttributionKind::TranslationCredit,
        "excerpt_frame" => AttributionKind::ExcerptFrame,
        "version_mark" => AttributionKind::VersionMark,
        _ => return None,
    })
}

fn place_of(name: &str) -> Option<Place> {
    Some(match name {
        "text" => Place::Text,
        "sentence" => Place::Sentence,
        "edge" => Place::Edge,
        "head" => Place::Head,
        "tail" => Place::Tail,
        _ => return None,
    })
}

/// Every choice of alternatives; `[` cannot be nested.
fn expand(pattern: &str) -> Vec<String> {
    let bracket = pattern.split_once('[').and_then(|(head, rest)| Some((head, rest.split_once(']')?)));
    let Some((head, (alternatives, tail))) = bracket else { return vec![pattern.to_owned()] };
    let tails = expand(tail);
    let joined = |alternative: &str| -> Vec<String> {
        tails.iter().map(|tail| format!("{head}{alternative}{tail}")).collect()
    };
    alternatives.split('|').flat_map(joined).collect()
}

fn parse(kind: AttributionKind, place: Place, wording: &str) -> Option<Phrase> {
    let (wording, whole) = wording.strip_suffix('$').map_or((wording, false), |rest| (rest, true));
    let mut elements = Vec::new();
    let mut rest = wording;
    while let Some((literal, (slot, after))) =
        rest.split_once('{').and_then(|(literal, tail)| Some((literal, tail.split_once('}')?)))
    {
        push_literal(&mut elements, literal);
        elements.push(Element::Slot(slot_of(slot)?));
        rest = after;
    }
    push_literal(&mut elements, rest);
    let before = match elements.first()? {
        Element::Slot(slot) => Some(*slot),
        Element::Literal(_) => None,
    };
    let mut elements = elements.into_iter().skip(usize::from(before.is_some()));
    let Some(Element::Literal(anchor)) = elements.next() else { return None };
    let n_capitals = anchor.chars().filter(|c| c.is_uppercase()).count();
    let capitals = n_capitals > 1 && !anchor.chars().any(char::is_lowercase);
    Some(Phrase {
        kind,
        place,
        before,
        anchor: anchor.to_lowercase(),
        after: elements.collect(),
        whole,
        capitals,
    })
}

fn push_literal(elements: &mut Vec<Element>, literal: &str) {
    let literal = literal.trim();
    if !literal.is_empty() {
        let collapsed = literal.split_whitespace().collect::<Vec<_>>().join(" ");
        elements.push(Element::Literal(collapsed));
    }
}

fn slot_of(name: &str) -> Option<Slot> {
    Some(match name {
        "media" => Slot::Media,
        "outlet" => Slot::Outlet,
        "agency" => Slot::Agency,
        "known" => Slot::Known,
        "author" => Slot::Author,
        "word" => Slot::Word,
        "adj" => Slot::Adjectives,
        "own" => Slot::Own,
        "year" => Slot::Year,
        "clause" => Slot::Clause,
        "rest" => Slot::Rest,
        "note" => Slot::Note,
        "line" => Slot::Line,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_table_is_well_formed() {
        let phrases = builtin().expect("the table is part of this version");
        assert!(phrases.len() > 1000, "{}", phrases.len());
        assert!(phrases.iter().all(|phrase| phrase.anchor.chars().count() > 0));
    }

    #[test]
    fn alternatives_are_expanded() {
        assert_eq!(expand("[a|b] x [c|]"), ["a x c", "a x ", "b x c", "b x "]);
        assert_eq!(expand("plain"), ["plain"]);
    }

    #[test]
    fn pattern_is_cut_into_anchor_and_elements() {
        let phrase = parse(
            AttributionKind::TranslationCredit,
            Place::Sentence,
            "translated for {outlet} by {author}$",
        )
        .expect("it is well formed");
        assert_eq!(phrase.anchor, "translated for");
        assert_eq!(phrase.before, None);
        assert!(phrase.whole && !phrase.capitals);
        assert_eq!(phrase.after.len(), 3);
        let phrase =
            parse(AttributionKind::InText, Place::Text, "{media} reported").expect("it is well formed");
        assert_eq!(phrase.before, Some(Slot::Media));
        assert!(parse(AttributionKind::InText, Place::Text, "{media}").is_none());
        assert!(parse(AttributionKind::InText, Place::Text, "x {unknown}").is_none());
        assert!(
            parse(AttributionKind::VersionMark, Place::Head, "KILL KILL KILL").is_some_and(|p| p.capitals)
        );
    }
}
