// What the page's other parts stand on: making nodes, asking the server, telling the time, a short word on top.

const user = new URLSearchParams(location.search).get("user") || "1";
export const $ = (id) => document.getElementById(id);
export const eventsOf = () => new EventSource(`/events?user=${encodeURIComponent(user)}`);

export function make(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (tag === "button") node.type = "button";
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export async function post(path, what) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user, ...what }),
    });
    const told = await answer.json();
    if (told.error) toast(told.error);
    return told;
  } catch {
    toast("The phone does not answer. Is the demo still running?");
    return { error: "offline" };
  }
}

export const say = (words) => post("/do", { act: "says", text: words });

let toastTimer;
export function toast(words) {
  clearTimeout(toastTimer);
  $("toast").textContent = words;
  $("toast").classList.add("shown");
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 2500 + words.length * 40);
}

// Time, always in the zone of the demo's clock

export let clock = { now: Date.now(), zone: "UTC", since: Date.now() };

function shown(ms, options) {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: clock.zone, ...options }).format(ms);
  } catch {
    return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(ms);
  }
}

export const hours = (ms) => shown(ms, { hour: "2-digit", minute: "2-digit" });
export const day = (ms) => shown(ms, { weekday: "long", day: "numeric", month: "long" });

export function setTime(told) {
  clock = { ...told, since: Date.now() };
}

export const demoNow = () => clock.now + Date.now() - clock.since;
