import { readFileSync } from 'node:fs';

/** How a table is filled from a file of the npm package vega-datasets. */
export interface DataSet {
  readonly table: string;
  readonly file: string;
  readonly columns: readonly string[];
  /** The CSV that COPY is given, in pieces; a CSV file goes as it is. */
  csv(path: string): Iterable<string | Buffer>;
  /** Further options of COPY. */
  readonly options?: string;
}

type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;

/** Referenced tables come first. */
export const DATA_SETS: readonly DataSet[] = [
  asItIs('airports', 'airports.csv', ['iata', 'name', 'city', 'state', 'country', 'latitude', 'longitude'], "NULL 'NA'"),
  renamed('flights', 'flights-20k.json', {
    departs_at: 'date', origin: 'origin', destination: 'destination', distance: 'distance', delay: 'delay',
  }),
  renamed('departures', 'flights-200k.json', { hour: 'time', distance: 'distance', delay: 'delay' }),
  asItIs('weather', 'weather.csv', ['location', 'date', 'precipitation', 'temp_max', 'temp_min', 'wind', 'weather']),
  asItIs('stocks', 'stocks.csv', ['symbol', 'date', 'price']),
  renamed('cars', 'cars.json', {
    name: 'Name', origin: 'Origin', year: 'Year', miles_per_gallon: 'Miles_per_Gallon', cylinders: 'Cylinders',
    displacement: 'Displacement', horsepower: 'Horsepower', weight_in_lbs: 'Weight_in_lbs', acceleration: 'Acceleration',
  }),
  renamed('movies', 'movies.json', {
    title: 'Title', release_date: 'Release Date', mpaa_rating: 'MPAA Rating', running_time_min: 'Running Time min',
    director: 'Director', distributor: 'Distributor', source: 'Source', major_genre: 'Major Genre',
    creative_type: 'Creative Type', us_gross: 'US Gross', worldwide_gross: 'Worldwide Gross', us_dvd_sales: 'US DVD Sales',
    production_budget: 'Production Budget', rotten_tomatoes_rating: 'Rotten Tomatoes Rating', imdb_rating: 'IMDB Rating',
    imdb_votes: 'IMDB Votes',
  }),
  {
    table: 'earthquakes',
    file: 'earthquakes.json',
    columns: ['id', 'occurred_at', 'place', 'magnitude', 'longitude', 'latitude', 'depth_km', 'felt', 'tsunami'],
    csv: (path) => lines(earthquakes(path)),
  },
];

function asItIs(table: string, file: string, columns: readonly string[], options = ''): DataSet {
  return { table, file, columns, options: `HEADER true${options === '' ? '' : `, ${options}`}`, csv: (path) => [readFileSync(path)] };
}

/** From a JSON array of flat objects: `fields` maps a column to its field. */
function renamed(table: string, file: string, fields: Readonly<Record<string, string>>): DataSet {
  const names = Object.values(fields);
  const csv = (path: string): Iterable<string> => {
    const rows = JSON.parse(readFileSync(path, 'utf8')) as Row[];
    return lines(rows.map((row) => names.map((name) => row[name] ?? null)));
  };
  return { table, file, columns: Object.keys(fields), csv };
}

interface Earthquake {
  readonly id: string;
  readonly properties: { mag: number; place: string; time: number; felt: number | null; tsunami: number };
  readonly geometry: { coordinates: [number, number, number] };
}

function earthquakes(path: string): Cell[][] {
  const { features } = JSON.parse(readFileSync(path, 'utf8')) as { features: Earthquake[] };
  return features.map(({ id, properties: { mag, place, time, felt, tsunami }, geometry }) => [
    id, new Date(time).toISOString(), place, mag, ...geometry.coordinates, felt, tsunami === 1,
  ]);
}

/** CSV in pieces of some thousand rows. A cell that is null is empty, every other one is quoted. */
function* lines(rows: readonly (readonly Cell[])[]): Iterable<string> {
  const quoted = (cell: Cell): string => (cell === null ? '' : `"${String(cell).replaceAll('"', '""')}"`);
  for (let first = 0; first < rows.length; first += 5000) {
    yield rows.slice(first, first + 5000).map((row) => `${row.map(quoted).join(',')}\n`).join('');
  }
}
