// The browser's languages, as Flutter can take them. Where the system has no language set, some browsers tell one that is no
// language ("c"), and Flutter, which makes an `Intl.Locale` of each, ends before its first frame. What is no tag is left out,
// or what it means takes its place; the others stay as they are, in their order.
(() => {
  const OF_LAST_RESORT = 'en';
  let mended = false;

  /** @param {unknown} told */
  const isTag = (told) => {
    try {
      return typeof told === 'string' && Boolean(new Intl.Locale(told));
    } catch {
      return false;
    }
  };

  // Systems write "de-AT" as "de_AT.UTF-8" or "de_AT@euro".
  /** @param {unknown} told */
  const meant = (told) => [told, String(told).replace(/[.@].*/, '').replaceAll('_', '-')].filter(isTag).slice(0, 1);

  /** @param {string} name @param {unknown} value */
  const tell = (name, value) => Reflect.defineProperty(navigator, name, { value, configurable: true });

  function mend() {
    if (mended) for (const name of ['languages', 'language']) Reflect.deleteProperty(navigator, name);
    /** @type {unknown[]} */
    const told = [navigator.languages ?? []].flat(), first = navigator.language;
    mended = !told.length || ![...told, first].every(isTag);
    if (!mended) return;
    const [languages] = [told.flatMap(meant), meant(first), [OF_LAST_RESORT]].filter((each) => each.length);
    tell('languages', Object.freeze(languages));
    tell('language', languages[0]);
  }

  mend();
  addEventListener('languagechange', mend); // before Flutter hears of it
})();
