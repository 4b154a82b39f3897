//! tilt

mod audience;
mod declared;
mod evidence;
mod hypotheses;
mod linalg;
mod logistic;
mod panel;
mod posterior;

use ndarray::ArrayView2;

pub use self::audience::Rows;
pub use self::hypotheses::{Hypothesis, Shift};
pub use self::panel::{Hidden, PanelModel};
pub use self::posterior::{PosteriorNode, TiltPosterior};

use self::audience::Members;

/// Why a panel or an audience cannot be weighed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TiltError {
    /// Two inputs that must agree in length do not.
    #[error("{what}: {found} given, {expected} expected")]
    Shape {
        /// The input at fault.
        what: String,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// There is nobody to fit or to weigh.
    #[error("the {what} has no rows")]
    NoRows {
        /// `panel` or `audience`.
        what: &'static str,
    },
    /// A label is not a membership.
    #[error("labels must lie between 0 and 1")]
    Label,
    /// Weights cannot be used.
    #[error("weights must be finite, not negative, and not all zero")]
    Weight,
    /// The panel says nothing about what tells the target apart.
    #[error("every panel row of positive weight is in the target, or every one is outside it")]
    OneClass,
}

/// An audience to weigh: those whose share is wanted, those who have declared themselves, and what may have shifted.
#[derive(Debug, Clone, Copy)]
pub struct Audience<'a> {
    /// Members who have not declared themselves.
    pub undeclared: Rows<'a>,
    /// Members who have, with their memberships.
    pub declared: Option<(Rows<'a>, &'a [f64])>,
    /// Which kinds of shift are possible.
    pub shift: Shift,
}

impl PanelModel {
    /// The posterior of an audience's share.
    ///
    /// `row_weights` says how many people each row stands for, one where absent. Time grows with the rows, so a large
    /// audience should come grouped by like rows or as a sample; 20,000 rows leave no error of their own.
    ///
    /// # Errors
    /// When there are no rows, columns are not the panel's, or weights cannot be used.
    pub fn weigh(&self, x: ArrayView2<'_, f64>, row_weights: Option<&[f64]>) -> Result<TiltPosterior, TiltError> {
        let undeclared = Rows { x: x.view(), weights: row_weights };
        self.weigh_audience(&Audience { undeclared, declared: None, shift: Shift::Any })
    }

    /// The posterior of the share among those who have not declared themselves, given those who have.
    ///
    /// # Errors
    /// As [`weigh`](Self::weigh), and when declared labels do not match their rows or lie outside `[0, 1]`.
    pub fn weigh_with_declared(
        &self,
        undeclared: ArrayView2<'_, f64>,
        declared: ArrayView2<'_, f64>,
        declared_labels: &[f64],
    ) -> Result<TiltPosterior, TiltError> {
        self.weigh_audience(&Audience {
            undeclared: Rows { x: undeclared.view(), weights: None },
            declared: Some((Rows { x: declared.view(), weights: None }, declared_labels)),
            shift: Shift::Any,
        })
    }

    /// The posterior of the share among the undeclared members of an audience.
    ///
    /// # Errors
    /// As [`weigh_with_declared`](Self::weigh_with_declared).
    pub fn weigh_audience(&self, audience: &Audience<'_>) -> Result<TiltPosterior, TiltError> {
        let asked = Members::new(self, audience.undeclared)?;
        if asked.counts.is_empty() {
            return Err(TiltError::NoRows { what: "audience" });
        }
        match audience.declared {
            Some((rows, labels)) if rows.x.nrows() > 0 => {
                let declared = Members::new(self, rows)?;
                if labels.len() != rows.x.nrows() {
                    let (found, expected) = (labels.len(), rows.x.nrows());
                    return Err(TiltError::Shape { what: "declared labels".to_owned(), found, expected });
                }
                if !labels.iter().all(|y| (0.0..=1.0).contains(y)) {
                    return Err(TiltError::Label);
                }
                Ok(self.with_declared(&asked, &declared, labels, audience))
            }
            Some(_) | None => Ok(self.without_declared(&asked, audience.shift)),
        }
    }

    fn without_declared(&self, asked: &Members, shift: Shift) -> TiltPosterior {
        let nodes = audience::nodes(self, asked, asked, shift == Shift::Any);
        let evidence = evidence::evidence(self, &nodes);
        let (order, parts) = hypotheses::components(self, &nodes, &evidence, shift);
        let shares: Vec<_> = nodes.iter().map(posterior::doubly_robust).collect();
        TiltPosterior::new(self, asked, &nodes, &shares, order, &parts)
    }

    fn with_declared(
        &self,
        asked: &Members,
        declared: &Members,
        labels: &[f64],
        audience: &Audience<'_>,
    ) -> TiltPosterior {
        let everyone = asked.joined(declared);
        let nodes = audience::nodes(self, &everyone, asked, audience.shift == Shift::Any);
        let evidence = evidence::evidence(self, &nodes);
        let (order, mut parts) = hypotheses::components(self, &nodes, &evidence, audience.shift);
        let weighed: Vec<_> = nodes.iter().map(|node| declared::weigh(self, node, asked, declared, labels)).collect();
        for part in &mut parts {
            part.log_weight += part.at(|k| weighed[k].log_evidence);
        }
        let shares: Vec<_> = weighed.iter().map(|w| w.share).collect();
        TiltPosterior::new(self, asked, &nodes, &shares, order, &parts)
    }
}
