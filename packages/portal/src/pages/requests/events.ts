/** Server-sent events out of a stream of bytes: pure, so that it can be tested piece by piece. */

/** Reads what arrives, however it is cut, and gives the data of each event that is complete. */
export class EventReader {
  private rest = "";
  private readonly decoder = new TextDecoder();

  /** The data of the events that these bytes complete; comments keep a connection alive and are no events. */
  read(bytes: Uint8Array): string[] {
    this.rest += this.decoder.decode(bytes, { stream: true });
    const blocks = this.rest.split(/\r?\n\r?\n/);
    this.rest = blocks.pop() ?? "";
    return blocks.map(dataOf).filter((data) => data !== "");
  }
}

function dataOf(block: string): string {
  return block
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");
}
