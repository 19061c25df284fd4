import { isPrivate } from "./address.ts";

/** A host that a node may call, as it was written: `api.example.com`, `*.example.com`, `http://localhost:9000`, or `*`. */
export interface HostRule {
  readonly protocol: "https:" | "http:";
  /** Without a wildcard. */
  readonly name: string;
  readonly wildcard: boolean;
  /** "" for the protocol's own. */
  readonly port: string;
}

/** Undefined for what is no host: a path, a query, a wildcard that is not the first label. */
export function hostRule(text: string): HostRule | undefined {
  if (text === "*") return { protocol: "https:", name: "", wildcard: true, port: "" };
  const wildcard = text.startsWith("*.");
  const rest = wildcard ? text.slice(2) : text;
  const url = parse(/^https?:\/\//.test(rest) ? rest : `https://${rest}`);
  if (!url || url.hostname === "" || rest.includes("*")) return undefined;
  const bare =
    url.pathname === "/" && !rest.endsWith("/") && url.search + url.hash + url.username + url.password === "";
  const protocol = url.protocol === "http:" ? "http:" : "https:";
  return bare ? { protocol, name: withoutDot(url.hostname), wildcard, port: url.port } : undefined;
}

/** Whether a node with these rules may call `url`. A private address has to be named; no wildcard reaches it. */
export function allows(rules: readonly HostRule[], url: URL): boolean {
  const name = withoutDot(url.hostname);
  const hidden = isPrivate(name);
  return rules.some((rule) => {
    if (rule.protocol !== url.protocol || rule.port !== url.port) return false;
    if (!rule.wildcard) return rule.name === name;
    return !hidden && (rule.name === "" || name.endsWith(`.${rule.name}`));
  });
}

/** `example.com.` is `example.com`. */
const withoutDot = (hostname: string): string => hostname.replace(/\.$/, "");

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
