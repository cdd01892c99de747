--- months of a time stamp
SELECT date_trunc('month', ts) AS m, count(*) AS n FROM tim WHERE id < 6 GROUP BY 1
--=
SELECT DATE_TRUNC('month', t.ts) AS m, COUNT(*) AS n FROM tim t WHERE t.id < 6 GROUP BY date_trunc('month', t.ts)
--=
SELECT date_trunc('month', ts) m, count(*) n FROM tim WHERE 6 > id GROUP BY 1
--! in the session's time zone
SELECT date_trunc('month', tz) AS m, count(*) AS n FROM tim WHERE id < 6 GROUP BY 1
--!
SELECT date_trunc('year', ts) AS m, count(*) AS n FROM tim WHERE id < 6 GROUP BY 1
--!
SELECT date_trunc('month', ts)::date AS m, count(*) AS n FROM tim WHERE id < 6 GROUP BY 1
--!
SELECT to_char(ts, 'YYYY-MM') AS m, count(*) AS n FROM tim WHERE id < 6 GROUP BY 1
--!
SELECT date_trunc('month', ts) AS m, count(*) AS n FROM tim WHERE id < 5 GROUP BY 1
--!
SELECT extract(month FROM ts) AS m, count(*) AS n FROM tim WHERE id < 6 GROUP BY 1

--- a day in one time zone and in another
SELECT id, (tz AT TIME ZONE 'UTC')::date AS d FROM tim
--=
SELECT t.id, CAST(t.tz AT TIME ZONE 'UTC' AS date) AS d FROM tim t
--!
SELECT id, tz::date AS d FROM tim
--!
SELECT id, (tz AT TIME ZONE 'America/Los_Angeles')::date AS d FROM tim
--! the other way round
SELECT id, (ts AT TIME ZONE 'UTC')::date AS d FROM tim
--!
SELECT id, ts::date AS d FROM tim
--!
SELECT id, (tz AT TIME ZONE INTERVAL '-12:00')::date AS d FROM tim

--- the hour that comes twice
SELECT id, extract(hour FROM tz) AS h FROM tim WHERE id IN (3, 4)
--=
SELECT id, EXTRACT(HOUR FROM tz) AS h FROM tim WHERE id IN (4, 3)
--= a string for the field
SELECT id, extract('hour' FROM tz) AS h FROM tim WHERE id IN (3, 4)
--!
SELECT id, extract(hour FROM tz AT TIME ZONE 'UTC') AS h FROM tim WHERE id IN (3, 4)
--! a float
SELECT id, date_part('hour', tz) AS h FROM tim WHERE id IN (3, 4)
--!
SELECT id, extract(timezone_hour FROM tz) AS h FROM tim WHERE id IN (3, 4)
--!
SELECT id, extract(minute FROM tz) AS h FROM tim WHERE id IN (3, 4)
--!
SELECT id, extract(epoch FROM tz) AS h FROM tim WHERE id IN (3, 4)

--- a day and twenty-four hours
SELECT id, tz + INTERVAL '1 day' AS x FROM tim WHERE id = 1
--=
SELECT id, tz + '1 day'::interval AS x FROM tim WHERE id = 1
--!
SELECT id, tz + INTERVAL '24 hours' AS x FROM tim WHERE id = 1
--!
SELECT id, tz + INTERVAL '1 days 1 second' AS x FROM tim WHERE id = 1
--!
SELECT id, ts + INTERVAL '1 day' AS x FROM tim WHERE id = 1

--- a month and thirty days
SELECT id, ts - INTERVAL '1 month' AS x FROM tim WHERE id < 6
--=
SELECT tim.id, ts - CAST('1 month' AS interval) AS x FROM tim WHERE id < 6
--!
SELECT id, ts - INTERVAL '30 days' AS x FROM tim WHERE id < 6
--!
SELECT id, ts - INTERVAL '4 weeks' AS x FROM tim WHERE id < 6
--!
SELECT id, INTERVAL '-1 month' + ts + INTERVAL '1 us' AS x FROM tim WHERE id < 6

