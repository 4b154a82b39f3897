//! Where a row's values go: the fixed fields, and the channels and attributes met so far, each with its columns.

use std::collections::HashMap;

use super::reading::{ColumnBasis, ColumnReading};
use super::schema::FreeFormObject;
use super::table::personal_by_name;
use super::value::{ValueError, longer_than};
use super::{PersonalData, ReadOptions, RejectCode};
use crate::profile::Field;
use crate::profile::{ColumnId, Columns, Kind};

/// Most distinct attributes of one set of profiles.
pub(super) const MAX_ATTRIBUTES: usize = 512;
/// Most distinct channels of one set of profiles.
pub(super) const MAX_CHANNELS: usize = 256;
const MAX_ATTRIBUTE_NAME: usize = 128;
const MAX_CHANNEL_ID: usize = 64;

#[derive(Debug, Clone)]
struct ColumnSlot {
    field: Field,
    columns: [Option<ColumnId>; 4],
    /// The row that named it last, to find names given twice.
    named_in: u64,
    /// The place that the sender named after this one the last time.
    next: u32,
    dropped: u64,
    non_answers: u64,
    /// Which personal data an attribute holds whose values are left out, and how many there are.
    personal: Option<PersonalData>,
    left_out: u64,
}

impl ColumnSlot {
    fn new(field: Field) -> Self {
        Self {
            field,
            columns: [None; 4],
            named_in: 0,
            next: 0,
            dropped: 0,
            non_answers: 0,
            personal: None,
            left_out: 0,
        }
    }

    fn is(&self, object: FreeFormObject, name: &str) -> bool {
        match (&self.field, object) {
            (Field::Channel(id), FreeFormObject::Channels) => **id == *name,
            (Field::Attribute(own), FreeFormObject::Attributes) => **own == *name,
            _ => false,
        }
    }
}

/// The fields of one set of profiles. Names that only rejected rows have are removed again.
#[derive(Debug, Clone)]
pub(super) struct ColumnMap {
    slots: Vec<ColumnSlot>,
    channels: HashMap<Box<str>, u32>,
    attributes: HashMap<Box<str>, u32>,
    /// ColumnMap from here on were named first by the row being read.
    kept: usize,
    last: u32,
    /// Whether there is room for so many names only; rows that are read apart from others learn later whether there is.
    is_limited: bool,
}

impl ColumnMap {
    pub(super) fn new() -> Self {
        let slots: Vec<ColumnSlot> = Field::FIXED.into_iter().map(|(_, field)| ColumnSlot::new(field)).collect();
        let kept = slots.len();
        Self { slots, channels: HashMap::new(), attributes: HashMap::new(), kept, last: 0, is_limited: true }
    }

    /// The place of a channel or attribute. Whether an attribute is left out as personal data is decided by its name,
    /// when it is met first.
    pub(super) fn open(
        &mut self,
        object: FreeFormObject,
        name: &str,
        options: &ReadOptions,
    ) -> Result<u32, ValueError> {
        // Rows of one source name their attributes in the same order, which saves the hashing.
        let guess = self.slots[self.last as usize].next;
        if self.slots.get(guess as usize).is_some_and(|slot| slot.is(object, name)) {
            self.last = guess;
            return Ok(guess);
        }
        let slot = match self.find(object, name) {
            Some(slot) => slot,
            None => self.add(object, name, options)?,
        };
        self.slots[self.last as usize].next = slot;
        self.last = slot;
        Ok(slot)
    }

    fn add(&mut self, object: FreeFormObject, name: &str, options: &ReadOptions) -> Result<u32, ValueError> {
        let slot = u32::try_from(self.slots.len()).expect("slots are limited to hundreds");
        let mut personal = None;
        let field = match object {
            FreeFormObject::Channels => {
                check_channel(name, if self.is_limited { self.channels.len() } else { 0 })?;
                self.channels.insert(name.into(), slot);
                Field::Channel(name.into())
            }
            FreeFormObject::Attributes => {
                check_attribute(name, if self.is_limited { self.attributes.len() } else { 0 })?;
                self.attributes.insert(name.into(), slot);
                personal = personal_by_name(name).filter(|_| !options.keeps_column(name));
                Field::Attribute(name.into())
            }
        };
        self.slots.push(ColumnSlot { personal, ..ColumnSlot::new(field) });
        Ok(slot)
    }

    /// Keeps the values of an attribute whatever its name says: the reader of a table has decided on its column.
    pub(super) fn keep(&mut self, slot: u32) {
        self.slots[slot as usize].personal = None;
    }

    /// Whether the values of this place are left out as personal data.
    pub(super) fn leaves_out(&self, slot: u32) -> bool {
        self.slots[slot as usize].personal.is_some()
    }

    /// Counts a value that is left out as personal data.
    pub(super) fn count_left_out(&mut self, slot: usize) {
        self.slots[slot].left_out += 1;
    }

