// What a shop can do better with JavaScript; without it everything works too. One classic script, deferred, no globals.
(() => {
	const { search, cart, vitals, added, toCart } = document.currentScript.dataset;
	const make = (name, props, ...children) => {
		const e = Object.assign(document.createElement(name), props);
		e.append(...children);
		return e;
	};
	const set = (e, values) => Object.entries(values).forEach(([k, v]) => (v === null ? e.removeAttribute(k) : e.setAttribute(k, v)));

	// Suggestions while one types: a combobox as in the ARIA Authoring Practices, list autocomplete with manual selection.
	const suggest = (input, n) => {
		const id = `hints-${n}`, list = make('ul', { id, className: 'hints', hidden: true });
		let timer, last = '', at = -1, call;
		set(list, { role: 'listbox', 'aria-label': input.labels?.[0]?.textContent ?? '' });
		set(input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id });
		input.after(list);
		const mark = (i) => {
			at = i;
			[...list.children].forEach((e, k) => set(e, { 'aria-selected': String(k === i) }));
			set(input, { 'aria-activedescendant': i < 0 ? null : `${id}-${i}` });
			list.children[i]?.scrollIntoView({ block: 'nearest' });
		};
		const show = (items) => {
			list.replaceChildren(...items.map(({ name, price, url }, i) => {
				const e = make('li', { id: `${id}-${i}` }, make('span', { textContent: name, dir: 'auto' }), ' ', make('bdi', { textContent: price }));
				set(e, { role: 'option' });
				e.dataset.url = url;
				return e;
			}));
			list.hidden = !items.length;
			set(input, { 'aria-expanded': String(!!items.length) });
			mark(-1);
		};
		const ask = async () => {
			const q = input.value.trim();
			if (q === last) return;
			last = q;
			call?.abort();
			if (q.length < 2) return show([]);
			call = new AbortController();
			try {
				const reply = await fetch(`${search.replace(/search$/, 'suggest')}?q=${encodeURIComponent(q)}`, { signal: call.signal });
				if (reply.ok && q === last) show((await reply.json()).products);
			} catch {
				// The form still works.
			}
		};
		input.addEventListener('input', () => {
			clearTimeout(timer);
			timer = setTimeout(ask, 150);
		});
		input.addEventListener('keydown', (e) => {
			const n = list.children.length;
			if (list.hidden || !n || e.isComposing) return;
			if (e.key === 'ArrowDown') mark(at + 1 < n ? at + 1 : -1);
			else if (e.key === 'ArrowUp') mark(at < 0 ? n - 1 : at - 1);
			else if (e.key === 'Escape') show([]);
			else if (e.key === 'Enter' && at >= 0) location.assign(list.children[at].dataset.url);
			else return;
			e.preventDefault();
		});
		list.addEventListener('pointerdown', (e) => e.preventDefault());
		list.addEventListener('click', (e) => {
			const { url } = e.target.closest('li')?.dataset ?? {};
			if (url) location.assign(url);
		});
		input.addEventListener('blur', () => show([]));
	};
	if (search) document.querySelectorAll('form[role=search] input[name=q]').forEach(suggest);

	// Into the cart without leaving the page. Whatever goes wrong, the form is sent as it would have been.
	const buy = (form) => {
		const said = make('p', { className: 'said' });
		set(said, { role: 'status' });
		form.append(said);
		form.addEventListener('submit', async (e) => {
			e.preventDefault();
			const button = form.querySelector('button');
			button.disabled = true;
			said.textContent = '';
			try {
				const reply = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
				// A refusal is told on the cart's own page.
				if (!reply.ok || /[?&]notice=|desk-notice/.test(reply.url + (await reply.text()))) return location.assign(cart);
				said.append(added, ' ', make('a', { href: cart, textContent: toCart }));
			} catch {
				form.submit();
			} finally {
				button.disabled = false;
			}
		});
	};
	if (cart) document.querySelectorAll('.buy form').forEach(buy);

	// How fast the page was for this visitor: five numbers and the path, no name, no cookie; not for those who ask not to be tracked.
	const quiet = navigator.doNotTrack === '1' || navigator.globalPrivacyControl;
	if (vitals && !quiet && navigator.sendBeacon) {
		const v = { path: location.pathname.slice(0, 500), lcp: 0, cls: 0, inp: 0, ttfb: 0, errors: 0 };
		const watch = (type, see, more) => {
			try {
				new PerformanceObserver((l) => l.getEntries().forEach(see)).observe({ type, buffered: true, ...more });
			} catch {
				// This browser does not measure it.
			}
		};
		watch('navigation', (e) => (v.ttfb = e.responseStart));
		watch('largest-contentful-paint', (e) => (v.lcp = e.startTime));
		watch('layout-shift', (e) => e.hadRecentInput || (v.cls += e.value));
		watch('event', (e) => e.interactionId && (v.inp = Math.max(v.inp, e.duration)), { durationThreshold: 40 });
		addEventListener('error', () => v.errors++);
		let sent = false;
		addEventListener('visibilitychange', () => {
			if (document.visibilityState !== 'hidden' || sent) return;
			sent = true;
			for (const k of ['lcp', 'inp', 'ttfb']) v[k] = Math.round(v[k]);
			v.cls = Math.round(v.cls * 1e4) / 1e4;
			navigator.sendBeacon(vitals, new Blob([JSON.stringify(v)], { type: 'application/json' }));
		});
	}
})();
