//! The use case: whom to ask of an audience, how many and what.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::analyze::{AnalysisError, check};
use super::estimate::{EstimatedAudience, verdict_input};
use super::noise::audience_target;
use super::request::AnalysisRequest;
use super::segment::SegmentedAudience;
use super::suppress::PublishedAudience;
use crate::ask::{AskBy, AskError, AskedPerson, CodeKey, Frame, Questionnaire, Stratum, draw, uneven_gain};
use crate::prevalence::{FurtherAnswers, VerdictInput};
use crate::profile::CHUNK_ROWS;
use crate::segments::{RowIndex, mix};
use crate::target::{BoundTarget, Incomparable, Target};

/// How to ask.
#[derive(Debug, Clone)]
pub struct AskOptions {
    /// How likely each person is to be asked.
    pub by: AskBy,
    /// The most people to ask; none where only what is needed limits them.
    pub people: Option<u64>,
    /// Half of the width of the interval that is wanted.
    pub half_width: Option<f64>,
    /// The part of those asked who are expected to answer, above 0 up to 1.
    pub response_rate: f64,
    /// Whether a random half of them is offered a prize.
    pub arms: bool,
    /// Whether the answers will be looked at more than once.
    pub sequential: bool,
    /// Those who were asked before.
    pub before: Vec<AskedPerson>,
    /// What codes are made from.
    pub key: CodeKey,
    /// What orders the groups: the same for all waves of an audience, and known to nobody who gets the list.
    pub group_seed: u64,
}

/// The probability with which the answers should decide on the minimum share.
const CHANCE: f64 = 0.9;
/// Groups by a model's score, of equal size. Eight follow the score more closely than fifths, and of 60 people each still
/// gets some.
const SCORE_STRATA: usize = 8;
/// People of each of these at least; of fewer there are fewer groups.
const MIN_SCORE_STRATUM: usize = 20;
/// Part of the variance that uneven chances must save beside even ones in the same groups: weights that differ cost about so
/// much, for the model is not as good as it believes.
const MIN_GAIN: f64 = 0.05;
/// A group is taken to differ at least this much, however sure the model is of it.
const MIN_SPREAD: f64 = 0.1;

/// What so many answers would do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AskOutlook {
    /// Answers.
    pub answers: u64,
    /// Half of the width of the interval of the share then.
    pub half_width: f64,
    /// The probability that they decide on the minimum share, where there is one.
    pub chance: Option<f64>,
}

/// Whom to ask, and what.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The target.
    pub target: Target,
    /// Profiles whose membership is not known: those who may be asked.
    pub frame: u64,
    /// Profiles of the audience.
    pub profiles: u64,
    /// Answers that are needed for the width and the verdict asked for; none where neither was.
    pub needed: Option<u64>,
    /// Those to ask in this wave.
    pub people: Vec<AskedPerson>,
    /// What all of their answers, those expected and half of them would do.
    pub outlook: Vec<AskOutlook>,
    /// The questions.
    pub questionnaire: Questionnaire,
    /// The minimum share that answers should decide on.
    pub min_share: Option<f64>,
    /// Nominal level of intervals.
    pub level: f64,
    /// How it was asked for.
    pub options: AskOptions,
}

