//! The clusters of the readable summary: the largest first, one row a member.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::{write_heading, write_more};
use crate::outlet::OutletKey;
use crate::report::digest::{Lookup, in_words};
use crate::report::schema::{AttributionEntry, ClusterEntry, DocumentEntry, PairEntry, Report};
use crate::report::terminal::{
    Ink, Style, columns, counted, one_line, pad, percent, sanitise, truncate, truncate_start, wrap,
};

/// Clusters shown.
const CLUSTERS_SHOWN_MAX: usize = 20;
/// Members shown of each cluster.
const MEMBERS_SHOWN_MAX: usize = 12;

/// Relations in which a copy without a credit is worth telling; versions of one source credit nobody.
const CREDITS_EXPECTED: [&str; 4] = ["reprint", "shared_wire", "excerpt", "near_duplicate"];

pub(super) fn write(
    report: &Report,
    lookup: &Lookup<'_>,
    style: &Style,
    out: &mut impl Write,
) -> io::Result<()> {
    if report.clusters.is_empty() {
        return Ok(());
    }
    let mut clusters: Vec<&ClusterEntry> = report.clusters.iter().collect();
    clusters.sort_by_key(|cluster| Reverse(cluster.documents.len()));
    clusters.truncate(CLUSTERS_SHOWN_MAX);
    let rows: Vec<Vec<Row>> = clusters.iter().map(|cluster| rows(cluster, lookup)).collect();
    let widths = Widths::fitting(rows.iter().flatten(), style.width_columns);
    let n_left = report.clusters.len() - clusters.len();
    let heading = match n_left {
        0 => format!("Clusters: {}", report.clusters.len()),
        _ => format!("Clusters: the largest {} of {}", clusters.len(), report.clusters.len()),
    };
    write_heading(&heading, style, out)?;
    writeln!(out, "{}", style.paint(Ink::Dim, &widths.line(&LABELS)))?;
    for (cluster, rows) in clusters.iter().zip(&rows) {
        write_cluster(cluster, rows, &widths, lookup, style, out)?;
    }
    if rows.iter().flatten().any(|row| !row.of_centre) {
        writeln!(out, "\n{}", style.paint(Ink::Dim, "* to its strongest partner, not to the centre"))?;
    }
    write_more(n_left, "cluster", style, out)
}

fn write_cluster(
    cluster: &ClusterEntry,
    rows: &[Row],
    widths: &Widths,
    lookup: &Lookup<'_>,
    style: &Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let size = counted(cluster.documents.len(), "document");
    let head = format!("{}  ", sanitise(&cluster.id));
    let room = style.width_columns.saturating_sub(columns(&head) + 2 + columns(&size));
    let title = pad(&one_line(lookup.title(cluster)), room);
    writeln!(out, "\n{head}{}  {size}", style.paint(Ink::Bold, &title))?;
    write_indented(&facts(cluster).join("; "), style, out)?;
    for row in rows.iter().take(MEMBERS_SHOWN_MAX) {
        writeln!(out, "{}", row.paint(widths, style))?;
    }
    write_more(rows.len().saturating_sub(MEMBERS_SHOWN_MAX), "document", style, out)?;
    // Of two documents the rows have said it.
    if rows.len() > 2 {
        let weakest = &cluster.weakest_link;
        let (a, b) = (sanitise(&weakest.a), sanitise(&weakest.b));
        write_indented(&format!("weakest link: {a} – {b}, {}", percent(weakest.coverage)), style, out)?;
    }
    write_more(cluster.pairs_omitted, "pair", style, out)
}

fn write_indented(text: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    for line in wrap(text, style.width_columns - 2) {
        writeln!(out, "  {}", style.paint(Ink::Dim, &line))?;
    }
    Ok(())
}

/// What is known of the cluster as a whole: agency, original, what to keep.
fn facts(cluster: &ClusterEntry) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(agency) = &cluster.agency {
        facts.push(format!("copy of {}", one_line(agency)));
    }
    facts.push(match &cluster.original {
        Some(original) if cluster.original_evidence.is_empty() => format!("original {}", sanitise(original)),
        Some(original) => {
            let evidence: Vec<String> = cluster.original_evidence.iter().map(|name| in_words(name)).collect();
            format!("original {} (by {})", sanitise(original), evidence.join(", "))
        }
        None => "original unknown".to_owned(),
    });
    facts.push(format!("keep {} ({})", sanitise(&cluster.keep), in_words(&cluster.keep_reason)));
    facts
}

const LABELS: [&str; 6] = ["outlet", "date", "relation", "shared", "credit", "id"];

/// One member as it is shown; every cell is harmless text.
struct Row {
    cells: [String; 6],
    is_centre: bool,
    is_original: bool,
    /// Whether the relation is that to the centre.
    of_centre: bool,
}

impl Row {
    fn paint(&self, widths: &Widths, style: &Style) -> String {
        let line = widths.line(&self.cells.each_ref().map(String::as_str));
        let ink = if self.is_original {
            Ink::Green
        } else if self.cells[4] == NO_CREDIT {
            Ink::Yellow
        } else if self.is_centre {
            Ink::Bold
        } else {
            return line;
        };
        style.paint(ink, &line).into_owned()
    }
}

