//! Credit scores: whether a report finds the names that documents credit.
//!
//! A name is an agency, an outlet or an author of one document, in any of its spellings. Only documents that the gold knows are judged.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::gold::{Gold, GoldCredit};
use super::names::{Name, same_name};
use super::scores::{Agreement, Difference, share};
use crate::normalize::words;
use crate::report::schema::{AttributionEntry, Report};

/// How the report's attributions compare with the gold's credits.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct CreditScores {
    /// Names of the gold, each once a document and role, that the report has in any attribution of the document.
    pub names: Agreement,
    /// The same by role: `agency`, `outlet`, `author`; how many, and how many found.
    pub names_by_role: BTreeMap<String, [usize; 2]>,
    /// Credits of the gold for which the report has an attribution of equal kind with the same names and an overlapping
    /// phrase.
    pub exact: Agreement,
    /// Attributions with a name, in documents that the gold knows; bylines that name only an author are left out unless
    /// the gold has that author.
    pub attributions: usize,
    /// Of these, those that share a name with a credit of the gold.
    pub attributions_right: usize,
    /// `attributions_right / attributions`.
    pub precision: Option<f64>,
    /// The others.
    pub wrong: Vec<Difference>,
}

/// The words of a phrase.
fn phrase_words(phrase: &str) -> Vec<u64> {
    words(phrase).iter().map(|word| word.hash).collect()
}

fn names<'n>(
    agency: &'n Option<String>,
    outlet: &'n Option<String>,
    author: &'n Option<String>,
) -> Vec<Name<'n>> {
    let roles = [("agency", agency), ("outlet", outlet), ("author", author)];
    roles.into_iter().filter_map(|(role, name)| Some((role, name.as_deref()?))).collect()
}

fn names_of(attribution: &AttributionEntry) -> Vec<Name<'_>> {
    names(&attribution.agency, &attribution.outlet, &attribution.author)
}

/// Whether one of `names` is the same name as `name`.
fn holds(names: &[Name<'_>], name: Name<'_>) -> bool {
    names.iter().any(|other| same_name(name, *other))
}

pub(super) fn score(report: &Report, gold: &Gold) -> Option<CreditScores> {
    let gold_credits = gold.credits.as_deref()?;
    let mut credits: BTreeMap<&str, Vec<&GoldCredit>> = BTreeMap::new();
    for document in gold.documents.iter().flatten() {
        credits.entry(&document.id).or_default();
    }
    for credit in gold_credits {
        credits.entry(&credit.id).or_default().push(credit);
    }
    let attributions: HashMap<&str, &[AttributionEntry]> = report
        .documents
        .iter()
        .map(|document| (document.id.as_str(), document.attributions.as_slice()))
        .collect();
    let mut scores = CreditScores::default();
    for (id, credits) in credits {
        let attributions = attributions.get(id).copied().unwrap_or_default();
        count_names(id, &credits, attributions, &mut scores);
        count_exact(id, &credits, attributions, &mut scores);
        count_attributions(id, &credits, attributions, &mut scores);
    }
    scores.precision = share(scores.attributions_right as f64, scores.attributions as f64);
    Some(scores)
}

fn count_names(
    id: &str,
    credits: &[&GoldCredit],
    attributions: &[AttributionEntry],
    scores: &mut CreditScores,
) {
    let found: Vec<Name<'_>> = attributions.iter().flat_map(names_of).collect();
    let mut seen: Vec<Name<'_>> = Vec::new();
    for (role, name) in
        credits.iter().flat_map(|credit| names(&credit.agency, &credit.outlet, &credit.author))
    {
        if holds(&seen, (role, name)) {
            continue;
        }
        seen.push((role, name));
        let is_found = holds(&found, (role, name));
        let of_role: Vec<&str> =
            found.iter().filter(|(other, _)| *other == role).map(|(_, name)| *name).collect();
        let said = (!of_role.is_empty()).then(|| of_role.join(", "));
        scores.names.compare(&[id], &format!("{role} {name}"), said.as_deref(), is_found);
        let [n_gold, n_found] = scores.names_by_role.entry(role.to_owned()).or_default();
        *n_gold += 1;
        *n_found += usize::from(is_found);
    }
}

fn count_exact(
    id: &str,
    credits: &[&GoldCredit],
    attributions: &[AttributionEntry],
    scores: &mut CreditScores,
) {
    for credit in credits.iter().filter(|credit| credit.kind.is_some()) {
        let gold_names = names(&credit.agency, &credit.outlet, &credit.author);
        let gold_phrase = credit.phrase.as_deref().map(phrase_words);
        let equals = |attribution: &&AttributionEntry| {
            Some(&attribution.kind) == credit.kind.as_ref()
                && gold_names.iter().all(|name| holds(&names_of(attribution), *name))
                && gold_phrase
                    .as_ref()
                    .is_none_or(|phrase| overlap(phrase, &phrase_words(&attribution.phrase)))
        };
        let of_kind = attributions.iter().find(|other| Some(&other.kind) == credit.kind.as_ref());
        let gold = format!(
            "{} “{}”",
            credit.kind.as_deref().unwrap_or_default(),
            credit.phrase.as_deref().unwrap_or_default()
        );
        let said = of_kind.map(|other| format!("{} “{}”", other.kind, other.phrase));
        scores.exact.compare(&[id], &gold, said.as_deref(), attributions.iter().any(|a| equals(&a)));
    }
}

/// Whether one phrase holds the other, or ends with what the other starts with.
fn overlap(one: &[u64], other: &[u64]) -> bool {
    let holds =
        |long: &[u64], short: &[u64]| short.is_empty() || long.windows(short.len()).any(|part| part == short);
    let meets = |first: &[u64], second: &[u64]| {
        (1..=first.len().min(second.len())).any(|len| first[first.len() - len..] == second[..len])
    };
    holds(one, other) || holds(other, one) || meets(one, other) || meets(other, one)
}

fn count_attributions(
    id: &str,
    credits: &[&GoldCredit],
    attributions: &[AttributionEntry],
    scores: &mut CreditScores,
) {
    let gold_names: Vec<Name<'_>> =
        credits.iter().flat_map(|credit| names(&credit.agency, &credit.outlet, &credit.author)).collect();
    for attribution in attributions {
        let names = names_of(attribution);
        let is_right = names.iter().any(|name| holds(&gold_names, *name));
        let only_author = names.iter().all(|(role, _)| *role == "author");
        if names.is_empty() || (only_author && !is_right) {
            continue;
        }
        scores.attributions += 1;
        scores.attributions_right += usize::from(is_right);
        if !is_right {
            let said: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
            scores.wrong.push(Difference {
                ids: vec![id.to_owned()],
                gold: gold_names.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", "),
                report: Some(format!("{} {} “{}”", attribution.kind, said.join(", "), attribution.phrase)),
            });
        }
    }
}
