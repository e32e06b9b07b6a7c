//! The few ways in which files are changed. Each asks first whether the run may go on, none overwrites anything.

use std::fs::File;
use std::io::{self, Write};

use rustix::fs::{
    AtFlags, Mode, OFlags, Timespec, Timestamps, fchmod, fsync, futimens, linkat, mkdirat, openat, symlinkat,
    unlinkat,
};
use rustix::io::Errno;

use super::Before;
use super::folder::{Folder, Meta, Place, meta, said};
use crate::error::Error;

/// What ends a step: it is refused and the run goes on, or the run ends.
#[derive(Debug)]
pub(super) enum Stop {
    Refused(String),
    Ended(Error),
}

pub(super) type Result<T> = std::result::Result<T, Stop>;

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Ended(error)
    }
}

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

impl From<&str> for Stop {
    fn from(reason: &str) -> Self {
        Self::Refused(reason.to_owned())
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Refused(said(error))
    }
}

impl From<Errno> for Stop {
    fn from(error: Errno) -> Self {
        Self::Refused(said(error))
    }
}

/// Whether a rename was possible.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Renamed {
    Done,
    /// The two places are on different file systems.
    AcrossDevices,
}

/// What changes files.
pub(super) struct Disk<'a> {
    before: &'a Before<'a>,
}

impl<'a> Disk<'a> {
    pub(super) fn new(before: &'a Before<'a>) -> Self {
        Self { before }
    }

    /// Renames what stands at `from`, whatever it is; refused if anything stands at `to`.
    pub(super) fn rename(&self, from: &Place, to: &Place) -> Result<Renamed> {
        (self.before)()?;
        match rename_no_replace(from, to) {
            Ok(()) => Ok(Renamed::Done),
            Err(Errno::XDEV) => Ok(Renamed::AcrossDevices),
            Err(Errno::EXIST) => Err("something stands where it is to go".into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The same within a file system.
    pub(super) fn rename_here(&self, from: &Place, to: &Place) -> Result<()> {
        match self.rename(from, to)? {
            Renamed::Done => Ok(()),
            Renamed::AcrossDevices => Err("lies on another file system".into()),
        }
    }

    /// Removes a name.
    pub(super) fn unlink(&self, place: &Place) -> Result<()> {
        (self.before)()?;
        Ok(unlinkat(&place.folder, &*place.name, AtFlags::empty())?)
    }

    /// Removes what stands at `place` if it is still what it should be: it is set aside under the name of `aside` first, looked
    /// at there, and put back if it is something else.
    pub(super) fn discard(
        &self,
        place: &Place,
        aside: &Place,
        is_expected: impl FnOnce(&Place) -> bool,
    ) -> Result<()> {
        self.rename_here(place, aside)?;
        if !is_expected(aside) {
            self.rename_here(aside, place)?;
            return Err("changed while it was looked at".into());
        }
        self.unlink(aside)
    }

    /// A second name for a file.
    pub(super) fn hard_link(&self, file: &Place, name: &Place) -> Result<()> {
        (self.before)()?;
        Ok(linkat(&file.folder, &*file.name, &name.folder, &*name.name, AtFlags::empty())?)
    }

    pub(super) fn symlink(&self, target: &[u8], name: &Place) -> Result<()> {
        (self.before)()?;
        Ok(symlinkat(target, &name.folder, &*name.name)?)
    }

    /// A new file, synchronised; what is left of it after a failure is removed.
    pub(super) fn create(&self, place: &Place, bytes: &[u8], wanted: Option<Meta>) -> Result<()> {
        (self.before)()?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(openat(&place.folder, &*place.name, flags, Mode::RUSR | Mode::WUSR)?);
        let written = file
            .write_all(bytes)
            .and_then(|()| wanted.map_or(Ok(()), |wanted| set_meta(&file, wanted)))
            .and_then(|()| file.sync_all());
        if let Err(error) = written {
            unlinkat(&place.folder, &*place.name, AtFlags::empty())?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Gives a file its permissions and its time of modification, where they differ.
    pub(super) fn restore(&self, place: &Place, wanted: Meta) -> Result<()> {
        let file = place.folder.open_file(&place.name)?;
        if meta(&file.metadata()?) != wanted {
            (self.before)()?;
            set_meta(&file, wanted)?;
        }
        Ok(())
    }

    pub(super) fn make_folder(&self, place: &Place) -> Result<()> {
        (self.before)()?;
        match mkdirat(&place.folder, &*place.name, Mode::from_raw_mode(0o777)) {
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a folder, if it is empty.
    pub(super) fn remove_folder(&self, place: &Place) -> Result<()> {
        (self.before)()?;
        match unlinkat(&place.folder, &*place.name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Sees to it that renames in a folder outlast a loss of power.
    pub(super) fn sync(&self, folder: &Folder) -> Result<()> {
        match fsync(folder) {
            // Some network file systems cannot, and keep order by themselves.
            Ok(()) | Err(Errno::INVAL | Errno::BADF) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn set_meta(file: &File, wanted: Meta) -> io::Result<()> {
    fchmod(file, Mode::from_raw_mode(wanted.mode as _))?;
    let (seconds, nanoseconds) = wanted.modified;
    let modified = Timespec { tv_sec: seconds as _, tv_nsec: nanoseconds as _ };
    Ok(futimens(file, &Timestamps { last_access: modified, last_modification: modified })?)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_no_replace(from: &Place, to: &Place) -> std::result::Result<(), Errno> {
    use rustix::fs::{RenameFlags, renameat_with};
    match renameat_with(&from.folder, &*from.name, &to.folder, &*to.name, RenameFlags::NOREPLACE) {
        // File systems that know no such rename.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => link_and_unlink(from, to),
        renamed => renamed,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn rename_no_replace(from: &Place, to: &Place) -> std::result::Result<(), Errno> {
    link_and_unlink(from, to)
}

/// A rename that overwrites nothing by way of a second name: between the two steps the file has both.
fn link_and_unlink(from: &Place, to: &Place) -> std::result::Result<(), Errno> {
    linkat(&from.folder, &*from.name, &to.folder, &*to.name, AtFlags::empty())?;
    unlinkat(&from.folder, &*from.name, AtFlags::empty())
}
