import { vi } from "vitest";
import type { ObjectClass } from "./objects.ts";

/** The objects' classes as they are, on what a Durable Object's base class does. */
export async function objectClasses(): Promise<{ readonly Ledger: ObjectClass; readonly Records: ObjectClass }> {
  vi.doMock("cloudflare:workers", () => ({
    DurableObject: class {
      readonly ctx: unknown;
      readonly env: unknown;
      constructor(ctx: unknown, env: unknown) {
        this.ctx = ctx;
        this.env = env;
      }
    },
  }));
  const { Ledger } = await import("../../gateway/objects/ledger.ts");
  const { Records } = await import("../../gateway/objects/records.ts");
  return { Ledger, Records } as unknown as { readonly Ledger: ObjectClass; readonly Records: ObjectClass };
}
