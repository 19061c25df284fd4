import type { StandardSchemaV1 } from "@standard-schema/spec";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { runFlow } from "../../testing/kernel-run.ts";
import { flow } from "../author/flow.ts";
import { node } from "../author/node.ts";
import type { Schema } from "../author/schema.ts";
import type { Failure } from "../errors/failure.ts";
import { failureOf } from "../outcome.ts";

/** How a payload fails that does not fit. */
async function misfit(input: Schema, payload: unknown): Promise<Failure> {
  const built = flow("f", "1.0.0")
    .on({ kind: "http", wiring: { kind: "http" } })
    .node("a", node({ input, run: () => 1 }))
    .respond("a");
  const outcome = await runFlow(built, payload);
  const failure = failureOf(outcome);
  if (!failure) throw new Error(`no failure but ${outcome.kind}`);
  return failure;
}

/** A schema of another library, which says what it is told to. */
function schemaThat(validate: (value: unknown) => StandardSchemaV1.Issue[]): Schema {
  return { "~standard": { version: 1, vendor: "other", validate: (value) => ({ issues: validate(value) }) } };
}

const countOf = (details: Failure["details"]) => Object.values(details?.issues ?? []).length;
/** Of a reply, with its other fields. */
const bytesOf = ({ message, code, details }: Failure) =>
  Buffer.byteLength(JSON.stringify({ error: message, code, details, run_id: crypto.randomUUID() }));
const MOST_BYTES = 16 * 1024;

describe("what is said of a payload that does not fit", () => {
  it("names each issue with its path and the library's message, and counts no more", async () => {
    const found = await misfit(v.object({ a: v.string(), "b/c": v.object({ d: v.array(v.number()) }) }), {
      a: 7,
      "b/c": { d: [1, "x"] },
    });
    expect(found).toMatchObject({ code: "SCHEMA101", status: 422 });
    expect(found.details).toEqual({
      node: "a",
      issues: [
        { path: "/a", message: "Invalid type: Expected string but received 7" },
        { path: "/b~1c/d/1", message: 'Invalid type: Expected number but received "x"' },
      ],
    });
  });

  it("says how many more there were", async () => {
    const { details } = await misfit(v.array(v.string()), new Array(1_000).fill(1));
    expect(countOf(details) + Number(details?.more)).toBe(1_000);
    expect(details).not.toHaveProperty("at_least");
  });

  it("stops a schema of valibot's that finds thousands, and says so", async () => {
    const ones = new Array(500_000).fill(1);
    const text = v.array(v.string());
    for (const schema of [text, v.tupleWithRest([v.string()], v.string()), v.array(v.array(v.string()))]) {
      const found = await misfit(schema, ones);
      expect(found.details).toMatchObject({ at_least: true, more: expect.any(Number) });
      expect(found.details?.more).toBeGreaterThan(5_000);
      expect(found.details?.more).toBeLessThan(30_000);
    }
    const ok = flow("f", "1.0.0")
      .on({ kind: "http", wiring: { kind: "http" } })
      .node("a", node({ input: v.union([text, v.array(v.number())]), run: (all) => all.length }))
      .respond("a");
    expect(await runFlow(ok, ones)).toMatchObject({ kind: "completed", value: 500_000 });
  });

  it("counts what another library finds, though it cannot be stopped, and looks at no more than it shows", async () => {
    let looked = 0;
    const issue = () => ({
      get message() {
        looked++;
        return "no";
      },
    });
    const found = await misfit(
      schemaThat(() => Array.from({ length: 100_000 }, issue)),
      null,
    );
    expect(found.details?.more).toBe(100_000 - countOf(found.details));
    expect(looked).toBeLessThan(1_000);
    const later: Schema = {
      "~standard": { version: 1, vendor: "other", validate: async () => ({ issues: [{ message: "later" }] }) },
    };
    expect((await misfit(later, 1)).details).toEqual({ node: "a", issues: [{ path: "", message: "later" }] });
  });

  it("keeps the reply under 16 KiB, whatever is wrong", async () => {
    const long = "k".repeat(1_000_000);
    const wide = "\u{1f600}".repeat(100_000);
    const records = v.record(v.string(), v.number());
    const cases: [Schema, unknown][] = [
      [v.array(v.string()), JSON.parse(`[${"1,".repeat(499_999)}1]`)],
      [records, { [long]: "x" }],
      [v.record(v.string(), records), { [long]: { [wide]: wide } }],
      [v.record(v.pipe(v.string(), v.maxLength(3)), v.number()), { [long]: 1, [wide]: 1 }],
      [
        records,
        Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`${index}\u0001€`, "\u0001".repeat(50)])),
      ],
      [
        v.array(v.union([v.string(), v.array(v.union([v.string(), v.object({ a: v.string() })]))])),
        [[[1]], 1, wide, [2]],
      ],
      [v.array(v.number()), new Array(100).fill(wide)],
      [v.pipe(v.string(), v.picklist([wide])), long],
      [v.strictObject({}), { [wide]: 1 }],
      [schemaThat((value) => [{ message: String(value).repeat(3), path: new Array(5_000).fill("\u20ac") }]), wide],
    ];
    for (const [schema, payload] of cases) {
      const found = await misfit(schema, payload);
      expect(found.code).toBe("SCHEMA101");
      expect(bytesOf(found)).toBeLessThanOrEqual(MOST_BYTES);
      expect(JSON.stringify(found.logged).length).toBeLessThanOrEqual(MOST_BYTES);
    }
  });

  it("keeps it under 16 KiB for any text", async () => {
    const text = fc.string({ unit: "binary", maxLength: 500 });
    const issues = fc.array(fc.record({ message: text, path: fc.array(text, { maxLength: 8 }), expected: text }), {
      minLength: 1,
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(issues, async (found) => {
        expect(
          await bytesOf(
            await misfit(
              schemaThat(() => found),
              null,
            ),
          ),
        ).toBeLessThanOrEqual(MOST_BYTES);
      }),
    );
  });
});

