import { isDeniedFunction } from './denied.js';
import { SAFE_STABLE_FUNCTIONS } from './safe-stable.js';
import { SESSION_FUNCTIONS, TIME_FUNCTIONS } from './time-and-session.js';
import { VOLATILE_FUNCTIONS } from './volatile.js';
import { hasTimeLiteral } from '../text/time-literals.js';

/** What is known of functions by name, for those who look behind views. */
export const FUNCTION_POLICY = {
  volatile: VOLATILE_FUNCTIONS,
  time: TIME_FUNCTIONS,
  session: SESSION_FUNCTIONS,
  safeStable: SAFE_STABLE_FUNCTIONS,
  isDenied: isDeniedFunction,
  hasTimeLiteral,
} as const;
