/**
 * A command that tries each trigger of the examples, by flow and trigger text. `{url}` is the gateway's address, `{token}` an
 * operator's token.
 */
export const samples: Readonly<Record<string, string>> = {
  "echo POST /echo": `curl {url}/echo --json '{"value":"  HeLLo "}'`,
  "site POST /site/stream": `curl -N {url}/site/stream --json '{"site":"/pricing"}'`,
  "workers_echo GET /workers/echo/:name": `curl '{url}/workers/echo/ada?shout=true'`,
  "workers_echo_stream GET /workers/echo/:name/stream": `curl -N '{url}/workers/echo/ada/stream?count=5&interval_ms=100'`,
  "workers_echo_raw POST /workers/echo/raw": `curl {url}/workers/echo/raw -H 'content-type: text/plain' --data-binary 'as it came'`,
  "take_order POST /orders": `curl {url}/orders --json '{"id":"A-1","total":100,"express":true}'`,
  "fulfil_order queue orders": `curl {url}/_flow/queues/ORDERS_QUEUE/messages -H 'authorization: Bearer {token}' --json '{"body":{"id":"A-2","total":20}}'`,
  "read_order GET /orders/:id": `curl {url}/orders/A-1`,
  "digest cron */5 * * * *": `curl '{url}/cdn-cgi/handler/scheduled?cron=*/5+*+*+*+*&format=json'`,
  "read_digest GET /digest": `curl {url}/digest`,
};