/// Draws whom to ask, never more than are needed for what is wanted.
///
/// # Errors
/// Those of [`analyze`](super::analyze()), and [`AskError`] where nobody can be asked.
pub fn ask(mut request: AnalysisRequest<'_>, options: AskOptions) -> Result<Ask, AnalysisError> {
    check(&request)?;
    if options.people.is_none() && options.half_width.is_none() && request.options.min_share.is_none() {
        return Err(AskError::NoSize.into());
    }
    if options.by != AskBy::Chance && (options.arms || options.sequential) {
        let what = if options.arms { "arms" } else { "sequential" };
        return Err(AskError::UnevenChances { what }.into());
    }
    let least = request.options.min_cell.0;
    if PublishedAudience::is_too_small(&request) {
        return Err(AskError::TooFewProfiles { least }.into());
    }
    let questionnaire = Questionnaire::new(&request.target)?;
    request.target = audience_target(&request);
    let estimated = SegmentedAudience::new(&request).audit(&request).scan(&request).estimate(&request)?;
    let frame = frame(&estimated, &request, &options)?;
    let input = verdict_input(&estimated.fit, &estimated.total, &request.options);
    let input = VerdictInput { sequential: options.sequential, ..input };
    let further = FurtherAnswers::new(request.options.min_share, &input);
    let needed = needed(&further, request.options.min_share, options.half_width);
    let wanted = needed.map(|answers| (answers as f64 / options.response_rate).ceil() as u64);
    let people = options.people.unwrap_or(u64::MAX).min(wanted.unwrap_or(u64::MAX));
    let profiles = &request.audience.profiles;
    let row_number = |at: u32| profiles.row_number(at as usize);
    let seed = request.options.seed;
    let people = draw(&frame, people, &options.before, options.arms, (&options.key, seed), row_number)?;
    let outlook = outlook(&further, people.len() as u64, &options, request.options.min_share.is_some());
    Ok(Ask {
        frame: frame.people().round() as u64,
        profiles: profiles.len() as u64,
        needed,
        people,
        outlook,
        questionnaire,
        min_share: request.options.min_share,
        level: request.options.level,
        options,
        target: request.target,
    })
}

/// The answers that give the width, and probably the verdict, that is wanted; none where nothing is.
fn needed(further: &FurtherAnswers<'_>, min_share: Option<f64>, half_width: Option<f64>) -> Option<u64> {
    let for_verdict = min_share.map(|_| further.needed(CHANCE));
    let for_width = half_width.map(|half| further.for_half_width(half));
    for_verdict.max(for_width)
}

fn outlook(further: &FurtherAnswers<'_>, asked: u64, options: &AskOptions, decides: bool) -> Vec<AskOutlook> {
    let expected = (asked as f64 * options.response_rate).round() as u64;
    let mut numbers = vec![asked, expected, expected.div_ceil(2)];
    numbers.retain(|answers| *answers > 0);
    numbers.dedup();
    let one = |answers| AskOutlook {
        answers,
        half_width: further.half_width(answers),
        chance: decides.then(|| further.chance(answers)),
    };
    numbers.into_iter().map(one).collect()
}

/// The profiles whose membership is not known, in strata.
fn frame(
    estimated: &EstimatedAudience<'_>,
    request: &AnalysisRequest<'_>,
    options: &AskOptions,
) -> Result<Frame, AnalysisError> {
    let profiles = &request.audience.profiles;
    let bound = BoundTarget::new(&request.target, profiles);
    let is_open =
        |at: &RowIndex| !bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).labelled;
    let open: Vec<RowIndex> = (0..profiles.len()).map(RowIndex::new).filter(is_open).collect();
    let known = (profiles.len() - open.len()) as u64;
    if open.is_empty() {
        return Err(AskError::NobodyLeft { known, asked: options.before.len() as u64 }.into());
    }
    let people = open.len() as f64;
    let mut strata = match options.by {
        AskBy::Chance => vec![stratum(&open, 1.0)],
        AskBy::Segment => by_segment(estimated, &open),
        AskBy::Uncertainty => by_score(estimated.scores(request)?, options.group_seed)?,
    };
    strata.retain(|stratum| !stratum.positions.is_empty());
    // Their order would say who is likely to be a member.
    strata.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(options.group_seed));
    let sampled: usize = strata.iter().map(|stratum| stratum.positions.len()).sum();
    Ok(Frame { strata, people_each: people / sampled.max(1) as f64, known })
}

fn stratum(rows: &[RowIndex], spread: f64) -> Stratum {
    Stratum { positions: rows.iter().map(|at| at.position() as u32).collect(), spread }
}

