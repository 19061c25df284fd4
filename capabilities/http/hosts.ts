import { isPrivate } from "./address.ts";

/**
 * A host that a node may call: `api.example.com`, `*.example.com` for what lies below it, `*` for every public host, each with
 * `http://` before it or a port behind it, `:*` for any port.
 */
export interface HostRule {
  readonly protocol: "https:" | "http:";
  /** Without a wildcard. */
  readonly name: string;
  readonly wildcard: boolean;
  /** "" for the protocol's own, `*` for any. */
  readonly port: string;
}

const FORM = /^(?:(https?):\/\/)?(\*\.|\*(?=:|$))?([^*]*?)(:\*)?$/;
/** Stands for every host where an entry names none. */
const ANY_HOST = "any.host";

/** Undefined for what is no host: a path, a query, a wildcard that is not the first label. */
export function hostRule(text: string): HostRule | undefined {
  const [, scheme = "https", wild, rest = "", anyPort] = FORM.exec(text) ?? [];
  const given = wild === "*" ? `${ANY_HOST}${rest}` : rest;
  const url = parse(`${scheme}://${given}`);
  if (!url || url.hostname === "" || /^https?:/.test(rest) || (anyPort && url.port !== "")) return undefined;
  const bare =
    url.pathname === "/" && !rest.endsWith("/") && url.search + url.hash + url.username + url.password === "";
  if (!bare) return undefined;
  const protocol = scheme === "http" ? "http:" : "https:";
  const name = wild === "*" ? "" : withoutDot(url.hostname);
  return { protocol, name, wildcard: wild !== undefined, port: anyPort ? "*" : url.port };
}

/** The entry that lets a node call `url`. A private address has to be named; no wildcard reaches it. */
export function ruleFor(rules: readonly HostRule[], url: URL): HostRule | undefined {
  const name = withoutDot(url.hostname);
  const hidden = isPrivate(name);
  const fits = (rule: HostRule): boolean => {
    if (rule.protocol !== url.protocol || (rule.port !== "*" && rule.port !== url.port)) return false;
    if (!rule.wildcard) return rule.name === name;
    return !hidden && (rule.name === "" || name.endsWith(`.${rule.name}`));
  };
  // The one that says most: a host that is named is no stranger, whatever else would let it through.
  return rules.filter(fits).toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** Whether an entry names neither a host nor a domain: whoever is called by it is a stranger. */
export function isOpen({ name }: HostRule): boolean {
  return name === "";
}

/** `example.com.` is `example.com`. */
const withoutDot = (hostname: string): string => hostname.replace(/\.$/, "");

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
