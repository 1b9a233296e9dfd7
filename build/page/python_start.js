// Starts Pyodide as Flet's worker asks for it, with the app's files in place already.
//
// Flet's worker has Python fetch and unpack the app once it runs, which takes a tenth of a second, on slow phones half of
// one. Here the browser does both, while Python's WebAssembly is still on its way. Given a script, Flet's worker does not
// ask for the archive.
import { loadPyodide as load } from './pyodide/pyodide.mjs';

async function archive() {
  const response = await fetch(new URL('app.tar.gz', import.meta.url));
  if (!response.ok) throw new Error(`app.tar.gz: ${response.status}`);
  const content = new Uint8Array(await response.arrayBuffer());
  // Some hosts send a .gz as what was compressed for the way only, so that the browser has opened it.
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  const opened = new Blob([content]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(opened).arrayBuffer());
}

// Files of a tar as build/web.py writes it: before each, 512 bytes with its name and its size in octal.
function* entries(tar) {
  const text = (from, length) => new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0.*/s, '');
  for (let at = 0; tar[at]; ) {
    const size = parseInt(text(at + 124, 12), 8);
    if (!['', '0'].includes(text(at + 156, 1)) || !(size >= 0)) throw new Error('app.tar.gz is not as it was built');
    yield [text(at, 100), tar.subarray(at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

const fetched = archive();
fetched.catch(() => {}); // whoever awaits it hears of it

export async function loadPyodide(options) {
  const [pyodide, tar] = await Promise.all([load(options), fetched]);
  globalThis.glimmersProgress();
  for (const [name, content] of entries(tar)) {
    pyodide.FS.mkdirTree(name.replace(/[^/]*$/, '') || '.');
    pyodide.FS.writeFile(name, content, { canOwn: true });
    if (name === 'main.py') globalThis.flet_js.args = { ...globalThis.flet_js.args, script: new TextDecoder().decode(content) };
  }
  return pyodide;
}
