//! Why channels cannot be compared.

use std::fmt;

use crate::message::{Message, MessageArgument, message};

/// Why there is no recommendation.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelError {
    /// A country without figures.
    UnknownCountry {
        /// What was asked for.
        given: String,
        /// Codes with figures.
        accepted: String,
    },
    /// A year too far from every figure.
    UnknownYear {
        /// What was asked for.
        given: i32,
        /// Country.
        country: String,
        /// Years with figures.
        accepted: String,
    },
    /// Channels that the catalogue doesn't know.
    UnknownChannels {
        /// What was asked for.
        given: String,
        /// Channel ids.
        accepted: String,
    },
    /// A measure that the catalogue doesn't know, or that is only an upper bound.
    UnknownMeasure {
        /// What was asked for.
        given: String,
        /// Ids of measures and groups.
        accepted: String,
    },
    /// Known channels, country and year, but no figure of them together.
    NoFigures {
        /// Country.
        country: String,
        /// Year.
        year: i32,
        /// Channel ids asked for.
        channels: String,
    },
    /// Income limits in a currency that the country's medians are not in.
    Currency {
        /// Currency of the limits.
        given: String,
        /// Country.
        country: String,
        /// Currency of the medians.
        accepted: String,
    },
    /// Income limits as amounts in a country without a median income.
    NoMedian {
        /// Country.
        country: String,
    },
    /// Channels that were asked for by a measure which they have no figure by.
    NotComparable {
        /// Channels without a figure by the measure.
        given: String,
        /// Measure or group asked for.
        measure: String,
        /// Country.
        country: String,
        /// Year.
        year: i32,
        /// What they have figures by.
        known: Vec<Message>,
    },
    /// Costs that can't be used.
    Cost {
        /// Position among the costs.
        index: usize,
        /// What was received and what to do.
        detail: Message,
    },
    /// A target that nobody in the population tables is in.
    EmptyTarget {
        /// Country.
        country: String,
        /// Youngest age in the table.
        youngest: u8,
    },
    /// A level that is none.
    Level(f64),
    /// Medians and a population table that are missing, or in different currencies.
    Catalog {
        /// Country.
        country: String,
    },
}

impl ChannelError {
    /// What was received, what is accepted, what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::UnknownCountry { given, accepted } => {
                message!["fault-country-without-figures", received = given, accepted = accepted]
            }
            Self::UnknownYear { given, country, accepted } => {
                message!["fault-year-without-figures", received = given, country = country, accepted = accepted]
            }
            Self::UnknownChannels { given, accepted } | Self::UnknownMeasure { given, accepted } => {
                message!["fault-unknown", received = given, accepted = accepted]
            }
            Self::NoFigures { country, year, channels } => {
                message!["fault-no-figures", channels = channels, country = country, year = year]
            }
            Self::Currency { given, country, accepted } => {
                message!["fault-income-currency", received = given, country = country, accepted = accepted]
            }
            Self::NoMedian { country } => message!["fault-no-median", country = country],
            Self::NotComparable { given, measure, country, year, known } => {
                message!["fault-not-comparable", channels = given, measure = measure, country = country, year = year]
                    .and("known", MessageArgument::List(known.clone()))
            }
            Self::Cost { detail, .. } => detail.clone(),
            Self::EmptyTarget { country, youngest } => {
                message!["fault-nobody-in-target", country = country, youngest = youngest]
            }
            Self::Level(level) => message!["fault-level", received = level],
            Self::Catalog { country } => message!["fault-catalogue", country = country],
        }
    }
}

impl fmt::Display for ChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().outline())
    }
}

impl std::error::Error for ChannelError {}
