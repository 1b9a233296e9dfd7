// Starts Python at once, beside Flutter instead of after it, and gives this page's worker a name of its own.
//
// Flutter asks for Python's worker only when it has started itself, seconds later. Here the worker starts while the page
// is still being read; when Flet's python.js then makes "its" worker, it gets this one, with everything said meanwhile.
(() => {
  // All tabs of one origin hear the same BroadcastChannel, so page and worker meet under a name nobody else has.
  const channel = 'glimmers-' + Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');
  globalThis.glimmersChannel = channel;

  // Whole addresses, since a worker from a blob has no folder that others could be relative to.
  const here = (path) => new URL(path, document.baseURI).href;
  flet.pyodideUrl = here('python_start.js');
  flet.appPackageUrl = here(flet.appPackageUrl);

  // --- What comes nearer --------------------------------------------------------------------------------------------------

  // A slow start is no failed one: watch.js counts the time in which nothing comes. Each file counts once, so that one which
  // is asked for again and again does not; and as long as no service worker answers, the bytes of large ones on their way.
  const progress = () => dispatchEvent(new Event('glimmers-progress'));

  // Runs in the page and in the worker, each of which hears of its own files only. Returns what ends it.
  function watchFiles(tell, isFirstVisit) {
    const files = new Set(), ask = globalThis.fetch;
    const observer = new PerformanceObserver((list) => {
      const before = files.size;
      for (const { name } of list.getEntries()) files.add(name);
      if (files.size > before) tell();
    });
    observer.observe({ type: 'resource', buffered: true });
    const end = () => {
      observer.disconnect();
      globalThis.fetch = ask;
    };
    if (!isFirstVisit) return end;
    let told = -Infinity;
    async function readAlong(body) {
      const reader = body.getReader();
      while (!(await reader.read()).done) {
        if (performance.now() - told < 1000) continue;
        told = performance.now();
        tell();
      }
    }
    globalThis.fetch = async (...asked) => {
      const response = await ask(...asked);
      if (response.body && !files.has(response.url)) readAlong(response.clone().body).catch(() => {}); // whoever asked for it hears
      return response;
    };
    return end;
  }
  const isFirstVisit = !navigator.serviceWorker?.controller;
  const endOfStart = watchFiles(progress, isFirstVisit);
  const ofWorker = new BroadcastChannel(`${channel}-progress`);
  ofWorker.onmessage = progress;
  addEventListener('flutter-first-frame', progress);
  addEventListener('glimmers-shown', () => {
    endOfStart();
    ofWorker.postMessage('shown');
    ofWorker.close();
  });

  // --- Python's worker ----------------------------------------------------------------------------------------------------

  // Runs in the worker. Firefox asks the service worker for what is imported by call, and not for what such a worker imports
  // by statement: without a network that would not come. What is said to the worker meanwhile waits for Flet's ear.
  function beginWorker(scale, address, watch, isFirstVisit) {
    globalThis.glimmersTextScale = scale;
    const toPage = new BroadcastChannel(`${name}-progress`);
    globalThis.glimmersProgress = () => toPage.postMessage('progress'); // python_start.js tells too
    const end = watch(globalThis.glimmersProgress, isFirstVisit);
    toPage.onmessage = () => { end(); toPage.onmessage = null; };
    const heard = [], hear = (event) => heard.push(event);
    addEventListener('message', hear);
    import(address).then(() => {
      removeEventListener('message', hear);
      heard.forEach((event) => onmessage(event));
    }, reportError);
  }

  const OwnWorker = globalThis.Worker;
  let current = null;
  function python() {
    // From a blob, for such a worker obeys its page's policy; one from a file obeys only what its server sent with it.
    // What Python has to know before its first drawing stands in it too.
    const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const given = `${scale}, ${JSON.stringify(here('worker.js'))}, ${watchFiles}, ${isFirstVisit}`;
    const text = `(${beginWorker})(${given})`;
    const script = new Blob([text], { type: 'text/javascript' });
    const address = URL.createObjectURL(script);
    current = new OwnWorker(address, { type: 'module', name: channel });
    current.addEventListener('message', (event) => {
      if (typeof event.data !== 'string') dispatchEvent(new Event('glimmers-python-speaks'));
      else progress();
    });
    return current;
  }

  // The same words as in Flet's python.js; compared when it says them.
  const greeting = {
    pyodideUrl: flet.pyodideUrl,
    args: {},
    documentUrl: document.URL,
    appPackageUrl: flet.appPackageUrl,
    micropipIncludePre: flet.micropipIncludePre,
    pythonModuleName: flet.pythonModuleName,
  };
  let ahead = python();
  const heard = [];
  const listen = (event) => heard.push(event);
  ahead.addEventListener('message', listen);
  ahead.postMessage(greeting);
  const ready = answer(ahead);

  // Resolves when Python is there; a Python that cannot be there says why in a string.
  function answer(worker) {
    return new Promise((resolve, reject) => {
      worker.addEventListener('error', (event) => reject(event.message ?? 'the worker did not load'), { once: true });
      worker.addEventListener('message', function wait({ data }) {
        if (typeof data !== 'string') return;
        worker.removeEventListener('message', wait);
        if (data === 'initialized') resolve();
        else reject(data);
      });
    });
  }
  ready.catch((reason) => {
    console.error(reason);
    dispatchEvent(new Event('glimmers-failed')); // watch.js tells
  });

  // Flet lets Flutter go on only when Python is there, though Flutter has half a second of work of its own before it has
  // anything to say. So it is told at once that Python is there, and what it says meanwhile waits here.
  function handOver() {
    const worker = ahead;
    ahead = null;
    const waiting = [];
    worker.postMessage = (message) => {
      if (JSON.stringify(message) !== JSON.stringify(greeting)) throw new Error('Flet greets Python in other words now');
      worker.postMessage = (...said) => waiting.push(said);
      worker.removeEventListener('message', listen);
      // python.js has its handler in place by now, and its promise right after this message.
      setTimeout(() => [new MessageEvent('message', { data: 'initialized' }), ...heard.splice(0)].forEach((event) => worker.onmessage?.(event)));
      ready.then(() => {
        delete worker.postMessage; // from here on it is the worker's own
        waiting.forEach((said) => worker.postMessage(...said));
      }, () => {});
    };
    return worker;
  }

  globalThis.Worker = new Proxy(OwnWorker, {
    construct(target, args) {
      if (!String(args[0]).endsWith('/python-worker.js')) return Reflect.construct(target, args);
      return ahead ? handOver() : python();
    },
  });

  // A page kept aside for the Back button would hold the journal's files against the page that follows it.
  addEventListener('pagehide', (event) => { if (event.persisted) current?.terminate(); });
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
})();
