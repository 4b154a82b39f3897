//! Questions whose every answer says whether a person meets what a target asks for.

use super::AskError;
use crate::target::{Condition, IncomeConcept, IncomeReference, MedianIncomes, Period, Scope, Target};

/// Questions at most: of more, fewer people answer any.
pub const MAX_QUESTIONS: usize = 3;
/// Households up to this size have an amount of their own; in Korea and the United States one in fifty is larger.
const LARGEST_HOUSEHOLD: u8 = 6;
/// Months of a year.
const MONTHS: f64 = 12.0;
/// Digits that amounts are given with: the limit then is off by less than a thousandth, which nobody's memory is.
const DIGITS: i32 = 4;

/// The questions that decide on a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Questionnaire {
    /// The questions, at most [`MAX_QUESTIONS`]: who meets all of them is in the target, who fails one is not.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What its column is called in a file of answers: `age`, `income`, `region` and so on, `others` or `target`.
    pub key: String,
    /// What it asks about.
    pub about: About,
    /// Its answers, of which a person chooses one.
    pub choices: Vec<Choice>,
}

/// What a question asks about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// Age in completed years.
    Age,
    /// Income, compared with amounts that may hang on the size of the household.
    Income {
        /// The amounts, one a size; a single one without a size where it holds for all.
        limits: Vec<HouseholdLimit>,
        /// ISO 4217 code.
        currency: String,
        /// Span that the amounts count.
        period: Period,
        /// Whose income.
        scope: Scope,
        /// Whether it counts after taxes.
        after_tax: bool,
    },
    /// Whether a category is one of these.
    OneOf {
        /// The field, or the name of the attribute.
        field: String,
        /// Texts accepted.
        accepted: Vec<String>,
    },
    /// Whether a number lies between two ends, both included.
    Number {
        /// The name of the attribute.
        name: String,
        /// Least number.
        min: Option<f32>,
        /// Greatest number.
        max: Option<f32>,
    },
    /// Whether all of several hold, each as a question of its own would ask it.
    All(Vec<Question>),
    /// Whether a person is what the target is called.
    Named(String),
}

/// The limits of the income of a household.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HouseholdLimit {
    /// People in it; none where the limits hold for all sizes.
    pub size: Option<u8>,
    /// Whether larger households count as this one.
    pub or_more: bool,
    /// Least amount.
    pub from: Option<f64>,
    /// First amount that is too much.
    pub below: Option<f64>,
}

/// One answer to choose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// What it says.
    pub meaning: Meaning,
    /// Whether who chooses it meets what is asked; none where they do not say.
    pub meets: Option<bool>,
}

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// This age or younger.
    AgeUpTo(u32),
    /// Between two ages, both included.
    AgeBetween(u32, u32),
    /// This age or older.
    AgeFrom(u32),
    /// Less than the lower amount.
    TooLittle,
    /// Less than the amount.
    Below,
    /// Between the two amounts.
    Between,
    /// The upper amount or more.
    AtLeast,
    /// Yes.
    Yes,
    /// No.
    No,
    /// The person does not say.
    NotSaid,
}

impl Questionnaire {
    /// The questions of `target`.
    ///
    /// # Errors
    /// [`AskError::NothingToAsk`], [`AskError::NoMedian`].
    pub fn new(target: &Target) -> Result<Self, AskError> {
        let conditions = target.conditions();
        if conditions.is_empty() {
            let name = target.spec().name.clone().ok_or(AskError::NothingToAsk)?;
            return Ok(Self { questions: vec![yes_or_no("target", About::Named(name))] });
        }
        // Of more conditions than questions, the last question asks about all that remain.
        let single = if conditions.len() > MAX_QUESTIONS { MAX_QUESTIONS - 1 } else { conditions.len() };
        let (alone, together) = conditions.split_at(single);
        let mut questions: Vec<Question> =
            alone.iter().map(|condition| question(condition, target.ruler())).collect::<Result<_, _>>()?;
        if !together.is_empty() {
            let all = together.iter().map(|condition| question(condition, target.ruler())).collect::<Result<_, _>>()?;
            questions.push(yes_or_no("others", About::All(all)));
        }
        Ok(Self { questions })
    }

    /// Whether a person who gave these answers, one a question, is in the target: no after any that fails, yes where all
    /// meet, and not known otherwise.
    pub fn decide(&self, answers: &[Option<bool>]) -> Option<bool> {
        if answers.contains(&Some(false)) {
            return Some(false);
        }
        (answers.len() == self.questions.len() && answers.iter().all(|met| *met == Some(true))).then_some(true)
    }
}

fn choice(meaning: Meaning, meets: bool) -> Choice {
    Choice { meaning, meets: Some(meets) }
}

