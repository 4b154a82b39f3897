// A program as a caller would write it, against the types made from openapi/openapi.json. It is compiled, not run.

import type { components, operations, paths } from "./api";

type Schemas = components["schemas"];
type Created = operations["create_analysis"]["responses"];
type Refused = Exclude<keyof Created, 200 | 202>;

const request: Schemas["AnalysisRequest"] = {
  profiles: [
    { id: "f1", age: 31, region: "KR-11", account: { followers: 120 } },
    { id: 7, gender: 2, attributes: { hours: 40, sector: "Private", native: true } },
  ],
  target: { preset: "under-middle-class-late-20s-to-40s", country: "KR" },
  min_share: 0.3,
  shift: "auto",
  constraints: { hours_per_week: 20, task: "eligibility" },
};

// @ts-expect-error a request needs a target
const _incomplete: Schemas["AnalysisRequest"] = { profiles: [] };
// @ts-expect-error a shift is one of three
const _unknown: Schemas["AnalysisRequest"]["shift"] = "sideways";

export async function analyse(server: string): Promise<Schemas["Analysis"]> {
  const path: keyof paths = "/v1/analyses";
  const response = await fetch(server + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!response.ok) {
    const problem: Created[Refused]["content"]["application/problem+json"] = await response.json();
    const faults = problem.errors.map((fault) => `${fault.pointer ?? fault.parameter ?? fault.header}: ${fault.detail}`);
    throw new Error([problem.detail, ...faults].join("\n"));
  }
  const analysis: Created[200]["content"]["application/json"] = await response.json();
  return analysis;
}

export function told(analysis: Schemas["Analysis"]): string[] {
  const share = analysis.fit.share;
  const fit = share ? `${share.lower} to ${share.upper}` : "not identified";
  const channels = analysis.channels.map((channel) => channel.channel);
  return [fit, analysis.verdict?.outcome ?? "no minimum", ...channels];
}
