/** Keyboard shortcuts. Off while a field has the focus, and off altogether when the agent wants that. */
import * as bulk from "./bulk.js";

const OFF = "balie:keys:off";
const go = (address) => () => (location.href = address);
const press = (selector) => () => document.querySelector(selector)?.click();
const into = (selector) => () => document.querySelector(selector)?.focus();

function act(id) {
  return () => {
    const box = document.getElementById(id);
    if (!box) return;
    box.open = true;
    box.querySelector("select, textarea, button")?.focus();
  };
}

function row(step) {
  return () => {
    const rows = [...document.querySelectorAll(".row-link, .table tbody th a:not(.quiet)")];
    const here = document.activeElement;
    const at = rows.findIndex((link) => link === here || (here?.matches?.(".pick") && link.closest("tr") === here.closest("tr")));
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  };
}

function claim() {
  const focused = document.activeElement?.closest?.(".row");
  (focused ? focused.querySelector('[data-testid="claim"]') : document.getElementById("claim"))?.click();
}

const SINGLE = {
  "?": () => document.getElementById("keys").showModal(),
  j: row(1),
  k: row(-1),
  p: claim,
  n: press("#claim-next"),
  y: press("#offer-accept"),
  x: press("#offer-decline"),
  r: into("#text"),
  o: into("#note"),
  d: act("act-transfer"),
  a: act("act-close"),
  s: bulk.pick,
  S: bulk.pickAll,
  b: bulk.toBar,
};
const AFTER_G = { q: go("/desk"), z: go("/desk/cases"), c: go("/desk/contacts"), r: go("/desk/register"), k: go("/desk/customers"), w: go("/desk/changes"), b: go("/desk/signals"), f: go("/desk/search"), t: go("/desk/callbacks") };
for (let n = 1; n <= 9; n++) SINGLE[n] = press(`[data-mine="${n}"]`);

export function start() {
  const on = document.getElementById("keys-on");
  const opener = document.getElementById("keys-open");
  let off = false;
  try {
    off = localStorage.getItem(OFF) === "1";
  } catch {
    /* storage is off: shortcuts stay on */
  }
  on.checked = !off;
  on.addEventListener("change", () => {
    off = !on.checked;
    try {
      localStorage.setItem(OFF, off ? "1" : "0");
    } catch {
      /* for this page only */
    }
  });
  opener.hidden = false;
  opener.addEventListener("click", SINGLE["?"]);

  let g = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.activeElement?.closest?.("details[open].act, details[open].menu, details[open].more");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (document.activeElement?.matches?.("textarea, input, select")) document.activeElement.blur();
      return;
    }
    if (off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not(.pick, .pick-all), select, textarea, [contenteditable], dialog")) return;
    const todo = Date.now() - g < 1200 ? AFTER_G[event.key] : SINGLE[event.key];
    g = event.key === "g" ? Date.now() : 0;
    if (todo) {
      event.preventDefault();
      todo();
    }
  });

  // A menu closes when the pointer goes elsewhere.
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details[open].menu, details[open].act, details[open].more")) if (!open.contains(event.target)) open.open = false;
  });
}
