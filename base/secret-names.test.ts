import { describe, expect, it } from "vitest";
import { isSecretName, secretNames } from "./secret-names.ts";

const SECRET = [
  ...["password", "passwords", "Password", "PASSWORD", "db_password", "dbPassword", "DB_PASSWORDS", "userpassword"],
  ...["password2", "password-hash", "passwordHash", "new password", "passwd", "pwd", "smtpPwd", "pass", "user_pass"],
  ...["passphrase", "passcode", "secret", "secrets", "secretKey", "SECRET_KEY_BASE", "client_secret", "clientSecrets"],
  ...[
    "token",
    "tokens",
    "accessToken",
    "access_tokens",
    "refresh-token",
    "idToken",
    "OAuthToken",
    "csrftoken",
    "token_value",
  ],
  ...[
    "jwt",
    "JWT",
    "jwts",
    "JWTs",
    "userJWT",
    "jwt_payload",
    "session",
    "sessions",
    "session_id",
    "sessionId",
    "SESSIONID",
  ],
  ...[
    "PHPSESSID",
    "JSESSIONID",
    "connect.sid",
    "cookie",
    "Cookie",
    "set-cookie",
    "cookies",
    "authorization",
    "auth",
    "x-auth",
  ],
  ...[
    "Proxy-Authorization",
    "bearer",
    "apiKey",
    "api_key",
    "apikey",
    "APIKey",
    "APIKEY",
    "X-API-Key",
    "x-aPI-keY",
    "myapikey",
  ],
  ...[
    "private_key",
    "privateKeys",
    "access_key_id",
    "AWS_SECRET_ACCESS_KEY",
    "SharedAccessKey",
    "AccountKey",
    "signingKey",
  ],
  ...[
    "signature",
    "x-amz-signature",
    "sig",
    "credential",
    "credentials",
    "aws_creds",
    "otp",
    "pin",
    "cvv",
    "csrf",
    "codeVerifier",
  ],
  ...["connectionString", "ｐａｓｓｗｏｒｄ", "user.password", "headers.authorization", "spring.datasource.password"],
];

const SHOWN = [
  ...[
    "author",
    "authors",
    "authority",
    "authenticated",
    "passenger",
    "passengers",
    "passed",
    "bypass",
    "compass",
    "pascal",
  ],
  ...[
    "keyboard",
    "monkey",
    "turkey",
    "key",
    "keys",
    "primary_key",
    "publicKey",
    "partitionKey",
    "idempotency_key",
    "foreign-key",
  ],
  ...["tokenizer", "tokenize", "tokenization", "secretary", "possession", "obsessions", "cookieless", "passwordless"],
  ...["spin", "pinned", "design", "signal", "assign", "sigma", "hotpot", "optional", "credit", "sacred", "accredited"],
  ...[
    "tokens_used",
    "token_count",
    "sessions_count",
    "maxTokens",
    "total_tokens",
    "prompt_tokens",
    "tokens_per_second",
  ],
  ...[
    "token_type",
    "tokenExpiresAt",
    "password_changed_at",
    "session_duration_ms",
    "cookie_name",
    "hasPassword",
    "authMethod",
  ],
  ...["run_id", "flow", "code", "event_id", "trace_id", "", "42", "_", "session-count"],
];

describe("isSecretName", () => {
  it.each(SECRET)("takes %s for a credential's", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(SHOWN)("takes %j for no credential's", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it("looks at the end of a name of any length", () => {
    expect(isSecretName(`${"a_".repeat(500_000)}password`)).toBe(true);
  });
});

describe("secretNames", () => {
  it("adds names to those that everybody has, in any spelling", () => {
    const isSecret = secretNames(["iban", "taxId", "date of birth", "пароль"]);
    for (const name of ["iban", "IBANs", "customerIban", "tax_id", "taxID", "TAX-IDS", "date_of_birth", "dateOfBirth"])
      expect([name, isSecret(name)]).toEqual([name, true]);
    expect(isSecret("новыйПароль")).toBe(true);
    expect(isSecret("password")).toBe(true);
    expect(secretNames(["birth date", "last name"])("customer_last_name")).toBe(true);
    for (const name of ["caliban", "taxes", "birth", "date"]) expect([name, isSecret(name)]).toEqual([name, false]);
  });

  it("takes what has no letters for no name", () => {
    const isSecret = secretNames(["", "  ", "42", "[a-z]+", "((("]);
    for (const name of ["flow", "42", "", "order"]) expect([name, isSecret(name)]).toEqual([name, false]);
  });
});
