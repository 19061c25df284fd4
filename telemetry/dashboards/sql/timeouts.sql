-- Timeouts and near misses: Runs that passed a deadline, and runs that used more than 80 % of the time their guard left them.
-- Generated from telemetry/panels/timeouts.ts by npm run generate.
SELECT
  t,
  flow,
  sum(if(code = 'TIME015', weight, 0)) AS timeouts,
  sum(if(past_80_percent_ms > 0 AND code != 'TIME015', weight, 0)) AS near_guard,
  if(sum(weight * guard_ms) != 0, sum(weight * duration_ms) / sum(weight * guard_ms), 0) AS time_used,
  sum(weight) AS runs
FROM (
  SELECT
    intDiv(toUInt32(timestamp), 300) * 300 AS t,
    blob2 AS flow,
    blob8 AS code,
    double3 - double12 * 0.8 AS past_80_percent_ms,
    double3 AS duration_ms,
    double12 AS guard_ms,
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
