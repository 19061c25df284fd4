import { Option } from "commander";
import type { Failure } from "../../kernel/errors/failure.ts";
import { listPanels, readPanel } from "../../telemetry/panels-api.ts";
import { sqlApiPort } from "../../telemetry/query/sql-api.ts";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { configOf } from "../open-wrangler-file.ts";
import { answerAs, PanelRows, Panels } from "./answer.ts";
import { queryOf, REMOTE_OPTIONS, type RemoteOptions, remoteOf } from "./client.ts";

export interface PanelOptions extends RemoteOptions {
  readonly accountId?: string;
  readonly analyticsToken?: string;
  readonly dataset?: string;
  readonly apiUrl?: string;
}

export const PANEL_OPTIONS: readonly Option[] = [
  ...REMOTE_OPTIONS,
  new Option("--account-id <id>", "of Cloudflare: asks Analytics Engine itself, without a gateway").env("ACCOUNT_ID"),
  new Option("--analytics-token <token>", "for that: an API token with Account Analytics Read").env("ANALYTICS_TOKEN"),
  new Option("--dataset <name>", "for that; default: METRICS of the wrangler file, or else flowgate"),
  new Option("--api-url <url>", "for that: the address of Cloudflare's API").env("CLOUDFLARE_API_BASE_URL"),
];

export interface PanelName {
  readonly name: string;
  readonly title: string;
}

export interface PanelQueryOptions {
  readonly flow: string | undefined;
  /** ISO 8601, or milliseconds since the epoch. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface PanelTable {
  readonly columns: readonly { readonly name: string; readonly type?: string | undefined }[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Where panels are read from: a gateway, or Analytics Engine's SQL API. */
export interface PanelSource {
  readonly list: () => Promise<{ readonly panels: readonly PanelName[] }>;
  readonly read: (panel: string, query: PanelQueryOptions) => Promise<PanelTable>;
}

/** The gateway, unless an account and its token are given and no gateway is. */
export function panelSource(options: PanelOptions, io: Io): PanelSource {
  const { url, accountId, analyticsToken: token } = options;
  if (url === undefined && accountId !== undefined && token !== undefined) {
    return sqlApi({ accountId, token, dataset: options.dataset ?? datasetIn(io.cwd), apiUrl: options.apiUrl });
  }
  if (url === undefined && (accountId !== undefined || token !== undefined)) {
    const next = "give --account-id and --analytics-token, or --url of a gateway";
    throw new CliError("CLI001", "Analytics Engine takes an account and a token", { next });
  }
  const remote = remoteOf(options, io);
  return {
    list: async () => answerAs(Panels, await remote.ask("/_flow/api/panels")),
    read: async (panel, query) => {
      const path = `/_flow/api/panels/${encodeURIComponent(panel)}${queryOf({ ...query })}`;
      return answerAs(PanelRows, await remote.ask(path));
    },
  };
}

function sqlApi(options: Parameters<typeof sqlApiPort>[0]): PanelSource {
  return {
    list: async () => listPanels(),
    read: async (panel, query) => {
      const params = new URLSearchParams(queryOf({ ...query }));
      const answer = await readPanel(panel, params, sqlApiPort(options), Date.now());
      if (!answer.ok) throw unread(answer.failure);
      return answer.value;
    },
  };
}

/** The dataset that the project's own Worker writes to. */
function datasetIn(cwd: string): string {
  const datasets = configOf({}, cwd)?.settings.analytics_engine_datasets;
  const dataset = datasets?.find(({ binding }) => binding === "METRICS")?.dataset;
  return typeof dataset === "string" ? dataset : "flowgate";
}

function unread({ code, message, cause }: Failure): CliError {
  switch (code) {
    case "HTTP104":
      return new CliError("CLI001", "no panel has this name", { next: "`flows metrics` lists their names" });
    case "HTTP100":
      return new CliError("CLI001", message);
    case "RES106":
      return new CliError("CLI202", `${message}: ${code}`, {
        cause,
        next: "give the token the permission Account Analytics Read, for this account",
      });
    default:
      return new CliError("CLI206", `${message}: ${code}`, { cause, next: "try again; --verbose shows its answer" });
  }
}
