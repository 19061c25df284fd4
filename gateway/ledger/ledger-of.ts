export { ledgerOf, type ShardNamespace } from "../../capabilities/dedupe/ledger-of.ts";
