// The form of a case: chips, steps that are moved, drafts. Without it the form has plain fields and buttons that ask the server.
'use strict';
(() => {
  const make = (name, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };
  const changed = (element) => element.dispatchEvent(new Event('input', { bubbles: true }));
  const say = (words) => {
    let box = document.getElementById('said');
    if (!box) {
      box = make('p', { id: 'said', className: 'visually-hidden' });
      box.setAttribute('role', 'status');
      document.body.append(box);
    }
    box.textContent = words;
  };

  // Chips. A list shows values and a field for another one; `shown` is called with the values after each change.
  const chips = (options) => {
    const { label, values, offered, names, remove, first, lead, separates, shown } = options;
    const field = make('input', { type: 'text', autocomplete: 'off', dir: 'auto' });
    field.setAttribute('aria-label', label);
    field.setAttribute('list', offered);
    const box = make('div', { className: 'input chips', role: 'group' }, field);
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', label);
    const buttons = () => [...box.querySelectorAll('.chip > button.out')];
    const draw = () => {
      for (const old of box.querySelectorAll('.chip')) old.remove();
      values.forEach((value, at) => {
        // Of a path the last title is shown.
        const textContent = first ? value.split(' / ').at(-1) : value;
        const words =
          first && at > 0
            ? make('button', { type: 'button', className: 'lead cut', textContent, title: `${lead}: ${value}` })
            : make('span', { className: 'cut', textContent, title: value });
        if (words.matches('button'))
          words.addEventListener('click', () => {
            values.splice(at, 1);
            values.unshift(value);
            renew(`${lead}: ${value}`);
            field.focus();
          });
        words.dir = 'auto';
        const out = make('button', { type: 'button', className: 'out', textContent: '×' });
        out.setAttribute('aria-label', `${remove}: ${value}`);
        out.addEventListener('click', () => take(at));
        out.addEventListener('keydown', (event) => {
          if (event.key === 'Backspace' || event.key === 'Delete') {
            event.preventDefault();
            take(at);
          }
          if (event.key === 'ArrowLeft') buttons()[at - 1]?.focus();
          if (event.key === 'ArrowRight') (buttons()[at + 1] || field).focus();
        });
        field.before(make('span', { className: first && at === 0 ? 'chip accent' : 'chip' }, words, out));
      });
    };
    const renew = (words) => {
      draw();
      shown(values);
      changed(box);
      say(words);
    };
    const take = (at) => {
      const [gone] = values.splice(at, 1);
      renew(`${remove}: ${gone}`);
      (buttons()[Math.min(at, values.length - 1)] || field).focus();
    };
    const add = (text) => {
      const value = text.trim().replace(/\s+/g, ' ');
      field.value = '';
      if (!value || values.includes(value)) return;
      values.push(value);
      renew(value);
    };
    const isOffered = (text) => [...(document.getElementById(offered)?.options || [])].some((option) => option.value === text);
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        add(field.value);
      }
      if (event.key === ',' && (separates || isOffered(field.value.trim()))) {
        event.preventDefault();
        add(field.value);
      }
      if (event.key === 'Backspace' && !field.value && values.length) {
        event.preventDefault();
        take(values.length - 1);
        field.focus();
      }
      if (event.key === 'ArrowLeft' && !field.selectionStart && !field.selectionEnd) buttons().at(-1)?.focus();
    });
    field.addEventListener('input', (event) => {
      // One that was selected of the offered ones comes whole.
      if (event.inputType === 'insertReplacementText' || (!event.inputType && isOffered(field.value))) add(field.value);
      else if (separates && field.value.includes(',')) {
        const parts = field.value.split(',');
        const rest = parts.pop();
        parts.forEach(add);
        field.value = rest.trimStart();
      }
    });
    field.addEventListener('blur', () => add(field.value));
    let waiting = null;
    const ask = async () => {
      const answer = await fetch(`${names}?q=${encodeURIComponent(field.value)}`).catch(() => null);
      if (answer?.ok) document.getElementById(offered).innerHTML = await answer.text();
    };
    field.addEventListener('focus', ask, { once: true });
    field.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 200);
    });
    box.addEventListener('mousedown', (event) => {
      if (event.target === box) {
        event.preventDefault();
        field.focus();
      }
    });
    draw();
    return { box, field, flush: () => add(field.value) };
  };

  // What the server says of a field belongs to the field of its chips.
  const inherit = (made, inputs) => {
    const wrong = inputs.find((input) => input.hasAttribute('aria-invalid'));
    if (!wrong) return;
    for (const name of ['aria-invalid', 'aria-describedby']) made.field.setAttribute(name, wrong.getAttribute(name));
    made.box.classList.add('invalid');
    made.takes = wrong.autofocus;
  };

  const tagChips = (form) => {
    const input = form.querySelector('input[name=tags]');
    const values = input.value
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean);
    const made = chips({
      label: input.dataset.label,
      values,
      offered: 'tag-names',
      names: form.dataset.tagNames,
      remove: form.dataset.out,
      separates: true,
      shown: (all) => {
        input.value = all.join(', ');
      },
    });
    inherit(made, [input]);
    input.type = 'hidden';
    input.after(made.box);
    return made;
  };

  // The suite of a case and the further ones: the first chip is where the case stands.
  const suiteChips = (form) => {
    const [home, further] = [form.querySelector('[data-home]'), form.querySelector('[data-further]')];
    const suite = form.querySelector('input[name=suite]');
    const values = [suite.value, ...[...form.querySelectorAll('input[name=further]')].map((input) => input.value)]
      .map((path) => path.trim())
      .filter(Boolean);
    const wrong = [...form.querySelectorAll('[data-home] .wrong, [data-further] .wrong')];
    const inputs = [suite, ...form.querySelectorAll('input[name=further]')];
    const held = make('div', { hidden: true });
    const shown = (all) => {
      held.replaceChildren(
        ...(all.length ? all : ['']).map((path, at) => make('input', { type: 'hidden', name: at ? 'further' : 'suite', value: path })),
      );
    };
    const made = chips({
      label: form.dataset.suites,
      values,
      offered: 'suite-names',
      names: form.dataset.suiteNames,
      remove: form.dataset.out,
      first: true,
      lead: form.dataset.lead,
      shown,
    });
    shown(values);
    inherit(made, inputs);
    const field = make(
      'div',
      { className: 'field' },
      make('span', { className: 'label', textContent: form.dataset.suites }),
      made.box,
      held,
      ...wrong,
    );
    home.before(field);
    home.remove();
    further.remove();
    return made;
  };

  // Steps: by the handle, by Alt and arrows, or by arrows on the handle.
  const count = (list) => {
    let n = 0;
    for (const place of list.querySelectorAll(':scope > [data-line] [data-n]')) place.textContent = ++n;
  };
  const placed = (form, line) => {
    const n = [...line.parentElement.children].indexOf(line) + 1;
    count(line.parentElement);
    changed(line.querySelector('textarea, input'));
    say(form.dataset.moved.replace('{n}', n));
  };
  const move = (form, line, down, focused) => {
    const other = down ? line.nextElementSibling : line.previousElementSibling;
    if (!other) return;
    if (down) other.after(line);
    else other.before(line);
    focused?.focus();
    line.scrollIntoView({ block: 'nearest' });
    placed(form, line);
  };
  const steps = (form) => {
    const list = form.querySelector('#steps');
    const show = () => {
      for (const handle of list.querySelectorAll('[data-handle][hidden]')) handle.hidden = false;
    };
    show();
    new MutationObserver(() => {
      show();
      count(list);
    }).observe(list, { childList: true });
    list.addEventListener('keydown', (event) => {
      const line = event.target.closest('[data-line]');
      const isHandle = event.target.matches('[data-handle]');
      if (!line || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || !(event.altKey || isHandle)) return;
      event.preventDefault();
      move(form, line, event.key === 'ArrowDown', event.target);
    });
    list.addEventListener('pointerdown', (event) => {
      const handle = event.target.closest('[data-handle]');
      const line = handle?.closest('[data-line]');
      if (!line || event.button) return;
      event.preventDefault();
      handle.focus();
      const was = [...list.children].indexOf(line);
      line.classList.add('dragged');
      const drag = (to) => {
        const middle = (other) => {
          const at = other.getBoundingClientRect();
          return at.top + at.height / 2;
        };
        const [before, after] = [line.previousElementSibling, line.nextElementSibling];
        if (before && to.clientY < middle(before)) before.before(line);
        else if (after && to.clientY > middle(after)) after.after(line);
        line.scrollIntoView({ block: 'nearest' });
      };
      const end = (to) => {
        removeEventListener('pointermove', drag);
        removeEventListener('pointerup', end);
        removeEventListener('pointercancel', end);
        line.classList.remove('dragged');
        if (to.type === 'pointercancel')
          list.insertBefore(line, list.children[was + (was > [...list.children].indexOf(line) ? 1 : 0)] || null);
        handle.focus();
        if ([...list.children].indexOf(line) !== was) placed(form, line);
      };
      addEventListener('pointermove', drag);
      addEventListener('pointerup', end);
      addEventListener('pointercancel', end);
    });
    form.querySelector('[data-insert-shared]')?.addEventListener('click', (event) => {
      event.preventDefault();
      const choice = form.querySelector('.shared-choice');
      const line = document.getElementById('step-shared').content.firstElementChild.cloneNode(true);
      line.querySelector('[data-title]').textContent = choice.selectedOptions[0].textContent;
      line.querySelector('[name=action]').value = choice.selectedOptions[0].textContent;
      line.querySelector('[name=shared]').value = choice.value;
      list.append(line);
      line.scrollIntoView({ block: 'nearest' });
      placed(form, line);
      line.querySelector('[data-handle]').focus();
    });
  };

  // Drafts: what is typed and not saved stays in this browser, by person, project and case.
  const START = 'voluptas-draft:';
  const KEPT = 30 * 24 * 3600 * 1000;
  const own = () => `${START}${document.body.dataset.user}:`;
  const keys = (start) => {
    const all = [];
    for (let i = 0; i < localStorage.length; i++) {
      const name = localStorage.key(i);
      if (name.startsWith(start)) all.push(name);
    }
    return all;
  };
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };
  const drop = (start) => {
    try {
      for (const name of keys(start)) localStorage.removeItem(name);
    } catch {
      /* without a store there is no draft */
    }
  };
  const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
  const when = (at) =>
    new Date(at).toDateString() === new Date().toDateString()
      ? time(at)
      : `${new Date(at).toLocaleDateString(document.documentElement.lang)} ${time(at)}`;
  const NOT_KEPT = ['form_key', 'back', 'do', 'tag', 'draft', 'shared_choice'];
  const fields = (form) =>
    [...new FormData(form)]
      .filter(([name, value]) => !NOT_KEPT.includes(name) && typeof value === 'string')
      .map(([name, value]) => [name, value.replace(/\r\n/g, '\n')]);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  // The server says in the address that a form was saved: only then its draft goes.
  const saved = () => {
    const id = /^#saved-([a-z0-9]+)$/.exec(location.hash)?.[1];
    if (!id) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    try {
      for (const name of keys(own())) if (read(name)?.id === id) localStorage.removeItem(name);
    } catch {
      /* without a store there is no draft */
    }
  };

  const drafts = (form, flush) => {
    const place = `${own()}${form.dataset.draft}`;
    const status = document.querySelector('[data-draft-status]');
    const tag = form.elements.tag.value;
    const start = fields(form);
    let draft = null;
    try {
      for (const name of keys(START)) if (Date.now() - (read(name)?.at || 0) > KEPT) localStorage.removeItem(name);
      draft = read(place);
    } catch {
      return;
    }
    let id = draft?.id || Math.random().toString(36).slice(2, 12);
    let offer = null;
    const tell = (at) => {
      if (status) status.textContent = at ? form.dataset.draftSaved.replace('{time}', when(at)) : '';
    };
    const keep = () => {
      // A draft that waits for its answer is not written over.
      if (offer) {
        if (status) status.textContent = form.dataset.draftWaits;
        return;
      }
      const now = fields(form);
      if (!form.dataset.dirty || (same(now, start) && !form.dataset.typed)) return;
      const at = Date.now();
      try {
        localStorage.setItem(place, JSON.stringify({ id, at, tag, fields: now }));
        tell(at);
      } catch {
        /* a full store keeps no draft */
      }
    };
    let waiting = null;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(keep, 400);
    };
    form.addEventListener('input', later);
    form.addEventListener('click', (event) => {
      if (event.target.closest('[data-add], [data-remove], [data-up], [data-down]')) later();
    });
    addEventListener('pagehide', () => {
      if (form.isConnected && waiting) keep();
    });
    // Before another form leads to another page, such as that of the theme.
    document.addEventListener(
      'submit',
      (event) => {
        if (form.isConnected && event.target !== form) keep();
      },
      true,
    );
    form.addEventListener('submit', () => {
      flush();
      clearTimeout(waiting);
      keep();
      form.elements.draft.value = id;
    });
    document.addEventListener(
      'click',
      (event) => {
        const cancel = event.target.closest?.('[data-discard]');
        if (!cancel || !form.isConnected) return;
        if (form.dataset.dirty && !confirm(form.dataset.guard)) {
          event.preventDefault();
          event.stopImmediatePropagation();
          return;
        }
        clearTimeout(waiting);
        delete form.dataset.dirty;
        drop(place);
      },
      true,
    );
    if (!draft) {
      if (form.dataset.typed) keep();
      return;
    }
    if (form.dataset.typed) {
      keep();
      return;
    }
    if (same(draft.fields, start)) {
      drop(place);
      id = Math.random().toString(36).slice(2, 12);
      return;
    }
    offer = document.getElementById('draft-offer').content.firstElementChild.cloneNode(true);
    const words = draft.tag === tag ? form.dataset.draftOffer : form.dataset.draftOlder;
    offer.querySelector('[data-words]').textContent = words.replace('{time}', when(draft.at));
    offer.querySelector('[data-restore]').addEventListener('click', () => {
      // The server shows the form with what was typed, and the version that it began with.
      const back = make('form', { method: 'post', hidden: true });
      back.setAttribute('action', form.getAttribute('action'));
      back.setAttribute('hx-boost', 'false');
      for (const [name, value] of [
        ...draft.fields,
        ['tag', draft.tag],
        ['form_key', window.voluptas.key()],
        ['back', form.elements.back.value],
        ['do', 'draft'],
      ])
        back.append(make('input', { type: 'hidden', name, value }));
      document.body.append(back);
      delete form.dataset.dirty;
      back.submit();
    });
    offer.querySelector('[data-forget]').addEventListener('click', () => {
      drop(place);
      offer.remove();
      offer = null;
      id = Math.random().toString(36).slice(2, 12);
      keep();
      form.querySelector('input[name=title]').focus();
    });
    form.prepend(offer);
  };

  const begin = () => {
    const form = document.getElementById('case-form');
    if (!form || form.dataset.ready) return;
    form.dataset.ready = '1';
    const made = [tagChips(form), suiteChips(form)];
    const flush = () => made.forEach((one) => one.flush());
    steps(form);
    drafts(form, flush);
    // After the browser has looked for the field of the attribute, which is hidden by now.
    const first = made.find((one) => one.takes);
    if (first) requestAnimationFrame(() => requestAnimationFrame(() => first.field.focus()));
  };
  // By the attribute: fields of a form may be named like its properties.
  document.addEventListener('htmx:afterSettle', begin);
  saved();
  begin();
})();
