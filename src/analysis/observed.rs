//! From sums of channel use to what is known of it.

use super::request::AnalysisRequest;
use crate::channel::{Among, ObservedUse, Warning};
use crate::prevalence::{ChannelColumns, ChannelUse};

/// What was seen of channels among matched followers and matched people of the panel. Unless it is `told` how many
/// followers are matched, nothing of them: how many state their use could tell it.
pub(super) fn observed_use(
    request: &AnalysisRequest<'_>,
    columns: &ChannelColumns,
    uses: &ChannelUse,
    told: bool,
    warnings: &mut Vec<Warning>,
) -> Vec<ObservedUse> {
    let min_cell = request.options.min_cell;
    // Sums of weights count people; one whom a band leaves in between counts by its chance.
    let few = |people: f64| min_cell.hides(people.max(0.0).round() as u64);
    let mut observed = Vec::new();
    let mut take = |among: Among, what: &str, columns: &ChannelColumns, uses: &ChannelUse, told: bool| {
        let (mut one_sided, mut unknown, mut too_few) = (Vec::new(), Vec::new(), Vec::new());
        for (id, sums) in uses.by_channel(columns) {
            if request.catalog.channel(id).is_none() {
                unknown.push(id);
            } else if sums.said_users == 0 || sums.said_others == 0 {
                one_sided.push(id);
            } else if !told || few(sums.users.value()) || few(sums.others.value()) {
                too_few.push(id);
            } else if sums.effective_members() > 0.0 {
                observed.push(ObservedUse {
                    among,
                    channel: id.to_owned(),
                    users: sums.users.value(),
                    others: sums.others.value(),
                    effective_people: sums.effective_members(),
                });
            }
        }
        if !one_sided.is_empty() {
            let detail = format!(
                "all {what} that state their use of {} state the same: a field filled for users only says nothing of the \
                 rest, so it isn't counted; state true and false",
                one_sided.join(", ")
            );
            warnings.push(Warning { code: "one_sided_channel_use", detail });
        }
        if !too_few.is_empty() {
            let detail = format!(
                "{} {what} are matched, or are not, or state that they use {}, or that they don't: it isn't counted",
                min_cell.few(),
                too_few.join(", ")
            );
            warnings.push(Warning { code: "few_channel_uses", detail });
        }
        if !unknown.is_empty() {
            let detail =
                format!("{what} state their use of channels that the catalogue doesn't know: {}", unknown.join(", "));
            warnings.push(Warning { code: "unknown_channel_use", detail });
        }
    };
    take(Among::Followers, "followers", columns, uses, told);
    if let Some(panel) = request.panel {
        let columns = ChannelColumns::new(&panel.profiles);
        let uses = ChannelUse::of_panel(&panel.profiles, &request.target, &columns);
        take(Among::Panel, "people of the panel", &columns, &uses, true);
    }
    observed
}
