import { spawn } from "node:child_process";
import { basename, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { Option } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { initProject } from "../init/init-project.ts";
import { flowgateVersion } from "../version.ts";
import { workerName } from "../worker-name.ts";

interface Options {
  readonly name?: string;
  readonly yes?: boolean;
  readonly install: boolean;
}

export const command: Command<Options> = {
  arguments: [["[dir]", "where to; default: here"]],
  options: [
    new Option("--name <name>", "of the project and its Worker; default: the directory's"),
    new Option("--yes", "ask nothing, and install"),
    new Option("--no-install", "leave installing to you"),
  ],
  examples: [
    ["flows init shop", "a new project in shop/, with a flow for each kind of trigger"],
    ["flows init --yes", "here, without a question"],
  ],
  run: async ({ args: [dir = "."], options }, io) => {
    const path = resolve(io.cwd, dir);
    const name = workerName(options.name ?? basename(path));
    const files = initProject({ path, shown: dir, name, version: flowgateVersion() });
    const install = options.install && (options.yes === true || (await agreed("Install its packages now with npm?")));
    if (install) await npmInstall(path);
    if (io.json) {
      io.out(JSON.stringify({ dir, name, files, installed: install }, null, 2));
      return EXIT.ok;
    }
    io.out(`${io.paint("bold", name)}: ${files.join(", ")}`);
    const steps = [...(path === io.cwd ? [] : [`cd ${relative(io.cwd, path)}`]), ...(install ? [] : ["npm install"])];
    io.out(`next: ${io.paint("cyan", [...steps, "npm start"].join(" && "))}`);
    return EXIT.ok;
  },
};

/** Nobody is asked where nobody can answer. */
async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [Y/n] `);
  terminal.close();
  return /^(?:y(?:es)?)?$/i.test(answer.trim());
}

function npmInstall(cwd: string): Promise<void> {
  return new Promise((done, fail) => {
    // npm's own output goes to stderr, so that stdout stays this command's.
    const child = spawn("npm", ["install"], {
      cwd,
      stdio: ["ignore", process.stderr, process.stderr],
      shell: process.platform === "win32",
    });
    const failed = (why: string) => fail(new CliError("CLI205", `npm install ${why}`));
    child.on("error", (error) => failed(`does not start: ${error.message}`));
    child.on("close", (code) => (code === 0 ? done() : failed(`ended with ${code}`)));
  });
}
