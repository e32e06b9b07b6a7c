"""Writes the files of this folder with other people's writers; see README.md."""

import csv
import datetime
import gzip
import io
import os
import subprocess
import tarfile
import textwrap
import zipfile

import pyarrow
import pyarrow.parquet
from PIL import Image, ImageDraw, ImageFont
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FERRY = (
    "The night ferry to Oster Holm will sail again from Monday, the shipping office said, after divers cut a lost "
    "net from its propeller. Two crossings a week had been run by a borrowed mail boat, which took no cars. "
    "Farmers on the island had to leave their milk on the quay."
)
MILL = (
    "A paper mill on the Tarn has stopped its second machine because the spring that feeds it is nearly dry. Forty "
    "people are at home on half pay. The owner said he would drill a deeper well if the district let him, and the "
    "district said it was waiting for his drawings."
)
BELLS = (
    'The bells of Saint Ebba, "cracked since the great frost", were lowered on Thursday;\nthe smallest weighs as much '
    "as a cow. A foundry in Lund will recast them, and schoolchildren may scratch their names into the clay before "
    "the bronze is poured."
)
DATE = (2024, 3, 5, 10, 0, 0)


def tables():
    rows = [("id", "headline", "body_text", "outlet", "date", "section")]
    rows += [("t-1", "Ferry sails", FERRY, "Holm Post", "2024-03-05", "coast"), ("t-2", "Mill stops", MILL, "Tarn Echo", "2024-03-06", "")]
    rows += [("t-3", "Bells lowered", BELLS, "Ebba Weekly", "2024-03-07", "town")]
    for name, options in {
        "excel.csv": {"dialect": "excel"},
        "semicolon.csv": {"delimiter": ";", "quoting": csv.QUOTE_ALL},
        "tab.tsv": {"dialect": "excel-tab", "lineterminator": "\n"},
    }.items():
        with open(name, "w", newline="", encoding="utf-8") as out:
            csv.writer(out, **options).writerows(rows)


def archives():
    html = f"<html><head><title>Mill stops</title></head><body><article><p>{MILL}</p></article></body></html>"
    jsonl = '{"id": "j-1", "text": "%s"}\n' % BELLS.replace('"', "'").replace("\n", " ")
    files = [
        ("holm-post/ferry.txt", FERRY),
        ("tarn-echo/mill.html", html),
        ("feed.jsonl", jsonl),
        ("photo.png", "no picture"),
        (".DS_Store", "hidden"),
        ("../climbs.txt", FERRY),
        ("inner.zip", "PK"),
    ]
    for name, method in {"mixed.zip": zipfile.ZIP_DEFLATED, "stored.zip": zipfile.ZIP_STORED}.items():
        with zipfile.ZipFile(name, "w", method) as archive:
            archive.writestr(zipfile.ZipInfo("holm-post/", DATE), "")
            for member, text in reversed(files):
                archive.writestr(zipfile.ZipInfo(member, DATE), text, method)
            link = zipfile.ZipInfo("link.txt", DATE)
            link.create_system, link.external_attr = 3, 0o120777 << 16
            archive.writestr(link, "holm-post/ferry.txt")
    long_name = "a-folder-with-a-rather-long-name/" * 4 + "ferry.txt"
    for name, form in [("pax.tgz", tarfile.PAX_FORMAT), ("gnu.tar.gz", tarfile.GNU_FORMAT)]:
        with gzip.GzipFile(name, "wb", mtime=0) as out, tarfile.open(name, "w", out, format=form) as archive:
            for member, text in files + [(long_name, BELLS)]:
                info = tarfile.TarInfo(member)
                info.size, info.mtime = len(text.encode()), 1709632800
                archive.addfile(info, io.BytesIO(text.encode()))
            for kind, member in [(tarfile.SYMTYPE, "link.txt"), (tarfile.LNKTYPE, "hard.txt"), (tarfile.FIFOTYPE, "pipe.txt"), (tarfile.DIRTYPE, "folder")]:
                info = tarfile.TarInfo(member)
                info.type, info.linkname, info.mtime = kind, "holm-post/ferry.txt", 1709632800
                archive.addfile(info)


