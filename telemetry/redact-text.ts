import type { SecretNames } from "../base/secret-names.ts";

export const REDACTED = "[redacted]";

// Every repetition is bounded, or starts where only few can, so that a hostile text takes no longer than another.

const PEM = /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g;
/** Two or more parts in base64url, of which the first is an object in JSON. */
const JWT = /(?:(?<![\w-])|(?<=%[\dA-F]{2}))e(?:yJ|yA|w[o0])[\w-]{5,}\.[\w-]+(?:\.[\w-]*){0,3}/g;
/** What its issuer marks as a secret by a prefix. */
const MARKED =
  /\b(?:[rs]k_(?:live|test)_|gh[opsru]_|github_pat_|glpat-|xox[a-z]-|whsec_|sk-|npm_|AKIA|ASIA|AIza)[\w-]{12,}/g;
const SCHEME =
  /\b(?:(Bearer)\s+(?!(?:tokens?|auth\w*|scheme|challenge|realm|error)\b)[^\s"',;]+|(Basic)\s+[\w.~+/=-]{8,})/gi;

/** What stands before the host of a URL. A password may hold characters that belong encoded; a port does not. */
const USER_INFO = /(:\\?\/\\?\/)(?:[^\s/?#"'<>]{0,512}@|[^\s/?#@:"'<>]{0,512}:(?!\d+(?:[/?#]|$))[^\s@"'<>]{0,512}@)/g;
const BARE_USER_INFO = /(?<![\w.+/:-])([\w.+-]{1,64}):([^\s/"'<>]{1,128})@(?=[\w[])/g;
/** Before the colon of an address, or of a package with its version. */
const NO_USER = new Set([
  "mailto",
  "sip",
  "sips",
  "xmpp",
  "acct",
  "email",
  "mail",
  "from",
  "to",
  "cc",
  "bcc",
  "npm",
  "jsr",
]);

/** Headers whose values have spaces and semicolons take the line, or what is left of the quoted text they stand in. */
const LINE = /(?<!["'\w-])((?:proxy-)?authorization|(?:set-)?cookie2?)([ \t]*:[ \t]*)(?!["'])[^\r\n]+/gi;
const QUOTED_LINE = /(?<=["'])((?:proxy-)?authorization|(?:set-)?cookie2?)([ \t]*:[ \t]*)(?!["'])[^\r\n"']+/gi;
const FLAG = /(?<!\S)(--?)([a-z][\w-]{0,63})([ \t]+)(?!-)("[^"]*"?|'[^']*'?|\S+)/gi;
const ELEMENT = /(<([\w.-]{1,64})(?:\s[^<>]{0,256})?>)[^<]{1,4096}(?=<\/)/g;

/** `name=`, `"name": `, `api key: `, `name%3D`, `user[name]=`, also in JSON within JSON. */
const NAME =
  /(?:(?<![\w%$])|(?<=%[\dA-F]{2}))(?<name>\p{L}{1,32} (?:keys?|code|phrase|string)|[\p{L}_$][\w$-]{0,63})(?:\]|%5D)?\\{0,3}["'`]?[ \t]{0,8}(?:=>|[:=]|%3A|%3D)[ \t]{0,8}/giu;
/** In quotes, in escaped quotes, or to the next blank or mark that ends a value in a query, a list or a sentence. */
const VALUE =
  /"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|\\+"[^"]*"?|(?:(?:Bearer|Basic|Digest|Token|ApiKey|Negotiate)[ \t]+)?[^\s&;,"'`<>()[\]{}|\\](?:[^\s&;,"'`<>()[\]{}|\\]|[,()[\]{}|](?=[\w$!%*.-]))*/iy;
/** What a message says of a credential instead of showing it: `token: expired`. */
const NO_VALUE =
  /^(?:true|false|null|undefined|none|missing|required|invalid|expired|expected|unknown|is|must|not|too|the|a|an)[.!]?$/i;

const HINTS = /[=:@<%]|(?:^|\s|--)-|(?:Bearer|Basic)\s/i;

/** A text without the credentials in it that can be told by their shape, or by the name before them. */
export function redactText(text: string, isSecret: SecretNames): string {
  return (HINTS.test(text) ? hideNamed(text, isSecret) : text).replace(JWT, REDACTED).replace(MARKED, REDACTED);
}

function hideNamed(text: string, isSecret: SecretNames): string {
  const shaped = text
    .replace(PEM, REDACTED)
    .replace(USER_INFO, `$1${REDACTED}@`)
    .replace(BARE_USER_INFO, (all, user: string) => (NO_USER.has(user.toLowerCase()) ? all : `${user}:${REDACTED}@`))
    .replace(SCHEME, (_, bearer?: string, basic?: string) => `${bearer ?? basic} ${REDACTED}`)
    .replace(LINE, `$1$2${REDACTED}`)
    .replace(QUOTED_LINE, `$1$2${REDACTED}`)
    .replace(FLAG, (all, dashes: string, name: string, gap: string) =>
      isSecret(name) ? `${dashes}${name}${gap}${REDACTED}` : all,
    )
    .replace(ELEMENT, (all, tag: string, name: string) => (isSecret(name) ? `${tag}${REDACTED}` : all));
  return hidePairs(shaped, isSecret);
}

/** A value under a name that is no secret's is looked into: it may be a URL with a query. */
function hidePairs(text: string, isSecret: SecretNames): string {
  let shown = "";
  let from = 0;
  for (const { 0: pair, index, groups } of text.matchAll(NAME)) {
    if (index < from || !isSecret(groups?.name ?? "")) continue;
    const at = index + pair.length;
    const value = valueAt(text, at);
    if (value === "" || NO_VALUE.test(value)) continue;
    const quote = /^\\*["']/.exec(value)?.[0] ?? "";
    shown += `${text.slice(from, at)}${quote}${REDACTED}${quote}`;
    from = at + value.length;
  }
  return shown + text.slice(from);
}

function valueAt(text: string, at: number): string {
  VALUE.lastIndex = at;
  return VALUE.exec(text)?.[0] ?? "";
}
