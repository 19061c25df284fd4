import { capabilities } from "../capabilities/index.ts";
import { catalogOf } from "./catalog.ts";

/** With every capability there is: for documents, whose flows bring none along. Not for a Worker's bundle. */
export const catalog = catalogOf(capabilities);
