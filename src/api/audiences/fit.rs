//! The fit of a stored audience, alone or compared with another.

use std::cmp::Reverse;
use std::ops::ControlFlow;

use actix_web::web;

use crate::analysis::Analysis;
use crate::api::analyses::{AnalysisDeps, AnalysisInput, load_agency_data, load_dataset, run, start};
use crate::api::asks::AskLabels;
use crate::api::conditional::Representation;
use crate::api::contract::{
    AnalysisBody, AnalysisRequestBody, ComparisonBody, EstimateBody, FitAnswerBody, FitBody, FitQuestion,
    FollowersChangeBody, Parsed, ProblemBody, read_fit_question,
};
use crate::api::datasets::find;
use crate::api::disclosure::{admit, count_question, keep_target, noise_of_so_many};
use crate::api::extract::Caller;
use crate::api::server::State;
use crate::api::today;
use crate::disclosure::{MinCell, Noise};
use crate::error::Failure;
use crate::ingest::Role;
use crate::prevalence::shift::Shift;
use crate::prevalence::{Fit, LabelSampling};
use crate::profile::Profiles;
use crate::report::Language;
use crate::store::{Dataset, Scope};

/// Estimate the fit of an audience
///
/// How many followers of a stored audience match a target, alone or compared with another audience, for example an
/// earlier one of the same account.
#[utoipa::path(
    get, path = "/v1/audiences/{id}/fit", tag = "audiences", operation_id = "get_audience_fit",
    params(
        ("id" = String, Path, description = "Id of the audience"),
        ("target" = String, Query, example = "under-middle-class-late-20s-to-40s", description = "Name of a target, or its definition as JSON"),
        ("country" = Option<String>, Query, example = "KR", description = "Country whose tables are used, for example `KR`; beside the target's own"),
        ("year" = Option<i32>, Query, minimum = 1900, maximum = 2100, description = "Year whose tables are used"),
        ("account_channel" = Option<String>, Query, description = "The platform of the account, as a channel of the catalogue; without labels and panel, published figures of its users give a first, assumed share"),
        ("panel_id" = Option<String>, Query, description = "Id of a stored panel"),
        ("min_share" = Option<f64>, Query, minimum = 0.0, maximum = 1.0, description = "Minimum share to compare the fit with, 0 to 1"),
        ("max_rejected" = Option<f64>, Query, minimum = 0.0, maximum = 1.0, description = "The largest share of rejected rows that a verdict allows; 0.05 by default"),
        ("labels_of_target" = Option<bool>, Query, example = true, description = "Whether the labels (`in_target`) were made for this target; false by default"),
        ("labels_how" = inline(Option<LabelSampling>), Query, description = "How the labelled followers came to be labelled; `self_declared` by default"),
        ("panel_as_of" = Option<String>, Query, format = Date, description = "The day on which the panel was asked; that of the stored panel by default"),
        ("level" = Option<f64>, Query, minimum = 0.5, maximum = 0.99, description = "Nominal level of intervals, 0.5 to 0.99; 0.9 by default"),
        ("seed" = Option<u64>, Query, description = "Seed of every draw; 0 by default"),
        ("shift" = inline(Option<Shift>), Query, description = "How the panel differs from the audience; `auto` by default"),
        ("compare" = Option<String>, Query, description = "Id of another audience")
    ),
    responses(
        (status = 200, body = FitAnswerBody, description = "The fit and the verdict"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "The audience or panel is not found"),
        (status = 413, body = ProblemBody, content_type = "application/problem+json", description = "The service has too little memory for so many profiles"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "All workers are busy")
    )
)]
pub(super) async fn get_audience_fit(
    request: actix_web::HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    language: Language,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let FitQuestion { request: asked, text, panel, compare: other } = read_fit_question(request.query_string())?;
    let audience = find(&caller, &state, Role::Audience, &id).await?;
    let panel = match panel {
        Some(panel) => Some(find(&caller, &state, Role::Panel, &panel).await?),
        None => None,
    };
    let other = match other {
        Some(other) => Some(find(&caller, &state, Role::Audience, &other).await?),
        None => None,
    };
    keep_target(&request, &asked.value, &state, &load_agency_data(&state, &caller.agency).await?);
    let asked = (asked, text);
    let with_ids = other.is_some();
    let (this, ids) = analyze(&caller, &state, asked.clone(), &audience, panel.as_ref(), with_ids, language).await?;
    let comparison = match other {
        None => None,
        Some(other) => {
            let (that, other_ids) = analyze(&caller, &state, asked, &other, panel.as_ref(), with_ids, language).await?;
            let noise = follower_noise(&caller, &state, &audience, &other).await?;
            Some(compare(&state, other.id, (&this, &ids), (&that, &other_ids), noise.as_ref(), language))
        }
    };
    let body = FitAnswerBody::new(id.into_inner(), AnalysisBody::new(&this, language), comparison);
    Ok(Representation::json(&body))
}

