/**
 * What is read at once. A thousand words and signs take 10 to 25 ms the first time in a process, whatever they are; characters
 * count where they are few words.
 */
const MOST_PIECES = 1000;
const MOST_CHARACTERS = 20_000;

/** Whether a text is too long to be read while others wait. It is a matter of the text alone, and told far faster than read. */
export const isLong = (text: string): boolean => isMuch(text.length, () => piecesIn(text));

/** The same of a canonical form, which is many times as long as its statement. */
export const isLongForm = (form: string): boolean => form.length > MOST_CHARACTERS;

/** Whether a template is too long with these constants and lists of constants in it: one may stand in many places. */
export function isLongWith(template: string, values: Readonly<Record<string, unknown>>): boolean {
  const places = template.split('{{').length - 1;
  const all = Object.values(values).map(constantsOf);
  const constants = Math.max(0, ...all.map(({ length }) => length));
  const characters = Math.max(0, ...all.map(charactersIn));
  return isMuch(template.length + places * (characters + constants), () => piecesIn(template) + 2 * places * constants);
}

/** How much constants and lists of constants take together, in characters. */
export const charactersOf = (values: Readonly<Record<string, unknown>>): number =>
  Object.values(values).map(constantsOf).reduce((sum, constants) => sum + charactersIn(constants), 0);

const constantsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const charactersIn = (constants: readonly unknown[]): number =>
  constants.reduce((sum: number, one) => sum + (typeof one === 'string' ? one.length : 1), 0);

/** A piece has a character at least. */
const isMuch = (characters: number, pieces: () => number): boolean =>
  characters > MOST_PIECES && (characters > MOST_CHARACTERS || pieces() > MOST_PIECES);

/** Words, and all other characters but white space one by one; what stands in strings and comments, too. */
function piecesIn(text: string): number {
  let pieces = 0;
  let inWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isWord = isWordPart(code);
    if (isWord ? !inWord : code > SPACE) pieces += 1;
    inWord = isWord;
  }
  return pieces;
}

const [SPACE, UNDERSCORE, DELETE, LOWER] = [32, 95, 127, 32];
const [ZERO, NINE, A, Z] = [48, 57, 97, 122];
const isWordPart = (code: number): boolean =>
  ((code | LOWER) >= A && (code | LOWER) <= Z) || (code >= ZERO && code <= NINE) || code === UNDERSCORE || code > DELETE;
