/** Sound, title and browser notification for new work. Each only when wanted; the title never tells what is over. */
import { say } from "./words.js";

const plain = document.title;
const sound = new Audio("/static/desk/alert.wav");
const wanted = (name) => {
  try {
    return localStorage.getItem(`balie:alert:${name}`) === "1";
  } catch {
    return false;
  }
};
const want = (name, on) => {
  try {
    localStorage.setItem(`balie:alert:${name}`, on ? "1" : "0");
  } catch {
    /* storage is off: for this page only */
  }
};

let waiting = 0;
let offer = "";

function title() {
  document.title = `${offer ? `● ${offer} · ` : ""}${waiting > 0 ? `(${waiting}) ` : ""}${plain}`;
}

export function count(number) {
  waiting = number;
  title();
}

/** What is offered stands in the title until it is over. */
export function offered(text) {
  offer = text;
  title();
}

export function alert(text, about, address) {
  document.getElementById("announce").textContent = about ? `${text}: ${about}` : text;
  if (wanted("sound")) sound.play().catch(() => {});
  if (wanted("notify") && document.hidden && globalThis.Notification?.permission === "granted") {
    const note = new Notification(text, { body: about, tag: address, icon: "/static/desk/icon.svg" });
    note.onclick = () => {
      window.focus();
      location.href = address;
    };
  }
}

export function start() {
  const box = document.getElementById("alerts");
  if (!box) return;
  box.hidden = false;
  const [soundBox, notifyBox, note] = ["alert-sound", "alert-notify", "alert-note"].map((id) => document.getElementById(id));
  soundBox.checked = wanted("sound");
  notifyBox.checked = wanted("notify") && globalThis.Notification?.permission === "granted";
  soundBox.addEventListener("change", () => {
    want("sound", soundBox.checked);
    if (soundBox.checked) sound.play().catch(() => {});
  });
  notifyBox.addEventListener("change", async () => {
    const allowed = notifyBox.checked && globalThis.Notification ? (await Notification.requestPermission()) === "granted" : false;
    note.textContent = notifyBox.checked && !allowed ? say("notify_denied") : "";
    notifyBox.checked = allowed;
    want("notify", allowed);
  });
}
