-- In which day, hour… the transaction began, and for how long the first of these goes on, by the clock that is read here.
-- $1 text[]: units, $2 text[]: time zones, side by side. Names are those of `Bucket` in shared.
WITH asked AS (
  SELECT a.place, a.unit, a.zone, now() AT TIME ZONE a.zone AS here
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a(unit, zone, place)
),
-- A span may end before the wall clock says so: where clocks are put back at one o'clock, midnight comes twice.
moments AS (
  SELECT place, unit, zone, now() AS at, true AS present FROM asked
  UNION ALL
  SELECT place, unit, zone, later.at, false
  FROM asked,
    LATERAL (
      SELECT (date_trunc(unit, here) + CASE unit WHEN 'quarter' THEN '3 months' ELSE '1 ' || unit END::interval) AT TIME ZONE zone AS over
    ) latest,
    generate_series(latest.over - interval '3 hours', latest.over, interval '15 minutes') AS later(at)
  WHERE later.at > now()
),
named AS (
  SELECT place, at, present, CASE unit
    WHEN 'hour' THEN to_char(date_trunc('hour', local) - (local - (at AT TIME ZONE 'UTC')), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    WHEN 'week' THEN to_char(date_trunc('week', local), 'YYYY-MM-DD')
    WHEN 'month' THEN to_char(local, 'YYYY-MM')
    WHEN 'quarter' THEN to_char(local, 'YYYY"-Q"Q')
    WHEN 'year' THEN to_char(local, 'YYYY')
    ELSE to_char(local, 'YYYY-MM-DD')
  END AS name
  FROM moments, LATERAL (SELECT at AT TIME ZONE zone AS local) wall
)
SELECT json_build_object(
  'names', array(SELECT name FROM named WHERE present ORDER BY place),
  'last', (
    SELECT floor(extract(epoch FROM min(later.at) - clock_timestamp()) * 1000)
    FROM named later JOIN named first USING (place)
    WHERE first.present AND later.name <> first.name
  )
)
