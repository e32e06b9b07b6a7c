//! A report under stricter rules, without a new scan.
//!
//! Takes a report and [`Filters`], gives the report of the pairs that hold. Relations and originals of pairs stay: the scan
//! decided them with everything it saw. Clusters are made anew as stars of the joining pairs that are left and listed, and
//! described as those of a scan ([`crate::settle`]). The result depends on the pairs left alone, so that filters may be given
//! at once or one after another, in any order. O(n log n) in pairs.
//!
//! A cluster of which the scan left pairs unlisted lists those with its centre: it keeps that centre, and a member stays as
//! long as its pair with the centre does.

use std::collections::BTreeSet;

use ahash::{HashMap, HashSet};
use serde_json::Value;

use super::Filters;
use super::copied::copied_words;
use super::filter::published;
use crate::cluster::{Link, Star};
use crate::config::{Profile, add_fingerprint};
use crate::date::DocDate;
use crate::document::DocIdx;
use crate::error::Result;
use crate::facts::version_rank;
use crate::ids::Ids;
use crate::relation::{Relation, Side};
use crate::report::assemble::{Omitted, by_relation, cluster_entry};
use crate::report::schema::{ClusterEntry, DocumentEntry, PairEntry, Report, rounded};
use crate::settle::{Cluster, Standing, Tie, describe, group};

/// The report of the pairs that hold. Without filters it is the report given; a filter that leaves nothing out changes the parameters
/// alone.
///
/// # Errors
/// A filter out of range, of a name that the report does not have, or looser than what the report was made with.
pub fn refilter(mut report: Report, filters: Filters) -> Result<Report> {
    if filters.is_empty() {
        return Ok(report);
    }
    filters.validate(&report)?;
    let filters = filters.after(&report.parameters)?;
    let n_before = report.pairs.len() + report.overlaps.len();
    let gone = split(&mut report, &filters);
    if let Some(parameters) = report.parameters.as_object_mut() {
        let filters = serde_json::to_value(&filters).expect("filters are plain values");
        parameters.insert("refiltered".to_owned(), filters);
        add_fingerprint(&mut report.parameters);
    }
    if report.pairs.len() + report.overlaps.len() < n_before {
        report.clusters = clusters(&report, &gone);
        tell_documents(&mut report, &gone);
        count(&mut report);
    }
    Ok(report)
}

/// Leaves the pairs and overlaps that hold in the report; returns the related pairs that do not.
fn split(report: &mut Report, filters: &Filters) -> Vec<PairEntry> {
    let documents: HashMap<&str, &DocumentEntry> =
        report.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let unknown = DocumentEntry::default();
    let document = |id: &str| documents.get(id).copied().unwrap_or(&unknown);
    let holds = |pair: &PairEntry| filters.hold(pair, document(&pair.a), document(&pair.b));
    report.overlaps.retain(holds);
    let (left, gone) = std::mem::take(&mut report.pairs).into_iter().partition(holds);
    report.pairs = left;
    gone
}

fn joins(pair: &PairEntry) -> bool {
    Relation::named(&pair.relation).is_some_and(Relation::joins)
}

/// The ids of a report, in order.
fn ids(report: &Report) -> Ids {
    let of_pairs = report.pairs.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]);
    let of_clusters = report.clusters.iter().flat_map(|cluster| &cluster.documents).map(String::as_str);
    let of_documents = report.documents.iter().map(|document| document.id.as_str());
    let mut sorted: Vec<&str> = of_documents.chain(of_pairs).chain(of_clusters).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut ids = Ids::default();
    sorted.into_iter().for_each(|id| ids.push(id));
    ids
}

