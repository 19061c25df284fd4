import { createHash, createHmac } from "node:crypto";
import { VirtualTime } from "./virtual-time.ts";

/** A process whose time and randomness follow from what is played alone. */
export interface Mastered {
  readonly time: VirtualTime;
  /** From here on random numbers come from there: in [0, 1). */
  readonly draw: (next: () => number) => void;
  readonly giveBack: () => void;
}

export function takeOver(): Mastered {
  const time = new VirtualTime();
  const { draw, giveBack } = replayable();
  const given = [time.install(), giveBack, withoutStacks()];
  return {
    time,
    draw,
    giveBack: () => {
      for (const give of given) give();
    },
  };
}

/** Nobody reads the stacks of errors that are part of a play, and they take a tenth of its time. */
function withoutStacks(): () => void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
  };
}

/** Takes the place of all that is not the same each time: digests and seals come in their turn then, not in another thread's. */
function replayable(): { readonly draw: Mastered["draw"]; readonly giveBack: () => void } {
  let next = (): number => 0;
  let tokens = 0;
  const drawn = {
    random: () => next(),
    digest: async (_algorithm: unknown, data: Uint8Array) => createHash("sha256").update(data).digest().buffer,
    importKey: async (_format: unknown, secret: Uint8Array) => secret,
    sign: async (_algorithm: unknown, key: Uint8Array, data: Uint8Array) => macOf(key, data).buffer,
    verify: async (_algorithm: unknown, key: Uint8Array, mac: Uint8Array, data: Uint8Array) =>
      macOf(key, data).equals(mac),
    randomUUID: () => `00000000-0000-4000-8000-${String(++tokens).padStart(12, "0")}`,
    getRandomValues: (bytes: Uint8Array) => {
      bytes.set(bytes.map(() => Math.floor(next() * 256)));
      return bytes;
    },
  };
  const places = [
    substitute(Math, "random", drawn.random),
    substitute(crypto.subtle, "digest", drawn.digest),
    substitute(crypto.subtle, "importKey", drawn.importKey),
    substitute(crypto.subtle, "sign", drawn.sign),
    substitute(crypto.subtle, "verify", drawn.verify),
    substitute(crypto, "randomUUID", drawn.randomUUID),
    substitute(crypto, "getRandomValues", drawn.getRandomValues),
  ];
  return {
    draw: (from) => {
      next = from;
      tokens = 0;
    },
    giveBack: () => {
      for (const giveBack of places) giveBack();
    },
  };
}

/** Not a view of Node's pool, so that its buffer holds nothing else. */
function macOf(key: Uint8Array, data: Uint8Array): Buffer<ArrayBuffer> {
  const mac = Buffer.alloc(32);
  createHmac("sha256", key).update(data).digest().copy(mac);
  return mac;
}

/** A spy would keep every call. */
function substitute(owner: object, name: string, value: unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (original) Object.defineProperty(owner, name, original);
    else Reflect.deleteProperty(owner, name);
  };
}
