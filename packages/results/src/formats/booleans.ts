/** The word for a boolean as a database prints it; undefined for what is none. */
export function booleanWord(text: string): 'true' | 'false' | undefined {
  if (text === 't' || text === 'true') return 'true';
  return text === 'f' || text === 'false' ? 'false' : undefined;
}
