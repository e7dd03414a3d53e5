"use strict";
(() => {
  const form = document.getElementById("filter");
  const cards = [...document.querySelectorAll(".finding")];
  if (cards.length === 0) return;
  const said = form.querySelector("output");
  const fold = form.elements.fold;
  const words = new Map();

  const textOf = (card) => {
    if (!words.has(card)) words.set(card, card.textContent.toLowerCase());
    return words.get(card);
  };
  const wanted = (card) =>
    ["severity", "confidence", "rule"].every((key) => {
      const value = form.elements[key].value;
      return value === "" || card.dataset[key] === value;
    }) && textOf(card).includes(form.elements.text.value.trim().toLowerCase());

  const filter = () => {
    let shown = 0;
    for (const card of cards) {
      card.hidden = !wanted(card);
      if (!card.hidden) shown += 1;
    }
    said.textContent = shown === cards.length ? "" : `${shown} of ${cards.length} shown`;
  };
  const label = () => {
    fold.textContent = cards.some((card) => card.open) ? "Fold all" : "Unfold all";
  };

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  fold.addEventListener("click", () => {
    const open = !cards.some((card) => card.open);
    for (const card of cards) card.open = open;
  });
  for (const card of cards) card.addEventListener("toggle", label);
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
  label();
  form.hidden = false;
})();
