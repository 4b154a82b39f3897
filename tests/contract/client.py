"""A program as a caller would write it, with the client made from openapi/openapi.json: client.py SERVER KEY."""

import sys
import time
from io import BytesIO

from audience_fit_client import AuthenticatedClient
from audience_fit_client.api.analyses import create_analysis, get_analysis_report
from audience_fit_client.api.audiences import create_audience, get_audience_fit
from audience_fit_client.api.catalogue import list_channels
from audience_fit_client.api.jobs import create_job, get_job
from audience_fit_client.models import (
    Analysis,
    AnalysisRequest,
    AudienceFit,
    ChannelList,
    Constraints,
    CreateAudienceFormat,
    Job,
    JobState,
    Problem,
    StoredPeople,
    TargetSpec,
    Task,
    VerdictOutcome,
)
from audience_fit_client.types import File


def main(server: str, key: str) -> None:
    # What the document does not describe is an error of the client's, not a guess.
    client = AuthenticatedClient(base_url=server, token=key, raise_on_unexpected_status=True)

    channels = list_channels.sync(client=client)
    assert isinstance(channels, ChannelList) and channels.items, channels

    lines = [f"f{i},{25 + i % 40},{0.4 + i % 3 / 2}" for i in range(300)]
    table = "\n".join(["id,age,income.median_ratio", *lines]).encode()
    audience = create_audience.sync(
        client=client, body=File(payload=BytesIO(table)), format_=CreateAudienceFormat.CSV, account="housing"
    )
    assert isinstance(audience, StoredPeople) and audience.profiles == 300, audience

    question = AnalysisRequest(
        audience_id=audience.id,
        target=TargetSpec(preset="under-middle-class-late-20s-to-40s", country="KR"),
        min_share=0.01,
        constraints=Constraints(hours_per_week=20, task=Task.ELIGIBILITY),
    )
    analysis = create_analysis.sync(client=client, body=question)
    assert isinstance(analysis, Analysis), analysis
    assert analysis.verdict and analysis.verdict.outcome is VerdictOutcome.PASS, analysis
    known = {channel.id for channel in channels.items}
    assert {channel.channel for channel in analysis.channels} <= known, analysis.channels
    fit = get_audience_fit.sync(
        audience.id, client=client, target="under-middle-class-late-20s-to-40s", country="KR", min_share=0.01
    )
    assert isinstance(fit, AudienceFit) and fit.fit.share == analysis.fit.share, fit

    job = create_job.sync(client=client, body=question)
    assert isinstance(job, Job), job
    while job.state in (JobState.QUEUED, JobState.RUNNING):
        time.sleep(0.1)
        answer = get_job.sync(job.id, client=client)
        assert isinstance(answer, Job), answer
        job = answer
    assert job.state is JobState.SUCCEEDED and job.problem is None and job.analysis_id, job

    report = get_analysis_report.sync(job.analysis_id, client=client)
    assert isinstance(report, str) and report.startswith("<!doctype html>"), report

    question.level = 2.0
    question.target = TargetSpec(preset="nobody")
    problem = create_analysis.sync(client=client, body=question)
    assert isinstance(problem, Problem) and problem.status == 422, problem
    assert {fault.pointer for fault in problem.errors} == {"/level", "/target/preset"}, problem
    print(f"{len(channels.items)} channels, {audience.profiles} profiles, a page, a problem: {problem.detail}")


main(*sys.argv[1:])