/// The clusters of the pairs that are left.
fn clusters(report: &Report, gone: &[PairEntry]) -> Vec<ClusterEntry> {
    let ids = ids(report);
    let number = |id: &str| ids.find(id).map(DocIdx);
    let documents: HashMap<&str, &DocumentEntry> =
        report.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let joining = report.pairs.iter().filter(|pair| joins(pair) && pair.a < pair.b);
    let joined = joining.filter_map(|pair| {
        let tie = tie(pair, number, &documents)?;
        Some((link(pair, &tie), tie))
    });
    let (links, ties): (Vec<Link>, Vec<Tie<'_>>) = joined.unzip();
    let stars = stars(report, &links, number);
    let unknown = DocumentEntry::default();
    let document = |doc: DocIdx| documents.get(ids.get(doc.0)).copied().unwrap_or(&unknown);
    let made = describe(stars, &ties, |doc| standing(document(doc)));
    let before = Before::of(&report.clusters, gone);
    let entry = |(number, cluster): (usize, &Cluster)| {
        before.or_anew(cluster_entry(number, cluster, &Omitted::default(), |doc| ids.get(doc.0).to_owned()))
    };
    made.iter().enumerate().map(entry).collect()
}

/// The groups that joining pairs make: first those whose centre the scan fixed by leaving other pairs out, then the rest.
fn stars(report: &Report, links: &[Link], number: impl Fn(&str) -> Option<DocIdx>) -> Vec<Star> {
    let mut with: HashMap<DocIdx, Vec<DocIdx>> = HashMap::default();
    for link in links {
        with.entry(link.a).or_default().push(link.b);
        with.entry(link.b).or_default().push(link.a);
    }
    let mut placed: HashSet<DocIdx> = HashSet::default();
    let mut stars: Vec<Star> = Vec::new();
    for cluster in report.clusters.iter().filter(|cluster| cluster.pairs_omitted > 0) {
        let Some(centre) = number(&cluster.centre).filter(|centre| !placed.contains(centre)) else {
            continue;
        };
        let tied: HashSet<DocIdx> = with.get(&centre).into_iter().flatten().copied().collect();
        let members = cluster.documents.iter().filter_map(|id| number(id));
        let members = members.filter(|doc| tied.contains(doc) && !placed.contains(doc));
        let members: BTreeSet<DocIdx> = members.chain([centre]).collect();
        if members.len() > 1 {
            placed.extend(&members);
            stars.push(Star { centre, members: members.into_iter().collect() });
        }
    }
    let is_free = |link: &&Link| !placed.contains(&link.a) && !placed.contains(&link.b);
    let free: Vec<Link> = links.iter().filter(is_free).copied().collect();
    let is_scanned = report.parameters.get("profile").and_then(Value::as_str) == Some("ocr");
    stars.extend(group(&free, if is_scanned { Profile::Ocr } else { Profile::Web }));
    stars.sort_unstable_by_key(|star| star.members[0]);
    stars
}

fn link(pair: &PairEntry, tie: &Tie<'_>) -> Link {
    Link { a: tie.a, b: tie.b, shared_words: pair.shared_words.unwrap_or(0), coverage: tie.coverage }
}

fn tie<'r>(
    pair: &'r PairEntry,
    number: impl Fn(&str) -> Option<DocIdx>,
    documents: &HashMap<&str, &'r DocumentEntry>,
) -> Option<Tie<'r>> {
    let document = |id: &String| documents.get(id.as_str()).copied();
    Some(Tie {
        a: number(&pair.a)?,
        b: number(&pair.b)?,
        relation: Relation::named(&pair.relation)?,
        original: pair.original.as_ref().and_then(|original| number(original)),
        evidence: pair.evidence.iter().map(String::as_str).collect(),
        agency: document(&pair.a).zip(document(&pair.b)).and_then(|(a, b)| agency(a, b)),
        coverage: pair.coverage_a.unwrap_or(0.0).max(pair.coverage_b.unwrap_or(0.0)),
    })
}

/// The agency that both documents name, else the first that one of them credits.
fn agency<'r>(a: &'r DocumentEntry, b: &'r DocumentEntry) -> Option<&'r str> {
    let named = |document: &'r DocumentEntry| {
        document
            .attributions
            .iter()
            .filter_map(|credit| Some((credit.kind.as_str(), credit.agency.as_deref()?)))
    };
    // What is said inside a text is credited to an agency only where the other text credits it, too.
    let credited = |document| {
        named(document)
            .filter(|(kind, _)| !matches!(*kind, "in_text" | "excerpt_frame"))
            .map(|(_, agency)| agency)
    };
    let by_both = |one, other| {
        let names: BTreeSet<&str> = named(other).map(|(_, agency)| agency).collect();
        credited(one).find(|agency| names.contains(agency))
    };
    by_both(a, b).or_else(|| by_both(b, a)).or_else(|| credited(a).chain(credited(b)).next())
}

