//! Evidence: brings the measures of a pair and the facts of its two documents together for the decision.

use std::ops::Range;

use crate::config::{Config, Profile};
use crate::document::{Article, Attribution, Role, Span};
use crate::facts::Facts;
use crate::main_text::MainText;
use crate::naming::Holder;
use crate::relation::{Evidence, Extent, Side, extent};
use crate::template::TemplateMeasures;
use crate::verify::Measures;

/// One side of a pair.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// The article.
    pub article: &'a Article,
    /// Where it comes from.
    pub facts: &'a Facts,
    /// Its main text.
    pub text: &'a MainText,
}

/// Words from the beginning within which a shared lead starts.
const LEAD_WORDS: usize = 30;

/// Everything that two documents tell of themselves. What takes a look at other documents (how many sources hold the
/// text, digests) is added when clusters are settled.
#[must_use]
pub fn evidence(a: Member<'_>, b: Member<'_>, measures: Measures, config: &Config) -> Evidence {
    let same_source = a.facts.same_source(b.facts);
    // A scanned page has no links, and the names on it are garbled.
    let scanned = config.profile == Profile::Ocr;
    let namings = if scanned { Vec::new() } else { namings(a, b, &measures) };
    let names = |side: Side| namings.iter().any(|(holder, _)| *holder == side);
    let credited_side = one_of(
        b.facts.credits_document(a.facts) || names(Side::B),
        a.facts.credits_document(b.facts) || names(Side::A),
    );
    let (agency, agency_on_both) = common_agency(a.facts, b.facts);
    let own = |facts: &Facts| agency.is_some() && facts.own_agency == agency;
    let is_near = measures.coverage_a.max(measures.coverage_b) >= FRAME_COVERAGE_MIN;
    let template = (measures.shared_words >= 8 && is_near && !measures.identical && !scanned)
        .then(|| TemplateMeasures::of(a.text, b.text, &a.facts.title, &b.facts.title));
    let starts_both = |p: &crate::align::Passage| p.a.start < LEAD_WORDS && p.b.start < LEAD_WORDS;
    Evidence {
        template,
        scanned,
        shares_furniture: false,
        same_source,
        same_url: a.facts.url.is_some() && a.facts.url == b.facts.url,
        teaser_of: if scanned { None } else { teaser_of(a, b, &measures) },
        shared_lead: measures.passages.iter().any(starts_both),
        short: measures.words_a.min(measures.words_b) < config.short_doc_words
            || a.text.is_whole_page
            || b.text.is_whole_page,
        later_version: later_version(a.facts, b.facts),
        update_mark: a.facts.version_rank > 0 || b.facts.version_rank > 0,
        credited_side,
        common_origin: a.facts.shares_origin(b.facts),
        excerpt_host: excerpt_host(a.facts, b.facts, credited_side, &measures),
        agency_original: one_of(own(a.facts), own(b.facts)),
        agency_own_both: own(a.facts) && own(b.facts),
        agency,
        agency_on_both,
        n_sources_holding: if same_source == Some(false) { 2 } else { 1 },
        any_credit: a.facts.has_credit || b.facts.has_credit || !namings.is_empty(),
        namings,
        truncation_original: truncation_original(&measures),
        earlier: earlier(a.facts, b.facts),
        self_reference: self_reference(a, b, &measures),
        measures,
    }
}

/// The credits that each side holds in words of its own for what it shares with the other.
fn namings(a: Member<'_>, b: Member<'_>, measures: &Measures) -> Vec<(Side, Attribution)> {
    if extent(measures) == Extent::None {
        return Vec::new();
    }
    let runs = || measures.passages.iter().flat_map(|passage| &passage.runs);
    let mut shared_a: Vec<Span> = runs().map(|run| a.text.span_of(run.a..run.a + run.len)).collect();
    let mut shared_b: Vec<Span> = runs().map(|run| b.text.span_of(run.b..run.b + run.len)).collect();
    shared_a.sort_unstable();
    shared_b.sort_unstable();
    let of = |side: Side, holder: Member<'_>, shared: &[Span], coverage: f64, other: Member<'_>| {
        if holder.facts.had_it_days_before(other.facts) {
            return Vec::new();
        }
        let holder = Holder { article: holder.article, facts: holder.facts, shared, coverage };
        holder.credits_to(other.facts).into_iter().map(move |credit| (side, credit)).collect::<Vec<_>>()
    };
    let mut found = of(Side::A, a, &shared_a, measures.coverage_a, b);
    found.extend(of(Side::B, b, &shared_b, measures.coverage_b, a));
    found
}

/// The side for which alone something holds.
fn one_of(a: bool, b: bool) -> Option<Side> {
    match (a, b) {
        (true, false) => Some(Side::A),
        (false, true) => Some(Side::B),
        _ => None,
    }
}

/// The agency credited for the text of a pair, and whether both sides credit it or are its own text.
fn common_agency(a: &Facts, b: &Facts) -> (Option<String>, bool) {
    let of =
        |facts: &Facts| -> Vec<String> { facts.own_agency.iter().chain(&facts.agencies).cloned().collect() };
    let (of_a, of_b) = (of(a), of(b));
    // Who shares the text and cites the agency in it credits the agency, too.
    let cites = |agency: &&String, credited: &[String], facts: &Facts| {
        credited.contains(agency) || facts.cited_agencies.contains(agency)
    };
    let both = of_a.iter().find(|agency| cites(agency, &of_b, b));
    if let Some(both) = both.or_else(|| of_b.iter().find(|agency| cites(agency, &of_a, a))) {
        return (Some(both.clone()), true);
    }
    (of_a.into_iter().chain(of_b).next(), false)
}

