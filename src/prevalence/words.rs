//! Evidence in words that an analyst understands.

use super::shift::Hypothesis;
use super::{HypothesisWeight, SensitivityBounds};

impl HypothesisWeight {
    /// The account in plain words, with its probability.
    pub fn words(&self) -> String {
        let more = |up: &str, down: &str| if self.tilt >= 0.0 { up.to_owned() } else { down.to_owned() };
        let account = match &self.hypothesis {
            Hypothesis::Label => {
                let which = more("over-represented", "under-represented");
                format!("the audience looks like the panel with people in the target {which}")
            }
            Hypothesis::Hidden(field) => {
                let account = match &field.level {
                    Some(level) => {
                        format!("{} `{level}` {}", field.name, more("over-represented", "under-represented"))
                    }
                    None => format!("people of {} {} over-represented", more("higher", "lower"), field.name),
                };
                format!("the audience looks like the panel with {account}")
            }
            Hypothesis::Covariate => {
                "a few of the fields seen differ from the panel's, and the rest follows from them".to_owned()
            }
            Hypothesis::Null => "the audience looks like the panel".to_owned(),
            Hypothesis::Dense => {
                "the audience differs from the panel in many ways at once, so that the panel alone cannot tell"
                    .to_owned()
            }
        };
        format!("{:.0} % probable: {account}", 100.0 * self.weight)
    }
}

impl SensitivityBounds {
    /// The bounds in plain words.
    pub fn words(&self) -> String {
        format!(
            "If the undeclared have up to {} times higher or lower odds of being in the target than those who declare, \
             the share is between {:.1} % and {:.1} %.",
            self.gamma,
            100.0 * self.lower,
            100.0 * self.upper
        )
    }
}
