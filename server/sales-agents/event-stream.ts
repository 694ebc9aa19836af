/** True for the one JSON-RPC message that answers request `id`. */
export function answers(message: unknown, id: string | number): boolean {
  if (typeof message !== "object" || message === null) return false;
  const reply = message as { readonly id?: unknown; readonly result?: unknown; readonly error?: unknown };
  return String(reply.id) === String(id) && (reply.result !== undefined || reply.error !== undefined);
}

function dataOf(event: string): string {
  return event
    .split(/\r\n|\r|\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).replace(/^ /, ""))
    .join("\n");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Reads a text/event-stream as it arrives and returns the text of the event that answers request `id`, else null.
 * Progress and log notifications pass by: the stream is over for us as soon as the answer is there.
 */
export function answerFinder(id: string | number): (chunk: string) => string | null {
  let buffer = "";
  const blankLine = /\r\n\r\n|\n\n|\r\r/g;
  return (chunk) => {
    // What was searched before cannot end an event, but for a blank line cut in two.
    blankLine.lastIndex = Math.max(0, buffer.length - 3);
    buffer += chunk;
    for (;;) {
      const end = blankLine.exec(buffer);
      if (end === null) return null;
      blankLine.lastIndex = 0;
      const data = dataOf(buffer.slice(0, end.index));
      buffer = buffer.slice(end.index + end[0].length);
      if (data !== "" && answers(parsed(data), id)) return data;
    }
  };
}
