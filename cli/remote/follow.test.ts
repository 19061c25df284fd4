import { describe, expect, it } from "vitest";
import { CliError } from "../cli-error.ts";
import type { ListedFailure, ListedRun } from "./answer.ts";
import { type Followed, follow } from "./follow.ts";

function run(id: string, endedAtMs: number): ListedRun {
  return {
    run_id: id,
    flow: "orders",
    outcome: "completed",
    started_at_ms: 0,
    ended_at_ms: endedAtMs,
    duration_ms: endedAtMs,
  };
}

interface Look {
  readonly runs?: readonly ListedRun[];
  readonly failures?: readonly ListedFailure[];
  readonly fails?: CliError;
}

/** Answers one look after the other, and ends with the last. */
async function followed(looks: readonly Look[], last = 10) {
  const ended = new AbortController();
  const asked: string[] = [];
  const waits: number[] = [];
  const notices: string[] = [];
  let at = 0;
  const ask = async (path: string): Promise<never> => {
    asked.push(path);
    const { runs = [], failures = [], fails } = looks[at] ?? {};
    if (fails) throw fails;
    return (path.startsWith("/_flow/runs") ? { runs } : { failures }) as never;
  };
  const wait = async (delayMs: number) => {
    waits.push(delayMs);
    if (++at === looks.length) ended.abort();
  };
  const found: Followed[] = [];
  const ports = { remote: { ask }, wait, signal: ended.signal, notice: (text: string) => notices.push(text) };
  for await (const entry of follow({ last }, ports)) found.push(entry);
  const ids = found.map(({ kind, entry }) => (kind === "run" ? entry.run_id : entry.id));
  return { ids, asked, waits, notices };
}

describe("follow", () => {
  it("gives each run once, oldest first, and of those before only the last", async () => {
    const { ids } = await followed(
      [{ runs: [run("c", 3), run("b", 2), run("a", 1)] }, { runs: [run("d", 4), run("c", 3)] }],
      2,
    );
    expect(ids).toEqual(["b", "c", "d"]);
  });

  it("asks for what ended since the newest, less an overlap, so that no run is missed that took long", async () => {
    const { asked, ids } = await followed([{ runs: [run("a", 100_000)] }, { runs: [run("late", 99_000)] }]);
    expect(asked[0]).toBe("/_flow/runs?limit=1000");
    expect(asked[2]).toBe("/_flow/runs?ended_since=70000&limit=1000");
    expect(asked[3]).toBe("/_flow/failures?since=70000&limit=100");
    expect(ids).toEqual(["a", "late"]);
  });

  it("puts failures among the runs, and tells one again that comes again", async () => {
    const failure = { id: "orders~1", flow: "orders", code: "RES105", last_at_ms: 2 };
    const looks = [
      { runs: [run("a", 1), run("b", 3)], failures: [failure] },
      { failures: [failure] },
      { failures: [{ ...failure, last_at_ms: 5 }] },
    ];
    expect((await followed(looks)).ids).toEqual(["a", "orders~1", "b", "orders~1"]);
  });

  it("waits longer while nothing happens, up to a limit, and not when something does", async () => {
    const looks = [...Array.from({ length: 12 }, () => ({})), { runs: [run("a", 1)] }];
    const { waits } = await followed(looks);
    expect(waits.slice(0, 2)).toEqual([1_500, 2_250]);
    expect(Math.max(...waits)).toBe(15_000);
    expect(waits.at(-1)).toBe(1_000);
  });

  it("asks again when a gateway that answered does not", async () => {
    const fails = new CliError("CLI201", "nothing answers at http://localhost");
    const { ids, notices, waits } = await followed([{ runs: [run("a", 1)] }, { fails }, { runs: [run("b", 2)] }]);
    expect(ids).toEqual(["a", "b"]);
    expect(notices).toEqual(["nothing answers at http://localhost; it is asked again"]);
    expect(waits).toEqual([1_000, 2_000, 1_000]);
  });

  it("ends when a gateway never answered, or refuses", async () => {
    const silent = new CliError("CLI201", "nothing answers");
    await expect(followed([{ fails: silent }])).rejects.toBe(silent);
    const refusal = new CliError("CLI202", "the gateway refuses");
    await expect(followed([{ runs: [run("a", 1)] }, { fails: refusal }])).rejects.toBe(refusal);
  });

  it("says so when more happens than a look shows", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => run(String(index), 1));
    expect((await followed([{ runs: many }, { runs: many }])).notices).toHaveLength(1);
  });
});
