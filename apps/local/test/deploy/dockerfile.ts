import { readFileSync } from 'node:fs';

/** One instruction of a Dockerfile, its flags apart from its text. */
export interface Instruction {
  readonly verb: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ImageStage {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, in their order; the last one is the image. */
export function stagesOf(file: string): ImageStage[] {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(readFileSync(file, 'utf8'))) {
    if (instruction.verb === 'FROM') {
      const [base = '', , name = ''] = instruction.text.split(/\s+/);
      stages.push({ base, name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  return lines.join('\n').replaceAll('\\\n', ' ').split('\n').map(instructionOf);
}

function instructionOf(line: string): Instruction {
  const [, verb = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
  const flags: Record<string, string> = {};
  const text = rest.replace(/^(--\S+\s+)+/, (all) => {
    for (const [, name = '', value = ''] of all.matchAll(/--([a-z]+)=(\S+)/g)) flags[name] = value;
    return '';
  });
  return { verb: verb.toUpperCase(), flags, text };
}

/** What a stage sets by ENV. */
export function environmentOf({ instructions }: ImageStage): Record<string, string> {
  const pairs = instructions.filter(({ verb }) => verb === 'ENV').flatMap(({ text }) => text.match(/\S+?=("[^"]*"|\S+)/g) ?? []);
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1).replaceAll('"', '')]));
}

/** The text of the last instruction of that verb; throws if there is none. */
export function lastOf({ instructions }: ImageStage, verb: string): string {
  const found = instructions.findLast((each) => each.verb === verb);
  if (!found) throw new Error(`the image has no ${verb}`);
  return found.text;
}
