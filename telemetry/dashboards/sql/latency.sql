-- Latency: How long runs took from start to end: half of them at most p50, all but one in a hundred at most p99.
-- Generated from telemetry/panels/latency.ts by npm run generate.
SELECT
  t,
  flow,
  quantileExactWeighted(0.5)(duration_ms, weight) AS p50,
  quantileExactWeighted(0.95)(duration_ms, weight) AS p95,
  quantileExactWeighted(0.99)(duration_ms, weight) AS p99,
  if(sum(weight) != 0, sum(weight * duration_ms) / sum(weight), 0) AS mean,
  sum(weight) AS runs
FROM (
  SELECT
    intDiv(toUInt32(timestamp), 300) * 300 AS t,
    blob2 AS flow,
    double3 AS duration_ms,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
)
GROUP BY t, flow
ORDER BY t, flow
LIMIT 10000