/// The analysis of one stored audience, and the hashes of its ids where they are wanted.
async fn analyze(
    caller: &Caller,
    state: &State,
    (request, text): (Parsed<AnalysisRequestBody>, String),
    audience: &Dataset,
    panel: Option<&Dataset>,
    with_ids: bool,
    language: Language,
) -> Result<(Analysis, Vec<u64>), Failure> {
    let permit = state.workers.permit(caller)?;
    let place = start(state, caller, permit, [Some(audience), panel]).await?;
    let data = load_agency_data(state, &caller.agency).await?;
    let noise = admit(state, caller, &data, &request.value, Some(audience), panel, &AskLabels::default()).await?;
    let hasher = data.hasher(text.as_bytes());
    let audience = load_dataset(state, audience).await?;
    let ids = if with_ids { sorted_ids(&audience.people.reading.profiles) } else { Vec::new() };
    let panel = match panel {
        Some(panel) => Some(load_dataset(state, panel).await?),
        None => None,
    };
    let (audience, shows_received) = (Some(audience), caller.scope >= Scope::Write);
    let input = AnalysisInput {
        request,
        hasher,
        data,
        audience,
        panel,
        noise,
        asks: AskLabels::default(),
        shows_received,
        today: today(),
        language,
    };
    let deps = AnalysisDeps::of(state);
    let work = move || run(input, &deps, &|_| ControlFlow::Continue(()));
    Ok((place.run(work).await?, ids))
}

