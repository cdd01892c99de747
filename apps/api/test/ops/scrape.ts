/** One line of Prometheus's text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of a scrape. */
export class Scrape {
  readonly samples: readonly Sample[];

  constructor(text: string) {
    this.samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map(sampleOf);
  }

  /** Takes one from a server that may ask for a key. */
  static async of(url: string, headers: Record<string, string> = {}): Promise<Scrape> {
    const response = await fetch(`${url}/metrics`, { headers });
    if (response.status !== 200) throw new Error(`no metrics: ${response.status} ${await response.text()}`);
    return new Scrape(await response.text());
  }

  /** The samples of this name that have all these labels. */
  all(name: string, labels: Record<string, string> = {}): Sample[] {
    return this.samples.filter((each) => each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value));
  }

  /** Their sum; 0 where there are none. */
  sum(name: string, labels: Record<string, string> = {}): number {
    return this.all(name, labels).reduce((total, { value }) => total + value, 0);
  }

  /** Label values to value: `{ 'hit ': 5 }` by outcome and reason. Samples without any count are left out. */
  by(name: string, labels: readonly string[], where: Record<string, string> = {}): Record<string, number> {
    const counted = this.all(name, where).filter(({ value }) => value > 0);
    return Object.fromEntries(counted.map(({ labels: given, value }) => [labels.map((label) => given[label]).join(' ').trim(), value]));
  }
}

function sampleOf(line: string): Sample {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (!match) throw new Error(`no sample: ${line}`);
  const labels = [...(match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]);
  return { name: match[1] ?? '', labels: Object.fromEntries(labels) as Record<string, string>, value: Number(match[3]) };
}
