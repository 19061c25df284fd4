import { mappingErrors, type Place } from "../error.ts";
import type { CacheStore } from "./store.ts";

/** Nothing is fetched from there: the Cache API takes URLs for keys, and `invalid` is nobody's (RFC 6761). */
const ORIGIN = "https://cache.flowgate.invalid/";

/** A cache of its own under this name. It is opened per call: it belongs to the event that it was opened in. */
export function workersCache(name: string, at: Place): CacheStore {
  const call = <T>(work: (cache: Cache) => Promise<T>) =>
    mappingErrors(
      at,
      () => undefined,
      async () => work(await caches.open(name)),
    );
  const urlOf = (key: string) => ORIGIN + encodeURIComponent(key);
  return {
    get: (key) => call(async (cache) => (await cache.match(urlOf(key)))?.bytes()),
    put: (key, value, ttlSeconds) => {
      const headers = { "cache-control": `max-age=${ttlSeconds}` };
      return call((cache) => cache.put(urlOf(key), new Response(value, { headers })));
    },
    delete: (key) =>
      call(async (cache) => {
        await cache.delete(urlOf(key));
      }),
  };
}
