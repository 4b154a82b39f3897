// A program as a caller would write it, with the client that @hey-api/openapi-ts makes from openapi/openapi.json.

import { createAnalysis, createAudience, createJob, getAnalysisReport, getJob } from "./hey/sdk.gen.js";
import { client } from "./hey/client.gen.js";

declare const process: { argv: string[] };

client.setConfig({ baseUrl: process.argv[2] ?? "" });
const rows = Array.from({ length: 300 }, (_, i) => `f${i},${20 + (i % 50)},${i % 3 === 0}`);

const file = new Blob([["id,age,in_target", ...rows].join("\n")]);
const audience = await createAudience({ query: { format: "csv" }, body: file, throwOnError: true });
const body = { audience_id: audience.data.id, target: { labelled: true }, min_share: 0.1 };

const analysis = await createAnalysis({ body, throwOnError: true });
if (!("fit" in analysis.data)) throw new Error("an analysis was asked for, not a job");

let job = (await createJob({ body, throwOnError: true })).data;
while (job.state === "queued" || job.state === "running") {
  await new Promise((resolve) => setTimeout(resolve, 100));
  job = (await getJob({ path: { id: job.id }, throwOnError: true })).data;
}
if (job.analysis_id === null) throw new Error(JSON.stringify(job.problem));

const report = await getAnalysisReport({ path: { id: job.analysis_id }, parseAs: "text", throwOnError: true });
if (!String(report.data).startsWith("<!doctype html>")) throw new Error(String(report.data).slice(0, 100));

const rejected = await createAnalysis({ body: { ...body, level: 2 } });
if (rejected.error?.errors[0]?.pointer !== "/level") throw new Error(JSON.stringify(rejected.error));

console.log(`hey-api: ${audience.data.profiles} profiles, ${analysis.data.verdict?.outcome}, a page, a problem`);
