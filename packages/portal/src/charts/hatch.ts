/** The pattern over a period that is not over yet. */

const SIZE = 8;
const drawn = new Map<boolean, HTMLCanvasElement>();

export function hatch(dark: boolean): HTMLCanvasElement {
  const known = drawn.get(dark);
  if (known) return known;
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  if (pen) {
    pen.strokeStyle = dark ? "rgb(255 255 255 / 16%)" : "rgb(0 0 0 / 12%)";
    pen.lineWidth = 1.5;
    for (const shift of [-SIZE, 0, SIZE]) {
      pen.moveTo(shift, SIZE);
      pen.lineTo(shift + SIZE, 0);
    }
    pen.stroke();
  }
  drawn.set(dark, canvas);
  return canvas;
}
