//! What a pair of a family is to be called.
//!
//! Follows the rules of `docs/relations.md` from the facts of the two members. Where these leave it open, such as how two
//! copies relate that both credit a third outlet, the label states nothing, and an evaluation counts the pair as
//! related only.

use crate::credit::Credit;
use crate::kind::Kind;
use crate::member::Member;
use crate::plan::Family;

/// The gold of a pair; what is `None` is left open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Label {
    /// Why text is shared.
    pub relation: Option<&'static str>,
    /// How much is shared.
    pub extent: Option<&'static str>,
    /// Whether the first (`false`) or the second document is the original.
    pub original_is_second: Option<bool>,
    /// Whether the copy credits its origin.
    pub credited: Option<bool>,
}

/// The kind of a pair: of two changed copies the weaker.
pub(crate) fn kind(family: &Family, a: &Member, b: &Member) -> Kind {
    let own = a.kind.max(b.kind).or(family.kind);
    own.expect("a family of several documents has a kind")
}

/// The label of two members, `a` before `b`, of a family with `n_sources` outlets; near misses have none.
pub(crate) fn label(family: &Family, a: &Member, b: &Member, n_sources: usize) -> Label {
    let kind = kind(family, a, b);
    let extent = extent(kind, a, b);
    let of = |relation| Label { relation: Some(relation), extent, ..Label::default() };
    match kind {
        Kind::SameTopic | Kind::SameHouse => return Label::default(),
        Kind::Template => return Label { extent: None, ..of("template") },
        Kind::Revision => return Label { original_is_second: by_date(a, b), ..of("revision") },
        _ if a.outlet == b.outlet => return of("exact_duplicate"),
        _ => {}
    }
    match (a.credit, b.credit) {
        (Credit::Agency(_), Credit::Agency(_)) => Label { credited: Some(true), ..of("shared_wire") },
        // One carrier's credit for part of its text does not say that the shared passage is the agency's.
        (Credit::Agency(_), _) | (_, Credit::Agency(_)) if !kind.is_of_whole() => {
            Label { extent, ..Label::default() }
        }
        (Credit::Agency(_), _) | (_, Credit::Agency(_)) => {
            Label { credited: Some(false), ..of("shared_wire") }
        }
        (Credit::None, Credit::Outlet(_)) if a.idx == 0 => {
            Label { original_is_second: Some(false), credited: Some(true), ..of("reprint") }
        }
        (Credit::None, Credit::None) if n_sources >= 3 => {
            Label { credited: Some(false), ..of("shared_wire") }
        }
        (Credit::None, Credit::None) => {
            let is_cut = kind == Kind::Truncation && a.idx == 0;
            let original_is_second = if is_cut { Some(false) } else { by_date(a, b) };
            let original_is_second = original_is_second.filter(|_| kind.is_of_whole());
            Label { original_is_second, credited: Some(false), ..of("reprint") }
        }
        _ => Label { extent, ..Label::default() },
    }
}

fn extent(kind: Kind, a: &Member, b: &Member) -> Option<&'static str> {
    let is_from_original = a.idx == 0 || a.is_twin;
    match kind {
        Kind::Exact | Kind::Reprint => Some("identical"),
        // Of a short text with more edits, a dropped sentence may be a fifth.
        Kind::Edits01 if is_from_original => Some("near_full"),
        Kind::Truncation if is_from_original && b.kind == Some(Kind::Truncation) => Some("contained"),
        Kind::WirePassage150 | Kind::WirePassage60 => Some("partial"),
        _ => None,
    }
}

/// The earlier one, where both state a date and the days differ.
fn by_date(a: &Member, b: &Member) -> Option<bool> {
    let days_differ = a.moment.day() != b.moment.day();
    (a.has_published && b.has_published && days_differ).then_some(b.moment < a.moment)
}
