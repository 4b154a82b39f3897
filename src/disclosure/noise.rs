//! Noise of published counts, drawn once for each question by a keyed hash.

use std::fmt;

use statrs::distribution::{ContinuousCDF, Normal};

use super::MinCell;

/// Standard deviation of the noise that all counts of the same people have in common, in people: no number of questions
/// averages it away, and beside it the noise of a count may be smaller.
const PEOPLE_SD: f64 = 3.0;
/// Standard deviation of the noise of one count, in people: with the other it moves the share of 1,000 people by .004.
const COUNT_SD: f64 = 4.0;
/// The same of questions after the first [`PRECISE_QUESTIONS`]. What all of them tell of one person is the sum of the
/// inverse variances, so those that may follow must add little to it: 35 of them add less than the first 5.
const LATER_COUNT_SD: f64 = 13.0;
/// Questions about the same people that have the smaller noise.
const PRECISE_QUESTIONS: u64 = 5;
/// Both are cut off at 3 standard deviations: the part of a normal distribution below the cut, and the standard deviation of
/// what is left.
const CUT: f64 = 3.0;
const BELOW_CUT: f64 = 0.001_349_898_031_630_095;
const SD_WITHIN_CUT: f64 = 0.9866;
/// The noise of parts that add up to a whole, and of a second calculation, as a multiple: a part beside its whole must not
/// tell the same twice.
const OF_PARTS: f64 = 3.0;

/// A question about stored people, as its noise follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoisyQuestion<'a> {
    /// Who these people are, whenever they were stored: an account and its snapshots.
    pub people: &'a str,
    /// Hash of what is stored.
    pub content_hash: &'a str,
    /// What is asked.
    pub question: &'a str,
    /// How many other questions about the same people were asked before it.
    pub place: u64,
}

/// The noise of one question about one dataset.
///
/// A count of people is published as `count + round(3 x a + s x b)`, where a and b are standard normal, cut off at 3,
/// and come from BLAKE3 keyed by a secret of the agency: a of the people alone, b of the dataset, the question and the
/// name of the count. So the same question has the same answer however often it is asked, and nothing outside the
/// service can compute the noise. b differs between questions even where they match the same people, unlike the cell
/// keys of statistical offices (Fraser and Wooton 2005; Marley and Leaver 2011): these follow from the set of people
/// alone, so that two questions have equal answers if, and nearly only if, they match the same people, which tells
/// whether one person makes a difference. The price is that noise can be averaged over different questions, also over
/// those about snapshots of the same account. Two things bound that: a, which no average removes, and s, which is 4 for the
/// first 5 questions about the same people and 13 for others: enough noise for the number of questions, as Dinur and
/// Nissim (2003) show to be needed, spent as a budget (Dwork and Roth 2014, section 3.5).
#[derive(Clone, PartialEq)]
pub struct Noise {
    /// Key of the noise that is the same for all questions about the people.
    people: [u8; 32],
    /// Key of the noise that is the same for all questions about the dataset.
    dataset: [u8; 32],
    question: [u8; 32],
    sd_of_count: f64,
}

impl Noise {
    /// The noise of a question under a secret key.
    pub fn new(secret: &[u8; 32], asked: NoisyQuestion<'_>) -> Self {
        let NoisyQuestion { people, content_hash, question, place } = asked;
        let people = *blake3::keyed_hash(secret, people.as_bytes()).as_bytes();
        let dataset = *blake3::keyed_hash(&people, content_hash.as_bytes()).as_bytes();
        let is_precise = place < PRECISE_QUESTIONS;
        // A question whose place was forgotten must not have the same noise twice, large and small.
        let key = format!("{} {question}", if is_precise { "first" } else { "later" });
        let question = *blake3::keyed_hash(&dataset, key.as_bytes()).as_bytes();
        Self { people, dataset, question, sd_of_count: if is_precise { COUNT_SD } else { LATER_COUNT_SD } }
    }

    /// The noise of a second calculation for the same question, whose counts are others: larger, for it is about the same
    /// people.
    pub fn fork(&self, calculation: &str) -> Self {
        let question = *blake3::keyed_hash(&self.question, calculation.as_bytes()).as_bytes();
        Self { question, sd_of_count: OF_PARTS * self.sd_of_count, ..self.clone() }
    }

    /// The noise of the same dataset whatever the question is.
    pub fn of_dataset(&self) -> Self {
        Self { question: self.dataset, sd_of_count: COUNT_SD, ..self.clone() }
    }

    /// Standard deviation of a count's noise, in people.
    pub fn sd(&self) -> f64 {
        SD_WITHIN_CUT * PEOPLE_SD.hypot(self.sd_of_count)
    }

    /// The same of a part of a whole.
    pub fn sd_of_part(&self) -> f64 {
        OF_PARTS * self.sd()
    }

    /// The largest error of a published count, in people.
    pub fn max(&self) -> u64 {
        (CUT * (PEOPLE_SD + self.sd_of_count)).round() as u64
    }

    /// The fewest people whom counts tell apart from nobody: with fewer, that there is anybody would show, sooner or later,
    /// by noise that happens to be large.
    pub fn least_group(&self, min_cell: MinCell) -> MinCell {
        min_cell.max(MinCell((CUT * self.sd()).round() as u64))
    }

    /// The noise of the count with this name, in whole people.
    pub fn people(&self, name: &str) -> f64 {
        self.drawn("dataset", name).round()
    }

