"use strict";
(function () {
  var at = document.getElementById("dates");
  if (at && typeof PUBLISHED_DATES === "object") {
    var here = at.dataset.here, now = at.dataset.date, days = Object.keys(PUBLISHED_DATES);
    var page = function (day) {
      var lacks = PUBLISHED_DATES[day].indexOf(here) >= 0;
      return "../" + day + "/" + (lacks ? "index.html" : here);
    };
    days.forEach(function (day) { at.add(new Option(day, day, false, day === now)); });
    at.addEventListener("change", function () { location.href = page(at.value); });
    document.getElementById("date-switch").hidden = days.length < 2 || days.indexOf(now) < 0;
    var newest = document.getElementById("newest");
    if (days.length && days[0] > now) { newest.href = page(days[0]); newest.hidden = false; }
  }
  document.querySelectorAll("input[data-search]").forEach(function (input) {
    var found = document.getElementById(input.dataset.found);
    var items = document.querySelectorAll(input.dataset.search);
    var groups = document.querySelectorAll("[data-group]");
    input.parentElement.hidden = false;
    var look = function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      items.forEach(function (item) {
        var text = item.textContent.toLowerCase();
        item.hidden = (!words.length && "empty" in input.dataset) || !words.every(function (word) { return text.indexOf(word) >= 0; });
        shown += item.hidden ? 0 : 1;
      });
      groups.forEach(function (group) {
        group.hidden = !group.querySelector("li:not([hidden])");
      });
      found.textContent = words.length ? shown + " 项 found" : "";
    };
    input.addEventListener("input", look);
    look();
  });
})();
