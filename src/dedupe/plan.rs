//! A report and the user's rules to the documents that go: pure, in time linear in the report.
//!
//! A document goes only for one that stays and that the report lists as its partner in a verified pair of a relation that the
//! user asked for. What a chain of pairs ties, or a pair shares too little of, is left alone and counted.

use std::collections::BTreeMap;

use ahash::{HashMap, HashSet};

use super::policy::{Policy, choose};
use crate::report::schema::{ClusterEntry, DocumentEntry, PairEntry, Report};

/// What decides which documents go.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Rules by which one member of a cluster stays, asked in turn.
    pub keep: Vec<Policy>,
    /// Names of the relations to act on.
    pub relations: Vec<String>,
    /// Share of the words of a document that the one that stays must have; 0.95. What it lacks would be lost to the reader.
    pub coverage_min: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self { keep: vec![Policy::Report], relations: vec!["exact_duplicate".to_owned()], coverage_min: 0.95 }
    }
}

/// A document that goes, and the one that stays for it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Going<'r> {
    /// The one that goes.
    pub dropped: &'r DocumentEntry,
    /// The one that stays.
    pub kept: &'r DocumentEntry,
    /// How the two are related.
    pub relation: &'r str,
    /// Share of the words of the one that goes that stand in the other.
    pub coverage: f64,
    /// Name of the rule that chose the one that stays.
    pub rule: &'static str,
}

/// Why a member of a cluster is left alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Left {
    /// The report lists no verified pair of it with the one that stays.
    NoPair,
    /// That pair is of a relation that was not asked for.
    OtherRelation,
    /// The one that stays has too little of it.
    LowCoverage,
    /// It stays for others, in this cluster or another.
    Kept,
    /// The report does not list it among its documents, or not once.
    Unlisted,
}

impl Left {
    /// The reason as a phrase.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoPair => "no verified pair with the document kept",
            Self::OtherRelation => "another relation than those asked for",
            Self::LowCoverage => "too little of it is in the document kept",
            Self::Kept => "kept",
            Self::Unlisted => "not listed once among the report's documents",
        }
    }
}

/// What is to be done with the documents of a report.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan<'r> {
    /// Documents that go, by id.
    pub going: Vec<Going<'r>>,
    /// All other documents, in the order of the report.
    pub staying: Vec<&'r DocumentEntry>,
    /// How many members of clusters are left alone, by reason.
    pub left: BTreeMap<Left, usize>,
    /// Number of inputs that the scan skipped: they are in neither list.
    pub n_skipped: usize,
}

/// The plan for a report. A document that stays for any other never goes, whatever else the report says of it.
#[must_use]
pub fn plan<'r>(report: &'r Report, rules: &Rules) -> Plan<'r> {
    let documents = documents_once(report);
    let pairs = Pairs::new(report);
    let mut chosen: Vec<(&ClusterEntry, &DocumentEntry, &'static str)> = Vec::new();
    for cluster in &report.clusters {
        let members: Vec<&DocumentEntry> =
            cluster.documents.iter().filter_map(|id| documents.get(id.as_str()).copied()).collect();
        if let Some((kept, rule)) = choose(&rules.keep, &members, cluster) {
            chosen.push((cluster, kept, rule));
        }
    }
    let kept_ids: HashSet<&str> = chosen.iter().map(|(_, kept, _)| kept.id.as_str()).collect();
    let mut plan = Plan::default();
    let mut gone: HashSet<&str> = HashSet::default();
    for (cluster, kept, rule) in chosen {
        for id in &cluster.documents {
            let verdict = match documents.get(id.as_str()) {
                None => Err(Left::Unlisted),
                Some(_) if kept_ids.contains(id.as_str()) => Err(Left::Kept),
                Some(dropped) => pairs.judge(dropped, kept, rules).map(|(relation, coverage)| Going {
                    dropped,
                    kept,
                    relation,
                    coverage,
                    rule,
                }),
            };
            match verdict {
                Ok(going) if gone.insert(id) => plan.going.push(going),
                Ok(_) => {}
                Err(reason) => *plan.left.entry(reason).or_default() += 1,
            }
        }
    }
    plan.going.sort_by(|a, b| a.dropped.id.cmp(&b.dropped.id));
    plan.n_skipped = report.skipped.len();
    plan.staying = report.documents.iter().filter(|document| !gone.contains(document.id.as_str())).collect();
    plan
}

/// Documents by id; an id that stands for several stands for none.
fn documents_once(report: &Report) -> HashMap<&str, &DocumentEntry> {
    let mut documents: HashMap<&str, &DocumentEntry> = HashMap::default();
    let mut repeated: Vec<&str> = Vec::new();
    for document in &report.documents {
        if documents.insert(&document.id, document).is_some() {
            repeated.push(&document.id);
        }
    }
    for id in repeated {
        documents.remove(id);
    }
    documents
}

