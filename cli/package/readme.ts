import { triggerText } from "../../gateway/mount/listing.ts";
import type { Settings } from "../../gateway/preflight/settings.ts";
import type { Flow } from "../../kernel/author/definition.ts";

export interface ReadmeOptions {
  readonly name: string;
  readonly flows: readonly Flow[];
  readonly wranglerFile: string;
  /** The folder has the dashboard's files. */
  readonly dashboard: boolean;
  readonly settings: Settings;
  readonly secrets: readonly string[];
}

/** What is in the folder, and what to create on the account, as commands. Pure. */
export function readmeText(options: ReadmeOptions): string {
  const { name, flows, wranglerFile, dashboard } = options;
  const rows = flows.flatMap(({ name: flow, version, definition }) =>
    definition.triggers.map(({ wiring }) => [
      `${flow} ${version}`,
      `\`${triggerText(wiring).replaceAll("|", "\\|")}\``,
    ]),
  );
  return [
    `# ${name}`,
    "",
    `Made by \`flows package workers\`; \`flowgate-lock.json\` has a hash of every file. Edit \`${wranglerFile}\` as you like: the`,
    "next package keeps what is there and adds what the flows lack. The other files are written anew.",
    "",
    ...markdownTable(["flow", "starts on"], rows),
    "",
    "## Create once on the account",
    "",
    "```sh",
    "npx wrangler login",
    ...commandsFor(options),
    "```",
    "",
    "## Try, deploy, go back",
    "",
    "```sh",
    "npx wrangler dev                # here, everything local",
    "npx wrangler deploy --dry-run   # what would be uploaded",
    "npx wrangler deploy",
    "npx wrangler rollback           # the version before",
    "```",
    ...(dashboard ? ["", ...DASHBOARD] : []),
    "",
  ].join("\n");
}

const DASHBOARD = [
  "The dashboard is at `/_flow`. Sign in with a token of the secret `FLOWGATE_ADMIN_TOKENS`; without that secret it is closed.",
];

function commandsFor({ settings, secrets, wranglerFile }: ReadmeOptions): readonly string[] {
  const idCommand = (command: string) =>
    `npx wrangler ${command}   # then write the id that it prints into ${wranglerFile}`;
  const { kv_namespaces: kv = [], r2_buckets: r2 = [], d1_databases: d1 = [], queues = {} } = settings;
  const named = [...(queues.consumers ?? []), ...(queues.producers ?? [])].flatMap(({ queue }) => queue ?? []);
  const dead = (queues.consumers ?? []).flatMap(({ dead_letter_queue }) => dead_letter_queue ?? []);
  return [
    ...[...new Set([...named, ...dead])].map((queue) => `npx wrangler queues create ${queue}`),
    ...kv.filter(({ id }) => id === undefined).map(({ binding }) => idCommand(`kv namespace create ${binding}`)),
    ...r2.flatMap(({ bucket_name }) =>
      bucket_name === undefined ? [] : [`npx wrangler r2 bucket create ${bucket_name}`],
    ),
    ...d1.filter(({ database_id }) => database_id === undefined).map((d1) => idCommand(`d1 create ${nameOf(d1)}`)),
    ...secrets.map((secret) => `npx wrangler secret put ${secret}`),
  ];
}

function nameOf(database: { readonly binding: string; readonly [key: string]: unknown }): string {
  return typeof database.database_name === "string" ? database.database_name : database.binding;
}

/** Padded, as formatters of Markdown want it. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((cell, column) => Math.max(cell.length, 3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
