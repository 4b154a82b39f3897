// A program as a caller would write it, with openapi-fetch and the types made from openapi/openapi.json.

import createClient from "openapi-fetch";
import type { components, paths } from "./api";

declare const process: { argv: string[] };

type Schemas = components["schemas"];

const question: Omit<Schemas["AnalysisRequest"], "audience_id"> = { target: { labelled: true }, min_share: 0.1 };
// @ts-expect-error a request needs a target
const _incomplete: Schemas["AnalysisRequest"] = { profiles: [] };
// @ts-expect-error a shift is one of a closed list
const _unknown: Schemas["AnalysisRequest"]["shift"] = "sideways";

/** What an operation gave, or an error with its problem document. */
function given<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const client = createClient<paths>({ baseUrl: process.argv[2] ?? "" });
const rows = Array.from({ length: 300 }, (_, i) => `f${i},${20 + (i % 50)},${i % 3 === 0}`);

const audience = given(
  await client.POST("/v1/audiences", {
    params: { query: { format: "csv" } },
    headers: { "content-type": "application/octet-stream" },
    body: ["id,age,in_target", ...rows].join("\n"),
    bodySerializer: (file) => file,
  }),
);
const body = { ...question, audience_id: audience.id };

const analysis = given(await client.POST("/v1/analyses", { body }));
if ("state" in analysis) throw new Error("an analysis was asked for, not a job");
const outcome: "pass" | "fail" | "inconclusive" | undefined = analysis.verdict?.outcome;

let job = given(await client.POST("/v1/jobs", { body }));
while (job.state === "queued" || job.state === "running") {
  await new Promise((resolve) => setTimeout(resolve, 100));
  job = given(await client.GET("/v1/jobs/{id}", { params: { path: { id: job.id } } }));
}
if (job.analysis_id === null) throw new Error(JSON.stringify(job.problem));

const report = given(
  await client.GET("/v1/analyses/{id}/report", { params: { path: { id: job.analysis_id } }, parseAs: "text" }),
);
if (!report.startsWith("<!doctype html>")) throw new Error(report.slice(0, 100));

const rejected = await client.POST("/v1/analyses", { body: { ...body, level: 2 } });
const pointers = rejected.error?.errors.map((fault) => fault.pointer);
if (rejected.error?.status !== 422 || pointers?.[0] !== "/level") throw new Error(JSON.stringify(rejected.error));

console.log(`openapi-fetch: ${audience.profiles} profiles, ${outcome}, a page, a problem: ${rejected.error.detail}`);
