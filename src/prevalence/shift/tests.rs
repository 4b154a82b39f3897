//! Simulated populations whose truth is known.

use ndarray::{Array2, ArrayView2, Axis, concatenate};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::hypotheses::offset_width;
use super::*;
use crate::stats::logistic;

/// People with five covariates (one of them a flag), an age that the audience lacks, and a membership that depends
/// on both.
pub(super) struct People {
    pub(super) x: Array2<f64>,
    pub(super) age: Vec<f64>,
    pub(super) y: Vec<f64>,
}

impl People {
    pub(super) fn draw(rng: &mut Xoshiro256PlusPlus, n: usize) -> Self {
        let mut people = Self { x: Array2::zeros((n, 5)), age: Vec::new(), y: Vec::new() };
        for i in 0..n {
            let age = normal(rng);
            let mut row = people.x.row_mut(i);
            for (j, on_age) in [0.7, -0.4, 0.0, 0.2].into_iter().enumerate() {
                row[j] = on_age * age + (1.0 - on_age * on_age).sqrt() * normal(rng);
            }
            row[4] = f64::from(u8::from(normal(rng) + 0.5 * row[2] > 0.3));
            let log_odds = -1.2 - 0.8 * age + 0.7 * row[1] - 0.6 * row[2] + 0.8 * row[4];
            people.age.push(age);
            people.y.push(f64::from(u8::from(rng.r#gen::<f64>() < logistic(log_odds))));
        }
        people
    }

    /// `n` people drawn with probability proportional to `exp(tilt)`.
    pub(super) fn tilted(&self, rng: &mut Xoshiro256PlusPlus, n: usize, tilt: impl Fn(usize) -> f64) -> Self {
        self.select(&self.tilted_rows(rng, n, tilt))
    }

    pub(super) fn tilted_rows(
        &self,
        rng: &mut Xoshiro256PlusPlus,
        n: usize,
        tilt: impl Fn(usize) -> f64,
    ) -> Vec<usize> {
        let mut cumulative = Vec::with_capacity(self.y.len());
        let mut total = 0.0;
        for i in 0..self.y.len() {
            total += tilt(i).exp();
            cumulative.push(total);
        }
        let one = |_| {
            let u = rng.r#gen::<f64>() * total;
            cumulative.partition_point(|c| *c < u).min(self.y.len() - 1)
        };
        (0..n).map(one).collect()
    }

    pub(super) fn select(&self, rows: &[usize]) -> Self {
        Self {
            x: self.x.select(Axis(0), rows),
            age: rows.iter().map(|&r| self.age[r]).collect(),
            y: rows.iter().map(|&r| self.y[r]).collect(),
        }
    }

    pub(super) fn share(&self) -> f64 {
        self.y.iter().sum::<f64>() / self.y.len() as f64
    }

    pub(super) fn model(&self) -> PanelModel {
        self.weighted_model(&vec![1.0; self.y.len()])
    }

    pub(super) fn weighted_model(&self, weights: &[f64]) -> PanelModel {
        let hidden = [Hidden { field: number("age"), values: self.age.clone() }];
        PanelModel::fit(self.x.view(), &[0, 1, 2, 3, 4], &self.y, weights, &hidden).unwrap()
    }
}

impl PanelModel {
    /// The posterior of an audience without labels.
    pub(super) fn unlabelled_posterior(
        &self,
        x: ArrayView2<'_, f64>,
        weights: Option<&[f64]>,
    ) -> Result<TiltPosterior, TiltError> {
        self.posterior(&Audience {
            unlabelled: Rows { x: x.view(), weights },
            labelled: None,
            shift: Shift::Any,
            panel_age_years: 0.0,
        })
    }

    /// The posterior of the share among the unlabelled, given labels that others state of themselves.
    pub(super) fn posterior_with_labels(
        &self,
        unlabelled: ArrayView2<'_, f64>,
        labelled: ArrayView2<'_, f64>,
        labels: &[f64],
    ) -> Result<TiltPosterior, TiltError> {
        self.posterior_given(unlabelled, labelled, labels, LabelSampling::SelfDeclared)
    }

    pub(super) fn posterior_given(
        &self,
        unlabelled: ArrayView2<'_, f64>,
        labelled: ArrayView2<'_, f64>,
        labels: &[f64],
        sampling: LabelSampling,
    ) -> Result<TiltPosterior, TiltError> {
        let rows = Rows { x: labelled.view(), weights: None };
        let labelled = Some(Labelled { rows, labels, sampling, inverse_probabilities: None });
        let unlabelled = Rows { x: unlabelled.view(), weights: None };
        self.posterior(&Audience { unlabelled, labelled, shift: Shift::Any, panel_age_years: 0.0 })
    }
}

fn number(name: &str) -> HiddenField {
    HiddenField { name: name.to_owned(), level: None }
}

/// The first rows.
fn first(x: ArrayView2<'_, f64>, rows: usize) -> ArrayView2<'_, f64> {
    x.split_at(Axis(0), rows).0
}

pub(super) fn normal(rng: &mut Xoshiro256PlusPlus) -> f64 {
    (-2.0 * rng.gen_range(1e-12..1.0_f64).ln()).sqrt() * (std::f64::consts::TAU * rng.r#gen::<f64>()).cos()
}

fn weight(posterior: &TiltPosterior, hypothesis: &Hypothesis) -> f64 {
    posterior.hypotheses().iter().filter(|h| h.0 == *hypothesis).map(|h| h.1).sum()
}

fn width(posterior: &TiltPosterior) -> f64 {
    posterior.quantile(0.95) - posterior.quantile(0.05)
}

/// Mean absolute error, coverage of 90 % intervals, mean width and mean weight of a hypothesis over panels and
/// audiences drawn anew.
fn simulate(seed: u64, tilt: impl Fn(&People, usize) -> f64, hypothesis: &Hypothesis) -> [f64; 4] {
    const RUNS: u64 = 8;
    let mut sums = [0.0; 4];
    for run in 0..RUNS {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed * 1000 + run);
        let people = People::draw(&mut rng, 20_000);
        let model = people.tilted(&mut rng, 800, |_| 0.0).model();
        let audience = people.tilted(&mut rng, 800, |i| tilt(&people, i));
        let posterior = model.unlabelled_posterior(audience.x.view(), None).unwrap();
        let (lower, upper) = (posterior.quantile(0.05), posterior.quantile(0.95));
        sums[0] += (posterior.quantile(0.5) - audience.share()).abs();
        sums[1] += f64::from(u8::from(lower <= audience.share() && audience.share() <= upper));
        sums[2] += upper - lower;
        sums[3] += weight(&posterior, hypothesis);
    }
    let means = sums.map(|s| s / RUNS as f64);
    let [error, coverage, width, mass] = means;
    println!("{hypothesis}: error {error:.3}, coverage {coverage:.2}, width {width:.3}, weight {mass:.2}");
    means
}

#[test]
fn recovers_and_recognises_a_label_shift() {
    for (seed, a) in [(1, 1.5), (2, -1.5)] {
        let [error, coverage, width, mass] = simulate(seed, |p, i| a * p.y[i], &Hypothesis::Label);
        assert!(error < 0.08 && coverage >= 0.6 && width < 0.35 && mass > 0.5);
    }
}

#[test]
fn recovers_and_recognises_a_covariate_tilt() {
    let [error, coverage, width, mass] =
        simulate(3, |p, i| 0.8 * p.x[(i, 1)] - 0.6 * p.x[(i, 3)], &Hypothesis::Covariate);
    assert!(error < 0.05 && coverage >= 0.6 && width < 0.3 && mass > 0.5);
}

#[test]
fn recovers_and_recognises_a_hidden_tilt() {
    let hidden = Hypothesis::Hidden(number("age"));
    let [error, coverage, width, mass] = simulate(4, |p, i| -0.8 * p.age[i], &hidden);
    assert!(error < 0.08 && coverage >= 0.6 && width < 0.35 && mass > 0.4);
}

#[test]
fn a_joint_shift_is_held_by_most_intervals() {
    for (seed, odds, least) in [(6, 1.65f64, 0.75), (7, 2.7, 0.6)] {
        let (b, mut found) = (odds.ln(), [0.0; 2]);
        for sign in [1.0, -1.0] {
            let tilt = |p: &People, i: usize| b * (sign * p.y[i] + 0.7 * p.x[(i, 1)] - 0.5 * p.x[(i, 3)]);
            let [_, coverage, width, _] = simulate(seed, tilt, &Hypothesis::Joint);
            found[0] += coverage / 2.0;
            found[1] += width / 2.0;
        }
        println!("odds {odds}: {found:.3?}");
        assert!(found[0] >= least && found[1] <= 0.4, "{odds}: {found:?}");
    }
}

#[test]
fn without_a_shift_the_share_is_the_panels() {
    let [error, coverage, width, mass] = simulate(5, |_, _| 0.0, &Hypothesis::Null);
    assert!(error < 0.05 && coverage >= 0.6 && width < 0.25 && mass > 0.1);
}

fn one_case() -> (People, People, PanelModel) {
    case(77)
}

fn case(seed: u64) -> (People, People, PanelModel) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let people = People::draw(&mut rng, 10_000);
    let panel = people.tilted(&mut rng, 500, |_| 0.0);
    let audience = people.tilted(&mut rng, 600, |i| 0.7 * people.y[i]);
    let model = panel.model();
    (panel, audience, model)
}

#[test]
fn labels_correct_the_posterior_and_random_ones_narrow_it() {
    const CASES: u64 = 8;
    // Without labels, with those that people state themselves, and with random ones.
    let (mut widths, mut errors) = ([0.0; 3], [0.0; 3]);
    for seed in 77..77 + CASES {
        let (_, audience, model) = case(seed);
        let (labelled, others) =
            (audience.select(&(0..300).collect::<Vec<_>>()), audience.select(&(300..600).collect::<Vec<_>>()));
        let before = model.unlabelled_posterior(others.x.view(), None).unwrap();
        let given =
            |sampling| model.posterior_given(others.x.view(), labelled.x.view(), &labelled.y, sampling).unwrap();
        let found = [before.clone(), given(LabelSampling::SelfDeclared), given(LabelSampling::RandomSample)];
        for (k, posterior) in found.iter().enumerate() {
            widths[k] += width(posterior) / CASES as f64;
            errors[k] += (posterior.quantile(0.5) - others.share()).abs() / CASES as f64;
        }
        let none = model.posterior_with_labels(others.x.view(), first(labelled.x.view(), 0), &[]).unwrap();
        assert_eq!(none.share, before.share);
    }
    println!("without labels, with self-declared, with random ones: widths {widths:.3?}, errors {errors:.3?}");
    assert!(widths[2] < 0.7 * widths[0] && errors[1] < errors[0] && errors[2] < errors[1] && errors[2] < 0.05);
}

#[test]
fn labels_of_known_unequal_probabilities_stand_for_everybody() {
    let (_, audience, model) = case(5);
    let others = audience.select(&(300..600).collect::<Vec<_>>());
    // Of the first 300 every member is labelled and a third of the others, who stand for three each.
    let rows: Vec<usize> = (0..300).filter(|i| audience.y[*i] == 1.0 || i % 3 == 0).collect();
    let labelled = audience.select(&rows);
    let weights: Vec<f64> = labelled.y.iter().map(|y| 3.0 - 2.0 * y).collect();
    let median = |inverse_probabilities| {
        let rows = Rows { x: labelled.x.view(), weights: None };
        let sampling = LabelSampling::RandomSample;
        let labelled = Labelled { rows, labels: &labelled.y, sampling, inverse_probabilities };
        let unlabelled = Rows { x: others.x.view(), weights: None };
        let audience = Audience { unlabelled, labelled: Some(labelled), shift: Shift::Any, panel_age_years: 0.0 };
        model.posterior(&audience).map(|posterior| posterior.quantile(0.5))
    };
    let (weighted, plain) = (median(Some(&weights[..])).unwrap(), median(None).unwrap());
    println!("true share {:.3}, weighted {weighted:.3}, unweighted {plain:.3}", others.share());
    assert!((weighted - others.share()).abs() < 0.07 && plain > others.share() + 0.1);
    assert!(matches!(median(Some(&weights[1..])), Err(TiltError::Shape { .. })));
    assert_eq!(median(Some(&vec![0.0; weights.len()])), Err(TiltError::Weight));
}

#[test]
fn an_old_panel_and_a_visible_tilt_widen_the_interval() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(12);
    let people = People::draw(&mut rng, 10_000);
    let model = people.tilted(&mut rng, 600, |_| 0.0).model();
    let of = |rng: &mut Xoshiro256PlusPlus, tilt: f64, panel_age_years: f64| {
        let audience = people.tilted(rng, 800, |i| tilt * people.x[(i, 1)]);
        let unlabelled = Rows { x: audience.x.view(), weights: None };
        model.posterior(&Audience { unlabelled, labelled: None, shift: Shift::Any, panel_age_years }).unwrap()
    };
    let fresh = [0.0, 0.3, 0.7].map(|tilt| of(&mut rng.clone(), tilt, 0.0));
    println!(
        "visible tilts {:.2?}, widths {:.3?}",
        fresh.each_ref().map(|p| p.visible_tilt),
        fresh.each_ref().map(width)
    );
    assert!(fresh[0].visible_tilt < 0.2 && (0.1..0.5).contains(&fresh[1].visible_tilt));
    assert!(width(&fresh[0]) < width(&fresh[1]) && width(&fresh[1]) < width(&fresh[2]));
    let old = of(&mut rng, 0.0, 10.0);
    assert!(width(&old) > 1.2 * width(&fresh[0]), "{} {}", width(&old), width(&fresh[0]));
}

#[test]
fn the_offset_grows_with_small_visible_tilts_and_falls_with_large_ones() {
    let widths = [0.0, 0.2, 0.4, 0.7, 0.75, 1.0, 2.0].map(offset_width);
    assert!(widths[..4].is_sorted() && widths[4..].iter().rev().is_sorted(), "{widths:?}");
    assert!(widths[0] == 0.0 && widths[6] < widths[2] && widths.iter().all(|width| *width <= 0.6));
}

#[test]
fn scores_average_to_the_posterior_mean() {
    let (_, audience, model) = one_case();
    let posterior = model.unlabelled_posterior(audience.x.view(), None).unwrap();
    let scores = posterior.scores(audience.x.view()).unwrap();
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    assert!((mean - posterior.mean()).abs() < 1e-5, "{mean} {}", posterior.mean());
    assert!(scores.iter().all(|s| *s > 0.0 && *s < 1.0));
    assert!((posterior.hypotheses().iter().map(|h| h.1).sum::<f64>() - 1.0).abs() < 1e-9);
    let between = posterior.quantile(0.05) < posterior.mean() && posterior.mean() < posterior.quantile(0.95);
    assert!(between && posterior.quantile(0.0) >= 0.0 && posterior.quantile(1.0) <= 1.0);
}

#[test]
fn a_row_of_weight_two_is_two_rows() {
    let (panel, audience, model) = one_case();
    let doubled = concatenate![Axis(0), audience.x.view(), first(audience.x.view(), 100)];
    let weights: Vec<f64> = (0..600).map(|i| if i < 100 { 2.0 } else { 1.0 }).collect();
    let by_rows = model.unlabelled_posterior(doubled.view(), None).unwrap();
    let by_weight = model.unlabelled_posterior(audience.x.view(), Some(&weights)).unwrap();
    for p in [0.05, 0.5, 0.95] {
        assert!((by_rows.quantile(p) - by_weight.quantile(p)).abs() < 2e-4);
    }
    // In the panel, too, up to the folds and the number of people who were target_rows.
    let rows: Vec<usize> = (0..500).chain(0..250).collect();
    let repeated = panel.select(&rows).model().unlabelled_posterior(audience.x.view(), None).unwrap();
    let weights: Vec<f64> = (0..500).map(|i| if i < 250 { 2.0 } else { 1.0 }).collect();
    let hidden = [Hidden { field: number("age"), values: panel.age.clone() }];
    let weighted = PanelModel::fit(panel.x.view(), &[0, 1, 2, 3, 4], &panel.y, &weights, &hidden).unwrap();
    let weighted = weighted.unlabelled_posterior(audience.x.view(), None).unwrap();
    let plain = model.unlabelled_posterior(audience.x.view(), None).unwrap();
    println!(
        "median: repeated {:.4}, weighted {:.4}, plain {:.4}",
        repeated.quantile(0.5),
        weighted.quantile(0.5),
        plain.quantile(0.5)
    );
    assert!((repeated.quantile(0.5) - weighted.quantile(0.5)).abs() < 0.04);
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let (panel, audience, model) = one_case();
    let once = model.unlabelled_posterior(audience.x.view(), None).unwrap();
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let again = pool.install(|| panel.model().unlabelled_posterior(audience.x.view(), None)).unwrap();
        assert_eq!(
            (again.share, again.wide, again.hypotheses),
            (once.share.clone(), once.wide.clone(), once.hypotheses.clone())
        );
    }
}

#[test]
fn a_given_shift_restricts_the_hypotheses() {
    let (_, audience, model) = one_case();
    let forced = |shift| {
        let unlabelled = Rows { x: audience.x.view(), weights: None };
        model.posterior(&Audience { unlabelled, labelled: None, shift, panel_age_years: 0.0 }).unwrap()
    };
    let names = |p: &TiltPosterior| p.hypotheses().iter().map(|h| h.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&forced(Shift::Label)), [Hypothesis::Label]);
    let covariate = forced(Shift::Covariate);
    assert_eq!(names(&covariate), [Hypothesis::Covariate, Hypothesis::Null, Hypothesis::Dense]);
    assert_eq!(forced(Shift::Any).share, model.unlabelled_posterior(audience.x.view(), None).unwrap().share);
}