const NO_CREDIT: &str = "no credit found";
const UNKNOWN: &str = "—";

/// The members in order of date, the original first.
fn rows(cluster: &ClusterEntry, lookup: &Lookup<'_>) -> Vec<Row> {
    lookup.members(cluster).into_iter().map(|id| row(id, cluster, lookup)).collect()
}

fn row(id: &String, cluster: &ClusterEntry, lookup: &Lookup<'_>) -> Row {
    let document = lookup.document(id);
    let link = strongest_link(id, cluster, lookup);
    let (is_centre, is_original) = (*id == cluster.centre, cluster.original.as_ref() == Some(id));
    let of_centre = is_centre || link.is_none_or(|pair| pair.a == cluster.centre || pair.b == cluster.centre);
    let relation = match link {
        _ if is_centre => "centre".to_owned(),
        Some(pair) if of_centre => in_words(&pair.relation),
        Some(pair) => in_words(&pair.relation) + "*",
        None => UNKNOWN.to_owned(),
    };
    let coverage = link.filter(|_| !is_centre);
    let coverage = coverage.and_then(|pair| if pair.a == *id { pair.coverage_a } else { pair.coverage_b });
    let known = |text: Option<&str>| one_line(text.unwrap_or(UNKNOWN));
    let published = document.and_then(|document| document.published.as_deref());
    let day = published.map(|date| date.split('T').next().unwrap_or(date));
    let cells = [
        known(document.and_then(|document| document.source.as_deref())),
        known(day),
        relation,
        coverage.map_or(UNKNOWN.to_owned(), percent),
        document.map_or(UNKNOWN.to_owned(), |document| credit(document, link, is_original)),
        sanitise(id).into_owned(),
    ];
    Row { cells, is_centre, is_original, of_centre }
}

/// The listed pair of a member with the centre, else that with the most shared words inside the cluster.
fn strongest_link<'r>(id: &str, cluster: &ClusterEntry, lookup: &Lookup<'r>) -> Option<&'r PairEntry> {
    let inside = lookup.pairs(id).iter().copied().filter(|pair| lookup.same_cluster(pair));
    inside.max_by_key(|pair| {
        let with_centre = pair.a == cluster.centre || pair.b == cluster.centre;
        (with_centre && id != cluster.centre, pair.shared_words, Reverse((&pair.a, &pair.b)))
    })
}

/// Whom a document credits other than itself: a reprint credit before an agency before any other outlet named.
fn credit(document: &DocumentEntry, link: Option<&PairEntry>, is_original: bool) -> String {
    let own = document.source.as_deref().and_then(OutletKey::new);
    let is_own = |name: &str| {
        own.as_ref().is_some_and(|own| OutletKey::new(name).is_some_and(|name| own.names(&name)))
    };
    let rank = |attribution: &AttributionEntry| match attribution.kind.as_str() {
        "reprint_credit" | "translation_credit" | "excerpt_frame" => 0,
        _ if attribution.agency.is_some() => 1,
        _ => 2,
    };
    let named = document.attributions.iter().filter_map(|credit| {
        let name = credit
            .outlet
            .as_deref()
            .into_iter()
            .chain(credit.agency.as_deref())
            .find(|name| !is_own(name))?;
        Some((rank(credit), name))
    });
    let expected = link.is_some_and(|pair| CREDITS_EXPECTED.contains(&pair.relation.as_str()));
    match named.min_by_key(|(rank, _)| *rank) {
        Some((_, name)) => format!("credits {}", one_line(name)),
        None if expected && !is_original => NO_CREDIT.to_owned(),
        None => UNKNOWN.to_owned(),
    }
}

/// Columns of each cell, two spaces apart and two from the margin.
struct Widths([usize; 6]);

impl Widths {
    /// What the rows need, made smaller where the terminal is: first outlet, credit and id to what still tells them
    /// apart, then further.
    fn fitting<'r>(rows: impl Iterator<Item = &'r Row>, width_columns: usize) -> Self {
        let mut widths = LABELS.map(columns);
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = (*width).max(columns(cell));
            }
        }
        let taken = widths.iter().sum::<usize>() + 2 * widths.len();
        let mut excess = taken.saturating_sub(width_columns);
        const SMALLEST: [(usize, usize); 11] =
            [(0, 24), (4, 24), (0, 12), (4, 15), (5, 16), (0, 6), (5, 8), (4, 8), (2, 8), (1, 5), (4, 4)];
        for (idx, smallest) in SMALLEST {
            let given = excess.min(widths[idx].saturating_sub(smallest));
            widths[idx] -= given;
            excess -= given;
        }
        Self(widths)
    }

    fn line(&self, cells: &[&str; 6]) -> String {
        let mut line = String::new();
        for (idx, (cell, width)) in cells.iter().zip(self.0).enumerate() {
            let blank = width.saturating_sub(columns(cell));
            line.push_str("  ");
            match idx {
                // Numbers stand at the right of their column, ids lose their start and need no filling.
                3 => line.extend([" ".repeat(blank).as_str(), &truncate(cell, width)]),
                5 => line.push_str(&truncate_start(cell, width)),
                _ => line.push_str(&pad(cell, width)),
            }
        }
        line
    }
}
