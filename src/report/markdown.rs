//! The summary as GitHub Flavored Markdown: totals, the largest clusters, pairs between clusters, what was skipped.
//!
//! For messages, wikis and pull requests. Lists are cut to what is read there and say how much is left. Text of articles and
//! names are shown and never obeyed: what Markdown or HTML would take for a mark is escaped.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::digest::{Lookup, by_frequency, in_words};
use super::schema::{ClusterEntry, DocumentEntry, PairEntry, Report};
use super::terminal::{grouped, one_line, percent, sanitise};

/// Clusters shown.
const CLUSTERS_SHOWN_MAX: usize = 50;
/// Members shown of each cluster.
const MEMBERS_SHOWN_MAX: usize = 20;
/// Pairs between clusters shown.
const PAIRS_SHOWN_MAX: usize = 50;

/// Writes the summary of a report.
///
/// # Errors
/// What `out` reports.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let lookup = Lookup::new(report);
    write_totals(report, out)?;
    write_clusters(report, &lookup, out)?;
    write_pairs(report, &lookup, out)?;
    write_skipped(report, out)
}

fn write_totals(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let summary = &report.summary;
    writeln!(out, "# Reprints, near-duplicates and shared wire copy\n\n| | |\n| --- | ---: |")?;
    let rows = [
        ("Documents", summary.documents),
        ("Skipped", summary.skipped),
        ("Clusters", summary.clusters),
        ("Related pairs", summary.pairs),
        ("Related pairs not listed", summary.pairs_omitted),
        ("Documents when each cluster counts once", summary.independent_documents),
    ];
    for (name, count) in rows {
        writeln!(out, "| {name} | {} |", grouped(count))?;
    }
    let relations = summary.by_relation();
    if relations.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| Relation | Pairs |\n| --- | ---: |")?;
    relations.into_iter().try_for_each(|(relation, n_pairs)| {
        writeln!(out, "| {} | {} |", escaped(&in_words(relation)), grouped(n_pairs))
    })
}

fn write_clusters(report: &Report, lookup: &Lookup<'_>, out: &mut impl Write) -> io::Result<()> {
    if report.clusters.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Clusters")?;
    let mut clusters: Vec<&ClusterEntry> = report.clusters.iter().collect();
    clusters.sort_by_key(|cluster| Reverse(cluster.documents.len()));
    for cluster in clusters.iter().take(CLUSTERS_SHOWN_MAX) {
        write_cluster(cluster, lookup, out)?;
    }
    write_more(clusters.len(), CLUSTERS_SHOWN_MAX, "clusters", out)
}

fn write_cluster(cluster: &ClusterEntry, lookup: &Lookup<'_>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n### {}: {}\n", escaped(&cluster.id), escaped(lookup.title(cluster)))?;
    if let Some(agency) = &cluster.agency {
        writeln!(out, "- Copy of {}", escaped(agency))?;
    }
    if let Some(original) = &cluster.original {
        let evidence: Vec<String> = cluster.original_evidence.iter().map(|name| in_words(name)).collect();
        writeln!(out, "- Original: {} (by {})", code(original), escaped(&evidence.join(", ")))?;
    }
    writeln!(out, "- Keep: {} ({})", code(&cluster.keep), escaped(&in_words(&cluster.keep_reason)))?;
    writeln!(
        out,
        "\n| Outlet | Published | Words | Copied | Credits | Id |\n| --- | --- | ---: | ---: | --- | --- |"
    )?;
    let ids = lookup.members(cluster);
    for id in ids.iter().take(MEMBERS_SHOWN_MAX) {
        writeln!(out, "{}", row(id, lookup.document(id)))?;
    }
    write_more(ids.len(), MEMBERS_SHOWN_MAX, "documents", out)
}

fn row(id: &str, document: Option<&DocumentEntry>) -> String {
    let known = |text: Option<&str>| text.map_or("—".to_owned(), escaped);
    let Some(document) = document else { return format!("| — | — | — | — | — | {} |", code(id)) };
    let mut credits: Vec<&str> = document
        .attributions
        .iter()
        .filter_map(|credit| credit.outlet.as_deref().or(credit.agency.as_deref()))
        .collect();
    credits.dedup();
    format!(
        "| {} | {} | {} | {} | {} | {} |",
        known(document.source.as_deref()),
        known(document.published.as_deref()),
        grouped(document.words),
        percent(document.copied_share),
        known((!credits.is_empty()).then(|| credits.join(", ")).as_deref()),
        code(id),
    )
}