    /// The same with room for any number of names.
    pub(super) fn without_limits(self) -> Self {
        Self { is_limited: false, ..self }
    }

    /// Number of places.
    pub(super) fn places(&self) -> usize {
        self.slots.len()
    }

    /// The channels and attributes of the places from `first` on, which has no fixed field after it.
    pub(super) fn into_names(mut self, first: usize) -> Vec<(FreeFormObject, Box<str>)> {
        let name = |slot: ColumnSlot| {
            if let Field::Channel(id) = slot.field {
                Some((FreeFormObject::Channels, id))
            } else if let Field::Attribute(name) = slot.field {
                Some((FreeFormObject::Attributes, name))
            } else {
                None
            }
        };
        self.slots.drain(first..).filter_map(name).collect()
    }

    /// The place of a channel or attribute, if it is known.
    pub(super) fn find(&self, object: FreeFormObject, name: &str) -> Option<u32> {
        match object {
            FreeFormObject::Channels => self.channels.get(name).copied(),
            FreeFormObject::Attributes => self.attributes.get(name).copied(),
        }
    }

    /// Whether there is room for all of `names` that are not known yet.
    pub(super) fn has_room_for(&self, names: &[(FreeFormObject, Box<str>)]) -> bool {
        let new = |of: FreeFormObject| {
            names.iter().filter(|(object, name)| *object == of && self.find(of, name).is_none()).count()
        };
        self.channels.len() + new(FreeFormObject::Channels) <= MAX_CHANNELS
            && self.attributes.len() + new(FreeFormObject::Attributes) <= MAX_ATTRIBUTES
    }

    /// The attributes whose values were left out as personal data.
    pub(super) fn left_out(&self) -> Vec<ColumnReading> {
        let left_out = self.slots.iter().filter_map(|slot| {
            let basis = ColumnBasis::Personal { what: slot.personal? };
            let reading = ColumnReading::unused(&slot.field.to_string(), basis);
            Some(ColumnReading { filled: slot.left_out, ..reading })
        });
        left_out.collect()
    }

    /// Notes that `row` names this place; false where it did before.
    pub(super) fn name_once(&mut self, slot: u32, row: u64) -> bool {
        let slot = &mut self.slots[slot as usize];
        let first = slot.named_in != row;
        slot.named_in = row;
        first
    }

    /// The column of this place and kind.
    pub(super) fn column(&mut self, slot: usize, kind: Kind, columns: &mut Columns) -> ColumnId {
        let slot = &mut self.slots[slot];
        let known = &mut slot.columns[kind as usize];
        *known.get_or_insert_with(|| columns.column(&slot.field, kind))
    }

    /// Counts a value that was dropped for want of room in its dictionary.
    pub(super) fn drop_value(&mut self, slot: usize) {
        self.slots[slot].dropped += 1;
    }

    /// Counts a text that says that there is no answer.
    pub(super) fn count_non_answer(&mut self, slot: usize) {
        self.slots[slot].non_answers += 1;
    }

    /// The fields with texts that say that there is no answer, with how many.
    pub(super) fn non_answers(&self) -> Vec<(String, u64)> {
        let with_some = self.slots.iter().filter(|slot| slot.non_answers > 0);
        with_some.map(|slot| (slot.field.to_string(), slot.non_answers)).collect()
    }

    /// The fields that lost values, with how many.
    pub(super) fn dropped(&self) -> Vec<(String, u64)> {
        let losing = self.slots.iter().filter(|slot| slot.dropped > 0);
        losing.map(|slot| (slot.field.to_string(), slot.dropped)).collect()
    }

    /// Keeps the names of the row being read.
    pub(super) fn commit(&mut self) {
        self.kept = self.slots.len();
    }

    /// Deletes the names that the row being read brought in.
    pub(super) fn roll_back(&mut self) {
        if self.slots.len() == self.kept {
            return;
        }
        for slot in self.slots.drain(self.kept..) {
            if let Field::Channel(id) = &slot.field {
                self.channels.remove(id);
            } else if let Field::Attribute(name) = &slot.field {
                self.attributes.remove(name);
            }
        }
        self.last = 0;
    }
}

fn check_channel(id: &str, known: usize) -> Result<(), ValueError> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if id.is_empty() || id.len() > MAX_CHANNEL_ID || !id.bytes().all(fits) {
        return Err(ValueError::new(RejectCode::OutOfRange, "accepts-channel-id"));
    }
    if known >= MAX_CHANNELS {
        return Err(ValueError::new(RejectCode::TooLarge, "accepts-channels"));
    }
    Ok(())
}

fn check_attribute(name: &str, known: usize) -> Result<(), ValueError> {
    if name.is_empty() || longer_than(name, MAX_ATTRIBUTE_NAME) {
        return Err(ValueError::new(RejectCode::OutOfRange, "accepts-attribute-name"));
    }
    if known >= MAX_ATTRIBUTES {
        return Err(ValueError::new(RejectCode::TooLarge, "accepts-attributes"));
    }
    Ok(())
}
