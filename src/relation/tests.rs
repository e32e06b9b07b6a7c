//! Each rule of the decision beside its near miss.

use super::*;
use crate::align::{Passage, Run};

/// Measures of two texts of `words` that share `shared` words, `unquoted` of them outside quotation marks, in one passage.
fn shared(words: [usize; 2], shared: usize, unquoted: usize) -> Measures {
    let run = Run { a: 0, b: 0, len: shared };
    let passage = Passage { a: 0..shared, b: 0..shared, equal: shared, runs: vec![run] };
    let share = |words: usize| shared as f64 / words as f64;
    Measures {
        identical: words == [shared; 2],
        jaccard: 0.3,
        words_a: words[0],
        words_b: words[1],
        coverage_a: share(words[0]),
        coverage_b: share(words[1]),
        shared_words: shared,
        shared_unquoted_words: unquoted,
        longest_passage_words: shared,
        longest_unquoted_words: unquoted,
        passages: vec![passage],
        passage_spans: Vec::new(),
    }
}

/// Two texts of two known outlets.
fn two_outlets(measures: Measures) -> Evidence {
    Evidence { same_source: Some(false), n_sources_holding: 2, ..Evidence::of_measures(measures) }
}

fn one_outlet(measures: Measures) -> Evidence {
    Evidence { same_source: Some(true), ..Evidence::of_measures(measures) }
}

fn agency(on_both: bool, evidence: Evidence) -> Evidence {
    Evidence { agency: Some("AP".to_owned()), agency_on_both: on_both, any_credit: true, ..evidence }
}

#[track_caller]
fn check(evidence: Evidence, relation: Relation) {
    let verdict = relate(&evidence);
    assert_eq!(verdict.relation, relation, "{}", verdict.rule);
}

#[test]
fn nothing_shared_is_furniture_or_nothing() {
    check(two_outlets(shared([300, 300], 0, 0)), Relation::Unrelated);
    let furniture = Evidence { shares_furniture: true, ..two_outlets(shared([300, 300], 0, 0)) };
    check(furniture, Relation::Boilerplate);
}

#[test]
fn quoted_statements_alone_are_a_quotation() {
    check(two_outlets(shared([300, 300], 100, 10)), Relation::Quotation);
    check(two_outlets(shared([300, 300], 100, 60)), Relation::Reprint);
    check(two_outlets(shared([150, 300], 100, 10)), Relation::Reprint);
}

#[test]
fn short_texts_are_paired_only_when_near_full() {
    let short = |measures| Evidence { short: true, ..two_outlets(measures) };
    check(short(shared([36, 36], 20, 20)), Relation::Unrelated);
    check(short(shared([36, 36], 34, 34)), Relation::NearDuplicate);
}

#[test]
fn paragraphs_of_one_source_are_background_without_a_shared_story() {
    check(one_outlet(shared([300, 300], 80, 80)), Relation::Background);
    let lead =
        |words, n_shared| Evidence { shared_lead: true, ..one_outlet(shared(words, n_shared, n_shared)) };
    check(lead([300, 300], 100), Relation::Revision);
    check(lead([300, 300], 80), Relation::Background);
    check(lead([80, 600], 80), Relation::Revision);
    let mark = Evidence { update_mark: true, ..one_outlet(shared([300, 300], 80, 80)) };
    check(mark, Relation::Revision);
    check(two_outlets(shared([300, 300], 80, 80)), Relation::Reprint);
}

#[test]
fn the_lead_of_another_story_is_a_link_to_it_unless_it_is_credited() {
    let teaser = || Evidence { teaser_of: Some(Side::A), ..two_outlets(shared([200, 200], 40, 40)) };
    check(teaser(), Relation::Boilerplate);
    check(
        Evidence { credited_side: Some(Side::A), excerpt_host: Some(Side::B), ..teaser() },
        Relation::Excerpt,
    );
}

#[test]
fn the_same_frame_with_other_facts_is_a_template_and_a_correction_is_none() {
    let masked = |slots, slots_differing, numbers_differing| TemplateMeasures {
        masked_coverage_a: 0.95,
        masked_coverage_b: 0.95,
        slots,
        slots_differing,
        numbers_differing,
        frame_similarity: 0.98,
        facts_shared: 0.6,
    };
    let report =
        |template| Evidence { template: Some(template), ..two_outlets(shared([200, 200], 170, 170)) };
    check(report(masked(20, 9, 6)), Relation::Template);
    check(report(masked(20, 3, 2)), Relation::Reprint);
    check(report(masked(20, 9, 0)), Relation::Reprint);
    // Beside sentences of their own.
    let beside = |template: TemplateMeasures| {
        report(TemplateMeasures { masked_coverage_a: 0.70, masked_coverage_b: 0.80, ..template })
    };
    check(beside(masked(12, 11, 7)), Relation::Template);
    let scanned = |template| report(TemplateMeasures { frame_similarity: 0.88, ..template });
    check(report(masked(20, 8, 5)), Relation::Template);
    check(scanned(masked(20, 8, 5)), Relation::Reprint);
    check(scanned(masked(20, 14, 9)), Relation::Template);
    check(beside(masked(12, 8, 7)), Relation::Reprint);
    check(beside(masked(6, 6, 4)), Relation::Reprint);
}

