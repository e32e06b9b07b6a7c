//! `wireprint schema`: the JSON Schema of the report.

use std::path::Path;

use super::Outcome;
use super::output::write_to;
use crate::error::Result;
use crate::report::schema::JSON_SCHEMA;

pub(super) fn run() -> Result<Outcome> {
    write_to(Path::new("-"), |out| out.write_all(JSON_SCHEMA.as_bytes()))?;
    Ok(Outcome::Done)
}
