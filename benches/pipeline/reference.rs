//! The references that our readers are compared with: plain serde_json, one typed struct a line, and the csv crate, one record
//! of texts a line.

use std::io::BufRead;

use serde::Deserialize;

/// A follower with texts of type `T`.
#[derive(Deserialize)]
struct Follower<T> {
    id: Option<T>,
    age: Option<f32>,
    income: Option<Income<T>>,
    household_size: Option<f32>,
    gender: Option<T>,
    region: Option<T>,
    education: Option<T>,
    account: Option<Account<T>>,
    followed_at: Option<T>,
}

#[derive(Deserialize)]
struct Income<T> {
    amount: Option<f32>,
    currency: Option<T>,
    period: Option<T>,
    scope: Option<T>,
}

#[derive(Deserialize)]
struct Account<T> {
    created_at: Option<T>,
    followers: Option<u64>,
    following: Option<u64>,
    posts: Option<u64>,
}

/// Parses every line into a struct that owns its texts, as most programs do.
pub fn parse_owned(source: impl BufRead) -> f64 {
    sum_of_lines(source, |line| serde_json::from_slice::<Follower<String>>(line).map(|follower| follower.sum()))
}

/// Parses every line into a struct that borrows its texts from the line; a text with an escape would fail.
pub fn parse_borrowed(source: impl BufRead) -> f64 {
    sum_of_lines(source, |line| serde_json::from_slice::<Follower<&str>>(line).map(|follower| follower.sum()))
}

/// Splits every line into texts, and keeps nothing of them but their length.
pub fn split_csv(source: impl BufRead) -> f64 {
    let mut reader = csv::ReaderBuilder::new().from_reader(source);
    reader.records().map(|record| record.expect("the file was made to this form").as_slice().len() as f64).sum()
}

/// Keeps nothing of a line but a number.
fn sum_of_lines(mut source: impl BufRead, parse: impl Fn(&[u8]) -> serde_json::Result<f64>) -> f64 {
    let (mut line, mut sum) = (Vec::new(), 0.0);
    while source.read_until(b'\n', &mut line).expect("the file can be read") > 0 {
        sum += parse(&line).expect("the line was made to this form");
        line.clear();
    }
    sum
}

impl<T: AsRef<str>> Follower<T> {
    /// A number to which every field adds, so that none can be left out as unused.
    fn sum(&self) -> f64 {
        let income = self.income.as_ref();
        let account = self.account.as_ref();
        let numbers = [self.age, self.household_size, income.and_then(|income| income.amount)];
        let counts = account.map_or([None; 3], |a| [a.followers, a.following, a.posts]);
        let texts = [&self.id, &self.gender, &self.region, &self.education, &self.followed_at];
        let of_income = income.map(|income| [&income.currency, &income.period, &income.scope]);
        let of_account = account.map(|account| &account.created_at);
        let texts = texts.into_iter().chain(of_income.into_iter().flatten()).chain(of_account);
        numbers.into_iter().flatten().map(f64::from).sum::<f64>()
            + counts.into_iter().flatten().map(|count| count as f64).sum::<f64>()
            + texts.flatten().map(|text| text.as_ref().len() as f64).sum::<f64>()
    }
}
