/** Addresses that no public host has: this machine, its networks, and what is reserved. https://www.iana.org/assignments/iana-ipv4-special-registry/ */
const IPV4_BLOCKS: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Names that resolve inside a network, if at all (RFC 6761, 6762, 8375, and what clouds, routers and companies use). */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/**
 * Whether a hostname, as `URL` writes it, is this machine or a private network; in doubt it is. `URL` writes each form of an
 * address in one way: `2130706433`, `0x7f.1`, `0177.0.0.1`, `127.1.` and full-width digits are `127.0.0.1` there. What a name
 * resolves to is not seen.
 */
export function isPrivate(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  if (name.split(".").includes("")) return true;
  if (name.startsWith("[")) return isPrivateIpv6(name.slice(1, -1));
  if (/^\d+(?:\.\d+){3}$/.test(name)) return isPrivateIpv4(name);
  return !name.includes(".") || PRIVATE_NAME.test(name);
}

function isPrivateIpv4(address: string): boolean {
  const value = ipv4(address);
  return IPV4_BLOCKS.some(([start, bits]) => value >>> (32 - bits) === ipv4(start) >>> (32 - bits));
}

function ipv4(address: string): number {
  return address.split(".").reduce((value, part) => ((value << 8) | Number(part)) >>> 0, 0);
}

/**
 * Only 2000::/3 is public, and of it neither documentation (2001:db8::/32, 3fff::/20), nor protocols (2001::/23, with Teredo), nor
 * what wraps an IPv4 address (2002::/16). https://www.iana.org/assignments/iana-ipv6-special-registry/
 */
function isPrivateIpv6(address: string): boolean {
  const [first = 0, second = 0] = address.split(":").map((group) => Number.parseInt(group || "0", 16));
  if (first >>> 13 !== 1) return true;
  if (first === 0x3fff) return second < 0x1000;
  return first === 0x2002 || (first === 0x2001 && (second === 0xdb8 || second < 0x200));
}
