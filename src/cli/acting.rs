//! What commands that change files take from the world: the clock, the user's folders, the wish to stop.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::dedupe::files::TrashPlaces;
use crate::error::{Error, Result};
use crate::hash::mix;
use crate::monitor::Monitor;

/// When a run begins.
pub(super) struct Now {
    /// The user's local time, as `YYYY-MM-DDThh:mm:ss`.
    pub(super) text: String,
    /// A number that no other run has.
    pub(super) nonce: u64,
}

pub(super) fn local_time() -> Now {
    let now = Timestamp::now();
    let text = TimeZone::system().to_datetime(now).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    Now { text, nonce: mix(now.as_nanosecond() as u64 ^ mix(u64::from(std::process::id()))) }
}

/// Where the user keeps data, after the XDG Base Directory specification.
pub(super) fn trash_places() -> TrashPlaces {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    TrashPlaces { data_home: folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local/share"))) }
}

/// Asked before each change: an error once Ctrl-C or SIGTERM came.
pub(super) fn stopping(log: &Path) -> Result<impl Fn() -> Result<()> + use<>> {
    let monitor = Arc::new(Monitor::default());
    let flagged = Arc::clone(&monitor);
    ctrlc::set_handler(move || flagged.stop())
        .map_err(|error| Error::usage(format!("signal handler: {error}")))?;
    let log = log.to_owned();
    Ok(move || monitor.check().map_err(|_| Error::interrupted_action(log.display())))
}