/// The hashes of the ids of rows, ascending, each once.
fn sorted_ids(profiles: &Profiles) -> Vec<u64> {
    let mut ids: Vec<u64> = profiles.id_hashes().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The noise of the number of followers whom two audiences share, once the question was counted; none where it is exact.
async fn follower_noise(
    caller: &Caller,
    state: &State,
    audience: &Dataset,
    other: &Dataset,
) -> Result<Option<Noise>, Failure> {
    if caller.exact {
        return Ok(None);
    }
    let key = load_agency_data(state, &caller.agency).await?.noise_key();
    let question = question_of_pair(audience, other);
    let mut asked = Vec::new();
    for dataset in [audience, other] {
        let place = count_question(state, caller, &question, dataset).await?;
        asked.push((place.unwrap_or_default(), dataset));
    }
    Ok(noise_of_pair(&key, &question, asked, state.settings.targets_per_dataset))
}

/// The question how many followers two audiences share, in whatever order they are named.
fn question_of_pair(audience: &Dataset, other: &Dataset) -> String {
    let mut pair = [audience, other].map(|dataset| &dataset.summary.content_hash);
    pair.sort_unstable();
    format!("followers of {} and {}", pair[0], pair[1])
}

/// The noise of how many followers two audiences share, each with the question's place among those about its people. It is
/// that of the people who were asked about most: who looks for somebody among them with sets made for that must not have
/// new noise with each.
fn noise_of_pair(key: &[u8; 32], question: &str, mut asked: Vec<(u64, &Dataset)>, of: u64) -> Option<Noise> {
    asked.sort_unstable_by_key(|(place, dataset)| (Reverse(*place), dataset.created_at, &dataset.summary.content_hash));
    asked.first().map(|(_, dataset)| noise_of_so_many(key, dataset, question, of))
}

fn compare(
    state: &State,
    other: String,
    (this, ids): (&Analysis, &[u64]),
    (that, other_ids): (&Analysis, &[u64]),
    noise: Option<&Noise>,
    language: Language,
) -> ComparisonBody {
    // An assumed share says nothing of these followers, so two of them differ in nothing.
    let estimated = |fit: &Fit| fit.estimated_share().and_then(|_| fit.distribution.clone());
    let shares = estimated(&this.fit).zip(estimated(&that.fit));
    let level = this.fit.share.as_ref().map_or(0.9, |share| share.level);
    let n = this.profiles.zip(that.profiles).map_or(0.0, |(this, that)| this.min(that) as f64);
    let followers = change_of(ids, other_ids, MinCell(state.settings.min_cell), noise);
    ComparisonBody {
        audience_id: other,
        fit: FitBody::new(&that.fit, language),
        difference: shares.map(|(this, that)| EstimateBody::from(&this.difference(&that, level, n))),
        followers,
    }
}

/// How many followers stayed, came and went since another audience; none where either has no ids.
fn change_of(ids: &[u64], other_ids: &[u64], min_cell: MinCell, noise: Option<&Noise>) -> Option<FollowersChangeBody> {
    if ids.is_empty() || other_ids.is_empty() {
        return None;
    }
    let publishable = |count: usize| Some(count as u64).filter(|count| !min_cell.is_small_cell(*count));
    let stayed = ids.iter().filter(|id| other_ids.binary_search(id).is_ok()).count();
    let all = ids.len().min(other_ids.len());
    let stayed = noise.map_or(stayed, |noise| noise.count("stayed", stayed as u64, all as u64) as usize);
    let (came, went) = (ids.len() - stayed, other_ids.len() - stayed);
    // With the totals of both audiences any two of these give the third.
    let all_publishable = publishable(stayed).is_some() && publishable(came).is_some() && publishable(went).is_some();
    let one = |count: usize| publishable(count).filter(|_| all_publishable);
    Some(FollowersChangeBody { stayed: one(stayed), came: one(came), went: one(went) })
}

/// How many followers stayed, came and went between an audience and an earlier one.
pub(in crate::api) async fn followers_change(
    caller: &Caller,
    state: &State,
    audience: &Dataset,
    before: &Dataset,
) -> Result<Option<FollowersChangeBody>, Failure> {
    let noise = follower_noise(caller, state, audience, before).await?;
    let place = start(state, caller, state.workers.permit(caller)?, [Some(audience), Some(before)]).await?;
    let (this, that) = (load_dataset(state, audience).await?, load_dataset(state, before).await?);
    let min_cell = MinCell(state.settings.min_cell);
    let work = move || {
        let [ids, other_ids] = [this, that].map(|stored| sorted_ids(&stored.people.reading.profiles));
        Ok(change_of(&ids, &other_ids, min_cell, noise.as_ref()))
    };
    place.run(work).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{AgencyId, DatasetState, UploadSummary};

    fn dataset(created_at: i64, content_hash: &str) -> Dataset {
        Dataset {
            id: format!("aud_{content_hash}"),
            agency: AgencyId::local(),
            role: Role::Audience,
            state: DatasetState::Ready,
            hidden: false,
            name: None,
            account: None,
            people_of: None,
            taken_at: None,
            as_of: "2026-11-01".to_owned(),
            created_at,
            lease_until: 0,
            summary: UploadSummary { content_hash: content_hash.to_owned(), ..UploadSummary::default() },
        }
    }

    #[test]
    fn sets_made_to_find_somebody_share_the_noise_of_those_they_are_looked_for_in() {
        let (key, audience) = ([7; 32], Dataset { account: Some("@m".to_owned()), ..dataset(1, "m") });
        let common = |noise: &Noise| noise.of_dataset().people("any");
        let noise = |probe: &Dataset, place: u64, is_first: bool| {
            let question = question_of_pair(&audience, probe);
            let mut asked = vec![(place, &audience), (0, probe)];
            if !is_first {
                asked.reverse();
            }
            noise_of_pair(&key, &question, asked, 10).expect("noise")
        };
        let of_audience = common(&noise_of_so_many(&key, &audience, "any question", 10));
        let probes = ["a", "b", "y", "z"].map(|hash| Dataset { account: Some(hash.to_owned()), ..dataset(2, hash) });
        for (place, probe) in (0..).zip(&probes) {
            let first = noise(probe, place, true);
            assert!((common(&first) - of_audience).abs() < f64::EPSILON, "{place}");
            assert!(first == noise(probe, place, false), "the order that they are named in says nothing");
        }
        assert_ne!(noise(&probes[0], 0, true).people("stayed"), noise(&probes[1], 1, true).people("stayed"));
    }
}
