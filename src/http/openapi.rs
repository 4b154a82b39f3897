//! The OpenAPI document, generated from the handlers and the wire types.

use utoipa::OpenApi;

use super::handlers;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "audience-fit",
        description = "Tells a public agency whether the people who follow it are the people it exists for, and where \
                       to reach the ones who are not. Every figure is an interval with its method and assumption.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        handlers::create_analysis,
        handlers::list_analyses,
        handlers::get_analysis,
        handlers::delete_analysis,
        handlers::create_audience,
        handlers::list_audiences,
        handlers::get_audience,
        handlers::delete_audience,
        handlers::list_audience_rejections,
        handlers::get_audience_fit,
        handlers::create_panel,
        handlers::list_panels,
        handlers::get_panel,
        handlers::delete_panel,
        handlers::list_panel_rejections,
        handlers::list_jobs,
        handlers::get_job,
        handlers::cancel_job,
        handlers::create_recommendation,
        handlers::create_outcomes,
        handlers::list_outcomes,
        handlers::create_momentum,
        handlers::list_targets,
        handlers::get_target,
        handlers::put_target,
        handlers::delete_target,
        handlers::list_channels,
        handlers::list_sources,
        handlers::get_liveness,
        handlers::get_readiness,
        handlers::get_metrics,
        handlers::get_openapi
    ),
    tags(
        (name = "analyses", description = "How many followers match, who they are, where the target is"),
        (name = "audiences", description = "Stored followers of an account"),
        (name = "panels", description = "Stored labelled people from elsewhere"),
        (name = "jobs", description = "Analyses that are made after the answer"),
        (name = "recommendations", description = "Which channels reach a target"),
        (name = "outcomes", description = "Results of campaigns, to learn from"),
        (name = "momentum", description = "What an event did to engagement"),
        (name = "catalogue", description = "Presets, channels and sources"),
        (name = "operations", description = "Health and this document")
    )
)]
struct Document;

/// The OpenAPI document.
pub(super) fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// The OpenAPI document as it is served and committed: indented JSON with a line end.
pub fn openapi_json() -> String {
    let mut json = openapi().to_pretty_json().expect("the document is plain data");
    json.push('\n');
    json
}
