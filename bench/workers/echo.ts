import * as v from "valibot";

/** What the echoes that validate take and give. */
export const Echo = v.object({ value: v.string() });

export type Echo = v.InferOutput<typeof Echo>;

/** The three nodes of the echo. By hand they are called one after the other. */
export const trim = ({ value }: Echo): Echo => ({ value: value.trim() });
export const lower = ({ value }: Echo): Echo => ({ value: value.toLowerCase() });
export const answer = ({ value }: Echo): Echo => ({ value });

export interface BenchEnv {
  readonly METRICS: { writeDataPoint(point: object): void };
}

/** The data point that one would write by hand. */
export function writePoint(env: BenchEnv, status: number, startedAtMs: number): void {
  env.METRICS.writeDataPoint({
    indexes: ["echo"],
    blobs: ["POST /echo", String(status)],
    doubles: [Date.now() - startedAtMs],
  });
}
