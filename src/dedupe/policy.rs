//! Which member of a cluster stays: rules asked in turn until one decides.

use globset::{Glob, GlobMatcher};

use crate::date::DocDate;
use crate::error::{Error, Result};
use crate::outlet::OutletKey;
use crate::report::schema::{ClusterEntry, DocumentEntry};

/// A rule that prefers some members of a cluster to the others.
#[derive(Clone, Debug)]
pub enum Policy {
    /// The one that the report's `keep` names.
    Report,
    /// The original that a credit names or that is an agency's own; one that mere dates tell does not count.
    Original,
    /// The first published, of those with a date.
    Earliest,
    /// The last changed, else published, of those with a date.
    Latest,
    /// The one of most words of main text.
    Longest,
    /// One of these outlets, the first of them that has a member; names are compared as the scan compares them.
    Source(Vec<String>),
    /// One whose id matches a glob; `*` matches `/`, too.
    Path(GlobMatcher),
}

/// Evidence that makes an original one to keep for its own sake.
const TELLING: [&str; 2] = ["credit", "agency_original"];

impl Policy {
    /// The rules of a list such as `source=Harbour Wire,Vale Post,latest,path=*.html`. A name behind `source=` is an outlet's
    /// up to the next name of a rule; commas inside braces belong to a glob.
    ///
    /// # Errors
    /// If a rule is unknown, or a glob cannot be parsed.
    pub fn parse_list(given: &str) -> Result<Vec<Self>> {
        let mut policies: Vec<Self> = Vec::new();
        for part in split_outside_braces(given) {
            let policy = match part.split_once('=') {
                None => match part {
                    "report" => Self::Report,
                    "original" => Self::Original,
                    "earliest" => Self::Earliest,
                    "latest" => Self::Latest,
                    "longest" => Self::Longest,
                    name => match policies.last_mut() {
                        Some(Self::Source(names)) if !name.trim().is_empty() => {
                            names.push(name.to_owned());
                            continue;
                        }
                        _ => return Err(unknown(part)),
                    },
                },
                Some(("source", name)) if !name.trim().is_empty() => Self::Source(vec![name.to_owned()]),
                Some(("path", glob)) if !glob.is_empty() => {
                    let glob = Glob::new(glob)
                        .map_err(|error| Error::usage(format!("--keep `{part}`: {}", error.kind())))?;
                    Self::Path(glob.compile_matcher())
                }
                Some(_) => return Err(unknown(part)),
            };
            policies.push(policy);
        }
        Ok(policies)
    }

    /// What the rule is called, for the reason of a decision.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Original => "original",
            Self::Earliest => "earliest",
            Self::Latest => "latest",
            Self::Longest => "longest",
            Self::Source(_) => "source",
            Self::Path(_) => "path",
        }
    }

    /// The members that it prefers; none where it has nothing to go by.
    fn preferred<'m>(&self, members: &[&'m DocumentEntry], cluster: &ClusterEntry) -> Vec<&'m DocumentEntry> {
        let those = |is_preferred: &dyn Fn(&DocumentEntry) -> bool| {
            members.iter().copied().filter(|member| is_preferred(member)).collect()
        };
        match self {
            Self::Report => those(&|member| member.id == cluster.keep),
            Self::Original => {
                let tells =
                    cluster.original_evidence.iter().any(|evidence| TELLING.contains(&evidence.as_str()));
                those(&|member| tells && cluster.original.as_ref() == Some(&member.id))
            }
            Self::Earliest => first_dated(members, |member| date(member.published.as_deref()), false),
            Self::Latest => {
                let last = |member: &DocumentEntry| {
                    date(member.modified.as_deref()).or_else(|| date(member.published.as_deref()))
                };
                first_dated(members, last, true)
            }
            Self::Longest => {
                let most = members.iter().map(|member| member.words).max();
                those(&|member| Some(member.words) == most)
            }
            Self::Source(names) => {
                let name = names.iter().find(|name| members.iter().any(|member| is_of(member, name)));
                those(&|member| name.is_some_and(|name| is_of(member, name)))
            }
            Self::Path(glob) => those(&|member| glob.is_match(&member.id)),
        }
    }
}

fn is_of(document: &DocumentEntry, outlet: &str) -> bool {
    let (source, key) = (document.source.as_deref(), OutletKey::new(outlet));
    source == Some(outlet.trim()) || (key.is_some() && source.and_then(OutletKey::new) == key)
}

/// Outlets and globs that rules prefer and that no document of a report has: slips of the pen, perhaps.
#[must_use]
pub fn unmatched(policies: &[Policy], documents: &[DocumentEntry]) -> Vec<String> {
    let lacks = |is_met: &dyn Fn(&DocumentEntry) -> bool| !documents.iter().any(is_met);
    let of = |policy: &Policy| match policy {
        Policy::Source(names) => {
            let missing = names.iter().filter(|name| lacks(&|document| is_of(document, name)));
            missing.map(|name| format!("source={}", name.trim())).collect()
        }
        Policy::Path(glob) if lacks(&|document| glob.is_match(&document.id)) => {
            vec![format!("path={}", glob.glob())]
        }
        _ => Vec::new(),
    };
    policies.iter().flat_map(of).collect()
}

