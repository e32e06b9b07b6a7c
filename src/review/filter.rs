//! Filters of a report's pairs, and how one set of them follows another.
//!
//! A pair holds if every filter given holds of it. What a filter asks for and the report leaves open (`null`) does not hold, with
//! one exception: documents without a date are near all others in time, as in a scan. Filters of what is shared, of dates and of
//! languages ask it of both documents; those of outlets and agencies ask it of one, since copies between an outlet and others
//! are what they look for.

use std::collections::BTreeSet;
use std::fmt::Display;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::date::DocDate;
use crate::error::{Error, Result};
use crate::outlet::OutletKey;
use crate::relation::{Extent, Relation};
use crate::report::schema::{DocumentEntry, PairEntry, Report};

/// What pairs must fulfil to stay. The names of its fields are those in the report under `parameters.refiltered`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filters {
    /// Least share of the larger of the two coverages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_coverage: Option<f64>,
    /// Least number of equal words in passages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_shared_words: Option<usize>,
    /// Least Jaccard similarity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_jaccard: Option<f64>,
    /// Least number of equal words of the longest passage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_longest_passage_words: Option<usize>,
    /// Relations; empty: any.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub relations: BTreeSet<String>,
    /// Extents; empty: any.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub extents: BTreeSet<String>,
    /// Outlets of which one document is; empty: any.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub sources: BTreeSet<String>,
    /// Whether pairs of one source are left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub across_sources: bool,
    /// First day on which both documents were published.
    #[serde(skip_serializing_if = "Option::is_none", with = "day")]
    pub from: Option<Date>,
    /// Last day on which both documents were published.
    #[serde(skip_serializing_if = "Option::is_none", with = "day")]
    pub to: Option<Date>,
    /// Days that two dated documents are apart at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
    /// Languages of both documents, as the report names them; empty: any.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub languages: BTreeSet<String>,
    /// Agencies of which one document is or which it credits; empty: any.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub agencies: BTreeSet<String>,
    /// Whether the copy credits its origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credited: Option<bool>,
}

impl Filters {
    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks each value, and that the outlets, languages and agencies occur in `report`: one that does not is a slip of the pen
    /// more often than a question.
    ///
    /// # Errors
    /// A usage error that names the flag, the value and what is allowed.
    pub fn validate(&self, report: &Report) -> Result<()> {
        let share = |flag: &str, share: Option<f64>| match share {
            Some(share) if !(share > 0.0 && share <= 1.0) => {
                Err(Error::usage(format!("{flag}: {share} is outside 0 (exclusive) to 1")))
            }
            _ => Ok(()),
        };
        share("--min-coverage", self.min_coverage)?;
        share("--min-jaccard", self.min_jaccard)?;
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            return Err(Error::usage(format!("--from {from} is after --to {to}")));
        }
        let listed = Relation::ALL.into_iter().filter(|relation| relation.is_listed());
        known("--relation", &self.relations, &listed.map(Relation::as_str).collect::<Vec<_>>())?;
        known("--extent", &self.extents, &Extent::ALL.map(Extent::as_str))?;
        let any = |holds: &dyn Fn(&DocumentEntry) -> bool| report.documents.iter().any(holds);
        for source in &self.sources {
            if !any(&|document| is_of(document, source)) {
                return Err(absent("--source", source, "is of this source", ".source"));
            }
        }
        for language in &self.languages {
            if !any(&|document| document.language.as_ref() == Some(language)) {
                return Err(absent("--language", language, "is in this language", ".language"));
            }
        }
        for agency in &self.agencies {
            if !any(&|document| carries(document, agency)) {
                return Err(absent(
                    "--agency",
                    agency,
                    "is of this agency or credits it",
                    ".attributions[].agency",
                ));
            }
        }
        Ok(())
    }

    /// Whether the pair of `a` and `b` holds.
    #[must_use]
    pub fn hold(&self, pair: &PairEntry, a: &DocumentEntry, b: &DocumentEntry) -> bool {
        let coverage = pair.coverage_a.zip(pair.coverage_b).map(|(a, b)| a.max(b));
        at_least(self.min_coverage, coverage)
            && at_least(self.min_shared_words, pair.shared_words)
            && at_least(self.min_jaccard, pair.jaccard)
            && at_least(self.min_longest_passage_words, pair.longest_passage_words)
            && one_of(&self.relations, |relation| pair.relation == *relation)
            && one_of(&self.extents, |extent| pair.extent == *extent)
            && one_of(&self.sources, |source| is_of(a, source) || is_of(b, source))
            && !(self.across_sources && same_source(a, b))
            && self.hold_dates(published(a), published(b))
            && [a, b].iter().all(|document| {
                one_of(&self.languages, |language| document.language.as_ref() == Some(language))
            })
            && one_of(&self.agencies, |agency| carries(a, agency) || carries(b, agency))
            && self.credited.is_none_or(|credited| pair.credited == Some(credited))
    }

    fn hold_dates(&self, a: Option<DocDate>, b: Option<DocDate>) -> bool {
        let is_inside = |date: Option<DocDate>| {
            self.from.is_none_or(|from| date.is_some_and(|date| date.day >= from))
                && self.to.is_none_or(|to| date.is_some_and(|date| date.day <= to))
        };
        let is_near = |days: u32| a.zip(b).is_none_or(|(a, b)| a.days_apart(&b) <= days);
        is_inside(a) && is_inside(b) && self.within_days.is_none_or(is_near)
    }

    /// The filters under which a report came about.
    ///
    /// # Errors
    /// If they are none that this version knows.
    pub fn of_report(parameters: &Value) -> Result<Self> {
        let Some(filters) = parameters.get("refiltered") else { return Ok(Self::default()) };
        Self::deserialize(filters).map_err(|error| {
            Error::usage(format!("parameters.refiltered of the report: {error}"))
                .with_hint("refilter the report that the scan wrote")
        })
    }

    /// These filters on a report that came about under these parameters: what holds under them and under earlier filters.
    ///
    /// # Errors
    /// Where one of these is looser than what the report was made with: what that left out is not in it.
    pub fn after(self, parameters: &Value) -> Result<Self> {
        let earlier = &Self::of_report(parameters)?;
        let of_scan = parameters.get("within_days").and_then(Value::as_u64);
        let of_scan = of_scan.and_then(|days| u32::try_from(days).ok());
        let nearest = earlier.within_days.or(of_scan);
        narrower("--within", self.within_days, nearest, |new, old| new <= old)?;
        Ok(Self {
            min_coverage: narrower("--min-coverage", self.min_coverage, earlier.min_coverage, |new, old| {
                new >= old
            })?,
            min_shared_words: narrower(
                "--min-shared-words",
                self.min_shared_words,
                earlier.min_shared_words,
                |new, old| new >= old,
            )?,
            min_jaccard: narrower("--min-jaccard", self.min_jaccard, earlier.min_jaccard, |new, old| {
                new >= old
            })?,
            min_longest_passage_words: narrower(
                "--min-longest-passage",
                self.min_longest_passage_words,
                earlier.min_longest_passage_words,
                |new, old| new >= old,
            )?,
            relations: subset("--relation", self.relations, &earlier.relations)?,
            extents: subset("--extent", self.extents, &earlier.extents)?,
            sources: subset("--source", self.sources, &earlier.sources)?,
            across_sources: self.across_sources || earlier.across_sources,
            from: narrower("--from", self.from, earlier.from, |new, old| new >= old)?,
            to: narrower("--to", self.to, earlier.to, |new, old| new <= old)?,
            within_days: self.within_days.or(earlier.within_days),
            languages: subset("--language", self.languages, &earlier.languages)?,
            agencies: subset("--agency", self.agencies, &earlier.agencies)?,
            credited: narrower("--credited", self.credited, earlier.credited, |new, old| new == old)?,
        })
    }
}