fn standing(document: &DocumentEntry) -> Standing {
    let marks = document.attributions.iter().filter(|credit| credit.kind == "version_mark");
    let modified = document.modified.as_deref().and_then(DocDate::parse_machine);
    Standing {
        version_rank: marks.map(|mark| version_rank(&mark.phrase)).max().unwrap_or(0),
        latest_date: modified
            .or_else(|| published(document))
            .map(|date| date.to_string())
            .unwrap_or_default(),
        is_dated: published(document).is_some(),
        n_words: document.words,
        is_withdrawn: document.is_withdrawn(),
    }
}

/// The clusters as they were before.
struct Before<'r> {
    by_centre: HashMap<&'r str, &'r ClusterEntry>,
    /// Centres of those that lost a joining pair.
    touched: HashSet<&'r str>,
}

impl<'r> Before<'r> {
    fn of(clusters: &'r [ClusterEntry], gone: &[PairEntry]) -> Self {
        let mut centre_of: HashMap<&str, &str> = HashMap::default();
        for cluster in clusters {
            centre_of.extend(cluster.documents.iter().map(|id| (id.as_str(), cluster.centre.as_str())));
        }
        let joined = gone.iter().filter(|pair| joins(pair));
        let homes = joined.map(|pair| (centre_of.get(pair.a.as_str()), centre_of.get(pair.b.as_str())));
        Self {
            by_centre: clusters.iter().map(|cluster| (cluster.centre.as_str(), cluster)).collect(),
            touched: homes.filter(|(a, b)| a == b).filter_map(|(a, _)| a.copied()).collect(),
        }
    }

    /// The entry of a cluster made anew. Of one that is as it was, with all of its pairs, the scan knew more than a report has:
    /// what it told stays.
    fn or_anew(&self, entry: ClusterEntry) -> ClusterEntry {
        let Some(before) = self.by_centre.get(entry.centre.as_str()) else { return entry };
        if before.documents == entry.documents && !self.touched.contains(entry.centre.as_str()) {
            return ClusterEntry { id: entry.id, ..(*before).clone() };
        }
        ClusterEntry { pairs_omitted: before.pairs_omitted, ..entry }
    }
}

/// Tells each document its cluster, and those that lost a pair what of them is found elsewhere now.
fn tell_documents(report: &mut Report, gone: &[PairEntry]) {
    let mut cluster_of: HashMap<&str, &str> = HashMap::default();
    for cluster in &report.clusters {
        cluster_of.extend(cluster.documents.iter().map(|id| (id.as_str(), cluster.id.as_str())));
    }
    let mut pairs_left: HashMap<&str, Vec<(&PairEntry, Side)>> = HashMap::default();
    gone.iter().flat_map(|pair| [&pair.a, &pair.b]).for_each(|id| drop(pairs_left.insert(id, Vec::new())));
    for pair in &report.pairs {
        for (id, side) in [(&pair.a, Side::A), (&pair.b, Side::B)] {
            if let Some(pairs) = pairs_left.get_mut(id.as_str()) {
                pairs.push((pair, side));
            }
        }
    }
    for document in &mut report.documents {
        document.cluster = cluster_of.get(document.id.as_str()).map(|id| (*id).to_owned());
        if let Some(pairs) = pairs_left.get(document.id.as_str()) {
            let before = document.words.saturating_sub(document.unique_words);
            let copied = copied_words(pairs.iter().copied(), document.words).min(before);
            document.unique_words = document.words - copied;
            document.copied_share =
                if copied == 0 { 0.0 } else { rounded(copied as f64 / document.words as f64) };
        }
    }
}

/// Counts what is listed. What the scan left unlisted, and what it told of its own work, stays.
fn count(report: &mut Report) {
    let summary = &mut report.summary;
    summary.clusters = report.clusters.len();
    summary.pairs = report.pairs.len();
    let relations =
        report.pairs.iter().chain(&report.overlaps).filter_map(|pair| Relation::named(&pair.relation));
    summary.pairs_by_relation = by_relation(relations);
    let in_clusters: usize = report.clusters.iter().map(|cluster| cluster.documents.len() - 1).sum();
    summary.independent_documents = report.documents.len().saturating_sub(in_clusters);
}

#[cfg(test)]
mod tests;
