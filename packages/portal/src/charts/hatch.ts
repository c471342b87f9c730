/** The pattern of a period that is not over yet: stripes of a colour on a faint ground of it. */

const SIZE = 8;
const drawn = new Map<string, HTMLCanvasElement>();

export function hatch(colour: string): HTMLCanvasElement {
  const known = drawn.get(colour);
  if (known) return known;
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  if (pen) {
    pen.fillStyle = `${colour}33`;
    pen.fillRect(0, 0, SIZE, SIZE);
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    for (const shift of [-SIZE, 0, SIZE]) {
      pen.moveTo(shift, SIZE);
      pen.lineTo(shift + SIZE, 0);
    }
    pen.stroke();
  }
  drawn.set(colour, canvas);
  return canvas;
}
