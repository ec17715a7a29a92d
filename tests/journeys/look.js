// What of the page that is shown can be measured; read by page_checks.py.
() => {
  const shown = (e) => {
    const s = getComputedStyle(e), r = e.getBoundingClientRect();
    return s.display !== 'none' && s.visibility !== 'hidden' && r.width > 1 && r.height > 1;
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (e) => (e.getAttribute('aria-label')
    || (e.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.textContent || '').join(' ')
    || [...(e.labels || [])].map((l) => l.textContent).join(' ')
    || e.textContent || e.getAttribute('alt') || '').trim();
  const say = (e) => e.outerHTML.slice(0, 120);
  const rgb = (text) => (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const behind = (e) => {
    let colour = [0, 0, 0, 0];
    for (let at = e; at; at = at.parentElement) {
      colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return colour;
  };
  const light = (c) => {
    const [r, g, b] = c.slice(0, 3).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const texts = all('body *').filter((e) => shown(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const ids = all('[id]').map((e) => e.id);
  return {
    language: document.documentElement.lang,
    title: document.title,
    headings: all('h1,h2,h3,h4').map((e) => Number(e.tagName[1])),
    landmarks: ['header', 'nav', 'main', 'footer'].filter((tag) => !document.querySelector(tag)),
    unnamed: all('a[href],button,input:not([type=hidden]):not([hidden]),nav,aside,[role=img],[role=group]').filter((e) => !name(e)).map(say),
    pictures: all('img:not([alt])').map(say),
    doubled: ids.filter((id, at) => ids.indexOf(id) !== at),
    dangling: all('[aria-labelledby],[aria-describedby],[aria-controls]').filter((e) =>
      ['aria-labelledby', 'aria-describedby', 'aria-controls'].some((a) => (e.getAttribute(a) || '').split(' ').filter(Boolean).some((id) => !document.getElementById(id)))).map(say),
    anchors: all('a[href^="#"]').filter((e) => !document.getElementById(e.getAttribute('href').slice(1))).map(say),
    wide: document.documentElement.scrollWidth - window.innerWidth,
    colours: texts.map((e) => {
      const s = getComputedStyle(e), size = parseFloat(s.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(s.fontWeight) >= 600);
      return { what: say(e), large, contrast: contrast(rgb(s.color), behind(e)) };
    }),
    small: all('a[href],button,input:not([type=hidden]),summary').filter((e) => shown(e) && !e.closest('p,.snippets,.crumbs,.unseen')).filter((e) => {
      const r = e.getBoundingClientRect(); return r.height < 24 || r.width < 24; }).map(say),
  };
}
