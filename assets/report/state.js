// The page of a report. Data come from elements of the file: `head` (JSON), `rows` and `p-N` (zlib, base64), `.files` (lines of attachments: hash, zlib and base64).
// Everything that results contain becomes text through textContent; nothing makes elements of it.
const byId = (id) => document.getElementById(id);
const head = JSON.parse(byId('head').textContent);
const run = head.run;
const BAD = ['failed', 'broken'];
const KNOWN = ['passed', 'failed', 'broken', 'blocked', 'skipped', 'invalid', 'in_progress', 'untested'];
const FLAKY = 1, RETRIED = 2, MUTED = 4;
const CATEGORY = head.facets.findIndex((facet) => facet.name === 'category');
const VIEWS = ['message', 'category', 'suite', 'none', 'slowest'];
const [TITLE, NAME, STATUS, DURATION, FLAGS, DIFFERENCE, GROUP, FACETS, VALUES, CASE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const withValues = (r) => r[VALUES] ? r[TITLE] + ' · ' + r[VALUES] : r[TITLE];
const THEMES = ['light', 'dark', 'system'];
/** Characters of an attached text that are shown. */
const MOST_TEXT = 200000;
/** Characters of a text that are shown at first, and of a part of the rest. */
const MOST_SHOWN = 100000, CHUNK = 20000;
/** The same of titles, names, values and steps, whose words break anywhere: the time for a long word is that of a much longer message. */
const BRIEF_SHOWN = 1000;
let rows = [];

// -- attachments
/** Places of attachments by the hash of their bytes: element, and beginning and end in its text. */
const filePlaces = new Map();
let indexed = 0;
/** Place of an attachment; nothing for one that is not in the page. */
function placeOf(hash) {
  const parts = document.getElementsByClassName('files');
  // The last element of a page that is being loaded may not be whole.
  const whole = document.readyState === 'loading' ? parts.length - 1 : parts.length;
  for (; indexed < whole; indexed++) {
    const part = parts[indexed], all = part.textContent;
    for (let at = 0, end; (end = all.indexOf('\n', at)) > at; at = end + 1) {
      const gap = all.indexOf(' ', at);
      filePlaces.set(all.slice(at, gap), { part, from: gap + 1, to: end });
    }
  }
  return filePlaces.get(hash);
}

// -- tests that share one name, told apart by the rule of `domain/test_name.rs`
/** Labels of rows by their number: case code, otherwise full name, otherwise suites, and further ones of these where labels are the same. */
const labels = new Map();
function tellApart() {
  const named = new Map();
  rows.forEach((r, i) => {
    const name = withValues(r), same = named.get(name);
    if (same === undefined) named.set(name, i); else if (typeof same === 'number') named.set(name, [same, i]); else same.push(i);
  });
  labels.clear();
  for (const group of named.values()) if (typeof group === 'object') labelGroup(group);
}
function labelGroup(group) {
  const suite = (r) => head.facets[0].paths[r[FACETS][0]].join(' › ');
  const parts = group.map((i) => [rows[i][CASE], rows[i][NAME], suite(rows[i])].filter((part) => part.trim()));
  const whole = parts.map((own) => own.join('\n'));
  if (whole.every((own) => own === whole[0])) return;
  const taken = parts.map(() => 1);
  for (let grows = true; grows;) {
    const found = parts.map((own, at) => shortened(own.slice(0, taken[at]).join(' · '))), owners = new Map();
    found.forEach((label, at) => owners.set(label, !owners.has(label) || owners.get(label) === whole[at] ? whole[at] : null));
    grows = false;
    found.forEach((label, at) => {
      labels.set(group[at], label);
      if (owners.get(label) === null && taken[at] < parts[at].length) { taken[at] += 1; grows = true; }
    });
  }
}
function shortened(label) {
  const letters = [...label];
  return letters.length > 120 ? '…' + letters.slice(letters.length - 119).join('') : label;
}
/** The name of a row with its label. */
const nameOf = (i) => [withValues(rows[i]), labels.get(i)].filter(Boolean).join(' · ');

// -- state, kept in the fragment of the address
const state = { q: '', statuses: new Set(), marks: new Set(), facet: 0, path: [], view: '', row: -1, lang: head.lang, theme: 'system' };
const folded = new Set();
const unfolded = new Set();
let isStarted = false;

function readState() {
  const from = new URLSearchParams(location.hash.slice(1));
  state.q = from.get('q') || '';
  state.statuses = new Set((from.get('s') || '').split(',').filter((s) => s && s !== '*'));
  state.marks = new Set((from.get('m') || '').split(',').filter(Boolean));
  const facet = head.facets.findIndex((f) => f.name === from.get('facet'));
  state.facet = Math.max(facet, 0);
  try { state.path = JSON.parse(from.get('path') || '[]').map(String); } catch { state.path = []; }
  state.view = from.get('view') || '';
  state.row = /^\d+$/.test(from.get('r') || '') ? Number(from.get('r')) : -1;
  if (head.texts[from.get('lang')]) state.lang = from.get('lang');
  if (THEMES.includes(from.get('theme'))) state.theme = from.get('theme');
}

function writeState() {
  const to = new URLSearchParams();
  if (state.q) to.set('q', state.q);
  // An empty choice is said as well: without any, a page begins with its failures.
  if (state.statuses.size || isStarted) to.set('s', [...state.statuses].join(',') || '*');
  if (state.marks.size) to.set('m', [...state.marks].join(','));
  if (state.facet) to.set('facet', head.facets[state.facet].name);
  if (state.path.length) to.set('path', JSON.stringify(state.path));
  if (state.view) to.set('view', state.view);
  if (state.row >= 0) to.set('r', String(state.row));
  if (state.lang !== head.lang) to.set('lang', state.lang);
  if (state.theme !== 'system') to.set('theme', state.theme);
  const hash = '#' + to;
  if (hash === location.hash || (hash === '#' && !location.hash)) return;
  try { history.replaceState(null, '', hash); } catch { /* some viewers refuse; the page works without */ }
}

// -- texts, numbers, elements
const t = (key) => head.texts[state.lang][key] ?? key;
const number = (n) => new Intl.NumberFormat(state.lang).format(n);
const decimal = (n, digits) => new Intl.NumberFormat(state.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n);
const unit = (n, name, digits = 0) => new Intl.NumberFormat(state.lang, { style: 'unit', unit: name, unitDisplay: 'short', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n);
const withUnit = (text, name) => t('unit-' + name).replace('#', text);
// Cut down like the durations of the program. Below a minute with two decimals: they stand in columns.
function duration(ms) {
  if (ms == null || ms < 0) return '';
  if (ms < 1000) return withUnit(number(Math.floor(ms)), 'ms');
  if (ms < 60000) return withUnit(decimal(Math.floor(ms / 10) / 100, 2), 's');
  const parts = [['d', 86400000, Infinity], ['h', 3600000, 24], ['min', 60000, 60], ['s', 1000, 60]];
  const first = parts.findIndex(([, size]) => ms >= size);
  const shown = parts.slice(first, first + 2).map(([name, size, most]) => [Math.floor(ms / size) % most, name]);
  return shown.filter(([n], at) => !at || n).map(([n, name]) => withUnit(number(n), name)).join(' ');
}
function bytes(n) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let at = 0;
  while (n >= 1000 && at < units.length - 1) { n /= 1000; at += 1; }
  return unit(n, units[at], at && n < 10 ? 1 : 0);
}
/** `20 Nov 2026, 21:47`, with the months of the program. */
function time(ms) {
  if (ms == null) return '';
  const at = new Date(ms), two = (n) => String(n).padStart(2, '0');
  return [at.getDate(), t('common-month-' + (at.getMonth() + 1)), at.getFullYear()].join('\u00a0') + ', ' + two(at.getHours()) + ':' + two(at.getMinutes());
}
/** The status of one test; `word` is the one of a number of tests. */
const statusName = (status) => KNOWN.includes(status) ? t('gui-status-' + status.replace('_', '-')) : status;
const word = (status) => KNOWN.includes(status) ? t('status-' + status.replace('_', '-')) : status;
const tone = (status) => KNOWN.includes(status) ? status : 'other';
const difference = (name) => t('difference-' + name.replace('_', '-'));

/** An element with attributes, listeners (functions) and children (nodes or texts). */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value == null || value === false) continue;
    if (typeof value === 'function') node.addEventListener(key, value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.flat(3).filter((child) => child != null && child !== false).map(plain));
  return node;
}
/** Texts without the signs that would turn the direction of what follows. */
const plain = (child) => typeof child === 'object' ? child : String(child).replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
function svg(name, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
const SHAPES = {
  passed: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5 8.2l2.1 2.1L11 6',
  failed: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  broken: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M8 4.6v4M8 10.9v.5',
  skipped: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5 8h6',
  blocked: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M3.6 3.6l8.8 8.8',
  invalid: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M6.2 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.4v.3',
  in_progress: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5.2 8h.1M8 8h.1M10.8 8h.1',
  other: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13',
  right: 'M6 4l4 4-4 4', down: 'M4 6l4 4 4-4', up: 'M4 10l4-4 4 4', left: 'M10 4L6 8l4 4', search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5l3 3',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.5 1.5a3 3 0 0 1-4.5-4.5L4.5 7',
  light: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  dark: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7', system: 'M2 3h12v8H2zM5.5 14h5', tree: 'M3 2v9h4M3 6h4M9 4.5h5v3H9zM9 9.5h5v3H9z', file: 'M4 1.5h5l3 3v10H4zM9 1.5v3h3',
  list: 'M2 3.5l1 1 2-2M2 11.5l1 1 2-2M7.5 4H14M7.5 8H14M7.5 12H14', clock: 'M2.2 6a6 6 0 1 1-.2 2.6M2 2.5V6h3.5M8 4.8V8l2.3 1.5', server: 'M2.5 2.5h11v4.5h-11zM2.5 9h11v4.5h-11zM5 4.8h.1M5 11.2h.1',
};
const icon = (name, tint) => svg('svg', { class: 'icon ' + (tint || ''), viewBox: '0 0 16 16', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.4', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' }, svg('path', { d: SHAPES[name] || SHAPES.other }));
const statusIcon = (status) => icon(status, 's-' + tone(status));
const fill = (node, ...children) => node.replaceChildren(...children.flat(3).filter((c) => c != null && c !== false).map(plain));

// -- compressed data
function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text), out = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) out[i] = binary.charCodeAt(i);
  return out;
}
const opened = (text) => new Response(new Blob([bytesOf(text.trim())]).stream().pipeThrough(new DecompressionStream('deflate')));
const complete = new Promise((done) => {
  if (document.readyState !== 'loading') done(); else document.addEventListener('DOMContentLoaded', done);
});
/** The element with this id, also when the file is still being read. */
async function element(id) {
  if (!byId(id)) await complete;
  return byId(id);
}
const pieces = new Map();
/** The number of the piece of a test, and the number of the first test in that piece. */
function pieceOf(row) {
  if (!head.starts) return [Math.floor(row / head.piece), row - row % head.piece];
  const next = head.starts.findIndex((start) => start > row);
  const number = (next < 0 ? head.starts.length : next) - 1;
  return [number, head.starts[number]];
}
async function testBy(row) {
  const [number, first] = pieceOf(row);
  if (!pieces.has(number)) {
    if (pieces.size > 20) pieces.delete(pieces.keys().next().value);
    pieces.set(number, element('p-' + number).then((node) => opened(node.textContent).json()));
  }
  return (await pieces.get(number))[row - first];
}
