//! Noise of published counts, drawn once for each question by a keyed hash.

use std::fmt;

use statrs::distribution::{ContinuousCDF, Normal};

use super::MinCell;

/// What all answers about the same people may tell of one of them: the sum of the inverse variances of the noise that they
/// have in common and of the noise that each has of its own. With it the best test of whoever knows everybody else is right
/// in at most .60 of its tries (chance .50), segments and cohorts looked at as well.
const INFORMATION: f64 = 0.69;
/// Noise is cut off at 3 standard deviations: the part of a normal distribution below the cut, and the standard deviation of
/// what is left.
const CUT: f64 = 3.0;
const BELOW_CUT: f64 = 0.001_349_898_031_630_095;
const SD_WITHIN_CUT: f64 = 0.9866;
/// The noise of parts that add up to a whole, and of a second calculation, as a multiple: a part beside its whole must not
/// tell the same twice.
const OF_PARTS: f64 = 3.0;
/// The noise of a group beside the members, as a multiple: whoever is in it instead of being a member changes both counts.
const OF_GROUPS: f64 = 1.5;
/// What a member more, by noise, takes from a group that members come from: then the noise of both hardly adds up in a share,
/// and tells no more of a person who changes from one to the other than of one who changes within the rest.
const FROM_GROUP: f64 = 0.5;

/// A question about stored people, as its noise follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoisyQuestion<'a> {
    /// Who these people are, whenever they were stored: an account and its snapshots.
    pub people: &'a str,
    /// Hash of what is stored.
    pub content_hash: &'a str,
    /// What is asked.
    pub question: &'a str,
    /// How many different questions about the same people may be asked in the time that they count.
    pub of: u64,
}

/// The noise of one question about one dataset.
///
/// A count of people is published as `count + round(c x a + s x b)`, where a and b are standard normal, cut off at 3,
/// and come from BLAKE3 keyed by a secret of the agency: a of the people alone, b of the dataset, the question and the
/// name of the count. So the same question has the same answer however often it is asked, and nothing outside the
/// service can compute the noise. b differs between questions even where they match the same people, unlike the cell
/// keys of statistical offices (Fraser and Wooton 2005; Marley and Leaver 2011): these follow from the set of people
/// alone, so that two questions have equal answers if, and nearly only if, they match the same people, which tells
/// whether one person makes a difference. The price is that noise can be averaged over different questions, also over
/// those about snapshots of the same account. So c and s follow from how many questions may be asked: as much noise as that
/// number needs (Dinur and Nissim 2003), spent as a budget (Dwork and Roth 2014, section 3.5). Of n questions, of which half
/// or so are about the person and the others find the common noise, the best linear test has at most the information
/// `(1 / c^2 + n / s^2) / 4`; where that is `INFORMATION` / 4, the sum of both variances is smallest for
/// `s^2 = sqrt(n) c^2`.
#[derive(Clone, PartialEq)]
pub struct Noise {
    /// Key of the noise that is the same for all questions about the people.
    people: [u8; 32],
    /// Key of the noise that is the same for all questions about the dataset.
    dataset: [u8; 32],
    question: [u8; 32],
    /// Standard deviation of the noise that all questions have in common, in people.
    common_sd: f64,
    /// The same of what each has of its own.
    own_sd: f64,
}

impl Noise {
    /// The noise of a question under a secret key.
    pub fn new(secret: &[u8; 32], asked: NoisyQuestion<'_>) -> Self {
        let NoisyQuestion { people, content_hash, question, of } = asked;
        // Where another number of questions is set, all noise is other: the same in two sizes would tell the count.
        let people = *blake3::keyed_hash(secret, format!("{of} {people}").as_bytes()).as_bytes();
        let dataset = *blake3::keyed_hash(&people, content_hash.as_bytes()).as_bytes();
        let question = *blake3::keyed_hash(&dataset, question.as_bytes()).as_bytes();
        let root = (of.max(1) as f64).sqrt();
        let common_variance = (1.0 + root) / INFORMATION;
        Self { people, dataset, question, common_sd: common_variance.sqrt(), own_sd: (root * common_variance).sqrt() }
    }

