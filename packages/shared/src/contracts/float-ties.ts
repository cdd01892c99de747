const FROM = 2 ** 54;
const TO = 2 ** 129;

/**
 * Whether the shortest digits that JavaScript has for a double of this magnitude may be others than Postgres's: it takes a short decimal that
 * lies exactly between two doubles, Postgres does not. Such a decimal is a number of 54 bits times a power of two, told in less than
 * 17 digits: 5^23 * 2^75 is the greatest.
 */
export const mayBeTie = (magnitude: number): boolean => magnitude >= FROM && magnitude < TO;
