// In which language the page itself speaks: the first of the browser's own that there is. Stands in the page behind the
// splash, whose English words it takes the place of, and only where there is any other language. A tag is looked for as
// app/words/language.py does it: as it is, then without its region.
(() => {
  const { english, languages } = /* BUILD */ null;
  const known = (tag) => [tag, tag.split('-')[0]].find((it) => it === 'en' || Object.hasOwn(languages, it));
  const told = [navigator.languages ?? []].flat().map(String); // locale.js has not seen them yet
  const lang = told.map(known).find(Boolean) ?? 'en';
  if (lang === 'en') return;
  const { dir, sentences } = languages[lang]; // in the order of the English ones; null where there is none
  const said = (text) => sentences[english.indexOf(text)] ?? text;
  globalThis.glimmersSpoken = { lang, dir, said }; // photos.js asks, much later

  const dawn = document.getElementById('dawn');
  Object.assign(dawn, { lang, dir });
  for (const part of dawn.querySelectorAll('[aria-label]')) part.setAttribute('aria-label', said(part.getAttribute('aria-label')));
  const texts = document.createTreeWalker(dawn, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    if (said(text) !== text) texts.currentNode.data = said(text);
  }
})();
