// What a person finds on the screen: by what it is and what it is called, as screen readers are told. Written by Flutter, whose
// names have line ends in them, and which writes most texts into elements of their own.
(() => {
  const ROLES = {
    button: '[role=button], [role=link], a[href], button',
    heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
    textbox: 'input, textarea',
    tab: '[role=tab]',
    menuitem: '[role=menuitem]',
  };
  const plain = (text) => text.replace(/\s+/g, ' ').trim();
  const name = (element) => plain(element.getAttribute('aria-label') || element.value || element.textContent || '');
  const own = (element) => plain([...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    .map(({ data }) => data).join(' ') || element.getAttribute('aria-label') || element.value || '');
  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const inside = (selector) => [...document.querySelectorAll('flt-semantics-host')]
    .flatMap((host) => [...host.querySelectorAll(selector)]).filter(seen);
  const named = (role, pattern) => inside(ROLES[role]).filter((element) => pattern.test(name(element)));
  const box = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height];
  };

  // Flutter builds all this only when somebody asks for it.
  document.querySelector('flt-semantics-placeholder')?.click();

  return {
    all: (role, pattern) => named(role, pattern).map(box),
    reads: (pattern) => inside('*').map(own).find((text) => pattern.test(text)) ?? null,
    told: () => [...new Set(inside('*').map(own))].filter(Boolean),
    // Where the keyboard is; null on nothing.
    focused: () => {
      const at = document.activeElement;
      return at && at !== document.body && at.closest('flt-semantics-host, #dawn') ? { name: name(at), box: box(at) } : null;
    },
    // Where to press what has come to stand still: its box.
    still: async (role, pattern) => {
      for (let was = '', looks = 0; looks < 40; looks += 1) {
        const [first] = named(role, pattern);
        const now = first ? box(first) : null;
        if (now && String(now) === was) return now;
        was = String(now);
        await new Promise((go) => { setTimeout(go, 100); });
      }
      return null;
    },
  };
})()
