//! The related documents of a report as a graph: GraphML (graphml.graphdrawing.org) and GEXF 1.3 (gexf.net), which Gephi,
//! networkx and igraph read.
//!
//! Nodes are the documents of related pairs, edges the pairs, from the original to the copy. Readers take no mixture of
//! directed and undirected edges: where the original is unknown the edge goes from `a` to `b`, and its `original` is missing.

use std::borrow::Cow;
use std::io::{self, Write};

use ahash::HashSet;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::entries::Entries;
use super::schema::{DocumentEntry, PairEntry};
use super::table::{Column, DOCUMENTS, PAIRS};

/// A format of graphs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// GraphML.
    GraphMl,
    /// GEXF 1.3.
    Gexf,
}

/// Writes the graph of a report.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made.
pub fn write(report: &impl Entries, dialect: Dialect, out: &mut impl Write) -> io::Result<()> {
    let mut related: HashSet<String> = HashSet::default();
    report.pairs(&mut |pairs| {
        related.extend(pairs.iter().flat_map(|pair| [pair.a.clone(), pair.b.clone()]));
        Ok(())
    })?;
    let mut graph = Graph { xml: Writer::new_with_indent(out, b' ', 1), dialect };
    graph.start()?;
    graph.start_list("nodes")?;
    report.documents(&mut |documents| {
        let nodes = documents.iter().filter(|document| related.contains(&document.id));
        nodes.into_iter().try_for_each(|document| graph.node(document))
    })?;
    graph.end_list("nodes")?;
    graph.start_list("edges")?;
    let mut n_edges = 0;
    report.pairs(&mut |pairs| {
        pairs.iter().try_for_each(|pair| {
            n_edges += 1;
            graph.edge(n_edges, pair)
        })
    })?;
    graph.end_list("edges")?;
    graph.finish()
}

/// What a node says of its document.
fn node_columns() -> impl Iterator<Item = &'static Column<DocumentEntry>> {
    DOCUMENTS.iter().filter(|column| !matches!(column, Column::Json(..)) && column.name() != "id")
}

/// What an edge says of its pair.
fn edge_columns() -> impl Iterator<Item = &'static Column<PairEntry>> {
    PAIRS.iter().filter(|column| !matches!(column, Column::Json(..)) && !["a", "b"].contains(&column.name()))
}

struct Graph<W: Write> {
    xml: Writer<W>,
    dialect: Dialect,
}

impl<W: Write> Graph<W> {
    fn start(&mut self) -> io::Result<()> {
        self.xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        match self.dialect {
            Dialect::GraphMl => {
                self.open("graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")])?;
                self.declare("node", node_columns())?;
                self.declare("edge", edge_columns())?;
                self.key("edge.weight", "edge", "weight", "double")?;
                self.open("graph", &[("id", "wireprint"), ("edgedefault", "directed")])
            }
            Dialect::Gexf => {
                self.open("gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])?;
                self.open("graph", &[("defaultedgetype", "directed"), ("mode", "static")])?;
                self.declare("node", node_columns())?;
                self.declare("edge", edge_columns())
            }
        }
    }

    /// Declares what nodes or edges have besides their names.
    fn declare<T: 'static>(
        &mut self,
        of: &str,
        columns: impl Iterator<Item = &'static Column<T>>,
    ) -> io::Result<()> {
        if self.dialect == Dialect::Gexf {
            self.open("attributes", &[("class", of)])?;
        }
        for column in columns {
            let (id, name) = (format!("{of}.{}", column.name()), column.name());
            match self.dialect {
                Dialect::GraphMl => self.key(&id, of, name, kind(column, "int"))?,
                Dialect::Gexf => {
                    let kind = kind(column, "integer");
                    self.empty("attribute", &[("id", &id), ("title", name), ("type", kind)])?;
                }
            }
        }
        if self.dialect == Dialect::Gexf { self.close("attributes") } else { Ok(()) }
    }

    /// Declares one attribute of GraphML.
    fn key(&mut self, id: &str, of: &str, name: &str, kind: &str) -> io::Result<()> {
        self.empty("key", &[("id", id), ("for", of), ("attr.name", name), ("attr.type", kind)])
    }

    fn start_list(&mut self, name: &str) -> io::Result<()> {
        if self.dialect == Dialect::Gexf { self.open(name, &[]) } else { Ok(()) }
    }

    fn end_list(&mut self, name: &str) -> io::Result<()> {
        if self.dialect == Dialect::Gexf { self.close(name) } else { Ok(()) }
    }

    fn node(&mut self, document: &DocumentEntry) -> io::Result<()> {
        let label = document.title.as_ref().unwrap_or(&document.id);
        match self.dialect {
            Dialect::GraphMl => self.open("node", &[("id", &document.id)])?,
            Dialect::Gexf => self.open("node", &[("id", &document.id), ("label", label)])?,
        }
        self.values("node", node_columns(), document)?;
        self.close("node")
    }

    fn edge(&mut self, number: usize, pair: &PairEntry) -> io::Result<()> {
        let (from, to) = pair.original_first();
        let weight = pair.coverage_a.into_iter().chain(pair.coverage_b).reduce(f64::max).unwrap_or(1.0);
        let (id, weight) = (format!("e{number}"), weight.to_string());
        let ends = [("id", id.as_str()), ("source", from), ("target", to)];
        match self.dialect {
            Dialect::GraphMl => self.open("edge", &ends)?,
            Dialect::Gexf => self.open("edge", &[&ends[..], &[("weight", &weight)]].concat())?,
        }
        self.values("edge", edge_columns(), pair)?;
        if self.dialect == Dialect::GraphMl {
            self.data("edge.weight", &weight)?;
        }
        self.close("edge")
    }

    /// What an entry has in the columns, as far as it is known.
    fn values<T: 'static>(
        &mut self,
        of: &str,
        columns: impl Iterator<Item = &'static Column<T>>,
        entry: &T,
    ) -> io::Result<()> {
        if self.dialect == Dialect::Gexf {
            self.open("attvalues", &[])?;
        }
        for column in columns {
            if let Some(value) = value(column, entry)? {
                let id = format!("{of}.{}", column.name());
                match self.dialect {
                    Dialect::GraphMl => self.data(&id, &value)?,
                    Dialect::Gexf => self.empty("attvalue", &[("for", &id), ("value", &value)])?,
                }
            }
        }
        if self.dialect == Dialect::Gexf { self.close("attvalues") } else { Ok(()) }
    }

    fn data(&mut self, key: &str, value: &str) -> io::Result<()> {
        let text = permitted(value);
        let element = self.xml.create_element("data").with_attribute(("key", key));
        element.write_text_content(BytesText::new(&text)).map(drop)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.xml.write_event(Event::Start(element(name, attributes)))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.xml.write_event(Event::Empty(element(name, attributes)))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }

    fn finish(mut self) -> io::Result<()> {
        self.close("graph")?;
        self.close(if self.dialect == Dialect::GraphMl { "graphml" } else { "gexf" })?;
        self.xml.get_mut().write_all(b"\n")
    }
}

fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for &(name, value) in attributes {
        element.push_attribute((name, &*permitted(value)));
    }
    element
}

/// The type of a column; `integer` is the format's word for whole numbers.
fn kind<T>(column: &Column<T>, integer: &'static str) -> &'static str {
    match column {
        Column::Text(..) | Column::Texts(..) | Column::Json(..) => "string",
        Column::Count(..) => integer,
        Column::Share(..) => "double",
        Column::Flag(..) => "boolean",
    }
}

/// What an entry has in a column; lists are written as Gephi filters them, with spaces between.
fn value<'e, T>(column: &Column<T>, entry: &'e T) -> io::Result<Option<Cow<'e, str>>> {
    Ok(match column {
        Column::Texts(_, of) => Some(of(entry).join(" ")).filter(|texts| !texts.is_empty()).map(Cow::Owned),
        _ => column.value(entry)?,
    })
}

/// A text with `�` for what XML 1.0 permits in no form (section 2.2, `Char`).
fn permitted(text: &str) -> Cow<'_, str> {
    let is_char = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_char) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_char(c) { c } else { '\u{fffd}' }).collect())
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;

    use super::*;
    use crate::report::fixtures::{document, empty, pair};

    fn written(dialect: Dialect) -> String {
        let mut report = empty();
        report.documents =
            ["a", "b<\"&", "c"].map(|id| document(id, Some("Vale \u{1} Post"), None, None)).to_vec();
        report.pairs = vec![pair("a", "b<\"&", "reprint", 60)];
        report.pairs[0].original = Some("b<\"&".to_owned());
        let mut out = Vec::new();
        write(&report, dialect, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The elements of a name with the values of an attribute, unescaped.
    fn attributes(xml: &str, element: &str, attribute: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) | Event::Empty(start) if start.name().as_ref() == element => {
                    let value = start.try_get_attribute(attribute).unwrap().unwrap();
                    found.push(
                        value.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned(),
                    );
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    #[test]
    fn related_documents_are_nodes_and_edges_go_from_the_original() {
        for dialect in [Dialect::GraphMl, Dialect::Gexf] {
            let xml = written(dialect);
            assert_eq!(attributes(&xml, "node", "id"), ["a", "b<\"&"], "{xml}");
            assert_eq!(attributes(&xml, "edge", "source"), ["b<\"&"]);
            assert_eq!(attributes(&xml, "edge", "target"), ["a"]);
            assert!(xml.contains("Vale \u{fffd} Post") && xml.contains("0.97"), "{xml}");
        }
    }

    #[test]
    fn every_value_has_a_declared_attribute() {
        let (graphml, gexf) = (written(Dialect::GraphMl), written(Dialect::Gexf));
        let check = |declared: Vec<String>, used: Vec<String>| {
            assert!(!used.is_empty() && used.iter().all(|id| declared.contains(id)), "{declared:?} {used:?}");
        };
        check(attributes(&graphml, "key", "id"), attributes(&graphml, "data", "key"));
        check(attributes(&gexf, "attribute", "id"), attributes(&gexf, "attvalue", "for"));
    }
}
