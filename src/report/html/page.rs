//! The page around the data: markup, style, script, and the policy that admits these and nothing else.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = concat!(include_str!("style.css"), include_str!("views.css"));
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("elements.js"),
    include_str!("words.js"),
    include_str!("data.js"),
    include_str!("diff.js"),
    include_str!("list.js"),
    include_str!("plots.js"),
    include_str!("overview.js"),
    include_str!("lists.js"),
    include_str!("text.js"),
    include_str!("cluster.js"),
    include_str!("pair.js"),
    include_str!("outlets.js"),
    include_str!("main.js"),
    "})();\n",
);

/// Where the data stand in the page.
const DATA: &str = "<!-- data -->\n";

/// Writes the page up to its data.
pub(super) fn write_before_data(out: &mut impl Write) -> io::Result<()> {
    let (before, _) = PAGE.split_once(DATA).expect("the page says where its data stand");
    let before = before.replace("{policy}", &policy()).replace("{style}", STYLE);
    out.write_all(before.as_bytes())
}

/// Writes what stands before the lists of a report, and the rest of the page.
pub(super) fn write_after_data(head: &Value, out: &mut impl Write) -> io::Result<()> {
    let head = serde_json::to_string(head)?.replace('<', "\\u003c");
    writeln!(out, "<script type=\"application/json\" id=\"head\">{head}</script>")?;
    let (_, after) = PAGE.split_once(DATA).expect("the page says where its data stand");
    out.write_all(after.replace("{script}", SCRIPT).as_bytes())
}

/// Content Security Policy Level 3: nothing is loaded, sent or embedded; script and style by the hash of what they say.
fn policy() -> String {
    let [script, style] = [SCRIPT, STYLE].map(|text| STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; \
         form-action 'none'"
    )
}