    /// The noise of a second calculation for the same question, whose counts are others: larger, for it is about the same
    /// people.
    pub fn fork(&self, calculation: &str) -> Self {
        let question = *blake3::keyed_hash(&self.question, calculation.as_bytes()).as_bytes();
        Self { question, own_sd: OF_PARTS * self.own_sd, ..self.clone() }
    }

    /// The noise of the same dataset whatever the question is.
    pub fn of_dataset(&self) -> Self {
        Self { question: self.dataset, ..self.clone() }
    }

    /// Standard deviation of a count's noise, in people.
    pub fn sd(&self) -> f64 {
        SD_WITHIN_CUT * self.common_sd.hypot(self.own_sd)
    }

    /// The same of a part of a whole.
    pub fn sd_of_part(&self) -> f64 {
        OF_PARTS * self.sd()
    }

    /// The largest error of a published count, in people.
    pub fn max(&self) -> u64 {
        (CUT * (self.common_sd + self.own_sd)).round() as u64
    }

    /// The fewest people whom counts tell apart from nobody: with fewer, that there is anybody would show, sooner or later,
    /// by noise that happens to be large.
    pub fn least_group(&self, min_cell: MinCell) -> MinCell {
        min_cell.max(MinCell((CUT * self.sd()).round() as u64))
    }

    /// The same of groups beside the members.
    pub fn least_group_beside(&self, min_cell: MinCell) -> MinCell {
        min_cell.max(MinCell((CUT * OF_GROUPS.hypot(FROM_GROUP) * self.sd()).round() as u64))
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

    /// The noise of a group beside the members, which noise of `members` takes from.
    pub fn people_of_group(&self, name: &str, members: f64) -> f64 {
        (OF_GROUPS * self.drawn(name, name) - FROM_GROUP * members).round()
    }

    fn drawn(&self, common: &str, own: &str) -> f64 {
        self.common_sd * normal(&self.people, common) + self.own_sd * normal(&self.question, own)
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
        Noise::new(&[7; 32], asked(content, question, 10))
    }

    fn asked<'a>(content_hash: &'a str, question: &'a str, of: u64) -> NoisyQuestion<'a> {
        NoisyQuestion { people: content_hash, content_hash, question, of }
    }

    #[test]
    fn the_same_question_has_the_same_noise_and_others_have_others() {
        let names = ["members", "labelled", "others"];
        let of = |noise: Noise| names.map(|name| noise.people(name));
        assert_eq!(of(noise("a", "q")), of(noise("a", "q")));
        assert_ne!(of(noise("a", "q")), of(noise("b", "q")));
        assert_ne!(of(noise("a", "q")), of(noise("a", "r")));
        assert_ne!(of(noise("a", "q")), of(noise("a", "q").fork("r")));
        assert_ne!(of(noise("a", "q")), of(Noise::new(&[8; 32], asked("a", "q", 10))));
        assert_eq!(of(noise("a", "q").of_dataset()), of(noise("a", "r").of_dataset()));
        let of_so_many = |of| Noise::new(&[7; 32], asked("a", "q", of));
        assert!(of_so_many(40).sd() > 1.5 * of_so_many(10).sd() && of_so_many(10).sd() > 1.5 * of_so_many(2).sd());
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
    fn no_other_division_of_the_noise_is_smaller_for_the_same_information() {
        for of in [1, 3, 10, 40, 1000] {
            let noise = Noise::new(&[7; 32], asked("a", "q", of));
            let (common, n) = (noise.common_sd.powi(2), of as f64);
            let information = 1.0 / common + n / noise.own_sd.powi(2);
            assert!((information - INFORMATION).abs() < 1e-9, "{information}");
            let least = common + noise.own_sd.powi(2);
            for scale in [0.5, 0.8, 0.95, 1.05, 1.25, 2.0] {
                let other = scale * common;
                let own = n / (INFORMATION - 1.0 / other);
                assert!(own < 0.0 || other + own > least, "{of} questions, {scale}: {} < {least}", other + own);
            }
        }
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