const SECRET = "hunter2-my-secret";

describe("a secret in what does not fit", () => {
  const quoting = schemaThat((value) => [{ message: `must be less (was ${JSON.stringify(value)})` }]);
  const cases: [name: string, Schema, payload: unknown][] = [
    ["its own field", v.object({ password: v.number() }), { password: SECRET }],
    ["a number", v.object({ user: v.object({ pin: v.string() }) }), { user: { pin: 90_210_733 } }],
    [
      "a field below it",
      v.object({ credentials: v.object({ value: v.number() }) }),
      { credentials: { value: SECRET } },
    ],
    ["an item of its list", v.object({ tokens: v.array(v.number()) }), { tokens: [SECRET] }],
    [
      "a value that is trimmed first",
      v.object({ token: v.pipe(v.string(), v.trim(), v.email()) }),
      { token: ` ${SECRET} ` },
    ],
    ["a value in another case", v.object({ token: v.pipe(v.string(), v.toUpperCase(), v.email()) }), { token: SECRET }],
    [
      "a message of the author's",
      v.object({
        api_key: v.pipe(
          v.string(),
          v.check(
            () => false,
            ({ input }) => `bad key ${input}`,
          ),
        ),
      }),
      { api_key: SECRET },
    ],
    ["a whole object that is quoted", quoting, { user: "ann", password: SECRET }],
    ["one in a list that is quoted", quoting, [{ a: 1 }, { nested: { apiKey: SECRET } }]],
    ["one that is cut", schemaThat(() => [{ message: `was "${SECRET.slice(0, 12)}…"` }]), { password: SECRET }],
    [
      "one beside the field that is named",
      schemaThat(() => [{ message: `not ${SECRET}`, path: ["again"] }]),
      { password: SECRET },
    ],
    [
      "another's union",
      v.union([v.object({ kind: v.literal("a"), password: v.number() }), v.object({ password: v.boolean() })]),
      { kind: "a", password: SECRET },
    ],
    ["JSON that does not parse", v.object({ secret: v.pipe(v.string(), v.parseJson()) }), { secret: `${SECRET}}` }],
  ];

  it.each(cases)("is in no reply and no log: %s", async (_, schema, payload) => {
    const found = await misfit(schema, payload);
    const secret = /hunter2|90210733/i;
    expect(JSON.stringify(found.details)).not.toMatch(secret);
    expect(JSON.stringify(found.logged)).not.toMatch(secret);
  });

  it("hides no more than it has to", async () => {
    const found = await misfit(v.object({ token: v.string(), pin: v.string(), name: v.number() }), {
      token: "a",
      pin: "12",
      name: "annual 1234",
    });
    expect(found.details?.issues).toEqual([
      { path: "/name", message: 'Invalid type: Expected number but received "annual 1234"' },
    ]);
    const typed = await misfit(v.object({ password: v.string() }), { password: 7 });
    expect(typed.details?.issues).toEqual([{ path: "/password", message: "does not fit: expected string" }]);
  });

  it("is looked for with bounded effort: past that, nothing is quoted of an object", async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`name${index}`, 1]));
    const hidden = await misfit(quoting, { ...many, password: SECRET });
    expect(JSON.stringify(hidden.details)).not.toContain("hunter2");
    const plain = await misfit(v.record(v.string(), v.string()), many);
    expect(plain.details?.issues).toContainEqual({
      path: "/name7",
      message: "Invalid type: Expected string but received 1",
    });
  });
});

