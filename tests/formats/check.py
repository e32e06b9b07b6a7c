"""Reads every format of one report back and compares it with the JSON report of the same scan.

The folder is what `run` writes. The last line is `N passed, N failed`; the exit status is 1 if anything failed.
"""

import csv
import json
import sys
from pathlib import Path

import duckdb
import jsonschema
import networkx
import pyarrow.parquet

LISTS = ["documents", "clusters", "pairs", "overlaps", "furniture", "skipped"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Columns that hold what has parts of its own, as JSON.
PARTS = {"attributions", "extra", "passages"}
# Columns that a table has in place of a field, and what they are in the entry.
DERIVED = {
    ("clusters", "size"): lambda entry: len(entry["documents"]),
    ("clusters", "weakest_a"): lambda entry: entry["weakest_link"]["a"],
    ("clusters", "weakest_b"): lambda entry: entry["weakest_link"]["b"],
    ("clusters", "weakest_coverage"): lambda entry: entry["weakest_link"]["coverage"],
}

out = Path(sys.argv[1])
report = json.loads((out / "r.json").read_text(encoding="utf-8"))


def value(name, column, entry):
    derived = DERIVED.get((name, column))
    return derived(entry) if derived else entry[column]


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def rows_of_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def report_fits_the_schema():
    schema = json.loads((out / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(report)


def damaged_report_does_not_fit_the_schema():
    schema = json.loads((out / "schema.json").read_text(encoding="utf-8"))
    damaged = json.loads((out / "r.json").read_text(encoding="utf-8"))
    damaged["pairs"][0]["passages"][0]["a"] = [0]
    assert not jsonschema.Draft202012Validator(schema).is_valid(damaged)


def json_lines_are_the_lists():
    for name in LISTS:
        lines = (out / "lines" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""
        assert [json.loads(line) for line in lines] == report[name], name


def tables_are_the_lists():
    for name in LISTS:
        rows = rows_of_csv(out / "tables" / f"{name}.csv")
        assert len(rows) == len(report[name]), name
        for row, entry in zip(rows, report[name]):
            for column, cell in row.items():
                expected = value(name, column, entry)
                if expected is None:
                    assert cell == "", (name, column, cell)
                elif isinstance(expected, (list, dict)):
                    assert json.loads(cell) == expected, (name, column)
                elif isinstance(expected, bool):
                    assert cell == str(expected).lower(), (name, column)
                elif isinstance(expected, (int, float)):
                    assert float(cell) == expected, (name, column)
                else:
                    assert cell == expected or cell == "'" + expected, (name, column, cell)


def no_cell_runs_in_a_spreadsheet():
    n_guarded = 0
    for path in [*(out / "tables").glob("*.csv"), out / "passim.csv"]:
        for row in rows_of_csv(path):
            for cell in row.values():
                assert not cell.startswith(FORMULA) or is_number(cell), (path, cell)
                n_guarded += cell.startswith("'")
    assert n_guarded > 0


def columns_are_the_lists_by_pyarrow():
    for name in LISTS:
        table = pyarrow.parquet.read_table(out / "columns" / f"{name}.parquet")
        rows = table.to_pylist()
        assert len(rows) == len(report[name]), name
        for row, entry in zip(rows, report[name]):
            for column, cell in row.items():
                found = json.loads(cell) if column in PARTS else cell
                assert found == value(name, column, entry), (name, column, found)


def columns_are_queried_by_duckdb():
    pairs = out / "columns" / "pairs.parquet"
    query = f"SELECT relation, count(*) FROM '{pairs}' GROUP BY relation"
    counted = dict(duckdb.sql(query).fetchall())
    expected = report["summary"]["pairs_by_relation"]
    assert counted == {name: n for name, n in expected.items() if name in counted}
    assert sum(counted.values()) == report["summary"]["pairs"]
    documents, clusters = (out / "columns" / f"{name}.parquet" for name in ("documents", "clusters"))
    query = f"SELECT sum(words), max(copied_share) FROM '{documents}'"
    assert duckdb.sql(query).fetchall()[0] == (
        sum(document["words"] for document in report["documents"]),
        max(document["copied_share"] for document in report["documents"]),
    )
    query = f"SELECT count(*) FROM (SELECT unnest(documents) FROM '{clusters}')"
    assert duckdb.sql(query).fetchall()[0][0] == sum(len(cluster["documents"]) for cluster in report["clusters"])
    types = dict(duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{pairs}')").fetchall())
    assert (types["shared_words"], types["jaccard"], types["credited"]) == ("UBIGINT", "DOUBLE", "BOOLEAN"), types
    assert (types["evidence"], types["a"]) == ("VARCHAR[]", "VARCHAR"), types


def graph_is_the_pairs(graph):
    edges = {tuple(sorted(edge)) for edge in graph.edges()}
    assert edges == {(pair["a"], pair["b"]) for pair in report["pairs"]}
    assert graph.is_directed() and graph.number_of_edges() == len(report["pairs"])
    for pair in report["pairs"]:
        if pair["original"] is not None:
            copy = pair["a"] if pair["original"] == pair["b"] else pair["b"]
            assert graph.has_edge(pair["original"], copy), pair


def graphml_is_the_pairs():
    graph_is_the_pairs(networkx.read_graphml(out / "r.graphml"))


def gexf_is_the_pairs():
    graph_is_the_pairs(networkx.read_gexf(out / "r.gexf", version="1.3"))


def passim_has_each_member_of_a_cluster():
    lines = (out / "passim.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    members = {id: (number, len(cluster["documents"])) for number, cluster in enumerate(report["clusters"], 1)
               for id in cluster["documents"]}
    assert {row["id"]: (row["cluster"], row["size"]) for row in rows} == members
    assert all(0 <= row["begin"] < row["end"] for row in rows)
    assert len({row["uid"] for row in rows}) == len(rows) and all(0 <= row["uid"] < 2**63 for row in rows)
    table = rows_of_csv(out / "passim.csv")
    assert [(int(row["begin"]), int(row["end"])) for row in table] == [(row["begin"], row["end"]) for row in rows]


def lists_name_every_document_once():
    ids = [(out / name).read_text(encoding="utf-8").splitlines() for name in ("keep.txt", "drop.txt")]
    assert sorted(ids[0] + ids[1]) == sorted(document["id"] for document in report["documents"])


def report_read_back_is_written_alike():
    for first, again in [("r.json", "again.json")] + [
        (f"{folder}/{name}.{ending}", f"{again}/{name}.{ending}")
        for folder, again, ending in [("columns", "again", "parquet"), ("tables", "again-tables", "csv")]
        for name in LISTS
    ]:
        assert (out / first).read_bytes() == (out / again).read_bytes(), again


CHECKS = [
    report_fits_the_schema,
    damaged_report_does_not_fit_the_schema,
    json_lines_are_the_lists,
    tables_are_the_lists,
    no_cell_runs_in_a_spreadsheet,
    columns_are_the_lists_by_pyarrow,
    columns_are_queried_by_duckdb,
    graphml_is_the_pairs,
    gexf_is_the_pairs,
    passim_has_each_member_of_a_cluster,
    lists_name_every_document_once,
    report_read_back_is_written_alike,
]


def main():
    n_failed = 0
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        try:
            check()
        except Exception as error:
            n_failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {str(error)[:400]}")
        else:
            print(f"ok     {name}")
    print(f"{len(CHECKS) - n_failed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
