import { blob } from "../../capabilities/blob/blob.ts";
import { kv } from "../../capabilities/kv/kv.ts";
import { secret } from "../../capabilities/secret/secret.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { flow } from "../../kernel/author/flow.ts";
import { type Node, node } from "../../kernel/author/node.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { Uses } from "../../kernel/author/uses.ts";
import type { Code } from "../../kernel/errors/codes.ts";
import { cron } from "../../triggers/cron/author.ts";
import { http } from "../../triggers/http/author.ts";
import { queue } from "../../triggers/queue/author.ts";

/** A flow and the parts of a wrangler file that matter to it. */
export interface Deployed {
  /** What matters of the flow, as its author writes it. */
  readonly says: string;
  readonly flow: Flow;
  readonly toml: string;
  readonly environment?: string;
}

/** What raises a code, and the nearest that does not. */
export interface PreflightExample {
  readonly code: Code;
  readonly wrong: Deployed;
  readonly right: Deployed;
}

export function shop(triggers: readonly TriggerSpec[], uses: Uses = {}): Flow {
  const only = node({ uses, run: () => null }) as Node<unknown, unknown>;
  return flow("shop", "1.0.0")
    .on(...triggers)
    .node("only", only)
    .respond("only");
}

const nothing = { says: "", flow: shop([]) };
const store = { says: 'kv("ORDERS", "read")', flow: shop([], { orders: kv("ORDERS", "read") }) };
const mail = { says: 'queue("mail")', flow: shop([queue("mail")]) };
const failing = {
  says: 'queue("mail", { deadLetter: "FAILED" })',
  flow: shop([queue("mail", { deadLetter: "FAILED" })]),
};
const daily = { says: 'cron("0 9 * * MON")', flow: shop([cron("0 9 * * MON")]) };
const web = { says: 'http.get("/")', flow: shop([http.get("/")]) };

const paying = { says: 'secret("STRIPE_KEY")', flow: shop([], { key: secret("STRIPE_KEY") }) };
const strong = {
  says: 'kv("ORDERS", "read", { consistency: "strong" })',
  flow: shop([], { orders: kv("ORDERS", "read", { consistency: "strong" }) }),
};
const strongBlob = {
  says: 'blob("ORDERS", "read", { consistency: "strong" })',
  flow: shop([], { orders: blob("ORDERS", "read", { consistency: "strong" }) }),
};
const scheduled = (schedule: string, tick?: string) => ({
  says: tick === undefined ? `cron("${schedule}")` : `cron("${schedule}", { tick: "${tick}" })`,
  flow: shop([cron(schedule, tick === undefined ? {} : { tick })]),
});
const limited = (minutes: number) => ({
  says: `cron("0 9 * * MON", { timeoutMs: ${minutes} * 60_000 })`,
  flow: shop([cron("0 9 * * MON", { timeoutMs: minutes * 60_000 })]),
});

const KV = '[[kv_namespaces]]\nbinding = "ORDERS"\n';
const BUCKET = '[[r2_buckets]]\nbinding = "ORDERS"\n';
const FLAGS = 'compatibility_flags = ["enable_request_signal"]\n';
const consumer = (rest: string) => `[[queues.consumers]]\nqueue = "mail"\n${rest}`;
const crons = (...list: readonly string[]) => `[triggers]\ncrons = ${JSON.stringify(list)}\n`;
const namespace = (binding: string, id: string) => `[[kv_namespaces]]\nbinding = "${binding}"\nid = "${id}"\n`;
const kept = (retries: number) => `[[queues.consumers]]\nqueue = "mail-dead"\nmax_retries = ${retries}\n`;
const DEAD = 'dead_letter_queue = "mail-dead"\n';
const FAILED = `[[queues.producers]]\nbinding = "FAILED"\nqueue = "mail-dead"\n${consumer(DEAD)}max_retries = 3\n`;

/** In the order of the table of codes. */
export const preflightExamples: readonly PreflightExample[] = [
  {
    code: "SECR201",
    wrong: { ...paying, toml: "" },
    right: { ...paying, toml: '[secrets]\nrequired = ["STRIPE_KEY"]\n' },
  },
  { code: "CAP101", wrong: { ...store, toml: BUCKET.replace("ORDERS", "OTHER") }, right: { ...store, toml: KV } },
  { code: "CAP102", wrong: { ...strong, toml: KV }, right: { ...strongBlob, toml: BUCKET } },
  {
    code: "CONF101",
    wrong: { ...nothing, toml: '[kv_namespaces]\nbinding = "ORDERS"\n' },
    right: { ...nothing, toml: KV },
  },
  {
    code: "CONF102",
    wrong: { ...nothing, toml: "[env.staging]\n", environment: "stagin" },
    right: { ...nothing, toml: "[env.staging]\n", environment: "staging" },
  },
  {
    code: "CONF103",
    wrong: { ...nothing, toml: `${KV}\n${BUCKET}` },
    right: { ...nothing, toml: `${KV}\n${BUCKET.replace("ORDERS", "FILES")}` },
  },
  {
    code: "CONF104",
    wrong: { ...nothing, toml: `${namespace("ORDERS", "1f2e")}\n${namespace("USERS", "1f2e")}` },
    right: { ...nothing, toml: `${namespace("ORDERS", "1f2e")}\n${namespace("USERS", "7a8b")}` },
  },
  {
    code: "CONF105",
    wrong: { ...nothing, toml: '[vars]\nFLOWGATE_PUBLIC = "/ready"\n' },
    right: { ...nothing, toml: '[vars]\nFLOWGATE_PUBLIC = "/readyz"\n' },
  },
  {
    code: "CRON101",
    wrong: { ...scheduled("0 9 * * 0"), toml: crons("0 9 * * 0") },
    right: { ...scheduled("0 9 * * 1"), toml: crons("0 9 * * 1") },
  },
  {
    code: "CRON102",
    wrong: { ...daily, toml: crons("*/5 * * * *") },
    right: { ...daily, toml: crons("*/5 * * * *", "0 9 * * MON") },
  },
  {
    code: "CRON103",
    wrong: { ...scheduled("7 9 * * MON", "*/5 * * * *"), toml: crons("*/5 * * * *") },
    right: { ...scheduled("10 9 * * MON", "*/5 * * * *"), toml: crons("*/5 * * * *") },
  },
  { code: "QUEUE101", wrong: { ...mail, toml: "" }, right: { ...mail, toml: consumer(DEAD) } },
  { code: "QUEUE102", wrong: { ...mail, toml: consumer("") }, right: { ...mail, toml: consumer(DEAD) } },
  {
    code: "QUEUE103",
    wrong: { ...mail, toml: consumer(`max_retries = 1\n${DEAD}`) },
    right: { ...mail, toml: consumer(`max_retries = 3\n${DEAD}`) },
  },
  { code: "QUEUE104", wrong: { ...failing, toml: FAILED }, right: { ...failing, toml: `${FAILED}${kept(100)}` } },
  {
    code: "QUEUE105",
    wrong: { ...failing, toml: `${FAILED}${kept(3)}` },
    right: { ...failing, toml: `${FAILED}${kept(100)}` },
  },
  {
    code: "LIMIT101",
    wrong: { ...limited(20), toml: crons("0 9 * * MON") },
    right: { ...limited(15), toml: crons("0 9 * * MON") },
  },
  { code: "FLAG101", wrong: { ...web, toml: "" }, right: { ...web, toml: FLAGS } },
];
