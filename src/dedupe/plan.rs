//! A report and the user's rules to the documents that go: pure, in time linear in the report.
//!
//! A document goes only for one that stays and that the report lists as its partner in a verified pair of a relation that the
//! user asked for. What a chain of pairs ties, or a pair shares too little of, is left alone and counted.

use std::collections::BTreeMap;
use std::path::Path;

use ahash::{HashMap, HashSet};

use super::policy::{Policy, choose};
use crate::read::Globs;
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
    /// Globs that admit the ids of documents that may go; all where there are none.
    pub only: Option<Globs>,
}

impl Rules {
    /// Whether the globs leave out a document of that id.
    fn leave_out(&self, id: &str) -> bool {
        self.only.as_ref().is_some_and(|only| !only.match_path(Path::new(id)))
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            keep: vec![Policy::Report],
            relations: vec!["exact_duplicate".to_owned()],
            coverage_min: 0.95,
            only: None,
        }
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
    /// It is the one that stays, for others or by its rank.
    Kept,
    /// The user's globs leave it out.
    Excluded,
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
            Self::Excluded => "left out by --include or --exclude",
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
    let mut planning = Planning {
        documents: documents_once(report),
        pairs: Pairs::new(report),
        rules,
        kept: HashSet::default(),
        gone: HashSet::default(),
        plan: Plan::default(),
    };
    report.clusters.iter().for_each(|cluster| planning.add(cluster));
    let Planning { mut plan, gone, .. } = planning;
    plan.going.sort_by(|a, b| a.dropped.id.cmp(&b.dropped.id));
    plan.n_skipped = report.skipped.len();
    plan.staying = report.documents.iter().filter(|document| !gone.contains(document.id.as_str())).collect();
    plan
}

/// A plan in the making.
struct Planning<'r, 'a> {
    documents: HashMap<&'r str, &'r DocumentEntry>,
    pairs: Pairs<'r>,
    rules: &'a Rules,
    kept: HashSet<&'r str>,
    gone: HashSet<&'r str>,
    plan: Plan<'r>,
}

