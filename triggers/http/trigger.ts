import type { Trigger } from "../trigger.ts";
import type { HttpTrigger } from "./author.ts";
import { bodyBytes } from "./body-size.ts";
import { closeHttp } from "./close.ts";
import type { HttpEvent } from "./event.ts";
import { httpKeyInput } from "./key-input.ts";
import { openHttp } from "./open.ts";
import { isFinalReply } from "./reply.ts";
import { httpRule } from "./rule.ts";

export const httpTrigger: Trigger<HttpTrigger, HttpEvent, Response> = {
  kind: "http",
  rule: httpRule,
  defaultTimeoutMs: 30_000,
  open: openHttp,
  close: closeHttp,
  keyInput: (invocation, spec) => httpKeyInput(spec, invocation),
  isFinal: ({ value, annotations }) => isFinalReply(value, annotations),
  facts: (response) => ({ status: response.status, bytesOut: bodyBytes(response) }),
};
