-- Queue lag and batch size: How long messages waited before their run began, and the mean size of the batch they came in.
-- Generated from telemetry/panels/queue-lag.ts by npm run generate.
SELECT
  t,
  place,
  quantileExactWeighted(0.5)(lag_ms, weight) AS lag_p50,
  quantileExactWeighted(0.95)(lag_ms, weight) AS lag_p95,
  max(lag_ms) AS lag_max,
  if(sum(weight) != 0, sum(weight * batch_size) / sum(weight), 0) AS mean_batch,
  sum(weight) AS messages
FROM (
  SELECT
    intDiv(toUInt32(timestamp), 300) * 300 AS t,
    blob6 AS place,
    double4 AS lag_ms,
    double8 AS batch_size,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
    AND blob4 = 'queue'
)
GROUP BY t, place
ORDER BY t, place
LIMIT 10000
