//! The one decision: what two documents are to each other.
//!
//! [`relate`] takes everything known of a pair as [`Evidence`], gives the extent, the relation and the rule that
//! decided, and reads nothing else. Rules are tried in order, the first that holds decides.

mod names;

use serde::{Deserialize, Serialize};

use crate::document::Attribution;
use crate::template::TemplateMeasures;
use crate::verify::Measures;

/// How much is shared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Equal word sequences.
    Identical,
    /// Both coverages at least 0.80.
    NearFull,
    /// One coverage at least 0.80.
    Contained,
    /// A solid passage, or 60 unquoted words, on a tenth of one side.
    Partial,
    /// Less.
    None,
}

impl Extent {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::NearFull => "near_full",
            Self::Contained => "contained",
            Self::Partial => "partial",
            Self::None => "none",
        }
    }
}

/// Why it is shared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Identical, same source or same canonical address.
    ExactDuplicate,
    /// Another version of the same story by the same source, or of an agency's own text.
    Revision,
    /// The same story in another language.
    Translation,
    /// A copied block inside a text mostly its own.
    Excerpt,
    /// Both carry third-party copy.
    SharedWire,
    /// One republishes the other.
    Reprint,
    /// Near-full or identical, and nothing else decides.
    NearDuplicate,
    /// Any other pair that shares a passage.
    SharedPassage,
    /// Only furniture is shared.
    Boilerplate,
    /// Only quoted statements are shared.
    Quotation,
    /// One source repeats its explanatory paragraphs in different stories.
    Background,
    /// The same frame with other facts.
    Template,
    /// A sentence.
    Fragment,
    /// Nothing worth telling.
    Unrelated,
}

impl Relation {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExactDuplicate => "exact_duplicate",
            Self::Revision => "revision",
            Self::Translation => "translation",
            Self::Excerpt => "excerpt",
            Self::SharedWire => "shared_wire",
            Self::Reprint => "reprint",
            Self::NearDuplicate => "near_duplicate",
            Self::SharedPassage => "shared_passage",
            Self::Boilerplate => "boilerplate",
            Self::Quotation => "quotation",
            Self::Background => "background",
            Self::Template => "template",
            Self::Fragment => "fragment",
            Self::Unrelated => "unrelated",
        }
    }

    /// Whether pairs of this relation tie documents into clusters.
    #[must_use]
    pub fn joins(self) -> bool {
        matches!(
            self,
            Self::ExactDuplicate | Self::NearDuplicate | Self::Revision | Self::Reprint | Self::SharedWire
        )
    }

    /// Whether pairs of this relation are listed under `pairs`.
    #[must_use]
    pub fn is_pair(self) -> bool {
        self.joins() || matches!(self, Self::Translation | Self::Excerpt | Self::SharedPassage)
    }

    /// Whether pairs of this relation are listed under `overlaps`.
    #[must_use]
    pub fn is_overlap(self) -> bool {
        matches!(self, Self::Quotation | Self::Background | Self::Template | Self::Fragment)
    }

    /// Whether pairs of this relation are listed at all.
    #[must_use]
    pub fn is_listed(self) -> bool {
        self.is_pair() || self.is_overlap()
    }
}

/// One of the two documents of a pair.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Side {
    /// The document whose id sorts first.
    A,
    /// The other one.
    B,
}

impl Side {
    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// Everything known of a pair that the decision may use.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// Exact measures.
    pub measures: Measures,
    /// The comparison under the mask; `None` where it was not worth making.
    pub template: Option<TemplateMeasures>,
    /// Whether the texts come from character recognition, which garbles numbers, names and quotation marks.
    pub scanned: bool,
    /// Whether furniture that is no part of the measures is shared.
    pub shares_furniture: bool,
    /// Whether both come from one source; `None` where a source is unknown.
    pub same_source: Option<bool>,
    /// Whether both state the same canonical address.
    pub same_url: bool,
    /// The document whose lead the other one shows as a link to it.
    pub teaser_of: Option<Side>,
    /// Whether a passage starts near the beginning of both main texts.
    pub shared_lead: bool,
    /// Whether a text is below the limit for short ones, or stands for a whole page that has no main text.
    pub short: bool,
    /// The document that carries a mark of a later version, if just one does or its number is higher.
    pub later_version: Option<Side>,
    /// Whether a document carries an update mark at all.
    pub update_mark: bool,
    /// The document that a credit in the other one names as its origin.
    pub credited_side: Option<Side>,
    /// Whether both credit the text to one outlet that is neither's own.
    pub common_origin: bool,
    /// The document that quotes the other under an excerpt frame or holds blocks of several unrelated documents.
    pub excerpt_host: Option<Side>,
    /// The agency that is credited for the text, or whose own text one of the two is.
    pub agency: Option<String>,
    /// Whether both documents credit or are of that agency.
    pub agency_on_both: bool,
    /// The document that is the agency's own text; `None` where neither or both are.
    pub agency_original: Option<Side>,
    /// Whether both are the same agency's own text.
    pub agency_own_both: bool,
    /// Number of different sources found to hold the shared text.
    pub n_sources_holding: usize,
    /// Whether a carrier of the text credits anyone.
    pub any_credit: bool,
    /// The document that the other one is a cut copy of.
    pub truncation_original: Option<Side>,
    /// The document dated earlier.
    pub earlier: Option<Side>,
    /// The document whose outlet is named in the words that both share.
    pub self_reference: Option<Side>,
    /// Credits that one side, the one named here, holds for the other in a wording of its own.
    pub namings: Vec<(Side, Attribution)>,
}

