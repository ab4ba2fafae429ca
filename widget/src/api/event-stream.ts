// Server-Sent Events read by hand, because EventSource cannot send the token in a header.

/** Returns a function that takes the stream piece by piece, cut anywhere, and hands on the data of
 * each whole event. */
export function eventReader(receive: (data: string) => void): (piece: string) => void {
  let rest = '';
  let data: string[] = [];

  function line(text: string): void {
    const value = /^data: ?(.*)/s.exec(text)?.[1];
    if (value != null) data.push(value);
    if (text || !data.length) return;
    receive(data.join('\n'));
    data = [];
  }

  return (piece) => {
    rest += piece;
    // A carriage return at the very end may be half of a line break: it waits for the next piece.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    lines.forEach(line);
  };
}
