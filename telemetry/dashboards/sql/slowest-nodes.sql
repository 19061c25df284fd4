-- Slowest nodes: Nodes by how long nearly all of their tries took; written only where node points are switched on.
-- Generated from telemetry/panels/slowest-nodes.ts by npm run generate.
SELECT
  flow,
  node,
  quantileExactWeighted(0.95)(duration_ms, weight) AS p95,
  quantileExactWeighted(0.5)(duration_ms, weight) AS p50,
  max(duration_ms) AS slowest,
  sum(weight * duration_ms) AS total,
  sum(weight) AS executions,
  sum(if((outcome = 'failed' OR outcome = 'continued'), weight, 0)) AS failures
FROM (
  SELECT
    blob2 AS flow,
    blob9 AS node,
    double3 AS duration_ms,
    blob7 AS outcome,
    toUInt32(_sample_interval * double2) AS weight
  FROM flowgate
  WHERE timestamp >= toDateTime(toUInt32(now()) - 86400)
    AND timestamp < toDateTime(toUInt32(now()) + 1)
    AND double1 = 1
    AND blob1 = 'node'
)
GROUP BY flow, node
ORDER BY p95 DESC, flow, node
LIMIT 50
