import { resolve } from "node:path";
import { Option } from "commander";
import { openApiOf } from "../../gateway/openapi/open-api.ts";
import { jsonSchemaOf } from "../../gateway/openapi/valibot-json-schema.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { writeWhole } from "../files/write-whole.ts";
import { readFlows } from "../flow-source.ts";

interface Options {
  readonly title?: string;
  readonly apiVersion?: string;
  readonly server: readonly string[];
  readonly out?: string;
}

export const command: Command<Options> = {
  arguments: [["[files...]", "modules that export flows; default: the project's own"]],
  options: [
    new Option("--title <title>", "of the API"),
    new Option("--api-version <version>", "of the API"),
    new Option("--server <url...>", "addresses of the gateway").default([]),
    new Option("--out <file>", "write there instead of to stdout"),
  ],
  examples: [
    ["flows openapi", "all routes of the project's flows"],
    ["flows openapi --server https://api.example.com --out openapi.json", "for a client's generator"],
  ],
  run: async ({ args, options }, io) => {
    const document = openApiOf(await readFlows(args, io), {
      toJsonSchema: jsonSchemaOf,
      servers: options.server,
      ...(options.title !== undefined && { title: options.title }),
      ...(options.apiVersion !== undefined && { version: options.apiVersion }),
    });
    const text = JSON.stringify(document, null, 2);
    if (options.out === undefined) io.out(text);
    else writeWhole(resolve(io.cwd, options.out), `${text}\n`, { shown: options.out });
    if (options.out !== undefined) io.err(`wrote ${options.out}`);
    return EXIT.ok;
  },
};
