import { capabilities } from "../../capabilities/index.ts";
import { triggers } from "../../triggers/index.ts";
import { catalogOf } from "./catalog.ts";

/** With everything there is: for documents, whose flows bring nothing along. Not for a Worker's bundle. */
export const catalog = catalogOf(capabilities, triggers);
