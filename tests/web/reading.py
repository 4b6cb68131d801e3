# SPDX-License-Identifier: BSD-2-Clause
"""What a reader without a mouse, or without sight, would miss in a page, found from within it: LACKS, a list of sentences.

It knows the rules that our pages could break (WCAG 2.1, AA): language, landmarks, headings in order, names of what is
pressed and drawn, headers of tables, ids, contrast of text with what is behind it.
"""

LACKS = r"""(() => {
    const lacks = [], all = (selector) => [...document.querySelectorAll(selector)];
    const named = (e) => (e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.textContent || '').join('') ||
        e.title || e.querySelector(':scope > title')?.textContent || e.alt || e.textContent || '').trim();
    const shown = (e) => e.getClientRects().length > 0, heard = (e) => shown(e) && !e.closest('[aria-hidden=true]');
    const brief = (e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 80);

    if (!/^(en|id)$/.test(document.documentElement.lang)) lacks.push('language');
    if (!document.title.trim()) lacks.push('title');
    if (all('h1').filter(heard).length !== 1) lacks.push('one first heading');
    if (all('main').length !== 1) lacks.push('a main part');
    let level = 0;
    for (const e of all('h1, h2, h3, h4, h5, h6').filter(heard)) {
        const n = Number(e.tagName[1]);
        if (n > level + 1) lacks.push(`a heading of level ${level + 1} before "${e.textContent.trim().slice(0, 30)}"`);
        if (!named(e)) lacks.push('words in ' + brief(e));
        level = n;
    }
    for (const e of all('button, a[href], summary, input, select, textarea').filter(heard)) if (!named(e) && !e.labels?.length) lacks.push('a name for ' + brief(e));
    for (const e of all('a[href], button').filter(heard)) if (e.tabIndex < 0) lacks.push('a way to ' + brief(e) + ' by keyboard');
    for (const e of all('[tabindex]')) if (e.tabIndex > 0) lacks.push('the natural order, for ' + brief(e));
    for (const e of all('[role=img]').filter(heard)) if (!e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby') && !e.querySelector('title')) lacks.push('a label for ' + brief(e));
    for (const e of all('svg').filter(heard)) if (e.getAttribute('role') !== 'img') lacks.push('a role for ' + brief(e));
    for (const e of all('img')) if (!e.hasAttribute('alt')) lacks.push('an alternative text for ' + brief(e));
    for (const table of all('table').filter(heard)) {
        if (!table.querySelector('th')) lacks.push('headers of ' + brief(table));
        for (const e of table.querySelectorAll('th')) if (!/^(col|row|colgroup|rowgroup)$/.test(e.scope) || (!e.textContent.trim() && !e.getAttribute('aria-label'))) lacks.push('a scope and words of ' + brief(e));
        for (const row of table.rows) if (!table.tHead && row.cells.length > 1 && !row.querySelector('th')) lacks.push('a header of ' + brief(row));
    }
    for (const e of all('ul, ol')) for (const child of e.children) if (child.tagName !== 'LI') lacks.push('items of ' + brief(e));
    for (const e of all('dl')) if (![...e.children].every((child) => /^(DT|DD|DIV)$/.test(child.tagName))) lacks.push('terms of ' + brief(e));
    const ids = all('[id]').map((e) => e.id);
    if (new Set(ids).size !== ids.length) lacks.push('ids of their own: ' + ids.filter((id, i) => ids.indexOf(id) !== i)[0]);
    for (const e of all('[aria-labelledby], [aria-describedby], [aria-controls]'))
        for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls'])
            for (const id of (e.getAttribute(name) || '').split(' ').filter(Boolean)) if (!document.getElementById(id)) lacks.push('#' + id);
    if (/user-scalable *= *no|maximum-scale *= *1(\D|$)/.test(document.querySelector('meta[name=viewport]')?.content || '')) lacks.push('leave to zoom');

    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const known = new Map(); // a page has few colours, and many elements
    const rgb = (text) => {
        if (!known.has(text)) { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1); known.set(text, [...canvas.getImageData(0, 0, 1, 1).data]); }
        return known.get(text);
    };
    const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const paper = getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
    const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return paper; };
    const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    for (const e of all('body *')) {
        if (!shown(e) || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || e.closest('svg') || /^(SCRIPT|STYLE|NOSCRIPT)$/.test(e.tagName)) continue;
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (box.bottom < 0 || box.right < 0) continue; // a link that is there once it has the focus
        const color = rgb(style.color);
        if (color[3] < 255) continue;
        const size = parseFloat(style.fontSize), large = size >= 24 || (style.fontWeight >= 700 && size >= 18.66), has = ratio(color, ground(e));
        if (has < (large ? 3 : 4.5)) lacks.push(`contrast ${has.toFixed(2)} of "${e.textContent.trim().slice(0, 20)}"`);
    }
    for (const e of all('svg text').filter(shown)) {
        const has = ratio(rgb(getComputedStyle(e).fill), ground(e));
        if (has < 4.5) lacks.push(`contrast ${has.toFixed(2)} of "${e.textContent.trim().slice(0, 20)}" in a drawing`);
    }
    return [...new Set(lacks)];
})()"""
