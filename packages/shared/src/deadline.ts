/** What is answered within so many milliseconds, else `otherwise`. Throws what `answer` throws in time. */
export async function within<T, U>(ms: number, answer: Promise<T>, otherwise: U): Promise<T | U> {
  return unlessLate(ms, answer, (resolve) => resolve(otherwise));
}

/** What is answered within so many milliseconds; else it throws what `because` makes. */
export async function orLate<T>(ms: number, answer: Promise<T>, because: () => Error): Promise<T> {
  return unlessLate<T, never>(ms, answer, (_resolve, reject) => reject(because()));
}

type Settle<U> = (resolve: (value: U) => void, reject: (error: Error) => void) => void;

async function unlessLate<T, U>(ms: number, answer: Promise<T>, settle: Settle<U>): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<U>((resolve, reject) => {
    timer = setTimeout(() => settle(resolve, reject), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