#[test]
fn identical_words_of_one_source_or_address_are_a_duplicate() {
    check(one_outlet(shared([200, 200], 200, 200)), Relation::ExactDuplicate);
    let address = Evidence { same_url: true, ..two_outlets(shared([200, 200], 200, 200)) };
    check(address, Relation::ExactDuplicate);
    check(two_outlets(shared([200, 200], 200, 200)), Relation::Reprint);
}

#[test]
fn an_agencys_copy_is_shared_wire_from_a_coverage_on() {
    check(agency(false, two_outlets(shared([200, 200], 80, 80))), Relation::SharedWire);
    check(agency(false, two_outlets(shared([400, 400], 80, 80))), Relation::Reprint);
    // The agency's own page and one that credits it need no more proof.
    let own = |on_both| {
        let measures = shared([400, 400], 80, 80);
        Evidence { agency_original: Some(Side::A), ..agency(on_both, two_outlets(measures)) }
    };
    check(own(true), Relation::SharedWire);
    check(own(false), Relation::Reprint);
    // One credit on two pages of unknown outlets may stand for another part.
    let unknown = |on_both| agency(on_both, Evidence::of_measures(shared([200, 200], 80, 80)));
    check(unknown(true), Relation::SharedWire);
    check(unknown(false), Relation::SharedPassage);
}

#[test]
fn a_credit_to_an_outlet_comes_before_the_agencys() {
    let wire = || agency(true, two_outlets(shared([200, 200], 180, 180)));
    check(wire(), Relation::SharedWire);
    check(Evidence { credited_side: Some(Side::A), ..wire() }, Relation::Reprint);
    let to_the_agency = Evidence { credited_side: Some(Side::A), agency_original: Some(Side::A), ..wire() };
    check(to_the_agency, Relation::SharedWire);
}

#[test]
fn a_text_that_both_credit_to_a_third_is_no_taking_of_one_from_the_other() {
    let credited = |evidence: Evidence| Evidence { common_origin: true, any_credit: true, ..evidence };
    let verdict = relate(&credited(two_outlets(shared([200, 200], 180, 180))));
    assert_eq!(
        (verdict.relation, verdict.original, verdict.credited),
        (Relation::SharedWire, None, Some(true))
    );
    assert_eq!(verdict.evidence, ["outlet_credit"]);
    check(credited(two_outlets(shared([200, 200], 70, 70))), Relation::Reprint);
    let to_the_other =
        Evidence { credited_side: Some(Side::A), ..credited(two_outlets(shared([200, 200], 180, 180))) };
    check(to_the_other, Relation::Reprint);
}

#[test]
fn three_sources_without_a_credit_hold_third_party_copy() {
    let held = |n_sources_holding, any_credit| Evidence {
        n_sources_holding,
        any_credit,
        ..two_outlets(shared([200, 200], 180, 180))
    };
    check(held(3, false), Relation::SharedWire);
    check(held(2, false), Relation::Reprint);
    check(held(3, true), Relation::Reprint);
}

#[test]
fn a_block_in_a_text_mostly_its_own_is_an_excerpt() {
    let host = |words| Evidence {
        excerpt_host: Some(Side::A),
        credited_side: Some(Side::B),
        ..two_outlets(shared([words, 100], 90, 90))
    };
    check(host(300), Relation::Excerpt);
    check(host(120), Relation::Reprint);
}

#[test]
fn what_nothing_tells_is_a_near_duplicate_or_a_shared_passage() {
    check(Evidence::of_measures(shared([200, 200], 180, 180)), Relation::NearDuplicate);
    check(Evidence::of_measures(shared([200, 200], 80, 80)), Relation::SharedPassage);
    check(two_outlets(shared([200, 200], 40, 40)), Relation::SharedPassage);
    check(two_outlets(shared([300, 300], 22, 22)), Relation::Fragment);
    check(two_outlets(shared([300, 300], 12, 12)), Relation::Unrelated);
}

#[test]
fn direction_takes_the_strongest_evidence_and_says_nothing_without() {
    let reprint = || two_outlets(shared([200, 200], 180, 180));
    let verdict = relate(&reprint());
    assert_eq!((verdict.original, verdict.credited), (None, Some(false)));
    let dated = Evidence { earlier: Some(Side::B), ..reprint() };
    let verdict = relate(&dated);
    assert_eq!(
        (verdict.original, verdict.evidence, verdict.credited),
        (Some(Side::B), vec!["date"], Some(false))
    );
    let verdict = relate(&Evidence { credited_side: Some(Side::A), ..dated });
    assert_eq!(
        (verdict.original, verdict.evidence, verdict.credited),
        (Some(Side::A), vec!["credit"], Some(true))
    );
}