impl<'r> Planning<'r, '_> {
    /// Chooses who stays and lets go who may for it; then, of the members left, those for which others may go, until there are
    /// none: two copies of one version of a story are copies, whichever version is kept.
    fn add(&mut self, cluster: &'r ClusterEntry) {
        let mut reasons: HashMap<&str, Left> = HashMap::default();
        let mut members: Vec<&DocumentEntry> = Vec::new();
        for id in &cluster.documents {
            match self.documents.get(id.as_str()) {
                Some(document) if !self.gone.contains(id.as_str()) => members.push(document),
                Some(_) => {}
                None => *self.plan.left.entry(Left::Unlisted).or_default() += 1,
            }
        }
        // Of a large cluster only the pairs with the centre are listed: without it nobody could go for anybody.
        if cluster.pairs_omitted > 0 {
            self.kept.extend(self.documents.get_key_value(cluster.centre.as_str()).map(|(id, _)| *id));
        }
        let mut candidates = self.first_candidates(&members);
        while let Some((kept, rule)) = choose(&self.rules.keep, &candidates, cluster) {
            self.kept.insert(&kept.id);
            reasons.insert(&kept.id, Left::Kept);
            members.retain(|member| {
                if member.id == kept.id {
                    return false;
                }
                match self.judge(member, kept) {
                    Ok((relation, coverage)) => {
                        self.gone.insert(&member.id);
                        self.plan.going.push(Going { dropped: member, kept, relation, coverage, rule });
                        false
                    }
                    Err(reason) => {
                        let told = reasons.entry(&member.id).or_insert(reason);
                        if reason == Left::Excluded {
                            *told = reason;
                        }
                        true
                    }
                }
            });
            candidates = self.with_others_to_go(&members);
        }
        for (id, reason) in reasons {
            if !self.gone.contains(id) {
                *self.plan.left.entry(reason).or_default() += 1;
            }
        }
    }

    /// The members to choose from first: those that the globs keep anyway, if there are any, so that others may go for them.
    fn first_candidates(&self, members: &[&'r DocumentEntry]) -> Vec<&'r DocumentEntry> {
        let stays = |member: &&DocumentEntry| self.rules.leave_out(&member.id);
        let staying: Vec<&DocumentEntry> = members.iter().copied().filter(stays).collect();
        if staying.is_empty() { members.to_vec() } else { staying }
    }

    /// The members for which another one may go.
    fn with_others_to_go(&self, members: &[&'r DocumentEntry]) -> Vec<&'r DocumentEntry> {
        let by_id: HashMap<&str, &DocumentEntry> =
            members.iter().map(|member| (member.id.as_str(), *member)).collect();
        let goes_for = |kept: &'r DocumentEntry, id: &str| {
            by_id.get(id).is_some_and(|member| self.judge(member, kept).is_ok())
        };
        let has_others = |kept: &&'r DocumentEntry| self.pairs.partners(kept).any(|id| goes_for(kept, id));
        members.iter().copied().filter(|member| has_others(member)).collect()
    }

    fn judge(&self, dropped: &'r DocumentEntry, kept: &'r DocumentEntry) -> Result<(&'r str, f64), Left> {
        if self.kept.contains(dropped.id.as_str()) {
            return Err(Left::Kept);
        }
        let allowed = self.pairs.judge(dropped, kept, self.rules)?;
        if self.rules.leave_out(&dropped.id) { Err(Left::Excluded) } else { Ok(allowed) }
    }
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
    partners: HashMap<&'r str, Vec<&'r str>>,
}

impl<'r> Pairs<'r> {
    fn new(report: &'r Report) -> Self {
        let mut partners: HashMap<&str, Vec<&str>> = HashMap::default();
        for pair in &report.pairs {
            partners.entry(&pair.a).or_default().push(&pair.b);
            partners.entry(&pair.b).or_default().push(&pair.a);
        }
        Self { by_ids: report.pairs.iter().map(|pair| ((&*pair.a, &*pair.b), pair)).collect(), partners }
    }

    /// Ids of the documents that a document has a pair with.
    fn partners(&self, of: &DocumentEntry) -> impl Iterator<Item = &'r str> {
        self.partners.get(of.id.as_str()).into_iter().flatten().copied()
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
    use crate::read::ReadOptions;
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
        report.clusters.push(cluster("c2", &["b", "d"]));
        report.pairs[2].coverage_b = Some(1.0);
        let left = [(Left::NoPair, 1), (Left::OtherRelation, 1), (Left::Kept, 2)];
        check(&report, &Rules::default(), &["b"], &left);
        report.clusters.swap(0, 1);
        check(&report, &Rules::default(), &["d"], &[(Left::OtherRelation, 1), (Left::Kept, 3)]);
    }

    #[test]
    fn copies_of_one_another_go_whichever_document_is_kept() {
        let mut report = report();
        report.pairs[0].relation = "revision".to_owned();
        report.pairs[2].coverage_b = Some(1.0);
        let left = [(Left::OtherRelation, 1), (Left::Kept, 2)];
        check(&report, &Rules::default(), &["d"], &left);
        assert_eq!(plan(&report, &Rules::default()).going[0].kept.id, "b");
    }

    /// `d` is wholly in `b`, which is not wholly in `d`.
    #[test]
    fn who_goes_does_not_depend_on_names() {
        for names in [["b", "d"], ["d", "b"]] {
            let mut report = report();
            report.pairs[0].relation = "revision".to_owned();
            report.pairs[2].a = names[0].to_owned();
            report.pairs[2].b = names[1].to_owned();
            (report.pairs[2].coverage_a, report.pairs[2].coverage_b) = (Some(0.9), Some(1.0));
            check(&report, &Rules::default(), &[names[1]], &[(Left::OtherRelation, 1), (Left::Kept, 2)]);
        }
    }

    #[test]
    fn what_was_taken_back_goes_where_no_policy_decides() {
        let mut report = report();
        report.pairs[0].relation = "revision".to_owned();
        report.pairs[2].coverage_b = Some(1.0);
        report.documents[1].status = Some("canceled".to_owned());
        check(&report, &Rules::default(), &["b"], &[(Left::OtherRelation, 1), (Left::Kept, 2)]);
    }

    #[test]
    fn the_centre_of_a_large_cluster_stays_for_the_others() {
        let mut report = report();
        report.clusters[0].pairs_omitted = 1;
        let mut others = pair("a", "c", "exact_duplicate", 80);
        others.coverage_b = Some(1.0);
        report.pairs = vec![report.pairs[0].clone(), others];
        let keep = vec![Policy::Path(globset::Glob::new("b").unwrap().compile_matcher())];
        check(&report, &Rules { keep, ..Rules::default() }, &["c"], &[(Left::NoPair, 1), (Left::Kept, 2)]);
    }

    #[test]
    fn what_the_globs_leave_out_stays() {
        let only = |include: &[&str], exclude: &[&str]| {
            let owned = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect();
            let options =
                ReadOptions { include: owned(include), exclude: owned(exclude), ..ReadOptions::default() };
            Rules { only: Some(Globs::new(&options).unwrap()), ..Rules::default() }
        };
        check(
            &report(),
            &only(&["b"], &[]),
            &["b"],
            &[(Left::NoPair, 1), (Left::OtherRelation, 1), (Left::Kept, 1)],
        );
        // What stays in any case is kept, so that the other copy may go for it.
        let left = [(Left::NoPair, 1), (Left::LowCoverage, 1), (Left::Kept, 1)];
        check(&report(), &only(&[], &["b"]), &["a"], &left);
        let left = [(Left::NoPair, 1), (Left::OtherRelation, 1), (Left::Kept, 1), (Left::Excluded, 1)];
        check(&report(), &only(&[], &["a", "b"]), &[], &left);
    }

    #[test]
    fn an_id_that_stands_for_several_is_left_alone() {
        let mut report = report();
        report.documents.push(document("b", None, None, None));
        let left = [(Left::NoPair, 1), (Left::OtherRelation, 1), (Left::Kept, 1), (Left::Unlisted, 1)];
        check(&report, &Rules::default(), &[], &left);
    }
}
