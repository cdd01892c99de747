import { readdir, readlink } from 'node:fs/promises';

/** What a process has open, as Linux names it: paths, `socket:[…]`, `pipe:[…]`. @throws Error where there is no such process */
export async function openTargets(pid: number | 'self' | undefined): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  // One may be closed just as it is looked at.
  const all = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return all.filter((target) => target !== '');
}