def web_archives():
    def write(name, is_packed):
        with open(name, "wb") as out:
            writer = WARCWriter(out, gzip=is_packed)
            number = 0

            def record(kind, url, body, http=None, **headers):
                nonlocal number
                number += 1
                fields = {"WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>", "WARC-Date": "2024-03-05T10:00:00Z"}
                fields.update(headers)
                writer.write_record(writer.create_warc_record(
                    url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict=fields,
                    warc_content_type="text/plain" if kind == "conversion" else ""))

            def answer(status, *fields):
                return StatusAndHeaders(status, list(fields), protocol="HTTP/1.1")

            page = f"<html><body><article><p>{MILL}</p></article></body></html>".encode()
            chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page[:100], page[100:])) + b"0\r\n\r\n"
            html = ("Content-Type", "text/html; charset=iso-8859-1")
            record("metadata", "https://tarn.example/mill", b"via: https://tarn.example/")
            record("request", "https://tarn.example/mill", b"", StatusAndHeaders("GET /mill HTTP/1.1", [], is_http_request=True))
            record("response", "https://tarn.example/mill", page, answer("200 OK", html))
            record("response", "https://tarn.example/chunked", chunked, answer("200 OK", html, ("Transfer-Encoding", "chunked")))
            packed = gzip.compress(page, mtime=0)
            record("response", "https://tarn.example/packed", packed, answer("200 OK", html, ("Content-Encoding", "gzip")))
            latin = f"<p>Am Café. {FERRY}</p>".encode("latin-1")
            record("response", "https://holm.example/ferry", latin, answer("200 OK", html))
            record("response", "https://holm.example/gone", b"gone", answer("404 Not Found", html))
            record("response", "https://holm.example/logo", b"\x89PNG", answer("200 OK", ("Content-Type", "image/png")))
            record("conversion", "https://ebba.example/bells", BELLS.encode(), **{"WARC-Identified-Content-Language": "eng"})

    write("crawl.warc.gz", True)
    write("crawl.warc", False)


def columns():
    moment = datetime.datetime(2024, 3, 5, 10, 0, tzinfo=datetime.timezone.utc)
    table = pyarrow.table({
        "id": pyarrow.array(["p-1", "p-2", "p-3", "p-4"]),
        "text": pyarrow.array([FERRY, MILL, BELLS, None]),
        "author": pyarrow.array([["A. One", "B. Two"], ["C. Three"], [], None]),
        "date": pyarrow.array([moment] * 4, pyarrow.timestamp("us", "UTC")),
        "metadata": pyarrow.array([{"url": "https://holm.example/ferry", "dump": "one"}, None, None, None]),
        "source": pyarrow.array(["Holm Post", "Tarn Echo", "Holm Post", "Tarn Echo"]).dictionary_encode(),
        "score": pyarrow.array([0.5, None, 1.0, 2.0]),
        "embedding": pyarrow.array([[0.25] * 8] * 4),
    })
    pyarrow.parquet.write_table(table, "columns.parquet", row_group_size=3, compression="zstd")


def scanned():
    page = Image.new("L", (1000, 900), "white")
    text = "\n\n".join(textwrap.fill(story, 58) for story in (FERRY, MILL))
    ImageDraw.Draw(page).multiline_text((60, 60), text, "black", ImageFont.load_default(size=28), spacing=12)
    page.save("page.png", dpi=(200, 200))
    subprocess.run(["tesseract", "page.png", "page", "-l", "eng", "alto", "hocr"], check=True, stderr=subprocess.DEVNULL)
    os.remove("page.png")


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    tables()
    archives()
    web_archives()
    columns()
    scanned()
