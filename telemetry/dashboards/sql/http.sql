-- HTTP by route and status: Requests per route and the status they were answered with.
-- Generated from telemetry/panels/http.ts by npm run generate.
SELECT
  place,
  status,
  sum(weight) AS requests,
  quantileExactWeighted(0.95)(duration_ms, weight) AS p95,
  sum(weight * bytes_in) AS received,
  sum(weight * bytes_out) AS sent
FROM (
  SELECT
    blob6 AS place,
    blob10 AS status,
    double3 AS duration_ms,
    double9 AS bytes_in,
    double10 AS bytes_out,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'run'
    AND blob4 = 'http'
)
GROUP BY place, status
ORDER BY requests DESC, place, status
LIMIT 250
