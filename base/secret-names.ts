/** Whether a credential stands under a name, however that is spelled. */
export type SecretNames = (name: string) => boolean;

/** Names of credentials in words. What is longer than four letters is also found at the end of a longer word. */
const CREDENTIALS: readonly string[] = [
  ...["auth", "authorization", "bearer", "cookie", "cred", "credential", "csrf", "xsrf", "jwt", "sig", "signature"],
  ...["pass", "passcode", "passkey", "passphrase", "passwd", "password", "pwd", "secret", "token"],
  ...["session", "session id", "sessid", "connect sid", "client assertion", "saml response"],
  ...["pin", "otp", "totp", "cvc", "cvv", "mnemonic", "seed phrase", "recovery phrase"],
  ...["access code", "backup code", "device code", "recovery code", "security code", "verification code"],
  ...["code verifier", "connection string", "mfa code"],
  ...["access key", "account key", "admin key", "api key", "app key", "application key", "auth key", "client key"],
  ...["consumer key", "decryption key", "deploy key", "encryption key", "hmac key", "license key", "master key"],
  ...["pgp key", "private key", "role key", "root key", "server key", "shared key", "sign key", "signing key"],
  ...["ssh key", "storage key", "subscription key", "symmetric key", "webhook key"],
];

/** Words that end like one of those, and what a count of tokens is called. */
const LOOK_ALIKES: readonly string[] = [
  ...["possession", "obsession"],
  ...["cached", "completion", "input", "output", "prompt", "reasoning", "remaining", "used"].map(
    (word) => `${word} tokens`,
  ),
];

/** At the end of a name: it says something about a credential, and is none: `token_count`, `passwordChangedAt`. */
const SAYS_ABOUT: ReadonlySet<string> = new Set([
  ...["count", "counts", "total", "length", "size", "bytes", "bits", "used", "usage", "left", "remaining", "index"],
  ...["limit", "limits", "max", "min", "avg", "average", "quota", "budget", "cost", "rate", "ratio", "score"],
  ...["at", "on", "in", "out", "time", "date", "days", "hours", "minutes", "second", "seconds", "ms", "age", "ttl"],
  ...["timeout", "duration", "expires", "expired", "expiry", "expiration", "status", "valid", "invalid", "version"],
  ...["name", "names", "type", "types", "kind", "algorithm", "alg", "method", "methods", "scheme", "mode", "format"],
  ...["policy", "provider", "issuer", "endpoint", "field", "fields", "error", "errors", "failed", "failures"],
  ...["enabled", "disabled", "required", "optional", "present", "missing", "exists"],
]);

/** Likewise at its start: `max_tokens`, `hasPassword`. */
const ASKS_ABOUT: ReadonlySet<string> = new Set([
  ...["max", "min", "avg", "total", "num", "number", "count", "has", "have", "is", "no", "needs", "requires"],
]);

const EXACT_BELOW = 5;
const ENDING = "(?:e?s)?(?:ids?|hash|key|value)?";
const NOTHING = /(?!)/;
const MAX_NAME = 256;
/** `APIs`, `API`, `Key`, `key`, and letters of scripts that know no case. Digits and what joins words are left out. */
const WORDS = /\p{Lu}{2,}s(?!\p{Ll})|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+/gu;

/**
 * The test for the credentials that everybody has, and for `more`, written in words or any spelling: `tax id`, `taxId` and
 * `tax_id` are one name. A name is compared word by word, so that `dbPassword`, `DB_PASSWORDS` and `db-password-2` are found,
 * and `author`, `tokenizer` and `monkey` are not.
 */
export function secretNames(more: readonly string[] = []): SecretNames {
  const added = pattern(more);
  return (name) => {
    const words = wordsOf(name.slice(-MAX_NAME));
    return names(added, words) || (names(COMMON, words) && !saysAbout(words));
  };
}

function names(phrases: RegExp, words: readonly string[]): boolean {
  // Also without what joins them: capitals within a word say nothing, as in a header's `x-aPI-keY`.
  return phrases.test(`_${words.join("_")}_`) || phrases.test(`_${words.join("")}_`);
}

function saysAbout(words: readonly string[]): boolean {
  const [first = "", last = ""] = [words[0], words.at(-1)];
  return SAYS_ABOUT.has(last) || (words.length > 1 && ASKS_ABOUT.has(first)) || SHOWN.test(`_${words.join("_")}_`);
}

function wordsOf(name: string): readonly string[] {
  return (name.normalize("NFKC").match(WORDS) ?? []).map((word) => word.toLowerCase());
}

/** Finds phrases in words that `_` joins, in the plural too, and with what stands for the thing itself: `sessionid`. */
function pattern(phrases: readonly string[]): RegExp {
  const found = phrases.map(wordsOf).filter(({ length }) => length > 0);
  const alternatives = found.map((words) => {
    const phrase = words.join("_?");
    return words.join("").length < EXACT_BELOW ? `_${phrase}` : phrase;
  });
  return alternatives.length === 0 ? NOTHING : new RegExp(`(?:${alternatives.join("|")})${ENDING}_`, "u");
}

const COMMON = pattern(CREDENTIALS);
const SHOWN = pattern(LOOK_ALIKES);

export const isSecretName: SecretNames = secretNames();
