/** The wire: frames from the session as a head and typed arrays. */

const TYPES = { uint8: Uint8Array, float32: Float32Array, int32: Int32Array };

/**
 * @param {ArrayBuffer} frame u32 length of the head, the head, aligned buffers
 * @returns {{head: any, buffers: any[]}}
 */
export function decodeFrame(frame) {
  const length = new DataView(frame).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, length)));
  const start = 4 + length;
  const buffers = head.buffers.map((place) => {
    const size = place.shape.reduce((a, b) => a * b, 1);
    const values = new TYPES[place.type](frame, start + place.at, size);
    return Object.assign(values, { shape: place.shape });
  });
  return { head, buffers };
}

/**
 * @param {object} message
 * @param {ArrayBuffer} content what goes with it
 */
export function encodeFrame(message, content) {
  const head = new TextEncoder().encode(JSON.stringify(message));
  const frame = new Uint8Array(4 + head.length + content.byteLength);
  new DataView(frame.buffer).setUint32(0, head.length, true);
  frame.set(head, 4);
  frame.set(new Uint8Array(content), 4 + head.length);
  return frame.buffer;
}