impl Evidence {
    /// Evidence of nothing but measures.
    #[must_use]
    pub fn of_measures(measures: Measures) -> Self {
        Self {
            measures,
            template: None,
            scanned: false,
            shares_furniture: false,
            same_source: None,
            same_url: false,
            teaser_of: None,
            shared_lead: false,
            short: false,
            later_version: None,
            update_mark: false,
            credited_side: None,
            common_origin: false,
            excerpt_host: None,
            agency: None,
            agency_on_both: false,
            agency_original: None,
            agency_own_both: false,
            n_sources_holding: 1,
            any_credit: false,
            truncation_original: None,
            earlier: None,
            self_reference: None,
            namings: Vec::new(),
        }
    }
}

/// What the decision came to.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// How much is shared.
    pub extent: Extent,
    /// Why.
    pub relation: Relation,
    /// The document that had it first, where evidence tells.
    pub original: Option<Side>,
    /// Names of the evidence used, strongest first.
    pub evidence: Vec<&'static str>,
    /// Whether the copy credits its origin; `None` where that does not apply.
    pub credited: Option<bool>,
    /// The rule that decided, as a sentence.
    pub rule: &'static str,
}

/// The extent that measures amount to.
#[must_use]
pub fn extent(measures: &Measures) -> Extent {
    let (low, high) = ordered(measures.coverage_a, measures.coverage_b);
    if measures.identical {
        Extent::Identical
    } else if low >= 0.80 {
        Extent::NearFull
    } else if high >= 0.80 {
        Extent::Contained
    } else if high >= 0.10 && (measures.longest_passage_words >= 25 || measures.shared_unquoted_words >= 60) {
        Extent::Partial
    } else {
        Extent::None
    }
}

fn ordered(x: f64, y: f64) -> (f64, f64) {
    if x <= y { (x, y) } else { (y, x) }
}

/// Decides what a pair is. See SPEC of the relations in `docs/relations.md`.
#[must_use]
pub fn relate(evidence: &Evidence) -> Verdict {
    let extent = extent(&evidence.measures);
    let (relation, rule) = decide(evidence, extent);
    let (original, mut names) = direction(evidence, relation);
    let credited = if rule == COMMON_ORIGIN { Some(true) } else { credited(evidence, relation, original) };
    if relation == Relation::SharedWire {
        let by_agency = if evidence.agency.is_some() { "agency_credit" } else { "several_sources" };
        names.insert(0, if rule == COMMON_ORIGIN { "outlet_credit" } else { by_agency });
        names.dedup();
    }
    Verdict { extent, relation, original, evidence: names, credited, rule }
}

