/** A request as stretches of time, for drawing: pure. */

import type { RequestSummary } from "../../api/requests";

export interface Phase {
  name: string;
  /** Milliseconds after the start. */
  from: number;
  to: number;
}

/** The stretches between the moments that are known, or none where not even the latency is. */
export function phasesOf(request: Pick<RequestSummary, "latency_ms" | "ttft_ms" | "ttfc_ms">): Phase[] {
  const { latency_ms: end, ttft_ms, ttfc_ms } = request;
  if (end === null) return [];
  const token = ttft_ms !== null && ttft_ms <= end ? ttft_ms : null;
  const completion = ttfc_ms !== null && ttfc_ms >= (token ?? 0) && ttfc_ms <= end ? ttfc_ms : null;
  const answering = completion ?? token;
  const phases: Phase[] = [];
  if (token !== null) phases.push({ name: "Waiting for the first token", from: 0, to: token });
  if (completion !== null && completion > (token ?? 0))
    phases.push({ name: "Reasoning before the answer", from: token ?? 0, to: completion });
  phases.push(
    answering === null ? { name: "Call", from: 0, to: end } : { name: "Answering", from: answering, to: end },
  );
  return phases;
}
