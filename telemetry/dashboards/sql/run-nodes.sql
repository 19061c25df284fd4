-- Nodes of a run: What the nodes of a run did and when, for a waterfall; ask for one run with `run`.
-- Generated from telemetry/panels/run-nodes.ts by npm run generate.
SELECT
  toUInt32(timestamp) AS t,
  blob14 AS run_id,
  blob9 AS node,
  blob7 AS outcome,
  blob8 AS code,
  double15 AS offset_ms,
  double3 AS duration_ms,
  double5 AS attempts,
  double2 AS weight
FROM flowgate
WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
  AND timestamp < toDateTime(toUInt32(now()) + 1)
  AND double1 = 1
  AND blob1 = 'node'
ORDER BY t DESC, run_id DESC
LIMIT 1000
