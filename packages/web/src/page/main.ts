import { Desk } from './desk.js';
import { recall, takeKeyOfAddress } from './kept.js';
import { AT_FIRST } from './state.js';
import { Store } from './store.js';
import { showDoor } from './view/door.js';
import { Editor, showControls } from './view/editor.js';
import { showHottest } from './view/hottest.js';
import { showKnown } from './view/known.js';
import { showNotices } from './view/notices.js';
import { showPager } from './view/pager.js';
import { showProvenance } from './view/provenance.js';
import { showExamples, showResult } from './view/result.js';
import { showSchema } from './view/schema.js';
import { showStatus } from './view/status.js';
import { showTable } from './view/table.js';
import { showTheme } from './view/theme.js';
import { showWhy } from './view/why.js';

/** Milliseconds between two looks at whether the result on the screen is still true. */
const LOOK_AGAIN = 5_000;

const store = new Store(AT_FIRST);
const desk = new Desk(store);
const editor = new Editor();

showDoor(store, desk);
showNotices(store);
showControls(store, desk, editor);
showWhy(store, desk, editor);
showStatus(store);
showProvenance(store, desk);
showTable(store);
showPager(store, desk);
showTheme(showResult(store, desk));
showExamples(store, desk, editor);
showSchema(store, desk, editor);
showHottest(store, desk, editor);
showKnown(store, desk);

const key = takeKeyOfAddress() ?? recall('key');
if (key === undefined) desk.shut();
else void desk.open(key);
// An address with a key that is put into a tab where the page is open already does not load it again.
addEventListener('hashchange', () => {
  const given = takeKeyOfAddress();
  if (given !== undefined) void desk.open(given);
});

setInterval(() => {
  if (document.visibilityState === 'visible' && store.state.away === undefined) {
    void desk.check();
    void desk.loadKnown();
  }
}, LOOK_AGAIN);
