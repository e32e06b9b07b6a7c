use super::*;
use crate::document::fixtures::article;

const PROSE: &str = "The harbour board met on Monday evening and voted by five to two to keep the old keeper's house as \
    it stands, after a surveyor had told it that moving the walls would cost more than all of them are worth today.";

fn check(lines: &[&str], expected: &[(AttributionKind, &str)]) {
    let original = article("The Tarn Gazette", &[PROSE]);
    let mut copy = article("Newsroom", lines);
    let agencies = Agencies::builtin();
    let words = PageWords::of_article(&copy);
    KnownNames::of(&[original, copy.clone()], &agencies).credit(&mut copy, &words);
    let found: Vec<_> = copy
        .attributions
        .iter()
        .map(|credit| (credit.kind, credit.outlet.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_line_at_the_edge_that_names_an_outlet_is_a_credit() {
    let credit = "Carried with the blessing of her editors at The Tarn Gazette.";
    check(&[PROSE, PROSE, credit], &[(AttributionKind::ReprintCredit, "The Tarn Gazette")]);
    check(&[credit, PROSE, PROSE], &[(AttributionKind::ReprintCredit, "The Tarn Gazette")]);
    check(
        &[PROSE, "From the Tarn Gazette, on bees:", PROSE],
        &[(AttributionKind::ExcerptFrame, "The Tarn Gazette")],
    );
}

#[test]
fn an_outlet_inside_the_story_or_the_own_one_is_none() {
    check(&[PROSE, "The Tarn Gazette moved out in 1990.", PROSE], &[]);
    check(&[PROSE, "Support the Newsroom today."], &[]);
    check(&[PROSE, "We saw a tarn gazette of little worth."], &[]);
}
