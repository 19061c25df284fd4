-- Error rate: Share of a flow's runs that failed for good or passed their guard.
-- Generated from telemetry/panels/error-rate.ts by npm run generate.
SELECT
  t,
  flow,
  if(sum(weight) != 0, (sum(if((outcome = 'failed' OR outcome = 'cancelled') AND code != 'RUN060', weight, 0))) / sum(weight), 0) AS error_rate,
  sum(if((outcome = 'failed' OR outcome = 'cancelled') AND code != 'RUN060', weight, 0)) AS errors,
  sum(weight) AS runs
FROM (
  SELECT
    intDiv(toUInt32(timestamp), 300) * 300 AS t,
    blob2 AS flow,
    blob7 AS outcome,
    blob8 AS code,
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
