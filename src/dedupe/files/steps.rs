//! One step: checked, begun in the log, done, confirmed. What cannot be finished is taken back at once.

use super::checks::{Checked, Checks};
use super::disk::{Disk, Renamed, Result, Stop};
use super::folder::{Entry, Place};
use super::log::{Act, Header, Log, Step};
use super::names::{Spare, relative_target, spare_name};
use super::taking_back::TakingBack;
use super::{Item, trash};
use crate::dedupe::paths::{decode, encode, names_of_encoded};
use crate::document::ContentHash;

/// Acts on one item.
pub(super) fn act(checks: &Checks<'_>, item: &Item<'_>, disk: &Disk<'_>, log: &mut Log<'_>) -> Result<()> {
    let checked = checks.check(item)?;
    let step = step_of(checks, &checked, item, log.next_number())?;
    log.begin(step.clone())?;
    match perform(checks, &checked, &step, disk, log.header()) {
        Ok(()) => Ok(log.done(step.number)?),
        Err(Stop::Refused(reason)) => match take_back(&step, false, disk, log) {
            Ok(()) => Err(reason.into()),
            Err(Stop::Refused(why)) => Err(format!("{reason}; and it could not be taken back: {why}").into()),
            Err(ended) => Err(ended),
        },
        Err(ended) => Err(ended),
    }
}

/// Takes one step back and says so in the log.
pub(super) fn take_back(step: &Step, is_done: bool, disk: &Disk<'_>, log: &mut Log<'_>) -> Result<()> {
    TakingBack::new(log.header(), disk)?.take_back(step, is_done)?;
    Ok(log.back(step.number)?)
}

fn step_of(checks: &Checks<'_>, checked: &Checked, item: &Item<'_>, number: u64) -> Result<Step> {
    let file = &checked.file;
    let to = match (checks.act, &checks.to) {
        (Act::Move | Act::Copy, _) => Some(encode(&file.place.path)),
        (Act::Trash, Some(to)) => {
            let name = trash::free_name(to, &file.place.name)?;
            Some(encode(&[b"files/", name.as_slice()].concat()))
        }
        _ => None,
    };
    Ok(Step {
        number,
        id: item.id.to_owned(),
        from: encode(&file.place.path),
        kept: checked.kept.as_ref().map(|kept| encode(&kept.place.path)),
        to,
        bytes_hash: file.content.hash.to_string(),
        n_bytes: file.content.bytes.len(),
        mode: file.content.meta.mode,
        modified: file.content.meta.modified,
        folders: checked.folders.iter().map(|folder| encode(folder)).collect(),
    })
}

fn perform(
    checks: &Checks<'_>,
    checked: &Checked,
    step: &Step,
    disk: &Disk<'_>,
    header: &Header,
) -> Result<()> {
    let hand = Hand { checked, step, disk, header, hash: checked.file.content.hash };
    match checks.act {
        Act::Hardlink | Act::Symlink => hand.replace(),
        Act::Copy => hand.copy(&hand.destination(checks)?),
        Act::Move | Act::Trash => hand.carry(&hand.destination(checks)?),
    }
}

/// What a step is done with.
struct Hand<'a> {
    checked: &'a Checked,
    step: &'a Step,
    disk: &'a Disk<'a>,
    header: &'a Header,
    hash: ContentHash,
}

impl Hand<'_> {
    /// The place that the file goes to; folders on the way are made, and for the trash what says where the file was.
    fn destination(&self, checks: &Checks<'_>) -> Result<Place> {
        let (Some(to), Some(path)) = (&checks.to, &self.step.to) else {
            return Err("there is no folder for it to go to".into());
        };
        for folder in &self.step.folders {
            let place = to.place(&names_of_encoded(folder)?)?;
            self.disk.make_folder(&place)?;
            self.disk.sync(&place.folder)?;
        }
        let place = to.place(&names_of_encoded(path)?)?;
        if let (Act::Trash, Some(trash)) = (self.header.act, &self.header.to) {
            let info = to.place(&[b"info".to_vec(), trash::info_name(&place.name)])?;
            let text = trash::info(trash, &self.header.root, &decode(&self.step.from), &self.header.now);
            self.disk.create(&info, text.as_bytes(), None)?;
        }
        Ok(place)
    }

    /// Moves the file, on another file system by way of a copy.
    fn carry(&self, to: &Place) -> Result<()> {
        let file = &self.checked.file.place;
        match self.disk.rename(file, to)? {
            Renamed::Done => {
                if !to.holds(self.hash, self.step.n_bytes) {
                    self.disk.rename_here(to, file)?;
                    return Err("changed while it was moved".into());
                }
                self.kept_is_there()?;
                self.disk.sync(&to.folder)?;
                self.disk.sync(&file.folder)
            }
            Renamed::AcrossDevices if self.header.act == Act::Trash => {
                Err("lies on another file system than its trash".into())
            }
            Renamed::AcrossDevices => {
                self.copy(to)?;
                self.kept_is_there()?;
                let aside = file.beside(&spare_name(self.header, self.step, Spare::Aside))?;
                self.disk.discard(file, &aside, |aside| aside.holds(self.hash, self.step.n_bytes))?;
                self.disk.sync(&file.folder)
            }
        }
    }

    /// Copies the file, with its permissions and time: under another name first, which is read again.
    fn copy(&self, to: &Place) -> Result<()> {
        let part = to.beside(&spare_name(self.header, self.step, Spare::Part))?;
        let content = &self.checked.file.content;
        self.disk.create(&part, &content.bytes, Some(content.meta))?;
        if !part.holds(self.hash, self.step.n_bytes) {
            return Err("its copy is not what was written".into());
        }
        self.disk.rename_here(&part, to)?;
        self.disk.sync(&to.folder)
    }

    /// Replaces the file by a link to the one that stays.
    fn replace(&self) -> Result<()> {
        let (file, Some(kept)) = (&self.checked.file.place, &self.checked.kept) else {
            return Err("there is no document kept for it".into());
        };
        let aside = file.beside(&spare_name(self.header, self.step, Spare::Aside))?;
        self.disk.rename_here(file, &aside)?;
        let is_same = |content: super::folder::Content| content.bytes == kept.content.bytes;
        if !aside.read(self.step.n_bytes).is_ok_and(is_same) {
            self.disk.rename_here(&aside, file)?;
            return Err("changed while it was linked".into());
        }
        if self.header.act == Act::Hardlink {
            self.disk.hard_link(&kept.place, file)?;
            if file.look()? != Some(Entry::File(kept.content.inode)) {
                return Err("the document kept was replaced while it was linked".into());
            }
        } else {
            self.disk.symlink(&relative_target(&file.path, &kept.place.path), file)?;
        }
        self.kept_is_there()?;
        self.disk.sync(&file.folder)?;
        self.disk.unlink(&aside)
    }

    /// Reads the one that stays once more.
    fn kept_is_there(&self) -> Result<()> {
        let kept = self.checked.kept.as_ref();
        let is_there =
            |kept: &super::checks::Found| kept.place.holds(kept.content.hash, kept.content.bytes.len());
        if kept.is_none_or(is_there) { Ok(()) } else { Err("the document kept changed meanwhile".into()) }
    }
}
