import { hasMethods } from "../../base/bindings.ts";
import { type CapabilityErrorReason, mappingErrors, messageOf, type Place, reasonOfStatus } from "../error.ts";
import type { KvForm, KvForms, KvFound, KvListing, KvPage, KvStore, KvWrite } from "./store.ts";

const TYPES = { text: "text", bytes: "arrayBuffer", stream: "stream" } as const satisfies Record<KvForm, string>;

export function isKvNamespace(bound: unknown): bound is KVNamespace {
  return hasMethods(bound, ["get", "getWithMetadata", "put", "delete", "list"]);
}

export function workersKv(namespace: KVNamespace, at: Place): KvStore {
  const attempt = <T>(work: () => Promise<T>) => mappingErrors(at, reasonOfKvError, work);
  return {
    get: <Form extends KvForm>(key: string, form: Form) =>
      attempt<KvFound<KvForms[Form]> | undefined>(async () => {
        const found = await namespace.getWithMetadata(key, { type: TYPES[form] as "text" });
        const value: unknown = found.value;
        if (value === null) return undefined;
        // The type asked for and the one returned go together; TypeScript cannot see it through the table.
        return {
          value: (value instanceof ArrayBuffer ? new Uint8Array(value) : value) as never,
          metadata: found.metadata,
        };
      }),
    getMany: (keys) => attempt(() => getMany(namespace, keys)),
    put: (key, value, options) => attempt(() => namespace.put(key, value, putOptions(options))),
    delete: (key) => attempt(() => namespace.delete(key)),
    list: (listing) => attempt(() => list(namespace, listing)),
  };
}

async function getMany(namespace: KVNamespace, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [key, value] of await namespace.get([...keys], "text")) if (value !== null) found.set(key, value);
  return found;
}

function putOptions({ ttlSeconds, metadata }: KvWrite): KVNamespacePutOptions {
  return {
    ...(ttlSeconds !== undefined && { expirationTtl: ttlSeconds }),
    ...(metadata !== undefined && { metadata }),
  };
}

async function list(namespace: KVNamespace, { prefix, limit, cursor }: KvListing): Promise<KvPage> {
  const page = await namespace.list({ prefix, limit, ...(cursor !== undefined && { cursor }) });
  const keys = page.keys.map(({ name, metadata, expiration }) => ({
    key: name,
    ...(metadata !== undefined && { metadata }),
    ...(expiration !== undefined && { expiresAtSeconds: expiration }),
  }));
  return { keys, cursor: page.list_complete ? undefined : page.cursor };
}

/** Its errors read `KV PUT failed: 413 Value length of ...`. */
function reasonOfKvError(error: unknown): CapabilityErrorReason | undefined {
  const status = /^KV \w+ failed: (\d{3})\b/.exec(messageOf(error))?.[1];
  return status === undefined ? undefined : reasonOfStatus(Number(status));
}