fn assert_sound(posterior: &TiltPosterior, x: ArrayView2<'_, f64>) {
    let figures: Vec<f64> = [0.005, 0.05, 0.5, 0.95, 0.995].iter().map(|p| posterior.quantile(*p)).collect();
    assert!(figures.iter().all(|f| (0.0..=1.0).contains(f)) && figures.is_sorted(), "{figures:?}");
    assert!((0.0..=1.0).contains(&posterior.mean()) && posterior.sd().is_finite());
    assert!(posterior.hypotheses().iter().all(|(_, weight, tilt)| weight.is_finite() && tilt.is_finite()));
    assert!(posterior.visible_tilt.is_finite() && (0.0..=1.0).contains(&posterior.far_tilt));
    assert!(posterior.scores(x).unwrap().iter().all(|s| (0.0..=1.0).contains(s)));
}

#[test]
fn accepts_degenerate_covariates() {
    let (panel, _, _) = one_case();
    let n = panel.y.len();
    let separating = Array2::from_shape_fn((n, 1), |(i, _)| 8.0 * panel.y[i] - 4.0);
    let constant = Array2::from_elem((n, 3), 1.0);
    let huge = panel.x.mapv(|v| v * 1e300);
    let holes = panel.x.mapv(|v| if v > 0.5 { f64::NAN } else { f64::INFINITY * v });
    for (name, x) in [
        ("none", Array2::zeros((n, 0))),
        ("constant", constant),
        ("separating", separating),
        ("huge", huge),
        ("holes", holes),
        ("same column twice", concatenate![Axis(1), panel.x, panel.x]),
    ] {
        let groups: Vec<usize> = (0..x.ncols()).map(|j| j * 3).collect();
        let hidden = [
            Hidden { field: number("nothing"), values: vec![f64::NAN; n] },
            Hidden { field: number("huge"), values: panel.age.iter().map(|a| a * 1e308).collect() },
        ];
        let model = PanelModel::fit(x.view(), &groups, &panel.y, &vec![1e-3; n], &hidden).unwrap();
        for rows in [1, 2, n] {
            let part = first(x.view(), rows);
            let posterior = model.unlabelled_posterior(part, None).unwrap();
            println!("{name}, {rows} rows: {:.3} to {:.3}", posterior.quantile(0.05), posterior.quantile(0.95));
            assert_sound(&posterior, part);
            let with = model.posterior_with_labels(part, part, &panel.y[..rows]).unwrap();
            assert_sound(&with, part);
        }
    }
}

