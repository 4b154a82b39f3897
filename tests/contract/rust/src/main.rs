//! A program as a caller would write it: `audience-fit-caller SERVER FILE`, where FILE is a CSV of `id,age,in_target`.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use audience_fit_client::apis::Error as ApiError;
use audience_fit_client::apis::analyses_api::{create_analysis, get_analysis};
use audience_fit_client::apis::audiences_api::create_audience;
use audience_fit_client::apis::configuration::Configuration;
use audience_fit_client::apis::jobs_api::{create_job, get_job};
use audience_fit_client::models::{AnalysisRequest, JobState, Problem, TargetSpec};
use reqwest::Client;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let server = arguments.next().ok_or("give the server's address")?;
    let file = PathBuf::from(arguments.next().ok_or("give a CSV file")?);
    // This generator's clients name no type for a body of bytes, which the service requires; of JSON they do.
    let bytes = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"))]);
    let client = Client::builder().default_headers(bytes).build()?;
    let service = Configuration { base_path: server, client, ..Configuration::new() };

    let audience = create_audience(&service, file, None, None, None, None, Some("csv"), None, None, None, None, None, None).await?;

    let target = TargetSpec { labelled: Some(true), ..TargetSpec::default() };
    let question = AnalysisRequest { audience_id: Some(Some(audience.id)), ..AnalysisRequest::new(target) };
    let analysis = create_analysis(&service, question.clone(), None, None).await?;
    let share = analysis.fit.share.ok_or("no share")?;

    let mut job = create_job(&service, question.clone(), None).await?;
    while matches!(job.state, JobState::Queued | JobState::Running) {
        sleep(Duration::from_millis(100)).await;
        job = get_job(&service, &job.id).await?;
    }
    let kept = job.analysis_id.ok_or("the job made no analysis")?;
    // The page has an operation of its own, which this generator's clients cannot read: they take JSON and text/plain.
    let kept = get_analysis(&service, &kept, None).await?;
    assert_eq!(kept.fit.share.map(|kept| kept.value), Some(share.value));

    let asked = create_analysis(&service, AnalysisRequest { level: Some(Some(2.0)), ..question }, None, None).await;
    let Err(ApiError::ResponseError(answer)) = asked else { return Err("a level of 2 was accepted".into()) };
    let problem: Problem = serde_json::from_str(&answer.content)?;
    assert_eq!(problem.errors[0].pointer.as_deref(), Some("/level"));

    println!("{} profiles, a share of {:.2}, a problem: {}", audience.profiles, share.value, problem.detail);
    Ok(())
}
