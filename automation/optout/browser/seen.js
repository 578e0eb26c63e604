// What a person can see of a page: what nothing hides, folds away or clips, and what lies where one can scroll to. What
// lies on top of it is not asked. Evaluates to a function that gives the rule for one reading, in which nothing moves.
(() => {
  const nothing = {left: 0, top: 0, right: 0, bottom: 0};
  const page = {left: -scrollX, top: -scrollY, right: Infinity, bottom: Infinity};
  const styles = new Map(), clips = new Map();
  const styleOf = (e) => styles.get(e) || styles.set(e, getComputedStyle(e)).get(e);
  const above = (e) => e.assignedSlot || e.parentElement || e.getRootNode().host || null;
  const cut = (a, b) => ({left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom)});
  const some = (r) => r.right - r.left > 1 && r.bottom - r.top > 1;
  // Where what is inside an element can show: what a box that scrolls has below its edge can be scrolled to.
  const inside = (e, outer) => {
    const style = styleOf(e), flows = [style.overflowX, style.overflowY];
    if (!flows.some((flow) => flow !== 'visible')) return outer;
    const box = e.getBoundingClientRect(), shown = cut(outer, box);
    const scrolls = flows.map((flow) => /auto|scroll/.test(flow)), cuts = flows.map((flow) => /hidden|clip/.test(flow));
    if (scrolls.includes(true) && !some(shown)) return nothing;
    const [x, y] = scrolls.map((does, n) => does ? 'scrolls' : cuts[n] ? 'cuts' : 'lets');
    const far = {left: box.left - e.scrollLeft, top: box.top - e.scrollTop, right: Infinity, bottom: Infinity};
    const of = {scrolls: far, cuts: shown, lets: outer};
    return {left: of[x].left, right: of[x].right, top: of[y].top, bottom: of[y].bottom};
  };
  const clipOf = (e) => {
    if (!e || e === document.body || e === document.documentElement) return page;
    if (clips.has(e)) return clips.get(e);
    const style = styleOf(e);
    const outer = style.position === 'fixed' ? page : clipOf(style.position === 'absolute' ? e.offsetParent : above(e));
    const gone = /inset\((50|100)%/.test(style.clipPath) || /^rect\((0px|1px)[, ]+(0px|1px)/.test(style.clip);
    return clips.set(e, gone ? nothing : inside(e, outer)).get(e);
  };
  // Whether any of the rectangles of an element, or of a text in it, shows.
  const shows = (e, rects) => [...rects].some((rect) => some(cut(rect, clipOf(e))));
  const isSeen = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && shows(e, e.getClientRects());
  return {styleOf, above, shows, isSeen};
})
