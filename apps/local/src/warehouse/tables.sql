CREATE TABLE airports (
  iata text PRIMARY KEY,
  name text NOT NULL,
  city text,
  state text,
  country text NOT NULL,
  latitude double precision NOT NULL,
  longitude double precision NOT NULL
);

CREATE TABLE flights (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  departs_at timestamp NOT NULL,
  origin text NOT NULL REFERENCES airports,
  destination text NOT NULL REFERENCES airports,
  distance integer NOT NULL,
  delay integer NOT NULL
);
COMMENT ON TABLE flights IS 'Flights within the USA in the first three months of 2001; distance in miles, delay in minutes';

CREATE TABLE departures (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hour double precision NOT NULL,
  distance integer NOT NULL,
  delay integer NOT NULL
);
COMMENT ON TABLE departures IS '200,000 departures: the hour of the day, distance in miles, delay in minutes';

CREATE TABLE weather (
  location text NOT NULL,
  date date NOT NULL,
  precipitation numeric(5,1) NOT NULL,
  temp_max numeric(4,1) NOT NULL,
  temp_min numeric(4,1) NOT NULL,
  wind numeric(4,1) NOT NULL,
  weather text NOT NULL,
  PRIMARY KEY (location, date)
);

CREATE TABLE stocks (
  symbol text NOT NULL,
  date date NOT NULL,
  price numeric(10,2) NOT NULL,
  PRIMARY KEY (symbol, date)
);

CREATE TABLE cars (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  origin text NOT NULL,
  year date NOT NULL,
  miles_per_gallon numeric(4,1),
  cylinders smallint NOT NULL,
  displacement numeric(5,1) NOT NULL,
  horsepower smallint,
  weight_in_lbs integer NOT NULL,
  acceleration numeric(4,1) NOT NULL
);

CREATE TABLE movies (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title text,
  release_date date,
  mpaa_rating text,
  running_time_min smallint,
  director text,
  distributor text,
  source text,
  major_genre text,
  creative_type text,
  us_gross bigint,
  worldwide_gross bigint,
  us_dvd_sales bigint,
  production_budget bigint,
  rotten_tomatoes_rating smallint,
  imdb_rating numeric(3,1),
  imdb_votes integer
);

CREATE TABLE earthquakes (
  id text PRIMARY KEY,
  occurred_at timestamptz NOT NULL,
  place text NOT NULL,
  magnitude real NOT NULL,
  longitude double precision NOT NULL,
  latitude double precision NOT NULL,
  depth_km double precision NOT NULL,
  felt integer,
  tsunami boolean NOT NULL
);
