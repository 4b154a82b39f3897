"""A program as a caller would write it, with the client made from openapi/openapi.json: client.py SERVER."""

import json
import sys
import time

from audience_fit_client import Client
from audience_fit_client.api.analyses import create_analysis
from audience_fit_client.api.audiences import get_audience_fit
from audience_fit_client.api.catalogue import list_channels
from audience_fit_client.api.jobs import get_job
from audience_fit_client.models import (
    Analysis,
    AnalysisRequest,
    AudienceFit,
    ChannelList,
    Constraints,
    Job,
    JobState,
    Problem,
    Profile,
    StoredPeople,
    TargetSpec,
    Task,
)


def main(server):
    # What the document does not tell of is an error of the client's, not a guess.
    client = Client(base_url=server, raise_on_unexpected_status=True)

    channels = list_channels.sync(client=client)
    assert isinstance(channels, ChannelList) and channels.items, channels

    question = AnalysisRequest(
        profiles=[
            Profile.from_dict({"id": f"f{i}", "age": 25 + i % 40, "income": {"median_ratio": 0.4 + i % 3 / 2}})
            for i in range(300)
        ],
        target=TargetSpec(preset="under-middle-class-late-20s-to-40s", country="KR"),
        min_share=0.01,
        constraints=Constraints(hours_per_week=20, task=Task.ELIGIBILITY),
    )
    analysis = create_analysis.sync(client=client, body=question)
    assert isinstance(analysis, Analysis), analysis
    assert analysis.audience.profiles == 300 and analysis.verdict.outcome == "pass", analysis
    known = {channel.id for channel in channels.items}
    assert {channel.channel for channel in analysis.channels} <= known, analysis.channels

    # A file is streamed by the client below the generated one.
    lines = (json.dumps(profile.to_dict()).encode() + b"\n" for profile in question.profiles)
    headers = {"content-type": "application/x-ndjson"}
    sent = client.get_httpx_client().post("/v1/audiences?account=housing", content=lines, headers=headers)
    audience = StoredPeople.from_dict(sent.json())
    assert sent.status_code == 201 and audience.profiles == 300, audience
    fit = get_audience_fit.sync(
        audience.id, client=client, target="under-middle-class-late-20s-to-40s", country="KR", min_share=0.01
    )
    assert isinstance(fit, AudienceFit) and fit.fit.share == analysis.fit.share, fit

    job = create_analysis.sync(client=client, body=question, prefer="respond-async")
    assert isinstance(job, Job), job
    while job.state in (JobState.QUEUED, JobState.RUNNING):
        time.sleep(0.1)
        job = get_job.sync(job.id, client=client)
    assert job.state is JobState.SUCCEEDED and job.problem is None, job

    question.level = 2.0
    question.target = TargetSpec(preset="nobody")
    answer = create_analysis.sync_detailed(client=client, body=question)
    problem = answer.parsed
    assert answer.status_code == 422 and isinstance(problem, Problem), answer
    assert {fault.pointer for fault in problem.errors} == {"/level", "/target/preset"}, problem
    print(f"{len(channels.items)} channels, a share of {analysis.fit.share.value}, a problem: {problem.detail}")


main(sys.argv[1])
