//! The fewest people that a figure may tell of.

use crate::words::grouped;

/// The fewest people that a figure may tell of; 0 and 1 hide nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MinCell(pub u64);

impl Default for MinCell {
    /// Ten, as statistical offices do.
    fn default() -> Self {
        Self(10)
    }
}

impl MinCell {
    /// Nothing is hidden.
    pub const OFF: Self = Self(0);

    /// Whether nothing is hidden.
    pub fn is_off(self) -> bool {
        self.0 <= 1
    }

    /// Whether a count of those to whom something applies is hidden. None is hidden like a few: it says of everybody
    /// else that it does not apply, and were it told, a hidden count would be known not to be none.
    pub fn hides(self, count: u64) -> bool {
        !self.is_off() && count < self.0
    }

    /// Whether a count is hidden that speaks of nobody where it is none, as of those who leave a field out.
    pub fn hides_some(self, count: u64) -> bool {
        count > 0 && self.hides(count)
    }

    /// The greatest count that is hidden.
    pub fn most_hidden(self) -> u64 {
        if self.is_off() { 0 } else { self.0 - 1 }
    }

    /// `count` of `all` people in words: the number, `fewer than 10` or `all but fewer than 10`.
    pub fn told(self, count: u64, all: u64) -> String {
        if self.hides_some(count) {
            self.few()
        } else if self.hides_some(all.saturating_sub(count)) {
            self.nearly_all()
        } else {
            grouped(&count.to_string())
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
    fn few_and_nearly_all_are_told_alike_whoever_they_are() {
        let ten = MinCell::default();
        assert_eq!([1, 9].map(|n| ten.told(n, 1_200)), ["fewer than 10"; 2]);
        assert_eq!([1_191, 1_199].map(|n| ten.told(n, 1_200)), ["all but fewer than 10"; 2]);
        assert_eq!([0, 10, 1_190, 1_200].map(|n| ten.told(n, 1_200)), ["0", "10", "1,190", "1,200"]);
        assert_eq!(MinCell::OFF.told(3, 5), "3");
    }

    #[test]
    fn none_is_hidden_where_it_speaks_of_the_others() {
        let ten = MinCell::default();
        assert!(ten.hides(0) && ten.hides(9) && !ten.hides(10));
        assert!(!ten.hides_some(0) && ten.hides_some(1));
        assert!([MinCell(0), MinCell(1)].iter().all(|off| !off.hides(0) && off.most_hidden() == 0));
    }
}
