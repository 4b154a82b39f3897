//! Rows that were read apart from those before them, on any thread, to be taken into the set in their order: what each
//! brings, or why it is rejected as far as that does not depend on the rows before it.

use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::assemble::Pending;
use super::column_map::ColumnMap;
use super::schema::FreeFormObject;
use super::{MAX_LISTED, ProfileSink, ReadOptions, Rejection};
use crate::profile::{Batch, Columns};

/// Faults listed of one row, until [`MAX_LISTED`] rows are rejected; then one, for a source may be at fault throughout.
const MAX_FAULTS: usize = 64;

/// Whose faults are of use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing {
    /// Rows rejected so far, at least.
    pub(super) rejected: u64,
    /// Whether any are.
    pub(super) is_wanted: bool,
}

impl Listing {
    /// Most faults that are listed of the next row.
    pub(super) fn max_faults(self) -> usize {
        match self {
            Self { is_wanted: false, .. } => 0,
            Self { rejected, .. } if rejected < MAX_LISTED as u64 => MAX_FAULTS,
            Self { .. } => 1,
        }
    }
}

/// A listing that threads learn of; what they know of it may be older than what is.
#[derive(Debug)]
pub(super) struct SharedListing {
    rejected: AtomicU64,
    is_wanted: AtomicBool,
}

impl SharedListing {
    pub(super) fn new(listing: Listing) -> Self {
        let Listing { rejected, is_wanted } = listing;
        Self { rejected: AtomicU64::new(rejected), is_wanted: AtomicBool::new(is_wanted) }
    }

    pub(super) fn get(&self) -> Listing {
        Listing { rejected: self.rejected.load(Relaxed), is_wanted: self.is_wanted.load(Relaxed) }
    }

    pub(super) fn set(&self, listing: Listing) {
        self.rejected.store(listing.rejected, Relaxed);
        self.is_wanted.store(listing.is_wanted, Relaxed);
    }
}

/// The sink of rows that are recorded: nothing reaches it.
#[derive(Debug)]
pub(super) struct Nobody;

impl ProfileSink for Nobody {
    fn claim_id(&mut self, _: u64) -> io::Result<bool> {
        Ok(true)
    }

    fn take(&mut self, _: &Columns, _: Batch) -> io::Result<()> {
        Ok(())
    }

    fn reject(&mut self, _: &[Rejection]) -> io::Result<()> {
        Ok(())
    }
}

/// The rows of a block.
#[derive(Debug)]
pub(super) struct RecordedRows {
    rows: Vec<Ends>,
    values: Vec<(u32, Pending)>,
    texts: String,
    faults: Vec<Rejection>,
    /// What was known of listing before them.
    listing: Listing,
    /// The places that were known before them; further ones are in `names`, in their order.
    known: usize,
    names: Vec<(FreeFormObject, Box<str>)>,
}

/// How a row ended, and where what it brings ends.
#[derive(Debug, Clone, Copy)]
struct Ends {
    values: usize,
    faults: usize,
    end: RowEnd,
}

#[derive(Debug, Clone, Copy)]
enum RowEnd {
    /// Without a fault of its own: the hash of its id and where the id stands among the texts.
    Kept(Option<(u64, usize, usize)>),
    /// Rejected for the faults listed.
    Faulty,
    /// Not readable at all, which is listed in any case.
    Unreadable,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecordedRow<'r> {
    /// What it brings, by places.
    pub(super) values: &'r [(u32, Pending)],
    /// Its faults; none where it is to be kept.
    pub(super) faults: &'r [Rejection],
    pub(super) is_kept: bool,
    pub(super) is_unreadable: bool,
    pub(super) id: Option<(u64, &'r str)>,
}

impl RecordedRows {
    pub(super) fn new(known: &ColumnMap, listing: Listing) -> Self {
        Self {
            rows: Vec::new(),
            values: Vec::new(),
            texts: String::new(),
            faults: Vec::new(),
            listing,
            known: known.places(),
            names: Vec::new(),
        }
    }