--- intervals that are equal but print otherwise
SELECT id, iv FROM tim WHERE iv = INTERVAL '1 month'
--=
SELECT id, iv FROM tim WHERE '1 month'::interval = iv
--! justified
SELECT id, justify_days(iv) AS iv FROM tim WHERE iv = INTERVAL '1 month'
--! equal to it, and the row is the same: only the constant differs
SELECT id, iv FROM tim WHERE iv > INTERVAL '30 days'
--! as text
SELECT id, iv FROM tim WHERE iv::text = '1 mon'

--- dates before Christ and without end
SELECT id, d FROM tim WHERE d < '0001-01-01' OR d = 'infinity'
--=
SELECT id, d FROM tim WHERE d = 'infinity' OR d < '0001-01-01'
--!
SELECT id, d FROM tim WHERE d < '0001-01-01 BC' AND d = 'infinity'
--!
SELECT id, d FROM tim WHERE d < '0001-01-01' OR d = '-infinity'
--!
SELECT id, d FROM tim WHERE d < '0001-01-01 BC' OR d = '2024-02-29'

--- a time stamp and its date
SELECT count(*) AS n FROM tim WHERE ts >= '2024-11-03' AND ts < '2024-11-04'
--=
SELECT count(*) AS n FROM tim WHERE ts < '2024-11-04' AND ts >= '2024-11-03'
--=
SELECT count(*) AS n FROM tim t WHERE '2024-11-03' <= t.ts AND '2024-11-04' > t.ts
--!
SELECT count(*) AS n FROM tim WHERE ts = '2024-11-03'
--!
SELECT count(*) AS n FROM tim WHERE ts > '2024-11-03' AND ts < '2024-12-31 01:00'
--!
SELECT count(*) AS n FROM tim WHERE d > '2024-11-03' AND d < '2024-11-04'
--!
SELECT count(*) AS n FROM tim WHERE ts >= '2024-11-03' AND ts < '2024-11-03 01:30'

--- what a time stamp with time zone is compared with
SELECT id FROM tim WHERE tz >= '2024-03-10 07:00:00+00'
--!
SELECT id FROM tim WHERE tz >= '2024-03-10 07:00:00'
--!
SELECT id FROM tim WHERE tz >= '2024-03-10 06:00:00+00'
--! the zone is dropped
SELECT id FROM tim WHERE tz >= '2024-03-10 07:00:00+00'::timestamp
--!
SELECT id FROM tim WHERE ts >= '2024-03-10 07:00:00+00'

--- a zone that a time stamp without one does not see
SELECT TIMESTAMP '2024-03-10 12:00' AS x
--=
SELECT TIMESTAMP WITHOUT TIME ZONE '2024-03-10 12:00' AS x
--!
SELECT TIMESTAMP WITH TIME ZONE '2024-03-10 12:00' AS x
--!
SELECT TIMESTAMPTZ '2024-03-10 12:00+05' AS x
--!
SELECT TIMESTAMP(0) '2024-03-10 12:00' AS x
--!
SELECT DATE '2024-03-10' AS x
--!
SELECT TIMESTAMP '2024-03-10 12:00 PM' + INTERVAL '0.000001 s' AS x

--- overlapping
SELECT (DATE '2024-01-01', DATE '2024-02-01') OVERLAPS (DATE '2024-01-31', DATE '2024-03-01') AS o
--!
SELECT (DATE '2024-01-01', DATE '2024-01-31') OVERLAPS (DATE '2024-01-31', DATE '2024-03-01') AS o
--!
SELECT (DATE '2024-01-01', DATE '2024-02-01') OVERLAPS (DATE '2024-02-01', DATE '2024-03-01') AS o
--!
SELECT (DATE '2024-01-01', NULL::date) OVERLAPS (DATE '2024-01-31', DATE '2024-03-01') AS o