fn later_version(a: &Facts, b: &Facts) -> Option<Side> {
    one_of(a.version_rank > b.version_rank, b.version_rank > a.version_rank)
}

/// The side that quotes the other: it credits it or announces an excerpt, and is mostly its own text.
fn excerpt_host(a: &Facts, b: &Facts, credited: Option<Side>, measures: &Measures) -> Option<Side> {
    if let Some(credited) = credited {
        return Some(credited.other());
    }
    let low_a = measures.coverage_a <= measures.coverage_b;
    one_of(
        a.has_excerpt_frame && (!b.has_excerpt_frame || low_a),
        b.has_excerpt_frame && (!a.has_excerpt_frame || !low_a),
    )
}

/// Two texts of one frame share this much of one of them before anything is masked (measured: 0.52 and more).
const FRAME_COVERAGE_MIN: f64 = 0.2;

/// Words of the longest lead that a page shows of another story.
const TEASER_WORDS_MAX: usize = 60;
/// Words of the longest title over it.
const TEASER_TITLE_WORDS_MAX: usize = 16;

/// The document whose beginning, and nothing else of it, stands in the other one as a paragraph of its own under a title:
/// the list of other stories that a page ends with.
fn teaser_of(a: Member<'_>, b: Member<'_>, measures: &Measures) -> Option<Side> {
    let [passage] = &measures.passages[..] else { return None };
    if passage.equal > TEASER_WORDS_MAX || measures.identical {
        return None;
    }
    let covered = [measures.coverage_a, measures.coverage_b];
    let is_teaser =
        |page: Member<'_>, place: &Range<usize>, story_start: usize, [of_page, of_story]: [f64; 2]| {
            story_start < LEAD_START_WORDS
            && of_page < 0.50
            // A brief printed whole is no link to it.
            && of_story < 0.80
            && stands_under_title(page, page.text.span_of(place.clone()))
        };
    one_of(
        is_teaser(b, &passage.b, passage.a.start, [covered[1], covered[0]]),
        is_teaser(a, &passage.a, passage.b.start, covered),
    )
}

/// Words of the story before its lead's first shared word.
const LEAD_START_WORDS: usize = 4;

/// Whether a span is the whole of a paragraph but for a title: the line before it is short, ends no sentence, and is not
/// the page's own headline.
fn stands_under_title(page: Member<'_>, span: Span) -> bool {
    let (text, blocks) = (page.article.text.as_str(), &page.article.blocks);
    let Some(at) =
        blocks.iter().position(|block| block.span.start <= span.start && span.start < block.span.end)
    else {
        return false;
    };
    let block = blocks[at].span;
    if span.end > block.end {
        return false;
    }
    let within = &text[block.start as usize..span.start as usize];
    let rest = n_words(&text[span.end as usize..block.end as usize]);
    let title = if within.contains('\n') {
        within
    } else {
        let Some(above) = blocks[..at].last().filter(|above| above.role != Role::Headline) else {
            return false;
        };
        above.span.of(text)
    };
    let title = title.trim_end();
    let is_title =
        (2..=TEASER_TITLE_WORDS_MAX).contains(&n_words(title)) && !title.ends_with(['.', ':', '。', '：']);
    is_title && rest <= 3 && (within.contains('\n') || n_words(within) <= 3)
}

fn n_words(text: &str) -> usize {
    crate::normalize::words(text).len()
}

/// The longer text, where the shorter one is its beginning and little else.
fn truncation_original(measures: &Measures) -> Option<Side> {
    let cut = |covered: f64, short: usize, long: usize| covered >= 0.95 && long * 10 >= short * 12;
    let last_word =
        |side: fn(&crate::align::Passage) -> usize| measures.passages.iter().map(side).max().unwrap_or(0);
    let (end_a, end_b) = (last_word(|p| p.a.end), last_word(|p| p.b.end));
    let starts = measures.passages.first().is_some_and(|p| p.a.start < LEAD_WORDS && p.b.start < LEAD_WORDS);
    let one_block = measures.passages.len() <= 2;
    let b_is_longer =
        cut(measures.coverage_a, measures.words_a, measures.words_b) && end_b * 10 <= measures.words_b * 9;
    let a_is_longer =
        cut(measures.coverage_b, measures.words_b, measures.words_a) && end_a * 10 <= measures.words_a * 9;
    if starts && one_block { one_of(a_is_longer, b_is_longer) } else { None }
}

fn earlier(a: &Facts, b: &Facts) -> Option<Side> {
    let before =
        |x: &Facts, y: &Facts| matches!((x.published, y.published), (Some(x), Some(y)) if x.is_before(&y));
    one_of(before(a, b), before(b, a)).or_else(|| {
        let before =
            |x: &Facts, y: &Facts| matches!((x.modified, y.modified), (Some(x), Some(y)) if x.is_before(&y));
        one_of(before(a, b), before(b, a))
    })
}

/// The side whose outlet's name stands in the words that both share: the copy left it in.
fn self_reference(a: Member<'_>, b: Member<'_>, measures: &Measures) -> Option<Side> {
    let named = |name: &[u64]| {
        // Comparing first words one by one beats calling a comparison of slices for each word.
        let stands_here = |words: &[u64]| words[0] == name[0] && words == name;
        name.len() >= 2
            && measures
                .passages
                .iter()
                .flat_map(|passage| &passage.runs)
                .any(|run| a.text.tokens[run.a..run.a + run.len].windows(name.len()).any(stands_here))
    };
    one_of(named(&a.facts.source_words), named(&b.facts.source_words))
}
