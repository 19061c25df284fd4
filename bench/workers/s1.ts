import { createGateway } from "flowgate";
import { echo } from "../../examples/s1_echo/flow.ts";

/** The smallest gateway that one would deploy: one route, two nodes. */
export default createGateway({ flows: [echo] });
