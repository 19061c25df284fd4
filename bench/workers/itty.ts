import { IttyRouter } from "itty-router";
import * as v from "valibot";
import { answer, type BenchEnv, Echo, lower, trim, writePoint } from "./echo.ts";

const router = IttyRouter();

router.post("/echo", async (request: Request, env: BenchEnv) => {
  const startedAtMs = Date.now();
  const input = v.safeParse(Echo, await request.json());
  if (!input.success) return Response.json({ error: "the body does not fit" }, { status: 422 });
  const output = v.safeParse(Echo, answer(lower(trim(input.output))));
  if (!output.success) return Response.json({ error: "the answer does not fit" }, { status: 500 });
  writePoint(env, 200, startedAtMs);
  return Response.json(output.output);
});

router.all("*", () => Response.json({ error: "not found" }, { status: 404 }));

export default { fetch: router.fetch };
