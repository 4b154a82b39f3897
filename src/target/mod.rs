//! The target demographic: its definition and what makes a profile a member.

mod category;
mod incomes;
mod membership;
mod resolve;
mod spec;

pub use category::CategoryMatch;
pub use incomes::{IncomeConcept, IncomeReference, MedianIncome, MedianIncomes, yearly};
pub use membership::{BoundTarget, Incomparable, LabelCheck, Membership};
pub use resolve::{Condition, MAX_CONDITIONS, SpecFault, Target};
pub use spec::{AgeRange, AttributeCondition, IncomeLimits, Period, Scope, TargetSpec};