const NOT_SAID: Choice = Choice { meaning: Meaning::NotSaid, meets: None };

fn yes_or_no(key: &str, about: About) -> Question {
    let choices = vec![choice(Meaning::Yes, true), choice(Meaning::No, false), NOT_SAID];
    Question { key: key.to_owned(), about, choices }
}

fn question(condition: &Condition, ruler: &MedianIncomes) -> Result<Question, AskError> {
    Ok(match condition {
        Condition::Age { min, max } => age(*min, *max),
        Condition::MedianRatio { min, max } => ratio(f64::from(*min), f64::from(*max), ruler)?,
        Condition::Amount { min, max, currency, scope } => {
            let limit = HouseholdLimit { size: None, or_more: false, from: lower(*min), below: upper(*max) };
            income(vec![limit], (currency, Period::Year, *scope), false)
        }
        Condition::OneOf { field, accepted } => {
            yes_or_no(field, About::OneOf { field: (*field).to_owned(), accepted: accepted.clone() })
        }
        Condition::Attribute(attribute) => {
            let name = attribute.name.clone();
            let about = match &attribute.one_of {
                Some(accepted) => About::OneOf { field: name.clone(), accepted: accepted.clone() },
                None => About::Number { name: name.clone(), min: attribute.min, max: attribute.max },
            };
            yes_or_no(&name, about)
        }
    })
}

/// Completed years: from the next whole year at or above `min` to the last at or below `max`.
fn age(min: f32, max: f32) -> Question {
    let from = min.max(0.0).ceil() as u32;
    let to = max.is_finite().then(|| max.floor() as u32);
    let mut choices = Vec::new();
    if from > 0 {
        choices.push(choice(Meaning::AgeUpTo(from - 1), false));
    }
    match to {
        Some(to) => {
            let inside = if from > 0 { Meaning::AgeBetween(from, to) } else { Meaning::AgeUpTo(to) };
            choices.push(choice(inside, true));
            choices.push(choice(Meaning::AgeFrom(to + 1), false));
        }
        None => choices.push(choice(Meaning::AgeFrom(from), true)),
    }
    choices.push(NOT_SAID);
    Question { key: "age".to_owned(), about: About::Age, choices }
}

fn lower(amount: f64) -> Option<f64> {
    (amount > 0.0).then_some(amount)
}

fn upper(amount: f64) -> Option<f64> {
    amount.is_finite().then_some(amount)
}

/// Amounts by the size of the household, in the span that medians are published for.
fn ratio(min: f64, max: f64, ruler: &MedianIncomes) -> Result<Question, AskError> {
    let median = ruler.medians().first().ok_or(AskError::NoMedian)?;
    let (currency, scope, period) = (median.currency.as_str(), median.scope, median.period);
    let of_period = if period == Period::Month { MONTHS } else { 1.0 };
    let limit = |size: Option<u8>, yearly: f64| {
        let amount = |ratio: f64| rounded(ratio * yearly / of_period);
        HouseholdLimit { size, or_more: false, from: lower(min).map(amount), below: upper(max).map(amount) }
    };
    let of_size = |size: u8| match ruler.yardstick(Some(f32::from(size)), currency, scope) {
        IncomeReference::One(yearly) => Some(limit(Some(size), yearly)),
        IncomeReference::AnyOf(_) | IncomeReference::None => None,
    };
    let mut limits: Vec<HouseholdLimit> = (1..=LARGEST_HOUSEHOLD).filter_map(of_size).collect();
    let same = |a: &HouseholdLimit, b: &HouseholdLimit| (a.from, a.below) == (b.from, b.below);
    let first = *limits.first().ok_or(AskError::NoMedian)?;
    if limits.iter().all(|other| same(&first, other)) {
        limits = vec![HouseholdLimit { size: None, ..first }];
    }
    if let Some(last) = limits.last_mut() {
        last.or_more = last.size.is_some();
    }
    Ok(income(limits, (currency, period, scope), median.concept == IncomeConcept::EquivalisedDisposable))
}

fn income(limits: Vec<HouseholdLimit>, (currency, period, scope): (&str, Period, Scope), after_tax: bool) -> Question {
    let (from, below) = limits.first().map_or((None, None), |limit| (limit.from, limit.below));
    let mut choices = Vec::new();
    match (from, below) {
        (Some(_), Some(_)) => choices.extend([
            choice(Meaning::TooLittle, false),
            choice(Meaning::Between, true),
            choice(Meaning::AtLeast, false),
        ]),
        (Some(_), None) => choices.extend([choice(Meaning::TooLittle, false), choice(Meaning::AtLeast, true)]),
        (None, _) => choices.extend([choice(Meaning::Below, true), choice(Meaning::AtLeast, false)]),
    }
    choices.push(NOT_SAID);
    let about = About::Income { limits, currency: currency.to_owned(), period, scope, after_tax };
    Question { key: "income".to_owned(), about, choices }
}

