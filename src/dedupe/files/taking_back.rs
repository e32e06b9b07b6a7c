//! One step taken back, from wherever it got to: by what is found under the few names that it may have used.
//!
//! A file counts as the step's own only by the hash of its bytes, a link by where it leads. Whatever else stands in a place is
//! left alone and the step refused. Taking back may itself be cut off anywhere and done again.

use super::disk::{Disk, Renamed, Result};
use super::folder::{Entry, Folder, Place};
use super::log::{Act, Header, Step};
use super::names::{Spare, relative_target, spare_name};
use super::trash;
use crate::dedupe::paths::{decode, names_of_encoded};
use crate::error::Error;

/// The folders of a run whose steps are taken back.
pub(super) struct TakingBack<'a> {
    header: Header,
    root: Folder,
    to: Option<Folder>,
    disk: &'a Disk<'a>,
}

/// The places that a step may have used.
struct Places {
    /// Where the file was.
    file: Place,
    aside: Place,
    part: Place,
    gone: Place,
    /// Where the file went, with the names in the making there.
    to: Option<[Place; 3]>,
}

/// Where the bytes of a step's file are now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// Where they were, or never touched.
    InPlace,
    /// Set aside in the same folder.
    Aside,
    /// Where the file went.
    There,
    /// In a copy that was made to replace a link.
    Part,
    /// In the document kept alone, to which a link leads.
    Kept,
    /// Something else stands in the place of the file, and the step did nothing.
    Nothing,
}

impl<'a> TakingBack<'a> {
    pub(super) fn new(header: &Header, disk: &'a Disk<'a>) -> crate::error::Result<Self> {
        let root = Folder::open(&header.root).map_err(|error| Error::input(header.root.display(), error))?;
        let to = header.to.as_deref().and_then(|to| Folder::open(to).ok());
        Ok(Self { header: header.clone(), root, to, disk })
    }

    /// Whether a step can be taken back now.
    pub(super) fn check(&self, step: &Step, is_done: bool) -> Result<()> {
        let places = self.places(step)?;
        self.way(step, &places, is_done).map(|_| ())
    }

    /// Brings everything back to where it was before a step.
    pub(super) fn take_back(&self, step: &Step, is_done: bool) -> Result<()> {
        let places = self.places(step)?;
        self.end_discarding(step, &places)?;
        let way = self.way(step, &places, is_done)?;
        match self.header.act {
            Act::Copy => {}
            Act::Move | Act::Trash => self.bring_back(step, &places, way)?,
            Act::Hardlink | Act::Symlink => self.replace_link(step, &places, way)?,
        }
        self.clear(step, &places, way)?;
        self.disk.sync(&places.file.folder)
    }

    fn places(&self, step: &Step) -> Result<Places> {
        let file = self.root.place(&names_of_encoded(&step.from)?)?;
        let spare = |place: &Place, spare| place.beside(&spare_name(&self.header, step, spare));
        let to = match (&self.to, &step.to) {
            // A folder that is gone has nothing of ours in it.
            (Some(to), Some(path)) => to.place(&names_of_encoded(path)?).ok(),
            _ => None,
        };
        let to = match to {
            Some(to) => Some([spare(&to, Spare::Part)?, spare(&to, Spare::Gone)?, to]),
            None => None,
        };
        Ok(Places {
            aside: spare(&file, Spare::Aside)?,
            part: spare(&file, Spare::Part)?,
            gone: spare(&file, Spare::Gone)?,
            file,
            to,
        })
    }

    /// Whether the step's own file stands at a place.
    fn is_own(step: &Step, place: &Place) -> bool {
        place.read(step.n_bytes).is_ok_and(|content| content.hash.to_string() == step.bytes_hash)
    }

