import { createGateway, flow, http, node } from "flowgate";
import * as v from "valibot";
import { inTurns } from "./meter.ts";

/** Ways in which an event brings its data, and the data's worst shape for each. */
export const BODIES = ["json", "fields", "form", "multipart", "query", "misfits", "names"] as const;
export type Body = (typeof BODIES)[number];

export interface GrowthTask {
  readonly body: Body;
  /** Of the body, or of the query. */
  readonly sizes: readonly number[];
}

/** By size: nanoseconds of each sample. */
export type GrowthSamples = readonly (readonly number[])[];

const ROUNDS = 7;

const any = node({ run: () => 1 });
const texts = node({ input: v.array(v.string()), run: () => 1 });
const counts = node({ input: v.record(v.string(), v.number()), run: () => 1 });

const gateway = createGateway({
  sinks: [],
  flows: [
    flow("json", "1.0.0").on(http.post("/json")).node("any", any).respond("any"),
    flow("form", "1.0.0")
      .on(http.post("/form", { body: "form" }))
      .node("any", any)
      .respond("any"),
    flow("query", "1.0.0").on(http.get("/query/:id")).node("any", any).respond("any"),
    flow("misfits", "1.0.0").on(http.post("/misfits")).node("texts", texts).respond("texts"),
    flow("names", "1.0.0").on(http.post("/names")).node("counts", counts).respond("counts"),
  ],
});

const context = { waitUntil: () => undefined, passThroughOnException: () => undefined };

/** Answers requests that never left the isolate, so that nothing but the gateway is timed. The clock moves here. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { body, sizes } = (await request.json()) as GrowthTask;
    const works = sizes.map((bytes) => {
      const made = requests[body](bytes);
      return async () => {
        const response = await gateway.fetch(made(), {}, context);
        if (response.status !== expected[body])
          throw new Error(`${body}: ${response.status}, ${await response.text()}`);
        await response.arrayBuffer();
      };
    });
    return Response.json(await inTurns(works, ROUNDS));
  },
};

const expected: Readonly<Record<Body, number>> = {
  json: 200,
  fields: 200,
  form: 200,
  multipart: 200,
  query: 200,
  misfits: 422,
  names: 422,
};

const post = (path: string, type: string, body: string) => () =>
  new Request(`http://localhost${path}`, { method: "POST", headers: { "content-type": type }, body });

const FORM = "application/x-www-form-urlencoded";
const PART = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nvalue\r\n';

const times = (text: string, bytes: number): string => text.repeat(Math.floor(bytes / text.length));
const numbered = (bytes: number, each: (index: number) => string): string[] => {
  const made: string[] = [];
  for (let length = 0; length < bytes; length += (made.at(-1)?.length ?? 0) + 1) made.push(each(made.length));
  return made;
};

const requests: Readonly<Record<Body, (bytes: number) => () => Request>> = {
  json: (bytes) => post("/json", "application/json", `[${times('"a",', bytes)}"a"]`),
  /** One field, over and over. */
  fields: (bytes) => post("/form", FORM, times("a&", bytes)),
  form: (bytes) => post("/form", FORM, numbered(bytes, (index) => `name${index}=value+${index}`).join("&")),
  multipart: (bytes) => post("/form", "multipart/form-data; boundary=b", `${times(PART, bytes)}--b--\r\n`),
  query: (bytes) => {
    const url = `http://localhost/query/1?${times("a=1&", bytes)}`;
    return () => new Request(url);
  },
  misfits: (bytes) => post("/misfits", "application/json", `[${times("1,", bytes)}1]`),
  names: (bytes) =>
    post("/names", "application/json", `{${numbered(bytes, (index) => `"name${index}":"x"`).join(",")}}`),
};
