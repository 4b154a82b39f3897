//! The minimum cell size.

use serde::{Deserialize, Serialize};

/// The minimum cell size: smaller counts of people are suppressed; 0 and 1 disable suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MinCell(pub u64);

/// A count as it may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReleasedCount {
    /// The count itself.
    Exact(u64),
    /// Fewer than this many people.
    FewerThan(u64),
    /// All but fewer than this many people.
    AllButFewerThan(u64),
}

impl Default for MinCell {
    /// Ten, the threshold of many statistical offices.
    fn default() -> Self {
        Self(10)
    }
}

impl MinCell {
    /// Disables suppression.
    pub const OFF: Self = Self(0);

    /// Whether suppression is disabled.
    pub fn is_off(self) -> bool {
        self.0 <= 1
    }

    /// Whether a count is too small to publish. Zero is: it says of everybody that they do not belong to the cell, and
    /// if it were published, a suppressed count would be known not to be zero.
    pub fn is_small_cell(self, count: u64) -> bool {
        !self.is_off() && count < self.0
    }

    /// Whether a count is too small to publish if a count of zero is about nobody, such as that of missing values.
    pub fn is_small_nonzero(self, count: u64) -> bool {
        count > 0 && self.is_small_cell(count)
    }

    /// The largest count that is suppressed.
    pub fn max_suppressed(self) -> u64 {
        if self.is_off() { 0 } else { self.0 - 1 }
    }

    /// `count` of `all` people as it may be published.
    pub fn release(self, count: u64, all: u64) -> ReleasedCount {
        if self.is_small_nonzero(count) {
            ReleasedCount::FewerThan(self.0)
        } else if self.is_small_nonzero(all.saturating_sub(count)) {
            ReleasedCount::AllButFewerThan(self.0)
        } else {
            ReleasedCount::Exact(count)
        }
    }

    /// `fewer than 10`.
    pub fn few(self) -> String {
        format!("fewer than {}", self.0)
    }

    /// `all but fewer than 10`.
    pub fn nearly_all(self) -> String {
        format!("all but {}", self.few())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_small_counts_and_small_complements_as_bounds() {
        let ten = MinCell::default();
        assert_eq!([1, 9].map(|n| ten.release(n, 1_200)), [ReleasedCount::FewerThan(10); 2]);
        assert_eq!([1_191, 1_199].map(|n| ten.release(n, 1_200)), [ReleasedCount::AllButFewerThan(10); 2]);
        let exact = [0, 10, 1_190, 1_200];
        assert_eq!(exact.map(|n| ten.release(n, 1_200)), exact.map(ReleasedCount::Exact));
        assert_eq!(MinCell::OFF.release(3, 5), ReleasedCount::Exact(3));
    }

    #[test]
    fn zero_is_a_small_cell_if_it_is_about_somebody() {
        let ten = MinCell::default();
        assert!(ten.is_small_cell(0) && ten.is_small_cell(9) && !ten.is_small_cell(10));
        assert!(!ten.is_small_nonzero(0) && ten.is_small_nonzero(1));
        assert!([MinCell(0), MinCell(1)].iter().all(|off| !off.is_small_cell(0) && off.max_suppressed() == 0));
    }
}