    /// Whether the link that the step made stands at a place.
    fn is_link(&self, step: &Step, place: &Place) -> bool {
        let Some(kept) = &step.kept else { return false };
        match (self.header.act, place.look()) {
            (Act::Symlink, Ok(Some(Entry::Symlink))) => {
                let target = relative_target(&decode(&step.from), &decode(kept));
                place.folder.target(&place.name).is_ok_and(|found| found == target)
            }
            (Act::Hardlink, Ok(Some(Entry::File(inode)))) => {
                let kept = names_of_encoded(kept).and_then(|names| self.root.place(&names));
                kept.is_ok_and(|kept| matches!(kept.look(), Ok(Some(Entry::File(other))) if other == inode))
            }
            _ => false,
        }
    }

    /// Where the bytes of the file are; refused if they are nowhere, or something else is in the way.
    fn way(&self, step: &Step, places: &Places, is_done: bool) -> Result<Way> {
        let own = |place: &Place| Self::is_own(step, place);
        let there = |place: &[Place; 3]| own(&place[2]) || own(&place[1]);
        let is_there = places.to.as_ref().is_some_and(there);
        let is_free = places.file.look()?.is_none();
        match self.header.act {
            Act::Copy => match &places.to {
                Some([.., to]) if to.look()?.is_some() && !own(to) && is_done => {
                    Err("its copy changed since".into())
                }
                _ if is_there && !own(&places.file) => {
                    Err("the file that was copied is not there as it was: its copy is left".into())
                }
                _ => Ok(Way::InPlace),
            },
            Act::Move | Act::Trash => match (own(&places.file), is_free) {
                (true, _) => Ok(Way::InPlace),
                (false, true) if own(&places.aside) => Ok(Way::Aside),
                (false, true) if is_there => Ok(Way::There),
                (false, true) => Err("is not where it went, or changed there".into()),
                (false, false) if !is_done && !own(&places.aside) && !is_there => Ok(Way::Nothing),
                (false, false) => Err("something else stands where it was".into()),
            },
            Act::Hardlink | Act::Symlink => self.way_of_link(step, places, is_done, is_free),
        }
    }

    fn way_of_link(&self, step: &Step, places: &Places, is_done: bool, is_free: bool) -> Result<Way> {
        let own = |place: &Place| Self::is_own(step, place);
        let is_link = self.is_link(step, &places.file) || (is_free && self.is_link(step, &places.gone));
        let is_way_free = is_free || is_link;
        if own(&places.aside) && is_way_free {
            return Ok(Way::Aside);
        }
        if own(&places.file) && !is_link {
            return Ok(Way::InPlace);
        }
        if own(&places.part) && is_way_free {
            return Ok(Way::Part);
        }
        let kept = step.kept.as_deref().ok_or("the log names no document kept for it")?;
        let holds_bytes = |kept: Place| own(&kept);
        let is_kept = self.root.place(&names_of_encoded(kept)?).is_ok_and(holds_bytes);
        match () {
            () if is_link && is_kept => Ok(Way::Kept),
            () if is_link => {
                Err("the document kept changed since, and with it what the link leads to".into())
            }
            () if is_free => Err("its link is gone".into()),
            () if !is_done && !own(&places.aside) => Ok(Way::Nothing),
            () => Err("something else stands where it was".into()),
        }
    }

    /// Puts back what an earlier attempt had set aside to remove it, so that all goes on from there.
    fn end_discarding(&self, step: &Step, places: &Places) -> Result<()> {
        let mut discarded = vec![(&places.gone, &places.file)];
        if let Some([_, gone, to]) = &places.to {
            discarded.push((gone, to));
        }
        for (gone, place) in discarded {
            let is_ours = Self::is_own(step, gone) || self.is_link(step, gone);
            if is_ours && place.look()?.is_none() {
                self.disk.rename_here(gone, place)?;
            }
        }
        Ok(())
    }

