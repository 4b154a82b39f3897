//! How the labelled profiles of an audience came to be labelled, and how old a panel is.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// How the labelled profiles came to be labelled.
    pub enum LabelSampling default SelfDeclared {
        /// They were drawn at random from the audience, with equal or known probabilities, and labelled whatever they
        /// are: they stand for the others.
        RandomSample = "random_sample",
        /// They state it of their own accord, and may differ from those who do not.
        SelfDeclared = "self_declared",
    }
}

/// Age in years that a panel without a date is taken to have: surveys come out one to three years after the field.
pub const ASSUMED_PANEL_AGE_YEARS: f64 = 2.0;
