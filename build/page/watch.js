// Looks whether the app comes, from the page's first moment: stands in the page itself, since what it waits for is every
// other file. Flutter and Python fail in ways of which nobody hears, and some do not even fail. After half a minute in
// which nothing came nearer, or once something has certainly failed, the splash says so and offers what can be done; should
// the app come after all, on a slow phone, the words go with the splash.
(() => {
  const AFTER_AN_ERROR_S = 5;
  const here = new URL('./', document.baseURI).href;
  const splash = () => document.getElementById('dawn');
  let over = false, told = '', heard = false, waited = 0; // seconds in which somebody looks at the page and nothing comes

  // A page that nobody sees is held back by the browser; its time does not count.
  const clock = setInterval(() => {
    if (!document.hidden) waited += 1;
    if (waited >= (heard ? AFTER_AN_ERROR_S : splash()?.dataset.timeout)) tell(heard ? 'failed' : 'late');
  }, 1000);
  addEventListener('glimmers-progress', () => { waited = 0; }); // head_start.js sees some
  addEventListener('glimmers-shown', () => {
    over = true;
    clearInterval(clock);
  });

  // A script of ours that did not come is missed for certain, and so is a Python that says so. Of other errors some are
  // harmless: they shorten the wait.
  const hurry = () => {
    if (!heard) waited = 0;
    heard = true;
  };
  addEventListener('error', (event) => {
    if (event.target instanceof HTMLScriptElement) {
      if (event.target.src.startsWith(here)) tell('failed');
    } else if (event.filename?.startsWith(here)) hurry();
  }, true);
  addEventListener('unhandledrejection', hurry);
  addEventListener('glimmers-failed', () => tell('failed'));

  // Flutter listens to the keyboard on the window, and keeps what it takes for its own. It also takes the focus when it
  // comes to its feet behind the splash. As long as that stands, both belong to the button that has the focus, or to the
  // first one below the words: Enter in that moment is not lost.
  let first = null;
  for (const name of ['keydown', 'keyup']) {
    addEventListener(name, (event) => {
      const inside = event.target.closest?.('#dawn');
      if (!inside && (!first || over || event.key !== 'Enter')) return;
      event.stopImmediatePropagation();
      if (!inside && name === 'keydown') first.click();
    }, true);
  }
  addEventListener('focusin', (event) => {
    if (event.target.closest?.('#dawn')) first = event.target;
    else if (first && !over) setTimeout(() => { if (!over) first.focus(); });
  });

  async function ask(op) {
    const worker = (await navigator.serviceWorker?.getRegistration())?.active;
    if (!worker) return null;
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
    worker.postMessage({ op }, [port2]);
    return Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 3000, null))]);
  }

  async function tell(what) {
    if (over || told === what || told === 'failed') return;
    told = what;
    if (!splash()) await new Promise((resolve) => addEventListener('DOMContentLoaded', resolve));
    const known = await ask('version').catch(() => null);
    if (over || told !== what) return;
    const dawn = splash();
    const back = known?.previous && known.serving === known.newest;
    const forth = known?.serving && known.serving !== known.newest;
    const show = (part, shown) => { dawn.querySelector(`[data-for=${part}]`).hidden = !shown; };
    show('failed', what === 'failed');
    show('late', what === 'late');
    show('known', Boolean(known)); // no service worker: perhaps the very first visit
    show('new', !known);
    show('again', !back && !forth);
    show('back', back);
    show('forth', forth);
    dawn.classList.add('failed');
    globalThis.glimmersEarly?.tell(); // what the page's own button kept waits for another opening now
    dawn.querySelector('[role=alert]').hidden = false;
    const [again, previous, newest] = dawn.querySelectorAll('[role=alert] button');
    previous.hidden = !back;
    newest.hidden = !forth;
    const change = async (op) => {
      setTimeout(() => location.reload(), 3000); // whatever does not answer
      await Promise.allSettled([op && ask(op), globalThis.glimmersInbox?.count()]); // a tap before it gets to the disk
      location.reload();
    };
    again.onclick = () => change(null);
    previous.onclick = () => change('previous_version');
    newest.onclick = () => change('newest_version');
    first = back ? previous : again;
    first.focus();
  }
})();
