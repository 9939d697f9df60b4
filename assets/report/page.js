// Charts, the page around list and details, keys, and the start.

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
  return chart(past.map((p) => ({ title: '#' + p.run + ' · ' + statusName(p.status) + ' · ' + duration(p.duration_ms), parts: [[tone(p.status), Math.max(p.duration_ms || 0, 1)]] })), past.map((p, at) => at === 0 || at === past.length - 1 ? '#' + p.run : ''), duration);
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
    filled.length ? el('dl', { class: 'facts' }, filled.map(([name, value]) => el('div', {}, el('dt', { class: 'cut', title: plain(name) }, el('bdi', {}, name)), el('dd', { class: 'cut', title: value instanceof Node ? value.textContent : plain(value) }, value instanceof Node ? value.cloneNode(true) : el('bdi', {}, value.length > BRIEF_SHOWN ? value.slice(0, whole(value, BRIEF_SHOWN)) + '…' : value))))) : el('p', { class: 'faint' }, t('without')), run.unusable_categories ? el('p', { class: 'faint' }, t('unusable-categories') + ': ', el('bdi', {}, run.unusable_categories.join(', '))) : null);
  return el('div', { class: 'cards' }, result, el('section', { class: 'card', id: 'chart' }), environment);
}
/** What failed outside of the tests, before all that the tests say. */
function runErrors() {
  const all = run.run_errors || [];
  if (!all.length) return null;
  const messages = head.run_errors[state.lang] || [];
  const one = (error, at) => el('details', {}, el('summary', {}, icon('failed'), ' ', el('b', {}, el('bdi', {}, brief(error.source || error.file))), ' ', el('bdi', { class: 'muted' }, brief((messages[at] || '').trim().split('\n')[0]))),
    el('pre', { class: 'message' }, brief(messages[at] || '')), error.trace ? el('pre', { class: 'trace' }, brief(error.trace)) : null, error.source ? el('p', { class: 'faint' }, el('bdi', {}, error.file)) : null);
  return el('section', { class: 'card errors', 'aria-label': t('run-errors') }, el('header', { class: 's-failed' }, t('run-errors') + ': ' + number(all.length)), el('div', {}, all.slice(0, 200).map(one)));
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
  const isBrief = all.some((line) => line.lastChild.textContent.length > BRIEF_SHOWN);
  button.hidden = !isBrief && (isSmall() || all.every((line) => isInside(line) && !isCut(line.firstChild) && !isCut(line.lastChild)));
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
  const facts = [t('retried') + ': ' + number(run.retried), t('flaky') + ': ' + number(run.flaky), muted ? t('muted-many') + ': ' + number(muted) : null, run.untested ? t('status-untested') + ': ' + number(run.untested) : null].filter(Boolean).join(' · ');
  const search = el('input', { id: 'search', type: 'search', 'aria-label': t('search'), placeholder: t('search-hint'), title: t('search-note'), input: () => { state.q = search.value; drawTree(); refresh(); } });
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
    runErrors(), summary(),
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
  const named = entries.some(([name]) => name), own = (value) => value instanceof Node ? value.cloneNode(true) : brief(String(value));
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
  if (key === 'Enter' && (event.target instanceof HTMLButtonElement || event.target.closest?.('summary'))) return;
  if (['PageDown', 'PageUp', 'Home', 'End', 'ArrowDown', 'ArrowUp'].includes(key) && byId('detail').contains(event.target)) return;
  const action = actions[russian[key] || key];
  if (!action) return;
  event.preventDefault();
  action();
});
addEventListener('resize', () => { measure(); drawList(); drawTree(); measureFacts(); });
addEventListener('hashchange', () => { readState(); page(); });
addEventListener('beforeprint', () => {
  const failures = rows.map((_, i) => i).filter((i) => BAD.includes(head.statuses[rows[i][STATUS]])).slice(0, 2000);
  const cells = (i, r) => el('tr', {}, el('td', {}, statusName(head.statuses[r[STATUS]])), el('td', {}, nameOf(i)), el('td', {}, r[GROUP] >= 0 ? head.groups[r[GROUP]].title : ''), el('td', {}, duration(r[DURATION])));
  fill(byId('print'), el('table', {}, el('thead', {}, el('tr', {}, [t('status'), t('test'), t('message'), t('duration')].map((text) => el('th', {}, text)))), el('tbody', {}, failures.map((i) => cells(i, rows[i])))));
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
  tellApart();
  byId('rows').remove();
  page();
  const first = items.findIndex((item) => item.row === state.row);
  if (first >= 0) {
    cursor = first; reveal(first); drawList();
    // A link to a result shows it where there is no room for both.
    if (isSmall()) document.body.classList.add('show-detail');
  }
  else if (state.row < 0 && matchMedia('(min-width: 761px)').matches) {
    const shown = items.findIndex((item) => item.row != null);
    if (shown >= 0) { cursor = shown; choose(items[shown].row, false); }
  }
  document.documentElement.dataset.ready = 'true';
}, () => fill(byId('detail'), el('div', { class: 'empty' }, t('damaged'))));
