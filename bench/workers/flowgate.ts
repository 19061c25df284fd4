import { createGateway } from "flowgate";
import { echo } from "./echo-flow.ts";

export default createGateway({ flows: [echo] });
