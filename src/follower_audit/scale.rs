//! The audit of a random sample of followers, as one of all of them.

use statrs::distribution::{ContinuousCDF, Normal};

use super::result::FollowerAudit;
use crate::prevalence::Estimate;

impl FollowerAudit {
    /// The audit of `audited` followers, drawn at random from `all`: counts are multiplied up, and intervals hold the error of
    /// the sample too, which is that of a share of so many (with the correction for a finite population). Counts of evidence
    /// stay those of the sample.
    pub fn scaled(mut self, audited: u64, all: u64) -> Self {
        if audited >= all || audited == 0 {
            return self;
        }
        let sampling = Sampling { all: all as f64, audited: audited as f64 };
        let people = |count: u64| (count as f64 * sampling.factor()).round() as u64;
        for cohort in &mut self.cohorts {
            cohort.suspected = sampling.share(&cohort.suspected, cohort.followers as f64);
            cohort.suspected_count = sampling.count(&cohort.suspected_count);
            cohort.followers = people(cohort.followers);
        }
        for bucket in &mut self.timeline {
            bucket.followers = people(bucket.followers);
            bucket.suspected = people(bucket.suspected);
        }
        self.suspected_count = self.suspected_count.as_ref().map(|count| sampling.count(count));
        self.suspected = self.suspected_count.as_ref().map(|count| count.map(|people| people / all as f64));
        self
    }
}

struct Sampling {
    all: f64,
    audited: f64,
}

impl Sampling {
    fn factor(&self) -> f64 {
        self.all / self.audited
    }

    /// A number of the sampled, as one of all.
    fn count(&self, sampled: &Estimate) -> Estimate {
        let share = self.share(&sampled.map(|people| people / self.audited), self.audited);
        Estimate { n: sampled.n * self.factor(), ..share.map(|share| share * self.all) }
    }

    /// A share of `of` sampled followers, as one of all who are like them.
    fn share(&self, sampled: &Estimate, of: f64) -> Estimate {
        let z = Normal::standard().inverse_cdf(0.5 + sampled.level / 2.0);
        let unseen = 1.0 - self.audited / self.all;
        let error = z * (sampled.value * (1.0 - sampled.value).max(0.0) * unseen / of.max(1.0)).sqrt();
        Estimate {
            lower: (sampled.value - (sampled.value - sampled.lower).hypot(error)).max(0.0),
            upper: (sampled.value + (sampled.upper - sampled.value).hypot(error)).min(1.0),
            ..sampled.clone()
        }
    }
}
