import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select a from t, lateral f(t.b) g', 'select a from t, f(t.b) g'],
    ['select a from t cross join lateral f(t.b) g', 'select a from t, f(t.b) g'],
    ['select a from t join lateral rows from (f(t.b), h(2)) g on true', 'select a from t, rows from (f(t.b), h(2)) g'],
    ['select a from t left join lateral f(t.b) g on true', 'select a from t left join f(t.b) g on true'],
  ],
  different: [
    ['select a from t, lateral (select t.b) g', 'select a from t, (select t.b) g'],
    ['select a from t, f(t.b) g', 'select a from f(t.b) g, t'],
    ['select a from t left join f(t.b) g on true', 'select a from t, f(t.b) g'],
  ],
});
