-- Runs by flow and outcome: How many runs ended, and how.
-- Generated from telemetry/panels/runs.ts by npm run generate.
SELECT
  t,
  flow,
  outcome,
  sum(weight) AS runs
FROM (
  SELECT
    intDiv(toUInt32(timestamp), 300) * 300 AS t,
    blob2 AS flow,
    blob7 AS outcome,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
)
GROUP BY t, flow, outcome
ORDER BY t, flow, outcome
LIMIT 10000
