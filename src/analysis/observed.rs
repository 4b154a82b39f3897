//! From sums of channel use to what is known of it.

use super::noise::panel_target;
use super::request::AnalysisRequest;
use super::scan::ScannedAudience;
use super::warning::{AnalysisWarning, RowsOf};
use crate::channel::{Among, ObservedUse};
use crate::disclosure::{MinCell, Noise};
use crate::prevalence::{ChannelColumns, ChannelUse, Fit, UseSums};

/// The channel use of one set of people.
struct Source<'a> {
    among: Among,
    of: RowsOf,
    columns: &'a ChannelColumns,
    channel_use: &'a ChannelUse,
    /// Whether nothing of it may be published.
    suppressed: bool,
    noise: Option<&'a Noise>,
}

/// Channels whose use is not counted, by reason.
#[derive(Default)]
struct NotCounted<'a> {
    one_sided: Vec<&'a str>,
    unknown: Vec<&'a str>,
    too_few: Vec<&'a str>,
}

/// The channel use of matched followers and of matched people of the panel. Where the number of matched followers is
/// suppressed their use is too, for the number of those who state it could disclose the other.
pub(super) fn observed_use(
    request: &AnalysisRequest<'_>,
    scanned: &ScannedAudience<'_>,
    fit: &Fit,
    warnings: &mut Vec<AnalysisWarning>,
) -> Vec<ObservedUse> {
    let mut observed = Vec::new();
    let followers = Source {
        among: Among::Followers,
        of: RowsOf::Audience,
        columns: &scanned.channels,
        channel_use: &scanned.channel_use,
        suppressed: fit.evidence.labelled_members.is_none(),
        noise: request.options.noise.as_ref(),
    };
    followers.observe(request, &mut observed, warnings);
    if let Some(panel) = request.panel {
        let columns = ChannelColumns::new(&panel.profiles);
        let channel_use = ChannelUse::of_panel(&panel.profiles, &panel_target(request, &panel.profiles), &columns);
        let panel = Source {
            among: Among::Panel,
            of: RowsOf::Panel,
            columns: &columns,
            channel_use: &channel_use,
            suppressed: false,
            noise: request.options.panel_noise.as_ref(),
        };
        panel.observe(request, &mut observed, warnings);
    }
    observed
}

impl Source<'_> {
    fn observe(
        &self,
        request: &AnalysisRequest<'_>,
        observed: &mut Vec<ObservedUse>,
        warnings: &mut Vec<AnalysisWarning>,
    ) {
        let min_cell = request.options.min_cell;
        // Sums of weights count people; one whom a band leaves in between counts by the probability of membership.
        let few = |people: f64| min_cell.is_small_cell(people.max(0.0).round() as u64);
        let mut not_counted = NotCounted::default();
        for (id, sums) in self.channel_use.by_channel(self.columns) {
            if request.catalog.channel(id).is_none() {
                not_counted.unknown.push(id);
                continue;
            }
            let [users, others] = [("users", sums.users), ("others", sums.others)].map(|(which, sum)| {
                let noise = self.noise.map_or(0.0, |noise| noise.people(&format!("{which} of {id}")));
                (sum.value() + noise).max(0.0)
            });
            // Whether anybody states either has no noise.
            let is_one_sided = sums.said_users == 0 || sums.said_others == 0;
            if is_one_sided && self.noise.is_none() {
                not_counted.one_sided.push(id);
            } else if self.suppressed || few(users) || few(others) {
                not_counted.too_few.push(id);
            } else if sums.effective_members() > 0.0 {
                observed.push(self.observed(id, users, others, sums));
            }
        }
        not_counted.warn(self.of, min_cell, warnings);
    }

    fn observed(&self, id: &str, users: f64, others: f64, sums: &UseSums) -> ObservedUse {
        ObservedUse {
            among: self.among,
            channel: id.to_owned(),
            users,
            others,
            // No more people of equal weight than there are with noise, where weights are equal.
            effective_people: sums.effective_members() * (users + others) / (sums.users.value() + sums.others.value()),
        }
    }
}

impl NotCounted<'_> {
    fn warn(&self, by: RowsOf, min_cell: MinCell, warnings: &mut Vec<AnalysisWarning>) {
        let owned = |channels: &[&str]| -> Vec<String> { channels.iter().map(|id| (*id).to_owned()).collect() };
        if !self.one_sided.is_empty() {
            warnings.push(AnalysisWarning::OneSidedChannelUse { by, channels: owned(&self.one_sided) });
        }
        if !self.too_few.is_empty() {
            let channels = owned(&self.too_few);
            warnings.push(AnalysisWarning::ChannelUseSuppressed { by, channels, min_cell });
        }
        if !self.unknown.is_empty() {
            warnings.push(AnalysisWarning::UnknownChannelUse { by, channels: owned(&self.unknown) });
        }
    }
}
