"use strict";
// The sequence diagram: a lane for each task, an arrow for each message. It is drawn on a canvas
// that stays in view; only what is visible is drawn, so that long recordings scroll well.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const HEAD = 46, GUTTER = 92, MARGIN = 34;
const PALETTE = ["#0b6e99", "#c2571a", "#3f8f3a", "#8a4fb0", "#b8322f", "#b08a00", "#2f6fd0", "#a23b72",
  "#4b7f78", "#7a5c3e", "#5c6bc0", "#6d8c1f", "#d0708a", "#1f8fa6"];

// --- What there is.

const exchanges = data.exchanges.map((e, index) => {
  const [family] = e.name.split(".");
  return { ...e, index, family: e.name.includes(".") ? family : "other", children: [] };
});
for (const e of exchanges) if (e.parent >= 0) exchanges[e.parent].children.push(e.index);
const depth = (e) => (e.parent < 0 ? 0 : 1 + depth(exchanges[e.parent]));
exchanges.forEach((e) => { e.depth = depth(e); });

const families = [...new Set(exchanges.map((e) => e.family))].sort();
const colours = Object.fromEntries(families.map((f, i) => [f, PALETTE[i % PALETTE.length]]));
const hidden = new Set();

// A lane is a task: a process by its number, whatever it executes; the kernel's objects share one.
const lanes = [], labels = [];
const keyOf = (name) => (name.startsWith("kernel") ? "kernel" : (/\[\d+\]$/.exec(name) || [name])[0]);
function laneOf(name) {
  const key = keyOf(name);
  if (!lanes.includes(key)) lanes.push(key);
  const lane = lanes.indexOf(key);
  labels[lane] = key === "kernel" ? key : name;
  return lane;
}
const program = (name) => /\[\d+\]$/.test(name);
const named = exchanges.flatMap((e) => [e.from, e.to]);
named.filter(program).forEach(laneOf);
named.filter((n) => !program(n) && keyOf(n) !== "kernel").forEach(laneOf);
named.filter((n) => keyOf(n) === "kernel").forEach(laneOf);

const start = Math.min(...exchanges.map((e) => e.sent));
const finish = Math.max(...exchanges.map((e) => Math.max(e.sent, e.received, e.replied, e.answered)));

// A request and its reply are two arrows, each with a row of its own in the order of time.
function makeArrows() {
  const all = [];
  for (const e of exchanges) {
    if (hidden.has(e.family)) continue;
    all.push({ e, reply: false, at: e.sent, end: e.received || e.sent, from: laneOf(e.from), to: laneOf(e.to) });
    if (e.replied) {
      all.push({ e, reply: true, at: e.replied, end: e.answered || e.replied, from: laneOf(e.to), to: laneOf(e.from) });
    }
  }
  all.sort((a, b) => a.at - b.at || a.reply - b.reply);
  all.forEach((a, row) => { a.row = row; });
  return all;
}

// --- Where it is.

let arrows = [], rows = new Map(), zoom = 1, byTime = false, selected = -1, matches = [], match = -1;
const scroll = $("scroll"), canvas = $("diagram"), top_ = $("lanes");
const rowHeight = () => 24 * zoom;
const nsPerPixel = () => Math.max(1, (finish - start) / (arrows.length * rowHeight() * 1.2 + 1));
const yOf = (a) => (byTime ? (a.at - start) / nsPerPixel() : a.row * rowHeight()) + 20;
const laneWidth = () => Math.max(150 * Math.min(1.6, Math.max(0.55, zoom)), (scroll.clientWidth - GUTTER - MARGIN) / Math.max(1, lanes.length));
const xOf = (lane) => GUTTER + MARGIN + lane * laneWidth() + laneWidth() / 2 - MARGIN;
const height = () => (arrows.length ? yOf(arrows[arrows.length - 1]) : 0) + 60;
const width = () => GUTTER + MARGIN + lanes.length * laneWidth();

function rebuild() {
  arrows = makeArrows();
  rows = new Map();
  arrows.forEach((a) => { if (!a.reply) rows.set(a.e.index, a); });
  search();
  layout();
}

