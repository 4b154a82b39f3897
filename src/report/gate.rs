//! The verdict for a build server or a code review, whether it was computed here or by a service.

use super::caveat::caveats;
use super::messages::{Language, Messages, args};
use super::safe_text::SafeText;
use super::sentences::{self, fit_sentence, provenance, verdict_sentence};
use super::target::target_words;
use super::warning::warnings;
use crate::analysis::Analysis;
use crate::ingest::Rejections;
use crate::prevalence::{Outcome, Status};

/// The verdict on an audience, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The target in plain words.
    pub target: String,
    /// Profiles accepted; none where the number is suppressed.
    pub profiles: Option<u64>,
    /// Profiles rejected, with reasons.
    pub rejected: Rejections,
    /// The fit in a sentence.
    pub fit: String,
    /// `estimated`, `assumed`, `not_identified` or `withheld`.
    pub status: String,
    /// The share of members.
    pub share: Option<GateShare>,
    /// The lower and the upper bound of the share, whatever the unlabelled profiles are.
    pub certain: (f64, f64),
    /// How the share was reached.
    pub method: Option<String>,
    /// The comparison with the minimum share; none where none was given.
    pub verdict: Option<GateVerdict>,
    /// What matters most before the figure is used, in sentences.
    pub caveats: Vec<String>,
    /// What a reader should know: code and sentence.
    pub warnings: Vec<(String, String)>,
    /// What the answer was made from.
    pub provenance: GateProvenance,
}

/// A gate that came to no answer, because of its input or of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct GateError {
    /// The target in plain words, or as it was given; none where that is not known.
    pub target: Option<String>,
    /// The minimum share asked for; none where that is not known.
    pub min_share: Option<f64>,
    /// The code of the error.
    pub code: String,
    /// What went wrong and what to do.
    pub message: String,
    /// The exit code of the command.
    pub exit_code: u8,
}

/// A share with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GateShare {
    /// Point estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Nominal level of the interval.
    pub level: f64,
}

/// The comparison with a minimum share.
#[derive(Debug, Clone, PartialEq)]
pub struct GateVerdict {
    /// The minimum share asked for.
    pub min_share: f64,
    /// What it came to.
    pub outcome: Outcome,
    /// Further profiles to label, where inconclusive.
    pub labels_needed: Option<u64>,
    /// Why, in a sentence.
    pub why: String,
    /// Where the input has to be corrected before there is a verdict: the code of the reason.
    pub reason: Option<String>,
}

/// What the answer was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateProvenance {
    /// Version of audience-fit that computed it.
    pub version: String,
    /// Content hash of the catalogue.
    pub catalog_version: String,
    /// Seed of every draw.
    pub seed: u64,
    /// Hash of the input.
    pub input_hash: String,
    /// All of it in a sentence.
    pub words: String,
}

impl Gate {
    /// What an analysis computed here comes to.
    pub fn of(analysis: &Analysis, language: Language) -> Self {
        let m = Messages::of(language);
        let fit = &analysis.fit;
        let status = match fit.status {
            Status::Estimated => "estimated",
            Status::Assumed => "assumed",
            Status::NotIdentified => "not_identified",
            Status::Withheld => "withheld",
        };
        let made_from = &analysis.provenance;
        Self {
            target: target_words(m, &analysis.target),
            profiles: analysis.profiles,
            rejected: analysis.rejected.clone(),
            fit: fit_sentence(m, analysis),
            status: status.to_owned(),
            share: fit.share.as_ref().map(|s| GateShare {
                value: s.value,
                lower: s.lower,
                upper: s.upper,
                level: s.level,
            }),
            certain: fit.evidence.bounds,
            method: fit.method.map(|method| method.as_str().to_owned()),
            verdict: analysis.verdict.as_ref().map(|verdict| GateVerdict {
                min_share: verdict.min_share,
                outcome: verdict.outcome,
                labels_needed: verdict.labels_needed,
                why: verdict_sentence(m, analysis, verdict),
                reason: analysis.no_verdict.as_ref().map(|reason| reason.code().to_string()),
            }),
            caveats: caveats(m, analysis),
            warnings: warnings(m, analysis).into_iter().map(|(code, text)| (code.to_string(), text)).collect(),
            provenance: GateProvenance {
                version: made_from.version.to_owned(),
                catalog_version: made_from.catalog_version.clone(),
                seed: made_from.seed,
                input_hash: made_from.input_hash.clone(),
                words: provenance(m, analysis),
            },
        }
    }

    /// What the verdict came to; an audience that was compared with nothing is undecided.
    pub fn outcome(&self) -> Outcome {
        self.verdict.as_ref().map_or(Outcome::Inconclusive, |verdict| verdict.outcome)
    }

    /// The verdict with its reason and the fit it is about, as one line; the fit alone where no minimum share was given.
    pub fn line(&self, language: Language) -> String {
        let m = Messages::of(language);
        let line = match &self.verdict {
            Some(verdict) => {
                let outcome = m.capital(&sentences::outcome(m, verdict.outcome));
                m.text("report-gate-line", args![outcome = outcome, why = &verdict.why, fit = &self.fit])
            }
            None => self.fit.clone(),
        };
        // A service may send control characters.
        format!("{}\n", SafeText::from(&*line))
    }

    /// The verdict as [`Gate::line`] has it, what matters most before the figure is used, and the warnings with their codes,
    /// a line each.
    pub fn lines(&self, language: Language) -> String {
        let caveats = self.caveats.iter().map(|caveat| format!("- {caveat}"));
        let warnings = self.warnings.iter().map(|(code, detail)| format!("{detail} [{code}]"));
        let lines = caveats.chain(warnings).map(|line| format!("{}\n", SafeText::from(line)));
        std::iter::once(self.line(language)).chain(lines).collect()
    }
}
