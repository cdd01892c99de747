/** Milliseconds after which one question of a survey is given up: who tells of a change waits for it. */
export const SURVEY_MS = 2_000;
