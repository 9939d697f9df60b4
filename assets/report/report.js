// The page of a report. Data come from elements of the file: `head` (JSON), `rows` and `p-N` (zlib, base64), `f-HASH` (attachments).
// Everything that results contain becomes text through textContent; nothing makes elements of it.
(() => {
'use strict';
const byId = (id) => document.getElementById(id);
const head = JSON.parse(byId('head').textContent);
const run = head.run;
const BAD = ['failed', 'broken'];
const KNOWN = ['passed', 'failed', 'broken', 'blocked', 'skipped', 'invalid', 'in_progress', 'untested'];
const FLAKY = 1, RETRIED = 2, MUTED = 4;
const CATEGORY = head.facets.findIndex((facet) => facet.name === 'category');
const VIEWS = ['message', 'category', 'suite', 'none', 'slowest'];
const [TITLE, NAME, STATUS, DURATION, FLAGS, DIFFERENCE, GROUP, FACETS, VALUES] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const withValues = (r) => r[VALUES] ? r[TITLE] + ' · ' + r[VALUES] : r[TITLE];
const THEMES = ['light', 'dark', 'system'], MOST_TEXT = 200000, MOST_SHOWN = 100000, CHUNK = 20000;
let rows = [];
// -- state, kept in the fragment of the address
const state = { q: '', statuses: new Set(), marks: new Set(), facet: 0, path: [], view: '', row: -1, lang: head.lang, theme: 'system' };
const folded = new Set(), unfolded = new Set();
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
const time = (ms) => ms == null ? '' : new Intl.DateTimeFormat(state.lang === 'en' ? 'en-GB' : state.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(ms));
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
  passed: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5 8.2l2.1 2.1L11 6', failed: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  broken: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M8 4.6v4M8 10.9v.5', skipped: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5 8h6',
  blocked: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M3.6 3.6l8.8 8.8', invalid: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M6.2 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.4v.3',
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
// -- the list: what matches, grouped, as items of known heights
let haystack = null, hits = null, hitsOf = '';
const searchWords = () => state.q.toLowerCase().split(/\s+/).filter(Boolean);
/** One for each row that has the searched words; null without a search. */
function searched() {
  const words = searchWords();
  if (!words.length) { hits = null; hitsOf = ''; return null; }
  if (!haystack) haystack = rows.map((r) => (r[TITLE] + '\n' + r[VALUES] + '\n' + r[NAME] + '\n' + (r[GROUP] >= 0 ? head.groups[r[GROUP]].title : '')).toLowerCase());
  if (!hits || hitsOf !== words.join(' ') || hits.length !== rows.length) {
    hits = Uint8Array.from(haystack, (text) => words.every((w) => text.includes(w)) ? 1 : 0);
    hitsOf = words.join(' ');
  }
  return hits;
}
function matching() {
  const inPath = pathFilter(), has = searched(), found = [];
  for (let i = 0; i < rows.length; i += 1) {
    if (inPath && !inPath[rows[i][FACETS][state.facet]]) continue;
    if (has && !has[i]) continue;
    found.push(i);
  }
  return found;
}
/** Titles of the tests of the run before that this run lacks, as far as they are listed. */
const gone = () => run.before ? run.before.gone : [];
const goneCount = () => run.before ? Math.max(run.before.differences.gone || 0, gone().length) : 0;
const showsGone = () => state.marks.has('gone') && goneCount() > 0;
function pathFilter() {
  if (!state.path.length) return null;
  return head.facets[state.facet].paths.map((path) => state.path.every((part, at) => (path.length ? path : [t('without')])[at] === part));
}
const MARKS = {
  new: (r) => head.differences[r[DIFFERENCE]] === 'new_failure' && !(r[FLAGS] & MUTED), muted: (r) => r[FLAGS] & MUTED, fixed: (r) => head.differences[r[DIFFERENCE]] === 'fixed',
  slower: (r) => head.differences[r[DIFFERENCE]] === 'slower', flaky: (r) => r[FLAGS] & FLAKY, retried: (r) => r[FLAGS] & RETRIED,
};
const markText = (mark) => ({ new: t('new-failures'), muted: t('muted'), fixed: t('difference-fixed'), slower: t('difference-slower'), flaky: t('flaky'), retried: t('retried') })[mark];
function chosen(found) {
  return found.filter((i) => (!state.statuses.size || state.statuses.has(head.statuses[rows[i][STATUS]])) && (!state.marks.size || [...state.marks].some((m) => MARKS[m]?.(rows[i]))));
}
const view = () => state.view || 'message';

let items = [], picked = [], tops = new Float64Array(1), shownCount = 0, groupCount = 0;
function arrange() {
  const found = matching();
  picked = showsGone() ? [] : chosen(found);
  drawChips(found);
  shownCount = picked.length;
  items = [];
  groupCount = 0;
  if (showsGone()) {
    const words = searchWords();
    items = gone().filter((title) => words.every((w) => title.toLowerCase().includes(w))).map((title) => ({ gone: title }));
    shownCount = words.length ? items.length : goneCount();
  } else if (view() === 'none' || view() === 'slowest') {
    if (view() === 'slowest') picked.sort((a, b) => rows[b][DURATION] - rows[a][DURATION]);
    items = picked.map((row) => ({ row }));
  } else {
    const groups = new Map();
    for (const i of picked) {
      const key = view() === 'message' ? (rows[i][GROUP] >= 0 ? rows[i][GROUP] : 's' + rows[i][STATUS]) : rows[i][FACETS][facetOfView()];
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(i);
    }
    let sorted = [...groups];
    if (view() === 'message') {
      const rank = (key) => typeof key === 'number' ? 0 : 1;
      sorted.sort((a, b) => rank(a[0]) - rank(b[0]) || (rank(a[0]) ? 0 : newOf(b[0]) - newOf(a[0])) || b[1].length - a[1].length);
    }
    groupCount = sorted.length;
    for (const [key, members] of sorted) {
      const name = view() + ':' + key;
      const isOpen = unfolded.has(name) || (!folded.has(name) && (sorted.length < 30 || state.q !== '' || members.length < 6));
      items.push({ group: key, name, isOpen, count: members.length, bad: members.filter((i) => BAD.includes(head.statuses[rows[i][STATUS]])).length });
      if (isOpen) for (const row of members) items.push({ row });
    }
  }
  measure();
}
const facetOfView = () => view() === 'category' ? CATEGORY : 0;
/** The part of a facet's path for people: the two categories that fit no rule have words of their own. */
const OWN_CATEGORIES = { product_defect: 'category-product-defect', test_defect: 'category-test-defect' };
const partName = (facet, part) => facet === CATEGORY && Object.hasOwn(OWN_CATEGORIES, part) ? t(OWN_CATEGORIES[part]) : part;
const newOf = (group) => head.groups[group].new ? 1 : 0;
function measure() {
  const [line, title] = isSmall() ? [44, 52] : [34, 46];
  tops = new Float64Array(items.length + 1);
  for (let i = 0; i < items.length; i += 1) tops[i + 1] = tops[i] + (items[i].name ? title : line);
}
function itemAt(y) {
  let low = 0, high = items.length;
  while (low < high) { const middle = (low + high) >> 1; if (tops[middle + 1] <= y) low = middle + 1; else high = middle; }
  return low;
}
let cursor = -1;
function drawList() {
  const list = byId('list'), space = byId('space');
  space.style.height = tops[items.length] + 'px';
  fill(byId('list-title'), el('b', {}, (showsGone() ? t('gone') : run.untested ? t('tests-shown') : t('results')) + ': ' + number(shownCount)),
    groupCount ? el('small', {}, (view() === 'message' ? t('messages') : t('facet-' + head.facets[facetOfView()].name)) + ': ' + number(groupCount)) : showsGone() && items.length < shownCount ? el('small', {}, t('gone-listed') + ': ' + number(items.length)) : null);
  const from = Math.max(itemAt(list.scrollTop) - 5, 0), to = Math.min(itemAt(list.scrollTop + list.clientHeight) + 6, items.length);
  const nodes = [];
  for (let i = from; i < to; i += 1) nodes.push(items[i].name ? groupNode(i) : items[i].gone != null ? goneNode(i) : rowNode(i));
  if (!items.length) nodes.push(head.rows ? el('div', { class: 'empty' }, el('p', {}, rows.length ? t('empty') : t('loading')), el('button', { class: 'tool', click: clearFilters }, t('clear'))) : el('div', { class: 'empty' }, el('p', {}, t('no-results'))));
  fill(space, nodes);
  if (cursor >= from && cursor < to) list.setAttribute('aria-activedescendant', 'i' + cursor); else list.removeAttribute('aria-activedescendant');
}
function placed(node, i) {
  node.style.top = tops[i] + 'px';
  return node;
}
function rowNode(i) {
  const index = items[i].row, r = rows[index], status = head.statuses[r[STATUS]];
  const marks = [];
  if (MARKS.new(r)) marks.push(el('span', { class: 'mark' }, t('new-failure')));
  if (r[FLAGS] & FLAKY) marks.push(el('span', { class: 'mark calm' }, t('flaky')));
  if (r[FLAGS] & MUTED) marks.push(el('span', { class: 'mark calm' }, t('muted')));
  return placed(el('div', { class: 'row', role: 'option', id: 'i' + i, 'data-row': index, 'aria-selected': String(index === state.row), 'aria-label': word(status) + ': ' + withValues(r), click: () => { cursor = i; choose(index, true); } },
    statusIcon(status), el('span', { class: 'grow cut', title: plain(withValues(r)) }, el('bdi', {}, r[TITLE]), r[VALUES] ? el('span', { class: 'faint' }, ' · ', el('bdi', {}, r[VALUES])) : null), marks, el('span', { class: 'num mono' }, duration(r[DURATION]))), i);
}
function goneNode(i) {
  return placed(el('div', { class: 'row', role: 'option', id: 'i' + i, 'aria-selected': String(i === cursor), click: () => { cursor = i; drawList(); drawDetail(); } },
    icon('other', 's-untested'), el('span', { class: 'grow cut muted', title: plain(items[i].gone) }, el('bdi', {}, items[i].gone))), i);
}
function groupNode(i) {
  const item = items[i];
  let title, note = [];
  if (view() === 'message') {
    const group = typeof item.group === 'number' ? head.groups[item.group] : null;
    title = group ? group.title : word(head.statuses[Number(item.group.slice(1))]);
    if (group) {
      note.push(el('span', { class: 's-' + tone(group.status) }, word(group.status)));
      if (group.similar) note.push(' · ' + t('similar') + ': ' + number(group.similar));
      if (group.new) note.push(' · ', el('span', { class: 's-failed' }, t('new-failures') + ': ' + number(group.new)));
    } else note.push(t('no-message'));
  } else {
    const path = head.facets[facetOfView()].paths[item.group];
    title = path.length ? partName(facetOfView(), path[path.length - 1]) : t('without');
    note.push(path.slice(0, -1).join(' › '), item.bad ? el('span', { class: 's-failed' }, (path.length > 1 ? ' · ' : '') + t('failing') + ': ' + number(item.bad)) : '');
  }
  return placed(el('div', { class: 'row group', role: 'option', id: 'i' + i, 'aria-expanded': String(item.isOpen), 'aria-selected': String(i === cursor), click: () => { cursor = i; fold(item); } },
    icon(item.isOpen ? 'down' : 'right'), el('span', { class: 'grow' }, el('span', { class: 'cut', title: plain(title) }, el('bdi', {}, title.length > 160 ? title.slice(0, 160) + '…' : title)), el('small', { class: 'cut' }, note)), el('span', { class: 'num mono' }, number(item.count))), i);
}
function fold(item) {
  const [into, from] = item.isOpen ? [folded, unfolded] : [unfolded, folded];
  into.add(item.name); from.delete(item.name);
  arrange(); drawList();
}
function reveal(i) {
  const list = byId('list');
  if (tops[i] < list.scrollTop) list.scrollTop = tops[i];
  else if (tops[i + 1] > list.scrollTop + list.clientHeight) list.scrollTop = tops[i + 1] - list.clientHeight;
}
function move(by) {
  if (!items.length) return;
  const at = cursor < 0 ? items.findIndex((item) => item.row === state.row) : cursor;
  cursor = Math.min(Math.max(at + by, 0), items.length - 1);
  reveal(cursor);
  const isOpen = document.body.classList.contains('show-detail');
  if (items[cursor].row != null) choose(items[cursor].row, isOpen);
  else { drawList(); if (items[cursor].gone != null) drawDetail(); }
}
function choose(row, opens) {
  state.row = row;
  writeState();
  drawList();
  if (opens) document.body.classList.add('show-detail');
  drawDetail();
}
const isSmall = () => matchMedia('(max-width: 760px)').matches;
/** The list by the filters. Details stay while their result is listed; otherwise those of the first one are shown. */
function refresh() {
  cursor = -1;
  arrange();
  byId('list').scrollTop = 0;
  if (!isSmall() && !picked.includes(state.row)) {
    cursor = items.findIndex((item) => !item.name);
    state.row = items[cursor]?.row ?? -1;
    drawDetail();
  }
  writeState();
  drawList();
}
function clearFilters() {
  state.q = ''; state.statuses.clear(); state.marks.clear(); state.path = [];
  byId('search').value = '';
  drawTree(); refresh();
}
// -- filters
function drawChips(found) {
  const counts = new Map(), marks = { new: 0, fixed: 0, slower: 0, flaky: 0, retried: 0, muted: 0 };
  for (const i of found) {
    const r = rows[i];
    counts.set(r[STATUS], (counts.get(r[STATUS]) || 0) + 1);
    for (const mark of Object.keys(marks)) if (MARKS[mark](r)) marks[mark] += 1;
  }
  const toggle = (set, value) => () => { state.marks.delete('gone'); if (!set.delete(value)) set.add(value); refresh(); };
  // Tests without a result have no status and no other marks.
  const flipGone = () => { const was = showsGone(); state.statuses.clear(); state.marks.clear(); if (!was) state.marks.add('gone'); refresh(); };
  const chip = (label, count, pressed, click, status) => el('button', { 'aria-pressed': String(pressed), click, class: status ? 's-' + tone(status) : '', 'data-chip': status || label }, status ? statusIcon(status) : null, label, el('span', { class: 'num mono' }, number(count)));
  const order = head.statuses.map((s, i) => [s, i]).sort((a, b) => rank(a[0]) - rank(b[0]));
  fill(byId('chips'),
    chip(t('all'), found.length, !state.statuses.size && !state.marks.size, () => { state.statuses.clear(); state.marks.clear(); refresh(); }),
    order.map(([status, at]) => chip(word(status), counts.get(at) || 0, state.statuses.has(status), toggle(state.statuses, status), status)),
    el('i', {}), Object.entries(marks).filter(([mark, count]) => count || state.marks.has(mark)).map(([mark, count]) => chip(markText(mark), count, state.marks.has(mark), toggle(state.marks, mark))),
    goneCount() ? chip(t('gone'), goneCount(), showsGone(), flipGone) : null,
    state.path.length ? el('button', { class: 'only-small', 'aria-pressed': 'true', click: () => { state.path = []; drawTree(); refresh(); } }, icon('tree'), partName(state.facet, state.path[state.path.length - 1]), icon('failed')) : null);
}
const rank = (status) => { const at = ['failed', 'broken', 'blocked', 'skipped', 'passed'].indexOf(status); return at < 0 ? 9 : at; };
// -- the tree of a facet
const open = new Set();
let tree = null, treeOf = '';
const treeKey = () => state.facet + state.lang + rows.length + searchWords().join(' ');
function buildTree() {
  const facet = head.facets[state.facet], counts = facet.paths.map(() => [0, 0]), has = searched();
  rows.forEach((r, i) => {
    if (has && !has[i]) return;
    const c = counts[r[FACETS][state.facet]];
    c[0] += 1;
    if (BAD.includes(head.statuses[r[STATUS]])) c[1] += 1;
  });
  tree = { name: '', path: [], all: 0, bad: 0, children: new Map() };
  facet.paths.forEach((path, at) => {
    let node = tree;
    const [all, bad] = counts[at];
    node.all += all; node.bad += bad;
    for (const part of path.length ? path : [t('without')]) {
      if (!node.children.has(part)) node.children.set(part, { name: part, path: [...node.path, part], all: 0, bad: 0, children: new Map() });
      node = node.children.get(part);
      node.all += all; node.bad += bad;
    }
  });
  // What everything lies in is open from the start.
  let node = tree;
  while (node.children.size === 1) { node = [...node.children.values()][0]; open.add(state.facet + JSON.stringify(node.path)); }
  treeOf = treeKey();
}
const NODE = () => isSmall() ? 40 : 27;
function drawTree() {
  if (treeOf !== treeKey()) buildTree();
  drawFacets();
  const lines = [{ node: tree, depth: 0 }];
  const walk = (node, depth) => {
    for (const child of [...node.children.values()].sort((a, b) => a.name.localeCompare(b.name, state.lang, { numeric: true }))) {
      // A search leaves the suites that hold something.
      if (searched() && !child.all) continue;
      lines.push({ node: child, depth });
      if (child.children.size && open.has(state.facet + JSON.stringify(child.path))) walk(child, depth + 1);
    }
  };
  walk(tree, 0);
  const scroll = byId('tree'), height = NODE();
  const draw = () => {
    const from = Math.max(Math.floor(scroll.scrollTop / height) - 5, 0), to = Math.min(from + Math.ceil(scroll.clientHeight / height) + 12, lines.length);
    const space = el('div', {}); space.style.height = from * height + 'px';
    const rest = el('div', {}); rest.style.height = (lines.length - to) * height + 'px';
    fill(scroll, space, lines.slice(from, to).map(({ node, depth }) => treeNode(node, depth)), rest);
  };
  scroll.onscroll = draw;
  draw();
}
/** The switch of facets; a list to choose from where their names do not fit beside one another. */
function drawFacets() {
  const facets = head.facets.map((facet, at) => [facet, at]).filter(([facet]) => facet.name === 'suite' || facet.paths.some((p) => p.length));
  const take = (at) => { state.facet = at; state.path = []; drawTree(); refresh(); };
  const box = byId('facets'), name = (facet) => t('facet-' + facet.name);
  const group = el('span', { class: 'seg' }, facets.map(([facet, at]) => el('button', { 'aria-pressed': String(at === state.facet), click: () => take(at) }, name(facet))));
  fill(box, group, el('span', { class: 'grow' }));
  if (group.offsetWidth > box.clientWidth) {
    const select = el('select', { 'aria-label': t('group'), change: () => take(Number(select.value)) }, facets.map(([facet, at]) => el('option', { value: at, selected: at === state.facet }, name(facet))));
    fill(box, el('span', { class: 'pick' }, select), el('span', { class: 'grow' }));
  }
}
function treeNode(node, depth) {
  const key = state.facet + JSON.stringify(node.path), isRoot = node === tree, isOpen = open.has(key);
  const selected = JSON.stringify(state.path) === JSON.stringify(node.path);
  const flip = (event) => { event.stopPropagation(); if (!open.delete(key)) open.add(key); drawTree(); };
  const pick = () => { state.path = selected ? [] : node.path; showTab('results'); drawTree(); refresh(); };
  const line = el('div', { class: 'node', role: 'treeitem', tabindex: '0', 'aria-selected': String(selected), 'aria-expanded': node.children.size && !isRoot ? String(isOpen) : null, click: pick,
    keydown: (event) => {
      if (event.key === 'Enter') pick();
      else if (event.key === 'ArrowRight' && !isOpen && node.children.size) flip(event);
      else if (event.key === 'ArrowLeft' && isOpen) flip(event);
      else return;
      event.preventDefault(); event.stopPropagation();
    } },
    isRoot ? el('span', { class: 'fold' }, icon('tree')) : el('span', { class: 'fold', click: node.children.size ? flip : null }, node.children.size ? icon(isOpen ? 'down' : 'right') : ''),
    el('span', { class: 'grow cut', title: plain(partName(state.facet, node.name)) }, isRoot ? t('all-tests') : el('bdi', {}, partName(state.facet, node.name))), el('span', { class: 'bad mono' }, node.bad ? number(node.bad) : ''), el('span', { class: 'all num mono' }, number(node.all)));
  line.style.paddingInlineStart = 8 + depth * 15 + 'px';
  return line;
}
// -- the details of a result
let shownTest = null, attempt = -1, ticket = 0;
async function drawDetail() {
  const mine = ++ticket, pane = byId('detail');
  if (items[cursor]?.gone != null) { shownTest = null; fill(pane, el('div', { class: 'empty' }, el('p', {}, el('b', {}, el('bdi', {}, items[cursor].gone))), el('p', {}, t('gone-note') + ' #' + run.before.run))); return; }
  if (state.row < 0 || state.row >= head.rows) { shownTest = null; fill(pane, el('div', { class: 'empty' }, t('none-chosen'))); return; }
  let test;
  try { test = await testBy(state.row); } catch { test = null; }
  if (mine !== ticket) return;
  if (!test) { fill(pane, el('div', { class: 'empty' }, t('damaged'))); return; }
  if (shownTest !== test) attempt = -1;
  shownTest = test;
  fill(pane, details(test));
  pane.scrollTop = 0;
}
function details(test) {
  const all = [...(test.attempts || []), test], at = attempt < 0 ? all.length - 1 : attempt, of = all[at];
  const step = (by) => () => move(by);
  const tabs = all.length < 2 ? null : el('span', { class: 'seg', role: 'tablist' }, all.map((one, i) => el('button', { role: 'tab', 'aria-selected': String(i === at), click: () => { attempt = i; fill(byId('detail'), details(test)); } }, statusIcon(one.status), t('attempt') + ' ' + (i + 1))));
  const marks = [];
  if (test.difference) marks.push(el('span', { class: test.difference === 'new_failure' ? 'mark' : 'mark calm' }, test.difference === 'new_failure' ? t('new-failure') : difference(test.difference)));
  if (test.flaky) marks.push(el('span', { class: 'mark calm' }, t('flaky')));
  if (test.muted) marks.push(el('span', { class: 'mark calm' }, t('muted')));
  const path = [...(test.suite || [])];
  const top = [
    el('header', {}, el('button', { class: 'tool only-small', click: closeDetail, 'aria-label': t('back') }, icon('left'), t('back')),
      statusIcon(of.status), el('b', { class: 's-' + tone(of.status) }, word(of.status)), el('span', { class: 'num mono' }, duration(of.duration_ms)), marks, el('span', { class: 'grow' }), tabs,
      el('button', { class: 'tool', click: step(-1), 'aria-label': t('previous'), title: t('previous') }, icon('up')), el('button', { class: 'tool', click: step(1), 'aria-label': t('next'), title: t('next') }, icon('down'))),
    el('h2', { tabindex: '-1', id: 'title' }, el('bdi', {}, test.title)), el('div', { class: 'muted' }, el('bdi', {}, path.join(' › '))),
  ];
  const main = [];
  if (test.muted) main.push(el('div', { class: 'mute' }, pairs([[t('muted-reason'), test.muted.reason], [t('muted-owner'), test.muted.owner], [t('muted-until'), test.muted.until_ms == null ? t('muted-forever') : time(test.muted.until_ms - 1)]])));
  if (of.status === 'untested' && !of.message) main.push(el('p', { class: 'muted' }, t('untested-note')));
  if (of.message) main.push(long(el('pre', { class: 'message s-' + tone(of.status) }), of.message));
  if (of.stacktrace && of.stacktrace !== of.message) main.push(el('h3', {}, t('stack-trace'), el('button', { click: () => copy(of.stacktrace) }, t('copy'))), long(el('pre'), of.stacktrace));
  if (of.description) main.push(el('h3', {}, t('description')), long(el('pre'), of.description));
  if (of.steps) main.push(el('h3', {}, t('steps'), el('small', {}, number(of.steps.length))), steps(of.steps));
  const side = [pairs([
    [t('case'), test.case], [t('full-name'), test.full_name], [t('start'), time(of.start_ms)], [t('worker'), of.thread], [t('author'), of.author], [t('unknown-status'), of.unknown_status], [t('facet-category'), test.category && partName(CATEGORY, test.category)],
  ])];
  const section = (title, entries) => entries.length ? side.push(el('h3', {}, title), pairs(entries)) : null;
  section(t('parameters'), Object.entries(of.params || {}));
  if (of.links) side.push(el('h3', {}, t('links')), of.links.map((one) => el('div', {}, link(one.url, one.name || one.url))));
  section(t('fields'), Object.entries(of.fields || {}));
  section(t('labels'), (of.labels || []).map((label) => [label.name, label.value]));
  shotOf = BAD.includes(of.status) ? firstPicture(of) : null;
  if (of.attachments) side.push(el('h3', {}, t('attachments'), el('small', {}, number(of.attachments.length))), of.attachments.map(file));
  const out = [top, el('div', { class: 'body' }, el('div', {}, main), el('div', {}, side))];
  if (test.history && test.history.length > 1) out.push(el('h3', {}, t('history'), el('small', { class: 'end' }, rateOf(test.history))), pastChart(test.history));
  return out;
}
/** The pass rate of a test over its runs, and the last runs before this one in which it failed. */
function rateOf(past) {
  const counts = {};
  for (const p of past) counts[p.status] = (counts[p.status] || 0) + 1;
  const share = shareOf(counts), failed = past.filter((p) => BAD.includes(p.status) && p.run !== run.run).slice(-3).reverse();
  const rate = share == null ? null : t('pass-rate') + ' ' + percent(share) + ' ' + baseOf(counts);
  return [rate, t('runs') + ': ' + number(past.length), failed.length ? t('also-failed') + ' ' + failed.map((p) => '#' + p.run).join(', ') : null].filter(Boolean).join(' · ');
}
function pairs(entries) {
  const filled = entries.filter(([, value]) => value != null && value !== '');
  return el('dl', { class: 'pairs' }, filled.map(([name, value]) => [el('dt', {}, el('bdi', {}, name)), el('dd', {}, value instanceof Node ? value : long(el('bdi'), String(value)))]));
}
/** Puts a text into an element. Of one that would make the page slow the beginning, with a button behind the element for the rest. */
function long(box, text) {
  const end = text.length <= MOST_SHOWN ? text.length : whole(text, MOST_SHOWN);
  box.append(plain(text.slice(0, end)));
  return end === text.length ? box : [box, el('button', { class: 'link', click: (event) => { box.append(...chunks(text, end)); event.target.remove(); } }, t('show-all') + ' (' + bytes(text.length) + ')')];
}
/** An end of a part of a text that cuts no character in two. */
const whole = (text, end) => end - (/[\ud800-\udbff]/.test(text[end - 1]) ? 1 : 0);
/** The rest of a text in parts that are laid out one by one: the time for a word without an end grows with the square of its length. */
function chunks(text, from) {
  const all = [];
  for (let at = from, end; at < text.length; at = end) {
    const part = text.slice(at, at + CHUNK), cut = Math.max(part.lastIndexOf('\n'), 0) || Math.max(part.lastIndexOf(' '), 0);
    end = at + part.length === text.length ? text.length : cut ? at + cut + 1 : whole(text, at + CHUNK);
    all.push(el('span', { class: 'chunk' }, text.slice(at, end)));
  }
  return all;
}
/** A link to a page; an address of another kind stays text. */
function link(url, text) {
  let safe = null;
  try { const parsed = new URL(url); if (parsed.protocol === 'http:' || parsed.protocol === 'https:') safe = parsed.href; } catch { /* no address */ }
  return safe ? el('a', { href: safe, target: '_blank', rel: 'noopener noreferrer' }, el('bdi', {}, text)) : el('bdi', {}, text);
}
function steps(all) {
  const nodes = [];
  let part = 'body';
  for (const step of all) {
    const own = step.part || 'body';
    if (own !== part) { nodes.push(el('li', { class: 'part' }, own === 'set_up' ? t('set-up') : own === 'tear_down' ? t('tear-down') : t('test'))); part = own; }
    const notes = [step.expected && t('expected') + ': ' + step.expected, step.data && t('data') + ': ' + step.data, step.comment].filter(Boolean);
    nodes.push(el('li', {}, el('div', { class: BAD.includes(step.status) ? 'bad' : '' }, statusIcon(step.status), el('span', { class: 'grow' }, long(el('bdi'), step.action)), el('span', { class: 'num mono' }, duration(step.duration_ms))),
      notes.map((note) => long(el('p'), note)), (step.attachments || []).map(file), step.steps ? steps(step.steps) : null));
  }
  return el('ul', { class: 'steps' }, nodes);
}
/** The picture that is shown without a press: the first one of a failure. */
let shotOf = null;
function firstPicture(of) {
  const inSteps = (all) => all.flatMap((step) => [...(step.attachments || []), ...inSteps(step.steps || [])]);
  return [...(of.attachments || []), ...inSteps(of.steps || [])].find((one) => IMAGES.includes(one.mime) && one.content && byId('f-' + one.content)) || null;
}
const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp'];
const isText = (mime) => /^text\/|json|xml|javascript|yaml|x-sh|csv|svg/.test(mime);
function file(one) {
  if (one.missing) return el('div', { class: 'file gone' }, el('div', {}, icon('file'), el('span', { class: 'grow' }, el('bdi', {}, one.name), ', ' + t('file-missing'))));
  const data = one.content && byId('f-' + one.content);
  const label = [icon('file'), el('span', { class: 'grow cut', title: plain(one.name) }, el('bdi', {}, one.name)), el('span', { class: 'num mono' }, bytes(one.size))];
  if (!data) return el('div', { class: 'file' }, el('div', { title: t('not-embedded') }, label), el('div', { class: 'faint' }, t('not-embedded')));
  const box = el('div', { class: 'file' });
  const flip = async () => {
    if (box.childNodes.length > 1) { box.replaceChildren(box.firstChild); return; }
    const buffer = await opened(data.textContent).arrayBuffer();
    // A page or a drawing is never opened as one: images of these types alone, everything else as text or as a download.
    if (IMAGES.includes(one.mime)) {
      const image = el('img', { alt: one.name, src: URL.createObjectURL(new Blob([buffer], { type: one.mime })) });
      image.addEventListener('load', () => URL.revokeObjectURL(image.src));
      box.append(image);
    } else if (isText(one.mime)) {
      const text = new TextDecoder().decode(buffer);
      box.append(el('pre', {}, text.slice(0, MOST_TEXT)));
      if (text.length > MOST_TEXT) box.append(el('div', { class: 'faint' }, t('too-long')));
    }
    box.append(el('button', { class: 'save', click: () => save(one.name, buffer) }, t('download')));
  };
  box.append(el('button', { click: flip }, label));
  if (one === shotOf) flip();
  return box;
}
function save(name, buffer) {
  const address = URL.createObjectURL(new Blob([buffer], { type: 'application/octet-stream' }));
  el('a', { href: address, download: name.replace(/[^\p{L}\p{N}._ -]/gu, '_') }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
function closeDetail() { document.body.classList.remove('show-detail'); byId('list').focus(); }
async function copy(text) {
  try { await navigator.clipboard.writeText(text); toast(t('copied')); } catch { toast(text.slice(0, 200)); }
}
function toast(text) {
  document.querySelector('.toast')?.remove();
  const node = el('div', { class: 'toast', role: 'status' }, text);
  document.body.append(node);
  setTimeout(() => node.remove(), 2500);
}
// -- charts
function statusBar() {
  const bar = svg('svg', { class: 'bar', viewBox: '0 0 1000 9', preserveAspectRatio: 'none', role: 'img' });
  let x = 0;
  for (const status of ['passed', 'failed', 'broken', ...Object.keys(run.statuses).filter((s) => !['passed', 'failed', 'broken'].includes(s))]) {
    const count = run.statuses[status] || 0;
    if (!count) continue;
    // A handful among thousands is still seen.
    const width = Math.max(count / Math.max(run.total, 1) * 1000, 4);
    bar.append(svg('rect', { x, y: 0, width, height: 9, class: 'fill-' + tone(status) }, svg('title', {}, word(status) + ': ' + number(count))));
    x += width + 2;
  }
  bar.setAttribute('viewBox', `0 0 ${Math.max(x - 2, 1)} 9`);
  return bar;
}
function chart(bars, labels, name = number) {
  const width = 560, height = 112, left = name === number ? 48 : 72, bottom = 16, top = 8;
  const most = Math.max(1, ...bars.map((bar) => bar.parts.reduce((sum, part) => sum + part[1], 0)));
  const y = (value) => top + (height - top - bottom) * (1 - value / most);
  const out = svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img' });
  for (const value of [0, most]) out.append(svg('line', { x1: left, x2: width, y1: y(value), y2: y(value), class: 'axis' }), svg('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end' }, name(value)));
  const slot = (width - left) / Math.max(bars.length, 8);
  bars.forEach((bar, at) => {
    let sum = 0;
    const group = svg('g', { class: bar.dim ? 'dim' : '' }, svg('title', {}, plain(bar.title)));
    for (const [tint, value] of bar.parts) {
      if (!value) continue;
      group.append(svg('rect', { x: left + at * slot + 3, y: y(sum + value), width: Math.max(slot - 6, 1), height: Math.max(y(sum) - y(sum + value) - 0.5, 0.5), class: 'fill-' + tint }));
      sum += value;
    }
    out.append(group);
    if (labels[at]) out.append(svg('text', { x: left + at * slot + slot / 2, y: height - 3, 'text-anchor': 'middle' }, labels[at]));
  });
  return out;
}
function runsChart() {
  const past = run.history;
  return chart(past.map((p, at) => ({ title: '#' + p.run + ' ' + p.title, dim: at < past.length - 1, parts: BAD.map((s) => [s, p.statuses[s] || 0]) })), past.map((p, at) => at === 0 || at === past.length - 1 ? '#' + p.run : ''));
}
const LIMITS = [100, 300, 1000, 3000, 10000, 30000, 60000, 300000, Infinity];
function durationsChart() {
  const counts = LIMITS.map(() => 0);
  for (const r of rows) if (r[DURATION] >= 0) counts[LIMITS.findIndex((limit) => r[DURATION] < limit)] += 1;
  const name = (at) => (at === LIMITS.length - 1 ? '≥ ' + short(LIMITS[at - 1]) : '< ' + short(LIMITS[at]));
  const short = (ms) => ms < 1000 ? withUnit(number(ms), 'ms') : ms < 60000 ? withUnit(number(ms / 1000), 's') : withUnit(number(ms / 60000), 'min');
  return chart(counts.map((count, at) => ({ title: name(at) + ': ' + number(count), parts: [['bar', count]] })), counts.map((_, at) => name(at)));
}
function pastChart(past) {
  return chart(past.map((p) => ({ title: '#' + p.run + ' · ' + word(p.status) + ' · ' + duration(p.duration_ms), parts: [[tone(p.status), Math.max(p.duration_ms || 0, 1)]] })), past.map((p, at) => at === 0 || at === past.length - 1 ? '#' + p.run : ''), duration);
}
// -- the page around
let chartKind = run.history.length > 1 ? 'runs' : 'durations';
function drawChart() {
  const kinds = run.history.length > 1 ? ['runs', 'durations'] : ['durations'];
  fill(byId('chart'), el('header', {}, el('span', { class: 'grow' }, chartKind === 'runs' ? t('last-runs') : t('durations')), kinds.length > 1 ? el('span', { class: 'seg' }, kinds.map((kind) => el('button', { 'aria-pressed': String(kind === chartKind), click: () => { chartKind = kind; drawChart(); } }, kind === 'runs' ? t('status') : t('duration')))) : null),
    chartKind === 'runs' ? runsChart() : durationsChart());
}
/** As the window counts: all that was executed, or that something kept from passing. */
const executedOf = (statuses) => Object.keys(statuses).filter((s) => s !== 'skipped' && s !== 'untested').reduce((sum, s) => sum + statuses[s], 0);
const shareOf = (statuses) => {
  const done = executedOf(statuses);
  return done ? (statuses.passed || 0) / done * 100 : null;
};
/** The base of a share: the number of executed tests. */
const baseOf = (statuses) => t('share-of').replace('%n', number(executedOf(statuses)));
/** The change between two shares: the difference of the shares as they are shown, so that the three numbers add up. */
const changeOf = (from, to) => Math.round((tenths(to) - tenths(from)) * 10) / 10;
/** Rounded down, as everywhere: a share that is neither none nor all never reads as one of them. */
const tenths = (share) => share <= 0 || share >= 100 ? share : Math.min(99.9, Math.max(0.1, Math.floor(share * 10 + 1e-7) / 10));
const percent = (share) => decimal(tenths(share), share <= 0 || share >= 100 ? 0 : 1) + ' %';
function summary() {
  const share = shareOf(run.statuses), before = run.before && shareOf(run.before.statuses);
  const change = share != null && before != null ? changeOf(before, share) : null;
  const shown = Object.keys(run.statuses).sort((a, b) => (a === 'passed' ? -1 : b === 'passed' ? 1 : rank(a) - rank(b)));
  const result = el('section', { class: 'card' }, el('header', {}, el('span', { class: 'grow only-wide' }, t('result')), gate()),
    el('p', { class: 'share' }, share == null ? '—' : [percent(share) + ' ' + t('passed-share'), el('small', { class: 'faint', title: t('share-note') }, ' ' + baseOf(run.statuses))], !change ? null : el('small', { class: change < 0 ? 's-failed' : 's-passed' }, (change < 0 ? '\u2212' : '+') + decimal(Math.abs(change), 1) + '\u00a0' + t('points'), el('span', {}, ' ' + t('from-run') + ' #' + run.before.run))),
    statusBar(), el('div', { class: 'totals' }, shown.map((status) => el('div', {}, statusIcon(status), ' ', el('b', { class: 's-' + tone(status) }, number(run.statuses[status])), el('span', {}, word(status))))), run.before ? el('p', { class: 'since' }, t('difference-new-failure') + ': ' + number((run.before.differences.new_failure || 0) - run.before.muted_new_failures) + ' · ' + t('difference-fixed') + ': ' + number(run.before.differences.fixed || 0)) : null);
  const list = (all) => (all || []).join(', ');
  const facts = [[t('environment'), run.environment], [t('milestone'), run.milestone], [t('configurations'), list(run.configurations)], [t('tags'), list(run.tags)], [t('build'), run.build && (run.build_url ? link(run.build_url, run.build) : run.build)], ...run.facts];
  const filled = facts.filter((f) => f[1]);
  const environment = el('section', { class: 'card env' }, el('header', {}, el('span', { class: 'grow' }, t('environment')), el('button', { class: 'link', id: 'all-values', click: () => dialog(t('environment'), filled) }, t('all-values').replace('%n', number(filled.length)))),
    filled.length ? el('dl', { class: 'facts' }, filled.map(([name, value]) => el('div', {}, el('dt', { class: 'cut', title: plain(name) }, el('bdi', {}, name)), el('dd', { class: 'cut', title: value instanceof Node ? value.textContent : plain(value) }, value instanceof Node ? value.cloneNode(true) : el('bdi', {}, value))))) : el('p', { class: 'faint' }, t('without')), run.unusable_categories ? el('p', { class: 'faint' }, t('unusable-categories') + ': ', el('bdi', {}, run.unusable_categories.join(', '))) : null);
  return el('div', { class: 'cards' }, result, el('section', { class: 'card', id: 'chart' }), environment);
}
/** The outcome of the quality gate, with the broken rules behind it. */
function gate() {
  if (!head.gate) return null;
  const lines = head.gate.lines[state.lang] || [], key = head.gate.met == null ? 'gate-unreadable' : head.gate.met ? 'gate-met' : 'gate-broken';
  const look = head.gate.met == null ? ['broken', 's-broken'] : head.gate.met ? ['passed', 's-passed'] : ['failed', 's-failed'];
  const text = [icon(look[0]), t(key)];
  return lines.length ? el('button', { class: 'gate ' + look[1], title: plain(lines.join('\n')), click: () => dialog(t(key), lines.map((line) => ['', line])) }, text) : el('span', { class: 'gate ' + look[1] }, text);
}
/** Hides the way to all values where all of them are seen. */
function measureFacts() {
  const all = [...document.querySelectorAll('.facts > div')], box = document.querySelector('.facts'), button = byId('all-values');
  const isCut = (node) => node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight + 1;
  const isInside = (line) => line.offsetTop + line.offsetHeight <= box.clientHeight + 1;
  // A value of several lines would show the upper half of its letters.
  for (const line of all) line.style.visibility = isSmall() || isInside(line) ? '' : 'hidden';
  button.hidden = isSmall() || all.every((line) => isInside(line) && !isCut(line.firstChild) && !isCut(line.lastChild));
}
// -- what a phone shows: one of these at a time
const TABS = [['results', 'list'], ['suites', 'tree'], ['history', 'clock'], ['environment', 'server']];
let tab = 'results';
function showTab(name) {
  tab = name;
  document.body.dataset.tab = name;
  document.body.classList.remove('show-detail');
  for (const button of document.querySelectorAll('.tabs button')) button.setAttribute('aria-pressed', String(button.dataset.tabOf === name));
  measure(); drawList(); drawTree();
}
function page() {
  document.documentElement.lang = state.lang;
  if (state.theme === 'system') delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = state.theme;
  const set = (key, value) => () => { state[key] = value; writeState(); page(); };
  const next = (key, all) => () => set(key, all[(all.indexOf(state[key]) + 1) % all.length])();
  const took = run.start_ms != null && run.end_ms != null ? duration(run.end_ms - run.start_ms) : null;
  const muted = Object.values(run.muted || {}).reduce((sum, count) => sum + count, 0);
  const when = [run.start_ms != null ? time(run.start_ms) : null, took].filter(Boolean).join(' · ');
  const facts = [t('retried') + ': ' + number(run.retried), t('flaky') + ': ' + number(run.flaky), muted ? t('muted') + ': ' + number(muted) : null, run.untested ? t('status-untested') + ': ' + number(run.untested) : null].filter(Boolean).join(' · ');
  const search = el('input', { id: 'search', type: 'search', 'aria-label': t('search'), placeholder: t('search-hint'), input: () => { state.q = search.value; drawTree(); refresh(); } });
  search.value = state.q;
  const select = el('select', { 'aria-label': t('group'), change: () => { state.view = select.value; refresh(); } }, [['message', t('by-message')], ['category', t('by-category')], ['suite', t('by-suite')], ['none', t('by-none')], ['slowest', t('by-slowest')]].map(([value, text]) => el('option', { value, selected: view() === value }, text)));
  const list = el('div', { class: 'scroll', id: 'list', role: 'listbox', tabindex: '0', 'aria-label': t('results'), scroll: drawList }, el('div', { id: 'space' }));
  const keys = [['J K', t('key-next')], ['/', t('key-search')], ['G', t('key-group')], ['C', t('key-copy')], ['?', t('key-help')]];
  fill(byId('app'),
    el('header', { class: 'top' }, el('b', {}, 'VoluptAS'), el('span', { class: 'muted project cut' }, el('bdi', {}, run.project_title)), el('span', { class: 'grow' }),
      el('button', { class: 'tool only-wide', click: () => copy(location.href) }, icon('link'), t('copy-link')),
      el('button', { class: 'tool only-small', click: () => { document.body.classList.toggle('show-search'); search.focus(); }, 'aria-label': t('search'), title: t('search') }, icon('search')),
      el('button', { class: 'tool only-small', click: next('lang', Object.keys(head.texts)), 'aria-label': t('language') }, state.lang.toUpperCase()),
      el('button', { class: 'tool only-small', click: next('theme', THEMES), 'aria-label': t('theme-' + state.theme) }, icon(state.theme)),
      el('span', { class: 'seg only-wide', role: 'group', 'aria-label': t('language') }, Object.keys(head.texts).map((lang) => el('button', { 'aria-pressed': String(lang === state.lang), click: set('lang', lang), 'data-lang': lang }, lang.toUpperCase()))),
      el('span', { class: 'seg only-wide', role: 'group', 'aria-label': t('theme') }, THEMES.map((theme) => el('button', { 'aria-pressed': String(theme === state.theme), click: set('theme', theme), 'aria-label': t('theme-' + theme), title: t('theme-' + theme), 'data-theme-of': theme }, icon(theme))))),
    el('div', { class: 'head' }, el('h1', {}, el('bdi', {}, run.title)), el('span', { class: 'faint mono' }, '#' + run.run), run.environment ? el('span', { class: 'chip' }, run.environment) : null, el('span', { class: 'chip only-wide' }, t('results') + ': ' + number(run.total)),
      run.state === 'active' ? el('span', { class: 'chip' }, t('state-active')) : run.state === 'aborted' ? el('span', { class: 'chip s-failed' }, t('broken-off')) : null, el('span', { class: 'grow only-wide' }), el('span', { class: 'muted' }, when, el('span', { class: 'only-wide' }, (when ? ' · ' : '') + facts))),
    summary(),
    el('main', { class: 'bench' },
      el('div', { class: 'filters' }, el('div', { class: 'chips', id: 'chips', role: 'group', 'aria-label': t('status') }), el('label', { class: 'search' }, icon('search'), search, el('kbd', {}, '/'))),
      el('div', { class: 'panes' },
        el('div', { class: 'pane tree-pane' }, el('div', { class: 'bar-line' }, el('span', { id: 'facets' })), el('div', { class: 'tree-head', 'aria-hidden': 'true' }, el('span', { class: 'grow' }), el('span', {}, t('failing')), el('span', {}, t('all'))), el('div', { class: 'scroll', id: 'tree', role: 'tree' })),
        el('div', { class: 'pane' }, el('div', { class: 'bar-line' }, el('span', { class: 'grow', id: 'list-title' }), select), list),
        el('div', { class: 'pane detail-pane' }, el('article', { class: 'detail', id: 'detail' })))),
    el('footer', { class: 'foot' }, keys.map(([key, text]) => el('span', { class: 'keys' }, key.split(' ').map((k) => el('kbd', {}, k)), text)), el('span', { class: 'grow' }), el('span', {}, t('written') + ' ' + run.generator + ', ' + time(run.written_ms) + ' · ' + t('offline'))),
    el('nav', { class: 'tabs' }, TABS.map(([name, shape]) => el('button', { 'aria-pressed': String(name === tab), click: () => showTab(name), 'data-tab-of': name }, icon(shape), t('tab-' + name)))));
  document.body.dataset.tab = tab;
  drawChart(); drawTree(); arrange(); drawList(); drawDetail(); measureFacts();
}
function help() {
  const keys = [['J ↓', t('key-down')], ['K ↑', t('key-up')], ['Enter', t('key-open')], ['Esc', t('key-escape')], ['/', t('key-search')], ['G', t('key-group')], ['C', t('key-copy')], ['?', t('key-help')]];
  const entries = keys.map(([key, text]) => [el('span', {}, key.split(' ').map((k) => [el('kbd', {}, k), ' '])), text]);
  dialog(t('help'), entries);
}
/** Names and values over the page; values alone where no name is given. */
function dialog(title, entries) {
  const named = entries.some(([name]) => name), own = (value) => value instanceof Node ? value.cloneNode(true) : el('bdi', {}, value);
  const box = el('dialog', { close: () => box.remove(), click: (event) => { if (event.target === box) box.close(); } }, el('b', {}, title),
    named ? el('dl', { class: 'pairs' }, entries.map(([name, value]) => [el('dt', {}, own(name)), el('dd', {}, own(value))])) : el('ul', { class: 'lines' }, entries.map(([, value]) => el('li', {}, own(value)))), el('button', { class: 'tool', click: () => box.close() }, t('close')));
  document.body.append(box);
  box.showModal();
}
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const search = byId('search'), inSearch = event.target === search;
  if (inSearch || event.target instanceof HTMLSelectElement) {
    if (event.key === 'Escape' && inSearch) { if (search.value) { search.value = ''; state.q = ''; drawTree(); refresh(); } else byId('list').focus(); }
    else if (inSearch && (event.key === 'Enter' || event.key === 'ArrowDown')) { byId('list').focus(); cursor = -1; move(items.some((item) => item.row === state.row && !item.name) ? 0 : 1); }
    else return;
    event.preventDefault();
    return;
  }
  const actions = {
    '/': () => { search.focus(); search.select(); }, '?': help, j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    PageDown: () => move(10), PageUp: () => move(-10), Home: () => move(-items.length), End: () => move(items.length),
    Enter: () => {
      if (items[cursor]?.name) fold(items[cursor]);
      else if (state.row >= 0) { document.body.classList.add('show-detail'); byId('title')?.focus(); }
    },
    Escape: () => { if (tab !== 'results') showTab('results'); closeDetail(); },
    g: () => { state.view = VIEWS[(VIEWS.indexOf(view()) + 1) % VIEWS.length]; document.querySelector('select').value = state.view; refresh(); },
    c: () => { if (shownTest) copy([shownTest.title, shownTest.full_name, shownTest.message, shownTest.stacktrace].filter(Boolean).join('\n')); },
  };
  // The same keys on a Russian keyboard.
  const russian = { 'о': 'j', 'л': 'k', 'п': 'g', 'с': 'c', '.': event.code === 'Slash' ? '/' : '.', ',': event.code === 'Slash' ? '?' : ',' };
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === 'Enter' && event.target instanceof HTMLButtonElement) return;
  if (['PageDown', 'PageUp', 'Home', 'End', 'ArrowDown', 'ArrowUp'].includes(key) && byId('detail').contains(event.target)) return;
  const action = actions[russian[key] || key];
  if (!action) return;
  event.preventDefault();
  action();
});
addEventListener('resize', () => { measure(); drawList(); drawTree(); measureFacts(); });
addEventListener('hashchange', () => { readState(); page(); });
addEventListener('beforeprint', () => {
  const failures = rows.filter((r) => BAD.includes(head.statuses[r[STATUS]])).slice(0, 2000);
  const line = (r) => el('tr', {}, el('td', {}, word(head.statuses[r[STATUS]])), el('td', {}, withValues(r)), el('td', {}, r[GROUP] >= 0 ? head.groups[r[GROUP]].title : ''), el('td', {}, duration(r[DURATION])));
  fill(byId('print'), el('table', {}, el('thead', {}, el('tr', {}, [t('status'), t('test'), t('message'), t('duration')].map((text) => el('th', {}, text)))), el('tbody', {}, failures.map(line))));
});
// -- start
readState();
const linked = ['q', 's', 'm', 'path', 'r'].some((key) => new URLSearchParams(location.hash.slice(1)).has(key));
if (!linked && BAD.some((status) => run.statuses[status])) for (const status of BAD) if (run.statuses[status]) state.statuses.add(status);
isStarted = true;
page();
if (!globalThis.DecompressionStream) fill(byId('detail'), el('div', { class: 'empty' }, t('old-browser')));
else opened(byId('rows').textContent).json().then((found) => {
  rows = found;
  haystack = null;
  byId('rows').remove();
  page();
  const first = items.findIndex((item) => item.row === state.row);
  if (first >= 0) { cursor = first; reveal(first); drawList(); }
  else if (state.row < 0 && matchMedia('(min-width: 761px)').matches) {
    const shown = items.findIndex((item) => item.row != null);
    if (shown >= 0) { cursor = shown; choose(items[shown].row, false); }
  }
  document.documentElement.dataset.ready = 'true';
}, () => fill(byId('detail'), el('div', { class: 'empty' }, t('damaged'))));
})();
