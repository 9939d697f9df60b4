// The details of a result: message, steps, facts, attachments.

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
  revealAttempt();
}
/** Attempts that stand beside one another; more of them are a list to choose from. */
const MOST_TABS = 20;
/** The ways to the attempts of a test, `left` of which are not in the file. */
function attempts(all, at, left) {
  if (all.length < 2) return null;
  const show = (i) => { attempt = i; fill(byId('detail'), details(shownTest)); revealAttempt(); };
  const name = (i) => t('attempt') + ' ' + number(i + 1 + left);
  if (all.length <= MOST_TABS) return el('span', { class: 'attempts' }, el('span', { class: 'seg', role: 'tablist' }, all.map((one, i) => el('button', { role: 'tab', 'aria-selected': String(i === at), click: () => show(i) }, statusIcon(one.status), name(i)))));
  const way = (to, shape) => el('button', { class: 'tool', disabled: to < 0 || to >= all.length, 'aria-label': name(to), title: name(to), click: () => show(to) }, icon(shape));
  const select = el('select', { 'aria-label': t('attempt'), change: () => show(Number(select.value)) }, all.map((one, i) => el('option', { value: i, selected: i === at }, name(i) + ' · ' + statusName(one.status))));
  return el('span', { class: 'attempts' }, way(at - 1, 'left'), el('span', { class: 'pick' }, select), way(at + 1, 'right'));
}
/** Scrolls the attempts so that the shown one is in view. */
function revealAttempt() {
  const box = document.querySelector('.attempts'), tab = box?.querySelector('[aria-selected=true]');
  if (tab) box.scrollLeft = tab.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2;
}
function details(test) {
  const all = [...(test.attempts || []), test], at = attempt < 0 ? all.length - 1 : attempt, of = all[at];
  const step = (by) => () => move(by);
  const tabs = attempts(all, at, test.attempts_left_out || 0);
  const marks = [];
  if (test.difference) marks.push(el('span', { class: test.difference === 'new_failure' ? 'mark' : 'mark calm' }, test.difference === 'new_failure' ? t('new-failure') : difference(test.difference)));
  if (test.flaky) marks.push(el('span', { class: 'mark calm' }, t('flaky-one')));
  if (test.muted) marks.push(el('span', { class: 'mark calm' }, t('muted')));
  const path = [...(test.suite || [])];
  const top = [
    el('header', {}, el('button', { class: 'tool only-small', click: closeDetail, 'aria-label': t('back') }, icon('left'), t('back')),
      statusIcon(of.status), el('b', { class: 's-' + tone(of.status) }, statusName(of.status)), el('span', { class: 'num mono' }, duration(of.duration_ms)), marks, el('span', { class: 'grow' }), tabs,
      el('span', { class: 'arrows' }, el('button', { class: 'tool', click: step(-1), 'aria-label': t('previous'), title: t('previous') }, icon('up')), el('button', { class: 'tool', click: step(1), 'aria-label': t('next'), title: t('next') }, icon('down')))),
    el('h2', { tabindex: '-1', id: 'title' }, brief(test.title)), el('div', { class: 'muted' }, brief(path.join(' › '))),
  ];
  const main = [];
  if (test.attempts_left_out) main.push(el('p', { class: 'muted' }, t('attempts-left-out') + ': ' + number(test.attempts_left_out)));
  if (test.muted) main.push(el('div', { class: 'mute' }, pairs([[t('muted-reason'), test.muted.reason], [t('muted-owner'), test.muted.owner], [t('muted-until'), test.muted.until_ms == null ? t('muted-forever') : time(test.muted.until_ms - 1)]])));
  if (of.status === 'untested' && !of.message) main.push(el('p', { class: 'muted' }, t('untested-note')));
  if (of.message) main.push(long(el('pre', { class: 'message s-' + tone(of.status) }), of.message));
  if (of.stacktrace && of.stacktrace !== of.message) main.push(el('h3', {}, t('stack-trace'), el('button', { click: () => copy(of.stacktrace) }, t('copy'))), long(el('pre', { class: 'trace', tabindex: '0', role: 'region', 'aria-label': t('stack-trace') }), of.stacktrace));
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
  return el('dl', { class: 'pairs' }, filled.map(([name, value]) => [el('dt', {}, brief(String(name))), el('dd', {}, value instanceof Node ? value : valueOf(String(value)))]));
}
/** A value. Long names of classes and paths break behind their separators, but no time and no number does. */
function valueOf(text) {
  if (text.length > 500) return brief(text);
  return el('bdi', {}, text.split(/(?<=[/#_]|(?<!\d)[.:])/).flatMap((part) => [part, el('wbr')]));
}
/** A text of a line or a few: a long one begins with its first letters. */
const brief = (text) => long(el('bdi'), text, BRIEF_SHOWN, BRIEF_SHOWN);
/** Puts a text into an element. Of one that would make the page slow the beginning, with a button behind the element for the rest. */
function long(box, text, most = MOST_SHOWN, piece = CHUNK) {
  const line = text.lastIndexOf('\n', most - 1) + 1;
  const end = text.length <= most ? text.length : line > most / 2 ? line : whole(text, most);
  box.append(plain(text.slice(0, end)));
  return end === text.length ? box : [box, el('button', { class: 'link', click: (event) => { box.append(...chunks(text, end, piece)); event.target.remove(); } }, t('show-all') + ' (' + bytes(text.length) + ')')];
}
/** An end of a part of a text that cuts no character in two. */
const whole = (text, end) => end - (/[\ud800-\udbff]/.test(text[end - 1]) ? 1 : 0);
/** The rest of a text in parts that are laid out one by one: the time for a word without an end grows with the square of its length. */
function chunks(text, from, piece) {
  const all = [];
  for (let at = from, end; at < text.length; at = end) {
    const part = text.slice(at, at + piece), cut = Math.max(part.lastIndexOf('\n'), 0) || Math.max(part.lastIndexOf(' '), 0);
    end = at + part.length === text.length ? text.length : cut ? at + cut + 1 : whole(text, at + piece);
    all.push(el('span', { class: 'chunk' }, plain(text.slice(at, end))));
  }
  return all;
}
/** A link to a page; an address of another kind stays text. */
function link(url, text) {
  let safe = null;
  try { const parsed = new URL(url); if (parsed.protocol === 'http:' || parsed.protocol === 'https:') safe = parsed.href; } catch { /* no address */ }
  return safe ? el('a', { href: safe, target: '_blank', rel: 'noopener noreferrer' }, el('bdi', {}, text.length > BRIEF_SHOWN ? text.slice(0, whole(text, BRIEF_SHOWN)) + '…' : text)) : el('span', {}, brief(text));
}
function steps(all) {
  const nodes = [];
  let part = 'body';
  for (const step of all) {
    const own = step.part || 'body';
    if (own !== part) { nodes.push(el('li', { class: 'part' }, own === 'set_up' ? t('set-up') : own === 'tear_down' ? t('tear-down') : t('test'))); part = own; }
    const notes = [step.expected && t('expected') + ': ' + step.expected, step.data && t('data') + ': ' + step.data, step.comment].filter(Boolean);
    nodes.push(el('li', {}, el('div', { class: BAD.includes(step.status) ? 'bad' : '' }, statusIcon(step.status), el('span', { class: 'grow' }, brief(step.action)), el('span', { class: 'num mono' }, duration(step.duration_ms))),
      notes.map((note) => long(el('p'), note, BRIEF_SHOWN, BRIEF_SHOWN)), (step.attachments || []).map(file), step.steps ? steps(step.steps) : null));
  }
  return el('ul', { class: 'steps' }, nodes);
}
/** The picture that is shown without a press: the first one of a failure. */
let shotOf = null;
function firstPicture(of) {
  const inSteps = (all) => all.flatMap((step) => [...(step.attachments || []), ...inSteps(step.steps || [])]);
  return [...(of.attachments || []), ...inSteps(of.steps || [])].find((one) => IMAGES.includes(one.mime) && one.content && placeOf(one.content)) || null;
}
const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp'];
const isText = (mime) => /^text\/|json|xml|javascript|yaml|x-sh|csv|svg/.test(mime);
function file(one) {
  if (one.missing) return el('div', { class: 'file gone' }, el('div', {}, icon('file'), el('span', { class: 'grow' }, el('bdi', {}, one.name), ', ' + t('file-missing'))));
  const data = one.content && placeOf(one.content);
  const label = [icon('file'), el('span', { class: 'grow cut', title: plain(one.name) }, el('bdi', {}, one.name)), el('span', { class: 'num mono' }, bytes(one.size))];
  if (!data) return el('div', { class: 'file' }, el('div', { title: t('not-embedded') }, label), el('div', { class: 'faint' }, t('not-embedded')));
  const box = el('div', { class: 'file' });
  const flip = async () => {
    if (box.childNodes.length > 1) { box.replaceChildren(box.firstChild); return; }
    const buffer = await opened(data.part.textContent.slice(data.from, data.to)).arrayBuffer();
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
