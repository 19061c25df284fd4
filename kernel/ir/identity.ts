import { v5 } from "uuid";

/** Flow ids are UUIDs of `name:version` in the namespace of "flowgate.flow" (RFC 9562, version 5). */
const NAMESPACE = v5("flowgate.flow", v5.DNS);

export function flowId(name: string, version: string): string {
  return v5(`${name}:${version}`, NAMESPACE);
}

export function nodeId(flow: string, alias: string): string {
  return `${flow}::${alias}`;
}

/** Stands in a document for an idempotency key that a function computes, which cannot travel. */
export const COMPUTED_KEY = "computed";
