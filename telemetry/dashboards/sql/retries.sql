-- Retries and dead letters: Runs put off to be tried again, tries of nodes beyond the first, and messages given up.
-- Generated from telemetry/panels/retries.ts by npm run generate.
SELECT
  t,
  flow,
  place,
  sum(if(outcome = 'retry', weight, 0)) AS runs_retried,
  sum(weight * retries) AS node_retries,
  sum(if(settlement = 'dead_letter', weight, 0)) AS dead_letters,
  max(attempts) AS most_attempts,
  sum(weight) AS runs
FROM (
  SELECT
    intDiv(toUInt32(timestamp), 300) * 300 AS t,
    blob2 AS flow,
    blob6 AS place,
    blob7 AS outcome,
    double7 AS retries,
    blob11 AS settlement,
    double5 AS attempts,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
)
GROUP BY t, flow, place
ORDER BY t, flow, place
LIMIT 10000
