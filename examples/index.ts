import { echo } from "./s1_echo/flow.ts";
import { site } from "./s2_site/flow.ts";
import { workersEcho, workersEchoRaw, workersEchoStream } from "./s3_workers_echo/flow.ts";
import { fulfilOrder, readOrder, takeOrder } from "./s4_orders/flow.ts";
import { digest, readDigest } from "./s5_digest/flow.ts";

export const flows = [
  echo,
  site,
  workersEcho,
  workersEchoStream,
  workersEchoRaw,
  takeOrder,
  fulfilOrder,
  readOrder,
  digest,
  readDigest,
];