/// The member that stays, and the name of the rule that decided; `None` if there is no member. What is left undecided falls
/// to the first id, of those that their outlets did not take back if there are any.
pub(super) fn choose<'m>(
    policies: &[Policy],
    members: &[&'m DocumentEntry],
    cluster: &ClusterEntry,
) -> Option<(&'m DocumentEntry, &'static str)> {
    let mut left = members.to_vec();
    for policy in policies {
        let preferred = policy.preferred(&left, cluster);
        match preferred[..] {
            [] => {}
            [one] => return Some((one, policy.name())),
            _ => left = preferred,
        }
    }
    let first = left.into_iter().min_by(|a, b| (a.is_withdrawn(), &a.id).cmp(&(b.is_withdrawn(), &b.id)));
    first.map(|first| (first, "first id"))
}

fn date(text: Option<&str>) -> Option<DocDate> {
    DocDate::parse_machine(text?)
}

/// The members that no other is dated before, or after if the last are wanted.
fn first_dated<'m>(
    members: &[&'m DocumentEntry],
    date: impl Fn(&DocumentEntry) -> Option<DocDate>,
    wants_last: bool,
) -> Vec<&'m DocumentEntry> {
    let precedes = |a: &DocDate, b: &DocDate| if wants_last { b.is_before(a) } else { a.is_before(b) };
    let dated = members.iter().filter_map(|member| Some((*member, date(member)?)));
    let dated: Vec<(&DocumentEntry, DocDate)> = dated.collect();
    let first = dated.iter().map(|(_, date)| *date).reduce(|a, b| if precedes(&b, &a) { b } else { a });
    let is_first = |date: &DocDate| first.is_some_and(|first| !precedes(&first, date));
    dated.iter().filter(|(_, date)| is_first(date)).map(|(member, _)| *member).collect()
}

fn split_outside_braces(given: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in given.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&given[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&given[start..]);
    parts
}

fn unknown(part: &str) -> Error {
    Error::usage(format!("--keep `{part}`: no such policy"))
        .with_hint("use report, original, earliest, latest, longest, source=NAME,NAME or path=GLOB")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{cluster, document};

    /// Checks which of four documents stays, and by which rule.
    #[track_caller]
    fn check(policies: &str, expected: (&str, &str)) {
        let mut documents = [
            document("a.txt", Some("Vale Post"), Some("2026-03-03"), None),
            document("b.txt", Some("Harbour Wire"), Some("2026-03-01T09:00:00Z"), None),
            document("c.html", Some("Tarn Écho"), Some("2026-03-01T11:00:00+03:00"), None),
            document("d.html", None, None, None),
        ];
        documents[1].modified = Some("2026-03-04".to_owned());
        for (document, words) in documents.iter_mut().zip([90, 100, 100, 80]) {
            document.words = words;
        }
        let mut cluster = cluster("c1", &["a.txt", "b.txt", "c.html", "d.html"]);
        cluster.keep = "d.html".to_owned();
        cluster.original = Some("a.txt".to_owned());
        cluster.original_evidence = vec!["credit".to_owned(), "date".to_owned()];
        let members: Vec<&DocumentEntry> = documents.iter().collect();
        let policies = Policy::parse_list(policies).unwrap();
        let (kept, rule) = choose(&policies, &members, &cluster).unwrap();
        assert_eq!((kept.id.as_str(), rule), expected);
    }

    #[test]
    fn each_policy_prefers_its_own() {
        check("report", ("d.html", "report"));
        check("original", ("a.txt", "original"));
        check("earliest", ("c.html", "earliest"));
        check("latest", ("b.txt", "latest"));
        check("longest", ("b.txt", "first id"));
        check("source=tarn echo", ("c.html", "source"));
        check("path=*.html", ("c.html", "first id"));
    }

    #[test]
    fn policies_are_asked_in_turn_until_one_decides() {
        check("longest,path=c*", ("c.html", "path"));
        check("path=*.html,longest", ("c.html", "longest"));
        check("source=No Such Paper,Vale Post,Harbour Wire,latest", ("a.txt", "source"));
        check("source=No Such Paper,report", ("d.html", "report"));
        check("path={x,c}*,report", ("c.html", "path"));
    }

    #[test]
    fn an_original_that_only_dates_tell_decides_nothing() {
        let documents = [document("a", None, None, None), document("b", None, None, None)];
        let members: Vec<&DocumentEntry> = documents.iter().collect();
        let mut cluster = cluster("c1", &["a", "b"]);
        cluster.original = Some("b".to_owned());
        cluster.original_evidence = vec!["date".to_owned()];
        assert_eq!(choose(&[Policy::Original], &members, &cluster).unwrap().1, "first id");
        cluster.original_evidence = vec!["agency_original".to_owned()];
        assert_eq!(choose(&[Policy::Original], &members, &cluster).unwrap().0.id, "b");
    }

    #[test]
    fn unknown_policies_are_named() {
        for given in ["newest", "source=", "latest,", "path=[", "size=3"] {
            assert!(Policy::parse_list(given).is_err(), "{given}");
        }
    }
}