describe("what a log has of a payload that does not fit", () => {
  it("says where, by which rule, and what kind of value came, without a word of what was sent", async () => {
    const payload = { note: "my private note", size: "9", tags: ["x", null], "session tokens": { abc: 1 } };
    const schema = v.object({
      note: v.pipe(v.string(), v.maxLength(3)),
      size: v.number(),
      tags: v.array(v.picklist(["a", "b"])),
      "session tokens": v.record(v.string(), v.string()),
      gone: v.string(),
    });
    const { logged } = await misfit(schema, payload);
    expect(logged).toEqual({
      node: "a",
      issues: [
        { path: "/note", rule: "max_length", expected: "<=3", received: "string" },
        { path: "/size", rule: "number", expected: "number", received: "string" },
        { path: "/tags/0", rule: "picklist", expected: '("a" | "b")', received: "string" },
        { path: "/tags/1", rule: "picklist", expected: '("a" | "b")', received: "null" },
        { path: "/session tokens/[redacted]", rule: "string", expected: "string", received: "number" },
        { path: "/gone", rule: "object", expected: '"gone"', received: "nothing" },
      ],
    });
  });

  it("drops an expectation that says what came", async () => {
    const union = { path: [], code: "union", expected: `a number (was "note 4711") or a list`, message: "no" };
    expect(
      (
        await misfit(
          schemaThat(() => [union]),
          "note 4711",
        )
      ).logged,
    ).toEqual({
      node: "a",
      issues: [{ path: "", rule: "union", received: "string" }],
    });
  });

  it("hides a name that is itself what does not fit", async () => {
    const zodLike = schemaThat(
      () => [{ code: "invalid_key", path: ["ann-4711"], message: "Invalid key in record" }] as never,
    );
    expect(JSON.stringify((await misfit(zodLike, { "ann-4711": 1 })).logged)).not.toContain("ann-4711");
    for (const schema of [v.record(v.pipe(v.string(), v.email()), v.number()), v.strictObject({})]) {
      const { logged, details } = await misfit(schema, { "ann-4711": 1 });
      expect(JSON.stringify(details)).toContain("ann-4711");
      expect(JSON.stringify(logged)).not.toContain("ann-4711");
    }
  });

  it("has nothing that was made by the flow, when its own value does not fit", async () => {
    const own = flow("f", "1.0.0")
      .on({ kind: "http", wiring: { kind: "http" } })
      .node("a", node({ output: v.object({ name: v.number() }), run: () => ({ name: SECRET }) as never }))
      .respond("a");
    const outcome = await runFlow(own, 1);
    expect(outcome).toMatchObject({ failure: { code: "SCHEMA102", details: { node: "a" } } });
    const { cause } = (outcome as { failure: Failure }).failure;
    expect((cause as Error).message).toBe("output of a: /name rule number expected number received string");
    const many = flow("f", "1.0.0")
      .on({ kind: "http", wiring: { kind: "http" } })
      .node("a", node({ output: v.array(v.string()), run: () => new Array(500_000).fill(1) as never }))
      .respond("a");
    const { failure: found } = (await runFlow(many, 1)) as { failure: Failure };
    expect((found.cause as Error).message).toMatch(/; at least \d+ more$/);
    expect((found.cause as Error).message.length).toBeLessThan(10_000);
  });
});
