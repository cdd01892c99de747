/** Something that the person at the terminal has to know and can mend: its message is all he is shown. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
}
