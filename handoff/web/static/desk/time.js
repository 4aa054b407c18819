/** Waiting times and terms that go on while the page stands still; by the server's clock, not by this computer's. */
import { say } from "./words.js";

let shift = Date.parse(document.body.dataset.now) - Date.now();

export function setNow(iso) {
  const at = Date.parse(iso);
  if (!Number.isNaN(at)) shift = at - Date.now();
}

export const now = () => Date.now() + shift;

export function duration(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return say("time.now");
  if (minutes < 60) return say("time.min", { n: minutes });
  if (minutes < 1440) return say("time.hours", { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
  return say("time.days", { n: Math.floor(minutes / 1440) });
}

/** Level and words of a term; the same rule as in page_views.time_left. */
export function timeLeft(due, from, at) {
  const left = due - at;
  if (left < 0) return ["late", say("due.late", { time: duration(Math.max(-left, 60000)) })];
  const share = from && from < due ? (due - from) / 3 : 4 * 3600000;
  const soon = Math.min(Math.max(share, 60000), 4 * 3600000);
  return [left <= soon ? "soon" : "fine", say("due.left", { time: duration(Math.max(left, 60000)) })];
}

export function tick() {
  const at = now();
  for (const el of document.querySelectorAll("[data-since]")) {
    const text = duration(Math.max(0, at - Date.parse(el.dataset.since)));
    if (el.textContent !== text) el.textContent = text;
  }
  for (const el of document.querySelectorAll("[data-due]")) {
    const [level, text] = timeLeft(Date.parse(el.dataset.due), Date.parse(el.dataset.from || ""), at);
    if (el.textContent !== text) el.textContent = text;
    const wanted = `due due-${level}`;
    if (el.className !== wanted) el.className = wanted;
  }
}

setInterval(tick, 5000);
