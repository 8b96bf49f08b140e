// Tables marked data-sortable sort by a click or a key on a column's head; tables marked data-csv can be saved as CSV.
// A cell says with data-value what it sorts by and what is saved where its text is rounded.
(function () {
  "use strict";

  function value(cell) {
    if (!cell) return "";
    var raw = cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent;
    return raw.trim();
  }

  function number(text) {
    var n = parseFloat(text.replace(/,/g, ""));
    return /^[-+<≤ ]*[0-9]/.test(text) && !isNaN(n) ? n : null;
  }

  function compare(a, b) {
    var x = number(a);
    var y = number(b);
    if (x !== null && y !== null) return x - y;
    if (x !== null) return -1;
    if (y !== null) return 1;
    return a.localeCompare(b);
  }

  function sort(table, column, ascending) {
    var body = table.tBodies[0];
    var rows = Array.from(body.rows).map(function (row, i) { return { row: row, i: i, v: value(row.cells[column]) }; });
    rows.sort(function (a, b) {
      // Cells without a figure stay at the end, whichever way the others are sorted.
      if (a.v === "" || b.v === "") return a.v === b.v ? a.i - b.i : a.v === "" ? 1 : -1;
      return (ascending ? 1 : -1) * compare(a.v, b.v) || a.i - b.i;
    });
    rows.forEach(function (r) { body.append(r.row); });
  }

  function sortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      if (head.dataset.plain) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append.apply(button, Array.from(head.childNodes));
      head.append(button);
      button.addEventListener("click", function () {
        var numeric = head.classList.contains("num") && column > 0;
        var ascending = head.hasAttribute("aria-sort") ? head.getAttribute("aria-sort") === "descending" : !numeric;
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        sort(table, column, ascending);
      });
    });
  }

  // As Csv.java writes it: quoted where needed, and nothing that a spreadsheet would calculate.
  function cell(text) {
    var t = text.replace(/\s+/g, " ");
    if (/^[=+\-@|]/.test(t) && number(t) === null) t = "'" + t;
    return /[",\n\r]/.test(t) ? '"' + t.replace(/"/g, '""') + '"' : t;
  }

  function csv(table) {
    var columns = Array.from(table.tHead.rows[0].cells)
      .map(function (head, i) { return { i: i, name: head.textContent.trim(), plain: head.dataset.plain }; })
      .filter(function (column) { return !column.plain; });
    var lines = [columns.map(function (column) { return cell(column.name); }).join(",")];
    Array.from(table.tBodies[0].rows).forEach(function (row) {
      lines.push(columns.map(function (column) {
        var at = row.cells[column.i];
        var list = at && at.querySelector(".names span");
        return cell(list ? list.textContent : value(at));
      }).join(","));
    });
    return lines.join("\r\n") + "\r\n";
  }

  function saveable(table) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "text-button save";
    button.textContent = "Save as CSV";
    button.dataset.test = "save-csv";
    button.addEventListener("click", function () {
      var url = URL.createObjectURL(new Blob([csv(table)], { type: "text/csv;charset=utf-8" }));
      var link = document.createElement("a");
      link.href = url;
      link.download = table.dataset.csv + ".csv";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
    });
    var box = table.closest(".scroll") || table;
    box.insertAdjacentElement("afterend", button);
  }

  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  document.querySelectorAll("table[data-csv]").forEach(saveable);
})();
