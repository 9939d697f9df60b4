// What makes the pages quicker. Everything works without it.
'use strict';
(() => {
  const root = document.documentElement;
  const key = () => document.body.dataset.formKey || '';
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;
  htmx.config.scrollBehavior = 'auto';
  document.addEventListener('htmx:configRequest', (event) => { event.detail.headers['X-Form-Key'] = key(); });
  // A refusal is a page with a reason; htmx would drop it.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const status = event.detail.xhr.status;
    // The page of a refusal has no such part.
    if (status >= 400 && event.detail.boosted) { event.detail.shouldSwap = false; location.href = event.detail.pathInfo.finalRequestPath; return; }
    if (status >= 400) event.detail.shouldSwap = true;
  });

  const text = (name) => document.body.dataset[name] || '';
  const toast = (words) => {
    document.querySelector('.toast')?.remove();
    const box = Object.assign(document.createElement('div'), { className: 'toast', textContent: words, role: 'status' });
    box.setAttribute('role', 'status');
    document.body.append(box);
    setTimeout(() => box.remove(), 5000);
  };
  window.voluptas = { toast, key, text };

  const isTyping = (target) => target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') { event.preventDefault(); document.querySelector('.top .search input')?.focus(); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { const form = event.target.form || event.target.closest?.('form'); form?.requestSubmit([...form.elements].find((one) => one.matches('button.primary:not([disabled])'))); return; }
    if (event.key === 'Escape') { for (const menu of document.querySelectorAll('details.menu[open]')) { menu.open = false; menu.querySelector('summary').focus(); } return; }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '/') { const field = document.querySelector('main input[type=search]') || document.querySelector('.top .search input'); if (field) { event.preventDefault(); field.focus(); } return; }
    // A letter of a control: by the key's place, so that it works in every layout.
    const control = document.querySelector(`[data-key="${CSS.escape(event.code)}"]`);
    if (control) { event.preventDefault(); if (control.matches('input, textarea, select')) control.focus(); else control.click(); }
  });

  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
    const target = event.target.closest('[data-copy], [data-open], [data-close], [data-add], [data-remove], [data-up], [data-down]');
    if (!target) return;
    if ('copy' in target.dataset) { event.preventDefault(); navigator.clipboard?.writeText(target.dataset.copy || location.href).then(() => toast(text('copied'))); }
    if ('open' in target.dataset) { event.preventDefault(); document.getElementById(target.dataset.open)?.showModal(); }
    if ('close' in target.dataset) { event.preventDefault(); target.closest('dialog')?.close(); }
    const line = target.closest('[data-line]');
    if ('add' in target.dataset) {
      event.preventDefault();
      const made = document.getElementById(target.dataset.add).content.firstElementChild.cloneNode(true);
      if (line) line.after(made); else document.querySelector(target.dataset.into).append(made);
      made.querySelector('textarea, input')?.focus(); count(made);
    }
    if ('remove' in target.dataset && line) {
      event.preventDefault();
      const list = line.parentElement, next = line.nextElementSibling || line.previousElementSibling;
      const has = [...line.querySelectorAll('textarea, [name=shared], [name=kept]')].some((field) => field.value.trim());
      if (has && target.dataset.remove && !confirm(target.dataset.remove)) { event.stopImmediatePropagation(); return; }
      line.remove(); count(list.firstElementChild || list); next?.querySelector('textarea, input:not([type=hidden]), button')?.focus();
    }
    if ('up' in target.dataset && line?.previousElementSibling) { event.preventDefault(); line.previousElementSibling.before(line); target.focus(); count(line); }
    if ('down' in target.dataset && line?.nextElementSibling) { event.preventDefault(); line.nextElementSibling.after(line); target.focus(); count(line); }
  });
  // Numbers of the lines of a list that is edited.
  const count = (near) => { let n = 0; for (const place of (near.parentElement || near).querySelectorAll(':scope > [data-line] [data-n]')) place.textContent = ++n; };

  // Questions before a form is sent.
  document.addEventListener('submit', (event) => { const ask = event.submitter?.dataset.ask || event.target.dataset.ask; if (ask && !confirm(ask)) { event.preventDefault(); event.stopImmediatePropagation(); } }, true);
  // Choices that apply at once.
  document.addEventListener('change', (event) => { if (event.target.closest('[data-send]')) event.target.form?.requestSubmit(); });

  // Typed texts are not lost by a click beside them.
  const unsaved = () => document.querySelector('form[data-guard][data-dirty]');
  const typed = (target) => { const form = target.closest?.('form[data-guard]'); if (form) form.dataset.dirty = '1'; };
  document.addEventListener('input', (event) => typed(event.target));
  document.addEventListener('click', (event) => { const target = event.target.closest?.('[data-add], [data-remove], [data-up], [data-down]'); if (target) typed(target); });
  document.addEventListener('submit', (event) => { if (!event.defaultPrevented) for (const form of document.querySelectorAll('form[data-dirty]')) delete form.dataset.dirty; });
  document.addEventListener('htmx:beforeRequest', (event) => { const form = unsaved(); if (form && event.detail.target?.contains(form) && !confirm(form.dataset.guard)) event.preventDefault(); });
  addEventListener('beforeunload', (event) => { if (unsaved()) event.preventDefault(); });

  // Lists keep their place when the page around them is replaced.
  let places = {};
  document.addEventListener('htmx:beforeSwap', () => { places = {}; for (const pane of document.querySelectorAll('[data-keep]')) places[pane.dataset.keep] = pane.scrollTop; });
  document.addEventListener('htmx:afterSwap', () => { for (const pane of document.querySelectorAll('[data-keep]')) if (pane.dataset.keep !== 'detail' && places[pane.dataset.keep]) pane.scrollTop = places[pane.dataset.keep]; });

  // Choices that are searched while a person types.
  document.addEventListener('input', (event) => {
    const field = event.target.closest?.('[data-filter]'); if (!field) return;
    const wanted = field.value.trim().toLowerCase();
    for (const line of field.parentElement.querySelectorAll(field.dataset.filter)) line.hidden = wanted && !line.textContent.toLowerCase().includes(wanted);
  });

  // Times in the zone of the reader.
  const local = () => { for (const time of document.querySelectorAll('time[datetime]')) { const at = new Date(time.dateTime); if (!isNaN(at)) time.title = at.toLocaleString(root.lang); } };
  document.addEventListener('htmx:afterSettle', local); local();

  // Files dropped on a page, or chosen.
  const send = async (zone, files, isChosen) => {
    // The other fields of a form go with its files.
    const body = zone.matches('form') ? new FormData(zone) : new FormData();
    if (!isChosen || !zone.matches('form')) for (const file of files) body.append(zone.dataset.name || 'file', file, file.name || 'image.png');
    zone.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(zone.dataset.drop, { method: 'POST', body, headers: { 'X-Form-Key': key() } });
      if (answer.redirected) { location.href = answer.url; return; }
      if (answer.ok) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const words = [...page.querySelectorAll('main h1, main h1 ~ p[dir]')].map((part) => part.textContent).join(' ');
      toast(words || String(answer.status));
    } catch { toast(text('offline')); } finally { zone.removeAttribute('aria-busy'); }
  };
  document.addEventListener('dragover', (event) => { if (event.target.closest?.('[data-drop]')) event.preventDefault(); });
  document.addEventListener('drop', (event) => { const zone = event.target.closest?.('[data-drop]'); if (zone && event.dataTransfer.files.length) { event.preventDefault(); send(zone, event.dataTransfer.files); } });
  document.addEventListener('paste', (event) => { const zone = document.querySelector('[data-drop][data-paste]'); const files = event.clipboardData?.files; if (zone && files?.length) { event.preventDefault(); send(zone, files); } });
  document.addEventListener('change', (event) => { const zone = event.target.closest?.('[data-drop]:not([data-wait])'); if (zone && event.target.type === 'file' && event.target.files.length) send(zone, event.target.files, true); });

  // News of changes. A part of the page that names what it shows asks for itself again, unless somebody types in it.
  let source = null, waiting = null;
  const wanted = () => [...document.querySelectorAll('[data-live]')];
  const refresh = async () => {
    waiting = null;
    const parts = wanted().filter((part) => part.dataset.due && !part.contains(document.activeElement?.closest('input, textarea, select')));
    if (!parts.length) return;
    try {
      const answer = await fetch(location.href, { headers: { 'X-Live': document.querySelector('[data-top]')?.dataset.top || '1' } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const part of parts) { const now = page.getElementById(part.id); if (now && part.isConnected && part.outerHTML !== now.outerHTML) { part.replaceWith(now); htmx.process(now); } }
      local();
    } catch { /* the next event asks again */ }
  };
  const listen = () => {
    if (!wanted().length) { source?.close(); source = null; return; }
    if (source) return;
    source = new EventSource('/events');
    let missed = false;
    source.addEventListener('hello', () => { if (missed) { for (const part of wanted()) part.dataset.due = '1'; refresh(); } missed = true; root.dataset.connected = 'true'; });
    source.addEventListener('change', (event) => {
      const names = event.data.split(' ');
      for (const part of wanted()) if (part.dataset.live.split(' ').some((name) => names.includes(name))) part.dataset.due = '1';
      waiting ??= setTimeout(refresh, 300 + Math.random() * 300);
    });
  };
  document.addEventListener('htmx:afterSettle', listen); listen();
  addEventListener('pagehide', () => source?.close());
})();
