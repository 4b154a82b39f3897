//! Channels, measures, countries, sources and target presets: what the TOML files of the catalogue hold.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::target::TargetSpec;
use crate::vocabulary::vocabulary;

/// A way to speak to people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Id, snake_case.
    pub id: String,
    /// Name for people to read.
    pub name: String,
    /// Channel that contains this one whole; it stands before this one.
    #[serde(default)]
    pub parent: Option<String>,
    /// Further channels that contain it in sources which ask in wider words.
    #[serde(default)]
    pub within: Vec<String>,
    /// Whether it takes the internet to use it: what is seen among followers online then speaks less of the rest.
    #[serde(default)]
    pub online: bool,
    /// Whether a government has it beside media, so that no survey says whom it reaches: an agency gives its own numbers.
    #[serde(default)]
    pub owned: bool,
}

/// What "uses a channel" means in a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Id, snake_case.
    pub id: String,
    /// Measures of one group may be ranked against each other.
    pub group: String,
    /// What a person counted by it does.
    pub title: String,
    /// What people counted by it do, with `{channel}` for the channel's name.
    pub phrase: String,
    /// The measure that this one is an upper bound of; such figures are listed but never ranked as reach.
    #[serde(default)]
    pub ceiling_of: Option<String>,
    /// Whether its figures are kept and listed alone: neither ranked nor a bound.
    #[serde(default)]
    pub shown_only: bool,
    /// Whether a person counts under one channel only, so that the channels' shares add up to 1 at most.
    #[serde(default)]
    pub exclusive: bool,
}

impl Measure {
    /// Whether its figures are reach, neither an upper bound of it nor listed alone.
    pub fn is_reach(&self) -> bool {
        self.ceiling_of.is_none() && !self.shown_only
    }
}

/// A country that figures or incomes are of.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code, or EU for the European Union.
    #[schema(pattern = "^[A-Z]{2}$")]
    pub code: String,
    /// Name for people to read.
    pub name: String,
    /// Age from which "everyone" is counted.
    pub adult_age: u8,
    /// Standard deviation of the logarithm of household incomes.
    #[schema(minimum = 0.05, maximum = 3.0)]
    pub income_log_sd: f64,
    /// Id of the source of `income_log_sd`.
    pub income_source: String,
    /// Published Gini coefficient that the spread was fitted to.
    #[serde(default)]
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub income_gini: Option<f64>,
    /// Published shares of people that the spread was fitted to.
    #[serde(default)]
    pub income_points: Vec<IncomePoint>,
}

/// A published share of people between two multiples of the median income.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomePoint {
    /// Lower end as a multiple of the median; from nothing where left out.
    #[serde(default)]
    #[schema(minimum = 0.0)]
    pub from: Option<f64>,
    /// Upper end as a multiple of the median; open where left out.
    #[serde(default)]
    #[schema(minimum = 0.0)]
    pub to: Option<f64>,
    /// Share of people in between.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub share: f64,
}

vocabulary! {
    /// How well a source is known.
    pub enum Confidence {
        /// Computed from the published data.
        Computed = "computed",
        /// Taken from a publication.
        Reported = "reported",
        /// Taken from a press report of a publication.
        Press = "press",
        /// Not verified against a publication.
        Unverified = "unverified",
    }
}

vocabulary! {
    /// How people were asked.
    pub enum SurveyMode {
        /// By an interviewer who visits.
        FaceToFace = "face_to_face",
        /// By telephone.
        Telephone = "telephone",
        /// On the web.
        Web = "web",
        /// On the web or on paper.
        WebAndPaper = "web_and_paper",
        /// Some on the web, others by telephone.
        WebAndTelephone = "web_and_telephone",
        /// Some by an interviewer who visits, others on the web.
        FaceToFaceAndWeb = "face_to_face_and_web",
        /// They kept a diary.
        Diary = "diary",
        /// In ways that differ by country.
        Mixed = "mixed",
    }
}

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id, kebab-case.
    pub id: String,
    /// Title of the publication or survey.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Year the figures hold for.
    pub year: i32,
    /// How the figures came to the catalogue.
    pub confidence: Confidence,
    /// When people were asked.
    #[serde(default)]
    pub fieldwork: Option<String>,
    /// Who was asked.
    #[serde(default)]
    pub population: Option<String>,
    /// Youngest age asked.
    #[serde(default)]
    pub age_min: Option<u8>,
    /// Oldest age asked; everyone older too where it is left out.
    #[serde(default)]
    pub age_max: Option<u8>,
    /// What surveys repeated in the same way have in common: figures of one series differ by time alone.
    #[serde(default)]
    pub series: Option<String>,
    /// How people were asked.
    #[serde(default)]
    pub mode: Option<SurveyMode>,
    /// Number of people asked.
    #[serde(default)]
    pub n: Option<f64>,
    /// Where it can be read.
    #[serde(default)]
    pub url: Option<String>,
    /// Terms the figures are under.
    #[serde(default)]
    pub license: Option<String>,
    /// What a reader should know.
    #[serde(default)]
    pub note: Option<String>,
}

impl Source {
    /// The series, or the source itself where it stands alone.
    pub fn series(&self) -> &str {
        self.series.as_deref().unwrap_or(&self.id)
    }

    /// Publisher and time of asking, for example `Pew Research Center, January 2018`.
    pub fn cited(&self) -> String {
        match &self.fieldwork {
            Some(fieldwork) => format!("{}, {fieldwork}", self.publisher),
            None => format!("{}, {}", self.publisher, self.year),
        }
    }
}

/// A target definition with a name.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Name, kebab-case; the file has the same.
    pub name: String,
    /// Whom it means, in one sentence.
    pub description: String,
    /// The definition.
    #[serde(rename = "target")]
    pub spec: TargetSpec,
}