fn decide(evidence: &Evidence, extent: Extent) -> (Relation, &'static str) {
    let measures = &evidence.measures;
    let (low, high) = ordered(measures.coverage_a, measures.coverage_b);
    let unquoted = measures.shared_unquoted_words;
    let shares_text = extent != Extent::None;
    if measures.shared_words == 0 {
        return if evidence.shares_furniture {
            (Relation::Boilerplate, "only furniture is shared")
        } else {
            (Relation::Unrelated, "no passage of 8 equal words is shared")
        };
    }
    if !evidence.scanned && unquoted < 20 && measures.quoted_share() >= 0.80 && high < 0.60 && !evidence.short
    {
        return (Relation::Quotation, "fewer than 20 of the shared words stand outside quotation marks");
    }
    if evidence.short && low < 0.80 {
        return (
            Relation::Unrelated,
            "a text of fewer than 40 words, or a page without main text, is paired only when near-full",
        );
    }
    let interleaved = measures.passages.len() > 1 && low >= 0.50;
    let same_lead = evidence.shared_lead && high >= LEAD_COVERAGE_MIN;
    let same_story = same_lead || interleaved || evidence.update_mark;
    if shares_text && evidence.same_source == Some(true) && low < 0.80 && !same_story {
        return (Relation::Background, "one source repeats paragraphs in stories with different leads");
    }
    if evidence.teaser_of.is_some() && evidence.credited_side.is_none() {
        return (Relation::Boilerplate, "one page shows the other's lead under a title, as a link to it");
    }
    if let Some(rule) = template_rule(evidence, extent) {
        return (Relation::Template, rule);
    }
    if extent == Extent::Identical && (evidence.same_source == Some(true) || evidence.same_url) {
        return (Relation::ExactDuplicate, "identical words from one source or address");
    }
    if extent == Extent::None {
        return none_or_fragment(measures);
    }
    if (evidence.same_source == Some(true) || evidence.agency_own_both || evidence.same_url) && same_story {
        return (Relation::Revision, "one source, and a shared lead, interleaved passages or an update mark");
    }
    copy_relation(evidence, extent, low, high)
}

/// Two stories of one source that begin alike and share less than this have each more of their own than a version has: a
/// follow-up that tells again what happened, a digest that begins with another's lead.
const LEAD_COVERAGE_MIN: f64 = 0.30;

fn none_or_fragment(measures: &Measures) -> (Relation, &'static str) {
    let sentence = measures.longest_unquoted_words >= 20;
    let small_passage = measures.longest_passage_words >= 25;
    if sentence || small_passage {
        (Relation::Fragment, "a sentence of 20 to 24 words, or a passage on less than a tenth of both sides")
    } else {
        (Relation::Unrelated, "the shared words are fewer than a sentence")
    }
}

/// Fewer differing slots than these are a correction, whatever their share.
const SLOTS_DIFFERING_MIN: usize = 3;

/// So many, of which four in five differ, are a frame even where much stands beside it.
const SLOTS_OF_FRAME_MIN: usize = 8;

fn template_rule(evidence: &Evidence, extent: Extent) -> Option<&'static str> {
    let template = evidence.template.as_ref().filter(|_| extent != Extent::Identical)?;
    // The more slots differ, the less it matters what else stands in either: a copy has its slots in common.
    let masked_min = match template.slots_differing_share() {
        share if share >= 0.80 && template.slots_differing >= SLOTS_OF_FRAME_MIN => 0.60,
        share if share >= 0.60 => 0.75,
        _ => 0.85,
    };
    let framed = template.masked_coverage_a >= masked_min && template.masked_coverage_b >= masked_min;
    if !framed || template.numbers_differing == 0 || template.slots_differing < SLOTS_DIFFERING_MIN {
        return None;
    }
    // A scan or an edited copy changes words everywhere, names and numbers among them: where fewer than half of the slots
    // differ, the frame must be the same.
    let differing_min = if template.frame_similarity >= FRAME_SIMILARITY_MIN { 0.35 } else { 0.50 };
    if template.slots_differing_share() >= differing_min {
        return Some("the same frame with other facts: with numbers and names masked both texts match");
    }
    let short_items =
        evidence.same_source == Some(true) && evidence.measures.words_a.min(evidence.measures.words_b) < 80;
    (short_items && template.facts_shared < 0.5)
        .then_some("short items of one source that share less than half of their numbers and names")
}

/// Share of equal words in a frame filled anew (measured: 0.98 and more; in scanned and much edited copies with as many
/// differing slots at most 0.89).
const FRAME_SIMILARITY_MIN: f64 = 0.95;

