// The list of results, its filters, and the tree beside it.

// -- the list: what matches, grouped, as items of known heights
let haystack = null, hits = null, hitsOf = '';
const searchWords = () => state.q.toLowerCase().split(/\s+/).filter(Boolean);
/** One for each row that has the searched words; null without a search. */
function searched() {
  const words = searchWords();
  if (!words.length) { hits = null; hitsOf = ''; return null; }
  if (!haystack) haystack = rows.map((r) => (r[TITLE] + '\n' + r[VALUES] + '\n' + r[NAME] + '\n' + r[CASE] + '\n' + (r[GROUP] >= 0 ? head.groups[r[GROUP]].title : '')).toLowerCase());
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
const markText = (mark) => ({ new: t('new-failures'), muted: t('muted-many'), fixed: t('difference-fixed'), slower: t('difference-slower'), flaky: t('flaky'), retried: t('retried') })[mark];
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
  const list = byId('list');
  const space = byId('space');
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
  if (r[FLAGS] & FLAKY) marks.push(el('span', { class: 'mark calm' }, t('flaky-one')));
  if (r[FLAGS] & MUTED) marks.push(el('span', { class: 'mark calm' }, t('muted')));
  return placed(el('div', { class: 'row', role: 'option', id: 'i' + i, 'data-row': index, 'aria-selected': String(index === state.row), 'aria-label': statusName(status) + ': ' + nameOf(index), click: () => { cursor = i; choose(index, true); } },
    statusIcon(status), el('span', { class: 'grow cut', title: plain(nameOf(index)) }, el('bdi', {}, r[TITLE].slice(0, BRIEF_SHOWN)), r[VALUES] ? el('span', { class: 'faint' }, ' · ', el('bdi', {}, r[VALUES])) : null), labels.get(index) ? el('span', { class: 'label faint cut', title: plain(labels.get(index)) }, el('bdi', {}, labels.get(index))) : null, marks, el('span', { class: 'num mono' }, duration(r[DURATION]))), i);
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
  const shown = Object.entries(marks).filter(([mark, count]) => count || state.marks.has(mark));
  const order = head.statuses.map((s, i) => [s, i]).sort((a, b) => rank(a[0]) - rank(b[0]));
  fill(byId('chips'),
    chip(t('all'), found.length, !state.statuses.size && !state.marks.size, () => { state.statuses.clear(); state.marks.clear(); refresh(); }),
    order.map(([status, at]) => chip(word(status), counts.get(at) || 0, state.statuses.has(status), toggle(state.statuses, status), status)),
    shown.length || goneCount() ? el('i', {}) : null, shown.map(([mark, count]) => chip(markText(mark), count, state.marks.has(mark), toggle(state.marks, mark))),
    goneCount() ? chip(t('gone'), goneCount(), showsGone(), flipGone) : null,
    state.path.length ? el('button', { class: 'only-small', 'aria-pressed': 'true', click: () => { state.path = []; drawTree(); refresh(); } }, icon('tree'), partName(state.facet, state.path[state.path.length - 1]), icon('failed')) : null);
}
const rank = (status) => { const at = ['failed', 'broken', 'blocked', 'skipped', 'passed'].indexOf(status); return at < 0 ? 9 : at; };

// -- the tree of a facet
const open = new Set();
let tree = null, treeOf = '';
const treeKey = () => state.facet + state.lang + rows.length + searchWords().join(' ');
function buildTree() {
  const facet = head.facets[state.facet];
  const counts = facet.paths.map(() => [0, 0]);
  const has = searched();
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
