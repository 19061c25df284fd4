#!/usr/bin/env node
// Plain JavaScript, so that it can say what is wrong on a Node that runs no TypeScript, and fill the compile cache first.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`error CLI002: flows needs Node 22.18 or later; this is ${process.versions.node}`);
  console.error("  next: update Node, or run it as `npx flows` in a project that has the npm package `node`");
  process.exit(2);
}
module.enableCompileCache();
const { start } = await import("./main.ts");
// Not waited for: where the command never ends, the process says so itself.
start();
