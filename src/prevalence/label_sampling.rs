//! How the labelled profiles of an audience came to be labelled, and how old a panel is.

/// How the labelled profiles came to be labelled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LabelSampling {
    /// They were drawn at random from the audience, with equal or known probabilities, and labelled whatever they are: they
    /// stand for the others.
    RandomSample,
    /// They state it of their own accord, and may differ from those who do not.
    #[default]
    SelfDeclared,
}

impl LabelSampling {
    /// Its name in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RandomSample => "random_sample",
            Self::SelfDeclared => "self_declared",
        }
    }
}

/// Age in years that a panel without a date is taken to have: surveys come out one to three years after the field.
pub const ASSUMED_PANEL_AGE_YEARS: f64 = 2.0;
