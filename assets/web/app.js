// What makes the pages quicker. Everything works without it.
'use strict';
(() => {
  const root = document.documentElement;
  const key = () => document.body.dataset.formKey || '';
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;
  htmx.config.scrollBehavior = 'auto';
  // Pages of a person do not stay in the browser after the sign-out: back and forward ask the server.
  htmx.config.historyCacheSize = 0;
  document.addEventListener('htmx:configRequest', (event) => {
    event.detail.headers['X-Form-Key'] = key();
  });
  // A refusal is a page with a reason; htmx would drop it.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const status = event.detail.xhr.status;
    // The page of a refusal may have no such part. One that has it, such as a form with what was typed and what somebody else stored, is shown.
    const part = event.detail.target;
    const has = part?.tagName === 'MAIN' || (part?.id && event.detail.serverResponse?.includes(`id="${part.id}"`));
    if (status >= 400 && event.detail.boosted && !has) {
      event.detail.shouldSwap = false;
      location.href = event.detail.pathInfo.finalRequestPath;
      return;
    }
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
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
      event.preventDefault();
      document.querySelector('.top .search input')?.focus();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      const form = event.target.form || event.target.closest?.('form');
      form?.requestSubmit([...form.elements].find((one) => one.matches('button.primary:not([disabled])')));
      return;
    }
    // A field is left by Escape, so that the letters of controls work again.
    const menus = document.querySelectorAll('details.menu[open]');
    if (event.key === 'Escape' && !menus.length && isTyping(event.target) && !event.target.closest('dialog')) {
      event.target.blur();
      return;
    }
    if (event.key === 'Escape') {
      for (const menu of menus) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '/') {
      const field = document.querySelector('main input[type=search]') || document.querySelector('.top .search input');
      if (field) {
        event.preventDefault();
        field.focus();
      }
      return;
    }
    // A letter of a control: by the key's place, so that it works in every layout. With Shift it is another one, as in the window.
    const pressed = event.key === '?' ? '?' : (event.shiftKey ? 'Shift+' : '') + event.code;
    const control = document.querySelector(`[data-key~="${CSS.escape(pressed)}"]`);
    if (control) {
      event.preventDefault();
      if (control.matches('input, textarea, select')) control.focus();
      else control.click();
    }
  });

  // The text of a search is continued at its end.
  const searched = document.querySelector('main input[type=search][autofocus]');
  searched?.setSelectionRange(searched.value.length, searched.value.length);

  // The clipboard of newer browsers is closed to pages without TLS.
  const copy = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const had = document.activeElement,
        box = Object.assign(document.createElement('textarea'), { value: words, className: 'visually-hidden' });
      document.body.append(box);
      box.select();
      const isDone = document.execCommand('copy');
      box.remove();
      had?.focus();
      if (!isDone) return;
    }
    toast(text('copied'));
  };

  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
    const target = event.target.closest('[data-copy], [data-add], [data-remove], [data-up], [data-down]');
    if (!target) return;
    if ('copy' in target.dataset) {
      event.preventDefault();
      copy(target.dataset.copy || location.href);
    }
    const line = target.closest('[data-line]');
    if ('add' in target.dataset) {
      event.preventDefault();
      const made = document.getElementById(target.dataset.add).content.firstElementChild.cloneNode(true);
      if (line) line.after(made);
      else document.querySelector(target.dataset.into).append(made);
      made.querySelector('textarea, input')?.focus();
      count(made);
    }
    if ('remove' in target.dataset && line) {
      event.preventDefault();
      const list = line.parentElement,
        next = line.nextElementSibling || line.previousElementSibling;
      const has = [...line.querySelectorAll('textarea, [name=shared], [name=kept]')].some((field) => field.value.trim());
      if (has && target.dataset.remove && !confirm(target.dataset.remove)) {
        event.stopImmediatePropagation();
        return;
      }
      line.remove();
      count(list.firstElementChild || list);
      next?.querySelector('textarea, input:not([type=hidden]), button')?.focus();
    }
    if ('up' in target.dataset && line?.previousElementSibling) {
      event.preventDefault();
      line.previousElementSibling.before(line);
      target.focus();
      count(line);
    }
    if ('down' in target.dataset && line?.nextElementSibling) {
      event.preventDefault();
      line.nextElementSibling.after(line);
      target.focus();
      count(line);
    }
  });
  // A refused form is still there, one page back, with what was typed.
  for (const button of document.querySelectorAll('[data-back]')) {
    button.hidden = history.length < 2;
    button.addEventListener('click', () => history.back());
  }
  // A link to a folded part opens it.
  const unfold = () => {
    const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (part && part.matches('details')) {
      part.open = true;
      part.querySelector('summary').focus();
    }
  };
  addEventListener('hashchange', unfold);
  unfold();
  // Numbers of the lines of a list that is edited.
  const count = (near) => {
    let n = 0;
    for (const place of (near.parentElement || near).querySelectorAll(':scope > [data-line] [data-n]')) place.textContent = ++n;
  };

  // A dialog that stands open in the page, as it does without scripts.
  for (const dialog of document.querySelectorAll('dialog[data-modal][open]')) {
    dialog.close();
    dialog.showModal();
    // Its address would not open it again.
    dialog.addEventListener('close', () => {
      const address = new URL(location.href);
      address.search = address.hash = '';
      history.replaceState(history.state, '', address);
    });
  }

  // Questions before a form is sent.
  document.addEventListener(
    'submit',
    (event) => {
      const ask = event.submitter?.dataset.ask || event.target.dataset.ask;
      if (ask && !confirm(ask)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  // A box that is ticked selects the choice that it belongs to.
  document.addEventListener('change', (event) => {
    const choice = event.target.checked && event.target.closest('[data-choice]');
    if (choice) document.querySelector(choice.dataset.choice).checked = true;
  });
  // The buttons of theme and language lead to the page anew. A form with a draft gets its texts back; others ask before.
  const isTypedIn = (form) =>
    !form.dataset.draft &&
    (form.dataset.dirty ||
      [...form.querySelectorAll('input:not([type=hidden], [type=search]), textarea')].some(
        (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
      ));
  document.addEventListener(
    'submit',
    (event) => {
      if (event.target.getAttribute('action') !== '/preferences') return;
      if ([...document.forms].some(isTypedIn) && !confirm(text('leave'))) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  // Drafts of a person go with the sign-in, from every page.
  document.addEventListener(
    'submit',
    (event) => {
      if (event.target.getAttribute('action') === '/sign-out')
        try {
          for (const name of Object.keys(localStorage))
            if (name.startsWith(`voluptas-draft:${text('user')}:`)) localStorage.removeItem(name);
        } catch {
          /* without a store there is no draft */
        }
    },
    true,
  );
  // Choices that apply at once.
  // By keyboard, the arrows pass the choices before the wanted one: the button beside them sends.
  let passed = null;
  document.addEventListener('keydown', (event) => {
    if (event.target.matches?.('[data-send]')) passed = event.target;
  });
  document.addEventListener('pointerdown', () => {
    passed = null;
  });
  document.addEventListener('change', (event) => {
    const choice = event.target.closest('[data-send]');
    if (choice && choice !== passed) choice.form?.requestSubmit();
  });

  // Typed texts are not lost by a click beside them.
  const unsaved = () => document.querySelector('form[data-guard][data-dirty]');
  const typed = (target) => {
    const form = target.closest?.('form[data-guard]');
    if (form) form.dataset.dirty = '1';
  };
  document.addEventListener('input', (event) => typed(event.target));
  document.addEventListener('click', (event) => {
    const target = event.target.closest?.('[data-add], [data-remove], [data-up], [data-down]');
    if (target) typed(target);
  });
  document.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) for (const form of document.querySelectorAll('form[data-dirty]')) delete form.dataset.dirty;
  });
  document.addEventListener('htmx:beforeRequest', (event) => {
    const form = unsaved();
    if (form && event.detail.target?.contains(form) && !confirm(form.dataset.guard)) event.preventDefault();
  });
  addEventListener('beforeunload', (event) => {
    if (unsaved()) event.preventDefault();
  });

  // The focus stays on the same control when the page around it is replaced; otherwise people at the keyboard would begin at the top again.
  const traits = (at) => [
    at.id,
    at.dataset.key,
    at.getAttribute('href'),
    at.tagName === 'BUTTON' ? at.name + at.value : at.name,
    at.getAttribute('aria-label') || at.textContent.trim(),
  ];
  const noteFocus = (part) => {
    const at = document.activeElement;
    return at && at !== document.body && part?.contains(at) ? { tag: at.tagName, traits: traits(at) } : null;
  };
  const restoreFocus = (noted) => {
    if (!noted || document.activeElement !== document.body) return;
    let best = null,
      most = 0;
    for (const one of document.querySelectorAll(noted.tag)) {
      if (!one.checkVisibility()) continue;
      const equal = traits(one).filter((trait, at) => trait && trait === noted.traits[at]).length;
      if (equal > most) {
        best = one;
        most = equal;
      }
    }
    (best || document.getElementById('main'))?.focus({ preventScroll: true });
  };
  let noted = null;
  document.addEventListener('htmx:beforeSwap', (event) => {
    noted = noteFocus(event.detail.target);
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    // Further rows took the place of the link to them.
    if (noted && event.detail.requestConfig?.target?.id === 'more')
      [...document.querySelectorAll('.rows')].at(-1)?.querySelector('a')?.focus();
    if (event.detail.requestConfig?.target?.id !== 'more') document.querySelector('[data-focus]')?.focus();
    restoreFocus(noted);
    noted = null;
  });

  // A case is shown beside its list, which stays and marks the line of the case.
  const selected = (address) => new URL(address, location.href).searchParams.get('selected_id');
  document.addEventListener('htmx:afterSettle', (event) => {
    if (event.detail.requestConfig?.target?.id !== 'detail') return;
    const here = selected(event.detail.pathInfo.finalRequestPath);
    for (const link of document.querySelectorAll('a.case-row'))
      if (selected(link.href) === here) link.parentElement.setAttribute('aria-current', 'true');
      else link.parentElement.removeAttribute('aria-current');
    document.querySelector('.rows [aria-current]')?.scrollIntoView({ block: 'nearest' });
    document.getElementById('panes').className = 'panes cases shows-detail';
  });
  // How many rows are there after further ones came.
  document.addEventListener('htmx:afterSettle', (event) => {
    const words = document.querySelector('#more [data-shown]');
    if (words && event.detail.requestConfig?.target?.id === 'more')
      words.textContent = words.dataset.shown.replace('#', document.querySelectorAll('.case-row').length);
  });

  // Lists keep their place when the page around them is replaced.
  let places = {};
  document.addEventListener('htmx:beforeSwap', () => {
    places = {};
    for (const pane of document.querySelectorAll('[data-keep]')) places[pane.dataset.keep] = pane.scrollTop;
  });
  document.addEventListener('htmx:afterSwap', () => {
    for (const pane of document.querySelectorAll('[data-keep]'))
      if (pane.dataset.keep !== 'detail' && places[pane.dataset.keep]) pane.scrollTop = places[pane.dataset.keep];
  });

  // The list of cases of an execution shows the one that is executed.
  const showItem = () => {
    const list = document.querySelector('#items .lines'),
      line = list?.querySelector(':scope > [aria-current]');
    if (!line) return;
    const top = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
    if (top < 0 || top + line.offsetHeight > list.clientHeight) list.scrollTop += top - list.clientHeight / 3;
  };
  document.addEventListener('htmx:afterSwap', showItem);
  showItem();

  // The next case of an execution begins in view: on a narrow screen its title stands above the buttons that led to it.
  const executed = () => document.querySelector('#sheet-form [name=item]')?.value;
  let before = null;
  document.addEventListener('htmx:beforeSwap', () => {
    before = executed();
  });
  document.addEventListener('htmx:afterSwap', () => {
    const now = executed(),
      title = document.querySelector('.case-title')?.getBoundingClientRect(),
      top = Math.max(0, document.querySelector('.top').getBoundingClientRect().bottom);
    if (before && now && now !== before && (title.top < top || title.bottom > innerHeight))
      scrollBy(0, document.getElementById('sheet').getBoundingClientRect().top - top - 8);
  });

  // Choices that are searched while a person types.
  document.addEventListener('input', (event) => {
    const field = event.target.closest?.('[data-filter]');
    if (!field) return;
    const wanted = field.value.trim().toLowerCase();
    for (const line of field.parentElement.querySelectorAll(field.dataset.filter))
      line.hidden = wanted && !line.textContent.toLowerCase().includes(wanted);
  });

  // Times in the zone of the reader.
  const local = () => {
    for (const time of document.querySelectorAll('time[datetime]')) {
      const at = new Date(time.dateTime);
      if (!isNaN(at)) time.title = at.toLocaleString(root.lang);
    }
  };
  document.addEventListener('htmx:afterSettle', local);
  local();

  // Files dropped on a page, or chosen.
  // A comment that was typed just before is stored first.
  const stored = () =>
    new Promise((done) => {
      const comment = document.getElementById('comment');
      if (!comment || comment.value === comment.defaultValue) {
        done();
        return;
      }
      const end = () => {
        document.removeEventListener('htmx:afterSettle', end);
        setTimeout(done, 0);
      };
      document.addEventListener('htmx:afterSettle', end);
      setTimeout(done, 4000);
      htmx.trigger(comment, 'change');
    });
  const send = async (zone, files, isChosen) => {
    if (unsaved()) {
      toast(unsaved().dataset.saveFirst || text('offline'));
      return;
    }
    await stored();
    // The other fields of a form go with its files.
    const body = zone.matches('form') ? new FormData(zone) : new FormData();
    if (!isChosen || !zone.matches('form'))
      for (const file of files) body.append(zone.dataset.name || 'file', file, file.name || 'image.png');
    zone.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(zone.dataset.drop, { method: 'POST', body, headers: { 'X-Form-Key': key() } });
      if (answer.redirected) {
        location.href = answer.url;
        return;
      }
      if (answer.ok) {
        location.reload();
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const words = [...page.querySelectorAll('main h1, main h1 ~ p[dir]')].map((part) => part.textContent).join(' ');
      // A form says in its place why it was refused, for as long as somebody needs to read it.
      let told = page.querySelector('main [role=alert]');
      if (!told && zone.matches('form.card')) {
        told = Object.assign(document.createElement('p'), { className: 'notice failed', textContent: words || answer.status });
        told.setAttribute('role', 'alert');
        told.setAttribute('dir', 'auto');
      }
      if (!told || !zone.matches('form.card')) {
        toast(told?.textContent.trim() || words || String(answer.status));
        return;
      }
      zone.querySelector('[role=alert]')?.remove();
      zone.querySelector('.body').prepend(told);
    } catch {
      toast(text('offline'));
    } finally {
      zone.removeAttribute('aria-busy');
    }
  };
  document.addEventListener('dragover', (event) => {
    if (event.target.closest?.('[data-drop]')) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const zone = event.target.closest?.('[data-drop]');
    if (zone && event.dataTransfer.files.length) {
      event.preventDefault();
      send(zone, event.dataTransfer.files);
    }
  });
  // A file that misses its place would replace the page, with all that was typed.
  for (const kind of ['dragover', 'drop'])
    document.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes('Files') && !event.target.closest?.('[data-drop], input[type=file]')) {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'none';
      }
    });
  document.addEventListener('paste', (event) => {
    const zone = document.querySelector('[data-drop][data-paste]');
    const files = event.clipboardData?.files;
    if (zone && files?.length) {
      event.preventDefault();
      send(zone, files);
    }
  });
  document.addEventListener('change', (event) => {
    const zone = event.target.closest?.('[data-drop]:not([data-wait])');
    if (zone && event.target.type === 'file' && event.target.files.length) send(zone, event.target.files, true);
  });

  // News of changes. A part of the page that names what it shows asks for itself again, unless somebody types in it.
  let source = null,
    waiting = null;
  const wanted = () => [...document.querySelectorAll('[data-live]')];
  const isTouched = (part) =>
    part.querySelector('[role=alert]') ||
    part.contains(document.activeElement?.closest('input, textarea, select') ?? null) ||
    [...part.querySelectorAll('input:not([type=hidden]), textarea')].some((field) => field.value !== field.defaultValue);
  document.addEventListener('focusout', () => {
    if (document.querySelector('[data-live][data-due]')) waiting ??= setTimeout(refresh, 500);
  });
  // A stored comment is no longer a typed one.
  document.addEventListener('htmx:afterSettle', () => {
    const form = document.getElementById('sheet-form'),
      stored = form?.elements.base_comment?.value;
    if (stored !== undefined && form.elements.comment.value === stored) form.elements.comment.defaultValue = stored;
  });
  const refresh = async () => {
    waiting = null;
    const parts = wanted().filter((part) => part.dataset.due && !isTouched(part));
    if (!parts.length) return;
    for (const part of parts) delete part.dataset.due;
    try {
      // A sheet stays at its case, also where the address names none and the next one without a result would be shown.
      const address = new URL(location.href),
        sheet = document.getElementById('sheet-form');
      for (const field of sheet?.querySelectorAll('[name=item], [name=step]') || [])
        if (field.value) address.searchParams.set(field.name, field.value);
      const answer = await fetch(address, { headers: { 'X-Live': document.querySelector('[data-top]')?.dataset.top || '1' } });
      if (!answer.ok) throw answer.status;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const part of parts) {
        const now = page.getElementById(part.id);
        if (now && part.isConnected && part.outerHTML !== now.outerHTML) {
          const at = noteFocus(part),
            tops = [...part.querySelectorAll('[data-keep]')].map((pane) => [pane.dataset.keep, pane.scrollTop]);
          if (part.dataset.due) now.dataset.due = '1';
          part.replaceWith(now);
          for (const [name, top] of tops) {
            const pane = now.querySelector(`[data-keep="${name}"]`);
            if (pane) pane.scrollTop = top;
          }
          htmx.process(now);
          restoreFocus(at);
        }
      }
      local();
    } catch {
      for (const part of parts) part.dataset.due = '1'; /* the next event asks again */
    }
  };
  const listen = () => {
    if (!wanted().length) {
      source?.close();
      source = null;
      return;
    }
    if (source) return;
    source = new EventSource('/events');
    let missed = false;
    source.addEventListener('hello', () => {
      if (missed) {
        for (const part of wanted()) part.dataset.due = '1';
        refresh();
      }
      missed = true;
      root.dataset.connected = 'true';
    });
    source.addEventListener('change', (event) => {
      const names = event.data.split(' ');
      for (const part of wanted()) if (part.dataset.live.split(' ').some((name) => names.includes(name))) part.dataset.due = '1';
      waiting ??= setTimeout(refresh, 200 + Math.random() * 300);
    });
  };
  document.addEventListener('htmx:afterSettle', listen);
  listen();
  addEventListener('pagehide', () => source?.close());
})();
