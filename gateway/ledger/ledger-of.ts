export { LEDGER_SHARDS, ledgerOf, type ShardNamespace } from "../../capabilities/dedupe/ledger-of.ts";