/// The new value, or the earlier one where there is no new one.
fn narrower<T: Display>(
    flag: &str,
    new: Option<T>,
    earlier: Option<T>,
    is_narrower: impl Fn(&T, &T) -> bool,
) -> Result<Option<T>> {
    match (new, earlier) {
        (Some(new), Some(earlier)) if !is_narrower(&new, &earlier) => Err(looser(flag, &new, &earlier)),
        (new, earlier) => Ok(new.or(earlier)),
    }
}

fn subset(flag: &str, new: BTreeSet<String>, earlier: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    if new.is_empty() {
        return Ok(earlier.clone());
    }
    match new.difference(earlier).next() {
        Some(other) if !earlier.is_empty() => {
            let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
            Err(looser(flag, other, &earlier.join(",")))
        }
        _ => Ok(new),
    }
}

fn looser(flag: &str, new: &impl Display, earlier: &impl Display) -> Error {
    let message = format!("{flag} {new}: the report was made with {earlier} and holds nothing beyond that");
    Error::usage(message)
        .with_hint("refilter the report that the scan wrote, or scan again with a looser setting")
}

fn known(flag: &str, given: &BTreeSet<String>, known: &[&str]) -> Result<()> {
    match given.iter().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => Err(Error::usage(format!("{flag}: `{unknown}` is none of {}", known.join(", ")))),
        None => Ok(()),
    }
}

fn absent(flag: &str, name: &str, what: &str, field: &str) -> Error {
    let advice =
        format!("names are those that stand in the report, see `jq '.documents[]{field}' report.json`");
    Error::usage(format!("{flag}: `{name}`: no document of the report {what}")).with_hint(advice)
}

fn at_least<T: PartialOrd>(least: Option<T>, measure: Option<T>) -> bool {
    least.is_none_or(|least| measure.is_some_and(|measure| measure >= least))
}

fn one_of(names: &BTreeSet<String>, holds: impl FnMut(&String) -> bool) -> bool {
    names.is_empty() || names.iter().any(holds)
}

fn key(name: Option<&str>) -> Option<OutletKey> {
    name.and_then(OutletKey::new)
}

fn is_of(document: &DocumentEntry, source: &str) -> bool {
    let of = document.source.as_deref();
    of == Some(source) || key(of).zip(key(Some(source))).is_some_and(|(of, source)| of.names(&source))
}

fn same_source(a: &DocumentEntry, b: &DocumentEntry) -> bool {
    b.source.as_deref().is_some_and(|source| is_of(a, source))
}

fn carries(document: &DocumentEntry, agency: &str) -> bool {
    let credits = document.attributions.iter().filter_map(|credit| credit.agency.as_deref());
    credits.into_iter().any(|credited| credited.eq_ignore_ascii_case(agency)) || is_of(document, agency)
}

/// When a document was published, as far as its entry tells.
pub(super) fn published(document: &DocumentEntry) -> Option<DocDate> {
    document.published.as_deref().and_then(DocDate::parse_machine)
}

/// Days as ISO 8601.
mod day {
    use jiff::civil::Date;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands over the field")]
    pub(super) fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.collect_str(day),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let day = Option::<String>::deserialize(deserializer)?;
        day.map(|day| day.parse().map_err(D::Error::custom)).transpose()
    }
}