    /// The noise of the count of part `i` of a whole.
    pub fn people_of_part(&self, name: &str, i: usize) -> f64 {
        let name = format!("{name} {i}");
        (OF_PARTS * self.drawn(&name, &name)).round()
    }

    fn drawn(&self, common: &str, own: &str) -> f64 {
        PEOPLE_SD * normal(&self.people, common) + self.sd_of_count * normal(&self.question, own)
    }

    /// A count with noise, within 0 and `all`.
    pub fn count(&self, name: &str, count: u64, all: u64) -> u64 {
        whole(count as f64 + self.people(name)).min(all)
    }
}

impl fmt::Debug for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Noise(***)")
    }
}

/// A number of people from a figure that may be below zero.
fn whole(people: f64) -> u64 {
    people.max(0.0).round() as u64
}

/// A standard normal number, cut off, that follows from a key and a name.
fn normal(key: &[u8; 32], name: &str) -> f64 {
    let hash = blake3::keyed_hash(key, name.as_bytes());
    let (bytes, _) = hash.as_bytes().split_first_chunk::<8>().expect("a hash has 32 bytes");
    let uniform = ((u64::from_le_bytes(*bytes) >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
    Normal::standard().inverse_cdf(BELOW_CUT + uniform * (1.0 - 2.0 * BELOW_CUT))
}

/// Moves `parts`, each within its cap, one person at a time until they add up to `total`, or no cap allows more.
pub fn add_up_to(parts: &mut [u64], total: u64, caps: &[u64]) {
    loop {
        let sum: u64 = parts.iter().sum();
        // The part that one person more, or one less, changes least.
        if sum < total {
            let room = |i: &usize| caps[*i] - parts[*i].min(caps[*i]);
            match (0..parts.len()).filter(|i| room(i) > 0).max_by_key(room) {
                Some(i) => parts[i] += 1,
                None => return,
            }
        } else if sum > total {
            match (0..parts.len()).max_by_key(|i| parts[*i]) {
                Some(i) => parts[i] -= 1,
                None => return,
            }
        } else {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(content: &str, question: &str) -> Noise {
        Noise::new(&[7; 32], asked(content, question, 0))
    }

    fn asked<'a>(content_hash: &'a str, question: &'a str, place: u64) -> NoisyQuestion<'a> {
        NoisyQuestion { people: content_hash, content_hash, question, place }
    }

    #[test]
    fn the_same_question_has_the_same_noise_and_others_have_others() {
        let names = ["members", "labelled", "others"];
        let of = |noise: Noise| names.map(|name| noise.people(name));
        assert_eq!(of(noise("a", "q")), of(noise("a", "q")));
        assert_ne!(of(noise("a", "q")), of(noise("b", "q")));
        assert_ne!(of(noise("a", "q")), of(noise("a", "r")));
        assert_ne!(of(noise("a", "q")), of(noise("a", "q").fork("r")));
        assert_ne!(of(noise("a", "q")), of(Noise::new(&[8; 32], asked("a", "q", 0))));
        assert_eq!(of(noise("a", "q").of_dataset()), of(noise("a", "r").of_dataset()));
        let at = |place| Noise::new(&[7; 32], asked("a", "q", place));
        assert_eq!((of(at(0)), of(at(5))), (of(at(4)), of(at(40))));
        assert!(at(5).sd() > 2.0 * at(4).sd() && of(at(4)) != of(at(5)));
        assert_eq!(at(0).of_dataset(), Noise { people: at(9).people, ..at(9).of_dataset() });
        assert!(!format!("{:?}", noise("a", "q")).contains('7'));
    }

    /// The utility that is promised: the error that noise adds to the share of an audience of 1,000.
    #[test]
    fn adds_at_most_four_thousandths_to_a_share_of_a_thousand() {
        let draws: Vec<f64> = (0..20_000).map(|i| noise(&format!("set {i}"), "q").people("members")).collect();
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let error = draws.iter().map(|x| x.abs()).sum::<f64>() / n;
        let sd = (draws.iter().map(|x| x * x).sum::<f64>() / n).sqrt();
        let most = draws.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        let z = Normal::standard().inverse_cdf(0.95);
        let (sd_told, most_told) = (noise("a", "q").sd(), noise("a", "q").max() as f64);
        let covered = draws.iter().filter(|x| x.abs() <= z * sd_told).count() as f64 / n;
        println!("noise: 90 % intervals cover {covered:.3}");
        assert!((covered - 0.9).abs() < 0.02, "{covered}");
        println!("noise: mean {mean:.3}, mean absolute {error:.2}, sd {sd:.2}, most {most} people");
        println!("added error of a share of 1,000: {:.4}", error / 1000.0);
        assert!(error / 1000.0 <= 0.004, "{error}");
        assert!(mean.abs() < 0.1 && (sd - sd_told).abs() < 0.1 && most <= most_told, "{mean} {sd} {most}");
    }

    #[test]
    fn parts_add_up_within_their_caps() {
        let mut parts = [10, 50, 5];
        add_up_to(&mut parts, 100, &[12, 90, 5]);
        assert_eq!((parts.iter().sum::<u64>(), parts[0] <= 12, parts[2]), (100, true, 5));
        add_up_to(&mut parts, 3, &[12, 90, 5]);
        assert_eq!(parts.iter().sum::<u64>(), 3);
        add_up_to(&mut parts, 1000, &[12, 90, 5]);
        assert_eq!(parts, [12, 90, 5]);
    }
}
