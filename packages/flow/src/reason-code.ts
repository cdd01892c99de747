/** The code of a reason without its details: `expired(public.orders)` is `expired`. */
export const codeOf = (reason: string): string => reason.replace(/\(.*$/s, '');