/// The related pairs of a report by the ids of both.
struct Pairs<'r> {
    by_ids: HashMap<(&'r str, &'r str), &'r PairEntry>,
}

impl<'r> Pairs<'r> {
    fn new(report: &'r Report) -> Self {
        Self { by_ids: report.pairs.iter().map(|pair| ((&*pair.a, &*pair.b), pair)).collect() }
    }

    /// The relation of the two and the share of the first that the second has, if they allow the first to go.
    fn judge(
        &self,
        dropped: &'r DocumentEntry,
        kept: &'r DocumentEntry,
        rules: &Rules,
    ) -> Result<(&'r str, f64), Left> {
        let get =
            |a: &'r DocumentEntry, b: &'r DocumentEntry| self.by_ids.get(&(a.id.as_str(), b.id.as_str()));
        let (pair, coverage) = match (get(dropped, kept), get(kept, dropped)) {
            (Some(pair), _) => (pair, pair.coverage_a),
            (None, Some(pair)) => (pair, pair.coverage_b),
            (None, None) => return Err(Left::NoPair),
        };
        if !rules.relations.contains(&pair.relation) {
            return Err(Left::OtherRelation);
        }
        let coverage =
            coverage.filter(|coverage| *coverage >= rules.coverage_min).ok_or(Left::LowCoverage)?;
        Ok((&pair.relation, coverage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{cluster, document, empty, pair};

    /// A cluster of `a` to `d` of which `a` stays: `b` is its exact duplicate, `c` a reprint that it has little of, and `d` is
    /// tied to `b` alone.
    fn report() -> Report {
        let mut report = empty();
        report.documents = ["a", "b", "c", "d", "e"]
            .map(|id| document(id, None, None, (id != "e").then_some("c1")))
            .to_vec();
        report.clusters = vec![cluster("c1", &["a", "b", "c", "d"])];
        report.pairs = vec![
            pair("a", "b", "exact_duplicate", 80),
            pair("a", "c", "reprint", 80),
            pair("b", "d", "exact_duplicate", 80),
        ];
        report.pairs[0].coverage_b = Some(1.0);
        report
    }

    #[track_caller]
    fn check(report: &Report, rules: &Rules, going: &[&str], left: &[(Left, usize)]) {
        let plan = plan(report, rules);
        let ids: Vec<&str> = plan.going.iter().map(|going| going.dropped.id.as_str()).collect();
        assert_eq!(ids, going);
        assert_eq!(plan.left.clone().into_iter().collect::<Vec<_>>(), left);
        assert_eq!(plan.going.len() + plan.staying.len(), report.documents.len());
    }

    #[test]
    fn only_a_direct_pair_of_a_relation_asked_for_lets_a_document_go() {
        let left = [(Left::NoPair, 1), (Left::OtherRelation, 1), (Left::Kept, 1)];
        check(&report(), &Rules::default(), &["b"], &left);
    }

    #[test]
    fn what_the_kept_one_lacks_too_much_of_stays() {
        let relations = vec!["exact_duplicate".to_owned(), "reprint".to_owned()];
        let rules = Rules { relations, ..Rules::default() };
        check(&report(), &rules, &["b"], &[(Left::NoPair, 1), (Left::LowCoverage, 1), (Left::Kept, 1)]);
        let rules = Rules { coverage_min: 0.6, ..rules };
        check(&report(), &rules, &["b", "c"], &[(Left::NoPair, 1), (Left::Kept, 1)]);
    }

    #[test]
    fn the_coverage_is_that_of_the_one_that_goes() {
        let keep = vec![Policy::Path(globset::Glob::new("b").unwrap().compile_matcher())];
        let rules = Rules { keep, ..Rules::default() };
        let report = report();
        assert_eq!(plan(&report, &rules).going[0].coverage, 0.97, "of `a` in `b`");
    }

    #[test]
    fn a_document_that_stays_for_another_never_goes() {
        let mut report = report();
        report.clusters.push(cluster("c2", &["d", "b"]));
        let left = [(Left::OtherRelation, 1), (Left::Kept, 3)];
        check(&report, &Rules::default(), &["b"], &left);
        report.clusters[1] = cluster("c2", &["b", "d"]);
        report.pairs[2].coverage_b = Some(1.0);
        check(
            &report,
            &Rules::default(),
            &["d"],
            &[(Left::NoPair, 1), (Left::OtherRelation, 1), (Left::Kept, 3)],
        );
    }

    #[test]
    fn an_id_that_stands_for_several_is_left_alone() {
        let mut report = report();
        report.documents.push(document("b", None, None, None));
        let left = [(Left::NoPair, 1), (Left::OtherRelation, 1), (Left::Kept, 1), (Left::Unlisted, 1)];
        check(&report, &Rules::default(), &[], &left);
    }
}
