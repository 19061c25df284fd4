/** FNV-1a, 32 bits: spreads keys over shards. Not for secrets. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The shard of a key, from 0 to below `shards`. */
export function shardOf(key: string, shards: number): number {
  return hash32(key) % shards;
}
