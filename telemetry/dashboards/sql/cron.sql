-- Cron lateness and missed ticks: How late ticks began, and how many ticks between the first and the last one seen never came.
-- Generated from telemetry/panels/cron.ts by npm run generate.
SELECT
  flow,
  place,
  quantileExactWeighted(0.5)(lag_ms, weight) AS late_p50,
  quantileExactWeighted(0.95)(lag_ms, weight) AS late_p95,
  max(lag_ms) AS late_max,
  sum(weight) AS ticks,
  if(if(sum(weight) != 0, sum(weight * tick_interval_s) / sum(weight), 0) != 0, (max(tick_end_s) - min(due_s) - sum(weight * tick_interval_s)) / (if(sum(weight) != 0, sum(weight * tick_interval_s) / sum(weight), 0)), 0) AS missed
FROM (
  SELECT
    blob2 AS flow,
    blob6 AS place,
    double4 AS lag_ms,
    double13 + double14 AS tick_end_s,
    double13 AS due_s,
    double14 AS tick_interval_s,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
    AND blob4 = 'cron'
)
GROUP BY flow, place
ORDER BY late_max DESC, flow, place
LIMIT 250