    /// With the names that the rows brought in.
    pub(super) fn with_names(self, column_map: ColumnMap) -> Self {
        Self { names: column_map.into_names(self.known), ..self }
    }

    /// Whose faults are of use once `rejected` of these rows are rejected.
    pub(super) fn listing(&self, rejected: u64) -> Listing {
        Listing { rejected: self.listing.rejected + rejected, ..self.listing }
    }

    /// Records a row without a fault of its own.
    pub(super) fn keep(&mut self, values: &[(u32, Pending)], texts: &str, id: Option<(u64, &str)>) {
        let shift = u32::try_from(self.texts.len()).expect("a block is far shorter");
        self.values.extend(values.iter().map(|(place, value)| (*place, value.shifted(shift))));
        self.texts.push_str(texts);
        let id = id.map(|(hash, text)| {
            let from = self.texts.len();
            self.texts.push_str(text);
            (hash, from, self.texts.len())
        });
        self.end(RowEnd::Kept(id));
    }

    /// Records a row that is rejected; its faults are taken. What it brought is counted, but its texts are not needed.
    pub(super) fn reject(&mut self, values: &[(u32, Pending)], faults: &mut Vec<Rejection>, is_unreadable: bool) {
        self.values.extend(values.iter().filter(|(_, value)| value.is_counted()));
        self.faults.append(faults);
        self.end(if is_unreadable { RowEnd::Unreadable } else { RowEnd::Faulty });
    }

    fn end(&mut self, end: RowEnd) {
        self.rows.push(Ends { values: self.values.len(), faults: self.faults.len(), end });
    }

    /// Whether the rows brought in names, so that places in the block and in the set differ.
    pub(super) fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    pub(super) fn texts(&self) -> &str {
        &self.texts
    }

    /// The rows in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = RecordedRow<'_>> {
        let (mut values, mut faults) = (0, 0);
        self.rows.iter().map(move |ends| {
            let row = RecordedRow {
                values: &self.values[values..ends.values],
                faults: &self.faults[faults..ends.faults],
                is_kept: matches!(ends.end, RowEnd::Kept(_)),
                is_unreadable: matches!(ends.end, RowEnd::Unreadable),
                id: match ends.end {
                    RowEnd::Kept(id) => id.map(|(hash, from, to)| (hash, &self.texts[from..to])),
                    RowEnd::Faulty | RowEnd::Unreadable => None,
                },
            };
            (values, faults) = (ends.values, ends.faults);
            row
        })
    }

    /// The places of the rows' values among those of the set; none where there may be no room for all their names.
    pub(super) fn places(&self, column_map: &ColumnMap) -> Option<Places<'_>> {
        column_map.has_room_for(&self.names).then(|| Places {
            known: self.known,
            names: &self.names,
            found: vec![None; self.names.len()],
        })
    }
}

/// From places of a block to those of the set.
#[derive(Debug)]
pub(super) struct Places<'r> {
    known: usize,
    names: &'r [(FreeFormObject, Box<str>)],
    found: Vec<Option<u32>>,
}

impl Places<'_> {
    /// The place in the set, unless its name is a new one.
    pub(super) fn find(&mut self, place: u32, column_map: &ColumnMap) -> Option<u32> {
        let Some(new) = (place as usize).checked_sub(self.known) else { return Some(place) };
        if self.found[new].is_none() {
            let (object, name) = &self.names[new];
            self.found[new] = column_map.find(*object, name);
        }
        self.found[new]
    }

    /// The place in the set, made where its name is a new one.
    pub(super) fn open(&mut self, place: u32, column_map: &mut ColumnMap, options: &ReadOptions) -> u32 {
        self.find(place, column_map).unwrap_or_else(|| {
            let new = place as usize - self.known;
            let (object, name) = &self.names[new];
            let place = column_map.open(*object, name, options).expect("the name is possible and has room");
            self.found[new] = Some(place);
            place
        })
    }
}
