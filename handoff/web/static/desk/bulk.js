/** Choosing cases in the list: all of the page, a row of them with Shift, and by keys. Without it each tick works alone. */
import { say } from "./words.js";

const picks = () => [...document.querySelectorAll(".bulk .pick")];
let last = null;

function show() {
  const all = document.getElementById("choose-all");
  if (!all) return;
  const boxes = picks();
  const chosen = boxes.filter((box) => box.checked).length;
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
  const line = document.getElementById("chosen");
  const words = chosen ? say("bulk_chosen", { n: chosen }) : line.dataset.hint;
  if (line.textContent !== words) line.textContent = words;
  document.getElementById("choose-all-label").hidden = false;
}

function set(boxes, on) {
  for (const box of boxes) box.checked = on;
  show();
}

/** The case of the row that has the focus: chosen, or let go. */
export function pick() {
  const box = document.activeElement?.closest?.("tr")?.querySelector(".pick");
  if (box) set([box], !box.checked);
}

export function pickAll() {
  const boxes = picks();
  set(boxes, !boxes.every((box) => box.checked));
}

/** To the buttons; there is nothing to do while nothing is chosen. */
export function toBar() {
  if (picks().some((box) => box.checked)) document.querySelector(".bulk-acts button")?.focus();
}

export function start() {
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches?.(".bulk .pick")) return;
    const boxes = picks();
    if (event.shiftKey && last?.isConnected) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      set(boxes.slice(from, to + 1), box.checked);
    }
    last = box;
  });
  // Enter on a tick would send the form by its first button.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.(".pick, .pick-all")) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "choose-all") set(picks(), event.target.checked);
    else if (event.target.matches?.(".bulk .pick")) show();
  });
  document.body.addEventListener("htmx:afterSwap", show);
  show();
}
