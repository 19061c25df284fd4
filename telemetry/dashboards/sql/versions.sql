-- Versions side by side: The deployed versions of the Worker by what each did, to compare them after a deploy.
-- Generated from telemetry/panels/versions.ts by npm run generate.
SELECT
  t,
  worker_version,
  sum(weight) AS runs,
  if(sum(weight) != 0, (sum(if((outcome = 'failed' OR outcome = 'cancelled') AND code != 'RUN060', weight, 0))) / sum(weight), 0) AS error_rate,
  quantileExactWeighted(0.5)(duration_ms, weight) AS p50,
  quantileExactWeighted(0.95)(duration_ms, weight) AS p95
FROM (
  SELECT
    intDiv(toUInt32(timestamp), 300) * 300 AS t,
    blob13 AS worker_version,
    blob7 AS outcome,
    blob8 AS code,
    double3 AS duration_ms,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
)
GROUP BY t, worker_version
ORDER BY t, worker_version
LIMIT 10000
