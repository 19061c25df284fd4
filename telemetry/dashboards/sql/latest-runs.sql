-- Latest runs: Single runs, newest first. A row whose weight is above 1 stands for several runs of one batch.
-- Generated from telemetry/panels/latest-runs.ts by npm run generate.
SELECT
  toUInt32(timestamp) AS t,
  blob14 AS run_id,
  blob2 AS flow,
  blob3 AS version,
  blob4 AS source,
  blob6 AS place,
  blob7 AS outcome,
  blob8 AS code,
  blob9 AS node,
  blob10 AS status,
  blob11 AS settlement,
  double3 AS duration_ms,
  double4 AS lag_ms,
  double5 AS attempts,
  double6 AS nodes_run,
  double2 AS weight,
  blob15 AS trace_id,
  blob16 AS event_id
FROM flowgate
WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
  AND timestamp < toDateTime(toUInt32(now()) + 1)
  AND double1 = 1
  AND blob1 = 'run'
ORDER BY t DESC, run_id DESC
LIMIT 100
