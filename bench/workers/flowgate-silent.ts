import { createGateway } from "flowgate";
import { echo } from "./echo-flow.ts";

/** Tells nobody of its runs. */
export default createGateway({ flows: [echo], sinks: [] });
