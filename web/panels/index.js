/**
 * The panels, in the order of the menu. To add one, write its file in this folder and add its line here.
 *
 * The file's default export describes the panel:
 *   id           the name in the URL; `formerIds` (optional) lists names that lead here as well
 *   title, icon  for the menu; the icon is an SVG path in a square of 24 units
 *   description  (optional) a sentence below the title
 *   needsToken   (optional) true if there is nothing to see without the right to make changes
 *   styles       (optional) CSS rules for what only this panel shows
 *   View         a component; app.js passes its properties
 */
export async function loadPanels() {
  const modules = await Promise.all([
    import("./speak.js"),
    import("./voices.js"),
    import("./explain.js"),
    import("./pronunciations.js"),
    import("./settings.js"),
    import("./quality.js"),
    import("./workshop.js"),
    import("./performance.js"),
    import("./system.js"),
  ]);
  return modules.map((module) => module.default);
}
