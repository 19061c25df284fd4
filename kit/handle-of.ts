import type { RunScope } from "../capabilities/capability.ts";
import { capabilities } from "../capabilities/index.ts";
import type { CapabilityUse } from "../kernel/author/uses.ts";
import { freezeInvocation } from "../kernel/invocation.ts";

/** The handle that a node with this use would get, were `bound` in the environment. */
export function handleOf<Handle>(
  use: CapabilityUse<Handle>,
  bound: unknown,
  run: RunScope = aRun(),
  others: Readonly<Record<string, unknown>> = {},
): Handle {
  const opened = capabilities.find(({ kind }) => kind === use.kind)?.open(use, bound, (name) => others[name]);
  if (!opened) throw new Error(`${use.kind} does not open what is bound`);
  return (opened.scope === "isolate" ? opened.handle : opened.open(run)) as Handle;
}

/** A run with nothing special about it. */
export function aRun(signal: AbortSignal = new AbortController().signal): RunScope {
  const labels = {
    "flow.run_id": "018f0000-0000-7000-8000-000000000000",
    "flow.id": "5f1f7c5e-0000-5000-8000-000000000000",
    "flow.version": "1.0.0",
    "flow.trigger": "http",
    "flow.capture": "node",
    "flow.source": "http",
    "flow.event_id": "event",
    "flow.attempt": "1",
    "flow.traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "flow.tracestate": "vendor=state",
  } as const;
  const invocation = freezeInvocation({
    flow: "contract",
    trigger: "http",
    capture: "node",
    payload: undefined,
    deadlineAtMs: Number.MAX_SAFE_INTEGER,
    metadata: { labels, extensions: {} },
  });
  return { invocation, signal: () => signal };
}
