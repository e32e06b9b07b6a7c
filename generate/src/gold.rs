//! Writes what a report on a collection should say, in the form that `wireprint eval` reads.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::generator::{Generator, PlantedPair};
use crate::kind::Kind;

/// Writes `gold/pairs.tsv`, `gold/negatives.tsv`, `gold/clusters.json` and `planted.tsv` into a folder, which is made if
/// need be. A stress collection has clusters only.
///
/// # Errors
/// A file that cannot be written.
pub fn write_gold(generator: &Generator, folder: &Path) -> io::Result<()> {
    let gold = folder.join("gold");
    fs::create_dir_all(&gold)?;
    if !generator.is_stress() {
        write_pairs(generator, folder, &gold)?;
    }
    write_clusters(generator, &gold)
}

fn write_pairs(generator: &Generator, folder: &Path, gold: &Path) -> io::Result<()> {
    let mut pairs = create(&gold.join("pairs.tsv"))?;
    let mut negatives = create(&gold.join("negatives.tsv"))?;
    let mut planted = create(&folder.join("planted.tsv"))?;
    writeln!(pairs, "id_a\tid_b\trelation\textent\toriginal\tcredited\tnote")?;
    writeln!(negatives, "id_a\tid_b\tkind\tnote")?;
    for pair in generator.planted() {
        let PlantedPair { a, b, kind, label } = &pair;
        let name = kind.name();
        writeln!(planted, "{a}\t{b}\t{name}")?;
        match kind {
            Kind::SameTopic => writeln!(negatives, "{a}\t{b}\tsame_event\t{name}")?,
            Kind::SameHouse => writeln!(negatives, "{a}\t{b}\tboilerplate\t{name}")?,
            _ => {
                let original = label.original_is_second.map_or("", |second| if second { b } else { a });
                let credited = label.credited.map_or("", |credited| if credited { "true" } else { "false" });
                let (relation, extent) = (label.relation.unwrap_or(""), label.extent.unwrap_or(""));
                writeln!(pairs, "{a}\t{b}\t{relation}\t{extent}\t{original}\t{credited}\t{name}")?;
            }
        }
    }
    pairs.flush()?;
    negatives.flush()?;
    planted.flush()
}

fn write_clusters(generator: &Generator, gold: &Path) -> io::Result<()> {
    let mut clusters = create(&gold.join("clusters.json"))?;
    write!(clusters, "{{\"clusters\": [")?;
    for (idx, cluster) in generator.clusters().enumerate() {
        write!(clusters, "{}\n[", if idx == 0 { "" } else { "," })?;
        for (idx, id) in cluster.enumerate() {
            write!(clusters, "{}\"{id}\"", if idx == 0 { "" } else { ", " })?;
        }
        write!(clusters, "]")?;
    }
    writeln!(clusters, "\n]}}")?;
    clusters.flush()
}

fn create(path: &Path) -> io::Result<BufWriter<File>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    File::create(path).map(BufWriter::new).map_err(named)
}
