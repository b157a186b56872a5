/* What is wider than the screen scrolls by itself. Most browsers let the keyboard into such a frame; here it gets
   a stop in the others as well, and only as long as there is something to scroll. */
const settle = (frame) => {
  if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
  else frame.removeAttribute("tabindex");
};
const watching = new ResizeObserver((changes) => changes.forEach(({ target }) => settle(target)));

document.querySelectorAll(".table-frame").forEach((frame) => watching.observe(frame));
