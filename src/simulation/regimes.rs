//! How simulated audiences differ from the panel.

use ndarray::ArrayView1;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::prevalence::LabelSampling;

/// The logarithm of a weight stays within this: a person drawn fifty times as often as another is the limit.
const MAX_LOG_WEIGHT: f64 = 4.0;
/// Log odds by which members are over- or under-represented, in turn: odds of 1.65 and 2.7.
const STRENGTHS: [f64; 2] = [0.5, 1.0];
/// Tilts of two covariates, per standard deviation.
const TILTS: [f64; 2] = [0.7, 0.5];
/// Standard deviation over the panel of the tilt of all covariates together.
const DENSE: f64 = 0.9;
/// Tilts of a square and of a product.
const BENT: f64 = 0.6;
/// Tilt of a hidden field, per standard deviation.
const HIDDEN: f64 = 0.9;
/// Log odds by which the rates of people one standard deviation apart drift.
const DRIFT: f64 = 0.8;

/// How an audience differs from the panel, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Regime {
    /// In nothing.
    Even,
    /// Only in the share of members.
    Label,
    /// In two covariates.
    Covariates,
    /// In all covariates at once.
    Dense,
    /// In the square of a covariate and the product of two.
    NonLinear,
    /// In the share of members and in two covariates.
    Joint,
    /// In a field that followers do not state.
    Hidden,
    /// The rates of members have changed since the panel was asked, for some people up and for others down.
    Drift,
    /// In two covariates; a fifth say themselves whether they are members, who do so twice as often.
    SelfDeclared,
    /// As `Joint`, with 100 labels of a random sample.
    RandomLabels,
    /// The same 100 labels without the panel.
    RandomLabelsAlone,
}

impl Regime {
    /// All of them.
    pub const ALL: [Regime; 11] = [
        Regime::Even,
        Regime::Label,
        Regime::Covariates,
        Regime::Dense,
        Regime::NonLinear,
        Regime::Joint,
        Regime::Hidden,
        Regime::Drift,
        Regime::SelfDeclared,
        Regime::RandomLabels,
        Regime::RandomLabelsAlone,
    ];

    /// How the labels of its audiences came, where they have some.
    pub(super) fn label_sampling(self) -> Option<LabelSampling> {
        match self {
            Regime::RandomLabels | Regime::RandomLabelsAlone => Some(LabelSampling::RandomSample),
            Regime::SelfDeclared => Some(LabelSampling::SelfDeclared),
            Regime::Even
            | Regime::Label
            | Regime::Covariates
            | Regime::Dense
            | Regime::NonLinear
            | Regime::Joint
            | Regime::Hidden
            | Regime::Drift => None,
        }
    }

    /// Its name in the contract and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Regime::Even => "none",
            Regime::Label => "label",
            Regime::Covariates => "covariates",
            Regime::Dense => "dense",
            Regime::NonLinear => "non_linear",
            Regime::Joint => "joint",
            Regime::Hidden => "hidden",
            Regime::Drift => "drift",
            Regime::SelfDeclared => "self_declared",
            Regime::RandomLabels => "random_labels",
            Regime::RandomLabelsAlone => "random_labels_alone",
        }
    }

    /// The regime of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|regime| regime.as_str() == name)
    }
}

/// The weight of a person by a regime, for one audience.
pub(super) struct Tilt {
    regime: Regime,
    sign: [f64; 3],
    strength: f64,
    /// The columns that are tilted.
    columns: [usize; 2],
    dense: Vec<f64>,
}

impl Tilt {
    /// Draws the signs and columns of audience `number`, of `width` columns; the first is also that of a hidden field.
    pub(super) fn draw(regime: Regime, number: u32, width: usize, rng: &mut Xoshiro256PlusPlus) -> Self {
        let sign = [(); 3].map(|()| if rng.gen_bool(0.5) { 1.0 } else { -1.0 });
        let first = rng.gen_range(0..width);
        let second = if width > 1 { (first + rng.gen_range(1..width)) % width } else { first };
        let dense: Vec<f64> = (0..width).map(|_| StandardNormal.sample(rng)).collect();
        let strength = STRENGTHS[number as usize % STRENGTHS.len()];
        Self { regime, sign, strength, columns: [first, second], dense }
    }

    /// The column that is tilted most.
    pub(super) fn column(&self) -> usize {
        self.columns[0]
    }

    /// The logarithms of the weights of people by their standardised covariates.
    pub(super) fn log_weights<'p>(&self, people: impl Iterator<Item = (ArrayView1<'p, f64>, bool)>) -> Vec<f64> {
        let raw: Vec<f64> = people.map(|(z, member)| self.raw(z, f64::from(u8::from(member)))).collect();
        let n = raw.len().max(1) as f64;
        let mean = raw.iter().sum::<f64>() / n;
        let sd = (raw.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / n).sqrt();
        let scale = if self.regime == Regime::Dense && sd > 0.0 { DENSE / sd } else { 1.0 };
        raw.into_iter().map(|l| (scale * (l - mean)).clamp(-MAX_LOG_WEIGHT, MAX_LOG_WEIGHT)).collect()
    }

    fn raw(&self, z: ArrayView1<'_, f64>, member: f64) -> f64 {
        let [a, b] = self.columns.map(|column| z[column]);
        let [s, t, u] = self.sign;
        let two = TILTS[0] * t * a + TILTS[1] * u * b;
        match self.regime {
            Regime::Even => 0.0,
            Regime::Label => s * self.strength * member,
            Regime::Covariates | Regime::SelfDeclared => two,
            Regime::Dense => z.iter().zip(&self.dense).map(|(z, c)| z * c).sum(),
            Regime::NonLinear => BENT * (s * 0.5 * (a * a - 1.0) + t * a * b),
            Regime::Joint | Regime::RandomLabels | Regime::RandomLabelsAlone => self.strength * (s * member + two),
            Regime::Hidden => HIDDEN * s * a,
            Regime::Drift => s * DRIFT * (2.0 * member - 1.0) * a,
        }
    }
}
