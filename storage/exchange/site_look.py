"""How the small website looks: the app's own colours, by day and by night, and on paper."""

from __future__ import annotations

from app.core.drawing.looks import DAY, NIGHT, Look

STYLE = "style.css"


def style() -> str:
    """The one sheet of all pages. No font is fetched: each system has one with serifs."""
    return _SHEET.replace("{day}", _colours(DAY)).replace("{night}", _colours(NIGHT))


def _colours(look: Look) -> str:
    sky = ", ".join(f"{colour} {share:.0%}" for share, colour in look.sky)
    lines = [
        f"--surface: {look.surface};",
        f"--ink: {look.ink};",
        f"--quiet: {look.quiet};",
        f"--honey: {look.honey};",
        f"--line: {look.line};",
        f"--sky: linear-gradient({sky});",
    ]
    for pathway, (heart, rim) in look.lights.items():
        lines.append(f"--{pathway or 'unsaid'}: radial-gradient({heart}, {rim});")
    return "\n  ".join(lines)


_SHEET = """\
:root {
  color-scheme: light dark;
  {day}
}
@media (prefers-color-scheme: dark) {
  :root {
  {night}
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--surface);
  color: var(--ink);
  font: 1.125rem/1.6 ui-serif, "Iowan Old Style", Palatino, Georgia, "Noto Serif", serif;
  overflow-wrap: anywhere;
}
header { min-height: 5.5rem; padding: 1.25rem 1.25rem 0; background: var(--sky); }
main, footer { max-width: 42rem; margin: 0 auto; padding: 0 1.25rem; }
main:focus { outline: none; }
footer { padding-bottom: 4rem; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 2rem 0 1.5rem; font-size: 2.1rem; font-weight: 600; }
h2 { margin: 2.75rem 0 1rem; font-size: 1.3rem; font-weight: 600; }
article { margin: 0 0 1.5rem; padding: 0 0 1.5rem; border-bottom: 1px solid var(--line); }
article > h2, article > h3 {
  margin: 0 0 .4rem;
  color: var(--quiet);
  font: 600 1rem/1.5 system-ui, sans-serif;
}
p { margin: 0 0 .8rem; }
.words { white-space: pre-wrap; unicode-bidi: plaintext; text-align: start; }
.facts, small { color: var(--quiet); font: .9rem/1.5 system-ui, sans-serif; }
.facts { margin: .25rem 0; }
a { color: var(--honey); text-underline-offset: .2em; }
a:focus-visible { outline: 3px solid var(--honey); outline-offset: 3px; border-radius: 4px; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; font: 600 1rem/1.5 system-ui, sans-serif; }
nav a {
  display: inline-block;
  padding: .6rem 1rem;
  border: 1px solid var(--line);
  border-radius: 1.5rem;
  background: var(--surface);
  text-decoration: none;
}
.unseen { position: absolute; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-inline-start: -999rem; }
.skip:focus { inset: .5rem auto auto .5rem; padding: .6rem 1rem; background: var(--surface); }
.pages { margin: 0 0 2.5rem; padding: 0; list-style: none; }
.pages li { border-bottom: 1px solid var(--line); }
.pages a { display: inline-block; padding: .7rem .75rem .7rem 0; font-size: 1.25rem; }
.light {
  display: inline-block;
  width: .7em;
  height: .7em;
  margin-inline-end: .35em;
  border-radius: 50%;
  background: var(--unsaid);
}
.within { background: var(--within); }
.around { background: var(--around); }
.between { background: var(--between); }
.photos { display: flex; flex-wrap: wrap; gap: .5rem; margin: .75rem 0; }
.photos a { display: block; flex: 0 1 auto; }
img { display: block; max-width: 100%; height: auto; border-radius: .75rem; }
.photos img { width: auto; max-height: 20rem; object-fit: contain; }
.collage { margin: 0 0 2rem; }
@media print {
  :root { --surface: #fff; --ink: #000; --quiet: #444; --honey: #000; --line: #bbb; }
  body { font-size: 11pt; }
  header, footer, .skip { display: none; }
  main { max-width: none; padding: 0; }
  h1, h2, h3 { break-after: avoid; }
  article { break-inside: avoid-page; }
  img, .photos img { max-height: 9cm; break-inside: avoid; }
  .light { print-color-adjust: exact; }
  a { text-decoration: none; }
}
"""
