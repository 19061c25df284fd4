import { DurableObject } from "cloudflare:workers";
import { isQueue } from "../../capabilities/queue/workers.ts";
import { changeFields, type Fields } from "../../capabilities/state/fields.ts";
import type {
  StateAlarm,
  StateAlarmSet,
  StateChange,
  StateChanged,
  StateEntry,
  StateObjectStore,
} from "../../capabilities/state/store.ts";

/** Keys of the object's own storage; a field's name follows its prefix, so that no field is the alarm. */
const FIELD = "field:";
const ALARM = "alarm";
/** The platform gives an alarm up after six more tries, some minutes; then it is set anew. */
const LAST_RETRY = 5;
const LATER_MS = 60_000;
/** How much clocks may differ. */
const EARLY_MS = 1_000;

interface StoredAlarm extends StateAlarm {
  readonly id: string;
}

/** One key of the `state` capability. */
export class KeyedState extends DurableObject<Readonly<Record<string, unknown>>> implements StateObjectStore {
  readonly #fields: Fields;

  constructor(ctx: DurableObjectState, env: Readonly<Record<string, unknown>>) {
    super(ctx, env);
    const { kv } = ctx.storage;
    this.#fields = {
      get: (field) => kv.get<StateEntry>(FIELD + field),
      put: (field, entry) => kv.put(FIELD + field, entry),
      delete: (field) => kv.delete(FIELD + field),
    };
  }

  async read(fields: readonly string[]): Promise<readonly (StateEntry | undefined)[]> {
    return fields.map(this.#fields.get);
  }

  async change(change: StateChange): Promise<StateChanged> {
    const { storage } = this.ctx;
    const version = crypto.randomUUID();
    const changed = storage.transactionSync(() => changeFields(this.#fields, change, version));
    // An object that holds nothing costs nothing.
    if (change.delete.length > 0 && [...storage.kv.list({ limit: 1 })].length === 0) await storage.deleteAll();
    return changed;
  }

  async setAlarm(alarm: StateAlarm): Promise<StateAlarmSet> {
    if (!this.#queue(alarm.queue)) return "no_such_queue";
    this.ctx.storage.kv.put(ALARM, { ...alarm, id: crypto.randomUUID() } satisfies StoredAlarm);
    await this.ctx.storage.setAlarm(alarm.atMs);
    return "set";
  }

  async alarmAtMs(): Promise<number | undefined> {
    return this.ctx.storage.kv.get<StoredAlarm>(ALARM)?.atMs;
  }

  async deleteAlarm(): Promise<void> {
    this.ctx.storage.kv.delete(ALARM);
    await this.ctx.storage.deleteAlarm();
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    const alarm = this.ctx.storage.kv.get<StoredAlarm>(ALARM);
    if (!alarm) return;
    // A later alarm that was set while an earlier one failed, which is tried again in its place.
    if (alarm.atMs > Date.now() + EARLY_MS) return this.ctx.storage.setAlarm(alarm.atMs);
    try {
      const queue = this.#queue(alarm.queue);
      if (!queue) throw new Error(`the queue ${alarm.queue} is not bound`);
      await queue.send(JSON.parse(alarm.json));
    } catch (error) {
      if ((info?.retryCount ?? 0) < LAST_RETRY) throw error;
      return this.ctx.storage.setAlarm(Date.now() + LATER_MS);
    }
    // Another alarm may have been set while this one was sent.
    if (this.ctx.storage.kv.get<StoredAlarm>(ALARM)?.id === alarm.id) this.ctx.storage.kv.delete(ALARM);
  }

  #queue(binding: string): Queue | undefined {
    const bound = Object.hasOwn(this.env, binding) ? this.env[binding] : undefined;
    return isQueue(bound) ? bound : undefined;
  }
}
