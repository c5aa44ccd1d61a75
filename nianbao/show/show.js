"use strict";
// Binds a cell of the form, its place in the source and the identities that it fails: all bear its number.
(() => {
  const told = document.getElementById("told");
  document.body.classList.add("live"); // the line below has its room from the start: nothing moves under the pointer
  const bound = [...document.querySelectorAll("[data-cells]")];
  const cells = bound.filter((element) => element.classList.contains("cell"));
  const numbers = (element) => element.dataset.cells.split(" ");
  const ofNumber = new Map();
  for (const element of bound) {
    for (const number of numbers(element)) {
      ofNumber.set(number, [...(ofNumber.get(number) || []), element]);
    }
  }
  const partners = (element) => numbers(element).flatMap((number) => ofNumber.get(number));
  const unmark = (name) => {
    document.querySelectorAll(`.${name}`).forEach((element) => element.classList.remove(name));
  };
  const mark = (element, name) => {
    unmark(name);
    partners(element).forEach((partner) => partner.classList.add(name));
    element.classList.add(name);
    told.textContent = element.title || element.textContent;
  };
  const show = (element) => {
    const target = element.hash && document.getElementById(element.hash.slice(1));
    mark(element, "on");
    if (!target) return;
    const place = partners(target).find((partner) => partner.classList.contains("place"));
    if (place && place !== element) place.scrollIntoView({ block: "center" });
    if (target !== place) target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };
  const boundAt = (event) => event.target.closest && event.target.closest("[data-cells]");

  document.addEventListener("click", (event) => {
    const element = boundAt(event);
    if (!element) return;
    event.preventDefault();
    show(element);
  });
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) => boundAt(event) && mark(boundAt(event), "over"));
  }
  for (const name of ["mouseout", "focusout"]) {
    document.addEventListener(name, () => unmark("over"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") ["on", "over"].forEach(unmark);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = step && cells[cells.indexOf(document.activeElement) + step];
    if (!next || !cells.includes(document.activeElement)) return;
    event.preventDefault();
    next.focus();
  });
})();
