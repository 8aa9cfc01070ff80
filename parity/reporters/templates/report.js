"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const rank = { info: 0, low: 1, medium: 2, high: 3 };
  const rows = Array.from(document.querySelectorAll(".finding"), (node) => ({
    node, kind: node.dataset.kind, severity: rank[node.dataset.severity], domain: node.dataset.domain,
    failing: node.dataset.failing === "1", shown: true, text: null,
  }));
  const search = $("search"), kind = $("kind"), severity = $("severity"), domain = $("domain"), failing = $("failing");
  let at = null;

  const words = (row) => (row.text ??= row.node.textContent.toLowerCase());
  function apply() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const least = rank[severity.value];
    let shown = 0;
    for (const row of rows) {
      const fits = row.severity >= least && (!kind.value || row.kind === kind.value) &&
        (!domain.value || row.domain === domain.value) && (!failing.checked || row.failing) &&
        wanted.every((word) => words(row).includes(word));
      if (fits !== row.shown) { row.node.hidden = !fits; row.shown = fits; }
      shown += fits;
    }
    $("count").textContent = `${shown} of ${rows.length} shown`;
  }
  let due = 0;
  const later = () => { clearTimeout(due); due = setTimeout(apply, 80); };
  function reset() {
    search.value = ""; kind.value = ""; severity.value = "low"; domain.value = ""; failing.checked = false;
    apply();
  }
  function move(step) {
    const visible = rows.filter((row) => row.shown);
    if (!visible.length) return;
    const now = visible.indexOf(at);
    at = visible[Math.min(visible.length - 1, Math.max(0, now + step))];
    at.node.querySelector("summary").focus();
    at.node.scrollIntoView({ block: "nearest" });
  }
  function openAll() {
    const visible = rows.filter((row) => row.shown);
    const open = visible.some((row) => !row.node.open);
    for (const row of visible) row.node.open = open;
    $("open").textContent = open ? "close all" : "open all";
  }
  function theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  search.addEventListener("input", later);
  for (const control of [kind, severity, domain, failing]) control.addEventListener("change", apply);
  $("reset").addEventListener("click", reset);
  $("open").addEventListener("click", openAll);
  $("theme").addEventListener("click", theme);
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  $("findings").addEventListener("focusin", (event) => {
    const node = event.target.closest(".finding");
    at = rows.find((row) => row.node === node) ?? at;
  });
  for (const cell of document.querySelectorAll(".cell")) {
    cell.addEventListener("click", () => {
      reset();
      domain.value = cell.dataset.domain; kind.value = cell.dataset.kind; severity.value = "info";
      apply();
      $("controls").scrollIntoView();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { reset(); document.activeElement?.blur(); return; }
    if (/^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "o") openAll();
  });
  addEventListener("beforeprint", () => { for (const row of rows) { row.was = row.node.open; if (row.shown) row.node.open = true; } });
  addEventListener("afterprint", () => { for (const row of rows) row.node.open = row.was; });

  $("controls").hidden = false;
  document.querySelector(".keys").hidden = false;
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.classList.contains("finding")) { severity.value = "info"; named.open = true; }
  apply();
})();
