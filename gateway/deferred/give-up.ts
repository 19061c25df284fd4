import { failure } from "../../kernel/errors/failure.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import { keepDeadLetter } from "../failures/dead-letters.ts";
import { storeWaiting } from "../failures/keep-record.ts";
import type { Consume } from "../features/feature.ts";
import type { MountedFlow } from "../mount/mount.ts";
import { boundRecords } from "../stores/bound.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import { awayDelaySeconds } from "../stores/store-away.ts";
import { type EndScope, endFailed, endLost } from "./end-run.ts";
import { NOT_MOUNTED, type OpenedMessage, openOwnMessage } from "./open-message.ts";
import { readEnd } from "./status.ts";

/**
 * Consumes the dead-letter queue of the gateway's own queue: what used up its deliveries there, since it hung, failed again and
 * again, or waited for a store in vain, is kept as a failure, and its caller is told. Never rejects.
 */
export function givingUp(home: string, flows: readonly MountedFlow[]): Consume {
  const names = new Set(flows.map(({ flow }) => flow.name));
  return async (message, _signal, { environment, queue }) => {
    const delaySeconds = awayDelaySeconds(message.attempts);
    try {
      const opened = await openOwnMessage(message.body, home, environment);
      const done = await giveUp(opened, { environment, queue, message }, names);
      return done ? { kind: "ack" } : { kind: "retry", delaySeconds };
    } catch (err) {
      const fields = { err, queue, message_id: message.id, attempts: message.attempts, delay_seconds: delaySeconds };
      environment.log.error(fields, "a deferred run could not be given up; it comes again");
      return { kind: "retry", delaySeconds };
    }
  };
}

/** False where it has to be tried again. */
async function giveUp(opened: OpenedMessage, scope: EndScope, names: ReadonlySet<string>): Promise<boolean> {
  const { environment, message } = scope;
  switch (opened.kind) {
    case "run": {
      const { flow, metadata } = opened.deferred.invocation;
      const { ledger } = environment;
      const ended = ledger && (await readEnd(metadata.labels["flow.run_id"], ledger));
      const cause = names.has(flow) ? failure("MSG103") : NOT_MOUNTED;
      if (ended === undefined && !(await endFailed(opened.deferred, cause, scope))) return false;
      await opened.release();
      return true;
    }
    case "failure":
      await storeWaiting(opened, environment);
      return true;
    case "lost":
      return !opened.run || endLost(opened.run, opened.failure, scope);
    case "stranger":
      return (await keepStranger({ ...message, body: opened.body }, scope)).kind === "ack";
  }
}

/** What somebody else sent to the gateway's own queue. */
async function keepStranger(message: RawMessage, { environment, queue }: EndScope): Promise<Verdict> {
  const { env, log } = environment;
  const records = boundRecords(env);
  if (!records) throw new Error("RECORDS is not bound to keep what was sent to the gateway's own queue");
  return keepDeadLetter(message, { queue }, { records, blobs: boundBlobs(env), seals: undefined, log });
}