/// Pairs whose documents are not in one cluster, those that share most words first.
fn write_pairs(report: &Report, lookup: &Lookup<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut pairs: Vec<&PairEntry> = report.pairs.iter().filter(|pair| !lookup.same_cluster(pair)).collect();
    if pairs.is_empty() {
        return Ok(());
    }
    pairs.sort_by_key(|pair| Reverse(pair.shared_words));
    writeln!(
        out,
        "\n## Between clusters\n\n| Relation | Shared words | Original or first | Other |\n| --- | ---: | --- | --- |"
    )?;
    for pair in pairs.iter().take(PAIRS_SHOWN_MAX) {
        let (first, other) = pair.original_first();
        let words = pair.shared_words.map_or("—".to_owned(), grouped);
        writeln!(
            out,
            "| {} | {words} | {} | {} |",
            escaped(&in_words(&pair.relation)),
            code(first),
            code(other)
        )?;
    }
    write_more(pairs.len(), PAIRS_SHOWN_MAX, "pairs", out)
}

fn write_skipped(report: &Report, out: &mut impl Write) -> io::Result<()> {
    if report.skipped.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Skipped\n\n| Reason | Inputs | Such as |\n| --- | ---: | --- |")?;
    for (reason, skipped) in by_frequency(&report.skipped, |skipped| &skipped.reason) {
        let count = grouped(skipped.len());
        writeln!(out, "| {} | {count} | {} |", escaped(&in_words(reason)), code(&skipped[0].path))?;
    }
    Ok(())
}

fn write_more(n: usize, shown_max: usize, what: &str, out: &mut impl Write) -> io::Result<()> {
    if n > shown_max { writeln!(out, "\n… and {} more {what}", grouped(n - shown_max)) } else { Ok(()) }
}

/// Text on one line with what Markdown would take for a mark behind a backslash (CommonMark 0.31, section 2.4); a bare address,
/// which GitHub would make a link, is broken.
fn escaped(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len() + 8);
    for c in line.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '@' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped.replace("://", ":\\//").replace("www.", "www\\.")
}

/// An id as code; its backticks and bars end neither the code nor the cell.
fn code(id: &str) -> String {
    let line = sanitise(id).replace('|', "\\|");
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if longest == 0 { "" } else { " " };
    format!("{fence}{gap}{line}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{cluster, document, empty, pair};

    #[test]
    fn a_summary_names_clusters_pairs_and_skips() {
        let mut report = empty();
        report.documents = vec![
            document("a.txt", Some("Vale | Post"), Some("2024-03-05"), Some("c1")),
            document("b`|.txt", Some("<script>alert(1)</script>"), None, Some("c1")),
            document("d.txt", None, None, None),
        ];
        report.documents[0].title = Some("*Bold* [link](javascript:x)\n# no heading".to_owned());
        report.clusters = vec![cluster("c1", &["a.txt", "b`|.txt"])];
        report.pairs =
            vec![pair("a.txt", "b`|.txt", "reprint", 60), pair("a.txt", "d.txt", "shared_passage", 1234)];
        let mut out = Vec::new();
        write(&report, &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(written.contains("| Vale \\| Post | 2024-03-05 |"), "{written}");
        assert!(written.contains("### c1: \\*Bold\\* \\[link\\](javascript:x)"), "{written}");
        assert!(written.contains("\\<script\\>"), "{written}");
        assert!(written.match_indices('<').all(|(at, _)| written[..at].ends_with('\\')), "{written}");
        assert!(written.contains("| `` b`\\|.txt `` |"), "{written}");
        assert!(written.contains("| shared passage | 1,234 | `a.txt` | `d.txt` |"), "{written}");
        assert_eq!(written.lines().filter(|line| line.starts_with('#')).count(), 4, "{written}");
    }

    #[test]
    fn an_address_is_no_link() {
        assert_eq!(
            escaped("see https://x.example or www.x.example"),
            "see https:\\//x.example or www\\.x.example"
        );
    }
}
