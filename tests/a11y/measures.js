/* What a page can be measured by: each function returns its faults in words, none if all is well. */
(() => {
  const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const brief = element => element.outerHTML.replace(/\s+/g, ' ').slice(0, 140);
  const hidden = '.skip, .visually-hidden';
  const inside = element => element.closest(hidden) !== null;
  const OPERABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';

  const faults = {
    /* Nothing reaches out of the page, nothing is cut off. */
    fit() {
      const found = [], root = document.documentElement, width = root.clientWidth;
      if (root.scrollWidth > width) found.push(`the page is ${root.scrollWidth - width} px wider than the screen`);
      for (const element of document.querySelectorAll('body *')) {
        const box = element.getBoundingClientRect();
        if (!shown(element) || box.width <= 1 || inside(element)) continue;
        const frame = element.closest('.table-frame');
        const style = getComputedStyle(element);
        if ((box.left < -1 || box.right > width + 1) && (!frame || frame === element))
          found.push(`outside: ${brief(element)}`);
        if (element.matches('input')) continue; // what was typed may be longer: one moves within the line
        for (const [side, extent] of [['X', element.scrollWidth - element.clientWidth],
                                      ['Y', element.scrollHeight - element.clientHeight]])
          if (['hidden', 'clip'].includes(style[`overflow${side}`]) && extent > 1)
            found.push(`cut off by ${extent} px: ${brief(element)}`);
        // Of the name of a chosen file browsers show as much as they like.
        if (style.textOverflow === 'ellipsis' && !element.matches('input[type=file]')) found.push(`shortened: ${brief(element)}`);
        if (element.matches('button, .button, input[type=submit]') && element.scrollWidth > element.clientWidth + 1)
          found.push(`wider than its box: ${brief(element)}`);
      }
      return found;
    },

    /* SPEC: WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, except links in a sentence; `least` may ask for more. */
    targets(least) {
      const found = [];
      for (const element of document.querySelectorAll(OPERABLE)) {
        if (!shown(element) || inside(element) || element.matches('[tabindex="0"]:not(a, button)')) continue;
        let target = element;
        if (element.matches('input[type=radio], input[type=checkbox]'))
          target = element.closest('label, .choice') ?? element;
        if (getComputedStyle(target).display === 'inline' && withinSentence(element)) continue;
        const box = target.getBoundingClientRect();
        if (box.height < least - 0.5 || box.width < 23.5)
          found.push(`${Math.round(box.width)} by ${Math.round(box.height)} px: ${brief(element)}`);
      }
      return found;
    },

    /* Where somebody wants less motion, nothing moves by itself and nothing glides. */
    motion() {
      const moving = document.getAnimations().length ? ['an animation runs'] : [];
      for (const element of document.querySelectorAll('body, body *')) {
        const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(element);
        if (parseFloat(transitionDuration) > 0.01 || animationName !== 'none' || scrollBehavior === 'smooth')
          moving.push(`moves: ${brief(element)}`);
      }
      return moving;
    },

    /* In forced colours what can be pressed or filled in still has an edge. */
    edges() {
      return [...document.querySelectorAll('button, .button, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea')]
        .filter(shown)
        .filter(element => !['Top', 'Bottom'].every(side => parseFloat(getComputedStyle(element)[`border${side}Width`]) >= 1))
        .map(element => `no edge: ${brief(element)}`);
    },

    /* Under 100 kB on first view without photos, and one stylesheet blocks the first paint. */
    weight(most) {
      const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      const bytes = entries.filter(each => !photo(each)).reduce((sum, each) => sum + each.encodedBodySize, 0);
      const blocking = entries.filter(each => each.renderBlockingStatus === 'blocking' && each.entryType === 'resource');
      const found = bytes > most ? [`${bytes} bytes on first view`] : [];
      if (blocking.length > 1) found.push(`before the first paint: ${blocking.map(each => each.name)}`);
      const elsewhere = entries.filter(each => new URL(each.name).origin !== location.origin);
      return [...found, ...elsewhere.map(each => `from elsewhere: ${each.name}`)];
    },
  };

  /* The next press of Tab begins at the top, wherever the page was opened, scrolled or pressed before. */
  function begin() {
    window.stopsOfTheKeyboard = [];
    const top = document.createElement('span');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    top.remove();
  }

  /* Where the keyboard is after another press of Tab: null at the end of the page, else what is wrong there. */
  function stop() {
    const here = document.activeElement, seen = window.stopsOfTheKeyboard;
    if (here === document.body || here === null || here === seen[0]) return null;
    if (seen.includes(here)) return ['the keyboard is caught: ' + brief(here)];
    const before = seen.at(-1), found = [];
    const inOrder = !before || before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!seen.length && here.getAttribute('href') !== '#content') found.push('the skip link is not first');
    if (!inOrder) found.push(`comes too late: ${brief(here)}`);
    seen.push(here);
    return [...found, ...focus(here)];
  }

  /* SPEC: WCAG 2.2, 2.4.7, 2.4.11, 2.4.13: an outline of 2 px or more, and nothing lies over it. */
  function focus(element) {
    const style = getComputedStyle(element), found = [];
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) found.push(`no ring: ${brief(element)}`);
    if (!places(element).some(([x, y]) => within(element, document.elementFromPoint(x, y))))
      found.push(`covered: ${brief(element)}`);
    return found;
  }

  const within = (element, there) => there !== null && (element.contains(there) || there.contains(element));

  /* The middle and the corners: of what is taller than the screen, browsers show the beginning. */
  function places(element) {
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const [x, y] = [Math.min(8, box.width / 2), Math.min(8, box.height / 2)];
    return [[box.left + box.width / 2, box.top + box.height / 2], [box.left + x, box.top + y],
            [box.right - x, box.top + y], [box.left + x, box.bottom - y], [box.right - x, box.bottom - y]];
  }

  /* What can be pressed with a mouse but was not reached with the keyboard; of radio buttons one is enough. */
  function unreached() {
    const seen = window.stopsOfTheKeyboard ?? [], group = element => element.type === 'radio' && element.name;
    return [...document.querySelectorAll(OPERABLE)].filter(shown)
      .filter(element => !seen.includes(element) && !seen.some(other => group(other) && group(other) === group(element)))
      .map(element => `not reached: ${brief(element)}`);
  }

  const photo = entry => /\.(jpe?g|png|webp|avif)$/.test(new URL(entry.name).pathname);

  /* Whether words stand beside a link in its line, so that its height is that of the line. */
  function withinSentence(element) {
    const block = element.closest('p, li, dd, dt, td, th, figcaption, blockquote, div');
    return block !== null && block.textContent.trim().length > element.textContent.trim().length;
  }

  /* SPEC: WCAG 2.2, 1.4.12: what a reader may set without losing anything. */
  const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }`;

  function widen(on) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(on ? SPACING : '');
    document.adoptedStyleSheets = [sheet];
  }

  /* Nothing of one page is left for the next. */
  function forget() {
    if (location.protocol !== 'http:') return;
    localStorage.clear();
    sessionStorage.clear();
  }

  function kept() {
    for (const each of document.querySelectorAll('[data-ready]')) each.textContent = each.dataset.ready;
    return settled();
  }

  /* What is folded is looked at as well. */
  function unfold() {
    for (const details of document.querySelectorAll('details')) details.open = true;
    return settled().then(faults.fit);
  }

  /* All that can be asked of a page in one size. */
  function everything(mostBytes, leastTarget, inForcedColours) {
    const found = [...faults.weight(mostBytes), ...faults.fit(), ...faults.targets(leastTarget), ...faults.motion()];
    if (inForcedColours) found.push(...faults.edges());
    widen(true);
    found.push(...faults.fit().map(fault => `with wider text: ${fault}`));
    widen(false);
    return found;
  }

  /* What observers of the page's sizes do is done after the next frame. */
  const settled = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())));

  return {...faults, everything, unfold, begin, stop, unreached, forget, kept, settled};
})()
