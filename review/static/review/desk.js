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
    else if (event.key === "?") press("keys");
  });
  var all = document.getElementById("tick-all");
  if (all) all.addEventListener("change", function () {
    document.querySelectorAll("input[name=ticked]").forEach(function (tick) { tick.checked = all.checked; });
  });
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
})();
