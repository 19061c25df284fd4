import type { CapabilityUse } from "../../kernel/author/uses.ts";
import type { HintRule } from "../../kernel/catalog.ts";
import { type Capability, isMemory } from "../capability.ts";
import { RNG_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import type { ChanceSource, MemoryRng } from "./store.ts";

const hints: readonly HintRule[] = [{ hint: "resource::rng", effects: "pure", determinism: "best_effort" }];

export interface RngHandle {
  /** 0 up to and without 1, with 53 bits of chance. */
  number(): number;
  /** So many random bytes, at most 65,536. */
  bytes(count: number): Uint8Array;
  /** A UUID, version 4. */
  uuid(): string;
}

/** Random numbers, bytes and ids. */
export function rng(): CapabilityUse<RngHandle> {
  return { kind: "rng", provider: rngCapability, access: "read", hints, options: {} };
}

export const rngCapability: Capability = {
  kind: "rng",
  hints,
  guarantees: { limits: RNG_LIMITS, notes: ["Fit for secrets, but for the seeded one of tests."] },
  open: (_, bound) => {
    const fill: ChanceSource = isMemory<MemoryRng>(bound, "rng")
      ? bound.fill
      : (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
    return { scope: "isolate", handle: Object.freeze(rngHandle(fill)) };
  },
};

function rngHandle(fill: ChanceSource): RngHandle {
  const bytes = (count: number) => {
    const filled = new Uint8Array(count);
    fill(filled);
    return filled;
  };
  return {
    number: () => {
      const view = new DataView(bytes(8).buffer);
      return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) / 2 ** 53;
    },
    bytes: (count) =>
      bytes(wholeNumber({ resource: "rng" }, { name: "count", min: 0, max: RNG_LIMITS.maxBytes }, count)),
    uuid: () => uuid4(bytes(16)),
  };
}

/** RFC 9562, 5.4: chance but for the version and the variant. */
function uuid4(bytes: Uint8Array): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
