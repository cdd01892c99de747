CREATE INDEX ON flights (origin);
CREATE INDEX ON flights (destination);
CREATE INDEX ON flights (departs_at);

CREATE VIEW busiest_airports AS
  SELECT a.iata, a.name, a.city, a.state, count(*) AS departures, round(avg(f.delay), 1) AS average_delay
  FROM flights f
  JOIN airports a ON a.iata = f.origin
  GROUP BY a.iata, a.name, a.city, a.state;
COMMENT ON VIEW busiest_airports IS 'Departures and their average delay in minutes, by airport';

GRANT USAGE ON SCHEMA public TO onceql_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO onceql_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO onceql_reader;