#[test]
fn accepts_rare_and_fractional_labels() {
    let (panel, audience, _) = one_case();
    let n = panel.y.len();
    let fit = |y: &[f64], w: &[f64]| PanelModel::fit(panel.x.view(), &[0, 0, 1, 1, 2], y, w, &[]);
    let ones = vec![1.0; n];
    let mut single = vec![0.0; n];
    single[3] = 1.0;
    let half = vec![0.5; n];
    let soft: Vec<f64> = panel.y.iter().map(|y| 0.2 + 0.6 * y).collect();
    for y in [&single, &half, &soft] {
        let posterior = fit(y, &ones).unwrap().unlabelled_posterior(audience.x.view(), None).unwrap();
        assert_sound(&posterior, audience.x.view());
    }
    for y in [vec![0.0; n], vec![1.0; n]] {
        assert_eq!(fit(&y, &ones).unwrap_err(), TiltError::OneClass);
    }
    let only_others: Vec<f64> = panel.y.iter().map(|y| 1.0 - y).collect();
    assert_eq!(fit(&panel.y, &only_others).unwrap_err(), TiltError::OneClass);
}

#[test]
fn rejects_unusable_panels_and_audiences() {
    let (panel, audience, model) = one_case();
    let n = panel.y.len();
    let fit = |y: &[f64], w: &[f64]| PanelModel::fit(panel.x.view(), &[0, 1, 2, 3, 4], y, w, &[]).map(|_| ());
    assert_eq!(fit(&vec![1.5; n], &vec![1.0; n]), Err(TiltError::Label));
    assert_eq!(fit(&vec![f64::NAN; n], &vec![1.0; n]), Err(TiltError::Label));
    for w in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(fit(&panel.y, &vec![w; n]), Err(TiltError::Weight));
    }
    assert!(matches!(fit(&panel.y[1..], &vec![1.0; n]), Err(TiltError::Shape { .. })));
    let narrow = audience.x.slice_axis(Axis(1), (0..2).into());
    assert!(matches!(model.unlabelled_posterior(narrow, None), Err(TiltError::Shape { .. })));
    let nobody = first(audience.x.view(), 0);
    assert!(matches!(model.unlabelled_posterior(nobody, None), Err(TiltError::NoRows { .. })));
    assert!(matches!(model.unlabelled_posterior(audience.x.view(), Some(&[1.0])), Err(TiltError::Shape { .. })));
}

#[test]
fn a_large_panel_is_sampled() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(9);
    let panel = People::draw(&mut rng, 30_000);
    let model = PanelModel::fit(panel.x.view(), &[0, 1, 2, 3, 4], &panel.y, &vec![2.0; 30_000], &[]).unwrap();
    assert_eq!(model.labels.len(), panel::MAX_PANEL_ROWS);
    let posterior = model.unlabelled_posterior(first(panel.x.view(), 500), None).unwrap();
    assert!((posterior.mean() - panel.share()).abs() < 0.08);
}
