//! What is kept, as it is told.

use crate::error::Failure;
use crate::store::{Dataset, Job, JobState, details};
use crate::wire::{DatasetBody, JobBody, JobStateName, RejectionBody, WarningBody, told_time};

/// A job as it is told.
pub(super) fn job_body(job: &Job) -> JobBody {
    JobBody {
        id: job.id.clone(),
        state: state_name(job.state),
        progress: job.progress,
        created_at: told_time(job.created_at),
        started_at: job.started_at.map(told_time),
        finished_at: job.finished_at.map(told_time),
        attempts: job.attempts,
        analysis: job.analysis.as_ref().map(|id| format!("/v1/analyses/{id}")),
        problem: job.problem.clone().and_then(|json| serde_json::value::RawValue::from_string(json).ok()),
    }
}

fn state_name(state: JobState) -> JobStateName {
    match state {
        JobState::Queued => JobStateName::Queued,
        JobState::Running => JobStateName::Running,
        JobState::Succeeded => JobStateName::Succeeded,
        JobState::Failed => JobStateName::Failed,
        JobState::Cancelled => JobStateName::Cancelled,
    }
}

/// A stored audience or panel as it is told.
///
/// # Errors
/// Where what is kept of it cannot be read.
pub(super) fn dataset_body(dataset: &Dataset) -> Result<DatasetBody, Failure> {
    let details = details(dataset)?;
    let dropped = details.dropped_values.iter().map(|(field, count)| WarningBody {
        code: "too_many_levels".to_owned(),
        detail: format!("{field} has too many different texts to be a category; {count} values were left out"),
    });
    let notes = details.notes.iter().map(|note| WarningBody { code: "import".to_owned(), detail: note.clone() });
    Ok(DatasetBody {
        id: dataset.id.clone(),
        name: dataset.name.clone(),
        account: dataset.account.clone(),
        taken_at: dataset.taken_at.map(told_time),
        as_of: dataset.as_of.clone(),
        created_at: told_time(dataset.created_at),
        profiles: dataset.summary.profiles,
        rejected: dataset.summary.rejected,
        warnings: dropped.chain(notes).collect(),
        rejections: details.rejections()?.iter().map(RejectionBody::from).collect(),
        bytes: dataset.summary.bytes,
        content_hash: dataset.summary.content_hash.clone(),
    })
}