    /// Brings a moved file back to its place.
    fn bring_back(&self, step: &Step, places: &Places, way: Way) -> Result<()> {
        match (way, &places.to) {
            (Way::Aside, _) => self.disk.rename_here(&places.aside, &places.file)?,
            (Way::There, Some([.., to])) => match self.disk.rename(to, &places.file)? {
                Renamed::Done => {}
                Renamed::AcrossDevices => self.copy_back(step, places, to)?,
            },
            _ => {}
        }
        if way == Way::Nothing { Ok(()) } else { self.restore(step, places) }
    }

    /// Puts the file back in the place of its link.
    fn replace_link(&self, step: &Step, places: &Places, way: Way) -> Result<()> {
        if way == Way::Kept {
            let kept = names_of_encoded(step.kept.as_deref().unwrap_or_default())?;
            let content = self.root.place(&kept)?.read(step.n_bytes)?;
            self.remove(&places.part)?;
            self.disk.create(&places.part, &content.bytes, Some(step.meta()))?;
        }
        let source = match way {
            Way::Aside => &places.aside,
            Way::Part | Way::Kept => &places.part,
            Way::InPlace | Way::There => return self.restore(step, places),
            Way::Nothing => return Ok(()),
        };
        if !Self::is_own(step, source) {
            return Err("its copy is not what was written".into());
        }
        if places.file.look()?.is_some() {
            self.disk.discard(&places.file, &places.gone, |gone| self.is_link(step, gone))?;
        }
        self.disk.rename_here(source, &places.file)?;
        self.restore(step, places)
    }

    /// Copies a moved file back from another file system.
    fn copy_back(&self, step: &Step, places: &Places, to: &Place) -> Result<()> {
        let content = to.read(step.n_bytes)?;
        self.remove(&places.part)?;
        self.disk.create(&places.part, &content.bytes, Some(step.meta()))?;
        if !Self::is_own(step, &places.part) {
            return Err("its copy is not what was written".into());
        }
        self.disk.rename_here(&places.part, &places.file)?;
        self.disk.sync(&places.file.folder)
    }

    fn restore(&self, step: &Step, places: &Places) -> Result<()> {
        self.disk.restore(&places.file, step.meta())
    }

    /// Removes what the step left elsewhere: copies of a file that is in its place again, names in the making, folders.
    fn clear(&self, step: &Step, places: &Places, way: Way) -> Result<()> {
        if let Some([part, gone, to]) = &places.to {
            if way != Way::Nothing && Self::is_own(step, &places.file) && Self::is_own(step, to) {
                self.disk.discard(to, gone, |gone| Self::is_own(step, gone))?;
            }
            self.remove(part)?;
            if self.header.act == Act::Trash {
                self.remove_info(step, to)?;
            }
            self.disk.sync(&to.folder)?;
        }
        if way != Way::Nothing && Self::is_own(step, &places.file) && Self::is_own(step, &places.aside) {
            self.disk.unlink(&places.aside)?;
        }
        self.remove(&places.part)?;
        for folder in step.folders.iter().rev() {
            let place = self.to.as_ref().map(|to| to.place(&names_of_encoded(folder)?));
            if let Some(Ok(place)) = place {
                self.disk.remove_folder(&place)?;
            }
        }
        Ok(())
    }

    /// Removes a name in the making, if there is one.
    fn remove(&self, place: &Place) -> Result<()> {
        if place.look()?.is_some() { self.disk.unlink(place) } else { Ok(()) }
    }

    /// Removes what says where a file of the trash was, if it is as it was written.
    fn remove_info(&self, step: &Step, to: &Place) -> Result<()> {
        let (Some(trash), Some(path)) = (&self.to, &self.header.to) else { return Ok(()) };
        let info = trash.place(&[b"info".to_vec(), trash::info_name(&to.name)])?;
        let text = trash::info(path, &self.header.root, &decode(&step.from), &self.header.now);
        match info.read(text.len()) {
            // A cut off one is the beginning of it.
            Ok(found) if text.as_bytes().starts_with(&found.bytes) => self.disk.unlink(&info),
            _ => Ok(()),
        }
    }
}
