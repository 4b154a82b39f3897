//! The parameters of the estimator, and what can be wrong with them and with a table.

use linfa::ParamGuard;

use super::mixed_rows::FieldKind;
use super::number::MAX_SEGMENTS;

/// Fewer rows are one class: the number of classes could not be distinguished from them.
pub const MIN_ROWS: usize = 50;
/// The smallest share of the rows that a class may have: smaller ones are seldom found again.
pub const MIN_SHARE: f64 = 0.02;
/// Fewest rows of a class unless asked for otherwise: fewer do not fix the parameters of a field.
const DEFAULT_MIN_CLASS_ROWS: usize = 10;

/// Why classes cannot be fitted.
#[derive(Debug, thiserror::Error)]
pub enum ClassError {
    /// There is nothing to tell rows apart by.
    #[error("no fields received; accepted: one or more")]
    NoFields,
    /// A field of one level or none tells nothing.
    #[error("field {field} has {levels} level(s); accepted: 2 or more")]
    TooFewLevels {
        /// Position of the field.
        field: usize,
        /// Its levels.
        levels: usize,
    },
    /// The number of classes is out of range.
    #[error("received at most {0} classes; accepted: 1 to {MAX_SEGMENTS}")]
    MaxClasses(usize),
    /// The table is not of these fields.
    #[error("the table has {columns} columns; accepted: {fields}, one for each field")]
    Columns {
        /// Columns of the table.
        columns: usize,
        /// Fields of the parameters.
        fields: usize,
    },
    /// A value that its field cannot have.
    #[error("received {value} in row {row}, field {field}; accepted: a finite number, a code of its levels, or NaN")]
    Value {
        /// Row of the table, from 0.
        row: usize,
        /// Position of the field.
        field: usize,
        /// What was received.
        value: f64,
    },
    /// linfa's own errors.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

/// Parameters before they are checked.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentClassesParams(LatentClassesValidParams);

/// Parameters that were checked.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentClassesValidParams {
    pub(super) kinds: Vec<FieldKind>,
    pub(super) max_classes: usize,
    pub(super) min_class_rows: usize,
}

impl LatentClassesParams {
    pub(super) fn new(kinds: Vec<FieldKind>) -> Self {
        let min_class_rows = DEFAULT_MIN_CLASS_ROWS;
        Self(LatentClassesValidParams { kinds, max_classes: MAX_SEGMENTS, min_class_rows })
    }

    /// The most classes, [`MAX_SEGMENTS`] unless set.
    pub fn max_classes(mut self, max_classes: usize) -> Self {
        self.0.max_classes = max_classes;
        self
    }

    /// The fewest rows that a class may have; smaller ones are merged.
    pub fn min_class_rows(mut self, min_class_rows: usize) -> Self {
        self.0.min_class_rows = min_class_rows;
        self
    }
}

impl ParamGuard for LatentClassesParams {
    type Checked = LatentClassesValidParams;
    type Error = ClassError;

    fn check_ref(&self) -> Result<&Self::Checked, ClassError> {
        let LatentClassesValidParams { kinds, max_classes, .. } = &self.0;
        if kinds.is_empty() {
            return Err(ClassError::NoFields);
        }
        for (field, kind) in kinds.iter().enumerate() {
            if let FieldKind::Levels(levels @ (0 | 1)) = *kind {
                return Err(ClassError::TooFewLevels { field, levels });
            }
        }
        if !(1..=MAX_SEGMENTS).contains(max_classes) {
            return Err(ClassError::MaxClasses(*max_classes));
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked, ClassError> {
        self.check_ref()?;
        Ok(self.0)
    }
}
