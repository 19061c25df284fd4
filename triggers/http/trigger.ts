import type { Trigger } from "../trigger.ts";
import type { HttpTrigger } from "./author.ts";
import { bodyBytes } from "./body-size.ts";
import { closeHttp } from "./close.ts";
import type { HttpEvent } from "./event.ts";
import { openHttp } from "./open.ts";
import { httpRule } from "./rule.ts";

export const httpTrigger: Trigger<HttpTrigger, HttpEvent, Response> = {
  kind: "http",
  rule: httpRule,
  defaultTimeoutMs: 30_000,
  open: openHttp,
  close: closeHttp,
  facts: (response) => ({ status: response.status, bytesOut: bodyBytes(response) }),
};