/// An amount with [`DIGITS`] digits.
fn rounded(amount: f64) -> f64 {
    if amount <= 0.0 {
        return 0.0;
    }
    let unit = 10f64.powi((amount.log10().floor() as i32 + 1 - DIGITS).max(0));
    (amount / unit).round() * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Catalog;
    use crate::target::TargetSpec;

    fn target(json: &str) -> Target {
        let spec: TargetSpec = serde_json::from_str(json).expect("a target");
        let medians = spec.country.as_ref().map(|country| Catalog::embedded().medians(country, spec.year));
        Target::resolve(spec, MedianIncomes::new(medians.unwrap_or_default())).expect("a sound target")
    }

    fn questions(json: &str) -> Vec<Question> {
        Questionnaire::new(&target(json)).expect("questions").questions
    }

    fn said(question: &Question) -> Vec<(Meaning, Option<bool>)> {
        question.choices.iter().map(|choice| (choice.meaning, choice.meets)).collect()
    }

    #[test]
    fn ages_are_cut_at_the_limits_of_the_target() {
        let of = |json: &str| said(&questions(json)[0]);
        let not_said = (Meaning::NotSaid, None);
        assert_eq!(
            of(r#"{"age": {"min": 27, "max": 49}}"#),
            [
                (Meaning::AgeUpTo(26), Some(false)),
                (Meaning::AgeBetween(27, 49), Some(true)),
                (Meaning::AgeFrom(50), Some(false)),
                not_said
            ]
        );
        let old = [(Meaning::AgeUpTo(64), Some(false)), (Meaning::AgeFrom(65), Some(true)), not_said];
        assert_eq!(of(r#"{"age": {"min": 65}}"#), old);
        let young = [(Meaning::AgeUpTo(34), Some(true)), (Meaning::AgeFrom(35), Some(false)), not_said];
        assert_eq!(of(r#"{"age": {"max": 34}}"#), young);
    }

    #[test]
    fn a_ratio_becomes_an_amount_for_each_size_of_household() {
        let all = questions(r#"{"country": "KR", "year": 2025, "income": {"max_median_ratio": 0.75}}"#);
        let About::Income { limits, currency, period, .. } = &all[0].about else { panic!("{all:?}") };
        assert_eq!((currency.as_str(), *period, limits.len()), ("KRW", Period::Month, 6));
        // The standard median of households of four in 2025 is 6,097,773 won a month.
        let four = limits[3].below.expect("a limit");
        assert!((four / (0.75 * 6_097_773.0) - 1.0).abs() < 1e-3, "{four}");
        assert!(limits.windows(2).all(|pair| pair[0].below < pair[1].below));
        assert!(limits[5].or_more && !limits[4].or_more);
        let both = [(Meaning::Below, Some(true)), (Meaning::AtLeast, Some(false)), (Meaning::NotSaid, None)];
        assert_eq!(said(&all[0]), both);
    }

    #[test]
    fn more_conditions_than_questions_share_the_last_one() {
        let all = questions(
            r#"{"age": {"min": 19}, "gender": ["female"], "region": ["KR-11"], "tenure": ["rent"], "education": ["college"]}"#,
        );
        assert_eq!(all.len(), MAX_QUESTIONS);
        let About::All(others) = &all[2].about else { panic!("{all:?}") };
        assert_eq!(
            others.iter().map(|other| other.key.as_str()).collect::<Vec<_>>(),
            ["gender", "education", "tenure"]
        );
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        let of = |json: &str| Questionnaire::new(&target(json)).map(|all| all.questions.len());
        assert_eq!(of(r#"{"labelled": true}"#), Err(AskError::NothingToAsk));
        assert_eq!(of(r#"{"labelled": true, "name": "self-employed without staff"}"#), Ok(1));
        assert_eq!(of(r#"{"income": {"max_median_ratio": 0.75}}"#), Err(AskError::NoMedian));
    }

    #[test]
    fn one_no_decides_and_one_silence_leaves_open() {
        let asked = Questionnaire::new(&target(r#"{"age": {"min": 19}, "gender": ["female"]}"#)).expect("questions");
        let of = |answers: [Option<bool>; 2]| asked.decide(&answers);
        assert_eq!(of([Some(true), Some(true)]), Some(true));
        assert_eq!(of([None, Some(false)]), Some(false));
        assert_eq!(of([Some(true), None]), None);
        assert_eq!(asked.decide(&[Some(true)]), None);
    }
}
