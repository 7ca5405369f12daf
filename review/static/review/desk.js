/* Keys: j/k move, Enter opens, x ticks, / searches, n takes the next case, ? shows the keys. Nothing depends on this file. */
(function () {
  "use strict";
  var rows = Array.prototype.slice.call(document.querySelectorAll("tbody tr[data-href]"));
  var at = -1;
  function go(n) {
    if (!rows.length) return;
    if (at >= 0) rows[at].classList.remove("here");
    at = Math.max(0, Math.min(rows.length - 1, n));
    rows[at].classList.add("here");
    rows[at].scrollIntoView({ block: "nearest" });
  }
  function press(id) { var e = document.getElementById(id); if (e) e.click(); }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { if (event.key === "Escape") event.target.blur(); return; }
    var box = document.querySelector("input[name=q]");
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "Enter" && at >= 0) window.location = rows[at].dataset.href;
    else if (event.key === "x" && at >= 0) { var tick = rows[at].querySelector("input[type=checkbox]"); if (tick) tick.click(); }
    else if (event.key === "/" && box) { event.preventDefault(); box.focus(); }
    else if (event.key === "n") press("take-next");
    else if (event.key === "a") press("answer-link");
    else if (event.key === "?") {
      var keys = document.querySelector(".keys");
      if (keys) { keys.tabIndex = -1; keys.focus(); keys.scrollIntoView(); }
    }
  });
  // ticked cases live in this tab until the bulk action is done, whatever page of the list is shown
  var list = document.querySelector("form[data-selection]");
  if (list) keepSelection(list, "ticked-" + list.dataset.selection);
  var done = document.querySelector("form[data-forget-selection]");
  if (done) done.addEventListener("submit", function () {
    sessionStorage.removeItem("ticked-" + done.dataset.forgetSelection);
  });
  function keepSelection(form, key) {
    var ticks = Array.prototype.slice.call(form.querySelectorAll("input[name=ticked]"));
    var all = document.getElementById("tick-all"), said = document.getElementById("selection");
    var kept = new Set(JSON.parse(sessionStorage.getItem(key) || "[]"));
    function show() {
      ticks.forEach(function (tick) { tick.checked = kept.has(tick.value); });
      if (all) all.checked = ticks.length > 0 && ticks.every(function (tick) { return tick.checked; });
      if (said) { said.hidden = kept.size === 0; said.querySelector("b").textContent = kept.size; }
    }
    function keep(changed) {
      changed.forEach(function (tick) { if (tick.checked) kept.add(tick.value); else kept.delete(tick.value); });
      sessionStorage.setItem(key, JSON.stringify(Array.from(kept)));
      show();
    }
    ticks.forEach(function (tick) { tick.addEventListener("change", function () { keep([tick]); }); });
    if (all) all.addEventListener("change", function () {
      ticks.forEach(function (tick) { tick.checked = all.checked; });
      keep(ticks);
    });
    if (said) said.querySelector("button").addEventListener("click", function () {
      kept.clear();
      keep([]);
    });
    form.addEventListener("submit", function () {
      var here = new Set(ticks.map(function (tick) { return tick.value; }));
      kept.forEach(function (id) {
        if (here.has(id)) return;
        var field = document.createElement("input");
        field.type = "hidden"; field.name = "ticked"; field.value = id;
        form.appendChild(field);
      });
    });
    show();
  }
  document.querySelectorAll("select[data-submits]").forEach(function (select) {
    select.addEventListener("change", function () { select.form.submit(); });
  });
  var drafted = document.querySelector("form[data-draft]");
  if (drafted) {
    var kept = document.getElementById("draft-fields"), sent = "";
    if (kept) {
      var fields = JSON.parse(kept.textContent);
      Object.keys(fields).forEach(function (name) {
        var field = drafted.elements.namedItem(name);
        if (field && "value" in field) field.value = fields[name];
      });
    }
    sent = new URLSearchParams(new FormData(drafted)).toString();
    setInterval(function () {
      var now = new URLSearchParams(new FormData(drafted)).toString();
      if (now === sent) return;
      sent = now;
      fetch(drafted.dataset.draft, { method: "POST", body: new FormData(drafted), credentials: "same-origin" });
    }, 5000);
  }
  var first = document.querySelector("[data-copy-first]");
  if (first) first.addEventListener("click", function () {
    var sets = Array.prototype.slice.call(document.querySelectorAll("[data-answers]"));
    sets.slice(1).forEach(function (set) {
      ["conclusion", "cause_code", "nature", "method", "responsible", "account"].forEach(function (name) {
        var from = sets[0].querySelector("[name$='-" + name + "']"), to = set.querySelector("[name$='-" + name + "']");
        if (from && to) to.value = from.value;
      });
    });
  });
  // pictures that can be magnified and moved: buttons, + and -, arrow keys, dragging
  document.querySelectorAll("[data-zoom]").forEach(function (box) {
    var picture = box.querySelector("svg");
    if (!picture) return;
    var whole = picture.getAttribute("viewBox").split(" ").map(Number), view = whole.slice(), from = null;
    function show() { picture.setAttribute("viewBox", view.join(" ")); }
    function zoom(by) {
      var width = Math.min(whole[2], Math.max(whole[2] / 8, view[2] / by)), height = width * whole[3] / whole[2];
      view = [view[0] + (view[2] - width) / 2, view[1] + (view[3] - height) / 2, width, height];
      move(0, 0);
    }
    function move(x, y) {
      view[0] = Math.min(whole[2] - view[2], Math.max(0, view[0] + x));
      view[1] = Math.min(whole[3] - view[3], Math.max(0, view[1] + y));
      show();
    }
    var english = document.documentElement.lang === "en", bar = document.createElement("div");
    bar.className = "zoom no-print";
    [["+", english ? "larger" : "放大", function () { zoom(1.4); }],
     ["\u2212", english ? "smaller" : "缩小", function () { zoom(1 / 1.4); }],
     ["1:1", english ? "whole picture" : "原大", function () { view = whole.slice(); show(); }]].forEach(function (one) {
      var button = document.createElement("button");
      button.type = "button"; button.textContent = one[0];
      button.title = one[1]; button.setAttribute("aria-label", one[1]);
      button.addEventListener("click", one[2]);
      bar.appendChild(button);
    });
    box.appendChild(bar);
    box.addEventListener("keydown", function (event) {
      var step = view[2] / 10, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (event.target !== box) return;
      if (event.key === "+" || event.key === "=") zoom(1.4);
      else if (event.key === "-") zoom(1 / 1.4);
      else if (moves[event.key]) move.apply(null, moves[event.key]);
      else return;
      event.preventDefault();
    });
    picture.addEventListener("pointerdown", function (event) { from = [event.clientX, event.clientY]; });
    window.addEventListener("pointerup", function () { from = null; });
    picture.addEventListener("pointermove", function (event) {
      if (!from || view[2] >= whole[2]) return;
      var scale = view[2] / picture.clientWidth;
      move((from[0] - event.clientX) * scale, (from[1] - event.clientY) * scale);
      from = [event.clientX, event.clientY];
    });
  });
  document.querySelectorAll("[data-shows-kind]").forEach(function (tick) {
    tick.addEventListener("change", function () {
      document.querySelectorAll("#ring [data-kind]").forEach(function (part) {
        if (part.dataset.kind === tick.dataset.showsKind) part.classList.toggle("gone", !tick.checked);
      });
    });
  });
  // a link to a step of the case page opens it
  function openStep() {
    var step = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    var around = step && step.closest("details");
    if (around) { around.open = true; step.scrollIntoView(); }
  }
  window.addEventListener("hashchange", openStep);
  openStep();
  // the total that would be confirmed: of findings of one record the largest, as the desk counts it
  var total = document.getElementById("answer-total");
  if (total) {
    var sumUp = function () {
      var most = {}, sum = 0;
      document.querySelectorAll("[data-answers]").forEach(function (part) {
        var conclusion = part.querySelector("[name$='-conclusion']").value;
        var amount = Number(part.querySelector("[name$='-amount_confirmed']").value) || 0;
        if (conclusion !== "1" && conclusion !== "2") return;
        most[part.dataset.record] = Math.max(most[part.dataset.record] || 0, amount);
      });
      Object.keys(most).forEach(function (record) { sum += most[record]; });
      total.querySelector("b").textContent = sum.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
      total.hidden = false;
    };
    document.querySelector("form[data-draft]").addEventListener("input", sumUp);
    sumUp();
  }
})();