/// The relations that are left once quotations, templates, background and versions are told apart.
fn copy_relation(evidence: &Evidence, extent: Extent, low: f64, high: f64) -> (Relation, &'static str) {
    let wire = shares_wire(evidence) && high >= wire_coverage_min(evidence);
    // Who credits the agency's own text credits the agency.
    let credits_outlet =
        evidence.credited_side.is_some() && evidence.credited_side != evidence.agency_original;
    let unquoted = evidence.measures.shared_unquoted_words;
    if wire && evidence.agency_on_both && !credits_outlet {
        return (Relation::SharedWire, "both carry the copy of the agency that is credited");
    }
    if let Some(host) = evidence.excerpt_host {
        let host_coverage = match host {
            Side::A => evidence.measures.coverage_a,
            Side::B => evidence.measures.coverage_b,
        };
        if host_coverage < 0.60 {
            return (Relation::Excerpt, "a copied block inside a text mostly its own, which shows it");
        }
    }
    if evidence.common_origin && evidence.credited_side.is_none() && low >= HALF {
        return (Relation::SharedWire, COMMON_ORIGIN);
    }
    if wire && !credits_outlet {
        return (
            Relation::SharedWire,
            "both carry third-party copy: an agency's, or found in three sources or more",
        );
    }
    let republished = (unquoted >= 60 && !evidence.scanned) || high >= HALF;
    let known = evidence.same_source.is_some()
        || evidence.credited_side.is_some()
        || evidence.self_reference.is_some();
    let whole = low >= 0.80;
    if republished && (if known { !(whole && evidence.short) } else { !whole && high >= 0.50 }) {
        return (Relation::Reprint, "at least 60 unquoted words or half of one text republished");
    }
    if matches!(extent, Extent::Identical | Extent::NearFull) {
        return (Relation::NearDuplicate, "both texts are almost wholly shared, and nothing tells more");
    }
    (Relation::SharedPassage, "a passage is shared, and nothing tells more")
}

/// The rule of a text that both have from a third outlet.
const COMMON_ORIGIN: &str = "both carry the text of the outlet that both credit";

/// An agency's credit speaks for a text of which at least so much is shared; below that it may stand for another part.
const WIRE_COVERAGE_MIN: f64 = 0.25;

/// The same where both credit the agency: a passage that two outlets set into stories of their own.
const WIRE_COVERAGE_BOTH_MIN: f64 = 0.10;

/// Pieces of scanned pages hold parts of several stories, as run-on texts without a source do: there, a passage ties two
/// documents only if it is half of one.
const HALF: f64 = 0.50;

/// The coverage from which an agency's credit speaks for what is shared: any, where the agency's own text is one of the two.
fn wire_coverage_min(evidence: &Evidence) -> f64 {
    // One credit on two pages of unknown outlets may be one of several things on either.
    let unsure = evidence.same_source.is_none() && !evidence.agency_on_both;
    let from_the_agency = evidence.agency_original.is_some() && evidence.agency_on_both;
    if evidence.scanned || (unsure && !from_the_agency) {
        HALF
    } else if from_the_agency {
        0.0
    } else if evidence.agency_on_both {
        WIRE_COVERAGE_BOTH_MIN
    } else {
        WIRE_COVERAGE_MIN
    }
}

fn shares_wire(evidence: &Evidence) -> bool {
    evidence.agency.is_some() || (evidence.n_sources_holding >= 3 && !evidence.any_credit)
}

/// The original and the evidence for it, strongest first.
fn direction(evidence: &Evidence, relation: Relation) -> (Option<Side>, Vec<&'static str>) {
    let later_is_copy = evidence.later_version.map(Side::other);
    let ranked: &[(Option<Side>, &'static str)] = match relation {
        Relation::ExactDuplicate => &[(evidence.earlier, "date")],
        Relation::Revision => &[(evidence.earlier, "date"), (later_is_copy, "update_mark")],
        Relation::SharedWire => &[(evidence.agency_original, "agency_original")],
        Relation::Excerpt => {
            &[(evidence.credited_side, "credit"), (evidence.excerpt_host.map(Side::other), "excerpt_frame")]
        }
        Relation::Reprint => &[
            (evidence.credited_side, "credit"),
            (evidence.agency_original, "agency_original"),
            (evidence.truncation_original, "truncation"),
            (evidence.earlier, "date"),
            (evidence.self_reference, "self_reference"),
        ],
        Relation::Translation => &[(evidence.credited_side, "credit")],
        _ => &[],
    };
    let original = ranked.iter().find_map(|(side, _)| *side);
    let names = ranked
        .iter()
        .filter(|(side, _)| side.is_some() && *side == original)
        .map(|(_, name)| *name)
        .collect();
    (original, names)
}

fn credited(evidence: &Evidence, relation: Relation, original: Option<Side>) -> Option<bool> {
    match relation {
        // Where the original is unknown, neither side credits the other: else the credit would tell it.
        Relation::Reprint | Relation::Excerpt | Relation::SharedPassage => {
            Some(evidence.credited_side.is_some() && evidence.credited_side == original)
        }
        Relation::Translation => Some(true),
        Relation::SharedWire => Some(evidence.agency_on_both),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
