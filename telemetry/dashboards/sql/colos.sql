-- Traffic by data centre: Where runs took place.
-- Generated from telemetry/panels/colos.ts by npm run generate.
SELECT
  colo,
  sum(weight) AS runs,
  quantileExactWeighted(0.95)(duration_ms, weight) AS p95,
  if(sum(weight) != 0, (sum(if((outcome = 'failed' OR outcome = 'cancelled') AND code != 'RUN060', weight, 0))) / sum(weight), 0) AS error_rate
FROM (
  SELECT
    blob12 AS colo,
    double3 AS duration_ms,
    blob7 AS outcome,
    blob8 AS code,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
)
GROUP BY colo
ORDER BY runs DESC, colo
LIMIT 250
