//! The forms of values in what is stored, where serde has none: names of the program's own, days and shared values.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer};

/// A name of the program's own, such as that of a method. Under this name serde does not take it for a text that the value
/// borrows from what it is read from.
pub type StaticName = &'static str;

/// Reads a name.
pub(crate) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StaticName, D::Error> {
    String::deserialize(deserializer).map(kept)
}

/// Reads names.
pub(crate) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<StaticName>, D::Error> {
    Ok(Vec::<String>::deserialize(deserializer)?.into_iter().map(kept).collect())
}

/// The name for as long as the program runs. There are no more of them than the program has names.
fn kept(name: String) -> StaticName {
    static NAMES: Mutex<BTreeSet<StaticName>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    let new: StaticName = name.leak();
    names.insert(new);
    new
}

/// A day as its Julian number.
pub(crate) mod day {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use time::Date;

    pub(crate) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(day.to_julian_day())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        Date::from_julian_day(i32::deserialize(deserializer)?).map_err(Error::custom)
    }
}

/// A value that others hold too, of which a copy is stored.
pub(crate) mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer, T: Serialize>(
        value: &Option<Arc<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_deref().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<Option<Arc<T>>, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map(Arc::new))
    }
}