function layout() {
  const w = scroll.clientWidth, h = scroll.clientHeight, ratio = devicePixelRatio || 1;
  for (const [c, ch] of [[top_, HEAD], [canvas, Math.max(0, h - HEAD)]]) {
    c.width = w * ratio; c.height = ch * ratio;
    c.style.width = `${w}px`; c.style.height = `${ch}px`;
    c.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  $("size").style.height = `${height() + HEAD}px`;
  $("size").style.width = `${width()}px`;
  draw();
}

// --- How it looks.

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
function duration(ns) {
  if (ns >= 1e9) return `${(ns / 1e9).toFixed(3)} s`;
  if (ns >= 1e6) return `${(ns / 1e6).toFixed(2)} ms`;
  if (ns >= 1e3) return `${(ns / 1e3).toFixed(1)} µs`;
  return `${ns} ns`;
}
function clip(g, text, room) {
  if (g.measureText(text).width <= room) return text;
  let n = text.length;
  while (n > 1 && g.measureText(`${text.slice(0, n)}…`).width > room) n = Math.floor(n * 0.9);
  return `${text.slice(0, n)}…`;
}

function drawLanes(left) {
  const g = top_.getContext("2d"), w = scroll.clientWidth;
  g.fillStyle = style("--panel"); g.fillRect(0, 0, w, HEAD);
  g.strokeStyle = style("--line"); g.beginPath(); g.moveTo(0, HEAD - 0.5); g.lineTo(w, HEAD - 0.5); g.stroke();
  g.font = '600 12px system-ui, "DejaVu Sans", sans-serif';
  g.textAlign = "center"; g.textBaseline = "middle";
  labels.forEach((name, i) => {
    const x = xOf(i) - left, box = laneWidth() - 16;
    g.fillStyle = style("--paper"); g.strokeStyle = program(name) ? style("--accent") : style("--line");
    g.beginPath(); g.roundRect(x - box / 2, 9, box, 28, 7); g.fill(); g.stroke();
    g.fillStyle = style("--ink"); g.fillText(clip(g, name, box - 12), x, 23);
  });
  g.fillStyle = style("--panel"); g.fillRect(0, 0, GUTTER, HEAD - 1);
  g.fillStyle = style("--faint"); g.textAlign = "right"; g.font = '11px system-ui, "DejaVu Sans", sans-serif';
  g.fillText("time", GUTTER - 12, 23);
}

function draw() {
  const left = scroll.scrollLeft, above = scroll.scrollTop, w = scroll.clientWidth, h = scroll.clientHeight - HEAD;
  const g = canvas.getContext("2d"), found = new Set(matches);
  drawLanes(left);
  g.fillStyle = style("--paper"); g.fillRect(0, 0, w, h);
  g.strokeStyle = style("--line");
  lanes.forEach((_, i) => {
    const x = Math.round(xOf(i) - left) + 0.5;
    g.beginPath(); g.moveTo(x, 0); g.lineTo(x, h); g.stroke();
  });
  drawService(g, left, above, h);
  g.textBaseline = "middle";
  let lastTime = -100;
  for (const a of arrows) {
    const y = yOf(a) - above;
    if (y < -40 || y > h + 40) continue;
    const isFound = found.has(a.e.index), isSelected = a.e.index === selected;
    if (isSelected || isFound) {
      g.globalAlpha = isSelected ? 0.16 : 0.09; g.fillStyle = isSelected ? style("--accent") : "#e0a800";
      g.fillRect(GUTTER, y - rowHeight() / 2, w, rowHeight()); g.globalAlpha = 1;
    }
    drawArrow(g, a, y, left, matches.length > 0 && !isFound);
    if (y - lastTime > 20) {
      g.fillStyle = style("--faint"); g.font = '11px ui-monospace, "DejaVu Sans Mono", monospace'; g.textAlign = "right";
      g.clearRect(0, y - 9, GUTTER - 6, 18);
      g.fillText(`+${duration(a.at - start)}`, GUTTER - 12, y);
      lastTime = y;
    }
  }
  g.strokeStyle = style("--line"); g.beginPath(); g.moveTo(GUTTER - 4.5, 0); g.lineTo(GUTTER - 4.5, h); g.stroke();
}

// A bar on the server's lane for as long as it works on a request.
function drawService(g, left, above, h) {
  const ends = new Map();
  arrows.forEach((a) => { if (a.reply) ends.set(a.e.index, a); });
  for (const a of arrows) {
    const end = a.reply ? null : ends.get(a.e.index);
    if (!end) continue;
    const y = yOf(a) - above, y2 = yOf(end) - above;
    if (y2 < 0 || y > h) continue;
    g.globalAlpha = 0.28; g.fillStyle = colours[a.e.family];
    g.fillRect(xOf(a.to) - left - 4 + Math.min(a.e.depth, 4) * 3, y, 8, Math.max(2, y2 - y)); g.globalAlpha = 1;
  }
}

function drawArrow(g, a, y, left, faded) {
  const x1 = xOf(a.from) - left, x2 = xOf(a.to) - left, colour = a.e.failed && a.reply ? "#c8372d" : colours[a.e.family];
  const same = a.from === a.to, to = same ? x1 + 34 : x2, way = Math.sign(to - x1);
  g.globalAlpha = faded ? 0.25 : a.reply ? 0.75 : 1;
  g.strokeStyle = g.fillStyle = colour; g.lineWidth = a.e.index === selected ? 2.4 : 1.4;
  g.setLineDash(a.reply ? [5, 4] : []);
  g.beginPath(); g.moveTo(x1, y); g.lineTo(to - way * 5, y); g.stroke();
  g.setLineDash([]); g.lineWidth = 1;
  g.beginPath(); g.moveTo(to, y); g.lineTo(to - way * 8, y - 4); g.lineTo(to - way * 8, y + 4); g.fill();
  if (rowHeight() >= 15) {
    const room = Math.abs(to - x1) - 24;
    g.font = `${a.reply ? "" : "500 "}11px ui-monospace, "DejaVu Sans Mono", monospace`;
    g.textAlign = "center";
    const short = a.e.name.split(".").pop();
    const text = a.reply ? `${a.e.outcome}${a.e.results ? ` {${a.e.results}}` : ""}` : `${short}(${a.e.arguments})`;
    const shown = clip(g, text, Math.max(room, 60)), half = g.measureText(shown).width / 2, middle = (x1 + to) / 2;
    g.fillStyle = style("--paper"); g.globalAlpha *= 0.9; g.fillRect(middle - half - 3, y - 13, half * 2 + 6, 11);
    g.globalAlpha = faded ? 0.3 : 1; g.fillStyle = a.reply ? style("--faint") : style("--ink");
    if (a.reply && a.e.failed) g.fillStyle = "#c8372d";
    g.fillText(shown, middle, y - 7);
  }
  g.globalAlpha = 1;
}

// --- What it says.

const escape = (text) => String(text).replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
function showDetails(e) {
  const part = (label, value, kind = "") => (value === "" ? "" : `<dt>${label}</dt><dd class="${kind}">${escape(value)}</dd>`);
  const end = e.answered || e.replied, spans = [];
  if (e.received) spans.push(["on its way", e.received - e.sent, "#b9bec7"]);
  if (e.replied) spans.push(["served", e.replied - (e.received || e.sent), colours[e.family]]);
  if (e.answered && e.replied) spans.push(["on its way back", e.answered - e.replied, "#b9bec7"]);
  const link = (i) => `<a data-go="${i}">${escape(exchanges[i].name)}</a>`;
  $("details").innerHTML = `<h2>${escape(e.name)}</h2><div class="who">${escape(e.from)} (thread ${e.thread}) → ${escape(e.to)}</div><dl>`
    + part("arguments", e.arguments) + part("outcome", e.outcome || (e.replied ? "" : "no reply"), e.failed ? "failed" : "")
    + part("results", e.results) + part("port", e.port) + part("bytes", e.replied ? `${e.size}, reply ${e.reply_size}` : `${e.size}`)
    + part("sent", `+${duration(e.sent - start)}`) + part("took", end ? `${duration(end - e.sent)} (${(end - e.sent).toLocaleString("en")} ns)` : "")
    + `</dl>` + (spans.length ? `<div class="bar">${spans.map((s) => `<div style="flex:${Math.max(1, s[1])};background:${s[2]}"></div>`).join("")}</div>` : "")
    + `<dl>${spans.map((s) => part(s[0], duration(s[1]))).join("")}</dl>`
    + (e.parent >= 0 ? `<p>On behalf of ${link(e.parent)}</p>` : "")
    + (e.children.length ? `<p>Sent while serving it:<br>${e.children.map(link).join("<br>")}</p>` : "");
  $("details").querySelectorAll("[data-go]").forEach((a) => a.addEventListener("click", () => select(Number(a.dataset.go), true)));
}

function select(index, reveal) {
  selected = index;
  if (index >= 0) showDetails(exchanges[index]);
  const a = rows.get(index);
  if (a && reveal) {
    scroll.scrollTop = Math.max(0, yOf(a) - scroll.clientHeight / 2);
    scroll.scrollLeft = Math.max(0, (xOf(a.from) + xOf(a.to)) / 2 - scroll.clientWidth / 2);
  }
  draw();
}

function search() {
  const words = $("search").value.toLowerCase();
  const text = (e) => `${e.name} ${e.from} ${e.to} ${e.arguments} ${e.outcome} ${e.results}`.toLowerCase();
  matches = words === "" ? [] : arrows.filter((a) => !a.reply && text(a.e).includes(words)).map((a) => a.e.index);
  match = -1;
  $("found").textContent = words === "" ? "" : `${matches.length} found`;
}
function step(by) {
  if (matches.length === 0) return;
  match = (match + by + matches.length) % matches.length;
  $("found").textContent = `${match + 1} of ${matches.length}`;
  select(matches[match], true);
}

// --- What a person does.

function zoomBy(factor, y = scroll.clientHeight / 2) {
  const whole = height(), at = (scroll.scrollTop + y) / whole;
  zoom = Math.min(4, Math.max(0.08, zoom * factor));
  layout();
  scroll.scrollTop = at * height() - y;
  draw();
}
canvas.addEventListener("click", (event) => {
  if (moved) return;
  const y = event.offsetY + scroll.scrollTop, x = event.offsetX + scroll.scrollLeft;
  const near = arrows.filter((a) => Math.abs(yOf(a) - y) <= Math.max(6, rowHeight() / 2));
  const off = (a) => {
    const [l, r] = [xOf(a.from), xOf(a.to)].sort((p, q) => p - q);
    return Math.abs(yOf(a) - y) + (x < l - 20 || x > r + 20 ? 1000 : 0);
  };
  near.sort((a, b) => off(a) - off(b));
  select(near.length ? near[0].e.index : -1, false);
});
let dragging = null, moved = false;
scroll.addEventListener("mousedown", (event) => {
  dragging = [event.clientX + scroll.scrollLeft, event.clientY + scroll.scrollTop]; moved = false;
});
addEventListener("mousemove", (event) => {
  if (!dragging) return;
  const x = dragging[0] - event.clientX, y = dragging[1] - event.clientY;
  if (Math.abs(x - scroll.scrollLeft) + Math.abs(y - scroll.scrollTop) > 4) { moved = true; scroll.classList.add("dragged"); }
  if (moved) { scroll.scrollLeft = x; scroll.scrollTop = y; }
});
addEventListener("mouseup", () => { dragging = null; scroll.classList.remove("dragged"); });
scroll.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomBy(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.offsetY);
}, { passive: false });
scroll.addEventListener("scroll", draw);
addEventListener("resize", layout);
$("search").addEventListener("input", () => { search(); draw(); });
$("search").addEventListener("keydown", (event) => { if (event.key === "Enter") step(event.shiftKey ? -1 : 1); });
$("next").addEventListener("click", () => step(1));
$("previous").addEventListener("click", () => step(-1));
$("in").addEventListener("click", () => zoomBy(1.25));
$("out").addEventListener("click", () => zoomBy(0.8));
$("mode").addEventListener("click", () => {
  byTime = !byTime; $("mode").textContent = byTime ? "Rows" : "Time"; layout();
});
addEventListener("keydown", (event) => {
  if (event.target.tagName === "INPUT") return;
  const does = { "/": () => $("search").focus(), n: () => step(1), N: () => step(-1), "+": () => zoomBy(1.25),
    "-": () => zoomBy(0.8), t: () => $("mode").click() }[event.key];
  if (does) { event.preventDefault(); does(); }
});

function makeFilters() {
  for (const f of families) {
    const chip = document.createElement("span");
    chip.className = "chip"; chip.dataset.family = f;
    chip.innerHTML = `<i style="background:${colours[f]}"></i>${escape(f)} <b>${exchanges.filter((e) => e.family === f).length}</b>`;
    chip.addEventListener("click", () => {
      if (!hidden.delete(f)) hidden.add(f);
      chip.classList.toggle("off"); rebuild();
    });
    $("filters").append(chip);
  }
}

$("title").textContent = data.command;
$("summary").textContent = `${exchanges.length} messages on ${data.arch} in ${exchanges.length ? duration(finish - start) : "0 ns"}`
  + (data.lost ? `, ${data.lost} records lost` : "");
makeFilters();
rebuild();