fn by_segment(estimated: &EstimatedAudience<'_>, open: &[RowIndex]) -> Vec<Stratum> {
    let segmented = &estimated.scanned.audited.segmented;
    let assigner = segmented.assigner();
    let mut buffer = assigner.buffer();
    let mut strata: Vec<Stratum> = Vec::new();
    for at in open {
        let segment = assigner.segment(&segmented.profiles.chunks()[at.chunk()], at.row(), &mut buffer);
        if strata.len() <= segment {
            strata.resize_with(segment + 1, || stratum(&[], 1.0));
        }
        strata[segment].positions.push((at.chunk() * CHUNK_ROWS + at.row()) as u32);
    }
    strata
}

/// Groups of equal size by score; those of one score are told apart by chance. Where to draw more of those that differ more
/// would hardly gain, all differ alike: then everybody has one chance, and the groups alone make the sample even.
fn by_score(mut scores: Vec<(RowIndex, f64)>, seed: u64) -> Result<Vec<Stratum>, AskError> {
    let first = scores.first().ok_or(AskError::NoModel)?.1;
    if scores.iter().all(|(_, score)| *score == first) {
        return Err(AskError::NoModel);
    }
    let by_chance = |at: RowIndex| mix(seed ^ at.position() as u64);
    scores.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| by_chance(a.0).cmp(&by_chance(b.0))));
    let groups = (scores.len() / MIN_SCORE_STRATUM).clamp(1, SCORE_STRATA);
    let group = |group: &[(RowIndex, f64)]| {
        let rows: Vec<RowIndex> = group.iter().map(|(at, _)| *at).collect();
        let variance = group.iter().map(|(_, p)| p * (1.0 - p)).sum::<f64>() / group.len() as f64;
        stratum(&rows, variance.sqrt().max(MIN_SPREAD))
    };
    let mut strata: Vec<Stratum> = scores.chunks(scores.len().div_ceil(groups)).map(group).collect();
    if uneven_gain(&strata) < MIN_GAIN {
        strata.iter_mut().for_each(|stratum| stratum.spread = 1.0);
    }
    Ok(strata)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::prevalence::shift::{Audience, PanelModel, Rows, Shift};

    const PANEL: usize = 600;
    const FOLLOWERS: usize = 600;
    const ASKED: u64 = 60;
    const AUDIENCES: u64 = 12;
    const DRAWS: u64 = 250;
    /// A level of fewer people than this is no column.
    const MIN_LEVEL: f64 = 0.05;

    /// People of UCI Adult: columns of what followers state, in standard deviations, the field of each column, and who earns
    /// over 50,000.
    fn people() -> (Array2<f64>, Vec<usize>, Vec<f64>) {
        let text = include_str!("../../tests/data/uci-adult/people.csv");
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let (mut columns, mut fields): (Vec<Vec<f64>>, Vec<usize>) = (Vec::new(), Vec::new());
        for field in 2..rows[0].len() {
            let cells: Vec<&str> = rows.iter().map(|row| row[field]).collect();
            let numbers: Result<Vec<f64>, _> = cells.iter().map(|cell| cell.parse::<f64>()).collect();
            let of_field = numbers.map_or_else(|_| levels(&cells), |numbers| vec![numbers]);
            fields.extend(of_field.iter().map(|_| field));
            columns.extend(of_field.into_iter().map(standardised));
        }
        let x = Array2::from_shape_fn((rows.len(), columns.len()), |(i, j)| columns[j][i]);
        let earns_more = rows.iter().map(|row| f64::from(u8::from(row[1] == "1"))).collect();
        (x, fields, earns_more)
    }

    /// A column for each level that is not rare, but for the first.
    fn levels(cells: &[&str]) -> Vec<Vec<f64>> {
        let mut names = cells.to_vec();
        names.sort_unstable();
        names.dedup();
        let column = |name: &&str| cells.iter().map(|cell| f64::from(u8::from(cell == name))).collect::<Vec<f64>>();
        let is_common = |column: &Vec<f64>| column.iter().sum::<f64>() >= MIN_LEVEL * column.len() as f64;
        names.iter().map(column).filter(is_common).skip(1).collect()
    }

    fn standardised(column: Vec<f64>) -> Vec<f64> {
        let n = column.len() as f64;
        let mean = column.iter().sum::<f64>() / n;
        let sd = (column.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        column.into_iter().map(|v| (v - mean) / sd).collect()
    }

    /// The error of the share by 60 people drawn from these strata, each of whom answers: no model enters.
    fn error(strata: &[Stratum], members: &[f64], seed: u64) -> f64 {
        let frame = Frame { strata: strata.to_vec(), people_each: 1.0, known: 0 };
        let asked = draw(&frame, ASKED, &[], false, (&CodeKey::new(b"test"), seed), u64::from).expect("people to ask");
        let mut of_strata = vec![(0.0, 0.0, 0.0); strata.len() + 1];
        for person in &asked {
            let (answers, met, people) = &mut of_strata[person.stratum as usize];
            *answers += 1.0;
            *met += members[person.row as usize];
            *people = person.stratum_people;
        }
        let met: f64 =
            of_strata.iter().filter(|s| s.0 > 0.0).map(|(answers, met, people)| people * met / answers).sum();
        (met - members.iter().sum::<f64>()).abs() / FOLLOWERS as f64
    }

    /// For each draw of each audience, the error by chance less that by the panel's doubt; and the mean of the first.
    fn gains() -> (Vec<f64>, f64) {
        let (x, fields, earns_more) = people();
        let (mut gains, mut by_chance) = (Vec::new(), 0.0);
        for audience in 0..AUDIENCES {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(audience);
            let mut order: Vec<usize> = (0..earns_more.len()).collect();
            order.shuffle(&mut rng);
            let (panel, pool) = order.split_at(PANEL);
            // Members are half as frequent as in the panel, as frequent, or twice.
            let odds = [0.5, 1.0, 2.0][audience as usize % 3];
            let weight = |at: &usize| if earns_more[*at] > 0.5 { odds } else { 1.0 };
            let followers: Vec<usize> =
                pool.choose_multiple_weighted(&mut rng, FOLLOWERS, weight).expect("weights").copied().collect();
            let of = |rows: &[usize]| -> (Array2<f64>, Vec<f64>) {
                (x.select(ndarray::Axis(0), rows), rows.iter().map(|at| earns_more[*at]).collect())
            };
            let ((panel_x, labels), (followers_x, members)) = (of(panel), of(&followers));
            let model = PanelModel::fit(panel_x.view(), &fields, &labels, &vec![1.0; PANEL], &[]).expect("a model");
            let unlabelled = Rows { x: followers_x.view(), weights: None };
            let of = Audience { unlabelled, labelled: None, shift: Shift::Any, panel_age_years: 2.0 };
            let scores = model.posterior(&of).and_then(|found| found.scores(followers_x.view())).expect("scores");
            let rows: Vec<RowIndex> = (0..FOLLOWERS).map(RowIndex::new).collect();
            let chance = vec![stratum(&rows, 1.0)];
            let doubt = by_score(rows.iter().copied().zip(scores).collect(), audience).expect("strata");
            for seed in 0..DRAWS {
                let chance = error(&chance, &members, seed);
                by_chance += chance / (AUDIENCES * DRAWS) as f64;
                gains.push(chance - error(&doubt, &members, seed));
            }
        }
        (gains, by_chance)
    }

    #[test]
    fn sixty_drawn_by_the_panels_doubt_err_less_than_sixty_by_chance() {
        let (gains, by_chance) = gains();
        let n = gains.len() as f64;
        let mean = gains.iter().sum::<f64>() / n;
        let deviation = (gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / n / n).sqrt();
        println!(
            "60 asked: error {by_chance:.4} by chance, {:.4} by doubt, {:.1} deviations less",
            by_chance - mean,
            mean / deviation
        );
        assert!(mean > 4.0 * deviation && mean > 0.05 * by_chance, "{mean} {deviation} {by_chance}");
    }
}
