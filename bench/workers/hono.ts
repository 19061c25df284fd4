import { Hono } from "hono";
import { validator } from "hono/validator";
import * as v from "valibot";
import { answer, type BenchEnv, Echo, lower, trim, writePoint } from "./echo.ts";

const app = new Hono<{ Bindings: BenchEnv }>();

const echo = validator("json", (body, context) => {
  const input = v.safeParse(Echo, body);
  return input.success ? input.output : context.json({ error: "the body does not fit" }, 422);
});

app.post("/echo", echo, (context) => {
  const startedAtMs = Date.now();
  const output = v.safeParse(Echo, answer(lower(trim(context.req.valid("json")))));
  if (!output.success) return context.json({ error: "the answer does not fit" }, 500);
  writePoint(context.env, 200, startedAtMs);
  return context.json(output.output);
});

export default app;
